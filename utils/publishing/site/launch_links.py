"""Links that open the lessons live: on Binder, or on a class's JupyterHub through nbgitpuller."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from utils.errors import CourseError
from utils.project import LEARNER_COPY, version

BINDER = "https://mybinder.org"
TAG = f"v{version()}"  # of this version; a hub has one version installed, while a branch keeps changing


@dataclass(frozen=True)
class LaunchLinks:
    """Links for one repository at one tag or branch, on Binder and, if there is one, on a JupyterHub.

    Parameters
    ----------
    repository : str
        Address of the repository, starting with ``https://``.
    branch : str
        Its tag or branch.
    hub : str
        Address of a JupyterHub with nbgitpuller, starting with ``https://``; empty if there is none.

    Raises
    ------
    CourseError
        If the repository is missing or an address does not start with ``https://``.
    """

    repository: str
    branch: str = TAG
    hub: str = ""

    def __post_init__(self):
        for name, address in (("repository", self.repository), ("hub", self.hub)):
            if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
                raise CourseError(
                    f"The address of the {name} is {address!r}. Fix: give the complete address, starting with https://."
                )
        if not self.repository:
            raise CourseError("The address of the repository is missing. Fix: --repository https://...")

    def for_file(self, path: str) -> list[tuple[str, str]]:
        """(label, address) of each link to a file of the repository: on Binder, and on the hub if there is one."""
        links = [("this lesson on Binder", self.binder_link(path))]
        return [*links, ("this lesson on your JupyterHub", self.hub_link(path))] if self.hub else links

    def for_lesson(self, name: str) -> list[tuple[str, str]]:
        """(label, address) of each link to a lesson, on a hub also to the learner's own copy."""
        links = self.for_file(f"notebooks/{name}.ipynb")
        return [*links, ("your own copy there", self.copy_link(f"{name}.ipynb"))] if self.hub else links

    def needed(self) -> str:
        """What has to be there for the links to open anything."""
        return (
            f"These links need {self.branch} in {self.repository}: it must have been pushed there (CONTRIBUTING, Make "
            "a release)."
        )

    def binder_link(self, path: str) -> str:
        """The Binder address that opens a file in JupyterLab."""
        if not self._name():
            return ""
        repository = urlsplit(self.repository)
        owner_and_name = repository.path.strip("/").removesuffix(".git")
        if repository.hostname == "github.com":
            provider = f"gh/{owner_and_name}"
        elif repository.hostname == "gitlab.com":
            provider = f"gl/{quote(owner_and_name, safe='')}"
        else:
            provider = f"git/{quote(self.repository, safe='')}"
        lab_path = quote(f"lab/tree/{path}", safe="")
        return f"{BINDER}/v2/{provider}/{quote(self.branch, safe='')}?urlpath={lab_path}"

    def hub_link(self, path: str) -> str:
        """The nbgitpuller address that copies the repository to the learner's files and opens a file in JupyterLab.

        Raises CourseError if there is no hub.
        """
        values = {"repo": self.repository, "branch": self.branch, "urlpath": f"lab/tree/{self._name()}/{path}"}
        return f"{self._hub()}/hub/user-redirect/git-pull?{urlencode(values)}"

    def copy_link(self, name: str) -> str:
        """The address that opens the learner's own copy of a notebook, on a hub with the start command of this course.

        Nothing is pulled, so it needs no repository that the hub can reach. Raises CourseError if there is no hub.
        """
        return f"{self._hub()}/hub/user-redirect/lab/tree/{LEARNER_COPY.name}/{quote(name)}"

    def _hub(self) -> str:
        if not self.hub:
            raise CourseError("The address of the JupyterHub is missing. Fix: --hub https://...")
        return self.hub.rstrip("/")

    def _name(self) -> str:
        return urlsplit(self.repository).path.rstrip("/").rpartition("/")[2].removesuffix(".git")

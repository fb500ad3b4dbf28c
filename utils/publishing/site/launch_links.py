"""Addresses that open the lessons live: on Binder, or on a class's JupyterHub through nbgitpuller."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from utils.errors import CourseError

BINDER = "https://mybinder.org"


@dataclass(frozen=True)
class LaunchLinks:
    """Where the repository lies (``https://...``), which branch, and the address of a JupyterHub if there is one."""

    repository: str
    branch: str = "main"
    hub: str = ""

    def __post_init__(self):
        for name, address in (("repository", self.repository), ("hub", self.hub)):
            if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
                raise CourseError(
                    f"The address of the {name} is {address!r}. Fix: give it whole, with https:// in front."
                )
        if not self.repository:
            raise CourseError("The address of the repository is missing. Fix: --repository https://...")

    def for_file(self, path: str) -> list[tuple[str, str]]:
        """(what it opens, address) for a file of the repository: Binder, and the hub if there is one."""
        found = [("this lesson on Binder", self.binder_link(path))]
        return [*found, ("this lesson on your JupyterHub", self.hub_link(path))] if self.hub else found

    def binder_link(self, path: str) -> str:
        """The Binder address that opens a file in JupyterLab."""
        where, name = urlsplit(self.repository), self._name()
        owner = where.path.strip("/").removesuffix(".git")
        if where.hostname == "github.com":
            kind = f"gh/{owner}"
        elif where.hostname == "gitlab.com":
            kind = f"gl/{quote(owner, safe='')}"
        else:
            kind = f"git/{quote(self.repository, safe='')}"
        return (
            f"{BINDER}/v2/{kind}/{quote(self.branch, safe='')}?urlpath={quote(f'lab/tree/{path}', safe='')}"
            if name
            else ""
        )

    def hub_link(self, path: str) -> str:
        """The nbgitpuller address that copies the repository to a learner's own files and opens a file in JupyterLab."""
        if not self.hub:
            raise CourseError("The address of the JupyterHub is missing. Fix: --hub https://...")
        values = {"repo": self.repository, "branch": self.branch, "urlpath": f"lab/tree/{self._name()}/{path}"}
        return f"{self.hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(values)}"

    def _name(self) -> str:
        return urlsplit(self.repository).path.rstrip("/").rpartition("/")[2].removesuffix(".git")

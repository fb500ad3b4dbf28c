"""What a hub runs for a learner: prepare the lessons, then start JupyterLab's server in place of this process.

The hub calls it as ``python -P -m utils.publishing.hub.start``, followed by options for the server. (``-P``: whatever
is in the learner's home folder, a folder called ``utils`` there is never taken for the course.)
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from utils.project import LEARNER_COPY, NOTEBOOKS, ROOT
from utils.publishing import notebooks

# Jupyter's settings for the course, then those for a hub.
_HERE = Path(__file__).resolve().parent
_SETTINGS = (ROOT / "utils" / "jupyter_config", _HERE / "server_config")
# A learner's server and kernel each work for one person: one thread for arrays, and no memory set aside for others.
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
# For links that pull a repository at a tag: nbgitpuller looks below origin/ for it, where git puts no tags.
_TAGS = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "remote.origin.fetch",
    "GIT_CONFIG_VALUE_0": "+refs/tags/*:refs/remotes/origin/*",
}


def prepare(home: Path, source: Path = NOTEBOOKS) -> list[str]:
    """Copy the lessons into the learner's folder and trust the lessons of this course; a message for each problem.

    A server that starts without fresh lessons is better than none: with a full disk, a learner can still remove files.

    Parameters
    ----------
    home : pathlib.Path
        The learner's home folder; the copy is in ``my_course`` there.
    source : pathlib.Path
        Folder of the lessons.

    Returns
    -------
    list of str
        What was set aside, and what could not be done.
    """
    messages = []
    try:
        messages += notebooks.copy_for_learner(source, home / LEARNER_COPY.name)
    except (OSError, ValueError) as error:
        messages.append(
            f"The lessons in {home / LEARNER_COPY.name} could not be brought up to date ({error}). Fix: free some "
            "space there, or rename that folder; then stop this server and start it again."
        )
    try:
        notebooks.trust_contents(source)
    except (OSError, sqlite3.Error) as error:
        messages.append(
            f"The lessons could not be marked as trusted ({error}), so explorers appear only after a lesson was run. "
            "Fix: free some space in the home folder; then stop this server and start it again."
        )
    return messages


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """``variables`` for a learner's server: with the settings for a hub, and with little memory set aside.

    What an administrator has chosen stays.
    """
    places = {
        "JUPYTER_CONFIG_PATH": [*_SETTINGS, variables.get("JUPYTER_CONFIG_PATH")],
        "JUPYTER_PATH": [_HERE, variables.get("JUPYTER_PATH")],  # kernels/
    }
    paths = {name: os.pathsep.join(str(part) for part in parts if part) for name, parts in places.items()}
    tags = {} if "GIT_CONFIG_COUNT" in variables else _TAGS
    return {**_FRUGAL, **tags, **variables, **paths}


def server(options: Iterable[str]) -> list[str]:
    """The command of the learner's server."""
    return [sys.executable, "-P", "-m", "jupyterhub.singleuser", *options]


def main() -> None:
    """Prepare the lessons, then become the learner's server. What either writes, no other learner can read."""
    os.umask(0o077)
    for message in prepare(Path.home()):
        print(message, file=sys.stderr, flush=True)
    command = server(sys.argv[1:])
    os.execve(command[0], command, environment(os.environ))


if __name__ == "__main__":
    main()

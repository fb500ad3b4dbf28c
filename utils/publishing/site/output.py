"""Where built pages go: a folder of their own, from which nothing is removed but what an earlier site put there."""

from __future__ import annotations

import shutil
from pathlib import Path

from utils.errors import CourseError
from utils.publishing.site import offline


def require_ours(folder: Path) -> None:
    """Raise CourseError if ``folder`` holds files (but hidden ones), and no site of this course."""
    visible = folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
    if visible and not offline.listed_files(folder):
        raise CourseError(
            f"{folder} holds files and no pages of this course, so nothing was written there. Fix: name a new or an "
            "empty folder, such as one inside it (--output)."
        )


def replace(built: Path, folder: Path) -> None:
    """Copy a built site to ``folder``, then remove what the site that was there had and this one has not.

    The worker comes last: until then, no browser takes the new files for an edition. Files that no site put there stay.

    Raises CourseError as ``require_ours`` does, and OSError for a file that another program keeps open.
    """
    require_ours(folder)
    before = offline.listed_files(folder)
    names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    for name in sorted(names, key=lambda name: (name == offline.WORKER, name)):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built / name, target)
    for path in list(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in before - names and path.is_file():
            path.unlink()

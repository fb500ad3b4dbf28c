"""A lesson as slides to show in class: one PowerPoint file per lesson, made from the lesson and the tables."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from utils.errors import CourseError, missing_package
from utils.project import DATA, NOTEBOOKS, ROOT
from utils.publishing.notebooks import lesson_paths
from utils.publishing.slides.deck import lesson_deck
from utils.publishing.slides.model import Slide
from utils.tables.course_data import CourseData

__all__ = ["Slide", "lesson_deck", "lessons_named", "write_decks"]


def lessons_named(only: str) -> list[Path]:
    """The lessons whose names start with ``only``; all for an empty text.

    Parameters
    ----------
    only : str
        The start of a file name, such as "03".

    Returns
    -------
    list of Path
        Notebooks, in course order.

    Raises
    ------
    CourseError
        If no lesson has such a name.
    """
    paths = [path for path in lesson_paths() if path.name.startswith(only)]
    if not paths:
        names = ", ".join(path.stem for path in lesson_paths())
        raise CourseError(f"No lesson has a name that starts with {only!r}. Fix: use the beginning of {names}.")
    return paths


def write_decks(data: CourseData, folder: Path, only: str = "", pages: str = "../instructor") -> list[Path]:
    """Write a PowerPoint file per lesson; one that is newer than all it is made from stays.

    The same lessons and tables give the same bytes.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        Folder to write to; files of other names in it stay.
    only : str
        The start of a lesson's name, such as "03"; empty for all.
    pages : str
        Where the pages of the lessons are, as seen from ``folder``: links in the notes lead there.

    Returns
    -------
    list of Path
        The files, in course order.

    Raises
    ------
    CourseError
        If there is no such lesson, a row of ``slides`` names a picture or choice that its lesson lacks, or python-pptx
        or resvg-py is not installed.
    """
    try:
        from utils.publishing.slides import powerpoint
    except ImportError:
        raise CourseError(missing_package("Slides need", "python-pptx and resvg-py", "slides")) from None
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    newest = _newest()
    for path in lessons_named(only):
        target = folder / f"{path.stem}.pptx"
        written.append(target)
        if target.is_file() and target.stat().st_mtime > newest:
            continue  # `make slides classroom` makes each deck once
        notebook = json.loads(path.read_text(encoding="utf-8"))
        lesson = data.row("lessons", path.stem)
        slides = lesson_deck(notebook, path.stem, data, f"{pages}/{path.stem}.html")
        day = datetime.date.fromisoformat(lesson.last_checked)
        target.write_bytes(powerpoint.to_bytes(slides, lesson.title, day))
    return written


def _newest() -> float:
    """When the newest file changed that slides are made from."""
    made_from = (NOTEBOOKS.glob("*.ipynb"), DATA.rglob("*.*"), (ROOT / "utils").rglob("*.py"))
    return max(path.stat().st_mtime for paths in made_from for path in paths)

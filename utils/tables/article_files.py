"""The files of the five articles: copied to a folder that git ignores, for a class that has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from utils.errors import CourseError
from utils.tables import citations
from utils.tables.course_data import CourseData


def copy_articles(data: CourseData, folder: Path, target: Path) -> list[Path]:
    """Copy the articles from ``folder`` to ``target``; the copies.

    ``data``: all tables, as ``tables.load_all`` gives them. Every file is checked first: its name and number of lines
    against ``sources``, and each cited sentence against its fingerprint. Raises CourseError that lists everything that
    is wrong; nothing is copied then.
    """
    if not folder.is_dir():
        raise CourseError(
            f"There is no folder {folder}. Name the folder that holds the articles: make articles SOURCES=folder"
        )
    wrong = [words for source in data.sources.itertuples() if (words := _problem(source, folder))]
    if not wrong:
        changed = citations.verify(data, folder).issues
        wrong = [issue.problem for issue in changed[:5]] + ([f"{len(changed) - 5} more"] if changed[5:] else [])
    if wrong:
        lines = "\n".join(f"  - {words}" for words in wrong)
        raise CourseError(
            f"Nothing was copied. The files in {folder} are not the articles that data/sources.csv names:\n{lines}\n"
            "Fix: take the five files as they were given to you, unchanged and with their names."
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for name in data.sources["file"]:
        copies.append(target / name)
        if copies[-1].resolve() != (folder / name).resolve():
            shutil.copyfile(folder / name, copies[-1])
    return copies


def _problem(source, folder: Path) -> str:
    """What is wrong with the file of one article; empty if nothing."""
    path = folder / source.file
    if not path.is_file():
        return f"{source.file} (article {source.id}) is not there"
    try:
        lines = len(path.read_text(encoding="utf-8").splitlines())
    except UnicodeDecodeError:
        return f"{source.file} (article {source.id}) is not UTF-8 text"
    return "" if lines == source.lines else f"{source.file} (article {source.id}) has {lines} lines, not {source.lines}"

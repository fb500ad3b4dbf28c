"""The files of the articles: copied to a folder that git ignores, for a class that has them."""

from __future__ import annotations

import shutil
from pathlib import Path

from utils.errors import CourseError, command
from utils.tables import citations
from utils.tables.course_data import CourseData


def copy_articles(data: CourseData, folder: Path, target: Path) -> list[Path]:
    """Copy the articles from ``folder`` to ``target`` and return the copies.

    Every file is checked first: its name and number of lines against ``sources``, and each cited sentence against its
    fingerprint. Raises CourseError that lists everything that is wrong; nothing is copied then.
    """
    if not folder.is_dir():
        raise CourseError(
            f"There is no folder {folder}. Name the folder that contains the articles: "
            f"{command('articles', 'SOURCES=folder', '--sources folder')}"
        )
    problems = [problem for source in data.sources.itertuples() if (problem := _problem(source, folder))]
    if not problems:
        issues = citations.verify(data, folder).issues
        problems = [f"{issue.file}, row {issue.row}: {issue.column} {issue.problem}" for issue in issues[:5]]
        problems += [f"{len(issues) - 5} more"] if issues[5:] else []
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise CourseError(
            f"Nothing was copied. The files in {folder} are not the articles listed in data/sources.csv:\n{lines}\n"
            "Fix: use the files exactly as you received them, with their original names."
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for name in data.sources["file"]:
        copies.append(target / name)
        if copies[-1].resolve() != (folder / name).resolve():
            shutil.copyfile(folder / name, copies[-1])
    return copies


def _problem(source, folder: Path) -> str:
    """What is wrong with the file of one article (a row of ``sources``); empty if nothing is."""
    path, name = folder / source.file, f"{source.file} (article {source.id})"
    if not path.is_file():
        return f"{name} is missing"
    try:
        lines = len(path.read_text(encoding="utf-8").splitlines())
    except UnicodeDecodeError:
        return f"{name} is not UTF-8 text"
    return "" if lines == source.lines else f"{name} has {lines} lines instead of {source.lines}"

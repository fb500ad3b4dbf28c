"""What slides and plans say about the cells of lessons, checked against them: each cell is there, each slide is short.

Nothing here needs pandas or Jupyter, so that ``make check`` stays fast.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Issue
from utils.project import DATA, NOTEBOOKS
from utils.publishing.lesson_files import figure_problems
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, grouped, rows_by_id

MAX_WORDS = 35  # of our own words on the slide of a concept
ABILITIES, MINUTE, BEDSIDE, PATIENTS, MORE, POCKET, SOURCES, NEXT = (
    "After this lesson you can",
    "In one minute",
    "At the bedside",
    "What patients read",
    "More questions",
    "Pocket card",
    "Sources",
    "What's next",
)
# sections of every lesson, which need no words of their own on a slide
FRAME = {ABILITIES, MINUTE, BEDSIDE, PATIENTS, MORE, POCKET, SOURCES, NEXT, "Questions"}
_COMMENT = re.compile(r"<!--.*?-->")
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def class_issues(data: Path = DATA, notebooks: Path = NOTEBOOKS) -> list[Issue]:
    """Slides and parts of plans that name a cell which their lesson lacks, slides that say too much, gaps in both.

    Parameters
    ----------
    data, notebooks : pathlib.Path
        Folders of the tables and of the lessons.

    Returns
    -------
    list of Issue
        Those of slides, then those of plans.

    Raises
    ------
    DataError
        As ``tables.raw`` does.
    """
    tables = raw(data)
    cells = {path.stem: _cells(path) for path in sorted(notebooks.glob("*.ipynb"))}
    return [*_slide_issues(tables, cells), *_plan_issues(tables, cells)]


def word_count(words: str) -> int:
    """How many words a slide says; the rows behind its numbers are not said."""
    return len(_COMMENT.sub("", words).split())


def _cells(path: Path) -> dict[str, str]:
    """Id → text of each cell of a lesson; empty for code."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) if cell["cell_type"] == "markdown" else "" for cell in found}


def _slide_issues(tables: Tables, cells: dict[str, dict[str, str]]) -> Iterator[Issue]:
    rows = rows_by_id(tables)
    for row in tables["slides"]:
        for column in ("cell", "picture"):
            if row[column]:
                yield from _missing_cell(row, column, cells)
        if row["choice"] and not row["picture"]:
            yield row.issue("picture", "is empty although a choice is given", "name the cell of the explorer")
        if not row["words"] and not row["choice"]:
            yield row.issue("words", "is empty", f"say it in at most {MAX_WORDS} words")
        if (count := word_count(row["words"])) > MAX_WORDS:
            fix = f"leave out {count - MAX_WORDS} or more: a slide has at most {MAX_WORDS}"
            yield row.issue("words", f"has {count} words", fix, cause="too many words on a slide")
        for figure, problem, fix in figure_problems(row["words"], rows):
            yield row.issue("words", f"says {figure}, which {problem}", fix)
    on_slides = {(row["lesson"], row["cell"]) for row in tables["slides"]}
    for lesson in (row["id"] for row in tables["lessons"]):
        for id, text in cells.get(lesson, {}).items():
            heading = _SECTION.search(text)
            if heading and heading[1].strip() not in FRAME and (lesson, id) not in on_slides:
                fix = f"add a row to data/slides.csv: what it says in at most {MAX_WORDS} words"
                yield Issue(f"notebooks/{lesson}.ipynb, cell {id}", None, None, None, "has no slide", fix)


def _plan_issues(tables: Tables, cells: dict[str, dict[str, str]]) -> Iterator[Issue]:
    key = ("lesson", "length", "position")
    used = grouped(tables["plan_cells"], *key)
    parts = {tuple(row[column] for column in key) for row in tables["plans"]}
    for row in tables["plan_cells"]:
        yield from _missing_cell(row, "cell", cells)
        if tuple(row[column] for column in key) not in parts:
            fix = "enter the position of a part in data/plans.csv, or remove the row"
            yield row.issue("position", "is not a part of that plan", fix)
    for row in tables["plans"]:
        if not used[tuple(row[column] for column in key)]:
            fix = "add a row to data/links/plan_cells.csv: a part without one cannot link to its lesson"
            yield row.issue("activity", "uses no cell of its lesson", fix)


def _missing_cell(row: Row, column: str, cells: dict[str, dict[str, str]]) -> Iterator[Issue]:
    lesson_cells = cells.get(row["lesson"])
    if lesson_cells is not None and row[column] not in lesson_cells:
        yield row.issue(column, f"is not a cell of {row['lesson']}", f"use one of {', '.join(lesson_cells)}")

"""What several tests need: lessons and their outputs, and a table to break."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from pathlib import Path

import pandas as pd

from utils.publishing import notebooks
from utils.tables.course_data import CourseData

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT.parent / "shared" / "sources"


def course_data(**tables: pd.DataFrame) -> CourseData:
    """Made-up tables as ``CourseData``; a table that is not given is empty."""
    names = [field.name for field in fields(CourseData) if field.init]
    return CourseData(**{name: tables.get(name, pd.DataFrame()) for name in names})


class Table:
    """A CSV file of a copied data folder, to be changed cell by cell or as text."""

    def __init__(self, path: Path):
        self.path = path
        self.rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))

    def row_of(self, id: str, column: str = "id") -> int:
        """Index into ``rows`` of the first row with this value."""
        at = self.rows[0].index(column)
        return next(i for i, row in enumerate(self.rows) if i and row[at] == id)

    def set(self, index: int, column: str, value: str) -> int:
        """Change one cell; returns the line of the file it stands on (no cell of ours holds a line break)."""
        self.rows[index][self.rows[0].index(column)] = value
        self.write()
        return index + 1

    def write(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(self.rows)


def lesson_paths():
    return notebooks.lesson_paths()


def read_notebook(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def held(text: str, *words: str) -> list[str]:
    """Which of ``words`` a page or a notebook holds.

    ``assert word not in text`` asks the same, but where it fails pytest compares a megabyte letter by letter, for minutes.
    """
    return [word for word in words if word in text]


def outputs(notebook: dict, mime: str):
    """(cell id, text) of every output of that type."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield cell["id"], "".join(output["data"][mime])

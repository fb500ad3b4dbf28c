"""The one list of broken cells, broken_cells.csv: what is written into which cell, and what the check then reports.

Most are tried by tests/tables/test_broken_cells.py. Those marked ``by_command`` are planted defects
(tests/mutants/defects.py), so that the command itself is seen to report them. A cell of the list breaks a lesson too.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from utils.tables import loader

FILES = {resource["name"]: f"data/{resource['path']}" for resource in loader.descriptor()["resources"]}


@dataclass(frozen=True)
class BrokenCell:
    """``row``: values that choose the first row that has them. The issue is in ``reported``: table and column."""

    name: str
    table: str
    row: dict[str, str]
    column: str
    value: str
    reported: tuple[str, str]
    words: str
    by_command: bool

    @property
    def in_place(self) -> bool:
        """Whether the broken cell itself is reported, with its value."""
        return self.reported == (self.table, self.column)


def _read() -> dict[str, BrokenCell]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["row"] = dict(part.split("=", 1) for part in row["row"].split("; "))
        place = row.pop("reported_table"), row.pop("reported_column")
        row["reported"] = (place[0] or row["table"], place[1] or row["column"])
        row["by_command"] = row["by_command"] == "yes"
    assert len({row["name"] for row in rows}) == len(rows), "Two broken cells share a name."
    return {row["name"]: BrokenCell(**row) for row in rows}


CELLS = _read()

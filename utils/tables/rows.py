"""Rows of raw tables, as text, each knowing its place: what the rules work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import IntEnum

from utils.errors import DataError, Issue


class Level(IntEnum):
    """How sound the tables are by themselves. A rule has the level that it needs to make sense."""

    UNREAD = 0  # a file is missing or is no table
    READ = 1  # every file is a table with the right columns; cells may be wrong
    SOUND = 2  # every cell is as the descriptor says


class Row(dict):
    """A row of a table, column → text, that remembers its table, its file and the line it stands on."""

    def __init__(self, cells: dict[str, str], line: int, table: str, file: str):
        super().__init__(cells)
        self.line, self.table, self.file = line, table, file

    def copy(self) -> Row:
        """A row of its own with the same cells and place."""
        return Row(self, self.line, self.table, self.file)

    def issue(self, column: str, problem: str, fix: str, value: str | None = None) -> Issue:
        """What is wrong with a cell of this row and how to fix it; ``value`` where the cell alone does not show it."""
        item = self.get("id") if self.table == "items" else self.get("item_id")
        return Issue(self.file, self.line, column, self[column] if value is None else value, problem, fix, item or None)


class Tables(dict[str, list[Row]]):
    """Table → its rows. To ask for one that the descriptor does not name raises DataError, which says so."""

    def __missing__(self, name: str) -> list[Row]:
        problem = "is named by no resource, and the course needs it"
        raise DataError([Issue("data/datapackage.json", None, None, name, problem, "restore the file from git")])


def number(text: str) -> float | None:
    """The number a cell holds, or None where it is empty or no number (the type check reports that)."""
    try:
        return float(text)
    except ValueError:
        return None


def rows_by_id(tables: Tables) -> dict[tuple[str, str], Row]:
    """(table, id) → the row, over all tables that have ids."""
    return {(name, row["id"]): row for name, rows in tables.items() for row in rows if "id" in row}


def linked_row(row: Row) -> tuple[str, str]:
    """The (table, id) that a row of a link table names."""
    return row["table"], row["row_id"]


def cited_rows(tables: Tables) -> set[tuple[str, str]]:
    """(table, id) of each row that a sentence of an article is cited for."""
    return {linked_row(row) for row in tables["citations"]}


def grouped(rows: Iterable[Row], *columns: str) -> dict[str | tuple[str, ...], list[Row]]:
    """Cell of a column, or cells of several → the rows that share it, both in the order of the rows; none for others."""
    groups = defaultdict(list)
    for row in rows:
        groups[row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)].append(row)
    return groups


def by_position(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their ``position``; first those whose position is no number."""
    return sorted(rows, key=lambda row: number(row["position"]) or 0)


def misnumbered(rows: Iterable[Row]) -> Iterator[Row]:
    """Those of the rows whose ``position`` is not their place: the positions of rows in order are 1, 2, 3 ..."""
    return (row for place, row in enumerate(rows, start=1) if number(row["position"]) != place)


def dangling_links(rows: Iterable[Row], known: Iterable[tuple[str, str]]) -> Iterator[Issue]:
    """An issue for each row whose ``table`` and ``row_id`` name none of the ``known`` rows, (table, id)."""
    return (
        row.issue("row_id", f"is not an id of table {row['table']}", "name an existing row")
        for row in rows
        if linked_row(row) not in known
    )

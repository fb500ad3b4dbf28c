"""Rows of raw tables: text cells that know their file and line. The rules work on these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum

from utils.errors import DataError, Issue
from utils.tables.cell_values import PLAIN, Wrong, misspelled, skeleton


class Level(IntEnum):
    """How valid the tables are on their own. Each rule has the level that it needs to make sense."""

    UNREAD = 0  # a file is missing or is not a table
    READ = 1  # every file is a table with the right columns; cells may be invalid
    VALID = 2  # every cell conforms to the descriptor


class Row(dict):
    """A row of a table, column → text, that also knows its table, its file and its line in the file."""

    def __init__(self, cells: dict[str, str], line: int, table: str, file: str):
        super().__init__(cells)
        self.line, self.table, self.file = line, table, file

    def copy(self) -> Row:
        """A separate row with the same cells, file and line."""
        return Row(self, self.line, self.table, self.file)

    def issue(self, column: str, problem: str, fix: str, value: str | None = None, cause: str = "") -> Issue:
        """An issue with a cell of this row; ``value`` is what to print if the cell alone does not show the problem."""
        item = self.get("id") if self.table == "items" else self.get("item_id")
        value_text = self[column] if value is None else value
        return Issue(self.file, self.line, column, value_text, problem, fix, item or None, cause)


class Tables(dict[str, list[Row]]):
    """Table name → its rows. A table that the descriptor does not list raises DataError.

    ``unsure``: (table, ``skeleton``) of the ids that are reported themselves; links to them are not reported as well.
    """

    def __init__(self, *tables: dict[str, list[Row]], **named: list[Row]):
        super().__init__(*tables, **named)
        self.unsure: set[tuple[str, str]] = set()

    def __missing__(self, name: str) -> list[Row]:
        problem = "is not listed under resources, and the course needs it"
        raise DataError([Issue("data/datapackage.json", None, None, name, problem, "restore the file from git")])


def number(text: str) -> float | None:
    """The number in a cell, or None if it is empty or not a plain number (the type check reports that)."""
    return float(text) if PLAIN.fullmatch(text) else None


def rows_by_id(tables: Tables) -> dict[tuple[str, str], Row]:
    """(table, id) → the row, for all tables that have a column ``id``."""
    return {(name, row["id"]): row for name, rows in tables.items() for row in rows if "id" in row}


def linked_row(row: Row) -> tuple[str, str]:
    """The (table, id) that a row of a link table points to."""
    return row["table"], row["row_id"]


def cited_rows(tables: Tables) -> set[tuple[str, str]]:
    """(table, id) of each row that has a citation from an article."""
    return {linked_row(row) for row in tables["citations"]}


def grouped(rows: Iterable[Row], *columns: str) -> dict[str | tuple[str, ...], list[Row]]:
    """Value of a column (or tuple of values of several) → its rows, in their order; any other key gives no rows."""
    groups = defaultdict(list)
    for row in rows:
        groups[row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)].append(row)
    return groups


def by_position(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their ``position``; those whose position is not a number come first."""
    return sorted(rows, key=lambda row: number(row["position"]) or 0)


def misnumbered(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that are out of sequence: in order, their ``position`` should be 1, 2, 3 and so on."""
    return (row for expected, row in enumerate(rows, start=1) if number(row["position"]) != expected)


def numbering_fix(what: str, rows: Sequence[Row]) -> str:
    """The fix for ``misnumbered`` rows; ``what`` names all of them in the plural."""
    return f"number the {what} 1 to {len(rows)}, without gaps or duplicates" if len(rows) > 1 else "write 1"


def dangling_links(
    rows: Iterable[Row], existing: Container[tuple[str, str]], unsure: Container[tuple[str, str]]
) -> Iterator[Issue]:
    """An issue for each row whose ``table`` and ``row_id`` are not those of an ``existing`` row, (table, id).

    Links to an ``unsure`` id (``Tables.unsure``) are skipped: what is wrong with it is reported there, once.
    """
    for row in rows:
        table, row_id = linked_row(row)
        if (table, row_id) in existing or (table, skeleton(row_id)) in unsure:
            continue
        missing = Wrong(f"is not an id in table {table}", "enter the id of an existing row", f"link of {row.table}")
        wrong = misspelled(row_id, lambda text, table=table: (table, text) in existing) or missing
        yield row.issue("row_id", wrong.problem, wrong.fix, cause=wrong.cause)

"""Rows of raw tables, as text, each knowing the line of its file: what the rules work on."""

from __future__ import annotations

from utils.errors import DataError, Fault

FILES = {
    "items": "items/items",
    "parts": "items/parts",
    "options": "items/options",
    "numbers": "items/numbers",
    "exhibits": "items/exhibits",
    "competencies": "items/competencies",
    "item_evidence": "items/evidence",
    "forms": "items/forms",
}


def item_of(table: str, row: Row) -> str | None:
    """The id of the item that a row of the bank belongs to; None for rows of other tables."""
    return row.get("id" if table == "items" else "item_id") if table in FILES else None


class Row(dict):
    """A row of a table, column → text, that remembers the line of the file it stands on."""

    def __init__(self, cells: dict[str, str], line: int):
        super().__init__(cells)
        self.line = line


class Tables(dict[str, list[Row]]):
    """Table → its rows. To ask for one that the descriptor does not name raises DataError, which says so."""

    def __missing__(self, name: str) -> list[Row]:
        problem = "is named by no resource, and the course needs it"
        raise DataError([Fault("data/datapackage.json", None, None, name, problem, "restore the file from git")])


def number(text: str) -> float | None:
    """The number a cell holds, or None where it is empty or no number (the type check reports that)."""
    try:
        return float(text)
    except ValueError:
        return None


def _at(table: str, row: Row, column: str, problem: str, mend: str) -> Fault:
    return Fault(f"data/{table}.csv", row.line, column, row[column], problem, mend)


def _ids(tables: Tables) -> dict[str, set[str]]:
    return {table: {row["id"] for row in rows if "id" in row} for table, rows in tables.items()}


def _cited(tables: Tables) -> set[tuple[str, str]]:
    return {(row["table"], row["row_id"]) for row in tables["citations"]}

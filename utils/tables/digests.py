"""Fingerprints of rows: they tell whether a row still says what a reviewer read.

The fingerprint of a row covers its cells, its reference page, its citations, the rows that belong to it (such as the
parts and the chart of a question) and the rows it is linked to as evidence. Empty cells do not count, so that a new
column changes no fingerprint; neither does "1.0" instead of "1".
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from utils.tables.rows import Row, Tables

Key = tuple[str, str]  # table, and the row's id or the cells of its key with a space between
TextRows = Mapping[str, Iterable[Mapping[str, str]]]

LESSON_TEXT = "lesson text"  # in place of a table, where a paragraph of a lesson is reviewed
# table → the columns of its key, for tables without a column `id`
KEYS = {
    "options": ("item_id", "part", "option"),
    "parts": ("item_id", "part"),
    "numbers": ("item_id", "value"),
    "exhibits": ("id", "position"),
    "appraisal_scores": ("question_id", "source_id", "rater"),
    "article_words": ("source_id", "table", "row_id"),
    "escalations": ("practice_id",),
    "case_steps": ("case_id", "step"),
    "case_points": ("case_id", "step", "position"),
    "case_readings": ("case_id", "at", "measure"),
    "slides": ("lesson", "position"),
}
# (table, table of the rows that belong to one of its rows, column that names it)
_PARTS = (
    ("items", "parts", "item_id"),
    ("items", "item_evidence", "item_id"),
    ("comparisons", "comparison_rows", "comparison_id"),
    ("myths", "myth_rows", "myth_id"),
    ("map_statements", "map_rows", "statement_id"),
    ("needs", "need_rows", "need_id"),
)
# columns that change without a change of content
_BOOKKEEPING = {"checked_on", "former_id", "place", "seen", "seen_at_kind"}


def row_id(table: str, row: Mapping[str, str]) -> str:
    """What names a row of ``table``: its id, or the cells of its key (without empty ones) with a space between."""
    return " ".join(filter(None, (_plain_number(row[column]) for column in KEYS.get(table, ("id",)))))


def existing_keys(tables: Tables) -> set[Key]:
    """(table, ``row_id``) of every row that can be reviewed."""
    return {(name, row_id(name, row)) for name, rows in tables.items() for row in rows if name in KEYS or "id" in row}


def row_digests(tables: TextRows, wanted: set[str] | None = None) -> dict[Key, str]:
    """(table, ``row_id``) → fingerprint of the row.

    Parameters
    ----------
    tables : mapping of str to iterable of mapping
        Every table as rows of text, column → cell.
    wanted : set of str, optional
        The tables whose rows are asked for; by default all.

    Returns
    -------
    dict
        Such as ``{("sites", "liver"): "r0f3c…"}``: the letter r and eight hexadecimal digits, so that no spreadsheet
        takes it for a number.
    """
    content = _Content(tables)
    return {
        (name, row_id(name, row)): digest(content.of(name, row))
        for name, rows in tables.items()
        if wanted is None or name in wanted
        for row in rows
        if name in KEYS or "id" in row
    }


def digest(parts: Iterable[str]) -> str:
    """The fingerprint of texts in their order."""
    return "r" + hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:8]


class _Content:
    """What a row says, as texts: its own cells, then those of what belongs to it."""

    def __init__(self, tables: TextRows):
        self._by_id = {(name, row["id"]): row for name, rows in tables.items() for row in rows if "id" in row}
        self._charts, self._citations, self._parts = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in tables.get("exhibits", ()):
            self._charts[row["id"]].append(row)
        for row in tables.get("citations", ()):
            self._citations[row["table"], row["row_id"]].append(row)
        for table, part_table, column in _PARTS:
            for row in tables.get(part_table, ()):
                self._parts[table, row[column]].append(row)

    def of(self, table: str, row: Mapping[str, str]) -> Iterator[str]:
        key = table, row_id(table, row)
        yield from _cells(row)
        yield from self._linked(row)
        for citation in self._citations[key]:
            yield from _cells(citation)
        for part in self._parts[key]:
            yield from _cells(part)
            yield from self._linked(part)
        for finding in self._charts[row.get("exhibit") or None]:
            yield from _cells(finding)

    def _linked(self, row: Mapping[str, str]) -> Iterator[str]:
        for linked in (
            (row.get("table"), row.get("row_id")),
            ("practice", row.get("practice_id")),
            ("references", row.get("reference_id")),
        ):
            yield from _cells(self._by_id.get(linked, {}))


def _cells(row: Row | Mapping[str, str]) -> list[str]:
    return [f"{column}={_plain_number(value)}" for column, value in row.items() if value and column not in _BOOKKEEPING]


def _plain_number(text: str) -> str:
    """A number in its shortest form, so that a table of text and a table of numbers agree; any other text as it is."""
    return f"{float(text):.15g}" if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) else text

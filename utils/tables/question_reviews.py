"""Items beside the rows they rest on: a mark in ``evidence.csv`` says that somebody looked at both.

The mark holds a digest of the row and one of the item's key. When a fact or a key changes, ``make check`` names the
item and the row, until somebody has looked again and says so with ``python -m utils reviewed``. Lessons still run
meanwhile: the flag is for those who keep the course.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from pathlib import Path

from utils.errors import CourseError, Issue
from utils.project import DATA
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, linked_row, rows_by_id

FILE = "items/evidence.csv"


def review_issues(folder: Path = DATA) -> list[Issue]:
    """One issue per item whose key changed or that nobody has looked at, and one per evidence row that changed."""
    found, told = [], set()
    for row, wanted in _marks(raw(folder)):
        item, fact = row["item_id"], f"{row['table']} {row['row_id']}"
        (old_fact, _, old_key), (new_fact, _, new_key) = row["seen"].partition("-"), wanted.partition("-")
        if not row["seen"]:
            kind, problem = "new", "nobody has looked at the question beside this row yet"
        elif old_fact != new_fact:
            kind, problem = fact, "this row has changed since somebody looked at it beside the question"
        elif old_key != new_key:
            kind, problem = "key", "the key of the question has changed since somebody looked at it beside this row"
        else:
            continue
        if (item, kind) not in told:
            told.add((item, kind))
            fix = f"compare the question with its rows, then run `python -m utils reviewed {item}`"
            found.append(row.issue("seen", problem, fix, fact))
    return found


def items_to_review(items: list[str], folder: Path = DATA) -> dict[str, list[str]]:
    """For each flagged item (of ``items``, or all of them): its stem, its key and the rows it rests on, as text.

    Raises CourseError when one of ``items`` is no id of a question.
    """
    tables = raw(folder)
    known, index, keys = {row["id"]: row for row in tables["items"]}, rows_by_id(tables), _keys(tables)
    if unknown := [id for id in items if id not in known]:
        raise CourseError(f"No question has the id {unknown[0]!r}; data/items/items.csv lists them.")
    flagged = dict.fromkeys(issue.item for issue in review_issues(folder))
    lines = {}
    for id in flagged:
        if items and id not in items:
            continue
        rows = [linked_row(row) for row in tables["item_evidence"] if row["item_id"] == id]
        facts = [f"  {t} {i}: {'; '.join(_cells(index.get((t, i), {})))}" for t, i in rows]
        lines[id] = [known[id]["stem"], *(f"  key: {'; '.join(key)}" for key in keys[id]), *facts]
    return lines


def mark_reviewed(items: list[str], folder: Path = DATA) -> None:
    """Write the present marks of ``items`` to ``evidence.csv``: somebody has looked at them beside their rows."""
    path = folder / FILE
    tables, asked = raw(folder), set(items)
    for row, wanted in _marks(tables):
        if row["item_id"] in asked:
            row["seen"] = wanted
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(tables["item_evidence"][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(tables["item_evidence"])


def _marks(tables: Tables) -> list[tuple[Row, str]]:
    keys, index = _keys(tables), rows_by_id(tables)
    return [
        (row, f"{_digest(_cells(index.get(linked_row(row), {})))}-{_digest(map('|'.join, keys[row['item_id']]))}")
        for row in tables["item_evidence"]
    ]


def _cells(row: dict[str, str]) -> list[str]:
    return [f"{column}={value}" for column, value in row.items() if value]


def _keys(tables: Tables) -> dict[str, list[tuple[str, ...]]]:
    found = defaultdict(list)
    for option in tables["options"]:
        if option["correct"] != "no":
            found[option["item_id"]].append((option["part"], option["correct"], option["text"]))
    for answer in tables["numbers"]:
        if answer["correct"] == "yes":
            found[answer["item_id"]].append((answer["value"], answer["tolerance"], answer["unit"]))
    return found


def _digest(parts) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:8]

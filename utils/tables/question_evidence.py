"""What contributors compared: a digest in ``evidence.csv`` records that one compared a question with its evidence.

The column ``seen`` holds a digest of the evidence row and one of the item's key. When either changes, ``make check``
names the item and the row until someone compares them again and runs ``make compared``. Lessons keep running meanwhile:
the message is for maintainers.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from utils.errors import CourseError, Issue, command
from utils.project import DATA
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, linked_row, rows_by_id

FILE = "items/evidence.csv"


def evidence_issues(folder: Path = DATA) -> list[Issue]:
    """One issue per item that was not compared or whose key changed, and one per evidence row that changed.

    Raises DataError as ``tables.raw`` does.
    """
    issues, reported = [], set()
    for row, current in _current_digests(raw(folder)):
        item, evidence = row["item_id"], f"{row['table']} {row['row_id']}"
        (old_row, _, old_key), (new_row, _, new_key) = row["seen"].partition("-"), current.partition("-")
        if not row["seen"]:
            change, problem = "new", "has not been compared with the question yet"
        elif old_row != new_row:
            change, problem = evidence, "has changed since it was last compared with the question"
        elif old_key != new_key:
            change, problem = "key", "was compared with the question before its key changed"
        else:
            continue
        if (item, change) not in reported:
            reported.add((item, change))
            fix = f"compare the question with its evidence, then run {command('compared', f'ITEM={item}', item)}"
            issues.append(row.issue("seen", problem, fix, evidence))
    return issues


def items_to_compare(items: list[str], folder: Path = DATA) -> dict[str, list[str]]:
    """For each item with an issue (of ``items``, or of all): stem, key and evidence, as lines of text.

    Raises CourseError when one of ``items`` is not the id of a question.
    """
    tables = raw(folder)
    rows, index, keys = {row["id"]: row for row in tables["items"]}, rows_by_id(tables), _keys(tables)
    if unknown := [item for item in items if item not in rows]:
        raise CourseError(f"No question has the id {unknown[0]!r}; data/items/items.csv lists all ids.")
    lines = {}
    for item in dict.fromkeys(issue.item for issue in evidence_issues(folder)):
        if items and item not in items:
            continue
        links = [linked_row(row) for row in tables["item_evidence"] if row["item_id"] == item]
        evidence = [
            f"  {table} {row_id}: {'; '.join(_cells(index.get((table, row_id), {})))}" for table, row_id in links
        ]
        lines[item] = [rows[item]["stem"], *(f"  key: {'; '.join(filter(None, key))}" for key in keys[item]), *evidence]
    return lines


def mark_compared(items: list[str], folder: Path = DATA) -> None:
    """Write the current digests of ``items`` to ``evidence.csv``: someone has compared them with their evidence."""
    tables, marked = raw(folder), set(items)
    for row, current in _current_digests(tables):
        if row["item_id"] in marked:
            row["seen"] = current
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(tables["item_evidence"][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(tables["item_evidence"])


def _current_digests(tables: Tables) -> list[tuple[Row, str]]:
    """Each row of ``item_evidence`` with its current digest: of the row it names, a hyphen, and of the item's key."""
    keys, index = _keys(tables), rows_by_id(tables)
    return [
        (row, f"{_digest(_cells(index.get(linked_row(row), {})))}-{_digest(map('|'.join, keys[row['item_id']]))}")
        for row in tables["item_evidence"]
    ]


def _cells(row: dict[str, str]) -> list[str]:
    return [f"{column}={value}" for column, value in row.items() if value]


def _keys(tables: Tables) -> dict[str, list[tuple[str, ...]]]:
    keys = defaultdict(list)
    for option in tables["options"]:
        if option["correct"] != "no":
            keys[option["item_id"]].append((option["part"], option["correct"], option["text"]))
    for answer in tables["numbers"]:
        if answer["correct"] == "yes":
            keys[answer["item_id"]].append((answer["value"], answer["tolerance"], answer["unit"]))
    return keys


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:8]

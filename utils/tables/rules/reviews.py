"""Rules for reviews by clinicians, beyond what the descriptor says.

Whether a review still holds is not a rule: see ``utils/tables/reviews.py``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from utils.errors import Issue
from utils.tables.digests import LESSON_TEXT, existing_keys
from utils.tables.rows import Tables, linked_row


def reviews_name_rows(tables: Tables) -> Iterator[Issue]:
    """A review is of an existing row, or of a paragraph of a lesson."""
    existing = existing_keys(tables) if tables["reviews"] else set()
    for row in tables["reviews"]:
        if row["table"] != LESSON_TEXT and row["table"] not in tables:
            fix = f"use the name of a table in data/datapackage.json, or {LESSON_TEXT}"
            yield row.issue("table", "is not the name of a table", fix)
        elif row["table"] != LESSON_TEXT and linked_row(row) not in existing:
            fix = "correct it, or remove the review if the row was removed"
            yield row.issue("row_id", f"is not a row of table {row['table']}", fix)


def dates_exist(tables: Tables) -> Iterator[Issue]:
    """A date of a review, or of the last look at a page, is a day of the calendar."""
    for table, column in (("reviews", "date"), ("references", "checked_on")):
        for row in tables[table]:
            try:
                datetime.date.fromisoformat(row[column] or "2000-01-01")
            except ValueError:
                yield row.issue(column, "is not a day of the calendar", "correct it; write year-month-day")


def verdicts_have_notes(tables: Tables) -> Iterator[Issue]:
    """Every verdict but ``agrees`` says what the reviewer wants or asks."""
    for row in tables["reviews"]:
        if row["verdict"] != "agrees" and not row["note"]:
            problem = f"is empty although the verdict is {row['verdict']}"
            yield row.issue("note", problem, "write what the reviewer wants changed or asks")


RULES = (reviews_name_rows, dates_exist, verdicts_have_notes)

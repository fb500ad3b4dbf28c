"""Reviews by clinicians (``data/reviews.csv``): which ones hold, which have lapsed, and where a reviewer disagrees.

A review holds while the fingerprint that it recorded is that of the row as it is now. A lapsed review is a notice: the
row simply counts as not reviewed again. A reviewer who disagrees is an issue, until the row changes. Lessons keep
running meanwhile: both are for maintainers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from utils.errors import Issue, command
from utils.project import DATA
from utils.tables.digests import LESSON_TEXT, Key, row_digests
from utils.tables.loader import raw
from utils.tables.rows import Row

FILE = "reviews.csv"
AGREES, AGREES_WITH_NOTE, DISAGREES, UNSURE = VERDICTS = ("agrees", "agrees with note", "disagrees", "unsure")
INVENTED = "invented reviewer"  # the role of reviews that a test made up; never in data/


class Reviewer(NamedTuple):
    """Who agreed with a row, and when. ``role``: from the list in the descriptor; ``date``: ISO 8601."""

    role: str
    date: str


def reviewers_by_row(reviews: Iterable[Mapping[str, str]], digests: Mapping[Key, str]) -> dict[Key, list[Reviewer]]:
    """The rows that count as reviewed, each with who agreed.

    Parameters
    ----------
    reviews : iterable of mapping
        Rows of ``reviews``.
    digests : mapping of (str, str) to str
        (table, id) → the current fingerprint of every reviewed row.

    Returns
    -------
    dict
        (table, id) → who agreed with the row as it is now, oldest first. A row is left out if anybody who read it as
        it is now disagrees or is unsure, also where somebody else agrees.
    """
    agreed: dict[Key, list[Reviewer]] = {}
    doubted = set()
    for review in reviews:
        key = review["table"], review["row_id"]
        if digests.get(key) != review["digest"]:
            continue
        if review["verdict"] in (AGREES, AGREES_WITH_NOTE):
            agreed.setdefault(key, []).append(Reviewer(review["role"], review["date"]))
        else:
            doubted.add(key)
    return {key: sorted(reviewers, key=lambda one: one.date) for key, reviewers in agreed.items() if key not in doubted}


def review_issues(
    folder: Path = DATA,
    paragraph_digests: Callable[[], Mapping[Key, str]] = dict,
    today: datetime.date | None = None,
) -> tuple[list[Issue], list[str]]:
    """What to do about the reviews.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the tables.
    paragraph_digests : callable
        Gives (``LESSON_TEXT``, id) → fingerprint of each paragraph of the lessons; called only if one was reviewed.
    today : datetime.date, optional
        By default the date of this computer.

    Returns
    -------
    tuple of (list of Issue, list of str)
        Issues (a reviewer disagrees with a row as it is now; a date in the future), and notices (lapsed reviews by
        name, reviewers who are unsure, notes to deal with).

    Raises
    ------
    DataError
        As ``tables.raw`` does.
    """
    tables = raw(folder)
    reviews = tables["reviews"]
    if not reviews:
        return [], []
    reviewed_tables = {row["table"] for row in reviews}
    digests = row_digests(tables, reviewed_tables)
    if LESSON_TEXT in reviewed_tables:
        digests |= paragraph_digests()
    issues, notices, last_day = [], [], (today or datetime.date.today()).isoformat()
    for row in reviews:
        if row["date"] > last_day:
            issues.append(row.issue("date", "is in the future", "write the day on which the row was reviewed"))
        if digests.get((row["table"], row["row_id"])) != row["digest"]:
            notices.append(
                _notice(row, "has lapsed: the row has changed since", f"ask for a new review ({command('review')})")
            )
        elif row["verdict"] == DISAGREES:
            problem = f"is what the {row['role']} says on {row['date']} about {_name(row)}: {row['note']}"
            fix = "correct that row; once it has changed, this message goes away and the row needs a new review"
            issues.append(row.issue("verdict", problem, fix))
        elif row["verdict"] != AGREES:
            says = "is unsure" if row["verdict"] == UNSURE else "agrees with a note"
            notices.append(_notice(row, f"{says}: {row['note']}", "answer it, or change the row"))
    return issues, notices


def _name(row: Row) -> str:
    return f"{row['table']} {row['row_id']}"


def _notice(row: Row, what: str, advice: str) -> str:
    who = f"review of {_name(row)} by the {row['role']}, {row['date']}"
    return f"Notice: {row.file}, row {row.line}: {who}, {what}. Advice: {advice}."

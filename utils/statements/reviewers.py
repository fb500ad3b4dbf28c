"""Who has reviewed a statement, as text. Every host (panels, cards, questions, exports) shows these words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from utils.tables.course_data import CourseData, once_per_data
from utils.tables.digests import Key, row_digests, row_id
from utils.tables.reviews import Reviewer, reviewers_by_row

NOT_REVIEWED = "Not reviewed by a clinician."


@once_per_data
def reviewers(data: CourseData) -> dict[Key, list[Reviewer]]:
    """The rows that a clinician has reviewed and agreed with as they are now.

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    dict
        (table, id) → who agreed, oldest first; empty while ``reviews`` has no row.
    """
    if data.reviews.empty:
        return {}
    return reviewers_by_row(text_rows(data.reviews), _digests(data, set(data.reviews["table"])))


def review_text(data: CourseData, keys: Iterable[Key]) -> str:
    """Who has reviewed a block, in one sentence.

    Parameters
    ----------
    data : CourseData
        All tables.
    keys : iterable of (str, str)
        (table, id) of every row that the block shows, as ``review_keys`` gives them.

    Returns
    -------
    str
        Such as "Reviewed by oncology nurse, December 1, 2026." if every row is reviewed as it is now; otherwise
        ``NOT_REVIEWED``, or how many are and how many are not.
    """
    names = reviewers(data)
    keys = list(dict.fromkeys(keys)) if names else []
    reviewed = [names[key] for key in keys if key in names]
    if not reviewed:
        return NOT_REVIEWED
    who = reviewers_text([one for row in reviewed for one in row])
    if len(reviewed) < len(keys):
        return f"{len(keys) - len(reviewed)} of {len(keys)} parts not reviewed by a clinician; the others by {who}."
    return f"Reviewed by {who}."


def review_keys(table: str, rows: Iterable[NamedTuple]) -> Iterator[Key]:
    """What ``review_text`` needs to know of rows.

    Parameters
    ----------
    table : str
        Name of their table.
    rows : iterable of NamedTuple
        Rows with the columns of its key, as ``itertuples`` or ``CourseData.row`` gives them.

    Yields
    ------
    tuple of (str, str)
        (table, id) of each row.
    """
    for row in rows:
        yield table, row_id(table, {column: str(value) for column, value in row._asdict().items()})


def reviewers_text(people: Sequence[Reviewer]) -> str:
    """Roles and dates of reviewers: "oncologist and pharmacist, December 1, 2026 to January 3, 2027".

    Parameters
    ----------
    people : sequence of Reviewer
        In any order.

    Returns
    -------
    str
        Each role once, then the first and the last date; empty for nobody.
    """
    roles, dates = sorted({one.role for one in people}), sorted({one.date for one in people})
    days = [f"{day:%B} {day.day}, {day.year}" for day in map(datetime.date.fromisoformat, dates[:1] + dates[1:][-1:])]
    return f"{' and '.join(roles)}, {' to '.join(days)}" if people else ""


def current_digests(data: CourseData) -> dict[Key, str]:
    """The fingerprint of every row that can be reviewed.

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    dict
        (table, id) → fingerprint, equal to that of the same row in the CSV file.
    """
    return _digests(data, None)


def _digests(data: CourseData, wanted: set[str] | None) -> dict[Key, str]:
    return row_digests({name: text_rows(frame) for name, frame in data.tables().items()}, wanted)


def text_rows(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Rows of a table as text cells.

    Parameters
    ----------
    rows : pandas.DataFrame
        Any table, as ``tables.load`` gives it.

    Returns
    -------
    list of dict
        Column → text; a number that is missing gives an empty text.
    """
    as_text = rows.astype(object).where(rows.notna(), "").astype(str)
    return as_text.to_dict("records")

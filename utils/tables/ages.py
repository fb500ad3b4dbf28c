"""How old the pages behind the rows are: what to check again first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from utils.errors import CourseError
from utils.tables.rows import Tables

# table → the column that says what a row is about
_SUBJECT = {
    "practice": "subject",
    "statistics": "subject",
    "treatment_subtypes": "treatment_id",
    "sites": "kind",
    "steps": "path",
    "subtypes": "axis",
    "treatments": "level",
}


class Age(NamedTuple):
    """A row supported by a page: what it is about, and how old the page is.

    ``year``: the last year that the page states, 0 if none; ``checked_on``: when somebody last looked at the page (ISO
    8601), empty if that was not recorded.
    """

    year: int
    checked_on: str
    table: str
    subject: str
    row_id: str
    page: str


def row_ages(tables: Tables, table: str = "", subject: str = "", before: int | None = None) -> list[Age]:
    """The rows that a page supports, oldest first.

    Parameters
    ----------
    tables : Tables
        All tables as text.
    table, subject : str
        Only rows of this table, only rows about this subject; by default all.
    before : int, optional
        Only rows whose page is from before this year, or states no year.

    Returns
    -------
    list of Age
        Rows whose page states no year come first: nobody can tell how old they are. Among pages of one year, the one
        that was looked at longest ago comes first.

    Raises
    ------
    CourseError
        If no row supported by a page has this table or subject.
    """
    ages = list(_ages(tables))
    for column, name in (("table", table), ("subject", subject)):
        if name:
            names = {getattr(age, column): None for age in ages}
            if name not in names:
                near = difflib.get_close_matches(name, names, n=5, cutoff=0.4) or list(names)[:5]
                raise CourseError(
                    f"No row supported by a page has the {column} {name!r}. Fix: use another, such as "
                    f"{', '.join(map(repr, filter(None, near)))}."
                )
            ages = [age for age in ages if getattr(age, column) == name]
    return sorted(age for age in ages if before is None or age.year < before)


def age_report(ages: list[Age]) -> str:
    """Rows by subject, the subject with the oldest row first, and how many rows there are.

    Parameters
    ----------
    ages : list of Age
        From ``row_ages``.

    Returns
    -------
    str
        A line per row under a line per subject, and the counts at the end.
    """
    groups: dict[str, list[Age]] = {}
    for age in ages:
        groups.setdefault(", ".join(filter(None, (age.table, age.subject))), []).append(age)
    lines = []
    for name, rows in groups.items():
        lines.append(f"{name}: {_rows(len(rows))}, {sum(not row.year for row in rows)} without a year")
        lines += [
            f"  {row.year or 'no year'}, {f'checked {row.checked_on}' if row.checked_on else 'never checked'}: "
            f"{row.row_id} ({row.page})"
            for row in rows
        ]
    without = sum(not age.year for age in ages)
    unchecked = sum(not age.checked_on for age in ages)
    lines.append(f"{_rows(len(ages))} in {len(groups)} subjects: {without} without a year, {unchecked} never checked.")
    if checked := sorted(filter(None, (age.checked_on for age in ages))):
        lines.append(f"Checked longest ago: {checked[0]}.")
    return "\n".join(lines)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _ages(tables: Tables) -> Iterator[Age]:
    pages = {page["id"]: page for page in tables["references"]}
    for name, rows in tables.items():
        for row in rows:
            if (page := pages.get(row.get("reference_id", ""))) and "id" in row:
                year = max(map(int, re.findall(r"\b(?:19|20)\d\d\b", page["year"])), default=0)
                subject = row.get(_SUBJECT.get(name, ""), "")
                yield Age(year, page["checked_on"], name, subject, row["id"], page["publisher"])

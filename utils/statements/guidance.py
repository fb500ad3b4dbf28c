"""Nursing rows (table ``practice``) and their references as text."""

from __future__ import annotations

from typing import Protocol

from utils.statements import estimates

UNSURE = "check with a clinician first"
BADGE = f" [{UNSURE}]"


class NursingRow(Protocol):
    """A row of ``practice``, as ``CourseData.row`` or ``itertuples`` gives it: the fields that make its text."""

    statement: str
    value: str
    unit: str
    use_first: str


class ReferencePage(Protocol):
    """A row of ``references``: the fields that name it."""

    publisher: str
    year: str


def badge(sure: bool, words: str = BADGE) -> str:
    """The badge after a statement that is not to be used first; empty if it is ``sure``.

    ``words``: how the badge is written in that place.
    """
    return "" if sure else words


def practice_text(row: NursingRow) -> str:
    """The statement of a nursing row, with its figure filled in and the badge if it is not to be used first.

    Parameters
    ----------
    row : NursingRow
        A row of ``practice``; its figure is in its own unit.

    Returns
    -------
    str
        Plain text, not HTML.
    """
    figure = f"{row.value} {row.unit}".strip()
    return row.statement.replace("{value}", figure) + badge(row.use_first == "yes")


def year_text(stated: str) -> str:
    """The year of a page as shown to readers.

    Parameters
    ----------
    stated : str
        The column ``year`` of ``references``: a year, a range of years or ``not stated``.

    Returns
    -------
    str
        The year, or "no date" if the page does not state one.
    """
    return "no date" if stated == estimates.NOT_STATED else stated


def publisher_year(page: ReferencePage) -> str:
    """Publisher and year of a page as text.

    Parameters
    ----------
    page : ReferencePage
        A row of ``references``.

    Returns
    -------
    str
        Such as "CDC, 2023"; the text that ``publisher_links`` of ``utils/ui/components.py`` shows as a link.
    """
    return f"{page.publisher}, {year_text(page.year)}"

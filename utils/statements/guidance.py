"""Nursing rows and their references as text."""

from __future__ import annotations

from utils.statements import estimates

UNSURE = "check with a clinician first"
BADGE = f" [{UNSURE}]"


def badge(sure: bool, words: str = BADGE) -> str:
    """What stands behind a statement of a reference that is not to be used first; empty where it is ``sure``.

    ``words``: how the badge is written there.
    """
    return "" if sure else words


def practice_text(row) -> str:
    """The statement of a nursing fact as text, with its figure filled in, and the badge where it is not to be used first."""
    words = row.statement.replace("{value}", f"{row.value} {row.unit}".strip())
    return words + badge(row.use_first == "yes")


def year_text(stated: str) -> str:
    """The year of a page in words."""
    return "no date" if stated == estimates.NOT_STATED else stated


def publisher_year(page) -> str:
    """Publisher and year of a page (a row of ``references``) as text: what ``links`` of utils/ui/components.py shows."""
    return f"{page.publisher}, {year_text(page.year)}"

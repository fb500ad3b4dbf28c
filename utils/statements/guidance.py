"""Nursing rows and their references as text."""

from __future__ import annotations

import pandas as pd

from utils.statements import estimates

UNSURE = "check with a clinician first"  # the badge of a nursing fact that is not to be used first


def practice_text(row) -> str:
    """The statement of a nursing fact as text, with its figure filled in, and the badge where it is not to be used first."""
    words = row.statement.replace("{value}", f"{row.value} {row.unit}".strip())
    return words if row.use_first == "yes" else f"{words} [{UNSURE}]"


def year(stated: str) -> str:
    """The year of a page in words."""
    return "no date" if stated == estimates.NOT_STATED else stated


def publisher_year(reference_id: str, references: pd.DataFrame) -> str:
    """The page's publisher and year as text: what ``publisher_link`` shows."""
    page = references.set_index("id").loc[reference_id]
    return f"{page['publisher']}, {year(page['year'])}"

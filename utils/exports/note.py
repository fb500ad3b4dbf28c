"""What every exported file says of itself, and what a question has to bring along."""

from __future__ import annotations

from utils.exports.flatten import exhibit_text
from utils.questions.bank import Item
from utils.statements.reviewers import NOT_REVIEWED

NOTE = (
    f"{NOT_REVIEWED.removesuffix('.')}, unless a question says so. For learning only. It is not medical advice for any "
    "individual. Text and data: CC BY 4.0."
)


def lead_in(item: Item) -> str:
    """What has to stand before a stem, with a space at its end."""
    return exhibit_text(item)


def mistakes(item: Item) -> str:
    """Each number that a common mistake leads to, and what went wrong, for formats without reasons per number."""
    return "".join(f" {number.value}: {number.rationale}" for number in item.numbers if not number.correct)

"""What has to be in a question or beside it, for formats that have no other place for it."""

from __future__ import annotations

from utils.exports.flatten import exhibit_text, story_text
from utils.questions.bank import Item


def lead_in(item: Item) -> str:
    """The case and the chart that a question asks about, in one line with a space at its end; empty without them."""
    return story_text(item) + exhibit_text(item)


def lead_in_notes(item: Item) -> list[str]:
    """How the case and the chart are brought along."""
    notes = []
    if item.story:
        notes.append("its case is in it: the person, what is new, and the readings so far")
        notes += ["what was new at earlier steps is in the questions before it"] if item.story.before else []
    return notes + (["its chart is a line of text"] if item.exhibit or (item.story and item.story.chart) else [])


def mistakes(item: Item) -> str:
    """Each number that a common mistake leads to, and what went wrong, for formats without reasons per number."""
    return "".join(f" {number.value}: {number.rationale}" for number in item.numbers if not number.correct)

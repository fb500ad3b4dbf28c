"""The bank as one CSV table, a row per option: for people, who open it in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from utils.exports.flatten import NOTE, evidence_text, story_text
from utils.questions import html_form
from utils.questions.bank import Item
from utils.spreadsheet import csv_bytes

COLUMNS = (
    "item",
    "lesson",
    "position",
    "type",
    "objective",
    "stem",
    "task",
    "case",
    "chart",
    "part",
    "part_text",
    "option",
    "text",
    "key",
    "tolerance",
    "rationale",
    "difficulty",
    "judgment",
    "client_need",
    "competency",
    "competency_label",
    "rests_on",
    "review",
    "note",
)


def render(items: Sequence[Item], competencies: pd.DataFrame) -> bytes:
    """The items as CSV with a header (``COLUMNS``).

    Column key is "yes", "no", or the position in an ordering question. ``competencies``: columns code, label.
    """
    labels = dict(zip(competencies["code"], competencies["label"], strict=True))
    return csv_bytes(COLUMNS, (cells for item in items for cells in _rows(item, labels[item.competency])))


def _rows(item: Item, competency_label: str) -> Iterator[list]:
    """A row for each option or number of a question."""
    exhibit = "; ".join(f"{finding.time}, {finding.finding}: {finding.value}" for finding in item.exhibit)
    story = story_text(item).strip()
    task = html_form.task(item)
    first_cells = [item.id, item.lesson, item.number, item.type, item.objective, item.stem, task, story, exhibit]
    last_cells = [item.difficulty, item.judgment, item.client_need, item.competency, competency_label]
    for cells in _option_cells(item):
        yield [*first_cells, *cells, *last_cells, evidence_text(item), item.review_text, NOTE]


def _option_cells(item: Item) -> Iterator[tuple]:
    for number in item.numbers:
        key = "yes" if number.correct else "no"
        yield "", "", "", f"{number.value} {number.unit}", key, number.tolerance_text, number.rationale
    for part in item.parts:
        for option in part.options:
            yield part.id, part.text, option.letter, option.text, option.mark, "", option.rationale
    for option in item.options:
        yield "", "", option.letter, option.text, option.mark, "", option.rationale

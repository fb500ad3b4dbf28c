"""The bank as one CSV table, a row per option: for spreadsheets and for platforms that bring their own import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import pandas as pd

from utils.questions import html_form
from utils.questions.bank import Item

COLUMNS = (
    "item", "lesson", "position", "type", "objective", "stem", "task", "chart", "part", "part_text", "option", "text", "key",
    "tolerance", "rationale", "difficulty", "judgment", "client_need", "competency", "competency_label", "rests_on",
)  # fmt: skip


def render(items: Sequence[Item], competencies: pd.DataFrame) -> str:
    """CSV, UTF-8 with a header; ``key`` is yes, no, or the place in an ordering question."""
    labels = dict(zip(competencies["code"], competencies["label"], strict=True))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in items:
        chart = "; ".join(f"{f.time}, {f.finding}: {f.value}" for f in item.exhibit)
        head = [item.id, item.lesson, item.number, item.type, item.objective, item.stem, html_form.task(item), chart]
        tail = [item.difficulty, item.judgment, item.client_need, item.competency, labels[item.competency], item.evidence_text]  # fmt: skip
        for row in _rows(item):
            writer.writerow([*head, *row, *tail])
    return stream.getvalue()


def _rows(item: Item) -> Iterator[tuple]:
    for number in item.numbers:
        mark = "yes" if number.correct else "no"
        yield "", "", "", f"{number.value} {number.unit}", mark, f"{number.tolerance:.10g}", number.rationale
    for part in item.parts:
        for option in part.options:
            yield part.id, part.text, option.letter, option.text, option.mark, "", option.rationale
    for option in item.options:
        yield "", "", option.letter, option.text, option.mark, "", option.rationale

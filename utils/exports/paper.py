"""A test to print, and its key: two HTML files that need no other file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from utils import ui
from utils.exports.flatten import NOTE, begins_story
from utils.questions import html_form, scoring
from utils.questions.bank import Item
from utils.ui.templates import render

SCORING_NOTES = {
    "+/-": "A point for each right answer, one off for each wrong one, never below 0.",
    "+/- by column": "A point for each right answer, one off for each wrong one, counted per column, never below 0.",
    "rationale": "Points only where the linked answers are right together.",
}


def render_test(items: Sequence[Item], title: str) -> str:
    """The test: lines for name and date, points per question, boxes to check. The file contains no answers."""
    return _paper(items, title, _question, max_points=sum(map(_points, items)))


def render_key(items: Sequence[Item], title: str) -> str:
    """The key of that test, with the rationale of every option and how points are counted."""
    return _paper(items, f"Key: {title}", _key, max_points=0)


def _paper(items: Sequence[Item], title: str, render_body: Callable[[Item], Markup], max_points: int) -> str:
    numbered = [replace(item, number=number) for number, item in enumerate(items, start=1)]
    questions = [
        (
            item,
            html_form.task(item),
            _points(item),
            render_body(item),
            html_form.story(item) if begins_story(item, before) else "",
        )
        for before, item in pairwise([None, *numbered])
    ]
    return render("utils.exports", "paper.html", title=title, questions=questions, max_points=max_points, note=NOTE)


def _points(item: Item) -> int:
    return scoring.max_points(scoring.marking(item))


def _key(item: Item) -> Markup:
    scoring_note = SCORING_NOTES.get(scoring.RULES[item.type], "")
    return html_form.key(item) + Markup('<p class="note">{}</p>').format(scoring_note)


def _question(item: Item) -> Markup:
    body = html_form.exhibit(item)
    if item.type == "numeric":
        return body + Markup("<p>______________ {}</p>").format(item.key_number.unit)
    if item.type in ("cloze", "rationale"):
        blanks = (f"__________ ({' / '.join(option.text for option in part.options)})" for part in item.parts)
        text = " ".join(part.text.replace("{}", blank) for part, blank in zip(item.parts, blanks, strict=True))
        return body + Markup("<p>{}</p>").format(text)
    box = "____" if item.type == "ordering" else "☐"
    for text, options in [(part.text, part.options) for part in item.parts] or [("", item.options)]:
        boxes = ui.bullets((f"{box} {html_form.label(item, option)}" for option in options), "boxes")
        body += (Markup("<p><b>{}</b></p>").format(text) if text else Markup()) + boxes
    return body

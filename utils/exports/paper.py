"""A test to print, and its key: two HTML files that need no other file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from utils import ui
from utils.exports.flatten import NOTE, begins_story
from utils.questions import html_form, pre_post_test, scoring
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import TEST
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


def class_papers(data: CourseData, lessons: Sequence[str]) -> dict[str, str]:
    """The questions of each lesson and their key, then both tests of the whole course with theirs.

    Parameters
    ----------
    data : CourseData
        All tables.
    lessons : sequence of str
        Ids of lessons.

    Returns
    -------
    dict of str to str
        Name of a file → HTML.
    """
    titles = data.by_id("lessons")["title"]
    bank = [item for item in all_items(data) if item.place != TEST]
    groups = {f"{id}-{{}}.html": (titles[id], [item for item in bank if item.lesson == id]) for id in lessons}
    groups |= {
        f"test-{test}-the-course{{}}.html": (title, pre_post_test.questions(test, data))
        for test, title in pre_post_test.TESTS.items()
    }
    papers = {}
    for name, (title, items) in groups.items():
        questions, key = ("questions", "key") if name.startswith(tuple(lessons)) else ("", "-key")
        papers[name.format(questions)] = render_test(items, title)
        papers[name.format(key)] = render_key(items, title)
    return papers


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

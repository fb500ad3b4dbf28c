"""The two tests of the whole course, before and after it, as one page: different questions for the same points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from utils.questions import html_form
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.ui.elements import joined
from utils.ui.templates import render

PAGE = "before_and_after"  # name of the page
# paper has the answers of all pages at its end, and a search need not find them
_ANSWERS = Markup(
    '<div class="mbc-test-answers"><details><summary>Show all answers and reasons</summary>{}</details></div>'
)
TESTS = {"before": "Before the course", "after": "After the course"}


def questions(test: str, data: CourseData) -> tuple[Item, ...]:
    """The questions of the test ``before`` or ``after``, numbered from 1. ``data``: all tables."""
    items = {item.id: item for item in all_items(data)}
    rows = data.test_forms[data.test_forms["form"] == test].sort_values("position")
    return tuple(replace(items[row.item_id], number=int(row.position)) for row in rows.itertuples())


def page(data: CourseData) -> str:
    """The page as Markdown with the HTML forms in it, and all answers of a test in one fold at its end.

    The site's script shows that fold when the test is finished. It adds up the points, names what to look at again,
    and shows the difference.
    """
    titles = data.by_id("lessons")["title"]
    tests = [
        (test, title, [_question(item, titles[item.lesson]) for item in items], _ANSWERS.format(_keys(items)))
        for test, title in TESTS.items()
        for items in [questions(test, data)]
    ]
    return render("utils.questions", "before_and_after.md", tests=tests)


def _question(item: Item, lesson_title: str) -> Markup:
    """A form with what the result of the test is sorted by: the client need, and the lesson to go back to."""
    return Markup('<div data-need="{}" data-lesson="{}" data-title="{}">{}</div>').format(
        item.client_need, item.lesson, lesson_title, html_form.form(item, in_test=True)
    )


def _keys(items: Iterable[Item]) -> Markup:
    return joined(Markup("<p><b>{}.</b> {}</p>{}").format(i.number, i.stem, html_form.key(i)) for i in items)

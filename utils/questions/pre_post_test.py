"""The two tests of the whole course, before and after it, as one page: different questions for the same points."""

from __future__ import annotations

from dataclasses import replace

from utils.questions import html_form
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.ui.templates import render

PAGE = "before_and_after"  # name of the page
TESTS = {"before": "Before the course", "after": "After the course"}


def questions(test: str, data: CourseData) -> tuple[Item, ...]:
    """The questions of the test ``before`` or ``after``, numbered from 1. ``data``: all tables."""
    items = {item.id: item for item in all_items(data)}
    rows = data.test_forms[data.test_forms["form"] == test].sort_values("position")
    return tuple(replace(items[row.item_id], number=int(row.position)) for row in rows.itertuples())


def page(data: CourseData) -> str:
    """The page as Markdown with the HTML forms in it. The site's script adds up the points and shows the difference."""
    tests = [(test, title, map(html_form.form, questions(test, data))) for test, title in TESTS.items()]
    return render("utils.questions", "before_and_after.md", tests=tests)

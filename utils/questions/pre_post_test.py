"""The two tests of the whole course, before and after it, as one page: other questions, as many points."""

from __future__ import annotations

from dataclasses import replace

from utils.questions import html_form
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.ui.templates import render

PAGE = "before_and_after"  # name of the page
TESTS = {"before": "Before the course", "after": "After the course"}


def questions(form: str, data: CourseData) -> tuple[Item, ...]:
    """The questions of the test ``before`` or ``after``, numbered from 1. ``data``: all tables."""
    known = {item.id: item for item in all_items(data)}
    own = data.forms[data.forms["form"] == form].sort_values("position")
    return tuple(replace(known[row.item_id], number=int(row.position)) for row in own.itertuples())


def page(data: CourseData) -> str:
    """The page as Markdown with the HTML forms in it. The site's script adds up and shows the difference."""
    tests = [(form, title, map(html_form.form, questions(form, data))) for form, title in TESTS.items()]
    return render("utils.questions", "before_and_after.md", tests=tests)

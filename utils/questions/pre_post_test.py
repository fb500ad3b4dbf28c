"""The two tests of the whole course, before and after it, as one page: other questions, as many points."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from utils import ui
from utils.questions import html_form
from utils.questions.bank import Item, bank
from utils.tables.course_data import CourseData

PAGE = "before_and_after"  # name of the page
_TEXT = """# Test yourself: before and after

Two short tests on the whole course. Take the first before you begin, and the second when you have done the lessons. They ask
other questions, but as many on each lesson and for as many points. So you see what the course has changed for you.

It is fine to know little at first. Answer all questions of a test before you open the reasons.

No clinician has reviewed the questions. They teach; they are no advice for one person.

## Before the course

{before}

## After the course

{after}
"""


def questions(form: str, data: CourseData) -> tuple[Item, ...]:
    """The questions of the test ``before`` or ``after``, numbered from 1. ``data``: all tables."""
    known = {item.id: item for item in bank(data)}
    own = data.forms[data.forms["form"] == form].sort_values("position")
    return tuple(replace(known[row.item_id], number=int(row.position)) for row in own.itertuples())


def page(data: CourseData) -> str:
    """The page as Markdown with the HTML forms in it. The site's script adds up and shows the difference."""
    tests = {
        form: Markup('<section class="mbc-quiz" data-test="{}:" aria-label="{}">{}</section>').format(
            form, label, ui.joined(html_form.form(item) for item in questions(form, data))
        )
        for form, label in (("before", "Test before the course"), ("after", "Test after the course"))
    }
    return _TEXT.format(**tests)

"""Text of a table stays text: in every panel, question, card and picture of every lesson, in both faces."""

from __future__ import annotations

from collections import Counter

import ipywidgets as widgets
import pytest

from tests.browser import pairwise
from tests.helpers import LESSONS, elements, results, with_texts, words
from utils import tables
from utils.tables.course_data import CourseData

pytestmark = pytest.mark.built

MARKUP = """<u/title='"'>&amp;"""  # without a space: panels count words to choose what stands in sight


def hostile(data: CourseData) -> CourseData:
    """The same tables with markup at the end of every cell of free text."""
    return with_texts(data, lambda cell: cell + MARKUP)


def faces(shown) -> list[str]:
    """The HTML that a result gives: the form that travels, and every piece of the live face."""
    found = [shown._repr_mimebundle_()["text/html"]]
    waiting = [shown.widget()] if hasattr(shown, "widget") else []
    while waiting:
        widget = waiting.pop()
        waiting += getattr(widget, "children", ())
        if isinstance(widget, widgets.HTML):
            found.append(widget.value)
    return found


def shape(shown) -> Counter:
    """How often each element stands in a result, with the names of its attributes."""
    return Counter((each.name, *sorted(each.attrs)) for markup in faces(shown) for each in elements(markup))


@pytest.fixture(scope="module")
def spoiled(data):
    return hostile(data)


@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS))
def test_markup_in_any_text_column_is_shown_as_text(lesson, spoiled, monkeypatch):
    clean = results(lesson)  # before the tables are spoiled: its results are kept for other tests
    monkeypatch.setattr(tables, "load_all", lambda: spoiled)
    given = results.__wrapped__(lesson)
    for was, now in zip(clean, given, strict=True):
        assert shape(now) == shape(was)
    assert any(MARKUP in words(markup) for now in given for markup in faces(now))

"""Text of a table stays text: in every panel, question, card and picture of every lesson, in both faces."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import ipywidgets as widgets
import pytest

from tests.helpers import LESSONS, elements, results, words
from utils import project, tables
from utils.statements.estimates import NOT_STATED
from utils.tables.course_data import CourseData

pytestmark = pytest.mark.built

MARKUP = """<u title='"'>&amp;"""
# columns that more than a reader reads: lessons choose rows by a topic, charts read years from a time span, scores are
# computed from findings
NOT_ONLY_SHOWN = {
    ("comparisons", "topic"),
    ("statistics", "time_span"),
    ("score_bands", "measure"),
    ("case_findings", "value"),
}


def text_columns() -> dict[str, list[str]]:
    """Table → its columns of free text: no keys, no closed lists, nothing with a pattern."""
    resources = json.loads((project.DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    linked = set(NOT_ONLY_SHOWN)
    for resource in resources:
        for link in resource["schema"].get("foreignKeys", ()):
            linked |= {(resource["name"], column) for column in _listed(link["fields"])}
            linked |= {(link["reference"]["resource"], column) for column in _listed(link["reference"]["fields"])}
    return {
        resource["name"]: [
            field["name"]
            for field in resource["schema"]["fields"]
            if field["type"] == "string"
            and field["name"] not in {"id", "table", "row_id", *resource["schema"].get("primaryKey", ())}
            and (resource["name"], field["name"]) not in linked
            and not {"enum", "pattern"} & set(field.get("constraints", ()))
        ]
        for resource in resources
    }


def _listed(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


def hostile(data: CourseData) -> CourseData:
    """The same tables with markup at the end of every cell of free text."""
    return replace(data, **{
        name: getattr(data, name).assign(**{
            column: [cell if cell in ("", NOT_STATED) else cell + MARKUP for cell in getattr(data, name)[column]]
            for column in columns
        })
        for name, columns in text_columns().items()
    })  # fmt: skip


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


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_markup_in_any_text_column_is_shown_as_text(lesson, spoiled, monkeypatch):
    clean = results(lesson)  # before the tables are spoiled: its results are kept for other tests
    monkeypatch.setattr(tables, "load_all", lambda: spoiled)
    given = results.__wrapped__(lesson)
    for was, now in zip(clean, given, strict=True):
        assert shape(now) == shape(was)
    assert any(MARKUP in words(markup) for now in given for markup in faces(now))

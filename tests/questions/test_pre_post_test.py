"""The tests before and after the course: other questions, as many per lesson and as many points."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.helpers import elements, words
from utils.publishing import lesson_files
from utils.questions import pre_post_test, scoring
from utils.tables import loader


def points(items) -> int:
    return sum(scoring.max_points(scoring.marking(item)) for item in items)


def test_the_two_can_be_compared(data):
    before, after = (pre_post_test.questions(form, data) for form in ("before", "after"))
    assert len(before) == len(after) >= 10 and not {i.id for i in before} & {i.id for i in after}
    assert Counter(i.lesson for i in before) == Counter(i.lesson for i in after)
    assert points(before) == points(after)
    assert [i.number for i in before] == [i.number for i in after] == list(range(1, len(before) + 1))


def test_every_lesson_with_objectives_is_asked(data):
    asked = {item.lesson for item in pre_post_test.questions("before", data)}
    drafts = {Path(name).stem for name in lesson_files.open_places()}  # begun from the template, not written yet
    assert asked == set(data.lessons["id"]) - {"00_start_here"} - {"10_unfolding_cases", "11_urgent_calls"} - drafts


def test_the_page_holds_both_as_plain_forms(data):
    page = pre_post_test.page(data)
    assert [section["data-test"] for section in elements(page, "section")] == ["before:", "after:"]
    forms = [form["data-item"] for form in elements(page, "form")]
    assert forms == [i.id for form in ("before", "after") for i in pre_post_test.questions(form, data)]
    assert "\n\n<section" in page and "<script" not in page
    for item in pre_post_test.questions("after", data):
        assert item.stem in words(page)


def test_planted_test_forms_that_differ_are_reported(table, folder):
    forms = table("test_forms")
    forms.set(1, "item_id", "test-confirms")
    (fault,) = loader.check(folder)
    assert fault.file == "data/items/test_forms.csv" and "question(s) in form before" in fault.problem
    forms.set(1, "item_id", forms.rows[2][2])
    assert any("is a duplicate of row" in fault.problem for fault in loader.check(folder))

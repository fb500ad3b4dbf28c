"""The tests before and after the course: parallel forms of questions that stand in no lesson."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.helpers import elements, words
from utils.publishing import lesson_files
from utils.questions import pre_post_test, scoring
from utils.tables import loader
from utils.tables.rules.questions import TEST


def points(items) -> int:
    return sum(scoring.max_points(scoring.marking(item)) for item in items)


def test_the_two_can_be_compared(data):
    before, after = (pre_post_test.questions(form, data) for form in ("before", "after"))
    assert len(before) == len(after) >= 20 and not {i.id for i in before} & {i.id for i in after}
    kinds = [Counter((i.lesson, i.objective, i.type, i.difficulty) for i in items) for items in (before, after)]
    assert kinds[0] == kinds[1] and all(item.place == TEST for item in (*before, *after))
    assert points(before) == points(after)
    assert [i.number for i in before] == [i.number for i in after] == list(range(1, len(before) + 1))


def test_every_lesson_with_objectives_is_asked(data):
    asked = {item.lesson for item in pre_post_test.questions("before", data)}
    drafts = {Path(name).stem for name in lesson_files.open_places()}  # begun from the template, not written yet
    # Lessons of cases practice what others teach: each of their questions is about a person of the lesson.
    with_cases = {"10_unfolding_cases", "11_urgent_calls"}
    assert asked >= set(data.lessons["id"]) - {"00_start_here"} - with_cases - drafts


def test_the_page_holds_both_as_plain_forms(data):
    page = pre_post_test.page(data)
    assert [section["data-test"] for section in elements(page, "section")] == ["before:", "after:"]
    forms = [form["data-item"] for form in elements(page, "form")]
    assert forms == [i.id for form in ("before", "after") for i in pre_post_test.questions(form, data)]
    assert "\n\n<section" in page and "<script" not in page
    for section in elements(page, "section"):  # no key before the last question
        *_, last, fold = section.find_all(["form", "details"])
        assert last.name == "form" and fold.name == "details" and len(section.find_all("details")) == 1
        assert str(section).partition("<details>")[0].count("✓") == 0 and "data-marking=" in str(last)
    found = re.findall(r'data-need="([^"]+)" data-lesson="([^"]+)"[^>]*><form[^>]*data-item="([^"]+)"', page)
    both = [item for form in ("before", "after") for item in pre_post_test.questions(form, data)]
    assert found == [(item.client_need, item.lesson, item.id) for item in both]
    for item in pre_post_test.questions("after", data):
        assert item.stem in words(page)


def test_planted_test_forms_that_differ_are_reported(table, folder):
    forms = table("test_forms")
    items = table("items")
    index = items.row_of(forms.rows[1][2])
    objective = items.rows[index][items.rows[0].index("objective")]
    items.set(index, "objective", "1" if objective != "1" else "2")
    (issue,) = loader.check(folder)
    assert issue.file == "data/items/test_forms.csv" and "question(s) in form before" in issue.problem
    items.set(index, "objective", objective)
    assert loader.check(folder) == []
    forms.set(1, "item_id", "test-confirms")
    assert any("is also asked in its lesson, at the place" in issue.problem for issue in loader.check(folder))
    forms.set(1, "item_id", forms.rows[2][2])
    assert any("is a duplicate of row" in issue.problem for issue in loader.check(folder))

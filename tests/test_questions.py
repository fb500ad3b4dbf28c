"""Questions: key, reasons and evidence of every item, in both faces."""

from __future__ import annotations

import re
from html import escape

import ipywidgets as widgets
import pytest
from expected import words

from utils import panels, questions
from utils.explorers import Panels
from utils.faults import CourseError


@pytest.fixture(scope="module")
def quizzes(data):
    return {lesson: questions.quiz(lesson, data) for lesson in data.items["lesson"].unique()}


def test_every_item_shows_its_options_key_and_reasons(quizzes, data):
    for quiz in quizzes.values():
        for item in quiz.items:
            form = item.html
            own = data.options[data.options["item_id"] == item.id]
            kind = "radio" if item.type == "single" else "checkbox"
            assert form.count(f'<input type="{kind}"') == len(own) and "<legend>" in form
            key = ", ".join(own.loc[own["correct"] == "yes", "option"])
            _, _, answer = form.partition("<details>")
            assert f"<b>Answer: {key}</b>" in answer and "Rests on: " in answer
            for row in own.itertuples():
                verdict = "Right." if row.correct == "yes" else "Not right."
                assert f"<b>{row.option}) {verdict}</b> {escape(row.rationale)}" in answer


def test_before_the_fold_nothing_gives_the_key_away(quizzes):
    for quiz in quizzes.values():
        for item in quiz.items:
            before = item.html.partition("<details>")[0]
            assert not re.search(r"<input[^>]* checked", before) and "Right." not in before and "correct" not in before


def test_live_single_choice_opens_the_reason_of_the_chosen_option(quizzes):
    for quiz in quizzes.values():
        for item in quiz.items:
            if item.type == "single":
                _, picker, reasons = item.widget(Panels()).children
                assert picker.index is None and reasons.selected_index is None
                assert [option.split(")")[0] for option in picker.options] == [o.letter for o in item.options]
                assert [o.reason in child.value for o, child in zip(item.options, reasons.children, strict=True)] == [
                    True
                ] * len(item.options)


def test_live_several_answers_is_the_form(quizzes):
    several = [item for quiz in quizzes.values() for item in quiz.items if item.type == "multiple"]
    assert several
    assert all(
        isinstance(item.widget(Panels()), widgets.HTML) and item.widget(Panels()).value == item.html for item in several
    )


def test_evidence_is_named_as_article_line_or_page(quizzes, data):
    pages = {panels.publisher_year(id, data.references) for id in data.references["id"]}
    for quiz in quizzes.values():
        for item in quiz.items:
            rest = item.rests_on
            for page in sorted(pages, key=len, reverse=True):
                rest = rest.replace(page, "article (page)")
            assert all(part.startswith("article ") for part in rest.split("; ")), item.rests_on
            assert words(item.linked) == item.rests_on  # the links say the same, and lead to each page
            wanted = data.item_evidence[data.item_evidence["item_id"] == item.id]
            cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
            beside = [e for e in wanted.itertuples() if (e.table, e.row_id) not in cited]
            urls = data.references.set_index("id")["url"]
            ids = {getattr(data, e.table).set_index("id").loc[e.row_id, "reference_id"] for e in beside}
            assert set(re.findall(r'href="([^"]+)"', item.linked)) == {escape(urls[id]) for id in ids}


def test_a_changed_key_shows(quizzes, data):
    """Planted: another key in the table gives another form (nbval then sees a stale output)."""
    import copy

    lesson = next(iter(quizzes))
    changed = copy.copy(data)
    changed.options = data.options.assign(correct=data.options["correct"].map({"yes": "no", "no": "yes"}))
    assert questions.quiz(lesson, changed).html != quizzes[lesson].html


def test_a_lesson_without_questions_says_so(data):
    with pytest.raises(CourseError, match="no question for lesson 'nowhere'"):
        questions.quiz("nowhere", data)

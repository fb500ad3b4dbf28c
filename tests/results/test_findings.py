"""Which questions are named and why, what was chosen, and what to teach again."""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd
import pytest

from tests.results import made
from utils.exports.flatten import simple_questions
from utils.questions.bank import all_items
from utils.results import findings, views
from utils.results.matching import Bank
from utils.results.model import Asked, ClassAnswers, Column


def answers_of(data, points: dict[int, list[float]], chosen: dict[int, list[str]] | None = None) -> ClassAnswers:
    """A class that was asked the first questions of the bank with one right answer."""
    bank, questions = Bank(data), made.singles(data, len(points))
    asked = tuple(bank.asked(n, Column("", q.id, None)) for n, q in zip(points, questions, strict=True))
    texts = chosen or {
        one.number: [made.right(one.question) if p else made.wrong(one.question) for p in points[one.number]]
        for one in asked
    }
    frames = (pd.DataFrame(points, dtype=float), pd.DataFrame(texts, dtype=object))
    return ClassAnswers("x", "x", asked, *frames, ())


def reasons(answers: ClassAnswers) -> dict[int, tuple[str, ...]]:
    frame = findings.by_question(answers)
    return dict(zip(frame["number"], frame["look"], strict=True))


def test_a_wrong_key_is_named_first(data):
    """Planted: question 4 is marked the wrong way round."""
    good = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] * 3
    near = [1, 1, 1, 1, 0, 1, 0, 0, 0, 0] * 3
    found = reasons(answers_of(data, {1: good, 2: near, 3: good, 4: [1 - p for p in good]}))
    assert found[4][0].endswith("check the key first, then the wording") and found[1] == found[2] == ()


def test_a_small_class_is_not_judged_by_its_discrimination(data):
    """One student more or fewer than the limit; the limit is where one good question in twenty falls below 0."""
    z = [math.atanh(0.30) * math.sqrt(students - 3) for students in (findings.LEAST_STUDENTS, 20, 10)]
    assert [round(100 * NormalDist().cdf(-each)) for each in z] == [5, 10, 21]  # as the docstring says
    for students in (findings.LEAST_STUDENTS, findings.LEAST_STUDENTS - 1):
        good = [int(student < 15) for student in range(students)]
        found = reasons(answers_of(data, {1: good, 2: good, 3: good, 4: [1 - p for p in good]}))
        assert any("worse here" in reason for reason in found[4]) is (students == findings.LEAST_STUDENTS), students


def test_a_discrimination_that_is_shown_as_0_is_not_called_negative(data, monkeypatch):
    """Planted: a correlation just below 0, and a difficulty just below a limit."""
    answers = answers_of(data, {1: [1] * 20 + [0] * 20, 2: [0, 1] * 20, 3: [1] * 37 + [0] * 3})
    for r, negative in ((-0.001, False), (-0.0049, False), (-0.0051, True)):
        monkeypatch.setattr(findings.statistics, "discrimination", lambda points, r=r: points.mean() * 0 + r)
        frame = findings.by_question(answers)
        assert any("worse here" in reason for reason in frame["look"][0]) is negative, r
        assert "-0.00" not in views.each_question(answers).html
        named_first = views.to_look_at(answers).plain.splitlines()[0]
        assert (findings.WORSE in named_first) is negative
        assert ("-0.01" in views.each_question(answers).html) is negative
    monkeypatch.setattr(findings.statistics, "difficulty", lambda shares: shares.mean() * 0 + 0.2951)
    assert not any("less than 30%" in reason for reason in findings.by_question(answers)["look"][0])


def test_hard_easy_and_flat_questions_are_named(data):
    by_ability, flat = [1] * 10 + [0] * 10, [1] * 6 + [0] * 9 + [1] * 5
    points = {1: by_ability, 2: by_ability, 3: [1] * 4 + [0] * 16, 4: [1] * 20, 5: flat, 6: [1] * 17 + [0, 0, 0]}
    found = reasons(answers_of(data, {number: earned * 2 for number, earned in points.items()}))
    assert "less than 30% of the points" in found[3]
    assert found[4] == ("more than 90% of the points: nearly everybody knows it",)  # no discrimination to speak of
    assert "hardly separates students who did better on the rest from those who did worse" in found[5]
    assert found[6] == ()


def test_a_favorite_wrong_answer_is_named_with_its_text(data):
    asked = made.singles(data, 1)[0]
    texts = [made.right(asked)] * 4 + [made.wrong(asked)] * 5
    found = answers_of(data, {1: [1, 1, 1, 1, 0, 0, 0, 0, 0]}, {1: texts})
    assert reasons(found)[1] == (f"more students chose a wrong answer than the right one: {made.wrong(asked)}",)
    even = answers_of(data, {1: [1] * 5 + [0] * 5}, {1: [made.right(asked)] * 5 + [made.wrong(asked)] * 5})
    assert reasons(even)[1] == ()


def test_what_was_chosen_is_counted_and_no_answer_too(data):
    asked = made.singles(data, 1)[0]
    texts = [made.right(asked), made.wrong(asked), made.wrong(asked), "", "My name is Zoë", None]
    answers = answers_of(data, {1: [1, 0, 0, 0, 0, float("nan")]}, {1: texts})
    found = {one.choice.text: one for one in findings.taken(answers.asked[0], answers)}
    assert found[made.wrong(asked)].students == 2 and found[made.wrong(asked)].share == 0.4
    assert found[findings.NOBODY].students == 1 and found["another answer"].students == 1
    assert found[made.wrong(asked)].choice.why and "My name is Zoë" not in found


def test_a_text_that_one_student_wrote_is_not_shown(data):
    """It may hold a name; what two wrote alike is an answer."""
    stranger = Asked(1, "Who?", 1)
    frames = (pd.DataFrame({1: [1.0, 1, 0, 0]}), pd.DataFrame({1: ["A", "A", "I, Zoë", ""]}, dtype=object))
    found = findings.taken(stranger, ClassAnswers("x", "x", (stranger,), *frames, ()))
    assert [(one.choice.text, one.students) for one in found] == [("A", 2), ("another answer", 1), ("no answer", 1)]


def test_the_measure_fits_the_points(data):
    whole = {1: [1, 1, 0, 0], 2: [1, 1, 0, 0], 3: [1, 0, 0, 0]}
    name, value = findings.reliability(answers_of(data, whole))
    assert name == "KR-20" and value == pytest.approx(8 / 9)
    name, _ = findings.reliability(answers_of(data, whole | {3: [1, 0.5, 0, 0]}))
    assert name == "Cronbach's alpha"


def test_the_weakest_comes_first_and_points_are_weighed(data):
    items = {}
    for item in all_items(data):
        items.setdefault((item.lesson, item.objective), []).append(item)
    (one, *_), (other, *_) = list(items.values())[:2]
    bank = Bank(data)
    asked = tuple(
        bank.asked(n, Column("", simple_questions(item)[0].id, most))
        for n, (item, most) in enumerate([(one, 3.0), (one, 1.0), (other, 1.0)], start=1)
    )
    points = pd.DataFrame({1: [3.0, 3.0], 2: [0.0, 0.0], 3: [1.0, 0.0]})
    chosen = points.astype(str).astype(object)
    found = findings.teach_again(ClassAnswers("x", "x", asked, points, chosen, ()), "objective")
    assert found["group"].tolist() == [(other.lesson, other.objective), (one.lesson, one.objective)]
    assert found["share"].tolist() == [0.5, 0.75] and found["questions"].tolist() == [1, 2]

"""Copies for a class: the student's holds no answer, the instructor's holds the plan."""

from __future__ import annotations

import html
import json
from functools import partial

import pytest

from tests.helpers import held, lesson_paths, outputs, read_notebook
from utils.errors import CourseError
from utils.explorers import appraisal
from utils.publishing import classroom
from utils.questions import bank as bank_module
from utils.questions import scoring

each_lesson = pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)


def texts(part) -> str:
    """Every string of a notebook, or of a part of one, as a reader sees it."""
    if isinstance(part, str):
        return html.unescape(part)
    return "\n".join(map(texts, part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()))


@pytest.fixture(scope="module")
def student(data):
    """``student(notebook, lesson)``: the student's copy of it."""
    return partial(classroom.student_copy, data=data, score_sheets=appraisal.desk(data, with_scores=False).html)


@each_lesson
def test_a_student_copy_holds_every_question_and_no_answer(path, data, student):
    copy, notebook = student(read_notebook(path), path.stem), read_notebook(path)
    text, full = texts(copy), texts(notebook)
    asked = texts([text for _, text in outputs(copy, "text/html") if "mbc-item" in text])
    bank = [item for item in bank_module.all_items(data) if item.lesson == path.stem]
    assert bank and held(json.dumps(copy), "widget-view", '"widgets"') == []
    for item in bank:
        assert held(asked, item.stem)
        for group in scoring.marking(item).groups:
            assert held(asked, f'name="{group.name}"')
        answers = [o for part in (item, *item.parts) for o in part.options] + list(item.numbers)
        for rationale in {answer.rationale for answer in answers}:
            assert held(full, rationale) and held(asked, rationale) == []
        assert held(full, scoring.encode(scoring.marking(item)))
    secrets = ("Answer: ", "Not right.", "questions.quiz(", "data-marking")
    assert held(full, *secrets) == list(secrets) and held(text, *secrets) == []


def test_a_student_copy_holds_the_score_sheets_and_no_score(data, student):
    path = next(path for path in lesson_paths() if path.stem.startswith("09"))
    full, text = texts(read_notebook(path)), texts(student(read_notebook(path), path.stem))
    reasons = set(data.appraisal_scores["reason"])
    assert set(held(full, *reasons)) == reasons and held(text, *reasons, "appraisal.desk(") == []
    fields = [f'name="desk-{source}-{id}' for source in data.sources["id"] for id in data.appraisal_questions["id"]]
    assert held(full, *fields) == held(text, *fields) == fields


def test_a_question_that_is_no_more_is_named(student):
    output = {"data": {"text/html": '<form class="mbc-item" data-item="gone" data-marking="">'}}
    with pytest.raises(CourseError, match="'gone'"):
        student({"metadata": {}, "cells": [{"outputs": [output]}]}, "05_diagnosis")


@each_lesson
def test_an_instructor_copy_holds_both_plans(path, data):
    copy = classroom.instructor_copy(read_notebook(path), path.stem, data)
    plan = copy["cells"][1]["source"]
    rows = data.plans[data.plans["lesson"] == path.stem]
    assert "A class of 50 minutes" in plan and "A class of 75 minutes" in plan
    assert plan.count("<tr ") == len(rows) + 2
    assert len(copy["cells"]) == len(read_notebook(path)["cells"]) + 1


def test_plans_add_up(data):
    totals = data.plans.groupby(["lesson", "length"])["minutes"].sum()
    assert all(total == int(length) for (_, length), total in totals.items())
    assert set(data.plans["lesson"]) == set(data.lessons["id"])


def test_planted_minutes(table, folder):
    from utils.tables import loader

    plans = table("plans")
    plans.set(1, "minutes", "74")
    assert any("has a plan of" in fault.problem for fault in loader.check(folder))


@pytest.mark.built
def test_pages_of_both_kinds(data, tmp_path):
    student, instructor = classroom.write_copies(data, tmp_path, appraisal.desk(data, with_scores=False).html)
    for path in lesson_paths():
        assert held((student / f"{path.stem}.html").read_text(encoding="utf-8"), "Answer: ") == []
        assert held((instructor / f"{path.stem}.html").read_text(encoding="utf-8"), "For the instructor")
        assert (student / path.name).is_file() and (instructor / path.name).is_file()
    for page in student.rglob("*.html"):
        assert held(page.read_text(encoding="utf-8"), "Answer: ", "data-marking=") == [], page.name

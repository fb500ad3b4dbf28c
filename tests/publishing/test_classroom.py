"""Copies for a class: the student's holds no answer, the instructor's holds the plan."""

from __future__ import annotations

import html
import json
import re
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT, elements, held, lesson_paths, outputs, read_notebook, text_columns, words
from tests.publishing.kit_checks import broken_links, broken_notes
from utils.errors import CourseError
from utils.exports import paper
from utils.project import FOR_INSTRUCTORS
from utils.publishing import classroom, kit, notebooks, slides
from utils.questions import bank as bank_module
from utils.questions import scoring
from utils.tables.citations import split_sentences
from utils.tables.rules.questions import TEST

each_lesson = pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)


ANSWERS = {  # table → the columns that only hold what a learner is to find out
    "options": ["rationale"],
    "numbers": ["rationale"],
    "case_points": ["text"],
    "case_steps": ["slip"],
    "talk_choices": ["reply", "reason"],
    "appraisal_scores": ["reason"],
}


def strings(part) -> Iterator[str]:
    """Every string of a notebook, or of a part of one; lines of a list are one string."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list) and all(isinstance(line, str) for line in part):
        yield "".join(part)
    else:
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from strings(each)


def texts(part) -> str:
    """Every string of a notebook, or of a part of one, as a reader sees it: with alt texts and all other attributes."""
    return "\n".join(map(html.unescape, strings(part)))


def read(text: str) -> str:
    """What HTML or a text says, with single spaces: its words, then what its attributes hold."""
    attributes = [str(value) for element in elements(text) for value in element.attrs.values()] if "<" in text else []
    return " ".join([words(text) if "<" in text else text, *attributes]).replace("\n", " ")


def said(part) -> str:
    """All that a notebook says, in its cells, outputs, saved widgets, alt texts and metadata."""
    return " ".join("\n".join(map(read, strings(part))).split())


def whole_sentences(cells: Iterable[str]) -> set[str]:
    return {sentence for cell in cells for sentence in split_sentences(" ".join(cell.split()))}


@pytest.fixture(scope="module")
def secrets(data) -> set[str]:
    """Every sentence of an answer, but those that the lessons or other columns of the tables teach as well."""
    wordings = data.wordings
    compared = wordings[wordings["kind"] != "question"]
    cells = [*compared["words"], *compared["reason"]]
    cells += [cell for table, columns in ANSWERS.items() for column in columns for cell in getattr(data, table)[column]]
    taught = [
        re.sub(r"<!--.*?-->|[*_`]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", "".join(cell["source"])))
        for path in lesson_paths()
        for cell in read_notebook(path)["cells"]
        if cell["cell_type"] == "markdown"
    ]
    taught += wordings.loc[wordings["kind"] == "question", "reason"].to_list()
    for table, columns in text_columns().items():
        if table != "wordings":
            taught += [
                c for column in columns if column not in ANSWERS.get(table, ()) for c in getattr(data, table)[column]
            ]
    known = " ".join(" ".join(taught).split())
    return {sentence for sentence in whole_sentences(cells) if sentence not in known}


@pytest.fixture(scope="module")
def copies() -> dict[str, dict]:
    """Lesson → the student's copy of it."""
    return {path.stem: classroom.student_copy(read_notebook(path)) for path in lesson_paths()}


def test_the_search_is_for_every_kind_of_answer(data, secrets):
    """And finds it in the lessons; the questions before and after the course are in none."""
    full = " ".join(said(notebooks.without_widgets(read_notebook(path))) for path in lesson_paths())
    assert len(held(full, *secrets)) > 1300
    for table, columns in ANSWERS.items():
        for column in columns:
            own = whole_sentences(getattr(data, table)[column]) & secrets
            assert len(own) > 0.85 * len(whole_sentences(getattr(data, table)[column])), (table, column)
            assert held(full, *own), (table, column)


@each_lesson
def test_no_student_copy_holds_a_sentence_of_an_answer(path, copies, secrets):
    assert held(said(copies[path.stem]), *secrets) == []


def faces(shown) -> str:
    """All that a result shows in any host: HTML, plain text, and every text of its live controls."""
    found, waiting = [*shown._repr_mimebundle_().values()], [shown.widget()] if hasattr(shown, "widget") else []
    while waiting:
        widget = waiting.pop()
        waiting += getattr(widget, "children", ())
        found += strings([value for value in widget.get_state().values() if isinstance(value, (str, list, tuple))])
    return " ".join("\n".join(map(read, found)).split())


@each_lesson
def test_after_run_all_the_questions_are_there_and_no_answer(path, data, secrets):
    """In this process, every result that is made anew, with its live face; one lesson runs in a kernel below."""
    names: dict = {}
    cells = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    made = [classroom._run("".join(cell["source"]), names, bool(cell["outputs"]))[1] for cell in cells]
    shown = " ".join(faces(result) for result in made if result is not None)
    assert held(shown, *secrets) == []
    for item in bank_module.all_items(data):
        if item.lesson == path.stem and item.place != TEST:
            assert held(shown, " ".join(item.stem.split())), item.id


@pytest.mark.built
def test_a_student_copy_that_was_run_and_saved_holds_no_answer(data, copies, secrets, tmp_path):
    """In a kernel, with the state of all widgets saved."""
    lesson = max(copies, key=lambda name: json.dumps(copies[name]).count("answers=False"))
    path = tmp_path / f"{lesson}.ipynb"
    path.write_text(json.dumps(copies[lesson]), encoding="utf-8")
    run = json.loads(notebooks.canonical(notebooks.execute(path)))
    assert len(next(iter(run["metadata"]["widgets"].values()))["state"]) > 10
    text = said(run)
    assert held(text, *secrets, "data-marking") == []
    assert all(
        held(text, " ".join(i.stem.split()))
        for i in bank_module.all_items(data)
        if i.lesson == lesson and i.place != TEST
    )


@each_lesson
def test_a_student_copy_asks_every_question_as_before(path, data, copies):
    copy, notebook = copies[path.stem], read_notebook(path)
    text, full = texts(copy), texts(notebook)
    asked = texts([text for _, text in outputs(copy, "text/html") if "mbc-item" in text])
    bank = [item for item in bank_module.all_items(data) if (item.lesson, item.place != TEST) == (path.stem, True)]
    assert bank and held(json.dumps(copy), "widget-view", '"widgets"') == []
    for item in bank:
        assert held(asked, item.stem)
        for group in scoring.marking(item).groups:
            assert held(asked, f'name="{group.name}"')
        assert held(full, scoring.encode(scoring.marking(item))) and not held(
            text, scoring.encode(scoring.marking(item))
        )
    secret = ("Answer: ", "Incorrect:", "data-marking")
    assert held(full, *secret) == list(secret) and held(text, *secret) == []
    assert "without their answers" in "".join(copy["cells"][1]["source"])


def test_a_student_copy_holds_the_score_sheets_and_no_score(data, copies):
    (name,) = [name for name in copies if "appraisal.desk(data, answers=False)" in texts(copies[name])]
    full, text = texts(read_notebook(ROOT / "notebooks" / f"{name}.ipynb")), texts(copies[name])
    reasons = set(data.appraisal_scores["reason"])
    assert set(held(full, *reasons)) == reasons and held(text, *reasons) == []
    fields = [f'name="desk-{source}-{id}' for source in data.sources["id"] for id in data.appraisal_questions["id"]]
    assert held(full, *fields) == held(text, *fields) == fields


def test_a_question_that_is_no_more_is_named():
    cells = [
        "from utils import questions, tables\ndata = tables.load_all()",
        "questions.quiz('05_diagnosis', data, ['gone'])",
    ]
    notebook = {
        "metadata": {},
        "cells": [
            {"cell_type": "code", "source": source, "outputs": [{"data": {"text/html": "x"}}] * number}
            for number, source in enumerate(cells)
        ],
    }
    with pytest.raises(CourseError, match="'gone'"):
        classroom.student_copy(notebook)


CALLS = {  # call → the same without answers
    "f(1)": "f(1, answers=False)",
    "f()": "f(answers=False)",
    "f(\n    1,\n)": "f(\n    1,\nanswers=False)",
    "m.f('é', [m.f()])": "m.f('é', [m.f(answers=False)], answers=False)",
    "g(1)": "g(1)",
    "h.f(1)[0](2)": "h.f(1)[0](2)",
    "x = f(1); f(2)": "x = f(1, answers=False); f(2, answers=False)",
}


@pytest.mark.parametrize("source", CALLS)
def test_calls_that_have_answers_are_told_to_leave_them_out(source):
    def f(*_, answers=True):
        pass

    names = {"f": f, "g": lambda *_: None, "m": types.SimpleNamespace(f=f)}
    assert classroom._without_answers(source, names) == CALLS[source]


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
    assert any("has a plan of" in issue.problem for issue in loader.check(folder))


@pytest.fixture(scope="module")
def whole_kit(data, tmp_path_factory) -> Path:
    """The class kit of all lessons, with both kinds of copy as pages; it takes a minute."""
    folder = tmp_path_factory.mktemp("kit")
    return kit.write_kit(data, folder, paper.class_papers(data, [path.stem for path in lesson_paths()])).parent


@pytest.mark.built
def test_the_whole_kit_has_no_broken_link(whole_kit):
    assert broken_links(whole_kit) == [] and broken_notes(whole_kit) == []
    assert len(list((whole_kit / "slides").glob("*.pptx"))) == len(slides.lessons_named(""))
    assert len(list((whole_kit / "handouts").glob("*.html"))) == len(lesson_paths())


@pytest.mark.built
def test_pages_of_both_kinds(whole_kit, secrets):
    student, instructor = whole_kit / kit.STUDENT, whole_kit / kit.INSTRUCTOR
    for path in lesson_paths():
        assert held((student / f"{path.stem}.html").read_text(encoding="utf-8"), "Answer: ") == []
        assert held((instructor / f"{path.stem}.html").read_text(encoding="utf-8"), "For the instructor")
        assert (student / path.name).is_file() and (instructor / path.name).is_file()
    assert (student / "glossary.ipynb").is_file() and (instructor / "glossary.ipynb").is_file()
    for name in FOR_INSTRUCTORS:  # it shows answers
        assert not (student / f"{name}.ipynb").exists() and (instructor / f"{name}.ipynb").is_file()
        assert not list(whole_kit.rglob(f"{name}.html"))
    missed = [(copy / "missed_questions.ipynb").read_text(encoding="utf-8") for copy in (student, instructor)]
    assert held(missed[0], "questions.missed(data, answers=False)") and held(missed[0], "not marked and not kept")
    assert held(missed[1], "questions.missed(data)")
    for page in student.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert held(text, "Answer: ", "data-marking=") == [] and held(" ".join(read(text).split()), *secrets) == [], (
            page.name
        )

"""What a learner chooses in a live question is scored, kept and shown; nothing else writes."""

from __future__ import annotations

import json
import types
from datetime import date, timedelta

import ipywidgets as widgets
import pytest

from tests.helpers import words
from utils.explorers import cases
from utils.publishing import notebooks
from utils.questions import bank, quizzes, recorder, scoring
from utils.questions.record_file import NAME, RecordFile
from utils.questions.recorder import Recorder
from utils.tables.rules.questions import MORE, TEST
from utils.ui.explorer import WidgetFactory

TODAY = date.today().isoformat()
TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture
def own(tmp_path, data):
    return Recorder(RecordFile(tmp_path), data)


@pytest.fixture(scope="module")
def items(data):
    return [item for item in bank.all_items(data) if item.place != TEST]


def asked(item, own) -> widgets.VBox:
    """The live question, as the first run of its cell in a kernel shows it."""
    WidgetFactory(f"question/{item.id}").done()  # what an earlier test made in this process
    return quizzes.item_widget(item, recorder=own)


def radios(face) -> list[widgets.RadioButtons]:
    return [child for child in face.children if isinstance(child, widgets.RadioButtons)]


def said(face) -> str:
    """The line below the question."""
    last = face.children[-1]
    return words(last.value) if "mbc-result" in getattr(last, "value", "") else ""


def stored(own) -> dict:
    return json.loads(own.file.path.read_text(encoding="utf-8"))


def pick(item, right: bool) -> int:
    return next(place for place, option in enumerate(item.options) if option.correct == right)


def test_a_wrong_choice_is_kept_as_the_first_try_and_a_right_one_after_it_as_another(own, items):
    item = next(item for item in items if item.type == "single")
    face = asked(item, own)
    assert said(face) == "" and not own.file.path.exists()
    (choice,) = radios(face)
    choice.index = pick(item, False)
    assert said(face) == f"First try: 0 of 1 point. This question comes back tomorrow. Saved in {NAME}."
    kept = stored(own)["items"][item.id]
    letter = item.options[pick(item, False)].letter
    assert kept == {
        "answer": {item.id: [letter]},
        "first": [0, 1],
        "first_at": TODAY,
        "last": [0, 1],
        "tries": 1,
        "at": TODAY,
        "box": 0,
        "due": TOMORROW,
    }
    choice.index = pick(item, True)
    assert said(face).startswith("Another try: 1 of 1 point. Your first one counts: 0 of 1. This question comes back")
    kept = stored(own)["items"][item.id]
    assert (kept["first"], kept["last"], kept["tries"]) == ([0, 1], [1, 1], 2)


def test_the_state_of_the_lesson_is_that_of_the_pages(own, items):
    item = next(item for item in items if item.type == "single")
    (choice,) = radios(asked(item, own))
    choice.index = pick(item, True)
    lesson = stored(own)["lessons"][item.lesson]
    all_of_it = [each for each in items if each.lesson == item.lesson]
    most = sum(scoring.max_points(scoring.marking(each)) for each in all_of_it)
    assert lesson == {
        "title": own.titles[item.lesson],
        "done": 1,
        "questions": len(all_of_it),
        "points": 1,
        "of": 1,
        "most": most,
    }


def test_every_live_question_earns_everything_with_its_key(own, items):
    """Of every type whose whole answer the kernel hears: the values are those of the form, so marking finds them."""
    heard = set()
    for item in items:
        if item.type in quizzes.FORM_ONLY or item.type == "bow-tie":
            continue
        face = asked(item, own)
        groups = scoring.marking(item).groups
        for place, choice in enumerate(radios(face)):
            assert said(face) == ""  # only the last part makes it a try
            key = groups[place].key[0]
            values = item.positions if item.type == "ordering" else [o.letter for o in item.groups[place].options]
            choice.index = list(values).index(key)
        kept = stored(own)["items"][item.id]
        assert kept["first"] == [scoring.max_points(scoring.marking(item))] * 2, item.id
        assert kept["answer"] == {group.name: list(group.key) for group in groups}
        heard.add(item.type)
    assert heard == {"single", "matrix-single", "cloze", "rationale", "ordering"}


def test_of_every_part_the_first_choice_counts_because_its_reason_is_open(own, items):
    item = next(item for item in items if item.type == "matrix-single")
    face = asked(item, own)
    right = [[option.correct for option in part.options].index(True) for part in item.parts]
    first, *others = radios(face)
    first.index = (right[0] + 1) % len(item.parts[0].options)
    first.index = right[0]
    for choice, place in zip(others, right[1:], strict=True):
        choice.index = place
    most = len(item.parts)
    kept = stored(own)["items"][item.id]
    assert kept["first"] == [most - 1, most] and kept["answer"][f"{item.id}--{item.parts[0].id}"]
    first.index = (right[0] + 1) % len(item.parts[0].options)
    first.index = right[0]
    kept = stored(own)["items"][item.id]
    assert (kept["first"], kept["last"], kept["tries"]) == ([most - 1, most], [most, most], 3)


def test_a_part_that_the_kernel_does_not_hear_is_no_try(own, items):
    """A bow-tie has check boxes in a form: half an answer is not scored."""
    item = next(item for item in items if item.type == "bow-tie")
    for choice in radios(asked(item, own)):
        choice.index = 0
    assert not own.file.path.exists()


def test_a_cell_that_is_run_again_counts_a_choice_once(own, items, data, tmp_path):
    """Also where the tables were loaded again: the radio buttons stay, and what listened before does not go on."""
    item = next(item for item in items if item.type == "single")
    asked(item, own)
    again = Recorder(RecordFile(tmp_path), data)
    face = quizzes.item_widget(item, recorder=again)
    (choice,) = radios(face)
    choice.index = pick(item, False)
    assert stored(again)["items"][item.id]["tries"] == 1
    face = quizzes.item_widget(item, recorder=again)
    assert said(face) == "" and stored(again)["items"][item.id]["tries"] == 1  # nothing is chosen anew, nothing told
    assert all(child.comm is not None for child in face.children)


def test_a_problem_is_reported_where_the_answer_was_given(own, items):
    item = next(item for item in items if item.type == "single")
    own.file.path.write_text('{"version": 99}', encoding="utf-8")
    face = asked(item, own)
    radios(face)[0].index = pick(item, False)
    assert said(face) == (
        f"First try: 0 of 1 point. This question comes back tomorrow. {NAME} was written by a newer edition of the "
        "course, so it is left as it is. Your answers here are not saved. Fix: update the course."
    )
    assert own.file.path.read_text(encoding="utf-8") == '{"version": 99}'


def test_only_a_running_notebook_has_a_recorder(data, items, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lesson = next(item.lesson for item in items if item.place != MORE)
    assert recorder.recorder_of(data) is None and quizzes.quiz(lesson, data).recorder is None
    monkeypatch.setattr(recorder, "get_ipython", lambda: types.SimpleNamespace(kernel=object()))
    made = quizzes.quiz(lesson, data).recorder
    assert made is not None and made.file.path == tmp_path / NAME
    assert quizzes.quiz(lesson, data, answers=False).recorder is None  # a student copy says nothing of right and wrong
    case = data.cases["id"].iloc[0]
    assert cases.case_step(data, case, 1).quiz.recorder is made
    assert cases.case_step(data, case, 1, answers=False).quiz.recorder is None


@pytest.mark.built
def test_running_a_lesson_writes_nothing(tmp_path):
    """As `make notebooks`, nbval and CI run it: nobody has answered."""
    path = min(notebooks.lesson_paths(), key=lambda path: path.stat().st_size)
    for source in (path, notebooks.NOTEBOOKS / "missed_questions.ipynb"):
        copy = tmp_path / source.name
        copy.write_bytes(source.read_bytes())
        assert notebooks.canonical(notebooks.execute(copy)) == source.read_text(encoding="utf-8")
        assert [found.name for found in tmp_path.iterdir() if found.suffix != ".ipynb"] == []

"""A question that is checked as a whole in a running notebook: what is open is asked for, what was chosen explained."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

from tests.helpers import words
from utils.questions import bank, scoring
from utils.questions.checked import checked_item
from utils.questions.record_file import RecordFile
from utils.questions.recorder import Recorder
from utils.tables.rules.questions import TEST

AGAIN = "then check. Your answers stay as they are."


@pytest.fixture
def ask(data, tmp_path):
    """``ask(kind)``: the first question of a type, its record and its widgets by type."""
    items = [item for item in bank.all_items(data) if item.place != TEST]

    def asked(kind: str):
        item, recorder = next(item for item in items if item.type == kind), Recorder(RecordFile(tmp_path), data)
        return item, recorder, checked_item(item, recorder, "test")

    return asked


def of_type(widget, kind) -> list:
    """The widgets of one type, in order."""
    own = [widget] if type(widget) is kind else []
    return own + [found for child in getattr(widget, "children", ()) for found in of_type(child, kind)]


def check(face) -> str:
    """Click the button; the line that is shown then."""
    of_type(face, widgets.Button)[0].click()
    return words(of_type(face, widgets.HTML)[-1].value)


def choose(face, item, right: bool = True) -> None:
    """Choose the key of every part, or in each part one wrong option (in addition, where several are right)."""
    picked, ticked = iter(of_type(face, widgets.RadioButtons)), iter(of_type(face, widgets.Checkbox))
    for group in item.groups:
        if group.choose == 1:
            next(picked).index = [option.correct for option in group.options].index(right)
        else:
            boxes = [next(ticked) for _ in group.options]
            wrong = next(option for option in group.options if not option.correct)
            for box, option in zip(boxes, group.options, strict=True):
                box.value = option.correct or (not right and option is wrong)


@pytest.mark.parametrize("kind", ["select-n", "matrix-single", "bow-tie", "numeric"])
def test_an_open_question_is_not_counted(ask, kind):
    item, recorder, face = ask(kind)
    line = check(face)
    wanted = f"Choose {item.groups[0].choose}, {AGAIN}" if kind == "select-n" else f"Answer every part first, {AGAIN}"
    assert line == wanted
    assert item.id not in recorder.file.read().record["items"]


@pytest.mark.parametrize("kind", ["multiple", "matrix-single", "bow-tie"])
def test_a_right_answer_earns_all_points_with_every_reason_of_the_key(ask, kind):
    item, recorder, face = ask(kind)
    choose(face, item)
    line = check(face)
    most = scoring.max_points(scoring.marking(item))
    assert recorder.file.read().record["items"][item.id]["last"] == [most, most]
    right = [option for group in item.groups for option in group.options if option.correct]
    assert right and all(option.rationale in line for option in right)
    assert "Show the answer and the reasons" in line and "Incorrect:" not in line.partition("Show the answer")[0]


def test_a_wrong_option_costs_points_and_is_explained(ask):
    item, recorder, face = ask("multiple")
    choose(face, item, right=False)
    line = check(face).partition("Show the answer")[0]
    wrong = next(option for option in item.options if not option.correct)
    points, most = recorder.file.read().record["items"][item.id]["last"]
    assert points < most and "Incorrect:" in line and wrong.rationale in line


@pytest.mark.parametrize(("offset", "is_right"), [(0, True), (1000, False)])
def test_a_number_is_written_and_counted(ask, offset, is_right):
    item, recorder, face = ask("numeric")
    (box,) = of_type(face, widgets.Text)
    assert box.placeholder == item.key_number.unit
    box.value = str(float(item.key_number.value) + offset)
    check(face)
    points, most = recorder.file.read().record["items"][item.id]["last"]
    assert (points == most) is is_right

"""What was missed comes back in a notebook: asked again when due, counted by client need and step of judgment."""

from __future__ import annotations

import json
from datetime import date, timedelta

import ipywidgets as widgets
import pytest

from tests.helpers import words
from utils.questions import bank, missed_questions, quizzes, record, scoring
from utils.questions.missed_questions import AT_ONCE, MissedQuestions, points_by
from utils.questions.record_file import NAME, RecordFile
from utils.questions.recorder import Recorder
from utils.tables.rules.questions import TEST
from utils.ui import explorer
from utils.ui.explorer import WidgetFactory

TODAY = date.today()


@pytest.fixture(scope="module")
def items(data):
    return [item for item in bank.all_items(data) if item.place != TEST]


@pytest.fixture
def own(tmp_path, data):
    return Recorder(RecordFile(tmp_path), data)


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def miss(own, item, days: int) -> None:
    """The item was missed so many days ago."""
    most = scoring.max_points(scoring.marking(item))
    own.file.change(lambda kept: record.attempt(record.item(kept, item.id), 0, most, days_ago(days)))


def shown(own) -> tuple[str, widgets.VBox]:
    """The text of all HTML that the cell shows when it is run, and its widgets."""
    box = MissedQuestions(own).widget()
    return words("".join(widget.value for widget in everything(box) if isinstance(widget, widgets.HTML))), box


def everything(widget) -> list[widgets.Widget]:
    return [widget, *(each for child in getattr(widget, "children", ()) for each in everything(child))]


def of_type(box, kind) -> list:
    return [widget for widget in everything(box) if type(widget) is kind]


def test_before_anything_is_answered_it_says_what_it_will_show(own, data):
    text, _ = shown(own)
    for part in ("answer questions in the lessons first", "after 1, 3, 7 and 21 days", "client need", NAME):
        assert part in text
    assert text == words(MissedQuestions(own).html) == words(missed_questions.missed(data).html)
    assert missed_questions.missed(data).recorder is None  # nobody answers here
    assert "not marked and not kept" in words(missed_questions.missed(data, answers=False).html)


def test_what_a_notebook_saves_says_nothing_of_the_learner(own, items):
    """The saved output and the saved state are those of somebody who has answered nothing."""
    before = (MissedQuestions(own).html, MissedQuestions(own).plain, MissedQuestions(own).widget().model_id)
    miss(own, items[0], 1)
    made = MissedQuestions(own)
    assert (made.html, made.plain, made.widget().model_id) == before


def test_a_missed_question_is_asked_again_when_due_and_not_before(own, items):
    due, later = [item for item in items if item.type == "single"][:2]
    miss(own, due, 1)
    miss(own, later, 0)
    text, box = shown(own)
    assert "1 due today, 1 later." in text and due.stem in text and own.titles[due.lesson] in text
    (choice,) = of_type(box, widgets.RadioButtons)
    assert choice.index is None and len(choice.options) == len(due.options)
    before, _, after = text.partition("Due later: 1")
    assert later.stem in after and later.stem not in before and (TODAY + timedelta(days=1)).isoformat() in after
    choice.index = next(place for place, option in enumerate(due.options) if option.correct)
    kept = json.loads(own.file.path.read_text(encoding="utf-8"))["items"][due.id]
    assert kept["box"] == 1 and kept["due"] == (TODAY + timedelta(days=3)).isoformat()
    text, box = shown(own)
    assert "0 due today, 2 later." in text and not of_type(box, widgets.RadioButtons)


def test_nothing_that_is_shown_in_a_lesson_is_chosen_by_asking_again(own, items):
    item = next(item for item in items if item.type == "single")
    WidgetFactory(f"question/{item.id}").done()  # what an earlier test made in this process
    in_lesson = of_type(quizzes.item_widget(item, recorder=own), widgets.RadioButtons)[0]
    in_lesson.index = next(place for place, option in enumerate(item.options) if not option.correct)
    own.file.change(lambda kept: kept["items"][item.id].update(due=days_ago(0)))
    _, box = shown(own)
    (again,) = of_type(box, widgets.RadioButtons)
    assert again is not in_lesson and again.index is None and in_lesson.index is not None


@pytest.mark.parametrize("kind", ["multiple", "select-n", "matrix-multiple", "numeric", "bow-tie"])
def test_a_question_that_is_checked_as_a_whole_is_scored_and_explained(own, items, kind):
    item = next(item for item in items if item.type == kind)
    miss(own, item, 1)
    text, box = shown(own)
    assert item.stem in text and "Correct:" not in text
    (button,) = of_type(box, widgets.Button)
    button.click()
    assert "then check. Your answers stay as they are." in words(of_type(box, widgets.HTML)[-2].value)
    assert own.file.read().record["items"][item.id]["tries"] == 1
    if kind == "numeric":
        of_type(box, widgets.Text)[0].value = item.key_number.value
    ticked = iter(of_type(box, widgets.Checkbox))
    picked = iter(of_type(box, widgets.RadioButtons))
    for group in item.groups:
        if group.choose == 1:
            next(picked).index = [option.correct for option in group.options].index(True)
        else:
            for option in group.options:
                next(ticked).value = option.correct
    button.click()
    most = scoring.max_points(scoring.marking(item))
    kept = own.file.read().record["items"][item.id]
    assert (kept["last"], kept["tries"], kept["box"]) == ([most, most], 2, 1)
    said = words(of_type(box, widgets.HTML)[-2].value)
    assert said.startswith(f"Another try: {most} of {most} point") and "comes back in 3 days" in said
    for option in (option for group in item.groups for option in group.options):
        assert option.rationale in said
    assert "Show the answer and the reasons" in said


def test_many_that_are_due_are_asked_a_few_at_a_time(own, items):
    many = [item for item in items if item.type == "single"][: AT_ONCE + 2]
    for item in many:
        miss(own, item, 2)
    text, box = shown(own)
    assert f"{AT_ONCE + 2} due today, 0 later." in text and f"Here are the first {AT_ONCE}." in text
    assert len(of_type(box, widgets.RadioButtons)) == AT_ONCE


def test_asking_again_leaves_no_widgets_behind(own, items):
    miss(own, next(item for item in items if item.type == "multiple"), 1)
    _, box = shown(own)
    old = of_type(box, widgets.Button) + of_type(box, widgets.Checkbox)
    alive = len(explorer._alive)
    for _ in range(3):
        shown(own)
    assert all(widget.comm is None for widget in old) and len(explorer._alive) == alive


def test_points_of_first_tries_are_added_by_need_and_step_the_weakest_first(items):
    kept = record.empty()
    needs = list(dict.fromkeys(item.client_need for item in items))[:2]
    (a, b), (c,) = (
        [item for item in items if item.client_need == need][:count] for need, count in zip(needs, (2, 1), strict=True)
    )
    for item, points in ((a, 1), (b, 1), (c, 0)):
        record.attempt(record.item(kept, item.id), points, 1, "2026-11-29")
    record.attempt(record.item(kept, c.id), 1, 1, "2026-11-30")  # another try: the first one counts
    assert points_by("client_need", kept, items).values.tolist() == [[needs[1], 1, "0 of 1"], [needs[0], 2, "2 of 2"]]
    steps = points_by("judgment", kept, items)
    assert steps["questions"].sum() == sum(item.judgment != "none" for item in (a, b, c))
    assert "none" not in set(steps["group"])


def test_the_tables_and_what_is_wrong_with_the_file_are_shown(own, items, tmp_path):
    miss(own, items[0], 0)
    (tmp_path / "mbc-progress.json").write_text("[]", encoding="utf-8")
    text, _ = shown(own)
    assert "First tries, by client need" in text and items[0].client_need in text
    assert "mbc-progress.json holds no progress that this edition of the course can read." in text


def test_a_question_that_was_renamed_and_one_that_is_gone(own, items):
    renamed = next(item for item in items if item.former_id)
    for place in (renamed.former_id, "gone", f"before:{items[0].id}"):
        own.file.change(lambda kept, place=place: record.attempt(record.item(kept, place), 0, 1, days_ago(1)))
    text, _ = shown(own)
    assert renamed.stem in text and "1 due today, 0 later." in text

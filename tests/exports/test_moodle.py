"""Moodle XML: whole questions by Cloze, and texts that its Cloze, its filters and its database leave as they are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from tests.exports import readers
from tests.exports.made import STORY, item, options
from utils.exports import moodle
from utils.questions import scoring
from utils.questions.bank import Part


def read(*items) -> list[readers.Read]:
    return readers.moodle(moodle.render(items, "T").encode("utf-8"))


@pytest.mark.parametrize("kind", ["matrix-single", "matrix-multiple", "bow-tie", "ordering", "cloze"])
def test_a_question_with_several_answers_to_give_is_one_question_with_the_points_of_the_course(kind):
    made = item(kind)
    (whole,) = read(made)
    assert whole.kind == "cloze"
    document = ET.fromstring(moodle.render([made], "T").encode("utf-8"))
    text = document.findtext("question[@type='cloze']/questiontext/text")
    points = sum(int(points) for points in re.findall(r"\{(\d+):[A-Z_]+:", text))
    assert points == scoring.max_points(scoring.marking(made))
    assert document.findtext("question[@type='cloze']/defaultgrade") == str(points)


def test_a_matrix_has_buttons_and_a_choice_of_several_has_boxes():
    kinds = {
        kind: re.findall(r"\{\d+:([A-Z_]+):", moodle.render([item(kind)], "T"))
        for kind in ("matrix-single", "matrix-multiple", "bow-tie", "ordering")
    }
    assert kinds["matrix-single"] == ["MULTICHOICE_H"] * 2
    assert kinds["matrix-multiple"] == ["MULTIRESPONSE"] * 2
    assert kinds["bow-tie"] == ["MULTICHOICE_H", "MULTIRESPONSE", "MULTIRESPONSE"]
    assert kinds["ordering"] == ["MULTICHOICE"] * 4


@pytest.mark.parametrize("text", ["a\\}", "\\#", "\\\\", "}", "(n)", "( )", "\\(x\\)", "$$x$$", "&#125;"])
def test_a_text_of_a_blank_and_around_it_stays_as_it_is(text):
    part = Part("p", f"{text} {{}} {text}", options(text, "other"), 1)
    (whole,) = read(item("cloze", stem=text, parts=(part,)))
    assert [answer[0] for answer in whole.answers[0]] == [text, "other"]
    assert whole.stem == f"{text} Choose the words for each blank.{text} ____ {text}"


def test_a_text_of_a_simple_question_is_no_icon_and_no_formula():
    for text in ("(n)", "( )", "\\(x\\)", "$$x$$"):
        (single,) = read(item(stem=text, options=options(text, "other")))
        assert (single.stem, single.answers[0][0]) == (text, text)


def test_no_id_is_too_long_for_moodle_and_a_case_has_none_of_a_question():
    longest = "a" * 100
    found = read(
        item("bow-tie", id=longest, story=replace(STORY, case_id="b" * 100)), item(id="cord-step-2", story=STORY)
    )
    assert [len(each.id) <= 100 for each in found] == [True] * 4
    assert len({each.id for each in found}) == 4


def test_the_category_says_that_no_clinician_has_reviewed_it():
    document = ET.fromstring(moodle.render([item()], "T").encode("utf-8"))
    assert "Not reviewed by a clinician, unless a part says so." in document.findtext("question/info/text")


def test_linked_blanks_do_not_say_that_they_count_only_together():
    (whole,) = read(item("rationale"))
    assert "together" not in whole.stem and "Choose the words" not in whole.stem

"""What every platform gets: the case with its question, each number with its digits, each source once."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal

from tests.exports.made import STORY, item, read_all
from tests.helpers import parsed, words
from utils.exports import anki, csv_table, flatten, paper
from utils.questions import bank as bank_module
from utils.questions.bank import Finding, Number
from utils.spreadsheet import safe_cell
from utils.tables import cell_values

PARTS_OF_STORY = (STORY.title, STORY.person, STORY.new, "Pain", "9:00", "7 of 10")


def test_a_case_comes_with_its_questions_into_every_format(data):
    """Once before the first of them where a format has texts between questions, and on each card or row elsewhere."""
    plain, first, second = item(id="x"), item(id="a", story=STORY), item("matrix-single", id="b", story=STORY)
    for platform, read in read_all(plain, first, second).items():
        assert [each.kind == "story" for each in read[:3]] == [False, True, False], platform
        assert sum(each.kind == "story" for each in read) == 1
        assert all(text in read[1].stem for text in PARTS_OF_STORY), platform
        assert all(STORY.title in each.stem for each in read[2:]), platform
        assert "Case: " not in read[0].stem
    asked = words(paper.render_test([plain, first, second], "T"))
    assert all(asked.count(text) == 1 for text in PARTS_OF_STORY[:3]) and "7 of 10" in asked
    assert asked.index("1. What") < asked.index(STORY.new) < asked.index("2. What")
    for each in (first, second):
        assert all(text in words(anki.front(each)) for text in PARTS_OF_STORY)
    rows = csv.DictReader(io.StringIO(csv_table.render([plain, first], data.competencies).decode("utf-8-sig")))
    for row in rows:
        assert all((text in row["case"]) == (row["item"] == "a") for text in PARTS_OF_STORY)
    assert all(
        text in question.stem
        for question in flatten.simple_questions(second, with_story=True)
        for text in PARTS_OF_STORY
    )


def test_each_question_about_a_step_of_a_case_has_its_story_and_nothing_of_a_later_step(data):
    stories = {each.id: each.story for each in bank_module.all_items(data) if each.story}
    assert sorted(stories) == sorted(data.case_questions["item_id"]) and len(stories) > 15
    for row in data.case_questions.itertuples():
        story = stories[row.item_id]
        steps = data.case_steps[data.case_steps["case_id"] == row.case_id].set_index("step")["new_information"]
        readings = data.case_readings[data.case_readings["case_id"] == row.case_id]
        assert (story.case_id, story.step, story.new) == (row.case_id, row.step, steps[row.step])
        assert story.person == data.row("cases", row.case_id).person
        assert list(story.before) == [steps[n] for n in range(1, row.step)]
        assert len(story.chart) == (readings["step"] <= row.step).sum()
        own = readings[readings["step"] <= row.step]
        assert {(each.time, each.finding) for each in story.chart} == set(
            zip(own["time_label"], own["measure"], strict=True)
        )


def test_the_chart_of_a_case_gives_both_units(data):
    (story,) = [each.story for each in bank_module.all_items(data) if each.id == "case-calcium-3"]
    assert "13.7 mg/dL (3.42 mmol/L)" in [each.value for each in story.chart]


def test_a_chart_stands_in_every_format_also_where_the_answer_is_a_number():
    chart = (Finding("8:00", "Calcium", "12.9 mg/dL"),)
    asked = item("numeric", exhibit=chart)
    for read in read_all(asked).values():
        assert "Calcium: 8:00 12.9 mg/dL" in read[0].stem
    assert "12.9 mg/dL" in words(paper.render_test([asked], "T")) and "12.9 mg/dL" in words(anki.front(asked))


# what the table may hold: up to 15 digits
NUMBERS = [
    (value, tolerance)
    for value in ("0", "5", "-5", "35.5", "0.0001", "0.00012", "0.00001", "0.00000000000001", "12345678901", "-0.5")
    for tolerance in ("0", "5", "0.00001", "0.3")
] + [("123456789012345", "0.5"), ("999999999999999", "999999999999999"), ("0.1", "0.2")]


def test_any_number_that_the_bank_accepts_is_exported_with_all_of_its_digits(data):
    digits = bank_module.plain_digits
    asked = [
        item("numeric", id=f"n-{n}", numbers=(Number(digits(float(value)), float(tolerance), "mL", True, "Right."),))
        for n, (value, tolerance) in enumerate(NUMBERS)
    ]
    read, key = read_all(*asked), parsed(paper.render_key(asked, "T"))
    table = csv.DictReader(io.StringIO(csv_table.render(asked, data.competencies).decode("utf-8-sig")))
    rows = {row["item"]: row for row in table}
    for n, (value, tolerance) in enumerate(NUMBERS):
        assert cell_values.not_plain(value) is None is cell_values.not_plain(tolerance)
        low, high = Decimal(value) - Decimal(tolerance), Decimal(value) + Decimal(tolerance)
        assert [Decimal(each) for each in read["qti"][n].answers[0]] == [low, high], (value, tolerance)
        for platform in ("gift", "moodle"):
            ((said, fraction, _, off),) = read[platform][n].answers
            assert (said, fraction, off) == (value, 1, float(tolerance)), platform
        row = rows[f"n-{n}"]
        assert (row["text"], row["tolerance"]) == (safe_cell(f"{value} mL"), tolerance)
        answer = words(key.find(id=f"n-{n}"))
        assert f"Answer: {value} mL" in answer
        counts = re.search(r"\((\S+) to (\S+) counts\)", answer)
        assert [Decimal(each) for each in counts.groups()] == [low, high] if float(tolerance) else not counts


def test_the_unit_of_a_number_reads_as_a_blank_with_its_unit():
    for unit in ("of 100 women", "(kappa has no unit)"):
        (question,) = flatten.simple_questions(item("numeric", numbers=(Number("1", 0.0, unit, True, "Right."),)))
        assert question.stem == f"What do you do? Write a number. ____ {unit}"


def test_a_source_of_which_several_pages_support_a_key_is_named_once():
    asked = item(evidence_text="A, no date; B, 2020; A, no date; A, no date [check]")
    for read in read_all(asked).values():
        assert read[0].feedback.startswith("Evidence: A, no date (2 pages); B, 2020; A, no date [check]. Not reviewed")


def test_the_steps_of_an_ordering_question_stand_in_each_of_its_questions():
    for platform in ("qti", "gift"):
        read = read_all(item("ordering"))[platform]
        assert len(read) == 4
        for each, step in zip(read, ("a) Wash", "b) Look", "c) Wait", "d) Sing"), strict=True):
            assert "The steps: a) Wash; b) Look; c) Wait; d) Sing." in each.stem
            assert each.stem.endswith(f"Which place has this step: {step}")


def test_two_questions_may_share_a_stem():
    for read in read_all(item(id="a"), item(id="b")).values():
        assert [each.id for each in read] == ["a", "b"]


def test_points_that_a_format_counts_otherwise_are_named():
    linked = item("rationale")
    assert flatten.points_note(linked, 2) == "counts 2 points, in the course 1"
    assert flatten.points_note(linked, 1) == ""
    assert flatten.points_note(replace(item("multiple")), 1) == "counts 1 point, in the course 2"

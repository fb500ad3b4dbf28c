"""What a class answered, read back from what our own exports become in a platform."""

from __future__ import annotations

import os
import re
from html import unescape
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from tests.results import made
from utils.errors import CourseError
from utils.exports import moodle
from utils.exports.flatten import simple_questions
from utils.project import NOTEBOOKS
from utils.questions.bank import all_items
from utils.results import marking, reading
from utils.results.matching import Bank
from utils.results.model import Column

FILE = "responses/quiz.csv"


def read(rows, data, mark=","):
    return reading.read_text(made.text_of(rows, mark), FILE, data)


# --- the bank is found again ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_story", [False, True])
def test_every_question_is_found_by_the_stem_that_a_platform_has(data, with_story):
    bank = Bank(data)
    questions = [question for item in all_items(data) for question in simple_questions(item, with_story)]
    stems = [re.sub(" ", "\n ", question.stem, count=3) for question in questions]
    found = [bank.asked(1, Column("", stem, 1.0)).question for stem in stems]
    assert [question and question.id for question in found] == [question.id for question in questions]


def test_every_question_is_found_by_its_id(data):
    bank = Bank(data)
    for item in all_items(data):
        assert bank.asked(1, Column("", item.id, None)).item is item
        for question in simple_questions(item):
            assert bank.asked(1, Column("", question.id, None)).question.id == question.id


def test_every_question_of_the_moodle_file_is_found_by_what_moodle_says_of_it(data):
    """Moodle's summary of a question: its text without tags, then or inside of it the answers."""
    bank, items, found = Bank(data), all_items(data), {}
    for element in ET.fromstring(moodle.render(items, "Course")).iter("question"):
        if element.get("type") not in ("category", "description"):
            text = unescape(re.sub(r"<[^>]*>", " ", element.findtext("questiontext/text")))
            text = re.sub(r"\{\d+:[A-Z_]+:.*?\}", "{one; other}", text)
            answers = "; ".join(unescape(re.sub("<[^>]*>", "", a.findtext("text"))) for a in element.iter("answer"))
            found[element.findtext("idnumber")] = bank.asked(1, Column("", f"{text}: {answers}", None, "x")).item
    assert {id: item and item.id for id, item in found.items()} == {id: id.partition("--")[0] for id in found}
    assert {item.id for item in found.values()} == {item.id for item in items}


def test_a_stranger_is_reported_and_counted(data):
    rows = made.canvas(made.singles(data, 2), [[("x", "1.0"), ("y", "0.0")]] * 2)
    rows[0][9] = "77: Who wrote this?"
    answers = read(rows, data)
    assert [asked.item is None for asked in answers.asked] == [False, True]
    assert any(note.startswith("Not in the bank") and note.endswith("question 2.") for note in answers.notes)


# --- the three forms --------------------------------------------------------------------------------------------------


def test_canvas_points_unanswered_not_asked_and_ungraded(data):
    questions = made.singles(data)
    one = [(made.right(questions[0]), "1.0"), ("", "0.0"), ("", "")]
    other = [(made.wrong(questions[0]), "0.0"), (made.right(questions[1]), ""), (made.right(questions[2]), "1.0")]
    answers = read(made.canvas(questions, [one, other]), data)
    assert answers.points.fillna(-1).to_numpy().tolist() == [[1, 0, -1], [0, -1, 1]]
    assert answers.chosen.loc[answers.chosen.index[0], 2] == "" and answers.chosen.isna().to_numpy().sum() == 2
    assert any(note == "Answers without points, which nobody has graded yet, left out: 1." for note in answers.notes)


def two_attempts(data):
    """Of the first student the second attempt, which is wrong, and below another student the first, which is right."""
    questions = made.singles(data, 1)
    good, bad = [(made.right(questions[0]), "1.0")], [(made.wrong(questions[0]), "0.0")]
    return made.canvas(questions, [bad, bad, good], attempts=[(0, 2), (1, 1), (0, 1)])


def test_the_first_attempt_counts_whatever_its_row(data):
    answers = read(two_attempts(data), data)
    assert answers.points[1].tolist() == [0, 1]
    assert "The first attempt of each student counts, as in the course. Later ones, left out: 1." in answers.notes


def test_planted_the_last_attempt_would_be_another_result(data, monkeypatch):
    """Sorted by the order reversed, as the defect in tests/mutants/defects.py does it."""
    monkeypatch.setattr(reading, "sorted", lambda found, key: sorted(found, key=key, reverse=True), raising=False)
    assert read(two_attempts(data), data).points[1].tolist() == [0, 0]


def test_moodle_is_scored_by_the_key_of_the_bank(data):
    questions = made.singles(data)
    rows = made.moodle(questions, [[made.right(q) for q in questions], [made.wrong(questions[0]), "", "Something"]])
    answers = read(rows, data)
    assert answers.platform.startswith("Moodle") and answers.points.to_numpy().tolist() == [[1, 1, 1], [0, 0, 0]]
    assert [asked.item for asked in answers.asked] == [question.item for question in questions]


def test_students_of_moodle_who_share_a_name_are_not_made_one(data):
    """Planted before: without an address, the second of two students of one name was a later attempt."""
    question = made.singles(data, 1)[0]
    rows = made.moodle([question], [[made.right(question)], [made.wrong(question)]])
    assert read(rows, data).points[1].tolist() == [1, 0]
    rows[2][:2] = rows[1][:2]
    assert read(rows, data).points[1].tolist() == [1, 0]  # by their addresses
    rows = [[*row[:2], *row[3:]] for row in rows]
    with pytest.raises(CourseError, match=r"row 3: has the same name as row 2, .* Fix: .*column ID number") as caught:
        read(rows, data)
    assert not [name for name in made.NAMES if name.split()[-1] in str(caught.value)]
    rows = [[*row, cell] for row, cell in zip(rows, ["ID number", "17", "18"], strict=True)]
    assert read(rows, data).points[1].tolist() == [1, 0]


def test_students_of_canvas_who_share_a_name_are_not_made_one(data):
    rows = made.canvas(made.singles(data, 1), [[("x", "1.0")], [("y", "0.0")]], attempts=[(0, 1), (0, 1)])
    rows = [row[:1] + row[2:] for row in rows]  # without ids
    with pytest.raises(CourseError, match=r"row 3: has the same name as row 2, .* Fix: download .* column id"):
        read(rows, data)
    rows[2][5] = 2
    assert read(rows, data).points[1].tolist() == [1]  # two attempts of one student
    rows = [row[:5] + row[6:] for row in rows]  # one row for each student
    assert read(rows, data).points[1].tolist() == [1, 0]


def test_moodle_without_question_text_is_scored_by_its_right_answer(data):
    question = made.singles(data, 1)[0]
    rows = [["Last name", "First name", "State", "Response 1", "Right answer 1", "Response 2", "Right answer 2"]]
    rows += [
        [
            "N",
            "A",
            "Finished",
            made.right(question),
            made.right(question),
            "part 1: a; part 2: b",
            "part 1: a; part 2: c",
        ]
    ]
    answers = read(rows, data)
    assert answers.points.to_numpy().tolist() == [[1, 0.5]]


def test_a_question_of_which_nothing_says_what_is_right_is_left_out(data):
    question = made.singles(data, 1)[0]
    rows = [["Status", "Question 1", "Response 1", "Question 2", "Response 2"]]
    rows += [["Finished", f"{question.stem}: x", made.right(question), "Who wrote this?", "I"]]
    answers = read(rows, data)
    assert [asked.number for asked in answers.asked] == [1] and answers.points.to_numpy().tolist() == [[1]]
    assert any("question 2" in note for note in answers.notes)


def test_a_plain_table_takes_letters_texts_and_points(data):
    questions = made.singles(data)
    letter = "abcd"[[choice.correct for choice in questions[0].choices].index(True)]
    rows = [["student", questions[0].id, questions[1].id, "own question/2"]]
    rows += [[made.NAMES[0], letter.upper(), made.right(questions[1]), "1,5"], [made.NAMES[1], "", "x y", "2"]]
    answers = read(rows, data, ";")
    assert answers.points.to_numpy().tolist() == [[1, 1, 1.5], [0, 0, 2]]
    assert answers.shares[3].tolist() == [0.75, 1]


# --- answers ----------------------------------------------------------------------------------------------------------


def asked_of(data, kind):
    question = next(
        question
        for item in all_items(data)
        for question in simple_questions(item)
        if question.kind == kind and (kind != "multiple" or question.points > 1)
    )
    return Bank(data).asked(1, Column("", question.id, None))


def test_several_answers_as_canvas_and_as_moodle_write_them(data):
    bank = Bank(data)
    for item in all_items(data):
        for question in simple_questions(item):
            if question.kind == "multiple":
                asked, texts = bank.asked(1, Column("", question.id, None)), [c.text for c in question.choices]
                everything = tuple(range(len(texts)))
                assert marking.chosen(",".join(t.replace(",", "\\,") for t in texts), asked) == everything, question.id
                assert marking.chosen("; ".join(texts), asked) == everything, question.id


@pytest.mark.parametrize("form", ["{}", "{}.", "{})", "({})", " {} ", "{}. "])
def test_a_letter_counts_however_it_is_written(data, form):
    asked = asked_of(data, "single")
    assert marking.chosen(form.format("B"), asked) == (1,) == marking.chosen(form.format("b"), asked)


@pytest.mark.parametrize("text", ["a, C", "a c", "A. C.", "(a) (c)", "a) c)", "a;c", "a/c", "ac", "C, A, a"])
def test_several_letters_count_where_several_answers_are_right(data, text):
    assert sorted(marking.chosen(text, asked_of(data, "multiple"))) == [0, 2]


@pytest.mark.parametrize("text", ["no", "so", "I", "x y", "z, z, y", "No idea, none", "ax"])
def test_a_short_word_is_no_letters(data, text):
    """Planted before: "no" was read as the letters n and o. What is no answer counts once for each student."""
    for kind in ("single", "multiple"):
        assert marking.chosen(text, asked_of(data, kind)) == (-1,), kind


def test_wrong_answers_take_points_off_and_never_below_none(data):
    asked = asked_of(data, "multiple")
    good = [choice.text for choice in asked.choices if choice.correct]
    bad = [choice.text for choice in asked.choices if not choice.correct]
    assert marking.share("; ".join(good), "", asked) == 1
    assert marking.share("; ".join([*good, bad[0]]), "", asked) == pytest.approx(1 - 1 / len(good))
    assert marking.share("; ".join(bad), "", asked) == 0 == marking.share("", "", asked)


def test_a_number_counts_within_its_tolerance_and_mistakes_are_known(data):
    asked = asked_of(data, "number")
    number = asked.question.number
    for text in (number.value, number.low, number.high.replace(".", ","), f"{number.value} {number.unit}"):
        assert marking.share(text, "", asked) == 1, text
    assert marking.share("98765", "", asked) == 0 and marking.chosen("98765", asked) == (-1,)
    if asked.question.wrong_numbers:
        assert marking.chosen(asked.question.wrong_numbers[0].value, asked) == (1,)


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_file_that_was_saved_last_is_read(tmp_path):
    assert reading.newest(tmp_path) is None
    (tmp_path / "responses").mkdir()
    for day, name in enumerate(["new.csv", "old.csv", "notes.docx"], start=1):
        (tmp_path / "responses" / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / "responses" / name, (10**9 - day, 10**9 - day))
    assert reading.newest(tmp_path).name == "new.csv"


def test_in_the_originals_no_file_is_read(tmp_path, monkeypatch):
    """What they show is committed: `make notebooks` must not write a class's results into it."""
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses" / "quiz.csv").write_text("x", encoding="utf-8")
    monkeypatch.setattr(reading, "NOTEBOOKS", tmp_path)
    assert reading.newest(tmp_path) is None
    monkeypatch.setattr(reading, "NOTEBOOKS", NOTEBOOKS)
    assert reading.newest(tmp_path) is not None


def test_no_name_is_anywhere_in_what_was_read(data):
    questions = made.singles(data, 1)
    rows = made.canvas(
        questions,
        [[(made.right(questions[0]), "1.0")]] * len(made.NAMES),
        attempts=[(who, 1) for who in range(len(made.NAMES))],
    )
    answers = read(rows, data)
    said = f"{answers!r} {answers.points.to_csv()} {answers.chosen.to_csv()}"
    assert not [name for name in made.NAMES if name in said or name.split()[-1] in said] and "id-900" not in said
    assert isinstance(answers.points, pd.DataFrame) and len(answers.points) == len(made.NAMES)

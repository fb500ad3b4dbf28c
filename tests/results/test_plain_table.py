"""A table made by hand: which numbers are answers and which are points, which columns are questions, and no names."""

from __future__ import annotations

import re

import pytest

from tests.results import made
from utils import results
from utils.errors import CourseError
from utils.exports.flatten import simple_questions
from utils.questions.bank import all_items
from utils.results import plain_table, reading

FILE = "responses/quiz.csv"


def read(rows, data):
    return reading.read_text(made.text_of(rows), FILE, data)


def refused(rows, data) -> str:
    with pytest.raises(CourseError) as caught:
        read(rows, data)
    message = str(caught.value)
    assert message.startswith(FILE) and " Fix: " in message and "\n" not in message
    return message


def questions_of(data):
    return [question for item in all_items(data) for question in simple_questions(item)]


@pytest.fixture(scope="module")
def step(data):
    """A step of an ordering question whose place is 2, of at least four."""
    return next(
        question
        for question in questions_of(data)
        if {"1", "2", "4"} <= {choice.text for choice in question.choices} and made.right(question) == "2"
    )


@pytest.fixture(scope="module")
def dose(data):
    """A question whose answer is a number with decimals, and the fewest points that a question can have."""
    return next(question for question in questions_of(data) if question.number and "." in question.number.value)


# --- numbers: answers or points ---------------------------------------------------------------------------------------


def test_a_number_that_is_an_answer_is_one(step, data):
    """Planted before: place 1 got full marks, place 4 was "more than the 1 points"."""
    answers = read([["student", step.id], *(["abcd"[n], text] for n, text in enumerate(["1", "2", "4", "2.0"]))], data)
    assert answers.points[1].tolist() == [0, 1, 0, 1]
    assert any(note.startswith("Its answers are numbers") and note.endswith("question 1.") for note in answers.notes)


def test_the_right_number_of_a_question_with_a_number_is_right(dose, data):
    texts = [dose.number.value, dose.number.value.replace(".", ","), f"{dose.number.value} {dose.number.unit}", "0"]
    answers = read([["student", dose.id], *([f"s{n}", text] for n, text in enumerate(texts))], data)
    assert answers.points[1].tolist() == [1, 1, 1, 0]


def test_points_are_read_where_the_heading_says_how_many_there_are(step, dose, data):
    answers = read([["student", f"{step.id}/1", f"{dose.id} / 2"], ["a", "1", "2"], ["b", "0", "1.5"]], data)
    assert answers.points.to_numpy().tolist() == [[1, 2], [0, 1.5]] and answers.shares[2].tolist() == [1, 0.75]


def test_points_of_a_question_whose_answers_are_numbers_are_not_guessed(step, data):
    """0 is no place: where it stands, the whole column may be points."""
    message = refused([["student", step.id], ["a", "1"], ["b", "0"]], data)
    assert f"row 3, column {step.id}: '0' is not one of the answers" in message and f"{step.id}/1" in message


def test_points_of_a_question_whose_answers_are_words_need_no_heading(data):
    question = made.singles(data, 1)[0]
    answers = read([["student", question.id], ["a", "1"], ["b", "0,5"], ["c", made.right(question)], ["d", ""]], data)
    assert answers.points[1].tolist() == [1, 0.5, 1, 0]
    assert not any(note.startswith("Its answers are numbers") for note in answers.notes)


def test_an_answer_that_begins_with_a_number_is_one(data):
    """Planted before: "911 now" was no number of points."""
    question, text = next(
        (question, choice.text)
        for question in questions_of(data)
        for choice in question.choices
        if question.kind == "single" and re.match(r"\d+ \w", choice.text)
    )
    for heading in (question.id, f"{question.id}/1"):
        answers = read([["student", heading], ["a", text]], data)
        assert answers.chosen[1].tolist() == [text]
        assert answers.points[1].tolist() == [text == made.right(question)]


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("{}", "3", "row 2, column {}: '3' is not between 0 and 1, the points of this question. Fix: write the points"),
        ("{}/2", "3", "row 2, column {}/2: '3' is not between 0 and 2, the points of this question. Fix: correct"),
        ("{}", "-1", "'-1' is not between 0 and"),
        ("{}", "1.2.3", "row 2, column {}: '1.2.3' is not a number of points"),
        ("{}", "900-12-3456", "row 2, column {}: is not a number of points"),
        ("{}", "9001234", "row 2, column {}: is not between 0 and 1"),
        ("own question/2", "900-12-3456", "row 2, column C: is not a number of points"),
        ("own question/2", "3", "row 2, column C: is not between 0 and 2"),
    ],
)
def test_a_cell_that_is_no_points(data, heading, cell, said):
    one, other = made.singles(data, 2)
    heading = heading.format(one.id)
    message = refused([["student", other.id, heading], ["Zoe", "A", cell]], data)
    assert said.format(one.id) in message and "Zoe" not in message and "own" not in message


# --- columns: questions or not ----------------------------------------------------------------------------------------


def test_a_table_whose_columns_are_students_is_refused(data):
    """Planted before: their names were questions."""
    questions = made.singles(data, 2)
    for heading in ("id", "student"):
        rows = [[heading, "Ann Smith", "Bo Lee"], *([question.id, "A", "B"] for question in questions)]
        message = refused(rows, data)
        assert "turn rows and columns" in message and "Ann" not in message and "Lee" not in message
    rows[0] = ["id", "Ann Smith/1", "Bo Lee/1"]
    assert "turn rows and columns" in refused(rows, data)


def test_a_column_that_is_not_in_the_bank_is_left_out_or_has_no_name(data):
    question = made.singles(data, 1)[0]
    rows = [
        ["student", "Sum of all", question.id, "Ann Smith/2", "remark of Bo"],
        ["a", "17", "1", "2", "900-12-3456"],
        ["b", "3", "0", "1", "12.5.2001"],
    ]
    answers = read(rows, data)
    assert answers.points.to_numpy().tolist() == [[1, 2], [0, 1]]
    assert [asked.title for asked in answers.asked][1] == "Question 2"
    assert any(note.startswith("Left out") and note.endswith("column B, E.") for note in answers.notes)
    views = (results.about, results.each_question, results.to_look_at)
    said = repr(answers) + "".join(view(answers).html + view(answers).plain for view in views)
    assert not [name for name in ("Ann", "Smith", "Sum of", "remark") if name in said]


ABOUT = (
    "SIS User ID",
    "sis_user_id",
    "SIS Login ID",
    "Username",
    "Student number",
    "Age",
    "Date",
    "Time",
    "Comments",
    "Total",
    "Total/10",
    "Score",
    "Score / 10",
    "Grade/10.00",
    "Sum/10",
    "Points/10",
    "Percent",
)


@pytest.mark.parametrize("heading", ABOUT)
def test_what_says_something_of_a_student_or_of_the_whole_is_no_question(data, heading):
    """Planted before: "'900-12-3456' is not a number of points"."""
    question = made.singles(data, 1)[0]
    answers = read([["student", heading, question.id], ["Zoe", "900-12-3456", "1"]], data)
    assert [asked.question.id for asked in answers.asked] == [question.id]
    assert not any(note.startswith("Left out") for note in answers.notes)


def test_a_column_that_is_empty_for_all_is_left_out(data):
    one, other = made.singles(data, 2)
    answers = read([["student", one.id, other.id, "essay/5"], ["a", "1", "", ""], ["b", "", "", ""]], data)
    assert [asked.number for asked in answers.asked] == [1] and answers.points[1].tolist() == [1, 0]
    assert any(note.startswith("Left out, because nobody") and note.endswith("2, 3.") for note in answers.notes)


def test_columns_have_the_letters_of_a_spreadsheet():
    for at, letters in {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"}.items():
        assert plain_table._letters(at) == letters


def test_no_question_of_the_bank_has_the_name_of_a_column_that_is_none(data):
    ids = {item.id for item in all_items(data)} | {question.id for question in questions_of(data)}
    assert len(ids) > 100 and not {plain_table._known_as(id) for id in ids} & {*plain_table._NO_QUESTION}


# --- students ---------------------------------------------------------------------------------------------------------


def test_two_rows_of_one_name_are_not_made_one(data):
    """Planted before: the second of two students of one name was taken for a later attempt and left out."""
    question = made.singles(data, 1)[0]
    rows = [["student", question.id], ["Ann Smith", "1"], ["Bo", "0"], ["ann smith", "0"]]
    message = refused(rows, data)
    assert "row 4: has the same name as row 2" in message and "Ann" not in message and "column id" in message
    for column, cells in (("attempt", "112"), ("id", "123"), ("Email", "xyz")):
        own = [[*row, cell] for row, cell in zip(rows, [column, *cells], strict=True)]
        answers = read(own, data)
        assert answers.points[1].tolist() == ([1, 0] if column == "attempt" else [1, 0, 0]), column
    same = [[*row, cell] for row, cell in zip(rows, ["attempt", "1", "1", "1"], strict=True)]
    assert "has the same name as row 2" in refused(same, data)


def test_two_rows_of_one_id_are_attempts_of_one_student(data):
    question = made.singles(data, 1)[0]
    answers = read([["id", question.id], ["7", "1"], ["7", "0"]], data)
    assert answers.points[1].tolist() == [1]
    assert any(note.startswith("The first attempt") and note.endswith(": 1.") for note in answers.notes)


def test_last_names_tell_students_apart(data):
    question = made.singles(data, 1)[0]
    rows = [["name", "Last name", question.id], ["Ann", "Smith", "1"], ["Ann", "Lee", "0"]]
    assert read(rows, data).points[1].tolist() == [1, 0]

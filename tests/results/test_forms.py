"""The three forms of a file of responses: recognized by the first row, and what is special to Canvas and to Moodle."""

from __future__ import annotations

import pytest

from tests.results import made
from utils.errors import CourseError
from utils.results import forms, plain_table, reading
from utils.results.matching import Bank
from utils.results.rows import lines_of

FILE = "responses/quiz.csv"


def read(rows, data, mark=","):
    return reading.read_text(made.text_of(rows, mark), FILE, data)


def test_a_text_between_the_questions_of_canvas_is_none(data):
    rows = made.canvas(made.singles(data, 1), [[("x", "1.0")]])
    rows[0][7:7], rows[1][7:7] = ["12: A story first", "0.0"], ["", "0"]
    assert len(read(rows, data).asked) == 1


def test_students_of_an_anonymous_quiz_are_each_their_own(data):
    rows = [row[3:6] + row[7:] for row in made.canvas(made.singles(data, 1), [[("x", "1.0")]] * 4)]
    answers = read(rows, data)
    assert len(answers.points) == 4 and any("that Canvas kept" in note for note in answers.notes)


def test_moodle_leaves_out_who_has_not_finished_and_takes_the_first_of_two(data):
    questions = made.singles(data, 1)
    rows = made.moodle(questions, [[made.right(questions[0])], [made.wrong(questions[0])], [made.right(questions[0])]])
    rows[1][3], rows[3][2] = "In progress", rows[2][2]
    answers = read(rows, data)
    assert answers.points[1].tolist() == [0]
    assert {"Rows without a finished attempt, left out: 1."} < set(answers.notes)


@pytest.mark.parametrize(
    ("early", "late", "is_reported"),
    [
        ("29 November 2026  9:05 AM", "29 November 2026  1:04 PM", False),
        ("29 September 2026  11:59 PM", "1 October 2026  12:00 AM", False),
        ("29 Nov 2026, 09:05", "30 Nov 2026, 08:05", False),
        ("November 29, 2026, 9:05 AM", "November 29, 2026, 9:06 AM", False),
        ("2026-11-29 09:05", "2026-11-30 08:05:00", False),
        ("03/04/2026 09:05", "04/03/2026 09:05", True),  # which is the day?
        ("29. November 2026 09:05 Uhr", "30. November 2026 09:05 Uhr", True),
        ("29 November 2026", "29 November 2026", True),
    ],
)
def test_of_moodle_the_attempt_that_started_first_counts(data, early, late, is_reported):
    """Planted before: the later attempt stands first, as in a report that was sorted by grade."""
    question = made.singles(data, 1)[0]
    rows = made.moodle([question], [[made.right(question)], [made.wrong(question)], [made.right(question)]])
    rows[2][2] = rows[1][2]
    rows[1][4], rows[2][4], rows[3][4] = late, early, late
    for heading in ("Started", "Started on"):
        rows[0][4] = heading
        answers = read(rows, data)
        assert answers.points[1].tolist() == ([1, 1] if is_reported else [0, 1])
        assert any(note.startswith("Where Started does not say") for note in answers.notes) is is_reported


def test_a_file_is_known_by_its_first_row(data):
    questions = made.singles(data, 1)
    right = made.right(questions[0])
    files = {
        forms.CANVAS: made.canvas(questions, [[(right, "1.0")]]),
        forms.MOODLE: made.moodle(questions, [[right]]),
        plain_table.PLAIN: [["student", questions[0].id], ["a", "1"]],
    }
    for platform, rows in files.items():
        sheet = forms.sheet(lines_of(made.text_of(rows), FILE), FILE, Bank(data))
        assert (sheet.file, sheet.platform, len(sheet.attempts)) == (FILE, platform, 1)


def test_another_form_is_refused_with_what_to_download(data):
    with pytest.raises(CourseError, match=r"row 1: is .*of the three forms .* Fix: download Canvas' Student Analy"):
        forms.sheet(lines_of("grade,question\n1,2\n", FILE), FILE, Bank(data))


def test_a_question_of_canvas_without_its_points_is_refused(data):
    rows = made.canvas(made.singles(data, 1), [[("x", "1.0")]])
    rows = [row[:8] for row in rows]
    with pytest.raises(CourseError, match="has no column with the points of this question after it"):
        forms.sheet(lines_of(made.text_of(rows), FILE), FILE, Bank(data))

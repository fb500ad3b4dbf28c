"""Files as people save them: read, or refused in one message that names the place and repeats no name."""

from __future__ import annotations

import re

import pytest

from tests.results import made
from utils.errors import CourseError
from utils.results import reading, rows

FILE = "responses/quiz.csv"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_separators_line_ends_and_a_mark_at_the_start_make_no_difference(data, tmp_path, mark, start, ends):
    questions = made.singles(data)
    answers = [[(made.right(q), "1,0") for q in questions], [("", "0,0") for _ in questions]]
    found = made.canvas(questions, answers)
    found[0] = [re.sub(r"^1\.0$", "1,0", cell) for cell in found[0]]
    path = tmp_path / "quiz.csv"
    path.write_bytes(start + made.text_of(found, mark).replace("\n", ends).encode("utf-8"))
    answers = reading.read(path, data)
    assert answers.points.to_numpy().tolist() == [[1, 1, 1], [0, 0, 0]]
    assert [asked.question.id for asked in answers.asked] == [question.id for question in questions]


def test_line_breaks_in_stems_keep_the_rows_that_a_spreadsheet_shows(data):
    questions = made.singles(data)
    found = made.canvas(questions, [[("x", "1.0")] * 3, [("x", "much")] * 3])
    found[0] = [cell.replace(". ", ".\n\n") if ": " in cell else cell for cell in found[0]]
    with pytest.raises(CourseError, match=r"quiz\.csv, row 3, column 5231: .*: is not a number of points"):
        reading.read_text(made.text_of(found), FILE, data)
    found[2][8] = "0.0"
    found[2][10] = found[2][12] = "0"
    assert [asked.question.id for asked in reading.read_text(made.text_of(found), FILE, data).asked] == [
        question.id for question in questions
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04[Content_Types].xml", "is an Excel workbook (xlsx), not CSV"),
        ("name,id\nZoë,1\n".encode("utf-16"), "is saved as UTF-16"),
        ("name,id\nZoë,1\n".encode("cp1252"), "row 2: is not UTF-8 text"),
        (b"<!doctype html><p>Log in", "is a web page"),
        (b"student,q1\n", "has a header but no students"),
        (b"student,q1\nZoe,1,2\n", "row 2: has 3 cells, and the first row has 2"),
        (b"student,q1\nZoe\n", "row 2: has 1 cells, and the first row has 2"),
        (b'student,q1\nZoe,"1\n', "is not valid CSV"),
        (b"Vorname,Nachname\nZoe,Neil\n", "row 1: is not in any of the three forms"),
        (b"student\nZoe\n", "row 1: has no column for a question of this course"),
        (b"name,id,7: What?\nZoe,1,x\n", "row 1, column 7: What?: has no column with the points"),
        (b"Status,Response 1\nFinished,x\n", "row 1: says neither what was asked nor what is right"),
        (b"Status,Question 1\nFinished,x\n", "row 1: has no column with responses"),
        (b"Status,Response 1,Right answer 1\nBeendet,x,y\n", "has no finished attempt"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_message(data, tmp_path, content, said):
    path = tmp_path / "quiz.csv"
    path.write_bytes(content)
    with pytest.raises(CourseError) as caught:
        reading.read(path, data)
    message = str(caught.value)
    assert message.startswith(FILE) and said in message and " Fix: " in message and "\n" not in message
    assert "git" not in message and "Zo" not in message


def test_a_cell_that_may_be_a_name_is_not_repeated(data):
    """Planted: the columns have moved, and a name stands where points should be."""
    found = made.canvas(made.singles(data, 1), [[("x", "Zoë O'Neil")]])
    with pytest.raises(CourseError, match="is not a number of points") as caught:
        reading.read_text(made.text_of(found), FILE, data)
    assert "Zo" not in str(caught.value) and "Neil" not in str(caught.value)


@pytest.mark.parametrize(
    ("stem", "value", "is_shown"),
    [(None, "12.5.", True), ("Who?", "12.5.", False), (None, "900-12-3456", False), (None, "9001234", False)],
)
def test_figures_that_may_be_a_number_of_a_person_are_not_repeated(data, stem, value, is_shown):
    """Planted before: whatever had only figures was repeated."""
    found = made.canvas(made.singles(data, 1), [[("x", value)]])
    if stem:
        found[0][7] = f"77: {stem}"
    with pytest.raises(CourseError, match=r"row 2, column \d+: .* Fix: ") as caught:
        reading.read_text(made.text_of(found), FILE, data)
    assert (value in str(caught.value)) is is_shown


def test_columns_about_a_student_are_no_questions(data):
    question = made.singles(data, 1)[0]
    lines = [["Student", "Email", "Section", "ID", question.id], ["Zoë", "zoe@example.org", "2", "12345", "1"]]
    answers = reading.read_text(made.text_of(lines), FILE, data)
    assert [asked.question.id for asked in answers.asked] == [question.id]


def test_a_workbook_is_reported_how_to_become_a_csv_file(data, tmp_path):
    """Passed over in silence, it would leave the made-up example, which looks like the class's."""
    folder = tmp_path / reading.FOLDER
    folder.mkdir()
    for name in ("~$quiz.xlsx", ".~lock.quiz.csv#", ".hidden.csv"):
        (folder / name).write_bytes(b"x")
    assert reading.newest(tmp_path) is None
    (folder / "quiz.xlsx").write_bytes(b"PK\x03\x04[Content_Types].xml")
    with pytest.raises(CourseError, match=r"responses/quiz\.xlsx.*Excel workbook.* Fix: .*CSV"):
        reading.read(reading.newest(tmp_path), data)


def test_a_file_that_is_not_there(data, tmp_path):
    with pytest.raises(CourseError, match=r"responses/none\.csv.* is missing"):
        reading.read(tmp_path / "none.csv", data)


def test_a_student_has_one_code_in_a_run_and_another_in_the_next():
    one, other = rows.Students(), rows.Students()
    for name in made.NAMES:
        assert one.code(name) == one.code(f" {name.upper()} ") != other.code(name)
    assert one.code("Zo\u00eb") == one.code("Zoe\u0308")  # the same letter in two forms
    assert one.code("李小龍") != one.code("李小龙") and one.code("", " ") == ""
    assert len({one.code(name) for name in made.NAMES}) == len(made.NAMES)


def test_planted_one_salt_for_all_runs_gives_one_code(monkeypatch):
    monkeypatch.setattr(rows.secrets, "token_bytes", lambda n: b"0" * n)
    assert rows.Students().code("Zoë") == rows.Students().code("Zoë")

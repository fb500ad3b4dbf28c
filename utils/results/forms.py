"""The three forms of a file of responses, each as the platform's own code writes it.

References
----------
Canvas (Classic Quizzes), report "Student Analysis": instructure/canvas-lms,
app/models/quizzes/quiz_statistics/student_analysis.rb, read November 2026. Two columns for each question: "id: stem"
with the answer, then its points, under the points that it has.
Moodle, quiz report "Responses": moodle/moodle, mod/quiz/report/responses and mod/quiz/report/attemptsreport.php, read
November 2026. "Question n", "Response n", "Right answer n"; no points of single questions; a dash for no answer; the
attempts in the order in which they began.
"""

from __future__ import annotations

import re

from utils.results.model import Attempt, Column, Given, Sheet
from utils.results.rows import Line, Students, fail, points, position

CANVAS, MOODLE, PLAIN = "Canvas, Student Analysis", "Moodle, Responses", "a plain table"
_CANVAS_QUESTION = re.compile(r"\d+: ?(.*)", re.DOTALL)
_MOODLE_COLUMN = re.compile(r"(question|response|right answer) (\w+)", re.IGNORECASE)
_WHO = ("student", "student id", "id", "name", "email", "email address", "code")
_NO_QUESTION = (*_WHO, "first name", "last name", "surname", "sis_id", "section", "group")  # of a plain table
_ATTEMPT = ("attempt", "try")
_MOST = re.compile(r"(.*?)\s*/\s*(\d+(?:[.,]\d+)?)", re.DOTALL)
_POINTS = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_DASH = "-"  # Moodle's sign for nothing


def sheet(lines: list[Line], file: str) -> Sheet:
    """The file in the form that its first row has.

    Raises CourseError if it has none of the three, or if a cell cannot be read.
    """
    header = [cell.strip() for cell in lines[0].cells]
    if any(map(_CANVAS_QUESTION.fullmatch, header)):
        return _canvas(header, lines[1:], file)
    if any(map(_MOODLE_COLUMN.fullmatch, header)):
        return _moodle(header, lines[1:], file)
    if header[0].casefold() not in _WHO:
        fix = (
            "download Canvas' Student Analysis or Moodle's Responses with the language set to English, or begin a "
            "table of your own with the column student"
        )
        fail(file, 1, None, None, "is none of the three forms that this notebook reads", fix)
    return _plain(header, lines[1:], file)


def _canvas(header: list[str], lines: list[Line], file: str) -> Sheet:
    students, columns, places = Students(), [], []
    for at, name in enumerate(header):
        if match := _CANVAS_QUESTION.fullmatch(name):
            most_text = header[at + 1] if at + 1 < len(header) else ""
            if not _POINTS.fullmatch(most_text):
                problem = "has no column with the points of this question after it"
                fail(file, 1, name, None, problem, "download Canvas' report Student Analysis again")
            if most := float(most_text.replace(",", ".")):  # a text between questions has none
                columns.append(Column(name, match[1], most))
                places.append(at)
    who = position(header, "id")
    if who is None:
        who = position(header, "name")
    attempt, submitted = position(header, "attempt"), position(header, "submitted")
    attempts, ungraded = [], 0
    for line in lines:
        given: list[Given | None] = []
        for at, column in zip(places, columns, strict=True):
            answer, earned = line.cells[at].strip(), line.cells[at + 1].strip()
            ungraded += bool(answer and not earned)
            found = points(earned, column.max_points, file, line.number, column.header) if earned else None
            given.append(Given(answer, found) if earned else None)
        code = students.code(line.cells[who]) if who is not None else ""
        order = (_number(line, attempt), line.cells[submitted] if submitted is not None else "")
        attempts.append(Attempt(line.number, code or f"row {line.number}", (*order, line.number), tuple(given)))
    notes = [f"Answers without points, which nobody has graded yet, left out: {ungraded}."] if ungraded else []
    if attempt is None:
        notes.append("The file has one attempt of each student: the one that Canvas kept for the grade.")
    return Sheet(file, CANVAS, tuple(columns), tuple(attempts), tuple(notes))


def _number(line: Line, at: int | None) -> int:
    text = line.cells[at].strip() if at is not None else ""
    return int(text) if text.isdecimal() else 0


def _moodle(header: list[str], lines: list[Line], file: str) -> Sheet:
    found = {}
    for at, name in enumerate(header):
        if match := _MOODLE_COLUMN.fullmatch(name):
            found[match[1].casefold(), match[2]] = at
    slots = [slot for kind, slot in found if kind == "response"]
    if not slots:
        fix = 'tick "the response given" in Moodle\'s report, and download it again'
        fail(file, 1, None, None, "has no column with responses", fix)
    if not any(kind == "right answer" for kind, _ in found) and not any(kind == "question" for kind, _ in found):
        fix = 'tick "the question text" and "the right answer" in Moodle\'s report, and download it again'
        fail(file, 1, None, None, "says neither what was asked nor what is right", fix)
    students, state, grade = Students(), position(header, "state", "status"), _grade(header)
    email = position(header, "email address", "email", "username", "id number")
    names = [at for at in (position(header, "last name", "surname"), position(header, "first name")) if at is not None]
    columns = [_moodle_column(slot, found, lines) for slot in slots]
    attempts, unfinished = [], 0
    for line in lines:
        is_finished = state is None or line.cells[state].strip().casefold() == "finished"
        if not is_finished or (grade is not None and line.cells[grade].strip() in ("", _DASH) and state is None):
            unfinished += 1
            continue
        identity = [line.cells[email]] if email is not None and line.cells[email].strip() else []
        code = students.code(*(identity or [line.cells[at] for at in names]))
        texts = [line.cells[found["response", slot]].strip() for slot in slots]
        given = tuple(Given("" if text == _DASH else text, None) for text in texts)
        attempts.append(Attempt(line.number, code or f"row {line.number}", (line.number,), given))
    notes = [f"Rows without a finished attempt, left out: {unfinished}."] if unfinished else []
    notes.append("Moodle's report has no points for single questions: they are counted here, by the key of the bank.")
    if not attempts:
        fix = "download it after the class has finished, with Moodle's language set to English"
        fail(file, None, None, None, "has no finished attempt", fix)
    return Sheet(file, MOODLE, tuple(columns), tuple(attempts), tuple(notes))


def _grade(header: list[str]) -> int | None:
    return next((at for at, name in enumerate(header) if name.casefold().startswith("grade/")), None)


def _moodle_column(slot: str, found: dict[tuple[str, str], int], lines: list[Line]) -> Column:
    """A question of Moodle: its text and right answer as the first student has them who has any."""
    text, right = (
        next((line.cells[at].strip() for line in lines if line.cells[at].strip() not in ("", _DASH)), "")
        if (at := found.get((kind, slot))) is not None
        else ""
        for kind in ("question", "right answer")
    )
    return Column(f"Response {slot}", text, None, right)


def _plain(header: list[str], lines: list[Line], file: str) -> Sheet:
    students, attempt = Students(), position(header, *_ATTEMPT)
    places = [at for at, name in enumerate(header) if name and at != attempt and name.casefold() not in _NO_QUESTION]
    if not places:
        fix = "add a column for each question, named by its id, such as those in questions.csv"
        fail(file, 1, None, None, "has no column for a question", fix)
    columns = [_plain_column(header[at]) for at in places]
    attempts = []
    for line in lines:
        given = [_plain_cell(line, at, column, file) for at, column in zip(places, columns, strict=True)]
        code = students.code(line.cells[0]) or f"row {line.number}"
        attempts.append(Attempt(line.number, code, (_number(line, attempt), line.number), tuple(given)))
    return Sheet(file, PLAIN, tuple(columns), tuple(attempts), ())


def _plain_column(name: str) -> Column:
    """A question by its id or stem; "/2" behind it are the points that it has."""
    match = _MOST.fullmatch(name)
    return Column(name, match[1], float(match[2].replace(",", "."))) if match else Column(name, name, None)


def _plain_cell(line: Line, at: int, column: Column, file: str) -> Given:
    """A number is points, anything else an answer."""
    text = line.cells[at].strip()
    if not re.match(r"-?\d", text):
        return Given(text, None)
    most = column.max_points if column.max_points is not None else float("inf")
    return Given(text, points(text, most, file, line.number, column.header))

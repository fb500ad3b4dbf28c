"""The forms of a file of responses: two as the platforms' own code writes them, and a plain table.

References
----------
Canvas (Classic Quizzes), report "Student Analysis": instructure/canvas-lms,
app/models/quizzes/quiz_statistics/student_analysis.rb, read November 2026. Two columns for each question: "id: stem"
with the answer, then its points, under the points that it has.
Moodle, quiz report "Responses": moodle/moodle, mod/quiz/report/responses and mod/quiz/report/attemptsreport.php, read
November 2026. "Question n", "Response n", "Right answer n"; no points of single questions; a dash for no answer. The
rows are in the order that the teacher chose. "Started" (in older versions "Started on") has day and time as the
language of Moodle writes them, without commas: in English "29 November 2026  9:05 AM".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import product

from utils.results import plain_table
from utils.results.matching import Bank
from utils.results.model import Attempt, Column, Given, Sheet
from utils.results.rows import Line, Students, attempt_number, fail, points, position, refuse_namesakes

CANVAS, MOODLE = "Canvas, Student Analysis", "Moodle, Responses"
_CANVAS_QUESTION = re.compile(r"\d+: ?(.*)", re.DOTALL)
_MOODLE_COLUMN = re.compile(r"(question|response|right answer) (\w+)", re.IGNORECASE)
_POINTS = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_DASH = "-"  # Moodle's sign for nothing
_DAYS = ("%d %B %Y", "%B %d %Y", "%d %b %Y", "%A %d %B %Y", "%A %B %d %Y", "%Y-%m-%d")  # none that mixes day and month
_TIMES = (" %I:%M %p", " %H:%M", " %H:%M:%S", "")


def sheet(lines: list[Line], file: str, bank: Bank) -> Sheet:
    """The file in the form that its first row has. ``bank``: by it, a plain table knows its questions.

    Raises CourseError if it has none of the three, or if a cell cannot be read.
    """
    header = [cell.strip() for cell in lines[0].cells]
    if any(map(_CANVAS_QUESTION.fullmatch, header)):
        return _canvas(header, lines[1:], file, bank)
    if any(map(_MOODLE_COLUMN.fullmatch, header)):
        return _moodle(header, lines[1:], file)
    if not plain_table.begins(header):
        fix = (
            "download Canvas' Student Analysis or Moodle's Responses with the language set to English, or begin a "
            "table of your own with the column student"
        )
        fail(file, 1, None, None, "is not in any of the three forms that this notebook reads", fix)
    return plain_table.sheet(header, lines[1:], file, bank)


def _canvas(header: list[str], lines: list[Line], file: str, bank: Bank) -> Sheet:
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
    id_place, attempt, submitted = (position(header, name) for name in ("id", "attempt", "submitted"))
    is_name = id_place is None and attempt is not None  # without attempts, each row is a student: two may share a name
    if is_name:
        id_place = position(header, "name")
    is_known = [bank.asked(1, column).item is not None for column in columns]
    attempts, named, ungraded = [], [], 0
    for line in lines:
        given: list[Given | None] = []
        for at, column, in_bank in zip(places, columns, is_known, strict=True):
            answer, earned = line.cells[at].strip(), line.cells[at + 1].strip()
            ungraded += bool(answer and not earned)
            found = points(earned, column.max_points, file, line.number, column.header, in_bank) if earned else None
            given.append(Given(answer, found) if earned else None)
        code = students.code(line.cells[id_place]) if id_place is not None else ""
        turn = attempt_number(line.cells[attempt]) if attempt is not None else 0
        if code and is_name:
            named.append((line.number, (code, turn)))
        order = (turn, line.cells[submitted] if submitted is not None else "", line.number)
        attempts.append(Attempt(line.number, code or f"row {line.number}", order, tuple(given)))
    refuse_namesakes(named, file, "download Canvas' report Student Analysis again, with its column id")
    notes = [f"Answers without points, which nobody has graded yet, left out: {ungraded}."] if ungraded else []
    if attempt is None:
        notes.append("The file has one attempt of each student: the one that Canvas kept for the grade.")
    return Sheet(file, CANVAS, tuple(columns), tuple(attempts), tuple(notes))


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
    finished, unfinished = [], 0
    for line in lines:
        is_finished = state is None or line.cells[state].strip().casefold() == "finished"
        if not is_finished or (grade is not None and line.cells[grade].strip() in ("", _DASH) and state is None):
            unfinished += 1
        else:
            finished.append(line)
    if not finished:
        fix = "download it after the class has finished, with Moodle's language set to English"
        fail(file, None, None, None, "has no finished attempt", fix)
    times = _times(finished, position(header, "started", "started on"))
    attempts, named = [], []
    for line, time in zip(finished, times or [datetime.min] * len(finished), strict=True):
        address = line.cells[email].strip() if email is not None else ""
        code = students.code(*([address] if address else [line.cells[at] for at in names]))
        if code and not address:
            named.append((line.number, code))
        texts = [line.cells[found["response", slot]].strip() for slot in slots]
        given = tuple(Given("" if text == _DASH else text, None) for text in texts)
        attempts.append(Attempt(line.number, code or f"row {line.number}", (time, line.number), given))
    fix = (
        "in a copy of the file, add a column ID number, which is the same in all attempts of a student and in no other"
    )
    refuse_namesakes(named, file, fix)
    notes = [f"Rows without a finished attempt, left out: {unfinished}."] if unfinished else []
    notes.append("Moodle's report has no points for single questions: they are counted here, by the key of the bank.")
    if len({(attempt.student, attempt.order[0]) for attempt in attempts}) < len(attempts):
        notes.append("Where Started does not say in English which attempt came first, the one in the upper row counts.")
    return Sheet(file, MOODLE, tuple(columns), tuple(attempts), tuple(notes))


def _times(lines: Sequence[Line], at: int | None) -> list[datetime] | None:
    """When each attempt started; None if a cell does not say it, or in a form that may mix up day and month."""
    texts = ["" if at is None else " ".join(line.cells[at].replace(",", " ").split()) for line in lines]
    times = [_time(text) for text in texts]
    return None if None in times else times


def _time(text: str) -> datetime | None:
    for form in map("".join, product(_DAYS, _TIMES)):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    return None


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

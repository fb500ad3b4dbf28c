"""A table of responses that somebody made by hand: a row for each student, a column for each question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from utils.results import marking
from utils.results.matching import Bank
from utils.results.model import Asked, Attempt, Column, Given, Sheet
from utils.results.rows import (
    Line,
    Students,
    attempt_number,
    fail,
    is_number,
    number,
    points,
    refuse_namesakes,
    shown,
)

PLAIN = "a plain table"
_ALONE = (
    "id",
    "student id",
    "id number",
    "student number",
    "email",
    "email address",
    "code",
    "username",
    "user name",
    "user id",
    "login",
    "login id",
    "sis id",
    "sis user id",
    "sis login id",
    "matriculation number",
)
_NAMES = ("student", "name", "student name", "full name", "first name", "last name", "surname")
_FIRST = (*_ALONE, "student", "name", "student name", "full name")  # a table may begin with one of these
_NO_QUESTION = (
    *_ALONE,
    *_NAMES,
    "age",
    "gender",
    "sex",
    "birthday",
    "birth date",
    "date of birth",
    "dob",
    "phone",
    "telephone",
    "address",
    "section",
    "section id",
    "group",
    "course",
    "class",
    "cohort",
    "instructor",
    "teacher",
    "institution",
    "department",
    "date",
    "time",
    "timestamp",
    "started",
    "started on",
    "completed",
    "submitted",
    "duration",
    "time taken",
    "status",
    "state",
    "comment",
    "comments",
    "feedback",
    "note",
    "notes",
    "remarks",
    "total",
    "total points",
    "total score",
    "final score",
    "score",
    "grade",
    "final grade",
    "sum",
    "points",
    "mark",
    "marks",
    "mean",
    "average",
    "percent",
    "percentage",
    "%",
    "n correct",
    "n incorrect",
    "rank",
)
_ATTEMPT = ("attempt", "try")
_MOST = re.compile(r"(.*?)\s*/\s*(\d+(?:[.,]\d+)?)", re.DOTALL)
_BEGINS_WITH_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_NEEDED = "name the column of each question by its id, as questions.csv has it"


def begins(header: Sequence[str]) -> bool:
    """Whether a first row is that of a plain table."""
    return _known_as(header[0]) in _FIRST


def sheet(header: Sequence[str], lines: Sequence[Line], file: str, bank: Bank) -> Sheet:
    """A plain table; columns that are not questions are left out.

    Raises CourseError if no column is a question of the bank, as where students are in columns: then their names
    would be questions.
    """
    known_names = [_known_as(name) for name in header]
    attempt = next((at for at, name in enumerate(known_names) if name in _ATTEMPT), None)
    places, asked, columns, others = [], [], [], []
    for at, name in enumerate(header):
        if not name or at == attempt or known_names[at] in _NO_QUESTION:
            continue
        column, question = _column(name, at, len(columns) + 1, bank)
        if question.item is None and column.max_points is None:
            others.append(_letters(at))
        elif _known_as(_without_points(name)) not in _NO_QUESTION:  # which a total with its points is
            places.append(at)
            columns.append(column)
            asked.append(question)
    if not any(question.item for question in asked):
        fix = f"{_NEEDED}; if your table has a column for each student, turn rows and columns"
        fail(file, 1, None, None, "has no column for a question of this course", fix)
    empty = [not any(line.cells[at].strip() for line in lines) for at in places]
    as_answers: dict[int, None] = {}
    attempts, named, students = [], [], Students()
    for line in lines:
        given: list[Given | None] = []
        for at, column, question, is_empty in zip(places, columns, asked, empty, strict=True):
            one = None if is_empty else _cell(line.cells[at].strip(), column, question, file, line.number)
            given.append(one)
            if one and one.points is None and column.max_points is None and is_number(one.text):
                as_answers[question.number] = None
        identity, is_name = _who(line, known_names)
        code = students.code(*identity)
        turn = attempt_number(line.cells[attempt] if attempt is not None else "")
        if code and is_name:
            named.append((line.number, (code, turn)))
        attempts.append(Attempt(line.number, code or f"row {line.number}", (turn, line.number), tuple(given)))
    fix = "add a column attempt with 1, 2, …, or, if these are two students, a column id that tells them apart"
    refuse_namesakes(named, file, fix)
    return Sheet(file, PLAIN, tuple(columns), tuple(attempts), tuple(_notes(others, list(as_answers))))


def _notes(others: Sequence[str], as_answers: Sequence[int]) -> list[str]:
    notes = []
    if others:
        notes.append(
            "Left out, because it is not in the bank and its heading does not end in its points, such as /2: "
            f"column {', '.join(others)}."
        )
    if as_answers:
        notes.append(
            "Its answers are numbers, so numbers were read as answers; if they are points, write those that the "
            f"question has after its id, such as /1: question {', '.join(map(str, as_answers))}."
        )
    return notes


def _known_as(name: str) -> str:
    return " ".join(re.split(r"[\s_]+", name.strip().casefold()))


def _without_points(name: str) -> str:
    match = _MOST.fullmatch(name)
    return match[1] if match else name


def _letters(at: int) -> str:
    """A column as a spreadsheet names it: A, B, …, Z, AA."""
    found = ""
    while at >= 0:
        found, at = ascii_uppercase[at % 26] + found, at // 26 - 1
    return found


def _column(name: str, at: int, order: int, bank: Bank) -> tuple[Column, Asked]:
    """A question by its id or stem; "/2" behind it are the points that it has.

    Of one that the bank does not have, the heading is not kept: it may be a name.
    """
    match = _MOST.fullmatch(name)
    most = float(match[2].replace(",", ".")) if match else 0
    for column in [Column(name, name, None), *([Column(name, match[1], most)] if match and most else [])]:
        question = bank.asked(order, column)
        if question.item is not None:
            return column, question
    column = Column(_letters(at), "", most or None)
    return column, bank.asked(order, column)


def _who(line: Line, known_names: Sequence[str]) -> tuple[list[str], bool]:
    """What tells a student from the others, and whether it is a name, which two may share."""
    for kinds, is_name in ((_ALONE, False), (_NAMES, True)):
        cells = [line.cells[at] for at, name in enumerate(known_names) if name in kinds and line.cells[at].strip()]
        if cells:
            return (cells if is_name else cells[:1]), is_name
    return [], False


def _cell(text: str, column: Column, asked: Asked, file: str, row: int) -> Given:
    """An answer, or points.

    A number is points where the heading says how many there are, or where no answer can be a number; else an answer.
    """
    if not _BEGINS_WITH_NUMBER.match(text):
        return Given(text, None)
    is_bare, has_points = is_number(text), column.max_points is not None
    if not (is_bare and has_points) and (answer := _answer(text, asked)):
        return Given(answer, None)
    fix = f"write the points that the question has after the name of the column, such as {column.header[:60]}/1"
    if is_bare and not has_points and _may_be_an_answer(text, asked):
        problem = "is not one of the answers to this question, and may be points"
        fail(file, row, column.header, shown(text), problem, f"write the letter of an answer; if it is points, {fix}")
    is_known = asked.item is not None
    if not is_bare:
        number(text, file, row, column.header, is_known)
    if has_points:
        fix = "correct the points, or the heading: without a slash and a number at its end, numbers may be answers"
    return Given(text, points(text, asked.max_points, file, row, column.header, is_known, fix))


def _answer(text: str, asked: Asked) -> str:
    """A text that begins with a number as one of the answers that the question can have; empty if it is none."""
    if asked.question is None:
        return ""
    if asked.question.number is not None:  # any number is an answer to it, right or wrong
        return text
    plain = f"{float(text.replace(',', '.')):g}" if is_number(text) else text  # a spreadsheet may make 1 into 1.0
    return plain if -1 not in marking.chosen(plain, asked) else ""


def _may_be_an_answer(text: str, asked: Asked) -> bool:
    """Whether a number that is not an answer may be meant as one: where answers are numbers, or one begins with it."""
    found = [(choice.text, _BEGINS_WITH_NUMBER.match(choice.text)) for choice in asked.choices]
    value = float(text.replace(",", "."))
    return any(begin and (is_number(each) or float(begin[0].replace(",", ".")) == value) for each, begin in found)

"""A file of responses as what a class answered: matched with the bank, the first attempt of each student, no names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from utils.errors import CourseError
from utils.project import NOTEBOOKS
from utils.results import forms, marking, rows
from utils.results.matching import Bank
from utils.results.model import Asked, Attempt, ClassAnswers, Column, Given, Sheet
from utils.tables.course_data import CourseData

FOLDER = "responses"  # beside the notebook; ignored by git
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")  # the last three get a message that says how to save them
_FIRST = "The first attempt of each student counts, as in the course. Later ones, left out: {}."
_LEFT_OUT = (
    'Left out, because nothing says what is right (in Moodle, tick "the right answer"; in a plain table, write '
    "points): question {}.",
    "Left out, because nobody has points in it, as in a question that is not graded yet: question {}.",
)
_MISSING = float("nan")


def newest(folder: Path | None = None) -> Path | None:
    """The file of responses that was saved last in the folder ``responses`` beside a notebook.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where the notebook runs; by default the current folder. In the folder of the original notebooks no file
        counts: what they show is committed.

    Returns
    -------
    pathlib.Path or None
        None if there is no file.
    """
    folder = (folder or Path.cwd()).resolve()
    if folder == NOTEBOOKS:
        return None
    found = [path for path in (folder / FOLDER).glob("[!.~]*") if path.suffix.lower() in _TABLES]
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def read(path: Path, data: CourseData) -> ClassAnswers:
    """Read a file of responses.

    Parameters
    ----------
    path : pathlib.Path
        Canvas' "Student Analysis", Moodle's "Responses" or a plain table, as CSV.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    ClassAnswers
        Names are turned into codes while the rows are read; the codes differ in each run.

    Raises
    ------
    CourseError
        With one message (file, row, column, value, fix), if the file cannot be read. It repeats no name.
    """
    file = f"{FOLDER}/{path.name}"
    bank = Bank(data)
    return class_answers(forms.sheet(rows.read_lines(path, file), file, bank), bank)


def read_text(text: str, file: str, data: CourseData, is_made_up: bool = False) -> ClassAnswers:
    """As ``read``, for the text of a file."""
    bank = Bank(data)
    return class_answers(forms.sheet(rows.lines_of(text, file), file, bank), bank, is_made_up)


def class_answers(sheet: Sheet, bank: Bank, is_made_up: bool = False) -> ClassAnswers:
    """What a class answered: the questions of a sheet matched with the bank, one attempt for each student.

    Questions in which nobody has points are left out: with even one of them, no student would have points in all.
    """
    asked = [bank.asked(number, column) for number, column in enumerate(sheet.columns, start=1)]
    attempts, later = _first_attempts(sheet.attempts)
    notes = [*sheet.notes, *([_FIRST.format(later)] if later else [])]
    points, chosen, unknown, without = {}, {}, [], []
    for place, (column, question) in enumerate(zip(sheet.columns, asked, strict=True)):
        given = {attempt.student: attempt.given[place] for attempt in attempts}
        found = {student: _points(one, column, question) for student, one in given.items()}
        if any(one is not None and one.text and found[student] is None for student, one in given.items()):
            unknown.append(question.number)
            continue
        if all(value is None for value in found.values()):
            without.append(question.number)
            continue
        points[question.number] = {student: _MISSING if value is None else value for student, value in found.items()}
        chosen[question.number] = {student: None if one is None else one.text for student, one in given.items()}
    notes += [_LEFT_OUT[why].format(_listed(numbers)) for why, numbers in enumerate((unknown, without)) if numbers]
    asked = [question for question in asked if question.number in points]
    if not asked:
        problem = "has no question for which points are known"
        fix = 'grade the test first; in Moodle, tick "the right answer"; in a plain table, write points'
        raise CourseError(f"{sheet.file} {problem}. Fix: {fix}.")
    strangers = [question.number for question in asked if question.item is None]
    if strangers:
        notes.append(f"Not in the bank of this course, so without lesson and reasons: question {_listed(strangers)}.")
    notes.append("A question without an answer counts as no points.")
    return ClassAnswers(
        sheet.file,
        sheet.platform,
        tuple(asked),
        pd.DataFrame(points, dtype=float),
        pd.DataFrame(chosen, dtype=object),
        tuple(notes),
        is_made_up,
    )


def _first_attempts(attempts: Iterable[Attempt]) -> tuple[list[Attempt], int]:
    """The first attempt of each student, in the order of the file, and how many others there are."""
    attempts, first = list(attempts), {}
    for attempt in sorted(attempts, key=lambda attempt: attempt.order):
        first.setdefault(attempt.student, attempt)
    kept = [attempt for attempt in attempts if first[attempt.student] is attempt]
    return kept, len(attempts) - len(kept)


def _points(given: Given | None, column: Column, asked: Asked) -> float | None:
    """Points of an answer: those of the file, or what the key of the bank gives; None if neither says."""
    if given is None:
        return None
    if given.points is not None:
        return given.points
    share = marking.share(given.text, column.right, asked)
    return None if share is None else share * asked.max_points


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))

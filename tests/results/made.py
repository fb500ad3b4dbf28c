"""Files of responses, made up for tests, as the platforms write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from utils.exports.flatten import Question, simple_questions
from utils.questions.bank import all_items

NAMES = ("Zoë O'Neil", "李小龍", "Надежда Петрова", "محمد علي", "Ðorđe Kovač", "יעל כהן")


def text_of(rows: Sequence[Sequence[object]], mark: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def singles(data, count: int = 3) -> list[Question]:
    """The first simple questions with one right answer, which are whole items."""
    found = [question for item in all_items(data) for question in simple_questions(item) if question.id == item.id]
    return [question for question in found if question.kind == "single"][:count]


def right(question: Question) -> str:
    return next(choice.text for choice in question.choices if choice.correct)


def wrong(question: Question) -> str:
    return next(choice.text for choice in question.choices if not choice.correct)


def canvas(questions: Sequence[Question], answers: Sequence[Sequence[tuple[str, str]]], attempts=None) -> list[list]:
    """Rows of Canvas' Student Analysis: for each student, the answer and the points of each question."""
    header = ["name", "id", "sis_id", "section", "section_id", "submitted", "attempt"]
    for number, question in enumerate(questions, start=5231):
        header += [f"{number}: {question.stem}", f"{float(question.points)}"]
    rows = [[*header, "n correct", "n incorrect", "score"]]
    for at, given in enumerate(answers):
        who, attempt = (at, 1) if attempts is None else attempts[at]
        start = [NAMES[who], f"id-{9000 + who}", "", "A", 1, f"2026-11-2{attempt} 09:00:00 UTC", attempt]
        rows.append([*start, *(cell for pair in given for cell in pair), 1, 2, 3])
    return rows


def moodle(questions: Sequence[Question], answers: Sequence[Sequence[str]]) -> list[list]:
    """Rows of Moodle's Responses, with question text and right answer."""
    slots = range(1, len(questions) + 1)
    header = ["Last name", "First name", "Email address", "Status", "Started", "Completed", "Duration", "Grade/10.00"]
    header += [f"{kind} {slot}" for slot in slots for kind in ("Question", "Response", "Right answer")]
    rows = [header]
    for at, given in enumerate(answers):
        first, _, last = NAMES[at].partition(" ")
        row = [last, first, f"student{at}@example.org", "Finished", "29 November 2026", "29 November 2026", "5", "7.00"]
        for question, answer in zip(questions, given, strict=True):
            listed = "; ".join(choice.text for choice in question.choices)
            key = "; ".join(choice.text for choice in question.choices if choice.correct)
            row += [f"{question.stem}: {listed}", answer or "-", key]
        rows.append(row)
    return rows

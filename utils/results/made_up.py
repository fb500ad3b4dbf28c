"""Made-up responses, in the form in which Canvas writes them: the example that is committed."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence

from utils.errors import CourseError
from utils.exports.flatten import Question, simple_questions
from utils.questions.bank import all_items
from utils.results.model import ClassAnswers
from utils.results.reading import read_text
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import TEST

FILE = "made-up responses"
_STUDENTS, _SEED = 40, 27
_UNANSWERED = 0.02


def made_up(lesson: str, data: CourseData) -> ClassAnswers:
    """What a class of made-up students might answer to the questions of a lesson: the same in every run.

    Parameters
    ----------
    lesson : str
        Id of a lesson that has questions.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    ClassAnswers
        Marked as made up.

    Raises
    ------
    CourseError
        If the lesson has no questions.
    """
    return read_text(canvas_file(lesson, data), FILE, data, is_made_up=True)


def canvas_file(lesson: str, data: CourseData) -> str:
    """Those responses as a file of Canvas."""
    items = [item for item in all_items(data) if item.lesson == lesson and item.place != TEST]
    questions = [question for item in items for question in simple_questions(item)]
    if not questions:
        raise CourseError(f"The lesson {lesson!r} has no questions. Fix: name one of data/lessons.csv that has some.")
    chance, stream = random.Random(_SEED), io.StringIO()
    hardness = {question.id: chance.uniform(-0.3, 0.4) for question in questions}
    odd = [question.id for question in questions if question.kind == "single"][-1]  # those who know less get it right
    writer = csv.writer(stream, lineterminator="\n")
    header = ["name", "id", "section", "submitted", "attempt"]
    for number, question in enumerate(questions, start=1):
        header += [f"{number}: {question.stem}", f"{question.points:.1f}"]
    writer.writerow([*header, "n correct", "n incorrect", "score"])
    for student in range(1, _STUDENTS + 1):
        ability = chance.gauss(0.7, 0.2)
        row: list[object] = [f"Made-up student {student}", student, "made up", "2026-11-29 09:00:00 UTC", 1]
        for question in questions:
            skill = 1.2 - ability if question.id == odd else ability - hardness[question.id]
            text, earned = _answer(question, skill, chance)
            row += [text, f"{earned:.2f}"]
        writer.writerow([*row, "", "", ""])
    return stream.getvalue()


def _answer(question: Question, skill: float, chance: random.Random) -> tuple[str, float]:
    """An answer and its points; ``skill``: how likely each choice is the right one."""
    if chance.random() < _UNANSWERED:
        return "", 0
    if question.number:
        wrong = [number.value for number in question.wrong_numbers] or ["0"]
        return (question.number.value, 1) if chance.random() < skill else (chance.choice(wrong), 0)
    right = [choice.text for choice in question.choices if choice.correct]
    wrong = [choice.text for choice in question.choices if not choice.correct]
    if question.kind == "single":
        return (right[0], question.points) if chance.random() < skill else (_favorite(wrong, chance), 0)
    answer_choices = [choice for choice in question.choices if (chance.random() < skill + 0.2) == choice.correct]
    good = sum(choice.correct for choice in answer_choices)
    text = ",".join(choice.text.replace(",", "\\,") for choice in answer_choices)
    return text, max(0, 2 * good - len(answer_choices)) if answer_choices else 0


def _favorite(wrong: Sequence[str], chance: random.Random) -> str:
    """One of the wrong answers; the first is the one that most would take."""
    return wrong[min(int(chance.expovariate(1.2)), len(wrong) - 1)]

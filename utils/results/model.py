"""What a class answered, in one form for every platform: questions, points, and which answers were chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from utils.exports.flatten import Question
from utils.questions.bank import Item


class Given(NamedTuple):
    """What a student gave to one question: the text of the answer, and its points where the file has them."""

    text: str
    points: float | None


class Attempt(NamedTuple):
    """One attempt of a student: the row of the file, a code in place of the name, and an answer to each question.

    ``order``: a later attempt of the same student has a larger one. ``given``: None for a question not asked.
    """

    row: int
    student: str
    order: tuple
    given: tuple[Given | None, ...]


class Column(NamedTuple):
    """A question as the file names it. ``max_points``: None if the file does not say; ``right``: its answer.

    ``header``, ``text``: of a plain table's column that the bank does not know, its letter and nothing: the heading may
    be the name of a person.
    """

    header: str
    text: str
    max_points: float | None
    right: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file of responses, read but not yet matched with the bank."""

    file: str
    platform: str
    columns: tuple[Column, ...]
    attempts: tuple[Attempt, ...]
    notes: tuple[str, ...] = ()


class Choice(NamedTuple):
    """An answer that the bank knows: its text, whether it is right, and why."""

    text: str
    correct: bool
    why: str


@dataclass(frozen=True)
class Asked:
    """A question that the class was asked.

    ``text``: empty if the file has none that may be shown. ``item``, ``question``: that of the bank, and the simple
    question that a platform has of it; None if unknown.
    """

    number: int
    text: str
    max_points: float
    item: Item | None = None
    question: Question | None = None

    @property
    def title(self) -> str:
        """Number and text, as a table shows them; the number alone if there is no text."""
        return f"{self.number}. {self.text}" if self.text else f"Question {self.number}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers that the bank knows; none for a question that it does not have, or has as a whole only."""
        if self.question is None:
            return ()
        numbers = filter(None, (self.question.number, *self.question.wrong_numbers))
        return (
            *(Choice(choice.text, choice.correct, choice.feedback) for choice in self.question.choices),
            *(Choice(f"{n.value} {n.unit}".strip(), n.correct, n.rationale) for n in numbers),
        )


@dataclass(frozen=True)
class ClassAnswers:
    """What a class answered: one attempt for each student, and no names.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    platform : str
        Which form the file has.
    asked : tuple of Asked
        The questions, in the order of the file.
    points : pandas.DataFrame
        Points (float64): a row for each student, a column for each ``number`` of ``asked``; missing where a student was
        not asked.
    chosen : pandas.DataFrame
        The text of each answer, with the rows and columns of ``points``; empty for no answer, missing where a student
        was not asked.
    notes : tuple of str
        What was decided on reading: which attempt counts, what was left out.
    is_made_up : bool
        Whether nobody answered, and the course made it up as an example.
    """

    file: str
    platform: str
    asked: tuple[Asked, ...]
    points: pd.DataFrame
    chosen: pd.DataFrame
    notes: tuple[str, ...]
    is_made_up: bool = False

    @property
    def shares(self) -> pd.DataFrame:
        """The share of the points, from 0 to 1, with the rows and columns of ``points``."""
        return self.points / pd.Series({asked.number: asked.max_points for asked in self.asked})

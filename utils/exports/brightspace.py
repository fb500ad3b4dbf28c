"""CSV for the question library of Brightspace: a block of rows per question, five columns each.

A row names what it holds: NewQuestion (MC, MS, SA, WR or O), ID, Title, QuestionText, Points, Difficulty, Scoring,
then Option (weight, text, -, reason), Item (text, -, reason) or Answer (weight, text), and Feedback.

References
----------
D2L, "Import questions into the Question Library",
https://community.d2l.com/brightspace/kb/articles/27274-import-questions-into-the-question-library (which types a CSV
brings in: no fill in the blanks, no arithmetic), and its sample file Sample_Question_Import_UTF8.csv (the rows and
their columns; a row that starts with // is a remark; text that is no HTML needs no mark; saved as CSV UTF-8).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from utils.exports.flatten import NOTE, Question, evidence_note, points_note, simple_questions, split_note
from utils.exports.stems import lead_in, lead_in_notes, mistakes
from utils.questions.bank import Item, Number, plain_digits

MOST_ANSWERS = 100  # ways to write the answer to a number; beyond them, an instructor marks it
DIFFICULTIES = {"easy": 1, "medium": 3, "hard": 5}
EVERYWHERE = (
    "Each question brings its reasons, evidence, points and difficulty. Lesson, objective, judgment, client need and "
    "competency are not in the file. Links to sources are text."
)
_COLUMNS = 5


def render(items: Sequence[Item], title: str) -> bytes:
    """The items as CSV: UTF-8 with a byte-order mark, as spreadsheets save "CSV UTF-8"."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in ((f"// {title}. {NOTE} Text and data: CC BY 4.0.",), *(row for item in items for row in _rows(item))):
        cells = [" ".join(str(cell).split()) for cell in row]
        writer.writerow([*cells, *[""] * (_COLUMNS - len(cells))])
    return stream.getvalue().encode("utf-8-sig")


def keeps_order(item: Item) -> bool:
    """Whether an ordering question stays whole: each step has its place."""
    return item.type == "ordering" and "no" not in item.positions


def notes(item: Item) -> Iterator[str]:
    """What differs in this item beside ``EVERYWHERE``."""
    if keeps_order(item):
        yield from lead_in_notes(item)
        return
    yield split_note(item)
    if item.type == "numeric":
        if spellings(item.key_number):
            yield "a short answer that lists the numbers that count; one with more decimals or a unit does not"
        else:
            yield "a written answer, which you mark: too many numbers count as right to list them"
    yield points_note(item, sum(question.points for question in simple_questions(item)))
    yield from lead_in_notes(item)


def _rows(item: Item) -> Iterator[tuple]:
    """A block per question, after an empty row."""
    if keeps_order(item):
        yield from _ordering(item)
        return
    for question in simple_questions(item, with_story=True):
        kind, rows = _number(item) if question.kind == "number" else _choices(question)
        stem = question.stem
        if question.kind == "number":
            stem = f"{lead_in(item)}{item.stem} Write only the number: ____ {item.key_number.unit}"
        yield from _head(kind, question.id, stem, question.points, item)
        yield from rows
        yield "Feedback", question.feedback + mistakes(item)


def _head(kind: str, question_id: str, stem: str, points: int, item: Item) -> Iterator[tuple]:
    yield ()
    yield "NewQuestion", kind
    yield "ID", question_id
    yield "Title", question_id
    yield "QuestionText", stem
    yield "Points", points
    yield "Difficulty", DIFFICULTIES[item.difficulty]


def _ordering(item: Item) -> Iterator[tuple]:
    """The steps in their order; Brightspace shuffles them."""
    stem = f"{lead_in(item)}{item.stem}"
    yield from _head("O", item.id, stem, len(item.options), item)
    yield "Scoring", "EquallyWeighted"
    for option in sorted(item.options, key=lambda option: int(option.mark)):
        yield "Item", option.text, "NOT HTML", option.rationale
    yield "Feedback", evidence_note(item)


def _choices(question: Question) -> tuple[str, list[tuple]]:
    """The type of a choice, and its rows."""
    if question.kind == "single":
        return "MC", [("Option", 100 * c.correct, c.text, "", c.feedback) for c in question.choices]
    options = [("Option", int(c.correct), c.text, "", c.feedback) for c in question.choices]
    return "MS", [("Scoring", "RightMinusWrong"), *options]


def _number(item: Item) -> tuple[str, list[tuple]]:
    """A short answer that lists what counts; where that is too much, a written one, which an instructor marks."""
    key = item.key_number
    if counts := spellings(key):
        return "SA", [("InputBox", 1, 20), *(("Answer", 100, text) for text in counts)]
    return "WR", [("AnswerKey", f"{key.low} to {key.high} counts.")]


def spellings(number: Number) -> list[str]:
    """Every number that counts, with as many decimals as the value or its tolerance has; empty if there are too many.

    A whole number is also there with its zeros: 86 and 86.0.
    """
    low, high = Decimal(number.low), Decimal(number.high)
    step = Decimal(1).scaleb(min(Decimal(text).as_tuple().exponent for text in (number.value, number.tolerance_text)))
    steps = int((high - low) / step)
    if steps >= MOST_ANSWERS:
        return []
    counts = [low + index * step for index in range(steps + 1)]
    return list(dict.fromkeys(text for count in counts for text in (plain_digits(count), f"{count.quantize(step):f}")))

"""QTI 1.2 for Canvas, by text2qti. The package has our ids and a fixed date, so the same items give the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from utils.archive import zip_bytes
from utils.errors import CourseError, missing_package
from utils.exports.flatten import NOTE, Question, begins_story, simple_questions, story_text
from utils.questions.bank import Item, Number

if TYPE_CHECKING:
    from text2qti.quiz import Question as QuizQuestion

_SIGN = re.compile(r"[^\w\s,;?/]|_", re.ASCII)  # any character that text2qti or Markdown could interpret
_LICENSE = "CC BY 4.0 - https://creativecommons.org/licenses/by/4.0/"


def escape(text: str) -> str:
    """Text as text2qti reads it: each sign as a numbered entity, which Markdown leaves as it is."""
    return _SIGN.sub(lambda match: f"&#{ord(match[0])};" if match[0].isascii() else match[0], text)


def build_package(items: Sequence[Item], title: str, day: datetime.date) -> bytes:
    """A zip that Canvas imports ("QTI .zip file"): one quiz of all items, each case as a text before its questions."""
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Question as QuizQuestion
        from text2qti.quiz import Quiz
    except ImportError:
        raise CourseError(missing_package("Exports need", "text2qti", "exports")) from None
    simple = [question for item in items for question in simple_questions(item)]
    quiz = Quiz(text2qti_source(items, title), config=Config())
    questions = [part for part in quiz.questions_and_delims if isinstance(part, QuizQuestion)]
    for quiz_question, question in zip(questions, simple, strict=True):
        quiz_question.id = question.id
        if question.number:
            _set_number(quiz_question, question.number)
        for number, choice in enumerate(quiz_question.choices):
            # Canvas takes an id that holds a word such as "wrong" or "all" for something else than a choice
            choice.id = _hash(f"{question.id}-{number}")
    quiz.id = _hash(title)[:16]
    package = QTI(quiz)
    manifest = re.sub(r"(<imsmd:dateTime>)[^<]*", rf"\g<1>{day}", package.imsmanifest_xml)
    manifest = re.sub(r"Private \(Copyrighted\)[^<]*", _LICENSE, manifest)
    name = package.assessment_identifier
    return zip_bytes(
        {
            "imsmanifest.xml": manifest,
            f"{name}/assessment_meta.xml": package.assessment_meta,
            f"{name}/{name}.xml": package.assessment,
        }
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def _set_number(quiz_question: QuizQuestion, number: Number) -> None:
    """Write a number with all of its digits: text2qti cuts it to four decimals, and refuses one near zero."""
    quiz_question.numerical_exact = None if number.tolerance else number.value
    quiz_question.numerical_exact_html_xml = number.value
    quiz_question.numerical_min_html_xml, quiz_question.numerical_max_html_xml = number.low, number.high


def text2qti_source(items: Sequence[Item], title: str) -> str:
    """The questions and the cases that they ask about in text2qti's own text format."""
    parts = [f"Quiz title: {title}", f"Quiz description: {escape(NOTE)}"]
    parts += ["Shuffle answers: false", "Show correct answers: true", ""]
    before: Item | None = None
    number = 0
    for item in items:
        if begins_story(item, before):
            parts += [f"Text title: {escape(item.story.id)}", f"Text: {escape(story_text(item).strip())}", ""]
        before = item
        for question in simple_questions(item):
            number += 1
            parts += [f"Title: {question.id}", f"Points: {question.points}", f"{number}.  {escape(question.stem)}"]
            parts += [*_answers(question), ""]
    return "\n".join(parts)


def _answers(question: Question) -> Iterator[str]:
    # Canvas has no feedback for a wrong number, so all of it goes to the question's feedback.
    mistakes = "".join(f" {number.value}: {number.rationale}" for number in question.wrong_numbers)
    yield f"... {escape(question.feedback + mistakes)}"
    if question.number:
        yield "= 1"  # any number: ``_set_number`` writes the true one
    for index, choice in enumerate(question.choices):
        if question.kind == "single":
            mark = f"{'*' if choice.correct else ''}{chr(97 + index)})"
        else:
            mark = f"[{'*' if choice.correct else ' '}]"
        yield f"{mark} {escape(choice.text)}"
        yield f"... {escape(choice.feedback)}"

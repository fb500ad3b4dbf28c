"""QTI 1.2 for Canvas, by text2qti. The package has our ids and a fixed date, so the same items give the same bytes.

text2qti gets the shape of the quiz, and its texts and numbers are then put into its objects: read as Markdown, they
would change, and it refuses what a bank may have (a stem that two questions share, a number near zero).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from utils.archive import zip_bytes
from utils.errors import CourseError, missing_package
from utils.exports.flatten import NOTE, Question, begins_story, html_text, short_hash, simple_questions, story_text
from utils.exports.stems import mistakes
from utils.questions.bank import Item, Number
from utils.statements.case_charts import Story

if TYPE_CHECKING:
    from text2qti.quiz import Question as QuizQuestion

_LICENSE = "CC BY 4.0 - https://creativecommons.org/licenses/by/4.0/"


def build_package(items: Sequence[Item], title: str, day: datetime.date) -> bytes:
    """A zip that Canvas imports ("QTI .zip file"): one quiz of all items, each case as a text before its questions."""
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise CourseError(missing_package("Exports need", "text2qti", "exports")) from None
    blocks = list(_blocks(items))
    quiz = Quiz("\n".join(_shape(blocks)), config=Config())
    quiz.id = short_hash(title)[:16]
    quiz.title_xml, quiz.description_html_xml = escape(title), _paragraph(NOTE)
    for part, (block, text) in zip(quiz.questions_and_delims, blocks, strict=True):
        if isinstance(block, Question):
            _fill(part, block)
        else:
            part.id, part.title_xml, part.text_html_xml = short_hash(block.id), escape(block.id), _paragraph(text)
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


def _blocks(items: Sequence[Item]) -> Iterator[tuple[Question | Story, str]]:
    """Each case and each simple question in order, with the text that it shows first."""
    before: Item | None = None
    for item in items:
        if begins_story(item, before):
            yield item.story, story_text(item).strip()
        before = item
        yield from ((question, question.stem) for question in simple_questions(item))


def _shape(blocks: Sequence[tuple[Question | Story, str]]) -> Iterator[str]:
    """The quiz in text2qti's own format, with a word in place of each text."""
    yield from ("Quiz title: x", "Quiz description: x", "Shuffle answers: false", "Show correct answers: true", "")
    for number, (block, _) in enumerate(blocks, start=1):
        if not isinstance(block, Question):
            yield from ("Text title: x", f"Text: x{number}", "")
            continue
        yield from ("Title: x", f"Points: {block.points}", f"{number}.  x{number}", "... x")
        if block.number:
            yield "= 1"
        for index, choice in enumerate(block.choices):
            right, wrong = ("*a)", "a)") if block.kind == "single" else ("[*]", "[ ]")
            yield from (f"{right if choice.correct else wrong} x{index}", "... x")
        yield ""


def _fill(part: QuizQuestion, question: Question) -> None:
    """Put the id, texts and number of a question into text2qti's object."""
    part.id, part.title_xml = question.id, escape(question.id)
    part.question_html_xml = _paragraph(question.stem)
    # Canvas has no feedback for a wrong number, so all of it goes to the question's feedback.
    part.feedback_html_xml = _paragraph(question.feedback + mistakes(question.item))
    if question.number:
        _set_number(part, question.number)
    for index, (answer, choice) in enumerate(zip(part.choices, question.choices, strict=True)):
        # Canvas takes feedback whose id holds a word such as "wrong" or "all" for that on wrong or on all answers
        answer.id = short_hash(f"{question.id}-{index}")
        answer.choice_html_xml, answer.feedback_html_xml = _paragraph(choice.text), _paragraph(choice.feedback)


def _set_number(part: QuizQuestion, number: Number) -> None:
    part.numerical_exact = None if number.tolerance else number.value
    part.numerical_exact_html_xml = number.value
    part.numerical_min_html_xml, part.numerical_max_html_xml = number.low, number.high


def _paragraph(text: str) -> str:
    """A text as a paragraph of HTML, inside of XML."""
    return escape(f"<p>{html_text(text)}</p>", quote=False)

"""QTI 1.2 for Canvas, by text2qti. The package has our ids and a fixed date, so the same items give the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence

from utils.archive import zip_bytes
from utils.errors import CourseError, missing_package
from utils.exports.flatten import Question, simple_questions
from utils.questions.bank import Item

_SIGN = re.compile(r"[^\w\s,;?/]|_", re.ASCII)  # any character that text2qti or Markdown could interpret
_LICENSE = "CC BY 4.0 - https://creativecommons.org/licenses/by/4.0/"


def escape(text: str) -> str:
    """Text as text2qti reads it: each sign as a numbered entity, which Markdown leaves as it is."""
    return _SIGN.sub(lambda match: f"&#{ord(match[0])};" if match[0].isascii() else match[0], text)


def build_package(items: Sequence[Item], title: str, day: datetime.date) -> bytes:
    """A zip that Canvas imports ("QTI .zip file"): one quiz of all items."""
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise CourseError(missing_package("Exports need", "text2qti", "exports")) from None
    simple = [question for item in items for question in simple_questions(item)]
    quiz = Quiz(text2qti_source(simple, title), config=Config())
    for quiz_question, question in zip(quiz.questions_and_delims, simple, strict=True):
        quiz_question.id = question.id
        for number, choice in enumerate(quiz_question.choices):
            choice.id = f"{question.id}-{number}"
    quiz.id = hashlib.sha256(title.encode("utf-8")).hexdigest()[:16]
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


def text2qti_source(simple: Sequence[Question], title: str) -> str:
    """The questions in text2qti's own text format."""
    parts = [f"Quiz title: {title}", "Shuffle answers: false", "Show correct answers: true", ""]
    for number, question in enumerate(simple, start=1):
        parts += [f"Title: {question.id}", f"Points: {question.points}", f"{number}.  {escape(question.stem)}"]
        # Canvas has no feedback for a wrong number, so all of it goes to the question's feedback.
        mistakes = "".join(f" {value}: {rationale}" for value, _, rationale in question.wrong_numbers)
        parts.append(f"... {escape(question.feedback + mistakes)}")
        if question.kind == "number":
            low, high = (float(question.value) + sign * question.tolerance for sign in (-1, 1))
            parts += [f"=   [{low:.10g}, {high:.10g}]" if question.tolerance else f"=   {question.value}", ""]
            continue
        for index, choice in enumerate(question.choices):
            if question.kind == "single":
                mark = f"{'*' if choice.correct else ''}{chr(97 + index)})"
            else:
                mark = f"[{'*' if choice.correct else ' '}]"
            parts += [f"{mark} {escape(choice.text)}", f"... {escape(choice.feedback)}"]
        parts.append("")
    return "\n".join(parts)

"""QTI 1.2 for Canvas, by text2qti. The package carries our ids and a fixed date, so the same items give the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence

from utils.archive import zip_bytes
from utils.errors import CourseError
from utils.exports.flatten import Question, questions
from utils.questions.bank import Item

_MARK = re.compile(r"[^\w\s,;?/]|_", re.ASCII)  # any sign that text2qti or Markdown could take for more than itself


def escape(text: str) -> str:
    """Text as text2qti takes it: each sign as a numbered entity, which Markdown hands on as it is."""
    return _MARK.sub(lambda found: f"&#{ord(found[0])};" if found[0].isascii() else found[0], text)


def build_package(items: Sequence[Item], title: str, day: datetime.date) -> bytes:
    """A zip that Canvas imports ("QTI .zip file"): one quiz of all items."""
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise CourseError("Exports need text2qti. Run `make exports`, or install the group `exports` of pyproject.toml.") from None  # fmt: skip
    simple = [question for item in items for question in questions(item)]
    quiz = Quiz(source(simple, title), config=Config())
    for made, question in zip(quiz.questions_and_delims, simple, strict=True):
        made.id = question.id
        for number, choice in enumerate(made.choices):
            choice.id = f"{question.id}-{number}"
    quiz.id = hashlib.sha256(title.encode("utf-8")).hexdigest()[:16]
    made = QTI(quiz)
    manifest = re.sub(r"(<imsmd:dateTime>)[^<]*", rf"\g<1>{day}", made.imsmanifest_xml)
    manifest = re.sub(r"Private \(Copyrighted\)[^<]*", "CC BY 4.0 - https://creativecommons.org/licenses/by/4.0/", manifest)  # fmt: skip
    name = made.assessment_identifier
    return zip_bytes({
        "imsmanifest.xml": manifest,
        f"{name}/assessment_meta.xml": made.assessment_meta,
        f"{name}/{name}.xml": made.assessment,
    })  # fmt: skip


def source(simple: Sequence[Question], title: str) -> str:
    """The questions in text2qti's own text format."""
    parts = [f"Quiz title: {title}", "Shuffle answers: false", "Show correct answers: true", ""]
    for number, question in enumerate(simple, start=1):
        parts += [f"Title: {question.id}", f"Points: {question.points}", f"{number}.  {escape(question.stem)}"]
        mistakes = "".join(
            f" {value}: {why}" for value, _, why in question.wrong_numbers
        )  # Canvas has no place of its own
        parts.append(f"... {escape(question.feedback + mistakes)}")
        if question.kind == "number":
            low, high = (float(question.value) + sign * question.tolerance for sign in (-1, 1))
            parts += [f"=   [{low:.10g}, {high:.10g}]" if question.tolerance else f"=   {question.value}", ""]
            continue
        letters = (f"{chr(97 + n)})" for n in range(len(question.choices)))
        for letter, choice in zip(letters, question.choices, strict=True):
            mark = f"{'*' if choice.correct else ''}{letter}" if question.kind == "single" else f"[{'*' if choice.correct else ' '}]"  # fmt: skip
            parts += [f"{mark} {escape(choice.text)}", f"... {escape(choice.feedback)}"]
        parts.append("")
    return "\n".join(parts)

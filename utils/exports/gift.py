"""GIFT, Moodle's text format: easy to read and to compare, for one lesson or the whole course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from utils.exports.flatten import Question, simple_questions
from utils.questions.bank import Item

_SPECIAL = re.compile(r"([\\~=#{}:])")


def escape(text: str) -> str:
    """Text as GIFT reads it: a backslash before each special character."""
    return _SPECIAL.sub(r"\\\1", text)


def render(items: Sequence[Item], title: str) -> str:
    """All items as one GIFT file."""
    parts = [
        f"// {title}. Text and data: CC BY 4.0. Not reviewed by a clinician, unless a part says so.",
        "$CATEGORY: $course$/" + _category(title),
    ]
    lesson = ""
    for item in items:
        if item.lesson != lesson:
            lesson = item.lesson
            parts.append(f"$CATEGORY: $course$/{_category(title)}/{lesson}")
        parts += [_question(question) for question in simple_questions(item)]
    return "\n\n".join(parts) + "\n"


def _category(title: str) -> str:
    return title.replace("/", "//")


def percent(share: float) -> str:
    """A weight in percent as Moodle lists it: 33.33333, 100."""
    return f"{share:.5f}".rstrip("0").rstrip(".")


def becomes_single_choice(question: Question) -> bool:
    """Whether this is "all that apply" with one right answer, for which GIFT has no weight of 100 %."""
    return question.kind == "multiple" and question.points == 1


def _question(question: Question) -> str:
    head = f"::{escape(question.id)}::[plain]{escape(question.stem)}"
    if question.kind == "number":
        lines, opening = [f"\t={question.value}:{question.tolerance:.10g}"], "{#"
        lines += [
            f"\t=%0%{value}:{tolerance:.10g}#{escape(rationale)}"
            for value, tolerance, rationale in question.wrong_numbers
        ]
    else:
        single = question.kind == "single" or becomes_single_choice(question)
        right, wrong = "=", "~"
        if not single:
            right, wrong = (f"~%{percent(sign * 100 / question.points)}%" for sign in (1, -1))
        lines = [
            f"\t{right if choice.correct else wrong}{escape(choice.text)}#{escape(choice.feedback)}"
            for choice in question.choices
        ]
        opening = "{"
    return "\n".join([f"{head}{opening}", *lines, f"\t####{escape(question.feedback)}", "}"])

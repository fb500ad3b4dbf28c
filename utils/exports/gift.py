"""GIFT, Moodle's text format: easy to read and to compare, for one lesson or the whole course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from utils.exports.flatten import Question, questions
from utils.questions.bank import Item

_SPECIAL = re.compile(r"([\\~=#{}:])")


def escape(text: str) -> str:
    """Text as GIFT takes it: a backslash before each character that means something."""
    return _SPECIAL.sub(r"\\\1", text)


def render(items: Sequence[Item], title: str) -> str:
    """All items as one GIFT file."""
    parts = [
        f"// {title}. Text and data: CC BY 4.0. Not reviewed by a clinician.",
        "$CATEGORY: $course$/" + _category(title),
    ]
    lesson = ""
    for item in items:
        if item.lesson != lesson:
            lesson = item.lesson
            parts.append(f"$CATEGORY: $course$/{_category(title)}/{lesson}")
        parts += [_question(question) for question in questions(item)]
    return "\n\n".join(parts) + "\n"


def _category(title: str) -> str:
    return title.replace("/", "//")


def percent(share: float) -> str:
    """A weight as Moodle lists it: 33.33333, 100."""
    return f"{share:.5f}".rstrip("0").rstrip(".")


def only_one(question: Question) -> bool:
    """Whether this is "all that apply" with one right answer: GIFT knows no weight of 100 %, so it becomes a single choice."""
    return question.kind == "multiple" and question.points == 1


def _question(question: Question) -> str:
    head = f"::{escape(question.id)}::[plain]{escape(question.stem)}"
    if question.kind == "number":
        lines, opening = [f"\t={question.value}:{question.tolerance:.10g}"], "{#"
        lines += [f"\t=%0%{value}:{off:.10g}#{escape(why)}" for value, off, why in question.wrong_numbers]
    else:
        single = question.kind == "single" or only_one(question)
        right, wrong = "=", "~"
        if not single:
            right, wrong = (f"~%{percent(sign * 100 / question.points)}%" for sign in (1, -1))
        choices = question.choices
        lines = [f"\t{right if c.correct else wrong}{escape(c.text)}#{escape(c.feedback)}" for c in choices]
        opening = "{"
    return "\n".join([f"{head}{opening}", *lines, f"\t####{escape(question.feedback)}", "}"])

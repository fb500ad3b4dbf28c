"""GIFT, Moodle's text format: easy to read and to compare, for one lesson or the whole course."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from utils.exports.flatten import NOTE, Question, begins_story, percent, simple_questions, story_text
from utils.questions.bank import Item, Number

_SPECIAL = re.compile(r"([\\~=#{}:])")
_ALL = re.compile(r"(?:Choose|Select) all that apply\.(?: Choose all that apply\.)?")
_PLAIN = "[plain]"  # without it, a text that begins with "%50%" or "[html]" loses its start


def escape(text: str) -> str:
    """Text as GIFT reads it: a backslash before each special character."""
    return _SPECIAL.sub(r"\\\1", text)


def render(items: Sequence[Item], title: str) -> str:
    """All items as one GIFT file; a case comes before its first question, as a description without answers."""
    parts = [f"// {title}. Text and data: CC BY 4.0. {NOTE}", "$CATEGORY: $course$/" + _category(title)]
    before: Item | None = None
    for item in items:
        if before is None or item.lesson != before.lesson:
            parts.append(f"$CATEGORY: $course$/{_category(title)}/{item.lesson}")
        if begins_story(item, before):
            parts.append(f"::{escape(item.story.id)}::{_text(story_text(item).strip())}")
        parts += [_question(question) for question in simple_questions(item)]
        before = item
    return "\n\n".join(parts) + "\n"


def _category(title: str) -> str:
    return title.replace("/", "//")


def _text(text: str) -> str:
    return _PLAIN + escape(text)


def becomes_single_choice(question: Question) -> bool:
    """Whether this is "all that apply" with one right answer, for which GIFT has no weight of 100 %."""
    return question.kind == "multiple" and question.points == 1


def _question(question: Question) -> str:
    stem = _ALL.sub("Choose one.", question.stem) if becomes_single_choice(question) else question.stem
    head = f"::{escape(question.id)}::{_text(stem)}"
    lines, opening = list(_answers(question)), "{#" if question.number else "{"
    return "\n".join([f"{head}{opening}", *lines, f"\t####{_text(question.feedback)}", "}"])


def _answers(question: Question) -> Iterator[str]:
    if question.number:
        yield f"\t={_range(question.number)}"
        for number in question.wrong_numbers:
            yield f"\t=%0%{_range(number)}#{_text(number.rationale)}"
        return
    right, wrong = "=", "~"
    if question.kind == "multiple" and not becomes_single_choice(question):
        right, wrong = (f"~%{percent(sign * 100 / question.points)}%" for sign in (1, -1))
    for choice in question.choices:
        yield f"\t{right if choice.correct else wrong}{_text(choice.text)}#{_text(choice.feedback)}"


def _range(number: Number) -> str:
    return f"{number.value}:{number.tolerance_text}"

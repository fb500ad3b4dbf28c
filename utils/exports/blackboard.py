"""Tab-separated text for Blackboard: a line per question, as "Upload Questions" reads it.

The text has a place for a question and its answers and for nothing else: no reasons, no evidence, no title. So the
note on who reviewed a question is at its end.

References
----------
Blackboard (Anthology), "Upload Questions", Ultra:
https://help.blackboard.com/Learn/Instructor/Ultra/Tests_Pools_Surveys/Reuse_Questions/Upload_Questions
(MC, MA, MAT and NUM; one question a line, no header, no blank line, at most 250 lines).
Baylor College of Medicine, "Importing Test Questions via File to Ultra Course View", has the table of types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from utils.exports.flatten import Question, simple_questions, split_note
from utils.exports.stems import lead_in, lead_in_notes
from utils.questions.bank import Item
from utils.questions.html_form import NO_PLACE

MOST_LINES = 250  # that Blackboard recommends for a file
EVERYWHERE = (
    "The text has no place for reasons, evidence, points or tags: print the key of the paper test, and set the points "
    "in Blackboard."
)
_MARKUP = re.compile(r"(<)(?=[A-Za-z/!?])|(&)(?=[A-Za-z#])")


def escape(text: str) -> str:
    """Text as a field: no tab or line break, and no sign that could begin HTML, whether Blackboard reads any or not."""
    return _MARKUP.sub(r"\g<0> ", " ".join(text.split()))


def render(items: Sequence[Item]) -> list[str]:
    """The items as the texts of as many files as they need; the questions of an item stay in one file."""
    files: list[list[str]] = [[]]
    for item in items:
        lines = list(_lines(item))
        if files[-1] and len(files[-1]) + len(lines) > MOST_LINES:
            files.append([])
        files[-1] += lines
    return ["".join(f"{line}\n" for line in lines) for lines in files]


def is_matching(item: Item) -> bool:
    """Whether an ordering question stays whole: steps are matched with places, and only one step may have none."""
    return item.type == "ordering" and len(item.positions) == len(item.options)


def notes(item: Item) -> Iterator[str]:
    """What differs in this item beside ``EVERYWHERE``."""
    yield "one matching question: each step with its place" if is_matching(item) else split_note(item)
    if len(item.numbers) > 1:
        yield "the common mistakes are not there"
    yield from lead_in_notes(item)


def _lines(item: Item) -> Iterator[str]:
    if is_matching(item):
        stem = f"{lead_in(item)}{item.stem} Match each step with its place."
        pairs = [text for option in item.options for text in (option.text, _place(option.mark))]
        yield _line("MAT", stem, item, pairs)
        return
    for question in simple_questions(item, with_story=True):
        yield _line(*_fields(question))


def _place(mark: str) -> str:
    return NO_PLACE if mark == "no" else f"place {mark}"


def _fields(question: Question) -> tuple[str, str, Item, list[str]]:
    if question.kind == "number":
        key = question.item.key_number
        return "NUM", question.stem, question.item, [key.value, key.tolerance_text]
    answers = [
        text for choice in question.choices for text in (choice.text, "correct" if choice.correct else "incorrect")
    ]
    return "MC" if question.kind == "single" else "MA", question.stem, question.item, answers


def _line(kind: str, stem: str, item: Item, fields: Sequence[str]) -> str:
    return "\t".join(map(escape, (kind, f"{stem} ({item.review_text.rstrip('.')}.)", *fields)))

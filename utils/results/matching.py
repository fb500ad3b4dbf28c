"""Which question of the bank a column of a file is: by its id, or by its stem as our exports write it."""

from __future__ import annotations

import html
import re

from utils.exports import moodle
from utils.exports.flatten import OTHER_BLANK, Question, exhibit_text, simple_questions, story_name
from utils.questions import scoring
from utils.questions.bank import Item, all_items
from utils.results.model import Asked, Column
from utils.tables.course_data import CourseData

_TAG = re.compile(r"<[^>]*>")
_BLANKS = f"_{OTHER_BLANK}"  # which of its blanks a question asks for
_SHORTEST = 20  # letters of a stem that are enough to recognize a longer text


def letters(text: str) -> str:
    """A text as it is compared: letters, digits and blanks, without tags, entities, spaces, line breaks or case."""
    plain = html.unescape(_TAG.sub(" ", text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum() or letter in _BLANKS)


class Bank:
    """The questions of the course by what a platform may call them. ``data``: all tables."""

    def __init__(self, data: CourseData):
        self._simple: dict[str, tuple[Item, Question]] = {}
        self._whole: dict[str, Item] = {}
        self._stems: dict[str, Item] = {}
        for item in all_items(data):
            self._whole[item.id] = item
            self._stems.setdefault(letters(f"{story_name(item)}{exhibit_text(item)}{item.stem}"), item)
            for question in (*simple_questions(item), *simple_questions(item, with_story=True)):
                self._simple.setdefault(question.id, (item, question))
                self._simple.setdefault(letters(question.stem), (item, question))

    def asked(self, number: int, column: Column) -> Asked:
        """The question of a column; without item and question if the bank has none such."""
        found = self._simple.get(column.text) or self._simple.get(letters(column.text))
        if found:
            item, question = found
            text = item.stem if question.id == item.id else f"{_part(question)} ({item.stem})"
            return Asked(number, text, column.max_points or question.points, item, question)
        item = self._whole.get(column.text) or self._beginning(letters(column.text))
        if item is None:
            return Asked(number, column.text, column.max_points or 1)
        simple = simple_questions(item)
        if len(simple) == 1:
            return Asked(number, item.stem, column.max_points or simple[0].points, item, simple[0])
        most = moodle.cloze_points(item) if column.right else scoring.max_points(scoring.marking(item))
        return Asked(number, item.stem, column.max_points or most, item)

    def _beginning(self, text: str) -> Item | None:
        """The item with the longest stem that a text begins with: Moodle writes the answers behind it."""
        found = [stem for stem in self._stems if len(stem) >= _SHORTEST and text.startswith(stem)]
        return self._stems[max(found, key=len)] if found else None


def _part(question: Question) -> str:
    """Which part of an item a simple question asks for."""
    ending = question.id.removeprefix(f"{question.item.id}--")
    texts = {part.id: part.text for part in question.item.parts}
    texts |= {option.letter: option.text for option in question.item.options}
    return " ".join(texts.get(ending, ending).replace("{}", "____").split())

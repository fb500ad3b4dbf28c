"""What a learner chooses in a live question reaches the record: a try is scored and saved, with a line that says so.

Only a learner's choice does this, in a notebook that is running. Displaying a question, or running a lesson, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ipywidgets as widgets
from IPython import get_ipython
from markupsafe import Markup

from utils.questions import record as record_module
from utils.questions import scores, scoring
from utils.questions.bank import Item, all_items
from utils.questions.record import LessonState, Record
from utils.questions.record_file import NAME, RecordFile
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.rules.questions import TEST
from utils.ui.explorer import WidgetFactory

SAID = Markup('<p class="mbc-result" role="status">{}</p>')
_SAVED = f"Saved in {NAME}."
# In this kernel: the radio buttons that are listened to, by their id, and what a choice calls. They stay when a cell is
# run again.
_watching: dict[str, tuple[widgets.RadioButtons, Callable]] = {}


class Choice(NamedTuple):
    """Radio buttons, and what the control of the form says for each of them."""

    radios: widgets.RadioButtons
    values: Sequence[str]


class Line:
    """A line at the end of a live question, there as soon as there is something to say."""

    def __init__(self, factory: WidgetFactory, column: widgets.VBox):
        self._factory, self._column, self._above = factory, column, column.children

    def show(self, message: Markup) -> None:
        """Say it, instead of what was said before."""
        self._column.children = (*self._above, self._factory.html("said", message))


class Recorder:
    """Keeps what a learner answers in the notebook of this kernel.

    Parameters
    ----------
    file : RecordFile
        Where it is kept.
    data : CourseData
        All tables, for the state of each lesson.
    """

    def __init__(self, file: RecordFile, data: CourseData):
        self.file = file
        self.titles = data.by_id("lessons")["title"].to_dict()
        self.items = {item.id: item for item in all_items(data) if item.place != TEST}

    def watch(self, item: Item, choices: Mapping[str, Choice], show: Callable[[Markup], None]) -> None:
        """From now on a choice is a try, once every part of the answer is chosen.

        ``choices``: name of a control → its radio buttons. Each shows its reason at once, so of every part the first
        choice counts.
        """
        firsts: dict[str, list[str]] = {}

        def chosen(change) -> None:
            if change["new"] is None:
                return
            answer = {
                name: [choice.values[choice.radios.index]]
                for name, choice in choices.items()
                if choice.radios.index is not None
            }
            counted = {**answer, **firsts}
            if len(answer) == len(choices):
                firsts.clear()
                show(SAID.format(self.tried(item, answer, counted)))
            else:
                firsts.update(counted)

        for choice in choices.values():
            listened, before = _watching.get(choice.radios.model_id, (None, None))
            if listened is choice.radios:
                listened.unobserve(before, "index")
            _watching[choice.radios.model_id] = (choice.radios, chosen)
            choice.radios.observe(chosen, "index")

    def tried(self, item: Item, answer: Mapping[str, list[str]], counted: Mapping[str, list[str]] | None = None) -> str:
        """Score a try, keep it, and say what it is worth, whether it counts, and whether it is saved.

        ``answer``: name of a control → values. ``counted``: what is scored, where that is something else.
        """
        result = scores.score(scoring.marking(item), counted or answer)
        day = date.today().isoformat()

        def edit(record: Record) -> None:
            self.adopt_former(record)
            entry = record_module.item(record, item.id)
            entry["answer"] = dict(answer)
            record_module.attempt(entry, result.points, result.most, day)
            record["lessons"][item.lesson] = self._lesson_state(record, item.lesson)

        problem = self.file.change(edit)
        entry = self.file.read().record["items"][item.id]
        return " ".join(filter(None, [_worth(entry), _comes_back(entry, day), problem or _SAVED]))

    def adopt_former(self, record: Record) -> None:
        """Keep what was kept under the former id of a question under its id of today."""
        for item in self.items.values():
            if item.former_id:
                record_module.adopt(record, item.id, item.former_id)

    def _lesson_state(self, record: Record, lesson: str) -> LessonState:
        items = [item for item in self.items.values() if item.lesson == lesson]
        firsts = [entry["first"] for item in items if "first" in (entry := record["items"].get(item.id, {}))]
        points, of = (sum(first[place] for first in firsts) for place in (0, 1))
        most = sum(scoring.max_points(scoring.marking(item)) for item in items)
        numbers = {"done": len(firsts), "questions": len(items), "points": points, "of": of, "most": most}
        return {"title": self.titles[lesson], **numbers}


def recorder_of(data: CourseData) -> Recorder | None:
    """In a running notebook, the recorder for the folder it is in. Elsewhere there is no learner, and no recorder."""
    return _recorder(data) if getattr(get_ipython(), "kernel", None) else None


@once_per_data
def _recorder(data: CourseData) -> Recorder:
    return Recorder(_file(Path.cwd()), data)


@cache
def _file(folder: Path) -> RecordFile:
    """One for the kernel, also where the tables are loaded again: it holds what could not be written yet."""
    return RecordFile(folder)


def _worth(entry: dict) -> str:
    points, most = entry["last"]
    word = "point" if most == 1 else "points"
    if entry["tries"] == 1:
        return f"First try: {points} of {most} {word}."
    first_points, first_most = entry["first"]
    return f"Another try: {points} of {most} {word}. Your first one counts: {first_points} of {first_most}."


def _comes_back(entry: dict, day: str) -> str:
    if "due" not in entry:
        return ""
    days = (date.fromisoformat(entry["due"]) - date.fromisoformat(day)).days
    return "This question comes back tomorrow." if days == 1 else f"This question comes back in {days} days."

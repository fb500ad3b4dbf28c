"""What was missed, over all lessons: asked again when it is due, and points by client need and step of judgment.

The record of the learner is read when the cell is run. What is saved with the notebook says only what the cell is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.questions.bank import Item
from utils.questions.checked import checked_item
from utils.questions.quizzes import FORM_ONLY, item_widget
from utils.questions.record import Record
from utils.questions.record_file import NAME, SAVED_ON_PAGES
from utils.questions.recorder import Recorder, recorder_of
from utils.tables.course_data import CourseData
from utils.ui.explorer import TwoFaces, WidgetFactory

AT_ONCE = 10  # questions that are asked at once
_OWNER = "again"  # of the widgets of a question that is asked again: not those in its lesson
_COLUMNS = {"client_need": "client need", "judgment": "step of clinical judgment"}
_NO_STEP = "none"  # a question that belongs to no step
_FIRST = (
    "Nothing to show yet: answer questions in the lessons first. Open a lesson in JupyterLab, choose Run, then Run All "
    "Cells, and answer. Then come back and run this cell."
)
_THEN = (
    "This cell then asks each question that you missed again, after 1, 3, 7 and 21 days, and adds up your points by "
    f"client need and by step of clinical judgment. Your answers stay in the file {NAME} in this folder."
)
_FROM_PAGES = (
    f"A file that you saved on the web pages of the course ({SAVED_ON_PAGES}) counts too if you put it in this folder, "
    f"and the web pages can load {NAME}."
)
_PARAGRAPH = Markup("<p>{}</p>")
_FOR_WHAT = [_FIRST, _THEN, _FROM_PAGES]
_NO_KEY = "This copy of the course has no answers, so what you choose in it is not marked and not kept."
# The words of a checkbox wrap; JupyterLab would cut them off.
_WRAPPED = Markup(
    "<style>.mbc-missed .widget-checkbox, .mbc-missed .widget-checkbox label { height: auto; max-width: 100%; "
    "white-space: normal; line-height: 1.4; } .mbc-missed .widget-checkbox input { flex: none; }</style>"
)


@dataclass(frozen=True)
class MissedQuestions(TwoFaces):
    """What was missed; before anything is, what this is for.

    Parameters
    ----------
    recorder : Recorder or None
        Knows what the learner did; None where there is no learner.
    with_key : bool
        Whether this copy of the course has answers, so that something is marked and kept.
    """

    recorder: Recorder | None
    with_key: bool = True
    title = "Questions you missed"

    @property
    def html(self) -> Markup:
        """What the cell is for: all that a saved notebook, or a page made from it, says."""
        return Markup('<section class="mbc-quiz" aria-label="{}">{}</section>').format(self.title, self._for_what)

    @property
    def _for_what(self) -> Markup:
        return ui.joined(map(_PARAGRAPH.format, _FOR_WHAT if self.with_key else [_NO_KEY]))

    @property
    def plain(self) -> str:
        """The same as text."""
        return "\n".join(_FOR_WHAT if self.with_key else [_NO_KEY])

    def widget(self) -> widgets.Widget:
        """The questions that are due, to be answered, and what else the record says."""
        factory = WidgetFactory("missed")
        reading = self.recorder.file.read() if self.recorder else None
        parts = self._shown(factory, reading.record, reading.notes) if reading else []
        parts = parts or [factory.html("text", self._for_what)]
        box = factory.column("", parts, "mbc-quiz-live", "mbc-missed")
        factory.done()
        return box

    def _shown(self, factory: WidgetFactory, record: Record, notes: Iterable[str]) -> list[widgets.Widget]:
        """What there is to show from a record; nothing if nothing was answered and there is nothing to say."""
        self.recorder.adopt_former(record)
        saved_items = {place: saved for place, saved in record["items"].items() if place in self.recorder.items}
        notes = list(notes)
        if not notes and not any("first" in saved for saved in saved_items.values()):
            return []
        today = date.today().isoformat()
        waiting = sorted((saved["due"], place) for place, saved in saved_items.items() if "due" in saved)
        due = [place for day, place in waiting if day <= today]
        later = [(day, place) for day, place in waiting if day > today]
        for place in self.recorder.items:
            WidgetFactory(f"{_OWNER}/{place}").done()  # what an earlier run asked, and its answers
        text = [
            _WRAPPED,
            *map(_PARAGRAPH.format, notes),
            _PARAGRAPH.format(f"{len(due)} due today, {len(later)} later." if waiting else "Nothing to repeat."),
        ]
        if len(due) > AT_ONCE:
            text.append(_PARAGRAPH.format(f"Here are the first {AT_ONCE}. Run this cell again for the next ones."))
        parts = [factory.html("text", ui.joined(text))]
        for place in due[:AT_ONCE]:
            parts += [factory.html(f"from/{place}", self._from(place)), self._again(self.recorder.items[place])]
        tables = ui.joined(
            ui.table(frame, f"First tries, by {name}", [name.capitalize(), "Questions", "Points"])
            for column, name in _COLUMNS.items()
            if len(frame := points_by(column, record, self.recorder.items.values()))
        )
        return [*parts, factory.html("later", self._later(later) + tables)]

    def _again(self, item: Item) -> widgets.Widget:
        """The question, without the last answer to it."""
        if item.type in FORM_ONLY or item.type == "bow-tie":
            return checked_item(item, self.recorder, _OWNER)
        return item_widget(item, recorder=self.recorder, owner=_OWNER)

    def _from(self, place: str) -> Markup:
        return Markup('<p class="mbc-found-in">From the lesson {}</p>').format(
            self.recorder.titles[self.recorder.items[place].lesson]
        )

    def _later(self, later: list[tuple[str, str]]) -> Markup:
        if not later:
            return Markup()
        line = Markup('{} <span class="mbc-found-in">({}; due on {})</span>')
        items = [(self.recorder.items[place], day) for day, place in later]
        lines = [line.format(item.stem, self.recorder.titles[item.lesson], day) for item, day in items]
        return ui.folded(f"Due later: {len(later)}", ui.bullets(lines))


def points_by(column: str, record: Record, items: Iterable[Item]) -> pd.DataFrame:
    """Questions answered and points of first tries by ``client_need`` or ``judgment``, the weakest first."""
    firsts = [
        (getattr(item, column), *record["items"][item.id]["first"])
        for item in items
        if "first" in record["items"].get(item.id, {}) and getattr(item, column) != _NO_STEP
    ]
    frame = pd.DataFrame(firsts, columns=["group", "points", "most"])
    sums = frame.groupby("group", sort=False).agg(
        questions=("points", "size"), points=("points", "sum"), most=("most", "sum")
    )
    sums = sums.assign(share=sums["points"] / sums["most"]).sort_values("share", kind="stable").reset_index()
    sums["points"] = [f"{row.points:g} of {row.most:g}" for row in sums.itertuples()]
    return sums[["group", "questions", "points"]]


def missed(data: CourseData, answers: bool = True) -> MissedQuestions:
    """What the learner missed in all lessons, asked again when it is due, for the last line of a cell.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    answers : bool
        Whether keys and reasons are there; without them nothing is kept.

    Returns
    -------
    MissedQuestions
        In a running notebook with a record: what is due, what comes later, and points by client need and step.
        Anywhere else: what the cell is for.
    """
    return MissedQuestions(recorder_of(data) if answers else None, answers)

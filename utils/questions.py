"""Check-yourself questions in a lesson: the HTML form, and in JupyterLab radio buttons that open the reason of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import ipywidgets as widgets

from utils import html, item_forms
from utils.explorers import Models, TwoFaces, stylesheet
from utils.explorers import show_stylesheet as show_stylesheet  # the load cell of each lesson calls it
from utils.faults import CourseError
from utils.items import Item, bank

FORM = {"multiple", "select-n", "matrix-multiple", "numeric"}  # types that are the same form in JupyterLab


def live(item: Item) -> widgets.Widget:
    """The live face. Where one thing is chosen from several, radio buttons open the reason of the choice at once.

    Radio buttons also where the form has closed lists: JupyterLab takes arrow keys and letters typed at a list for
    itself. Every other type is the form itself.
    """
    make = Models(f"question/{item.id}")
    if item.type in FORM:
        face = make.html("", item_forms.form(item))
    else:
        parts = [make.html("stem", f'<p class="mbc-stem">{item_forms.legend(item)}</p>{item_forms.exhibit(item)}')]
        for number, pick in enumerate(item_forms.picks(item)):
            if isinstance(pick, str):
                parts.append(make.html(f"{number}", pick))
                continue
            if item.type != "single":
                parts.append(make.html(f"{number}/label", f'<p class="mbc-control-label">{pick.label}</p>'))
            parts += _pick(make, f"{number}", pick, item_forms.rests(item) if item.type == "single" else "")
        if item.type != "single":
            parts.append(make.html("rests", html.folded("What this rests on", item_forms.rests(item))))
        face = make.column("", parts)
    make.done()
    return face


def _pick(make: Models, place: str, pick: item_forms.Pick, rests: str) -> list[widgets.Widget]:
    picker = make.radios(place, pick.options, None, short=pick.short)
    shown = {  # one widget where two reasons are the same
        reason: make.html(f"{place}/{number}", f'<div class="mbc-reason"><p>{reason}</p>{rests}</div>')
        for number, reason in enumerate(dict.fromkeys(pick.reasons))
    }
    stack = make.stack(place, [shown[reason] for reason in pick.reasons])
    make.link(place, (picker, "index"), (stack, "selected_index"))
    return [picker, stack]


@dataclass(frozen=True)
class Quiz(TwoFaces):
    """Questions of one lesson, shown together. ``id`` names them among all that the lesson shows."""

    items: tuple[Item, ...]
    id: str = ""
    title = "Check yourself"

    @property
    def html(self) -> str:
        """The form that travels: one HTML form per question."""
        forms = "".join(item_forms.form(item) for item in self.items)
        return f'<section class="mbc-quiz" aria-label="{self.title}">{forms}</section>'

    @property
    def plain(self) -> str:
        """The questions as text, without their keys."""
        return "\n".join(item_forms.plain(item) for item in self.items)

    def widget(self) -> widgets.Widget:
        """The live face of all questions."""
        make = Models(f"quiz/{self.id}")
        box = make.column("", [stylesheet(), *(live(item) for item in self.items)], "mbc-quiz-live")
        make.done()
        return box


def quiz(lesson: str, data: SimpleNamespace, only: Sequence[str] = ()) -> Quiz:
    """The questions of ``lesson`` (file name without ending), in order; or ``only`` those with these ids, in that order.

    ``data``: all tables, as ``tables.load_all`` gives them. Raises CourseError when the lesson has none, or not that one.
    """
    own = {item.id: item for item in bank(data) if item.lesson == lesson}
    if not own:
        raise CourseError(f"data/items/items.csv holds no question for lesson {lesson!r}.")
    if unknown := [id for id in only if id not in own]:
        raise CourseError(f"Lesson {lesson!r} has no question {unknown[0]!r} in data/items/items.csv.")
    return Quiz(tuple(own[id] for id in only or own), "/".join([lesson, *only]))

"""Check-yourself questions in a lesson: the HTML form, and in JupyterLab radio buttons that open the reason of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets as widgets
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.questions import html_form
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.ui.explorer import Models, TwoFaces, stylesheet

FORM_ONLY = {"multiple", "select-n", "matrix-multiple", "numeric"}  # types that are the same form in JupyterLab


def item_widget(item: Item) -> widgets.Widget:
    """The live face. Where one thing is chosen from several, radio buttons open the reason of the choice at once.

    Radio buttons also where the form has closed lists: JupyterLab takes arrow keys and letters typed at a list for
    itself. Every other type is the form itself.
    """
    make = Models(f"question/{item.id}")
    if item.type in FORM_ONLY:
        face = make.html("", html_form.form(item))
    else:
        stem = Markup('<p class="mbc-stem">{}</p>{}').format(html_form.legend(item), html_form.exhibit(item))
        parts = [make.html("stem", stem)]
        for number, pick in enumerate(html_form.live_parts(item)):
            if isinstance(pick, Markup):
                parts.append(make.html(f"{number}", pick))
                continue
            if item.type != "single":
                label = Markup('<p class="mbc-control-label">{}</p>').format(pick.label)
                parts.append(make.html(f"{number}/label", label))
            parts += _pick(
                make, f"{number}", pick, html_form.evidence_note(item) if item.type == "single" else Markup()
            )
        if item.type != "single":
            parts.append(make.html("rests", ui.folded("What this rests on", html_form.evidence_note(item))))
        face = make.column("", parts)
    make.done()
    return face


def _pick(make: Models, place: str, pick: html_form.SingleChoice, rests: Markup) -> list[widgets.Widget]:
    picker = make.radios(place, pick.options, None, short=pick.short)
    panel = Markup('<div class="mbc-reason"><p>{}</p>{}</div>')
    shown = {  # one widget where two reasons are the same
        reason: make.html(f"{place}/{number}", panel.format(reason, rests))
        for number, reason in enumerate(dict.fromkeys(pick.reasons))
    }
    stack = make.stack(place, [shown[reason] for reason in pick.reasons])
    make.link(place, (picker, "index"), (stack, "selected_index"))
    return [picker, stack]


@dataclass(frozen=True)
class Quiz(TwoFaces):
    """Questions of one lesson, shown together; without their key, as a form alone. ``id`` names them in the lesson."""

    items: tuple[Item, ...]
    id: str = ""
    with_key: bool = True
    title = "Check yourself"

    @property
    def html(self) -> Markup:
        """The form that travels: one HTML form per question."""
        forms = ui.joined(html_form.form(item, self.with_key) for item in self.items)
        return Markup('<section class="mbc-quiz" aria-label="{}">{}</section>').format(self.title, forms)

    @property
    def plain(self) -> str:
        """The questions as text, without their keys."""
        return "\n".join(html_form.plain(item) for item in self.items)

    def widget(self) -> widgets.Widget:
        """The live face of all questions."""
        make = Models(f"quiz/{self.id}")
        box = make.column("", [stylesheet(), *(item_widget(item) for item in self.items)], "mbc-quiz-live")
        make.done()
        return box


def quiz(lesson: str, data: CourseData, only: Sequence[str] = ()) -> Quiz:
    """The questions of ``lesson`` (file name without ending), in order; or ``only`` those with these ids, in that order.

    ``data``: all tables, as ``tables.load_all`` gives them. Raises CourseError when the lesson has none, or not that one.
    """
    own = {item.id: item for item in all_items(data) if item.lesson == lesson}
    if not own:
        raise CourseError(f"data/items/items.csv holds no question for lesson {lesson!r}.")
    if unknown := [id for id in only if id not in own]:
        raise CourseError(f"Lesson {lesson!r} has no question {unknown[0]!r} in data/items/items.csv.")
    return Quiz(tuple(own[id] for id in only or own), "/".join([lesson, *only]))

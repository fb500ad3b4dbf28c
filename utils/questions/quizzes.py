"""Check-yourself questions in a lesson: the HTML form, and in JupyterLab radio buttons that open the reason of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets as widgets
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.questions import html_form
from utils.questions.bank import Item, bank
from utils.tables.course_data import CourseData
from utils.ui.explorer import Panels, style_element

FORM = {"multiple", "select-n", "matrix-multiple", "numeric"}  # types that are the same form in JupyterLab


def live(item: Item, make: Panels) -> widgets.Widget:
    """The live face. Where one thing is chosen from several, radio buttons open the reason of the choice at once.

    Radio buttons also where the form has closed lists: JupyterLab takes arrow keys and letters typed at a list for
    itself. Every other type is the form itself.
    """
    if item.type in FORM:
        return make.html(html_form.form(item))
    parts = [make.html(Markup('<p class="mbc-stem">{}</p>{}').format(html_form.legend(item), html_form.exhibit(item)))]
    if item.type == "single":
        parts += _pick(make, html_form.picks(item)[0], html_form.rests(item))
    else:
        for pick in html_form.picks(item):
            if isinstance(pick, Markup):
                parts.append(make.html(pick))
            else:
                label = Markup('<p class="mbc-control-label">{}</p>').format(pick.label)
                parts += [make.html(label), *_pick(make, pick, "")]
        parts.append(make.html(ui.folded("What this rests on", html_form.rests(item))))
    return make.column(parts)


def _pick(make: Panels, pick: html_form.Pick, rests: str) -> list[widgets.Widget]:
    picker = make.radios(pick.options, short=pick.short)
    panel = Markup('<div class="mbc-reason"><p>{}</p>{}</div>')
    shown = {reason: make.html(panel.format(reason, rests)) for reason in pick.reasons}
    stack = make.stack([shown[reason] for reason in pick.reasons], None)  # one widget where two reasons are the same
    widgets.jslink((picker, "index"), (stack, "selected_index"))
    return [picker, stack]


@dataclass(frozen=True)
class Quiz:
    """Questions of one lesson, shown together; without their key, as a form alone."""

    items: tuple[Item, ...]
    with_key: bool = True

    @property
    def html(self) -> Markup:
        """The form that travels: one HTML form per question."""
        forms = ui.joined(html_form.form(item, self.with_key) for item in self.items)
        return Markup('<section class="mbc-quiz" aria-label="Check yourself">{}</section>').format(forms)

    def widget(self) -> widgets.Widget:
        """The live face of all questions."""
        make = Panels()
        box = make.column([make.html(style_element()), *(live(item, make) for item in self.items)])
        box.add_class("mbc-quiz-live")
        return box

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        face = self.widget()._repr_mimebundle_()
        return {
            "text/plain": "\n".join(html_form.plain(item) for item in self.items),
            "text/html": str(self.html),
            **{mime: view for mime, view in face.items() if mime.startswith("application/")},
        }


def quiz(lesson: str, data: CourseData, only: Sequence[str] = ()) -> Quiz:
    """The questions of ``lesson`` (file name without ending), in order; or ``only`` those with these ids, in that order.

    ``data``: all tables, as ``tables.load_all`` gives them. Raises CourseError when the lesson has none, or not that one.
    """
    own = {item.id: item for item in bank(data) if item.lesson == lesson}
    if not own:
        raise CourseError(f"data/items/items.csv holds no question for lesson {lesson!r}.")
    if unknown := [id for id in only if id not in own]:
        raise CourseError(f"Lesson {lesson!r} has no question {unknown[0]!r} in data/items/items.csv.")
    return Quiz(tuple(own[id] for id in only or own))

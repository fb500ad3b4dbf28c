"""Check-yourself questions in a lesson: the HTML form, and in JupyterLab radio buttons that show the rationale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets as widgets
from IPython.display import display
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.questions import html_form, scoring
from utils.questions.bank import Item, all_items
from utils.questions.recorder import Choice, Line, Recorder, recorder_of
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import MORE, TEST
from utils.ui.explorer import TwoFaces, WidgetFactory

FORM_ONLY = {"multiple", "select-n", "matrix-multiple", "numeric"}  # types that are this form in JupyterLab too


def item_widget(
    item: Item, with_key: bool = True, recorder: Recorder | None = None, owner: str = "question"
) -> widgets.Widget:
    """The live face: single-choice items show the rationale as soon as an option is chosen.

    They are radio buttons also where the form has drop-down lists: JupyterLab takes arrow keys and letters typed at a
    list for itself. Every other type is the form itself, and so is a question without its key. ``recorder``: what a
    learner chooses is kept, and a line below the question tells it.
    """
    factory = WidgetFactory(f"{owner}/{item.id}")
    if item.type in FORM_ONLY or not with_key:
        face = factory.html("", html_form.form(item, with_key))
    else:
        parts = [factory.html("stem", html_form.stem(item))]
        choices: dict[str, Choice] = {}
        for number, part in enumerate(html_form.live_parts(item)):
            if isinstance(part, Markup):
                parts.append(factory.html(f"{number}", part))
                continue
            if item.type != "single":
                parts.append(factory.html(f"{number}/label", html_form.control_label(part.label)))
            evidence = html_form.evidence_note(item) if item.type == "single" else Markup()
            radios = factory.radios(f"{number}", part.options, None, short=part.short)
            choices[part.name] = Choice(radios, part.values)
            parts += [radios, factory.html(f"{number}/reasons", _reasons(part, evidence))]
        if item.type != "single":
            parts.append(factory.html("rests", ui.folded("Evidence", html_form.evidence_note(item))))
        face = factory.column("", parts)
        is_whole = len(choices) == len(scoring.marking(item).groups)  # the kernel hears every part of the answer
        if recorder and is_whole:
            recorder.watch(item, choices, Line(factory, face).show)
    factory.done()
    return face


def _reasons(choice: html_form.SingleChoice, evidence: Markup) -> Markup:
    """The reason for each option, and the evidence for all of them, as one piece directly below the radio buttons.

    The stylesheet shows the reason of the chosen option. One that several options share is there once.
    """
    options_of: dict[Markup, list[str]] = {}
    for index, feedback in enumerate(choice.feedbacks):
        options_of.setdefault(feedback, []).append(str(index))
    reason = Markup('<p data-options="{}">{}</p>')
    reasons = ui.joined(reason.format(" ".join(indexes), feedback) for feedback, indexes in options_of.items())
    return Markup('<div class="mbc-reason">{}{}</div>').format(reasons, evidence)


@dataclass(frozen=True)
class Quiz(TwoFaces):
    """Questions of one lesson, shown together; without their key, as a form alone.

    Parameters
    ----------
    items : tuple of Item
        The questions, in order.
    id : str
        Names the quiz among the widgets of a notebook.
    with_key : bool
        Whether each form holds its folded key.
    live : bool
        Whether JupyterLab shows radio buttons that give the reason at once. Otherwise it shows the form too, with its
        folded key: dozens of live questions would make a notebook twice as heavy and slow to open.
    recorder : Recorder, optional
        Keeps what a learner chooses in JupyterLab.
    """

    items: tuple[Item, ...]
    id: str = ""
    with_key: bool = True
    live: bool = True
    recorder: Recorder | None = None
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

    def _ipython_display_(self) -> None:
        if self.live:
            super()._ipython_display_()
        else:
            display(self._repr_mimebundle_(), raw=True)

    def widget(self) -> widgets.Widget:
        """The live face of all questions."""
        factory = WidgetFactory(f"quiz/{self.id}")
        box = factory.column(
            "",
            [item_widget(item, self.with_key, self.recorder) for item in self.items],
            "mbc-quiz-live",
        )
        factory.done()
        return box


def quiz(lesson: str, data: CourseData, place: str = "", only: Sequence[str] = (), answers: bool = True) -> Quiz:
    """The questions of ``lesson``, in order: all, those of one ``place``, or ``only`` those with these ids.

    Parameters
    ----------
    lesson : str
        Id of a lesson: its file name without the ending.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    place : str
        The questions whose column ``place`` says this, such as ``receptors``; by default all that are in the lesson.
    only : sequence of str
        Ids of questions of this lesson, in the order to show; by default all of them.
    answers : bool
        Whether keys and reasons are there; without them each question is a form with a line to write on.

    Returns
    -------
    Quiz
        The questions, for the last line of a cell.

    Raises
    ------
    CourseError
        If the lesson or its place has no questions, or not one of those in ``only``.
    """
    items = {item.id: item for item in all_items(data) if item.lesson == lesson}
    if not only:
        items = {id: item for id, item in items.items() if item.place == place or (not place and item.place != TEST)}
    if not items:
        where = f"lesson {lesson!r}" + (f" with the place {place!r}" if place else "")
        raise CourseError(f"data/items/items.csv has no questions for {where}.")
    if unknown := [id for id in only if id not in items]:
        raise CourseError(f"Lesson {lesson!r} has no question {unknown[0]!r} in data/items/items.csv.")
    name = "/".join(filter(None, [lesson, place, *only]))
    asked = tuple(items[id] for id in only or items)
    return Quiz(asked, name, answers, live=place != MORE, recorder=recorder_of(data) if answers else None)

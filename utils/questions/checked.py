"""A question that has to be checked as a whole, in a running notebook: its controls, and a button that checks them.

Lessons have the plain form of these types. This is made when a missed question is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import ipywidgets as widgets
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_button import ButtonStyle
from ipywidgets.widgets.widget_string import TextStyle
from markupsafe import Markup

from utils import ui
from utils.questions import html_form, scores, scoring
from utils.questions.bank import Item, Option, Part
from utils.questions.recorder import SAID, Line, Recorder
from utils.ui.explorer import WidgetFactory


class Field(NamedTuple):
    """Widgets of one control of the form, and the values that are chosen in them."""

    widgets: list[widgets.Widget]
    chosen: Callable[[], list[str]]


def checked_item(item: Item, recorder: Recorder, owner: str) -> widgets.Widget:
    """The question with a button below it; its reasons are shown when an answer is checked. Not for an ordering."""
    factory = WidgetFactory(f"{owner}/{item.id}")
    fields = _fields(factory, item)
    button = factory.control(widgets.Button, ButtonStyle, "check", description="Check my answer")
    stem = factory.html("stem", html_form.stem(item))
    above = [widget for field in fields.values() for widget in field.widgets]
    face = factory.column("", [stem, *above, button])
    line = Line(factory, face)

    def check(_) -> None:
        answer = {name: field.chosen() for name, field in fields.items()}
        if open_names := scores.score(scoring.marking(item), answer).open_groups:
            line.show(SAID.format(_still_open(item, open_names)))
        else:
            fold = ui.folded("Show the answer and the reasons", html_form.key(item))
            line.show(SAID.format(recorder.tried(item, answer)) + ui.bullets(_reasons(item, answer)) + fold)

    button.on_click(check)
    factory.done()
    return face


def _fields(factory: WidgetFactory, item: Item) -> dict[str, Field]:
    if item.type == "numeric":
        names = {"description": "Your answer:", "placeholder": item.key_number.unit}
        box = factory.control(widgets.Text, TextStyle, "number", {"value": ""}, **names)
        return {item.id: Field([box], lambda: [box.value])}
    fields = {}
    for group in item.groups:
        name = scoring.control_name(item, group.id)
        question = group.text.replace("{}", "____")
        if group.choose == 1:
            texts = [html_form.label(item, option) for option in group.options]
            fields[name] = _radios(factory, name, question, texts, [option.letter for option in group.options])
        else:
            fields[name] = _checkboxes(factory, item, name, group, question)
    return fields


def _radios(factory: WidgetFactory, name: str, question: str, texts: list[str], values) -> Field:
    radios = factory.radios(name, texts, None, short=False)
    chosen = lambda: [] if radios.index is None else [values[radios.index]]  # noqa: E731
    return Field([*_label(factory, name, question), radios], chosen)


def _checkboxes(factory: WidgetFactory, item: Item, name: str, group: Part, question: str) -> Field:
    boxes = {
        option.letter: factory.control(
            widgets.Checkbox,
            CheckboxStyle,
            f"{name}/{option.letter}",
            {"value": False},
            description=html_form.label(item, option),
            indent=False,
        )
        for option in group.options
    }
    return Field(
        [*_label(factory, name, question), *boxes.values()],
        lambda: [letter for letter, box in boxes.items() if box.value],
    )


def _label(factory: WidgetFactory, name: str, question: str) -> list[widgets.HTML]:
    return [factory.html(f"{name}/label", html_form.control_label(question))] if question else []


def _still_open(item: Item, names: tuple[str, ...]) -> str:
    many = [group.choose for group in item.groups if scoring.control_name(item, group.id) in names and group.choose]
    if len(many) == 1 and many[0] > 1:
        return f"Choose {many[0]}, then check. Your answers stay as they are."
    return "Answer every part first, then check. Your answers stay as they are."


def _reasons(item: Item, answer: Mapping[str, list[str]]) -> list[Markup]:
    """What was chosen, with its reason; of a step or a number the fold says it."""
    by_name: dict[str, tuple[Option, ...]] = {
        scoring.control_name(item, group.id): group.options for group in item.groups
    }
    return [
        html_form.feedback(item, option)
        for name, options in by_name.items()
        for option in options
        if option.letter in answer[name]
    ]

"""Explorers: choose, and see the panel that belongs to the choice.

One form of HTML with native radio inputs holds every panel, once, and travels to every host: the course's stylesheet
switches it, and where no stylesheet arrives all panels stay open. In JupyterLab live controls (core ipywidgets) are
directly above the form and switch it instead, also by the stylesheet, so no choice waits for the kernel.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, product
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import HTMLStyle
from markupsafe import Markup, escape

from utils.errors import CourseError
from utils.tables.rules.display import MAX_OPTIONS
from utils.ui.elements import first_line, joined, placed

STYLESHEET = Path(__file__).with_name("course.css")
# The stylesheet switches this many controls, and compares two digits of an option's number (see its end).
MAX_CONTROLS = 3
# By control: the options (their numbers) with which something is shown; None for all.
Box = tuple[tuple[int, ...] | None, ...]
_PANEL = Markup('<div class="mbc-panel">{}</div>')
_PART = Markup('<div class="mbc-panel mbc-part">{}</div>')
_OPTION = Markup('<div class="mbc-option-{}" data-tens="{}" data-units="{}">{}</div>')
_STACK = Markup('<div class="mbc-stack">{}</div>')
_NOTHING = Markup()
# JupyterLab takes the arrow keys of everything but text for itself: they move to another cell.
_KEYS = Markup(' <span class="mbc-keys">On a keyboard: Tab moves from choice to choice, Space chooses.</span>')
# A control with more options than this is a grid that scrolls, so that the panel stays in sight on a phone.
_MAX_IN_LINE = 8


class WidgetFactory:
    """The widget models of one owner (an explorer, a question), each named by its place there.

    A model's id is a digest of owner and place, the same in every run: what a notebook saved matches what a later
    kernel sends. A model that is asked for again is the same model, brought up to date, so that a second display is a
    second view of it and a changed owner reaches every view. ``done`` closes models that the owner no longer has.
    """

    def __init__(self, owner: str):
        self._owner, self._made_ids = owner, set()

    def make(self, widget_type: type, place: str, start: dict[str, Any] | None = None, **state: Any) -> Any:
        """The model of this type at this place. ``start``: what a reader changes; set if it is new or differs."""
        id = hashlib.sha256(f"{self._owner}/{place}/{widget_type.__name__}".encode()).hexdigest()[:32]
        model = _alive.get(id)
        if model is None or model.comm is None:  # a model without a comm has been closed
            model = _alive[id] = widget_type(model_id=id, **state, **(start or {}))
        elif changed := {name: value for name, value in state.items() if getattr(model, name) != value}:
            with model.hold_sync():
                for name, value in {**changed, **(start or {})}.items():
                    setattr(model, name, value)
        self._made_ids.add(id)
        return model

    def html(self, place: str, value: str, *classes: str) -> widgets.HTML:
        """A piece of HTML; a plain string is shown as text."""
        return self.make(
            widgets.HTML,
            place,
            value=str(escape(value)),
            layout=_shared(widgets.Layout),
            style=_shared(HTMLStyle),
            _dom_classes=classes,
        )

    def radios(
        self, place: str, options: Sequence[str], index: int | None, *classes: str, short: bool
    ) -> widgets.RadioButtons:
        """Radio buttons; ``short`` ones are side by side."""
        return self.make(
            widgets.RadioButtons,
            place,
            {"index": index},
            options=tuple(options),
            orientation="horizontal" if short else "vertical",
            layout=_shared(widgets.Layout, width="auto"),
            style=_shared(DescriptionStyle),
            _dom_classes=classes,
        )

    def control(
        self, widget_type: type, style_type: type, place: str, start: dict[str, Any] | None = None, **state: Any
    ) -> Any:
        """A control of another type, as wide as its words."""
        layout, style = _shared(widgets.Layout, width="auto"), _shared(style_type)
        return self.make(widget_type, place, start, layout=layout, style=style, **state)

    def column(self, place: str, children: Sequence[widgets.Widget], *classes: str) -> widgets.VBox:
        """Widgets one below the other."""
        return self.make(
            widgets.VBox, place, children=tuple(children), layout=_shared(widgets.Layout), _dom_classes=classes
        )

    def done(self) -> None:
        """Everything is made: close what the owner had before and has no longer, which is in no view by now."""
        for id in _owned.get(self._owner, set()) - self._made_ids:
            _alive.pop(id).close()
        _owned[self._owner] = self._made_ids


# In this kernel: every model by its id, and the ids of each owner.
_alive: dict[str, widgets.Widget] = {}
_owned: dict[str, set[str]] = {}
# In this kernel: whether a cell has shown the stylesheet.
_style_is_shown = False


def _shared(widget_type: type, **state: Any) -> widgets.Widget:
    """A layout or style that all owners share: a saved notebook holds it once."""
    return WidgetFactory("course").make(widget_type, repr(state), **state)


class TwoFaces:
    """What a notebook shows as two outputs: the live face, and below it the HTML form, for hosts without widgets.

    The stylesheet hides whatever the reader would see twice.
    """

    title: str

    def _ipython_display_(self) -> None:
        if not _style_is_shown:  # a notebook without a first cell that does it
            show_stylesheet()
        view = self.widget()._repr_mimebundle_()
        # Where widgets are not shown the first output is empty: the form holds everything.
        display({**view, "text/html": "", "text/plain": f"Live: {self.title}"}, raw=True)
        display(self._repr_mimebundle_(), raw=True)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": first_line(self.plain)}


@dataclass(frozen=True)
class Control:
    """One choice of an explorer.

    Parameters
    ----------
    label : str
        The question.
    options : tuple of (str, str)
        Value and shown text of each option, in order: at most ``MAX_OPTIONS``.
    """

    label: str
    options: tuple[tuple[str, str], ...]

    @property
    def is_long(self) -> bool:
        """Whether the options need the layout of a grid that scrolls."""
        return len(self.options) > _MAX_IN_LINE


@dataclass(frozen=True)
class Explorer(TwoFaces):
    """Up to three controls and a panel (HTML) for each combination of their values.

    Parameters
    ----------
    id : str
        Names the explorer in the page and its widgets.
    title : str
        Names it for a screen reader.
    controls : tuple of Control
        One to three.
    panels : dict
        Maps a tuple of values, one per control, to the HTML of the panel (``Markup``).
    below : tuple of dict
        What is below the panel, part by part, for each combination too; empty where a part is not shown. What
        several combinations have in common is stored once: for that which depends on few of the controls.

    Raises
    ------
    CourseError
        If there are too many or too few controls or options, or a panel is missing or belongs to no option.
    """

    id: str
    title: str
    controls: tuple[Control, ...]
    panels: dict[tuple[str, ...], Markup]
    below: tuple[dict[tuple[str, ...], Markup], ...] = ()

    def __post_init__(self):
        combinations = set(product(*[[value for value, _ in control.options] for control in self.controls]))
        if not 1 <= len(self.controls) <= MAX_CONTROLS or any(
            not 1 <= len(c.options) <= MAX_OPTIONS for c in self.controls
        ):
            raise CourseError(
                f"Explorer {self.id!r} needs one to {MAX_CONTROLS} controls of one to {MAX_OPTIONS} options each."
            )
        for part in (self.panels, *self.below):
            if combinations != set(part):
                gap = sorted(combinations ^ set(part))[0]
                raise CourseError(f"Explorer {self.id!r}: the panel for {' / '.join(gap)} is missing or has no option.")

    def shown(self, values: tuple[str, ...]) -> list[Markup]:
        """What a choice shows, from the top: the panel, and what is below it.

        Parameters
        ----------
        values : tuple of str
            The value that is chosen in each control.

        Returns
        -------
        list of Markup
            The panel first.
        """
        return [self.panels[values], *(part[values] for part in self.below if part[values])]

    @property
    def whole(self) -> dict[tuple[str, ...], Markup]:
        """The panel of each combination with all that is below it."""
        return {values: joined(self.shown(values)) for values in self.panels}

    @property
    def html(self) -> Markup:
        """The form that travels: a fieldset per control, and the panels, nested as the stacks are."""
        places = map(f"{self.id}-{{}}-".format, count())  # ids of its own for each panel and each part below
        return Markup(
            '<section class="mbc-explorer" aria-label="{title}">'
            '<p class="mbc-all-open">Every panel of this explorer is open below. '
            "In JupyterLab, run the notebook to see one panel at a time.</p>"
            '<div class="mbc-controls">{fields}</div>{panels}</section>'
        ).format(
            title=self.title,
            fields=joined(self._fieldset(level, control) for level, control in enumerate(self.controls)),
            panels=self._stack(
                (),
                places,
                joined(_boxed(box, _PART.format(placed(html, next(places)))) for html, box in self.boxed_parts),
            ),
        )

    def widget(self) -> widgets.Widget:
        """The live face: labeled radio buttons, which switch the form below them."""
        factory = WidgetFactory(f"explorer/{self.id}")
        parts = []
        for level, control in enumerate(self.controls):
            label = Markup('<p class="mbc-control-label"><strong>{}</strong>{}</p>').format(
                control.label, "" if level else _KEYS
            )
            texts = [text for _, text in control.options]
            parts += [
                factory.html(f"{level}/label", label),
                factory.radios(f"{level}", texts, 0, *_control_classes(level, control), short=True),
            ]
        box = factory.column("", parts, "mbc-explorer-live")
        factory.done()
        return box

    def _fieldset(self, level: int, control: Control) -> Markup:
        radio = Markup(
            '<label><input type="radio" name="{id}-{level}" value="{index}"{checked}> <span>{text}</span></label>'
        )
        inputs = joined(
            radio.format(id=self.id, level=level, index=index, checked="" if index else " checked", text=text)
            for index, (_, text) in enumerate(control.options)
        )
        return Markup('<fieldset class="{}"><legend>{}</legend><div class="mbc-options">{}</div></fieldset>').format(
            " ".join(_control_classes(level, control)), control.label, inputs
        )

    def _stack(self, chosen: tuple[str, ...], places: Iterator[str], below: Markup = _NOTHING) -> Markup:
        level = len(chosen)
        if level == len(self.controls):
            return _PANEL.format(placed(self.panels[chosen], next(places)))
        children = joined(
            _OPTION.format(level, *divmod(index, 10), self._stack((*chosen, value), places))
            for index, (value, _) in enumerate(self.controls[level].options)
        )
        return _STACK.format(children + below)

    @property
    def boxed_parts(self) -> Iterator[tuple[Markup, Box]]:
        """Each part below the panels, once for each box of the choices that show it."""
        places = [{value: index for index, (value, _) in enumerate(control.options)} for control in self.controls]
        for part in self.below:
            choices_of: dict[Markup, set[tuple[int, ...]]] = {}
            for values, html in part.items():
                choices_of.setdefault(html, set()).add(tuple(map(dict.__getitem__, places, values)))
            for html, choices in choices_of.items():
                if html:
                    yield from ((html, box) for box in boxes(choices, [len(each) for each in places]))

    @property
    def plain(self) -> str:
        """The explorer as text, without its panels."""
        choices = "\n".join(f"{c.label} {' | '.join(text for _, text in c.options)}" for c in self.controls)
        return f"Explorer: {self.title}\n{choices}\n{len(self.panels)} panels"


def boxes(choices: set[tuple[int, ...]], sizes: Sequence[int]) -> list[Box]:
    """The choices (numbers of options, one per control) as few boxes that do not overlap.

    A box allows some options of each control, and all their combinations. Those of one control share a digit of ten,
    as the stylesheet compares digits; ``None`` allows every option. ``sizes``: how many options each control has.
    """
    if not sizes:
        return [()]
    rests: dict[int, set[tuple[int, ...]]] = {}
    for first, *rest in choices:
        rests.setdefault(first, set()).add(tuple(rest))
    alike: dict[frozenset[tuple[int, ...]], list[int]] = {}
    for first in sorted(rests):
        alike.setdefault(frozenset(rests[first]), []).append(first)
    found = []
    for rest, options in alike.items():
        by_ten = [[o for o in options if o // 10 == ten] for ten in sorted({o // 10 for o in options})]
        firsts = [None] if len(options) == sizes[0] else [tuple(ten) for ten in by_ten]
        found += [(first, *others) for first in firsts for others in boxes(set(rest), sizes[1:])]
    return found


def _boxed(box: Box, html: Markup) -> Markup:
    """HTML that shows where the choice is in the box: an element per control that the box restricts."""
    for level, options in reversed(list(enumerate(box))):
        if options is not None:
            units = "".join(str(option % 10) for option in options)
            html = _STACK.format(_OPTION.format(level, options[0] // 10, units, html))
    return html


def _control_classes(level: int, control: Control) -> tuple[str, ...]:
    """What a control is called in both faces, for the stylesheet."""
    return (f"mbc-control-{level}", "mbc-long") if control.is_long else (f"mbc-control-{level}",)


def build_explorer(
    id: str,
    title: str,
    controls: Sequence[Control],
    panel: Callable[..., Markup],
    below: Sequence[Callable[..., Markup]] = (),
) -> Explorer:
    """An explorer whose panels come from a pure function ``panel(*values) -> HTML``, called for every combination.

    Parameters
    ----------
    id, title : str
        As for ``Explorer``.
    controls : sequence of Control
        One to three.
    panel : callable
        Takes one value per control, in their order, and returns the HTML of that panel (``Markup``).
    below : sequence of callable
        The same for each part below the panel; empty where it is not shown.

    Returns
    -------
    Explorer
        The explorer with all its panels, made now.

    Raises
    ------
    CourseError
        If there are too many or too few controls or options.
    """
    controls = tuple(controls)
    combinations = list(product(*[[value for value, _ in control.options] for control in controls]))
    panels, *others = ({values: make(*values) for values in combinations} for make in (panel, *below))
    return Explorer(id, title, controls, panels, tuple(others))


def show_stylesheet() -> None:
    """Show the course's stylesheet as an output, once per notebook: saved forms then look and switch as on a page.

    Before any cell is run, before JupyterLab has brought the widgets back, and in what a notebook is exported to. The
    live faces use it too: a copy in each made a browser compare every element with all of them, and a lesson open by a
    third more slowly.
    """
    global _style_is_shown  # noqa: PLW0603 (state of this kernel, as the models above are)
    _style_is_shown = True
    display({"text/html": str(style_element()), "text/plain": "The course's stylesheet"}, raw=True)


@cache
def style_element() -> Markup:
    """The course's stylesheet as a style element, without comments and line breaks (pages link the file instead)."""
    code = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    code = re.sub(r'("[^"]*")|\s*([{};,]|:(?=\s))\s*|\s+', lambda m: m[1] or m[2] or " ", code)
    # a file of the course's own; escaped, it would not be a stylesheet
    return Markup(f"<style>{code.strip()}</style>")  # noqa: S704

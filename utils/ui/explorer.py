"""Explorers: choose, and see the panel that belongs to the choice.

One object, two faces made of the same panels. In JupyterLab: radio buttons linked in the browser (``jslink``) to
stacks of panels, so no choice waits for the kernel. Everywhere else: an HTML form with native radio inputs that the
course's stylesheet switches; where no stylesheet arrives, all panels stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import ipywidgets as widgets
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import HTMLStyle
from markupsafe import Markup, escape

from utils.errors import CourseError
from utils.ui.elements import joined

STYLESHEET = Path(__file__).with_name("course.css")
# The stylesheet switches up to so many controls and options of a control (see the end of course.css).
MOST_CONTROLS, MOST_OPTIONS = 3, 12


class Panels:
    """Makes HTML widgets that share one layout and one style: a saved notebook holds these once, not once per panel."""

    def __init__(self):
        self._layout, self._style = widgets.Layout(), HTMLStyle()
        self._auto = widgets.Layout(width="auto")
        self._radio_style = DescriptionStyle()

    def html(self, value: str) -> widgets.HTML:
        """A panel of HTML; a plain string is shown as text."""
        return widgets.HTML(str(escape(value)), layout=self._layout, style=self._style)

    def stack(self, children: Sequence[widgets.Widget], selected: int | None) -> widgets.Stack:
        """Panels of which one is shown, or none."""
        return widgets.Stack(children, selected_index=selected, layout=self._layout)

    def radios(self, options: Sequence[str], *, short: bool = False) -> widgets.RadioButtons:
        """Radio buttons of which none is chosen yet; short ones stand beside each other."""
        return widgets.RadioButtons(
            options=options,
            value=None,
            orientation="horizontal" if short else "vertical",
            layout=self._auto,
            style=self._radio_style,
        )

    def column(self, children: Sequence[widgets.Widget]) -> widgets.VBox:
        """Widgets one below the other."""
        return widgets.VBox(children, layout=self._layout)


@dataclass(frozen=True)
class Control:
    """One choice: ``label`` is the question, ``options`` the (value, shown text) pairs, in order."""

    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explorer:
    """Up to three controls and a panel (HTML) for each combination of their values.

    ``id`` names the explorer in the page; ``panels`` maps a tuple of values, one per control, to the panel's HTML.
    """

    id: str
    title: str
    controls: tuple[Control, ...]
    panels: dict[tuple[str, ...], Markup]

    def __post_init__(self):
        wanted = set(product(*[[value for value, _ in control.options] for control in self.controls]))
        if not 1 <= len(self.controls) <= MOST_CONTROLS or any(
            not 2 <= len(c.options) <= MOST_OPTIONS for c in self.controls
        ):
            raise CourseError(
                f"Explorer {self.id!r} needs one to {MOST_CONTROLS} controls of 2 to {MOST_OPTIONS} options each."
            )
        if wanted != set(self.panels):
            gap = sorted(wanted ^ set(self.panels))[0]
            raise CourseError(f"Explorer {self.id!r}: the panel for {' / '.join(gap)} is missing or has no option.")

    @property
    def html(self) -> Markup:
        """The form that travels: a fieldset per control, and the panels, nested as the stacks are."""
        return Markup(
            '<section class="mbc-explorer" aria-label="{title}">'
            '<p class="mbc-all-open">Every panel of this explorer is open below. '
            "In JupyterLab, run the notebook to see one panel at a time.</p>"
            '<div class="mbc-controls">{fields}</div>{panels}</section>'
        ).format(
            title=self.title,
            fields=joined(self._fieldset(level, control) for level, control in enumerate(self.controls)),
            panels=self._stack(()),
        )

    def widget(self) -> widgets.Widget:
        """The live face: labelled radio buttons, each linked to the stacks of its level."""
        pickers = [
            widgets.RadioButtons(
                options=[shown for _, shown in control.options],
                index=0,
                orientation="horizontal",
                layout=widgets.Layout(width="auto"),
            )
            for control in self.controls
        ]
        stacks: list[list[widgets.Stack]] = [[] for _ in self.controls]
        make = Panels()

        def build(chosen: tuple[str, ...]) -> widgets.Widget:
            level = len(chosen)
            if level == len(self.controls):
                return make.html(self._stack(chosen))
            children = [build((*chosen, value)) for value, _ in self.controls[level].options]
            stack = make.stack(children, 0)
            stacks[level].append(stack)
            return stack

        body = build(())
        for picker, level in zip(pickers, stacks, strict=True):
            for stack in level:
                widgets.jslink((picker, "index"), (stack, "selected_index"))
        parts = [make.html(style_element())]
        for control, picker in zip(self.controls, pickers, strict=True):
            label = Markup('<p class="mbc-control-label"><strong>{}</strong></p>').format(control.label)
            parts += [make.html(label), picker]
        box = make.column([*parts, body])
        box.add_class("mbc-explorer-live")
        return box

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        live = self.widget()._repr_mimebundle_()
        return {
            "text/plain": self._plain(),
            "text/html": str(self.html),
            **{mime: view for mime, view in live.items() if mime.startswith("application/")},
        }

    def _fieldset(self, level: int, control: Control) -> Markup:
        radio = Markup(
            '<label><input type="radio" name="{id}-{level}" data-control="{level}" data-option="{index}"{checked}>'
            " <span>{shown}</span></label>"
        )
        inputs = joined(
            radio.format(id=self.id, level=level, index=index, checked="" if index else " checked", shown=shown)
            for index, (_, shown) in enumerate(control.options)
        )
        return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(control.label, inputs)

    def _stack(self, chosen: tuple[str, ...]) -> Markup:
        level = len(chosen)
        if level == len(self.controls):
            return Markup('<div class="mbc-panel">{}</div>').format(self.panels[chosen])
        children = joined(
            Markup('<div data-option="{}">{}</div>').format(index, self._stack((*chosen, value)))
            for index, (value, _) in enumerate(self.controls[level].options)
        )
        return Markup('<div class="mbc-stack" data-control="{}">{}</div>').format(level, children)

    def _plain(self) -> str:
        choices = "\n".join(f"{c.label} {' | '.join(shown for _, shown in c.options)}" for c in self.controls)
        return f"Explorer: {self.title}\n{choices}\n{len(self.panels)} panels"


def build_explorer(id: str, title: str, controls: Sequence[Control], panel: Callable[..., Markup]) -> Explorer:
    """An explorer whose panels come from a pure function ``panel(*values) -> HTML``, called for every combination."""
    controls = tuple(controls)
    values = product(*[[value for value, _ in control.options] for control in controls])
    return Explorer(id, title, controls, {chosen: panel(*chosen) for chosen in values})


@cache
def style_element() -> Markup:
    """The course's stylesheet as a style element, for the live face in JupyterLab (pages link the file instead).

    Without its last part, which switches the HTML form: a saved notebook holds the element once per explorer.
    """
    live, marker, _ = STYLESHEET.read_text(encoding="utf-8").partition("/* Switching without a script")
    if not marker:
        raise CourseError("utils/ui/course.css has lost the comment that begins its part for the HTML form.")
    return Markup(f"<style>{live}</style>")  # noqa: S704 - a file of ours, and escaped it would be no stylesheet

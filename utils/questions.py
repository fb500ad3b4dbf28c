"""Check-yourself questions: one HTML form, and in JupyterLab radio buttons that open the reason for the chosen option."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import ipywidgets as widgets

from utils import html
from utils.explorers import Panels, style_element
from utils.faults import CourseError
from utils.lessons import said_in
from utils.panels import publisher_link, publisher_year

_VERDICT = {"yes": "Right.", "no": "Not right."}


@dataclass(frozen=True)
class Option:
    """One answer: its letter, text, whether it is right, and why."""

    letter: str
    text: str
    correct: bool
    rationale: str

    @property
    def reason(self) -> str:
        """Verdict and reason as HTML; the verdict is a word, not a colour."""
        return (
            f"<b>{html.text(self.letter)}) {_VERDICT['yes' if self.correct else 'no']}</b> {html.text(self.rationale)}"
        )


@dataclass(frozen=True)
class Item:
    """One question. ``type`` is ``single`` or ``multiple``; ``rests_on`` says where its key comes from."""

    id: str
    number: int
    type: str
    stem: str
    options: tuple[Option, ...]
    rests_on: str
    linked: str = ""  # the same as HTML, each page a link

    @property
    def html(self) -> str:
        """The form that travels: options in a fieldset, and the folded key with a reason for every option."""
        kind = "radio" if self.type == "single" else "checkbox"
        options = "".join(
            f'<label><input type="{kind}" name="{html.text(self.id)}" value="{o.letter}"> '
            f"<span>{o.letter}) {html.text(o.text)}</span></label>"
            for o in self.options
        )
        return (
            f'<form class="mbc-item" data-item="{html.text(self.id)}"><fieldset><legend>{self._legend()}</legend>{options}</fieldset>'
            + html.folded("Show the answer and the reasons", self._key())
            + "</form>"
        )

    def widget(self, make: Panels) -> widgets.Widget:
        """The live face. A choice shows its reason at once; for several answers the form itself is shown."""
        if self.type != "single":
            return make.html(self.html)
        letters = [f"{o.letter}) {o.text}" for o in self.options]
        picker = widgets.RadioButtons(options=letters, value=None, layout=widgets.Layout(width="auto"))
        reasons = [f'<div class="mbc-reason"><p>{o.reason}</p>{self._rests()}</div>' for o in self.options]
        stack = make.stack([make.html(reason) for reason in reasons], None)
        widgets.jslink((picker, "index"), (stack, "selected_index"))
        return make.column([make.html(f'<p class="mbc-stem">{self._legend()}</p>'), picker, stack])

    def _legend(self) -> str:
        task = "Choose one." if self.type == "single" else "Choose all that apply."
        return f"<b>{self.number}.</b> {html.text(self.stem)} <em>{task}</em>"

    def _key(self) -> str:
        letters = ", ".join(o.letter for o in self.options if o.correct)
        return f"<p><b>Answer: {letters}</b></p>{html.bullets(o.reason for o in self.options)}{self._rests()}"

    def _rests(self) -> str:
        return f'<p class="mbc-source">Rests on: {self.linked or html.text(self.rests_on)}.</p>'


@dataclass(frozen=True)
class Quiz:
    """The questions of one lesson, shown together."""

    items: tuple[Item, ...]

    @property
    def html(self) -> str:
        return f'<section class="mbc-quiz" aria-label="Check yourself">{"".join(item.html for item in self.items)}</section>'

    def widget(self) -> widgets.Widget:
        make = Panels()
        box = make.column([make.html(style_element()), *(item.widget(make) for item in self.items)])
        box.add_class("mbc-quiz-live")
        return box

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        plain = "\n".join(
            f"{i.number}. {i.stem} " + " ".join(f"{o.letter}) {o.text}" for o in i.options) for i in self.items
        )
        live = self.widget()._repr_mimebundle_()
        return {
            "text/plain": plain,
            "text/html": self.html,
            **{mime: view for mime, view in live.items() if mime.startswith("application/")},
        }


def quiz(lesson: str, data: SimpleNamespace) -> Quiz:
    """The questions of ``lesson`` (file name without ending), in order. ``data``: all tables, as ``tables.load_all`` gives them.

    Raises CourseError when the lesson has none.
    """
    own = data.items[data.items["lesson"] == lesson].sort_values("position")
    if own.empty:
        raise CourseError(f"data/items/items.csv holds no question for lesson {lesson!r}.")
    cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    built = []
    for row in own.itertuples():
        answers = data.options[data.options["item_id"] == row.id]
        evidence = data.item_evidence[data.item_evidence["item_id"] == row.id]
        said = data.citations.merge(evidence, on=["table", "row_id"]).assign(table="any", row_id="any")
        beside = [e for e in evidence.itertuples() if (e.table, e.row_id) not in cited]
        ids = dict.fromkeys(getattr(data, e.table).set_index("id").loc[e.row_id, "reference_id"] for e in beside)
        lines = [*filter(None, [said_in(said, "any", ["any"], most=4)])]
        built.append(
            Item(
                row.id,
                row.position,
                row.type,
                row.stem,
                tuple(Option(a.option, a.text, a.correct == "yes", a.rationale) for a in answers.itertuples()),
                "; ".join([*lines, *(publisher_year(id, data.references) for id in ids)]),
                "; ".join([*map(html.text, lines), *(publisher_link(id, data.references) for id in ids)]),
            )
        )
    return Quiz(tuple(built))

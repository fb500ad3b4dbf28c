"""The question bank as objects: what lessons, pages and exports read. How they look is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.statements.guidance import badge, publisher_year
from utils.statements.locations import lines_text
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.rules.questions import BOW_TIE, ITEM_TYPES
from utils.ui.components import publisher_links

MOST_LINES = 4  # lines of an article that "Rests on" lists; more are counted


@dataclass(frozen=True)
class Option:
    """One answer: its letter, text, mark (``yes``, ``no`` or, in an ordering question, its place) and the reason."""

    letter: str
    text: str
    mark: str
    rationale: str

    @property
    def correct(self) -> bool:
        """Whether it is right; in an ordering question, whether it belongs."""
        return self.mark != "no"


@dataclass(frozen=True)
class Part:
    """A row of a matrix, a blank of a cloze text, or a choice of a bow-tie, with its options and how many to choose."""

    id: str
    text: str
    options: tuple[Option, ...]
    choose: int | None  # None: all that apply


@dataclass(frozen=True)
class Number:
    """A number that answers a numeric question, or that a common mistake leads to. Value as written in the table."""

    value: str
    tolerance: float
    unit: str
    correct: bool
    rationale: str


@dataclass(frozen=True)
class Finding:
    """A finding of an invented chart at a time."""

    time: str
    finding: str
    value: str


@dataclass(frozen=True)
class Item:
    """One question. ``type`` as in ``data/items/README.md``; ``evidence_text`` says what its key is supported by."""

    id: str
    lesson: str
    number: int
    type: str
    objective: int
    stem: str
    difficulty: str
    judgment: str
    client_need: str
    competency: str
    choose: int | None
    options: tuple[Option, ...]
    parts: tuple[Part, ...]
    numbers: tuple[Number, ...]
    exhibit: tuple[Finding, ...]
    evidence_text: str
    evidence_html: Markup  # the same, each page a link

    @property
    def groups(self) -> tuple[Part, ...]:
        """The choices to make: its parts, or the item itself as the only one (none for ordering and numeric)."""
        if self.type in ("ordering", "numeric"):
            return ()
        if self.parts:
            return self.parts
        return (Part("", "", self.options, {"multiple": None, "select-n": self.choose}.get(self.type, 1)),)

    @property
    def positions(self) -> tuple[str, ...]:
        """What can be said of a step of an ordering question: its place, or ``no`` where some step does not belong."""
        marks = [option.mark for option in self.options] if self.type == "ordering" else []
        numbered = sorted(mark for mark in marks if mark != "no")
        return (*numbered, "no") if "no" in marks else tuple(numbered)

    @property
    def key_number(self) -> Number:
        """The number that answers a numeric question."""
        return next(number for number in self.numbers if number.correct)


@once_per_data
def all_items(data: CourseData) -> tuple[Item, ...]:
    """Every question, by lesson and position. ``data``: all tables, as ``tables.load_all`` gives them."""
    options = _grouped(data.options, "item_id", "part")
    parts = _grouped(data.parts.sort_values("position", kind="stable"), "item_id")
    numbers = _grouped(data.numbers, "item_id")
    charts = _grouped(data.exhibits.sort_values("position", kind="stable"), "id")
    evidence = _grouped(data.item_evidence, "item_id")
    sources = _Sources(data)
    built = []
    for row in data.items.sort_values(["lesson", "position"], kind="stable").itertuples():
        own = tuple(_part(row.type, part, options[row.id, part.part]) for part in parts[row.id])
        choose = None if pd.isna(row.choose) else int(row.choose)
        item = Item(
            row.id, row.lesson, int(row.position), row.type, int(row.objective), row.stem, row.difficulty, row.judgment,
            row.client_need, row.competency, choose, _options(options[row.id, ""]), own,
            tuple(Number(_plain(n.value), float(n.tolerance), n.unit, n.correct == "yes", n.rationale) for n in numbers[row.id]),
            tuple(Finding(f.time, f.finding, f.value) for f in charts[row.exhibit]) if row.exhibit else (),
            *sources.of((e.table, e.row_id) for e in evidence[row.id]),
        )  # fmt: skip
        built.append(item)
    return tuple(built)


def _part(kind: str, part, options) -> Part:
    many = ITEM_TYPES[kind].keys == "some"
    return Part(part.part, part.text, _options(options), None if many else BOW_TIE.get(part.part, 1) if kind == "bow-tie" else 1)  # fmt: skip


def _options(rows) -> tuple[Option, ...]:
    return tuple(Option(row.option, row.text, row.correct, row.rationale) for row in rows)


def _plain(number: float) -> str:
    return f"{number:.10g}"


def _grouped(frame: pd.DataFrame, *columns: str) -> dict:
    groups = defaultdict(list)
    for row in frame.itertuples(index=False):
        key = tuple(getattr(row, column) for column in columns)
        groups[key if len(columns) > 1 else key[0]].append(row)
    return groups


class _Sources:
    """Names what rows rest on: lines of articles, the course's own comparisons, or pages."""

    def __init__(self, data: CourseData):
        self._year = {page.id: publisher_year(page) for page in data.references.itertuples()}
        self._link = publisher_links(data)
        self._lines = defaultdict(list)
        for c in data.citations.itertuples():
            self._lines[c.table, c.row_id].append((c.source_id, c.line))
        self._said = {("sources", row.id): f"article {row.id} as a whole" for row in data.sources.itertuples()}
        self._said |= {("comparisons", row.id): f"our comparison: {row.topic}" for row in data.comparisons.itertuples()}
        self._pages = {("references", id): id for id in data.references["id"]}
        for table, frame in data.tables().items():
            if "reference_id" in frame and "id" in frame:
                self._pages |= {(table, row.id): row.reference_id for row in frame.itertuples() if row.reference_id}
        self._unsure = {("practice", row.id) for row in data.practice.itertuples() if row.use_first == "no"}

    def of(self, rows: Iterable[tuple[str, str]]) -> tuple[str, Markup]:
        """What the rows rest on, as text and as HTML: a page of a row not to be used first carries the badge."""
        rows = list(rows)
        lines = lines_text((place for row in rows for place in self._lines.get(row, ())), MOST_LINES)
        own = [row for row in rows if row not in self._lines]
        said = [
            *filter(None, [lines]),
            *dict.fromkeys(self._said.get(row, " ".join(row)) for row in own if row not in self._pages),
        ]
        pages: dict[str, bool] = {}
        for row in own:
            if row in self._pages:
                page = self._pages[row]
                pages[page] = pages.get(page, False) or row in self._unsure
        text, linked = (
            [*said, *(words[page] + badge(not unsure) for page, unsure in pages.items())]
            for words in (self._year, self._link)
        )
        return "; ".join(text), ui.joined(linked, "; ")

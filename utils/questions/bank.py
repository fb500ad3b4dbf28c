"""The question bank as objects: what lessons, pages and exports read. Their looks are decided elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.statements.case_charts import Story, story_by_question
from utils.statements.guidance import badge, publisher_year
from utils.statements.locations import lines_text
from utils.statements.reviewers import NOT_REVIEWED, review_keys, review_text
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.rules.questions import BOW_TIE, ITEM_TYPES
from utils.ui.components import publisher_links

MAX_LINES = 4  # lines of an article that the evidence of a question lists; more are counted


@dataclass(frozen=True)
class Option:
    """One answer: its letter, text, mark and rationale.

    ``mark``: ``yes`` or ``no``; in an ordering question its position, or ``no`` for a step that does not belong.
    """

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
    """A number that answers a numeric question, or that a common mistake leads to. ``value``: as in the table."""

    value: str
    tolerance: float
    unit: str
    correct: bool
    rationale: str

    @property
    def low(self) -> str:
        """The smallest number that counts as this one, in plain digits."""
        return plain_digits(Decimal(self.value) - Decimal(repr(self.tolerance)))

    @property
    def high(self) -> str:
        """The largest number that counts as this one, in plain digits."""
        return plain_digits(Decimal(self.value) + Decimal(repr(self.tolerance)))

    @property
    def tolerance_text(self) -> str:
        """The tolerance in plain digits."""
        return plain_digits(self.tolerance)


@dataclass(frozen=True)
class Finding:
    """A finding of a fictional patient chart at a time."""

    time: str
    finding: str
    value: str


@dataclass(frozen=True)
class Item:
    """One question. ``type`` as in ``data/items/README.md``; ``evidence_text`` names what supports its key."""

    id: str
    lesson: str
    number: int
    place: str
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
    evidence_html: Markup  # the same evidence, each page a link
    former_id: str = ""  # the id before the question was renamed
    review_text: str = NOT_REVIEWED  # who has reviewed the question with its answers
    story: Story | None = None  # the case that it asks about, as far as it has come

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
        """What a step of an ordering question can be: a position, or ``no`` where some step does not belong."""
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
    option_rows = _grouped(data.options, "item_id", "part")
    part_rows = _grouped(data.parts.sort_values("position", kind="stable"), "item_id")
    number_rows = _grouped(data.numbers, "item_id")
    chart_rows = _grouped(data.exhibits.sort_values("position", kind="stable"), "id")
    evidence_rows, all_options = _grouped(data.item_evidence, "item_id"), _grouped(data.options, "item_id")
    evidence, stories = _Evidence(data), story_by_question(data)
    items = []
    for row in data.items.sort_values(["lesson", "position"], kind="stable").itertuples():
        evidence_text, evidence_html = evidence.of((e.table, e.row_id) for e in evidence_rows[row.id])
        rows_by_table = {
            "items": [row],
            "parts": part_rows[row.id],
            "options": all_options[row.id],
            "numbers": number_rows[row.id],
            "exhibits": chart_rows[row.exhibit] if row.exhibit else [],
        }
        items.append(
            Item(
                id=row.id,
                lesson=row.lesson,
                number=int(row.position),
                place=row.place,
                type=row.type,
                objective=int(row.objective),
                stem=row.stem,
                difficulty=row.difficulty,
                judgment=row.judgment,
                client_need=row.client_need,
                competency=row.competency,
                choose=None if pd.isna(row.choose) else int(row.choose),
                options=_options(option_rows[row.id, ""]),
                parts=tuple(_part(row.type, part, option_rows[row.id, part.part]) for part in part_rows[row.id]),
                numbers=tuple(map(_number, number_rows[row.id])),
                exhibit=tuple(Finding(f.time, f.finding, f.value) for f in chart_rows[row.exhibit])
                if row.exhibit
                else (),
                evidence_text=evidence_text,
                evidence_html=evidence_html,
                review_text=review_text(
                    data, (key for table, rows in rows_by_table.items() for key in review_keys(table, rows))
                ),
                former_id=row.former_id,
                story=stories.get(row.id),
            )
        )
    return tuple(items)


def _part(item_type: str, row: NamedTuple, option_rows: list[NamedTuple]) -> Part:
    if ITEM_TYPES[item_type].keys == "some":
        choose = None
    else:
        choose = BOW_TIE.get(row.part, 1) if item_type == "bow-tie" else 1
    return Part(row.part, row.text, _options(option_rows), choose)


def _options(rows: list[NamedTuple]) -> tuple[Option, ...]:
    return tuple(Option(row.option, row.text, row.correct, row.rationale) for row in rows)


def plain_digits(number: float | Decimal) -> str:
    """A number as the table has it: all of its digits, no power of ten, no zeros at the end."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)))
    return f"{exact.normalize() + 0:f}"  # + 0: no minus sign before a zero


def _number(row: NamedTuple) -> Number:
    return Number(plain_digits(row.value), float(row.tolerance), row.unit, row.correct == "yes", row.rationale)


def _grouped(frame: pd.DataFrame, *columns: str) -> dict:
    """The rows by their values in these columns: a tuple, or the value itself where there is one column."""
    groups = defaultdict(list)
    for row in frame.itertuples(index=False):
        key = tuple(getattr(row, column) for column in columns)
        groups[key if len(columns) > 1 else key[0]].append(row)
    return groups


class _Evidence:
    """Names the rows that support a key: lines of articles, the course's own comparisons, or pages."""

    def __init__(self, data: CourseData):
        self._page_texts = {page.id: publisher_year(page) for page in data.references.itertuples()}
        self._page_links = publisher_links(data)
        self._lines = defaultdict(list)  # (table, row id) → (article, line) of each citation
        for citation in data.citations.itertuples():
            self._lines[citation.table, citation.row_id].append((citation.source_id, citation.line))
        self._names = {("sources", row.id): f"article {row.id} as a whole" for row in data.sources.itertuples()}
        self._names |= {
            ("comparisons", row.id): f"our comparison: {row.topic}" for row in data.comparisons.itertuples()
        }
        self._page_of = {("references", id): id for id in data.references["id"]}
        for table, frame in data.tables().items():
            if "reference_id" in frame and "id" in frame:
                self._page_of |= {(table, row.id): row.reference_id for row in frame.itertuples() if row.reference_id}
        self._unsure = {("practice", row.id) for row in data.practice.itertuples() if row.use_first == "no"}

    def of(self, keys: Iterable[tuple[str, str]]) -> tuple[str, Markup]:
        """The evidence in these rows, as text and as HTML: a page of a row not to be used first carries the badge."""
        keys = list(keys)
        lines = lines_text((place for key in keys for place in self._lines.get(key, ())), MAX_LINES)
        uncited = [key for key in keys if key not in self._lines]
        names = dict.fromkeys(self._names.get(key, " ".join(key)) for key in uncited if key not in self._page_of)
        unsure: dict[str, bool] = {}  # page → whether one of its rows is not to be used first
        for key in uncited:
            if key in self._page_of:
                page = self._page_of[key]
                unsure[page] = unsure.get(page, False) or key in self._unsure
        texts, links = (
            [*filter(None, [lines]), *names, *(pages[page] + badge(not doubt) for page, doubt in unsure.items())]
            for pages in (self._page_texts, self._page_links)
        )
        return "; ".join(texts), ui.joined(links, "; ")

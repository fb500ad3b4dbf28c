"""Sources of a block: one small marker per statement, and the block's own folded list that the markers lead to.

A block (a panel, a card) has one ``Sources``. Code that adds a statement asks it for the marker, and code that ends the
block adds ``end``: what has a marker is in the list, because the same call makes both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from utils.statements.guidance import UNSURE, EscalationSteps, year_text
from utils.statements.locations import cited_lines_by_row
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.elements import PLACE, SOURCES_FOLD, folded, initial_cap, joined, link

POLICY = "Framed text comes from references, not from the articles. Your hospital's policy decides."
UNSURE_SIGN = "*"
UNSURE_NOTE = f"{UNSURE_SIGN} {UNSURE.capitalize()}."
_MARK = Markup('<sup class="mbc-mark"><a href="#{place}{number}" aria-label="{name}">{number}{sign}</a></sup>').format
_ENTRY = Markup('<li id="{}{}">{}</li>').format


class Sources:
    """The sources of one block, numbered as they are met; the same source has one number.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """

    def __init__(self, data: CourseData):
        self._pages, self._lines = page_entries(data), cited_lines_by_row(data)
        self._data, self.escalations = data, escalation_rows(data)
        self._numbers: dict[Markup, int] = {}
        self._has_pages = self._has_unsure = False

    def mark(self, source: str, sure: bool = True) -> Markup:
        """The marker of a statement: the number of its source, with a star if it is not to be used first.

        ``source``: what the list says: all sources of the statement together, so that it has one marker.
        """
        self._has_unsure |= not sure
        if not isinstance(source, Markup):
            source = initial_cap(source)
        number = self._numbers.setdefault(escape(source), len(self._numbers) + 1)
        name = f"source {number}" if sure else f"source {number}, {UNSURE}"
        return _MARK(place=PLACE, number=number, name=name, sign="" if sure else UNSURE_SIGN)

    def pages(self, ids: Iterable[str], sure: bool = True) -> Markup:
        """The marker of what these reference pages say together."""
        self._has_pages = True
        return self.mark(joined((self._pages[id] for id in dict.fromkeys(ids)), "; "), sure)

    def row(self, table: str, id: str) -> Markup:
        """The marker of what a row says: lines of articles where they are cited, else its page."""
        return self.rows([(table, id)])

    def rows(self, keys: Iterable[tuple[str, str]]) -> Markup:
        """The one marker of what several rows (table, id) say together: lines of articles first, then pages."""
        keys = list(keys)
        lines = dict.fromkeys(initial_cap(self._lines[key]) for key in keys if key in self._lines)
        rows = [self._data.row(*key) for key in keys if key not in self._lines]
        self._has_pages |= bool(rows)
        pages = dict.fromkeys(self._pages[row.reference_id] for row in rows)
        return self.mark(joined([*lines, *pages], "; "), all(getattr(row, "use_first", "yes") == "yes" for row in rows))

    def end(self) -> Markup:
        """The end of the block: what the star means, and the folded list; empty without any marker."""
        if not self._numbers:
            return Markup()
        entries = joined(_ENTRY(PLACE, number, source) for source, number in self._numbers.items())
        note = Markup('<p class="mbc-unsure">{}</p>').format(UNSURE_NOTE) if self._has_unsure else Markup()
        return note + folded(
            f"{SOURCES_FOLD} ({len(self._numbers)})", Markup('<ol class="mbc-source-list">{}</ol>').format(entries)
        )

    @property
    def policy(self) -> str:
        """What a panel says once of its framed text; empty if no reference page has a marker in it."""
        return POLICY if self._has_pages else ""


@once_per_data
def escalation_rows(data: CourseData) -> dict[str, EscalationSteps]:
    """Id of a row of ``practice`` → its row of ``escalations``."""
    return {row.practice_id: row for row in data.escalations.itertuples()}


@once_per_data
def page_entries(data: CourseData) -> dict[str, Markup]:
    """Id of a page → its publisher and ``page_text``."""
    return {page.id: Markup("{}: {}").format(page.publisher, page_text(page)) for page in data.references.itertuples()}


def page_text(page: NamedTuple) -> Markup:
    """A row of ``references``: its title as a link, its year, how it was seen and when it was last checked."""
    return Markup("{} ({}; seen: {}; checked {})").format(
        link(page.url, page.title), year_text(page.year), page.seen_at_kind, page.checked_on
    )

"""Pieces that explorers and cards share: pure functions from rows of the tables to HTML (``Markup``).

What articles say and what references say never share a block: a reference block is framed and names its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from markupsafe import Markup

from utils.statements import estimates
from utils.statements.guidance import badge, practice_text, year_text
from utils.statements.statement_table import statements_by_key
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.elements import bullets, folded, joined, link
from utils.ui.explorer import Control

NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."
ORIGIN = Markup("From references, not from the articles. Your hospital's policy decides.")
PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("Show it", ((PLAIN, "in plain words"), (CLINICAL, "for clinicians")))
# kinds of nursing facts that a reader without clinical training is shown
FOR_EVERYBODY = ("cue", "teaching", "escalation")
_TABLE = {"treatment": "treatments", "group": "subtypes"}
_ID = {"treatment": "treatment_id", "group": "subtype_id"}


def frame(body: str, heading: str = "", origin: str = ORIGIN, level: int = 4) -> Markup:
    """The frame that marks what references say: a heading of ``level``, where it comes from, and the body.

    Empty for an empty body; without the heading or the origin where that is empty.
    """
    if not body:
        return Markup()
    head = titled(heading, level) if heading else Markup()
    return Markup('<aside class="mbc-reference">{}{}{}</aside>').format(head, origin_note(origin), body)


def origin_note(words: str) -> Markup:
    """Where the words of a block come from, as a paragraph; empty for empty words."""
    return Markup('<p class="mbc-origin">{}</p>').format(words) if words else Markup()


def titled(words: str, level: int = 3) -> Markup:
    """A heading."""
    return Markup("<h{level}>{words}</h{level}>").format(level=level, words=words)


def block(heading: str, items: Iterable[str], empty: str = "The articles name none.", level: int = 4) -> Markup:
    """A heading of ``level`` over a list of items; the words ``empty`` where there is none."""
    return titled(heading, level) + (bullets(items) or Markup("<p>{}</p>").format(empty))


def source(where: str) -> Markup:
    """Where something is said, in brackets behind it."""
    return Markup('<span class="mbc-source">({})</span>').format(where)


def caveat(words: str) -> Markup:
    """A note of ours behind an item; empty for empty words."""
    return Markup(' <span class="mbc-caveat">Note: {}</span>').format(words) if words else Markup()


def note(words: str) -> Markup:
    """A note of ours as a paragraph; empty for empty words."""
    return Markup('<p class="mbc-caveat">Note: {}</p>').format(words) if words else Markup()


def item(words: str, remark: str, where: str) -> Markup:
    """A statement with our note on it and where it is said."""
    return Markup("{}{} {}").format(words, caveat(remark), source(where))


def said(data: CourseData, keys: Iterable[tuple[str, str]]) -> list[Markup]:
    """The statements with these keys (table, row id) as items, in order."""
    known = statements_by_key(data)
    return [item(row.text, row.caveat, row.source) for row in (known[key] for key in keys)]


def links(references: pd.DataFrame) -> dict[str, Markup]:
    """Id of a page → its publisher as a link, with the page's year."""
    return {
        page.id: Markup("{}, {}").format(link(page.url, page.publisher), year_text(page.year))
        for page in references.itertuples()
    }


@once_per_data
def publisher_links(data: CourseData) -> dict[str, Markup]:
    """``links`` of all references."""
    return links(data.references)


def practice_item(row, pages: Mapping[str, Markup]) -> Markup:
    """One nursing fact, with its note and publisher. ``pages``: as ``links`` gives them."""
    remark = Markup(' <span class="mbc-caveat">{}</span>').format(row.note) if row.note else Markup()
    return Markup("{}{} {}").format(practice_text(row), remark, source(pages[row.reference_id]))


def practice_list(rows: Iterable, pages: Mapping[str, Markup]) -> Markup:
    """Rows of ``practice`` as a list; empty for no rows."""
    return bullets(practice_item(row, pages) for row in rows)


def reference_frame(
    practice: Iterable, pages: Mapping[str, Markup], heading: str, first: int | None = None, level: int = 4
) -> Markup:
    """Rows of ``practice`` in the frame that marks what references say; empty if there are none.

    With ``first``, about so many rows are shown in their order and the rest is folded; a row that says when to call
    somebody is never folded. ``pages``: as ``links`` gives them.
    """
    rows = list(practice)
    if first is None or len(rows) <= first:
        return frame(practice_list(rows, pages), heading, level=level)
    others = [row for row in rows if row.kind != "escalation"]
    later = others[max(0, first - (len(rows) - len(others))) :]
    folded_ids = {row.id for row in later}
    shown = practice_list((row for row in rows if row.id not in folded_ids), pages)
    rest = folded(f"{len(later)} more from references", practice_list(later, pages))
    return frame(shown + rest, heading, level=level)


def by_page(data: CourseData, rows: pd.DataFrame, named: tuple[str, ...]) -> Markup:
    """Rows of ``treatment_subtypes`` under their page with its year, newest first; ``named``: treatment, group or both.

    A note that all rows of a page share stands once. Medium confidence carries the badge.
    """
    pages = data.by_id("references").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    parts = []
    for id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        own = rows[rows["reference_id"] == id]
        shared = own["note"].iloc[0] if own["note"].nunique() == 1 else ""
        items = [
            Markup("<b>{}</b>: {}{}").format(
                " for ".join(data.label(_TABLE[what], getattr(row, _ID[what])) for what in named),
                row.statement + badge(row.confidence == "high"),
                caveat("" if shared else row.note),
            )
            for row in own.itertuples()
        ]
        parts.append(
            Markup('<p><b>{}</b>: <span class="mbc-source">{}, {}</span>{}</p>{}').format(
                "No date" if page["year"] == estimates.NOT_STATED else page["year"],
                page["publisher"],
                link(page["url"], page["title"]),
                caveat(shared),
                bullets(items),
            )
        )
    return joined(parts)

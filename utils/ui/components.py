"""Pieces that explorers and cards share: pure functions from rows of the tables to HTML.

What articles say and what references say never share a block: a reference block is framed and names its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from utils.statements import estimates
from utils.statements.guidance import practice_text, year
from utils.tables.course_data import CourseData
from utils.ui import elements
from utils.ui.explorer import Control

NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."
BADGE = " [check with a clinician first]"
_ID = {"treatment": "treatment_id", "group": "subtype_id"}


def by_page(data: CourseData, rows: pd.DataFrame, named: tuple[str, ...]) -> str:
    """Rows of ``treatment_subtypes`` under their page with its year, newest first; ``named``: treatment, group or both.

    A note that all rows of a page share stands once. Medium confidence carries the badge.
    """
    label = {"treatment": data.treatments.set_index("id")["label"], "group": data.subtypes.set_index("id")["label"]}
    pages = data.references.set_index("id").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    parts = []
    for id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        own = rows[rows["reference_id"] == id]
        shared = own["note"].iloc[0] if own["note"].nunique() == 1 else ""
        items = [
            f"<b>{' for '.join(elements.text(label[what][getattr(row, _ID[what])]) for what in named)}</b>: "
            f"{elements.text(row.statement + ('' if row.confidence == 'high' else BADGE))}{'' if shared else caveat(row.note)}"
            for row in own.itertuples()
        ]
        year = "No date" if page["year"] == estimates.NOT_STATED else page["year"]
        parts.append(
            f'<p><b>{elements.text(year)}</b>: <span class="mbc-source">{elements.text(page["publisher"])}, {elements.link(page["url"], page["title"])}</span>'
            f"{caveat(shared)}</p>{elements.bullets(items)}"
        )
    return "".join(parts)


def frame(body: str) -> str:
    """The frame that marks what references say; empty for an empty body."""
    origin = '<p class="mbc-origin">From references, not from the articles. Your hospital\'s policy decides.</p>'
    return f'<aside class="mbc-reference">{origin}{body}</aside>' if body else ""


PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("Show it", ((PLAIN, "in plain words"), (CLINICAL, "for clinicians")))
# kinds of nursing facts that a reader without clinical training is shown
FOR_EVERYBODY = ("cue", "teaching", "escalation")


def reference_frame(practice: pd.DataFrame, references: pd.DataFrame, heading: str, first: int | None = None) -> str:
    """Rows of ``practice`` in the frame that marks what references say; empty if there are none.

    With ``first``, about so many rows are shown in their order and the rest is folded; a row that says when to call
    somebody is never folded.
    """
    if practice.empty:
        return ""
    rest = ""
    if first is not None and len(practice) > first:
        calls = practice["kind"] == "escalation"
        shown = calls | ((~calls).cumsum() <= first - calls.sum())
        later = [practice_item(row, references) for row in practice[~shown].itertuples()]
        rest, practice = elements.folded(f"{len(later)} more from references", elements.bullets(later)), practice[shown]
    return (
        f'<aside class="mbc-reference">{heading}'
        '<p class="mbc-origin">From references, not from the articles. Your hospital\'s policy decides.</p>'
        f"{elements.bullets(practice_item(row, references) for row in practice.itertuples())}{rest}</aside>"
    )


def practice_item(row, references: pd.DataFrame) -> str:
    """One nursing fact as HTML, with its note and publisher."""
    note = f' <span class="mbc-caveat">{elements.text(row.note)}</span>' if row.note else ""
    return f'{elements.text(practice_text(row))}{note} <span class="mbc-source">({publisher_link(row.reference_id, references)})</span>'


def publisher_link(reference_id: str, references: pd.DataFrame) -> str:
    """The page's publisher as a link, with its year: HTML."""
    page = references.set_index("id").loc[reference_id]
    return f"{elements.link(page['url'], page['publisher'])}, {elements.text(year(page['year']))}"


def block(heading: str, items: list[str], empty: str = "The articles name none.", level: int = 4) -> str:
    """A heading of ``level`` over a list of HTML items; the words ``empty`` where there is none."""
    return f"<h{level}>{elements.text(heading)}</h{level}>" + (
        elements.bullets(items) or f"<p>{elements.text(empty)}</p>"
    )


def caveat(words: str) -> str:
    """A note of ours behind an item; empty for empty words."""
    return f' <span class="mbc-caveat">Note: {elements.text(words)}</span>' if words else ""


def note(words: str) -> str:
    """A note of ours as a paragraph; empty for empty words."""
    return f'<p class="mbc-caveat">Note: {elements.text(words)}</p>' if words else ""


def said(known: pd.DataFrame, keys: Iterable[tuple[str, str]]) -> list[str]:
    """Statements as HTML items, each with its note and source.

    ``known``: ``statements.statements(data)`` with the index (table, row_id); ``keys``: which of them, in order.
    """
    return [said_item(row["text"], row["caveat"], row["source"]) for row in (known.loc[key] for key in keys)]


def said_item(text: str, note: str, where: str) -> str:
    """One statement as HTML, with its note and where it stands."""
    return f'{elements.text(text)}{caveat(note)} <span class="mbc-source">({elements.text(where)})</span>'

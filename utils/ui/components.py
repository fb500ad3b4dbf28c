"""Pieces that explorers and cards share: pure functions from rows of the tables to HTML (``Markup``).

What articles say and what references say never share a block: a reference block is framed and names its publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

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
# words of a panel of treatments in sight: what would make it longer is folded, but for when to call somebody
MAX_OPEN_WORDS = 360
# kinds of nursing facts that are shown to a reader without clinical training
FOR_EVERYBODY = ("cue", "teaching", "escalation")
_TABLE_OF = {"treatment": "treatments", "group": "subtypes"}
_ID_COLUMN = {"treatment": "treatment_id", "group": "subtype_id"}


def frame(body: str, heading: str = "", origin: str = ORIGIN, level: int = 4) -> Markup:
    """The frame that marks what references say: a heading of ``level``, where it comes from, and the body.

    Empty for an empty body; without the heading or the origin where that is empty.
    """
    if not body:
        return Markup()
    head = heading_tag(heading, level) if heading else Markup()
    return Markup('<aside class="mbc-reference">{}{}{}</aside>').format(head, origin_paragraph(origin), body)


def origin_paragraph(text: str) -> Markup:
    """Where the content of a block comes from, as a paragraph; empty for empty text."""
    return Markup('<p class="mbc-origin">{}</p>').format(text) if text else Markup()


def heading_tag(text: str, level: int = 3) -> Markup:
    """A heading."""
    return Markup("<h{level}>{text}</h{level}>").format(level=level, text=text)


def open_words(html: str) -> int:
    """How many words of HTML are in sight while its folds are closed."""
    without_folds = re.sub(r"<details.*?</details>", " ", html, flags=re.DOTALL)
    return len(re.sub(r"<[^>]+>", " ", without_folds).split())


def list_block(heading: str, items: Iterable[str], empty: str = "The articles name none.", level: int = 4) -> Markup:
    """A heading of ``level`` over a list of items; the sentence ``empty`` where there is none."""
    return heading_tag(heading, level) + (bullets(items) or Markup("<p>{}</p>").format(empty))


def source_note(where: str) -> Markup:
    """Where a statement comes from, in brackets after it."""
    return Markup('<span class="mbc-source">({})</span>').format(where)


def caveat_note(text: str) -> Markup:
    """The course's own note after an item; empty for empty text."""
    return Markup(' <span class="mbc-caveat">Note: {}</span>').format(text) if text else Markup()


def note_paragraph(text: str) -> Markup:
    """The course's own note as a paragraph; empty for empty text."""
    return Markup('<p class="mbc-caveat">Note: {}</p>').format(text) if text else Markup()


def statement_item(text: str, caveat: str, source: str) -> Markup:
    """A statement with the course's note on it and its source."""
    return Markup("{}{} {}").format(text, caveat_note(caveat), source_note(source))


def items_for_keys(data: CourseData, keys: Iterable[tuple[str, str]]) -> list[Markup]:
    """The statements with these keys (table, row id) as items, in order."""
    statements = statements_by_key(data)
    return [statement_item(row.text, row.caveat, row.source) for row in (statements[key] for key in keys)]


def links_by_page(references: pd.DataFrame) -> dict[str, Markup]:
    """Id of a page → its publisher as a link, with the page's year. ``references``: rows of that table."""
    return {
        page.id: Markup("{}, {}").format(link(page.url, page.publisher), year_text(page.year))
        for page in references.itertuples()
    }


@once_per_data
def publisher_links(data: CourseData) -> dict[str, Markup]:
    """``links_by_page`` of all references."""
    return links_by_page(data.references)


def practice_item(row: NamedTuple, page_links: Mapping[str, Markup]) -> Markup:
    """One nursing fact (a row of ``practice``), with its note and publisher. ``page_links``: from ``links_by_page``."""
    remark = Markup(' <span class="mbc-caveat">{}</span>').format(row.note) if row.note else Markup()
    return Markup("{}{} {}").format(practice_text(row), remark, source_note(page_links[row.reference_id]))


def practice_list(rows: Iterable[NamedTuple], page_links: Mapping[str, Markup]) -> Markup:
    """Rows of ``practice`` as a list; empty for no rows."""
    return bullets(practice_item(row, page_links) for row in rows)


def reference_frame(
    practice: Iterable[NamedTuple],
    page_links: Mapping[str, Markup],
    heading: str,
    max_open: int | None = None,
    level: int = 4,
) -> Markup:
    """Rows of ``practice`` in the frame that marks what references say; empty if there are none.

    With ``max_open``, about that many rows are shown in their order and the rest is folded; a row that says when to
    call somebody is never folded. ``page_links``: from ``links_by_page``.
    """
    rows = list(practice)
    if max_open is None or len(rows) <= max_open:
        return frame(practice_list(rows, page_links), heading, level=level)
    foldable = [row for row in rows if row.kind != "escalation"]
    calls = len(rows) - len(foldable)
    folded_rows = foldable[max(0, max_open - calls) :]
    folded_ids = {row.id for row in folded_rows}
    open_list = practice_list((row for row in rows if row.id not in folded_ids), page_links)
    fold = folded(f"{len(folded_rows)} more from references", practice_list(folded_rows, page_links))
    return frame(open_list + fold, heading, level=level)


def treatments_by_page(
    data: CourseData, rows: pd.DataFrame, labeled_by: tuple[str, ...], max_words: int | None = None
) -> Markup:
    """Rows of ``treatment_subtypes`` under their page with its year, newest first.

    With ``max_words``, the pages after the first that many words are in a fold.

    ``labeled_by``: what the label of a row names, ``treatment``, ``group`` or both. A note that all rows of a page
    share is shown once. Medium confidence carries the badge.
    """
    pages = data.by_id("references").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    blocks = []
    for page_id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        page_rows = rows[rows["reference_id"] == page_id]
        shared_note = page_rows["note"].iloc[0] if page_rows["note"].nunique() == 1 else ""
        items = [
            Markup("<b>{}</b>: {}{}").format(
                " for ".join(data.label(_TABLE_OF[what], getattr(row, _ID_COLUMN[what])) for what in labeled_by),
                row.statement + badge(row.confidence == "high"),
                caveat_note("" if shared_note else row.note),
            )
            for row in page_rows.itertuples()
        ]
        blocks.append(
            Markup('<p><b>{}</b>: <span class="mbc-source">{}, {}</span>{}</p>{}').format(
                "No date" if page["year"] == estimates.NOT_STATED else page["year"],
                page["publisher"],
                link(page["url"], page["title"]),
                caveat_note(shared_note),
                bullets(items),
            )
        )
    in_sight = len(blocks)
    while max_words is not None and in_sight and open_words(joined(blocks[:in_sight])) > max_words:
        in_sight -= 1
    older = blocks[in_sight:]
    return joined(blocks[:in_sight]) + (folded(f"{len(older)} more pages", joined(older)) if older else "")

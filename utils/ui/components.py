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
from utils.statements.guidance import (
    ESCALATION,
    EscalationSteps,
    badge,
    escalation_steps,
    practice_text,
    steps_not_stated,
    year_text,
)
from utils.statements.reviewers import review_text
from utils.statements.statement_table import statements_by_key
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.rules.fact_base import MEN_ONLY
from utils.ui.elements import bullets, folded, initial_cap, joined, link
from utils.ui.explorer import Control

NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."
ORIGIN = Markup("From references, not from the articles. Your hospital's policy decides.")
PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("Show it", ((PLAIN, "in plain words"), (CLINICAL, "for clinicians")))
# words of a panel of treatments in sight: what would make it longer is folded, but for when to call somebody
MAX_OPEN_WORDS = 360
REVIEW_WORDS = 20  # of these, room for who has reviewed the panel
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


def review_note(data: CourseData, keys: Iterable[tuple[str, str]]) -> Markup:
    """Who has reviewed a block, or that no clinician has: the one marker of every panel and card, at its end.

    ``keys``: (table, id) of every row that the block shows; they are looked at only where some row is reviewed.
    """
    return Markup('<p class="mbc-review">{}</p>').format(review_text(data, keys))


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


class PageLinks(dict[str, Markup]):
    """Id of a page → its publisher as a link, with the page's year; and the steps of each escalation.

    Everything beside a row of ``practice`` that ``practice_item`` needs, in one object.
    """

    def __init__(self, links: Mapping[str, Markup], escalations: Mapping[str, EscalationSteps]):
        super().__init__(links)
        self.escalations = escalations  # id of a row of ``practice`` → its row of ``escalations``


def links_by_page(references: pd.DataFrame, escalations: pd.DataFrame | None = None) -> PageLinks:
    """The pages as links, and the steps of the escalations. Both arguments: rows of the table of that name."""
    links = {
        page.id: Markup("{}, {}").format(link(page.url, page.publisher), year_text(page.year))
        for page in references.itertuples()
    }
    steps = {} if escalations is None else {row.practice_id: row for row in escalations.itertuples()}
    return PageLinks(links, steps)


@once_per_data
def publisher_links(data: CourseData) -> PageLinks:
    """``links_by_page`` of all references, with all escalations."""
    return links_by_page(data.references, data.escalations)


@once_per_data
def checked_links(data: CourseData) -> PageLinks:
    """``publisher_links`` with the day each page was last checked, for what goes out of date: drugs and helplines."""
    checked_on, pages = data.by_id("references")["checked_on"], publisher_links(data)
    dated = {id: Markup("{}, checked {}").format(where, checked_on[id]) for id, where in pages.items()}
    return PageLinks(dated, pages.escalations)


def steps_list(row: EscalationSteps, page_links: Mapping[str, Markup] | None = None) -> Markup:
    """What to do now, whom to call, what not to do, as a list of the parts that a page states.

    With ``page_links`` each part names its publisher, and what no page states is named under the list.
    """
    items = [
        Markup("<b>{}:</b> {}.{}").format(
            step.label,
            step.text,
            Markup(" {}").format(source_note(page_links[step.reference_id])) if page_links is not None else "",
        )
        for step in escalation_steps(row)
    ]
    return bullets(items, "mbc-steps") + note_paragraph(steps_not_stated(row) if page_links is not None else "")


def practice_item(row: NamedTuple, page_links: PageLinks) -> Markup:
    """One nursing fact (a row of ``practice``), with its note and publisher; under an escalation, folded, its steps.

    ``page_links``: from ``links_by_page``, with the escalations if ``row`` is one.
    """
    source = source_note(page_links[row.reference_id])
    if row.kind == ESCALATION:
        steps = steps_list(page_links.escalations[row.id], page_links) + note_paragraph(row.note)
        return Markup("{} {}{}").format(practice_text(row), source, folded("Now, call, do not", steps))
    remark = Markup(' <span class="mbc-caveat">{}</span>').format(row.note) if row.note else Markup()
    return Markup("{}{} {}").format(practice_text(row), remark, source)


def practice_list(rows: Iterable[NamedTuple], page_links: PageLinks) -> Markup:
    """Rows of ``practice`` as a list; empty for no rows."""
    return bullets(practice_item(row, page_links) for row in rows)


def reference_frame(
    practice: Iterable[NamedTuple],
    page_links: PageLinks,
    heading: str,
    max_open: int | None = None,
    level: int = 4,
    review: str = "",
) -> Markup:
    """Rows of ``practice`` in the frame that marks what references say; empty if there are none.

    With ``max_open``, about that many rows are shown in their order and the rest is folded; a row that says when to
    call somebody is never folded. ``page_links``: from ``links_by_page``. ``review``: who has reviewed the rows, where
    the frame stands alone.
    """
    rows, origin = list(practice), Markup(" ").join(filter(None, (ORIGIN, review)))
    if max_open is None or len(rows) <= max_open:
        return frame(practice_list(rows, page_links), heading, origin, level)
    foldable = [row for row in rows if row.kind != ESCALATION]
    calls = len(rows) - len(foldable)
    folded_rows = foldable[max(0, max_open - calls) :]
    folded_ids = {row.id for row in folded_rows}
    open_list = practice_list((row for row in rows if row.id not in folded_ids), page_links)
    fold = folded(f"{len(folded_rows)} more from references", practice_list(folded_rows, page_links))
    return frame(open_list + fold, heading, origin, level)


def treatments_by_page(
    data: CourseData, rows: pd.DataFrame, labeled_by: tuple[str, ...], max_words: int | None = None
) -> Markup:
    """Rows of ``treatment_subtypes`` under their page with its year and whom it speaks of, newest first, men last.

    ``labeled_by``: what the label of a row names, ``treatment``, ``group`` or both. A note that all rows of a block
    share is shown once. A row that is not to be used first carries the badge. With ``max_words``, the blocks after the
    first that many words are folded; the line of the fold says their years and whom they speak of.
    """
    pages = data.by_id("references").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    blocks, others = [], []  # (year and for whom, block); what is for men only
    for page_id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        for population, own_rows in rows[rows["reference_id"] == page_id].groupby("population", sort=False):
            shared_note = own_rows["note"].iloc[0] if own_rows["note"].nunique() == 1 else ""
            items = [
                Markup("<b>{}</b>: {}{}").format(
                    " for ".join(data.label(_TABLE_OF[what], getattr(row, _ID_COLUMN[what])) for what in labeled_by),
                    row.statement + badge(row.use_first == "yes"),
                    caveat_note("" if shared_note else row.note),
                )
                for row in own_rows.itertuples()
            ]
            year = "No date" if page["year"] == estimates.NOT_STATED else page["year"]
            block = Markup('<p><b>{}</b>: {}. <span class="mbc-source">{}, {}, checked {}</span>{}</p>{}').format(
                year,
                initial_cap(population),
                page["publisher"],
                link(page["url"], page["title"]),
                page["checked_on"],
                caveat_note(shared_note),
                bullets(items),
            )
            (others if population == MEN_ONLY else blocks).append((f"{year}, {population}", block))
    blocks += others
    in_sight = len(blocks)
    while max_words is not None and in_sight and open_words(joined(html for _, html in blocks[:in_sight])) > max_words:
        in_sight -= 1
    rest = blocks[in_sight:]
    heading = f"{len(rest)} more: {'; '.join(dict.fromkeys(name for name, _ in rest))}"
    fold = folded(heading, joined(html for _, html in rest)) if rest else Markup()
    return joined(html for _, html in blocks[:in_sight]) + fold

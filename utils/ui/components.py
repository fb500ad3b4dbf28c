"""Pieces that explorers and cards share: pure functions from rows of the tables to HTML (``Markup``).

What articles say and what references say never share a block: a block of references is framed. Each statement has a
marker of its ``Sources``, and the block ends with their list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils.statements import estimates
from utils.statements.guidance import (
    ESCALATION,
    EscalationSteps,
    escalation_steps,
    practice_statement,
    steps_not_stated,
    without_badge,
    year_text,
)
from utils.statements.reviewers import review_text
from utils.statements.statement_table import statements_by_key
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.rules.fact_base import MEN_ONLY
from utils.tables.sentences import first_sentence
from utils.ui.elements import ACTION_FOLDS, bullets, folded, initial_cap, joined, link
from utils.ui.explorer import Control
from utils.ui.sources import Sources

NO_CHOICE = "Guidelines change. The team decides with the person; this is not a recommendation for any individual."
PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("View", ((PLAIN, "plain language"), (CLINICAL, "clinical terms")))
NOTHING = Markup()
# words of a panel of treatments in sight: what would make it longer is folded, except when to call somebody
MAX_OPEN_WORDS = 360
REVIEW_WORDS = 20  # of these, room for who has reviewed the panel
# kinds of nursing facts that are shown to a reader without clinical training
FOR_EVERYBODY = ("cue", "teaching", "escalation")
_TABLE_OF = {"treatment": "treatments", "group": "subtypes"}
_ID_COLUMN = {"treatment": "treatment_id", "group": "subtype_id"}


def frame(body: str, heading: str = "", origin: str = "", level: int = 4) -> Markup:
    """The frame that marks what references say: a heading of ``level``, what applies to all of it, and the body.

    Empty for an empty body; without the heading or the line where that is empty.
    """
    if not body:
        return Markup()
    head = heading_tag(heading, level) if heading else Markup()
    return Markup('<aside class="mbc-reference">{}{}{}</aside>').format(head, origin_paragraph(origin), body)


def origin_paragraph(text: str) -> Markup:
    """What applies to all of a block, as a paragraph; empty for empty text."""
    return Markup('<p class="mbc-origin">{}</p>').format(text) if text else Markup()


def answer(text: str, marker: str = "") -> Markup:
    """The first line of a panel: the result of the choice, in at most ``MAX_ANSWER_WORDS`` words."""
    return Markup('<p class="mbc-answer">{}{}</p>').format(text, marker)


def answer_of(text: str, marker: str, picture: Markup = NOTHING) -> Markup:
    """A text that begins a panel: its first sentence as the answer, the picture, and the rest as a paragraph."""
    first, rest = first_sentence(text)
    return answer(first, marker) + picture + (Markup("<p>{}</p>").format(rest) if rest else Markup())


def review_note(data: CourseData, keys: Iterable[tuple[str, str]], policy: str = "") -> Markup:
    """Who has reviewed a block, or that no clinician has: the one line of every panel and card, at its end.

    ``keys``: (table, id) of every row that the block shows; they are looked at only where some row is reviewed.
    ``policy``: what is said once of its framed text.
    """
    text = " ".join(filter(None, (policy, review_text(data, keys))))
    return Markup('<p class="mbc-review">{}</p>').format(text)


def block_end(sources: Sources, data: CourseData, keys: Iterable[tuple[str, str]]) -> Markup:
    """The end of a panel or card: its list of sources, what applies to its framed text, and who has reviewed it."""
    return sources.end() + review_note(data, keys, sources.policy)


def heading_tag(text: str, level: int = 3) -> Markup:
    """A heading."""
    return Markup("<h{level}>{text}</h{level}>").format(level=level, text=text)


def open_words(html: str) -> int:
    """How many words of HTML are in sight while its folds are closed."""
    inner_fold = re.compile(r"<details(?:(?!<details).)*?</details>", re.DOTALL)
    while (closed := inner_fold.sub(" ", html)) != html:
        html = closed
    return len(re.sub(r"<[^>]+>", " ", html).split())


def list_block(heading: str, items: Iterable[str], empty: str = "The articles name none.", level: int = 4) -> Markup:
    """A heading of ``level`` over a list of items; the sentence ``empty`` where there is none."""
    return heading_tag(heading, level) + (bullets(items) or Markup("<p>{}</p>").format(empty))


def caveat_note(text: str) -> Markup:
    """The course's own note after an item; empty for empty text."""
    return Markup(' <span class="mbc-caveat">Note: {}</span>').format(text) if text else Markup()


def note_paragraph(text: str) -> Markup:
    """The course's own note as a paragraph; empty for empty text."""
    return Markup('<p class="mbc-caveat">Note: {}</p>').format(text) if text else Markup()


def statement_item(text: str, caveat: str, marker: str) -> Markup:
    """A statement with the marker of its source and the course's note on it."""
    return Markup("{}{}{}").format(text, marker, caveat_note(caveat))


def items_for_keys(data: CourseData, keys: Iterable[tuple[str, str]], sources: Sources) -> list[Markup]:
    """The statements with these keys (table, row id) as items, in order."""
    statements = statements_by_key(data)
    return [
        statement_item(without_badge(statements[key].text), statements[key].caveat, sources.row(*key)) for key in keys
    ]


@once_per_data
def publisher_links(data: CourseData) -> dict[str, Markup]:
    """Id of a page → its publisher and year as a link, for a list that is folded itself."""
    return {
        page.id: Markup("{}, {}").format(link(page.url, page.publisher), year_text(page.year))
        for page in data.references.itertuples()
    }


def steps_list(row: EscalationSteps, sources: Sources | None = None) -> Markup:
    """What to do now, whom to call, what not to do, as a list of the parts that a page states.

    With ``sources`` each part has its marker, and what no page states is named under the list.
    """
    items = [
        Markup("<b>{}:</b> {}.{}").format(step.label, step.text, sources.pages([step.reference_id]) if sources else "")
        for step in escalation_steps(row)
    ]
    return bullets(items, "mbc-steps") + note_paragraph(steps_not_stated(row) if sources else "")


def practice_item(row: NamedTuple, sources: Sources) -> Markup:
    """One nursing fact (a row of ``practice``) with its marker and note; under an escalation, folded, its steps."""
    marker = sources.pages([row.reference_id], row.use_first == "yes")
    if row.kind == ESCALATION:
        escalation = sources.escalations[row.id]
        steps = steps_list(escalation, sources) + note_paragraph(row.note)
        line = ACTION_FOLDS[tuple(step.label for step in escalation_steps(escalation))]
        return Markup("{}{}{}").format(practice_statement(row), marker, folded(line, steps))
    remark = Markup(' <span class="mbc-caveat">{}</span>').format(row.note) if row.note else Markup()
    return Markup("{}{}{}").format(practice_statement(row), marker, remark)


def practice_list(rows: Iterable[NamedTuple], sources: Sources) -> Markup:
    """Rows of ``practice`` as a list; empty for no rows."""
    return bullets(practice_item(row, sources) for row in rows)


def treatments_by_page(
    data: CourseData,
    rows: pd.DataFrame,
    labeled_by: tuple[str, ...],
    sources: Sources,
    max_words: int | None = None,
) -> Markup:
    """Rows of ``treatment_subtypes`` under the year of their page and whom it is about, newest first, men last.

    ``labeled_by``: what the label of a row names, ``treatment``, ``group`` or both. A note that all rows of a block
    share is shown once. With ``max_words``, the blocks after the first that many words are folded; the line of the fold
    says their years and whom they speak of.
    """
    pages = data.by_id("references").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    blocks, others = [], []  # (year and for whom, block); what is for men only
    for page_id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        for population, own_rows in rows[rows["reference_id"] == page_id].groupby("population", sort=False):
            shared_note = own_rows["note"].iloc[0] if own_rows["note"].nunique() == 1 else ""
            items = [
                Markup("<b>{}</b>: {}{}{}").format(
                    " for ".join(data.label(_TABLE_OF[what], getattr(row, _ID_COLUMN[what])) for what in labeled_by),
                    row.statement,
                    sources.pages([page_id], row.use_first == "yes"),
                    caveat_note("" if shared_note else row.note),
                )
                for row in own_rows.itertuples()
            ]
            year = "Year not stated" if page["year"] == estimates.NOT_STATED else page["year"]
            block = Markup("<p><b>{}</b>: {}.{}</p>{}").format(
                year, initial_cap(population), caveat_note(shared_note), bullets(items)
            )
            (others if population == MEN_ONLY else blocks).append((f"{year}, {population}", block))
    blocks += others
    count = len(blocks)
    while max_words is not None and count and open_words(joined(html for _, html in blocks[:count])) > max_words:
        count -= 1
    rest = blocks[count:]
    heading = f"{len(rest)} more: {'; '.join(dict.fromkeys(name for name, _ in rest))}"
    fold = folded(heading, joined(html for _, html in rest)) if rest else Markup()
    return joined(html for _, html in blocks[:count]) + fold

"""Pieces that explorers and cards share: pure functions from rows of the tables to HTML.

What articles say and what references say never share a block: a reference block is framed and names its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from utils import figures, html
from utils.explorers import Control
from utils.html import Html

PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("Show it", ((PLAIN, "in plain words"), (CLINICAL, "for clinicians")))
UNSURE = "check with a clinician first"  # the badge of a nursing fact that is not to be used first
# kinds of nursing facts that a reader without clinical training is shown
FOR_EVERYBODY = ("cue", "teaching", "escalation")


def nurse_card(practice: pd.DataFrame, references: pd.DataFrame, heading: str) -> Html:
    """Rows of ``practice`` as a card of their own, framed as reference, under a heading of level 3."""
    return Html(
        reference_frame(practice, references, f"<h3>{html.text(heading)}</h3>"),
        "\n".join([heading, *(f"- {practice_text(row)}" for row in practice.itertuples())]),
    )


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
        rest, practice = html.folded(f"{len(later)} more from references", html.bullets(later)), practice[shown]
    return (
        f'<aside class="mbc-reference">{heading}'
        '<p class="mbc-origin">From references, not from the articles. Your hospital\'s policy decides.</p>'
        f"{html.bullets(practice_item(row, references) for row in practice.itertuples())}{rest}</aside>"
    )


def practice_text(row) -> str:
    """The statement of a nursing fact as text, with its figure filled in, and the badge where it is not to be used first."""
    words = row.statement.replace("{value}", f"{row.value} {row.unit}".strip())
    return words if row.use_first == "yes" else f"{words} [{UNSURE}]"


def practice_item(row, references: pd.DataFrame) -> str:
    """One nursing fact as HTML, with its note and publisher."""
    note = f' <span class="mbc-caveat">{html.text(row.note)}</span>' if row.note else ""
    return f'{html.text(practice_text(row))}{note} <span class="mbc-source">({publisher_link(row.reference_id, references)})</span>'


def get_help_now(practice: pd.DataFrame, references: pd.DataFrame) -> Html:
    """The "get help now" card: rows of ``practice`` that belong to an alarm; per alarm the signs, then what to do."""
    alarms = practice[practice["alarm"] != ""]
    groups, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        acts = rows["kind"].isin(["escalation", "action"])
        lists = [
            f"<p><b>{head}</b></p>" + html.bullets((html.text(practice_text(row)) for row in part.itertuples()), css)
            for head, part, css in (("Signs", rows[~acts], "mbc-list"), ("What to do", rows[acts], "mbc-list mbc-act"))
            if len(part)
        ]
        pages = dict.fromkeys(publisher_link(id, references) for id in rows["reference_id"])
        heading = alarm[0].upper() + alarm[1:]
        groups.append(
            f"<section><h3>{html.text(heading)}</h3>{''.join(lists)}"
            f"{html.folded('Where this comes from', html.bullets(pages))}</section>"
        )
        plain += [heading, *(f"- {practice_text(row)}" for row in rows.itertuples())]
    number = (
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label> '
        "<span>Write it on paper too, or print this page after filling it in: nothing is stored.</span></p>"
    )
    card = (
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call 911 or your local emergency number.</strong> "
        "They come from nursing references, not from the articles. Your hospital's policy decides.</p>"
        f'{number}<div class="mbc-grid">{"".join(groups)}</div></section>'
    )
    return Html(card, "\n".join(plain))


def reference_list(references: pd.DataFrame, *used: Iterable[str]) -> Html:
    """The reference pages with the given ids (one or several lists), grouped by publisher; a long list is folded.

    Each page: title with its link, year and where it was seen. Above a folded list its publishers are named.
    """
    rows = references[references["id"].isin({id for ids in used for id in ids})].sort_values(["publisher", "title"])
    groups = []
    for publisher, own in rows.groupby("publisher", sort=False):
        items = [
            f"{html.link(r.url, r.title)} ({html.text(year(r.year))}; seen: {html.text(r.seen_at_kind)})"
            for r in own.itertuples()
        ]
        groups.append(f"{html.text(publisher)}: {items[0] if len(items) == 1 else html.bullets(items)}")
    told = f"{len(rows)} pages of {len(groups)} publishers: {'; '.join(rows['publisher'].unique())}."
    body = (
        html.bullets(groups)
        if len(rows) <= 8
        else f"<p>{html.text(told)}</p>" + html.folded("Every page, with its address", html.bullets(groups))
    )
    return Html(
        f'<div class="mbc-sources">{body}</div>',
        "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples()),
    )


def year(stated: str) -> str:
    """The year of a page in words."""
    return "no date" if stated == figures.NOT_STATED else stated


def publisher_year(reference_id: str, references: pd.DataFrame) -> str:
    """The page's publisher and year as text: what ``publisher_link`` shows."""
    page = references.set_index("id").loc[reference_id]
    return f"{page['publisher']}, {year(page['year'])}"


def publisher_link(reference_id: str, references: pd.DataFrame) -> str:
    """The page's publisher as a link, with its year: HTML."""
    page = references.set_index("id").loc[reference_id]
    return f"{html.link(page['url'], page['publisher'])}, {html.text(year(page['year']))}"


def block(heading: str, items: list[str], empty: str = "The articles name none.", level: int = 4) -> str:
    """A heading of ``level`` over a list of HTML items; the words ``empty`` where there is none."""
    return f"<h{level}>{html.text(heading)}</h{level}>" + (html.bullets(items) or f"<p>{html.text(empty)}</p>")


def caveat(words: str) -> str:
    """A note of ours behind an item; empty for empty words."""
    return f' <span class="mbc-caveat">Note: {html.text(words)}</span>' if words else ""


def note(words: str) -> str:
    """A note of ours as a paragraph; empty for empty words."""
    return f'<p class="mbc-caveat">Note: {html.text(words)}</p>' if words else ""


def said(known: pd.DataFrame, keys: Iterable[tuple[str, str]]) -> list[str]:
    """Statements as HTML items, each with its note and source.

    ``known``: ``statements.statements(data)`` with the index (table, row_id); ``keys``: which of them, in order.
    """
    return [said_item(row["text"], row["caveat"], row["source"]) for row in (known.loc[key] for key in keys)]


def said_item(text: str, note: str, where: str) -> str:
    """One statement as HTML, with its note and where it stands."""
    return f'{html.text(text)}{caveat(note)} <span class="mbc-source">({html.text(where)})</span>'

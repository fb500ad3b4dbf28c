"""Cards of a lesson: course map, glossary, nursing cards, *get help now*, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from utils.statements.guidance import practice_text, year
from utils.statements.locations import locations
from utils.tables.course_data import CourseData
from utils.ui import elements
from utils.ui.components import publisher_link, reference_frame
from utils.ui.elements import Html


def nurse_card(practice: pd.DataFrame, references: pd.DataFrame, heading: str) -> Html:
    """Rows of ``practice`` as a card of their own, framed as reference, under a heading of level 3."""
    return Html(
        reference_frame(practice, references, f"<h3>{elements.text(heading)}</h3>"),
        "\n".join([heading, *(f"- {practice_text(row)}" for row in practice.itertuples())]),
    )


def get_help_now(practice: pd.DataFrame, references: pd.DataFrame) -> Html:
    """The "get help now" card: rows of ``practice`` that belong to an alarm; per alarm the signs, then what to do."""
    alarms = practice[practice["alarm"] != ""]
    groups, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        acts = rows["kind"].isin(["escalation", "action"])
        lists = [
            f"<p><b>{head}</b></p>"
            + elements.bullets((elements.text(practice_text(row)) for row in part.itertuples()), css)
            for head, part, css in (("Signs", rows[~acts], "mbc-list"), ("What to do", rows[acts], "mbc-list mbc-act"))
            if len(part)
        ]
        pages = dict.fromkeys(publisher_link(id, references) for id in rows["reference_id"])
        heading = alarm[0].upper() + alarm[1:]
        groups.append(
            f"<section><h3>{elements.text(heading)}</h3>{''.join(lists)}"
            f"{elements.folded('Where this comes from', elements.bullets(pages))}</section>"
        )
        plain += [heading, *(f"- {practice_text(row)}" for row in rows.itertuples())]
    number = (
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label> '
        "<span>Write it on paper too, or print this page after filling it in: nothing is stored.</span></p>"
    )
    card = (
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call your emergency number.</strong> "
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
            f"{elements.link(r.url, r.title)} ({elements.text(year(r.year))}; seen: {elements.text(r.seen_at_kind)})"
            for r in own.itertuples()
        ]
        groups.append(f"{elements.text(publisher)}: {items[0] if len(items) == 1 else elements.bullets(items)}")
    told = f"{len(rows)} pages of {len(groups)} publishers: {'; '.join(rows['publisher'].unique())}."
    body = (
        elements.bullets(groups)
        if len(rows) <= 8
        else f"<p>{elements.text(told)}</p>" + elements.folded("Every page, with its address", elements.bullets(groups))
    )
    return Html(
        f'<div class="mbc-sources">{body}</div>',
        "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples()),
    )


def course_map(lessons: pd.DataFrame) -> Html:
    """The lessons as a list of links with their minutes, and the minutes of all, from rows of ``lessons``."""
    items, plain, total = [], [], 0
    for row in lessons.itertuples():
        minutes = row.minutes_reading + row.minutes_doing
        total += minutes
        items.append(
            f'<a href="{elements.text(row.id)}.ipynb">{elements.text(row.title)}</a> ({minutes} minutes): {elements.text(row.about)}'
        )
        plain.append(f"- {row.title} ({minutes} minutes): {row.about}")
    together = f"All {len(plain)} lessons together: {total} minutes."
    return Html(f"{elements.bullets(items)}<p>{together}</p>", "\n".join([*plain, together]))


def glossary(data: CourseData, terms: pd.DataFrame | None = None, more: Mapping[str, str] | None = None) -> Html:
    """Terms in alphabetical order (all of them, or the given rows of ``glossary``), each a target of ``#term-<id>``.

    ``more``: id of a term → HTML that follows its definition, such as links to where it is used.
    """
    more = more or {}
    said_in = locations(data)

    def origin(row) -> str:
        said = said_in.get(("glossary", row.id))
        return (
            f"used in {elements.text(said)}"
            if said
            else f"reference: {publisher_link(row.reference_id, data.references)}"
        )

    rows = data.glossary.sort_values("term", key=lambda column: column.str.lower())
    entries = "".join(
        f'<dt id="term-{elements.text(row.id)}"><b>{elements.text(row.term)}</b></dt><dd>{elements.text(row.definition)} '
        f'<span class="mbc-source">({origin(row)})</span>' + (f"<br>{more[row.id]}" if row.id in more else "") + "</dd>"
        for row in rows.itertuples()
    )
    return Html(
        f'<dl class="mbc-glossary">{entries}</dl>', "\n".join(f"{r.term}: {r.definition}" for r in rows.itertuples())
    )

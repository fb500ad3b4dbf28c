"""Cards of a lesson: course map, glossary, nursing cards, *get help now*, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from markupsafe import Markup

from utils.statements.guidance import practice_text, year_text
from utils.statements.locations import cited_lines_by_row
from utils.tables.course_data import CourseData
from utils.ui.components import links, publisher_links, reference_frame, source
from utils.ui.elements import Html, bullets, folded, initial_cap, joined, link


def nurse_card(practice: pd.DataFrame, references: pd.DataFrame, heading: str) -> Html:
    """Rows of ``practice`` as a card of their own, framed as reference, under a heading of level 3."""
    return Html(
        reference_frame(practice.itertuples(), links(references), heading, level=3),
        "\n".join([heading, *(f"- {practice_text(row)}" for row in practice.itertuples())]),
    )


def get_help_now(practice: pd.DataFrame, references: pd.DataFrame) -> Html:
    """The "get help now" card: rows of ``practice`` that belong to an alarm; per alarm the signs, then what to do."""
    alarms, pages = practice[practice["alarm"] != ""], links(references)
    groups, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        acts = rows["kind"].isin(["escalation", "action"])
        lists = joined(
            Markup("<p><b>{}</b></p>{}").format(head, bullets(map(practice_text, part.itertuples()), css))
            for head, part, css in (("Signs", rows[~acts], "mbc-list"), ("What to do", rows[acts], "mbc-list mbc-act"))
            if len(part)
        )
        origin = bullets(dict.fromkeys(pages[id] for id in rows["reference_id"]))
        heading = initial_cap(alarm)
        groups.append(
            Markup("<section><h3>{}</h3>{}{}</section>").format(heading, lists, folded("Where this comes from", origin))
        )
        plain += [heading, *(f"- {practice_text(row)}" for row in rows.itertuples())]
    card = Markup(
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call your emergency number.</strong> "
        "They come from nursing references, not from the articles. Your hospital's policy decides.</p>"
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label> '
        "<span>Write it on paper too, or print this page after filling it in: nothing is stored.</span></p>"
        '<div class="mbc-grid">{}</div></section>'
    )
    return Html(card.format(joined(groups)), "\n".join(plain))


def reference_list(references: pd.DataFrame, *used: Iterable[str]) -> Html:
    """The reference pages with the given ids (one or several lists), grouped by publisher; a long list is folded.

    Each page: title with its link, year and where it was seen. Above a folded list its publishers are named.
    """
    rows = references[references["id"].isin({id for ids in used for id in ids})].sort_values(["publisher", "title"])
    groups = []
    for publisher, own in rows.groupby("publisher", sort=False):
        items = [
            Markup("{} ({}; seen: {})").format(link(r.url, r.title), year_text(r.year), r.seen_at_kind)
            for r in own.itertuples()
        ]
        groups.append(Markup("{}: {}").format(publisher, items[0] if len(items) == 1 else bullets(items)))
    told = f"{len(rows)} pages of {len(groups)} publishers: {'; '.join(rows['publisher'].unique())}."
    body = bullets(groups)
    if len(rows) > 8:
        body = Markup("<p>{}</p>{}").format(told, folded("Every page, with its address", body))
    return Html(
        Markup('<div class="mbc-sources">{}</div>').format(body),
        "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples()),
    )


def course_map(lessons: pd.DataFrame) -> Html:
    """The lessons as a list of links with their minutes, and the minutes of all, from rows of ``lessons``."""
    items, plain, total = [], [], 0
    for row in lessons.itertuples():
        minutes = row.minutes_reading + row.minutes_doing
        total += minutes
        items.append(Markup('<a href="{}.ipynb">{}</a> ({} minutes): {}').format(row.id, row.title, minutes, row.about))
        plain.append(f"- {row.title} ({minutes} minutes): {row.about}")
    together = f"All {len(plain)} lessons together: {total} minutes."
    return Html(Markup("{}<p>{}</p>").format(bullets(items), together), "\n".join([*plain, together]))


def glossary(data: CourseData, terms: pd.DataFrame | None = None, more: Mapping[str, Markup] | None = None) -> Html:
    """Terms in alphabetical order (all of them, or the given rows of ``glossary``), each a target of ``#term-<id>``.

    ``more``: id of a term → HTML that follows its definition, such as links to where it is used.
    """
    said_in, pages = cited_lines_by_row(data), publisher_links(data)

    def origin(row) -> str:
        said = said_in.get(("glossary", row.id))
        return f"used in {said}" if said else Markup("reference: {}").format(pages[row.reference_id])

    shown = data.glossary if terms is None else terms
    rows = shown.sort_values("term", key=lambda column: column.str.lower())
    entry = Markup('<dt id="term-{id}"><b>{term}</b></dt><dd>{definition} {source}{more}</dd>')
    after = {id: Markup("<br>{}").format(words) for id, words in (more or {}).items()}
    entries = joined(
        entry.format(
            id=row.id,
            term=row.term,
            definition=row.definition,
            source=source(origin(row)),
            more=after.get(row.id, ""),
        )
        for row in rows.itertuples()
    )
    return Html(
        Markup('<dl class="mbc-glossary">{}</dl>').format(entries),
        "\n".join(f"{r.term}: {r.definition}" for r in rows.itertuples()),
    )

"""Cards of a lesson: course map, glossary, nursing cards, *get help now*, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils.statements.guidance import (
    ESCALATION,
    escalation_steps,
    practice_text,
    sign_text,
    steps_text,
    year_text,
)
from utils.statements.locations import cited_lines_by_row
from utils.statements.reviewers import review_keys, review_text
from utils.tables.course_data import CourseData
from utils.ui.components import (
    PageLinks,
    publisher_links,
    reference_frame,
    review_note,
    source_note,
    steps_list,
)
from utils.ui.elements import Html, bullets, folded, initial_cap, joined, link


def nurse_card(practice: pd.DataFrame, heading: str, data: CourseData) -> Html:
    """Rows of ``practice`` as a card of their own, framed as reference, under a heading of level 3.

    Parameters
    ----------
    practice : pandas.DataFrame
        Rows of ``data.practice``, all columns, in the order to show.
    heading : str
        The heading of the card.
    data : CourseData
        All tables: pages, steps of escalations, and who has reviewed the rows.

    Returns
    -------
    Html
        The card; its plain form is a list.

    Raises
    ------
    KeyError
        If a page is not in ``data.references``, or an escalation has no row in ``data.escalations``.
    """
    page_links, review = publisher_links(data), review_text(data, review_keys("practice", practice.itertuples()))
    return Html(
        reference_frame(practice.itertuples(), page_links, heading, level=3, review=review),
        "\n".join([heading, *(_plain_item(row, page_links) for row in practice.itertuples()), review]),
    )


def _plain_item(row: NamedTuple, page_links: PageLinks) -> str:
    """A row of ``practice`` as a line of a plain list, with the steps of an escalation."""
    steps = f" {steps_text(page_links.escalations[row.id])}" if row.kind == ESCALATION else ""
    return f"- {practice_text(row)}{steps}"


def _card_item(row: NamedTuple, page_links: PageLinks) -> Markup:
    """A row of ``practice`` on the "get help now" card: of an escalation the sign and its steps, else its statement."""
    if row.kind != ESCALATION:
        return Markup("{}").format(practice_text(row))
    return Markup("{}{}").format(sign_text(row), steps_list(page_links.escalations[row.id]))


def _plain_card_item(row: NamedTuple, page_links: PageLinks) -> str:
    """``_card_item`` as a line of a plain list."""
    if row.kind != ESCALATION:
        return f"- {practice_text(row)}"
    return f"- {sign_text(row)}. {steps_text(page_links.escalations[row.id])}"


def _pages(row: NamedTuple, page_links: PageLinks) -> list[str]:
    """The pages that a row of ``practice`` and the steps of an escalation come from."""
    steps = escalation_steps(page_links.escalations[row.id]) if row.kind == ESCALATION else []
    return [row.reference_id, *(step.reference_id for step in steps)]


def get_help_now(practice: pd.DataFrame, data: CourseData) -> Html:
    """The "get help now" card: rows of ``practice`` that belong to an alarm; per alarm the signs, then what to do.

    Each escalation says what to do now, whom to call and what not to do, as far as a page states it.

    Parameters
    ----------
    practice : pandas.DataFrame
        ``data.practice`` or some of its rows, all columns. Rows whose ``alarm`` is empty are left out.
    data : CourseData
        All tables: pages, steps of escalations, and who has reviewed the rows.

    Returns
    -------
    Html
        The card, unfolded, with a field for the local number; its plain form is a list per alarm.

    Raises
    ------
    KeyError
        If a page is not in ``data.references``, or an escalation has no row in ``data.escalations``.
    """
    alarms, page_links = practice[practice["alarm"] != ""], publisher_links(data)
    sections, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        to_do = rows["kind"].isin([ESCALATION, "action"])
        lists = joined(
            Markup("<p><b>{}</b></p>{}").format(
                label, bullets((_card_item(row, page_links) for row in part.itertuples()), css)
            )
            for label, part, css in (
                ("Signs", rows[~to_do], "mbc-list"),
                ("What to do", rows[to_do], "mbc-list mbc-act"),
            )
            if len(part)
        )
        pages = (page_links[id] for row in rows.itertuples() for id in _pages(row, page_links))
        publishers = bullets(dict.fromkeys(pages))
        heading = initial_cap(alarm)
        sections.append(
            Markup("<section><h3>{}</h3>{}{}</section>").format(
                heading, lists, folded("Where this comes from", publishers)
            )
        )
        plain += [heading, *(_plain_card_item(row, page_links) for row in rows.itertuples())]
    card = Markup(
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call 911 or your local emergency number.</strong> "
        "They come from nursing references, not from the articles. Where <i>Now</i>, <i>Call</i> or <i>Do not</i> is "
        "missing, no page states it. Your hospital's policy decides. {}</p>"
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label> '
        "<span>Write it on paper too, or print this page after filling it in: nothing is stored.</span></p>"
        '<div class="mbc-grid">{}</div></section>'
    )
    review = review_text(data, review_keys("practice", alarms.itertuples()))
    return Html(card.format(review, joined(sections)), "\n".join([*plain, review]))


def reference_list(references: pd.DataFrame, *ids: Iterable[str]) -> Html:
    """The reference pages with the given ids (one or several lists), grouped by publisher; a long list is folded.

    Each page: title with its link, year and where it was seen. Above a folded list its publishers are named.

    Parameters
    ----------
    references : pandas.DataFrame
        ``data.references``, all columns.
    *ids : iterable of str
        Ids of pages, such as the column ``reference_id`` of other tables. Empty and repeated ones are fine; an id that
        no page has is left out.

    Returns
    -------
    Html
        The list; its plain form is a line per page with its address.
    """
    wanted = {id for some in ids for id in some}
    rows = references[references["id"].isin(wanted)].sort_values(["publisher", "title"])
    groups = []
    for publisher, pages in rows.groupby("publisher", sort=False):
        items = [
            Markup("{} ({}; seen: {})").format(link(r.url, r.title), year_text(r.year), r.seen_at_kind)
            for r in pages.itertuples()
        ]
        groups.append(Markup("{}: {}").format(publisher, items[0] if len(items) == 1 else bullets(items)))
    summary = f"{len(rows)} pages of {len(groups)} publishers: {'; '.join(rows['publisher'].unique())}."
    body = bullets(groups)
    if len(rows) > 8:
        body = Markup("<p>{}</p>{}").format(summary, folded("Every page, with its address", body))
    return Html(
        Markup('<div class="mbc-sources">{}</div>').format(body),
        "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples()),
    )


def course_map(lessons: pd.DataFrame) -> Html:
    """The lessons as a list of links with their minutes, and the minutes of all, from rows of ``lessons``.

    Parameters
    ----------
    lessons : pandas.DataFrame
        ``data.lessons``, or the rows to show: ``id``, ``title``, ``about`` (text), ``minutes_reading`` and
        ``minutes_doing`` (whole minutes).

    Returns
    -------
    Html
        The list; its plain form is a line per lesson.
    """
    items, plain, total_minutes = [], [], 0
    for row in lessons.itertuples():
        minutes = row.minutes_reading + row.minutes_doing
        total_minutes += minutes
        items.append(Markup('<a href="{}.ipynb">{}</a> ({} minutes): {}').format(row.id, row.title, minutes, row.about))
        plain.append(f"- {row.title} ({minutes} minutes): {row.about}")
    summary = f"All {len(plain)} lessons together: {total_minutes} minutes."
    return Html(Markup("{}<p>{}</p>").format(bullets(items), summary), "\n".join([*plain, summary]))


def glossary(
    data: CourseData, terms: pd.DataFrame | None = None, appendices: Mapping[str, Markup] | None = None
) -> Html:
    """Terms in alphabetical order (all of them, or the given rows of ``glossary``), each a target of ``#term-<id>``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    terms : pandas.DataFrame, optional
        Rows of ``data.glossary``, all columns; by default all.
    appendices : mapping of str to Markup, optional
        Id of a term → HTML that follows its definition, such as links to where it is used.

    Returns
    -------
    Html
        A definition list, each term with the article lines or the reference it comes from; its plain form is a line per
        term.

    Raises
    ------
    KeyError
        If no article line is cited for a term and its ``reference_id`` is not in ``data.references``.
    """
    lines_by_row, page_links = cited_lines_by_row(data), publisher_links(data)

    def origin(row: NamedTuple) -> str:
        lines = lines_by_row.get(("glossary", row.id))
        return f"used in {lines}" if lines else Markup("reference: {}").format(page_links[row.reference_id])

    rows = data.glossary if terms is None else terms
    rows = rows.sort_values("term", key=lambda column: column.str.lower())
    template = Markup('<dt id="term-{id}"><b>{term}</b></dt><dd>{definition} {source}{appendix}</dd>')
    after = {id: Markup("<br>{}").format(html) for id, html in (appendices or {}).items()}
    entries = joined(
        template.format(
            id=row.id,
            term=row.term,
            definition=row.definition,
            source=source_note(origin(row)),
            appendix=after.get(row.id, ""),
        )
        for row in rows.itertuples()
    )
    return Html(
        Markup('<dl class="mbc-glossary">{}</dl>{}').format(
            entries, review_note(data, review_keys("glossary", rows.itertuples()))
        ),
        "\n".join(f"{r.term}: {r.definition}" for r in rows.itertuples()),
    )

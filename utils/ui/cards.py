"""Cards of a lesson: course map, glossary, nursing cards, *get help now*, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils.errors import CourseError
from utils.statements.guidance import (
    ESCALATION,
    escalation_steps,
    practice_text,
    sign_text,
    steps_text,
)
from utils.statements.reviewers import review_keys, review_text
from utils.tables.course_data import CourseData
from utils.ui.components import (
    block_end,
    frame,
    heading_tag,
    practice_list,
    publisher_links,
    steps_list,
)
from utils.ui.elements import PUBLISHERS_FOLD, Html, bullets, folded, initial_cap, joined
from utils.ui.nursing import DO, TEACH, WATCH
from utils.ui.sources import Sources, escalation_rows, page_text


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
    CourseError
        If there is no row to show.
    KeyError
        If a page is not in ``data.references``, or an escalation has no row in ``data.escalations``.
    """
    _need_rows(practice, heading)
    sources, keys = Sources(data), list(review_keys("practice", practice.itertuples()))
    items = practice_list(practice.itertuples(), sources)
    return Html(
        frame(items + block_end(sources, data, keys), heading, level=3),
        "\n".join([heading, *(_plain_item(row, data) for row in practice.itertuples()), review_text(data, keys)]),
    )


# heading of the bedside card → the kinds of rows under it, in this order
_BEDSIDE = {
    "Notice": WATCH,
    "Do": DO,
    "Teach": TEACH,
    "Call": (ESCALATION,),
}


def bedside_card(practice: pd.DataFrame, heading: str, data: CourseData) -> Html:
    """What a nurse notices, does, teaches and calls about, as one card under a heading of level 3.

    Parameters
    ----------
    practice : pandas.DataFrame
        Rows of ``data.practice``, all columns. Rows that are not to be used first, definitions and figures are left
        out.
    heading : str
        The heading of the card: a site, a drug or a task.
    data : CourseData
        All tables: pages, steps of escalations, and who has reviewed the rows.

    Returns
    -------
    Html
        The card; its plain form is a list per heading.

    Raises
    ------
    CourseError
        If there is no row to show.
    KeyError
        If a page is not in ``data.references``, or an escalation has no row in ``data.escalations``.
    """
    first_rows = practice[practice["use_first"].eq("yes") & practice["kind"].isin(sum(_BEDSIDE.values(), ()))]
    _need_rows(first_rows, heading)
    parts = {label: first_rows[first_rows["kind"].isin(kinds)] for label, kinds in _BEDSIDE.items()}
    parts = {label: list(rows.itertuples()) for label, rows in parts.items() if len(rows)}
    sources, keys = Sources(data), list(review_keys("practice", first_rows.itertuples()))
    body = joined(heading_tag(label, 4) + practice_list(rows, sources) for label, rows in parts.items())
    plain = [heading]
    for label, rows in parts.items():
        plain += [label, *(_plain_item(row, data) for row in rows)]
    return Html(
        frame(body + block_end(sources, data, keys), heading, level=3), "\n".join([*plain, review_text(data, keys)])
    )


def _need_rows(rows: pd.DataFrame, heading: str) -> None:
    """A card without rows is a mistake in the cell or a renamed row: say so instead of showing an empty frame."""
    if rows.empty:
        raise CourseError(f"The card {heading!r} has no row to show. Look at the ids or subjects that its cell picks.")


def _plain_item(row: NamedTuple, data: CourseData) -> str:
    """A row of ``practice`` as a line of a plain list, with the steps of an escalation."""
    steps = f" {steps_text(escalation_rows(data)[row.id])}" if row.kind == ESCALATION else ""
    return f"- {practice_text(row)}{steps}"


def _card_item(row: NamedTuple, data: CourseData) -> Markup:
    """A row of ``practice`` on the "get help now" card: of an escalation the sign and its steps, else its statement."""
    if row.kind != ESCALATION:
        return Markup("{}").format(practice_text(row))
    return Markup("{}{}").format(sign_text(row), steps_list(escalation_rows(data)[row.id]))


def _plain_card_item(row: NamedTuple, data: CourseData) -> str:
    """``_card_item`` as a line of a plain list."""
    if row.kind != ESCALATION:
        return f"- {practice_text(row)}"
    return f"- {sign_text(row)}. {steps_text(escalation_rows(data)[row.id])}"


def _pages(row: NamedTuple, data: CourseData) -> list[str]:
    """The pages that a row of ``practice`` and the steps of an escalation come from."""
    steps = escalation_steps(escalation_rows(data)[row.id]) if row.kind == ESCALATION else []
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
    alarms, links = practice[practice["alarm"] != ""], publisher_links(data)
    sections, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        to_do = rows["kind"].isin([ESCALATION, "action"])
        lists = joined(
            Markup("<p><b>{}</b></p>{}").format(
                label, bullets((_card_item(row, data) for row in part.itertuples()), css)
            )
            for label, part, css in (
                ("Signs", rows[~to_do], "mbc-list"),
                ("What to do", rows[to_do], "mbc-list mbc-act"),
            )
            if len(part)
        )
        pages = (links[id] for row in rows.itertuples() for id in _pages(row, data))
        publishers = bullets(dict.fromkeys(pages))
        heading = initial_cap(alarm)
        sections.append(
            Markup('<section id="help-{}"><h3>{}</h3>{}{}</section>').format(
                len(sections) + 1, heading, lists, folded(PUBLISHERS_FOLD, publishers)
            )
        )
        plain += [heading, *(_plain_card_item(row, data) for row in rows.itertuples())]
    card = Markup(
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call 911 or your local emergency number.</strong> "
        "Your hospital's policy decides. {}</p>"
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label></p>'
        '<p class="mbc-jump">{}</p>{}<div class="mbc-grid">{}</div></section>'
    )
    review = review_text(data, review_keys("practice", alarms.itertuples()))
    jump = joined(
        Markup('<a href="#help-{}">{}</a>').format(number, initial_cap(alarm))
        for number, alarm in enumerate(alarms["alarm"].unique(), start=1)
    )
    about = Markup(
        "<p>It comes from nursing references, not from the articles. Where <i>Now</i>, <i>Call</i> or <i>Do not</i> is "
        "missing, no page states it. The number that you type is not stored: write it on paper too, or print this page "
        "after filling it in.</p>"
    )
    html = card.format(review, jump, folded("About this card", about), joined(sections))
    return Html(html, "\n".join([*plain, review]))


def reference_list(references: pd.DataFrame, *ids: Iterable[str]) -> Html:
    """The reference pages with the given ids (one or several lists), grouped by publisher, in one fold.

    Each page: title with its link, year, where it was seen and when it was last checked.

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
        items = [page_text(page) for page in pages.itertuples()]
        groups.append(Markup("{}: {}").format(publisher, items[0] if len(items) == 1 else bullets(items)))
    summary = f"{len(rows)} pages of {len(groups)} publishers, with their addresses"
    return Html(
        Markup('<div class="mbc-sources">{}</div>').format(folded(summary, bullets(groups))),
        "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples()),
    )


def course_map(lessons: pd.DataFrame) -> Html:
    """The lessons as a list of links with their minutes, the minutes of all, and a fold on what each is about.

    Parameters
    ----------
    lessons : pandas.DataFrame
        ``data.lessons``, or the rows of it to show: columns ``id``, ``title``, ``about`` (text), ``minutes_core`` and
        ``minutes_all`` (whole minutes).

    Returns
    -------
    Html
        The list; its plain form is a line per lesson.
    """
    names, about, plain = [], [], []
    for row in lessons.itertuples():
        minutes = f"{row.minutes_core} minutes, {row.minutes_all} with everything"
        names.append(Markup('<a href="{}.ipynb">{}</a> ({})').format(row.id, row.title, minutes))
        about.append(Markup("<b>{}:</b> {}").format(row.title, row.about))
        plain.append(f"- {row.title} ({minutes}): {row.about}")
    core, everything = lessons["minutes_core"].sum(), lessons["minutes_all"].sum()
    summary = f"All {len(plain)} lessons together: {core} minutes for the core path, {everything} for everything."
    more = folded("What each lesson is about", bullets(about))
    return Html(Markup("{}<p>{}</p>{}").format(bullets(names), summary, more), "\n".join([*plain, summary]))


def glossary(
    data: CourseData,
    terms: pd.DataFrame | None = None,
    lessons_by_term: Mapping[str, Sequence[str]] | None = None,
    ending: str = "ipynb",
) -> Html:
    """Terms in alphabetical order (all of them, or the given rows of ``glossary``), each a target of ``#term-<id>``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    terms : pandas.DataFrame, optional
        Rows of ``data.glossary``, all columns; by default all.
    lessons_by_term : mapping of str to sequence of str, optional
        Id of a term → ids of the lessons that use it; its definition is followed by links to them.
    ending : str
        Ending of the files that these links lead to.

    Returns
    -------
    Html
        A definition list, each term with the marker of the article lines or the reference it comes from, and the list
        of these sources; its plain form is a line per term.

    Raises
    ------
    KeyError
        If no article line is cited for a term and its ``reference_id`` is not in ``data.references``.
    """
    sources = Sources(data)
    rows = data.glossary if terms is None else terms
    rows = rows.sort_values("term", key=lambda column: column.str.lower())
    template = Markup('<dt id="term-{id}"><b>{term}</b></dt><dd>{definition}{marker}{appendix}</dd>')
    titles = data.by_id("lessons")["title"]
    after = {
        term: Markup('<br><span class="mbc-used">Lessons: {}</span>').format(
            joined((Markup('<a href="{}.{}">{}</a>').format(id, ending, titles.get(id, id)) for id in ids), ", ")
        )
        for term, ids in (lessons_by_term or {}).items()
    }
    entries = joined(
        template.format(
            id=row.id,
            term=row.term,
            definition=row.definition,
            marker=sources.row("glossary", row.id),
            appendix=after.get(row.id, ""),
        )
        for row in rows.itertuples()
    )
    end = block_end(sources, data, review_keys("glossary", rows.itertuples()))
    return Html(
        Markup('<dl class="mbc-glossary">{}</dl><div class="mbc-sources">{}</div>').format(entries, end),
        "\n".join(f"{r.term}: {r.definition}" for r in rows.itertuples()),
    )

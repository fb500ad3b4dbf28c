"""What every lesson needs around its content: the course map, the glossary, and where the articles say a thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from utils import html
from utils.citations import lines_named, places
from utils.html import Html
from utils.panels import publisher_link


def course_map(lessons: pd.DataFrame) -> Html:
    """The lessons as a list of links with their minutes, and the minutes of all, from rows of ``lessons``."""
    items, plain, total = [], [], 0
    for row in lessons.itertuples():
        minutes = row.minutes_reading + row.minutes_doing
        total += minutes
        items.append(
            f'<a href="{html.text(row.id)}.ipynb">{html.text(row.title)}</a> ({minutes} minutes): {html.text(row.about)}'
        )
        plain.append(f"- {row.title} ({minutes} minutes): {row.about}")
    together = f"All {len(plain)} lessons together: {total} minutes."
    return Html(f"{html.bullets(items)}<p>{together}</p>", "\n".join([*plain, together]))


def glossary(
    terms: pd.DataFrame, citations: pd.DataFrame, references: pd.DataFrame, more: Mapping[str, str] | None = None
) -> Html:
    """All terms in alphabetical order; each can be linked to as ``#term-<id>``.

    ``more``: id of a term → HTML that follows its definition, such as links to where it is used.
    """
    more = more or {}
    said_in = places(citations)

    def origin(row) -> str:
        said = said_in.get(("glossary", row.id))
        return f"used in {html.text(said)}" if said else f"reference: {publisher_link(row.reference_id, references)}"

    rows = terms.sort_values("term", key=lambda column: column.str.lower())
    entries = "".join(
        f'<dt id="term-{html.text(row.id)}"><b>{html.text(row.term)}</b></dt><dd>{html.text(row.definition)} '
        f'<span class="mbc-source">({origin(row)})</span>' + (f"<br>{more[row.id]}" if row.id in more else "") + "</dd>"
        for row in rows.itertuples()
    )
    return Html(
        f'<dl class="mbc-glossary">{entries}</dl>', "\n".join(f"{r.term}: {r.definition}" for r in rows.itertuples())
    )


def said_in(citations: pd.DataFrame, table: str, ids: Iterable[str], most: int = 6) -> str:
    """Where the articles say the rows with these ids, in one line: "article 003 lines 164, 165".

    More than ``most`` lines of an article are counted, not listed: explorers and the data hold them all.
    """
    rows = citations[(citations["table"] == table) & citations["row_id"].isin(list(ids))]
    return lines_in_words(zip(rows["source_id"], rows["line"], strict=True), most)


def lines_in_words(places: Iterable[tuple[str, int]], most: int) -> str:
    """(article, line) pairs in one line, as ``said_in`` gives them."""
    lines: dict[str, set[int]] = {}
    for source, line in places:
        lines.setdefault(source, set()).add(line)
    return "; ".join(f"article {source} {lines_named(own, most)}" for source, own in sorted(lines.items()))


def pages(references: pd.DataFrame, ids: Iterable[str]) -> list[str]:
    """The reference pages with these ids, each as "publisher: title (year)", for the sources of a chart."""
    rows = references[references["id"].isin(set(ids))]
    return [f"{r.publisher}: {r.title} ({r.year})" for r in rows.itertuples()]

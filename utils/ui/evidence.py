"""What rows of any tables say, as HTML: articles, differences between them, and references, each in a block of its own."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils.statements.locations import cited_lines_by_row, line_numbers_text
from utils.statements.statement_table import article_statements, comparison_sides, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import AUDIENCE, frame, item, note, practice_item, publisher_links, source
from utils.ui.elements import bullets, folded, joined


@once_per_data
def statement_items(data: CourseData) -> dict[tuple[str, str], list[Markup]]:
    """(table, row id) → the statement as items, each with its note and where it stands.

    What articles carry is told apart: an article is named with no more than it says itself, several where they say the same.
    """
    own: dict[tuple[str, str], dict[str, list[str]]] = {}
    for article in data.sources["id"]:
        for row in article_statements(data, article).itertuples():
            places = own.setdefault((row.table, row.row_id), {}).setdefault(row.text, [])
            places.append(f"article {article} {line_numbers_text(row.lines)}")
    items = {}
    for key, row in statements_by_key(data).items():
        apart = own.get(key, {row.text: [row.source]})
        last = list(apart)[-1]  # the note is on the row: once, behind all that is said
        items[key] = [
            item(text, row.caveat if text == last else "", "; ".join(places)) for text, places in apart.items()
        ]
    return items


MAX_OPEN = 4  # statements of articles shown before the rest is folded


class Evidence:
    """Turns links to rows into the blocks of a panel. ``data``: all tables, as ``tables.load_all`` gives them."""

    def __init__(self, data: CourseData):
        self._data = data
        self._known = statements_by_key(data)
        self._sides = comparison_sides(data)
        self._pages = publisher_links(data)

    def blocks(self, links: pd.DataFrame) -> Markup:
        """HTML of the rows that ``links`` names (columns table, row_id), in their order.

        What articles say (the first few, then a fold), where articles differ (a fold), and what references say, in
        their frame, with the verdicts on articles. A block without rows says so or is left out.
        """
        articles, differ, references = [], [], []
        for table, row_id in links[["table", "row_id"]].itertuples(index=False):
            if table == "comparisons":
                between = self._data.row(table, row_id).against == "article"
                (differ if between else references).append(self._comparison(row_id))
            elif (row := self._known[table, row_id]).origin == "articles":
                articles.append(item(self._words(table, row_id), row.caveat, row.source))
            else:
                references.append(self._reference(table, row_id))
        said = bullets(articles[:MAX_OPEN]) or Markup("<p>The articles do not speak of this.</p>")
        parts = [Markup("<h4>The articles say</h4>{}").format(said)]
        if more := articles[MAX_OPEN:]:
            parts.append(folded(f"More from the articles ({len(more)})", bullets(more)))
        if differ:
            parts.append(folded(f"Where articles do not agree ({len(differ)})", bullets(differ)))
        parts.append(frame(bullets(references), "References say") or Markup("<p>No reference here says more.</p>"))
        return joined(parts)

    def _words(self, table: str, row_id: str) -> str:
        """What a row says, in plain words where its table has clinical ones too."""
        if table == "symptoms":
            return self._data.row(table, row_id).label_plain
        words = self._known[table, row_id].text
        return words.replace("; ", ": ", 1) if table == "treatments" else words

    def _reference(self, table: str, row_id: str) -> Markup:
        row = self._data.row(table, row_id)
        if table == "practice":
            return practice_item(row, self._pages)
        known = self._known[table, row_id]
        return item(known.text, known.caveat, self._pages[row.reference_id])

    def _comparison(self, id: str) -> str:
        """What differs and why it matters; against references also the verdict and the pages it rests on."""
        row, links = self._data.row("comparisons", id), self._sides[id]
        words = f"{row.what_differs} {row.why_it_matters}"
        if row.against == "article":
            return words
        pages = dict.fromkeys(self._data.row(table, at).reference_id for table, at in links["against"])
        return Markup("An article: \u201c{said}\u201d <b>Verdict: {verdict}.</b> {words} {source}").format(
            said=" / ".join(self._short(*link) for link in links["statement"]),
            verdict=verdicts.verdict_text(row, ", "),
            words=words,
            source=source(joined((self._pages[page] for page in pages), "; ")),
        )

    def _short(self, table: str, row_id: str) -> str:
        """A row in few words: the label of a figure or stage, else what it says."""
        row = self._data.row(table, row_id)
        return row.label if hasattr(row, "label") else self._words(table, row_id)


def article_step(data: CourseData, id: str, audience: str, with_note: bool = True) -> Markup:
    """What the articles say about a step, with its note and its lines."""
    row = data.row("steps", id)
    return Markup("<h3>{label}, {audience}</h3><p>{text} {source}</p>{note}").format(
        label=row.label,
        audience=dict(AUDIENCE.options)[audience],
        text=getattr(row, f"text_{audience}"),
        source=source(f"articles: {cited_lines_by_row(data)['steps', id]}"),
        note=note(row.caveat if with_note else ""),
    )

"""What rows of any tables say, as HTML: articles, differences between them, and references, each in its own block."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils.statements.guidance import ESCALATION
from utils.statements.locations import cited_lines_by_row, line_numbers_text
from utils.statements.statement_table import article_statements, comparison_sides, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import (
    AUDIENCE,
    frame,
    note_paragraph,
    practice_item,
    publisher_links,
    source_note,
    statement_item,
)
from utils.ui.elements import bullets, folded, joined

MAX_OPEN = 4  # statements of articles that are open; the rest is folded
MAX_OPEN_REFERENCES = 5  # the same for statements of references; a row that says when to call somebody stays open


@once_per_data
def statement_items(data: CourseData) -> dict[tuple[str, str], list[Markup]]:
    """(table, row id) → the statement as items, each with its note and its source.

    What the articles say is kept apart: an article is named with no more than it says itself, several where they say
    the same.
    """
    article_texts: dict[tuple[str, str], dict[str, list[str]]] = {}  # key → text → the places that say it
    for article in data.sources["id"]:
        for row in article_statements(data, article).itertuples():
            places = article_texts.setdefault((row.table, row.row_id), {}).setdefault(row.text, [])
            places.append(f"article {article} {line_numbers_text(row.lines)}")
    items = {}
    for key, row in statements_by_key(data).items():
        texts = article_texts.get(key, {row.text: [row.source]})
        last_text = list(texts)[-1]  # the note belongs to the row: it is shown once, after all its texts
        items[key] = [
            statement_item(text, row.caveat if text == last_text else "", "; ".join(places))
            for text, places in texts.items()
        ]
    return items


class Evidence:
    """Turns links to rows into the blocks of a panel. ``data``: all tables, as ``tables.load_all`` gives them."""

    def __init__(self, data: CourseData):
        self._data = data
        self._statements = statements_by_key(data)
        self._sides = comparison_sides(data)
        self._page_links = publisher_links(data)

    def blocks(self, links: pd.DataFrame) -> Markup:
        """HTML of the rows that ``links`` names (columns table, row_id), in their order.

        What articles say (the first few, then a fold), where articles differ (a fold), and what references say, in
        their frame, with the verdicts on articles. A block without rows says so or is left out.
        """
        articles, differences = [], []
        references: list[tuple[Markup, bool]] = []  # an item, and whether it is an escalation
        for table, row_id in links[["table", "row_id"]].itertuples(index=False):
            if table == "comparisons":
                between_articles = self._data.row(table, row_id).against == "article"
                if between_articles:
                    differences.append(self._comparison(row_id))
                else:
                    references.append((self._comparison(row_id), False))
            elif (statement := self._statements[table, row_id]).origin == "articles":
                articles.append(statement_item(self._text(table, row_id), statement.caveat, statement.source))
            else:
                references.append((self._reference(table, row_id), self._is_escalation(table, row_id)))
        open_items = bullets(articles[:MAX_OPEN]) or Markup("<p>The articles do not speak of this.</p>")
        blocks = [Markup("<h4>The articles say</h4>{}").format(open_items)]
        if more := articles[MAX_OPEN:]:
            blocks.append(folded(f"More from the articles ({len(more)})", bullets(more)))
        if differences:
            blocks.append(folded(f"Where articles do not agree ({len(differences)})", bullets(differences)))
        blocks.append(
            frame(_mostly_open(references), "References say") or Markup("<p>No reference here says more.</p>")
        )
        return joined(blocks)

    def _is_escalation(self, table: str, row_id: str) -> bool:
        return table == "practice" and self._data.row(table, row_id).kind == ESCALATION

    def _text(self, table: str, row_id: str) -> str:
        """What a row says, in plain words where its table has clinical ones too."""
        if table == "symptoms":
            return self._data.row(table, row_id).label_plain
        text = self._statements[table, row_id].text
        return text.replace("; ", ": ", 1) if table == "treatments" else text

    def _reference(self, table: str, row_id: str) -> Markup:
        row = self._data.row(table, row_id)
        if table == "practice":
            return practice_item(row, self._page_links)
        statement = self._statements[table, row_id]
        return statement_item(statement.text, statement.caveat, self._page_links[row.reference_id])

    def _comparison(self, id: str) -> str:
        """What differs and why it matters; against references also the verdict and the pages that support it."""
        row, sides = self._data.row("comparisons", id), self._sides[id]
        text = f"{row.what_differs} {row.why_it_matters}"
        if row.against == "article":
            return text
        pages = dict.fromkeys(self._data.row(table, row_id).reference_id for table, row_id in sides["against"])
        return Markup("An article: \u201c{statement}\u201d <b>Verdict: {verdict}.</b> {text} {source}").format(
            statement=" / ".join(self._short_text(*key) for key in sides["statement"]),
            verdict=verdicts.verdict_text(row, ", "),
            text=text,
            source=source_note(joined((self._page_links[page] for page in pages), "; ")),
        )

    def _short_text(self, table: str, row_id: str) -> str:
        """A row in few words: the label of an estimate or stage, else what it says."""
        row = self._data.row(table, row_id)
        return row.label if hasattr(row, "label") else self._text(table, row_id)


def _mostly_open(items: list[tuple[Markup, bool]]) -> Markup:
    """Items of references, each with whether it is an escalation: the first few and all escalations, then a fold."""
    room = MAX_OPEN_REFERENCES - sum(escalation for _, escalation in items)
    others = [item for item, escalation in items if not escalation]
    rest = others[max(0, room) :] if len(items) > MAX_OPEN_REFERENCES else []
    shown = bullets(item for item, escalation in items if escalation or item not in rest)
    return shown + (folded(f"{len(rest)} more from references", bullets(rest)) if rest else "")


def article_step(data: CourseData, id: str, audience: str, with_note: bool = True) -> Markup:
    """What the articles say about a step, with the course's note and the lines. ``audience``: PLAIN or CLINICAL."""
    row = data.row("steps", id)
    return Markup("<h3>{label}, {audience}</h3><p>{text} {source}</p>{note}").format(
        label=row.label,
        audience=dict(AUDIENCE.options)[audience],
        text=getattr(row, f"text_{audience}"),
        source=source_note(f"articles: {cited_lines_by_row(data)['steps', id]}"),
        note=note_paragraph(row.caveat if with_note else ""),
    )

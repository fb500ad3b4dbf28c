"""What rows of any tables say, as HTML: articles, differences between them, and references, each in its own block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils.statements.guidance import ESCALATION, without_badge
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import article_statements, comparison_sides, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import frame, practice_item, statement_item
from utils.ui.elements import bullets, folded, joined
from utils.ui.sources import Sources

MAX_OPEN_REFERENCES = 5  # statements in sight, the rest is folded; a row that says when to call somebody stays open


class Text(NamedTuple):
    """One text of a statement: what is said, the course's note on it, and the places that say it."""

    text: str
    caveat: str
    places: str


@once_per_data
def statement_texts(data: CourseData) -> dict[tuple[str, str], list[Text]]:
    """(table, row id) → the texts of the statement.

    What the articles say is kept apart: an article is named only with what it says itself, several where they say
    the same.
    """
    article_texts: dict[tuple[str, str], dict[str, list[str]]] = {}  # key → text → the places that say it
    for article in data.sources["id"]:
        for row in article_statements(data, article).itertuples():
            places = article_texts.setdefault((row.table, row.row_id), {}).setdefault(row.text, [])
            places.append(f"article {article} {line_numbers_text(row.lines)}")
    found = {}
    for key, row in statements_by_key(data).items():
        texts = article_texts.get(key, {row.text: [row.source]})
        last_text = list(texts)[-1]  # the note belongs to the row: it is shown once, after all its texts
        found[key] = [
            Text(text, row.caveat if text == last_text else "", "; ".join(places)) for text, places in texts.items()
        ]
    return found


@once_per_data
def statement_items(data: CourseData) -> dict[tuple[str, str], list[Markup]]:
    """(table, row id) → the statement as items that name their places: for the pages of the articles themselves."""
    place = Markup(' <span class="mbc-source">({})</span>').format
    return {
        key: [statement_item(part.text, part.caveat, place(part.places)) for part in parts]
        for key, parts in statement_texts(data).items()
    }


def items_of(data: CourseData, keys: Iterable[tuple[str, str]], sources: Sources) -> list[Markup]:
    """The statements with these keys as items, each text with the marker of the places that say it."""
    texts, statements = statement_texts(data), statements_by_key(data)
    return [
        statement_item(
            without_badge(part.text),
            part.caveat,
            sources.mark(part.places) if statements[key].origin == "articles" else sources.row(*key),
        )
        for key in keys
        for part in texts[key]
    ]


class Evidence:
    """Turns links to rows into the blocks of a panel. ``data``: all tables, as ``tables.load_all`` gives them."""

    def __init__(self, data: CourseData):
        self._data = data
        self._statements = statements_by_key(data)
        self._sides = comparison_sides(data)

    def blocks(self, links: pd.DataFrame, sources: Sources) -> Markup:
        """HTML of the rows that ``links`` names (columns table, row_id), in their order.

        What references say, in their frame, with the verdicts on articles; then, folded, what articles say and where
        they differ. A block without rows says so or is left out.
        """
        articles, differences = [], []
        references: list[tuple[Markup, bool]] = []  # an item, and whether it is an escalation
        for table, row_id in links[["table", "row_id"]].itertuples(index=False):
            if table == "comparisons":
                between_articles = self._data.row(table, row_id).against == "article"
                if between_articles:
                    differences.append(self._comparison(row_id, sources))
                else:
                    references.append((self._comparison(row_id, sources), False))
            elif (statement := self._statements[table, row_id]).origin == "articles":
                marker = sources.row(table, row_id)
                articles.append(statement_item(self._text(table, row_id), statement.caveat, marker))
            else:
                references.append((self._reference(table, row_id, sources), self._is_escalation(table, row_id)))
        blocks = [frame(_mostly_open(references)) or Markup("<p>No reference here says more.</p>")]
        if articles:
            blocks.append(folded(f"What the articles say ({len(articles)})", bullets(articles)))
        else:
            blocks.append(Markup("<p>The articles do not speak of this.</p>"))
        if differences:
            blocks.append(folded(f"Where the articles differ ({len(differences)})", bullets(differences)))
        return joined(blocks)

    def _is_escalation(self, table: str, row_id: str) -> bool:
        return table == "practice" and self._data.row(table, row_id).kind == ESCALATION

    def _text(self, table: str, row_id: str) -> str:
        """What a row says, in plain words where its table has clinical ones too."""
        if table == "symptoms":
            return self._data.row(table, row_id).label_plain
        text = without_badge(self._statements[table, row_id].text)
        return text.replace("; ", ": ", 1) if table == "treatments" else text

    def _reference(self, table: str, row_id: str, sources: Sources) -> Markup:
        if table == "practice":
            return practice_item(self._data.row(table, row_id), sources)
        return statement_item(
            self._text(table, row_id), self._statements[table, row_id].caveat, sources.row(table, row_id)
        )

    def _comparison(self, id: str, sources: Sources) -> str:
        """What differs and why it matters; against references also the verdict and the pages that support it."""
        row, sides = self._data.row("comparisons", id), self._sides[id]
        text = f"{row.what_differs} {row.why_it_matters}"
        if row.against == "article":
            return text
        pages = [self._data.row(table, row_id).reference_id for table, row_id in sides["against"]]
        return Markup("An article: \u201c{statement}\u201d <b>Verdict: {verdict}.</b> {text}{marker}").format(
            statement=" / ".join(self._short_text(*key) for key in sides["statement"]),
            verdict=verdicts.verdict_text(row, ", "),
            text=text,
            marker=sources.pages(pages),
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
    open_list = bullets(item for item, escalation in items if escalation or item not in rest)
    return open_list + (folded(f"More from references ({len(rest)})", bullets(rest)) if rest else "")

"""What rows of any tables say, as HTML: articles, differences between them, and references, each in a block of its own."""

from __future__ import annotations

import pandas as pd

from utils.statements.locations import lines_named, locations
from utils.statements.statement_table import of_article, statements
from utils.tables.course_data import CourseData
from utils.ui import elements
from utils.ui.components import AUDIENCE, caveat, note, practice_item, publisher_link, said, said_item


def told(data: CourseData) -> dict[tuple[str, str], list[str]]:
    """(table, row id) → the statement as HTML items, each with its note and where it stands.

    What articles carry is told apart: an article is named with no more than it says itself, several where they say the same.
    """
    own: dict[tuple[str, str], dict[str, list[str]]] = {}
    for source in data.sources["id"]:
        for row in of_article(data, source).itertuples():
            places = own.setdefault((row.table, row.row_id), {}).setdefault(row.text, [])
            places.append(f"article {source} {lines_named(row.lines)}")
    known = statements(data).set_index(["table", "row_id"])
    items = {key: said(known, [key]) for key in known.index}
    for key, apart in own.items():
        last = list(apart)[-1]  # the note is on the row: once, behind all that is said
        notes = {text: known.loc[key, "caveat"] if text == last else "" for text in apart}
        items[key] = [said_item(text, notes[text], "; ".join(places)) for text, places in apart.items()]
    return items


FIRST = 4  # statements of articles shown before the rest is folded


class Evidence:
    """Turns links to rows into the blocks of a panel. ``data``: all tables, as ``tables.load_all`` gives them."""

    def __init__(self, data: CourseData):
        self._data = data
        self._known = statements(data).set_index(["table", "row_id"])
        self._compared = data.comparisons.set_index("id")

    def blocks(self, links: pd.DataFrame) -> str:
        """HTML of the rows that ``links`` names (columns table, row_id), in their order.

        What articles say (the first few, then a fold), where articles differ (a fold), and what references say, in
        their frame, with the verdicts on articles. A block without rows says so or is left out.
        """
        articles, differ, references = [], [], []
        for table, row_id in links[["table", "row_id"]].itertuples(index=False):
            if table == "comparisons":
                between = self._compared.loc[row_id, "against"] == "article"
                (differ if between else references).append(self._comparison(row_id))
            elif self._known.loc[(table, row_id), "origin"] == "articles":
                row = self._known.loc[(table, row_id)]
                where = f'<span class="mbc-source">({elements.text(row["source"])})</span>'
                articles.append(f"{elements.text(self._words(table, row_id))}{caveat(row['caveat'])} {where}")
            else:
                references.append(self._reference(table, row_id))
        said = elements.bullets(articles[:FIRST]) or "<p>The articles do not speak of this.</p>"
        parts = [f"<h4>The articles say</h4>{said}"]
        if more := articles[FIRST:]:
            parts.append(elements.folded(f"More from the articles ({len(more)})", elements.bullets(more)))
        if differ:
            parts.append(elements.folded(f"Where articles do not agree ({len(differ)})", elements.bullets(differ)))
        if references:
            origin = "From references, not from the articles. Your hospital's policy decides."
            parts.append(
                f'<aside class="mbc-reference"><h4>References say</h4><p class="mbc-origin">{origin}</p>'
                f"{elements.bullets(references)}</aside>"
            )
        else:
            parts.append("<p>No reference here says more.</p>")
        return "".join(parts)

    def _words(self, table: str, row_id: str) -> str:
        """What a row says, in plain words where its table has clinical ones too."""
        if table == "symptoms":
            return self._data.symptoms.set_index("id").loc[row_id, "label_plain"]
        words = self._known.loc[(table, row_id), "text"]
        return words.replace("; ", ": ", 1) if table == "treatments" else words

    def _reference(self, table: str, row_id: str) -> str:
        row = next(getattr(self._data, table).query("id == @row_id").itertuples())
        if table == "practice":
            return practice_item(row, self._data.references)
        known = self._known.loc[(table, row_id)]
        page = publisher_link(row.reference_id, self._data.references)
        return f'{elements.text(known["text"])}{caveat(known["caveat"])} <span class="mbc-source">({page})</span>'

    def _comparison(self, id: str) -> str:
        """What differs and why it matters; against references also the verdict and the pages it rests on."""
        row = self._compared.loc[id]
        words = f"{elements.text(row['what_differs'])} {elements.text(row['why_it_matters'])}"
        if row["against"] == "article":
            return words
        verdict = ", ".join(filter(None, [row["verdict"], row["second_verdict"]]))
        rows = self._data.comparison_rows[self._data.comparison_rows["comparison_id"] == id]
        sides = {side: list(own[["table", "row_id"]].itertuples(index=False)) for side, own in rows.groupby("side")}
        said = " / ".join(self._short(*link) for link in sides["statement"])
        ids = [getattr(self._data, table).set_index("id").loc[at, "reference_id"] for table, at in sides["against"]]
        pages = "; ".join(publisher_link(page, self._data.references) for page in dict.fromkeys(ids))
        return (
            f"An article: \u201c{elements.text(said)}\u201d <b>Verdict: {elements.text(verdict)}.</b> {words} "
            f'<span class="mbc-source">({pages})</span>'
        )

    def _short(self, table: str, row_id: str) -> str:
        """A row in few words: the label of a figure or stage, else what it says."""
        row = getattr(self._data, table).set_index("id").loc[row_id]
        return row["label"] if "label" in row else self._words(table, row_id)


def _article_step(data: CourseData, id: str, audience: str, with_note: bool = True) -> str:
    """What the articles say about a step, with its note and its lines."""
    row = data.steps.set_index("id").loc[id]
    where = elements.text(locations(data)["steps", id])
    return (
        f"<h3>{elements.text(row['label'])}, {elements.text(dict(AUDIENCE.options)[audience])}</h3><p>{elements.text(row[f'text_{audience}'])} "
        f'<span class="mbc-source">(articles: {where})</span></p>{note(row["caveat"] if with_note else "")}'
    )

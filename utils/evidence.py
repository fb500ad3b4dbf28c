"""What rows of any tables say, as HTML: articles, differences between them, and references, each in a block of its own."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from utils import html
from utils.panels import caveat, practice_item, publisher_link
from utils.statements import statements

FIRST = 4  # statements of articles shown before the rest is folded


class Evidence:
    """Turns links to rows into the blocks of a panel. ``data``: all tables, as ``tables.load_all`` gives them."""

    def __init__(self, data: SimpleNamespace):
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
                where = f'<span class="mbc-source">({html.text(row["source"])})</span>'
                articles.append(f"{html.text(self._words(table, row_id))}{caveat(row['caveat'])} {where}")
            else:
                references.append(self._reference(table, row_id))
        said = html.bullets(articles[:FIRST]) or "<p>The articles do not speak of this.</p>"
        parts = [f"<h4>The articles say</h4>{said}"]
        if more := articles[FIRST:]:
            parts.append(html.folded(f"More from the articles ({len(more)})", html.bullets(more)))
        if differ:
            parts.append(html.folded(f"Where articles do not agree ({len(differ)})", html.bullets(differ)))
        if references:
            origin = "From references, not from the articles. Your hospital's policy decides."
            parts.append(
                f'<aside class="mbc-reference"><h4>References say</h4><p class="mbc-origin">{origin}</p>'
                f"{html.bullets(references)}</aside>"
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
        return f'{html.text(known["text"])}{caveat(known["caveat"])} <span class="mbc-source">({page})</span>'

    def _comparison(self, id: str) -> str:
        """What differs and why it matters; against references also the verdict and the pages it rests on."""
        row = self._compared.loc[id]
        words = f"{html.text(row['what_differs'])} {html.text(row['why_it_matters'])}"
        if row["against"] == "article":
            return words
        verdict = ", ".join(filter(None, [row["verdict"], row["second_verdict"]]))
        rows = self._data.comparison_rows[self._data.comparison_rows["comparison_id"] == id]
        sides = {side: list(own[["table", "row_id"]].itertuples(index=False)) for side, own in rows.groupby("side")}
        said = " / ".join(self._short(*link) for link in sides["statement"])
        ids = [getattr(self._data, table).set_index("id").loc[at, "reference_id"] for table, at in sides["against"]]
        pages = "; ".join(publisher_link(page, self._data.references) for page in dict.fromkeys(ids))
        return (
            f"An article: \u201c{html.text(said)}\u201d <b>Verdict: {html.text(verdict)}.</b> {words} "
            f'<span class="mbc-source">({pages})</span>'
        )

    def _short(self, table: str, row_id: str) -> str:
        """A row in few words: the label of a figure or stage, else what it says."""
        row = getattr(self._data, table).set_index("id").loc[row_id]
        return row["label"] if "label" in row else self._words(table, row_id)

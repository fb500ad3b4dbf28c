"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pandas as pd

from utils import html
from utils.explorers import Control, Explorer, explorer
from utils.panels import said
from utils.statements import statements


def disagreements(data: SimpleNamespace, topics: Sequence[str]) -> Explorer:
    """Choose a topic (value of ``comparisons.topic``); see what articles say side by side, then beside references."""
    known = statements(data).set_index(["table", "row_id"])
    which = Control("Which question?", tuple((topic, topic[0].upper() + topic[1:]) for topic in topics))
    return explorer("disagreements", "Where sources disagree", (which,), lambda topic: topic_panel(data, known, topic))


def topic_panel(data: SimpleNamespace, known: pd.DataFrame, topic: str) -> str:
    """HTML of one topic. ``known``: ``statements(data)`` with the index (table, row_id)."""
    rows = data.comparisons[data.comparisons["topic"] == topic]
    between, beside = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = "".join(
        f"<p>{html.text(row.what_differs)} <b>{html.text(row.why_it_matters)}</b></p>"
        + html.folded("Who says it", html.bullets(_sides(data, known, row.id, ("statement", "against"))))
        for row in between.itertuples()
    )
    return (
        f"<h3>{html.text(topic[0].upper() + topic[1:])}</h3>"
        + (f"<h4>Article beside article</h4>{articles}" if articles else "")
        + "".join(_beside(data, known, row) for row in beside.itertuples())
    )


def _beside(data: SimpleNamespace, known: pd.DataFrame, row) -> str:
    """An article's statement, and framed what references say, with the verdict."""
    verdict = " and ".join(filter(None, (row.verdict, row.second_verdict)))
    return (
        f"<h4>Article beside references</h4>{html.bullets(_sides(data, known, row.id, ('statement',)))}"
        f'<aside class="mbc-reference"><p class="mbc-origin">From references, not from the articles.</p>'
        f"<p>{html.text(row.what_differs)}</p><p><b>Verdict on the statement: {html.text(verdict)}.</b> "
        f"{html.text(row.why_it_matters)}</p>"
        + html.folded("What the references say", html.bullets(_sides(data, known, row.id, ("against",))))
        + "</aside>"
    )


def _sides(data: SimpleNamespace, known: pd.DataFrame, comparison: str, sides: Sequence[str]) -> list[str]:
    """The rows of a comparison on the given sides, each with its note and source."""
    rows = data.comparison_rows[data.comparison_rows["comparison_id"] == comparison]
    keys = [(r.table, r.row_id) for side in sides for r in rows[rows["side"] == side].itertuples()]
    return said(known, keys)

"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pandas as pd

from utils import html
from utils.explorers import Control, Explorer, explorer
from utils.faults import CourseError
from utils.panels import said
from utils.statements import statements


def disagreements(data: SimpleNamespace, topics: Sequence[str], without: Iterable[str] = ()) -> Explorer:
    """Choose a topic; see what articles say side by side, then beside references.

    ``topics``: values of ``comparisons.topic``. ``without``: ids of comparisons that the course shows elsewhere.
    Raises CourseError for a topic of which nothing is left to show.
    """
    known = statements(data).set_index(["table", "row_id"])
    shown = data.comparisons[~data.comparisons["id"].isin(list(without))]
    if empty := sorted(set(topics) - set(shown["topic"])):
        raise CourseError(
            f"Nothing to show on {', '.join(map(repr, empty))}. Mend: take a topic of data/comparisons.csv, or leave out fewer."
        )
    which = Control("Which question?", tuple((topic, topic[0].upper() + topic[1:]) for topic in topics))
    panel = {topic: _panel(data, known, rows) for topic, rows in shown.groupby("topic") if topic in topics}
    return explorer("disagreements", "Where sources disagree", (which,), panel.__getitem__)


def _panel(data: SimpleNamespace, known: pd.DataFrame, rows: pd.DataFrame) -> str:
    """HTML of one topic. ``known``: ``statements(data)`` with the index (table, row_id); ``rows``: its comparisons."""
    topic = rows["topic"].iat[0]
    between, beside = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = _first(
        f"<p>{html.text(row.what_differs)} <b>{html.text(row.why_it_matters)}</b></p>"
        + html.folded("Who says it", html.bullets(_sides(data, known, row.id, ("statement", "against"))))
        for row in between.itertuples()
    )
    return (
        f"<h3>{html.text(topic[0].upper() + topic[1:])}</h3>"
        + (f"<h4>Article beside article</h4>{articles}" if articles else "")
        + _first(_beside(data, known, row) for row in beside.itertuples())
    )


def _first(blocks: Iterable[str], most: int = 2) -> str:
    """Blocks of HTML, of which so many stand open and the others are folded: a panel is not to be a wall of text."""
    blocks = list(blocks)
    rest = blocks[most:]
    return "".join(blocks[:most]) + (html.folded(f"{len(rest)} more on this", "".join(rest)) if rest else "")


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

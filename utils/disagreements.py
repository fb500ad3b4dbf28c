"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pandas as pd

from utils import html
from utils.citations import lines_named
from utils.explorers import Control, Explorer, explorer
from utils.faults import CourseError
from utils.panels import said, said_item
from utils.statements import of_article, sides, statements


def disagreements(data: SimpleNamespace, topics: Sequence[str], without: Iterable[str] = ()) -> Explorer:
    """Choose a topic; see what articles say side by side, then beside references.

    ``topics``: values of ``comparisons.topic``. ``without``: ids of comparisons that the course shows elsewhere.
    Raises CourseError for a topic of which nothing is left to show.
    """
    items = told(data)
    sided = {
        id: {side: [item for key in keys for item in items[key]] for side, keys in own.items()}
        for id, own in sides(data).items()
    }
    shown = data.comparisons[~data.comparisons["id"].isin(list(without))]
    if empty := sorted(set(topics) - set(shown["topic"])):
        raise CourseError(
            f"Nothing to show on {', '.join(map(repr, empty))}. Mend: take a topic of data/comparisons.csv, or leave out fewer."
        )
    which = Control("Which question?", tuple((topic, topic[0].upper() + topic[1:]) for topic in topics))
    panel = {topic: _panel(sided, rows) for topic, rows in shown.groupby("topic") if topic in topics}
    return explorer("disagreements", "Where sources disagree", (which,), panel.__getitem__)


def told(data: SimpleNamespace) -> dict[tuple[str, str], list[str]]:
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


def _panel(said: dict[str, dict[str, list[str]]], rows: pd.DataFrame) -> str:
    """HTML of one topic. ``said``: comparison → side → what is said there, as items; ``rows``: its comparisons."""
    topic = rows["topic"].iat[0]
    between, beside = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = _first(
        f"<p>{html.text(row.what_differs)} <b>{html.text(row.why_it_matters)}</b></p>"
        + html.folded("Who says it", html.bullets(said[row.id]["statement"] + said[row.id]["against"]))
        for row in between.itertuples()
    )
    return (
        f"<h3>{html.text(topic[0].upper() + topic[1:])}</h3>"
        + (f"<h4>Article beside article</h4>{articles}" if articles else "")
        + _first(_beside(said[row.id], row) for row in beside.itertuples())
    )


def _first(blocks: Iterable[str], most: int = 2) -> str:
    """Blocks of HTML, of which so many stand open and the others are folded: a panel is not to be a wall of text."""
    blocks = list(blocks)
    rest = blocks[most:]
    return "".join(blocks[:most]) + (html.folded(f"{len(rest)} more on this", "".join(rest)) if rest else "")


def _beside(said: dict[str, list[str]], row) -> str:
    """An article's statement, and framed what references say, with the verdict."""
    verdict = " and ".join(filter(None, (row.verdict, row.second_verdict)))
    return (
        f"<h4>Article beside references</h4>{html.bullets(said['statement'])}"
        f'<aside class="mbc-reference"><p class="mbc-origin">From references, not from the articles.</p>'
        f"<p>{html.text(row.what_differs)}</p><p><b>Verdict on the statement: {html.text(verdict)}.</b> "
        f"{html.text(row.why_it_matters)}</p>"
        + html.folded("What the references say", html.bullets(said["against"]))
        + "</aside>"
    )

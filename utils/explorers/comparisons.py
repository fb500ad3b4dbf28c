"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from utils import ui
from utils.errors import CourseError
from utils.statements.agreement_map import DIFFERS, SAYS, map_citations
from utils.statements.locations import lines_named
from utils.statements.statement_table import comparison_table, sides, statements
from utils.tables.course_data import CourseData
from utils.ui.components import caveat
from utils.ui.evidence import told
from utils.ui.explorer import Control, Explorer, build_explorer


def disagreements(data: CourseData, topics: Sequence[str], without: Iterable[str] = ()) -> Explorer:
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
    return build_explorer("disagreements", "Where sources disagree", (which,), panel.__getitem__)


def _panel(said: dict[str, dict[str, list[str]]], rows: pd.DataFrame) -> str:
    """HTML of one topic. ``said``: comparison → side → what is said there, as items; ``rows``: its comparisons."""
    topic = rows["topic"].iat[0]
    between, beside = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = _first(
        f"<p>{ui.text(row.what_differs)} <b>{ui.text(row.why_it_matters)}</b></p>"
        + ui.folded("Who says it", ui.bullets(said[row.id]["statement"] + said[row.id]["against"]))
        for row in between.itertuples()
    )
    return (
        f"<h3>{ui.text(topic[0].upper() + topic[1:])}</h3>"
        + (f"<h4>Article beside article</h4>{articles}" if articles else "")
        + _first(_beside(said[row.id], row) for row in beside.itertuples())
    )


def _first(blocks: Iterable[str], most: int = 2) -> str:
    """Blocks of HTML, of which so many stand open and the others are folded: a panel is not to be a wall of text."""
    blocks = list(blocks)
    rest = blocks[most:]
    return "".join(blocks[:most]) + (ui.folded(f"{len(rest)} more on this", "".join(rest)) if rest else "")


def _beside(said: dict[str, list[str]], row) -> str:
    """An article's statement, and framed what references say, with the verdict."""
    verdict = " and ".join(filter(None, (row.verdict, row.second_verdict)))
    return (
        f"<h4>Article beside references</h4>{ui.bullets(said['statement'])}"
        f'<aside class="mbc-reference"><p class="mbc-origin">From references, not from the articles.</p>'
        f"<p>{ui.text(row.what_differs)}</p><p><b>Verdict on the statement: {ui.text(verdict)}.</b> "
        f"{ui.text(row.why_it_matters)}</p>"
        + ui.folded("What the references say", ui.bullets(said["against"]))
        + "</aside>"
    )


def agreement_explorer(data: CourseData, most: int = 2) -> Explorer:
    """Choose a statement: what each article says to it and where, and what references say beside it, with a verdict.

    ``most`` verdicts of a statement stand open, the others are folded.
    """
    sided = map_citations(data)
    text = statements(data).set_index(["table", "row_id"])["text"]
    compared = comparison_table(data)
    beside = compared[compared["against"] == "reference"]
    taking_part = data.comparison_rows[data.comparison_rows["side"] == "statement"]
    order = data.map_statements.sort_values("position")
    labels = order.set_index("id")["label"]

    def panel(id: str) -> str:
        own = sided[sided["statement_id"] == id]
        articles = "".join(
            f"<li><b>Article {ui.text(article)}: {_word(set(rows['side']))}</b>{_said(rows, text)}</li>"
            for article in data.sources["id"]
            for rows in [own[own["source_id"] == article]]
        )
        keys = set(own[["table", "row_id"]].itertuples(index=False, name=None))
        touched = {r.comparison_id for r in taking_part.itertuples() if (r.table, r.row_id) in keys}
        verdicts = beside[beside["id"].isin(touched)]
        items = [
            f"<b>{ui.text(' and '.join(filter(None, (r.verdict, r.second_verdict))))}</b>, on {ui.text(r.said_in)}: {ui.text(r.what_differs)} "
            f"{ui.text(r.why_it_matters)} "
            f'<span class="mbc-source">({ui.text(r.other_said_in)})</span>'
            for r in verdicts.itertuples()
        ]
        if items:
            more = ui.folded("More verdicts", ui.bullets(items[most:])) if items[most:] else ""
            reference = (
                f'<aside class="mbc-reference"><h4>Beside references</h4>{ui.bullets(items[:most])}{more}</aside>'
            )
        else:
            reference = "<p>No reference is set beside this one.</p>"
        return f'<h3>{ui.text(labels[id])}</h3><ul class="mbc-list">{articles}</ul>{reference}'

    choice = Control("Which statement?", tuple(labels.items()))
    return build_explorer("agreement-map", "Who says it, and who does not", (choice,), panel)


def _word(sides: set[str]) -> str:
    return {
        frozenset(): "says nothing on it",
        frozenset({SAYS}): "says it",
        frozenset({DIFFERS}): "says otherwise",
    }.get(frozenset(sides), "says it, and elsewhere otherwise")


def _said(rows: pd.DataFrame, text: pd.Series) -> str:
    if rows.empty:
        return ""
    parts = []
    for (table, row_id), own in rows.groupby(["table", "row_id"], sort=False):
        shown = text[table, row_id] if table == "facts" else text[table, row_id].partition(";")[0]
        parts.append(f'{ui.text(shown)} <span class="mbc-source">({lines_named(own["line"], 6)})</span>')
    return ui.bullets(parts)


def by_article(data: CourseData, topics: Sequence[str]) -> Explorer:
    """Choose an article and see what it says on the ``topics`` (values of ``facts.topic``), line by line."""
    facts = data.facts[data.facts["topic"].isin(topics)].set_index("id")
    cited = data.citations[data.citations["table"] == "facts"]

    def panel(article: str) -> str:
        own = cited[(cited["source_id"] == article) & cited["row_id"].isin(facts.index)]
        source = data.sources.set_index("id").loc[article]
        items = [
            f"{ui.text(facts.loc[row_id, 'statement'])}{caveat(facts.loc[row_id, 'caveat'])} "
            f'<span class="mbc-source">({lines_named(lines)})</span>'
            for row_id, lines in own.groupby("row_id", sort=False)["line"].unique().items()
        ]
        about = f"{source['title']}. Date: {source['date']}. Author: {source['authorship']}."
        return (
            f"<h3>Article {ui.text(article)}</h3><p class=\"mbc-source\">{ui.text(about)}</p>"
            + (ui.bullets(items) or "<p>It says nothing on this.</p>")
        )  # fmt: skip

    choice = Control("Which article?", tuple((id, f"Article {id}") for id in data.sources["id"]))
    return build_explorer(
        f"by-article-{'-'.join(topics)}".replace(" ", "-"), "What each article says", (choice,), panel
    )

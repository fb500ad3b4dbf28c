"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.statements.agreement_map import DIFFERS, SAYS, map_citations
from utils.statements.links import Key
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import comparison_sides, comparison_table, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.components import caveat_note, frame, heading_tag, review_note, source_note
from utils.ui.evidence import statement_items
from utils.ui.explorer import Control, Explorer, build_explorer


def disagreements(data: CourseData, topics: Sequence[str], exclude: Iterable[str] = ()) -> Explorer:
    """Choose a topic; see what articles say side by side, then compared with references.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    topics : sequence of str
        Values of ``data.comparisons["topic"]``, in the order of the options.
    exclude : iterable of str
        Ids of comparisons that the course shows elsewhere.

    Returns
    -------
    Explorer
        A panel per topic.

    Raises
    ------
    CourseError
        If nothing is left to show on a topic.
    """
    items = statement_items(data)
    sides_of = comparison_sides(data)
    side_items = {
        id: {side: [item for key in keys for item in items[key]] for side, keys in sides.items()}
        for id, sides in sides_of.items()
    }
    rows = data.comparisons[~data.comparisons["id"].isin(list(exclude))]
    if empty := sorted(set(topics) - set(rows["topic"])):
        raise CourseError(
            f"Nothing to show on {', '.join(map(repr, empty))}. "
            "Fix: choose topics of data/comparisons.csv, or exclude fewer comparisons."
        )
    which = Control("Which question?", tuple((topic, ui.initial_cap(topic)) for topic in topics))
    panels = {
        topic: _panel(side_items, own_rows) + review_note(data, _shown_keys(own_rows["id"], sides_of))
        for topic, own_rows in rows.groupby("topic")
        if topic in topics
    }
    return build_explorer("disagreements", "Where sources disagree", (which,), panels.__getitem__)


def _shown_keys(comparison_ids: Iterable[str], sides_of: dict[str, dict[str, list[Key]]]) -> Iterator[Key]:
    """(table, id) of comparisons and of every row on their sides."""
    for id in comparison_ids:
        yield "comparisons", id
        for keys in sides_of[id].values():
            yield from keys


def _panel(side_items: dict[str, dict[str, list[Markup]]], rows: pd.DataFrame) -> Markup:
    """One topic. ``side_items``: comparison → side → its statements, as items; ``rows``: the topic's comparisons."""
    with_articles, with_references = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = _mostly_folded(
        Markup("<p>{} <b>{}</b></p>{}").format(
            row.what_differs,
            row.why_it_matters,
            ui.folded("Who says it", ui.bullets(side_items[row.id]["statement"] + side_items[row.id]["against"])),
        )
        for row in with_articles.itertuples()
    )
    return (
        heading_tag(ui.initial_cap(rows["topic"].iat[0]))
        + (heading_tag("Article beside article", 4) + articles if articles else "")
        + _mostly_folded(_with_references(side_items[row.id], row) for row in with_references.itertuples())
    )


def _mostly_folded(blocks: Iterable[Markup], max_open: int = 2) -> Markup:
    """The first ``max_open`` blocks open, the rest folded: a panel should not be a wall of text."""
    blocks = list(blocks)
    rest = blocks[max_open:]
    return ui.joined(blocks[:max_open]) + (ui.folded(f"{len(rest)} more on this", ui.joined(rest)) if rest else "")


def _with_references(side_items: dict[str, list[Markup]], row: NamedTuple) -> Markup:
    """An article's statement, and framed what references say, with the verdict. ``row``: of ``comparisons``."""
    verdict = Markup("<p>{differs}</p><p><b>Verdict on the statement: {verdict}.</b> {matters}</p>{fold}").format(
        differs=row.what_differs,
        verdict=verdicts.verdict_text(row),
        matters=row.why_it_matters,
        fold=ui.folded("What the references say", ui.bullets(side_items["against"])),
    )
    return (
        heading_tag("Article beside references", 4)
        + ui.bullets(side_items["statement"])
        + frame(verdict, origin="From references, not from the articles.")
    )


def agreement_explorer(data: CourseData, max_open: int = 2) -> Explorer:
    """Choose a statement: what each article says about it and where, and what references say, with a verdict.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    max_open : int
        How many verdicts of a statement are open; the others are folded.

    Returns
    -------
    Explorer
        A panel per statement of ``data.map_statements``.
    """
    citations = map_citations(data)
    table = comparison_table(data)
    with_references = table[table["against"] == "reference"]
    compared_rows = data.comparison_rows[data.comparison_rows["side"] == "statement"]
    labels = data.map_statements.sort_values("position").set_index("id")["label"]

    def panel(id: str) -> Markup:
        cited = citations[citations["statement_id"] == id]
        articles = ui.bullets(
            Markup("<b>Article {}: {}</b>{}").format(article, _stance(set(rows["side"])), _statements(data, rows))
            for article in data.sources["id"]
            for rows in [cited[cited["source_id"] == article]]
        )
        keys = set(cited[["table", "row_id"]].itertuples(index=False, name=None))
        comparison_ids = {r.comparison_id for r in compared_rows.itertuples() if (r.table, r.row_id) in keys}
        verdict_rows = with_references[with_references["id"].isin(comparison_ids)]
        items = [_verdict(row) for row in verdict_rows.itertuples()]
        more = ui.folded("More verdicts", ui.bullets(items[max_open:])) if items[max_open:] else ""
        reference = frame(ui.bullets(items[:max_open]) + more, "Beside references", origin="")
        review = review_note(
            data, (("map_statements", id), *keys, *_shown_keys(verdict_rows["id"], comparison_sides(data)))
        )
        reference = reference or Markup("<p>No reference is set beside this one.</p>")
        return heading_tag(labels[id]) + articles + reference + review

    choice = Control("Which statement?", tuple(labels.items()))
    return build_explorer("agreement-map", "Who says it, and who does not", (choice,), panel)


def _verdict(row: NamedTuple) -> Markup:
    """A row of ``comparison_table`` as an item: verdict, cited lines, what differs, why it matters, who says so."""
    return Markup("<b>{verdict}</b>, on {lines}: {differs} {matters} {source}").format(
        verdict=verdicts.verdict_text(row),
        lines=row.said_in,
        differs=row.what_differs,
        matters=row.why_it_matters,
        source=source_note(row.other_said_in),
    )


def _stance(sides: set[str]) -> str:
    """What an article does with a statement, from the sides of the map that it is on."""
    return {
        frozenset(): "says nothing on it",
        frozenset({SAYS}): "says it",
        frozenset({DIFFERS}): "says otherwise",
    }.get(frozenset(sides), "says it, and elsewhere otherwise")


def _statements(data: CourseData, citations: pd.DataFrame) -> Markup:
    """What one article says, with its lines. ``citations``: its rows of ``map_citations`` for one statement."""
    items = []
    for key, rows in citations.groupby(["table", "row_id"], sort=False):
        text = statements_by_key(data)[key].text
        short_text = text if key[0] == "facts" else text.partition(";")[0]
        items.append(Markup("{} {}").format(short_text, source_note(line_numbers_text(rows["line"], 6))))
    return ui.bullets(items)


def by_article(data: CourseData, topics: Sequence[str]) -> Explorer:
    """Choose an article and see what it says on the ``topics``, line by line.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    topics : sequence of str
        Values of ``data.facts["topic"]``. They also name the explorer in the page.

    Returns
    -------
    Explorer
        A panel per article.
    """
    fact_ids = data.facts.loc[data.facts["topic"].isin(topics), "id"]
    cited = data.citations[(data.citations["table"] == "facts") & data.citations["row_id"].isin(fact_ids)]

    def panel(article: str) -> Markup:
        lines = cited[cited["source_id"] == article].groupby("row_id", sort=False)["line"].unique()
        row = data.row("sources", article)
        about = f"{row.title}. Date: {row.date}. Author: {row.authorship}."
        items = [
            Markup("{}{} {}").format(
                fact.statement, caveat_note(fact.caveat), source_note(line_numbers_text(lines[fact.id]))
            )
            for fact in data.rows("facts", lines.index)
        ]
        return Markup('<h3>Article {}</h3><p class="mbc-source">{}</p>{}').format(
            article, about, ui.bullets(items) or Markup("<p>It says nothing on this.</p>")
        )

    choice = Control("Which article?", tuple((id, f"Article {id}") for id in data.sources["id"]))
    return build_explorer(
        f"by-article-{'-'.join(topics)}".replace(" ", "-"), "What each article says", (choice,), panel
    )

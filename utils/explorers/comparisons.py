"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.statements.agreement_map import DIFFERS, SAYS, map_citations
from utils.statements.links import Key
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import comparison_sides, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.components import (
    answer,
    block_end,
    frame,
    heading_tag,
    origin_paragraph,
    review_note,
    statement_item,
)
from utils.ui.evidence import items_of
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources


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
    rows = data.comparisons[~data.comparisons["id"].isin(list(exclude))]
    if empty := sorted(set(topics) - set(rows["topic"])):
        raise CourseError(
            f"Nothing to show on {', '.join(map(repr, empty))}. "
            "Fix: choose topics of data/comparisons.csv, or exclude fewer comparisons."
        )
    choice = Control("Which question?", tuple((topic, ui.initial_cap(topic)) for topic in topics))
    panels = {topic: _panel(data, own_rows) for topic, own_rows in rows.groupby("topic") if topic in topics}
    return build_explorer("disagreements", "Where sources disagree", (choice,), panels.__getitem__)


MAX_LINES = 6  # of what articles claim, in sight; the rest is folded


def patients_read(
    data: CourseData, topics: Sequence[str], tables: Mapping[str, pd.DataFrame | ui.Html] | None = None
) -> ui.Html:
    """What articles claim on the ``topics``, each with its verdict; behind one fold the rest and who says what.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    topics : sequence of str
        Values of ``data.comparisons["topic"]``, in order. The first comparisons with a verdict are in sight.
    tables : mapping of str to pandas.DataFrame or ui.Html, optional
        Caption → table that the fold shows last, such as which article names which symptom. Its columns are headings.
        What is HTML already is put below its caption as it is.

    Returns
    -------
    ui.Html
        The list and its fold; its plain form is a line per claim.

    Raises
    ------
    CourseError
        If there is no comparison with a reference on the topics.
    """
    rows = data.comparisons[data.comparisons["topic"].isin(topics)]
    rows = rows.iloc[rows["topic"].map(list(topics).index).argsort(kind="stable")]
    compared_rows, between = (
        list(rows[rows["against"] == against].itertuples()) for against in ("reference", "article")
    )
    if not compared_rows:
        raise CourseError(
            f"No verdict on {', '.join(map(repr, topics))}. Fix: choose topics of data/comparisons.csv that have one."
        )
    sides_of, texts, sources = comparison_sides(data), statements_by_key(data), Sources(data)

    def claim(row: NamedTuple) -> str:
        rows = ((key, data.row(*key)) for key in sides_of[row.id]["statement"])
        return " / ".join(side.label if hasattr(side, "label") else texts[key].text for key, side in rows)

    def in_full(row: NamedTuple) -> Markup:
        return (
            _between_articles(data, row, sources) if row.against == "article" else _judged(data, row, sources, level=3)
        )

    line = Markup("\u201c{}\u201d <b>{}.</b> {}").format
    in_sight = [line(claim(row), ui.initial_cap(verdicts.verdict_text(row)), row.what_differs) for row in compared_rows]
    all_of_it = ui.joined(map(in_full, [*between, *compared_rows]))
    shown_tables = ui.joined(
        ui.table(content, caption) if isinstance(content, pd.DataFrame) else heading_tag(caption) + content.html
        for caption, content in (tables or {}).items()
    )
    body = ui.bullets(in_sight[:MAX_LINES], "mbc-list mbc-claims") + ui.folded(
        f"All that the articles say here, with sources ({len(compared_rows) + len(between)})",
        all_of_it + shown_tables + sources.end(),
    )
    plain = [f"- {claim(row)}: {verdicts.verdict_text(row)}. {row.what_differs}" for row in compared_rows]
    end = review_note(data, _shown_keys(rows["id"], sides_of), sources.policy)
    return ui.Html(body + end, "\n".join(plain))


def _shown_keys(comparison_ids: Iterable[str], sides_of: dict[str, dict[str, list[Key]]]) -> Iterator[Key]:
    """(table, id) of comparisons and of every row on their sides."""
    for id in comparison_ids:
        yield "comparisons", id
        for keys in sides_of[id].values():
            yield from keys


def _panel(data: CourseData, rows: pd.DataFrame) -> Markup:
    """One topic: what differs first, then each comparison. ``rows``: the topic's comparisons."""
    sources = Sources(data)
    with_references, with_articles = (
        list(rows[rows["against"] == against].itertuples()) for against in ("reference", "article")
    )
    return (
        heading_tag(ui.initial_cap(rows["topic"].iat[0]))
        + answer(_outcome(with_references, len(with_articles)))
        + _mostly_folded(_judged(data, row, sources) for row in with_references)
        + (heading_tag("One article and another", 4) if with_articles else "")
        + _mostly_folded(_between_articles(data, row, sources) for row in with_articles)
        + block_end(sources, data, _shown_keys(rows["id"], comparison_sides(data)))
    )


def _outcome(with_references: list[NamedTuple], between_articles: int) -> str:
    """How the comparisons of a topic turn out, in a sentence or two."""
    counts = Counter(row.verdict for row in with_references)
    claims = "claim" if len(with_references) == 1 else "claims"
    verdict_sentence = f"{len(with_references)} {claims} compared with references: " + ", ".join(
        f"{count} {verdict}" for verdict, count in counts.items()
    )
    points = "point" if between_articles == 1 else "points"
    differ = f"The articles differ from each other on {between_articles} {points}."
    return " ".join([f"{verdict_sentence}."] * bool(with_references) + [differ] * bool(between_articles))


def _mostly_folded(blocks: Iterable[Markup], max_open: int = 1) -> Markup:
    """The first ``max_open`` blocks open, the rest folded: a panel should not be a wall of text."""
    blocks = list(blocks)
    rest = blocks[max_open:]
    return ui.joined(blocks[:max_open]) + (ui.folded(f"{len(rest)} more on this", ui.joined(rest)) if rest else "")


def _between_articles(data: CourseData, row: NamedTuple, sources: Sources) -> Markup:
    """What differs between articles, and folded who says what. ``row``: of ``comparisons``."""
    sides = comparison_sides(data)[row.id]
    statements = ui.bullets(items_of(data, [*sides["statement"], *sides["against"]], sources))
    return Markup("<p>{} <b>{}</b></p>{}").format(
        row.what_differs, row.why_it_matters, ui.folded("Who says it", statements)
    )


def _judged(data: CourseData, row: NamedTuple, sources: Sources, level: int = 4) -> Markup:
    """An article's statement, and framed what references say, with the verdict. ``row``: of ``comparisons``."""
    sides = comparison_sides(data)[row.id]
    statement = ui.bullets(items_of(data, sides["statement"], sources))
    verdict = Markup("<p>{differs}</p><p><b>Verdict on the statement: {verdict}.</b> {matters}</p>{fold}").format(
        differs=row.what_differs,
        verdict=verdicts.verdict_text(row),
        matters=row.why_it_matters,
        fold=ui.folded("What the references say", ui.bullets(items_of(data, sides["against"], sources))),
    )
    return heading_tag("An article and references", level) + statement + frame(verdict)


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
    with_references = data.comparisons[data.comparisons["against"] == "reference"]
    compared_rows = data.comparison_rows[data.comparison_rows["side"] == "statement"]
    labels = data.map_statements.sort_values("position").set_index("id")["label"]

    def panel(id: str) -> Markup:
        cited, sources = citations[citations["statement_id"] == id], Sources(data)
        sides = {article: set(cited.loc[cited["source_id"] == article, "side"]) for article in data.sources["id"]}
        articles = ui.bullets(
            Markup("<b>Article {}: {}</b>{}").format(
                article, _stance(sides[article]), _statements(data, article, rows, sources)
            )
            for article in data.sources["id"]
            for rows in [cited[cited["source_id"] == article]]
        )
        keys = set(cited[["table", "row_id"]].itertuples(index=False, name=None))
        comparison_ids = {r.comparison_id for r in compared_rows.itertuples() if (r.table, r.row_id) in keys}
        verdict_rows = with_references[with_references["id"].isin(comparison_ids)]
        items = [_verdict(data, row, sources) for row in verdict_rows.itertuples()]
        more = ui.folded("More verdicts", ui.bullets(items[max_open:])) if items[max_open:] else ""
        reference = frame(ui.bullets(items[:max_open]) + more)
        shown_keys = (("map_statements", id), *keys, *_shown_keys(verdict_rows["id"], comparison_sides(data)))
        say, differ = (sum(side in each for each in sides.values()) for side in (SAYS, DIFFERS))
        return (
            heading_tag(labels[id])
            + answer(f"{say} of {len(sides)} articles say it, and {differ} say otherwise.")
            + (reference or Markup("<p>No reference is compared with this one.</p>"))
            + ui.folded("What each article says", articles)
            + block_end(sources, data, shown_keys)
        )

    choice = Control("Which statement?", tuple(labels.items()))
    return build_explorer("agreement-map", "Who says it, and who does not", (choice,), panel)


def _verdict(data: CourseData, row: NamedTuple, sources: Sources) -> Markup:
    """A row of ``comparisons`` as an item: the verdict, what differs, why it matters, and the marker of both sides."""
    sides = comparison_sides(data)[row.id]
    return Markup("<b>{}:</b> {} {}{}").format(
        ui.initial_cap(verdicts.verdict_text(row)),
        row.what_differs,
        row.why_it_matters,
        sources.rows([*sides["statement"], *sides["against"]]),
    )


def _stance(sides: set[str]) -> str:
    """What an article does with a statement, from the sides of the map that it is on."""
    return {
        frozenset(): "says nothing on it",
        frozenset({SAYS}): "says it",
        frozenset({DIFFERS}): "says otherwise",
    }.get(frozenset(sides), "says it, and elsewhere otherwise")


def _statements(data: CourseData, article: str, citations: pd.DataFrame, sources: Sources) -> Markup:
    """What one article says, with its lines. ``citations``: its rows of ``map_citations`` for one statement."""
    items = []
    for key, rows in citations.groupby(["table", "row_id"], sort=False):
        text = statements_by_key(data)[key].text
        short_text = text if key[0] == "facts" else text.partition(";")[0]
        lines = f"article {article} {line_numbers_text(rows['line'], 6)}"
        items.append(Markup("{}{}").format(short_text, sources.mark(lines)))
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
        lines, sources = (
            cited[cited["source_id"] == article].groupby("row_id", sort=False)["line"].unique(),
            Sources(data),
        )
        row = data.row("sources", article)
        items = [
            statement_item(
                fact.statement,
                fact.caveat,
                sources.mark(f"article {article} {line_numbers_text(lines[fact.id])}"),
            )
            for fact in data.rows("facts", lines.index)
        ]
        count = (
            f"It makes {len(items)} statement{'s' * (len(items) != 1)} on this."
            if items
            else "It says nothing on this."
        )
        about = origin_paragraph(f"Date: {row.date}. Author: {row.authorship}.")
        return heading_tag(row.title) + answer(count) + about + ui.bullets(items) + sources.end()

    choice = Control("Which article?", tuple((id, data.row("sources", id).title) for id in data.sources["id"]))
    return build_explorer(
        f"by-article-{'-'.join(topics)}".replace(" ", "-"), "What each article says", (choice,), panel
    )

"""Where articles differ from each other, and from references: an explorer over the comparisons of chosen topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.statements.agreement_map import DIFFERS, SAYS, map_citations
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import comparison_sides, comparison_table, statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.components import caveat, frame, source, titled
from utils.ui.evidence import statement_items
from utils.ui.explorer import Control, Explorer, build_explorer


def disagreements(data: CourseData, topics: Sequence[str], exclude: Iterable[str] = ()) -> Explorer:
    """Choose a topic; see what articles say side by side, then beside references.

    ``topics``: values of ``comparisons.topic``. ``exclude``: ids of comparisons that the course shows elsewhere.
    Raises CourseError for a topic of which nothing is left to show.
    """
    items = statement_items(data)
    sided = {
        id: {side: [item for key in keys for item in items[key]] for side, keys in own.items()}
        for id, own in comparison_sides(data).items()
    }
    shown = data.comparisons[~data.comparisons["id"].isin(list(exclude))]
    if empty := sorted(set(topics) - set(shown["topic"])):
        raise CourseError(
            f"Nothing to show on {', '.join(map(repr, empty))}. Fix: take a topic of data/comparisons.csv, or leave out fewer."
        )
    which = Control("Which question?", tuple((topic, ui.initial_cap(topic)) for topic in topics))
    panel = {topic: _panel(sided, rows) for topic, rows in shown.groupby("topic") if topic in topics}
    return build_explorer("disagreements", "Where sources disagree", (which,), panel.__getitem__)


def _panel(said: dict[str, dict[str, list[Markup]]], rows: pd.DataFrame) -> Markup:
    """One topic. ``said``: comparison → side → what is said there, as items; ``rows``: its comparisons."""
    between, beside = (rows[rows["against"] == against] for against in ("article", "reference"))
    articles = _first(
        Markup("<p>{} <b>{}</b></p>{}").format(
            row.what_differs,
            row.why_it_matters,
            ui.folded("Who says it", ui.bullets(said[row.id]["statement"] + said[row.id]["against"])),
        )
        for row in between.itertuples()
    )
    return (
        titled(ui.initial_cap(rows["topic"].iat[0]))
        + (titled("Article beside article", 4) + articles if articles else "")
        + _first(_beside(said[row.id], row) for row in beside.itertuples())
    )


def _first(blocks: Iterable[Markup], most: int = 2) -> Markup:
    """The first ``most`` blocks open, the rest folded: a panel is not to be a wall of text."""
    blocks = list(blocks)
    rest = blocks[most:]
    return ui.joined(blocks[:most]) + (ui.folded(f"{len(rest)} more on this", ui.joined(rest)) if rest else "")


def _beside(said: dict[str, list[Markup]], row) -> Markup:
    """An article's statement, and framed what references say, with the verdict."""
    verdict = Markup("<p>{differs}</p><p><b>Verdict on the statement: {verdict}.</b> {matters}</p>{said}").format(
        differs=row.what_differs,
        verdict=verdicts.verdict_text(row),
        matters=row.why_it_matters,
        said=ui.folded("What the references say", ui.bullets(said["against"])),
    )
    return (
        titled("Article beside references", 4)
        + ui.bullets(said["statement"])
        + frame(verdict, origin="From references, not from the articles.")
    )


def agreement_explorer(data: CourseData, most: int = 2) -> Explorer:
    """Choose a statement: what each article says to it and where, and what references say beside it, with a verdict.

    ``most`` verdicts of a statement stand open, the others are folded.
    """
    sided = map_citations(data)
    compared = comparison_table(data)
    beside = compared[compared["against"] == "reference"]
    taking_part = data.comparison_rows[data.comparison_rows["side"] == "statement"]
    labels = data.map_statements.sort_values("position").set_index("id")["label"]

    def panel(id: str) -> Markup:
        own = sided[sided["statement_id"] == id]
        articles = ui.bullets(
            Markup("<b>Article {}: {}</b>{}").format(article, _word(set(rows["side"])), _said(data, rows))
            for article in data.sources["id"]
            for rows in [own[own["source_id"] == article]]
        )
        keys = set(own[["table", "row_id"]].itertuples(index=False, name=None))
        touched = {r.comparison_id for r in taking_part.itertuples() if (r.table, r.row_id) in keys}
        items = [_verdict(row) for row in beside[beside["id"].isin(touched)].itertuples()]
        more = ui.folded("More verdicts", ui.bullets(items[most:])) if items[most:] else ""
        reference = frame(ui.bullets(items[:most]) + more, "Beside references", origin="")
        return titled(labels[id]) + articles + (reference or Markup("<p>No reference is set beside this one.</p>"))

    choice = Control("Which statement?", tuple(labels.items()))
    return build_explorer("agreement-map", "Who says it, and who does not", (choice,), panel)


def _verdict(row) -> Markup:
    """A row of ``comparison_table`` as an item: the verdict, on which lines, what differs, why it matters, who says so."""
    return Markup("<b>{verdict}</b>, on {said_in}: {differs} {matters} {source}").format(
        verdict=verdicts.verdict_text(row),
        said_in=row.said_in,
        differs=row.what_differs,
        matters=row.why_it_matters,
        source=source(row.other_said_in),
    )


def _word(sides: set[str]) -> str:
    return {
        frozenset(): "says nothing on it",
        frozenset({SAYS}): "says it",
        frozenset({DIFFERS}): "says otherwise",
    }.get(frozenset(sides), "says it, and elsewhere otherwise")


def _said(data: CourseData, rows: pd.DataFrame) -> Markup:
    parts = []
    for key, own in rows.groupby(["table", "row_id"], sort=False):
        text = statements_by_key(data)[key].text
        shown = text if key[0] == "facts" else text.partition(";")[0]
        parts.append(Markup("{} {}").format(shown, source(line_numbers_text(own["line"], 6))))
    return ui.bullets(parts)


def by_article(data: CourseData, topics: Sequence[str]) -> Explorer:
    """Choose an article and see what it says on the ``topics`` (values of ``facts.topic``), line by line."""
    wanted = data.facts.loc[data.facts["topic"].isin(topics), "id"]
    cited = data.citations[(data.citations["table"] == "facts") & data.citations["row_id"].isin(wanted)]

    def panel(article: str) -> Markup:
        lines = cited[cited["source_id"] == article].groupby("row_id", sort=False)["line"].unique()
        row = data.row("sources", article)
        about = f"{row.title}. Date: {row.date}. Author: {row.authorship}."
        items = [
            Markup("{}{} {}").format(fact.statement, caveat(fact.caveat), source(line_numbers_text(lines[fact.id])))
            for fact in data.rows("facts", lines.index)
        ]
        return Markup('<h3>Article {}</h3><p class="mbc-source">{}</p>{}').format(
            article, about, ui.bullets(items) or Markup("<p>It says nothing on this.</p>")
        )

    choice = Control("Which article?", tuple((id, f"Article {id}") for id in data.sources["id"]))
    return build_explorer(
        f"by-article-{'-'.join(topics)}".replace(" ", "-"), "What each article says", (choice,), panel
    )

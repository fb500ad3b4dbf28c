"""Who says what: the agreement map of the articles, and explorers over what they share and where they part."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from utils import html
from utils.citations import lines_named
from utils.explorers import Control, Explorer, explorer
from utils.statements import comparison_table, statements

SAYS, DIFFERS, BOTH, NOTHING = "says", "differs", "both", "nothing"
# What each mark of the map means, in the words of a caption.
MEANING = {
    SAYS: "the article states it",
    DIFFERS: "it states something that does not fit with it",
    BOTH: "it does one thing in one place and the other elsewhere",
    NOTHING: "it does not speak of it, which is no denial",
}


def map_grid(data: SimpleNamespace) -> pd.DataFrame:
    """The agreement map: a row per statement (its label), a column per article, each cell one of the four words above.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    sides = _sided(data).pivot_table(
        index="statement_id", columns="source_id", values="side", aggfunc=lambda side: BOTH if side.nunique() > 1 else side.iloc[0]
    )  # fmt: skip
    order = data.map_statements.sort_values("position")
    grid = sides.reindex(index=order["id"], columns=data.sources["id"]).fillna(NOTHING)
    return grid.set_axis(order["label"].tolist(), axis=0).rename_axis(index="statement", columns=None)


def _sided(data: SimpleNamespace) -> pd.DataFrame:
    """Rows of the map with each article and line that states them: statement_id, side, table, row_id, source_id, line."""
    columns = ["table", "row_id", "source_id", "line"]
    return data.map_rows.merge(data.citations[columns].drop_duplicates(), on=["table", "row_id"])


def agreement_explorer(data: SimpleNamespace, most: int = 2) -> Explorer:
    """Choose a statement: what each article says to it and where, and what references say beside it, with a verdict.

    ``most`` verdicts of a statement stand open, the others are folded.
    """
    sided = _sided(data)
    text = statements(data).set_index(["table", "row_id"])["text"]
    compared = comparison_table(data)
    beside = compared[compared["against"] == "reference"]
    taking_part = data.comparison_rows[data.comparison_rows["side"] == "statement"]
    order = data.map_statements.sort_values("position")
    labels = order.set_index("id")["label"]

    def panel(id: str) -> str:
        own = sided[sided["statement_id"] == id]
        articles = "".join(
            f"<li><b>Article {html.text(article)}: {_word(set(rows['side']))}</b>{_said(rows, text)}</li>"
            for article in data.sources["id"]
            for rows in [own[own["source_id"] == article]]
        )
        keys = set(own[["table", "row_id"]].itertuples(index=False, name=None))
        touched = {r.comparison_id for r in taking_part.itertuples() if (r.table, r.row_id) in keys}
        verdicts = beside[beside["id"].isin(touched)]
        items = [
            f"<b>{html.text(' and '.join(filter(None, (r.verdict, r.second_verdict))))}</b>, on {html.text(r.said_in)}: {html.text(r.what_differs)} "
            f"{html.text(r.why_it_matters)} "
            f'<span class="mbc-source">({html.text(r.other_said_in)})</span>'
            for r in verdicts.itertuples()
        ]
        if items:
            more = html.folded("More verdicts", html.bullets(items[most:])) if items[most:] else ""
            reference = (
                f'<aside class="mbc-reference"><h4>Beside references</h4>{html.bullets(items[:most])}{more}</aside>'
            )
        else:
            reference = "<p>No reference is set beside this one.</p>"
        return f'<h3>{html.text(labels[id])}</h3><ul class="mbc-list">{articles}</ul>{reference}'

    choice = Control("Which statement?", tuple(labels.items()))
    return explorer("agreement-map", "Who says it, and who does not", (choice,), panel)


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
        parts.append(f'{html.text(shown)} <span class="mbc-source">({lines_named(own["line"], 6)})</span>')
    return html.bullets(parts)

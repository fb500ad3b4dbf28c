"""Which article says what: the grid that lesson and chart share."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData

SAYS, DIFFERS, BOTH, NOTHING = "says", "differs", "both", "nothing"
# What each mark of the map means, in the words of a caption.
MEANING = {
    SAYS: "the article states it",
    DIFFERS: "it states something that does not fit with it",
    BOTH: "it does one thing in one place and the other elsewhere",
    NOTHING: "it does not speak of it, which is no denial",
}


def map_grid(data: CourseData) -> pd.DataFrame:
    """The agreement map: a row per statement (its label), a column per article, each cell one of the four words above.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    sides = map_citations(data).pivot_table(
        index="statement_id", columns="source_id", values="side", aggfunc=lambda side: BOTH if side.nunique() > 1 else side.iloc[0]
    )  # fmt: skip
    order = data.map_statements.sort_values("position")
    grid = sides.reindex(index=order["id"], columns=data.sources["id"]).fillna(NOTHING)
    return grid.set_axis(order["label"].tolist(), axis=0).rename_axis(index="statement", columns=None)


def map_citations(data: CourseData) -> pd.DataFrame:
    """Rows of the map with each article and line that states them: statement_id, side, table, row_id, source_id, line."""
    columns = ["table", "row_id", "source_id", "line"]
    return data.map_rows.merge(data.citations[columns].drop_duplicates(), on=["table", "row_id"])

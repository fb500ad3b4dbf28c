"""Agreement map: which article states what. The lesson and the chart share this grid."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData

SAYS, DIFFERS, BOTH, NOTHING = "says", "differs", "both", "nothing"
# What each mark of the map means, as a caption says it.
MEANING = {
    SAYS: "the article states it",
    DIFFERS: "it states something that does not fit with it",
    BOTH: "it does one thing in one place and the other elsewhere",
    NOTHING: "it does not mention it, which is not a denial",
}


def map_grid(data: CourseData) -> pd.DataFrame:
    """The agreement map as a grid of marks.

    Parameters
    ----------
    data : CourseData
        Tables ``map_statements``, ``map_rows``, ``citations`` and ``sources``.

    Returns
    -------
    pandas.DataFrame
        One row per statement (index ``statement``: its label, in the order of the map), one column per article (its
        id); each cell is one of ``SAYS``, ``DIFFERS``, ``BOTH`` and ``NOTHING``.
    """
    sides = map_citations(data).pivot_table(
        index="statement_id", columns="source_id", values="side", aggfunc=_one_or_both
    )
    ordered = data.map_statements.sort_values("position")
    grid = sides.reindex(index=ordered["id"], columns=data.sources["id"]).astype(object).fillna(NOTHING).astype("str")
    return grid.set_axis(ordered["label"].tolist(), axis=0).rename_axis(index="statement", columns=None)


def _one_or_both(sides: pd.Series) -> str:
    return BOTH if sides.nunique() > 1 else sides.iloc[0]


def map_citations(data: CourseData) -> pd.DataFrame:
    """Rows of the map with each article and line that states them.

    Parameters
    ----------
    data : CourseData
        Tables ``map_rows`` and ``citations``.

    Returns
    -------
    pandas.DataFrame
        Columns statement_id, side (``SAYS`` or ``DIFFERS``), table, row_id, source_id (``str``) and line (``int64``).
    """
    columns = ["table", "row_id", "source_id", "line"]
    return data.map_rows.merge(data.citations[columns].drop_duplicates(), on=["table", "row_id"])

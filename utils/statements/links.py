"""Which rows a panel shows: the link tables of ``data/links/`` as keys (table, row id), in the order shown."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData

Key = tuple[str, str]


def row_keys(rows: pd.DataFrame) -> list[Key]:
    """(table, row id) of each row; columns table and row_id."""
    return list(rows[["table", "row_id"]].itertuples(index=False, name=None))


def panel_parts(data: CourseData, panel: str) -> dict[str, list[Key]]:
    """The rows that each part of a panel shows.

    Parameters
    ----------
    data : CourseData
        Table ``panel_rows``.
    panel : str
        A value of ``panel_rows.panel``.

    Returns
    -------
    dict of str to list of (table, row id)
        Part → its rows, both in the order of the table.
    """
    rows = data.panel_rows[data.panel_rows["panel"] == panel]
    return {part: row_keys(part_rows) for part, part_rows in rows.groupby("part", sort=False)}


def treatment_keys(data: CourseData, treatment: str, part: str) -> list[Key]:
    """The rows in which articles say more about a treatment.

    Parameters
    ----------
    data : CourseData
        Table ``treatment_rows``.
    treatment : str
        Id of a row of ``treatments``.
    part : str
        A value of ``treatment_rows.part``.

    Returns
    -------
    list of (table, row id)
        In the order of the table.
    """
    rows = data.treatment_rows
    return row_keys(rows[(rows["treatment_id"] == treatment) & (rows["part"] == part)])

"""Which rows a panel shows: what the link tables of ``data/links/`` say, as keys (table, row id) in the order shown."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData

Key = tuple[str, str]


def row_keys(rows: pd.DataFrame) -> list[Key]:
    """(table, row id) of each row that has these two columns."""
    return list(rows[["table", "row_id"]].itertuples(index=False, name=None))


def panel_parts(data: CourseData, panel: str) -> dict[str, list[Key]]:
    """Part of a panel → the rows it shows. ``panel``: a value of ``panel_rows.panel``."""
    rows = data.panel_rows[data.panel_rows["panel"] == panel]
    return {part: row_keys(own) for part, own in rows.groupby("part", sort=False)}


def treatment_keys(data: CourseData, treatment: str, part: str) -> list[Key]:
    """The rows in which articles say more of a treatment. ``part``: a value of ``treatment_rows.part``."""
    rows = data.treatment_rows
    return row_keys(rows[(rows["treatment_id"] == treatment) & (rows["part"] == part)])

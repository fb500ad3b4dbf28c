"""Steps of a path, in order."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData


def steps_of(data: CourseData, path: str) -> pd.DataFrame:
    """The steps of one path, in order.

    Parameters
    ----------
    data : CourseData
        Table ``steps``.
    path : str
        A value of ``steps.path``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``steps`` by ``position``, with all its columns: text, but for the whole number ``position``.
    """
    return data.steps[data.steps["path"] == path].sort_values("position")

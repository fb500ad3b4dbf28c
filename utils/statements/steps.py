"""Steps of a walk, in order."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData


def steps_of(data: CourseData, path: str) -> pd.DataFrame:
    """The steps of one path, in order."""
    return data.steps[data.steps["path"] == path].sort_values("position")

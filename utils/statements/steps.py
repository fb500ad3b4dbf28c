"""Steps of a walk, in order."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd


def steps_of(data: SimpleNamespace, path: str) -> pd.DataFrame:
    """The steps of one path, in order."""
    return data.steps[data.steps["path"] == path].sort_values("position")

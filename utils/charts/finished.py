"""Drawings in which nothing is computed, as finished files: no Matplotlib is needed to show them.

``drawings/finished`` holds each as SVG, with what was read back from it. ``tests/charts/test_finished.py`` draws them
again and compares; ``python -m tests.charts.test_finished`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from utils.charts.chart import Chart, caption
from utils.errors import CourseError

FOLDER = Path(__file__).parent / "drawings" / "finished"
TABLES = FOLDER / "read_back.json"  # module → picture → what was read back: columns, rows
_FOR_ORIENTATION = "A drawing for orientation, not to scale."


def metastasis_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of how cancer cells get from the breast to another organ, or of the stages.

    Drawn by the project.

    Parameters
    ----------
    picture : str
        A picture of ``utils.charts.drawings.metastasis``, such as "breaking-away" or "stages".
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the content comes from, for the caption.

    Returns
    -------
    Chart
        Its data table has the column "Shown in the picture".

    Raises
    ------
    CourseError
        For a picture that has no drawing.
    """
    return _finished(picture, "metastasis.py", title, sources)


def support_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the people around a person, or of palliative care next to treatment.

    Drawn by the project.

    Parameters
    ----------
    picture : str
        A picture of ``utils.charts.drawings.people``: "around" or "beside".
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the content comes from, for the caption.

    Returns
    -------
    Chart
        Its data table has the columns "Shown in the picture" and "Where".

    Raises
    ------
    CourseError
        For a picture that has no drawing.
    """
    return _finished(picture, "people.py", title, sources)


def _finished(picture: str, module: str, title: str, sources: Sequence[str]) -> Chart:
    """A finished picture of a module of ``utils.charts.drawings``."""
    tables = _tables()[module]
    if picture not in tables:
        path = f"utils/charts/drawings/{module}"
        raise CourseError(f"There is no picture {picture!r}. Draw it in {path}, which has {', '.join(tables)}.")
    data_table = pd.DataFrame(tables[picture]["rows"], columns=tables[picture]["columns"])
    labels = "; ".join(", ".join(cells) for cells in data_table.itertuples(index=False))
    alt = f"{title} A drawing. Labeled: {labels}."
    svg = (FOLDER / f"{picture}.svg").read_text(encoding="utf-8")
    return Chart(title, alt, caption(_FOR_ORIENTATION, sources=sources), data_table, svg)


@cache
def _tables() -> dict[str, dict[str, dict[str, list]]]:
    return json.loads(TABLES.read_text(encoding="utf-8"))

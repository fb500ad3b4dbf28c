"""The drawings as charts: each with alt text, a caption and what was drawn, read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill
from types import ModuleType

import pandas as pd

from utils.charts.base import canvas
from utils.charts.chart import Chart, caption, values_as_text
from utils.charts.drawings import body, drug_targets
from utils.charts.drawings.outlines import Point
from utils.errors import CourseError

_LABEL_WIDTH = 14  # characters that fit beside the body
_FOR_ORIENTATION = "A drawing for orientation, not to scale."


def body_map(
    sites: pd.DataFrame,
    *,
    title: str,
    sources: Sequence[str],
    notes: dict[str, str] | None = None,
    highlight: str | None = None,
) -> Chart:
    """A drawn figure of the body with the sites breast cancer often spreads to, and the breast where it starts.

    The outlines were drawn by the project (``utils.charts.drawings.body``).

    Parameters
    ----------
    sites : pandas.DataFrame
        Rows of ``sites`` of kind "organ". Columns id, label, drawing (one of ``body.SHAPES``, or empty) and outline
        (where a site without a drawing is; empty for a mark beside the body).
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the sites come from, for the caption.
    notes : dict of str to str, optional
        Site id → a few words under its label.
    highlight : str, optional
        One of ``body.SHAPES`` to bring forward.

    Returns
    -------
    Chart
        Its data table has the column "Shown on the map".

    Raises
    ------
    CourseError
        For a drawing that there is not.
    """
    _check_drawn("organ", filter(None, [*sites["drawing"], highlight]), body, body.SHAPES)
    labels = {"breast": "Breast:\nwhere it starts"}
    for site in sites.itertuples():
        label = site.label if site.drawing else fill(site.label, _LABEL_WIDTH)
        labels[site.drawing or site.id] = f"{label}\n{notes[site.id]}" if notes and site.id in notes else label
    added = {site.id: _points(site.outline) for site in sites.itertuples() if not site.drawing}
    data_table, svg = _draw(body, body.HEIGHT, labels, highlight, added)
    data_table = data_table[["Label"]].set_axis(["Shown on the map"], axis=1)
    alt = f"{title} Front view of a person. Marked: {'; '.join(data_table['Shown on the map'])}."
    return Chart(title, alt, caption(_FOR_ORIENTATION, sources=sources), data_table, svg)


def _points(outline: str) -> list[Point]:
    """The points of an outline such as "-1 120; 3 120; 1 116"."""
    return [(float(x), float(y)) for x, y in (point.split() for point in outline.split("; ") if point)]


def drug_target_picture(labels: dict[str, str], *, title: str, sources: Sequence[str], note: str = "") -> Chart:
    """A cancer cell and its surroundings, with the targets that treatments act on.

    Drawn by the project (``utils.charts.drawings.drug_targets``).

    Parameters
    ----------
    labels : dict of str to str
        Target (a key of ``drug_targets.TARGETS``) → the treatments that act on it, as they are to be printed.
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the content comes from, for the caption.
    note : str
        A further sentence for the caption.

    Returns
    -------
    Chart
        Its data table has the columns Treatment and "Acts on": the target on which the drawn pointer ends.

    Raises
    ------
    CourseError
        For a target that has no drawing.
    """
    _check_drawn("target", labels, drug_targets, drug_targets.TARGETS)
    data_table, svg = _draw(drug_targets, drug_targets.HEIGHT / 10, labels)
    data_table = data_table[["Treatment", "Acts on"]]
    alt = (
        f"{title} A drawing of a cancer cell, an immune cell, "
        "tissue that makes estrogen, and bone. "
        f"Pointers lead to: {values_as_text(data_table)}."
    )
    return Chart(title, alt, caption(_FOR_ORIENTATION, note, sources=sources), data_table, svg)


def finished_drawing(module: ModuleType, picture: str) -> tuple[pd.DataFrame, str]:
    """A picture of a module that has several, with their sizes in ``SIZES``: as it is kept in ``drawings/finished``."""
    return _draw(module, module.SIZES[picture][1], picture)


def _draw(module: ModuleType, height: float, *content: object) -> tuple[pd.DataFrame, str]:
    """What ``module.draw(axes, *content)`` draws: as ``module.read_back(axes)`` reads it, and as SVG."""
    with canvas(height, decimals=1) as picture:
        axes = picture.figure.add_axes((0.01, 0.01, 0.98, 0.98))
        module.draw(axes, *content)
    return module.read_back(axes), picture.svg


def _check_drawn(kind: str, requested: Iterable[str], module: ModuleType, drawings: Iterable[str]) -> None:
    """Raise CourseError for the first of ``requested`` that is not in ``drawings``; the message names the module."""
    for name in requested:
        if name not in drawings:
            path = f"{module.__name__.replace('.', '/')}.py"
            raise CourseError(f"There is no {kind} {name!r}. Draw it in {path}, which has {', '.join(drawings)}.")

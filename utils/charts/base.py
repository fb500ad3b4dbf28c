"""What the charts drawn with Matplotlib share: one canvas to draw on, one style of axes.

A chart is drawn with Matplotlib (never pyplot, so no global state), then READ BACK from the drawn marks. Alt text,
plain text and the data table hold what was read back, not what was asked for: a mark drawn in the wrong place cannot
hide behind a correct table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.charts.palette import GRID, INK, MUTED, PAPER
from utils.charts.svg import strip_for_embedding, to_svg

WIDTH = 4.4  # inches; shown at most 528 px wide, 358 px on a phone, so 10 pt text stays readable there
STYLE = {
    "svg.hashsalt": "mbc-course",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.edgecolor": MUTED,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
LABEL_BACKGROUND = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}  # so that no grid line crosses a label


@dataclass
class Canvas:
    """An empty ``figure`` to draw on, and ``svg``: what was drawn, once it is finished."""

    figure: Figure
    svg: str = ""


@contextmanager
def canvas(height: float, *, layout: str | None = None, decimals: int = 2, light: bool = False) -> Iterator[Canvas]:
    """Draw on ``figure`` inside the ``with`` block, in the course's width and style; after it ``svg`` is the picture.

    Parameters
    ----------
    height : float
        Height in inches.
    layout : str, optional
        A layout engine of Matplotlib, such as "constrained".
    decimals : int
        Decimals of a point that are kept in outlines.
    light : bool
        For explorers that hold many pictures. Words stay text instead of outlines (a fifth of the bytes): leave room
        around them, because another font may be shown, and paint no word that has to touch something.

    Yields
    ------
    Canvas
    """
    with mpl.rc_context({**STYLE, "svg.fonttype": "none"} if light else STYLE):
        drawing = Canvas(Figure(figsize=(WIDTH, height), facecolor=PAPER, layout=layout))
        yield drawing
        drawing.svg = strip_for_embedding(to_svg(drawing.figure, 1 if light else decimals))


def style_axes(axes: Axes, *, grid: str | None = "x", grid_width: float = 0.8, left: bool = False) -> None:
    """Give ``axes`` a line below (and on the ``left``), and grid lines across ``grid`` behind the marks."""
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=grid_width)
        axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right"] if left else ["top", "right", "left"]].set_visible(False)

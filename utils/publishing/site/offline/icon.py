"""The icon of the course, a ribbon on a blue ground: one drawing, as SVG in every page and as PNG for phones."""

from __future__ import annotations

import io
from urllib.parse import quote

GROUND, LINE = "#0b57a4", "#ffffff"
_SIDE = 16  # units of the drawing across
_WIDTH = 1.8  # of the ribbon's line
_SAFE = 0.8  # a phone may cut an icon that fills its square to a circle of this part of it
# A start, and Bézier curves of three points each: up from the left foot, over the loop, down to the right one.
_RIBBON = [
    (5.2, 13.2),
    (7, 10.6), (10.5, 7.2), (10.5, 4.9),
    (10.5, 3.5), (9.5, 2.7), (8, 2.7),
    (6.5, 2.7), (5.5, 3.5), (5.5, 4.9),
    (5.5, 7.2), (9, 10.6), (10.8, 13.2),
]  # fmt: skip


def data_uri() -> str:
    """The icon as an SVG inside a page."""
    points = [f"{x:g} {y:g}" for x, y in _RIBBON]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_SIDE} {_SIDE}'>"
        f"<circle cx='8' cy='8' r='8' fill='{GROUND}'/>"
        f"<path d='M{points[0]}C{' '.join(points[1:])}' fill='none' stroke='{LINE}' stroke-width='{_WIDTH}'/></svg>"
    )
    return f"data:image/svg+xml,{quote(svg, safe='/:=')}"


def png(size: int, fills: bool) -> bytes:
    """The icon as a square of ``size`` pixels: a circle, or, where it ``fills`` the square, small enough to be cut."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path as Line

    figure = Figure(figsize=(1, 1), dpi=size)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    scale = _SAFE if fills else 1.0
    half = _SIDE / 2 / scale
    axes.set(xlim=(_SIDE / 2 - half, _SIDE / 2 + half), ylim=(_SIDE / 2 + half, _SIDE / 2 - half))
    axes.set_axis_off()
    if fills:
        figure.set_facecolor(GROUND)
    else:
        figure.set_facecolor("none")
        axes.add_patch(Circle((_SIDE / 2, _SIDE / 2), _SIDE / 2, facecolor=GROUND, linewidth=0))
    points_per_unit = 72 * scale / _SIDE  # the figure is an inch across
    codes = [Line.MOVETO, *[Line.CURVE4] * (len(_RIBBON) - 1)]
    axes.add_patch(
        PathPatch(Line(_RIBBON, codes), facecolor="none", edgecolor=LINE, linewidth=_WIDTH * points_per_unit)
    )
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=size, metadata={"Software": None})
    return written.getvalue()

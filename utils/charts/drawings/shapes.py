"""Shapes that several drawings share, drawn by the project: curves, cells, vessels, arrows, labels; their colors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path

from utils.charts.drawings.outlines import Point
from utils.charts.palette import BLOOD, CANCER, INK, MUTED, PAPER, SKIN_EDGE, TISSUE

Spot = tuple[float, float, float]  # x, y, radius
Box = tuple[float, float, float, float]  # x, y, width, height
Tube = tuple[Sequence[Point], float | Sequence[float]]  # points, half width
Color = str | tuple[float, ...]


def empty_sheet(ax: Axes, width: float, height: float, color: Color | None = None) -> None:
    """Make ``ax`` a sheet without axes, ``width`` by ``height`` in equal units, filled with ``color`` if given."""
    if color:
        ax.add_artist(Rectangle((-1, -1), width + 2, height + 2, color=color, zorder=0))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()


def curve(points: Sequence[Point], closed: bool = True) -> Path:
    """A cubic Bezier path that passes smoothly through the points.

    As in a Catmull-Rom spline, the tangent at a point is parallel to the line between its neighbors; the control points
    are a third of the distance between two points away from them.

    References
    ----------
    Catmull E, Rom R. A class of local interpolating splines. In: Barnhill RE, Riesenfeld RF, eds. Computer Aided
    Geometric Design. Academic Press; 1974:317-326.
    """
    here = np.array(points, float)
    before, after = np.roll(here, 1, axis=0), np.roll(here, -1, axis=0)
    if not closed:
        before[0], after[-1] = here[0], here[-1]
    tangents = (after - before) / np.maximum(np.hypot(*(after - before).T), 1e-9)[:, None]
    handles = np.hypot(*(after - here).T)[:, None] / 3
    segments = np.stack([here + tangents * handles, after - np.roll(tangents, -1, axis=0) * handles, after], axis=1)
    segments = segments if closed else segments[:-1]
    return Path(np.vstack([here[:1], segments.reshape(-1, 2)]), [Path.MOVETO] + [Path.CURVE4] * (3 * len(segments)))


def tint(color: Color, share: float) -> tuple[float, ...]:
    """``color`` mixed with white, as (red, green, blue); share 1 is the pure color, 0 is white."""
    return tuple(1 - share * (1 - channel) for channel in to_rgb(color))


WALL = "#7d6a58"
# Kind of cell: fill, outline, color of the nucleus (or the pale center), its share of the radius, unevenness.
CELLS = {
    "cancer": (tint(CANCER, 0.42), CANCER, CANCER, 0.52, 0.08),
    "healthy": ("#f1e6d9", SKIN_EDGE, SKIN_EDGE, 0.3, 0),
    "red": (tint(BLOOD, 0.5), BLOOD, tint(BLOOD, 0.3), 0.5, 0),
}


def shape(
    ax: Axes,
    points: Sequence[Point] | Path,
    fill: Color,
    edge: Color = "none",
    width: float = 1,
    z: float = 1,
    gid: str | None = None,
    clip: PathPatch | None = None,
    closed: bool = True,
) -> PathPatch:
    """Add a smooth outline (points or a path) to ``ax`` and return its patch."""
    path = points if isinstance(points, Path) else curve(points, closed)
    look = {"facecolor": fill, "edgecolor": edge, "linewidth": width, "zorder": z, "gid": gid}
    patch = ax.add_artist(PathPatch(path, capstyle="round", joinstyle="round", **look))
    if clip is not None:
        patch.set_clip_path(clip)
    return patch


def blob(x: float, y: float, r: float, uneven: float = 0) -> Path:
    """The path of a cell; ``uneven`` is how far its outline leaves the circle. A tiny one needs fewer points."""
    angles = np.linspace(0, 2 * np.pi, 4 if r < 0.15 else 5 if r < 0.7 else 7, endpoint=False)
    radii = r * (1 + uneven * np.sin(3 * angles + 5 * x + 3 * y) + 0.6 * uneven * np.cos(2 * angles + 7 * y))
    return curve(list(zip(x + radii * np.cos(angles), y + radii * np.sin(angles), strict=True)))


def cells(
    ax: Axes, kind: str, spots: Sequence[Spot], z: float = 3, gid: str | None = None, clip: PathPatch | None = None
) -> None:
    """Draw cells of one kind (a key of ``CELLS``) at the spots, all as one patch with the gid."""
    fill, edge, nucleus_color, share, uneven = CELLS[kind]
    nuclei = [blob(x + uneven * r, y, share * r, uneven) for x, y, r in spots]
    shape(ax, Path.make_compound_path(*[blob(*spot, uneven) for spot in spots]), fill, edge, 0.8, z, gid, clip)
    shape(ax, Path.make_compound_path(*nuclei), nucleus_color, z=z + 0.01, clip=clip)


def clump(x: float, y: float, rx: float, ry: float, r: float) -> list[Spot]:
    """Spots of cells of radius ``r`` packed into an ellipse."""
    rows = range(-20, 21)
    grid = [(2 * r * (i + j % 2 / 2), 1.76 * r * j) for j in rows for i in rows]
    inside = [(u, v) for u, v in grid if (u / (rx - r / 2)) ** 2 + (v / (ry - r / 2)) ** 2 <= 1]
    return [(x + u + 0.12 * r * np.sin(9 * v), y + v + 0.12 * r * np.cos(7 * u), 0.98 * r) for u, v in inside]


def tube(points: Sequence[Point], half: float | Sequence[float]) -> list[Point]:
    """The outline of a tube along the points; ``half`` is half its width (one number or one per point)."""
    middle = np.array(points, float)
    tangents = np.gradient(middle, axis=0)
    normals = np.column_stack([-tangents[:, 1], tangents[:, 0]]) / np.hypot(*tangents.T)[:, None]
    offset = normals * np.reshape(half, (-1, 1))
    one_side, other_side = (middle + offset).tolist(), (middle - offset).tolist()[::-1]
    return [one_side[0], *one_side, one_side[-1], other_side[0], *other_side, other_side[-1]]


def vessel(ax: Axes, tubes: Sequence[Tube], wall: float, color: Color, gid: str | None = None) -> None:
    """Draw vessels that open into each other; ``wall`` is the thickness of their wall."""
    outer, inner = (
        Path.make_compound_path(*[curve(tube(points, np.add(half, thickness))) for points, half in tubes])
        for thickness in (wall, 0)
    )
    shape(ax, outer, color, color, 2, 1.5, gid)
    shape(ax, outer, tint(color, 0.45), z=1.55)
    shape(ax, inner, tint(color, 0.13), z=1.6)


def duct(
    ax: Axes,
    ends: Point,
    y: float,
    half: float,
    bare: Point,
    broken: bool = False,
    gid: str | None = None,
    clip: PathPatch | None = None,
) -> None:
    """Draw a milk duct along x, cut open lengthwise.

    Its lower lining is missing in the interval ``bare``; if it is ``broken``, its wall too.
    """
    shape(ax, tube([(ends[0], y), (ends[1], y)], half), PAPER, clip=clip)
    r, spots, walls = 0.95, [], []
    for v, intervals in ((y + half, [ends]), (y - half, [(ends[0], bare[0]), (bare[1], ends[1])])):
        spots += [
            (u, v + np.sign(y - v) * 1.25, r) for start, end in intervals for u in np.arange(start + r, end, 2 * r)
        ]
        walls += [curve([(start, v), (end, v)], False) for start, end in (intervals if broken else [ends])]
    cells(ax, "healthy", spots, 2, clip=clip)
    shape(ax, Path.make_compound_path(*walls), "none", WALL, 2.6, 2.1, gid, clip)


def lens(ax: Axes, x: float, y: float, r: float, source: Spot, fill: Color) -> PathPatch:
    """Draw a magnifying lens that shows what is at ``source``; returns its circle, to clip with."""
    source_x, source_y, source_r = source
    distance = np.hypot(x - source_x, y - source_y)
    for sign in (1, -1):  # the two lines that touch both circles
        angle = np.arctan2(y - source_y, x - source_x) + sign * np.arccos((source_r - r) / distance)
        ends = [(cx + cr * np.cos(angle), cy + cr * np.sin(angle)) for cx, cy, cr in (source, (x, y, r))]
        shape(ax, ends, "none", MUTED, 0.8, 4, closed=False)
    shape(ax, blob(*source), "none", MUTED, 1, 4)
    shape(ax, blob(x, y, r), "none", MUTED, 1.6, 4)
    return shape(ax, blob(x, y, r), fill, z=0.9)


def arrow(
    ax: Axes, start: Point, end: Point, bend: float = 0, color: Color = INK, z: float = 4.5, gid: str | None = None
) -> None:
    """Draw a small arrow from start to end."""
    look = {"color": color, "linewidth": 1.3, "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0, "zorder": z, "gid": gid}
    ax.add_artist(FancyArrowPatch(start, end, connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>", **look))


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    gid: str | None = None,
    color: Color = INK,
    size: float = 10.5,
    va: str = "center",
    **more: object,
) -> None:
    """Write text on ``ax``."""
    ax.text(x, y, text, gid=gid, color=color, fontsize=size, va=va, linespacing=1.15, zorder=6, **more)


def pointer(ax: Axes, start: Point, end: Point, color: Color = INK, z: float = 5, size: float = 3.6) -> None:
    """Draw a thin line that ends with a dot on what it points at."""
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=0.9, zorder=z)
    ax.plot(*end, "o", color=color, markersize=size, mec="white", mew=0.6, zorder=z)


def label(
    ax: Axes, n: int, text: str, at: Point, start: Point | None = None, end: Point | None = None, color: Color = INK
) -> None:
    """Write label number ``n`` at ``at``, with a line from ``start`` to what it names at ``end``."""
    if start and end:
        pointer(ax, start, end, color)
    write(ax, *at, text, f"label-{n}", color)


def backdrop(
    ax: Axes, box: Box, fill: Color = TISSUE, edge: Color = "none", corner: float = 1.6, z: float = 0.5
) -> FancyBboxPatch:
    """Draw a rounded rectangle and return its patch."""
    style = f"round,pad=0,rounding_size={corner}"
    look = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.9, "zorder": z}
    return ax.add_artist(FancyBboxPatch(box[:2], *box[2:], boxstyle=style, **look))

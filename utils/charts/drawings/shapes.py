"""Shapes that several drawings share: curves, cells, vessels, arrows, labels, and their colors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path

from utils.charts.palette import INK, MUTED, PAPER, SITE

Point = tuple[float, float]
Spot = tuple[float, float, float]  # x, y, radius
Box = tuple[float, float, float, float]  # x, y, width, height
Tube = tuple[Sequence[Point], float | Sequence[float]]  # points, half its width
Color = str | tuple[float, ...]
SKIN, SKIN_EDGE = "#f4ece3", "#9b8a7a"


def ground(ax: Axes, width: float, height: float, color: Color | None = None) -> None:
    """The Axes as a sheet without axes, ``width`` by ``height``, the same scale both ways; of ``color``, if one is given."""
    if color:
        ax.add_artist(Rectangle((-1, -1), width + 2, height + 2, color=color, zorder=0))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()


def mirror(points: Sequence[Point]) -> list[Point]:
    """The points reflected across the midline."""
    return [(-x, y) for x, y in points]


def symmetric(half: list[Point]) -> list[Point]:
    """A closed outline, made from its right half listed from the top down."""
    return half + [p for p in mirror(half)[::-1] if p[0]]


def curve(points: Sequence[Point], closed: bool = True) -> Path:
    """A Bezier Path that passes smoothly through the points."""
    p = np.array(points, float)
    before, after = np.roll(p, 1, axis=0), np.roll(p, -1, axis=0)
    if not closed:
        before[0], after[-1] = p[0], p[-1]
    way = (after - before) / np.maximum(np.hypot(*(after - before).T), 1e-9)[:, None]
    reach = np.hypot(*(after - p).T)[:, None] / 3
    steps = np.stack([p + way * reach, after - np.roll(way, -1, axis=0) * reach, after], axis=1)
    steps = steps if closed else steps[:-1]
    return Path(np.vstack([p[:1], steps.reshape(-1, 2)]), [Path.MOVETO] + [Path.CURVE4] * (3 * len(steps)))


def tint(color: Color, share: float) -> tuple[float, ...]:
    """``color`` mixed with white, as (red, green, blue); share 1 is the pure color, 0 is white."""
    return tuple(1 - share * (1 - c) for c in to_rgb(color))


CANCER, BLOOD, LYMPH = SITE["breast"], "#9c4a3c", "#557060"
TISSUE, WALL = "#fbf6f0", "#7d6a58"
# Kind of cell: fill, outline, color of the nucleus (or the pale middle), its share of the radius, unevenness.
CELLS = {"cancer": (tint(CANCER, 0.42), CANCER, CANCER, 0.52, 0.08), "healthy": ("#f1e6d9", SKIN_EDGE, SKIN_EDGE, 0.3, 0),
         "red": (tint(BLOOD, 0.5), BLOOD, tint(BLOOD, 0.3), 0.5, 0)}  # fmt: skip


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
    """Add a smooth outline (points or a Path) to the Axes and return its patch."""
    path = points if isinstance(points, Path) else curve(points, closed)
    look = {"facecolor": fill, "edgecolor": edge, "linewidth": width, "zorder": z, "gid": gid}
    patch = ax.add_artist(PathPatch(path, capstyle="round", joinstyle="round", **look))
    if clip is not None:
        patch.set_clip_path(clip)
    return patch


def place(points: Sequence[Point], scale: float, x: float = 0, y: float = 0) -> list[Point]:
    """The points enlarged by ``scale``, then moved by (x, y)."""
    return [(px * scale + x, py * scale + y) for px, py in points]


def blob(x: float, y: float, r: float, uneven: float = 0) -> Path:
    """The Path of a cell; ``uneven`` is how far its outline leaves the circle. A tiny one needs fewer points."""
    turn = np.linspace(0, 2 * np.pi, 4 if r < 0.15 else 5 if r < 0.7 else 7, endpoint=False)
    reach = r * (1 + uneven * np.sin(3 * turn + 5 * x + 3 * y) + 0.6 * uneven * np.cos(2 * turn + 7 * y))
    return curve(list(zip(x + reach * np.cos(turn), y + reach * np.sin(turn), strict=True)))


def cells(
    ax: Axes, kind: str, spots: Sequence[Spot], z: float = 3, gid: str | None = None, clip: PathPatch | None = None
) -> None:
    """Cells of one kind (see ``CELLS``) at the spots, all as one patch with the gid."""
    fill, edge, core, share, uneven = CELLS[kind]
    cores = [blob(x + uneven * r, y, share * r, uneven) for x, y, r in spots]
    shape(ax, Path.make_compound_path(*[blob(*s, uneven) for s in spots]), fill, edge, 0.8, z, gid, clip)
    shape(ax, Path.make_compound_path(*cores), core, z=z + 0.01, clip=clip)


def clump(x: float, y: float, rx: float, ry: float, r: float) -> list[Spot]:
    """Spots of cells of radius ``r`` packed into an ellipse."""
    rows = range(-20, 21)
    grid = [(2 * r * (i + j % 2 / 2), 1.76 * r * j) for j in rows for i in rows]
    near = [(u, v) for u, v in grid if (u / (rx - r / 2)) ** 2 + (v / (ry - r / 2)) ** 2 <= 1]
    return [(x + u + 0.12 * r * np.sin(9 * v), y + v + 0.12 * r * np.cos(7 * u), 0.98 * r) for u, v in near]


def tube(points: Sequence[Point], half: float | Sequence[float]) -> list[Point]:
    """The outline of a tube along the points; ``half`` is half its width (one number or one per point)."""
    p = np.array(points, float)
    way = np.gradient(p, axis=0)
    side = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None] * np.reshape(half, (-1, 1))
    there, back = (p + side).tolist(), (p - side).tolist()[::-1]
    return [there[0], *there, there[-1], back[0], *back, back[-1]]


def vessel(ax: Axes, tubes: Sequence[Tube], wall: float, color: Color, gid: str | None = None) -> None:
    """Vessels that open into each other; ``tubes`` is a list of (points, half width), ``wall`` the thickness of the wall."""
    outer, inner = (Path.make_compound_path(*[curve(tube(p, np.add(half, w))) for p, half in tubes]) for w in (wall, 0))
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
    """A milk duct along x, cut open lengthwise; its lower lining is missing in the interval ``bare``, or even its wall."""
    shape(ax, tube([(ends[0], y), (ends[1], y)], half), PAPER, clip=clip)
    r, spots, walls = 0.95, [], []
    for v, intervals in ((y + half, [ends]), (y - half, [(ends[0], bare[0]), (bare[1], ends[1])])):
        spots += [(u, v + np.sign(y - v) * 1.25, r) for a, b in intervals for u in np.arange(a + r, b, 2 * r)]
        walls += [curve([(a, v), (b, v)], False) for a, b in (intervals if broken else [ends])]
    cells(ax, "healthy", spots, 2, clip=clip)
    shape(ax, Path.make_compound_path(*walls), "none", WALL, 2.6, 2.1, gid, clip)


def lens(ax: Axes, x: float, y: float, r: float, source: Spot, fill: Color) -> PathPatch:
    """A magnifying circle that shows what lies at ``source``; returns the circle to clip with."""
    sx, sy, sr = source
    apart = np.hypot(x - sx, y - sy)
    for sign in (1, -1):
        turn = np.arctan2(y - sy, x - sx) + sign * np.arccos((sr - r) / apart)
        ends = [(cx + cr * np.cos(turn), cy + cr * np.sin(turn)) for cx, cy, cr in (source, (x, y, r))]
        shape(ax, ends, "none", MUTED, 0.8, 4, closed=False)
    shape(ax, blob(*source), "none", MUTED, 1, 4)
    shape(ax, blob(x, y, r), "none", MUTED, 1.6, 4)
    return shape(ax, blob(x, y, r), fill, z=0.9)


def arrow(
    ax: Axes, start: Point, end: Point, bend: float = 0, color: Color = INK, z: float = 4.5, gid: str | None = None
) -> None:
    """A small arrow from start to end."""
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
    """Put text on the Axes."""
    ax.text(x, y, text, gid=gid, color=color, fontsize=size, va=va, linespacing=1.15, zorder=6, **more)


def pointer(ax: Axes, start: Point, end: Point, color: Color = INK, z: float = 5, size: float = 3.6) -> None:
    """A thin line that ends with a dot on what it points at."""
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=0.9, zorder=z)
    ax.plot(*end, "o", color=color, markersize=size, mec="white", mew=0.6, zorder=z)


def label(
    ax: Axes, n: int, text: str, at: Point, start: Point | None = None, end: Point | None = None, color: Color = INK
) -> None:
    """Label number ``n`` at ``at``, with a line from ``start`` to the labelled thing at ``end``."""
    if start and end:
        pointer(ax, start, end, color)
    write(ax, *at, text, f"label-{n}", color)


def backdrop(
    ax: Axes, box: Box, fill: Color = TISSUE, edge: Color = "none", corner: float = 1.6, z: float = 0.5
) -> FancyBboxPatch:
    """A rounded rectangle; returns its patch."""
    style = f"round,pad=0,rounding_size={corner}"
    look = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.9, "zorder": z}
    return ax.add_artist(FancyBboxPatch(box[:2], *box[2:], boxstyle=style, **look))

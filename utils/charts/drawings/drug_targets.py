"""Where treatments act: a cancer cell with its targets, an immune cell, tissue that makes estrogen, and bone.

Drawn by the project. ``draw`` puts the picture on a Matplotlib Axes. Coordinates are tenths of an inch on a figure of
``SIZE``. Every target is a shape in the color ``TARGET``; a label names treatments and points at a target.
``read_back`` follows each pointer and finds the target that is actually drawn where it ends.
"""

from __future__ import annotations

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path

from utils.charts.drawings.shapes import (
    CELLS,
    Color,
    arrow,
    backdrop,
    blob,
    cells,
    curve,
    empty_sheet,
    shape,
    tint,
    tube,
    write,
)
from utils.charts.palette import CANCER, INK, LYMPH, MUTED, PAPER, SITE, TARGET, TISSUE

WIDTH, HEIGHT = 44, 68
SIZE = (WIDTH / 10, HEIGHT / 10)  # inches

# target → what it is; the position of its label (x, y of the first line); where the pointer starts and ends
TARGETS = {
    "pd-1": ("PD-1 (immune cells)", (0.8, 66), (10.6, 62), (13.2, 50.8)),
    "aromatase": ("the enzyme aromatase", (25, 66), (34.4, 62), (34.4, 57.6)),
    "division": ("drive to divide", (0.6, 47.2), (8.4, 42.2), (14.2, 39.6)),
    "estrogen-receptor": ("estrogen receptor", (30.4, 47.4), (34.4, 42.2), (28, 36.6)),
    "her2": ("HER2", (0.6, 29), (5.4, 30.4), (9.2, 34.3)),
    "dna": ("DNA", (23.8, 20.8), (25.6, 21.4), (22.4, 34.6)),
    "microtubules": ("microtubules", (10.6, 18.8), (15.4, 19.2), (19.4, 25.5)),
    "cancer-cell": ("cancer cells", (35.4, 35), (41, 29), (31, 29.6)),
    "osteoclast": ("cells that break down bone", (19, 11.8), (18.6, 11), (13.4, 9.8)),
}
LINE_LENGTHS = {"division": 10}  # target → characters in a line of its label, where there is little room
# Cells (x, y, radius): of fatty tissue, and healthy ones.
_FAT = [(28, 53.4, 2), (41, 57.4, 1.9), (28, 58.2, 1.9)]
_HEALTHY = [(38.6, 23.8, 1.7), (41.9, 24.4, 1.5)]


def draw(ax: Axes, labels: dict[str, str]) -> None:
    """Draw the picture on ``ax``, best on a figure of ``SIZE``.

    ``labels``: target (a key of ``TARGETS``) → treatments to write. Shapes of targets get the gid "target-<id>", label
    texts "label-<id>", pointers "pointer-<id>".
    """
    empty_sheet(ax, WIDTH, HEIGHT, PAPER)
    _cancer_cell(ax)
    _immune_cell(ax)
    _estrogen(ax)
    _bone(ax)
    cells(ax, "healthy", _HEALTHY, 2)
    write(ax, 34.6, 20.6, "healthy cells", size=9)
    for bend in (-1.6, 0, 1.6):  # beams of radiation; the middle one is the pointer
        if bend:
            arrow(ax, (41, 29 + bend), (33.4, 29.6 + bend), 0, TARGET)
    for target, treatments in labels.items():
        name, (x, y), start, end = TARGETS[target]
        if target in LINE_LENGTHS:
            treatments = fill(treatments, LINE_LENGTHS[target], break_long_words=False)
        write(ax, x, y, treatments, f"label-{target}", size=9.5, weight="bold", va="top")
        lower = 1.62 * (treatments.count("\n") + 1)
        write(ax, x, y - lower, name, f"words-{target}", size=9, va="top")
        ax.plot(*zip(start, end, strict=True), color=INK, linewidth=0.9, zorder=5, gid=f"pointer-{target}")
        ax.plot(*end, "o", color=INK, markersize=3.6, mec="white", mew=0.6, zorder=5.1)


def read_back(ax: Axes) -> pd.DataFrame:
    """What ``ax`` shows: columns target (id of the label), Treatment (its text), Acts on (where its pointer ends)."""
    target_patches = [patch for patch in ax.patches if (patch.get_gid() or "").startswith("target-")]
    texts = {text.get_gid(): " ".join(text.get_text().split()) for text in ax.texts if text.get_gid()}
    rows = []
    for line in ax.get_lines():
        kind, _, target = (line.get_gid() or "").partition("-")
        if kind == "pointer":
            tip = line.get_xydata()[-1]
            hits = [patch for patch in target_patches if _contains(patch.get_path(), tip)]
            acts_on = "nothing drawn"
            if hits:
                top = max(hits, key=lambda patch: patch.get_zorder())
                acts_on = TARGETS[top.get_gid().removeprefix("target-")][0]
            rows.append((target, texts[f"label-{target}"], acts_on))
    return pd.DataFrame(rows, columns=["target", "Treatment", "Acts on"])


def _contains(outline: Path, point: np.ndarray, near: float = 0.3) -> bool:
    """Whether the point is inside one of the outline's parts, or as near to its edge as a pointer's dot is wide."""
    parts = outline.to_polygons(closed_only=False)
    inside = any(Path(part).contains_point(point) for part in parts)
    return inside or bool(min(np.hypot(*(part - point).T).min() for part in parts) < near)


def _target(ax: Axes, target: str, paths: list[Path], z: float, color: Color = TARGET) -> None:
    shape(ax, Path.make_compound_path(*paths), color, TARGET, 0.9, z, f"target-{target}")


def _cancer_cell(ax: Axes) -> None:
    shape(ax, blob(22, 35, 12, 0.04), tint(CANCER, 0.16), CANCER, 1.6, 1, "target-cancer-cell")
    shape(ax, blob(21.4, 35, 6.4, 0.03), tint(CANCER, 0.34), CANCER, 1.2, 1.1)
    write(ax, 22, 45.6, "cancer cell", color=CANCER, size=9, ha="center")
    angles = np.linspace(0, 3 * np.pi, 19)
    xs = 16.4 + 9 * angles / angles[-1]
    strands = [
        [(x, 34.6 + 1.7 * sign * np.sin(angle)) for x, angle in zip(xs, angles, strict=True)] for sign in (1, -1)
    ]
    rungs = [[strands[0][i], strands[1][i]] for i in range(19) if abs(np.sin(angles[i])) > 0.6]
    dna = [*(curve(tube(strand, 0.28)) for strand in strands), *(curve(tube(rung, 0.14)) for rung in rungs)]
    _target(ax, "dna", dna, 2)
    fibers = [
        [(14.6, 26.8), (19.4, 26.8 + 0.8 * bow), (22, 26.8 + bow), (29.4, 26.8)] for bow in (-1.7, -0.6, 0.6, 1.7)
    ]
    _target(ax, "microtubules", [curve(tube(fiber, 0.2)) for fiber in fibers], 1.5)
    angles = np.linspace(0.3, 1.75 * np.pi, 20)  # the drive to divide: a turning wheel
    wheel = [(15.4 + 1.9 * np.cos(angle), 41 + 1.9 * np.sin(angle)) for angle in angles]
    _target(ax, "division", [curve(tube(wheel, 0.42))], 2)
    arrow(ax, wheel[-2], (wheel[-1][0] + 0.5, wheel[-1][1] + 0.9), 0, TARGET)
    cup = [(26, 38.6), (26, 36.8), (27.2, 35.8), (28.8, 35.8), (30, 36.8), (30, 38.6), (29.2, 38.6), (28.7, 37.4),
           (27.3, 37.4), (26.8, 38.6)]  # fmt: skip
    _target(ax, "estrogen-receptor", [curve(cup)], 2)
    for y in (34.2, 37):  # two HER2 molecules side by side on the surface
        stalk = [(10.8, y), (8.6, y)]
        arms = [[(8.8, y), (7.4, y + side)] for side in (0.9, -0.9)]
        _target(ax, "her2", [curve(tube(line, 0.34)) for line in (stalk, *arms)], 2)


def _immune_cell(ax: Axes) -> None:
    shape(ax, blob(9, 56, 4.8, 0.03), tint(LYMPH, 0.35), LYMPH, 1.3, 1)
    shape(ax, blob(8.6, 56.4, 2.6), tint(LYMPH, 0.7), z=1.1)
    write(ax, 0.8, 49.6, "immune cell", color=LYMPH, size=9)
    _target(ax, "pd-1", [curve(tube([(11.8, 52.8), (14, 49.4)], 0.6))], 2)
    shape(ax, tube([(16.2, 45.2), (15, 47.8)], 0.35), CANCER, z=1.4)


def _estrogen(ax: Axes) -> None:
    backdrop(ax, (25, 50.6, 18.4, 10), TISSUE, tint(MUTED, 0.4))
    cells(ax, "healthy", _FAT, 1.2)
    angles = np.linspace(0.25 * np.pi, 1.75 * np.pi, 12)  # the enzyme: a disc with a mouth
    enzyme = [(34.4, 56.4), *((34.4 + 2.3 * np.cos(angle), 56.4 + 2.3 * np.sin(angle)) for angle in angles)]
    _target(ax, "aromatase", [Path([*enzyme, enzyme[0]], closed=True)], 2)
    for x, y in ((37.2, 56.4), (33.2, 52.2), (28.2, 45.4), (28, 38.4)):  # estrogen on its way
        corners = [(x, y + 0.8), (x + 0.8, y), (x, y - 0.8), (x - 0.8, y)]
        shape(ax, [corner for corner in corners for _ in range(2)], "#d9a300", INK, 0.7, 3)
    arrow(ax, (36.8, 55.4), (34.2, 52.6), -0.2, MUTED)
    arrow(ax, (32.4, 51.4), (28.8, 46.4), 0.1, MUTED)
    arrow(ax, (28.1, 44.4), (28, 39.6), 0, MUTED)
    write(ax, 34.6, 52.2, TARGETS["estrogen-receptor"][0].removesuffix(" receptor"), size=9)


def _bone(ax: Axes) -> None:
    bone = SITE["bone"]
    surface = [(0.6, 1), (0.6, 1), (0.6, 7.6), (0.6, 7.6), (6, 7.8), (8.4, 6), (13, 5.4), (17, 6.2), (19, 7.8),
               (30, 7.4), (43.4, 7.8), (43.4, 7.8), (43.4, 1), (43.4, 1)]  # fmt: skip
    shape(ax, surface, tint(bone, 0.3), bone, 1.1, 1)
    write(ax, 30, 4.4, "bone", color=bone, size=9)
    cell = [(7, 8.2), (8.8, 6.6), (13, 6), (16.6, 6.8), (18.2, 8.4), (16.6, 11), (12.6, 12), (8.8, 11)]
    _target(ax, "osteoclast", [curve(cell)], 1.5, tint(TARGET, 0.35))
    for x in (10, 12.6, 15.2):
        shape(ax, blob(x, 8.6, 0.8), CELLS["healthy"][2], z=1.6)

"""Body map of metastatic breast cancer: where it starts and where it most often spreads. Drawn by the project.

``draw`` puts a front view of the body on a Matplotlib Axes, in the centimeters of ``outlines``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke

from utils.charts.drawings.outlines import (
    BODY,
    BREAST,
    CLAVICLE,
    EAR,
    FEMUR,
    FORAMEN,
    GYRI,
    HEAD,
    HEMISPHERE,
    HUMERUS,
    LIVER,
    LUNG_LEFT,
    LUNG_RIGHT,
    ORIGIN,
    PELVIS,
    RIB,
    RIB_WIDTHS,
    SACRUM,
    STEM,
    Point,
    mirror,
    symmetric,
)
from utils.charts.drawings.shapes import curve, pointer, tint, write
from utils.charts.palette import MUTED, SKIN, SKIN_EDGE
from utils.charts.palette import SITE as ORGAN_COLORS

SHAPES = tuple(ORGAN_COLORS)
HEIGHT = 5.2  # inches
# style → color share of the fill (rest white), opacity of the fill, width and color share of the outline
STYLES = {
    "solid": (0.3, 1, 0.9, 1),
    "tube": (0.2, 0, 1.9, 0.85),
    "wash": (1, 0.3, 1.3, 1),
    "deep": (1, 0.6, 1.3, 1),
    "line": (1, 0, 1, 1),
    "spot": (1, 1, 1, 1),
}
PALE_FILL, PALE_EDGE = 0.4, 0.72  # share of their color that organs keep when another one is highlighted
XLIM, YLIM = (-48.2, 50.8), (57.5, 174.5)  # 4.4 : 5.2, room for about 17 characters beside the hips
# organ → (inner end of the label, point on the organ)
LABELS = {
    "brain": ((15, 164), (4.6, 163.5)),
    "lung": ((-14, 151), (-7.6, 133)),
    "liver": ((-15.2, 100), (-9, 109.5)),
    "breast": ((15.4, 106), (10.5, 118)),
    "bone": ((17.8, 80), (12.7, 77.5)),
}
# Where sites that the tables add have their labels (inner ends), the one preferred first for a mark beside the body.
SLOTS = (
    (-17.5, 90), (-17.5, 82), (-17.5, 74), (-17.5, 66), (17.8, 69), (17.8, 62), (17.8, 92), (-14, 160), (-14, 168),
    (15, 154.5),
)  # fmt: skip


def vertebra(y: float, half_width: float, half_height: float) -> list[Point]:
    """The outline of one vertebral body seen from the front, centered at height y."""
    half = [(0, 0.85), (1, 1), (0.8, 0), (1, -1), (0, -0.85)]
    return [(x * half_width, y + v * half_height) for x, v in symmetric(half)]


def pieces() -> list[tuple[str, str, Path]]:
    """Everything that can be drawn, from back to front: a list of (organ id, style, Path)."""
    bone, brain = [], [("brain", "deep", curve(symmetric(STEM)))]
    for side in (list, mirror):
        for number, width in enumerate(RIB_WIDTHS):
            rib = [(x * width, 137.4 - 2.25 * number + y * width) for x, y in RIB]
            bone.append(("bone", "tube", curve(side(rib), False)))
        hip = Path.make_compound_path(curve(side(PELVIS)), curve(side(FORAMEN)))
        bone += [("bone", "solid", path) for path in (curve(side(HUMERUS)), hip, curve(side(FEMUR)))]
        bone.append(("bone", "tube", curve(side(CLAVICLE), False)))
        brain.append(("brain", "deep", curve(side(HEMISPHERE))))
        brain += [("brain", "line", curve(side(gyrus), False)) for gyrus in GYRI]
    down = np.linspace(0, 1, 24)  # from the neck (0) to the lower back (1), where vertebrae are larger
    heights = 153.5 - 50.3 * (0.75 * down + 0.25 * down**2)
    bone.append(("bone", "solid", curve(symmetric(SACRUM))))
    bone += [
        ("bone", "solid", curve(vertebra(y, 1.7 + 1.5 * share, 0.42 * gap)))
        for y, share, gap in zip(heights, down, -np.gradient(heights), strict=True)
    ]
    rest = [
        ("lung", "wash", LUNG_LEFT),
        ("lung", "wash", mirror(LUNG_RIGHT)),
        ("liver", "deep", LIVER),
        ("breast", "wash", BREAST),
        ("breast", "spot", ORIGIN),
    ]
    return bone + brain + [(organ, style, curve(points)) for organ, style, points in rest]


def organ_patch(organ: str, style: str, path: Path, highlight: str | None) -> PathPatch:
    """The patch of one piece; ``highlight`` is an organ id or None, as in ``draw``."""
    share, opacity, width, edge_share = STYLES[style]
    color = ORGAN_COLORS.get(organ, MUTED)  # the tables add organs without a color
    highlighted, pale = organ == highlight, highlight not in (None, organ)
    fill = tint(color, share * (PALE_FILL if pale else 1))
    edge = tint(color, PALE_EDGE if pale else 1 if highlighted else edge_share)
    width, opacity = (
        width * (1.5 if highlighted else 0.7 if pale else 1),
        min(1, opacity * (1.25 if highlighted else 1)),
    )
    patch = PathPatch(
        path,
        facecolor=(*fill, opacity) if opacity else "none",
        edgecolor=edge,
        linewidth=width,
        capstyle="round",
        joinstyle="round",
        zorder=2.5 if highlighted else 2,
        gid=f"organ-{organ}",
    )
    if style == "tube":  # a light core makes the stroke look like a long, thin bone
        patch.set_path_effects([Normal(), Stroke(linewidth=width * 0.45, foreground=fill)])
    return patch


def fade(ax: Axes) -> None:
    """Fade the forearms and thighs of the figure on ``ax`` to white."""
    x, y = np.meshgrid(np.linspace(*XLIM, 197), np.linspace(*YLIM, 233))
    arms = np.where((abs(x) > 16.3) & (y > 100), np.clip((121 - y) / 13, 0, 1), 0)
    alpha = np.maximum(arms, np.clip((70 - y) / 11, 0, 1))
    white = np.dstack([np.ones((*x.shape, 3)), alpha * alpha * (3 - 2 * alpha)])
    ax.imshow(white, extent=XLIM + YLIM, origin="lower", interpolation="bilinear", zorder=3)


def places(added: Mapping[str, list[Point]]) -> dict[str, tuple[Point, Point]]:
    """Site → inner end of its label and the point it names: the free slot nearest to it, or one beside the body.

    ``added``: site → points of its outline, one point for a mark, none for a mark beside the body; no more sites
    than ``SLOTS``.
    """
    free, found = list(SLOTS), {}
    for site, points in sorted(added.items(), key=lambda item: not item[1]):  # those with a place on the body first
        if points:
            x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
            slot = min(free, key=lambda slot: ((slot[0] < 0) != (x < 0), abs(slot[1] - y)))
            found[site] = slot, (x, y)
        else:
            slot = free[0]
            found[site] = slot, slot
        free.remove(slot)
    return found


def draw(
    ax: Axes, labels: dict[str, str], highlight: str | None = None, added: Mapping[str, list[Point]] | None = None
) -> None:
    """Draw the body, the organs named in ``labels`` and their labels on ``ax``.

    ``labels``: organ (one of ``SHAPES`` or of ``added``) → label text; an organ without a label is left out, so that
    color is never the only sign. ``highlight``: the organ to bring forward, while the others turn pale; None: none.
    ``added``: organs that the tables add, see ``places``. Organ patches get the gid "organ-<id>", label texts
    "label-<id>".
    """
    added = added or {}
    ax.add_artist(Rectangle((XLIM[0], YLIM[0]), np.ptp(XLIM), np.ptp(YLIM), color="white", zorder=0))
    for outline in (symmetric(BODY), EAR, mirror(EAR), symmetric(HEAD)):
        ax.add_artist(PathPatch(curve(outline), facecolor=SKIN, edgecolor=SKIN_EDGE, linewidth=1, zorder=1))
    for organ, style, path in pieces():
        if organ in labels:
            ax.add_artist(organ_patch(organ, style, path, highlight))
    at = LABELS | places(added)
    for organ, points in added.items():
        path = curve(points) if len(points) > 2 else Path.circle(at[organ][1], 1.3)
        patch = organ_patch(organ, "wash" if points else "spot", path, highlight)
        ax.add_patch(patch)
        if not points:
            patch.set_zorder(4)  # beside the body: it does not fade with the legs
    fade(ax)
    for organ, text in labels.items():
        start, end = at[organ]
        color = ORGAN_COLORS.get(organ, MUTED)
        if start != end:
            pointer(ax, start, end, color, 4, 3.4)
        beside = 0.8 if start != end else 2.2  # beyond its mark
        side, gap = ("left", beside) if start[0] > 0 else ("right", -beside)
        write(ax, start[0] + gap, start[1], text, f"label-{organ}", color, 11, ha=side)
    ax.set(xlim=XLIM, ylim=YLIM, aspect="equal")
    ax.set_axis_off()


def read_back(ax: Axes) -> pd.DataFrame:
    """What ``ax`` shows, read from its artists: a table with columns Site (organ id) and Label (one line).

    An organ counts as shown only if both its shape and its label were drawn.
    """
    shapes = {(patch.get_gid() or "").removeprefix("organ-") for patch in ax.patches}
    labels = [(text.get_gid().removeprefix("label-"), text.get_text()) for text in ax.texts if text.get_gid()]
    return pd.DataFrame(
        [(organ, " ".join(label.split())) for organ, label in labels if organ in shapes], columns=["Site", "Label"]
    )

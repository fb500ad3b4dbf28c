"""How breast cancer cells get from a milk duct to another organ, picture by picture; the stages; two ways to stage IV.

Drawn by the project. ``draw`` puts one picture on a Matplotlib Axes. Coordinates are tenths of an inch on a figure of
the size in ``SIZES``. Breast cancer cells look the same everywhere: the breast color, an uneven outline and a large,
dark nucleus.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from utils.charts.drawings import outlines
from utils.charts.drawings.outlines import mirror, place, symmetric
from utils.charts.drawings.shapes import (
    WALL,
    arrow,
    backdrop,
    blob,
    cells,
    clump,
    curve,
    duct,
    empty_sheet,
    label,
    lens,
    shape,
    tint,
    tube,
    vessel,
    write,
)
from utils.charts.palette import BLOOD, CANCER, INK, LYMPH, MUTED, PAPER, SITE, SKIN, SKIN_EDGE, TISSUE

# Tables of coordinates, in full lines:
# fmt: off
# A breast seen from the side, the chest on the left; one duct after the other, each with a lobule at its far end.
PROFILE = [(2, 31), (2, 31), (4.4, 26.6), (8.6, 22.4), (13.6, 18.4), (16.4, 14.8), (17.6, 13.4), (17.8, 11.8),
           (16.4, 11), (14.6, 6.6), (9.6, 3.4), (4.6, 3.2), (2, 3.8), (2, 3.8)]
DUCTS = [[(17, 12.6), (14, 13.6), (10.6, 16.8), (7.6, 19.6)], [(17, 12.5), (13, 12.9), (9, 14), (5.6, 14.6)],
         [(17, 12.4), (13, 11.6), (9.4, 10.4), (6, 9.4)], [(17, 12.3), (14, 10.4), (11.6, 8), (9.6, 6.6)]]
LOBULE = [(0, 0), (-1.2, .7), (-.9, -.8), (.4, 1.2), (.5, -1.2), (-1.9, -.2)]
# Icons: a long bone, half a capsule, the airways between the lungs.
BONE = [(-3.2, -1.9), (-3.9, -2.4), (-3.9, -3.3), (-3.1, -3.5), (-2.6, -3.9), (-1.8, -3.6), (-1.7, -2.7), (2.2, 1.5),
        (3, 1.7), (3.7, 2), (3.8, 2.8), (3.2, 3.3), (2.7, 3.9), (1.9, 3.8), (1.6, 3), (1.4, 2.3), (-2.4, -1.7)]
CAPSULE = [(-.8, .8), (-.8, .8), (.5, 2.1), (1.9, 1.9), (2.1, .5), (.8, -.8), (.8, -.8)]
AIRWAYS = [[(0, 142), (0, 131), (-5, 127.4)], [(0, 131), (5, 128.4)]]
# Inside a bone, seen through a lens of radius 1: the spaces between the beams, cells of the marrow (x, y, radius).
SPACES = [[(-.56, .1), (-.5, .42), (-.16, .5), (.12, .34), (.46, .4), (.6, .06), (.4, -.2), (.44, -.46), (.1, -.5),
           (-.14, -.36), (-.42, -.42)], [(-.98, .3), (-.7, .34), (-.58, .62), (-.3, .74), (-.4, 1.1), (-.9, 1)],
          [(-.16, .68), (.12, .52), (.36, .62), (.4, 1.1), (-.2, 1.2)],
          [(.54, .6), (.76, .24), (1.1, .2), (1, 1), (.6, 1.1), (.52, .84)],
          [(.78, .08), (.58, -.14), (.64, -.42), (1.1, -.5), (1.2, .1)], [(.56, -.56), (.3, -.66), (.2, -1.1), (1, -1),
           (1, -.6)], [(.1, -.68), (-.14, -.54), (-.44, -.6), (-.6, -1.1), (.06, -1.1)],
          [(-.58, -.54), (-.56, -.3), (-.74, -.02), (-.74, .14), (-1.2, .14), (-1.1, -.9), (-.76, -.9)]]
MARROW = [(-.38, .28, .1), (-.16, .34, .09), (.32, .22, .1), (.42, .02, .09), (.26, -.34, .1), (-.24, -.2, .1),
          (-.4, .04, .1), (-.68, .56, .1), (-.84, .42, .09), (.06, .84, .1), (.22, .68, .08), (.78, .46, .1),
          (.68, .64, .09), (.78, -.2, .1), (.56, -.78, .1), (-.24, -.78, .1), (-.82, -.24, .1), (-.76, -.48, .09)]
# Single cells (x, y, radius): in healthy tissue, leaving the tumor, carried by the blood.
FAT = [(4, 10, 2.6), (9.6, 4.6, 2.4), (3.6, 4, 2.4), (10, 10.2, 2.2), (34, 9.8, 2.4), (40.6, 10.4, 2.6), (36.6, 5, 2.3)]
PUSHING = [(18.2, 14.3, 1.2), (20.8, 14, 1.2), (23.4, 14.2, 1.2), (25.9, 14, 1.1), (19.2, 11.6, 1.2), (22, 11.4, 1.2),
           (24.6, 11.6, 1.2), (20.4, 9, 1.2), (23.4, 9, 1.2), (17.4, 9.4, 1.1), (26.4, 8.6, 1.1), (21.6, 6.2, 1.1)]
LEAVING = [(18, 20.6, 1.1), (21.4, 22.6, 1.1), (25.2, 23.9, 1.1), (29.4, 23.6, 1.1), (37, 22.4, 1.1), (12.6, 11, 1.1),
           (15.6, 7.6, 1.1), (19, 5.2, 1.1), (26.4, 5.4, 1.1)]
RED_NEAR = [(24, 29.4, 1), (29.6, 26.6, 1), (33.4, 23.4, 1), (40, 24.6, 1), (42, 21.8, 1), (21.4, 30.8, .9)]
RED_FAR = [(2, 17, 1.4), (4.6, 11.6, 1.4), (9.4, 18.6, 1.4), (10.6, 12.6, 1.4), (15.6, 18.6, 1.4), (17, 13.6, 1.4)]
LYMPH_WAY = [(5 * i - 4, 5 + .2 * (i % 2)) for i in range(11)]
# The liver: tumors (x, y, radius), bile ducts with half their width at each point.
LIVER_TUMORS = [(16.2, 15.3, 3.5), (20, 22.6, 3.5), (7.6, 13.6, 2.4), (33, 24, 2), (9, 25, 2)]
BILE = [([(28.6, 23), (25.6, 19), (24, 15.4), (25, 12.6)], (.4, .7, .9, .8)),
        ([(30, 2), (27.4, 9), (23.4, 15), (18.2, 18.9), (13, 20), (9, 19), (5.6, 20.4)],
         (1.1, 1.1, 1.1, .12, .9, .7, .4))]
# Centimeters on the body map: lymph nodes of the armpit; a duct in the breast; where cells settle (x, y, radius).
NODES = [(14.4, 127.9), (16.4, 128.9), (14.2, 130.6), (16.6, 131.6), (18.6, 130.8), (12, 129.8), (11.6, 132.4)]
DUCT = [(9, 119.4), (9.6, 121.4), (11, 123.2), (11.6, 125.4)]
SPREAD = [(3.4, 164.2, 2.4), (8.4, 130, 2.4), (-8.4, 123, 2.4), (-6.6, 111.4, 2.6), (9, 99.6, 2.4), (10.6, 118.4, 2.4)]
# Stage, its description, radius of the tumor in centimeters, number of nodes with cancer cells.
STAGES = [("0", "only inside the duct", 0, 0), ("I", "small, 2 cm or less", 0.96, 0),
          ("II", "larger, or a few nearby nodes", 2, 2), ("III", "large or many nearby nodes", 3, 6),
          ("IV", "in distant organs", 0, 0)]
STEPS_TO_STAGE_IV = ["first diagnosis:\nmetastatic", "first diagnosis:\nearly stage", "treatment", "years",
                     "later:\nmetastatic"]
ICONS = {
    "brain": [symmetric(outlines.STEM), outlines.HEMISPHERE, mirror(outlines.HEMISPHERE)],
    "lung": [outlines.LUNG_LEFT, mirror(outlines.LUNG_RIGHT)],
    "liver": [outlines.LIVER],
    "bone": [BONE],
}
# fmt: on


def icon(ax: Axes, organ: str, x: float, y: float, size: float, gid: str | None = None) -> None:
    """Draw a small organ, centered at (x, y)."""
    all_points = np.vstack(ICONS[organ])
    scale = size / np.ptp(all_points, axis=0).max()
    x, y = (x, y) - (all_points.max(0) + all_points.min(0)) / 2 * scale
    paths = [curve(place(points, scale, x, y)) for points in ICONS[organ]]
    shape(ax, Path.make_compound_path(*paths), tint(SITE[organ], 0.3), SITE[organ], 1, 2, gid)
    for airway in AIRWAYS if organ == "lung" else []:
        shape(ax, place(airway, scale, x, y), "none", SITE[organ], 1.6, 1.9, closed=False)


def body_outline(ax: Axes, x: float, y: float, scale: float, clip: PathPatch, gid: str | None = None) -> None:
    """Draw a small body with breast cancer cells in its organs; (x, y) is the center of its chest."""
    y -= 122 * scale
    organs = [("bone", points) for points in (outlines.PELVIS, mirror(outlines.PELVIS))]
    organs += [(organ, points) for organ in ("brain", "lung", "liver") for points in ICONS[organ]]
    for outline in (outlines.BODY, outlines.HEAD):
        shape(ax, place(symmetric(outline), scale, x, y), SKIN, SKIN_EDGE, 0.8, 1, clip=clip)
    shape(ax, place([(0, 152), (0, 92)], scale, x, y), "none", tint(SITE["bone"], 0.5), 2.2, 1.1, None, clip, False)
    for organ, points in organs:
        shape(ax, place(points, scale, x, y), tint(SITE[organ], 0.3), tint(SITE[organ], 0.8), 0.6, 1.2, clip=clip)
    spots = [blob(u * scale + x, v * scale + y, r * scale) for u, v, r in SPREAD]
    shape(ax, Path.make_compound_path(*spots), CANCER, PAPER, 0.5, 2, gid, clip)


def chest(
    ax: Axes,
    x: float,
    y: float,
    scale: float,
    clip: PathPatch,
    tumor_radius: float = 0,
    nodes: int = 0,
    gid: str | None = None,
) -> None:
    """Draw one side of the chest with breast and armpit.

    ``tumor_radius`` is in centimeters (0: cells in a duct), ``nodes`` the number of nodes with cancer cells.
    """
    x, y = x - 11.4 * scale, y - 124.6 * scale
    shape(ax, place(symmetric(outlines.BODY), scale, x, y), SKIN, SKIN_EDGE, 0.9, 1, clip=clip)
    shape(ax, place(outlines.BREAST, scale, x, y), "#f8e6e4", SKIN_EDGE, 0.9, 1.1, clip=clip)
    shape(ax, blob(8.6 * scale + x, 118.6 * scale + y, 0.7 * scale), "#c99b8c", z=1.2, clip=clip)
    node_centers = place(NODES, scale, x, y)
    node_paths = [blob(u, v, 0.88 * scale, 0.09) for u, v in node_centers]
    shape(ax, Path.make_compound_path(*node_paths), tint(LYMPH, 0.35), LYMPH, 0.8, 1.3, clip=clip)
    if nodes:
        cells(ax, "cancer", [(u, v, 0.62 * scale) for u, v in node_centers[:nodes]], clip=clip)
    if tumor_radius:
        size = tumor_radius * scale
        cells(ax, "cancer", clump(10.7 * scale + x, 122.6 * scale + y, size, size, 0.2), 3, gid, clip)
    else:
        line = place(DUCT, scale, x, y)
        shape(ax, tube(line, 0.68), PAPER, WALL, 1.1, 2)
        cells(ax, "cancer", [(u, v, 0.42) for u, v in np.array(line[1:]) - 0.3], 3, gid)


def calendar(ax: Axes, x: float, y: float, size: float) -> None:
    """Draw a calendar with more sheets behind it, ``size`` wide: time that passes."""
    for i in (2, 1, 0):
        sheet = (x + 0.13 * size * i, y + 0.1 * size * i, size, 0.9 * size)
        backdrop(ax, sheet, PAPER, INK, 0.1 * size, 3 - i / 10)
    ax.add_artist(Rectangle((x, y + 0.62 * size), size, 0.13 * size, color=MUTED, zorder=3.1))
    days = [blob(x + u * size, y + v * size, size / 22) for u in (0.2, 0.4, 0.6, 0.8) for v in (0.16, 0.32, 0.48)]
    shape(ax, Path.make_compound_path(*days), MUTED, z=3.1)


def inside_bone(ax: Axes, far: float = 0, gid: str | None = None) -> PathPatch:
    """Draw a thigh bone and, through a lens, its inside; healthy cells only farther than ``far`` from its center.

    Returns the circle of the lens, to clip with.
    """
    bone = SITE["bone"]
    shape(ax, place(mirror(outlines.FEMUR), 0.82, 16.4, -46.6), tint(bone, 0.3), bone, 1.2, 1, "part-1")
    lens_circle = lens(ax, 30.6, 17.6, 11.6, (5.8, 24.4, 1.5), tint(bone, 0.34))
    for points in SPACES:
        shape(ax, place(points, 11.6, 30.6, 17.6), tint(bone, 0.06), bone, 1, 1.2, clip=lens_circle)
    spots = [(30.6 + 11.6 * x, 17.6 + 11.6 * y, 11.6 * r) for x, y, r in MARROW if np.hypot(x, y) > far]
    cells(ax, "healthy", spots, 2, gid, lens_circle)
    label(ax, 1, "Bone", (11, 10), (10.6, 10), (6.6, 10), SITE["bone"])
    return lens_circle


def _origin(ax: Axes) -> None:
    shape(ax, PROFILE, SKIN, SKIN_EDGE, 1.1)
    for line in DUCTS:
        shape(ax, line, "none", SKIN_EDGE, 3.4, 1.2, closed=False)
        shape(ax, line, "none", PAPER, 1.8, 1.3, closed=False)
    lobules = [blob(line[-1][0] + x, line[-1][1] + y, 0.7) for line in DUCTS for x, y in LOBULE]
    shape(ax, Path.make_compound_path(*lobules), "#f1e6d9", SKIN_EDGE, 0.8, 1.4, "part-1")
    lens_circle = lens(ax, 32, 17.4, 10.4, (10.6, 16.8, 1.3), TISSUE)
    duct(ax, (20.4, 44), 17.4, 6.2, (27.6, 36.2), gid="part-2", clip=lens_circle)
    cells(ax, "cancer", [(10.6, 16.8, 0.5)])
    cells(ax, "cancer", clump(32, 14.2, 5, 3.2, 1.1), gid="part-3", clip=lens_circle)
    label(ax, 1, "Lobule", (10.4, 27.6), (11, 26.4), (8, 20.2))
    label(ax, 2, "Milk duct", (21, 30), (25.4, 28.8), (28, 23.6))
    label(ax, 3, "First cancer cells,\ninside the duct", (24.6, 3), (30.6, 5), (31.6, 12.4), CANCER)


def _invasion(ax: Axes) -> None:
    panel = backdrop(ax, (0.4, 0.4, 43.2, 31.2))
    cells(ax, "healthy", FAT, 2, "part-3")
    duct(ax, (0.4, 43.6), 20, 5.6, (15.6, 28.2), True, "part-1", panel)
    cells(ax, "cancer", clump(21.6, 19, 8.6, 3.8, 1.2))
    cells(ax, "cancer", PUSHING, gid="part-2")
    label(ax, 1, "Duct wall", (4, 29.2), (8, 28), (9, 25.6))
    label(ax, 2, "Cancer cells push out", (13, 2.2), (21, 3.4), (21.6, 6), CANCER)
    label(ax, 3, "Tissue nearby", (31, 1.8), (37, 2.8), (36.8, 4.6))
    arrow(ax, (16, 12.8), (14, 8.8), 0.2, CANCER)
    arrow(ax, (28, 12.8), (29.8, 8.8), -0.2, CANCER)


def _breaking_away(ax: Axes) -> None:
    backdrop(ax, (0.4, 0.4, 43.2, 31.2))
    vessel(ax, [([(14, 42), (19, 33), (24, 27.6), (33, 24), (45, 23)], 2.9)], 0.7, BLOOD, "part-2")
    vessel(ax, [(LYMPH_WAY, [2.8, 1.6] * 5 + [2.8])], 0.4, LYMPH, "part-3")
    for x, y in LYMPH_WAY[1::2]:  # valves, where the vessel is narrow
        for side in (1.8, -1.8):
            valve = [(x, y + side), (x + 1.4, y + side * 0.7), (x + 2, y + side * 0.2)]
            shape(ax, valve, "none", LYMPH, 1.2, 1.7, closed=False)
    cells(ax, "red", RED_NEAR, 2.4)
    cells(ax, "cancer", clump(9, 19, 7.4, 6, 1.2), gid="part-1")
    cells(ax, "cancer", LEAVING, gid="part-4")
    label(ax, 1, "Tumor in\nthe breast", (2, 28.6), (6, 26.2), (7.4, 22.6), CANCER)
    label(ax, 2, "Blood vessel", (32, 16), (37, 17.2), (37.6, 19.8), BLOOD)
    label(ax, 3, "Lymph vessel", (32, 11.4), (36.6, 10.2), (36, 8.1), LYMPH)
    label(ax, 4, "Cells\nbreak away", (19.4, 14.6), (21.4, 17), (21.4, 22), CANCER)


def _travel(ax: Axes) -> None:
    stops = {"brain": 28, "lung": 20.4, "liver": 13, "bone": 5}
    trunk = ([(-3, 13), (5, 15), (12, 15.6), (18, 16), (23, 16.4)], [5, 5, 5, 4.6, 3.4])
    branches = [([(20, 16.4), (24, 16.4 + (y - 16.4) * 0.4), (28.6, y)], 1.1) for y in stops.values()]
    vessel(ax, [trunk, *branches], 0.6, BLOOD)
    cells(ax, "red", RED_FAR, 2.4, "part-2")
    cells(ax, "cancer", [(6.4, 15.2, 1.4), (13.2, 15.8, 1.4), (19.6, 16.6, 1.4)], gid="part-1")
    for n, (organ, y) in enumerate(stops.items(), 3):
        icon(ax, organ, 34.6, y, 5.6, f"part-{n}")
        arrow(ax, (27.6, y), (31, y), 0, BLOOD)
        label(ax, n, organ.capitalize(), (38.4, y), color=SITE[organ])
    label(ax, 1, "Cancer cell", (5, 27), (11, 25.8), (13.2, 16.6), CANCER)
    label(ax, 2, "Red blood cell", (4, 4.4), (10.4, 5.6), (10.6, 12), BLOOD)


def _dormancy(ax: Axes) -> None:
    lens_circle = inside_bone(ax, gid="part-2")
    cells(ax, "cancer", [(31, 18.2, 1.5)], gid="part-3", clip=lens_circle)
    calendar(ax, 16.4, 1, 3.8)
    label(ax, 2, "Healthy cells", (12.4, 30), (21, 29.2), (26, 20.6))
    label(ax, 3, "Resting cancer cell,\nmay last years", (22.6, 2.8), (30, 4.8), (31, 17.4), CANCER)


def _new_tumor(ax: Axes) -> None:
    lens_circle = inside_bone(ax, 0.66)
    cells(ax, "cancer", [(5.8, 24.4, 0.7)], gid="part-2")
    cells(ax, "cancer", clump(30.6, 17.6, 8, 8, 1.3), gid="part-3", clip=lens_circle)
    label(ax, 2, "New tumor", (12, 29.8), (12, 28.6), (6, 24.6), CANCER)
    label(ax, 3, "Still breast cancer cells", (19, 2.4), (29, 3.6), (29.4, 10.4), CANCER)


def _organ_function(ax: Axes) -> None:
    liver = SITE["liver"]
    organ = shape(ax, place(outlines.LIVER, 1.9, 26, -192), tint(liver, 0.16), liver, 1.4, 1, "part-1")
    liver_cells = clump(22, 18, 24, 16, 1.02)
    for u, v, r in LIVER_TUMORS:
        liver_cells = [spot for spot in liver_cells if np.hypot(spot[0] - u, spot[1] - v) > r + 1]
    hexagon = Path.unit_regular_polygon(6)
    hexagons = [hexagon.transformed(Affine2D().scale(1.1).translate(x, y)) for x, y, _ in liver_cells]
    shape(ax, Path.make_compound_path(*hexagons), tint(liver, 0.34), tint(liver, 0.75), 0.6, 1.1, clip=organ)
    vessel(ax, BILE, 0.35, "#6b6a1c", "part-3")
    cancer_cells = [spot for u, v, r in LIVER_TUMORS for spot in clump(u, v, r, r, 0.76)]
    cells(ax, "cancer", cancer_cells, gid="part-2", clip=organ)
    label(ax, 1, "Liver tissue at work", (25, 30.2), (36, 29), (36, 25.6), liver)
    label(ax, 2, "Tumors take\nup its space", (3, 3), (7, 5.4), (8, 13.6), CANCER)
    label(ax, 3, "Bile duct,\nsqueezed", (33.6, 10), (33, 11), (19.6, 18), "#5c5b18")


def _stages(ax: Axes) -> None:
    for n, (stage, description, tumor_radius, nodes) in enumerate(STAGES, 1):
        y = 56 - 11.1 * n
        panel = backdrop(ax, (0.6, y, 17, 10.4), PAPER, tint(MUTED, 0.5))
        if stage == "IV":
            body_outline(ax, 9, y + 4.2, 0.118, panel, f"part-{n}")
        else:
            chest(ax, 7.4, y + 5.2, 0.58, panel, tumor_radius, nodes, f"part-{n}")
        write(ax, 19, y + 6.8, f"Stage {stage}", f"label-{n}", size=11, weight="bold")
        write(ax, 19, y + 4, description, f"line-{n}")


def _two_ways(ax: Axes) -> None:
    rows = [("Found at stage IV", 30.2, STEPS_TO_STAGE_IV[:1]), ("Came back later", 14, STEPS_TO_STAGE_IV[1:])]
    write(ax, 41.4, 26.1, "time", color=MUTED, ha="center", size=10)
    n = 2
    for row, (title, top, steps) in enumerate(rows, 1):
        write(ax, 1.6, top, title, f"label-{row}", size=11, weight="bold")
        arrow(ax, (2, top - 5.4), (43.4, top - 5.4), 0, MUTED, 0.9, f"part-{row}")
        for x, text in zip((6.2, 17.6, 27.4, 37.4), steps, strict=False):
            n, y = n + 1, top - 5.4
            ring = shape(ax, blob(x, y, 3.5), PAPER, gid=f"part-{n}")
            if "metastatic" in text:
                body_outline(ax, x, y - 0.6, 0.068, ring)
            elif "early" in text:
                chest(ax, x, y, 0.36, ring, 1.6)
            elif text == "years":
                calendar(ax, x - 2.2, y - 2, 3.6)
            else:
                for scale, fill in ((0.95, tint(MUTED, 0.45)), (-0.95, PAPER)):  # the two halves
                    shape(ax, place(CAPSULE, scale, x, y), fill, INK, 1, 3)
            shape(ax, blob(x, y, 3.5), "none", MUTED, 1.2, 4)
            write(ax, x, y - 4.2, text, f"label-{n}", size=10, ha="center", va="top")


# picture → what draws it, in the order of the story
DRAWINGS = {
    "origin": _origin,
    "invasion": _invasion,
    "breaking-away": _breaking_away,
    "travel": _travel,
    "dormancy": _dormancy,
    "new-tumor": _new_tumor,
    "organ-function": _organ_function,
    "stages": _stages,
    "two-ways": _two_ways,
}
PICTURES = tuple(DRAWINGS)
SIZES = {picture: (4.4, 5.6 if picture == "stages" else 3.2) for picture in PICTURES}  # width, height in inches


def draw(ax: Axes, picture: str) -> None:
    """Draw one of ``PICTURES`` on ``ax``, best on a figure of the size in ``SIZES``.

    Label texts get the gid "label-<n>", what they name the gid "part-<n>".
    """
    empty_sheet(ax, *(10 * side for side in SIZES[picture]), PAPER)
    DRAWINGS[picture](ax)


def read_back(ax: Axes) -> pd.DataFrame:
    """What ``ax`` shows: a table with the column "Shown in the picture", a row per label whose part was drawn."""
    drawn_gids = {artist.get_gid() for artist in ax.get_children()}
    labels = [
        (text.get_gid(), " ".join(text.get_text().split()))
        for text in ax.texts
        if (text.get_gid() or "").startswith("label-")
    ]
    labels.sort(key=lambda entry: int(entry[0].removeprefix("label-")))
    label_texts = [text for gid, text in labels if gid.replace("label", "part") in drawn_gids]
    return pd.DataFrame({"Shown in the picture": label_texts})

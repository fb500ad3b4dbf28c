"""Two drawings by the project: the people around a person, and palliative care next to treatment instead of last.

``draw`` puts one picture on a Matplotlib Axes. Coordinates are tenths of an inch on a figure of the size in ``SIZES``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from utils.charts.base import LABEL_BACKGROUND
from utils.charts.drawings.outlines import place
from utils.charts.drawings.shapes import arrow, backdrop, blob, curve, empty_sheet, shape, tint, write
from utils.charts.palette import INK, MUTED, PALLIATIVE, PAPER, PERSON

SIZES = {"around": (4.4, 5.3), "beside": (4.4, 4.4)}  # width, height in inches
PICTURES = tuple(SIZES)

# Tables of coordinates, in full lines:
# fmt: off
# A person to the waist, and a telephone receiver, each about 4 high around (0, 0).
SHOULDERS = [(-1.8, -2), (-1.8, -2), (-1.6, -.1), (-.6, .6), (.6, .6), (1.6, -.1), (1.8, -2), (1.8, -2)]
RECEIVER = [(-2.2, -.4), (-1.7, 1), (0, 1.6), (1.7, 1), (2.2, -.4), (2.2, -1.1), (1.2, -1.2), (1, -.4), (.6, .2),
            (-.6, .2), (-1, -.4), (-1.2, -1.2), (-2.2, -1.1)]
HEART = [(0, -1.1), (0, -1.1), (-1, 0), (-.9, .8), (-.4, .9), (0, .5), (0, .5), (.4, .9), (.9, .8), (1, 0)]
CROSS = [(-.3, -.9), (.3, -.9), (.3, -.3), (.9, -.3), (.9, .3), (.3, .3), (.3, .9), (-.3, .9), (-.3, .3), (-.9, .3),
         (-.9, -.3), (-.3, -.3)]
FLAG = [(0, 0), (0, 0), (1.4, .35), (2.8, 0), (2.8, 0), (2.8, 1.8), (2.8, 1.8), (1.4, 2.15), (0, 1.8), (0, 1.8)]
# Group around the person: label, angle, its people (x, y, size, color), its sign (points, x, y, size, color).
GROUPS = [("Family and\nfriends", 90, [(-2.5, .2, .9, MUTED), (0, .7, 1.1, MUTED), (2.4, -.2, .65, MUTED)], None),
          ("Nurses, doctors\nand their team", 30, [(-1.7, .4, 1, MUTED), (1.7, .4, 1, MUTED)], (CROSS, 0, -.6, 1, INK)),
          ("Palliative\ncare team", -30, [(-1.7, .4, 1, MUTED), (1.7, .4, 1, MUTED)],
           (HEART, 0, -.6, 1, PALLIATIVE)),
          ("People who live\nwith it too", -90,
           [(-2.4, .3, .9, PERSON), (0, .7, 1, PERSON), (2.4, .3, .9, PERSON)], None),
          ("Patient groups\nand advocates", -150, [(-2, 0, .95, PERSON), (1.6, 0, .95, MUTED)],
           (FLAG, -.3, 1.3, .9, PERSON)),
          ("Helplines", 150, [], (RECEIVER, 0, 0, 1.3, MUTED))]
# What one article lists, in its order. What references place next to each other: label, start, end (share of the time),
# color.
LABELS = "systemic, hormone, targeted, local, palliative"
LISTED = LABELS.split(", ")
BARS = [("Treatment against the cancer", 0, .86, MUTED), ("Palliative care", .05, 1, PALLIATIVE),
        ("Hospice, for some", .86, 1, PALLIATIVE)]
# fmt: on
# The person in the center; the distance of the groups from there (x, y); the radius of a group's disc.
CENTER, DISTANCE, DISC_RADIUS = (22, 28.6), (15.4, 18.6), 4.9
TIME = (3, 41)  # x where the arrow of time starts and ends


def _person(ax: Axes, x: float, y: float, size: float, color: str, gid: str | None = None, z: float = 3) -> None:
    """Draw a person to the waist; (x, y) is the center."""
    outlines = [curve(place(SHOULDERS, size, x, y)), blob(x, y + 1.75 * size, 0.95 * size)]
    for n, outline in enumerate(outlines):
        shape(ax, outline, tint(color, 0.4), color, 1.1, z, gid if n == 0 else None)


def _group(ax: Axes, n: int, x: float, y: float, people: list, sign: tuple | None) -> None:
    """Draw the people and the sign of a group around (x, y); all of it has the gid "part-<n>"."""
    for dx, dy, size, color in people:
        _person(ax, x + dx, y + dy, size, color, f"part-{n}")
    if sign:
        points, dx, dy, size, color = sign
        moved = place(points, size, x + dx, y + dy)
        outline = Path([*moved, moved[0]]) if points is CROSS else moved
        shape(ax, outline, tint(color, 0.75), color, 1.1, 4, f"part-{n}")
        if points is FLAG:
            ax.plot([x + dx, x + dx], [y - 2, moved[-1][1]], color=color, linewidth=1.4, zorder=3.9)


def _around(ax: Axes) -> None:
    for n, (label, degrees, people, sign) in enumerate(GROUPS, 2):
        angle = np.radians(degrees)
        x, y = CENTER[0] + DISTANCE[0] * np.cos(angle), CENTER[1] + DISTANCE[1] * np.sin(angle)
        ax.plot(*zip((x, y), CENTER, strict=True), color=tint(PERSON, 0.55), linewidth=2, zorder=1, gid=f"link-{n}")
        shape(ax, blob(x, y, DISC_RADIUS), PAPER, tint(MUTED, 0.6), 1, 2)
        _group(ax, n, x, y, people, sign)
        background = {**LABEL_BACKGROUND, "pad": 1}
        write(ax, x, y - DISC_RADIUS - 0.6, label, f"label-{n}", size=9.5, ha="center", va="top", bbox=background)
    shape(ax, blob(*CENTER, 6.2), tint(PERSON, 0.12), PERSON, 1.6, 2)
    _person(ax, CENTER[0], CENTER[1] + 1, 1.6, PERSON, "part-1")
    write(ax, CENTER[0], CENTER[1] - 3.8, "the person", "label-1", PERSON, 10, ha="center", weight="bold")


def _beside(ax: Axes) -> None:
    backdrop(ax, (0.6, 29.6, 42.8, 13.6), tint(MUTED, 0.06), tint(MUTED, 0.4))
    write(ax, 2, 41, "One article: a list of five, palliative last", size=10.5, weight="bold")
    for n, treatment in enumerate(LISTED, 1):
        color = PALLIATIVE if treatment == "palliative" else MUTED
        box = (2 + 8.1 * (n - 1), 31.4, 7.5, 7)
        backdrop(ax, box, tint(color, 0.2), color, 1, 1).set_gid(f"part-{n}")
        write(ax, box[0] + 3.75, 36.2, str(n), color=color, size=11, ha="center", weight="bold")
        write(ax, box[0] + 3.75, 32.8, treatment, f"label-{n}", size=9, ha="center", va="baseline")
    backdrop(ax, (0.6, 0.8, 42.8, 27.4), PAPER, PALLIATIVE)
    write(ax, 2, 26, "References: early, beside treatment", size=10.5, weight="bold")
    for n, (label, start, end, color) in enumerate(BARS, len(LISTED) + 1):
        y = 21.4 - 6.1 * (n - len(LISTED) - 1)
        left, right = (TIME[0] + share * (TIME[1] - TIME[0]) for share in (start, end))
        backdrop(ax, (left, y - 2.6, right - left, 2.6), tint(color, 0.45), color, 0.5, 2).set_gid(f"part-{n}")
        starts_late = start > 0.5
        x, ha = (right, "right") if starts_late else (left, "left")
        write(ax, x, y + 0.6, label, f"label-{n}", va="baseline", ha=ha)
    arrow(ax, (TIME[0], 4.6), (TIME[1], 4.6), 0, MUTED, gid="time")
    write(ax, TIME[0], 2.6, "diagnosis of metastatic disease", color=MUTED, size=9)
    write(ax, TIME[1], 2.6, "time", color=MUTED, size=9, ha="right")


DRAWINGS = {"around": _around, "beside": _beside}


def draw(ax: Axes, picture: str) -> None:
    """Draw one of ``PICTURES`` on ``ax``, best on a figure of the size in ``SIZES``.

    Label texts get the gid "label-<n>", what they name the gid "part-<n>".
    """
    empty_sheet(ax, *(10 * side for side in SIZES[picture]))
    DRAWINGS[picture](ax)


def read_back(ax: Axes) -> pd.DataFrame:
    """What ``ax`` shows, from the positions of what was drawn: columns "Shown in the picture" and "Where".

    For the people around a person: in the center or around it, and joined to the person or not. For care next to
    treatment: position in the list, or start and end on the arrow of time. A label whose part was not drawn has no row.
    """
    boxes: dict[str, list[Bbox]] = {}  # part → bounding box of each of its patches
    for patch in ax.patches:
        if (patch.get_gid() or "").startswith("part-"):
            box = patch.get_path().get_extents(patch.get_patch_transform())
            boxes.setdefault(patch.get_gid()[5:], []).append(box)
    labels = {
        text.get_gid()[6:]: " ".join(text.get_text().split())
        for text in ax.texts
        if (text.get_gid() or "").startswith("label-")
    }
    has_time = any(patch.get_gid() == "time" for patch in ax.patches)
    links = {line.get_gid() for line in ax.get_lines()}
    rows = []
    for n, label in labels.items():
        if n in boxes:
            union = Bbox.union(boxes[n])
            rows.append((label, _when(n, union, boxes) if has_time else _where(n, union, links)))
    return pd.DataFrame(rows, columns=["Shown in the picture", "Where"])


def _where(n: str, box: Bbox, links: set[str | None]) -> str:
    distance = np.hypot((box.x0 + box.x1) / 2 - CENTER[0], (box.y0 + box.y1) / 2 - CENTER[1])
    if distance < DISC_RADIUS:
        return "in the middle"
    return "around the person" + (", joined" if f"link-{n}" in links else ", not joined")


def _when(n: str, box: Bbox, boxes: dict[str, list[Bbox]]) -> str:
    if int(n) <= len(LISTED):
        left_to_right = sorted((part for part in boxes if int(part) <= len(LISTED)), key=lambda part: boxes[part][0].x0)
        return f"in the list: {left_to_right.index(n) + 1} of {len(left_to_right)}"
    share = (box.x0 - TIME[0]) / (TIME[1] - TIME[0])
    start = "from the diagnosis on" if share < 0.02 else "begins early" if share < 0.1 else "begins later"
    return start + (", all the way" if abs(box.x1 - TIME[1]) < 1 else ", ends earlier")

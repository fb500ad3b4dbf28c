"""A cancer cell that wears the receptors of a report: more marks, more stain. Drawn by the project, without Matplotlib.

ER and PR are drawn in the nucleus, HER2 on the surface; each has a shape of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NamedTuple

from utils.charts.drawings.outlines import Point
from utils.charts.drawings.sheet import Sheet, curve, drawn_parts, line, mixed, polygons
from utils.charts.palette import CANCER, INK, SITE, TARGET

WIDTH, HEIGHT = 316, 156
_CELL = (146, 78, 66)  # x, y, radius
_CUP = [(-5, -4), (-5, 2), (0, 5), (5, 2), (5, -4)]
_DIAMOND = [(0, -5.5), (4.5, 0), (0, 5.5), (-4.5, 0)]
# From the middle of the cell: ER in the upper half of the nucleus, PR mirrored in the lower one.
_INSIDE = ((-24, -10), (8, -10), (-8, -10), (24, -10), (0, -25), (-15, -24), (15, -24))
# In which order places on the surface are taken: next to the label first, then all around.
_AROUND = tuple(2 * pi * k / 16 for k in (0, 8, 12, 4, 14, 6, 2, 10, 1, 9, 15, 7, 3, 11, 5, 13))
COLORS = {"ER": SITE["lung"], "PR": SITE["bone"], "HER2": TARGET}
# receptor → where its pointer starts, where its label starts
_LABELS = {"ER": ((66, 30), (4, 20)), "PR": ((66, 128), (4, 132)), "HER2": ((226, 78), (230, 62))}
PLACES = {"ER": "in the nucleus", "PR": "in the nucleus", "HER2": "on the surface"}


class Worn(NamedTuple):
    """A receptor of the report: the lines of its label, and how many marks it has."""

    label: Sequence[str]
    marks: int


def _marks(receptor: str, count: int) -> list[str]:
    """The paths of a receptor's marks, ``count`` of them, or as many as fit."""
    x, y, radius = _CELL
    if receptor != "HER2":
        half = 1 if receptor == "ER" else -1
        places = [(x + dx, y + half * dy) for dx, dy in _INSIDE[:count]]
        points = _CUP if receptor == "ER" else _DIAMOND
        paths = [[(px + dx, py + dy) for dx, dy in points] for px, py in places]
        return [curve(path, False) if receptor == "ER" else line(path, True) for path in paths]
    return [_fork(x, y, radius, angle) for angle in _AROUND[:count]]


def _fork(x: float, y: float, radius: float, angle: float) -> str:
    """A HER2 on the surface, as a Y that sticks out of it."""

    def out(distance: float, aside: float) -> Point:
        return x + distance * cos(angle) - aside * sin(angle), y + distance * sin(angle) + aside * cos(angle)

    arms = [out(radius + 10, -5), out(radius + 4, 0), out(radius + 10, 5)]
    return line([*arms, arms[1], out(radius - 5, 0)])


def draw(worn: dict[str, Worn]) -> str:
    """The cell as SVG. ``worn``: receptor (a key of ``COLORS``) → its label and marks."""
    sheet = Sheet(WIDTH, HEIGHT)
    x, y, radius = _CELL
    sheet.disc(x, y, radius, mixed(CANCER, 0.12), CANCER, 1.6)
    sheet.disc(x, y, 36, mixed(CANCER, 0.26), mixed(CANCER, 0.7), 1.2)
    for receptor, (label, marks) in worn.items():
        color, (start, text_at) = COLORS[receptor], _LABELS[receptor]
        if paths := _marks(receptor, marks):
            is_solid = receptor == "PR"
            sheet.shape("".join(paths), color if is_solid else "none", color, 1 if is_solid else 2.4, receptor)
            sheet.pointer(start, _tip(receptor), receptor, color)
        sheet.write(*text_at, label, receptor, color if marks else INK)
    return sheet.svg


def _tip(receptor: str) -> Point:
    """On the first mark of a receptor."""
    x, y, radius = _CELL
    first = {"ER": (_INSIDE[0][0] - 4, _INSIDE[0][1]), "PR": (_INSIDE[0][0], -_INSIDE[0][1]), "HER2": (radius + 4, 0)}
    return x + first[receptor][0], y + first[receptor][1]


def marks_drawn(svg: str) -> dict[str, int]:
    """Receptor → how many marks a finished picture has of it."""
    return {name: len(polygons(shape)) for name, shape in drawn_parts(svg).items()}

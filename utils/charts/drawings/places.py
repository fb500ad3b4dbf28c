"""Where a treatment acts, small, for explorers: all targets pale, those of the choice lit and named.

Drawn by the project, without Matplotlib. ``drawings.drug_targets`` is the large picture of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import cos, pi, sin
from textwrap import wrap

from markupsafe import Markup

from utils.charts.drawings.outlines import Point
from utils.charts.drawings.sheet import LINE, Sheet, box, curve, line, mixed, piece, ring
from utils.charts.palette import CANCER, INK, LYMPH, MUTED, SITE, TARGET, TISSUE

WIDTH, HEIGHT = 320, 240
_X, _Y, _RADIUS = 176, 116, 53  # the cancer cell
# target → what it is; where its label starts, its pointer starts and ends; characters in a line of its label
TARGETS: dict[str, tuple[str, Point, Point, Point, int]] = {
    "pd-1": ("PD-1 (immune cells)", (72, 18), (78, 38), (68, 62), 20),
    "aromatase": ("the enzyme aromatase", (234, 88), (262, 78), (262, 44), 11),
    "division": ("drive to divide", (2, 98), (72, 102), (147, 89), 13),
    "estrogen-receptor": ("estrogen receptor", (234, 158), (236, 150), (201, 98), 11),
    "her2": ("HER2", (2, 170), (66, 156), (114, 119), 13),
    "dna": ("DNA", (2, 106), (96, 102), (160, 118), 13),
    "microtubules": ("microtubules", (2, 158), (88, 154), (156, 156), 13),
    "cancer-cell": ("cancer cells", (234, 158), (250, 144), (218, 126), 11),
    "osteoclast": ("cells that break down bone", (112, 194), (108, 196), (72, 212), 27),
}


def _lines(paths: Sequence[str], width: float) -> list[Markup]:
    return [piece("".join(paths), False, {"stroke-width": f"{width:g}"})]


def _pieces() -> dict[str, list[Markup]]:
    """Target → its shapes, without colors."""
    turn = [(0.25 + 1.5 * k / 8) * pi for k in range(9)]
    enzyme = [(262, 42), *((262 + 12 * cos(angle), 42 - 12 * sin(angle)) for angle in turn)]
    turn = [(0.15 + 1.6 * k / 8) * pi for k in range(9)]
    wheel = [(150 + 9 * cos(angle), 80 - 9 * sin(angle)) for angle in turn]
    cup = [(191, 86), (191, 95), (198, 100), (205, 95), (205, 86)]
    forks = [line([(106, y - 6), (113, y), (106, y + 6), (113, y), (124, y)]) for y in (103, 121)]
    strands = [curve([(154 + 5 * k, 118 + side * 7 * sin(pi * k / 3)) for k in range(10)], False) for side in (1, -1)]
    rungs = [line([(154 + 5 * k, 113), (154 + 5 * k, 123)]) for k in (1, 2, 4, 5, 7, 8)]
    fibers = [curve([(146, 154), (176, 154 + bow), (206, 154)], False) for bow in (-4, 2, 8)]
    osteoclast = [(36, 219), (44, 206), (64, 200), (86, 204), (96, 219), (66, 226)]
    return {
        "pd-1": _lines([line([(59, 54), (72, 69)])], 6),
        "aromatase": [piece(line(enzyme, True))],
        "division": _lines([curve(wheel, False), line([(154, 84), wheel[-1], (161, 93)])], 2.6),
        "estrogen-receptor": _lines([curve(cup, False)], 4),
        "her2": _lines(forks, 3),
        "dna": _lines([*strands, *rungs], 1.8),
        "microtubules": _lines(fibers, 2.2),
        "cancer-cell": _lines([ring(_X, _Y, _RADIUS, 0.03)], 4),
        "osteoclast": [piece(curve(osteoclast))],
    }


@cache
def _pale() -> tuple[Markup, ...]:
    """All that is the same in every picture: the cells, and each target pale."""
    sheet = Sheet(WIDTH, HEIGHT)
    sheet.disc(_X, _Y, _RADIUS, mixed(CANCER, 0.1), mixed(CANCER, 0.7), 1.4)
    sheet.disc(_X, _Y + 2, 34, mixed(CANCER, 0.2), mixed(CANCER, 0.5))
    sheet.disc(38, 38, 26, mixed(LYMPH, 0.25), LYMPH, 1.2)
    sheet.disc(36, 36, 12, mixed(LYMPH, 0.55))
    sheet.shape(box(224, 10, 90, 62), TISSUE, mixed(MUTED, 0.4))
    for x, y, radius in ((240, 26, 9), (296, 28, 10), (296, 58, 9)):
        sheet.disc(x, y, radius, "#f1e6d9", mixed(MUTED, 0.5), 0.8)
    surface = [(0, 218), (0, 218), (30, 219), (44, 227), (88, 227), (102, 219), (320, 216), (320, 216), (320, 240)]
    sheet.shape(curve([*surface, (320, 240), (0, 240), (0, 240)]), mixed(SITE["bone"], 0.25), SITE["bone"])
    for target, pieces in _pieces().items():
        sheet.define(target, pieces)
        if target != "cancer-cell":
            sheet.use(target, mixed(MUTED, 0.2), mixed(MUTED, 0.5))
    for x, y, word, color in (
        (140, 54, "cancer cell", CANCER),
        (4, 84, "immune cell", LYMPH),
        (286, 233, "bone", SITE["bone"]),
    ):
        sheet.write(x, y, [word], color=color, size=12)
    return tuple(sheet.drawn)


def draw(labels: Mapping[str, Sequence[str]]) -> str:
    """The picture as SVG. ``labels``: target (a key of ``TARGETS``) → lines of the treatments that act there."""
    sheet = Sheet(WIDTH, HEIGHT, list(_pale()))
    for target, lines in labels.items():
        description, (x, y), start, end, length = TARGETS[target]
        sheet.use(target, mixed(TARGET, 0.75), TARGET, 1.4, target)
        for y_end in (98, 114, 130) if target == "cancer-cell" else ():  # beams of radiation
            sheet.arrow([(316, y_end - 8), (236, y_end)], TARGET)
        sheet.pointer(start, end, target)
        sheet.write(x, y, lines, target, TARGET)
        sheet.write(x, y + LINE * len(lines), wrap(description, length), color=INK)
    return sheet.svg

"""Why calcium in the blood rises, and where bone drugs act. Drawn by the project, without Matplotlib."""

from __future__ import annotations

from utils.charts.drawings.sheet import Place, Sheet, curve, line, mixed, ring
from utils.charts.palette import BLOOD, CANCER, REFERENCE, SITE, TARGET, TISSUE

WIDTH, HEIGHT = 320, 340
PLACES = {
    "bone-cells": Place("breast cancer cells", (4, 20), (42, 44), (48, 78), 19),
    "bone-osteoclast": Place("the osteoclast", (8, 158), (70, 180), (112, 204), 14),
    "bone-calcium": Place("grains of calcium", (148, 20), (190, 44), (200, 128), 14),
    "bone-drug": Place("the bar in front of the osteoclast", (8, 306), (140, 292), (148, 240), 40),
}
_BONE = SITE["bone"]
_CELLS = ((40, 84), (70, 76), (58, 104), (88, 100), (30, 112))
_CALCIUM = (
    (180, 196),
    (196, 182),
    (186, 164),
    (206, 150),
    (198, 130),
    (220, 120),
    (240, 106),
    (262, 100),
    (276, 78),
    (270, 52),
)


def draw(sheet: Sheet) -> None:
    """Draw the bone below, the cancer cells on the left above it, the blood vessel on the right."""
    surface = [(0, 206), (0, 206), (86, 206), (100, 214), (116, 238), (148, 246), (180, 238), (196, 214), (212, 206),
               (320, 206), (320, 206), (320, 286), (320, 286), (0, 286), (0, 286)]  # fmt: skip
    sheet.shape(curve(surface), mixed(_BONE, 0.3), _BONE, 1.4)
    for x, y, r in ((30, 250, 13), (72, 262, 10), (232, 240, 11), (272, 258, 14), (300, 228, 8), (196, 266, 9)):
        sheet.shape(ring(x, y, r, 0.12), TISSUE, mixed(_BONE, 0.7), 1)
    wall = [(246, -4), (246, 60), (250, 110), (262, 150), (322, 180)]
    sheet.shape(curve([(246, -4), *wall, (322, 180), (322, -4)]), mixed(BLOOD, 0.16), BLOOD, 2.2)
    for x, y in ((290, 30), (300, 74), (292, 112), (304, 148), (282, 140)):
        sheet.disc(x, y, 9, mixed(BLOOD, 0.5), BLOOD)
        sheet.disc(x, y, 4, mixed(BLOOD, 0.3))
    cells = "".join(ring(x, y, 15, 0.1) for x, y in _CELLS)
    sheet.shape(cells, mixed(CANCER, 0.42), CANCER, 1.2, "bone-cells")
    for x, y in _CELLS:
        sheet.shape(ring(x, y, 7, 0.1), CANCER)
    for start, end in (((104, 118), (132, 174)), ((120, 100), (156, 172))):
        sheet.arrow([start, ((start[0] + end[0]) / 2 + 8, (start[1] + end[1]) / 2 - 8), end], CANCER)
    osteoclast = [
        (98, 206),
        (110, 188),
        (136, 180),
        (166, 182),
        (190, 194),
        (196, 208),
        (182, 226),
        (148, 234),
        (114, 226),
    ]
    sheet.shape(curve(osteoclast), mixed(TARGET, 0.35), TARGET, 1.6, "bone-osteoclast")
    for x, y in ((126, 202), (146, 196), (166, 202), (138, 214), (158, 216)):
        sheet.disc(x, y, 5.5, TARGET)
    sheet.shape("".join(ring(x, y, 5) for x, y in _CALCIUM), "#d9a300", "#6b5200", 1, "bone-calcium")
    sheet.arrow([(214, 170), (232, 140), (252, 128)], "#6b5200")
    sheet.shape(line([(120, 240), (148, 246), (176, 240)]), edge=REFERENCE, width=7, name="bone-drug")
    sheet.shape(line([(148, 246), (148, 262)]), edge=REFERENCE, width=7)
    sheet.write(12, 228, ["bone"], color=_BONE, size=12)
    sheet.write(258, 20, ["blood"], color=BLOOD, size=12)

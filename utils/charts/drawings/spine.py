"""A spine with a tumor, the cord that it presses, and the band of pain. Drawn by the project, without Matplotlib."""

from __future__ import annotations

from utils.charts.drawings import outlines
from utils.charts.drawings.outlines import Point, place
from utils.charts.drawings.sheet import Place, Sheet, box, curve, line, mixed, ring
from utils.charts.palette import CANCER, MUTED, PAPER, PERSON, SITE, SKIN, SKIN_EDGE, TISSUE

WIDTH, HEIGHT = 320, 346
PLACES = {
    "spine-tumor": Place("tumor in a bone of the spine", (134, 266), (166, 254), (190, 122), 13),
    "spine-cord": Place("the spinal cord", (236, 266), (262, 254), (245, 118), 11),
    "spine-band": Place("a band around the trunk", (4, 266), (34, 254), (62, 112), 15),
    "spine-legs": Place("the legs", (4, 330), (118, 318), (98, 206), 44),
}
_MIDDLE, _SCALE, _TOP = 80, 1.75, 182  # of the person seen from behind
_BONE = SITE["bone"]


def _at(points: list[Point]) -> list[Point]:
    return [(_MIDDLE + x, _TOP * _SCALE - 298 - y) for x, y in place(points, _SCALE, 0, -300)]


def draw(sheet: Sheet) -> None:
    """Draw the person from behind on the left, and the spine from the side, cut open, on the right."""
    for points in (outlines.BODY, outlines.HALF_HEAD):
        sheet.shape(curve(_at(points), False), SKIN, SKIN_EDGE, 1, flipped_at=_MIDDLE)
    legs = _at([(0.8, 76), (16.9, 77), (16, 67), (15, 56), (2.6, 56), (1.8, 66)])
    sheet.shape(line(legs, closed=True), mixed(MUTED, 0.35), name="spine-legs", flipped_at=_MIDDLE)
    sheet.shape(line(_at([(0, 153), (0, 93)])), edge=mixed(_BONE, 0.6), width=7, dash="3.6 3.6")
    band = _at([(-15.9, 128), (0, 125), (15.9, 128), (15.4, 119), (0, 116), (-15.4, 119)])
    sheet.shape(curve(band), mixed(PERSON, 0.42), PERSON, 1.2, "spine-band")
    (x, y) = _at([(0, 121)])[0]
    sheet.shape(ring(x, y, 5.5, 0.1), CANCER, PAPER, 1)
    for corner in (18, 236):
        sheet.shape(line([(x + 5, y), (140, corner)]), edge=MUTED, width=0.8)
    sheet.shape(box(140, 18, 174, 218), TISSUE, MUTED, 1.2)
    for top in (30, 92, 154):
        sheet.shape(curve([(156, top), (182, top + 3), (206, top), (203, top + 23), (206, top + 46), (182, top + 43),
                           (156, top + 46), (159, top + 23)]), mixed(_BONE, 0.3), _BONE, 1.3)  # fmt: skip
        sheet.shape(
            curve([(264, top + 6), (304, top + 26), (300, top + 40), (264, top + 30)]), mixed(_BONE, 0.3), _BONE, 1.3
        )
    for top in (79, 141, 203):  # the discs between the bones
        sheet.shape(box(157, top, 48, 10), mixed(SITE["lung"], 0.18), mixed(SITE["lung"], 0.5), 0.8)
    left = [(224, 22), (224, 60), (226, 84), (240, 104), (243, 118), (240, 132), (226, 152), (224, 180), (224, 232)]
    right = [(248, 232), (248, 180), (250, 152), (254, 132), (255, 118), (254, 104), (250, 84), (248, 60), (248, 22)]
    cord = [left[0], *left, left[-1], right[0], *right, right[-1]]
    sheet.shape(curve(cord), "#f3d98b", "#7a5c00", 1.4, "spine-cord")
    tumor = [(172, 108), (186, 100), (206, 100), (226, 104), (238, 118), (226, 134), (206, 136), (184, 134), (172, 126)]
    sheet.shape(curve(tumor), mixed(CANCER, 0.5), CANCER, 1.6, "spine-tumor")
    for spot in ((190, 114), (206, 122), (222, 116), (198, 128), (208, 110)):
        sheet.disc(*spot, 4, CANCER)

"""The alarms of *get help now* on a body, drawn by the project without Matplotlib: where each shows, whom to call."""

from __future__ import annotations

from utils.charts.drawings import outlines
from utils.charts.drawings.outlines import Point, mirror
from utils.charts.drawings.sheet import Place, Sheet, box, curve, line, mixed, ring
from utils.charts.palette import BLOOD, INK, PAPER, PERSON, SITE, SKIN, SKIN_EDGE

WIDTH, HEIGHT = 320, 344
_MIDDLE, _SCALE, _TOP = 160, 2.3, 172
_ALARM = "#b8400a"


def _at(x: float, y: float) -> Point:
    return _MIDDLE + x * _SCALE, 12 + (_TOP - y) * _SCALE


_LEFT, _RIGHT = 2, 222
PLACES = {
    "alarms-brain": Place("the brain", (_RIGHT, 20), (218, 24), _at(4.6, 164), 12),
    "alarms-chest": Place("the chest", (_RIGHT, 100), (218, 110), _at(8.6, 128), 12),
    "alarms-bleeding": Place("a drop of blood", (_RIGHT, 190), (218, 200), _at(15.5, 96), 12),
    "alarms-bone": Place("a broken thigh bone", (_RIGHT, 270), (218, 264), _at(12.4, 72), 12),
    "alarms-words": Place("words", (_LEFT, 20), (98, 30), _at(-18, 160), 13),
    "alarms-opioid": Place("a tablet", (_LEFT, 100), (98, 104), _at(-21.4, 134), 13),
    "alarms-fever": Place("a thermometer", (_LEFT, 186), (94, 196), _at(-23.5, 112), 12),
    "alarms-spine": Place("the spine", (_LEFT, 270), (94, 262), _at(0, 99), 12),
}


def draw(sheet: Sheet) -> None:
    """Draw a body from the front with the place, or a sign, of each alarm."""
    for points in (outlines.BODY, outlines.HALF_HEAD):
        sheet.shape(_curve(points, False), SKIN, SKIN_EDGE, 1, flipped_at=_MIDDLE)
    sheet.shape(_curve(outlines.HEMISPHERE), mixed(SITE["brain"], 0.5), SITE["brain"], 1.2, "alarms-brain", "", _MIDDLE)
    sheet.shape(_curve(mirror(outlines.LUNG_RIGHT)), mixed(SITE["lung"], 0.3), SITE["lung"], 1.2)
    sheet.shape(_curve(outlines.LUNG_LEFT), mixed(SITE["lung"], 0.3), SITE["lung"], 1.2, "alarms-chest")
    sheet.shape(line([_at(0, 152), _at(0, 93)]), edge=SITE["bone"], width=8, dash="4 4.6", name="alarms-spine")
    sheet.shape(_curve(mirror(outlines.FEMUR)), mixed(SITE["bone"], 0.2), mixed(SITE["bone"], 0.6), 1)
    sheet.shape(_curve(outlines.FEMUR), mixed(SITE["bone"], 0.4), SITE["bone"], 1.2, "alarms-bone")
    crack = [_at(9.6, 70), _at(11.6, 73), _at(12.6, 70.4), _at(15.4, 73.6)]
    sheet.shape(line(crack), edge=INK, width=2.4)
    x, y = _at(15.5, 96)
    sheet.shape(
        curve([(x, y - 13), (x, y - 13), (x + 8, y + 2), (x, y + 9), (x - 8, y + 2)]),
        BLOOD,
        PAPER,
        1,
        "alarms-bleeding",
    )
    x, y = _at(-18, 160)  # a speech bubble
    bubble = [(x - 12, y - 9), (x + 12, y - 9), (x + 12, y + 7), (x + 10, y + 15), (x + 2, y + 7), (x - 12, y + 7)]
    sheet.shape(line(bubble, closed=True), mixed(PERSON, 0.5), PERSON, 1.4, "alarms-words")
    x, y = _at(-21.4, 134)
    for side, fill in ((-1, PAPER), (1, mixed(PERSON, 0.6))):
        half = [
            (x, y - 6),
            (x, y - 6),
            (x + side * 9, y - 6),
            (x + side * 13, y),
            (x + side * 9, y + 6),
            (x, y + 6),
            (x, y + 6),
        ]
        sheet.shape(curve(half), fill, PERSON, 1.4, "alarms-opioid" if side < 0 else "")
    x, y = _at(-23.5, 112)
    sheet.shape(box(x - 3, y - 22, 6, 24), PAPER, _ALARM, 1.4)
    sheet.shape(ring(x, y + 4, 7), _ALARM, _ALARM, 1, "alarms-fever")
    sheet.shape(line([(x, y), (x, y - 14)]), edge=_ALARM, width=3)


def _curve(points: list[Point], closed: bool = True) -> str:
    return curve([_at(x, y) for x, y in points], closed)

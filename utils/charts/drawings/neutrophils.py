"""Neutrophils over a cycle of chemotherapy: a schematic without a scale of counts.

Drawn by the project, without Matplotlib. The days of the lowest counts are those of a nursing row, and are read back
from the drawn band.
"""

from __future__ import annotations

from utils.charts.drawings.sheet import Place, Sheet, box, curve, drawn_parts, line, mixed, polygons
from utils.charts.palette import CANCER, INK, MUTED, SITE

WIDTH, HEIGHT = 320, 282
_ZERO, _DAY, _TOP, _GROUND, _NEXT = 30, 12, 62, 208, 296  # the dose; pixels a day; the top; the axis; the next dose
DOSE, NADIR, STAY, FEVER = "neutrophils-dose", "neutrophils-nadir", "neutrophils-stay", "neutrophils-fever"


def places(days: tuple[float, float]) -> dict[str, Place]:
    """Where the labels go; ``days``: first and last day of the lowest counts."""
    first, last = (_ZERO + day * _DAY for day in days)
    return {
        DOSE: Place("the dose", (8, 254), (_ZERO, 242), (_ZERO, _GROUND + 8), 8),
        NADIR: Place(
            "the days of the lowest counts", (first - 22, 20), ((first + last) / 2, 42), ((first + last) / 2, 74), 22
        ),
        STAY: Place("a slower way back", (224, 110), (240, 148), (last + 62, 186), 10),
        FEVER: Place("the lowest point", (98, 254), ((first + last) / 2, 242), ((first + last) / 2, 190), 26),
    }


def draw(sheet: Sheet, days: tuple[float, float]) -> None:
    """Draw the axis, the band of the lowest counts, and the line of the counts."""
    first, last = (_ZERO + day * _DAY for day in days)
    middle = (first + last) / 2
    sheet.shape(box(first, _TOP, last - first, _GROUND - _TOP), mixed(SITE["liver"], 0.2), name=NADIR)
    for day, x in zip(days, (first, last), strict=True):
        sheet.shape(line([(x, _TOP), (x, _GROUND + 4)]), edge=SITE["liver"], width=1, dash="3 3")
        sheet.write(x, _GROUND + 18, [f"day {day:g}"], anchor="middle")
    sheet.arrow([(_ZERO, _GROUND), (160, _GROUND), (316, _GROUND)], MUTED, width=1.4)
    sheet.arrow([(_ZERO, _GROUND), (_ZERO, 120), (_ZERO, 48)], MUTED, width=1.4)
    sheet.write(8, 20, ["neutrophils"], color=MUTED)
    sheet.write(8, 36, ["(white cells)"], color=MUTED)
    low = 186
    slow = [(middle + 8, low), (last + 40, low + 1), (last + 86, low - 6), (_NEXT + 12, 110)]
    sheet.shape(curve(slow, False), edge=CANCER, width=2, dash="6 5", name=STAY)
    counts = [
        (_ZERO, 82),
        (_ZERO + 30, 84),
        (first - 8, 150),
        (middle, low),
        (last + 14, 150),
        (last + 38, 96),
        (_NEXT, 80),
    ]
    sheet.shape(curve(counts, False), edge=INK, width=3)
    sheet.shape(box(middle - 5, low - 5, 10, 10), CANCER, INK, 1, FEVER)
    for x, name in ((_ZERO, DOSE), (_NEXT, "")):
        sheet.shape(line([(x - 7, _GROUND + 14), (x, _GROUND + 2), (x + 7, _GROUND + 14)], closed=True), INK, name=name)
    sheet.write(318, _GROUND + 28, ["next dose"], anchor="end")


def drawn_days(svg: str) -> tuple[float, float]:
    """First and last day of the band that a finished picture shows."""
    xs = [x for piece in polygons(drawn_parts(svg)[NADIR]) for x, _ in piece]
    return tuple(round((x - _ZERO) / _DAY, 1) for x in (min(xs), max(xs)))

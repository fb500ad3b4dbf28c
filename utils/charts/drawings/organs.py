"""A small body for explorers: every organ pale, the chosen one lit and named.

Drawn by the project, without Matplotlib. ``drawings.body`` is the large map of all sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from utils.charts.drawings import outlines
from utils.charts.drawings.outlines import Point, mirror
from utils.charts.drawings.sheet import LINE, Sheet, curve, flipped, line, mixed, piece, ring
from utils.charts.palette import INK, MUTED, SITE, SKIN, SKIN_EDGE
from utils.ui.elements import joined

WIDTH, HEIGHT = 270, 226
_SCALE, _MIDDLE, _TOP = 1.95, 64, 171  # pixels per centimeter; the midline; the height that is the upper edge
_LABEL_X = 144
_BESIDE = (30, 140)  # centimeters: a site that has no place on the body
# organ → where the pointer ends, in centimeters
POINTS = {"brain": (4.6, 163.5), "lung": (8.6, 130), "liver": (-6, 111), "breast": (10.5, 119), "bone": (12.7, 77.5)}
_RIBS = (1, 3, 5, 7, 9)


def at(point: Point) -> Point:
    """Centimeters as pixels on the sheet."""
    return _MIDDLE + point[0] * _SCALE, 4 + (_TOP - point[1]) * _SCALE


def outline(points: Sequence[Point], closed: bool = True) -> str:
    """The path of points in centimeters."""
    return curve([at(point) for point in points], closed)


def body_outline(sheet: Sheet, name: str = "", fill: str = SKIN) -> None:
    """Draw the body, to the thighs, and the head."""
    for points in (outlines.BODY, outlines.HALF_HEAD):
        part = name if points is outlines.BODY else ""
        sheet.shape(outline(points, False), fill, SKIN_EDGE, name=part, flipped_at=_MIDDLE)


def _pieces(name: str) -> list[Markup]:
    """The shapes of an organ, without colors."""
    if name == "bone":
        spine = piece(line([at((0, 153)), at((0, 93))]), False, {"stroke-width": "6", "stroke-dasharray": "4 3.4"})
        ribs = [
            piece(
                outline([(x * outlines.RIB_WIDTHS[n], 137.4 - 2.25 * n + y * 12) for x, y in outlines.RIB], False),
                False,
            )
            for n in _RIBS
        ]
        half = [*ribs, *(piece(outline(points)) for points in (outlines.PELVIS, outlines.HUMERUS, outlines.FEMUR))]
    elif name == "brain":
        spine, half = Markup(), [piece(outline(outlines.HEMISPHERE))]
    elif name == "lung":
        return [piece(outline(mirror(outlines.LUNG_RIGHT))), piece(outline(outlines.LUNG_LEFT))]
    else:
        return [piece(outline({"liver": outlines.LIVER, "breast": outlines.BREAST}[name]))]
    return [spine, Markup('<g id="half-{}">{}</g>').format(name, joined(half)), flipped(f"half-{name}", _MIDDLE)]


def _organ(sheet: Sheet, name: str, part: str = "") -> None:
    """Draw an organ pale; or lit, as the part of this name."""
    fill, edge = (mixed(SITE[name], share) for share in ((0.72, 1) if part else (0.16, 0.42)))
    sheet.use(name, fill, edge, 1.4 if part else 0.8, part)


@cache
def _pale(body_part: str = "") -> tuple[Markup, ...]:
    """The body with every organ pale, the same in all pictures; ``body_part`` names the body where all of it is lit."""
    sheet = Sheet(WIDTH, HEIGHT)
    body_outline(sheet, body_part, mixed(MUTED, 0.3) if body_part else SKIN)
    for name in SITE:
        sheet.define(name, _pieces(name))
        _organ(sheet, name)
    return tuple(sheet.drawn)


def draw(name: str, label: Sequence[str], drawing: str, points: Sequence[Point] | None) -> str:
    """The body as SVG, with one site lit and named.

    ``name``: of the part and its label. ``label``: lines. ``drawing``: an organ (a key of ``POINTS``) or empty;
    ``points``: then where the site is, in centimeters; none for a mark beside the body, None for the whole body.
    """
    is_whole = not drawing and points is None
    sheet = Sheet(WIDTH, HEIGHT, list(_pale(name if is_whole else "")))
    color = SITE.get(drawing, INK if is_whole else MUTED)
    if drawing:
        _organ(sheet, drawing, name)
        tip = at(POINTS[drawing])
    elif is_whole:
        tip = at((15, 96))
    else:
        center = [sum(values) / len(points) for values in zip(*points, strict=True)] if points else _BESIDE
        tip = at((center[0], center[1]))
        path = outline(points) if len(points) > 2 else ring(*tip, 4)
        sheet.shape(path, mixed(color, 0.72), color, 1.4, name)
    y = min(max(tip[1], 20), HEIGHT - 8 - LINE * (len(label) - 1))
    sheet.pointer((_LABEL_X - 4, y - 4), tip, name, color)
    sheet.write(_LABEL_X, y, label, name, color, bold=True)
    return sheet.svg

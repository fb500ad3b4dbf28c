"""A sheet to draw on, which is SVG text from the start: no Matplotlib, and a few kilobytes a picture.

Units are CSS pixels from the top left. What has a name can be found again: a part (a shape), the label that names it,
and the pointer from the label to the part. ``read_back`` reads the finished SVG, not what was asked for.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, hypot, pi, sin
from typing import NamedTuple

from markupsafe import Markup

from utils.charts.drawings.outlines import Point
from utils.charts.palette import INK, PAPER
from utils.ui.elements import joined

SIZE = 13  # of letters, in pixels
LINE = 16  # from line to line
NOTHING = "nothing drawn"
_PART, _LABEL, _POINTER = "part-", "label-", "pointer-"
_FONT = "'DejaVu Sans',Verdana,Arial,sans-serif"
_NEAR = 3  # pixels: a pointer's dot touches what is this near
_SVG = "{http://www.w3.org/2000/svg}"


def number(value: float) -> str:
    """A number with one decimal at most."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def mixed(color: str, share: float) -> str:
    """``color`` (#rrggbb) mixed with white; share 1 is the pure color, 0 is white."""
    channels = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - channel)):02x}" for channel in channels)


def _path(start: Point, steps: Iterable[tuple[str, Sequence[Point]]], closed: bool) -> str:
    """A path in steps from point to point: l and c, whose letter may be left out when it repeats."""
    here = _rounded(start)
    path, last_letter = f"M{number(here[0])} {number(here[1])}", "M"
    for letter, points in steps:
        ends = [_rounded(point) for point in points]
        numbers = [number(value) for x, y in ends for value in (x - here[0], y - here[1])]
        text = "".join(value if value.startswith("-") else f" {value}" for value in numbers)
        path += text if letter == last_letter else letter + text.removeprefix(" ")
        here, last_letter = ends[-1], letter
    return path + ("z" if closed else "")


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def line(points: Sequence[Point], closed: bool = False) -> str:
    """A path of straight lines."""
    return _path(points[0], (("l", [point]) for point in points[1:]), closed)


def curve(points: Sequence[Point], closed: bool = True) -> str:
    """A path that passes smoothly through the points (as ``shapes.curve`` does); one written twice is a corner."""
    here = list(points)
    count = len(here)

    def tangent(i: int) -> Point:
        before = here[i - 1] if i or closed else here[i]
        after = here[(i + 1) % count] if i + 1 < count or closed else here[i]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = max(hypot(dx, dy), 1e-9)
        return dx / length, dy / length

    steps = []
    for i in range(count if closed else count - 1):
        (x0, y0), (x1, y1) = here[i], here[(i + 1) % count]
        third = hypot(x1 - x0, y1 - y0) / 3
        if not third:
            continue
        (u0, v0), (u1, v1) = tangent(i), tangent((i + 1) % count)
        steps.append(("c", [(x0 + u0 * third, y0 + v0 * third), (x1 - u1 * third, y1 - v1 * third), (x1, y1)]))
    return _path(here[0], steps, closed)


def ring(x: float, y: float, radius: float, uneven: float = 0) -> str:
    """The path of a cell; ``uneven`` is how far its outline leaves the circle, as a share of the radius."""
    angles = [2 * pi * k / 6 for k in range(6)]
    radii = [radius * (1 + uneven * sin(3 * angle + x + y)) for angle in angles]
    return curve([(x + r * cos(a), y + r * sin(a)) for r, a in zip(radii, angles, strict=True)])


def box(x: float, y: float, width: float, height: float) -> str:
    """The path of a rectangle."""
    return line([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], closed=True)


@dataclass
class Sheet:
    """An empty sheet of this size, and what is drawn on it, from back to front."""

    width: float
    height: float
    drawn: list[Markup] = field(default_factory=list)

    def shape(
        self,
        path: str,
        fill: str = "none",
        edge: str = "none",
        width: float = 1,
        name: str = "",
        dash: str = "",
        flipped_at: float | None = None,
    ) -> None:
        """Draw a path; ``name`` makes it a part. ``flipped_at``: draw its mirror image at this x too."""
        id = _id(_PART, name) or (_id("both-", str(len(self.drawn))) if flipped_at is not None else Markup())
        self.drawn.append(Markup('<path{} d="{}" fill="{}"{}/>').format(id, path, fill, _edge(edge, width, dash)))
        if flipped_at is not None:
            self.drawn.append(flipped(id.split('"')[1], flipped_at))

    def disc(self, x: float, y: float, radius: float, fill: str, edge: str = "none", width: float = 1) -> None:
        """Draw a circle."""
        place = (number(value) for value in (x, y, radius))
        circle = Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"{}/>')
        self.drawn.append(circle.format(*place, fill, _edge(edge, width)))

    def define(self, name: str, pieces: Iterable[Markup]) -> None:
        """Keep pieces (of ``piece`` and ``flipped``) to be drawn with ``use``, in any colors."""
        self.drawn.append(Markup('<defs><g id="{}">{}</g></defs>').format(name, joined(pieces)))

    def use(self, defined: str, fill: str, edge: str, width: float = 1, name: str = "") -> None:
        """Draw what was defined; ``name`` makes it a part."""
        look = _edge(edge, width)
        self.drawn.append(Markup('<use{} href="#{}" fill="{}"{}/>').format(_id(_PART, name), defined, fill, look))

    def arrow(self, points: Sequence[Point], color: str, name: str = "", width: float = 2) -> None:
        """Draw a line through the points with a head at its end."""
        (x0, y0), (x1, y1) = points[-2:]
        length = hypot(x1 - x0, y1 - y0)
        u, v = (x1 - x0) / length, (y1 - y0) / length
        head = [(x1, y1), (x1 - 8 * u - 4 * v, y1 - 8 * v + 4 * u), (x1 - 8 * u + 4 * v, y1 - 8 * v - 4 * u)]
        self.shape(curve([*points[:-1], (x1 - 6 * u, y1 - 6 * v)], closed=False), edge=color, width=width)
        self.shape(line(head, closed=True), color, name=name)

    def write(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        name: str = "",
        color: str = INK,
        size: float = SIZE,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write lines of text; (x, y) is the start, middle or end of the first one's baseline."""
        texts = joined(
            Markup('<tspan x="{}" y="{}">{}</tspan>').format(number(x), number(y + LINE * size / SIZE * row), text)
            for row, text in enumerate(lines)
        )
        look = Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else Markup()
        look += Markup(' font-weight="700"') if bold else Markup()
        look += Markup(' font-size="{}"').format(number(size)) if size != SIZE else Markup()
        self.drawn.append(Markup('<text{} fill="{}"{}>{}</text>').format(_id(_LABEL, name), color, look, texts))

    def pointer(self, start: Point, end: Point, name: str, color: str = INK) -> None:
        """Draw a thin line that ends with a dot on what it points at."""
        path = line([start, end])
        self.drawn.append(Markup('<path{} d="{}" stroke="{}"/>').format(_id(_POINTER, name), path, color))
        self.disc(*end, 2.6, color, PAPER)

    @property
    def svg(self) -> str:
        """The picture."""
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
            'font-family="{font}" font-size="{size}" stroke-linecap="round" stroke-linejoin="round">'
            '<rect width="{w}" height="{h}" fill="{paper}"/>'
        )
        start = head.format(w=number(self.width), h=number(self.height), font=_FONT, size=SIZE, paper=PAPER)
        return str(start + joined(self.drawn) + Markup("</svg>"))


def piece(path: str, is_filled: bool = True, more: Mapping[str, str] | None = None) -> Markup:
    """A path without colors of its own. ``more``: further attributes, by name; without ``is_filled`` a mere line."""
    given = {"d": path, **({} if is_filled else {"fill": "none"}), **(more or {})}
    return Markup("<path{}/>").format(joined(Markup(' {}="{}"').format(*pair) for pair in given.items()))


def flipped(id: str, x: float) -> Markup:
    """The mirror image, at this x, of what has the id."""
    return Markup('<use href="#{}" transform="matrix(-1 0 0 1 {} 0)"/>').format(id, number(2 * x))


def _edge(color: str, width: float, dash: str = "") -> Markup:
    if color == "none":
        return Markup()
    look = Markup(' stroke="{}"').format(color)
    look += Markup(' stroke-width="{}"').format(number(width)) if width != 1 else Markup()
    return look + (Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup())


def _id(kind: str, name: str) -> Markup:
    return Markup(' id="{}{}"').format(kind, name) if name else Markup()


class Place(NamedTuple):
    """A part of a drawing and where its label goes.

    What the part is; where the text and the pointer start, where the pointer ends; characters in a line of the label.
    """

    what: str
    text_at: Point
    start: Point
    end: Point
    length: int


class Label(NamedTuple):
    """A label of a finished picture: its text, and the part in which its pointer ends."""

    name: str
    text: str
    points_at: str


def read_back(svg: str) -> list[Label]:
    """The labels of a picture, in their order, each with the name of the topmost part on which its pointer ends.

    That is ``NOTHING`` where no part is drawn there, or no pointer.
    """
    root = ET.fromstring(svg)
    tips = {id: polygons(element)[-1][-1] for id, element in _named(root, _POINTER)}
    parts = _named(root, _PART)
    defined = {id: element for element in root.iter() if (id := element.get("id"))}
    labels = []
    for name, text in _named(root, _LABEL):
        hits = [part for part, element in parts if name in tips and _covers(element, tips[name], defined)]
        words = " ".join(" ".join(text.itertext()).split())
        labels.append(Label(name, words, hits[-1] if hits else NOTHING))
    return labels


def drawn_parts(svg: str) -> dict[str, ET.Element]:
    """Name → shape of each part of a finished picture, from back to front."""
    return dict(_named(ET.fromstring(svg), _PART))


def _named(root: ET.Element, kind: str) -> list[tuple[str, ET.Element]]:
    return [
        (element.get("id", "").removeprefix(kind), element)
        for element in root.iter()
        if element.get("id", "").startswith(kind)
    ]


def polygons(shape: ET.Element) -> list[list[Point]]:
    """The points that the outline of a shape passes through, one list per closed or open piece."""
    pieces: list[list[Point]] = []
    for command, text in re.findall(r"([Mlc])([-\d. ]+)", shape.get("d", "")):
        values = [float(value) for value in re.findall(r"-?[\d.]+", text)]
        if command == "M":
            pieces.append([(values[0], values[1])])
            continue
        step_length = 2 if command == "l" else 6
        for start in range(0, len(values), step_length):
            x, y = pieces[-1][-1]
            dx, dy = values[start + step_length - 2 : start + step_length]
            pieces[-1].append((x + dx, y + dy))
    return pieces


def _covers(shape: ET.Element, tip: Point, defined: Mapping[str, ET.Element]) -> bool:
    """Whether a point is inside a piece of a filled shape, or as near to its outline as a pointer's dot is wide."""
    used = defined.get(shape.get("href", "").removeprefix("#"))
    for path in [shape] if used is None else used.iter(f"{_SVG}path"):
        is_filled = path.get("fill", shape.get("fill")) != "none"
        near = _NEAR + float(path.get("stroke-width", shape.get("stroke-width", 1))) / 2
        if any((is_filled and _inside(polygon, tip)) or _distance(polygon, tip) <= near for polygon in polygons(path)):
            return True
    return False


def _inside(polygon: list[Point], point: Point) -> bool:
    """Ray casting: whether a line from the point to the right crosses the outline an odd number of times."""
    x, y = point
    is_inside = False
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            is_inside = not is_inside
    return is_inside


def _distance(polygon: list[Point], point: Point) -> float:
    """From a point to the nearest line of an outline."""
    best = min(hypot(x - point[0], y - point[1]) for x, y in polygon)
    for (x0, y0), (x1, y1) in pairwise(polygon):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        if length:
            share = min(1, max(0, ((point[0] - x0) * (x1 - x0) + (point[1] - y0) * (y1 - y0)) / length))
            best = min(best, hypot(x0 + share * (x1 - x0) - point[0], y0 + share * (y1 - y0) - point[1]))
    return best

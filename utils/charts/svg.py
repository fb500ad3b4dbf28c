"""Pictures as SVG text that is as small as it can be and looks the same."""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Matplotlib draws glyphs in units of 1/64 of a percent of their size. A quarter of a percent is finer than any screen.
_GLYPH_SCALE, _COARSE_SCALE = 'transform="scale(0.015625)"', 'transform="scale(.25)"'
_COARSENESS = 16
_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'  # for browsers from before 2018
_POINTS_TAKEN = {"M": 1, "L": 1, "Q": 2, "C": 3}  # path command → points it takes


def to_svg(figure: Figure, decimals: int = 2) -> str:
    """The figure as SVG text: same bytes for same input (no date, fixed ids; text as shapes, so no font is needed).

    Outlines are in points; ``decimals`` of them are kept. A drawing looks the same with one.
    """
    buffer = io.StringIO()
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return lighter(buffer.getvalue(), decimals)


def strip_for_embedding(svg: str) -> str:
    """A picture without what only a file needs; words that are text have fallback fonts."""
    svg = re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", svg)
    return re.sub(r">\s+<", "><", svg.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif")).strip()


def lighter(svg: str, decimals: int) -> str:
    """Matplotlib's SVG without what no reader sees: metadata, spaces, digits beyond ``decimals``, repeated commands."""
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(rf' d="([^"]*)" {re.escape(_GLYPH_SCALE)}', lambda m: f' d="{_glyph(m[1])}" {_COARSE_SCALE}', svg)
    svg = re.sub(r' d="(M [^"]*)"', lambda m: f' d="{_lighter_path(m[1], decimals)}"', svg)
    svg = re.sub(r'transform="translate\(([-\d.]+) 0\)"', lambda m: f'x="{_number(float(m[1]), 1)}"', svg)
    svg = re.sub(r'\b([xy])="(-?\d+\.\d{3,})"', lambda m: f'{m[1]}="{_number(float(m[2]), 2)}"', svg)
    svg = svg.replace("DejaVuSans-", "d").replace("xlink:href", "href").replace(f" {_XLINK}", "")
    for blank in re.findall(r'<path id="(\w+)"(?: transform="[^"]*")?/>', svg):  # the outline of a space
        svg = re.sub(rf'<(?:path id|use href)="#?{blank}"[^>]*/>\s*', "", svg)
    svg = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", svg)  # by no angle
    svg = re.sub(r"\b(?:rotate|translate)\([^)]*\)", lambda m: straight(m[0], 2), svg)
    svg = _number_clips(svg)
    svg = re.sub(r'style="[^"]*"', lambda m: m[0].replace(": ", ":").replace("; ", ";"), svg)
    return re.sub(r"\n\s*", "\n", _without_bare_groups(svg))


def _without_bare_groups(svg: str) -> str:
    """The same picture without groups that hold nothing, or that say nothing of what they hold."""
    svg = re.sub(r'<g id="(?![xy]tick_)[\w.]+_\d+"', "<g", svg)  # ids that Matplotlib counts and nothing reads
    kept: list[bool] = []  # of the groups that are open

    def tag(match: re.Match) -> str:
        if match[0] != "</g>":
            kept.append(match[0] != "<g>")
        return match[0] if (kept[-1] if match[0] != "</g>" else kept.pop()) else ""

    return re.sub(r"<g(?: [^>]*[^/>])?>|</g>", tag, re.sub(r"<g/>", "", svg))


def _number_clips(svg: str) -> str:
    """The same picture with its clipping paths called clip1, clip2 ...

    Matplotlib makes their ids from every digit of their size, and the last digit depends on the Python: from 3.12 on
    ``sum`` adds floating-point numbers more exactly.
    """
    for number, id in enumerate(dict.fromkeys(re.findall(r'<clipPath id="(p[0-9a-f]{10})"', svg)), start=1):
        svg = svg.replace(f'"{id}"', f'"clip{number}"').replace(f"(#{id})", f"(#clip{number})")
    return svg


def _lighter_path(path: str, decimals: int) -> str:
    curved_or_long = "C" in path or "Q" in path or path.count("L") > 4
    return (outline if curved_or_long else straight)(path, decimals)


def outline(path: str, decimals: int, coarseness: int = 1) -> str:
    """A path of M, L, Q, C and z with absolute points as the same path in steps from point to point.

    Points are divided by ``coarseness`` and rounded to ``decimals`` first, so that no error adds up on the way.
    """
    scale = 10**decimals / coarseness
    here = start = (0, 0)
    text, last_letter = "", ""
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if command == "z":
            text, last_letter, here = text + "z", "z", start
            continue
        coordinates = [round(float(number) * scale) for number in numbers.split()]
        points = list(zip(coordinates[::2], coordinates[1::2], strict=True))
        for index in range(0, len(points), _POINTS_TAKEN[command]):
            taken = points[index : index + _POINTS_TAKEN[command]]
            steps = [(x - here[0], y - here[1]) for x, y in taken]
            here = taken[-1]
            if command == "M":
                start = here
            if command == "C" and not any(map(any, steps)):
                continue  # a curve that goes nowhere
            letter, values = command.lower(), [value for step in steps for value in step]
            if command == "L" and 0 in values and any(values):
                letter, values = ("h", values[:1]) if values[1] == 0 else ("v", values[1:])
            repeated = (letter == last_letter != "m") or (letter == "l" and last_letter == "m")
            text += _join("" if repeated else letter, [_step(value, decimals) for value in values])
            last_letter = letter
    return text


@lru_cache(maxsize=512)
def _glyph(path: str) -> str:
    """The outline of a glyph; the same ones come back in every picture."""
    return outline(path, 0, _COARSENESS)


def straight(path: str, decimals: int) -> str:
    """A path of few straight lines, rounded. Its points stay absolute: marks of a chart are read back from them."""
    rounded = re.sub(r"-?\d+\.\d+", lambda n: _number(float(n[0]), decimals), path)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(rounded.split()))


def _join(letter: str, numbers: list[str]) -> str:
    """A command with its numbers; a space separates only numbers that would run together."""
    text, previous = letter, "" if letter else "0"
    for number in numbers:
        needs_space = previous and not number.startswith("-") and not (number.startswith(".") and "." in previous)
        text += f" {number}" if needs_space else number
        previous = number
    return text


@cache
def _step(value: int, decimals: int) -> str:
    """A step of an outline, given in units of its last decimal. Few differ, although a page has very many points."""
    return _number(value / 10**decimals, decimals)


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text[1:] if text.startswith("0.") else text.replace("-0.", "-.", 1)
    return text if text != "-0" else "0"

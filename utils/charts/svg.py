"""Pictures as SVG text that is as small as it can be and looks the same."""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Letters are drawn in units of 1/64 of their size in percent; a quarter of that resolution is still finer than any screen.
_LETTER, _COARSER = 'transform="scale(0.015625)"', 'transform="scale(.25)"'
_COARSE = 16
_PAIRS = {"M": 1, "L": 1, "Q": 2, "C": 3}  # command → points it takes


def to_svg(figure: Figure, decimals: int = 2) -> str:
    """The figure as SVG text: same bytes for same input (no date, fixed ids; text as shapes, so no font is needed).

    Outlines are in points; ``decimals`` of them are kept. A drawing looks the same with one.
    """
    buffer = io.StringIO()
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return lighter(buffer.getvalue(), decimals)


def embedded(svg: str) -> str:
    """A picture whose words are text, without what only a file needs, and with fonts for where its own is missing."""
    svg = re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", svg)
    return re.sub(r">\s+<", "><", svg.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif")).strip()


def lighter(svg: str, decimals: int) -> str:
    """Matplotlib's SVG without what no reader sees: metadata, spaces, digits beyond ``decimals``, repeated commands."""
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(rf' d="([^"]*)" {re.escape(_LETTER)}', lambda m: f' d="{_letter(m[1])}" {_COARSER}', svg)
    svg = re.sub(
        r' d="(M [^"]*)"',
        lambda m: (
            f' d="{(outline if "C" in m[1] or "Q" in m[1] or m[1].count("L") > 4 else straight)(m[1], decimals)}"'
        ),
        svg,
    )
    svg = re.sub(r'transform="translate\(([-\d.]+) 0\)"', lambda m: f'x="{_number(float(m[1]), 1)}"', svg)
    svg = re.sub(r'\b([xy])="(-?\d+\.\d{3,})"', lambda m: f'{m[1]}="{_number(float(m[2]), 2)}"', svg)
    svg = svg.replace("DejaVuSans-", "d")
    svg = re.sub(r'style="[^"]*"', lambda m: m[0].replace(": ", ":").replace("; ", ";"), svg)
    return re.sub(r"\n\s*", "\n", svg)


def outline(path: str, decimals: int, coarse: int = 1) -> str:
    """A path of M, L, Q, C and z with absolute points as the same path in steps from point to point.

    Points are divided by ``coarse`` and rounded to ``decimals`` first, so that no error adds up on the way.
    """
    scale = 10**decimals / coarse
    here = start = (0, 0)
    said, last = "", ""
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if command == "z":
            said, last, here = said + "z", "z", start
            continue
        values = [round(float(number) * scale) for number in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        for at in range(0, len(points), _PAIRS[command]):
            some = points[at : at + _PAIRS[command]]
            steps = [(x - here[0], y - here[1]) for x, y in some]
            here = some[-1]
            if command == "M":
                start = here
            if command == "C" and not any(map(any, steps)):
                continue  # a curve that goes nowhere
            letter, flat = command.lower(), [part for step in steps for part in step]
            if command == "L" and 0 in flat and any(flat):
                letter, flat = ("h", flat[:1]) if flat[1] == 0 else ("v", flat[1:])
            again = (letter == last != "m") or (letter == "l" and last == "m")
            said += _join("" if again else letter, [_step(step, decimals) for step in flat])
            last = letter
    return said


@lru_cache(maxsize=512)
def _letter(path: str) -> str:
    """The outline of a letter; the same ones come back in every picture."""
    return outline(path, 0, _COARSE)


def straight(path: str, decimals: int) -> str:
    """A path of few straight lines, rounded. Its points stay absolute: marks of a chart are read back from them."""
    rounded = re.sub(r"-?\d+\.\d+", lambda n: _number(float(n[0]), decimals), path)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(rounded.split()))


def _join(letter: str, numbers: list[str]) -> str:
    """A command with its numbers; a space stands only where two numbers would run together."""
    text, before = letter, "" if letter else "0"
    for number in numbers:
        apart = before and not number.startswith("-") and not (number.startswith(".") and "." in before)
        text += f" {number}" if apart else number
        before = number
    return text


@cache
def _step(value: int, decimals: int) -> str:
    """A step of an outline, given in units of its last decimal. There are few of them: a page has so many points."""
    return _number(value / 10**decimals, decimals)


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text[1:] if text.startswith("0.") else text.replace("-0.", "-.", 1)
    return text if text != "-0" else "0"

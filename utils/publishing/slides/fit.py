"""How much room words take on a slide, by the widths of their letters, and how they are spread over slides.

Measured with DejaVu Sans, which comes with Matplotlib and is wider than the Arial of the slides: what fits here, fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib
from PIL import ImageFont

from utils.publishing.slides.model import Paragraph

FONTS = [Path(matplotlib.get_data_path(), "fonts", "ttf", name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
SIZES, CAPTION_SIZE = (24, 20, 18), 14  # points; nothing on a slide is smaller
FEW_WORDS = (36, 32, 28)  # for a slide with one thought on it
LINE, GAP = 1.2, 0.4  # height of a line, and space before a paragraph, in sizes of the text
INDENT = 22  # points of a bullet
CELL_PADDING = 8  # points above and below the text of a cell, together
_UNIT = 100  # the size at which widths are measured


class Box(NamedTuple):
    """A place on the slide, in points."""

    left: float
    top: float
    width: float
    height: float


@cache
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[is_bold]), _UNIT)


@cache
def width(text: str, size: float, is_bold: bool = False) -> float:
    """Points that a text takes on one line."""
    return _font(is_bold).getlength(text) * size / _UNIT


def lines(text: str, size: float, room: float, is_bold: bool = False) -> int:
    """How many lines of ``room`` points a text takes."""
    count, here, space = 1, 0.0, width(" ", size, is_bold)
    for word in text.split():
        long = width(word, size, is_bold)
        if here and here + space + long > room:
            count, here = count + 1, 0.0
        here += long + (space if here else 0)
        if here > room:  # an address breaks anywhere
            count, here = count + int(here // room), here % room
    return count


def height(paragraphs: Iterable[Paragraph], size: float, room: float) -> float:
    """Points that paragraphs take, one below the other."""
    total = 0.0
    for paragraph in paragraphs:
        points = CAPTION_SIZE if paragraph.is_caption else size
        inner = room - INDENT * paragraph.level
        count = lines(paragraph.words, points, inner, bool(paragraph.lead and not paragraph.text))
        total += points * (count * LINE + GAP)
    return total


def row_heights(table: Sequence[Sequence[str]], size: float, widths: Sequence[float]) -> list[float]:
    """Points that each row of a table takes."""
    return [
        max(lines(cell, size, room - 16, number == 0) for cell, room in zip(row, widths, strict=True)) * size * LINE
        + CELL_PADDING
        for number, row in enumerate(table)
    ]


def column_widths(table: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Points of each column: as its longest line wants, in proportion, but never below its longest word."""
    columns = list(zip(*table, strict=True))
    least = [
        max(width(word, size, True) for cell in column for word in cell.split() or [""]) + 20 for column in columns
    ]
    wanted = [max(width(cell, size, True) for cell in column) + 20 for column in columns]
    if sum(wanted) <= room:
        return [each * room / sum(wanted) for each in wanted]
    spare = max(room - sum(least), 0)
    extra = [want - need for want, need in zip(wanted, least, strict=True)]
    return [need + spare * more / (sum(extra) or 1) for need, more in zip(least, extra, strict=True)]


def best_size(paragraphs: Sequence[Paragraph], box: Box, sizes: Sequence[int] = SIZES) -> int | None:
    """The largest size at which paragraphs fit in a box; None if they do not."""
    return next((size for size in sizes if height(paragraphs, size, box.width) <= box.height), None)


def spread(paragraphs: Sequence[Paragraph], box: Box) -> list[tuple[Paragraph, ...]]:
    """Paragraphs over as few slides as they need, at no less than 20 points where they need several.

    A heading does not stay alone at the end of a slide, nor a caption alone on one, and a paragraph that is too long
    breaks between sentences.
    """
    if best_size(paragraphs, box):
        return [tuple(paragraphs)]
    size = SIZES[1]
    waiting = [part for paragraph in paragraphs for part in _parts(paragraph, size, box)]
    pages: list[list[Paragraph]] = [[]]
    for paragraph in waiting:
        if pages[-1] and height([*pages[-1], paragraph], size, box.width) > box.height:
            last = pages[-1][-1]
            is_alone = not last.text or (paragraph.is_caption and not last.is_caption)
            moved = [pages[-1].pop()] if len(pages[-1]) > 1 and is_alone else []
            pages.append(moved)
        pages[-1].append(paragraph)
    return [tuple(page) for page in pages]


def _parts(paragraph: Paragraph, size: float, box: Box) -> list[Paragraph]:
    """A paragraph in pieces that fit on a slide each."""
    if height([paragraph], size, box.width) <= box.height:
        return [paragraph]
    parts, now = [], ""
    for sentence in re.split(r"(?<=[.?!]) ", paragraph.text):
        longer = f"{now} {sentence}".strip()
        if now and height([replace(paragraph, text=longer)], size, box.width) > box.height:
            parts.append(now)
            longer = sentence
        now = longer
    return [
        replace(paragraph, text=text, lead=paragraph.lead * (not number)) for number, text in enumerate([*parts, now])
    ]

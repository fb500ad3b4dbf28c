"""Where things go on a slide of 16:9, in points, and how large their words are."""

from __future__ import annotations

import re
from typing import NamedTuple

from utils.publishing.slides import fit
from utils.publishing.slides.fit import Box
from utils.publishing.slides.model import Picture, Slide

WIDTH, HEIGHT = 960, 540
MARGIN = 44
TITLE = Box(MARGIN, 22, WIDTH - 2 * MARGIN, 84)
BODY = Box(MARGIN, 116, WIDTH - 2 * MARGIN, 396)
BESIDE = Box(MARGIN, 116, 372, 396)  # the words beside a picture
PICTURE = Box(MARGIN + 392, 116, WIDTH - 2 * MARGIN - 392, 396)
TALL_TITLE = Box(MARGIN, 22, 340, 110)  # a tall picture takes the whole height, beside title and words
TALL_WORDS = Box(MARGIN, 140, 340, 366)
TALL_PICTURE = Box(MARGIN + 360, 20, WIDTH - 2 * MARGIN - 360, 490)
MIN_SCALE = 1.3  # of a picture beside its words: with less, its labels would be smaller than captions
COVER_TITLE = Box(MARGIN + 40, 130, WIDTH - 2 * MARGIN - 80, 120)
COVER_WORDS = Box(MARGIN + 40, 264, WIDTH - 2 * MARGIN - 80, 190)
NUMBER = Box(WIDTH - MARGIN - 60, 512, 60, 24)
INSET = 7  # points of empty space inside each box, on each side
TITLE_SIZES, COVER_SIZES = (32, 28, 24), (44, 36, 32)
SPACE = 14  # between words and a table


class TablePlace(NamedTuple):
    """Where the words above a table end, and where the table goes."""

    words: Box
    table: Box
    size: int


def areas(slide: Slide) -> tuple[Box, Box | None]:
    """The room for words, and for a picture; both without the space inside their boxes."""
    if slide.kind == "title":
        return _inner(COVER_WORDS), None
    if slide.picture:
        return (_inner(TALL_WORDS), TALL_PICTURE) if is_tall(slide) else (_inner(BESIDE), PICTURE)
    return _inner(BODY), None


def is_tall(slide: Slide) -> bool:
    """Whether its picture would be too small beside the words."""
    return bool(slide.picture) and scale(slide.picture, PICTURE) < MIN_SCALE


def scale(picture: Picture, box: Box) -> float:
    """How much larger than in a lesson a picture is shown in a box, at most."""
    wide, high = picture_size(picture)
    return min(box.width / wide, box.height / high)


def picture_size(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture, as its SVG says."""
    found = re.search(r"viewBox=[\"']0 0 ([\d.]+) ([\d.]+)", picture.svg)
    return float(found[1]), float(found[2])


def _inner(box: Box) -> Box:
    return Box(box.left, box.top, box.width - 2 * INSET, box.height - INSET)


def word_size(slide: Slide) -> int:
    """The size of its words, in points."""
    if slide.table:
        place = room_for_table(slide)
        return place.size if place else fit.SIZES[-1]
    sizes = (*fit.FEW_WORDS, *fit.SIZES) if slide.kind in ("concept", "choice", "person") else fit.SIZES
    if slide.picture:
        sizes = sizes[-4:]
    return fit.best_size(slide.paragraphs, areas(slide)[0], sizes) or fit.SIZES[1]


def title_size(slide: Slide) -> int:
    """The largest size at which a title takes no more than two lines, three beside a tall picture."""
    box, sizes, most = (COVER_TITLE, COVER_SIZES, 2) if slide.kind == "title" else (TITLE, TITLE_SIZES, 2)
    if is_tall(slide):
        box, most = TALL_TITLE, 3
    fits = (size for size in sizes if fit.lines(slide.title, size, box.width - 2 * INSET, True) <= most)
    return next(fits, sizes[-1])


def room_for_table(slide: Slide) -> TablePlace | None:
    """Where words and table go, at the largest size that fits; None if they do not fit on one slide."""
    for size in fit.SIZES:
        above = fit.height(slide.paragraphs, size, BODY.width - 2 * INSET) + INSET if slide.paragraphs else 0
        widths = fit.column_widths(slide.table, fit.SIZES[-1], BODY.width)
        if sum(widths) > BODY.width + 1:
            return None
        below = sum(fit.row_heights(slide.table, fit.SIZES[-1], widths))
        start = above + SPACE if above else 0
        if start + below <= BODY.height:
            words = Box(BODY.left, BODY.top, BODY.width, above)
            return TablePlace(words, Box(BODY.left, BODY.top + start, BODY.width, below), size)
    return None

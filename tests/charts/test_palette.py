"""Measured contrast of the one palette, in color and for readers who do not see some of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.colors import to_hex, to_rgb

from tests.helpers import ROOT
from utils.charts import palette


def luminance(color: str | tuple[float, ...]) -> float:
    """Relative luminance of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(a: str | tuple[float, ...], b: str | tuple[float, ...]) -> float:
    """Contrast ratio of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_dark(color: str) -> tuple[float, ...]:
    """What a color of a picture becomes on a dark page: ``invert(.92) hue-rotate(180deg)`` of the stylesheet.

    References
    ----------
    W3C. Filter Effects Module Level 1: invert and hueRotate (https://www.w3.org/TR/filter-effects-1/).
    """
    red, green, blue = (channel * (1 - 2 * INVERT) + INVERT for channel in to_rgb(color))
    rows = ((-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856))  # for 180 degrees
    return tuple(min(1, max(0, r * red + g * green + b * blue)) for r, g, b in rows)


INVERT = 0.92


def test_known_contrast():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize(
    "color",
    [
        *palette.SITE.values(),
        palette.INK,
        palette.MUTED,
        palette.REFERENCE,
        palette.BLOOD,
        palette.LYMPH,
        palette.TARGET,
    ],
)
def test_text_and_marks_reach_4_5_to_1_on_the_card(color):
    assert contrast(color, palette.PAPER) >= 4.5


def test_the_stylesheet_turns_pictures_as_measured_here():
    css = (ROOT / "utils" / "ui" / "course.css").read_text(encoding="utf-8")
    assert css.count(f"img {{ filter: invert({INVERT:g}".replace("0.", ".") + ") hue-rotate(180deg); }") == 2


def test_on_a_dark_page_a_picture_is_dark_and_keeps_its_hues():
    assert to_hex(on_dark("#ffffff")) == "#141414" and luminance(on_dark("#000000")) > 0.8
    for color in palette.SITE.values():
        assert (to_rgb(color)[0] > to_rgb(color)[2]) == (on_dark(color)[0] > on_dark(color)[2])


@pytest.mark.parametrize(
    "color",
    [
        *palette.SITE.values(),
        palette.INK,
        palette.MUTED,
        palette.REFERENCE,
        palette.PERSON,
        palette.PALLIATIVE,
        palette.BLOOD,
        palette.LYMPH,
        palette.TARGET,
    ],
)
def test_text_and_marks_reach_4_5_to_1_on_the_card_of_a_dark_page(color):
    assert contrast(on_dark(color), on_dark(palette.PAPER)) >= 4.5


def test_planted_color_that_vanishes_on_a_dark_page():
    assert contrast("#e0e0e0", palette.PAPER) < 3 and contrast(on_dark("#e0e0e0"), on_dark(palette.PAPER)) < 3


@pytest.mark.parametrize(("a", "b"), list(combinations(palette.SITE, 2)))
def test_each_site_has_its_own_color(a, b):
    """Different hues; where they are close in lightness the direct labels tell them apart (no chart has a legend)."""
    assert max(abs(x - y) for x, y in zip(to_rgb(palette.SITE[a]), to_rgb(palette.SITE[b]), strict=True)) > 0.15

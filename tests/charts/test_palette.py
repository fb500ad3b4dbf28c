"""Measured contrast of the one palette, in color and for readers who do not see some of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.colors import to_rgb

from utils.charts import palette


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_known_contrast():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("color", [*palette.SITE.values(), palette.INK, palette.MUTED, palette.REFERENCE])
def test_text_and_marks_reach_4_5_to_1_on_the_card(color):
    assert contrast(color, palette.PAPER) >= 4.5


@pytest.mark.parametrize(("a", "b"), list(combinations(palette.SITE, 2)))
def test_each_site_has_its_own_color(a, b):
    """Different hues; where they are close in lightness the direct labels tell them apart (no chart has a legend)."""
    assert max(abs(x - y) for x, y in zip(to_rgb(palette.SITE[a]), to_rgb(palette.SITE[b]), strict=True)) > 0.15

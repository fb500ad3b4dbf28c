"""A caption is short: with its title at most 35 words; who was counted, and the sources, are folded below."""

from __future__ import annotations

import re

import pytest

from tests.helpers import outputs, read_notebook, spaced
from utils import project
from utils.charts import chart
from utils.charts.chart import fitted_caption
from utils.explorers import numbers

MOST_WORDS = 35


def long_captions(html: str) -> list[str]:
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", " ", caption) for caption in captions]
    return [text for text in texts if len(text.split()) > MOST_WORDS]


def charts_of_numbers(data) -> str:
    explorers = numbers.number_explorer(data), numbers.average_explorer(data)
    return "".join(str(panel) for explorer in explorers for panel in explorer.panels.values())


def test_captions_of_the_numbers_are_short(data, monkeypatch):
    """Planted: room for sixty words."""
    html = charts_of_numbers(data)
    assert html.count("<figcaption>") > 10 and not long_captions(html)
    monkeypatch.setattr(chart, "MAX_CAPTION_WORDS", 60)
    assert long_captions(charts_of_numbers(data))


def test_captions_in_the_lesson_on_numbers_are_short():
    lesson = project.NOTEBOOKS / "07_numbers_and_prognosis.ipynb"
    html = "".join(html for _, html in outputs(read_notebook(lesson), "text/html"))
    assert html.count("<figcaption>") > 10 and not long_captions(html)


@pytest.mark.parametrize("length", [1, 30, 31, 60])
def test_what_does_not_fit_is_folded_and_never_lost(length):
    title, first, second = "A title.", " ".join(["word"] * length) + ".", "Two words."
    caption, details = fitted_caption(title, first, second, "", sources=["a page"])
    assert len(f"{title} {caption}".split()) <= MOST_WORDS
    said, _, sources = str(details).partition("<details>")
    assert sorted(f"{caption} {said}".split()) == sorted(f"{first} {second}".split())
    assert spaced(f"<details>{sources}") == "Sources a page"

"""Readings of the cases as charts: drawn as they stand in the table, read back, and no value over another."""

from __future__ import annotations

from itertools import combinations

import pytest

from utils.charts import trends
from utils.errors import CourseError
from utils.explorers import cases


def test_a_reading_drawn_elsewhere_shows(data, monkeypatch):
    """Planted: a mark moved after it was drawn."""
    draw = trends.draw

    def moved(*args):
        panels = draw(*args)
        line = panels[0].get_lines()[0]
        line.set_ydata([y + 1 for y in line.get_ydata()])
        return panels

    honest = cases.readings_chart(data, "fever")
    monkeypatch.setattr(trends, "draw", moved)
    assert cases.readings_chart(data, "fever").data_table.equals(honest.data_table) is False


def overlapping(data, monkeypatch, one_line: bool = False) -> list[tuple[str, str]]:
    """The values written beside marks that cover each other, over all cases."""
    draw, wrong = trends.draw, []

    def measured(*args):
        panels = draw(*args)
        if one_line:
            for text in (text for axes in panels for text in axes.texts):
                text.set_text(text.get_text().replace("\n", " "))
        panels[0].figure.canvas.draw()
        for axes in panels:
            wrong.extend(
                (one.get_text(), other.get_text())
                for one, other in combinations(axes.texts, 2)
                if one.get_window_extent().overlaps(other.get_window_extent())
            )
        return panels

    monkeypatch.setattr(trends, "draw", measured)
    for case in data.cases["id"]:
        cases.readings_chart(data, case)
    return wrong


def test_no_value_of_a_chart_covers_another(data, monkeypatch):
    assert overlapping(data, monkeypatch) == []


def test_planted_values_on_one_line_cover_each_other(data, monkeypatch):
    assert overlapping(data, monkeypatch, one_line=True)


def test_empty_readings_say_so(data):
    with pytest.raises(CourseError, match="no readings"):
        trends.trend_chart(data.case_readings.head(0), title="Nothing.")

"""The reading grades of the articles beside what is asked of texts for patients: a picture, read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.charts.base import Chart, canvas, caption, frame, pairs
from utils.charts.palette import GRID, INK, MUTED
from utils.errors import CourseError


def reading_grade_chart(articles: pd.DataFrame, instrument: NamedTuple, *, title: str, sources: Sequence[str]) -> Chart:
    """Reading grades on a scale of school grades, beside the band that is asked for.

    ``articles``: rows of ``sources`` (id, reading_grade). ``instrument``: the row of ``appraisal_instruments`` that
    gives the scale and the band. Raises CourseError where a grade lies off the scale or the band is missing.
    """
    if pd.isna(instrument.target_low) or pd.isna(instrument.target_high):
        raise CourseError(f"Instrument {instrument.id} names no target. Fill in target_low and target_high.")
    off = articles[~articles["reading_grade"].between(instrument.low, instrument.high)]
    if len(off):
        raise CourseError(f"Article {off['id'].iloc[0]} lies off the scale of {instrument.low} to {instrument.high}.")
    low, high = instrument.target_low, instrument.target_high
    with canvas(1.35 + 0.42 * len(articles), layout="constrained") as picture:
        axes = picture.figure.subplots()
        look = {"facecolor": GRID, "edgecolor": MUTED, "linestyle": "--", "gid": "band"}
        axes.add_patch(Rectangle((low, -0.6), high - low, len(articles) + 0.2, **look))
        for position, row in enumerate(articles.itertuples()):
            y = len(articles) - 1 - position
            axes.plot([row.reading_grade], [y], "o", markersize=10, color=INK, gid=f"shown-{row.id}")
            axes.annotate(f"{row.reading_grade:g}", (row.reading_grade, y), xytext=(9, 0), textcoords="offset points",
                          va="center", fontweight="bold", gid=f"value-{row.id}")  # fmt: skip
        words = f"asked for:\ngrade {low} to {high}"
        axes.text((low + high) / 2, len(articles) - 0.35, words, ha="center", va="bottom", fontsize=9.5)
        axes.set(xlim=(instrument.low, instrument.high), ylim=(-0.6, len(articles) + 0.5))
        axes.set_xticks(range(instrument.low, instrument.high + 1, 2))
        axes.set_yticks(range(len(articles)), labels=[f"Article {id}" for id in articles["id"]][::-1])
        axes.set_xlabel(f"School grade ({instrument.label.removesuffix(' grade')}), United States")
        frame(axes, grid=None)
    data_table = read_grades(axes)
    alt = f"{title} Dots on a scale of school grades from {instrument.low} to {instrument.high}. {pairs(data_table)}."
    below = caption(
        "Measured with textstat 0.7.8 on the running text: no headings, no list numbers, no lines without an end mark. "
        f"{instrument.note} Source of what is asked for: {'; '.join(sources)}."
    )
    return Chart(title, alt, below, data_table, picture.svg)


def read_grades(axes: Axes) -> pd.DataFrame:
    """What the chart of grades shows, read from its marks: columns Text and Drawn; the band last."""
    labels = {
        round(tick): label.get_text() for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }
    rows = {
        round(float(line.get_ydata()[0])): f"{float(line.get_xdata()[0]):g}"
        for line in axes.get_lines()
        if (line.get_gid() or "").startswith("shown-")
    }
    shown = [{"Text": labels[y], "Drawn": rows.get(y, "nothing drawn")} for y in sorted(labels, reverse=True)]
    for patch in axes.patches:
        if patch.get_gid() == "band":
            left, right = patch.get_x(), patch.get_x() + patch.get_width()
            shown.append({"Text": "Asked for (shaded band)", "Drawn": f"{left:g} to {right:g}"})
    return pd.DataFrame(shown)

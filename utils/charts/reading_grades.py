"""The reading grades of the articles next to what is recommended for patient education: a chart, read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.charts.base import canvas, style_axes
from utils.charts.chart import Chart, caption, values_as_text
from utils.charts.palette import GRID, INK, MUTED
from utils.errors import CourseError


def reading_grade_chart(articles: pd.DataFrame, instrument: NamedTuple, *, title: str, sources: Sequence[str]) -> Chart:
    """Reading grades on a scale of US school grades, with the recommended range as a band.

    Parameters
    ----------
    articles : pandas.DataFrame
        Rows of ``sources``. Columns id (text) and reading_grade (a Flesch-Kincaid grade, a number of US school years).
    instrument : namedtuple
        The row of ``appraisal_instruments`` that defines the scale (low, high) and the recommended range (target_low,
        target_high), both whole grades; label and note are printed.
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Who recommends the range, for the caption.

    Returns
    -------
    Chart
        Its data table has the columns Text (article, or the band in the last row) and Drawn (grade or range).

    Raises
    ------
    CourseError
        When a grade is off the scale or the recommended range is missing.

    References
    ----------
    Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy enlisted personnel.
    Research Branch Report 8-75. Naval Technical Training Command; 1975. (The grades themselves are stored in
    ``data/sources.csv``, computed by textstat 0.7.8; nothing is computed here.)
    """
    if pd.isna(instrument.target_low) or pd.isna(instrument.target_high):
        raise CourseError(f"Instrument {instrument.id} names no target. Fill in target_low and target_high.")
    off_scale = articles[~articles["reading_grade"].between(instrument.low, instrument.high)]
    if len(off_scale):
        raise CourseError(
            f"The reading grade of article {off_scale['id'].iloc[0]} is off the scale of {instrument.low} to "
            f"{instrument.high}."
        )
    low, high = instrument.target_low, instrument.target_high
    with canvas(1.35 + 0.42 * len(articles), layout="constrained") as picture:
        axes = picture.figure.subplots()
        look = {"facecolor": GRID, "edgecolor": MUTED, "linestyle": "--", "gid": "band"}
        axes.add_patch(Rectangle((low, -0.6), high - low, len(articles) + 0.2, **look))
        for position, article in enumerate(articles.itertuples()):
            y = len(articles) - 1 - position
            axes.plot([article.reading_grade], [y], "o", markersize=10, color=INK, gid=f"shown-{article.id}")
            axes.annotate(
                f"{article.reading_grade:g}",
                (article.reading_grade, y),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                fontweight="bold",
                gid=f"value-{article.id}",
            )
        band_label = f"asked for:\ngrade {low} to {high}"
        axes.text((low + high) / 2, len(articles) - 0.35, band_label, ha="center", va="bottom", fontsize=9.5)
        axes.set(xlim=(instrument.low, instrument.high), ylim=(-0.6, len(articles) + 0.5))
        axes.set_xticks(range(instrument.low, instrument.high + 1, 2))
        axes.set_yticks(range(len(articles)), labels=[f"Article {article_id}" for article_id in articles["id"]][::-1])
        axes.set_xlabel(f"School grade ({instrument.label.removesuffix(' grade')}), United States")
        style_axes(axes, grid=None)
    data_table = read_grades(axes)
    alt = (
        f"{title} Dots on a scale of school grades from {instrument.low} to {instrument.high}. "
        f"{values_as_text(data_table)}."
    )
    caption_text = caption(
        "Measured with textstat 0.7.8 on the running text: no headings, no list numbers, no lines without an end mark. "
        f"{instrument.note} Source of what is asked for: {'; '.join(sources)}."
    )
    return Chart(title, alt, caption_text, data_table, picture.svg)


def read_grades(axes: Axes) -> pd.DataFrame:
    """What the chart of grades shows, read from its marks: columns Text and Drawn, the band in the last row."""
    labels = {
        round(tick): label.get_text() for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }
    grades = {
        round(float(line.get_ydata()[0])): f"{float(line.get_xdata()[0]):g}"
        for line in axes.get_lines()
        if (line.get_gid() or "").startswith("shown-")
    }
    rows = [{"Text": labels[y], "Drawn": grades.get(y, "nothing drawn")} for y in sorted(labels, reverse=True)]
    for patch in axes.patches:
        if patch.get_gid() == "band":
            left, right = patch.get_x(), patch.get_x() + patch.get_width()
            rows.append({"Text": "Asked for (shaded band)", "Drawn": f"{left:g} to {right:g}"})
    return pd.DataFrame(rows)

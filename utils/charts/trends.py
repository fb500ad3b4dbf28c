"""Charted readings of an invented case over time: one small panel per measure, drawn and read back."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.charts.base import canvas, style_axes
from utils.charts.chart import Chart, caption
from utils.charts.palette import INK
from utils.errors import CourseError

PANEL_HEIGHT = 1.0  # inches per measure
TWO_LINES = 1.3  # times that height, where the other unit is on a line of its own


def trend_chart(readings: pd.DataFrame, *, title: str, color: str = INK) -> Chart:
    """Readings of one invented person over time, a panel per measure.

    Parameters
    ----------
    readings : pandas.DataFrame
        Columns time (integer, the order of the times, from 1), time_label (text), measure (text), value (number),
        text (the value as it is written beside its mark, such as ``13.7 (3.42)``) and units (text, the same for all
        values of a measure).
    title : str
        The finding, in one sentence.
    color : str
        Color of lines and dots.

    Returns
    -------
    Chart
        Its data table has a row per measure (with its units) and a column per time: the value of the mark, and the
        other unit that is written beside it; empty where it was not measured.

    Raises
    ------
    CourseError
        When there are no readings.
    """
    if readings.empty:
        raise CourseError("This chart was given no readings to draw. Check the case it was asked for.")
    with canvas(PANEL_HEIGHT * sum(_heights(readings)) + 0.3, layout="constrained", decimals=1) as picture:
        panels = draw(picture.figure, readings, color)
    data_table = read_back(panels)
    times = data_table.columns[1:]
    values = "; ".join(
        f"{measure}: " + ", ".join(f"{time} {text}" for time, text in zip(times, texts, strict=True) if text)
        for measure, *texts in data_table.itertuples(index=False)
    )
    alt = f"{title} A panel per measure, the times in order. {values}."
    caption_text = caption("Invented readings of an invented person. Times are in order, not to scale.")
    return Chart(title, alt, caption_text, data_table, picture.svg)


def draw(figure: Figure, readings: pd.DataFrame, color: str) -> list[Axes]:
    """Draw ``readings`` (as for ``trend_chart``) on ``figure``, a panel per measure; the axes, top to bottom.

    All panels share the times, at equal distances: they are an order, not a scale. A line joins the readings of one
    measure, because they are one person's.
    """
    labels = readings.drop_duplicates("time").sort_values("time").set_index("time")["time_label"]
    measures = list(dict.fromkeys(readings["measure"]))
    heights = {"height_ratios": _heights(readings)}
    panels = figure.subplots(len(measures), 1, sharex=True, squeeze=False, gridspec_kw=heights)[:, 0]
    for axes, measure in zip(panels, measures, strict=True):
        rows = readings[readings["measure"] == measure].sort_values("time")
        positions = [labels.index.get_loc(time) for time in rows["time"]]
        axes.plot(
            positions, rows["value"], color=color, marker="o", markersize=6, linewidth=1.6, gid=f"trend-{measure}"
        )
        for position, value, text in zip(positions, rows["value"], rows["text"], strict=True):
            axes.annotate(
                text.replace(" (", "\n("),  # two narrow lines, so that neighbors do not overlap
                (position, value),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                color=INK,
                fontsize=9,
                linespacing=1.0,
            )
        low, high = rows["value"].min(), rows["value"].max()
        margin = (high - low or abs(high) or 1) * 0.45
        axes.set_ylim(low - margin, high + (2.6 if " (" in rows["text"].iloc[0] else 1.6) * margin)
        axes.set_xlim(-0.5, len(labels) - 0.5)
        axes.set_title(f"{measure}, {rows['units'].iloc[0]}", loc="left", fontsize=10, color=INK)
        axes.set_yticks([])
        axes.tick_params(labelsize=9)
        style_axes(axes)
    panels[-1].set_xticks(range(len(labels)), labels=list(labels))  # shared by all panels
    return list(panels)


def _heights(readings: pd.DataFrame) -> list[float]:
    """The heights of the panels, in the order of ``draw``, as shares of ``PANEL_HEIGHT``."""
    texts = readings.groupby("measure", sort=False)["text"]
    return [TWO_LINES if measure_texts.str.contains(" (", regex=False).any() else 1.0 for _, measure_texts in texts]


def read_back(panels: Sequence[Axes]) -> pd.DataFrame:
    """What the panels show, from their marks: the column Measure, then one per time, all of them text.

    A value is that of the mark; what is written beside the mark in brackets follows it; empty where none is drawn.
    """
    labels = [label.get_text() for label in panels[-1].get_xticklabels()]
    rows = []
    for axes in panels:
        cells = [""] * len(labels)
        for line in axes.get_lines():
            if (line.get_gid() or "").startswith("trend-"):
                for (x, y), written in zip(line.get_xydata(), axes.texts, strict=True):
                    _, bracket, other = written.get_text().partition("\n")
                    cells[round(x)] = f"{float(y):g}{' ' if bracket else ''}{other}"
        rows.append((axes.get_title(loc="left"), *cells))
    return pd.DataFrame(rows, columns=["Measure", *labels])

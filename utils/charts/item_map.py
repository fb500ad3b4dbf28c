"""The questions of a test by difficulty and discrimination: a chart, read back."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from utils.charts.base import LABEL_BACKGROUND, canvas, style_axes
from utils.charts.chart import Chart, caption
from utils.charts.palette import GRID, INK, MUTED, REFERENCE
from utils.errors import CourseError

_HEIGHT, _PLACE = 4.8, (0.17, 0.11, 0.79, 0.87)  # inches; of the axes in the picture
_TICK = 0.25  # of the scale of a correlation, which goes up to 1 and as far below 0 as needed
_STEPS = (11, 17)  # points from a mark to its number
_APART = 13  # points between two numbers that can be read
_AROUND = [(math.cos(turn * math.pi / 6), math.sin(turn * math.pi / 6)) for turn in range(12)]


def item_chart(questions: pd.DataFrame, *, title: str, least: float, note: str = "") -> Chart:
    """Each question as a numbered mark: to the right what more students knew, higher up what tells them apart.

    Parameters
    ----------
    questions : pandas.DataFrame
        Columns number (of the question), percent (of the points, 0 to 100), discrimination (a correlation, or missing:
        then the question has no mark) and look (whether it is one to look at: then its mark is filled).
    title : str
        The finding, in one sentence.
    least : float
        The discrimination below which a question is one to look at: a line across the picture.
    note : str
        What the answers are, if they are not those of a class; written into the picture too.

    Returns
    -------
    Chart
        Its data table has the columns Question, Percent of the points and Discrimination.

    Raises
    ------
    CourseError
        If there is no question to draw.
    """
    drawable = questions[questions["discrimination"].notna()]
    if drawable.empty:
        raise CourseError(
            "No question can be drawn: in each, all students have the same points. Fix: use the answers of more "
            "students."
        )
    low = min(-_TICK, math.floor(drawable["discrimination"].min() / _TICK) * _TICK) - _TICK
    with canvas(_HEIGHT, light=True) as picture:
        axes = picture.figure.add_axes(
            _PLACE,
            xlim=(-3, 103),
            ylim=(low, 1.05),
            xlabel="Difficulty: percent of the points earned",
            ylabel="Discrimination (r)",
        )
        axes.axhline(0, color=MUTED, linewidth=1, gid="zero")
        axes.axhline(least, color=REFERENCE, linewidth=1.5, linestyle="--", gid="least")
        axes.text(
            0, low + 0.05, f"dashed line: {least:g}. {note}".strip(), color=INK, gid="note", bbox=LABEL_BACKGROUND
        )
        for row in drawable.itertuples():
            axes.plot(
                [row.percent],
                [row.discrimination],
                "o",
                markersize=6,
                markeredgecolor=INK,
                markerfacecolor=INK if row.look else GRID,
                gid=f"question-{row.number}",
            )
        for row, place in zip(drawable.itertuples(), _label_places(axes, drawable), strict=True):
            axes.annotate(
                str(row.number),
                (row.percent, row.discrimination),
                xytext=place,
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=9,
                color=INK,
                fontweight="bold" if row.look else "normal",
            )
        axes.yaxis.set_major_locator(MultipleLocator(_TICK))
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:g}")
        style_axes(axes, grid="both", left=True)

    data_table = read_back(axes)
    missing = [str(number) for number in questions.loc[questions["discrimination"].isna(), "number"]]
    values = "; ".join(f"question {number}: {x} percent, {y}" for number, x, y in data_table.itertuples(index=False))
    left_out = (
        f"Not drawn, because all students have the same points: question {', '.join(missing)}." if missing else ""
    )
    alt = (
        f"{title} {note} Marks on a scale of 0 to 100 percent of the points, and of {low:g} to 1 for discrimination, "
        f"with a line at {least:g}. {values}. {left_out}"
    )
    text = caption(note, "A filled mark is a question to look at.", left_out)
    return Chart(title, " ".join(alt.split()), text, data_table, picture.svg)


def read_back(axes: Axes) -> pd.DataFrame:
    """What the chart shows, read from its marks: columns Question, Percent of the points, Discrimination."""
    rows = []
    for line in axes.get_lines():
        kind, _, number = (line.get_gid() or "").partition("-")
        if kind == "question":
            (x,), (y,) = line.get_xdata(), line.get_ydata()
            rows.append((int(number), f"{x:.0f}", f"{y + 0:.2f}"))
    return pd.DataFrame(rows, columns=["Question", "Percent of the points", "Discrimination"])


def _label_places(axes: Axes, drawable: pd.DataFrame) -> Iterator[tuple[float, float]]:
    """For each mark where its number goes, in points from it: as far as possible from other marks and numbers."""
    scale = 72 / axes.figure.dpi
    marks = [tuple(scale * axes.transData.transform(xy)) for xy in drawable[["percent", "discrimination"]].to_numpy()]
    label_places: list[tuple[float, float]] = []
    for mark in marks:
        others = [other for other in marks if other is not mark] + label_places
        steps = [(far * x, far * y) for far in _STEPS for x, y in _AROUND]
        best = max(steps, key=lambda step: min(_APART, _nearest(_moved(mark, step), others)))
        label_places.append(_moved(mark, best))
        yield best


def _moved(point: tuple[float, float], step: tuple[float, float]) -> tuple[float, float]:
    return point[0] + step[0], point[1] + step[1]


def _nearest(point: tuple[float, float], others: list[tuple[float, float]]) -> float:
    return min((math.dist(point, other) for other in others), default=math.inf)

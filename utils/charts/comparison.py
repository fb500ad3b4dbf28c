"""The chart of the number explorer: what an article states above what references state, on one scale.

Labels are printed above their marks, so that long ones need no second column and a phone shows them whole.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts import intervals
from utils.charts.base import LABEL_BACKGROUND, WIDTH, canvas, style_axes
from utils.charts.chart import Chart, fitted_caption, values_as_text
from utils.charts.palette import INK, REFERENCE
from utils.errors import CourseError
from utils.statements import estimates

# Heights in inches: a line of a label, a mark, a heading, the scale with its numbers.
_LINE_HEIGHT, _MARK_HEIGHT, _HEADING_HEIGHT, _SCALE_HEIGHT = 0.185, 0.3, 0.32, 0.5
_MARGIN = 0.32  # inches left and right of the scale: room for its end numbers
_LINE_LENGTH = 52  # characters in a line of a label
_SCALE_TITLES = {
    "percent": "Percent",
    "people": "People",
    "weeks": "Weeks",
    "months": "Months",
    "years": "Years",
}


def comparison_chart(article: pd.DataFrame, references: pd.DataFrame, *, title: str, sources: Sequence[str]) -> Chart:
    """One estimate of an article, and below it the references' estimates that fit its scale, each a separate mark.

    Parameters
    ----------
    article : pandas.DataFrame
        One row of ``statistics`` of kind "article" (columns id, kind, label, low, high, ci_low, ci_high, unit, and the
        columns of ``estimates.CONTEXT``). What it does not state is written into the picture.
    references : pandas.DataFrame
        Rows of ``statistics`` of other kinds, with the same columns and all in one unit: the article's, where it gives
        a number.
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the estimates come from, for the caption.

    Returns
    -------
    Chart
        Its data table has the columns Figure (the label above the mark) and Drawn (a number, a range, an interval).

    Raises
    ------
    CourseError
        When units are mixed or there is nothing to draw.
    """
    rows = pd.concat([article, references], ignore_index=True)
    units = set(rows.loc[rows["low"].notna(), "unit"])
    if len(units) != 1:
        raise CourseError(
            f"A chart needs exactly one unit, but {article['id'].iloc[0]} and its references have "
            f"{sorted(units) or 'no number at all'}."
        )
    unit = units.pop()
    x_max = scale_end(rows)
    labels = [_label(row) for row in rows.itertuples()]
    line_counts = [label.count("\n") + 1 for label in labels]
    height = _SCALE_HEIGHT + 2 * _HEADING_HEIGHT + sum(_MARK_HEIGHT + _LINE_HEIGHT * count for count in line_counts)

    with canvas(height, light=True) as picture:
        axes = picture.figure.add_axes(
            (_MARGIN / WIDTH, _SCALE_HEIGHT / height, 1 - 2 * _MARGIN / WIDTH, 1 - _SCALE_HEIGHT / height),
            xlim=(0, x_max),
            ylim=(0, height - _SCALE_HEIGHT),
            xlabel=_SCALE_TITLES[unit],
        )
        top = height - _SCALE_HEIGHT
        for position, (row, label, line_count) in enumerate(zip(rows.itertuples(), labels, line_counts, strict=True)):
            color = INK if row.kind == "article" else REFERENCE
            if position < 2:
                heading = "The article says" if row.kind == "article" else "References say"
                top -= _HEADING_HEIGHT
                axes.text(0, top + 0.06, heading, color=color, bbox=LABEL_BACKGROUND, gid=f"head-{position}")
            axes.text(
                0,
                top - 0.02,
                label,
                va="top",
                color=INK,
                linespacing=1.25,
                gid=f"label-{row.id}",
                bbox=LABEL_BACKGROUND,
            )
            y = top - _LINE_HEIGHT * line_count - _MARK_HEIGHT / 2 + 0.02
            intervals.draw_interval(axes, y, row, color, x_max)
            top -= _LINE_HEIGHT * line_count + _MARK_HEIGHT
        style_axes(axes)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.10g}")

    data_table = read_back(axes)
    alt = (
        f"{title} Dots are single figures, bars are ranges, thin lines are intervals, on a scale of 0 to {x_max:,.10g} "
        f"({_SCALE_TITLES[unit]}). {values_as_text(data_table)}."
    )
    measures = set(rows["measure"])
    meanings = [text for measure, text in estimates.MEANING.items() if measure in measures]
    caption_text, details = fitted_caption(title, *meanings, sources=sources)
    return Chart(title, alt, caption_text, data_table, picture.svg, details)


def scale_end(rows: pd.DataFrame) -> float:
    """Right end of the scale, which starts at 0: 100 for percentages, else the next round number above every mark."""
    if "percent" in set(rows["unit"]):
        return 100
    largest = rows[["high", "ci_high"]].max().max()
    step = 10 ** (len(f"{largest:.0f}") - 1)
    return (largest // step + 1) * step


def _label(row: estimates.Estimate) -> str:
    """The text above a mark: for an article what its estimate does not state, for a reference how it was measured."""
    if row.kind != "article":
        measure = row.measure if row.measure != estimates.NOT_STATED else "measure not stated"
        return textwrap.fill(f"{row.label} ({measure})", _LINE_LENGTH)
    not_stated = [
        question for column, question in estimates.CONTEXT.items() if getattr(row, column) == estimates.NOT_STATED
    ]
    return "\n".join(
        [
            textwrap.fill(row.label, _LINE_LENGTH),
            textwrap.fill(f"Not stated: {', '.join(not_stated) or 'nothing'}", _LINE_LENGTH),
        ]
    )


def read_back(axes: Axes) -> pd.DataFrame:
    """What the chart shows, read from its marks: columns Figure (the label above the mark) and Drawn."""
    values, intervals_drawn, labels = {}, {}, {}
    for line in axes.get_lines():
        kind, _, row_id = (line.get_gid() or "").partition("-")
        if kind in ("mark", "ci"):
            low, high = min(line.get_xdata()), max(line.get_xdata())
            value = f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
            (values if kind == "mark" else intervals_drawn)[row_id] = value
    for text in axes.texts:
        kind, _, row_id = (text.get_gid() or "").partition("-")
        if kind == "none":
            values[row_id] = text.get_text()
        elif kind == "label":
            labels[row_id] = " ".join(text.get_text().replace("\nNot stated", ". Not stated").split())
    drawn_texts = {row_id: values.get(row_id, "nothing drawn") for row_id in labels}
    drawn_texts |= {
        row_id: f"{drawn_texts[row_id]} (interval {interval})"
        for row_id, interval in intervals_drawn.items()
        if row_id in drawn_texts
    }
    return pd.DataFrame({"Figure": labels.values(), "Drawn": drawn_texts.values()})

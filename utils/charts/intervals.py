"""Estimates and ranges on a scale, each with its interval: a chart, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import canvas, style_axes
from utils.charts.chart import Chart, caption, values_as_text
from utils.charts.palette import INK, MUTED
from utils.errors import CourseError
from utils.statements import estimates


def interval_chart(
    rows: pd.DataFrame,
    *,
    title: str,
    x_label: str,
    sources: Sequence[str],
    colors: dict[str, str] | None = None,
    x_max: float = 100,
    note: str = "The rows are not parts of one whole.",
) -> Chart:
    """Stated numbers and stated ranges on one scale, a row each; where no number is given, the chart says so.

    A number is a dot, a range a bar from low to high. They are never joined and never add up: rows may come from
    different studies.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``statistics``, all in one unit or without a number. Columns id, label, unit, population, place, period,
        measure (text) and low, high, ci_low, ci_high (numbers in that unit, or missing).
    title : str
        The finding, in one sentence.
    x_label : str
        Title of the scale, with its unit.
    sources : sequence of str
        Where the rows come from, for the caption.
    colors : dict of str to str, optional
        Row id → color of its mark.
    x_max : float
        Right end of the scale, which starts at 0, in the rows' unit.
    note : str
        How the rows relate to each other, for the caption.

    Returns
    -------
    Chart
        Its data table has the columns Row (label), Drawn (a number, a range, an interval, or words) and Unit.

    Raises
    ------
    CourseError
        When there are no rows, units are mixed, or a number is outside the scale.
    """
    if rows.empty:
        raise CourseError("This chart was given no rows to draw. Check the ids it was asked for.")
    units = set(rows.loc[rows["low"].notna(), "unit"])
    if len(units) != 1:
        raise CourseError(
            f"A chart needs exactly one unit, but these rows have {sorted(units) or 'no number at all'}. "
            "Draw a chart for each unit."
        )
    outside = rows[(rows["low"] < 0) | (rows["high"] > x_max)]
    if len(outside):
        raise CourseError(
            f"{outside['id'].iloc[0]} is outside the scale of 0 to {x_max:g}. Give the chart a larger x_max."
        )
    unit = units.pop()
    context_lines = [
        _context_line(rows, column, question)
        for column, question in (
            ("population", "Who"),
            ("place", "Where"),
            ("period", "When"),
            ("measure", "Measured how"),
        )
    ]

    notes = [part for line in context_lines for part in textwrap.wrap(line, 58, subsequent_indent="   ")]
    notes_height = 0.19 * len(notes) + 0.1
    labels = [textwrap.fill(label, 22) for label in rows["label"]]
    row_height = max(0.52, 0.2 + 0.17 * max(label.count("\n") + 1 for label in labels))
    height = notes_height + 0.85 + row_height * len(rows)
    with canvas(height, layout="constrained") as picture:
        picture.figure.get_layout_engine().set(rect=(0, notes_height / height, 1, 1 - notes_height / height))
        axes = picture.figure.subplots()
        for position, row in enumerate(rows.itertuples()):
            draw_interval(axes, len(rows) - 1 - position, row, (colors or {}).get(row.id, INK), x_max)
        axes.set_xlim(0, x_max)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_yticks(range(len(rows)), labels=labels[::-1])
        axes.set_xlabel(x_label)
        axes.tick_params(axis="y", pad=6)
        style_axes(axes)
        picture.figure.text(0.02, 0.02, "\n".join(notes), fontsize=9, color=MUTED, va="bottom", linespacing=1.35)

    data_table = read_intervals(axes)
    values = values_as_text(data_table)
    context = ". ".join(context_lines)
    alt = (
        f"{title} Dots are single figures, bars are ranges, on a scale of 0 to {x_max:g} ({x_label}). {values}. "
        f"{context}."
    )
    caption_text = caption(f"{context}.", estimates.meaning(rows["measure"]), note, sources=sources)
    data_table["Unit"] = [unit if value[0].isdigit() else "–" for value in data_table["Drawn"]]
    return Chart(title, alt, caption_text, data_table, picture.svg)


def read_intervals(axes: Axes) -> pd.DataFrame:
    """What an interval chart shows, read from its marks: columns Row (label) and Drawn (number, range or words)."""
    labels = {
        round(tick): " ".join(label.get_text().split())
        for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }
    marks_drawn, intervals = {}, {}
    for line in axes.get_lines():
        kind, _, _ = (line.get_gid() or "").partition("-")
        if kind in ("mark", "ci"):
            x, y = line.get_xdata(), round(float(line.get_ydata()[0]))
            value = f"{min(x):g}" if min(x) == max(x) else f"{min(x):g} to {max(x):g}"
            (marks_drawn if kind == "mark" else intervals)[y] = value
    marks_drawn = {
        y: f"{value} (interval {intervals[y]})" if y in intervals else value for y, value in marks_drawn.items()
    }
    for text in axes.texts:
        if (text.get_gid() or "").startswith("none-"):
            marks_drawn[round(text.get_position()[1])] = text.get_text()
    top_down = sorted(labels, reverse=True)
    return pd.DataFrame(
        {"Row": [labels[y] for y in top_down], "Drawn": [marks_drawn.get(y, "nothing drawn") for y in top_down]}
    )


def draw_interval(axes: Axes, y: float, row: estimates.Estimate, color: str, x_max: float) -> None:
    """One row: a dot, a bar or the words "no figure given", with its value next to it."""
    if pd.isna(row.low):
        axes.text(x_max * 0.01, y, "no figure given", gid=f"none-{row.id}", va="center", color=MUTED, style="italic")
        return
    single = row.low == row.high
    has_interval = pd.notna(row.ci_low)
    if has_interval:
        axes.plot(
            [row.ci_low, row.ci_high], [y, y], gid=f"ci-{row.id}", color=color, linewidth=2, marker="|", markersize=9
        )
    look = {
        "linewidth": 9,
        "solid_capstyle": "butt",
        "marker": "o" if single else "|",
        "markersize": 10 if single else 16,
        "markeredgewidth": 0 if single else 2.5,
    }
    axes.plot([row.low, row.high], [y, y], gid=f"mark-{row.id}", color=color, **look)
    ends = [row.low, row.high] + ([row.ci_low, row.ci_high] if has_interval else [])
    goes_left = max(ends) > 0.72 * x_max  # no room at the right: the value goes to the left of the mark
    axes.annotate(
        estimates.amount(row.low, row.high, row.unit),
        (min(ends) if goes_left else max(ends), y),
        xytext=(-11 if goes_left else 11, 0),
        textcoords="offset points",
        ha="right" if goes_left else "left",
        va="center",
        color=color,
        fontweight="bold",
        gid=f"value-{row.id}",
    )


def _context_line(rows: pd.DataFrame, column: str, question: str) -> str:
    """One value if all rows agree ("Who: US women"), else each with its rows ("Who: US women (a, b); men (c)")."""
    labels_by_value = rows.groupby(column, sort=False)["label"].agg(", ".join)
    if len(labels_by_value) == 1:
        return f"{question}: {labels_by_value.index[0]}"
    return f"{question}: " + "; ".join(f"{value} ({labels})" for value, labels in labels_by_value.items())

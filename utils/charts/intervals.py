"""Figures and ranges on a scale, each with its interval: a chart, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import Chart, canvas, caption, frame, pairs
from utils.charts.palette import INK, MUTED
from utils.errors import CourseError
from utils.statements import estimates


def interval_chart(
    figures: pd.DataFrame,
    *,
    title: str,
    x_label: str,
    sources: Sequence[str],
    colors: dict[str, str] | None = None,
    x_max: float = 100,
    note: str = "The rows are not parts of one whole.",
) -> Chart:
    """Stated figures and stated ranges on one scale, a row each; a figure that is not given is shown as not given.

    ``figures``: rows of ``statistics`` (columns id, label, low, high, unit, population, place, period, measure), all
    with one unit or without a figure. A figure is a dot, a range a bar from low to high. They are never joined and
    never add up: rows may come from different studies. ``sources``: the places they stand in, as text.
    ``colors``: row id → color. ``x_max``: right end of the scale, in the rows' unit. ``note``: how the rows relate to each other.

    Raises CourseError when a row is missing, units are mixed, or a figure lies outside the scale.
    """
    if figures.empty:
        raise CourseError("This chart was given no rows to draw. Check the ids it was asked for.")
    units = set(figures.loc[figures["low"].notna(), "unit"])
    if len(units) != 1:
        raise CourseError(
            f"One chart has one unit, but these rows have {sorted(units) or 'no figure at all'}. Draw them apart."
        )
    outside = figures[(figures["low"] < 0) | (figures["high"] > x_max)]
    if len(outside):
        raise CourseError(
            f"{outside['id'].iloc[0]} lies outside the scale of 0 to {x_max:g}. Give the chart a wider scale."
        )
    unit = units.pop()
    missing = [
        _missing_line(figures, column, word)
        for column, word in (("population", "Who"), ("place", "Where"), ("period", "When"), ("measure", "Measured how"))
    ]

    notes = [part for line in missing for part in textwrap.wrap(line, 58, subsequent_indent="   ")]
    foot = 0.19 * len(notes) + 0.1
    labels = [textwrap.fill(label, 22) for label in figures["label"]]
    pitch = max(0.52, 0.2 + 0.17 * max(label.count("\n") + 1 for label in labels))
    height = foot + 0.85 + pitch * len(figures)
    with canvas(height, layout="constrained") as picture:
        picture.figure.get_layout_engine().set(rect=(0, foot / height, 1, 1 - foot / height))
        axes = picture.figure.subplots()
        for position, row in enumerate(figures.itertuples()):
            draw_interval(axes, len(figures) - 1 - position, row, (colors or {}).get(row.id, INK), x_max)
        axes.set_xlim(0, x_max)
        axes.set_ylim(-0.6, len(figures) - 0.4)
        axes.set_yticks(range(len(figures)), labels=labels[::-1])
        axes.set_xlabel(x_label)
        axes.tick_params(axis="y", pad=6)
        frame(axes)
        picture.figure.text(0.02, 0.02, "\n".join(notes), fontsize=9, color=MUTED, va="bottom", linespacing=1.35)

    data_table = read_intervals(axes)
    values = pairs(data_table)
    alt = f"{title} Dots are single figures, bars are ranges, on a scale of 0 to {x_max:g} ({x_label}). {values}. {'. '.join(missing)}."
    words = caption(f"{'. '.join(missing)}.", estimates.meaning(figures["measure"]), note, sources=sources)
    data_table["Unit"] = [unit if drawn[0].isdigit() else "–" for drawn in data_table["Drawn"]]
    return Chart(title, alt, words, data_table, picture.svg)


def read_intervals(axes: Axes) -> pd.DataFrame:
    """What an interval chart shows, read from its marks: columns Row (axis label) and Drawn (figure, range or words)."""
    labels = {
        round(tick): " ".join(label.get_text().split())
        for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }
    rows, intervals = {}, {}
    for line in axes.get_lines():
        kind, _, _ = (line.get_gid() or "").partition("-")
        if kind in ("mark", "ci"):
            x, y = line.get_xdata(), round(float(line.get_ydata()[0]))
            words = f"{min(x):g}" if min(x) == max(x) else f"{min(x):g} to {max(x):g}"
            (rows if kind == "mark" else intervals)[y] = words
    rows = {y: f"{words} (interval {intervals[y]})" if y in intervals else words for y, words in rows.items()}
    for note in axes.texts:
        if (note.get_gid() or "").startswith("none-"):
            rows[round(note.get_position()[1])] = note.get_text()
    order = sorted(labels, reverse=True)
    return pd.DataFrame({"Row": [labels[y] for y in order], "Drawn": [rows.get(y, "nothing drawn") for y in order]})


def draw_interval(axes: Axes, y: float, row: estimates.Estimate, color: str, x_max: float) -> None:
    """One row: a dot, a bar or the words "no figure given", with its value beside it."""
    if pd.isna(row.low):
        axes.text(x_max * 0.01, y, "no figure given", gid=f"none-{row.id}", va="center", color=MUTED, style="italic")
        return
    single = row.low == row.high
    if pd.notna(row.ci_low):
        axes.plot(
            [row.ci_low, row.ci_high], [y, y], gid=f"ci-{row.id}", color=color, linewidth=2, marker="|", markersize=9
        )
    axes.plot([row.low, row.high], [y, y], gid=f"mark-{row.id}", color=color, linewidth=9, solid_capstyle="butt",
              marker="o" if single else "|", markersize=10 if single else 16, markeredgewidth=0 if single else 2.5)  # fmt: skip
    words = estimates.amount(row.low, row.high, row.unit)
    ends = [row.low, row.high] + ([row.ci_low, row.ci_high] if pd.notna(row.ci_low) else [])
    left = max(ends) > 0.72 * x_max
    axes.annotate(words, (min(ends) if left else max(ends), y), xytext=(-11 if left else 11, 0), textcoords="offset points",
                  ha="right" if left else "left", va="center", color=color, fontweight="bold", gid=f"value-{row.id}")  # fmt: skip


def _missing_line(figures: pd.DataFrame, column: str, word: str) -> str:
    """ "Who: US women" when all rows agree, else each value with its rows: "Who: US women (a, b); not stated (c)"."""
    groups = figures.groupby(column, sort=False)["label"].agg(", ".join)
    if len(groups) == 1:
        return f"{word}: {groups.index[0]}"
    return f"{word}: " + "; ".join(f"{value} ({labels})" for value, labels in groups.items())

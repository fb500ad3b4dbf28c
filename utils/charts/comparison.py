"""The chart of the number explorer: what an article states above what references state, on one scale.

Labels stand above their marks, so that long ones need no second column and a phone shows them whole.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts import intervals
from utils.charts.base import BEHIND_WORDS, WIDTH, Chart, canvas, caption, frame, pairs
from utils.charts.palette import INK, REFERENCE
from utils.errors import CourseError
from utils.statements import estimates

_LINE, _MARK, _HEAD, _FOOT = 0.185, 0.3, 0.32, 0.5  # inches: a line of text, a mark, a heading, the scale
_EDGE = 0.32  # inches left and right of the scale: room for its end numbers
_WIDE = 52  # letters in a line


def comparison_chart(article: pd.DataFrame, references: pd.DataFrame, *, title: str, sources: Sequence[str]) -> Chart:
    """One figure of an article, and below it the references' figures that fit its scale, each a separate mark.

    ``article``: one row of ``statistics`` of kind article. ``references``: rows of other kinds, of one unit; that of the
    article where it gives a figure. ``sources``: the places they all stand in, as text. What the article does not state
    is written in the picture.

    Raises CourseError when units are mixed or there is nothing to draw.
    """
    rows = pd.concat([article, references], ignore_index=True)
    units = set(rows.loc[rows["low"].notna(), "unit"])
    if len(units) != 1:
        raise CourseError(
            f"One chart has one unit, but {article['id'].iloc[0]} and its references have {sorted(units) or 'no figure'}."
        )
    unit = units.pop()
    reach = scale_end(rows)
    labels = [_label(row) for row in rows.itertuples()]
    lines = [label.count("\n") + 1 for label in labels]
    height = _FOOT + 2 * _HEAD + sum(_MARK + _LINE * count for count in lines)

    with canvas(height, light=True) as picture:
        axes = picture.figure.add_axes(
            (_EDGE / WIDTH, _FOOT / height, 1 - 2 * _EDGE / WIDTH, 1 - _FOOT / height),
            xlim=(0, reach), ylim=(0, height - _FOOT), xlabel=_SCALE[unit],
        )  # fmt: skip
        top = height - _FOOT
        for number, (row, label, count) in enumerate(zip(rows.itertuples(), labels, lines, strict=True)):
            color = INK if row.kind == "article" else REFERENCE
            if number < 2:
                head = "The article says" if row.kind == "article" else "References say"
                top -= _HEAD
                axes.text(0, top + 0.06, head, color=color, bbox=BEHIND_WORDS, gid=f"head-{number}")
            axes.text(0, top - 0.02, label, va="top", color=INK, linespacing=1.25, gid=f"label-{row.id}",
                      bbox=BEHIND_WORDS)  # fmt: skip
            intervals.draw_interval(axes, top - _LINE * count - _MARK / 2 + 0.02, row, color, reach)
            top -= _LINE * count + _MARK
        frame(axes)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.10g}")

    data_table = read_back(axes)
    alt = (
        f"{title} Dots are single figures, bars are ranges, thin lines are intervals, on a scale of 0 to {reach:,.10g} "
        f"({_SCALE[unit]}). {pairs(data_table)}."
    )
    return Chart(title, alt, caption(estimates.meaning(rows["measure"]), sources=sources), data_table, picture.svg)


_SCALE = {
    "percent": "Percent",
    "people": "People",
    "weeks": "Weeks",
    "months": "Months",
    "years": "Years",
}


def scale_end(rows: pd.DataFrame) -> float:
    """Right end of the scale, which starts at 0: 100 for shares, else the next round number above every mark."""
    if "percent" in set(rows["unit"]):
        return 100
    most = rows[["high", "ci_high"]].max().max()
    step = 10 ** (len(f"{most:.0f}") - 1)
    return (most // step + 1) * step


def _label(row: estimates.Estimate) -> str:
    """The words above a mark. An article's figure tells what it does not state, a reference's how it was measured."""
    if row.kind != "article":
        how = row.measure if row.measure != estimates.NOT_STATED else "measure not stated"
        return textwrap.fill(f"{row.label} ({how})", _WIDE)
    unsaid = [
        question for column, question in estimates.CONTEXT.items() if getattr(row, column) == estimates.NOT_STATED
    ]
    return "\n".join(
        [textwrap.fill(row.label, _WIDE), textwrap.fill(f"Not stated: {', '.join(unsaid) or 'nothing'}", _WIDE)]
    )


def read_back(axes: Axes) -> pd.DataFrame:
    """What the chart shows, read from its marks: columns Figure (the words above the mark) and Drawn."""
    marks, intervals, words = {}, {}, {}
    for line in axes.get_lines():
        kind, _, id = (line.get_gid() or "").partition("-")
        if kind in ("mark", "ci"):
            low, high = min(line.get_xdata()), max(line.get_xdata())
            drawn = f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
            (marks if kind == "mark" else intervals)[id] = drawn
    for text in axes.texts:
        kind, _, id = (text.get_gid() or "").partition("-")
        if kind == "none":
            marks[id] = text.get_text()
        elif kind == "label":
            words[id] = " ".join(text.get_text().replace("\nNot stated", ". Not stated").split())
    shown = {id: f"{marks.get(id, 'nothing drawn')}" for id in words}
    shown |= {id: f"{shown[id]} (interval {interval})" for id, interval in intervals.items() if id in shown}
    return pd.DataFrame({"Figure": words.values(), "Drawn": shown.values()})

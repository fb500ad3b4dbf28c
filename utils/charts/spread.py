"""A spread of outcomes around a median, as invented people: a chart, read back."""

from __future__ import annotations

from statistics import median

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import BEHIND_WORDS, Chart, canvas, caption, frame, pairs
from utils.charts.palette import INK, MUTED, PAPER

INVENTED_MONTHS = (2, 4, 7, 9, 12, 15, 18, 20, 23, 26, 30, 34, 39, 46, 52, 61, 72, 88, 104, 126, 150)
STILL_ALIVE_MONTHS = (88, 126, 150)
_REACH = 160  # months on the scale
_MARK = "INVENTED DATA"

# how much is known → what the picture adds to the mark, and what it states
VIEWS = {
    "median": ("", "Only the median is known: one line, and no idea where anybody is."),
    "spread": (
        ": a mark is a person",
        "Round the same median people lie far apart, and further to the right than to the left.",
    ),
    "alive": (
        ": a mark is a person,\nopen if still alive",
        "For those still alive the time is not yet known: it is longer than their mark.",
    ),
}


def spread_chart(known: str) -> Chart:
    """The invented times on a scale of months. ``known``: a key of ``VIEWS``; it decides how much is drawn."""
    middle = median(INVENTED_MONTHS)
    words, title = VIEWS[known]
    with canvas(2.2, light=True) as picture:
        axes = picture.figure.add_axes(
            (0.05, 0.23, 0.9, 0.73), xlim=(0, _REACH), ylim=(0, 1), xlabel=f"Months ({_MARK.lower()})"
        )
        axes.axvline(middle, ymax=0.8, color=INK, linewidth=2, gid="median")
        axes.text(middle + 3, 0.7, f"median {middle:g}", va="top", color=INK, bbox=BEHIND_WORDS)
        axes.text(_REACH, 0.98, _MARK + words, ha="right", va="top", color=INK, linespacing=1.35, gid="invented",
                  bbox=BEHIND_WORDS)  # fmt: skip
        for number, months in enumerate(INVENTED_MONTHS if known != "median" else ()):
            alive = known == "alive" and months in STILL_ALIVE_MONTHS
            axes.plot([months], [0.12 + 0.15 * (number % 3)], "o" if not alive else ">", markersize=9, markeredgecolor=INK,
                      markerfacecolor=PAPER if alive else MUTED, clip_on=False,
                      gid=f"{'alive' if alive else 'person'}-{months}")  # fmt: skip
        axes.set_yticks([])
        frame(axes)
        axes.tick_params(length=3.5)

    data_table = read_back(axes)
    alt = f"{title} {_MARK}. A scale of 0 to {_REACH} months. {pairs(data_table)}."
    return Chart(
        title, alt, caption(f"{_MARK}: made up for this lesson, from no person and no study."), data_table, picture.svg
    )


def read_back(axes: Axes) -> pd.DataFrame:
    """What the spread shows, read from its marks: columns Who (says that it is invented) and Drawn."""
    rows = []
    for line in axes.get_lines():
        kind = (line.get_gid() or "").partition("-")[0]
        months = float(line.get_xdata()[0])
        rows.append((kind, months))
    middle = next(months for kind, months in rows if kind == "median")
    people = [months for kind, months in rows if kind in ("person", "alive")]
    alive = sorted(months for kind, months in rows if kind == "alive")
    told = {"Median (invented)": f"{middle:g} months"}
    if people:
        told["Invented people"] = ", ".join(f"{months:g}" for months in sorted(people)) + " months"
        told["Before the median (invented)"] = f"{sum(months < middle for months in people)} people"
        told["After the median (invented)"] = f"{sum(months > middle for months in people)} people"
    if alive:
        told["Still alive (invented)"] = ", ".join(f"more than {months:g}" for months in alive)
    return pd.DataFrame({"Who": told.keys(), "Drawn": told.values()})

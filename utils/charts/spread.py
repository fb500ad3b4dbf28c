"""How far invented survival times spread around their median: a chart, read back."""

from __future__ import annotations

from statistics import median

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import LABEL_BACKGROUND, canvas, style_axes
from utils.charts.chart import Chart, caption, values_as_text
from utils.charts.palette import INK, MUTED, PAPER

INVENTED_MONTHS = (2, 4, 7, 9, 12, 15, 18, 20, 23, 26, 30, 34, 39, 46, 52, 61, 72, 88, 104, 126, 150)
STILL_ALIVE_MONTHS = (88, 126, 150)  # censored: these people are still alive, so their time is longer than this
_SCALE_MONTHS = 160
_NOTICE = "INVENTED DATA"

# how much is known → what the picture adds to the notice, and the title
VIEWS = {
    "median": ("", "Only the median is known: one line, and no idea where anybody is."),
    "spread": (
        ": a mark is a person",
        "Around the same median people are far apart, and farther to the right than to the left.",
    ),
    "alive": (
        ": a mark is a person,\nopen if still alive",
        "For those still alive the time is not yet known: it is longer than their mark.",
    ),
}


def spread_chart(view: str) -> Chart:
    """The invented survival times on a scale of months.

    The times in ``INVENTED_MONTHS`` were made up by the project; they come from no study.

    Parameters
    ----------
    view : {"median", "spread", "alive"}
        How much is drawn: the median alone, every person too, or also who is still alive (censored).

    Returns
    -------
    Chart
        Its data table has the columns Who (each label says that it is invented) and Drawn (months or number of people).

    Raises
    ------
    KeyError
        For another word.
    """
    median_months = median(INVENTED_MONTHS)
    notice_end, title = VIEWS[view]
    with canvas(2.2, light=True) as picture:
        axes = picture.figure.add_axes(
            (0.05, 0.23, 0.9, 0.73), xlim=(0, _SCALE_MONTHS), ylim=(0, 1), xlabel=f"Months ({_NOTICE.lower()})"
        )
        axes.axvline(median_months, ymax=0.8, color=INK, linewidth=2, gid="median")
        label = f"median {median_months:g}"
        axes.text(median_months + 3, 0.7, label, va="top", color=INK, bbox=LABEL_BACKGROUND)
        axes.text(
            _SCALE_MONTHS,
            0.98,
            _NOTICE + notice_end,
            ha="right",
            va="top",
            color=INK,
            linespacing=1.35,
            gid="invented",
            bbox=LABEL_BACKGROUND,
        )
        for number, months in enumerate(INVENTED_MONTHS if view != "median" else ()):
            alive = view == "alive" and months in STILL_ALIVE_MONTHS
            axes.plot(
                [months],
                [0.12 + 0.15 * (number % 3)],
                ">" if alive else "o",
                markersize=9,
                markeredgecolor=INK,
                markerfacecolor=PAPER if alive else MUTED,
                clip_on=False,
                gid=f"{'alive' if alive else 'person'}-{months}",
            )
        axes.set_yticks([])
        style_axes(axes)
        axes.tick_params(length=3.5)

    data_table = read_back(axes)
    alt = f"{title} {_NOTICE}. A scale of 0 to {_SCALE_MONTHS} months. {values_as_text(data_table)}."
    caption_text = caption(f"{_NOTICE}: made up for this lesson, from no person and no study.")
    return Chart(title, alt, caption_text, data_table, picture.svg)


def read_back(axes: Axes) -> pd.DataFrame:
    """What the chart shows, read from its marks: columns Who (says that it is invented) and Drawn."""
    marks = [((line.get_gid() or "").partition("-")[0], float(line.get_xdata()[0])) for line in axes.get_lines()]
    median_months = next(months for kind, months in marks if kind == "median")
    people = [months for kind, months in marks if kind in ("person", "alive")]
    alive = sorted(months for kind, months in marks if kind == "alive")
    values = {"Median (invented)": f"{median_months:g} months"}
    if people:
        values["Invented people"] = ", ".join(f"{months:g}" for months in sorted(people)) + " months"
        values["Before the median (invented)"] = f"{sum(months < median_months for months in people)} people"
        values["After the median (invented)"] = f"{sum(months > median_months for months in people)} people"
    if alive:
        values["Still alive (invented)"] = ", ".join(f"more than {months:g}" for months in alive)
    return pd.DataFrame({"Who": values.keys(), "Drawn": values.values()})

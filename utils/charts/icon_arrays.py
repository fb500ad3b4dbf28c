"""A share as a hundred people: a chart, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from utils.charts.base import Chart, canvas, caption
from utils.charts.palette import INK, MUTED, PAPER
from utils.errors import CourseError
from utils.statements import estimates
from utils.ui.elements import initial_cap


def icon_array(
    row: estimates.Estimate, *, title: str, event: str, otherwise: str, sources: Sequence[str], color: str = MUTED
) -> Chart:
    """One share as 100 people, ten by ten: so many with the event, the rest without; both are said.

    ``row``: a row of ``statistics``. ``event`` and ``otherwise`` name the two groups ("alive after 5 years", "not alive
    after 5 years"). Raises CourseError for anything that is not a share of people: a relative survival can never be
    drawn as people alive.
    """
    if reason := estimates.why_not_people(row):
        raise CourseError(f"{row.id} cannot be shown as 100 people: {reason}")
    context = estimates.context(row)
    foot = 0.15 * (len(textwrap.wrap(f"{event} {otherwise}", 40)) + len(textwrap.wrap(context, 58)) + 2)
    height = 4.1 + foot
    with canvas(height) as picture:
        axes = picture.figure.add_axes((0.04, foot / height, 0.92, 4.0 / height))
        for person in range(100):
            x, y, chosen = person % 10, 9 - person // 10, person < round(row.low)
            face = color if chosen else PAPER
            axes.plot([x], [y], "o" if chosen else "s", gid=f"{'event' if chosen else 'other'}-{person}", markersize=17,
                      markerfacecolor=face, markeredgecolor=color, markeredgewidth=1.4)  # fmt: skip
        axes.set(xlim=(-0.6, 9.6), ylim=(-0.6, 9.6), aspect="equal")
        axes.set_axis_off()
        drawn = [(line.get_gid() or "").partition("-")[0] for line in axes.get_lines()]
        counts = {event: drawn.count("event"), otherwise: drawn.count("other")}
        about = "" if float(row.low).is_integer() else "about "
        words = "; ".join(f"{about}{count} of 100: {name}" for name, count in counts.items())
        heading = initial_cap(words)
        notes = "\n".join([*textwrap.wrap(heading, 58), *textwrap.wrap(context, 58)])
        picture.figure.text(0.04, (foot - 0.05) / height, notes, fontsize=9, color=INK, va="top", linespacing=1.35)
    data_table = pd.DataFrame({"Of 100 people": counts.keys(), "Drawn": counts.values()})
    alt = f"{title} A hundred people, ten rows of ten. {words}. {context}."
    key = (
        "Discs: in this group; empty squares: not."  # a share of a group is no event
        if row.measure == "crude share"
        else "Discs are people with the event, empty squares people without."
    )
    figure = f"{estimates.amount(row.low, row.high, row.unit)} ({context})."
    below = caption(f"{heading}.", figure, estimates.meaning([row.measure]), key, sources=sources)
    return Chart(title, alt, below, data_table, picture.svg)

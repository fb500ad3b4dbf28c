"""A percentage as a hundred people: a chart, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from utils.charts.base import canvas
from utils.charts.chart import Chart, fitted_caption
from utils.charts.palette import INK, MUTED, PAPER
from utils.errors import CourseError
from utils.statements import estimates
from utils.ui.elements import initial_cap


def icon_array(
    row: estimates.Estimate, *, title: str, event: str, otherwise: str, sources: Sequence[str], color: str = MUTED
) -> Chart:
    """One percentage as 100 people, ten by ten: those with the event and those without; both counts are stated.

    Parameters
    ----------
    row : Estimate
        A row of ``statistics`` with one number in percent, of a measure that may be drawn as people
        (``estimates.OF_100_PEOPLE``).
    title : str
        The finding, in one sentence.
    event, otherwise : str
        Names of the two groups, such as "alive after 5 years" and "not alive after 5 years".
    sources : sequence of str
        Where the number comes from, for the caption.
    color : str
        Color of the marks.

    Returns
    -------
    Chart
        Its data table has the columns "Of 100 people" (group) and Drawn (number of people).

    Raises
    ------
    CourseError
        For anything that is not a percentage of people: a relative survival can never be drawn as people alive.
    """
    if reason := estimates.why_not_people(row):
        raise CourseError(f"{row.id} cannot be shown as 100 people: {reason}")
    context = estimates.context(row)
    notes_height = 0.15 * (len(textwrap.wrap(f"{event} {otherwise}", 40)) + len(textwrap.wrap(context, 58)) + 2)
    height = 4.1 + notes_height
    with canvas(height) as picture:
        axes = picture.figure.add_axes((0.04, notes_height / height, 0.92, 4.0 / height))
        for person in range(100):
            x, y, has_event = person % 10, 9 - person // 10, person < round(row.low)
            axes.plot(
                [x],
                [y],
                "o" if has_event else "s",
                gid=f"{'event' if has_event else 'other'}-{person}",
                markersize=17,
                markerfacecolor=color if has_event else PAPER,
                markeredgecolor=color,
                markeredgewidth=1.4,
            )
        axes.set(xlim=(-0.6, 9.6), ylim=(-0.6, 9.6), aspect="equal")
        axes.set_axis_off()
        groups_drawn = [(line.get_gid() or "").partition("-")[0] for line in axes.get_lines()]
        counts = {event: groups_drawn.count("event"), otherwise: groups_drawn.count("other")}
        about = "" if float(row.low).is_integer() else "about "
        counts_text = "; ".join(f"{about}{count} of 100: {group}" for group, count in counts.items())
        heading = initial_cap(counts_text)
        notes = "\n".join([*textwrap.wrap(heading, 58), *textwrap.wrap(context, 58)])
        picture.figure.text(
            0.04, (notes_height - 0.05) / height, notes, fontsize=9, color=INK, va="top", linespacing=1.35
        )
    data_table = pd.DataFrame({"Of 100 people": counts.keys(), "Drawn": counts.values()})
    alt = f"{title} A hundred people, ten rows of ten. {counts_text}. {context}."
    legend = (
        "Discs: in this group; empty squares: not."  # belonging to a group is not an event
        if row.measure == "crude share"
        else "Discs are people with the event, empty squares people without."
    )
    estimate_text = f"{estimates.amount(row.low, row.high, row.unit)} ({context})."
    texts = (legend, estimate_text, estimates.meaning([row.measure]))  # the counts are in the picture
    caption_text, details = fitted_caption(title, *texts, sources=sources)
    return Chart(title, alt, caption_text, data_table, picture.svg, details)

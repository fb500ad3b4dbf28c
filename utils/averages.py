"""What an average is not: a spread of outcomes round a median, in invented data, and words for talking about it.

Everything here about outcomes is INVENTED, and says so in picture, caption, alt text and table.
"""

from __future__ import annotations

from statistics import median
from types import SimpleNamespace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils import charts, figures, html
from utils.citations import places
from utils.explorers import Control, Explorer, explorer
from utils.palette import GRID, INK, MUTED, PAPER
from utils.panels import publisher_link

INVENTED = (2, 4, 7, 9, 12, 15, 18, 20, 23, 26, 30, 34, 39, 46, 52, 61, 72, 88, 104, 126, 150)
"""Invented: months that 21 people lived after the same diagnosis, shortest first. They come from nobody and no study;
they are chosen so that the middle one is 30 and the long times reach far beyond the short ones."""
STILL_ALIVE = (88, 126, 150)
"""Invented: those of ``INVENTED`` whose person is alive when the counting ends, so that the full time is not known."""
_REACH = 160  # months on the scale
_MARK = "INVENTED DATA"

KNOWN = Control(
    "What do you know?",
    (("median", "only the median"), ("spread", "the whole spread"), ("alive", "the spread, and who is alive")),
)


def spread_chart(known: str) -> charts.Chart:
    """The invented times on a scale of months. ``known``: a value of ``KNOWN``; it decides how much is drawn."""
    middle = median(INVENTED)

    def paint(figure: Figure) -> pd.DataFrame:
        axes = figure.add_axes(
            (0.05, 0.23, 0.9, 0.73), xlim=(0, _REACH), ylim=(0, 1), xlabel=f"Months ({_MARK.lower()})"
        )
        axes.axvline(middle, ymax=0.8, color=INK, linewidth=2, gid="median")
        axes.text(middle + 3, 0.7, f"median {middle:g}", va="top", color=INK,
                  bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5})  # fmt: skip
        words = {"median": "", "spread": ": a mark is a person", "alive": ": a mark is a person,\nopen if still alive"}[
            known
        ]
        axes.text(_REACH, 0.98, _MARK + words, ha="right", va="top", color=INK, linespacing=1.35, gid="invented",
                  bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5})  # fmt: skip
        for number, months in enumerate(INVENTED if known != "median" else ()):
            alive = known == "alive" and months in STILL_ALIVE
            axes.plot([months], [0.12 + 0.15 * (number % 3)], "o" if not alive else ">", markersize=9, markeredgecolor=INK,
                      markerfacecolor=PAPER if alive else MUTED, clip_on=False,
                      gid=f"{'alive' if alive else 'person'}-{months}")  # fmt: skip
        axes.set_yticks([])
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        return read_back(axes)

    twin, svg = charts.on_card(2.2, paint)
    title = {
        "median": "Only the median is known: one line, and no idea where anybody is.",
        "spread": "Round the same median people lie far apart, and further to the right than to the left.",
        "alive": "For those still alive the time is not yet known: it is longer than their mark.",
    }[known]
    shown = "; ".join(f"{row.Who}: {row.Drawn}" for row in twin.itertuples())
    alt = f"{title} {_MARK}. A scale of 0 to {_REACH} months. {shown}."
    return charts.Chart(
        title, alt, html.text(f"{_MARK}: made up for this lesson, from no person and no study."), twin, svg
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


def average_explorer(data: SimpleNamespace) -> Explorer:
    """Choose how much is known about an invented group; see what it says about one person: nothing."""
    said = places(data.citations)
    facts = data.facts.set_index("id")["statement"]
    panels = {
        "median": (
            "Someone tells you the median and no more. Put your finger where one person of this group will be.",
            "You cannot. A median says where the middle is, and not how far apart people are.",
            "statistics-are-averages",
        ),
        "spread": (
            f"{sum(m < median(INVENTED) for m in INVENTED)} lived less long than the median, "
            f"{sum(m > median(INVENTED) for m in INVENTED)} longer, and one is the median. The shortest is {min(INVENTED)} "
            f"months, the longest {max(INVENTED)}.",
            "The times to the right reach much further. A median hides this long tail.",
            "some-live-many-years",
        ),
        "alive": (
            f"{len(STILL_ALIVE)} of them are alive when the counting ends. Their marks are open and point on.",
            "The tail is longer than anybody has counted. And people who start a new treatment today are not in the group.",
            "statistics-may-lag",
        ),
    }

    def panel(known: str) -> str:
        see, means, fact = panels[known]
        return (
            f"<h3>{html.text(dict(KNOWN.options)[known].capitalize())}</h3><p>{html.text(see)}</p>{spread_chart(known).html}"
            f"<p>{html.text(means)}</p><p>An article says: {html.text(facts[fact])} "
            f'<span class="mbc-source">({html.text(said["facts", fact])})</span></p>'
        )

    return explorer("average", "What an average is not (invented data)", (KNOWN,), panel)


STEP = Control("What do you want to see?", (("ask", "the question, to think first"), ("compare", "what one could say")))


def talk_explorer(data: SimpleNamespace) -> Explorer:
    """Choose who asks; first the question and what is known of its figure, then sentences one could say, and better not."""
    people = Control("Who asks?", tuple((person, person) for person in data.wordings["person"].unique()))
    return explorer("talk", "What could you say?", (people, STEP), lambda person, step: talk_panel(data, person, step))


def talk_panel(data: SimpleNamespace, person: str, step: str) -> str:
    """HTML of one panel: the invented person's question, or sentences with reasons and the row each rests on."""
    own = data.wordings[data.wordings["person"] == person]
    asked = next(own[own["kind"] == "question"].itertuples())
    head = f"<h3>{html.text(person)} (an invented person)</h3><p>{html.text(asked.reason)}</p><p><b>“{html.text(asked.words)}”</b></p>"
    if step == "ask":
        row = next(data.statistics[data.statistics["id"] == asked.row_id].itertuples())
        return (
            f"{head}<p>Behind the question: {html.text(row.label)}, "
            f"<b>{html.text(figures.amount(row.low, row.high, row.unit))}</b> ({html.text(figures.context(row))}). "
            f"{html.text(row.caveat)} {_rests_on(data, asked)}</p>"
            "<p><b>Your turn.</b> Write down one sentence that you could say, and one that you would not. Then compare.</p>"
        )
    parts = [head]
    for kind, title in (("could say", "One could say"), ("better not", "Better not")):
        items = (
            f"“{html.text(row.words)}” <em>{html.text(row.reason)}</em> {_rests_on(data, row)}"
            for row in own[own["kind"] == kind].itertuples()
        )
        parts.append(f"<h4>{title}</h4>{html.bullets(items)}")
    return "".join(parts)


def _rests_on(data: SimpleNamespace, row) -> str:
    """The row behind a sentence: where an article says it, or the reference's page."""
    said = places(data.citations).get((row.table, row.row_id))
    if said:
        return f'<span class="mbc-source">({html.text(said)})</span>'
    frame = getattr(data, row.table).set_index("id")
    page = publisher_link(frame.loc[row.row_id, "reference_id"], data.references)
    return f'<span class="mbc-source">(reference: {page})</span>'

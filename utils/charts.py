"""Charts: from rows of ``statistics`` to one accessible HTML form.

A chart is drawn with matplotlib (never pyplot, so no global state), then READ BACK from the drawn marks. Alt text,
plain text and the table twin tell what was read back, not what was asked for: a mark drawn at the wrong place cannot
hide behind a correct table.
"""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils import bodymap, html, support, targets, trends, walk
from utils import figures as figures_in_words
from utils.faults import CourseError
from utils.palette import GRID, INK, MUTED, PAPER
from utils.svg import to_svg

WIDTH = 4.4  # inches; shown 528 px wide at most, 358 px on a phone, so 10 pt stays readable there
STYLE = {
    "svg.hashsalt": "mbc-course",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.edgecolor": MUTED,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Chart:
    """A drawn picture with everything a reader needs beside it.

    ``title`` states the finding; ``alt`` says what the picture shows, with its values; ``caption`` (HTML) gives who,
    where, when and the sources; ``twin`` holds the values as read back from the marks.
    """

    title: str
    alt: str
    caption: str
    twin: pd.DataFrame
    svg: str

    @property
    def html(self) -> str:
        """The form that travels to every host: figure, caption and folded table twin."""
        source = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        return (
            f'<div class="mbc-chart"><figure><img alt="{html.text(self.alt)}" width="528" '
            f'src="data:image/svg+xml;base64,{source}"><figcaption><strong>{html.text(self.title)}</strong> '
            f"{self.caption}</figcaption></figure>"
            + html.folded(
                "The picture as a table",
                html.table(self.twin, f"{self.title} (values read back from the picture)"),
                again="Drawn" not in self.twin,  # on paper a drawing's own labels say it all
            )
            + "</div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        plain = f"Picture: {self.title}\n{self.alt}\n{self.twin.to_string(index=False)}"
        return {"text/html": self.html, "text/plain": plain}


def interval_chart(
    figures: pd.DataFrame,
    *,
    title: str,
    x_label: str,
    sources: Sequence[str],
    colours: dict[str, str] | None = None,
    x_max: float = 100,
    note: str = "The rows are not parts of one whole.",
) -> Chart:
    """Stated figures and stated ranges on one scale, a row each; a figure that is not given is shown as not given.

    ``figures``: rows of ``statistics`` (columns id, label, low, high, unit, population, place, period, measure), all
    with one unit or without a figure. A figure is a dot, a range a bar from low to high. They are never joined and
    never add up: rows may come from different studies. ``sources``: the places they stand in, as text.
    ``colours``: row id → colour. ``x_max``: right end of the scale, in the rows' unit. ``note``: how the rows relate to each other.

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

    with mpl.rc_context(STYLE):
        notes = [part for line in missing for part in textwrap.wrap(line, 58, subsequent_indent="   ")]
        foot = 0.19 * len(notes) + 0.1
        labels = [textwrap.fill(label, 22) for label in figures["label"]]
        pitch = max(0.52, 0.2 + 0.17 * max(label.count("\n") + 1 for label in labels))
        height = foot + 0.85 + pitch * len(figures)
        figure = Figure(figsize=(WIDTH, height), facecolor=PAPER, layout="constrained")
        figure.get_layout_engine().set(rect=(0, foot / height, 1, 1 - foot / height))
        axes = figure.subplots()
        for position, row in enumerate(figures.itertuples()):
            draw_interval(axes, len(figures) - 1 - position, row, (colours or {}).get(row.id, INK), x_max)
        axes.set_xlim(0, x_max)
        axes.set_ylim(-0.6, len(figures) - 0.4)
        axes.set_yticks(range(len(figures)), labels=labels[::-1])
        axes.set_xlabel(x_label)
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(axis="both", length=0)
        axes.tick_params(axis="y", pad=6)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        figure.text(0.02, 0.02, "\n".join(notes), fontsize=9, color=MUTED, va="bottom", linespacing=1.35)
        svg = to_svg(figure)

    twin = read_intervals(axes)
    values = "; ".join(f"{row.Row}: {row.Drawn}" for row in twin.itertuples())
    alt = f"{title} Dots are single figures, bars are ranges, on a scale of 0 to {x_max:g} ({x_label}). {values}. {'. '.join(missing)}."
    said = [f"{'. '.join(missing)}.", figures_in_words.meaning(figures["measure"]), note,
            f"Source: {'; '.join(sources)}."]  # fmt: skip
    caption = html.text(" ".join(filter(None, said)))
    twin["Unit"] = [unit if drawn[0].isdigit() else "–" for drawn in twin["Drawn"]]
    return Chart(title, alt, caption, twin, svg)


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


def icon_array(row, *, title: str, event: str, otherwise: str, sources: Sequence[str], colour: str = MUTED) -> Chart:
    """One share as 100 people, ten by ten: so many with the event, the rest without; both are said.

    ``row``: a row of ``statistics``. ``event`` and ``otherwise`` name the two groups ("alive after 5 years", "not alive
    after 5 years"). Raises CourseError for anything that is not a share of people: a relative survival can never be
    drawn as people alive.
    """
    if reason := figures_in_words.why_not_people(row):
        raise CourseError(f"{row.id} cannot be shown as 100 people: {reason}")
    with mpl.rc_context(STYLE):
        context = figures_in_words.context(row)
        foot = 0.15 * (len(textwrap.wrap(f"{event} {otherwise}", 40)) + len(textwrap.wrap(context, 58)) + 2)
        figure = Figure(figsize=(WIDTH, 4.1 + foot), facecolor=PAPER)
        axes = figure.add_axes((0.04, foot / (4.1 + foot), 0.92, 4.0 / (4.1 + foot)))
        for person in range(100):
            x, y, chosen = person % 10, 9 - person // 10, person < round(row.low)
            face = colour if chosen else PAPER
            axes.plot([x], [y], "o" if chosen else "s", gid=f"{'event' if chosen else 'other'}-{person}", markersize=17,
                      markerfacecolor=face, markeredgecolor=colour, markeredgewidth=1.4)  # fmt: skip
        axes.set(xlim=(-0.6, 9.6), ylim=(-0.6, 9.6), aspect="equal")
        axes.set_axis_off()
        drawn = [(line.get_gid() or "").partition("-")[0] for line in axes.get_lines()]
        counts = {event: drawn.count("event"), otherwise: drawn.count("other")}
        about = "" if float(row.low).is_integer() else "about "
        words = "; ".join(f"{about}{count} of 100: {name}" for name, count in counts.items())
        notes = [*textwrap.wrap(words[0].upper() + words[1:], 58), *textwrap.wrap(context, 58)]
        figure.text(
            0.04, (foot - 0.05) / (4.1 + foot), "\n".join(notes), fontsize=9, color=INK, va="top", linespacing=1.35
        )
        svg = to_svg(figure)
    twin = pd.DataFrame({"Of 100 people": counts.keys(), "Drawn": counts.values()})
    alt = f"{title} A hundred people, ten rows of ten. {words}. {figures_in_words.context(row)}."
    key = (
        "Discs: in this group; empty squares: not."  # a share of a group is no event
        if row.measure == "crude share"
        else "Discs are people with the event, empty squares people without."
    )
    said = [f"{words[0].upper()}{words[1:]}.", f"{figures_in_words.amount(row.low, row.high, row.unit)} ({figures_in_words.context(row)}).",
            figures_in_words.meaning([row.measure]), key,
            f"Source: {'; '.join(sources)}."]  # fmt: skip
    caption = html.text(" ".join(filter(None, said)))
    return Chart(title, alt, caption, twin, svg)


def body_map(
    sites: pd.DataFrame,
    *,
    title: str,
    sources: Sequence[str],
    notes: dict[str, str] | None = None,
    highlight: str | None = None,
) -> Chart:
    """A drawn figure of the body with the sites breast cancer often spreads to, and the breast where it starts.

    ``sites``: rows of ``sites`` of kind organ (columns id, label). ``notes``: site id → a few words under its label.
    ``highlight``: one site id to bring forward. Raises CourseError for a site the drawing does not know.
    """
    labels = {"breast": "Breast:\nwhere it starts"}
    for site in sites.itertuples():
        if site.id not in bodymap.SHAPES:
            raise CourseError(
                f"The body map has no shape for site {site.id!r}. Draw one in utils/bodymap.py; "
                f"it knows {', '.join(bodymap.SHAPES)}."
            )
        labels[site.id] = f"{site.label}\n{notes[site.id]}" if notes and site.id in notes else site.label
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 5.2), facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        bodymap.draw(axes, labels, highlight)
        svg = to_svg(figure, decimals=1)
    twin = bodymap.read_back(axes)
    alt = f"{title} Front view of a person. Marked: {'; '.join(twin['Label'])}."
    caption = f"A drawing for orientation, not to scale. Source: {html.text('; '.join(sources))}."
    return Chart(title, alt, caption, twin.rename(columns={"Label": "Shown on the map"})[["Shown on the map"]], svg)


def walk_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the walk from breast to organ, or of the stages. ``picture``: an id of ``utils.walk.PICTURES``.

    Raises CourseError for a picture that nobody drew.
    """
    return _drawing(walk, picture, title, sources)


def support_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the people round a person, or of care beside treatment. ``picture``: an id of ``utils.support.PICTURES``.

    Raises CourseError for a picture that nobody drew.
    """
    return _drawing(support, picture, title, sources)


def _drawing(module: ModuleType, picture: str, title: str, sources: Sequence[str]) -> Chart:
    """A picture of a module that has PICTURES, SIZES (inches), ``draw(axes, picture)`` and ``read_back(axes)``."""
    if picture not in module.PICTURES:
        home = f"{module.__name__.replace('.', '/')}.py"
        raise CourseError(f"There is no picture {picture!r}. Draw it in {home}; it knows {', '.join(module.PICTURES)}.")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=module.SIZES[picture], facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        module.draw(axes, picture)
        svg = to_svg(figure, decimals=1)
    twin = module.read_back(axes)
    alt = f"{title} A drawing. Labelled: {'; '.join(', '.join(cells) for cells in twin.itertuples(index=False))}."
    caption = html.text(f"A drawing for orientation, not to scale. Source: {'; '.join(sources)}.")
    return Chart(title, alt, caption, twin, svg)


def target_picture(labels: dict[str, str], *, title: str, sources: Sequence[str], note: str = "") -> Chart:
    """A cancer cell and what is round it, with the targets that treatments act on.

    ``labels``: target (see ``utils.targets.TARGETS``) → treatments, as written. ``note``: a sentence for the caption.
    Raises CourseError for a target that nobody drew.
    """
    if unknown := set(labels) - set(targets.TARGETS):
        raise CourseError(f"There is no target {min(unknown)!r}. Draw it in utils/targets.py; "
                          f"it knows {', '.join(targets.TARGETS)}.")  # fmt: skip
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=targets.SIZE, facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        targets.draw(axes, labels)
        svg = to_svg(figure, decimals=1)
    twin = targets.read_back(axes)[["Treatment", "Acts on"]]
    told = "; ".join(f"{row.Treatment}: {row[2]}" for row in twin.itertuples())
    alt = f"{title} A drawing of a cancer cell, an immune cell, tissue that makes oestrogen, and bone. Pointers lead to: {told}."
    caption = html.text(f"A drawing for orientation, not to scale. {note} Source: {'; '.join(sources)}.")
    return Chart(title, alt, caption, twin, svg)


def on_card(height: float, paint: Callable[[Figure], pd.DataFrame]) -> tuple[pd.DataFrame, str]:
    """A picture that another module paints, in the course's width and style, light enough for explorers that hold many.

    ``paint(figure)`` draws on an empty figure, ``height`` inches high, and gives what it reads back from it. Result: that,
    and the picture as SVG. Its words are text, not outlines (a fifth of the bytes): leave them room, for another font may
    be shown, and paint no word that has to touch something.
    """
    with mpl.rc_context({**STYLE, "svg.fonttype": "none"}):
        figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
        read = paint(figure)
        drawn = to_svg(figure, decimals=1)
    drawn = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = drawn.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif")
    return read, re.sub(r">\s+<", "><", drawn).strip()


def trend_chart(readings: pd.DataFrame, *, title: str, colour: str = INK) -> Chart:
    """Readings of one invented person over time, a panel per measure.

    ``readings``: columns time (order, from 1), time_label, measure, value, unit. Raises CourseError when there are none.
    """
    if readings.empty:
        raise CourseError("This chart was given no readings to draw. Check the case it was asked for.")
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(WIDTH, trends.PANEL * readings["measure"].nunique() + 0.3), facecolor=PAPER, layout="constrained"
        )
        panels = trends.draw(figure, readings, colour)
        svg = to_svg(figure, decimals=1)
        twin = trends.read_back(panels)
    values = "; ".join(
        f"{measure}: "
        + ", ".join(f"{time} {value:g}" for time, value in rows[["Time", "Drawn"]].itertuples(index=False))
        for measure, rows in twin.groupby("Measure", sort=False)
    )
    alt = f"{title} A panel per measure, the times in order. {values}."
    caption = html.text("Invented readings of an invented person. Times stand in order, not to scale.")
    return Chart(title, alt, caption, twin.assign(Drawn=[f"{value:g}" for value in twin["Drawn"]]), svg)


def draw_interval(axes: Axes, y: int, row, colour: str, x_max: float) -> None:
    """One row: a dot, a bar or the words "no figure given", with its value beside it."""
    if pd.isna(row.low):
        axes.text(x_max * 0.01, y, "no figure given", gid=f"none-{row.id}", va="center", color=MUTED, style="italic")
        return
    single = row.low == row.high
    if pd.notna(row.ci_low):
        axes.plot(
            [row.ci_low, row.ci_high], [y, y], gid=f"ci-{row.id}", color=colour, linewidth=2, marker="|", markersize=9
        )
    axes.plot([row.low, row.high], [y, y], gid=f"mark-{row.id}", color=colour, linewidth=9, solid_capstyle="butt",
              marker="o" if single else "|", markersize=10 if single else 16, markeredgewidth=0 if single else 2.5)  # fmt: skip
    words = figures_in_words.amount(row.low, row.high, row.unit)
    ends = [row.low, row.high] + ([row.ci_low, row.ci_high] if pd.notna(row.ci_low) else [])
    left = max(ends) > 0.72 * x_max
    axes.annotate(words, (min(ends) if left else max(ends), y), xytext=(-11 if left else 11, 0), textcoords="offset points",
                  ha="right" if left else "left", va="center", color=colour, fontweight="bold", gid=f"value-{row.id}")  # fmt: skip


def _missing_line(figures: pd.DataFrame, column: str, word: str) -> str:
    """ "Who: US women" when all rows agree, else each value with its rows: "Who: US women (a, b); not stated (c)"."""
    groups = figures.groupby(column, sort=False)["label"].agg(", ".join)
    if len(groups) == 1:
        return f"{word}: {groups.index[0]}"
    return f"{word}: " + "; ".join(f"{value} ({labels})" for value, labels in groups.items())

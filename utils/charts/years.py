"""The only chart with a time axis: how many have had distant spread, by years since diagnosis.

One strip per study, one below the other on the same years, and in each the band that an article states without years.
Different studies are never joined. Only points of one cohort's own cumulative incidence share a line, for they are the same
people, watched longer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils import ui
from utils.charts.base import BEHIND_WORDS, WIDTH, Chart, canvas, caption, frame
from utils.charts.palette import BAND, INK, MUTED, REFERENCE
from utils.errors import CourseError
from utils.statements import estimates

_STRIP, _HEAD, _FOOT, _LEFT, _RIGHT = 1.35, 0.62, 0.55, 0.72, 0.12  # inches
_END = 20  # years on the scale
_TOP = 50  # percent on the scale
_SPAN = re.compile(r"^(?:median follow-up of )?(\d+)(?:-(\d+))?( years)( or more)?$")


def years_since_diagnosis(row: estimates.Estimate) -> tuple[float, float, bool]:
    """From and to which year a row of ``statistics`` speaks, and whether it goes on beyond: "14 years" is (14, 14, False).

    Raises CourseError for a row that does not count from diagnosis, such as "years 5 to 20".
    """
    found = _SPAN.match(row.time_span)
    if not found:
        raise CourseError(
            f"{row.id} cannot stand on a scale of years since diagnosis: its time_span is {row.time_span!r}. "
            "Leave it out, or show it on a scale without time."
        )
    low = float(found[1])
    return low, float(found[2] or low), bool(found[4])


def may_be_joined(rows: pd.DataFrame) -> bool:
    """Whether a line may join the rows: one cohort (same page and people), its own cumulative incidence, different years."""
    same = rows[["reference_id", "population", "place", "period", "kind"]].drop_duplicates()
    return (
        len(rows) > 1
        and len(same) == 1
        and set(rows["measure"]) == {"cumulative incidence"}
        and rows["time_span"].is_unique
    )


def time_chart(
    claim: pd.DataFrame, studies: pd.DataFrame, *, title: str, names: dict[str, str], sources: Sequence[str]
) -> Chart:
    """A claim without years, as a band, behind what studies found after how many years.

    ``claim``: one row of ``statistics`` of an article, a range in percent. ``studies``: rows of references in percent, each
    with an interval. ``names``: page (``reference_id``) → heading of its strip, in the order of the strips. ``sources``: the
    places they stand in, as text.

    Raises CourseError for a row without an interval, outside the scale, not of a named page, or not counted from diagnosis.
    """
    for row in studies.itertuples():
        low, high, _ = years_since_diagnosis(row)
        if (
            row.unit != "percent"
            or not 0 <= row.ci_low <= row.low <= row.ci_high <= _TOP
            or not 0 <= low <= high < _END
        ):
            raise CourseError(f"{row.id} does not fit a scale of {_END} years and {_TOP} percent with an interval.")
        if row.reference_id not in names:
            raise CourseError(f"{row.id} stands on page {row.reference_id!r}, and no strip is named for it.")
    heads = [textwrap.fill(name, 58).split("\n") for name in names.values()]
    heights = [_HEAD - 0.2 + 0.17 * len(lines) + _STRIP for lines in heads]
    height = sum(heights) + _FOOT
    band = next(claim.itertuples())
    said = f"Article: {estimates.amount(band.low, band.high, band.unit)}, years not stated"

    top, strips = height, {}
    with canvas(height, light=True) as picture:
        for number, (page, lines) in enumerate(zip(names, heads, strict=True)):
            top -= heights[number]
            strips[page] = axes = picture.figure.add_axes(
                (_LEFT / WIDTH, top / height, 1 - (_LEFT + _RIGHT) / WIDTH, _STRIP / height),
                xlim=(0, _END), ylim=(0, _TOP), gid=f"strip-{page}",
            )  # fmt: skip
            axes.set_title("\n".join(lines), loc="left", fontsize=10, color=REFERENCE, pad=5)
            axes.axhspan(band.low, band.high, facecolor=BAND, edgecolor=MUTED, linewidth=0.8, linestyle="--",
                         gid=f"band-{band.id}")  # fmt: skip
            axes.text(0.2, band.high + 1, said, fontsize=9, color=INK, va="bottom", gid="claim")
            _study(axes, studies[studies["reference_id"] == page])
            _style(axes, last=number == len(names) - 1)

    data_table = pd.concat([read_back(axes, names[page]) for page, axes in strips.items()], ignore_index=True)
    values = ". ".join(
        f"{name}: " + "; ".join(f"{row.Years}: {row.Percent} (interval {row.Interval})" for row in own.itertuples())
        for name, own in data_table.groupby("Study", sort=False)
    )
    joined = _joined(data_table)
    alt = (
        f"{title} One strip per study, on {_END} years since diagnosis and 0 to {_TOP} percent. In each strip the article's "
        f"band of {band.low:g} to {band.high:g} percent runs from end to end, as it states no years. {values}. {joined}"
    )
    studied = ui.bullets(_who(names[page], studies[studies["reference_id"] == page]) for page in names)
    rest = caption(joined, estimates.meaning(studies["measure"]), sources=sources)
    return Chart(title, alt, studied + rest, data_table, picture.svg)


def _who(name: str, rows: pd.DataFrame) -> str:
    """Who, where, when and how of a study; of its groups, which the marks name, the largest stands for all."""
    largest = rows.loc[rows["n"].astype("float").fillna(0).idxmax()]
    asked = [column for column in estimates.CONTEXT if column != "time_span"]
    said = [f"{estimates.CONTEXT[column].capitalize()}: {largest[column]}" for column in asked]
    return f"{name}. {'. '.join(said)}."


def _joined(data_table: pd.DataFrame) -> str:
    groups = data_table[data_table["Joined"] == "yes"]["Study"].unique()
    if not len(groups):
        return "No points are joined, for they are of different people."
    return f"Only the points of one group of people, watched longer, are joined by a line: {'; '.join(groups)}. No line joins studies."


def _study(axes: Axes, rows: pd.DataFrame) -> None:
    """The marks of one study; a line only where ``may_be_joined`` allows it."""
    if may_be_joined(rows):
        points = sorted((years_since_diagnosis(row)[0], row.low) for row in rows.itertuples())
        axes.plot(
            *zip(*points, strict=True), color=REFERENCE, linewidth=1.5, gid=f"line-{rows['reference_id'].iloc[0]}"
        )
    for row in rows.itertuples():
        low, high, open_end = years_since_diagnosis(row)
        end = _END if open_end else high
        middle, point = (low + end) / 2, low == end
        axes.plot([low] if point else [low, end], [row.low] if point else [row.low] * 2, color=REFERENCE, gid=f"at-{row.id}",
                  linewidth=4, solid_capstyle="butt", clip_on=False, marker="o" if point else ">" if open_end else "",
                  markevery=[0 if point else 1], markersize=8)  # fmt: skip
        axes.plot([middle] * 2, [row.ci_low, row.ci_high], color=REFERENCE, linewidth=1.5, marker="_", markersize=8,
                  gid=f"interval-{row.id}")  # fmt: skip
        words = f"{row.low:g} %{_group(row)}"
        left = len(words) > 16
        axes.annotate(words, (middle, row.low), xytext=(-8, 0) if left else (8, -4), textcoords="offset points", fontsize=9,
                      va="center" if left else "top", ha="right" if left else "left", color=INK, gid=f"value-{row.id}",
                      bbox=BEHIND_WORDS)  # fmt: skip


def _group(row: estimates.Estimate) -> str:
    """Which group a mark is of, where a study has several at one time: the words after the last comma of its label."""
    return f", {row.label.rpartition(', ')[2].removesuffix(' at diagnosis')}" if "at diagnosis" in row.label else ""


def _style(axes: Axes, last: bool) -> None:
    axes.set_ylabel("Percent with\ndistant spread")
    axes.set_xticks(range(0, _END + 1, 5))
    axes.set_yticks(range(0, _TOP + 1, 10))
    frame(axes, grid="both", grid_width=0.6, left=True)
    if last:
        axes.set_xlabel("Years since diagnosis")


def read_back(axes: Axes, name: str) -> pd.DataFrame:
    """What one strip shows, read from its marks: Study, Years, Percent, Interval, Joined (yes, where a line runs through).

    Where a mark's label names its group, as "14.3 %, localised" does, the group stands with the study.
    """
    marks, intervals, joined = {}, {}, set()
    for line in axes.get_lines():
        kind, _, id = (line.get_gid() or "").partition("-")
        xs, ys = list(map(float, line.get_xdata())), list(map(float, line.get_ydata()))
        if kind == "at":
            marks[id] = (min(xs), max(xs), ys[0])
        elif (line.get_gid() or "").startswith("interval-"):
            intervals[id] = f"{min(ys):g} to {max(ys):g}"
        else:  # any other line joins what it runs through, whoever drew it
            joined |= set(zip(xs, ys, strict=True))
    labels = {text.get_gid(): text.get_text() for text in axes.texts}
    rows = []
    for id, (low, high, percent) in sorted(marks.items(), key=lambda item: item[1]):
        span = f"{low:g}" if low == high else f"{low:g} or more" if high == _END else f"{low:g} to {high:g}"
        touched = any(low <= x <= high and y == percent for x, y in joined)
        _, comma, group = labels.get(f"value-{id}", "").partition(", ")
        rows.append((name + comma + group, span, f"{percent:g}", intervals.get(id, "none"), "yes" if touched else "no"))
    return pd.DataFrame(rows, columns=["Study", "Years", "Percent", "Interval", "Joined"])

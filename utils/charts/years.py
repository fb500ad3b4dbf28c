"""The only chart with a time axis: how many people had distant spread, by years since diagnosis.

One strip per study, one below the other on the same years, and in each the band that an article states without years.
Different studies are never joined. Only points of one cohort's own cumulative incidence share a line, because they are
the same people, followed longer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from utils import ui
from utils.charts.base import LABEL_BACKGROUND, WIDTH, canvas, style_axes
from utils.charts.chart import Chart, fitted_caption
from utils.charts.palette import BAND, INK, MUTED, REFERENCE
from utils.errors import CourseError
from utils.statements import estimates

# Inches: a strip, the space above it, the scale below the last one, the margins.
_STRIP_HEIGHT, _HEADING_HEIGHT, _SCALE_HEIGHT, _LEFT_MARGIN, _RIGHT_MARGIN = 1.35, 0.62, 0.55, 0.72, 0.12
_LAST_YEAR = 20
_MAX_PERCENT = 50
_TIME_SPAN = re.compile(r"^(?:median follow-up of )?(\d+)(?:-(\d+))?( years)( or more)?$")


def years_since_diagnosis(row: estimates.Estimate) -> tuple[float, float, bool]:
    """First and last year that a row of ``statistics`` covers, and whether it is open-ended.

    "14 years" is (14, 14, False).

    Raises CourseError for a row that does not count from diagnosis, such as "years 5 to 20".
    """
    match = _TIME_SPAN.match(row.time_span)
    if not match:
        raise CourseError(
            f"{row.id} cannot be shown on a scale of years since diagnosis: its time_span is {row.time_span!r}. "
            "Leave it out, or show it on a scale without time."
        )
    first = float(match[1])
    return first, float(match[2] or first), bool(match[4])


def may_be_joined(rows: pd.DataFrame) -> bool:
    """Whether a line may join the rows: one cohort (same page and people), cumulative incidence, different years."""
    cohorts = rows[["reference_id", "population", "place", "period", "kind"]].drop_duplicates()
    return (
        len(rows) > 1
        and len(cohorts) == 1
        and set(rows["measure"]) == {"cumulative incidence"}
        and rows["time_span"].is_unique
    )


def time_chart(
    claim: pd.DataFrame, studies: pd.DataFrame, *, title: str, headings: dict[str, str], sources: Sequence[str]
) -> Chart:
    """A claim without years, as a band, behind what studies found after how many years.

    Parameters
    ----------
    claim : pandas.DataFrame
        One row of ``statistics`` of an article: a range in percent (columns id, low, high, unit).
    studies : pandas.DataFrame
        Rows of ``statistics`` of references, in percent with an interval (columns id, label, reference_id, population,
        place, period, kind, measure, time_span, low, ci_low, ci_high, n, unit).
    title : str
        The finding, in one sentence.
    headings : dict of str to str
        Page (``reference_id``) → heading of its strip, in the order of the strips.
    sources : sequence of str
        Where the estimates come from, for the caption.

    Returns
    -------
    Chart
        Its data table has the columns Study, Years (since diagnosis), Percent, Interval and Joined ("yes" or "no").

    Raises
    ------
    CourseError
        For a row without an interval, outside the scale, of a page without a heading, or not counted from diagnosis.
    """
    for row in studies.itertuples():
        first, last, _ = years_since_diagnosis(row)
        if (
            row.unit != "percent"
            or not 0 <= row.ci_low <= row.low <= row.ci_high <= _MAX_PERCENT
            or not 0 <= first <= last < _LAST_YEAR
        ):
            raise CourseError(
                f"{row.id} does not fit a scale of {_LAST_YEAR} years and {_MAX_PERCENT} percent with an interval."
            )
        if row.reference_id not in headings:
            raise CourseError(f"{row.id} is from page {row.reference_id!r}, and no strip is named for that page.")
    heading_lines = [textwrap.fill(heading, 58).split("\n") for heading in headings.values()]
    heights = [_HEADING_HEIGHT - 0.2 + 0.17 * len(lines) + _STRIP_HEIGHT for lines in heading_lines]
    height = sum(heights) + _SCALE_HEIGHT
    band = next(claim.itertuples())
    band_label = f"Article: {estimates.amount(band.low, band.high, band.unit)}, years not stated"

    top, strips = height, {}
    with canvas(height, light=True) as picture:
        for position, (page, lines) in enumerate(zip(headings, heading_lines, strict=True)):
            top -= heights[position]
            strips[page] = axes = picture.figure.add_axes(
                (
                    _LEFT_MARGIN / WIDTH,
                    top / height,
                    1 - (_LEFT_MARGIN + _RIGHT_MARGIN) / WIDTH,
                    _STRIP_HEIGHT / height,
                ),
                xlim=(0, _LAST_YEAR),
                ylim=(0, _MAX_PERCENT),
                gid=f"strip-{page}",
            )
            axes.set_title("\n".join(lines), loc="left", fontsize=10, color=REFERENCE, pad=5)
            band_look = {"facecolor": BAND, "edgecolor": MUTED, "linewidth": 0.8, "linestyle": "--"}
            axes.axhspan(band.low, band.high, **band_look, gid=f"band-{band.id}")
            axes.text(0.2, band.high + 1, band_label, fontsize=9, color=INK, va="bottom", gid="claim")
            _study(axes, studies[studies["reference_id"] == page])
            _style_strip(axes, last=position == len(headings) - 1)

    data_table = pd.concat([read_back(axes, headings[page]) for page, axes in strips.items()], ignore_index=True)
    values = ". ".join(
        f"{study}: " + "; ".join(f"{row.Years}: {row.Percent} (interval {row.Interval})" for row in rows.itertuples())
        for study, rows in data_table.groupby("Study", sort=False)
    )
    joined_sentence = _joined_sentence(data_table)
    alt = (
        f"{title} One strip per study, on {_LAST_YEAR} years since diagnosis and 0 to {_MAX_PERCENT} percent. In each "
        f"strip the article's band of {band.low:g} to {band.high:g} percent runs from end to end, as it states no "
        f"years. {values}. {joined_sentence}"
    )
    study_list = ui.bullets(
        _study_context(headings[page], studies[studies["reference_id"] == page]) for page in headings
    )
    caption_text, details = fitted_caption(
        title, joined_sentence, estimates.meaning(studies["measure"]), sources=sources
    )
    below = study_list + Markup("<div>{}</div>").format(details)
    return Chart(title, alt, caption_text, data_table, picture.svg, below)


def _study_context(heading: str, rows: pd.DataFrame) -> str:
    """Who, where, when and how of a study; of its groups, which the marks name, the largest represents all."""
    largest = rows.loc[rows["n"].astype("float").fillna(0).idxmax()]
    columns = [column for column in estimates.CONTEXT if column != "time_span"]
    context = [f"{estimates.CONTEXT[column].capitalize()}: {largest[column]}" for column in columns]
    return f"{heading}. {'. '.join(context)}."


def _joined_sentence(data_table: pd.DataFrame) -> str:
    studies = data_table[data_table["Joined"] == "yes"]["Study"].unique()
    if not len(studies):
        return "No points are joined, for they are of different people."
    return (
        f"Only points of the same people, watched longer, are joined by a line: {'; '.join(studies)}. "
        "No line joins studies."
    )


def _study(axes: Axes, rows: pd.DataFrame) -> None:
    """The marks of one study; a line only where ``may_be_joined`` allows it."""
    if may_be_joined(rows):
        points = sorted((years_since_diagnosis(row)[0], row.low) for row in rows.itertuples())
        page = rows["reference_id"].iloc[0]
        axes.plot(*zip(*points, strict=True), color=REFERENCE, linewidth=1.5, gid=f"line-{page}")
    for row in rows.itertuples():
        first, last, open_ended = years_since_diagnosis(row)
        end = _LAST_YEAR if open_ended else last
        middle, is_point = (first + end) / 2, first == end
        mark_look = {
            "linewidth": 4,
            "solid_capstyle": "butt",
            "clip_on": False,
            "marker": "o" if is_point else ">" if open_ended else "",
            "markevery": [0 if is_point else 1],
            "markersize": 8,
        }
        x, y = ([first], [row.low]) if is_point else ([first, end], [row.low] * 2)
        axes.plot(x, y, color=REFERENCE, gid=f"at-{row.id}", **mark_look)
        interval_look = {"linewidth": 1.5, "marker": "_", "markersize": 8}
        axes.plot([middle] * 2, [row.ci_low, row.ci_high], color=REFERENCE, gid=f"interval-{row.id}", **interval_look)
        label = f"{row.low:g} %{_group(row)}"
        goes_left = len(label) > 16  # a long label goes to the left of the mark
        axes.annotate(
            label,
            (middle, row.low),
            xytext=(-8, 0) if goes_left else (8, -4),
            textcoords="offset points",
            fontsize=9,
            va="center" if goes_left else "top",
            ha="right" if goes_left else "left",
            color=INK,
            gid=f"value-{row.id}",
            bbox=LABEL_BACKGROUND,
        )


def _group(row: estimates.Estimate) -> str:
    """Which group a mark is of, where a study has several at one time: what follows the last comma of its label."""
    return f", {row.label.rpartition(', ')[2].removesuffix(' at diagnosis')}" if "at diagnosis" in row.label else ""


def _style_strip(axes: Axes, last: bool) -> None:
    axes.set_ylabel("Percent with\ndistant spread")
    axes.set_xticks(range(0, _LAST_YEAR + 1, 5))
    axes.set_yticks(range(0, _MAX_PERCENT + 1, 10))
    style_axes(axes, grid="both", grid_width=0.6, left=True)
    if last:
        axes.set_xlabel("Years since diagnosis")


def read_back(axes: Axes, heading: str) -> pd.DataFrame:
    """What one strip shows, read from its marks: columns Study, Years, Percent, Interval and Joined.

    Joined is "yes" if a line runs through the mark. Where a mark's label names its group, as "14.3 %, regional" does,
    the group is added to the study.
    """
    marks, intervals, joined_points = {}, {}, set()
    for line in axes.get_lines():
        gid = line.get_gid() or ""
        row_id = gid.partition("-")[2]
        xs, ys = list(map(float, line.get_xdata())), list(map(float, line.get_ydata()))
        if gid.startswith("at-"):
            marks[row_id] = (min(xs), max(xs), ys[0])
        elif gid.startswith("interval-"):
            intervals[row_id] = f"{min(ys):g} to {max(ys):g}"
        else:  # any other line joins what it runs through, whatever drew it
            joined_points |= set(zip(xs, ys, strict=True))
    labels = {text.get_gid(): text.get_text() for text in axes.texts}
    rows = []
    for row_id, (first, last, percent) in sorted(marks.items(), key=lambda item: item[1]):
        span = (
            f"{first:g}" if first == last else f"{first:g} or more" if last == _LAST_YEAR else f"{first:g} to {last:g}"
        )
        joined = any(first <= x <= last and y == percent for x, y in joined_points)
        _, comma, group = labels.get(f"value-{row_id}", "").partition(", ")
        study = heading + comma + group
        rows.append((study, span, f"{percent:g}", intervals.get(row_id, "none"), "yes" if joined else "no"))
    return pd.DataFrame(rows, columns=["Study", "Years", "Percent", "Interval", "Joined"])

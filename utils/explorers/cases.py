"""Unfolding cases: a fictional person, six steps of clinical judgment, and answers supported by nursing references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.errors import CourseError
from utils.questions.html_form import BLANK
from utils.statements.reviewers import review_keys
from utils.tables import early_warning, units
from utils.tables.course_data import CourseData
from utils.ui.components import block_end, frame, practice_list
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

LAST_STEP = 6  # of clinical judgment


def introduction(data: CourseData, case_id: str) -> Html:
    """Who the fictional person is. What the case teaches comes with its last step.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.

    Returns
    -------
    Html
        One paragraph.

    Raises
    ------
    CourseError
        If there is no such case.
    """
    case = _case(data, case_id)
    return Html(
        Markup("<p><b>{}.</b> {}</p>").format(case.title, case.person),
        f"{case.title}. {case.person}",
    )


def case_walk(data: CourseData, case_id: str, answers: bool = True) -> Explorer:
    """Walk through a case step by step: what is new, the patient chart so far, a question, and a folded model answer.

    The last step shows the readings as a picture.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.
    answers : bool
        Whether model answers and common mistakes are there; without them each step has a line to write on.

    Returns
    -------
    Explorer
        A panel per step.

    Raises
    ------
    CourseError
        If there is no such case.
    """
    case = _case(data, case_id)
    steps = data.case_steps[data.case_steps["case_id"] == case_id].sort_values("step").set_index("step")
    choice = Control("Which step?", tuple((str(step), f"{step}. {row.judgment}") for step, row in steps.iterrows()))
    return build_explorer(
        f"case-{case_id}", case.title, (choice,), lambda step: step_panel(data, case_id, int(step), answers)
    )


def step_panel(data: CourseData, case_id: str, step: int, answers: bool = True) -> Markup:
    """One step of a case.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.
    step : int
        1 to 6.
    answers : bool
        As for ``case_walk``.

    Returns
    -------
    Markup
        The panel.
    """
    steps = data.case_steps
    row = next(steps[(steps["case_id"] == case_id) & (steps["step"] == step)].itertuples())
    is_last, sources = step == LAST_STEP, Sources(data)
    teaches = Markup("<p><b>What the case teaches.</b> {}</p>").format(_case(data, case_id).goals)
    return Markup(
        "<h3>Step {step} of {last}: {judgment}</h3><p><b>What is new.</b> {new}</p>{chart}"
        "<p><b>Ask yourself.</b> {ask}</p>{debate}{answer}{slip}{teaches}{review}"
    ).format(
        step=step,
        last=LAST_STEP,
        judgment=row.judgment,
        new=row.new_information,
        chart=readings_chart(data, case_id).html if is_last else chart_so_far(data, case_id, step),
        ask=row.ask,
        debate=Markup("<p><b>To discuss.</b> {}</p>").format(row.debate) if row.debate else "",
        answer=ui.folded("Model answer", _answer(data, case_id, step, sources)) if answers else BLANK,
        slip=ui.folded("Common mistake", Markup("<p>{}</p>").format(row.slip)) if answers else "",
        teaches=teaches if is_last else "",
        review=block_end(sources, data, _shown_keys(data, case_id, step)),
    )


def _shown_keys(data: CourseData, case_id: str, step: int) -> Iterator[tuple[str, str]]:
    """(table, id) of every row that a step of a case shows, the readings up to it included."""
    if step == LAST_STEP:
        yield "cases", case_id
    for table, is_shown in (
        ("case_steps", data.case_steps["step"] == step),
        ("case_points", data.case_points["step"] == step),
        ("case_readings", data.case_readings["step"] <= step),
    ):
        rows = getattr(data, table)
        rows = rows[(rows["case_id"] == case_id) & is_shown]
        yield from review_keys(table, rows.itertuples())
        if table == "case_points":
            yield from (("practice", id) for id in rows["practice_id"] if id)


def chart_so_far(data: CourseData, case_id: str, step: int) -> Markup:
    """The readings up to a step as a table, measures by times; empty where nothing is charted yet.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.
    step : int
        1 to 6. Readings of later steps are left out.

    Returns
    -------
    Markup
        The table, each measure with its unit, US units first and the other in brackets; "–" where it was not
        measured.
    """
    readings = _readings(data, case_id)
    readings = readings[readings["step"] <= step]
    if readings.empty:
        return Markup()
    times = readings.sort_values("time")["time_label"].unique()
    wide = readings.pivot_table(
        index=["measure", "units"], columns="time_label", values="text", aggfunc="first", fill_value="–", sort=False
    )[list(times)]
    rows = wide.reset_index()
    rows.insert(0, "Measure", rows.pop("measure") + ", " + rows.pop("units"))
    return ui.table(rows, "The chart so far (– means not measured)")


def readings_chart(data: CourseData, case_id: str) -> charts.Chart:
    """All readings of a case over time, with the values read back from what was drawn.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.

    Returns
    -------
    Chart
        The picture and its data table.

    Raises
    ------
    CourseError
        If there is no such case.
    """
    case, readings = _case(data, case_id), _readings(data, case_id)
    return charts.trend_chart(readings, title=f"{case.title}: the invented readings from first to last.")


def _answer(data: CourseData, case_id: str, step: int, sources: Sources) -> Markup:
    """The points of a model answer with their markers, then the nursing facts that support them, framed."""
    points = data.case_points[(data.case_points["case_id"] == case_id) & (data.case_points["step"] == step)]
    scores = _scores(data, case_id, step)

    def point_item(point: NamedTuple) -> str:
        text = point.text
        for name, sum_text in scores.items():
            text = text.replace(f"{{{name}}}", sum_text)
        if not point.practice_id:
            return text
        return Markup("{}{}").format(text, sources.row("practice", point.practice_id))

    items = [point_item(point) for point in points.sort_values("position").itertuples()]
    fact_ids = list(dict.fromkeys(filter(None, points["practice_id"])))
    framed_facts = frame(practice_list(data.rows("practice", fact_ids), sources))
    return ui.bullets(items) + ui.folded("What the references say, in full", framed_facts)


def used_practice(data: CourseData) -> pd.Series:
    """The ids of the nursing facts that support the cases.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.Series of str
        Ids of ``data.practice``, each once.
    """
    ids = data.case_points["practice_id"]
    return ids[ids.ne("")].drop_duplicates()


def _case(data: CourseData, case_id: str) -> NamedTuple:
    """A row of ``cases``. Raises CourseError for an unknown case."""
    case_ids = data.by_id("cases").index
    if case_id not in case_ids:
        raise CourseError(f"data/cases/cases.csv has no case {case_id!r}. Its cases are {', '.join(case_ids)}.")
    return data.row("cases", case_id)


def _readings(data: CourseData, case_id: str) -> pd.DataFrame:
    """The readings of a case in both units, and the order of their times (``time``, from 1).

    ``units`` names the unit, and in brackets the other one; ``text`` is the value in the same form.
    """
    readings = data.case_readings[data.case_readings["case_id"] == case_id].copy()
    readings["time"] = readings["at"].map(_minutes).rank(method="dense").astype(int)
    pairs = _pairs(data)
    pair_of = {row.measure: pairs.get(row.units_id) for row in data.case_measures.itertuples()}
    shown = [
        _in_both_units(value, unit, pair_of[measure])
        for measure, value, unit in readings[["measure", "value", "unit"]].itertuples(index=False)
    ]
    readings["text"], readings["units"] = [list(column) for column in zip(*shown, strict=True)] if shown else ([], [])
    return readings


def _in_both_units(value: float, unit: str, pair: units.Pair | None) -> tuple[str, str]:
    """A reading as the chart shows it, and its unit: ``13.7 (3.42)`` and ``mg/dL (mmol/L)``."""
    if pair is None:
        return f"{value:g}", unit
    return f"{value:g} ({units.si_text(value, pair)})", f"{unit} ({pair.si_unit})"


def _minutes(at: str) -> int:
    """Minutes since midnight of the first day, from days and clock (``1 02:52``)."""
    days, hours, minutes = (int(number) for number in at.replace(":", " ").split())
    return (days * 24 + hours) * 60 + minutes


def _pairs(data: CourseData) -> dict[str, units.Pair]:
    return {row["id"]: units.pair(row) for row in data.units.to_dict("records")}


def _scores(data: CourseData, case_id: str, step: int) -> dict[str, str]:
    """Name of each score of a step → its parts and sum, computed from the readings and findings."""
    rows = data.case_scores[(data.case_scores["case_id"] == case_id) & (data.case_scores["step"] == step)]
    texts = {}
    for row in rows.itertuples():
        bands = data.score_bands[data.score_bands["score"] == row.score].to_dict("records")
        readings, findings = (
            table[(table["case_id"] == case_id) & (table["at"] == row.at)].to_dict("records")
            for table in (data.case_readings, data.case_findings)
        )
        found = early_warning.findings_at(readings, findings, bands)
        parts = early_warning.score_parts(bands, found, _pairs(data).values())
        texts[row.score] = early_warning.parts_text(row.score, parts)
    return texts

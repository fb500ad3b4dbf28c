"""Unfolding cases: a fictional person, six steps of clinical judgment, and answers supported by nursing references."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.errors import CourseError
from utils.questions.html_form import BLANK
from utils.statements.guidance import badge
from utils.tables.course_data import CourseData
from utils.ui.components import publisher_links, reference_frame, source_note
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer

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
        Markup("<p><b>{}</b> (invented). {}</p>").format(case.title, case.person),
        f"{case.title} (invented). {case.person}",
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
    is_last = step == LAST_STEP
    teaches = Markup("<p><b>What the case teaches.</b> {}</p>").format(_case(data, case_id).goals)
    return Markup(
        "<h3>Step {step} of {last}: {judgment}</h3><p><b>What is new</b> (invented). {new}</p>{chart}"
        "<p><b>Ask yourself.</b> {ask}</p>{debate}{answer}{slip}{teaches}"
    ).format(
        step=step,
        last=LAST_STEP,
        judgment=row.judgment,
        new=row.new_information,
        chart=readings_chart(data, case_id).html if is_last else chart_so_far(data, case_id, step),
        ask=row.ask,
        debate=Markup("<p><b>To discuss.</b> {}</p>").format(row.debate) if row.debate else "",
        answer=ui.folded("A strong answer", _answer(data, case_id, step)) if answers else BLANK,
        slip=ui.folded("The usual slip", Markup("<p>{}</p>").format(row.slip)) if answers else "",
        teaches=teaches if is_last else "",
    )


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
        The table, each measure with its unit; "–" where it was not measured.
    """
    readings = _readings(data, case_id)
    readings = readings[readings["step"] <= step]
    if readings.empty:
        return Markup()
    times = readings.sort_values("time")["time_label"].unique()
    wide = readings.assign(text=[f"{value:g}" for value in readings["value"]]).pivot_table(
        index=["measure", "unit"], columns="time_label", values="text", aggfunc="first", fill_value="–", sort=False
    )[list(times)]
    rows = wide.reset_index()
    rows.insert(0, "Measure", rows.pop("measure") + " (" + rows.pop("unit") + ")")
    return ui.table(rows, "The chart so far (invented readings; – is not measured)")


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


def _answer(data: CourseData, case_id: str, step: int) -> Markup:
    """The points of a model answer with their publishers, then the nursing facts that support them, framed."""
    points = data.case_points[(data.case_points["case_id"] == case_id) & (data.case_points["step"] == step)]
    page_links = publisher_links(data)

    def point_item(point: NamedTuple) -> str:
        if not point.practice_id:
            return point.text
        fact = data.row("practice", point.practice_id)
        unsure = badge(fact.use_first == "yes", " Check with a clinician first.")
        return Markup("{} {}").format(
            point.text, source_note(Markup("{}.{}").format(page_links[fact.reference_id], unsure))
        )

    items = [point_item(point) for point in points.sort_values("position").itertuples()]
    fact_ids = list(dict.fromkeys(filter(None, points["practice_id"])))
    framed_facts = reference_frame(data.rows("practice", fact_ids), page_links, "What the references say")
    return ui.bullets(items) + ui.folded("What these references say, in full", framed_facts)


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
    return data.case_readings[data.case_readings["case_id"] == case_id]

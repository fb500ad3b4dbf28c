"""Unfolding cases: an invented person, six steps of clinical judgment, and answers that rest on nursing references."""

from __future__ import annotations

import pandas as pd

from utils import charts, ui
from utils.errors import CourseError
from utils.tables.course_data import CourseData
from utils.ui.components import publisher_link, reference_frame
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer

LAST = 6  # steps of clinical judgment


def introduction(data: CourseData, case_id: str) -> Html:
    """Who the invented person is. What the case teaches comes with its last step. Raises CourseError for an unknown case."""
    case = _case(data, case_id)
    return Html(
        f"<p><b>{ui.text(case['title'])}</b> (invented). {ui.text(case['person'])}</p>",
        f"{case['title']} (invented). {case['person']}",
    )


def case_walk(data: CourseData, case_id: str) -> Explorer:
    """Walk through a case step by step: what is new, the chart so far, a question, and a strong answer to unfold.

    ``data``: all tables, as ``tables.load_all`` gives them. The last step shows the readings as a picture. Raises
    CourseError for an unknown case.
    """
    case = _case(data, case_id)
    steps = data.case_steps[data.case_steps["case_id"] == case_id].sort_values("step").set_index("step")
    choice = Control("Which step?", tuple((str(step), f"{step}. {row.judgment}") for step, row in steps.iterrows()))
    return build_explorer(
        f"case-{case_id}", case["title"], (choice,), lambda step: step_panel(data, case_id, int(step))
    )


def step_panel(data: CourseData, case_id: str, step: int) -> str:
    """HTML of one step of a case."""
    row = data.case_steps.set_index(["case_id", "step"]).loc[case_id, step]
    heading = f"Step {step} of {LAST}: {row['judgment']}"
    debate = f"<p><b>To discuss.</b> {ui.text(row['debate'])}</p>" if row["debate"] else ""
    charted = readings_chart(data, case_id).html if step == LAST else chart_so_far(data, case_id, step)
    teaches = f"<p><b>What the case teaches.</b> {ui.text(_case(data, case_id)['goals'])}</p>" if step == LAST else ""
    return (
        f"<h3>{ui.text(heading)}</h3><p><b>What is new</b> (invented). {ui.text(row['new_information'])}</p>"
        f"{charted}<p><b>Ask yourself.</b> {ui.text(row['ask'])}</p>{debate}"
        + ui.folded("A strong answer", _answer(data, case_id, step))
        + ui.folded("The usual slip", f"<p>{ui.text(row['slip'])}</p>")
        + teaches
    )


def chart_so_far(data: CourseData, case_id: str, step: int) -> str:
    """The readings known at a step as a table (HTML), measures by times; empty where nothing is charted yet."""
    known = _readings(data, case_id)
    known = known[known["step"] <= step]
    if known.empty:
        return ""
    times = known.sort_values("time")["time_label"].unique()
    wide = known.assign(shown=[f"{value:g}" for value in known["value"]]).pivot_table(
        index=["measure", "unit"], columns="time_label", values="shown", aggfunc="first", fill_value="–", sort=False
    )[list(times)]
    rows = wide.reset_index()
    rows.insert(0, "Measure", rows.pop("measure") + " (" + rows.pop("unit") + ")")
    return ui.table(rows, "The chart so far (invented readings; – is not measured)")


def readings_chart(data: CourseData, case_id: str) -> charts.Chart:
    """All readings of a case over time, with the values read back from what was drawn."""
    case, known = _case(data, case_id), _readings(data, case_id)
    return charts.trend_chart(known, title=f"{case['title']}: the invented readings from first to last.")


def _answer(data: CourseData, case_id: str, step: int) -> str:
    """The points of a strong answer with their publishers, then the nursing facts they rest on, framed as reference."""
    points = data.case_points[(data.case_points["case_id"] == case_id) & (data.case_points["step"] == step)]
    facts = {fact.id: fact for fact in data.practice.itertuples()}
    items = []
    for point in points.sort_values("position").itertuples():
        source = ""
        if point.practice_id:
            fact = facts[point.practice_id]
            badge = "" if fact.use_first == "yes" else " Check with a clinician first."
            source = f' <span class="mbc-source">({publisher_link(fact.reference_id, data.references)}.{badge})</span>'
        items.append(ui.text(point.text) + source)
    used = list(dict.fromkeys(filter(None, points["practice_id"])))
    rests_on = data.practice.set_index("id").loc[used].reset_index()
    frame = reference_frame(rests_on, data.references, "<h4>What the references say</h4>")
    return ui.bullets(items) + ui.folded("What these references say, in full", frame)


def used_practice(data: CourseData) -> pd.Series:
    """The ids of the nursing facts that the cases rest on, each once."""
    ids = data.case_points["practice_id"]
    return ids[ids.ne("")].drop_duplicates()


def _case(data: CourseData, case_id: str) -> pd.Series:
    known = data.cases.set_index("id")
    if case_id not in known.index:
        raise CourseError(f"data/cases/cases.csv has no case {case_id!r}. It knows {', '.join(known.index)}.")
    return known.loc[case_id]


def _readings(data: CourseData, case_id: str) -> pd.DataFrame:
    return data.case_readings[data.case_readings["case_id"] == case_id]

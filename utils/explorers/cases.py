"""Unfolding cases: an invented person, six steps of clinical judgment, and answers that rest on nursing references."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.errors import CourseError
from utils.statements.guidance import badge
from utils.tables.course_data import CourseData
from utils.ui.components import publisher_links, reference_frame, source_note
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer

LAST = 6  # steps of clinical judgment


def introduction(data: CourseData, case_id: str) -> Html:
    """Who the invented person is. What the case teaches comes with its last step. Raises CourseError for an unknown case."""
    case = _case(data, case_id)
    return Html(
        Markup("<p><b>{}</b> (invented). {}</p>").format(case.title, case.person),
        f"{case.title} (invented). {case.person}",
    )


def case_walk(data: CourseData, case_id: str) -> Explorer:
    """Walk through a case step by step: what is new, the chart so far, a question, and a strong answer to unfold.

    ``data``: all tables, as ``tables.load_all`` gives them. The last step shows the readings as a picture. Raises
    CourseError for an unknown case.
    """
    case = _case(data, case_id)
    steps = data.case_steps[data.case_steps["case_id"] == case_id].sort_values("step").set_index("step")
    choice = Control("Which step?", tuple((str(step), f"{step}. {row.judgment}") for step, row in steps.iterrows()))
    return build_explorer(f"case-{case_id}", case.title, (choice,), lambda step: step_panel(data, case_id, int(step)))


def step_panel(data: CourseData, case_id: str, step: int) -> Markup:
    """One step of a case."""
    row = next(
        data.case_steps[(data.case_steps["case_id"] == case_id) & (data.case_steps["step"] == step)].itertuples()
    )
    last = step == LAST
    teaches = Markup("<p><b>What the case teaches.</b> {}</p>").format(_case(data, case_id).goals)
    return Markup(
        "<h3>Step {step} of {last}: {judgment}</h3><p><b>What is new</b> (invented). {new}</p>{charted}"
        "<p><b>Ask yourself.</b> {ask}</p>{debate}{answer}{slip}{teaches}"
    ).format(
        step=step,
        last=LAST,
        judgment=row.judgment,
        new=row.new_information,
        charted=readings_chart(data, case_id).html if last else chart_so_far(data, case_id, step),
        ask=row.ask,
        debate=Markup("<p><b>To discuss.</b> {}</p>").format(row.debate) if row.debate else "",
        answer=ui.folded("A strong answer", _answer(data, case_id, step)),
        slip=ui.folded("The usual slip", Markup("<p>{}</p>").format(row.slip)),
        teaches=teaches if last else "",
    )


def chart_so_far(data: CourseData, case_id: str, step: int) -> Markup:
    """The readings known at a step as a table, measures by times; empty where nothing is charted yet."""
    known = _readings(data, case_id)
    known = known[known["step"] <= step]
    if known.empty:
        return Markup()
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
    return charts.trend_chart(known, title=f"{case.title}: the invented readings from first to last.")


def _answer(data: CourseData, case_id: str, step: int) -> Markup:
    """The points of a strong answer with their publishers, then the nursing facts they rest on, framed as reference."""
    points = data.case_points[(data.case_points["case_id"] == case_id) & (data.case_points["step"] == step)]
    pages = publisher_links(data)

    def shown(point) -> str:
        if not point.practice_id:
            return point.text
        fact = data.row("practice", point.practice_id)
        unsure = badge(fact.use_first == "yes", " Check with a clinician first.")
        return Markup("{} {}").format(point.text, source_note(Markup("{}.{}").format(pages[fact.reference_id], unsure)))

    items = [shown(point) for point in points.sort_values("position").itertuples()]
    used = list(dict.fromkeys(filter(None, points["practice_id"])))
    frame = reference_frame(data.rows("practice", used), pages, "What the references say")
    return ui.bullets(items) + ui.folded("What these references say, in full", frame)


def used_practice(data: CourseData) -> pd.Series:
    """The ids of the nursing facts that the cases rest on, each once."""
    ids = data.case_points["practice_id"]
    return ids[ids.ne("")].drop_duplicates()


def _case(data: CourseData, case_id: str):
    """A row of ``cases``. Raises CourseError for an unknown case."""
    known = data.by_id("cases").index
    if case_id not in known:
        raise CourseError(f"data/cases/cases.csv has no case {case_id!r}. It knows {', '.join(known)}.")
    return data.row("cases", case_id)


def _readings(data: CourseData, case_id: str) -> pd.DataFrame:
    return data.case_readings[data.case_readings["case_id"] == case_id]

"""Unfolding cases: a fictional person, six steps of clinical judgment, and answers supported by nursing references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import ipywidgets as widgets
import pandas as pd
from IPython.display import display
from markupsafe import Markup

from utils import charts, ui
from utils.errors import CourseError
from utils.questions import Quiz
from utils.questions.bank import all_items
from utils.questions.html_form import BLANK
from utils.questions.recorder import recorder_of
from utils.statements.case_charts import readings_in_both_units, unit_pairs
from utils.statements.reviewers import review_keys
from utils.tables import early_warning
from utils.tables.course_data import CourseData
from utils.ui.components import frame, practice_list, review_note
from utils.ui.elements import Html
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
    return Html(Markup("<p><b>{}.</b> {}</p>").format(case.title, case.person), f"{case.title}. {case.person}")


@dataclass(frozen=True)
class CaseStep:
    """One step of a case: the cues and the chart so far, then the questions, then the folded model answer.

    Parameters
    ----------
    above : Html
        What is new, and the patient chart as it is at this step.
    quiz : Quiz
        The questions about this step.
    below : Html
        The model answer and the common mistake, each behind a closed fold; or a line to write on.
    """

    above: Html
    quiz: Quiz
    below: Html
    parts = 3  # outputs of a notebook without widgets: what is above, the questions, what is below

    @property
    def html(self) -> Markup:
        """The form that travels: the three parts in their order."""
        return self.above.html + self.quiz.html + self.below.html

    def widget(self) -> widgets.Widget:
        """The live face of the questions; what is above and below them is HTML in every host."""
        return self.quiz.widget()

    def _ipython_display_(self) -> None:
        display(self.above)
        self.quiz._ipython_display_()
        display(self.below)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        plain = "\n".join([self.above.plain, self.quiz.plain, self.below.plain])
        return {"text/html": str(self.html), "text/plain": plain}


def case_step(data: CourseData, case_id: str, step: int, answers: bool = True) -> CaseStep:
    """One step of a case, from its cues to its model answer. Nothing of a later step is in it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.
    step : int
        1 to 6. The questions are those that ``data.case_questions`` lists for it, in the order of the bank.
    answers : bool
        Whether keys, model answer and common mistake are there; without them there is a line to write on.

    Returns
    -------
    CaseStep
        The step, for the last line of a cell.

    Raises
    ------
    CourseError
        If there is no such case or step.
    """
    row = _step(data, case_id, step)
    rows = data.case_questions
    asked = set(rows.loc[(rows["case_id"] == case_id) & (rows["step"] == step), "item_id"])
    items = tuple(item for item in all_items(data) if item.id in asked)
    plain = f"Step {step} of {LAST_STEP}: {row.judgment}\n{row.new_information}\n{row.ask}"
    return CaseStep(
        Html(cues_panel(data, case_id, step), plain),
        Quiz(items, f"{case_id}/{step}", answers, recorder=recorder_of(data) if answers else None),
        Html(
            _below(data, case_id, step, answers), f"{_case(data, case_id).title}, step {step}: model answer" * answers
        ),
    )


def cues_panel(data: CourseData, case_id: str, step: int) -> Markup:
    """What is new at a step, the patient chart up to it, and what to think about before the question.

    Parameters
    ----------
    data, case_id, step
        As for ``case_step``.

    Returns
    -------
    Markup
        The panel; at the last step the readings are a picture.
    """
    row = _step(data, case_id, step)
    return Markup(
        '<div class="mbc-panel mbc-case"><h3>Step {step} of {last}: {judgment}</h3><p>{new}</p>{chart}'
        "<p><b>Think first.</b> {ask}</p>{debate}</div>"
    ).format(
        step=step,
        last=LAST_STEP,
        judgment=row.judgment,
        new=row.new_information,
        chart=readings_chart(data, case_id).html if step == LAST_STEP else chart_so_far(data, case_id, step),
        ask=row.ask,
        debate=Markup("<p><b>To discuss.</b> {}</p>").format(row.debate) if row.debate else "",
    )


def _below(data: CourseData, case_id: str, step: int, answers: bool) -> Markup:
    """What follows the questions of a step; after the last step also what the case teaches."""
    sources = Sources(data)
    mistake = Markup("<p>{}</p>").format(_step(data, case_id, step).slip)
    folds = ui.folded("Model answer", _answer(data, case_id, step, sources)) + ui.folded("Common mistake", mistake)
    teaches = Markup("<p><b>What this case teaches.</b> {}</p>").format(_case(data, case_id).goals)
    return Markup('<section class="mbc-case-answer" aria-label="{}, step {}">{}{}{}</section>').format(
        _case(data, case_id).title,
        step,
        folds if answers else BLANK,
        teaches + (case_picture(data, case_id) if answers else "") if step == LAST_STEP else "",
        review_note(data, _shown_keys(data, case_id, step), sources.policy),
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


def case_picture(data: CourseData, case_id: str) -> Markup:
    """The drawing that explains a case, for its end: before, it would tell the answer. Empty where there is none.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    case_id : str
        Id of ``data.cases``.

    Returns
    -------
    Markup
        The drawing with its caption and data table.
    """
    rows = data.case_pictures[data.case_pictures["case_id"] == case_id]
    return ui.joined(charts.labeled_picture(picture, data).html for picture in rows["picture"])


def _answer(data: CourseData, case_id: str, step: int, sources: Sources) -> Markup:
    """The points of a model answer with their markers, the nursing facts that support them, and their sources."""
    points = data.case_points[(data.case_points["case_id"] == case_id) & (data.case_points["step"] == step)]
    points = points.sort_values("position")
    scores = _scores(data, case_id, step)

    def point_item(point: NamedTuple) -> str:
        text = point.text
        for name, sum_text in scores.items():
            text = text.replace(f"{{{name}}}", sum_text)
        if not point.practice_id:
            return text
        return Markup("{}{}").format(text, sources.row("practice", point.practice_id))

    fact_ids = list(dict.fromkeys(filter(None, points["practice_id"])))
    framed_facts = frame(practice_list(data.rows("practice", fact_ids), sources))
    in_full = ui.folded("What the references say, in full", framed_facts)
    return ui.bullets(map(point_item, points.itertuples())) + in_full + sources.end()


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


def _step(data: CourseData, case_id: str, step: int) -> NamedTuple:
    """A row of ``case_steps``. Raises CourseError for an unknown case or step."""
    _case(data, case_id)
    steps = data.case_steps[data.case_steps["case_id"] == case_id]
    if step not in set(steps["step"]):
        raise CourseError(f"Case {case_id!r} has no step {step!r}. Its steps are 1 to {LAST_STEP}.")
    return next(steps[steps["step"] == step].itertuples())


def _case(data: CourseData, case_id: str) -> NamedTuple:
    """A row of ``cases``. Raises CourseError for an unknown case."""
    case_ids = data.by_id("cases").index
    if case_id not in case_ids:
        raise CourseError(f"data/cases/cases.csv has no case {case_id!r}. Its cases are {', '.join(case_ids)}.")
    return data.row("cases", case_id)


def _readings(data: CourseData, case_id: str) -> pd.DataFrame:
    """The readings of a case, as ``readings_in_both_units`` gives them."""
    readings = readings_in_both_units(data)
    return readings[readings["case_id"] == case_id].copy()


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
        parts = early_warning.score_parts(bands, found, unit_pairs(data).values())
        texts[row.score] = early_warning.parts_text(row.score, parts)
    return texts

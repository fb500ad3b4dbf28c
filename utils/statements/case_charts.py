"""The story and the chart of an unfolding case at a step: nothing of a later step is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from utils.tables import units
from utils.tables.course_data import CourseData, once_per_data


class Reading(NamedTuple):
    """What was measured at a time of a case; ``value`` with its unit, US units first and the other in brackets."""

    time: str
    finding: str
    value: str


@dataclass(frozen=True)
class Story:
    """What a question about a step of a case needs beside its stem.

    ``before``: what was new at each earlier step; ``new``: what is new at this one; ``chart``: the readings so far.
    """

    case_id: str
    step: int
    title: str
    person: str
    before: tuple[str, ...]
    new: str
    chart: tuple[Reading, ...]

    @property
    def id(self) -> str:
        """The same for all questions that share this story."""
        return f"{self.case_id}-step-{self.step}"


@once_per_data
def story_by_question(data: CourseData) -> dict[str, Story]:
    """Id of each question about a step of a case → its story; questions of one step share one.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    dict
        Empty while there are no cases.
    """
    if data.case_questions.empty:
        return {}
    readings = readings_in_both_units(data)
    stories = {}
    for case in data.cases.itertuples():
        steps = data.case_steps[data.case_steps["case_id"] == case.id].sort_values("step")
        case_readings = readings[readings["case_id"] == case.id].sort_values("time", kind="stable")
        for row in steps.itertuples():
            stories[case.id, row.step] = Story(
                case_id=case.id,
                step=row.step,
                title=f"{case.title}, step {row.step} of {len(steps)}",
                person=case.person,
                before=tuple(steps.loc[steps["step"] < row.step, "new_information"]),
                new=row.new_information,
                chart=tuple(
                    Reading(reading.time_label, reading.measure, reading.value_text)
                    for reading in case_readings[case_readings["step"] <= row.step].itertuples()
                ),
            )
    return {
        row.item_id: stories[row.case_id, row.step]
        for row in data.case_questions.itertuples()
        if (row.case_id, row.step) in stories
    }


@once_per_data
def unit_pairs(data: CourseData) -> dict[str, units.Pair]:
    """Id of each row of ``units`` → its pair. ``data``: all tables."""
    return {row["id"]: units.pair(row) for row in data.units.to_dict("records")}


@once_per_data
def readings_in_both_units(data: CourseData) -> pd.DataFrame:
    """All readings of the cases in both units, with the order of their times.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.DataFrame
        The columns of ``case_readings``; ``time`` (``int64``), from 1 within each case; ``units`` (``str``), the unit
        and in brackets the other one; ``text`` (``str``), the value in the same form; ``value_text`` (``str``), the
        value with its units, such as "13.7 mg/dL (3.42 mmol/L)".
    """
    readings = data.case_readings.copy()
    readings["time"] = readings["at"].map(_minutes).groupby(readings["case_id"]).rank(method="dense").astype(int)
    pairs = unit_pairs(data)
    pair_of = {row.measure: pairs.get(row.units_id) for row in data.case_measures.itertuples()}
    texts = [
        _in_both_units(value, unit, pair_of[measure])
        for measure, value, unit in readings[["measure", "value", "unit"]].itertuples(index=False)
    ]
    columns = [list(column) for column in zip(*texts, strict=True)] if texts else ([], [], [])
    readings["text"], readings["units"], readings["value_text"] = columns
    return readings


def _in_both_units(value: float, unit: str, pair: units.Pair | None) -> tuple[str, str, str]:
    """A reading as the chart shows it, its unit, and both: ``13.7 (3.42)``, ``mg/dL (mmol/L)``."""
    if pair is None:
        return f"{value:g}", unit, f"{value:g} {unit}"
    si = units.si_text(value, pair)
    return f"{value:g} ({si})", f"{unit} ({pair.si_unit})", f"{value:g} {unit} ({si} {pair.si_unit})"


def _minutes(at: str) -> int:
    """Minutes since midnight of the first day, from days and clock (``1 02:52``)."""
    days, hours, minutes = (int(number) for number in at.replace(":", " ").split())
    return (days * 24 + hours) * 60 + minutes

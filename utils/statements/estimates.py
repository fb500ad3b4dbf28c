"""Estimates as text: a figure always with its population, place, period, time span and measure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pandas as pd

from utils.errors import CourseError
from utils.tables.verdicts import NOT_STATED

# column of `statistics` → the question it answers
CONTEXT = {
    "population": "who",
    "place": "where",
    "period": "when",
    "time_span": "over how long",
    "measure": "measured how",
}
# What a measure means, for those that readers often misunderstand.
MEANING = {
    "relative survival": "Relative survival compares people with this cancer to people without it. "
    "It is a ratio, not the share of people alive.",
    "cause-specific survival": "Cause-specific survival counts only deaths from this cancer. "
    "It is not the share of people alive.",
    "cumulative incidence": "Cumulative incidence is the share of the group in whom it happened within the time given.",
    "overall survival": "Overall survival counts deaths from any cause.",
    "crude share": "A crude share says how many had it, of all people or cases counted.",
    "rate": "The source does not say what is divided by what.",
}
# Measures that may be shown as "so many of 100 people".
OF_100_PEOPLE = ("overall survival", "cumulative incidence", "crude share")


class Estimate(Protocol):
    """A row of ``statistics``, as ``CourseData.row`` or ``itertuples`` gives it.

    ``low`` and ``high`` are the stated figure (equal) or range, ``ci_low`` and ``ci_high`` its confidence interval, all
    in ``unit`` and NaN if not stated.
    """

    id: str
    kind: str
    label: str
    low: float
    high: float
    ci_low: float
    ci_high: float
    unit: str
    population: str
    place: str
    period: str
    time_span: str
    measure: str


def amount(low: float, high: float, unit: str) -> str:
    """A stated figure or range with its unit: "70 %", "50–60 %", "2,300 people"; "no figure given" if there is none."""
    if pd.isna(low):
        return "no figure given"
    sign = "%" if unit == "percent" else unit
    digits = f"{low:,.10g}" if low == high else f"{low:,.10g}–{high:,.10g}"
    return f"{digits} {sign}"


def context(row: Estimate) -> str:
    """Who, where, when, over how long and measured how, as the source states them.

    What the source does not state is named at the end: "not stated: where, when".
    """
    answers = {question: getattr(row, column) for column, question in CONTEXT.items()}
    parts = [f"{question}: {answer}" for question, answer in answers.items() if answer != NOT_STATED]
    if missing := [question for question, answer in answers.items() if answer == NOT_STATED]:
        parts.append(f"not stated: {', '.join(missing)}")
    return "; ".join(parts)


def meaning(measures: Iterable[str]) -> str:
    """What the given measures mean, in the order of ``MEANING``; empty if none of them needs an explanation."""
    wanted = set(measures)
    return " ".join(text for measure, text in MEANING.items() if measure in wanted)


def why_not_people(row: Estimate) -> str:
    """Why an estimate must not be shown as so many of 100 people; empty if it may be.

    Only a share of people may be: overall survival, cumulative incidence or a crude share, as one figure in percent. A
    relative survival is a ratio to people without the cancer, and an undefined rate can be anything.
    """
    if pd.isna(row.low) or row.unit != "percent":
        return "it is not a figure in percent"
    if row.measure not in OF_100_PEOPLE:
        return MEANING.get(row.measure, f"its measure is {row.measure}")
    if row.low != row.high:
        return "it is a range; draw it on a scale"
    return ""


def as_people(row: Estimate, event: str, otherwise: str) -> str:
    """A share as numbers of people, framed both ways: "Of 100 people in this group, about 22 ...; about 78 ...".

    The time span, the confidence interval and the population are part of the text.

    Parameters
    ----------
    row : Estimate
        A share of people in percent.
    event, otherwise : str
        Finish the sentence for those with and without the event; ``{span}`` in them is replaced by the time span ("were
        alive after {span}", "had died").

    Raises
    ------
    CourseError
        The row is not a share of people, as ``why_not_people`` says.
    """
    if reason := why_not_people(row):
        raise CourseError(f"{row.id} cannot be shown as 100 people: {reason}")
    about = "" if float(row.low).is_integer() else "about "
    count = round(row.low)
    event, otherwise = (text.replace("{span}", row.time_span) for text in (event, otherwise))
    interval = "" if pd.isna(row.ci_low) else f" How sure: between {row.ci_low:g} and {row.ci_high:g}."
    return (
        f"Of 100 people in this group, {about}{count} {event}; {about}{100 - count} {otherwise}.{interval} "
        f"The group: {row.population}."
    )

"""A figure in words, never without who it is about, when and how it was measured."""

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
# What a measure means, where readers take it for something else.
MEANING = {
    "relative survival": "Relative survival compares people with this cancer to people without it. "
    "It is a ratio, not the share of people alive.",
    "cause-specific survival": "Cause-specific survival counts only deaths from this cancer. It is not the share of people alive.",
    "cumulative incidence": "Cumulative incidence is the share of the group in whom it happened within the time given.",
    "overall survival": "Overall survival counts deaths from any cause.",
    "crude share": "A crude share says how many had it, of all people or cases counted.",
    "rate": "The source does not say what is divided by what.",
}
# Measures of which "so many of 100 people" may be said and drawn.
OF_100_PEOPLE = ("overall survival", "cumulative incidence", "crude share")


class Estimate(Protocol):
    """A row of ``statistics``, as ``CourseData.row`` or ``itertuples`` gives it."""

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
    """A stated figure or range with its unit: "70 %", "50–60 %", "2,300 people"; "no figure given" where there is none."""
    if pd.isna(low):
        return "no figure given"
    sign = "%" if unit == "percent" else unit
    digits = f"{low:,.10g}" if low == high else f"{low:,.10g}–{high:,.10g}"
    return f"{digits} {sign}"


def context(row: Estimate) -> str:
    """Who, where, when, over how long and measured how, as the source states them.

    ``row``: a row of ``statistics``. What the source leaves out is named: "the source does not say where or when".
    """
    said = [
        f"{question}: {value}" for column, question in CONTEXT.items() if (value := getattr(row, column)) != NOT_STATED
    ]
    unsaid = [question for column, question in CONTEXT.items() if getattr(row, column) == NOT_STATED]
    if unsaid:
        said.append(f"not stated: {', '.join(unsaid)}")
    return "; ".join(said)


def meaning(measures: Iterable[str]) -> str:
    """What the given measures mean, a sentence each, in the order of ``MEANING``; empty if they need no words."""
    return " ".join(words for measure, words in MEANING.items() if measure in set(measures))


def why_not_people(row: Estimate) -> str:
    """Why a row of ``statistics`` must not be shown as so many of 100 people; empty if it may.

    Only a share of people may: overall survival, cumulative incidence or a crude share, as one figure in percent. A
    relative survival is a ratio to people without the cancer, and an undefined rate may be anything.
    """
    if pd.isna(row.low) or row.unit != "percent":
        return "it is not a figure in percent"
    if row.measure not in OF_100_PEOPLE:
        return MEANING.get(row.measure, f"its measure is {row.measure}")
    if row.low != row.high:
        return "it is a range; draw it on a scale"
    return ""


def as_people(row: Estimate, event: str, otherwise: str) -> str:
    """A share said as people, both ways, with how long, how sure and who: "Of 100 people in this group, about 22 ...".

    ``row``: a row of ``statistics``. ``event`` and ``otherwise`` finish the sentence for the two groups; ``{span}`` in them
    stands for the time span ("were alive after {span}", "had died"). Raises CourseError for what is no share of people,
    as ``why_not_people`` says.
    """
    if reason := why_not_people(row):
        raise CourseError(f"{row.id} cannot be said as 100 people: {reason}")
    about = "" if float(row.low).is_integer() else "about "
    count = round(row.low)
    event, otherwise = (words.replace("{span}", row.time_span) for words in (event, otherwise))
    sure = "" if pd.isna(row.ci_low) else f" How sure: between {row.ci_low:g} and {row.ci_high:g}."
    return f"Of 100 people in this group, {about}{count} {event}; {about}{100 - count} {otherwise}.{sure} The group: {row.population}."

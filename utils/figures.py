"""A figure in words, never without who it is about, when and how it was measured."""

from __future__ import annotations

import pandas as pd

NOT_STATED = "not stated"
# column of `statistics` → the question it answers
ASKED = {
    "population": "who",
    "place": "where",
    "period": "when",
    "time_span": "over how long",
    "measure": "measured how",
}


def amount(low: float, high: float, unit: str) -> str:
    """A stated figure or range with its unit: "70 %", "50–60 %", "2,300 people"; "no figure given" where there is none."""
    if pd.isna(low):
        return "no figure given"
    sign = "%" if unit == "percent" else unit
    digits = f"{low:,g}" if low == high else f"{low:,g}–{high:,g}"
    return f"{digits} {sign}"


def context(row) -> str:
    """Who, where, when, over how long and measured how, as the source states them.

    ``row``: a row of ``statistics``. What the source leaves out is named: "the source does not say where or when".
    """
    said = [
        f"{question}: {value}" for column, question in ASKED.items() if (value := getattr(row, column)) != NOT_STATED
    ]
    unsaid = [question for column, question in ASKED.items() if getattr(row, column) == NOT_STATED]
    if unsaid:
        said.append(f"not stated: {', '.join(unsaid)}")
    return "; ".join(said)

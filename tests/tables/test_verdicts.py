"""Verdicts on figures, recomputed from rows."""

from __future__ import annotations

import pytest

from utils.tables.verdicts import VERDICTS, allowed, rounded


def row(
    low="70",
    high="70",
    ci=("", ""),
    unit="percent",
    measure="crude share",
    population="a",
    period="p",
    place="x",
    time_span="t",
):
    return {
        "low": low,
        "high": high,
        "ci_low": ci[0],
        "ci_high": ci[1],
        "unit": unit,
        "measure": measure,
        "population": population,
        "period": period,
        "place": place,
        "time_span": time_span,
    }


@pytest.mark.parametrize(
    ("article", "references", "verdicts"),
    [
        (row("71", "71"), [row("74", "74")], {"contradicted"}),
        (row("70", "70"), [row("74", "74")], {"supported"}),  # 70 may be rounded from 65 to 75
        (row("70", "75"), [row("74", "74")], {"supported"}),
        (row("71", "71"), [row("74", "74", ci=("69", "79"))], {"supported"}),
        (row("71", "71"), [row("74", "74", ci=("69", ""))], {"contradicted"}),  # half an interval is none
        (row("70", "75"), [row("66", "66")], {"contradicted"}),  # a range is not rounded any further
        (row("71", "71"), [row("71.5", "71.5")], {"supported"}),  # ends that touch overlap
        (row("71", "71"), [row("70", "70.5")], {"supported"}),
        (row(measure="not stated"), [row()], {"measure not stated"}),
        (row(), [row(measure="cumulative incidence")], set()),
        (row(period="not stated"), [row()], {"supported", "context missing", "older figure"}),
        (row(population="not stated"), [row(population="not stated")], {"supported", "context missing"}),
        (row(), [row(population="women in Sweden")], {"supported", "other population"}),
        (row(), [row(unit="people")], {"cannot be judged"}),
        (row("", ""), [row()], {"cannot be judged"}),
        (row(), [row("10", "10"), row("70", "70")], {"supported"}),
    ],
)
def test_allowed(article, references, verdicts):
    assert allowed(article, references) == verdicts


def test_list_is_closed():
    assert set().union(*(allowed(row(), [row()]), {"supported"})) <= set(VERDICTS)
    assert len(VERDICTS) == len(set(VERDICTS)) == 7


@pytest.mark.parametrize(
    ("figure", "span"),
    [("70", (65, 75)), ("28", (27.5, 28.5)), ("2300", (2250, 2350)), ("12.5", (12.45, 12.55)), ("100", (50, 150))],
)
def test_a_single_number_is_read_as_rounded(figure, span):
    assert rounded(figure) == span

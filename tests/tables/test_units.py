"""Pairs of units: the values that texts and charts rely on, in both directions, and what a text may not claim."""

from __future__ import annotations

import pytest

from utils.tables import units


@pytest.fixture(scope="module")
def pairs(data):
    return {row["id"]: units.pair(row) for row in data.units.to_dict("records")}


@pytest.mark.parametrize(
    ("name", "us", "si"),
    [
        ("temperature", 98.6, 37.0),
        ("temperature", 100.4, 38.0),
        ("temperature", 101.1, 38.4),
        ("temperature", 32.0, 0.0),
        ("temperature", 212.0, 100.0),
        ("calcium", 13.7, 3.42),
        ("calcium", 12.9, 3.22),
        ("calcium", 10.1, 2.52),
        ("glucose", 106, 5.9),
        ("glucose", 213, 11.8),
        ("glucose", 256, 14.2),
        ("glucose", 180, 10.0),
        ("creatinine", 1.9, 168),
        ("creatinine", 1.1, 97),
        ("albumin", 3.0, 30),
    ],
)
def test_the_pairs(pairs, name, us, si):
    pair = pairs[name]
    assert units.to_si(us, pair) == si
    assert units.to_us(si, pair) == pytest.approx(us, abs=0.6 * 10**-pair.us_decimals)
    assert units.both(us, pair) == f"{us:g} {pair.us_unit} ({si:.{pair.si_decimals}f} {pair.si_unit})"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("calcium 13.7 mg/dL (3.42 mmol/L)", None),
        ("calcium 13.7 mg/dL (3.44 mmol/L)", "3.42 mmol/L"),
        ("Glucose was 213 and then 256 mg/dL (11.8 and 14.2 mmol/L)", None),
        ("Glucose was 213 and then 256 mg/dL (11.8 and 14.9 mmol/L)", "11.8 and 14.2 mmol/L"),
        ("Glucose was 213 and then 256 mg/dL (11.8 mmol/L)", "11.8 and 14.2 mmol/L"),
        ("a calcium of 12 mg/dL (3.0 mmol/L) and a glucose of 180 mg/dL (10.0 mmol/L)", None),
        ("the glucose, then a calcium of 180 mg/dL (10.0 mmol/L)", "44.91 mmol/L"),
        ("100.6–102.2 °F (38.1–39.0 °C)", None),
        ("101.1 °F (38.6 °C)", "38.4 °C"),
        ("180 mg/dL (10.0 mmol/L) without a name", None),
        ("no value in two units: 13.7 mg/dL", None),
    ],
)
def test_what_a_text_says_in_both_units(pairs, text, right):
    assert [words for _, words in units.mismatches(text, pairs.values())] == ([right] if right else [])

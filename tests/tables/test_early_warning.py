"""NEWS2 and MASCC on their published bands and weights, each band at both of its ends."""

from __future__ import annotations

import pytest

from utils.errors import CourseError
from utils.tables import early_warning, units

# Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017: value → points
NEWS2 = {
    "Breathing": {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3},
    "Oxygen saturation": {91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0, 100: 0},
    "Oxygen given": {0: 0, 1: 2, 15: 2},
    "Systolic blood pressure": {90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3},
    "Pulse": {40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3},
    "Consciousness": {"alert": 0, "new confusion": 3, "responds to voice": 3, "responds to pain": 3, "unresponsive": 3},
    "Temperature": {35.0: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2},
}
WELL = {
    "Breathing": 16,
    "Oxygen saturation": 98,
    "Oxygen given": 0,
    "Systolic blood pressure": 120,
    "Pulse": 70,
    "Consciousness": "alert",
    "Temperature": 37.0,
}
# Klastersky and others, J Clin Oncol 2000;18:3038: finding → weight
MASCC = {
    "Symptoms": {"none or mild": 5, "moderate": 3, "severe": 0},
    "Systolic blood pressure": {89: 0, 90: 5},
    "Chronic lung disease": {"no": 4, "yes": 0},
    "Tumor": {"solid": 4},
    "Dehydrated": {"no": 3, "yes": 0},
    "Where the fever began": {"at home": 3, "in the hospital": 0},
    "Age": {59: 2, 60: 0},
}
BEST = {
    "Symptoms": "none or mild",
    "Systolic blood pressure": 120,
    "Chronic lung disease": "no",
    "Tumor": "solid",
    "Dehydrated": "no",
    "Where the fever began": "at home",
    "Age": 40,
}


@pytest.fixture(scope="module")
def bands(data):
    return {name: rows.to_dict("records") for name, rows in data.score_bands.groupby("score")}


@pytest.fixture(scope="module")
def pairs(data):
    return [units.pair(row) for row in data.units.to_dict("records")]


def points(bands, values, **changed):
    unit_of = {band["measure"]: band["unit"] for band in bands}
    found = {measure: (value, unit_of[measure]) for measure, value in (values | changed).items()}
    return early_warning.total(early_warning.score_parts(bands, found))


@pytest.mark.parametrize(
    ("score", "sign", "value", "expected"),
    [
        (score, sign, value, expected)
        for score, table in (("NEWS2", NEWS2), ("MASCC", MASCC))
        for sign, rows in table.items()
        for value, expected in rows.items()
    ],
)
def test_each_end_of_each_band(bands, score, sign, value, expected):
    if score == "NEWS2":  # all else gives no points
        assert points(bands[score], WELL, **{sign: value}) == expected
    else:  # all else gives its full weight
        assert points(bands[score], BEST, **{sign: value}) == 26 - max(MASCC[sign].values()) + expected


def test_the_ends_of_the_scores(bands, data):
    assert points(bands["NEWS2"], WELL) == 0
    worst = dict(zip(WELL, (8, 91, 2, 90, 131, "unresponsive", 35.0), strict=True))
    assert points(bands["NEWS2"], worst) == 20
    assert points(bands["MASCC"], BEST) == 26 == int(data.practice.set_index("id").loc["mascc-points", "value"])


def test_a_temperature_in_fahrenheit_is_converted_to_the_unit_of_its_bands(bands, pairs):
    unit_of = {band["measure"]: band["unit"] for band in bands["NEWS2"]}
    for fahrenheit, expected in ((100.4, 0), (100.6, 1), (102.2, 1), (102.4, 2), (95.0, 3), (96.8, 1), (97.0, 0)):
        found = {measure: (value, unit_of[measure]) for measure, value in WELL.items()}
        found["Temperature"] = (fahrenheit, "°F")
        assert early_warning.total(early_warning.score_parts(bands["NEWS2"], found, pairs)) == expected


def test_what_cannot_be_scored_says_why(bands):
    found = {measure: (value, "") for measure, value in WELL.items()}
    with pytest.raises(CourseError, match=r"needs Breathing in per minute, and it is recorded in \."):
        early_warning.score_parts(bands["NEWS2"], found)
    with pytest.raises(CourseError, match="needs Breathing, and nothing is recorded"):
        early_warning.score_parts(bands["NEWS2"], {})
    with pytest.raises(CourseError, match="0 bands of the part consciousness fit Consciousness sleepy"):
        points(bands["NEWS2"], WELL, Consciousness="sleepy")


def test_the_sum_is_written_as_parts_and_total(bands):
    found = [early_warning.Part("breathing", 24.0, 2), early_warning.Part("consciousness", "alert", 0)]
    assert early_warning.parts_text("NEWS2", found) == "breathing (24) 2, consciousness (alert) 0. Together: NEWS2 of 2"

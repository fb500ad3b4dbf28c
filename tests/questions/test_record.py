"""The record of a learner: the cases that the pages' script is held against too (tests/browser/test_script.py)."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from utils.questions import record

CASES = json.loads(Path(__file__).with_name("record_cases.json").read_text(encoding="utf-8"))


def named(kind: str):
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["name"])


@named("attempts")
def test_a_try_changes_what_is_known_of_a_question(case):
    own = copy.deepcopy(case["start"])
    for points, most, day in case["tries"]:
        record.attempt(own, points, most, day)
    assert own == case["then"]


@named("upgraded")
def test_what_is_found_is_read_or_refused(case):
    found = copy.deepcopy(case["found"])
    assert record.upgraded(found) == case["then"]
    assert found == case["found"]  # what was read is not changed


@named("joined")
def test_two_records_are_joined(case):
    mine, theirs = record.upgraded(case["mine"]), record.upgraded(case["theirs"])
    record.merge(mine, theirs)
    assert mine == case["then"]
    record.merge(mine, theirs)
    assert mine == case["then"]  # once more adds nothing


def test_a_renamed_question_keeps_what_was_known():
    kept = record.empty()
    kept["items"]["old"] = {"answer": {"old--a": ["b"]}, "first": [1, 1]}
    record.adopt(kept, "new", "old")
    assert kept["items"] == {"new": {"answer": {"new--a": ["b"]}, "first": [1, 1]}}
    kept["items"]["old"] = {"answer": {}, "first": [0, 1]}
    record.adopt(kept, "new", "old")
    assert kept["items"] == {"new": {"answer": {"new--a": ["b"]}, "first": [1, 1]}}


@pytest.mark.parametrize("text", ["", "{", "[NaN]", '{"version": Infinity}', "[" * 100_000])
def test_what_is_no_json_is_refused_in_one_way(text):
    with pytest.raises(ValueError):
        record.read(text)


def test_a_newer_edition_is_known_by_its_version():
    assert record.is_newer({"version": 3}) and record.is_newer({"version": 2.5})
    assert not any(map(record.is_newer, ({"version": 2}, {"version": True}, {"version": "3"}, {}, [], None)))

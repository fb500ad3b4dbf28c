"""Brightspace's CSV read back by a reader written from D2L's sample, and compared with the bank."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from tests.exports import platform_readers as readers
from tests.exports.platform_items import charts, choices, evidence, holds, red, same, take
from utils.exports import brightspace

pytestmark = pytest.mark.built


def assert_brightspace(content: bytes, items) -> None:
    read = iter(readers.brightspace(content))
    for item in items:
        marks = [option.mark for option in item.options]
        if item.type == "numeric":
            (got,) = take(read, 1)
            assert got.id == item.id and holds(got.stem, item.stem, item.key_number.unit)
            assert all(holds(got.feedback, n.rationale) for n in item.numbers)
            key = item.key_number
            if got.kind == "SA":
                assert key.value in got.answers
                numbers = [float(answer) for answer in got.answers]
                limits = [float(key.value) - key.tolerance, float(key.value) + key.tolerance]
                assert [min(numbers), max(numbers)] == pytest.approx(limits)
        elif item.type == "ordering" and "no" not in marks:
            (got,) = take(read, 1)
            assert got.kind == "O" and got.id == item.id and holds(got.stem, item.stem, *charts(item))
            in_order = sorted(item.options, key=lambda option: int(option.mark))
            for (step, why), option in zip(got.answers, in_order, strict=True):
                assert same(step, option.text) and same(why, option.rationale), item.id
            assert got.points == len(item.options)
        else:
            for id, many, stem, answers in choices(item):
                (got,) = take(read, 1)
                assert (got.id, got.kind) == (id, "MS" if many else "MC")
                assert holds(got.stem, *stem), id
                for (text, right, why), (want, key, reason) in zip(got.answers, answers, strict=True):
                    assert same(text, want) and right == key and same(why, reason), id
                assert got.points == max(1, sum(right for _, right, _ in answers))
        assert holds(got.feedback, *evidence(item)), item.id
    assert next(read, None) is None


def test_brightspace_reads_back(each):
    assert_brightspace(brightspace.render(each, "Title <x>, “y”"), each)


def test_the_csv_of_brightspace_is_no_formula_table_for_people(bank):
    """A platform imports it, so no apostrophe is put before a text."""
    item = replace(bank[0], stem="=1+1")
    rows = list(csv.reader(io.StringIO(brightspace.render([item], "x").decode("utf-8-sig"))))
    assert ["QuestionText", "=1+1", "", "", ""] in rows


def test_planted_defects_in_brightspace_are_seen(bank):
    good = brightspace.render(bank, "x").decode("utf-8-sig")
    for bad in (
        good.replace("Option,100,", "Option,0,", 1),
        good.replace("Option,0,", "Option,100,", 1),
        good.replace("Option,1,", "Option,100,", 1),
        good.replace("NOT HTML", "HTML", 1),
        good.replace("Scoring,RightMinusWrong,,,\r\n", "", 1),
        good.replace("Answer,100,85.4,,\r\n", "", 1),
        good.replace("Feedback,", "Feedback,,", 1),
        good.replace("Call 911 right now, even", "Call 911 right now even", 1),
    ):
        assert bad != good and red(assert_brightspace, bad.encode("utf-8-sig"), bank), bad[:50]
    assert red(assert_brightspace, good.encode("utf-8"), bank), "no byte-order mark"

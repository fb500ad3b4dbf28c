"""Sound means that it builds: with valid rows in every table, everything that is made from the tables is made."""

from __future__ import annotations

import contextlib
import io

import pytest

from tests import growth
from tests.build_all import build
from utils.tables import loader, question_evidence

ONE, THIRTY = 1, 30
# Their rows multiply others (a score per article, question and rater; a panel per combination): by day one is enough.
HEAVY = (
    "sources",
    "appraisal_instruments",
    "appraisal_questions",
    "receptor_results",
    "cases",
    "case_pictures",
    "case_readings",
    "items",
)
DAY = {table: ONE if table in HEAVY else THIRTY for table in growth.GROW}
NIGHT = {
    "one of each": dict.fromkeys(growth.GROW, ONE),
    "thirty of each": dict.fromkeys(growth.GROW, THIRTY),
    **{f"{count} more {table}": {table: count} for table in growth.GROW for count in (ONE, THIRTY)},
}


def test_every_table_grows():
    tables = {resource["name"] for resource in loader.descriptor()["resources"]}
    assert growth.GROW.keys() | growth.WITH_ANOTHER.keys() | growth.NEEDS_A_NOTEBOOK | growth.NEEDS_A_DRAWING == tables
    assert set(HEAVY) < growth.GROW.keys() and growth.WITH_ANOTHER.keys().isdisjoint(growth.GROW)


def test_a_label_has_no_room_to_grow_for_every_part_that_is_drawn_has_one(data):
    parts = next(
        field
        for resource in loader.descriptor()["resources"]
        for field in resource["schema"]["fields"]
        if (resource["name"], field["name"]) == ("picture_labels", "part")
    )["constraints"]
    assert parts["unique"] and sorted(parts["enum"]) == sorted(data.picture_labels["part"])


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param(DAY, id="day"),
        *(pytest.param(counts, id=name, marks=pytest.mark.nightly) for name, counts in NIGHT.items()),
    ],
)
def test_what_is_sound_is_built(folder, tmp_path, counts):
    before = {name: len(table) for name, table in loader.load_all().tables().items()}
    growth.grow(folder, counts)
    issues = loader.check(folder) + question_evidence.evidence_issues(folder)
    assert [str(issue) for issue in issues] == []
    after = {name: len(table) for name, table in loader.load_all(folder).tables().items()}
    assert all(after[table] >= before[table] + count for table, count in counts.items())
    with contextlib.redirect_stdout(io.StringIO()):  # what a cell displays
        failed = [f"{name}: {type(error).__name__}: {error}" for name, error in build(folder, tmp_path / "built")]
    assert failed == []

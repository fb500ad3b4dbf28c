"""Scoring rules: published examples, and what holds for every item of the bank and every answer."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.questions import bank, scores, scoring
from utils.questions.scores import score
from utils.questions.scoring import Group, Marking
from utils.tables import loader
from utils.tables.rules.questions import ITEM_TYPES

BANK = bank.all_items(loader.load_all())


def test_select_all_that_apply_as_published():
    """Achieve NCLEX-PN guide (2025), page 4: all four right and two wrong chosen gives 2 of 4 points, never below 0."""
    assert scores.plus_minus("abcdef", "abcd") == 2
    assert scores.plus_minus("ef", "abcd") == 0
    assert scores.plus_minus("abcd", "abcd") == 4


# Learnosity's author guide, "Matrix Multiple Response (Choice matrix - NCLEX scoring)": eight cells are right, each
# column is floored at 0 by itself. Here rows 1 to 5; columns p (pneumonia), u (urinary tract infection), i (influenza).
PUBLISHED = Marking(
    "+/- by column",
    (
        Group("1", ("p", "u"), None),
        Group("2", ("p", "u"), None),
        Group("3", ("p", "i"), None),
        Group("4", ("p", "i"), None),
        Group("5", (), None),
    ),
)


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ({"1": "pu", "2": "pu", "3": "pi", "4": "pi"}, 8),  # figure 2: all eight
        ({"1": "pu", "2": "pu", "3": "pi", "4": "p"}, 7),  # figure 3: one missed
        ({"1": "pu", "2": "pu", "3": "pi", "5": "i"}, 5),  # figure 4: 3 + 2 + (1 right, 1 wrong = 0)
        ({"5": "pui"}, 0),
        ({"1": "pu", "2": "pu", "3": "p", "4": "p", "5": "i"}, 6),  # a column below 0 takes nothing from the others
    ],
)
def test_matrix_multiple_response_as_published(answer, points):
    assert score(PUBLISHED, answer)[:2] == (points, 8)


def test_matrix_multiple_choice_as_published():
    """NCSBN, "What are the current scoring models?": each row 0 or 1, summed; no penalty for a wrong one."""
    marking = Marking("0/1", tuple(Group(str(row), ("a",), 1) for row in range(4)))
    assert score(marking, {"0": "a", "1": "b", "2": "a", "3": "b"}) == (2, 4, ())


def test_select_n_as_published():
    """NCSBN: a point per right option, no penalty; more than N cannot be selected there, and earns nothing here."""
    marking = Marking("0/1", (Group("x", ("a", "c", "e"), 3),))
    assert score(marking, {"x": "abc"}) == (2, 3, ())
    assert score(marking, {"x": "abcde"}) == (0, 3, ("x",))
    assert score(marking, {"x": "ac"}) == (2, 3, ("x",))


def test_rationale_as_published():
    """NCSBN (W. Muntean): X because of Y, both must be right for the point; the triad has two points to earn."""
    assert [scores.dyad(x, y) for x in (True, False) for y in (True, False)] == [1, 0, 0, 0]
    assert scores.triad(True, True, True) == 2
    assert scores.triad(True, True, False) == scores.triad(True, False, True) == 1
    assert scores.triad(True, False, False) == scores.triad(False, True, True) == 0
    marking = Marking("rationale", (Group("x", ("a",), 1), Group("y", ("b",), 1), Group("z", ("c",), 1)))
    assert score(marking, {"x": "a", "y": "b", "z": "a"}) == (1, 2, ())
    assert score(marking, {"y": "b", "z": "c"}) == (0, 2, ("x",))


def test_bow_tie_as_published():
    """Five targets, a point each (NCSBN: 0/1)."""
    marking = Marking("0/1", (Group("c", ("a",), 1), Group("act", ("a", "b"), 2), Group("par", ("c", "d"), 2)))
    assert score(marking, {"c": "a", "act": "ab", "par": "cd"}) == (5, 5, ())
    assert score(marking, {"c": "b", "act": "ac", "par": "cd"}) == (3, 5, ())


@pytest.mark.parametrize(
    ("written", "points", "is_open"),
    [
        ("85.7", 1, False),
        ("85,7", 1, False),
        (" 85.75 ", 1, False),
        ("85.8", 1, False),
        ("85.6", 1, False),
        ("85.81", 0, False),
        ("14.3", 0, False),
        ("-85.7", 0, False),
        ("", 0, True),
        ("about 86", 0, True),
        ("nan", 0, True),
        ("inf", 0, True),
        ("8_5", 0, True),
        ("٨٥", 0, True),
    ],
)
def test_numbers_with_tolerance(written, points, is_open):
    marking = Marking("number", (Group("n", ("85.7",), 1),), 0.1)
    assert score(marking, {"n": [written]}) == (points, 1, ("n",) if is_open else ())


def test_every_type_has_the_rule_that_ncsbn_maps_it_to():
    assert set(scoring.RULES) == set(ITEM_TYPES)
    assert {kind for kind, rule in scoring.RULES.items() if rule.startswith("+/-")} == {"multiple", "matrix-multiple"}
    assert scoring.RULES["rationale"] == "rationale"


@pytest.mark.parametrize("item", BANK, ids=lambda item: item.id)
def test_the_key_earns_everything_and_nothing_earns_nothing(item):
    marking = scoring.marking(item)
    full = score(marking, {group.name: group.key for group in marking.groups})
    assert full.points == full.most >= 1 and not full.open_groups
    assert score(marking, {}) == (0, full.most, tuple(group.name for group in marking.groups))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_answer_stays_within_its_bounds_and_order_does_not_matter(draw):
    item = draw.draw(st.sampled_from(BANK))
    marking = scoring.marking(item)
    letters = st.lists(st.sampled_from([*"abcdefgh12345", "no", ""]), max_size=6)
    answer = {group.name: draw.draw(letters) for group in marking.groups}
    result = score(marking, answer)
    assert 0 <= result.points <= result.most
    assert set(result.open_groups) <= {group.name for group in marking.groups}
    if item.type != "numeric":
        assert result == score(marking, {name: values[::-1] + values for name, values in answer.items()})


def test_encoded_marking_is_the_marking(data):
    for item in BANK:
        marking = scoring.marking(item)
        rule, groups, tolerance = json.loads(base64.b64decode(scoring.encode(marking)))
        assert Marking(rule, tuple(Group(n, tuple(k), c) for n, k, c in groups), tolerance) == marking

"""A reader who never opens a stem scores at chance, whatever the rule of thumb; and one who does have a cue is seen."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from utils.questions import bank, item_table, scoring
from utils.questions.bank import Item, Number, Option, Part
from utils.questions.blind_reader import STRATEGIES, expected_points, result
from utils.questions.scores import score
from utils.tables import loader
from utils.tables.rules.questions import TEST

FROM_CHANCE = 5  # percentage points over the whole bank
ABOVE_IN_A_LESSON = 1  # question
BANK = bank.all_items(loader.load_all())
LESSONS = {
    item.lesson: [other for other in BANK if (other.lesson, other.place != TEST) == (item.lesson, True)]
    for item in BANK
}


def made_up(kind: str, *groups: str, texts=(), number: int = 1) -> Item:
    """A question whose options are right where a group has a 1; of an ordering the group holds the positions."""
    several = {"multiple": None, "matrix-multiple": None}
    parts = tuple(
        Part(
            f"p{row}" if len(groups) > 1 or kind in ("cloze", "rationale") else "",
            "{}",
            tuple(
                Option(letter, text, mark if kind == "ordering" else "yes" if mark == "1" else "no", "why")
                for letter, mark, text in zip("abcdefgh", keys, texts or itertools.repeat("same"), strict=False)
            ),
            several.get(kind, keys.count("1") if kind in ("select-n", "bow-tie") else 1),
        )
        for row, keys in enumerate(groups)
    )
    own = len(parts) == 1 and not parts[0].id
    return Item(
        id="q",
        lesson="01_one",
        number=number,
        place="here",
        type=kind,
        objective=1,
        stem="?",
        difficulty="easy",
        judgment="none",
        client_need="none",
        competency="",
        choose=groups[0].count("1") if kind == "select-n" else None,
        options=parts[0].options if own else (),
        parts=() if own else parts,
        numbers=(),
        exhibit=(),
        evidence_text="",
        evidence_html=Markup(),
    )


@pytest.mark.parametrize("name", STRATEGIES)
def test_no_rule_of_thumb_beats_chance_over_the_bank(name):
    found = result(BANK, STRATEGIES[name])
    assert abs(found.above) <= FROM_CHANCE, (
        f"{name!r} earns {found.points:.0f} of {found.most} points without a stem; chance earns {found.chance:.0f}. "
        f"More than {FROM_CHANCE} percentage points off is a cue. Fix: `make items` shows where it comes from; change "
        "options or their order there"
    )


@pytest.mark.parametrize("name", STRATEGIES)
def test_no_rule_of_thumb_beats_chance_in_a_lesson(name):
    above = {lesson: result(items, STRATEGIES[name]).items for lesson, items in LESSONS.items()}
    wrong = [
        f"{lesson}: {name!r} gets {more:.1f} questions more than chance"
        for lesson, more in above.items()
        if more > ABOVE_IN_A_LESSON
    ]
    assert not wrong, "\n".join(
        [*wrong, "Fix: `make items` shows where it comes from; change options or their order there"]
    )


def test_there_are_at_least_eight_rules_of_thumb():
    assert len(STRATEGIES) >= 8


@pytest.mark.parametrize(
    ("name", "item", "points"),
    [
        ("the longest", made_up("single", "0100", texts=("a", "aaa", "a", "a")), 1),
        ("never the longest", made_up("single", "1000", texts=("a", "aaa", "a", "a")), 1 / 3),
        ("the shortest", made_up("single", "0010", texts=("aa", "aa", "a", "aa")), 1),
        ("the shortest", made_up("single", "0010", texts=("a", "aa", "a", "aa")), 1 / 2),  # two are as short
        ("never the shortest", made_up("single", "1000", texts=("aa", "a", "aa", "aa")), 1 / 3),
        ("no absolute words", made_up("single", "0001", texts=("never", "Always", "is all", "some")), 1),
        ("absolute words", made_up("single", "0001", texts=("a", "b", "c", "never")), 1),
        ("what ends with a question", made_up("single", "0010", texts=("a", "b", '"So?"', "d")), 1),
        ("from the first place", made_up("multiple", "11100"), 3),
        ("from the first place", made_up("multiple", "11000"), 1),  # two right, one wrong
        ("from the second place", made_up("single", "0100"), 1),
        ("from the third place", made_up("single", "0010"), 1),
        ("from the last place up", made_up("multiple", "00111"), 3),
        ("the diagonal", made_up("matrix-single", "100", "010", "001"), 3),
        ("the diagonal", made_up("single", "0010", number=3), 1),
        ("the diagonal", made_up("multiple", "10101"), 3),
        ("a, b, a, b", made_up("matrix-single", "100", "010", "100", "010"), 4),
        ("from the second place", made_up("rationale", "010", "010", "100"), 1),
        ("from the second place", made_up("rationale", "100", "010", "010"), 0),  # without the first nothing counts
        ("from the first place", made_up("bow-tie", "100", "1100", "0011"), 3),
        ("from the first place", made_up("select-n", "110000"), 2),
        ("from the first place", made_up("ordering", "1243"), 2),
        ("from the first place", made_up("matrix-multiple", "1110", "1110"), 6),
    ],
)  # fmt: skip
def test_a_cue_is_found(name, item, points):
    assert expected_points(item, STRATEGIES[name])[0] == pytest.approx(points)


@pytest.mark.parametrize(
    "item",
    [
        made_up("single", "0100"),
        made_up("multiple", "10110"),
        made_up("multiple", "111011"),
        made_up("select-n", "01010"),
        made_up("matrix-single", "100", "001"),
        made_up("cloze", "010", "001"),
        made_up("rationale", "0100", "010", "100"),
        made_up("bow-tie", "010", "1100", "0011"),
        made_up("ordering", ("2", "1", "no", "3")),
    ],
    ids=lambda item: item.type,
)
def test_chance_is_the_average_over_all_ways_to_deal_the_options(item):
    """By brute force, with the scoring that says what the page's script has to do."""
    strategy = STRATEGIES["from the first place"]
    ways = [
        [
            tuple(replace(o, mark=mark) for o, mark in zip(group, dealt, strict=True))
            for dealt in itertools.permutations(o.mark for o in group)
        ]
        for group in ([part.options for part in item.parts] or [item.options])
    ]
    points = []
    for dealt in itertools.product(*ways):
        parts = tuple(replace(part, options=options) for part, options in zip(item.parts, dealt, strict=False))
        turned = replace(item, parts=parts, options=() if parts else dealt[0])
        marking = scoring.marking(turned)
        if item.type == "ordering":
            answer = {g.name: [str(place)] for place, g in enumerate(marking.groups, start=1)}
        else:
            answer = {
                g.name: [o.letter for o in group.options[: group.choose or 3]]
                for g, group in zip(marking.groups, turned.groups, strict=True)
            }
        points.append(score(marking, answer).points)
        assert expected_points(turned, strategy)[0] == points[-1]
    assert expected_points(item, strategy)[1] == pytest.approx(sum(points) / len(points))


def test_a_number_earns_nothing_without_its_stem():
    item = replace(made_up("single", "01"), type="numeric", options=(), numbers=(Number("7", 0, "", True, "why"),))
    assert expected_points(item, STRATEGIES["the longest"]) == (0, 0, 1)


def test_a_bank_with_a_habit_is_seen():
    habit = [made_up("single", "0100", texts=("a", "aaaa", "aa", "aaa"), number=n) for n in range(1, 9)]
    longest = result(habit, STRATEGIES["the longest"])
    assert (longest.points, longest.chance, longest.most, longest.items) == (8, 2, 8, 6) and longest.above == 75
    assert result(habit, STRATEGIES["never the longest"]).above == -25
    assert result([], STRATEGIES["the longest"]).above == 0


def test_the_report_counts_every_question_and_every_rule_of_thumb(data):
    report = item_table.item_report(data)
    rows = {re.split(r"  +", line)[0]: line.split() for line in report.splitlines()}
    assert rows["all"][-1] == str(len(BANK)) and len(rows["all"]) == len(report.splitlines()[1].split()) + 1
    assert all(name in report for name in STRATEGIES)
    singles = [item for item in BANK if item.type == "single"]
    keys = [sum(item.options[place].correct for item in singles) for place in range(4)]
    assert [int(rows[f"key {letter}"][-1]) for letter in "abcd"] == keys


def test_items_prints_the_report(capsys):
    from utils import cli

    assert cli.main(["items"]) == 0
    assert "the longest" in capsys.readouterr().out

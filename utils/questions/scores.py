"""How an answer is marked: the three scoring rules of the licensing exam as pure functions.

JupyterLab marks by them, and the page's script does the same, which a test compares. See ``scoring.py`` for where the
rules come from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from utils.questions import scoring
from utils.questions.scoring import Marking

ROUNDING = 1e-9  # two decimal fractions that are equal on paper may differ by so much
_WRITTEN = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)")
Answer = Mapping[str, Sequence[str]]  # name of a control → the values chosen


class Score(NamedTuple):
    """Points, the most there are, and the names of groups that are still open or hold too many answers."""

    points: int
    most: int
    open_groups: tuple[str, ...]


def zero_one(chosen: Collection[str], key: Collection[str]) -> int:
    """0/1: a point for each right answer, no penalty for a wrong one."""
    return len(set(chosen) & set(key))


def plus_minus(chosen: Collection[str], key: Collection[str]) -> int:
    """+/-: a point for each right answer, one off for each wrong one, never below 0."""
    right = len(set(chosen) & set(key))
    return max(0, right - (len(set(chosen)) - right))


def dyad(x: bool, y: bool) -> int:
    """Rationale, "X because of Y": one point, only if both are right."""
    return int(x and y)


def triad(x: bool, y: bool, z: bool) -> int:
    """Rationale, "X because of Y and Z": without X nothing; with X a point for each of Y and Z."""
    return (int(y) + int(z)) if x else 0


def score(marking: Marking, answer: Answer) -> Score:
    """Points for an answer, also for an empty or partial one.

    What is open, or holds too many answers, earns nothing.
    """
    chosen = {group.name: list(dict.fromkeys(answer.get(group.name, ()))) for group in marking.groups}
    most = scoring.max_points(marking)
    if marking.rule.startswith("+/-"):
        still_open = () if any(chosen.values()) else tuple(group.name for group in marking.groups)
        return Score(_plus_minus(marking, chosen), most, still_open)
    still_open = tuple(group.name for group in marking.groups if len(chosen[group.name]) != group.choose)
    if marking.rule == "number":
        (group,) = marking.groups
        value = _number(chosen[group.name])
        right = value is not None and abs(value - float(group.key[0])) <= marking.tolerance + ROUNDING
        return Score(int(right), most, (group.name,) if value is None else ())
    counted = [
        [] if group.name in still_open and len(chosen[group.name]) > group.choose else chosen[group.name]
        for group in marking.groups
    ]
    right = [zero_one(given, group.key) for given, group in zip(counted, marking.groups, strict=True)]
    if marking.rule == "rationale":
        return Score(dyad(*right) if len(right) == 2 else triad(*right), most, still_open)
    return Score(sum(right), most, still_open)


def _plus_minus(marking: Marking, chosen: dict[str, list[str]]) -> int:
    if marking.rule == "+/-":
        return sum(plus_minus(chosen[group.name], group.key) for group in marking.groups)
    columns: dict[str, tuple[set, set]] = defaultdict(lambda: (set(), set()))  # a matrix: each column by itself
    for group in marking.groups:
        for letter in chosen[group.name]:
            columns[letter][0].add(group.name)
        for letter in group.key:
            columns[letter][1].add(group.name)
    return sum(plus_minus(given, key) for given, key in columns.values())


def _number(given: list[str]) -> float | None:
    """The number that was written, with a full stop or a comma; None for anything else."""
    text = given[0].strip() if given else ""
    return float(text.replace(",", ".")) if _WRITTEN.fullmatch(text) else None

"""A reader who never opens a stem: what rules of thumb about the options alone would score, against chance.

Chance is what the same choices earn on average when the options are dealt to their letters at random, by the scoring
rule of the question. A bank without cues gives no rule of thumb more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import NamedTuple

from utils.questions import scoring
from utils.questions.bank import Item, Option
from utils.tables.cues import ABSOLUTE, ends_with_question

_ALL_THAT_APPLY = 3  # how many options a blind reader ticks where all that apply are asked for


class Place(NamedTuple):
    """What a blind reader sees of one choice, apart from its options."""

    row: int  # of the row or part in its question, or of the question in its lesson, from 0
    choose: int | None  # None: all that apply


# The options that a reader with this rule of thumb may choose, best first. Where one is asked for, those that are
# returned are equally likely; where more are, the first of them are chosen.
Strategy = Callable[[Sequence[Option], Place], Sequence[Option]]


class Result(NamedTuple):
    """What a strategy earns over some questions, and what chance would, in points."""

    points: float
    chance: float
    most: int
    items: float  # how many questions' worth it is above chance, each question counted as 1

    @property
    def above(self) -> float:
        """Percentage points above chance."""
        return 100 * (self.points - self.chance) / self.most if self.most else 0.0


def _by_length(longest: bool, skip: bool) -> Strategy:
    """The longest or shortest options; with ``skip`` all but the one that is longest or shortest."""

    def choose(options: Sequence[Option], place: Place) -> Sequence[Option]:
        ranked = sorted(options, key=lambda option: len(option.text), reverse=longest)
        extreme = [option for option in ranked if len(option.text) == len(ranked[0].text)]
        if skip:
            return [option for option in ranked if option not in extreme] or ranked
        return extreme if place.choose == 1 else ranked

    return choose


def _with(has: Callable[[str], object]) -> Strategy:
    """The options whose text has something; all where none or each has it."""
    return lambda options, place: [option for option in options if has(option.text)] or options


def _at(start: int, step: int = 1) -> Strategy:
    """The option in one place, and the ``step``-th after it and so on; a negative ``start`` counts from the end."""

    def choose(options: Sequence[Option], place: Place) -> Sequence[Option]:
        first = min(start, len(options) - 1) if start >= 0 else len(options) + start
        count = 1 if place.choose == 1 else len(options)
        return [options[(first + step * n) % len(options)] for n in range(count)]

    return choose


def _cycle(length: int) -> Strategy:
    """Options a, b, c ... in turn, row by row or question by question; of several every other one."""

    def choose(options: Sequence[Option], place: Place) -> Sequence[Option]:
        if place.choose == 1:
            return [options[place.row % min(length, len(options))]]
        return [*options[::2], *options[1::2]]

    return choose


STRATEGIES: Mapping[str, Strategy] = {
    "the longest": _by_length(True, skip=False),
    "never the longest": _by_length(True, skip=True),
    "the shortest": _by_length(False, skip=False),
    "never the shortest": _by_length(False, skip=True),
    "no absolute words": _with(lambda text: not ABSOLUTE.search(text)),
    "absolute words": _with(ABSOLUTE.search),
    "what ends with a question": _with(ends_with_question),
    "from the first place": _at(0),
    "from the second place": _at(1),
    "from the third place": _at(2),
    "from the last place up": _at(-1, -1),
    "the diagonal": _cycle(8),
    "a, b, a, b": _cycle(2),
}


def result(items: Iterable[Item], strategy: Strategy) -> Result:
    """What a strategy earns over questions.

    Parameters
    ----------
    items : iterable of Item
        The questions.
    strategy : Strategy
        The rule of thumb, such as one of ``STRATEGIES``.

    Returns
    -------
    Result
        Points earned on average, points by chance, the most there are, and questions above chance.
    """
    scores = [expected_points(item, strategy) for item in items]
    return Result(
        sum(points for points, _, _ in scores),
        sum(chance for _, chance, _ in scores),
        sum(most for _, _, most in scores),
        sum((points - chance) / most for points, chance, most in scores),
    )


def expected_points(item: Item, strategy: Strategy) -> tuple[float, float, int]:
    """Points of a strategy on one question on average, points by chance, and the most; a number earns nothing blind."""
    scheme = scoring.marking(item)
    most = scoring.max_points(scheme)
    if item.type == "numeric":
        return 0.0, 0.0, most
    if item.type == "ordering":
        return _ordering(item, strategy, most)
    picked = [
        _pick(group.options, strategy, Place(row if item.parts else item.number - 1, group.choose))
        for row, group in enumerate(item.groups)
    ]
    keys = [{option.letter for option in group.options if option.correct} for group in item.groups]
    sizes = [len(group.options) for group in item.groups]
    if scheme.rule == "+/- by column":
        return (*_by_column(picked, keys), most)
    if scheme.rule == "+/-":
        chosen, key, size = picked[0], keys[0], sizes[0]
        return _plus_minus(len(chosen & key), len(chosen)), _dealt(len(chosen), len(key), size), most
    right, chance = [], []
    for group, letters, key, size in zip(item.groups, picked, keys, sizes, strict=True):
        share = len(letters & key) / len(letters)
        right.append(share * group.choose)
        chance.append(group.choose * len(key) / size)
    if scheme.rule == "rationale":
        return right[0] * sum(right[1:]), chance[0] * sum(chance[1:]), most
    return sum(right), sum(chance), most


def _pick(options: Sequence[Option], strategy: Strategy, place: Place) -> set[str]:
    """The letters that are chosen; where one is asked for, those that are equally likely."""
    found = list(strategy(options, place))
    if place.choose != 1:
        found += [option for option in options if option not in found]
        count = place.choose or min(_ALL_THAT_APPLY, len(options) - 1)
        found = found[:count]
    return {option.letter for option in found}


def _ordering(item: Item, strategy: Strategy, most: int) -> tuple[float, float, int]:
    """Steps are numbered in the order in which the strategy prefers them."""
    ranked = list(strategy(item.options, Place(item.number - 1, None)))
    ranked += [option for option in item.options if option not in ranked]
    marks = [option.mark for option in item.options]
    guesses = [str(place) for place in range(1, len(ranked) + 1)]
    points = sum(option.mark == guess for option, guess in zip(ranked, guesses, strict=True))
    return float(points), sum(marks.count(guess) for guess in guesses) / len(marks), most


def _plus_minus(right: int, chosen: int) -> float:
    return float(max(0, 2 * right - chosen))


def _dealt(chosen: int, keys: int, size: int) -> float:
    """Average points of ``chosen`` of ``size`` options, where the ``keys`` are dealt at random (hypergeometric)."""
    ways = comb(size, chosen)
    return (
        sum(
            comb(keys, right) * comb(size - keys, chosen - right) * _plus_minus(right, chosen)
            for right in range(min(keys, chosen) + 1)
            if chosen - right <= size - keys
        )
        / ways
    )


def _by_column(picked: list[set[str]], keys: list[set[str]]) -> tuple[float, float]:
    """Points and chance of a matrix in which all that apply are chosen, a column at a time."""
    points = chance = 0.0
    for letter in sorted(set().union(*picked, *keys)):
        chosen, right = ({row for row, letters in enumerate(of) if letter in letters} for of in (picked, keys))
        points += _plus_minus(len(chosen & right), len(chosen))
        chance += _dealt(len(chosen), len(right), len(picked))
    return points, chance

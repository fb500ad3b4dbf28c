"""Cues in the question bank: what gives a key away to a reader who never opens a stem.

``cue_issues`` names each question, lesson or bank whose options alone tell the key. Lessons keep running meanwhile, as
with ``figures``. ``utils/questions/blind_reader.py`` measures what such a reader would score. The kinds of cues are
those of the item-writing guides, such as Haladyna TM, Downing SM, Rodriguez MC: A review of multiple-choice
item-writing guidelines for classroom assessment. Applied Measurement in Education 15 (2002) 309-333.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from utils.errors import Issue
from utils.project import DATA
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, by_position, grouped, number
from utils.tables.rules.questions import ITEM_TYPES, TEST

# One option stands out by its length when it is this many times as long as the next one, and this many characters more.
TIMES, CHARACTERS = 1.25, 12
ABOVE_CHANCE = 1  # questions of a lesson that a rule of thumb may get right beyond chance
MANY = 40  # questions from which on shares of a whole bank mean something
# How far a share of the whole bank may be below and above chance, in percentage points.
BELOW, ABOVE = 10, 5
ABSOLUTE = re.compile(r"\b(?:only|never|always|all|none|no|every)\b", re.IGNORECASE)
_OPTIONS = "data/items/options.csv"
_ALTERNATING = 4  # rows from which on a b a b is a pattern
_OF_PEOPLE = re.compile(r"of \d")
_QUESTION = re.compile(r"\?[\"'”’)]*$")


class Choice(NamedTuple):
    """One choice of a question: of the item itself, or of one of its parts."""

    item: Row
    owner: Row  # the row of the part, or of the item
    options: list[Row]

    @property
    def keys(self) -> list[Row]:
        """The right options."""
        return [option for option in self.options if option["correct"] == "yes"]

    @property
    def distractors(self) -> list[Row]:
        """The wrong options."""
        return [option for option in self.options if option["correct"] == "no"]

    def issue(self, problem: str, fix: str, cause: str) -> Issue:
        """An issue with the first key of this choice."""
        return self.keys[0].issue("text", problem, fix, cause=cause)


def cue_issues(folder: Path = DATA) -> list[Issue]:
    """One issue per question, lesson or bank whose options give a key away.

    Raises DataError as ``tables.raw`` does.
    """
    tables = raw(folder)
    return [issue for rule in RULES for issue in rule(tables)]


def choices(tables: Tables) -> Iterator[Choice]:
    """Every choice of every question, in the order of the bank, but for ordering and numbers."""
    options, parts = grouped(tables["options"], "item_id", "part"), grouped(tables["parts"], "item_id")
    for item in tables["items"]:
        spec = ITEM_TYPES[item["type"]]
        if not spec.options or spec.keys == "order":
            continue
        owners = by_position(parts[item["id"]]) if spec.options == "part" else [item]
        for owner in owners:
            yield Choice(item, owner, options[item["id"], owner.get("part", "")])


def ends_with_question(text: str) -> bool:
    """Whether an option is a question, also in quotes."""
    return bool(_QUESTION.search(text.strip()))


def stands_out(text: str, others: list[str]) -> str:
    """``long`` or ``short`` where the length of a text alone tells it from all others, else nothing."""
    lengths = [len(other) for other in others]
    for name, more, less in (("long", len(text), max(lengths)), ("short", min(lengths), len(text))):
        if more > TIMES * less and more - less >= CHARACTERS:
            return name
    return ""


def keys_are_as_long_as_distractors(tables: Tables) -> Iterator[Issue]:
    """No key is much longer or much shorter than all distractors; of several keys, not all are longer or shorter."""
    for choice in choices(tables):
        lengths = [[len(option["text"]) for option in options] for options in (choice.keys, choice.distractors)]
        keys, others = lengths
        if _is_matrix(choice.item) or len(choice.options) < 3:
            continue
        if len(keys) == 1:
            found = stands_out(choice.keys[0]["text"], [option["text"] for option in choice.distractors])
            if found:
                limit = max(others) if found == "long" else min(others)
                other = "longest" if found == "long" else "shortest"
                problem = f"is the key and has {keys[0]} characters; the {other} distractor has {limit}"
                fix = f"make the key {'shorter' if found == 'long' else 'longer'}, or a distractor as {found}"
                yield choice.issue(problem, fix, f"key {found}")
        elif len(others) > 1 and (min(keys) > max(others) or max(keys) < min(others)):
            word = "longer" if min(keys) > max(others) else "shorter"
            problem = f"is a key, and every key is {word} than every distractor"
            yield choice.issue(problem, f"write a distractor that is {word} than a key", f"keys {word}")


def quoted_keys_are_not_the_only_questions(tables: Tables) -> Iterator[Issue]:
    """Where the keys end with a question mark, a distractor does too."""
    for choice in choices(tables):
        asks = [all(map(ends_with_question, (option["text"] for option in choice.keys)))]
        asks.append(any(ends_with_question(option["text"]) for option in choice.distractors))
        if asks == [True, False] and not _is_matrix(choice.item):
            problem = "is the key and the only option that ends with a question"
            yield choice.issue(problem, "let a distractor end with a question too", "question")


def keys_follow_no_pattern(tables: Tables) -> Iterator[Issue]:
    """Keys are not the first options in a row, not the diagonal of a matrix, and do not just alternate."""
    letters = defaultdict(list)
    for choice in choices(tables):
        keys = [place for place, option in enumerate(choice.options) if option["correct"] == "yes"]
        if choice.item["type"] in ("multiple", "select-n") and 1 < len(keys) < len(choice.options):
            if keys == list(range(len(keys))):
                problem = f"has its {len(keys)} keys in a row from the top"
                yield choice.item.issue(
                    "id", problem, f"give the options other letters in {_OPTIONS}", cause="in a row"
                )
        elif len(keys) == 1 and choice.owner is not choice.item:
            letters[choice.item["id"]].append((choice, keys[0]))
    for rows in letters.values():
        keys, item = [key for _, key in rows], rows[0][0].item
        pairs = list(itertools.pairwise(keys))
        steps = {after - before for before, after in pairs}
        pattern = ""
        if len(keys) > 2 and len(steps) == 1 and steps <= {1, -1} and item["type"] != "bow-tie":
            pattern = "on the diagonal"
        elif len(keys) >= _ALTERNATING and len(set(keys)) == 2 and 0 not in steps:
            pattern = "just alternating"
        if pattern:
            found = " ".join("abcdefgh"[key] for key in keys)
            problem = f"has its keys {pattern}: {found}"
            yield item.issue("id", problem, "put its rows or its options in another order", cause=pattern)


def orderings_differ(tables: Tables) -> Iterator[Issue]:
    """No two ordering questions have the same key."""
    options, first = grouped(tables["options"], "item_id"), {}
    for item in tables["items"]:
        if item["type"] == "ordering":
            key = " ".join(option["correct"] for option in options[item["id"]])
            if key in first:
                problem = f"has the same order of keys as {first[key]}: {key}"
                yield item.issue("id", problem, f"give its steps other letters in {_OPTIONS}", cause="same order")
            first.setdefault(key, item["id"])


def places_and_lengths_are_spread(tables: Tables) -> Iterator[Issue]:
    """In single-choice questions no letter, and neither the longest nor the shortest option, is the key too often."""
    singles = [choice for choice in choices(tables) if choice.item["type"] == "single"]
    for name, is_key in _HABITS.items():
        lessons = defaultdict(list)
        for choice in singles:
            if choice.item["place"] != TEST:
                lessons[choice.item["lesson"]].append(choice)
        for lesson, lesson_choices in lessons.items():
            chance = sum(1 / len(choice.options) for choice in lesson_choices)
            hits = [choice for choice in lesson_choices if is_key(choice)]
            if len(hits) > chance + ABOVE_CHANCE:
                most = int(chance + ABOVE_CHANCE)
                problem = (
                    f"has {len(lesson_choices)} single-choice questions, and in {len(hits)} of them the key is {name}"
                )
                fix = f"change some until it is at most {most}, such as {', '.join(c.item['id'] for c in hits[:3])}"
                yield hits[0].item.issue("lesson", problem, fix, cause=f"{name} in {lesson}")
        if len(singles) >= MANY:
            share = 100 * sum(map(is_key, singles)) / len(singles)
            chance = 100 * sum(1 / len(choice.options) for choice in singles) / len(singles)
            if not chance - BELOW <= share <= chance + ABOVE:
                problem = f"has the key as {name} in {share:.0f} % of {len(singles)} single-choice questions"
                fix = f"change some until it is {chance - BELOW:.0f} to {chance + ABOVE:.0f} %"
                yield _whole_bank("correct", problem, fix)


def absolute_words_are_spread(tables: Tables) -> Iterator[Issue]:
    """Words such as "always" and "only" are about as common in keys as in distractors."""
    keys, distractors = [], []
    for choice in choices(tables):
        if not _is_matrix(choice.item):
            keys += [option["text"] for option in choice.keys]
            distractors += [option["text"] for option in choice.distractors]
    if min(len(keys), len(distractors)) < MANY:
        return
    shares = [100 * sum(bool(ABSOLUTE.search(text)) for text in texts) / len(texts) for texts in (keys, distractors)]
    if abs(shares[0] - shares[1]) > ABOVE:
        rarer = "keys" if shares[0] < shares[1] else "distractors"
        words = "absolute words (only, never, always, all, no, none, every)"
        problem = f"has {words} in {shares[0]:.0f} % of keys and {shares[1]:.0f} % of distractors"
        fix = f"take them out of the others or use some in {rarer}, until the two differ by at most {ABOVE} points"
        yield _whole_bank("text", problem, fix)


def numbers_of_keys_vary(tables: Tables) -> Iterator[Issue]:
    """Questions with all that apply do not mostly have the same number of keys: in a lesson, and in the bank."""
    several = [choice for choice in choices(tables) if choice.item["type"] == "multiple"]
    lessons: dict[str, list[Choice]] = defaultdict(list)
    for choice in several:
        if choice.item["place"] != TEST:
            lessons[choice.item["lesson"]].append(choice)
    for lesson_choices in lessons.values():
        counts = Counter(len(choice.keys) for choice in lesson_choices)
        if len(lesson_choices) > 2 and len(counts) == 1:
            key_count = len(lesson_choices[0].keys)
            problem = f"has {len(lesson_choices)} questions with all that apply, and each has {key_count} keys"
            yield lesson_choices[0].item.issue(
                "lesson", problem, "give one of them another number of keys", cause="same number"
            )
    counts = Counter(len(choice.keys) for choice in several)
    total = counts.total()
    if total >= 10:
        usual, most = counts.most_common(1)[0]
        if most > total / 2:
            problem = f"has {usual} keys in {most} of {total} questions with all that apply"
            yield _whole_bank(
                "correct", problem, f"give some of them other numbers of keys, until it is at most {total // 2}"
            )


def counts_accept_whole_people(tables: Tables) -> Iterator[Issue]:
    """Where the answer counts people ("of 100 women"), the number rounded to whole people is right too."""
    for row in tables["numbers"]:
        value, tolerance = number(row["value"]), number(row["tolerance"])
        if row["correct"] == "yes" and _OF_PEOPLE.match(row["unit"]) and None not in (value, tolerance):
            away = abs(round(value) - value)
            if away > tolerance + 1e-9:
                problem = f"does not accept {round(value)} for {row['value']} {row['unit']}"
                fix = f"write a tolerance of at least {math.ceil(10 * away - 1e-9) / 10:g}, since people come whole"
                yield row.issue("tolerance", problem, fix)


def _whole_bank(column: str, problem: str, fix: str) -> Issue:
    return Issue(_OPTIONS, None, column, None, problem, fix)


def _is_matrix(item: Row) -> bool:
    return item["type"].startswith("matrix")


def _is_extreme(choice: Choice, extreme: Callable) -> bool:
    """Whether the key alone has the most or the fewest characters."""
    (key,), others = choice.keys, [len(option["text"]) for option in choice.distractors]
    length = len(key["text"])
    return extreme([length, *others]) == length and length not in others


# What a reader may make a habit of → whether it finds the key of a single-choice question.
_HABITS: dict[str, Callable[[Choice], bool]] = {
    "the longest option": lambda choice: _is_extreme(choice, max),
    "the shortest option": lambda choice: _is_extreme(choice, min),
    **{f"option {letter}": lambda choice, letter=letter: choice.keys[0]["option"] == letter for letter in "abcd"},
}
RULES = (
    keys_are_as_long_as_distractors,
    quoted_keys_are_not_the_only_questions,
    keys_follow_no_pattern,
    orderings_differ,
    places_and_lengths_are_spread,
    absolute_words_are_spread,
    numbers_of_keys_vary,
    counts_accept_whole_people,
)

"""Rules over the question bank (``data/items/``): every item can be answered, scored and explained.

Each rule takes the raw tables and yields issues. The rules skip cells that are invalid themselves (``Level.READ``), so
that all problems of an item are reported together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from utils.errors import Issue
from utils.tables.rows import (
    Row,
    Tables,
    by_position,
    dangling_links,
    grouped,
    misnumbered,
    number,
    numbering_fix,
    rows_by_id,
)


class ItemTypeSpec(NamedTuple):
    """What the rows of an item of one type must look like."""

    options: str  # what has options: "item", "part" (each part has its own) or "" (the answer is a number)
    parts: tuple[int, int] = (0, 0)  # fewest and most parts
    # keys among the options of the item or of each part: "one", "some", "choose" (as many as the column choose says),
    # "order" (1, 2, 3 ...) or "bow-tie"
    keys: str = "one"


# the tables of the bank
BANK = ("items", "parts", "options", "numbers", "exhibits", "competencies", "item_evidence", "test_forms")
# item type → its specification
ITEM_TYPES = {
    "single": ItemTypeSpec("item"),
    "multiple": ItemTypeSpec("item", keys="some"),
    "select-n": ItemTypeSpec("item", keys="choose"),
    "matrix-single": ItemTypeSpec("part", (2, 10)),
    "matrix-multiple": ItemTypeSpec("part", (2, 10), "some"),
    "cloze": ItemTypeSpec("part", (1, 6)),
    "rationale": ItemTypeSpec("part", (2, 3)),
    "ordering": ItemTypeSpec("item", keys="order"),
    "bow-tie": ItemTypeSpec("part", (3, 3), "bow-tie"),
    "numeric": ItemTypeSpec(""),
}
TEST = "test"  # the place of a question that is in no lesson, only in a test form
MORE = "more"  # the place of a question for further practice, which is not on the core path
_ALIKE = ("lesson", "objective", "type", "difficulty")  # what the questions of the two test forms have in common
# The three parts of a bow-tie, in order, and how many answers each takes: five in all.
BOW_TIE = {"condition": 1, "action": 2, "parameter": 2}
# A tag, an entity or Markdown. Cells are plain text and are shown as such; "< 10 %" is not markup.
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>?|&(?:#\w+|[A-Za-z]+);|\*\*|`|\]\(|(?<!\w)_\w[^_]*_(?!\w)")

# What a stem must not say, because a learning platform may score it differently.
_SCORING = re.compile(r"\bcounts? only\b|\bpoints? (?:for|off)\b|\bpartial credit\b")
# Words in a stem that point to the question before it, which a learning platform may not show.
_POINTS_BACK = re.compile(
    r"^(?:Now|Then|Next|Later|Meanwhile|And|But|Again|She|He|They|Her|His|Their)\b|^\w+ \w+ later\b"
    r"|\basks (?:\w+ )?again\b|\b[Tt]he (?:same page|same person|two words)\b"
)


def _items(tables: Tables) -> Iterator[tuple[Row, ItemTypeSpec]]:
    for row in tables["items"]:
        if row["type"] in ITEM_TYPES:  # the check of cells reports another type
            yield row, ITEM_TYPES[row["type"]]


def parts_fit_the_type(tables: Tables) -> Iterator[Issue]:
    """A type with parts has enough of them, numbered from 1; any other type has none; a bow-tie has its three."""
    parts = grouped(tables["parts"], "item_id")
    for row, spec in _items(tables):
        item_parts = by_position(parts[row["id"]])
        low, high = spec.parts
        names = [part["part"] for part in item_parts]
        if item_parts and not high:
            problem = f"belongs to a question of type {row['type']}, which has no parts"
            yield item_parts[0].issue("part", problem, "remove the row, or correct the type in data/items/items.csv")
        elif not low <= len(item_parts) <= high:
            fix = f"give it {low if low == high else f'{low} to {high}'} rows in data/items/parts.csv"
            yield row.issue("id", f"is of type {row['type']} with {len(item_parts)} part(s)", fix)
        elif row["type"] == "bow-tie" and names != list(BOW_TIE):
            problem = f"is a bow-tie question with the parts {', '.join(names)}"
            yield row.issue("id", problem, f"name them {', '.join(BOW_TIE)}, in this order")
        for part in islice(misnumbered(item_parts), 1):
            yield part.issue("position", "is out of sequence", numbering_fix("parts of this question", item_parts))
        expected, fix = 0, "remove {}: only cloze and rationale questions have blanks"
        if row["type"] in ("cloze", "rationale"):
            expected, fix = 1, "write {} once, where the blank is"
        for part in item_parts:
            if (blanks := part["text"].count("{}")) != expected:
                yield part.issue("text", f"has {blanks} blank(s)", fix)


def options_belong_to_parts(tables: Tables) -> Iterator[Issue]:
    """An option names a part of its item if the type has parts, and none otherwise; numeric items have no options."""
    parts = {(row["item_id"], row["part"]) for row in tables["parts"]}
    types = {row["id"]: row["type"] for row, _ in _items(tables)}
    for row in tables["options"]:
        spec = ITEM_TYPES.get(types.get(row["item_id"], ""))
        if spec is None:
            continue
        if not spec.options:
            problem = "belongs to a numeric question, which has no options"
            yield row.issue("option", problem, "move the row to data/items/numbers.csv")
        elif spec.options == "item" and row["part"]:
            problem = f"is given for a question of type {types[row['item_id']]}, which has no parts"
            yield row.issue("part", problem, "leave it empty")
        elif spec.options == "part" and (row["item_id"], row["part"]) not in parts:
            fix = "enter one of its parts, or add the part to data/items/parts.csv"
            yield row.issue("part", "is not a part of the question", fix)
    for row in tables["numbers"]:
        if types.get(row["item_id"], "numeric") != "numeric":
            problem = f"is a question of type {types[row['item_id']]}, which has no numbers"
            yield row.issue("item_id", problem, "move the row to data/items/options.csv, or correct the item_id")


def options_and_keys_fit_the_type(tables: Tables) -> Iterator[Issue]:
    """Each item, or each of its parts, has at least two different options and as many keys as its type takes."""
    options, parts = grouped(tables["options"], "item_id"), grouped(tables["parts"], "item_id")
    for row, spec in _items(tables):
        if not spec.options:
            continue
        groups = [("", row, "id")]  # part, the row that owns the options, the column to report
        if spec.options == "part":
            groups = [(part["part"], part, "part") for part in parts[row["id"]]]
        for name, owner, column in groups:
            choices = [option for option in options[row["id"]] if option["part"] == name or spec.options == "item"]
            if len(choices) < 2:
                fix = "give it at least two rows in data/items/options.csv"
                yield owner.issue(column, f"has {len(choices)} option(s)", fix)
                continue
            first: dict[str, int] = {}
            for option in choices:
                if option["text"] in first:
                    problem = f"is a duplicate of row {first[option['text']]}"
                    yield option.issue("text", problem, "give each option its own text")
                first.setdefault(option["text"], option.line)
            if problem_and_fix := _key_problem(row, spec, name, choices):
                yield owner.issue(column, *problem_and_fix)
        by_part = grouped(options[row["id"]], "part")
        if row["type"].startswith("matrix"):
            columns = {
                tuple((option["option"], option["text"]) for option in by_part.get(name, ())) for name, *_ in groups
            }
            if len(columns) > 1:
                fix = "give every part the same letters and texts in data/items/options.csv"
                yield row.issue("id", "is a matrix whose rows have different columns", fix)


def _key_problem(item: Row, spec: ItemTypeSpec, part: str, options: list[Row]) -> tuple[str, str] | None:
    """The problem with the keys of a group of options, and the fix; None if there is none."""
    marks = [option["correct"] for option in options]
    keys, file = marks.count("yes"), "data/items/options.csv"
    if spec.keys == "order":
        order = sorted(mark for mark in marks if mark != "no")
        if order != [str(n) for n in range(1, len(order) + 1)] or len(order) < 3:
            problem = f"has steps numbered {', '.join(order)}" if order else "has no numbered steps"
            return problem, f"number at least three steps 1, 2, 3 and so on in the column correct of {file}"
        if marks == order:
            return "lists its steps in the correct order already", f"shuffle the letters in {file}"
        return None
    if any(mark not in ("yes", "no") for mark in marks):
        problem = f"is of type {item['type']}, but an option has a number in the column correct"
        return problem, f"write yes or no in the column correct of {file}"
    expected = {"one": 1, "choose": number(item["choose"]), "bow-tie": BOW_TIE.get(part, 1), "some": None}[spec.keys]
    if expected is None:
        if spec.keys == "some" and not keys:
            return "has no correct option", f"mark at least one option `yes` in {file}"
    elif keys != expected:
        problem = f"has {keys} correct option(s) in a question of type {item['type']}"
        return problem, f"mark exactly {expected:g} of its options `yes` in {file}"
    elif keys == len(options):
        return "has no incorrect option", f"add one to {file}"
    return None


def choose_is_for_select_n_only(tables: Tables) -> Iterator[Issue]:
    """``choose`` is given for select-n and for no other type."""
    for row, _ in _items(tables):
        if row["type"] == "select-n" and not row["choose"]:
            yield row.issue("choose", "is empty although the type is select-n", "enter how many options to choose")
        elif row["type"] != "select-n" and row["choose"]:
            problem = f"is given although the type is {row['type']}"
            yield row.issue("choose", problem, "leave it empty: only select-n questions use it")


def numeric_answers_do_not_overlap(tables: Tables) -> Iterator[Issue]:
    """A numeric item has exactly one key, and no common mistake is within its tolerance."""
    numbers = grouped(tables["numbers"], "item_id")
    for row, spec in _items(tables):
        if spec.options:
            continue
        keys = [answer for answer in numbers[row["id"]] if answer["correct"] == "yes"]
        if len(keys) != 1:
            fix = "mark exactly one of its rows `yes` in data/items/numbers.csv"
            yield row.issue("id", f"is a numeric question with {len(keys)} correct answer(s)", fix)
            continue
        key, key_tolerance = number(keys[0]["value"]), number(keys[0]["tolerance"])
        for answer in numbers[row["id"]]:
            value, tolerance = number(answer["value"]), number(answer["tolerance"])
            if answer is keys[0] or None in (key, key_tolerance, value, tolerance):
                continue
            if abs(value - key) <= key_tolerance + tolerance:
                fix = "correct the number or the tolerance"
                yield answer.issue("value", "is within the tolerance of the correct answer", fix)


def items_have_evidence(tables: Tables) -> Iterator[Issue]:
    """Each item names at least one row as evidence for its key, and every row it names exists."""
    evidence = grouped(tables["item_evidence"], "item_id")
    for row in tables["items"]:
        if not evidence[row["id"]]:
            yield row.issue("id", "has no evidence", "add a row to data/items/evidence.csv")
    existing = {(table, row_id) for table, row_id in rows_by_id(tables) if table not in BANK}
    yield from dangling_links(tables["item_evidence"], existing, tables.unsure)


def positions_are_numbered(tables: Tables) -> Iterator[Issue]:
    """Questions of a lesson, findings of an exhibit and items of a test form are numbered 1, 2, 3 ...

    Questions of a lesson that are in a test form are numbered separately.
    """
    in_tests = [row for row in tables["items"] if row["place"] == TEST]
    in_lessons = [row for row in tables["items"] if row["place"] != TEST]
    for all_rows, group, label in (
        (in_lessons, "lesson", "lesson"),
        (in_tests, "lesson", "the tests from lesson"),
        (tables["exhibits"], "id", "exhibit"),
        (tables["test_forms"], "form", "form"),
    ):
        for key, rows in grouped(all_rows, group).items():
            for row in islice(misnumbered(by_position(rows)), 1):
                fix = numbering_fix(f"rows of {label} {key}", rows)
                yield row.issue("position", f"is out of sequence in {label} {key}", fix)


def forms_are_parallel(tables: Tables) -> Iterator[Issue]:
    """The test forms before and after the course match: objectives, types and difficulty of their questions."""
    alike = {row["id"]: tuple(row[column] for column in _ALIKE) for row in tables["items"]}
    counts: dict[str, Counter] = {"before": Counter(), "after": Counter()}
    for row in tables["test_forms"]:
        if row["form"] in counts and row["item_id"] in alike:
            counts[row["form"]][alike[row["item_id"]]] += 1
    for row in tables["test_forms"]:
        kind = alike.get(row["item_id"])
        before, after = counts["before"][kind], counts["after"][kind]
        if kind and before != after:
            problem = (
                "is on objective {1} of {0}, of type {2} and {3}; there are {4} such question(s) in form before "
                "and {5} in form after"
            ).format(*kind, before, after)
            yield row.issue("item_id", problem, "give both forms the same objectives, types and difficulty")
            return


def tests_repeat_no_lesson(tables: Tables) -> Iterator[Issue]:
    """A question of a test form is in no lesson, where learners would see its key before the test."""
    places = {row["id"]: row["place"] for row in tables["items"]}
    for row in tables["test_forms"]:
        if (place := places.get(row["item_id"], TEST)) != TEST:
            problem = f"is also asked in its lesson, at the place {place!r}"
            yield row.issue("item_id", problem, f"write {TEST} as its place in data/items/items.csv, or use another")


def stems_say_nothing_of_points(tables: Tables) -> Iterator[Issue]:
    """No stem says how the question is scored: the instructions with it do where that applies; platforms differ."""
    for row, _ in _items(tables):
        if match := _SCORING.search(row["stem"]):
            problem = f"says how the question is scored ({match[0]})"
            yield row.issue("stem", problem, "leave it out: the instructions with the question say it where it applies")


def stems_stand_alone(tables: Tables) -> Iterator[Issue]:
    """No stem needs the question before it, except in a case, which brings its story along."""
    in_cases = {row["item_id"] for row in tables["case_questions"]}
    for row, _ in _items(tables):
        if row["id"] not in in_cases and (match := _POINTS_BACK.search(row["stem"])):
            problem = f"points to an earlier question ({match[0]}), which a learning platform may not show"
            yield row.issue("stem", problem, "say in the stem who it is about and what has happened")


def cells_hold_no_markup(tables: Tables) -> Iterator[Issue]:
    """No cell of the bank contains HTML, an entity or Markdown: learning platforms would display or run it."""
    for name in BANK:
        for row in tables[name]:
            for column, value in row.items():
                if match := _MARKUP.search(value):
                    yield row.issue(column, f"contains markup ({match[0]})", "write plain text")


RULES = (
    parts_fit_the_type,
    options_belong_to_parts,
    options_and_keys_fit_the_type,
    choose_is_for_select_n_only,
    numeric_answers_do_not_overlap,
    items_have_evidence,
    positions_are_numbered,
    forms_are_parallel,
    tests_repeat_no_lesson,
    stems_say_nothing_of_points,
    stems_stand_alone,
    cells_hold_no_markup,
)

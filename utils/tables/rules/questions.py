"""Rules over the question bank (``data/items/``): every item can be answered, marked and explained.

Like the rules of ``fact_base`` each takes the raw tables and yields issues. They skip cells that are invalid themselves
(``Level.READ``), so that all problems of an item are reported together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from utils.errors import Issue
from utils.tables.rows import Row, Tables, by_position, dangling_links, grouped, misnumbered, number, rows_by_id


class ItemTypeSpec(NamedTuple):
    """What the rows of an item of a type look like."""

    options: str  # where its options stand: "item", "part" (each part has its own) or "" (a number is asked)
    parts: tuple[int, int] = (0, 0)  # fewest and most parts
    # keys among the options of the item, or of each part: "one", "some", "choose", "places", "bow-tie"
    keys: str = "one"


# the tables of the bank
BANK = ("items", "parts", "options", "numbers", "exhibits", "competencies", "item_evidence", "forms")
# type of item → its shape
ITEM_TYPES = {
    "single": ItemTypeSpec("item"),
    "multiple": ItemTypeSpec("item", keys="some"),
    "select-n": ItemTypeSpec("item", keys="choose"),
    "matrix-single": ItemTypeSpec("part", (2, 10)),
    "matrix-multiple": ItemTypeSpec("part", (2, 10), "some"),
    "cloze": ItemTypeSpec("part", (1, 6)),
    "rationale": ItemTypeSpec("part", (2, 3)),
    "ordering": ItemTypeSpec("item", keys="places"),
    "bow-tie": ItemTypeSpec("part", (3, 3), "bow-tie"),
    "numeric": ItemTypeSpec(""),
}
# The three choices of a bow-tie, in order, and how many answers each takes: five in all.
BOW_TIE = {"condition": 1, "action": 2, "parameter": 2}
# A tag, an entity, or Markdown: a cell is text and is shown as text. "< 10 %" is not markup.
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>?|&(?:#\w+|[A-Za-z]+);|\*\*|`|\]\(|(?<!\w)_\w[^_]*_(?!\w)")


def _items(tables: Tables) -> Iterator[tuple[Row, ItemTypeSpec]]:
    for row in tables["items"]:
        if row["type"] in ITEM_TYPES:  # the check of cells reports another type
            yield row, ITEM_TYPES[row["type"]]


def parts_fit_the_type(tables: Tables) -> Iterator[Issue]:
    """A type with parts has as many as it takes, counted from 1; another type has none; a bow-tie has its three."""
    parts = grouped(tables["parts"], "item_id")
    for row, shape in _items(tables):
        own = by_position(parts[row["id"]])
        low, high = shape.parts
        names = [part["part"] for part in own]
        if own and not high:
            problem = f"belongs to a {row['type']} question, which has no parts"
            yield own[0].issue("part", problem, "remove the row, or correct the type in data/items/items.csv")
        elif not low <= len(own) <= high:
            fix = f"give it {low if low == high else f'{low} to {high}'} rows in data/items/parts.csv"
            yield row.issue("id", f"is {row['type']} with {len(own)} part(s)", fix)
        elif row["type"] == "bow-tie" and names != list(BOW_TIE):
            problem = f"is a bow-tie with the parts {', '.join(names)}"
            yield row.issue("id", problem, f"name them {', '.join(BOW_TIE)}, in this order")
        for part in islice(misnumbered(own), 1):
            yield part.issue("position", "breaks the count of the parts", f"number them 1 to {len(own)}")
        wanted, fix = 0, "leave out {}: only cloze and rationale have blanks"
        if row["type"] in ("cloze", "rationale"):
            wanted, fix = 1, "write {} once where the blank is"
        for part in own:
            if (blanks := part["text"].count("{}")) != wanted:
                yield part.issue("text", f"holds {blanks} blank(s)", fix)


def options_have_a_place(tables: Tables) -> Iterator[Issue]:
    """An option names a part of its item where the type has parts, and none where it has not; numbers have no options."""
    parts = {(row["item_id"], row["part"]) for row in tables["parts"]}
    kind = {row["id"]: row["type"] for row, _ in _items(tables)}
    for row in tables["options"]:
        shape = ITEM_TYPES.get(kind.get(row["item_id"], ""))
        if shape is None:
            continue
        if not shape.options:
            yield row.issue("option", "stands in a numeric question", "move it to data/items/numbers.csv")
        elif shape.options == "item" and row["part"]:
            problem = f"is given in a {kind[row['item_id']]} question, which has no parts"
            yield row.issue("part", problem, "leave it empty")
        elif shape.options == "part" and (row["item_id"], row["part"]) not in parts:
            fix = "name one of its parts, or add the part to data/items/parts.csv"
            yield row.issue("part", "is not a part of the question", fix)
    for row in tables["numbers"]:
        if kind.get(row["item_id"], "numeric") != "numeric":
            yield row.issue("item_id", f"is a {kind[row['item_id']]} question", "only a numeric question has rows here")


def options_and_keys_fit_the_type(tables: Tables) -> Iterator[Issue]:
    """Each item, or each of its parts, has at least two options, all different, and as many keys as the type takes."""
    options, parts = grouped(tables["options"], "item_id"), grouped(tables["parts"], "item_id")
    for row, shape in _items(tables):
        if not shape.options:
            continue
        groups = [("", row, "id")]
        if shape.options == "part":
            groups = [(part["part"], part, "part") for part in parts[row["id"]]]
        for name, at, column in groups:
            own = [option for option in options[row["id"]] if option["part"] == name or shape.options == "item"]
            if len(own) < 2:
                fix = "give it at least two rows in data/items/options.csv"
                yield at.issue(column, f"has {len(own)} option(s)", fix)
                continue
            seen: set[str] = set()
            for option in own:
                if option["text"] in seen:
                    yield option.issue("text", "stands in another option too", "make the options differ")
                seen.add(option["text"])
            if wrong := _keys(row, shape, name, own):
                yield at.issue(column, *wrong)
        letters = grouped(options[row["id"]], "part")
        if row["type"].startswith("matrix"):
            columns = {tuple((o["option"], o["text"]) for o in letters.get(name, ())) for name, *_ in groups}
            if len(columns) > 1:
                fix = "give every part the same letters and texts in data/items/options.csv"
                yield row.issue("id", "is a matrix whose rows have different columns", fix)


def _keys(item: Row, shape: ItemTypeSpec, part: str, options: list[Row]) -> tuple[str, str] | None:
    """What is wrong with the keys of a group of options, and the fix; None when nothing is."""
    marks = [option["correct"] for option in options]
    keys, here = marks.count("yes"), "data/items/options.csv"
    if shape.keys == "places":
        places = sorted(mark for mark in marks if mark != "no")
        if places != [str(n) for n in range(1, len(places) + 1)] or len(places) < 3:
            return f"has the places {', '.join(places) or 'none'}", f"number its steps 1, 2, 3 ... in correct of {here}"
        if marks == places:
            return "shows its steps in the right order already", f"shuffle the letters in {here}"
        return None
    if any(mark not in ("yes", "no") for mark in marks):
        return f"is {item['type']} with a place as key", f"write yes or no in correct of {here}"
    wanted = {"one": 1, "choose": number(item["choose"]), "bow-tie": BOW_TIE.get(part, 1), "some": None}[shape.keys]
    if wanted is None:
        if shape.keys == "some" and not keys:
            return "has no correct option", f"mark at least one option `yes` in {here}"
    elif keys != wanted:
        problem = f"is {item['type']} with {keys} correct options"
        return problem, f"mark exactly {wanted:g} of its options `yes` in {here}"
    elif keys == len(options):
        return "has no option that is not right", f"add one to {here}"
    return None


def only_select_n_says_how_many(tables: Tables) -> Iterator[Issue]:
    """``choose`` is given for select-n and for nothing else."""
    for row, _ in _items(tables):
        if (row["type"] == "select-n") != bool(row["choose"]):
            fix = "say how many to choose in select-n; leave it empty elsewhere"
            yield row.issue("choose", f"does not fit the type {row['type']}", fix)


def numbers_can_be_told_apart(tables: Tables) -> Iterator[Issue]:
    """A numeric item has exactly one key, and no common mistake lies within its tolerance."""
    numbers = grouped(tables["numbers"], "item_id")
    for row, shape in _items(tables):
        if shape.options:
            continue
        keys = [n for n in numbers[row["id"]] if n["correct"] == "yes"]
        if len(keys) != 1:
            fix = "mark exactly one of its rows `yes` in data/items/numbers.csv"
            yield row.issue("id", f"is numeric with {len(keys)} correct numbers", fix)
            continue
        value, tolerance = number(keys[0]["value"]), number(keys[0]["tolerance"])
        for other in numbers[row["id"]]:
            mistake, its = number(other["value"]), number(other["tolerance"])
            if other is keys[0] or None in (value, tolerance, mistake, its):
                continue
            if abs(mistake - value) <= tolerance + its:
                fix = "correct the number or the tolerance"
                yield other.issue("value", "lies within the tolerance of the key", fix)


def items_rest_on_rows(tables: Tables) -> Iterator[Issue]:
    """Each item names at least one row that its key rests on, and every row it names exists."""
    evidence = grouped(tables["item_evidence"], "item_id")
    for row in tables["items"]:
        if not evidence[row["id"]]:
            yield row.issue("id", "names no row it rests on", "add a row to data/items/evidence.csv")
    known = {place for place in rows_by_id(tables) if place[0] not in BANK}
    yield from dangling_links(tables["item_evidence"], known)


def positions_are_counted(tables: Tables) -> Iterator[Issue]:
    """The questions of a lesson are numbered 1, 2, 3 ... and so are the findings of a chart and a test's questions."""
    for name, group in (("items", "lesson"), ("exhibits", "id"), ("forms", "form")):
        for key, rows in grouped(tables[name], group).items():
            for row in islice(misnumbered(by_position(rows)), 1):
                yield row.issue("position", f"breaks the count of {key}", f"number its rows 1 to {len(rows)}")


def tests_are_alike(tables: Tables) -> Iterator[Issue]:
    """The tests before and after the course ask as many questions of each lesson."""
    lesson = {row["id"]: row["lesson"] for row in tables["items"]}
    asked: dict[str, Counter] = {"before": Counter(), "after": Counter()}
    for row in tables["forms"]:
        if row["form"] in asked and row["item_id"] in lesson:
            asked[row["form"]][lesson[row["item_id"]]] += 1
    for row in tables["forms"]:
        own = lesson.get(row["item_id"])
        if own and asked["before"][own] != asked["after"][own]:
            problem = (
                f"is of lesson {own}, of which the tests ask {asked['before'][own]} and {asked['after'][own]} questions"
            )
            fix = "ask as many in both"
            yield row.issue("item_id", problem, fix)
            return


def cells_hold_no_markup(tables: Tables) -> Iterator[Issue]:
    """No cell of the bank holds HTML, an entity or Markdown: learning platforms would show or run it."""
    for name in BANK:
        for row in tables[name]:
            for column, value in row.items():
                if found := _MARKUP.search(value):
                    yield row.issue(column, f"holds markup ({found[0]})", "write plain text")


RULES = (
    parts_fit_the_type,
    options_have_a_place,
    options_and_keys_fit_the_type,
    only_select_n_says_how_many,
    numbers_can_be_told_apart,
    items_rest_on_rows,
    positions_are_counted,
    tests_are_alike,
    cells_hold_no_markup,
)

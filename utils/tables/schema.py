"""The cells of one table checked against its descriptor: characters, types, constraints and keys."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from utils.errors import Issue
from utils.tables import characters
from utils.tables.cell_values import (
    DATE,
    PLAIN,
    Wrong,
    day_fraction,
    misspelled,
    not_plain,
    other_clock,
    rewritten,
    skeleton,
    with_zeros,
)
from utils.tables.data_package import key_columns
from utils.tables.rows import Row, Tables, grouped

LONGEST_ID, LONGEST_CELL = 100, 5000  # Moodle refuses a whole file for one longer id; no learner reads a longer cell


_NOT_A_NUMBER = Wrong(
    "is not a number", "write digits with a period as the decimal point, such as 12.5, or leave the cell empty"
)
_ISO_DATE = "write year, month and day, such as 2026-01-31"
_NOT_WHOLE = Wrong("is not a whole number", "write digits only")


def _first_line(field: dict) -> str:
    """What the column holds; further lines of a description define its values one by one."""
    return field["description"].partition("\n")[0]


def _wrong(field: dict, value: str, other_characters: bool) -> Wrong | None:
    """What is wrong with a cell of that field, and the fix; None if it is valid.

    ``other_characters``: whether it may contain other characters than printable ASCII.
    """
    rules = field.get("constraints", {})
    if not value:
        return Wrong("is empty", f"enter a value ({_first_line(field)})") if rules.get("required") else None
    if other_characters and (wrong := characters.problem(value)):
        return Wrong(*wrong)
    if "enum" in rules:
        return None if value in rules["enum"] else _not_allowed(value, rules["enum"])
    if len(value) > (longest := LONGEST_ID if rules.get("unique") and field["name"] == "id" else LONGEST_CELL):
        problem = f"is {len(value)} characters long"
        return Wrong(problem, f"shorten it to {longest} characters")
    if field["type"] != "string":
        if wrong := rewritten(value) or not_plain(value):
            return wrong
        if not PLAIN.fullmatch(value):
            return _NOT_A_NUMBER if field["type"] == "number" else _NOT_WHOLE
        if field["type"] == "integer" and "." in value:
            return _NOT_WHOLE
    elif "pattern" in rules:
        if not re.fullmatch(rules["pattern"], value):
            return _not_in_pattern(value, rules["pattern"], _first_line(field))
    elif wrong := rewritten(value) or day_fraction(value):
        return wrong
    if "minimum" in rules and float(value) < rules["minimum"]:
        return Wrong(f"is below {rules['minimum']}", "correct the number")
    if "maximum" in rules and float(value) > rules["maximum"]:
        return Wrong(f"is above {rules['maximum']}", "correct the number")
    return None


def _not_allowed(value: str, allowed: list[str]) -> Wrong:
    same = [each for each in allowed if each.lower() == value.strip().lower()]
    if same and same[0] != value.strip():
        problem = "is capitalized differently from the allowed value"
        return Wrong(problem, f"write {same[0]}", "capitals")
    fix = f"use one of: {', '.join(allowed)}"
    if not same and (wrong := rewritten(value)):
        return Wrong(wrong.problem, fix)
    return Wrong("is not an allowed value", fix)


def _not_in_pattern(value: str, pattern: str, description: str) -> Wrong:
    def fits(text: str) -> object:
        return re.fullmatch(pattern, text)

    if with_zeros(value, fits):
        return misspelled(value, fits)
    if fits("16:10") and (wrong := other_clock(value)):
        return wrong
    fix = f"use the pattern {pattern} ({description})"
    if re.fullmatch(pattern, "2026-01-31"):
        if re.fullmatch(r"[34]\d{4}", value):
            return Wrong("is the number that a spreadsheet uses for a date", _ISO_DATE)
        if rewritten(value) == DATE or re.fullmatch(r"\d{1,4}([-./ ])\d{1,2}\1\d{1,4}", value):
            return Wrong("is a date that a spreadsheet rewrote", _ISO_DATE)
    if wrong := rewritten(value):
        return Wrong(wrong.problem, fix)
    return misspelled(value, fits) or Wrong("has the wrong format", fix)


def cell_issues(resource: dict, rows: list[Row]) -> Iterator[Issue]:
    """Cells that do not have the type or meet the constraints of the descriptor, and duplicate keys."""
    unique = set()
    for field in resource["schema"]["fields"]:
        column, first = field["name"], {}  # value → what is wrong with it, or the first row that has it
        if field.get("constraints", {}).get("unique"):
            unique.add((column,))
        other_characters = characters.may_be_wrong("\n".join({row[column] for row in rows}))
        for row in rows:
            value = row[column]
            if value not in first:
                first[value] = _wrong(field, value, other_characters) or row.line
            first_result = first[value]
            if isinstance(first_result, Wrong):
                yield row.issue(column, first_result.problem, first_result.fix, cause=first_result.cause)
            elif value and first_result != row.line and (column,) in unique:
                yield row.issue(
                    column,
                    f"is a duplicate of row {first_result}",
                    f"give each row its own {column}, or remove the duplicate row",
                )
    key = tuple(key_columns(resource["schema"]))
    if key in unique:  # reported above
        return
    for value, (first, *others) in grouped(rows, *key).items():
        for row in others:
            problem = f"is a duplicate of row {first.line}"
            fix = f"remove the duplicate row, or change {' or '.join(key)}"
            yield row.issue("+".join(key), problem, fix, value if isinstance(value, str) else " ".join(value))


def link_issues(
    resource: dict, tables: Tables, unread: set[str], reported: Container[tuple[str | None, ...]] = ()
) -> Iterator[Issue]:
    """Cells of foreign keys that match no row.

    Links from or to ``unread`` tables are skipped, as are those to a ``reported`` value (file, column, ``skeleton``):
    the id 007 that became 7 is missing everywhere else, and that is reported once.
    """
    for key in resource["schema"].get("foreignKeys", []):
        column, target_column = key["fields"], key["reference"]["fields"]
        target = key["reference"]["resource"] or resource["name"]
        target_file = next((row.file for row in tables[target]), "")
        if unread & {resource["name"], target}:
            continue
        values = {row[target_column] for row in tables[target]}
        kind = "an id" if target_column == "id" else f"a value of {target_column}"
        where = target_file or f"table {target}"
        missing = Wrong(f"is not {kind} in {where}", f"correct it, or add a row to {where}")
        for row in tables[resource["name"]]:
            is_reported = (target_file, target_column, skeleton(row[column])) in reported
            if row[column] and row[column] not in values and not is_reported:
                wrong = misspelled(row[column], values.__contains__) or missing
                yield row.issue(column, wrong.problem, wrong.fix, cause=wrong.cause)

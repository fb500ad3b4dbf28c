"""One table checked against its descriptor: file format, types, constraints and keys."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Issue
from utils.tables.data_package import key_columns
from utils.tables.rows import Row, Tables, grouped, number


def read_table(folder: Path, resource: dict) -> tuple[list[Row], list[Issue]]:
    """The rows of one CSV file as text, and the issues of its format (if there are any, do not use the rows)."""
    file, path = f"data/{resource['path']}", folder / resource["path"]
    columns = [field["name"] for field in resource["schema"]["fields"]]
    first_line = f"make {','.join(columns)} the first line"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [], [Issue(file, None, None, None, "is missing", "restore it from git")]
    try:
        text = content.decode("utf-8-sig")  # a spreadsheet may write a byte-order mark first
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        typed = content[error.start : error.start + 4].decode("cp1252", "replace")  # most likely
        return [], [Issue(file, line, None, typed, "is not UTF-8 text", 'save the file again as "CSV UTF-8"')]
    if not text.strip():
        fix = f"restore it from git; its first line is {','.join(columns)}"
        return [], [Issue(file, None, None, None, "is empty", fix)]

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, issues, line = [], [], 1
    try:
        header = next(reader)
        issues += [Issue(file, 1, column, None, "is missing", first_line) for column in columns if column not in header]
        for column in header:
            if column not in columns:
                problem = "is not a column of this table in data/datapackage.json"
                issues.append(Issue(file, 1, column, None, problem, "remove it, or describe it there"))
        if not issues and header != columns:
            issues.append(Issue(file, 1, None, ",".join(header), "has the columns in the wrong order", first_line))
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                problem = f"has {len(cells)} cell{'s'[: len(cells) != 1]} instead of {len(header)}"
                fix = "put double quotes around text that contains a comma, and give every column a cell"
                issues.append(Issue(file, line, None, ",".join(cells), problem, fix))
            else:
                rows.append(Row(dict(zip(header, cells, strict=True)), line, resource["name"], file))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"is not valid CSV ({error})"
        issues.append(Issue(file, line, None, None, problem, "check the double quotes in this row"))
    return rows, issues


# type → (a test of a cell's text, the problem, the fix)
_TYPES = {
    "number": (
        lambda text: number(text) is not None and re.fullmatch(r"-?\d+(\.\d+)?", text),
        "is not a number",
        "write digits with a period as the decimal point, such as 12.5, or leave the cell empty",
    ),
    "integer": (lambda text: re.fullmatch(r"-?\d+", text), "is not a whole number", "write digits only"),
    "string": (lambda text: True, "", ""),
}


def _wrong(field: dict, value: str) -> tuple[str, str] | None:
    """The problem with a cell of that field, and the fix; None if it is valid."""
    rules = field.get("constraints", {})
    is_type, *not_type = _TYPES[field["type"]]
    if not value:
        return ("is empty", f"enter a value ({field['description']})") if rules.get("required") else None
    if not is_type(value):
        return tuple(not_type)
    if "enum" in rules and value not in rules["enum"]:
        return "is not an allowed value", f"use one of: {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return "has the wrong format", f"use the pattern {rules['pattern']} ({field['description']})"
    if "minimum" in rules and float(value) < rules["minimum"]:
        return f"is below {rules['minimum']}", "correct the number"
    if "maximum" in rules and float(value) > rules["maximum"]:
        return f"is above {rules['maximum']}", "correct the number"
    return None


def cell_issues(resource: dict, rows: list[Row]) -> Iterator[Issue]:
    """Cells that do not have the type or meet the constraints of the descriptor, and duplicate keys."""
    unique = set()
    for field in resource["schema"]["fields"]:
        column, first = field["name"], {}  # valid value → the first row that has it
        if field.get("constraints", {}).get("unique"):
            unique.add((column,))
        for row in rows:
            value = row[column]
            if value not in first:
                if wrong := _wrong(field, value):
                    yield row.issue(column, *wrong)
                else:
                    first[value] = row.line
            elif value and (column,) in unique:
                yield row.issue(
                    column,
                    f"is a duplicate of row {first[value]}",
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


def link_issues(resource: dict, tables: Tables, unread: set[str]) -> Iterator[Issue]:
    """Cells of foreign keys that match no row; links from or to ``unread`` tables are skipped."""
    for key in resource["schema"].get("foreignKeys", []):
        column, target_column = key["fields"], key["reference"]["fields"]
        target = key["reference"]["resource"] or resource["name"]
        if unread & {resource["name"], target}:
            continue
        values = {row[target_column] for row in tables[target]}
        kind = "an id" if target_column == "id" else f"a value of {target_column}"
        for row in tables[resource["name"]]:
            if row[column] and row[column] not in values:
                yield row.issue(
                    column, f"is not {kind} in table {target}", f"correct it, or add a row to table {target}"
                )

"""One table against its descriptor: the file's form, types, constraints and keys."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Fault
from utils.tables.rows import Row, Tables, item_of, number


def _read(folder: Path, resource: dict) -> tuple[list[Row], list[Fault]]:
    """The rows of one CSV file as text, and the faults of its outer form (then the rows are not to be used)."""
    file, path = f"data/{resource['path']}", folder / resource["path"]
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return [], [Fault(file, None, None, None, "is missing", "restore it from git")]
    try:
        text = raw.decode("utf-8-sig")  # a spreadsheet may put a byte-order mark in front
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return [], [
            Fault(
                file,
                line,
                None,
                raw[error.start : error.start + 4].decode("cp1252", "replace"),  # most likely as it was typed
                "is not UTF-8 text",
                'save the file again as "CSV UTF-8"',
            )
        ]
    if not text.strip():
        return [], [
            Fault(file, None, None, None, "is empty", f"restore it from git; its first line is {','.join(wanted)}")
        ]

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, faults, line = [], [], 1
    try:
        header = next(reader)
        for column in wanted:
            if column not in header:
                faults.append(Fault(file, 1, column, None, "is missing", f"the first line must be {','.join(wanted)}"))
        for column in header:
            if column not in wanted:
                faults.append(
                    Fault(file, 1, column, None, "is not in data/datapackage.json", "remove it, or describe it there")
                )
        if not faults and header != wanted:
            faults.append(
                Fault(
                    file,
                    1,
                    None,
                    ",".join(header),
                    "has the columns in another order",
                    f"the first line must be {','.join(wanted)}",
                )
            )
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                faults.append(
                    Fault(
                        file,
                        line,
                        None,
                        ",".join(cells),
                        f"has {len(cells)} cells instead of {len(header)}",
                        "put text that holds a comma between double quotes, and give every column a cell",
                    )
                )
            else:
                rows.append(Row(dict(zip(header, cells, strict=True)), line))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(
            Fault(file, line, None, None, f"is not valid CSV ({error})", "check the double quotes of this row")
        )
    return rows, faults


# type → (a test of a cell's text, what it is not, how to mend it)
_TYPES = {
    "number": (
        lambda text: number(text) is not None and re.fullmatch(r"-?\d+(\.\d+)?", text),
        "is not a number",
        "write digits with a full stop as decimal mark, such as 12.5, or leave the cell empty",
    ),
    "integer": (lambda text: re.fullmatch(r"-?\d+", text), "is not a whole number", "write digits only"),
    "string": (lambda text: True, "", ""),
}


def _wrong(field: dict, value: str, seen: dict[str, int]) -> tuple[str, str] | None:
    """What is wrong with a cell of that field, and the mend. ``seen``: the sound cells above it, with their rows."""
    column, rules = field["name"], field.get("constraints", {})
    is_type, *not_type = _TYPES[field["type"]]
    if not value:
        return ("is empty", f"give {column} a value ({field['description']})") if rules.get("required") else None
    if not is_type(value):
        return tuple(not_type)
    if "enum" in rules and value not in rules["enum"]:
        return "is not an allowed value", f"use one of: {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return "has the wrong form", f"it must match {rules['pattern']} ({field['description']})"
    if "minimum" in rules and float(value) < rules["minimum"]:
        return f"is below {rules['minimum']}", "correct the figure"
    if "maximum" in rules and float(value) > rules["maximum"]:
        return f"is above {rules['maximum']}", "correct the figure"
    if rules.get("unique") and value in seen:
        return f"stands in row {seen[value]} too", "give each row a value of its own"
    return None


def _check_rows(resource: dict, rows: list[Row]) -> Iterator[Fault]:
    """Types and constraints of each cell, and unique keys, as the descriptor states them."""
    file, schema = f"data/{resource['path']}", resource["schema"]
    for field in schema["fields"]:
        column, seen = field["name"], {}
        for row in rows:
            if wrong := _wrong(field, row[column], seen):
                yield Fault(file, row.line, column, row[column], *wrong, item_of(resource["name"], row) or None)
            else:
                seen[row[column]] = row.line
    key = schema["primaryKey"]
    if isinstance(key, str):  # then the field itself is marked unique, and told above
        return
    seen_keys: dict[tuple, int] = {}
    for row in rows:
        value = tuple(row[column] for column in key)
        if value in seen_keys:
            yield Fault(
                file,
                row.line,
                "+".join(key),
                " ".join(value),
                f"is the key of row {seen_keys[value]} too",
                "give each row a key of its own, or remove the row that stands twice",
                item_of(resource["name"], row),
            )
        seen_keys.setdefault(value, row.line)


def _check_foreign_keys(resource: dict, tables: Tables, unread: set[str]) -> Iterator[Fault]:
    for key in resource["schema"].get("foreignKeys", []):
        column, target = key["fields"], key["reference"]
        if unread & {resource["name"], target["resource"] or resource["name"]}:
            continue
        known = {row[target["fields"]] for row in tables[target["resource"] or resource["name"]]}
        for row in tables[resource["name"]]:
            if row[column] and row[column] not in known:
                yield Fault(
                    f"data/{resource['path']}",
                    row.line,
                    column,
                    row[column],
                    f"is no {target['fields']} of table {target['resource'] or resource['name']}",
                    "correct it, or add the row it names",
                    item_of(resource["name"], row),
                )

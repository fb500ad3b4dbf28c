"""The tables of ``data/`` as typed pandas DataFrames, and the check that they keep to ``data/datapackage.json``."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from utils import appraisal_rules, rules
from utils.faults import DataError, Fault
from utils.item_rules import ITEM_RULES, item_of
from utils.rules import Row, Tables, number

DATA = Path(__file__).resolve().parent.parent / "data"
RULES = (*rules.RULES, *appraisal_rules.RULES)


def load(name: str, folder: Path = DATA, *, whole: bool = True) -> pd.DataFrame:
    """One table as a DataFrame.

    Columns are those of ``datapackage.json``, in its order: text is ``str`` (an empty cell is ``""``), numbers are
    ``float64`` (an empty cell is NaN), integers ``int64`` (``Int64`` where a cell may be empty). One row per CSV row.

    Raises DataError when any table of the folder holds a fault: a lesson never shows figures from broken data. With
    ``whole=False`` only a fault of this table counts (for commands that help to mend the others).
    """
    tables, faults = _read_all(folder, _signature(folder))
    resource = next((r for r in descriptor(folder)["resources"] if r["name"] == name), None)
    if resource is None:
        known = f"use one of {', '.join(sorted(tables))}"
        raise DataError([Fault("data/datapackage.json", None, None, name, "is not the name of a table", known)])
    if found := [fault for fault in faults if whole or fault.file == f"data/{resource['path']}"]:
        raise DataError(found)
    fields = resource["schema"]["fields"]
    frame = pd.DataFrame(
        [[row[f["name"]] for f in fields] for row in tables[name]], columns=[f["name"] for f in fields]
    )
    for field in fields:
        column = field["name"]
        if field["type"] == "number":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif field["type"] == "integer":
            numbers = pd.to_numeric(frame[column]).astype("Int64")
            frame[column] = numbers if numbers.isna().any() else numbers.astype("int64")
    return frame


def load_all(folder: Path = DATA) -> SimpleNamespace:
    """Every table as an attribute of its name (``data.sites``), each as ``load`` gives it."""
    return SimpleNamespace(
        **{resource["name"]: load(resource["name"], folder) for resource in descriptor(folder)["resources"]}
    )


def check(folder: Path = DATA) -> list[Fault]:
    """All faults of all tables, in file order; an empty list when there is none. Writes nothing."""
    return list(_read_all(folder, _signature(folder))[1])


def raw(folder: Path = DATA) -> Tables:
    """Every table as rows of text, each knowing its line of the file: copies, to be changed at will."""
    tables, _ = _read_all(folder, _signature(folder))
    return Tables({name: [Row(row, row.line) for row in rows] for name, rows in tables.items()})


def descriptor(folder: Path = DATA) -> dict:
    """The Data Package descriptor (``datapackage.json``) of the folder."""
    path = folder / "datapackage.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            [Fault("data/datapackage.json", None, None, None, "is missing", "restore it from git")]
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(
            [
                Fault(
                    "data/datapackage.json",
                    getattr(error, "lineno", None),
                    None,
                    None,
                    "is not valid JSON",
                    "undo the last change to it",
                )
            ]
        ) from None


def _signature(folder: Path) -> tuple:
    """Changes whenever a file of the folder does, so that a table is read and checked once, not once per cell."""
    return tuple(
        sorted(
            (str(p.relative_to(folder)), p.stat().st_mtime_ns, p.stat().st_size)
            for p in folder.rglob("*")
            if p.suffix in {".csv", ".json"}
        )
    )


@functools.lru_cache(maxsize=2)
def _read_all(folder: Path, signature: tuple) -> tuple[Tables, tuple[Fault, ...]]:
    tables = Tables()
    faults: list[Fault] = []
    resources = descriptor(folder)["resources"]
    unread = set()
    for resource in resources:
        tables[resource["name"]], found = _read(folder, resource)
        if found:
            unread.add(resource["name"])
        faults += found or _check_rows(resource, tables[resource["name"]])
    whole = not faults
    for resource in resources:
        faults += _check_foreign_keys(resource, tables, unread)
    if whole:  # rules over several tables only make sense once each table is sound by itself
        for rule in RULES:
            faults += rule(tables)
    if not unread:  # these bear with unsound cells: everything wrong with an item is told at once
        told = {(fault.file, fault.row, fault.column) for fault in faults}
        for rule in ITEM_RULES:
            faults += [fault for fault in rule(tables) if (fault.file, fault.row, fault.column) not in told]
    return tables, tuple(faults)


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

"""The tables of ``data/`` as typed pandas DataFrames, and the check that they keep to ``data/datapackage.json``."""

from __future__ import annotations

import functools
import json
from dataclasses import fields
from pathlib import Path

import pandas as pd

from utils.errors import DataError, Fault
from utils.project import DATA
from utils.tables.course_data import CourseData
from utils.tables.rows import Row, Tables
from utils.tables.rules import appraisal, fact_base
from utils.tables.rules.questions import ITEM_RULES
from utils.tables.schema import _check_foreign_keys, _check_rows, _read

RULES = (*fact_base.RULES, *appraisal.RULES)


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
    columns = resource["schema"]["fields"]
    frame = pd.DataFrame(
        [[row[c["name"]] for c in columns] for row in tables[name]], columns=[c["name"] for c in columns]
    )
    for field in columns:
        column = field["name"]
        if field["type"] == "number":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif field["type"] == "integer":
            numbers = pd.to_numeric(frame[column]).astype("Int64")
            frame[column] = numbers if numbers.isna().any() else numbers.astype("int64")
    return frame


def load_all(folder: Path = DATA) -> CourseData:
    """Every table as an attribute of its name (``data.sites``), each as ``load`` gives it.

    The same object as before as long as no file of the folder changes. Raises DataError as ``load`` does.
    """
    return _load_all(folder, _signature(folder))


@functools.lru_cache(maxsize=2)
def _load_all(folder: Path, signature: tuple) -> CourseData:
    return CourseData(**{field.name: load(field.name, folder) for field in fields(CourseData) if field.init})


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

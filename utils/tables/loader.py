"""The tables of ``data/`` as typed pandas DataFrames, and the check that they keep to ``data/datapackage.json``."""

from __future__ import annotations

import functools
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from utils.errors import DataError, Issue
from utils.project import DATA
from utils.tables.course_data import CourseData
from utils.tables.data_package import descriptor
from utils.tables.rows import Level, Row, Tables
from utils.tables.rules import RULES
from utils.tables.schema import cell_issues, link_issues, read_table

if TYPE_CHECKING:  # `make check` reads text alone: it takes half as long without pandas
    import pandas as pd


def load(name: str, folder: Path = DATA, *, whole: bool = True) -> pd.DataFrame:
    """One table as a DataFrame.

    Columns are those of ``datapackage.json``, in its order: text is ``str`` (an empty cell is ``""``), numbers are
    ``float64`` (an empty cell is NaN), integers ``int64`` (``Int64`` where a cell may be empty). One row per CSV row.

    Raises DataError when any table of the folder holds an issue: a lesson never shows figures from broken data. With
    ``whole=False`` only an issue of this table counts (for commands that help to fix the others).
    """
    tables, issues = _read_all(folder, _signature(folder))
    resource = next((r for r in descriptor(folder)["resources"] if r["name"] == name), None)
    if resource is None:
        known = f"use one of {', '.join(sorted(tables))}"
        raise DataError([Issue("data/datapackage.json", None, None, name, "is not the name of a table", known)])
    if found := [issue for issue in issues if whole or issue.file == f"data/{resource['path']}"]:
        raise DataError(found)
    return _frame(resource, tables[name])


def _frame(resource: dict, rows: list[Row]) -> pd.DataFrame:
    import pandas as pd

    columns = resource["schema"]["fields"]
    names = [field["name"] for field in columns]
    frame = pd.DataFrame([[row[name] for name in names] for row in rows], columns=names)
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
    tables, issues = _read_all(folder, signature)
    if issues:
        raise DataError(list(issues))
    resources = {resource["name"]: resource for resource in descriptor(folder)["resources"]}
    names = [field.name for field in fields(CourseData) if field.init]
    return CourseData(**{name: _frame(resources[name], tables[name]) for name in names})


def check(folder: Path = DATA) -> list[Issue]:
    """All issues of all tables, in file order; an empty list when there is none. Writes nothing.

    Raises DataError when the descriptor itself has an issue, or does not name a table that the course needs.
    """
    return list(_read_all(folder, _signature(folder))[1])


def raw(folder: Path = DATA) -> Tables:
    """Every table as rows of text, each knowing its line of the file: copies, to be changed at will.

    Raises DataError as ``check`` does.
    """
    tables, _ = _read_all(folder, _signature(folder))
    return Tables({name: [row.copy() for row in rows] for name, rows in tables.items()})


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
def _read_all(folder: Path, signature: tuple) -> tuple[Tables, tuple[Issue, ...]]:
    resources = descriptor(folder)["resources"]
    tables, issues, unread = Tables(), [], set()
    for resource in resources:
        name = resource["name"]
        tables[name], found = read_table(folder, resource)
        if found:
            unread.add(name)
        issues += found or cell_issues(resource, tables[name])
    level = Level.UNREAD if unread else Level.READ if issues else Level.SOUND
    for resource in resources:
        issues += link_issues(resource, tables, unread)
    reported = {(issue.file, issue.row, issue.column) for issue in issues}
    for rule, needed in RULES.items():
        if level >= needed:
            issues += [issue for issue in rule(tables) if (issue.file, issue.row, issue.column) not in reported]
    return tables, tuple(issues)

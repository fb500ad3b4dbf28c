"""The tables of ``data/`` as typed pandas DataFrames, checked against ``data/datapackage.json`` and the rules."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from utils.errors import DataError, Issue
from utils.project import DATA
from utils.tables.cell_values import skeleton
from utils.tables.course_data import CourseData
from utils.tables.csv_files import read_table
from utils.tables.data_package import descriptor
from utils.tables.rows import Level, Row, Tables
from utils.tables.rules import RULES
from utils.tables.schema import cell_issues, link_issues

FLOOD = (
    20  # where there are more issues (a column that lost its zeros), the rules would only report what follows from them
)

if TYPE_CHECKING:  # `make check` works on text only: without pandas it takes half as long
    import pandas as pd


def load(name: str, folder: Path = DATA, *, whole: bool = True) -> pd.DataFrame:
    """One table as a DataFrame.

    Parameters
    ----------
    name : str
        Name of a table in ``datapackage.json``.
    folder : pathlib.Path
        Folder of the tables.
    whole : bool
        Whether an issue in any table is an error, so that a lesson never shows figures from broken data. With False
        only the issues of this table are (for commands that help to fix the others).

    Returns
    -------
    pandas.DataFrame
        One row per CSV row; columns as in ``datapackage.json``, in its order. Text is ``str`` (an empty cell is
        ``""``), numbers are ``float64`` (an empty cell is NaN), integers ``int64`` (``Int64`` if a cell is empty).
        Units of figures are in the column ``unit`` of the same row.

    Raises
    ------
    DataError
        The data has issues, or no table has this name.
    """
    tables, issues = _read_all(folder, _signature(folder))
    resource = next((r for r in descriptor(folder)["resources"] if r["name"] == name), None)
    if resource is None:
        fix = f"use one of {', '.join(sorted(tables))}"
        raise DataError([Issue("data/datapackage.json", None, None, name, "is not the name of a table", fix)])
    if relevant := [issue for issue in issues if whole or issue.file == f"data/{resource['path']}"]:
        raise DataError(relevant)
    return _frame(resource, tables[name])


def _frame(resource: dict, rows: list[Row]) -> pd.DataFrame:
    import pandas as pd

    schema_fields = resource["schema"]["fields"]
    names = [field["name"] for field in schema_fields]
    frame = pd.DataFrame([[row[name] for name in names] for row in rows], columns=names)
    for field in schema_fields:
        column = field["name"]
        if field["type"] == "number":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif field["type"] == "integer":
            numbers = pd.to_numeric(frame[column]).astype("Int64")
            frame[column] = numbers if numbers.isna().any() else numbers.astype("int64")
    return frame


def load_all(folder: Path = DATA) -> CourseData:
    """All tables.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the tables.

    Returns
    -------
    CourseData
        Every table as an attribute of its name (``data.sites``), each as ``load`` returns it. The same object each
        time, as long as no file of the folder changes.

    Raises
    ------
    DataError
        The data has issues.
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
    """All issues of all tables. Writes nothing.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the tables.

    Returns
    -------
    list of Issue
        In the order of the files, then of the rules; empty when there are none.

    Raises
    ------
    DataError
        The descriptor itself has an issue, or lacks a table that the course needs.
    """
    return list(_read_all(folder, _signature(folder))[1])


def raw(folder: Path = DATA) -> Tables:
    """Every table as rows of text.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the tables.

    Returns
    -------
    Tables
        Table name → its rows; each ``Row`` is a dict (column → text) that also knows its file and line. They are
        copies and may be changed.

    Raises
    ------
    DataError
        As ``check`` does.
    """
    tables, _ = _read_all(folder, _signature(folder))
    return Tables({name: [row.copy() for row in rows] for name, rows in tables.items()})


def _signature(folder: Path) -> tuple:
    """Changes whenever a file of the folder does, so that tables are read and checked once, not once per call."""
    return tuple(
        sorted(
            (str(path.relative_to(folder)), *_version(path))
            for path in folder.rglob("*")
            if path.suffix in {".csv", ".json"}
        )
    )


def _version(path: Path) -> tuple[int, int, int]:
    """Time, size and mode of a file; zeros where there is none to be had (a link to nowhere, a closed folder)."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_mode


@functools.lru_cache(maxsize=2)
def _read_all(folder: Path, signature: tuple) -> tuple[Tables, tuple[Issue, ...]]:
    resources = descriptor(folder)["resources"]
    tables, issues, unread = Tables(), [], set()
    for resource in resources:
        name = resource["name"]
        tables[name], file_issues = read_table(folder, resource)
        if file_issues:
            unread.add(name)
        issues += file_issues or cell_issues(resource, tables[name])
    level = Level.UNREAD if unread else Level.READ if issues else Level.VALID
    reported = _places(issues)
    values = {(issue.file, issue.column, skeleton(issue.value or "")) for issue in issues}
    names = {f"data/{resource['path']}": resource["name"] for resource in resources}
    tables.unsure = {(names[file], value) for file, column, value in values if column == "id" and file in names}
    for resource in resources:
        issues += _elsewhere(link_issues(resource, tables, unread, values), reported)
    reported = _places(issues)
    for rule, needed in RULES.items():
        if level >= needed and len(issues) <= FLOOD:
            issues += _elsewhere(rule(tables), reported)
    return tables, tuple(issues)


def _places(issues: Iterable[Issue]) -> set[tuple]:
    return {(issue.file, issue.row, issue.column) for issue in issues}


def _elsewhere(issues: Iterable[Issue], reported: set[tuple]) -> list[Issue]:
    """Those of ``issues`` in places that are not ``reported`` yet."""
    return [issue for issue in issues if (issue.file, issue.row, issue.column) not in reported]

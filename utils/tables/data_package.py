"""The descriptor ``datapackage.json``: the part of the Data Package standard that the tables need, and what is wrong with one."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from utils.errors import DataError, Issue
from utils.project import DATA

SCHEMA = Path(__file__).with_name("datapackage.schema.json")


def descriptor(folder: Path = DATA) -> dict:
    """The Data Package descriptor (``datapackage.json``) of the folder, shared by all who ask: change a copy.

    Raises DataError when it is missing, is not valid JSON, does not keep to ``SCHEMA`` or contradicts itself.
    """
    path = folder / "datapackage.json"
    try:
        state = path.stat()
    except FileNotFoundError:
        raise DataError([_issue(None, "is missing", "restore it from git")]) from None
    return _read(path, state.st_mtime_ns, state.st_size)


def key_columns(schema: dict) -> list[str]:
    """The columns of a table's primary key, which the standard writes as a name or as a list of names."""
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else key


@functools.lru_cache(maxsize=2)
def _read(path: Path, *state: int) -> dict:
    try:
        package = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        raise DataError([_issue(None, "is not valid JSON", "undo the last change to it", row)]) from None
    if issue := _against_schema(package):
        raise DataError([issue])
    if issues := list(_duplicates(package)) or list(_contradictions(package)):
        raise DataError(issues)
    return package


def _issue(value: str | None, problem: str, fix: str, row: int | None = None) -> Issue:
    return Issue("data/datapackage.json", row, None, value, problem, fix)


def _each_key_once(pairs: list[tuple[str, object]]) -> dict:
    for key in _repeated(key for key, _ in pairs):
        raise DataError([_issue(key, "is a duplicate key of one object", "remove one of them")])
    return dict(pairs)


@functools.cache
def _validator() -> tuple[dict, Callable[[object], object], type[Exception]]:
    """The schema, a function that validates by it, and the exception that this raises."""
    # Not jsonschema: to import it takes a second, twice as long as the whole check; and a lesson waits for neither.
    import fastjsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema, fastjsonschema.compile(schema), fastjsonschema.JsonSchemaValueException


def _against_schema(package: object) -> Issue | None:
    """The first thing that is not as ``SCHEMA`` says: its descriptions say how to write what they stand beside."""
    schema, validate, broken = _validator()
    try:
        validate(package)
    except broken as error:
        where, rule = _where(package, error.path[1:]), error.definition
        known = rule.get("properties", {})
        if error.rule == "required":
            missing = next(name for name in rule["required"] if name not in error.value)
            definition = schema["definitions"].get(known[missing].get("$ref", "").rpartition("/")[2], known[missing])
            return _issue(None, f"has no {missing} in {where}", f"add {missing}: {definition['description']}")
        if error.rule == "additionalProperties":
            unknown = next(name for name in error.value if name not in known)
            return _issue(unknown, f"is an unknown key in {where}", f"remove it, or use one of: {', '.join(known)}")
        value = error.value if isinstance(error.value, str) else json.dumps(error.value)
        return _issue(value, f"has the wrong form as {where}", rule["description"])
    return None


def _where(package: object, steps: list[str]) -> str:
    """A place in the descriptor, with the names of tables and columns where they have one: "resources/sites/path"."""
    at, names = package, []
    for step in steps:
        at = at[int(step) if isinstance(at, list) else step]
        name = at.get("name") if isinstance(at, dict) else None
        names.append(name if isinstance(name, str) else f"number {int(step) + 1}" if step.isdigit() else step)
    return "/".join(names) or "the file"


def _duplicates(package: dict) -> Iterator[Issue]:
    """Names that several tables have, or several columns of a table."""
    for key in ("name", "path"):
        for value in _repeated(table[key] for table in package["resources"]):
            yield _issue(value, f"is the {key} of several resources", f"give each table its own {key}")
    for table in package["resources"]:
        for value in _repeated(field["name"] for field in table["schema"]["fields"]):
            problem = f"is the name of several columns in resources/{table['name']}/schema/fields"
            yield _issue(value, problem, "give each column its own name")


def _contradictions(package: dict) -> Iterator[Issue]:
    """Keys that name a table or a column which is not there, and limits of text."""
    columns = {table["name"]: [field["name"] for field in table["schema"]["fields"]] for table in package["resources"]}
    for table in package["resources"]:
        name, schema = table["name"], table["schema"]
        used = [(name, column, "primaryKey") for column in key_columns(schema)]
        for link in schema.get("foreignKeys", []):
            target = link["reference"]["resource"] or name
            used += [(name, link["fields"], "foreignKeys"), (target, link["reference"]["fields"], "foreignKeys")]
        for target, column, key in used:
            where = f"resources/{name}/schema/{key}"
            if target not in columns:
                columns[target] = [column]  # it is reported once
                yield _issue(
                    target, f"is named by no resource, yet in {where}", "correct the name, or describe the table"
                )
            elif column not in columns[target]:
                fix = f"use one of: {', '.join(columns[target])}"
                yield _issue(column, f"is not a column of table {target}, in {where}", fix)
        for field in schema["fields"]:
            for limit in {"minimum", "maximum"} & field.get("constraints", {}).keys():
                if field["type"] == "string":
                    problem = f"does not fit the type string, in resources/{name}/schema/fields/{field['name']}"
                    yield _issue(limit, problem, "remove it, or make the type number or integer")


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]

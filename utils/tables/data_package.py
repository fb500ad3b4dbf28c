"""The descriptor ``datapackage.json``: reading it and validating it against the supported part of the standard."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from utils.errors import DataError, Issue
from utils.project import DATA
from utils.tables.text_files import RESTORE, read_text

SCHEMA = Path(__file__).with_name("datapackage.schema.json")


def descriptor(folder: Path = DATA) -> dict:
    """The Data Package descriptor (``datapackage.json``) of the folder.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the tables.

    Returns
    -------
    dict
        The parsed JSON. All callers share it: change a copy.

    Raises
    ------
    DataError
        The file is missing, is not valid JSON, does not conform to ``SCHEMA`` or contradicts itself.

    References
    ----------
    Data Package standard, version 1: https://specs.frictionlessdata.io/data-package/
    """
    path = folder / "datapackage.json"
    try:
        file = path.stat()
        version = (file.st_mtime_ns, file.st_size, file.st_mode)
    except OSError:  # _read says why
        version = ()
    return _read(path, *version)


def key_columns(schema: dict) -> list[str]:
    """The columns of a table's primary key, which the standard allows as one name or as a list of names."""
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else key


@functools.lru_cache(maxsize=2)
def _read(path: Path, *version: int) -> dict:
    text = read_text(path, "data/datapackage.json")
    if isinstance(text, Issue):
        raise DataError([text._replace(fix=RESTORE) if "CSV" in text.fix else text])
    try:
        package = json.loads(text, object_pairs_hook=_without_duplicate_keys)
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


def _without_duplicate_keys(pairs: list[tuple[str, object]]) -> dict:
    for key in _repeated(key for key, _ in pairs):
        raise DataError([_issue(key, "appears twice in the same object", "remove one of the two")])
    return dict(pairs)


@functools.cache
def _validator() -> tuple[dict, Callable[[object], object], type[Exception]]:
    """The schema, a function that validates against it, and the exception that this function raises."""
    # Not jsonschema: importing it takes a second, twice as long as the whole check, and every lesson would wait for it.
    import fastjsonschema

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema, fastjsonschema.compile(schema), fastjsonschema.JsonSchemaValueException


def _against_schema(package: object) -> Issue | None:
    """The first thing that does not conform to ``SCHEMA``; the schema's descriptions are the fixes."""
    schema, validate, validation_error = _validator()
    try:
        validate(package)
    except validation_error as error:
        where, rule = _where(package, error.path[1:]), error.definition
        properties = rule.get("properties", {})
        if error.rule == "required":
            missing = next(name for name in rule["required"] if name not in error.value)
            reference = properties[missing].get("$ref", "").rpartition("/")[2]
            definition = schema["definitions"].get(reference, properties[missing])
            return _issue(None, f"has no {missing} at {where}", f"add {missing}: {definition['description']}")
        if error.rule == "additionalProperties":
            unknown = next(name for name in error.value if name not in properties)
            return _issue(
                unknown, f"is an unknown key at {where}", f"remove it, or use one of: {', '.join(properties)}"
            )
        value = error.value if isinstance(error.value, str) else json.dumps(error.value)
        return _issue(value, f"is not valid at {where}", rule["description"])
    return None


def _where(package: object, steps: list[str]) -> str:
    """A location in the descriptor, with the names of tables and columns if they have one: "resources/sites/path"."""
    value, names = package, []
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
        name = value.get("name") if isinstance(value, dict) else None
        names.append(name if isinstance(name, str) else f"number {int(step) + 1}" if step.isdigit() else step)
    return "/".join(names) or "the top level"


def _duplicates(package: dict) -> Iterator[Issue]:
    """Names that several tables share, or several columns of one table."""
    for key in ("name", "path"):
        for value in _repeated(table[key] for table in package["resources"]):
            yield _issue(value, f"is the {key} of more than one resource", f"give each table its own {key}")
    for table in package["resources"]:
        for value in _repeated(field["name"] for field in table["schema"]["fields"]):
            problem = f"is the name of more than one column in resources/{table['name']}/schema/fields"
            yield _issue(value, problem, "give each column its own name")


def _contradictions(package: dict) -> Iterator[Issue]:
    """Keys that name a table or a column that does not exist, and numeric limits on text."""
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
                columns[target] = [column]  # report it once
                problem = f"is used in {where}, but no resource has this name"
                yield _issue(target, problem, "correct the name, or add a resource that describes the table")
            elif column not in columns[target]:
                problem = f"is used in {where}, but is not a column of table {target}"
                yield _issue(column, problem, f"use one of: {', '.join(columns[target])}")
        for field in schema["fields"]:
            for limit in {"minimum", "maximum"} & field.get("constraints", {}).keys():
                if field["type"] == "string":
                    problem = f"does not apply to the type string, in resources/{name}/schema/fields/{field['name']}"
                    yield _issue(limit, problem, "remove it, or change the type to number or integer")


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]

"""Every constraint of every table, broken one at a time: the descriptor is not decoration."""

from __future__ import annotations

import pytest

from utils import tables

PACKAGE = tables.descriptor()


def cases():
    """(table, column, constraint, a value that breaks it) for each constraint that the descriptor states."""
    for resource in PACKAGE["resources"]:
        links = {link["fields"] for link in resource["schema"].get("foreignKeys", [])}
        for field in resource["schema"]["fields"]:
            rules = field.get("constraints", {})
            at = (resource["name"], field["name"])
            if rules.get("required"):
                yield *at, "required", ""
            if "enum" in rules:
                yield *at, "enum", "no-such-value"
            if "pattern" in rules:
                yield *at, "pattern", "!"
            if "minimum" in rules:
                yield *at, "minimum", str(rules["minimum"] - 1)
            if "maximum" in rules:
                yield *at, "maximum", str(rules["maximum"] + 1)
            if field["type"] != "string":
                yield *at, field["type"], "words"
            if rules.get("unique"):
                yield *at, "unique", None  # the value of the first row
            if field["name"] in links:
                yield *at, "foreign key", "no-such-row"


@pytest.mark.parametrize(("name", "column", "constraint", "value"), list(cases()), ids=lambda value: str(value)[:24])
def test_a_broken_constraint_is_told_with_file_row_column_value_and_mend(
    table, folder, name, column, constraint, value
):
    broken = table(name)
    last = len(broken.rows) - 1
    at = broken.rows[0].index(column)
    value = broken.rows[1][at] if value is None else value
    line = broken.set(last, column, value)
    path = next(r["path"] for r in PACKAGE["resources"] if r["name"] == name)
    here = [f for f in tables.check(folder) if (f.file, f.row, f.column) == (f"data/{path}", line, column)]
    assert here, [str(fault) for fault in tables.check(folder)]
    message = str(here[0])
    for part in (f"data/{path}", f"row {line}", f"column {column}", repr(value), "Mend: "):
        assert part in message
    assert not message.endswith("..")


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_every_table_in_every_outer_form(resource, folder):
    """Missing, empty, not UTF-8, missing column, ragged row: one fault each, for every table."""
    path = folder / resource["path"]
    sound = path.read_bytes()
    header = sound.partition(b"\n")[0]
    for raw, words in (
        (b"", "is empty"),
        (sound + "é".encode("latin-1") + b"\n", "is not UTF-8 text"),
        (header.rpartition(b",")[0] + b"\n", "is missing"),
        (sound + b"only-one-cell\n", "1 cells instead of"),
        (sound + b'"open\n', "is not valid CSV"),
    ):
        path.write_bytes(raw)
        faults = [f for f in tables.check(folder) if f.file == f"data/{resource['path']}"]
        assert len(faults) == 1 and words in faults[0].problem, [str(f) for f in faults]
    path.unlink()
    assert any(f.problem == "is missing" for f in tables.check(folder))

"""The check of the tables: sound data passes, and each kind of broken CSV gives one message that helps."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import re
import subprocess
import sys
from functools import partial

import frictionless
import jsonschema
import pandas as pd
import pytest

from tests.tables.test_rules import DESCRIPTORS, described, package
from utils import cli, project
from utils.errors import CourseError, DataError
from utils.tables import data_package, dictionary, loader
from utils.tables.rules import RULES


def only_issue(folder):
    issues = loader.check(folder)
    assert len(issues) == 1, [str(issue) for issue in issues]
    return issues[0]


def assert_reported(issue, file, row, column, value):
    """The message names file, row, column, value, what is wrong and the fix."""
    message = str(issue)
    assert (issue.file, issue.row, issue.column, issue.value) == (file, row, column, value)
    for part in (file, f"row {row}" if row else "", f"column {column}" if column else "", value or "", "Fix: "):
        assert part in message
    assert issue.problem and issue.fix


def test_committed_tables_are_sound():
    assert loader.check() == []


def test_frictionless_agrees_that_the_package_is_valid():
    """An independent reader of the standard: the descriptor is valid, and so are the tables by it."""
    limit = csv.field_size_limit()
    try:  # it lifts the limit of the module csv for everybody, and a long cell then gets another message
        report = frictionless.Package(str(project.DATA / "datapackage.json")).validate()
    finally:
        csv.field_size_limit(limit)
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_loaded_types(data):
    assert data.statistics["low"].dtype == "float64"
    assert data.citations["line"].dtype == "int64"
    assert str(data.statistics["n"].dtype) == "Int64"
    assert data.sites.loc[data.sites["id"] == "liver", "caveat"].item() == ""
    assert pd.isna(data.statistics.set_index("id").loc["lung-share", "low"])
    assert data.sources["id"].tolist() == ["000", "001", "002", "003", "004"]


def test_unknown_source(table, folder):
    citations = table("citations")
    line = citations.set(1, "source_id", "007")
    assert_reported(only_issue(folder), "data/citations.csv", line, "source_id", "007")


def test_dangling_citation(table, folder):
    citations = table("citations")
    spare = citations.row_of("bone-pain", "row_id")  # this row has other citations, so it stays cited
    line = citations.set(spare, "row_id", "no-such-row")
    assert_reported(only_issue(folder), "data/citations.csv", line, "row_id", "no-such-row")


def test_uncited_row(table, folder):
    citations = table("citations")
    citations.rows = [row for row in citations.rows if row[1] != "jaundice" or row[0] != "symptoms"]
    citations.write()
    issue = next(f for f in loader.check(folder) if f.file == "data/symptoms.csv")
    assert (issue.column, issue.value) == ("id", "jaundice")
    assert "make cite" in issue.fix


def test_two_fingerprints_for_one_sentence(table, folder):
    citations = table("citations")
    places = [tuple(row[2:5]) for row in citations.rows]
    twice = next(i for i, place in enumerate(places) if places.index(place) < i)
    line = citations.set(twice, "fingerprint", "0" * 16)
    issue = only_issue(folder)
    assert_reported(issue, "data/citations.csv", line, "fingerprint", "0" * 16)


def test_duplicate_key(table, folder):
    citations = table("citations")
    citations.rows.append(citations.rows[1])
    citations.write()
    issue = only_issue(folder)
    assert issue.row == len(citations.rows)
    assert "is a duplicate of row 2" in issue.problem


def test_boilerplate_needs_a_reason(table, folder):
    citations = table("citations")
    line = citations.set(citations.row_of("none", "table"), "reason", "")
    assert_reported(only_issue(folder), "data/citations.csv", line, "reason", "")


def test_boilerplate_names_no_row(table, folder):
    citations = table("citations")
    line = citations.set(citations.row_of("none", "table"), "row_id", "bone")
    assert_reported(only_issue(folder), "data/citations.csv", line, "row_id", "bone")


def test_comparison_with_one_side(table, folder):
    sides = table("comparison_rows")
    first = sides.rows[1][0]
    sides.rows = [row for row in sides.rows if row[:2] != [first, "against"]]
    sides.write()
    issue = only_issue(folder)
    assert (issue.file, issue.value) == ("data/comparisons.csv", first)


def test_steps_are_counted(table, folder):
    steps = table("steps")
    line = steps.set(steps.row_of("diagnosis-biopsy"), "position", "9")
    assert only_issue(folder).file == "data/steps.csv"
    assert any(f"row {n}" in str(only_issue(folder)) for n in (line, line + 1))


def test_item_without_key(table, folder):
    options = table("options")
    index = next(i for i, row in enumerate(options.rows) if row[0] == "test-confirms" and row[4] == "yes")
    options.set(index, "correct", "no")
    issue = only_issue(folder)
    assert (issue.file, issue.value) == ("data/items/items.csv", "test-confirms")
    assert "0 correct option(s)" in issue.problem


def test_item_on_an_unknown_row(table, folder):
    evidence = table("item_evidence")
    line = evidence.set(1, "row_id", "no-such-row")
    assert_reported(only_issue(folder), "data/items/evidence.csv", line, "row_id", "no-such-row")


def test_missing_column(table, folder):
    sites = table("sites")
    last = sites.rows[0][-1]
    sites.rows = [row[:-1] for row in sites.rows]
    sites.write()
    assert_reported(only_issue(folder), "data/sites.csv", 1, last, None)


def test_unknown_column(table, folder):
    sites = table("sites")
    sites.rows = [[*row, "x"] for row in sites.rows]
    sites.write()
    assert_reported(only_issue(folder), "data/sites.csv", 1, "x", None)


def test_columns_in_another_order(table, folder):
    sites = table("sites")
    sites.rows = [row[::-1] for row in sites.rows]
    sites.write()
    assert "wrong order" in only_issue(folder).problem


def test_wrong_encoding(folder):
    path = folder / "sites.csv"
    text = path.read_text(encoding="utf-8").replace("Liver", "Fígado")
    path.write_bytes(text.encode("latin-1", errors="replace"))
    issue = only_issue(folder)
    assert (issue.file, issue.row) == ("data/sites.csv", 3)
    assert "UTF-8" in issue.problem and "UTF-8" in issue.fix


def test_empty_file(folder):
    (folder / "sites.csv").write_text("")
    assert_reported(only_issue(folder), "data/sites.csv", None, None, None)


def test_missing_file(folder):
    (folder / "sites.csv").unlink()
    assert_reported(only_issue(folder), "data/sites.csv", None, None, None)


def test_ragged_row(table, folder):
    sites = table("sites")
    sites.rows[2] = sites.rows[2][:-1]
    sites.write()
    issue = only_issue(folder)
    assert (issue.file, issue.row) == ("data/sites.csv", 3)
    assert f"{len(sites.rows[0]) - 1} cells instead of {len(sites.rows[0])}" in issue.problem


def test_open_quote(folder):
    path = folder / "sites.csv"
    path.write_text(path.read_text(encoding="utf-8") + 'x,"open', encoding="utf-8")
    assert "not valid CSV" in only_issue(folder).problem


def test_broken_descriptor(folder):
    (folder / "datapackage.json").write_text("{")
    with pytest.raises(DataError, match="datapackage"):
        loader.check(folder)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("plans", "is not listed under resources, and the course needs it. Fix: restore the file from git."),
        ("sources", "is used in resources/citations/schema/foreignKeys, but no resource has this name. Fix: correct "
            "the name, or add a resource that describes the table."),
    ],
)  # fmt: skip
def test_a_table_that_the_descriptor_forgets(folder, name, problem):
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] != name]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        loader.check(folder)
    assert list(map(str, caught.value.issues)) == [f"data/datapackage.json: '{name}' {problem}"]


def test_missing_descriptor(folder):
    (folder / "datapackage.json").unlink()
    with pytest.raises(DataError, match="is missing"):
        loader.check(folder)


def test_spreadsheet_line_ends_and_mark_are_accepted(folder):
    path = folder / "sites.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert loader.check(folder) == []


def test_all_issues_of_a_file_are_reported_at_once(table, folder):
    statistics = table("statistics")
    statistics.set(1, "low", "many")
    statistics.set(2, "unit", "pounds")
    statistics.set(3, "kind", "rumor")
    assert {(f.row, f.column) for f in loader.check(folder)} == {(2, "low"), (3, "unit"), (4, "kind")}


def test_check_changes_nothing_and_its_exit_code_tells(table, folder, capsys):
    def state():
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}

    assert cli.main(["check", "--data", str(folder)]) == 0
    assert "No issues found" in capsys.readouterr().out
    table("statistics").set(1, "low", "many")
    before = state()
    assert cli.main(["check", "--data", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "data/statistics.csv, row 2, column low: 'many' is not a number. Fix: " in out
    assert state() == before


def test_load_refuses_a_folder_with_an_issue_in_one_line(table, folder):
    table("statistics").set(1, "low", "many")
    with pytest.raises(DataError) as caught:
        loader.load("sites", folder)
    shown = caught.value._render_traceback_()
    assert len(shown) == 1 and "\n" not in shown[0]
    for part in ("data/statistics.csv", "row 2", "column low", "'many'", "make check"):
        assert part in shown[0]


def test_an_issue_in_another_table_does_not_count_while_that_table_is_fixed(table, folder):
    table("statistics").set(1, "low", "many")
    assert len(loader.load("sites", folder, whole=False)) > 1
    with pytest.raises(DataError, match="column low: 'many'"):
        loader.load("statistics", folder, whole=False)


def test_unknown_table():
    with pytest.raises(DataError) as caught:
        loader.load("nonsense")
    (issue,) = caught.value.issues
    assert str(issue).startswith("data/datapackage.json: 'nonsense' is not the name of a table. Fix: use one of ")
    named = issue.fix.removeprefix("use one of ").split(", ")
    assert named == sorted(resource["name"] for resource in loader.descriptor()["resources"])


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ("2,", ("float64", "Int64")),
        ("2,3", ("float64", "int64")),
        ("1.5,3", ("float64", "int64")),
        (",3", ("float64", "int64")),
    ],
)
def test_numbers_are_numbers_whatever_is_empty(tmp_path, monkeypatch, cells, kinds):
    monkeypatch.setattr(loader, "RULES", {})  # they are about the tables of the course
    fields = [
        {"name": name, "type": kind, "description": "what it is"}
        for name, kind in (("size", "number"), ("age", "integer"))
    ]
    table = {
        "name": "some",
        "path": "some.csv",
        "description": "any",
        "schema": {"fields": fields, "primaryKey": "size"},
    }
    descriptor = {"description": "one table", "resources": [table]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (tmp_path / "some.csv").write_text(f"size,age\n{cells}\n", encoding="utf-8")
    frame = loader.load("some", tmp_path, whole=False)
    assert tuple(map(str, frame.dtypes)) == kinds
    assert [cell for cell in frame.iloc[0] if pd.notna(cell)] == [float(cell) for cell in cells.split(",") if cell]


def test_a_change_on_disk_is_seen(table, folder):
    assert loader.load("sites", folder)["label"].iloc[0] != "Bones" and loader.check(folder) == []
    table("sites").set(1, "label", "Bones")
    assert loader.load("sites", folder)["label"].iloc[0] == "Bones"
    descriptor = folder / "datapackage.json"
    descriptor.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="is not valid JSON"):
        loader.check(folder)


def test_a_file_with_another_name_is_seen(folder):
    assert loader.check(folder) == []
    (folder / "sites.csv").rename(folder / "places.csv")
    assert only_issue(folder).problem == "is missing"


def test_every_rule_is_exercised(table, folder, monkeypatch):
    """Each rule has a planted issue above; here, that the check leaves none of them out."""
    ran = []
    monkeypatch.setattr(loader, "RULES", {_recorded(rule, ran): level for rule, level in RULES.items()})
    table("sites").set(1, "label", "Bones")
    loader.check(folder)
    assert set(ran) == {rule.__name__ for rule in RULES}


def _recorded(rule, ran):
    def run(found):
        ran.append(rule.__name__)
        return rule(found)

    return run


# --- the descriptor ---------------------------------------------------------------------------------------------------


def broken_descriptors():
    """(what is wrong, the descriptor as text) of each one that tests/tables/messages.txt has a message for."""
    yield from ((name, described(change)) for name, change in DESCRIPTORS.items())
    yield from (
        (text, text) for text in ("{}", "[]", "null", "7", '"text"', '{"resources": {}}', '{"resources": [[]]}')
    )


@pytest.mark.parametrize(("name", "text"), list(broken_descriptors()), ids=lambda value: value[:50])
def test_a_broken_descriptor_is_reported_once_whoever_asks(tmp_path, name, text):
    folder = package(tmp_path / "data", {"datapackage.json": text})
    for ask in (loader.check, loader.load_all, loader.raw, partial(loader.load, "people"), dictionary.write):
        with pytest.raises(DataError) as caught:
            ask(folder)
        (issue,) = caught.value.issues
        assert issue.file == "data/datapackage.json" and issue.problem and issue.fix
        assert caught.value._render_traceback_() == [str(caught.value)]


def test_jsonschema_agrees_on_what_keeps_to_the_schema():
    """An independent validator: the schema is one, the committed descriptor keeps to it, the broken ones do not."""
    schema = json.loads(data_package.SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    assert validator.is_valid(loader.descriptor())
    for name, text in broken_descriptors():
        said = data_package._against_schema(json.loads(text))
        assert (said is None) == validator.is_valid(json.loads(text)), name


def test_every_part_of_the_schema_says_how_to_write_it():
    schema = json.loads(data_package.SCHEMA.read_text(encoding="utf-8"))

    def parts(part):
        yield part
        for key in ("properties", "definitions"):
            for below in part.get(key, {}).values():
                yield from parts(below)
        if "items" in part:
            yield from parts(part["items"])

    assert all("description" in part for part in parts(schema) if part and "$ref" not in part)


def test_no_lesson_waits_for_jsonschema():
    """To import it takes a second: more than the tables themselves."""
    code = "import sys; from utils.tables import loader; loader.check(); print('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# --- all tables in one object -----------------------------------------------------------------------------------------


def test_course_data_has_the_tables_of_the_descriptor_in_its_order(data):
    assert list(data.tables()) == [resource["name"] for resource in loader.descriptor()["resources"]]


def test_only_an_edit_of_a_file_loads_again(table, folder):
    first = loader.load_all(folder)
    assert loader.load_all(folder) is first
    (folder / "notes.txt").write_text("no table", encoding="utf-8")
    assert loader.load_all(folder) is first
    table("sites").set(1, "label", "Bones")
    second = loader.load_all(folder)
    assert second is not first and second.label("sites", second.sites["id"].iloc[0]) == "Bones"
    assert first.sites["label"].iloc[0] != "Bones"


def test_an_unknown_id_is_named_with_its_table(data):
    for ask in (data.row, data.label):
        with pytest.raises(CourseError, match=r"^Table sites in data/ has no row with the id 'kidney'\.$"):
            ask("sites", "kidney")
    with pytest.raises(CourseError, match="Table references in data/ has no row with the id 'nobody'"):
        data.rows("references", [data.references["id"].iloc[0], "nobody"])


def test_another_table_has_look_ups_of_its_own(data):
    changed = dataclasses.replace(data, sites=data.sites.assign(label="Bones"))
    assert data.label("sites", "liver") != changed.label("sites", "liver") == "Bones"


def test_no_floor_imports_a_private_name_of_the_tables_or_statements():
    private = re.compile(r"from (utils\.(?:tables|statements)[\w.]*) import (?:.*, )?(_[a-z]\w*)")
    found = {
        path.name: private.findall(path.read_text(encoding="utf-8")) for path in (project.ROOT / "utils").rglob("*.py")
    }
    assert not {name: names for name, names in found.items() if names}

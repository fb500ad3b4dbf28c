"""Every constraint of every table, broken one at a time: the descriptor is not decoration."""

from __future__ import annotations

import pytest

from utils.tables import loader

PACKAGE = loader.descriptor()


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


CASES = list(cases())
FILLED = {name: [column for column, cell in rows[-1].items() if cell] for name, rows in loader.raw().items() if rows}
LAST = {(name, columns[-1]) for name, columns in FILLED.items() if len(columns) > 1}
# One broken cell of each column at a time, in all tables at once: a case's turn is its place among those of its column.
# The last column with text is one turn late, for a row without any text is an issue of its own.
TURNS = [
    sum(case[:2] == before[:2] for before in CASES[:number]) + (case[:2] in LAST) for number, case in enumerate(CASES)
]

# a sound row for a table that may be committed with its header alone
INVENTED = {"reviews": ["sites", "bone", "invented reviewer", "2026-11-20", "agrees", "", "r00000000"]}


@pytest.mark.parametrize("turn", sorted(set(TURNS)))
def test_a_broken_constraint_is_reported_with_file_row_column_value_and_fix(table, folder, turn):
    paths = {r["name"]: f"data/{r['path']}" for r in PACKAGE["resources"]}
    expected = []
    for (name, column, constraint, value), its_turn in zip(CASES, TURNS, strict=True):
        if its_turn == turn:
            broken = table(name)
            if len(broken.rows) == 1:
                broken.rows.append(INVENTED[name])
            planted = broken.rows[1][broken.rows[0].index(column)] if value is None else value
            line = broken.set(len(broken.rows) - 1, column, planted)
            expected.append((paths[name], line, column, constraint, planted))
    messages = {}
    for issue in loader.check(folder):
        messages.setdefault((issue.file, issue.row, issue.column), []).append(str(issue))
    unreported = []
    for path, line, column, constraint, planted in expected:
        message = messages.get((path, line, column), [""])[0]
        if not planted and "is a row without any text" in messages.get((path, line, None), [""])[0]:
            continue  # its only text was there
        parts = (path, f"row {line}", f"column {column}", repr(planted) if planted else "is empty", "Fix: ")
        if any(part not in message for part in parts) or message.endswith(".."):
            unreported.append(
                f"{path}, row {line}, column {column}: {constraint}, broken by {planted!r}, is reported as {message!r}"
            )
    assert expected and not unreported, "\n".join(unreported)


FORMS = {
    "is empty": lambda sound, header: b"",
    "is not UTF-8 text": lambda sound, header: sound + "é".encode("latin-1") + b"\n",
    "is missing": lambda sound, header: header.rpartition(b",")[0] + b"\n",  # its last column
    "1 cell instead of": lambda sound, header: sound + b"only-one-cell\n",
    "is not valid CSV": lambda sound, header: sound + b'"open\n',
}


@pytest.mark.parametrize("words", FORMS)
def test_every_table_in_every_outer_form(words, folder):
    """Empty, not UTF-8, missing column, ragged row, open quote: one issue each, for every table (all at once)."""
    paths = {f"data/{resource['path']}": folder / resource["path"] for resource in PACKAGE["resources"]}
    for path in paths.values():
        sound = path.read_bytes()
        path.write_bytes(FORMS[words](sound, sound.partition(b"\n")[0]))
    issues = loader.check(folder)
    issues = {file: [issue.problem for issue in issues if issue.file == file] for file in paths}
    wrong = [
        f"{file} is reported as {found}" for file, found in issues.items() if len(found) != 1 or words not in found[0]
    ]
    assert not wrong, "\n".join(wrong)


def test_every_missing_table_is_reported(folder):
    for resource in PACKAGE["resources"]:
        (folder / resource["path"]).unlink()
    missing = {issue.file for issue in loader.check(folder) if issue.problem == "is missing"}
    assert missing == {f"data/{resource['path']}" for resource in PACKAGE["resources"]}

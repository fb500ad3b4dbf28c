"""Each kind of broken file gives one message that names the kind; what can be repaired is repaired without loss."""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from pathlib import Path

import pytest

from tests.tables import broken_files
from tests.tables.broken_files import ACCEPTED, BROKEN, CASES, COLUMNS, FORM_ONLY, REPAIRED, ROWS, SOUND
from utils import cli
from utils.errors import GROUPS, CourseError, Issue, summary
from utils.tables import loader, repair


@pytest.fixture(scope="module")
def printed():
    return broken_files.messages()


def contents(folder: Path) -> dict[str, bytes | str]:
    """What stands in every file of a folder; of what is no file, its kind."""
    return {
        path.name: path.read_bytes() if path.is_file() else f"{path.is_symlink()} {path.is_dir()}"
        for path in folder.rglob("*")
    }


def test_every_message_reads_as_it_did(printed):
    said = broken_files.MESSAGES.read_text(encoding="utf-8").splitlines()
    differences = list(
        difflib.unified_diff(said, broken_files.as_text(printed).splitlines(), "listed", "now", lineterm="", n=0)
    )
    assert not differences, "\n".join(
        [*differences, "Are the words meant? python -m tests.tables.broken_files writes them down."]
    )


def test_every_kind_has_one_message_with_a_fix(printed):
    assert len(printed) >= 60
    silent = [name for name, lines in printed.items() if not lines]
    several = {name: lines for name, lines in printed.items() if len([each for each in lines if each[0] != " "]) > 1}
    without_fix = [
        name for name, lines in printed.items() if not all("Fix: " in each for each in lines if each[0] != " ")
    ]
    assert (silent, several, without_fix) == ([], {}, [])


def test_the_messages_name_the_kind(printed):
    kinds = {
        "semicolons": "saved with semicolons",
        "tabs": "saved with tabs",
        "zeros lost": "lost its leading zeros",
        "3-4 as a date": "turned an entry such as 3-4 into",
        "zero-width space": "invisible character U+200B",
        "a merge conflict": "merge conflict",
        "#NAME?": "is a spreadsheet error",
        "UTF-16": "saved as UTF-16",
        "a position of 40 digits": "too long for a number (40 digits)",
        "a blank line in the middle": "a blank line",
        "a time with PM": "Fix: write 16:10.",
        "xlsx": "an Excel workbook",
        "soft hyphen": "(soft hyphen)",
    }
    assert not {name: printed[name] for name, words in kinds.items() if words not in printed[name][0]}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_people_write_is_accepted(name):
    with broken_files.scratch() as folder:
        assert list(map(str, broken_files.issues(broken_files.broken(folder, name)))) == []


# --- the command ------------------------------------------------------------------------------------------------------


def test_one_cause_never_takes_more_than_twenty_lines():
    """Neither where the fix differs from cell to cell, nor where file and column do."""
    many = [
        Issue(f"data/{row % 40}.csv", row, f"c{row % 30}", "x", "is not allowed", f"use {letter}{letter * (row % 25)}")
        for row in range(5000)
        for letter in "ab"
    ]
    lines = summary(many)
    assert len(lines) <= 20 and GROUPS == 9
    assert lines[0] == str(many[0]) and "more place" in lines[1] and "more place" in lines[-1]


def test_a_cause_is_counted_and_its_first_three_places_are_named():
    rows = [Issue("data/a.csv", row, "low", "2%", f"is {row} times wrong", "write it") for row in (2, 5, 9, 11)]
    other = Issue("data/b.csv", 3, "low", "2%", "is 7 times wrong", "write it")
    assert summary(rows[:1]) == [str(rows[0])]
    assert summary([*rows[:2], other]) == [
        str(rows[0]),
        "    The same in 2 more places: row 5, column low; data/b.csv, row 3, column low",
    ]
    assert summary(rows) == [str(rows[0]), "    The same in 3 more places: row 5, column low; row 9, column low; …"]


def test_each_question_of_one_cause_is_not_a_cause_of_its_own():
    same = [Issue("data/a.csv", 2, "seen", name, "changed", f"run reviewed {name}", name) for name in ("one", "two")]
    assert len(summary(same)) == 2 and "item two" in summary(same)[1]


def test_all_places_are_listed_when_asked(folder, table, capsys):
    broken = table("statistics")
    for row in range(1, 31):
        broken.set(row, "low", "28%")
    assert cli.main(["check", "--data", str(folder)]) == 1
    short = capsys.readouterr().out.splitlines()
    assert len(short) == 3 and short[-1].startswith("30 issues found in data/. No file was changed. To list")
    assert cli.main(["check", "--all", "--data", str(folder)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 31


# --- repairs ----------------------------------------------------------------------------------------------------------


def cells(text: str, mark: str = ",") -> list[list[str]]:
    """Independent of the code: the rows with any text, without empty cells to the right of the table, in NFC."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=mark))
    assert not any("".join(row[len(COLUMNS) :]) for row in rows)
    return [
        [unicodedata.normalize("NFC", cell) for cell in row[: len(COLUMNS)]] for row in rows if "".join(row).strip()
    ]


@pytest.mark.parametrize("name", [*REPAIRED, *FORM_ONLY])
def test_a_repair_of_form_shows_the_change_and_loses_nothing(name, capsys):
    with broken_files.scratch() as folder:
        data = broken_files.broken(folder, name)
        before = (data / "notes.csv").read_bytes()
        mark = next((mark for word, mark in {"semi": ";", "tabs": "\t", "bars": "|"}.items() if word in name), ",")
        (found,) = repair.repairs(data)
        assert (data / "notes.csv").read_bytes() == before == found.before
        shown = str(found)
        assert shown.startswith("data/notes.csv: ") and "\n  - " in shown
        found.write()
        after = (data / "notes.csv").read_bytes().decode()
        assert cells(before.decode(), mark) == cells(after) == [COLUMNS, *ROWS]
        assert after == SOUND and broken_files.issues(data) == [] and repair.repairs(data) == []
        assert sorted(path.name for path in data.iterdir()) == ["datapackage.json", "notes.csv", "sources.csv"]


@pytest.mark.parametrize("name", [name for name in CASES if name in BROKEN])
def test_what_cannot_be_repaired_is_left_as_it_is(name):
    with broken_files.scratch() as folder:
        data = broken_files.broken(folder, name)
        before = contents(data)
        with broken_files.as_an_ordinary_user():
            try:
                found = repair.repairs(data)
            except CourseError:
                found = []
        assert found == [] and contents(data) == before


def test_a_repair_does_not_touch_what_cells_say(folder, table, capsys):
    """Semicolons, a mark, Windows line ends and wrong figures: the form is repaired, the figures are reported."""
    path = folder / "statistics.csv"
    broken = table("statistics")
    line = broken.set(2, "low", "28%")
    rows = [list(row) for row in broken.rows]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    others = {other: other.read_bytes() for other in folder.rglob("*") if other.is_file() and other != path}
    assert cli.main(["check", "--fix", "--data", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert (
        "data/statistics.csv: the byte-order mark is removed; semicolons between the cells become commas; line" in shown
    )
    assert f"data/statistics.csv, row {line}, column low: '28%' has a percent sign. Fix: write 28." in shown
    assert "1 file(s) repaired" in shown and "No file was changed" not in shown
    assert list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) == rows
    assert {other: other.read_bytes() for other in others} == others


def test_sound_tables_need_no_repair(folder, capsys):
    before = contents(folder)
    assert repair.repairs(folder) == []
    assert cli.main(["check", "--fix", "--data", str(folder)]) == 0
    assert "No file can be repaired in form; none was changed." in capsys.readouterr().out
    assert contents(folder) == before


def test_a_repair_that_cannot_be_written_is_one_line(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with broken_files.scratch() as folder:
        data = broken_files.broken(folder, "tabs")
        (found,) = repair.repairs(data)
        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(CourseError, match=r"^data/notes.csv cannot be written \(no space left on device\)"):
            found.write()
        assert (data / "notes.csv").read_bytes() == found.before and len(list(data.iterdir())) == 3


# --- every table of the course ----------------------------------------------------------------------------------------


FORMS = {
    "is saved with semicolons": lambda rows: _written(rows, ";"),
    "is saved with tabs": lambda rows: _written(rows, "\t"),
    "empty columns after the last one": lambda rows: _written([[*row, "", ""] for row in rows]),
    "is a merge conflict marker": lambda rows: "<<<<<<< HEAD\n" + _written(rows) + "=======\n>>>>>>> main\n",
    "is a blank line": lambda rows: _written(rows[:1]) + "\n" + _written(rows[1:]),
    "has no rows": lambda rows: _written(rows[:1]),
}


def _written(rows: list[list[str]], mark: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(rows)
    return text.getvalue()


def test_each_table_of_the_course_is_reported_once_in_every_form(folder):
    """All tables at once, the next form for the next table."""
    paths = {f"data/{resource['path']}": folder / resource["path"] for resource in loader.descriptor()["resources"]}
    words = dict(zip(paths, list(FORMS) * len(paths), strict=False))
    for file, path in paths.items():
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        path.write_text(FORMS[words[file]](rows), encoding="utf-8")
    issues = loader.check(folder)
    problems = {file: [issue.problem for issue in issues if issue.file == file] for file in paths}
    assert not {
        file: problems[file] for file in paths if len(problems[file]) != 1 or words[file] not in problems[file][0]
    }
    assert len(summary(issues)) <= 2 * len(FORMS) + 10  # "semicolons" of nine files is one cause


def changed(folder: Path, file: str, change) -> list[Issue]:
    """The issues of the course's tables where the rows of one, header first, are changed."""
    rows = list(csv.reader(io.StringIO((folder / file).read_text(encoding="utf-8"), newline="")))
    (folder / file).write_text(_written(change(rows)), encoding="utf-8")
    return loader.check(folder)


def test_ids_that_a_spreadsheet_changed_are_reported_where_they_stand_and_not_where_they_are_named(folder):
    zeros = changed(folder, "sources.csv", lambda rows: [[cell.lstrip("0") or "0" for cell in row] for row in rows])
    assert {(issue.file, issue.column) for issue in zeros} == {("data/sources.csv", "id")}
    assert len(summary(zeros)) == 2


@pytest.mark.parametrize("file", ["citations.csv", "facts.csv", "statistics.csv", "items/items.csv", "sources.csv"])
def test_half_a_table_is_reported_by_one_rule_and_not_by_all_that_follow(folder, file):
    lines = summary(changed(folder, file, lambda rows: rows[: len(rows) // 2]))
    assert lines and len(lines) <= 8


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("0.6736", "fraction of a day"),
        ("0.75", "fraction of a day"),
        ("16.10", "write 16:10"),
        ("16h10", "write 16:10"),
        ("1899-12-30 16:10:00", "write 16:10"),
        ("0 days 16:10:00", "write 16:10"),
        ("1/0/00 16:10", "write 16:10"),
    ],
)
@pytest.mark.parametrize(("file", "name"), [("cases/readings.csv", "time_label"), ("items/exhibits.csv", "time")])
def test_a_time_that_a_program_rewrote_is_not_taken_for_words(folder, file, name, written, words):
    def change(rows):
        rows[1][rows[0].index(name)] = written
        return rows

    first = changed(folder, file, change)[0]
    assert (first.row, first.column, first.value) == (2, name, written) and words in str(first)


def test_a_dash_in_the_name_of_a_row_is_named(folder):
    issues = changed(folder, "appraisal/map_rows.csv", _dashed)
    assert "'stage–iv' has a dash instead of a hyphen. Fix: write stage-iv." in str(issues[0])


def _dashed(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *([row[0].replace("-", "–"), *row[1:]] for row in rows[1:])]


def test_bands_that_are_no_whole_numbers_are_an_issue_and_no_traceback(folder):
    def swapped(rows):
        return [rows[0], *([second, first, *rest] for first, second, *rest in rows[1:])]

    assert all(issue.fix for issue in changed(folder, "cases/score_bands.csv", swapped) or [None])


# --- how long it takes ------------------------------------------------------------------------------------------------


def looks(monkeypatch, folder) -> int:
    """How often the whole check looks at a cell, in whatever way."""
    from utils.tables import csv_files, rows

    count = 0

    class Counting(rows.Row):
        def __getitem__(self, column):
            nonlocal count
            count += 1
            return super().__getitem__(column)

        def items(self):
            nonlocal count
            count += len(self)
            return super().items()

    monkeypatch.setattr(csv_files, "Row", Counting)
    assert loader.check(folder) == []
    return count


def test_the_check_is_linear_in_the_rows(folder, monkeypatch):
    """Looks at cells are counted, not seconds: four times the rows may not take more than four times the looks."""
    from tests.bench import check

    before = check.multiply(folder, 1)
    once = looks(monkeypatch, folder)
    rows = check.multiply(folder, 4)
    assert looks(monkeypatch, folder) / once < 1.1 * rows / before


@pytest.mark.parametrize("name", ["a thousand wrong cells", "a hundred rows with a cell too many"])
def test_a_flood_of_issues_is_gathered_in_one_pass(name):
    class Seen(list):
        passes = 0

        def __iter__(self):
            self.passes += 1
            return super().__iter__()

    with broken_files.scratch() as folder:
        flood = Seen(broken_files.issues(broken_files.broken(folder, name)) * 20)
    assert len(flood) >= 2000 and len(summary(flood)) == 2 and flood.passes == 1

"""CSV files for people are safe in a spreadsheet, and what a platform imports is not touched."""

from __future__ import annotations

import ast
import csv
import io

import pytest

from tests.helpers import ROOT, lesson_paths, with_texts
from utils import exports, spreadsheet
from utils.exports import gift, moodle
from utils.publishing import review
from utils.questions import bank as bank_module

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "-",
    "+44 20 7946 0000",
    "-cmd|' /C'!A0",
]
HARMLESS = ["", "a = b", "28", "-5", "+5.5", "-.5", "'quoted'", "(-1)", "0.5–2", "≥ 38.0 °C"]
START = tuple("=+-@\t\r＝＋－＠")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text):
    assert spreadsheet.safe_cell(text) == "'" + text


@pytest.mark.parametrize("cell", [*HARMLESS, -5, 2.5, None], ids=repr)
def test_numbers_and_other_texts_stay(cell):
    assert spreadsheet.safe_cell(cell) == cell


def test_the_file_has_a_byte_order_mark_and_reads_back():
    content = spreadsheet.csv_bytes(["a", "b"], [["=x", 1], ['two\nlines, a "quote"', -2.5]])
    assert content.startswith(b"\xef\xbb\xbfa,b\n")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["a", "b"],
        ["'=x", "1"],
        ['two\nlines, a "quote"', "-2.5"],
    ]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def issues(content: bytes) -> list[str]:
    """What a spreadsheet would make of a CSV file for people that it should not."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    found = [] if content.startswith(b"\xef\xbb\xbf") else ["no byte-order mark"]
    return found + [cell for row in rows for cell in row if cell.strip(" ").startswith(START) and not is_number(cell)]


@pytest.fixture(scope="module")
def formulas(data):
    """The tables with a formula in every cell of free text."""
    return with_texts(data, lambda cell: f"=HYPERLINK(A1) {cell}")


@pytest.mark.built
def test_every_csv_that_is_written_is_safe(formulas, tmp_path):
    written = [*exports.write_all(formulas, tmp_path), *review.write_review_list(formulas, tmp_path)]
    # a file for Brightspace is read by a program, to which every character counts
    tables = [path for path in written if path.suffix == ".csv" and "brightspace" not in path.name]
    assert [path.name for path in tables] == [
        "course-questions.csv",
        "test-a-questions.csv",
        "test-b-questions.csv",
        "review.csv",
    ]
    for path in tables:
        content = path.read_bytes()
        least = 100 if path.name.startswith("test-") else 1000
        assert content.count(b"'=HYPERLINK(A1) ") > least, path.name
        assert issues(content) == [], path.name
        assert issues(content.replace(b"'=HYPERLINK", b"=HYPERLINK", 1)) and issues(content[3:])  # planted


def test_what_a_platform_imports_is_byte_true(formulas):
    bank = bank_module.all_items(formulas)
    for text in (gift.render(bank, "t"), moodle.render(bank, "t")):
        assert "HYPERLINK(A1)" in text and "'=HYPERLINK" not in text and "'\\=HYPERLINK" not in text


def writers(source: str) -> list[str]:
    """The calls in a module that write CSV."""
    names = {"writer", "DictWriter", "to_csv"}
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in names]


def test_one_function_writes_csv_for_people():
    """Modules of ``tables``, and three that write rows, write tables of data/, two write what a program reads; the rest
    uses ``spreadsheet``.
    """
    modules = {path: writers(path.read_text(encoding="utf-8")) for path in (ROOT / "utils").rglob("*.py")}
    outside = {path for path, calls in modules.items() if calls and "tables" not in path.parts}
    adding_rows = {ROOT / "utils" / "publishing" / name for name in ("filled_review.py", "minutes.py", "new_lesson.py")}
    read_by_programs = {ROOT / "utils" / name for name in ("exports/brightspace.py", "results/made_up.py")}
    assert outside == {ROOT / "utils" / "spreadsheet.py", *read_by_programs, *adding_rows}
    assert writers("frame.to_csv(path)") == ["to_csv"] and writers("csv.writer(file)") == ["writer"]  # planted


def test_the_review_list_in_memory_is_not_changed(formulas):
    texts = review.review_list(formulas, lesson_paths())["text"]
    assert texts.str.startswith("=HYPERLINK").any() and not texts.str.startswith("'=").any()

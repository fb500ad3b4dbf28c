"""A file is read as text, or the one thing that is wrong with it as a whole is named with its fix."""

from __future__ import annotations

import sys

import pytest

from utils.errors import Issue
from utils.tables import text_files

NAME = "data/some.csv"


@pytest.mark.parametrize(
    ("content", "problem", "fix"),
    [
        (b"PK\x03\x04 rest", "is a zip file", "restore it"),
        (b"PK\x03\x04 [Content_Types].xml", "is an Excel workbook (xlsx)", "CSV UTF-8"),
        (b"PK\x03\x04 opendocument.spreadsheet", "is a LibreOffice spreadsheet (ods)", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0", "is an old Excel workbook", "CSV UTF-8"),
        (b"%PDF-1.7", "is a PDF", "restore it"),
        (b"\x1f\x8b\x08", "is compressed", "decompress it"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS", "git lfs pull"),
        (bytes(20), "nothing but zero bytes", "restore it"),
        ("id,label\n".encode("utf-16"), "is saved as UTF-16", "CSV UTF-8"),
        ("id,label\n".encode("utf-32-le"), "is saved as UTF-32", "CSV UTF-8"),
        (b"", "is empty", "restore it"),
        (b",,\n;;\n", "is empty", "restore it"),
        (b"<!DOCTYPE html><p>Not found", "is a web page", "restore it"),
    ],
)
def test_what_is_no_text_is_named(content, problem, fix):
    issue = text_files.decode(content, NAME)
    assert isinstance(issue, Issue) and (issue.file, issue.row) == (NAME, None)
    assert problem in issue.problem and fix in issue.fix


def test_text_comes_without_the_mark_of_a_spreadsheet():
    assert text_files.decode("\ufeffid,label\n1,café\n".encode(), NAME) == "id,label\n1,café\n"


def test_another_encoding_is_named_with_its_row_and_what_was_typed():
    issue = text_files.decode("id,label\n1,café\n".encode("cp1252"), NAME)
    assert issue.row == 2 and issue.value.startswith("é") and "is not UTF-8 text" in issue.problem


def test_a_merge_conflict_is_named_from_its_first_row_to_its_last():
    text = b"id\n<<<<<<< ours\n1\n=======\n2\n>>>>>>> theirs\n"
    issue = text_files.decode(text, NAME)
    assert (issue.row, issue.value) == (2, "<<<<<<< ours") and "ends in row 6" in issue.problem


def test_a_file_that_is_not_there_is_named_with_the_one_that_is(tmp_path):
    assert text_files.read_text(tmp_path / "some.csv", NAME).fix == "restore it from git"
    (tmp_path / "Some.xlsx").touch()
    issue = text_files.read_text(tmp_path / "some.csv", NAME)
    assert issue.problem == "is missing; Some.xlsx is there instead" and "save it as some.csv" in issue.fix
    (tmp_path / "Some.xlsx").rename(tmp_path / "some.csv.txt")
    assert text_files.read_text(tmp_path / "some.csv", NAME).fix == "rename it to some.csv"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    issue = text_files.read_text(tmp_path / "none" / "some.csv", NAME)
    assert issue.problem == "is missing: data is missing" and issue.fix == "restore data from git"


def test_what_is_no_ordinary_file_is_named(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in text_files.read_bytes(tmp_path / "folder.csv", NAME).problem
    if sys.platform != "win32":
        (tmp_path / "lost.csv").symlink_to(tmp_path / "nowhere.csv")
        assert "is a link to a file that does not exist" in text_files.read_bytes(tmp_path / "lost.csv", NAME).problem
        (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
        assert "leads back to itself" in text_files.read_bytes(tmp_path / "loop.csv", NAME).problem


def test_an_ordinary_file_is_read(tmp_path):
    (tmp_path / "some.csv").write_bytes(b"id\n1\n")
    assert text_files.read_bytes(tmp_path / "some.csv", NAME) == b"id\n1\n"
    assert text_files.read_text(tmp_path / "some.csv", NAME) == "id\n1\n"

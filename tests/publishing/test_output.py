"""What happens to a folder that somebody names for files of ours: whatever else is in it stays."""

from __future__ import annotations

import errno

import pytest

from utils import cli
from utils.errors import CourseError
from utils.publishing import classroom, site
from utils.publishing.site import downloads, offline, output


def built(folder, **pages):
    """A site of these pages, as far as its folder is concerned."""
    (folder / "_static").mkdir(parents=True)
    for name, text in {"index": "first", **pages}.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    (folder / "_static" / "course.css").write_text("", encoding="utf-8")
    offline.write_worker(folder)
    return folder


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_an_earlier_site_is_replaced_and_what_somebody_added_stays(tmp_path):
    folder = tmp_path / "_site"
    output.replace(built(tmp_path / "old", gone="x", page="old"), folder)
    assert files(folder) == files(tmp_path / "old")
    (folder / "CNAME").write_text("course.example.org", encoding="utf-8")
    output.replace(built(tmp_path / "new", page="new"), folder)
    assert files(folder) == {**files(tmp_path / "new"), "CNAME": "course.example.org"}


@pytest.mark.parametrize("name", ["thesis.docx", "index.html", "worker.js", "00_start_here.html"])
def test_a_folder_with_files_of_somebody_else_is_refused_before_the_work(name, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(site, "frame_code", lambda: pytest.fail("built before the folder was looked at"))
    (tmp_path / name).write_text("const FILES = {};", encoding="utf-8")
    assert cli.main(["site", "--output", str(tmp_path)]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith(
        f"{tmp_path} holds files and no pages of this course, so nothing was written there. Fix: "
    )
    assert printed.count("\n") == 1 and files(tmp_path) == {name: "const FILES = {};"}


def test_an_empty_folder_may_hold_what_a_computer_hides_in_it(tmp_path):
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / ".DS_Store").touch()
    output.replace(built(tmp_path / "new"), tmp_path / "_site")
    assert set(files(tmp_path / "_site")) == {*files(tmp_path / "new"), ".DS_Store"}


def test_a_class_kit_leaves_a_folder_of_somebody_else_alone(tmp_path, data, monkeypatch):
    monkeypatch.setattr(site, "build", lambda *_: pytest.fail("built before the folders were looked at"))
    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor" / "grades.xlsx").touch()
    with pytest.raises(CourseError, match=r"instructor holds files and no pages of this course.* Fix: "):
        classroom.write_copies(data, tmp_path)
    assert files(tmp_path) == {"instructor/grades.xlsx": ""}


def test_single_files_of_lessons_that_are_no_more_are_removed_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "single_pages", lambda _: [("00_a.html", "<p>")])
    monkeypatch.setattr(downloads, "with_policy", lambda page, *_: page)
    monkeypatch.setattr(downloads, "frame_code", lambda: None)
    for name in ("00_a.html", "99_gone.html", "mine.html", "99_mine.docx"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    downloads.write_single_files(tmp_path, tmp_path)
    assert files(tmp_path) == {"00_a.html": "<p>", "mine.html": "old", "99_mine.docx": "old"}


def test_a_file_that_another_program_keeps_open_is_named_with_what_to_do(tmp_path, monkeypatch, capsys):
    """As on Windows, where nobody can replace or remove it meanwhile. Until it is closed, the older files are there."""
    folder = tmp_path / "_site"
    output.replace(built(tmp_path / "old", gone="x"), folder)
    monkeypatch.setattr(site, "build", lambda folder, **_: output.replace(tmp_path / "new", folder))
    built(tmp_path / "new")

    def refuse(path, **_):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(output.Path, "unlink", refuse)
        assert cli.main(["site", "--output", str(folder)]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith(f"{folder / 'gone.html'}: Permission denied. Fix: if another program shows it, close it")
    assert printed.count("\n") == 1 and files(folder) == {**files(tmp_path / "new"), "gone.html": "x"}

"""The learner's file: whole or not at all, nothing lost, one clear sentence when something is wrong."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from utils.questions import record, record_file
from utils.questions.record_file import NAME, RecordFile


@pytest.fixture
def file(tmp_path):
    return RecordFile(tmp_path)


def try_of(place: str, points: int = 0):
    return lambda kept: record.attempt(record.item(kept, place), points, 1, "2026-11-29")


def stored(file: RecordFile) -> dict:
    return json.loads(file.path.read_text(encoding="utf-8"))


def places(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_what_is_changed_is_in_the_file_and_is_read_back(file, tmp_path):
    assert file.read() == (record.empty(), ()) and places(tmp_path) == []  # reading writes nothing
    assert file.change(try_of("q")) == ""
    assert stored(file)["items"]["q"]["due"] == "2026-11-30"
    assert RecordFile(tmp_path).read() == (stored(file), ())
    assert places(tmp_path) == [NAME]


def _answers(folder: Path, name: str, count: int, together) -> None:
    own = RecordFile(folder)
    together.wait()
    for number in range(count):
        if said := own.change(try_of(f"{name}-{number}")):
            raise AssertionError(said)


def test_two_kernels_at_once_lose_nothing(file, tmp_path):
    start = multiprocessing.get_context("spawn")
    together = start.Barrier(2)
    kernels = [start.Process(target=_answers, args=(tmp_path, name, 40, together)) for name in "ab"]
    for kernel in kernels:
        kernel.start()
    while any(kernel.is_alive() for kernel in kernels):
        if file.path.exists():
            stored(file)  # at every moment the file is whole
    assert [kernel.exitcode for kernel in kernels] == [0, 0]
    assert set(stored(file)["items"]) == {f"{name}-{number}" for name in "ab" for number in range(40)}
    assert places(tmp_path) == [NAME]


def test_between_reading_and_writing_no_other_kernel_writes(file, tmp_path, monkeypatch):
    monkeypatch.setattr(record_file, "PATIENCE", 0.1)
    said = []

    def edit(kept):
        said.append(RecordFile(tmp_path).change(try_of("other")))
        try_of("q")(kept)

    assert file.change(edit) == "" and set(stored(file)["items"]) == {"q"}
    assert len(said) == 1 and "another notebook is writing to it" in said[0]


def test_a_kernel_that_waits_too_long_says_so_and_saves_with_the_next_answer(file, tmp_path, monkeypatch):
    monkeypatch.setattr(record_file, "PATIENCE", 0.1)
    with record_file._locked(tmp_path / f".{NAME}.lock"):
        said = file.change(try_of("q"))
    assert said.startswith(f"Your answers are not saved: {NAME} cannot be written (another notebook is writing to it).")
    assert not file.path.exists() and "q" in file.read().record["items"]
    assert file.change(try_of("r")) == "" and set(stored(file)["items"]) == {"q", "r"}


@pytest.mark.parametrize(
    ("number", "fix"),
    [
        (errno.ENOSPC, "Fix: free some disk space."),
        (errno.EACCES, "Fix: put the course in a folder that you can write to."),
        (errno.EROFS, "Fix: put the course in a folder that you can write to."),
    ],
)
def test_what_cannot_be_written_waits_and_the_old_file_stays_whole(file, tmp_path, monkeypatch, number, fix):
    file.change(try_of("before"))
    kept = file.path.read_bytes()

    def refuse(handle):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        said = file.change(try_of("q"))
        assert file.change(try_of("r", 1)) == said
    assert said.count("\n") == 0 and said.endswith(fix) and os.strerror(number).lower() in said.lower()
    assert file.path.read_bytes() == kept and places(tmp_path) == [NAME]
    assert set(file.read().record["items"]) == {"before", "q", "r"}
    assert file.change(try_of("s")) == "" and set(stored(file)["items"]) == {"before", "q", "r", "s"}
    assert stored(file)["items"]["q"]["tries"] == 1


def test_a_folder_that_cannot_be_written_is_reported(tmp_path, monkeypatch):
    """Root may write anywhere, so the folder is missing instead; the message is that of the system."""
    gone = RecordFile(tmp_path / "gone")
    said = gone.change(try_of("q"))
    assert said.startswith("Your answers are not saved") and "no such file or directory" in said
    (tmp_path / NAME).mkdir()
    assert "is a directory" in RecordFile(tmp_path).change(try_of("q"))
    assert RecordFile(tmp_path).read().notes == (f"{NAME} could not be read (Is a directory).",)


@pytest.mark.parametrize("found", [b"", b"{broken", b"[1]", b"\xff\xfe", b'{"cells": []}', b"[" * 100_000])
def test_a_broken_file_is_kept_under_another_name_and_told_once(file, tmp_path, found):
    for number in (1, 2):
        file.path.write_bytes(found)
        assert file.read().notes and file.path.read_bytes() == found  # looking changes nothing
        kept = tmp_path / f"my_progress (could not be read {number}).json"
        assert file.change(try_of(f"q{number}")) == f"{NAME} could not be read. It is kept as {kept.name}."
        assert kept.read_bytes() == found and set(stored(file)["items"]) == {f"q{number}"}
        assert file.change(try_of("r")) == ""
        file.path.unlink()


def test_a_file_of_a_newer_edition_is_left_alone_and_told(file):
    newer = '{"version": 3, "items": {"q": "unknown"}}'
    file.path.write_text(newer, encoding="utf-8")
    for _ in range(2):
        assert "newer edition" in file.change(try_of("q"))
        assert file.path.read_text(encoding="utf-8") == newer
    assert "newer edition" in file.read().notes[0] and "q" in file.read().record["items"]
    file.path.unlink()  # the learner took it away: what waited is there
    assert file.change(try_of("r")) == "" and stored(file)["items"]["q"]["tries"] == 2


def test_a_file_system_without_locks_is_no_reason_to_lose_an_answer(file, monkeypatch):
    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(record_file.fcntl, "flock", none)
    assert file.change(try_of("q")) == "" and "q" in stored(file)["items"]


def test_windows_locks_by_its_own_call(file, tmp_path, monkeypatch):
    class Msvcrt:
        LK_NBLCK, LK_UNLCK, held = 1, 2, False

        def locking(self, number, what, length):
            if what == self.LK_NBLCK and self.held:
                raise PermissionError(errno.EACCES, "Permission denied")
            self.held = what == self.LK_NBLCK

    monkeypatch.setattr(record_file, "fcntl", None)
    monkeypatch.setattr(record_file, "msvcrt", Msvcrt(), raising=False)
    monkeypatch.setattr(record_file, "PATIENCE", 0.1)
    assert file.change(try_of("q")) == ""
    with record_file._locked(tmp_path / f".{NAME}.lock"):
        assert "another notebook is writing" in file.change(try_of("r"))
    assert file.change(try_of("s")) == "" and set(stored(file)["items"]) == {"q", "r", "s"}


def test_what_was_saved_on_pages_counts_and_is_kept_with_the_first_answer(file, tmp_path):
    theirs = record.empty()
    try_of("both", 1)(theirs)
    try_of("page")(theirs)
    (tmp_path / "mbc-progress-2026-11-28.json").write_text(json.dumps(theirs), encoding="utf-8-sig")
    (tmp_path / "mbc-progress-2026-11-28 (1).json").write_text("[1]", encoding="utf-8")
    found, notes = file.read()
    assert set(found["items"]) == {"both", "page"} and not file.path.exists()
    said = "mbc-progress-2026-11-28 (1).json holds no progress that this edition of the course can read."
    assert notes == (said,)
    assert file.change(try_of("page", 1)) == ""
    assert stored(file)["items"]["page"]["first"] == [0, 1] and stored(file)["items"]["page"]["tries"] == 2
    assert stored(file)["items"]["both"]["first"] == [1, 1]


def test_a_link_to_a_file_elsewhere_stays_a_link(file, tmp_path):
    (tmp_path / "drive").mkdir()
    file.path.symlink_to(tmp_path / "drive" / "progress.json")
    assert file.change(try_of("q")) == ""
    assert file.path.is_symlink() and "q" in json.loads((tmp_path / "drive" / "progress.json").read_text())["items"]

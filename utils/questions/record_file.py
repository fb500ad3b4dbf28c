"""The learner's record as one file beside the notebooks, written by the kernel: whole or not at all, one at a time.

Each notebook has a kernel of its own. A change locks a file beside the record, reads what is there now, changes it,
writes a new file and puts it in the place of the old one, so that two kernels lose nothing of each other. What cannot
be written waits in the kernel for the next change. A file that somebody saved on a web page of the course
(``mbc-progress-….json``) is read from the same folder.
"""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from utils.questions import record as record_module
from utils.questions.record import Record

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

NAME = "my_progress.json"
SAVED_ON_PAGES = "mbc-progress*.json"  # as utils/publishing/site/home.js names it, and as browsers number it
PATIENCE = 5.0  # seconds to wait for another notebook that is writing
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}  # what a file system without locks says
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # the disk, or the learner's share of it
_NEWER = (
    f"{NAME} was written by a newer edition of the course, so it is left as it is. Your answers here are not saved. "
    "Fix: update the course."
)
_NOT_SAVED = (
    f"Your answers are not saved: {NAME} cannot be written ({{reason}}). They are kept as long as this notebook runs, "
    "and are saved with your next answer once that is fixed. Fix: {fix}."
)


class Reading(NamedTuple):
    """What is known of the learner, and what to tell about how it was found: a sentence each."""

    record: Record
    notes: tuple[str, ...]


class _NewerEditionError(Exception):
    pass


class _UnreadableError(Exception):
    pass


class RecordFile:
    """The record of the learner in ``folder``, where the notebook of this kernel is."""

    def __init__(self, folder: Path):
        self.path = folder / NAME
        self._waiting: list[Callable[[Record], None]] = []  # changes that could not be written yet

    def read(self) -> Reading:
        """What is known now, with what waits to be written. Nothing is written."""
        notes = []
        try:
            found = _record_in(self.path)
        except _NewerEditionError:
            found, notes = record_module.empty(), [_NEWER]
        except _UnreadableError:
            found = record_module.empty()
            notes = [f"{NAME} could not be read. It will be kept under another name when you answer a question."]
        except OSError as error:
            found, notes = record_module.empty(), [f"{NAME} could not be read ({error.strerror})."]
        notes += self._add_saved_on_pages(found)
        for edit in self._waiting:
            edit(found)
        return Reading(found, tuple(notes))

    def change(self, edit: Callable[[Record], None]) -> str:
        """Read what is there now, let ``edit`` change it, and write it; a sentence where that is not all that happened.

        What cannot be written waits for the next change.
        """
        self._waiting.append(edit)
        try:
            with _locked(self.path.with_name(f".{NAME}.lock")):
                note = self._write_waiting()
        except _NewerEditionError:
            return _NEWER
        except OSError as error:
            return _why_not_saved(error)
        self._waiting.clear()
        return note

    def _write_waiting(self) -> str:
        note = ""
        try:
            found = _record_in(self.path)
        except _UnreadableError:
            kept = _free_path(self.path)
            self.path.rename(kept)
            found, note = record_module.empty(), f"{NAME} could not be read. It is kept as {kept.name}."
        self._add_saved_on_pages(found)
        for edit in self._waiting:
            edit(found)
        _replace(self.path, record_module.written(found))
        return note

    def _add_saved_on_pages(self, found: Record) -> list[str]:
        """Add the files that were saved on pages: what is in the record already counts. What to tell about them."""
        notes = []
        for path in sorted(self.path.parent.glob(SAVED_ON_PAGES)):
            try:
                record_module.merge(found, _record_in(path))
            except (_NewerEditionError, _UnreadableError, OSError):
                notes.append(f"{path.name} holds no progress that this edition of the course can read.")
        return notes


def _record_in(path: Path) -> Record:
    """The record in a file; an empty one if there is none."""
    try:
        found = record_module.read(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return record_module.empty()
    except ValueError:
        raise _UnreadableError from None
    if record_module.is_newer(found):
        raise _NewerEditionError
    record = record_module.upgraded(found)
    if record is None:
        raise _UnreadableError
    return record


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """While no other kernel is here; the lock ends with its process, no matter how that ends."""
    with path.open("a+b") as file:
        deadline = time.monotonic() + PATIENCE
        while not _try_to_lock(file):
            if time.monotonic() > deadline:
                raise TimeoutError(errno.EBUSY, "another notebook is writing to it")
            time.sleep(0.02)
        try:
            yield
        finally:
            with suppress(OSError):
                _unlock(file)


def _try_to_lock(file: IO[bytes]) -> bool:
    """Whether the file is ours now, or on a file system that has no locks."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return True
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            raise
        return False
    return True


def _unlock(file: IO[bytes]) -> None:
    if not fcntl:  # elsewhere closing the file is enough
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def _replace(path: Path, text: str) -> None:
    """Write beside it, then replace: a disk that is full or a kernel that is killed leaves the old file whole."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _free_path(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem} (could not be read {number}){path.suffix}")).exists():
        number += 1
    return kept


def _why_not_saved(error: OSError) -> str:
    fix = "put the course in a folder that you can write to"
    if error.errno in _FULL:
        fix = "free some disk space"
    elif isinstance(error, TimeoutError):
        fix = "answer once more in a moment"
    reason = error.strerror or "unknown reason"
    return _NOT_SAVED.format(reason=reason[:1].lower() + reason[1:], fix=fix)

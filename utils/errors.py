"""A problem in the data, reported once with how to fix it."""

from __future__ import annotations

import errno
from typing import NamedTuple

CHECK_COMMAND = "make check"  # or, where there is no make: python -m utils check


class Issue(NamedTuple):
    """A problem in a table or in the descriptor: where it is, what is wrong and how to fix it.

    Parameters
    ----------
    file : str
        Path from the root of the collection, such as ``data/sites.csv``.
    row : int or None
        Line of the file, counted from 1, so that it is the row number a spreadsheet shows. None for the whole file.
    column, value : str or None
        The column and what its cell holds; an empty ``value`` is not printed.
    problem : str
        Completes a sentence that starts with the value: ``is not a number``.
    fix : str
        What to do, as an instruction without a final period.
    item : str or None
        Id of the question, where the row belongs to one.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    fix: str
    item: str | None = None

    def __str__(self) -> str:
        location = [self.file]
        if self.row is not None:
            location.append(f"row {self.row}")
        if self.item is not None:
            location.append(f"item {self.item}")
        if self.column is not None:
            location.append(f"column {self.column}")
        value = f" {_shorten(self.value)!r}" if self.value else ""
        return f"{', '.join(location)}:{value} {self.problem}. Fix: {self.fix}."


def _shorten(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"


class CourseError(Exception):
    """An error that a learner may meet. Jupyter shows its message alone instead of a traceback."""

    def _render_traceback_(self) -> list[str]:  # the hook that IPython asks an exception for
        return [str(self)]


class DataError(CourseError):
    """The tables in ``data/`` have one or more issues.

    Attributes
    ----------
    issues : list of Issue
        All that were found; the message shows the first.
    """

    def __init__(self, issues: list[Issue]):
        self.issues = issues
        more = f" ({len(issues) - 1} more)" if len(issues) > 1 else ""
        super().__init__(
            f"The course data has errors; fix them and run this cell again. {issues[0]}{more} "
            f"Run `{CHECK_COMMAND}` for the full list."
        )


def file_problem(error: OSError) -> str:
    """One line for a file or folder that the system does not let a command read or write, with how to fix it.

    Parameters
    ----------
    error : OSError
        As Python raised it, also ``shutil.Error``, which holds a list.

    Returns
    -------
    str
        What could not be used, why, and the fix.
    """
    path, reason = error.filename, error.strerror
    if not reason and error.args and isinstance(error.args[0], list):  # shutil.Error: (from, to, why) of each file
        _, path, reason = error.args[0][0]
    where = f"{path}: " if path else ""
    fix = "copy the course to a folder that you can write to, or name another one (--output)"
    if error.errno == errno.ENOSPC:
        fix = "free some disk space"
    elif error.errno == errno.ENOENT:
        fix = "check the path"
    return f"{where}{reason or error}. Fix: {fix}."

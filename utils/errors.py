"""A problem in the data, reported once with how to fix it."""

from __future__ import annotations

import errno
import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


def command(name: str, make_options: str = "", options: str = "") -> str:
    """How a message names a command, with make and without it.

    Parameters
    ----------
    name : str
        Of a target of the Makefile that calls the command of the same name: ``check``.
    make_options, options : str
        What follows the name with make, such as ``ITEM=raised-marker``, and without it, such as ``raised-marker``.

    Returns
    -------
    str
        Both commands, in backticks: "`make check` (without make: `python -m utils check`)".
    """
    with_make, without = (" ".join(filter(None, [name, given])) for given in (make_options, options))
    return f"`make {with_make}` (without make: `python -m utils {without}`)"


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
    cause : str
        Issues with the same cause are reported together, even if their words differ. Empty: those whose problem and
        fix are the same, apart from numbers.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    fix: str
    item: str | None = None
    cause: str = ""

    def __str__(self) -> str:
        value = f" {_shorten(self.value)!r}" if self.value else ""
        return f"{self.location()}:{value} {self.problem}. Fix: {self.fix}."

    def location(self) -> str:
        """File, row, item and column, where they are known."""
        location = [self.file]
        if self.row is not None:
            location.append(f"row {self.row}")
        if self.item is not None:
            location.append(f"item {self.item}")
        if self.column is not None:
            location.append(f"column {self.column}")
        return ", ".join(location)


PLACES, GROUPS = 3, 9  # places that are named per group; groups that are printed per problem


def summary(issues: Iterable[Issue]) -> list[str]:
    """Lines that report each cause once: its first issue, how many more there are, and where the next two are.

    Parameters
    ----------
    issues : iterable of Issue
        In the order in which they are to be reported.

    Returns
    -------
    list of str
        At most two lines per group of issues with the same cause, and at most 20 per problem.
    """
    problems: dict[str, dict[str, list[Issue]]] = {}
    for issue in issues:
        problem, fix = (_without_numbers(text, issue.item) for text in (issue.problem, issue.fix))
        key = (issue.cause, "") if issue.cause else (problem, fix)
        problems.setdefault(key[0], {}).setdefault(key[1], []).append(issue)
    lines = []
    for groups in problems.values():
        for group in list(groups.values())[:GROUPS]:
            lines.append(str(group[0]))
            if more := group[1:]:
                named = "; ".join(issue.location().removeprefix(f"{group[0].file}, ") for issue in more[: PLACES - 1])
                lines.append(f"    The same in {_more_places(more)}: {named}{'; …' * (len(more) >= PLACES)}")
        if hidden := [issue for group in list(groups.values())[GROUPS:] for issue in group]:
            lines.append(f"    A problem like these in {_more_places(hidden)}, first in {hidden[0].location()}")
    return lines


def _more_places(issues: list[Issue]) -> str:
    return f"{len(issues):,} more place{'s'[: len(issues) != 1]}"


@functools.lru_cache(maxsize=1000)
def _without_numbers(text: str, item: str | None) -> str:
    return re.sub(r"\d+", "#", text.replace(item, "") if item else text)


def _shorten(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"


class CourseError(Exception):
    """An error that a learner may meet. Jupyter shows its message alone instead of a traceback."""

    def _render_traceback_(self) -> list[str]:  # the hook that IPython asks an exception for
        return [str(self)]


def missing_package(purpose: str, package: str, name: str) -> str:
    """The message that ``purpose`` needs a package which ``make <name>`` installs and a learner's environment lacks."""
    return (
        f"{purpose} {package}, which is not installed. Fix: run `make {name}`, which installs it (without make: "
        "`python -m pip install --require-hashes --no-deps -r tests/requirements.lock`)."
    )


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
            f"The course data has errors. Fix them, then run this again. {issues[0]}{more} "
            f"Run {command('check')} for the full list."
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
    elif (
        isinstance(error, PermissionError) and path and Path(path).is_file()
    ):  # Windows lets nobody replace an open file
        fix = f"if another program shows it, close it there and run this again; otherwise, {fix}"
    return f"{where}{reason or error}. Fix: {fix}."

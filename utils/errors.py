"""A problem in the data, reported once with how to fix it."""

from __future__ import annotations

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
            f"The course data has errors; fix them and run this cell again. {issues[0]}{more} "
            f"Run {command('check')} for the full list."
        )

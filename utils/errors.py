"""An issue in the data, said once and so that the reader can fix it."""

from __future__ import annotations

from typing import NamedTuple

CHECK_COMMAND = "make check"  # or, where there is no make: python -m utils check


class Issue(NamedTuple):
    """One issue: where it stands (file, line of the file, column, value; in the question bank also the item), what is wrong and how to fix it."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    fix: str
    item: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.item is not None:
            place.append(f"item {self.item}")
        if self.column is not None:
            place.append(f"column {self.column}")
        shown = "" if self.value is None else f" {_shorten(self.value)!r}"
        return f"{', '.join(place)}:{shown} {self.problem}. Fix: {self.fix}."


def _shorten(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"


class CourseError(Exception):
    """An error a learner may meet. Jupyter shows its one line instead of a traceback."""

    def _render_traceback_(self) -> list[str]:  # the hook IPython asks an exception for
        return [str(self)]


class DataError(CourseError):
    """The tables in ``data/`` hold one or more issues; ``issues`` lists them."""

    def __init__(self, issues: list[Issue]):
        self.issues = issues
        more = f" ({len(issues) - 1} more)" if len(issues) > 1 else ""
        super().__init__(
            f"The course data needs fixing before this cell can run. {issues[0]}{more} "
            f"Run `{CHECK_COMMAND}` for the whole list."
        )

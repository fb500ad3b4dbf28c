"""A file of responses as rows of text, or the one thing that is wrong with it. No message repeats a student's cell."""

from __future__ import annotations

import csv
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from utils.errors import CourseError, Issue
from utils.tables.csv_files import parse
from utils.tables.text_files import decode, read_bytes

GRADED = "correct the points in the platform or in a copy of the file"
AGAIN = "download it from the platform again, and do not change it in a text editor"
_MARKS = (",", ";", "\t")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_FIGURES = re.compile(r"[-\d.,/% ]{1,6}", re.ASCII)  # longer ones may be the number of a person
_LONGEST = 40  # characters of a header in a message


class Line(NamedTuple):
    """The row number that a spreadsheet shows, and the cells."""

    number: int
    cells: list[str]


class Students:
    """Codes in place of names: the same for a student within one run, and never again in another."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)

    def code(self, *identity: str) -> str:
        """A code for who this is, whatever the script, the case or the form of its letters; empty for nobody."""
        text = "\n".join(unicodedata.normalize("NFKC", part).casefold().strip() for part in identity)
        return hmac.new(self._salt, text.encode("utf-8"), hashlib.sha256).hexdigest() if text.strip() else ""


def fail(file: str, row: int | None, column: str | None, value: str | None, problem: str, fix: str) -> NoReturn:
    """Raise CourseError with one message: file, row, column, value, what is wrong, and the fix."""
    column_text = column if column is None or len(column) <= _LONGEST else f"{column[:_LONGEST]}…"
    raise CourseError(str(Issue(file, row, column_text, value, problem, fix)))


def read_lines(path: Path, file: str) -> list[Line]:
    """The header and the rows of a file, blank ones left out; a byte-order mark and any of three separators are fine.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name in messages.

    Returns
    -------
    list of Line
        The first is the header; all have as many cells as it has.

    Raises
    ------
    CourseError
        With one message, if the file cannot be read.
    """
    content = read_bytes(path, file)
    return lines_of(content if isinstance(content, Issue) else decode(content, file), file)


def lines_of(text: str | Issue, file: str) -> list[Line]:
    """As ``read_lines``, for the text of a file."""
    if isinstance(text, Issue):
        fix = text.fix if "save" in text.fix or "decompress" in text.fix else AGAIN
        fail(file, text.row, None, None, text.problem, fix)
    try:
        lines = _lines(text, _separator(text))
    except csv.Error as error:
        fail(file, None, None, None, f"is not valid CSV ({error})", AGAIN)
    header = lines[0].cells
    for line in lines[1:]:
        extra = line.cells[len(header) :]
        if any(extra) or len(line.cells) < len(header):
            problem = f"has {len(line.cells)} cells, and the first row has {len(header)}"
            fail(file, line.number, None, None, problem, AGAIN)
        del line.cells[len(header) :]
    if len(lines) < 2:
        fail(file, None, None, None, "has a header but no students", "download it after the class has answered")
    return lines


def _lines(text: str, mark: str) -> list[Line]:
    records = (Line(line_number, cells) for line_number, (_, cells) in enumerate(parse(text, mark), start=1))
    return [line for line in records if any(cell.strip() for cell in line.cells)]


def _separator(text: str) -> str:
    """The mark that gives the first row most cells that look like names of columns, not like parts of a stem."""

    def names(mark: str) -> int:
        try:
            header = next(parse(text, mark))[1]
        except csv.Error:
            return 0
        return sum(bool(re.fullmatch(r"[\w ./,-]{1,40}|\d+: .*", cell.strip(), re.DOTALL)) for cell in header)

    return max(_MARKS, key=names)


def is_number(text: str) -> bool:
    """Whether a cell is a number and nothing else, with a full stop or a comma before its decimals."""
    return _NUMBER.fullmatch(text.strip()) is not None


def attempt_number(text: str) -> int:
    """The number of an attempt; 0 if the cell has none."""
    return int(text) if (text := text.strip()).isdecimal() else 0


def shown(text: str) -> str | None:
    """A cell as a message may repeat it: a few figures, never words and never what may be the number of a person."""
    return text if _FIGURES.fullmatch(text) else None


def number(text: str, file: str, row: int, column: str, is_known: bool) -> float:
    """The points in a cell, with a full stop or a comma before the decimals; raises CourseError for anything else.

    ``is_known``: whether the column is a question of the bank. If not, no message repeats the cell.
    """
    if not is_number(text):
        fix = "write the points as a number, such as 0.5, in a copy of the file"
        fail(file, row, column, shown(text) if is_known else None, "is not a number of points", fix)
    return float(text.strip().replace(",", "."))


def points(text: str, most: float, file: str, row: int, column: str, is_known: bool, fix: str = GRADED) -> float:
    """The points in a cell; raises CourseError if there are fewer than none or more than the question has."""
    value = number(text, file, row, column, is_known)
    if not 0 <= value <= most:
        problem = f"is not between 0 and {most:g}, the points of this question"
        fail(file, row, column, shown(text) if is_known else None, problem, fix)
    return value


def refuse_namesakes(named: Iterable[tuple[int, Hashable]], file: str, fix: str) -> None:
    """Raise CourseError if two rows of the same attempt can be told apart by a name only, and have the same one.

    ``named``: for each row that has nothing but a name, its number, and a code for name and attempt.
    """
    rows: dict[Hashable, int] = {}
    for row, identity in named:
        if (first := rows.setdefault(identity, row)) != row:
            problem = f"has the same name as row {first}, so this may be a second attempt or another student"
            fail(file, row, None, None, problem, fix)


def position(header: Sequence[str], *names: str) -> int | None:
    """Where a column of one of these names is, whatever its case; None if there is none."""
    return next((at for at, name in enumerate(header) if name.strip().casefold() in names), None)

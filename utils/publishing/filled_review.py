"""Reading a filled review list back: verdicts become rows of ``data/reviews.csv``, all of them or none.

A list that comes back has been through a spreadsheet, so what Excel and LibreOffice do to a CSV file is undone here:
another encoding, a byte-order mark, semicolons or tabs, other line ends, another form of the date, an apostrophe
before a cell that could be taken for a formula.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from utils.errors import CourseError, DataError, Issue, command
from utils.project import DATA
from utils.publishing.review import KEY_COLUMNS, VERDICT_COLUMNS
from utils.tables.data_package import descriptor
from utils.tables.digests import Key
from utils.tables.reviews import AGREES, FILE, VERDICTS

_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")  # how a spreadsheet-safe file marks text that looks like a formula


def add_reviews(
    path: Path, digests: Mapping[Key, str], folder: Path = DATA, today: datetime.date | None = None
) -> tuple[int, int]:
    """Add the verdicts of a filled list to ``reviews.csv``.

    Nothing is written if any line has an issue: the list is corrected and read once more, so that a file is either in
    the table or not. Lines without a verdict are skipped, and so are reviews that the table already has.

    Parameters
    ----------
    path : pathlib.Path
        The filled list, as ``write_review_list`` writes it and a spreadsheet saves it (CSV).
    digests : mapping of (str, str) to str
        (table, id) → current fingerprint of everything that can be reviewed, as ``review.all_digests`` gives it.
    folder : pathlib.Path
        Folder of the tables.
    today : datetime.date, optional
        By default the date of this computer.

    Returns
    -------
    tuple of (int, int)
        How many reviews were added, and how many the table already had.

    Raises
    ------
    CourseError
        The file cannot be read.
    ReviewListError
        Lines have issues; ``issues`` holds all of them.
    """
    with (folder / FILE).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns, present = list(reader.fieldnames or []), list(reader)
    new, issues = [], []
    lines = _filled_lines(path)
    verdicts = _Verdicts(path.name, digests, _roles(folder), today or datetime.date.today(), present)
    for number, line in lines:
        review, line_issues = verdicts.read(number, line)
        issues += line_issues
        if review:
            new.append(review)
    if issues:
        raise ReviewListError(issues)
    added = [review for review in new if review not in present]
    if added:
        text = io.StringIO()
        csv.DictWriter(text, columns, lineterminator="\n").writerows(added)
        before = (folder / FILE).read_text(encoding="utf-8-sig")
        (folder / FILE).write_text(before.rstrip("\r\n") + "\n" + text.getvalue(), encoding="utf-8", newline="\n")
    return len(added), len(new) - len(added)


class ReviewListError(DataError):
    """A filled review list has issues; ``issues`` holds all of them, and nothing was written."""

    def __init__(self, issues: list[Issue]):
        self.issues = issues
        count = "1 issue" if len(issues) == 1 else f"{len(issues)} issues"
        lines = [*map(str, issues), f"{count} found. No review was added; correct the list and read it again."]
        CourseError.__init__(self, "\n".join(lines))


def _roles(folder: Path) -> list[str]:
    table = next(table for table in descriptor(folder)["resources"] if table["path"] == FILE)
    return next(field["constraints"]["enum"] for field in table["schema"]["fields"] if field["name"] == "role")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}). Fix: give the path of the filled list.") from None
    if content.startswith((b"PK", b"\xd0\xcf")):
        raise CourseError(f"{path} is a spreadsheet, not a CSV file. Fix: save it as CSV UTF-8, then read that file.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls "Unicode text"
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel calls "CSV"


def _filled_lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number in a spreadsheet, and column → cell, of each line that has anything in a verdict column."""
    text = re.sub(r"^sep=.\r?\n", "", _text(path))  # a line that tells Excel the separator
    skipped = 1 if text != _text(path) else 0
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [cell.strip().lower() for cell in next(records, [])]
    for column in dict.fromkeys([*VERDICT_COLUMNS, *KEY_COLUMNS]):
        if column not in header:
            fix = f"fill in the list that {command('review')} writes, and keep all its columns and their names"
            raise ReviewListError([Issue(path.name, 1 + skipped, column, None, "is missing", fix)])
    for number, cells in enumerate(records, start=2 + skipped):
        padded = [_FORMULA.sub("", cell, count=1).strip() if cell[:1] == "'" else cell.strip() for cell in cells]
        line = dict(zip(header, padded + [""] * len(header), strict=False))
        if any(line[column] for column in VERDICT_COLUMNS):
            yield number, line


class _Verdicts:
    """Turns lines of a filled list into reviews."""

    def __init__(self, file: str, digests: Mapping[Key, str], roles: list[str], today: datetime.date, present: list):
        self._file, self._digests, self._roles, self._today = file, digests, roles, today
        self._present = {_identity(review): review for review in present}
        self._lines: dict[tuple, int] = {}  # what names a review → the line of this file that has it

    def read(self, number: int, line: dict[str, str]) -> tuple[dict[str, str] | None, list[Issue]]:
        """The review on a line, or all that is wrong with it."""
        issues: list[Issue] = []

        def refuse(column: str, problem: str, fix: str) -> None:
            issues.append(Issue(self._file, number, column, line[column], problem, fix))

        verdict, role = (" ".join(line[column].lower().split()) for column in ("verdict", "role"))
        note = " ".join(line["note"].split())
        key = line["table"], line["id"]
        if not verdict:
            refuse("verdict", "is empty although the line has a note, a role or a date", "enter a verdict")
        elif verdict not in VERDICTS:
            refuse("verdict", "is not a verdict", f"use one of: {', '.join(VERDICTS)}")
        elif verdict != AGREES and not note:
            refuse("note", f"is empty although the verdict is {verdict}", "say what should change, or what you ask")
        if role not in self._roles:
            problem = "is not a role of a reviewer" if role else "is empty"
            refuse("role", problem, f"use one of: {', '.join(self._roles)}")
        date = _date(line["date"], self._today, refuse)
        if key not in self._digests:
            refuse(
                "id", f"is not a row of table {key[0] or '(empty)'} in the course", "copy both cells from a new list"
            )
        elif line["digest"] != self._digests[key]:
            problem = "does not belong to the statement as it is now: it has changed since the list was written"
            refuse("digest", problem, f"write a new list ({command('review')}) and review this statement again")
        cells = (*key, role, date, verdict, note, line["digest"])
        review = dict(zip(("table", "row_id", "role", "date", "verdict", "note", "digest"), cells, strict=True))
        if not issues:
            self._refuse_second(number, review, refuse)
        return (None if issues else review), issues

    def _refuse_second(self, number: int, review: dict[str, str], refuse) -> None:
        """A second verdict of the same role on the same row and day, in this list or in the table."""
        identity = _identity(review)
        if identity in self._lines:
            refuse("id", f"also has a verdict of this role and date in row {self._lines[identity]}", "keep one of them")
        elif self._present.get(identity, review) != review:
            fix = f"remove one: this line, or the review in data/{FILE}"
            refuse("verdict", f"differs from the review of this role and date that data/{FILE} has", fix)
        self._lines.setdefault(identity, number)


def _identity(review: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(review[column] for column in ("table", "row_id", "role", "date"))


def _date(text: str, today: datetime.date, refuse) -> str:
    """The day as ISO 8601. A spreadsheet may have turned it around: that is undone where it can only be one day."""
    written = re.fullmatch(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?: 0?0:00(?::00)?)?", text)
    days = set()
    if written:
        first, separator, second, third = written.groups()
        orders = [(first, second, third)] if len(first) == 4 else []
        if len(third) == 4:
            orders += [(third, second, first)] + ([] if separator == "." else [(third, first, second)])
        for order in orders:
            try:
                days.add(datetime.date(*map(int, order)))
            except ValueError:
                continue
    if len(days) > 1:
        refuse("date", "can be read as two different days", "write it as year-month-day")
    elif not days:
        problem = "is not a day of the calendar" if text else "is empty"
        refuse("date", problem, f"write the day of the review as year-month-day, such as {today.isoformat()}")
    elif (day := days.pop()) > today:
        refuse("date", "is in the future", "write the day on which the statement was reviewed")
    else:
        return day.isoformat()
    return ""

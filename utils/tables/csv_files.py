"""One CSV file as rows of text, or what is wrong with its form."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from utils.errors import Issue, command
from utils.tables.rows import Row
from utils.tables.text_files import read_text, whole

REPAIR = f"run {command('check', 'FIX=yes', '--fix')}"
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ":": "colons"}
_OPENING = "“”„«»"  # curly quotes, as a word processor makes them of straight ones
Record = tuple[int, list[str]]  # the line of the file on which it starts, and its cells


def parse(text: str, mark: str = ",") -> Iterator[Record]:
    """The records of a CSV text with ``mark`` between the cells; raises csv.Error."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def delimiter(text: str, columns: Sequence[str]) -> str:
    """The mark between the cells of the first line: the one that gives the most columns of the table."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")

    def named(mark: str) -> int:
        return len({cell.strip().strip('"') for cell in first.split(mark)} & {*columns})

    return max((",", *DELIMITERS), key=named)


def empty_end(rows: Sequence[list[str]], width: int) -> int:
    """How many empty cells each row has to the right of the last column, if it is the same number in every row.

    Otherwise 0: if only one row has an extra cell, it may have lost the double quotes around a comma.
    """
    widths = {len(cells) for cells in rows}
    extra = max(widths, default=0) - width
    return extra if extra > 0 and len(widths) == 1 and not any("".join(cells[width:]) for cells in rows) else 0


def read_table(folder: Path, resource: dict) -> tuple[list[Row], list[Issue]]:
    """The rows of one CSV file as text, and the issues of its form (if there are any, there are no rows)."""
    file, columns = f"data/{resource['path']}", [field["name"] for field in resource["schema"]["fields"]]
    text = read_text(folder / resource["path"], file)
    if isinstance(text, Issue):
        first_line = f"{text.fix}; its first line is {','.join(columns)}"
        return [], [text._replace(fix=first_line) if text.problem == "is empty" else text]
    if issue := _other_form(text, file, columns):
        return [], [issue]
    records: list[Record] = []
    try:
        records.extend(parse(text))
    except csv.Error as error:
        return [], [_not_csv(error, file, text)]
    may_be_empty = resource.get("mayBeEmpty", False)
    if issues := _header_issues(records, file, columns) or _record_issues(records, file, may_be_empty):
        return [], issues
    name = resource["name"]
    return [Row(dict(zip(columns, cells, strict=True)), line, name, file) for line, cells in records[1:]], []


def _other_form(text: str, file: str, columns: list[str]) -> Issue | None:
    """Why the text of a file is not a table with commas between its cells."""
    first = text.partition("\n")[0].strip()
    if first.startswith("sep=") and len(first) <= 5:
        return Issue(file, 1, None, first, "is a note for Excel, not the column names", "delete this line")
    if (mark := delimiter(text, columns)) != ",":
        fix = f'{REPAIR}, or save it again as "CSV UTF-8" with commas'
        return whole(file, f"is saved with {DELIMITERS[mark]} between the cells instead of commas", fix)
    if first == f'"{",".join(columns)}"':
        fix = "delete the quotes around whole lines; inside them, write one double quote where there are two"
        return whole(file, "has each whole line in double quotes", fix)
    return None


def _not_csv(error: csv.Error, file: str, text: str) -> Issue:
    """What the CSV reader stumbled over, in words."""
    line = 1
    try:
        for start, cells in parse(text):
            line = start + 1 + sum(len(re.findall("\r\n|\r|\n", cell)) for cell in cells)
    except csv.Error:
        pass
    reader_message = str(error)
    problem, fix = reader_message, "check the double quotes in this row"
    if "unexpected end" in reader_message:
        problem = "a double quote is opened and never closed"
        fix = "add the closing double quote, or delete the opening one"
    elif "field larger" in reader_message:
        problem = f"a cell has more than {csv.field_size_limit():,} characters, or a double quote is never closed"
    elif "expected after" in reader_message:
        problem = "text follows a closing double quote"
        fix = "write a double quote inside a cell twice, and put the whole cell between double quotes"
        if '\\"' in "\n".join(text.splitlines()[line - 1 : line]):
            problem = 'a double quote inside a cell is written as \\" instead of ""'
    return Issue(file, line, None, None, f"is not valid CSV: {problem}", fix)


def _header_issues(records: list[Record], file: str, columns: list[str]) -> list[Issue]:
    line, header = records[0]
    first_line = f"make {','.join(columns)} the first line"
    if not "".join(header).strip():
        return [Issue(file, line, None, None, "is a blank line", f"delete it, or {REPAIR}")]
    if issue := _extra_columns(records, file, columns):
        return [issue]
    missing = [column for column in columns if column not in header]
    near = {_letters(name): name for name in header if name not in columns}
    misspelled = {column: near[_letters(column)] for column in missing if _letters(column) in near}
    if len(missing) - len(misspelled) > len(columns) / 2:
        fix = f"{first_line}, or restore it from git if this is another table"
        return [Issue(file, 1, None, ",".join(header), "does not match the column names of this table", fix)]
    issues = []
    for column in missing:
        if column in misspelled:
            problem = "is not the exact name of this column"
            issues.append(Issue(file, 1, column, misspelled[column], problem, f"write {column}"))
        else:
            issues.append(Issue(file, 1, column, None, "is missing", first_line))
    for name in dict.fromkeys(header):
        if name in columns and header.count(name) > 1:
            issues.append(Issue(file, 1, name, None, "appears twice in the header", "remove the second column"))
        elif name not in columns and name not in misspelled.values():
            problem = "is not a column of this table in data/datapackage.json"
            issues.append(Issue(file, 1, name or "without a name", None, problem, "remove it, or describe it there"))
    if not issues and header != columns:
        issues.append(Issue(file, 1, None, ",".join(header), "has the columns in the wrong order", first_line))
    return issues


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _extra_columns(records: list[Record], file: str, columns: list[str]) -> Issue | None:
    """Columns without a name: empty ones that a spreadsheet adds, an index that pandas adds, or text outside."""
    header, width = records[0][1], len(columns)
    extra = len(header) - width
    if extra > 0 and header[:width] == columns and not any(header[width:]):
        filled = [(line, cells) for line, cells in records[1:] if any(cells[width:])]
        if filled:
            fix = "move the text into a column of the table, or delete it"
            line, cells = filled[0]
            value = ",".join(filter(None, cells[width:]))
            return Issue(file, line, None, value, "is text to the right of the last column", fix)
        return whole(file, f"has {extra} empty column{'s'[: extra != 1]} after the last one", REPAIR)
    if extra == 1 and header[0] in ("", "Unnamed: 0") and header[1:] == columns:
        fix = "delete the first column (in pandas: to_csv(..., index=False))"
        return whole(file, "has the row numbers that pandas adds as a first column", fix)
    return None


def _record_issues(records: list[Record], file: str, may_be_empty: bool) -> list[Issue]:
    """Records that do not have one cell for each column."""
    (_, header), *rows = records
    width = len(header)
    if not rows and may_be_empty:
        return []
    if not rows:
        return [whole(file, "has no rows below the header", "restore it from git")]
    if extra := empty_end([cells for _, cells in rows], width):
        problem = f"has {extra} empty cell{'s'[: extra != 1]} after the last column in every row"
        return [whole(file, problem, REPAIR)]
    return [
        Issue(file, line, None, ",".join(cells) if any(cells) else None, *_wrong_record(cells, header))
        for line, cells in rows
        if len(cells) != width or not any(cells) or cells == header
    ]


def _wrong_record(cells: list[str], header: list[str]) -> tuple[str, str, None, str]:
    """The problem, the fix, no item and the cause, for a record that does not have one cell for each column."""
    count, width = len(cells), len(header)
    if not "".join(cells).strip():
        kind = "a blank line" if count <= 1 else "a row without any text"
        return f"is {kind}", f"delete it, or {REPAIR}", None, "blank"
    if cells == header:
        return "repeats the column names", "delete the row", None, ""
    counted = f"{count} cell{'s'[: count != 1]} instead of {width}"
    if count == 1:
        for mark, name in DELIMITERS.items():
            if len(cells[0].split(mark)) == width:
                return f"has {name} between the cells instead of commas", "replace them with commas", None, ""
    if any(text.strip()[:1] in _OPENING for text in cells if text.strip()):
        fix = 'replace them with straight double quotes (") around text that contains a comma'
        return f"has curly quotes around a cell ({counted})", fix, None, ""
    return (
        f"has {counted}",
        "put double quotes around text that contains a comma, and give every column a cell",
        None,
        "",
    )

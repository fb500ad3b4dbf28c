"""One CSV file as rows of text, or the one thing that is wrong with the file as a whole."""

from __future__ import annotations

import csv
import errno
import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Issue
from utils.tables.rows import Row

REPAIR = "run `make check FIX=yes`"
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ":": "colons"}
_AS_CSV = 'open it in a spreadsheet and save it as "CSV UTF-8"'
# first bytes → what the file is
_OTHER_FORMATS = (
    (b"PK\x03\x04", "is a zip file, not CSV", "restore it from git"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook (xls), not CSV", _AS_CSV),
    (b"%PDF", "is a PDF, not CSV", "restore it from git"),
    (b"{\\rtf", "is a text document (RTF), not CSV", "restore it from git"),
    (b"\x1f\x8b", "is compressed (gzip), not CSV", "decompress it"),
    (b"version https://git-lfs", "is a pointer of Git LFS, not the table", "run `git lfs pull`"),
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.MULTILINE)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|\?xml|head|table)\b", re.IGNORECASE)
_CURLY = "“”„«»"


def read_bytes(path: Path, file: str) -> bytes | Issue:
    """The contents of a file, or why it cannot be read; ``file`` is its name in messages."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return Issue(
                file, None, None, None, "is a folder, not a file", "move it away, and restore the file from git"
            )
        if not stat.S_ISREG(mode):  # a pipe or a device would never end
            return Issue(file, None, None, None, "is not an ordinary file", "restore it from git")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _missing(path, file)
    except PermissionError:
        return Issue(file, None, None, None, "cannot be read: you have no permission", f"run `chmod u+r {file}`")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Issue(
                file,
                None,
                None,
                None,
                "is a link that leads back to itself",
                "delete the link, and restore the file from git",
            )
        reason = (error.strerror or str(error)).lower()
        return Issue(file, None, None, None, f"cannot be read ({reason})", "restore it from git")


def _missing(path: Path, file: str) -> Issue:
    if path.is_symlink():
        fix = "delete the link, and restore the file from git"
        return Issue(file, None, None, None, "is a link to a file that does not exist", fix)
    parent = file.rpartition("/")[0]
    if not path.parent.is_dir():
        problem = "is not a folder" if path.parent.exists() or path.parent.is_symlink() else "is missing"
        return Issue(file, None, None, None, f"is missing: {parent} {problem}", f"restore {parent} from git")
    beside = sorted(other.name for other in path.parent.iterdir() if other.stem.lower() == path.stem.lower())
    if beside:
        other = beside[0]
        how = "rename it" if other.lower() == path.name.lower() else 'save it from your spreadsheet as "CSV UTF-8"'
        return Issue(
            file, None, None, None, f"is missing; {other} is there instead", f"{how}: the table is {path.name}"
        )
    return Issue(file, None, None, None, "is missing", "restore it from git")


def decode(content: bytes, file: str) -> str | Issue:
    """The text of a file, without the mark that a spreadsheet may write first, or why it is no UTF-8 text."""
    for start, problem, fix in _OTHER_FORMATS:
        if content.startswith(start):
            if start == b"PK\x03\x04" and b"opendocument.spreadsheet" in content[:200]:
                problem, fix = "is a LibreOffice spreadsheet (ods), not CSV", _AS_CSV
            elif start == b"PK\x03\x04" and (b"xl/" in content or b"[Content_Types].xml" in content):
                problem, fix = "is an Excel workbook (xlsx), not CSV", _AS_CSV
            return Issue(file, None, None, None, problem, fix)
    zeros = content[:1000].count(0)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or zeros > len(content[:1000]) / 4:
        bits = 32 if zeros > len(content[:1000]) / 2 + 1 else 16
        return Issue(
            file, None, None, None, f"is saved as UTF-{bits}, not as UTF-8 text", 'save it again as "CSV UTF-8"'
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        typed = content[error.start : error.start + 4].decode("cp1252", "replace")  # most likely
        problem = "is not UTF-8 text (the file is saved for Windows or an old Mac, or is cut off)"
        return Issue(file, line, None, typed, problem, 'save the file again as "CSV UTF-8"')


def parse(text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts; raises csv.Error."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def delimiter(text: str, columns: list[str]) -> str:
    """What stands between the cells of the first line: of those that give most columns of the table, the first."""
    lines = text.lstrip("\r\n").splitlines()

    def named(mark: str) -> int:
        return len({cell.strip().strip('"') for cell in lines[0].split(mark)} & {*columns}) if lines else 0

    return max((",", *DELIMITERS), key=named)


def read_table(folder: Path, resource: dict) -> tuple[list[Row], list[Issue]]:
    """The rows of one CSV file as text, and the issues of its format (if there are any, do not use the rows)."""
    file, columns = f"data/{resource['path']}", [field["name"] for field in resource["schema"]["fields"]]
    content = read_bytes(folder / resource["path"], file)
    text = decode(content, file) if isinstance(content, bytes) else content
    if isinstance(text, Issue):
        return [], [text]
    if issue := _other_form(text, file, columns):
        return [], [issue]
    records, line = [], 1
    try:
        for line, cells in parse(text):
            records.append((line, cells))
    except csv.Error as error:
        return [], [_not_csv(error, file, records, text)]
    issues = _header_issues(records, file, columns) or _record_issues(records, file)
    if issues:
        return [], issues
    name = resource["name"]
    return [Row(dict(zip(columns, cells, strict=True)), line, name, file) for line, cells in records[1:]], []


def _other_form(text: str, file: str, columns: list[str]) -> Issue | None:
    """Why the text of a file is no table with commas between its cells."""
    header = ",".join(columns)
    if not text.strip("\ufeff\0 \t\r\n,;"):
        return Issue(file, None, None, None, "is empty", f"restore it from git; its first line is {header}")
    if _WEB_PAGE.match(text):
        return Issue(file, None, None, None, "is a web page, not CSV", "restore it from git")
    if any(mark in text for mark in ("<" * 7, "=" * 7, ">" * 7)) and (marks := list(_CONFLICT.finditer(text))):
        first, last = (text.count("\n", 0, mark.start()) + 1 for mark in (marks[0], marks[-1]))
        problem = "contains the marks of a merge conflict" + (f", down to row {last}" if last > first else "")
        fix = "keep the rows that are right, and delete the lines that start with <<<<<<<, ======= and >>>>>>>"
        return Issue(file, first, None, marks[0][0], problem, fix)
    first = text.partition("\n")[0].strip()
    if first.startswith("sep=") and len(first) <= 5:
        return Issue(file, 1, None, first, "is a note for Excel, not the names of the columns", "delete this line")
    if (mark := delimiter(text, columns)) != ",":
        fix = f'{REPAIR}, or save it again as "CSV UTF-8" with commas'
        return Issue(
            file, None, None, None, f"is saved with {DELIMITERS[mark]} between the cells instead of commas", fix
        )
    if first.startswith('"') and first.strip('"').split(",") == columns and "," in first and '","' not in first:
        fix = "delete the quotes around whole lines; inside them, write one double quote where there are two"
        return Issue(file, None, None, None, "has each whole line in double quotes", fix)
    return None


def _not_csv(error: csv.Error, file: str, records: list, text: str) -> Issue:
    """A message for what the reader of CSV stumbled over."""
    starts = [line for line, _ in records]
    line = starts[-1] + _lines(records[-1][1]) if records else 1
    said = str(error)
    if "unexpected end" in said or "field larger" in said:
        problem, fix = (
            "a double quote is opened and never closed",
            "add the closing double quote, or delete the opening one",
        )
    elif "expected after" in said:
        problem = "text follows a closing double quote"
        fix = "write a double quote inside a cell twice, and put the whole cell between double quotes"
        if '\\"' in "\n".join(text.splitlines()[line - 1 : line]):
            problem = 'a double quote inside a cell is written as \\" instead of ""'
    else:
        problem, fix = said, "check the double quotes in this row"
    return Issue(file, line, None, None, f"is not valid CSV: {problem}", fix)


def _lines(cells: list[str]) -> int:
    """How many lines of the file a record takes."""
    return 1 + sum(len(re.findall("\r\n|\r|\n", cell)) for cell in cells)


def _header_issues(records: list[tuple[int, list[str]]], file: str, columns: list[str]) -> list[Issue]:
    line, header = records[0]
    first_line = f"make {','.join(columns)} the first line"
    if not "".join(header).strip():
        return [Issue(file, line, None, None, "is a blank line before the names of the columns", "delete the line")]
    if issues := _extra_columns(records, file, columns):
        return issues
    known = [name for name in header if name in columns]
    if not known and len(header) == len(columns):
        told = f"has no line with the names of the columns before row {line}"
        return [Issue(file, line, None, ",".join(header), told, f"add {','.join(columns)} as the first line")]
    near = {_plain(name): name for name in header if name not in columns}
    issues = []
    for column in columns:
        if column not in header:
            if wrote := near.pop(_plain(column), None):
                issues.append(Issue(file, 1, column, wrote, "is not how this column is written", f"write {column}"))
            else:
                issues.append(Issue(file, 1, column, None, "is missing", first_line))
    for column in dict.fromkeys(header):
        if header.count(column) > 1 and column in columns:
            issues.append(Issue(file, 1, column, None, "stands in the first line twice", "remove the second column"))
        elif column not in columns and near.get(_plain(column)) == column:
            problem = "is not a column of this table in data/datapackage.json"
            issues.append(Issue(file, 1, column or "without a name", None, problem, "remove it, or describe it there"))
    if not issues and header != columns:
        issues.append(Issue(file, 1, None, ",".join(header), "has the columns in the wrong order", first_line))
    return issues


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _extra_columns(records: list[tuple[int, list[str]]], file: str, columns: list[str]) -> list[Issue]:
    """Columns without a name: empty ones that a spreadsheet adds, an index that pandas adds, or text outside."""
    header = records[0][1]
    extra = len(header) - len(columns)
    if extra > 0 and header[-extra:] == [""] * extra:
        filled = next((line for line, cells in records[1:] if any(cells[len(columns) :])), None)
        if filled is None:
            number = f"{extra} empty column{'s'[: extra != 1]}"
            return [Issue(file, None, None, None, f"has {number} after the last one", REPAIR)]
        fix = "move the text into a column of the table, or delete it"
        return [Issue(file, filled, None, None, "has text to the right of the last column", fix)]
    if extra == 1 and header[0] in ("", "Unnamed: 0") and header[1:] == columns:
        fix = "delete the first column (in pandas: to_csv(..., index=False))"
        return [Issue(file, None, None, None, "has the row numbers that pandas adds as a first column", fix)]
    return []


def _record_issues(records: list[tuple[int, list[str]]], file: str) -> list[Issue]:
    """Records that do not have one cell for each column."""
    (_, header), *rows = records
    issues = []
    for line, cells in rows:
        if len(cells) == len(header) and any(cells) and cells != header:
            continue
        issues.append(Issue(file, line, None, _as_typed(cells), *_wrong_record(cells, header)))
    if not rows:
        issues.append(
            Issue(file, None, None, None, "has no rows under the names of the columns", "restore it from git")
        )
    return issues


def _as_typed(cells: list[str]) -> str:
    return ",".join(cells) if any(cells) else ""


def _wrong_record(cells: list[str], header: list[str]) -> tuple[str, str, None, str]:
    """Problem, fix and cause of a record that does not have one cell for each column."""
    count, extra = len(cells), len(cells) - len(header)
    cell = "cells" if count != 1 else "cell"
    if not "".join(cells).strip():
        kind = "a blank line" if count <= 1 else "a row without any text"
        return f"is {kind}", f"delete it, or {REPAIR}", None, "blank"
    if cells == header:
        return "repeats the names of the columns", "delete the row", None, ""
    if extra > 0 and not any(cells[-extra:]):
        return f"has empty cells after the last column ({count} cells instead of {len(header)})", REPAIR, None, ""
    if count == 1:
        for mark, name in DELIMITERS.items():
            if len(cells[0].split(mark)) == len(header):
                return f"has {name} between the cells instead of commas", "replace them with commas", None, ""
    if any(text.strip()[:1] in _CURLY for text in cells if text.strip()):
        fix = 'replace them with straight double quotes (") around text that contains a comma'
        return f"has curly quotes around a cell ({count} {cell} instead of {len(header)})", fix, None, "curly"
    fix = "put double quotes around text that contains a comma, and give every column a cell"
    return f"has {count} {cell} instead of {len(header)}", fix, None, ""

"""The one list of broken files: tables as spreadsheets, editors, git and file systems leave them, and their messages.

`python -m tests.tables.broken_files` writes tests/tables/broken_files.txt again, every message word by word, to be read
before it is committed.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

from utils.errors import DataError, Issue, summary
from utils.tables import loader
from utils.tables.rows import Level
from utils.tables.rules.fact_base import cells_have_no_stray_whitespace

MESSAGES = Path(__file__).with_name("broken_files.txt")
COLUMNS = ["id", "label", "source_id", "position", "low", "kind", "time_label", "checked"]
ROWS = [
    ["ana", "Zoë’s knee, left", "007", "1", "2.5", "yes", "16:10", "2026-07-27"],
    ["ben", '"Pins and needles"', "012", "2", "-3", "no", "09:30", "not stated"],
    ["cleo", "Bone pain – at night", "007", "3", "", "yes", "", "2026-01-31"],
    ["dora", "98.6 °F (37.0 °C)", "012", "4", "10", "no", "23:05", ""],
    ["emil", "Swelling; 5 µg", "012", "5", "0", "", "day 3", ""],
]
SOURCES = "id,title\n007,First\n012,Second\n"


def written(records: list[list[str]], delimiter: str = ",") -> str:
    """Rows with double quotes where CSV needs them."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & {delimiter, '"', "\n", "\r"} else text

    return "".join(delimiter.join(map(quoted, row)) + "\n" for row in records)


SOUND = written([COLUMNS, *ROWS])


def package(folder: Path) -> Path:
    """A sound Data Package of two tables, ``notes`` and ``sources``."""
    text = {"type": "string", "description": "words"}
    constraints = {
        "id": {"required": True, "unique": True, "pattern": "[a-z]+"},
        "source_id": {"required": True, "pattern": r"\d{3}"},
        "position": {"required": True, "minimum": 1},
        "kind": {"enum": ["yes", "no"]},
        "checked": {"pattern": r"\d{4}-\d{2}-\d{2}|not stated"},
    }
    types = {"position": "integer", "low": "number"}
    fields = [
        {**text, "name": name, "type": types.get(name, "string"), "constraints": constraints.get(name, {})}
        for name in COLUMNS
    ]
    link = {"fields": "source_id", "reference": {"resource": "sources", "fields": "id"}}
    notes = {"fields": fields, "primaryKey": "id", "foreignKeys": [link]}
    number = {"required": True, "unique": True, "pattern": r"\d{3}"}
    sources = {"fields": [{**text, "name": "id", "constraints": number}, {**text, "name": "title"}], "primaryKey": "id"}
    described = [
        {"name": name, "path": f"{name}.csv", "description": "rows", "schema": schema}
        for name, schema in (("notes", notes), ("sources", sources))
    ]
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps({"description": "tables", "resources": described}))
    (folder / "notes.csv").write_bytes(SOUND.encode())
    (folder / "sources.csv").write_bytes(SOURCES.encode())
    return folder


# --- how a file is broken: functions of the folder --------------------------------------------------------------------

Break = Callable[[Path], object]


def contents(change: Callable[[str], str | bytes], name: str = "notes.csv") -> Break:
    """The file's text, changed."""

    def apply(folder: Path) -> None:
        made = change((folder / name).read_bytes().decode())
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())

    return apply


def rows(change: Callable[[list[list[str]]], object]) -> Break:
    """The rows, header first, changed in place (or others returned)."""

    def changed(_: str) -> str:
        made = [list(row) for row in (COLUMNS, *ROWS)]
        return written(change(made) or made)

    return contents(changed)


def cell(name: str, value: str, row: int = 2) -> Break:
    """One cell of a row of the file, counted as a spreadsheet does."""
    return rows(lambda made: made[row - 1].__setitem__(COLUMNS.index(name), value))


def column(name: str, change: Callable[[str], str]) -> Break:
    """Every cell of one column."""
    at = COLUMNS.index(name)
    return rows(lambda made: [made[0], *([*row[:at], change(row[at]), *row[at + 1 :]] for row in made[1:])])


def replaced(make: Callable[[Path], object], name: str = "notes.csv") -> Break:
    """Something else in place of the file, which is gone."""

    def apply(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return apply


def workbook(kind: str) -> bytes:
    """The first bytes of a spreadsheet's own format: a zip with the names that such a file has."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if kind == "ods":
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("[Content_Types].xml" if kind == "xlsx" else "content.xml", "<x/>")
    return made.getvalue()


def unreadable(name: str) -> Break:
    return lambda folder: (folder / name).chmod(0)


def beside(name: str) -> Break:
    """The table is missing, and there is another file next to its place."""
    return lambda folder: (folder / "notes.csv").rename(folder / name)


CONFLICT = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> branch\n"


def conflict(text: str) -> str:
    head, second, *rest = text.splitlines(keepends=True)
    return head + CONFLICT.format(second, second.replace("2.5", "3")) + "".join(rest)


MANY = [*"abcdefghij"]
# what is wrong → how to make it so; those of REPAIRED, `make check FIX=yes` fixes
REPAIRED: dict[str, Break] = {
    "semicolons": contents(lambda text: written([COLUMNS, *ROWS], ";")),
    "semicolons, with the mark and line ends of a spreadsheet": contents(
        lambda text: ("\ufeff" + written([COLUMNS, *ROWS], ";")).replace("\n", "\r\n")
    ),
    "tabs": contents(lambda text: written([COLUMNS, *ROWS], "\t")),
    "vertical bars": contents(lambda text: written([COLUMNS, *ROWS], "|")),
    "one empty column at the end": rows(lambda made: [[*row, ""] for row in made]),
    "seven empty columns at the end": rows(lambda made: [[*row, *[""] * 7] for row in made]),
    "empty cells at the end of the rows, not of the header": rows(
        lambda made: [made[0], *([*row, "", ""] for row in made[1:])]
    ),
    "accents apart from their letters": contents(lambda text: unicodedata.normalize("NFD", text)),
    "a blank line in the middle": contents(lambda text: text.replace("\nben", "\n\nben")),
    "a blank line with spaces": contents(lambda text: text.replace("\nben", "\n  \nben")),
    "a blank line first": contents(lambda text: "\n" + text),
    "blank lines at the end": contents(lambda text: text + "\n\n\n"),
    "a row of commas": contents(lambda text: text + ",,,,,,,\n"),
}
BROKEN: dict[str, Break] = {
    # the file as a whole
    "missing": lambda folder: (folder / "notes.csv").unlink(),
    "another name, as Windows gives it": beside("notes.csv.txt"),
    "only a workbook is there": beside("notes.xlsx"),
    "a folder": replaced(lambda path: path.mkdir()),
    "a link to nowhere": replaced(lambda path: path.symlink_to("nowhere.csv")),
    "a link to itself": replaced(lambda path: path.symlink_to(path.name)),
    "unreadable": unreadable("notes.csv"),
    "a pipe": replaced(os.mkfifo),
    "empty": contents(lambda text: ""),
    "only line ends": contents(lambda text: "\n\r\n  \n"),
    "only zero bytes": contents(lambda text: b"\0" * 4096),
    "no rows": contents(lambda text: text.splitlines(keepends=True)[0]),
    "cut off in a character": contents(lambda text: text.encode()[: text.encode().index("–".encode()) + 1]),
    "cut off in a row": contents(lambda text: text[: text.index("23:05")]),
    "cut off in quotes": contents(lambda text: text[: text.index("knee")]),
    "xlsx": contents(lambda text: workbook("xlsx")),
    "ods": contents(lambda text: workbook("ods")),
    "zip": contents(lambda text: workbook("zip")),
    "xls": contents(lambda text: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    "PDF": contents(lambda text: "%PDF-1.7\n"),
    "RTF": contents(lambda text: "{\\rtf1\\ansi " + text),
    "gzip": contents(lambda text: gzip.compress(text.encode(), mtime=0)),
    "a web page": contents(lambda text: "<!DOCTYPE html>\n<html><title>Sign in</title></html>\n"),
    "a pointer of Git LFS": contents(lambda text: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
    "UTF-16": contents(lambda text: text.encode("utf-16")),
    "UTF-16 without a mark": contents(lambda text: text.encode("utf-16-le")),
    "UTF-32": contents(lambda text: text.encode("utf-32")),
    "cp1252": contents(lambda text: text.encode("cp1252")),
    "an old Mac's letters": contents(lambda text: text.encode("mac_roman")),
    "read as cp1252 and saved as UTF-8": contents(lambda text: text.encode().decode("cp1252")),
    "a letter that was lost": contents(lambda text: text.replace("Zoë", "Zo\ufffd")),
    "a merge conflict": contents(conflict),
    "a mark of a conflict that was left": contents(lambda text: text.replace("\nben", "\n=======\nben")),
    "a note for Excel": contents(lambda text: "sep=;\n" + written([COLUMNS, *ROWS], ";")),
    "whole lines in quotes": contents(
        lambda text: "".join('"' + line.replace('"', '""') + '"\n' for line in text.splitlines())
    ),
    # the first line
    "another table": contents(lambda text: SOURCES),
    "no header": contents(lambda text: text.partition("\n")[2]),
    "a column is missing": rows(lambda made: [row[:-1] for row in made]),
    "a column too many": rows(lambda made: [[*row, "x"] for row in made]),
    "a column twice": rows(lambda made: [[*row, row[0]] for row in made]),
    "columns in another order": rows(lambda made: [row[::-1] for row in made]),
    "a column with a capital letter": rows(lambda made: made[0].__setitem__(1, "Label")),
    "a column with a space": rows(lambda made: made[0].__setitem__(3, " position")),
    "the row numbers of pandas": rows(
        lambda made: [["", *made[0]], *([str(number), *row] for number, row in enumerate(made[1:]))]
    ),
    "the mark of a spreadsheet twice": contents(lambda text: "\ufeff\ufeff" + text),
    # the rows
    "the header twice": contents(lambda text: text + text.partition("\n")[0] + "\n"),
    "a cell too few": contents(lambda text: text + "fay,Cough,012,6\n"),
    "a comma without quotes": contents(lambda text: text.replace('"Zoë’s knee, left"', "Zoë’s knee, left")),
    "a decimal comma without quotes": contents(lambda text: text.replace(",2.5,", ",2,5,")),
    "semicolons in some rows": contents(lambda text: text + "fay;Cough;012;6;;;;\ngus;Cold;012;7;;;;\n"),
    "curly quotes around cells": contents(lambda text: text.replace('"Zoë’s knee, left"', "“Zoë’s knee, left”")),
    "text to the right of the table": rows(
        lambda made: [[*made[0], ""], [*made[1], ""], [*made[2], "ask Kim"], *([*row, ""] for row in made[3:])]
    ),
    "a quote that never closes": contents(lambda text: text + 'fay,"Cough,012,6,,,,\n'),
    "text after a quote": contents(lambda text: text + 'fay,"Cough" dry,012,6,,,,\n'),
    "a quote escaped with a backslash": contents(lambda text: text + 'fay,"\\"Dry\\" cough, at night",012,6,,,,\n'),
    "one row with an empty cell too many": contents(lambda text: text + "fay,Cough, dry,012,6,,,,\n"),
    # characters
    "control character": cell("label", "yellow\x07 skin"),
    "zero byte": cell("label", "yellow\x00 skin"),
    "delete character": cell("label", "yellow\x7f skin"),
    "control character of Latin-1": cell("label", "yellow\x85skin"),
    "noncharacter": cell("label", "yellow\uffff skin"),
    "private character": cell("label", "yellow \uf0b7 skin"),
    "zero-width space": cell("label", "yellow\u200b skin"),
    "zero-width joiner between letters": cell("label", "yel\u200dlow skin"),
    "zero-width non-joiner between letters": cell("label", "yel\u200clow skin"),
    "word joiner": cell("label", "yellow\u2060skin"),
    "byte-order mark in a cell": cell("label", "\ufeffyellow skin"),
    "soft hyphen": cell("label", "metas\u00adtatic"),
    "variation selector after a letter": cell("label", "yellow\ufe0f skin"),
    "a tag without a flag": cell("label", "yellow\U000e0041 skin"),
    "invisible letter": cell("label", "yellow\u3164skin"),
    "direction mark": cell("label", "yellow\u200f skin"),
    "direction override": cell("label", "yellow \u202eniks"),
    "no-break space": cell("label", "yellow\u00a0skin"),
    "thin space": cell("label", "5\u2009mg"),
    "line separator": cell("label", "yellow\u2028skin"),
    "a pile of accents": cell("label", "q\u0301\u0302\u0303\u0304\u0305 fever"),
    "many invisible characters": column("label", lambda value: value.replace(" ", "\u200b\u00a0", 1)),
    "invisible character in an id": cell("id", "an\u200ba"),
    "space at the end": cell("label", "yellow skin "),
    "tab in a cell": cell("label", "yellow\tskin"),
    "line break in a cell": cell("label", "yellow\nskin"),
    "digits of another script in a number": cell("low", "٢٫٥"),
    "wide digits in a position": cell("position", "\uff11"),
    "wide digits in text": cell("label", "\uff19\uff18 °F"),
    "wide digits in a date": cell("checked", "\uff12026-07-27"),
    # what a spreadsheet makes of what was typed
    "3-4 as a date": cell("label", "04-Mar"),
    "March 2026 as a date": cell("label", "Mar-26"),
    "a date with slashes": cell("label", "3/4/2026"),
    "a date with its time": cell("label", "2026-03-04 00:00:00"),
    "a date in a number": cell("low", "4-Mar"),
    "a date of another form": cell("checked", "7/27/2026"),
    "a date as a number": cell("checked", "46230"),
    "#NAME?": cell("label", "#NAME?"),
    "#DIV/0! in a number": cell("low", "#DIV/0!"),
    "#REF! in an allowed value": cell("kind", "#REF!"),
    "an error of LibreOffice": cell("label", "Err:502"),
    "a narrow column": cell("label", "########"),
    "TRUE in text": cell("label", "TRUE"),
    "TRUE for yes": cell("kind", "TRUE"),
    "NULL": cell("label", "NULL"),
    "nan in a number": cell("low", "nan"),
    "N/A in a date": cell("checked", "N/A"),
    "a formula in a number": cell("low", "=2+0.5"),
    "an apostrophe before a number": cell("label", "'007"),
    "an apostrophe in a number": cell("low", "'2.5"),
    "a time as a fraction of a day": cell("time_label", "0.6736"),
    "a time as all digits of a fraction": cell("time_label", "0.6736111111111112"),
    "a whole number with .0": column("source_id", lambda value: f"{value}.0"),
    "whole numbers of which zeros and .0": column("source_id", lambda value: f"{int(value)}.0"),
    "a space beside an id": cell("id", "anna "),
    "an id with a capital letter": cell("id", "Anna"),
    "a dash in a date": column("checked", lambda value: value.replace("-", "–")),
    "a time with seconds": column("time_label", lambda value: f"{value}:00" if ":" in value else value),
    "a time with PM": cell("time_label", "04:10:00 PM"),
    "a time with a.m.": cell("time_label", "9:30 a.m."),
    "a time without its zero": cell("time_label", "9:30"),
    "a long number as a power": cell("label", "1.23457E+15"),
    "an escaped line end": cell("label", "yellow_x000D_ skin"),
    "zeros lost": column("source_id", lambda value: value.lstrip("0")),
    "zeros lost from an id": contents(lambda text: text.replace("007", "7"), "sources.csv"),
    "another capital letter": column("kind", str.capitalize),
    # numbers
    "words": cell("low", "many"),
    "percent": cell("low", "28%"),
    "thousands": cell("low", "2,300"),
    "decimal comma": cell("low", "2,5"),
    "space between thousands": cell("low", "2 300"),
    "power of ten": cell("low", "1e3"),
    "plus": cell("low", "+5"),
    "point at the end": cell("low", "5."),
    "point at the start": cell("low", ".5"),
    "infinity": cell("low", "inf"),
    "hexadecimal": cell("low", "0x10"),
    "a typographic minus": cell("low", "−3"),
    "zeros in front": cell("position", "01"),
    "space beside a number": cell("low", " 2.5"),
    "half a position": cell("position", "1.5"),
    "a position of 40 digits": cell("position", "1" * 40),
    "a number of 400 digits": cell("low", "9" * 400),
    "a number of 30 decimals": cell("low", "0." + "3" * 30),
    "below the minimum": cell("position", "0"),
    # long
    "a very long cell": cell("label", "very " * 2000 + "long"),
    "a cell longer than csv reads": cell("label", "very " * 40_000 + "long"),
    "an id of 101 letters": cell("id", "a" * 101),
    # many at once
    "a hundred rows with a cell too many": contents(lambda text: text + "fay,Cough, dry,012,6,,,,\n" * 100),
    "a thousand wrong cells": contents(
        lambda text: text + "".join(f"{a}{b}{c},Cough,012,1,28%,,,\n" for a in MANY for b in MANY for c in MANY)
    ),
    # the descriptor
    "no descriptor": lambda folder: (folder / "datapackage.json").unlink(),
    "the descriptor is a folder": replaced(lambda path: path.mkdir(), "datapackage.json"),
    "the descriptor is a link to nowhere": replaced(lambda path: path.symlink_to("nowhere"), "datapackage.json"),
    "the descriptor is a link to itself": replaced(lambda path: path.symlink_to(path.name), "datapackage.json"),
    "the descriptor is unreadable": unreadable("datapackage.json"),
    "the descriptor is empty": contents(lambda text: "", "datapackage.json"),
    "the descriptor is UTF-16": contents(lambda text: text.encode("utf-16"), "datapackage.json"),
    "the descriptor is an empty object": contents(lambda text: "{}", "datapackage.json"),
    "the descriptor is a list": contents(lambda text: "[]", "datapackage.json"),
    "the descriptor is null": contents(lambda text: "null", "datapackage.json"),
    "a conflict in the descriptor": contents(lambda text: conflict(text.replace(", ", ",\n")), "datapackage.json"),
    "no folder": shutil.rmtree,
}
CASES = BROKEN | REPAIRED
# what people write and must be able to write
ACCEPTED: dict[str, Break] = {
    "as it is": lambda folder: None,
    "the mark and line ends of a spreadsheet": contents(lambda text: ("\ufeff" + text).replace("\n", "\r\n")),
    "line ends of an old Mac": contents(lambda text: text.replace("\n", "\r")),
    "no final line end": contents(str.rstrip),
    "every cell in quotes": contents(
        lambda text: "".join(
            ",".join('"' + text.replace('"', '""') + '"' for text in row) + "\n" for row in (COLUMNS, *ROWS)
        )
    ),
    "a mark in the descriptor": contents(lambda text: "\ufeff" + text, "datapackage.json"),
    **{
        value: cell("label", value)
        for value in (
            "naïve café, Łódź, Ağrı, phở",
            "\U0001f469\U0001f3fd\u200d\u2695\ufe0f nurse",
            "\u2764\ufe0f and \u260e\ufe0e",
            "1\ufe0f\u20e3 first",
            "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f the flag of Scotland",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
            "שלום",
            "مرحبا",
            "می\u200cخواهم",
            "क्\u200dष",
            "乳がん",
            "½ of 10² µg, 5–10 × 3 − 1",
            "“quoted”, ‘so’ – … •",
            "16:10",
            "At 04:10 PM",
            "3-4",
            "March 4",
            "none",
            "True",
            "true",
            "not stated",
            "1,000",
            "+1 for good",
            "-",
            "–",
            "@home",
            "=1+1",
            "# 1",
            "###x",
            "E. coli",
            "2026",
            "T8–L2",
            "#1",
            "<b>",
            "â",
            "12E5 units",
            "007",
        )
    },
}
FORM_ONLY = ("the mark and line ends of a spreadsheet", "line ends of an old Mac", "no final line end")


# --- what is reported -------------------------------------------------------------------------------------------------


@contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """Root may read everything: for a file that may not be read, be somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that an ordinary user may enter, too."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def issues(folder: Path) -> list[Issue]:
    """What the check finds; of the rules, only that for white space is about any table at all."""
    rules = {cells_have_no_stray_whitespace: Level.VALID}
    closed = any(not path.lstat().st_mode & 0o400 for path in folder.rglob("*"))
    with mock.patch.multiple(loader, RULES=rules), as_an_ordinary_user() if closed else nullcontext():
        try:
            return loader.check(folder)
        except DataError as error:
            return error.issues


def broken(folder: Path, name: str) -> Path:
    """The small Data Package, broken in the way of that name."""
    made = package(folder / "data")
    (CASES | ACCEPTED)[name](made)
    return made


def messages() -> dict[str, list[str]]:
    """Name of each kind of broken file → the lines that `make check` prints for it."""
    printed = {}
    for name in CASES:
        with scratch() as folder:
            printed[name] = summary(issues(broken(folder, name)))
    return printed


def as_text(printed: dict[str, list[str]]) -> str:
    """The list as it is committed."""
    return "\n".join("\n".join([f"# {name}", *lines, ""]) for name, lines in printed.items())


if __name__ == "__main__":
    MESSAGES.write_text(as_text(messages()), encoding="utf-8")

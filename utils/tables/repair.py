"""Repairs of the form of a table: what a spreadsheet or an editor changes around the cells, never what a cell says."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from utils.errors import CourseError
from utils.project import DATA
from utils.tables.csv_files import DELIMITERS, delimiter, empty_end, parse
from utils.tables.data_package import descriptor
from utils.tables.text_files import decode, read_bytes

_SHOWN = 3  # lines of a file that are shown before and after


@dataclass(frozen=True)
class Repair:
    """A file whose form can be repaired: what changes, and its bytes before and after."""

    file: str
    path: Path
    changes: tuple[str, ...]
    before: bytes
    after: bytes

    def __str__(self) -> str:
        pairs = zip_longest(*(text.splitlines(keepends=True) for text in (self.before, self.after)))
        lines = [f"{self.file}: {'; '.join(self.changes)}"]
        for before, after in [pair for pair in pairs if pair[0] != pair[1]][:_SHOWN]:
            lines += [f"  {sign} {_shown(line)}" for sign, line in (("-", before), ("+", after)) if line is not None]
        return "\n".join(lines)

    def write(self) -> None:
        """Replace the file, all at once; raises CourseError where that is not possible."""
        target, scratch = self.path.resolve(), None
        try:
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as file:
                scratch = Path(file.name)
                file.write(self.after)
            shutil.copymode(target, scratch)
            scratch.replace(target)
        except OSError as error:
            if scratch:
                scratch.unlink(missing_ok=True)
            reason = (error.strerror or str(error)).lower()
            raise CourseError(f"{self.file} cannot be written ({reason}); it was not changed.") from None


def repairs(folder: Path = DATA) -> list[Repair]:
    """The tables of a folder whose form can be repaired. Writes nothing; raises DataError as ``descriptor`` does.

    A table is left out if anything else about its form is wrong (such as a row with a missing cell), because it is then
    unclear which text belongs to which column.
    """
    found = []
    for resource in descriptor(folder)["resources"]:
        path, file = folder / resource["path"], f"data/{resource['path']}"
        before = read_bytes(path, file)
        if isinstance(before, bytes) and (repaired := _repaired(before, resource)):
            found.append(Repair(file, path, *repaired))
    return found


def _repaired(before: bytes, resource: dict) -> tuple[tuple[str, ...], bytes, bytes] | None:
    columns, text = [field["name"] for field in resource["schema"]["fields"]], decode(before, resource["path"])
    if not isinstance(text, str):
        return None
    mark = delimiter(text, columns)
    try:
        records = list(parse(text, mark))
    except csv.Error:
        return None
    rows = [cells for _, cells in records if any(map(str.strip, cells))]
    width = len(columns)
    trimmed = [rows[0][:width] if not any(rows[0][width:]) else rows[0], *rows[1:]] if rows else []
    if empty_end(rows[1:], width):
        trimmed[1:] = [cells[:width] for cells in rows[1:]]
    if not trimmed or trimmed[0] != columns or any(len(cells) != width for cells in trimmed):
        return None
    joined = [[unicodedata.normalize("NFC", cell) for cell in cells] for cells in trimmed]
    after = _written(joined).encode("utf-8")
    if [cells for _, cells in parse(after.decode("utf-8"))] != joined:
        return None
    inside = "".join(map("".join, rows))  # a line break inside a cell is a matter of its content
    parts = sum(
        old != new
        for cells, others in zip(trimmed, joined, strict=True)
        for old, new in zip(cells, others, strict=True)
    )
    changes = [
        (before.startswith(codecs.BOM_UTF8), "the byte-order mark is removed"),
        (mark != ",", f"{DELIMITERS.get(mark)} between the cells become commas"),
        (text.count("\r") > inside.count("\r"), "line endings become LF, as in git"),
        (not text.endswith(("\n", "\r")), "a line ending is added to the last line"),
        (len(rows) < len(records), f"blank rows are removed ({len(records) - len(rows)})"),
        (rows != trimmed, "empty cells after the last column are removed"),
        (parts, f"accents are joined to their letters (Unicode form NFC; cells: {parts})"),
    ]
    changes_made = tuple(words for changed, words in changes if changed)
    return (changes_made, before, after) if changes_made else None


def _written(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _shown(line: bytes, length: int = 90) -> str:
    text = ascii(line.decode("utf-8", "replace"))[1:-1]
    return text if len(text) <= length else f"{text[: length - 1]}…"

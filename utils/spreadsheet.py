"""CSV files for people: a spreadsheet shows every cell as it is written and runs none as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")  # the wide forms are formulas in East Asian spreadsheets
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """A table as CSV for people: UTF-8 with a byte-order mark, by which Excel knows it, and no cell is a formula.

    A file that a program imports is written without this: there every character counts.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequence
        Cells of any type, in the order of ``header``.

    Returns
    -------
    bytes
        The whole file; each line ends with a line feed.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(safe_cell, row) for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def safe_cell(value: object) -> object:
    """A text that a spreadsheet could take for a formula gets an apostrophe in front; numbers stay as they are.

    Parameters
    ----------
    value : object
        Content of a cell.

    Returns
    -------
    object
        ``value``, or text that starts with an apostrophe, which spreadsheets read as "this is text".

    References
    ----------
    OWASP, "CSV Injection" (owasp.org/www-community/attacks/CSV_Injection).
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value

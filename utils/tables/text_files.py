"""The text of one file, or the one thing that is wrong with the file as a whole."""

from __future__ import annotations

import codecs
import errno
import re
import stat
from pathlib import Path

from utils.errors import Issue

RESTORE = "restore it from git"
_DELETE_LINK = "delete the link, and restore the file from git"
_AS_CSV, _AGAIN = 'open it in a spreadsheet and save it as "CSV UTF-8"', 'save it again as "CSV UTF-8"'
_ZIP = b"PK\x03\x04"
# first bytes → what the file is
_OTHER_FORMATS = (
    (_ZIP, "is a zip file, not a text file", RESTORE),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook (xls), not CSV", _AS_CSV),
    (b"%PDF", "is a PDF, not a text file", RESTORE),
    (b"{\\rtf", "is a word processor's document (RTF), not a text file", RESTORE),
    (b"\x1f\x8b", "is compressed (gzip)", "decompress it"),
    (b"version https://git-lfs", "is a Git LFS pointer, not the file itself", "run `git lfs pull`"),
)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.MULTILINE)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|\?xml|head|table)\b", re.IGNORECASE)


def whole(file: str, problem: str, fix: str) -> Issue:
    """An issue with a file as a whole."""
    return Issue(file, None, None, None, problem, fix)


def read_text(path: Path, file: str) -> str | Issue:
    """The text of a file, or why there is none; ``file`` is its name in messages."""
    content = read_bytes(path, file)
    return decode(content, file) if isinstance(content, bytes) else content


def read_bytes(path: Path, file: str) -> bytes | Issue:
    """The contents of a file, or why it cannot be read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return whole(file, "is a folder, not a file", "move it away, and restore the file from git")
        if not stat.S_ISREG(mode):  # a pipe or a device would never end
            return whole(file, "is not an ordinary file", RESTORE)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _missing(path, file)
    except PermissionError:
        return whole(file, "cannot be read: you do not have permission", f"run `chmod u+r {file}`")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return whole(file, "is a link that leads back to itself", _DELETE_LINK)
        return whole(file, f"cannot be read ({(error.strerror or str(error)).lower()})", RESTORE)


def _missing(path: Path, file: str) -> Issue:
    if path.is_symlink():
        return whole(file, "is a link to a file that does not exist", _DELETE_LINK)
    parent = file.rpartition("/")[0]
    if not path.parent.is_dir():
        problem = "is not a folder" if path.parent.exists() or path.parent.is_symlink() else "is missing"
        return whole(file, f"is missing: {parent} {problem}", f"restore {parent} from git")
    for other in sorted(path.parent.iterdir()):
        if other.stem.lower() in (path.stem.lower(), path.name.lower()):
            renamed = other.name.lower().startswith(path.name.lower())
            fix = f"rename it to {path.name}" if renamed else f'save it as {path.name} in the format "CSV UTF-8"'
            return whole(file, f"is missing; {other.name} is there instead", fix)
    return whole(file, "is missing", RESTORE)


def decode(content: bytes, file: str) -> str | Issue:
    """The text in these bytes, without a byte-order mark at the start, or why they are not UTF-8 text."""
    for start, problem, fix in _OTHER_FORMATS:
        if content.startswith(start):
            if start == _ZIP and b"opendocument.spreadsheet" in content[:200]:
                problem, fix = "is a LibreOffice spreadsheet (ods), not CSV", _AS_CSV
            elif start == _ZIP and b"[Content_Types].xml" in content:
                problem, fix = "is an Excel workbook (xlsx), not CSV", _AS_CSV
            return whole(file, problem, fix)
    first = content[:1000]
    zeros = first.count(0)
    if zeros and zeros == len(first):
        return whole(file, "contains nothing but zero bytes", RESTORE)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or zeros > len(first) / 4:
        return whole(file, f"is saved as UTF-{32 if zeros > 0.6 * len(first) else 16}, not as UTF-8 text", _AGAIN)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        typed = content[error.start : error.start + 4].decode("cp1252", "replace")  # most likely
        problem = "is not UTF-8 text (the file is saved for Windows or an old Mac, or is cut off)"
        return Issue(file, line, None, typed, problem, _AGAIN)
    return _other_text(text, file) or text


def _other_text(text: str, file: str) -> Issue | None:
    """Why the text is neither a table nor a descriptor."""
    if not text.strip("\ufeff\0 \t\r\n,;"):
        return whole(file, "is empty", RESTORE)
    if _WEB_PAGE.match(text):
        return whole(file, "is a web page", RESTORE)
    if any(mark * 7 in text for mark in "<=>") and (marks := list(_CONFLICT.finditer(text))):
        first, last = (text.count("\n", 0, mark.start()) + 1 for mark in (marks[0], marks[-1]))
        problem = "is a merge conflict marker" + (f"; the conflict ends in row {last}" if last > first else "")
        fix = "keep the correct version, and delete the lines that start with <<<<<<<, ======= and >>>>>>>"
        return Issue(file, first, None, marks[0][0], problem, fix)
    return None

"""Characters that a cell must not contain: they are invisible, or they change how the text next to them is read.

Accents, emoji and words in other scripts are fine. The joiners and variation selectors that emoji and some scripts need
are accepted in those places only.
"""

from __future__ import annotations

import re
import unicodedata

from utils.errors import command

# Anything but printable ASCII. (A tab or a line break has a rule of its own, in rules/fact_base.py.)
_OTHER = re.compile(r"[^\t\n\r -~]")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible, although Unicode counts them as letters, marks or symbols.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
# Signs of Arabic, Syriac and Kaithi that Unicode calls "format" and that can be seen.
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")  # such as the flag of Scotland
_MONGOLIAN_SELECTORS = frozenset("\u180b\u180c\u180d\u180f")
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
# Arabic and its neighbors, the scripts of South Asia, Myanmar, Khmer, Mongolian, and the Arabic forms of presentation
_JOINING = re.compile(
    "[\u0600-\u07ff\u0840-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]"
)
_PILE = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2\u20e4-\u20f0]{4,}")
# UTF-8 that was read as Windows-1252 and saved again: "â€“" for "–", "Ã©" for "é", "Â°" for "°"
_MOJIBAKE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf]|[\u00c2\u00c3\u00ce\u00cf][^\x00-\x7f]|\u00e2(?:\u20ac|\u2020|\u02c6|\u2030|\u201e)."
)


def may_be_wrong(text: str) -> bool:
    """Whether ``text`` holds anything but printable ASCII: only then is it worth asking for ``problem``."""
    return bool(_OTHER.search(text))


def problem(text: str) -> tuple[str, str, str] | None:
    """What is wrong with the first character of ``text`` that must not be there, the fix, and the cause."""
    if not may_be_wrong(text):
        return None
    if match := _PILE.search(text):
        return "has a stack of accents on one letter", f"write {text[: match.start()][-1:]!r} with one accent", "pile"
    plain = _FLAG.sub("", text)
    for match in _OTHER.finditer(plain):
        start = match.start()
        if kind := _kind(plain, start):
            character = plain[start]
            name = unicodedata.name(character, "").lower()
            code = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
            before, after = _readable(plain[max(start - 12, 0) : start]), _readable(plain[start + 1 : start + 13])
            where = f"; it comes after {before!r}" if before else f"; it comes before {after!r}" if after else ""
            what, fix = _KINDS[kind]
            return f"contains {what} {code}", f"{fix}{where}", kind
    if fixed := _decoded_again(text):
        return (
            "was opened in the wrong encoding and saved again",
            f"open tables as UTF-8; this cell used to be {fixed!r}",
            "mojibake",
        )
    if not unicodedata.is_normalized("NFC", text):
        return (
            "has accents stored apart from their letters (Unicode form NFD, as some Macs save them)",
            f"run {command('check', 'FIX=yes', '--fix')}, which joins them",
            "NFD",
        )
    return None


# Unicode's categories of characters → the kind
_CATEGORIES = {"Cc": "control", "Co": "private", "Zs": "space", "Zl": "line", "Zp": "line"}
_CATEGORIES["Nd"] = "digit"  # codespell:ignore nd
_DELETE = "delete it"
# kind → (what a message calls it, the fix)
_KINDS = {
    "control": ("a control character", _DELETE),
    "direction": ("a character that changes the direction of the text,", _DELETE),
    "invisible": ("an invisible character", _DELETE),
    "space": ("a special space", "replace it with an ordinary space"),
    "line": ("an invisible line break", _DELETE),
    "noncharacter": ("a code that is not a character,", _DELETE),
    "private": ("a character that only one font can show,", "replace it with a common character"),
    "lost": ("a placeholder for a lost character,", "write the intended character"),
    "digit": ("a digit other than 0 to 9,", "write the number with the digits 0 to 9"),
}


def _kind(text: str, at: int) -> str | None:
    """The kind of wrong character at a position of ``text``; None if it is allowed there."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    code, category = ord(character), unicodedata.category(character)
    if code == 0xFFFD:
        return "lost"
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "noncharacter"
    if character in _DIRECTION:
        return "direction"
    if code == 0x200D:
        in_emoji = _EMOJI.match(after) and (_EMOJI.match(before) or before == "\ufe0f")
        return None if in_emoji or _JOINING.match(before) else "invisible"
    if code == 0x200C:
        return None if _JOINING.match(before) and _JOINING.match(after) else "invisible"
    if code in (0xFE0E, 0xFE0F):
        return None if _EMOJI.match(before) or (before in "0123456789#*" and after == "\u20e3") else "invisible"
    if character in _MONGOLIAN_SELECTORS:
        return None if "\u1800" <= before <= "\u18af" else "invisible"
    if 0xFE00 <= code <= 0xFE0D or 0xE0100 <= code <= 0xE01EF or character in _INVISIBLE:
        return "invisible"
    if category == "Cf":
        return None if character in _VISIBLE_FORMAT else "invisible"
    return _CATEGORIES.get(category)


def _readable(text: str) -> str:
    """``text`` without what cannot be seen, so that a message is clear."""
    return "".join(character for character in text if character.isprintable())


def _decoded_again(text: str) -> str | None:
    if not _MOJIBAKE.search(text):
        return None
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None

"""Values that a spreadsheet rewrote, and numbers that are not plain decimal numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

DIGITS = 15  # beyond this many, spreadsheets and floating-point numbers round
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_HOUR = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"


class Wrong(NamedTuple):
    """What is wrong with a value and the fix; neither repeats the value, so that one cause always reads the same."""

    problem: str
    fix: str
    cause: str = ""


def _pattern(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.ASCII)


_LONGEST = 40  # what a spreadsheet puts in place of a value is never longer
DATE = Wrong(
    "is a date: a spreadsheet turned an entry such as 3-4 into one",
    "type the original value again, in a column that is formatted as text",
)
# whole cell → what is wrong with it, whatever its column
_REWRITTEN = (
    (
        _pattern(
            r"#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|FIELD!|CONNECT!|BLOCKED!|UNKNOWN!)|Err:\d{3}"
        ),
        Wrong("is a spreadsheet error, not a value", "enter the intended value"),
    ),
    (
        _pattern(r"#{2,}"),
        Wrong("is what a spreadsheet shows when a column is too narrow", "enter the intended value"),
    ),
    (_pattern(rf"\d{{1,2}}[-. /]({_MONTH})([-. /](\d{{4}}|\d{{2}}))?"), DATE),
    (_pattern(rf"({_MONTH})[-/ ]\d{{2}}"), DATE),
    (_pattern(r"\d{1,2}/\d{1,2}/(\d{4}|\d{2})( 0?0:00(:00)?)?"), DATE),
    (_pattern(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}[ T]00:00(:00)?"), DATE),
    (
        _pattern(r"-?\d(\.\d+)?E[+-]?\d+"),
        Wrong("is a number that a spreadsheet shortened to a power of ten", "enter all of its digits or letters again"),
    ),
    (
        _pattern("TRUE|FALSE"),
        Wrong("is a spreadsheet's TRUE/FALSE value", "write the intended word, such as yes or no"),
    ),
    (
        _pattern(r"NULL|null|None|NaN|nan|NA|N/A|n/a|<NA>|nil|NIL|NaT"),
        Wrong(
            "is a program's word for an empty cell", "leave the cell empty, or write not stated if no source says it"
        ),
    ),
    (
        _pattern(r"'[-+]?\d.*"),
        Wrong("starts with the apostrophe that a spreadsheet puts before text", "delete the apostrophe"),
    ),
)
_ANY = _pattern("|".join(pattern.pattern for pattern, _ in _REWRITTEN))
_CLOCK = _pattern(rf"{_HOUR}(:(?P<second>\d{{2}}))? ?(?P<half>[AaPp]\.?[Mm]\.?)?")
_ESCAPE = _pattern(r"_x00[0-9A-F]{2}_")


def rewritten(value: str) -> Wrong | None:
    """What a spreadsheet or a program did to ``value``; None if it may have been typed like that."""
    if "_x00" in value and _ESCAPE.search(value):
        return Wrong("contains a code that a spreadsheet writes for a line break, such as _x000D_", "delete the code")
    if len(value) > _LONGEST:
        return None
    if ":" in value and (clock := _CLOCK.fullmatch(value)):
        return _rewritten_time(clock)
    if not _ANY.fullmatch(value):  # one search instead of many, for nearly every cell
        return None
    return next(wrong for pattern, wrong in _REWRITTEN if pattern.fullmatch(value))


_FRACTION = _pattern(r"0?[.,](\d+)")


def day_fraction(value: str, decimals: int = 3) -> Wrong | None:
    """Why a text is a time that a spreadsheet turned into a fraction of a day (16:10 is 0.6736); None if it is not.

    One with fewer ``decimals`` may be any number; one with up to three is only taken for a time if it is a whole number
    of minutes (0.875 is 21:00, and 0.123 is not a time).
    """
    fraction = _FRACTION.fullmatch(value)
    if not fraction or len(fraction[1]) < decimals:
        return None
    minutes = float(f"0.{fraction[1]}") * 24 * 60
    rounded = 1e-9 if len(fraction[1]) <= 3 else 0.08
    if abs(minutes - round(minutes)) > rounded or not 0 < round(minutes) < 24 * 60:
        return None
    hour, minute = divmod(round(minutes), 60)
    return Wrong(
        "is the fraction of a day that a spreadsheet stores for a time",
        f"write {hour:02}:{minute:02}, in a column that is formatted as text",
        "fraction",
    )


_CLOCK_AT_END = _pattern(r"(?:.*[ T])?(?P<hour>\d{1,2})[:.,hH](?P<minute>\d{2})(?::00(?:\.0+)?)?")


def other_clock(value: str) -> Wrong | None:
    """How the course writes the clock time at the end of ``value``, where only a time is allowed."""
    if wrong := rewritten(value) or day_fraction(value, decimals=1):
        return wrong
    clock = _CLOCK_AT_END.fullmatch(value)
    if not clock or int(clock["hour"]) > 23 or int(clock["minute"]) > 59:
        return None
    return Wrong(
        "is not how the course writes a time (24-hour clock, such as 16:10)",
        f"write {int(clock['hour']):02}:{clock['minute']}, in a column that is formatted as text",
        "time",
    )


def _rewritten_time(clock: re.Match) -> Wrong | None:
    hour, minute, half = int(clock["hour"]), clock["minute"], (clock["half"] or "").lower()
    if not clock["second"] and not half and len(clock["hour"]) == 2:
        return None  # 16:10, as the course writes it
    if half:
        hour = hour % 12 + 12 * (half[0] == "p")
    return Wrong(
        "is a time that a spreadsheet rewrote (the course uses the 24-hour clock, such as 16:10)",
        f"write {hour:02}:{minute}" if hour < 24 and int(minute) < 60 else "write the intended time",
        "time",
    )


def skeleton(value: str) -> str:
    """What the spellings of one id have in common: letters and digits, without capitals, leading zeros and .0."""
    return re.sub(r"[^a-z0-9]", "", value.lower().removesuffix(".0")).lstrip("0")


def with_zeros(value: str, fits: Callable[[str], object]) -> str | None:
    """``value`` with the leading zeros that a spreadsheet took from it, if with one to five of them it ``fits``."""
    if not (value.isascii() and value[:1].isdigit()):
        return None
    return next((padded for zeros in range(1, 6) if fits(padded := "0" * zeros + value)), None)


_NAME = _pattern(r"[A-Za-z0-9_.-]+")
# the problem, how it is undone, and the cause
_MISSPELLED: tuple[tuple[str, Callable[[str], str], str], ...] = (
    ("has a space before or after it", str.strip, "space"),
    ("has a dash instead of a hyphen", lambda value: re.sub("[‐‑‒–—−]", "-", value), "dash"),
    ("is written with capital letters", lambda value: value.lower() if _NAME.fullmatch(value) else value, "capitals"),
    ("ends in .0, which a program adds to a whole number", lambda value: value.removesuffix(".0"), "whole"),
)


def misspelled(value: str, fits: Callable[[str], object]) -> Wrong | None:
    """How ``value`` differs from one that ``fits``, where the difference has a name; None if it has none."""
    if padded := with_zeros(value, fits):
        problem = "has lost its leading zeros, which a spreadsheet removes"
        return Wrong(problem, f"write {padded}, in a column that is formatted as text", "zeros")
    fixed, first = value, None
    for problem, fix, cause in _MISSPELLED:
        before, fixed = fixed, fix(fixed)
        if fixed != before:
            first = first or (problem, cause)
            if right := fixed if fits(fixed) else with_zeros(fixed, fits):
                return Wrong(first[0], f"write {right}", first[1])
    return None


PLAIN = _pattern(r"-?(0|[1-9]\d*)(\.\d+)?")
# whole cell → the problem, and how to write the number instead (or, as text, what to do)
_NUMBERS: tuple[tuple[re.Pattern, str, Callable[[str], str] | str], ...] = (
    (_pattern(r"=.*"), "is a formula", "write its result"),
    (_pattern(r".*\d ?%"), "has a percent sign", lambda value: value.rstrip("% ")),
    (
        _pattern(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
        "has commas between thousands",
        lambda value: value.replace(",", ""),
    ),
    (_pattern(r"-?\d+,\d+"), "has a comma as the decimal point", lambda value: value.replace(",", ".")),
    (
        _pattern(r"-?[1-9]\d{0,2}([ '_]\d{3})+(\.\d+)?"),
        "has spaces, apostrophes or underscores between thousands",
        lambda value: re.sub("[ '_]", "", value),
    ),
    (_pattern(r"[‐‑‒–—−]\d+(\.\d+)?"), "has a dash instead of a minus sign", lambda value: "-" + value[1:]),
    (_pattern(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+"), "is written as a power of ten", "write all of its digits"),
    (_pattern(r"\+\d+(\.\d+)?"), "has a plus sign", lambda value: value[1:]),
    (_pattern(r"-?\.\d+"), "has no digit before the decimal point", lambda value: value.replace(".", "0.")),
    (_pattern(r"-?\d+\."), "has no digit after the decimal point", lambda value: value[:-1]),
    (
        _pattern(r"[-+]?(inf|Inf|INF|infinity|Infinity)"),
        "is not a number",
        "enter a number, or leave the cell empty",
    ),
    (_pattern(r"[-+]?0[xXoObB][0-9a-fA-F]+"), "is not a decimal number", "write it with the digits 0 to 9"),
    (_pattern(r"-?0\d+(\.\d+)?"), "has leading zeros", lambda value: re.sub("^(-?)0+(?=[0-9])", r"\1", value)),
    (_pattern(rf"({PLAIN.pattern})\s+|\s+({PLAIN.pattern})\s*"), "has a space before or after the number", str.strip),
)


def not_plain(value: str) -> Wrong | None:
    """Why ``value`` is not a plain decimal number, where the reason has a name; None if it is plain or has no name."""
    if PLAIN.fullmatch(value):
        digits = sum(map(str.isdigit, value))
        long = Wrong(f"is too long for a number ({digits} digits)", f"write at most {DIGITS} digits")
        return long if digits > DIGITS else None
    for pattern, problem, fix in _NUMBERS:
        if pattern.fullmatch(value):
            return Wrong(problem, fix if isinstance(fix, str) else f"write {fix(value)}")
    return None

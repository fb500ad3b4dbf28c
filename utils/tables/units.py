"""Both units of a value: what a US hospital writes, and the unit that most other countries use.

The pairs and their factors are rows of ``units``; this module only computes. Rules and explorers share it, so that a
table, a chart and a text never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

NUMBER = r"\d+(?:\.\d+)?"
_JOINED = rf"{NUMBER}(?:(?: ?[–-] ?| to | and then | and |, ){NUMBER})*"


class Pair(NamedTuple):
    """A row of ``units`` with its numbers: si = (us + offset) × multiplier."""

    id: str
    us_unit: str
    si_unit: str
    offset: float
    multiplier: float
    us_decimals: int
    si_decimals: int


def pair(row: Mapping[str, str | float]) -> Pair:
    """The ``Pair`` of a row of ``units``, raw or typed."""
    return Pair(
        row["id"],
        row["us_unit"],
        row["si_unit"],
        float(row["offset"]),
        float(row["multiplier"]),
        int(row["us_decimals"]),
        int(row["si_decimals"]),
    )


def to_si(value: float, units: Pair) -> float:
    """A value in the US unit, converted and rounded to the decimals of the pair.

    Parameters
    ----------
    value : float
        In ``units.us_unit``.
    units : Pair
        The pair of units.

    Returns
    -------
    float
        In ``units.si_unit``.
    """
    return round((value + units.offset) * units.multiplier, units.si_decimals)


def to_us(value: float, units: Pair) -> float:
    """A value in the other unit, converted to the US unit and rounded to the decimals of the pair.

    Parameters
    ----------
    value : float
        In ``units.si_unit``.
    units : Pair
        The pair of units.

    Returns
    -------
    float
        In ``units.us_unit``.
    """
    return round(value / units.multiplier - units.offset, units.us_decimals)


def si_text(value: float, units: Pair) -> str:
    """A value in the US unit as text in the other unit, without the unit: ``3.42``."""
    return f"{to_si(value, units):.{units.si_decimals}f}"


def both(value: float, units: Pair) -> str:
    """A value with both units, as texts write it: ``13.7 mg/dL (3.42 mmol/L)``."""
    return f"{value:g} {units.us_unit} ({si_text(value, units)} {units.si_unit})"


def mismatches(text: str, pairs: Iterable[Pair]) -> Iterator[tuple[str, str]]:
    """What a text writes in both units and the function computes differently.

    Pairs with the same units (calcium and glucose) are distinguished by the last id before the value.

    Parameters
    ----------
    text : str
        Any text; ``13.7 mg/dL (3.42 mmol/L)`` and ``213 and then 256 mg/dL (11.8 and 14.2 mmol/L)`` are found.
    pairs : iterable of Pair
        All pairs of units.

    Yields
    ------
    tuple of str
        The words as written, and what is right.
    """
    pairs = list(pairs)
    for us_unit, si_unit in dict.fromkeys((each.us_unit, each.si_unit) for each in pairs):
        if f" {si_unit})" not in text:
            continue
        same = [each for each in pairs if (each.us_unit, each.si_unit) == (us_unit, si_unit)]
        pattern = rf"({_JOINED}) {re.escape(us_unit)} \(({_JOINED}) {re.escape(si_unit)}\)"
        for match in re.finditer(pattern, text):
            before = text[: match.start()].lower()
            named = [each for each in same if each.id in before]
            units = max(named, key=lambda each: before.rindex(each.id)) if named else None
            for candidates in [[units]] if units else [same]:
                us, si = ([float(n) for n in re.findall(NUMBER, group)] for group in match.groups())
                if len(us) == len(si) and any(_agree(us, si, each) for each in candidates):
                    continue
                right = [si_text(value, candidates[0]) for value in us]
                yield match[0], f"{' and '.join(right)} {si_unit}"


def _agree(us: list[float], si: list[float], units: Pair) -> bool:
    """Each pair of numbers agrees when either is rounded from the other."""
    return all(
        abs(to_si(a, units) - b) < 0.51 * 10**-units.si_decimals
        or abs(to_us(b, units) - a) < 0.51 * 10**-units.us_decimals
        for a, b in zip(us, si, strict=True)
    )

"""Scores of a case (NEWS2, MASCC), computed from its readings and findings with the published bands.

The bands and weights are rows of ``score_bands`` with their references. NEWS2: Royal College of Physicians (2017). Its
report has no copyright restriction and asks to be acknowledged; its charts are to be reproduced unchanged, so none is
drawn here: the bands are only applied. MASCC: Klastersky and others, J Clin Oncol 2000;18:3038.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from utils.errors import CourseError
from utils.tables import units

_ENDS = ("low", "high")
Findings = Mapping[str, tuple[float | str, str]]  # measure → (value, unit); a finding in words has the unit ""


class Part(NamedTuple):
    """What one sign adds to a score."""

    name: str
    value: float | str
    points: int


def score_parts(bands: Iterable[Mapping], findings: Findings, pairs: Iterable[units.Pair] = ()) -> list[Part]:
    """The points of each part of a score.

    Parameters
    ----------
    bands : iterable of mapping
        The rows of ``score_bands`` of one score, raw or as dicts; an empty ``low`` or ``high`` is an open end. A value
        is rounded to the decimals in which its band is drawn.
    findings : mapping
        Measure → (value, unit), for all measures that the bands name.
    pairs : iterable of Pair
        Units, for a reading in another unit than its band.

    Returns
    -------
    list of Part
        In the order of the bands; their sum is the score.

    Raises
    ------
    CourseError
        A measure is missing, its unit has no pair, or not exactly one band fits its value.
    """
    by_part: dict[str, list[Mapping]] = {}
    for band in bands:
        by_part.setdefault(band["part"], []).append(band)
    return [_part(name, rows, findings, list(pairs)) for name, rows in by_part.items()]


def findings_at(readings: Iterable[Mapping], findings: Iterable[Mapping], bands: Iterable[Mapping]) -> Findings:
    """What a case has recorded at one time, in the form that ``score_parts`` takes.

    Parameters
    ----------
    readings : iterable of mapping
        The rows of ``case_readings`` of that time, raw or as dicts.
    findings : iterable of mapping
        The rows of ``case_findings`` of that time; their numbers are in the units of the bands.
    bands : iterable of mapping
        The rows of ``score_bands`` of one score.

    Returns
    -------
    Findings
        Measure → (value, unit).
    """
    unit_of = {band["measure"]: band["unit"] for band in bands}
    found = {row["measure"]: (float(row["value"]), row["unit"]) for row in readings}
    for row in findings:
        value = row["value"]
        is_number = value.replace(".", "", 1).isdigit()
        found[row["measure"]] = (float(value) if is_number else value, unit_of.get(row["measure"], ""))
    return found


def total(parts: Iterable[Part]) -> int:
    """The score: the sum of its parts."""
    return sum(part.points for part in parts)


def parts_text(score: str, parts: list[Part]) -> str:
    """The sum as a case prints it: ``breathing (24) 2, ... Together: NEWS2 of 7``.

    Parameters
    ----------
    score : str
        Name of the score.
    parts : list of Part
        From ``score_parts``.

    Returns
    -------
    str
        Plain text.
    """
    listed = ", ".join(f"{part.name} ({_shown(part.value)}) {part.points}" for part in parts)
    return f"{listed}. Together: {score} of {total(parts)}"


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _part(name: str, bands: list[Mapping], findings: Findings, pairs: list[units.Pair]) -> Part:
    measure, unit = bands[0]["measure"], bands[0]["unit"]
    if measure not in findings:
        raise CourseError(f"The score needs {measure}, and nothing is recorded for it at this time.")
    value, own_unit = findings[measure]
    compared = value
    if own_unit != unit:
        match = next((each for each in pairs if (each.us_unit, each.si_unit) == (own_unit, unit)), None)
        if match is None:
            raise CourseError(f"The score needs {measure} in {unit or 'words'}, and it is recorded in {own_unit}.")
        compared = units.to_si(float(value), match)
    fitting = [band for band in bands if _fits(band, compared)]
    if len(fitting) != 1:
        problem = f"{len(fitting)} bands of the part {name} fit {measure} {_shown(compared)}; exactly one must"
        raise CourseError(f"{problem}.")
    return Part(name, value, int(fitting[0]["points"]))


def _fits(band: Mapping, value: float | str) -> bool:
    if band["value"] or isinstance(value, str):
        return band["value"] == value
    low, high = (None if band[end] in ("", None) or band[end] != band[end] else float(band[end]) for end in _ENDS)
    return (low is None or value >= low) and (high is None or value <= high)

"""Which verdicts on an article's figure its rows allow: recomputed, so that a written verdict cannot claim more.

A verdict on a statement in words is a reader's judgment and is not recomputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

# verdict → what it says, in plain words
MEANING = {
    "supported": "References that measure the same thing give a figure that fits, or say the same.",
    "older figure": "It may have been right once. References are of another time.",
    "other population": "It holds for other people than those the article speaks of.",
    "context missing": "The article leaves out who, where, when or over how long, so nobody can tell whom it fits.",
    "measure not stated": "The article does not say how it was measured. A number like it can mean different things.",
    "contradicted": "References on the same question say something else.",
    "cannot be judged": "No reference here measures the same thing, so we say neither yes nor no.",
}
VERDICTS = tuple(MEANING)
_CONTEXT = ("population", "place", "period", "time_span")
NOT_STATED = "not stated"  # what a source leaves unsaid, in any column of text


def allowed(article: dict[str, str], references: Sequence[dict[str, str]]) -> set[str]:
    """The verdicts that the rows allow.

    ``article`` and ``references`` are rows of ``statistics`` as text. Figures are compared as ranges: low to high, or
    the confidence interval where one is given, in the same unit. An article's single figure is read as rounded to its
    last digit that is not zero: 70 stands for 65 to 75, 28 for 27.5 to 28.5.

    - supported: the ranges overlap, the article states its measure, and it is the reference's measure.
    - contradicted: no reference of the same unit overlaps.
    - older figure, other population: a reference states a period or population that the article's row does not share.
    - context missing, measure not stated: the article's row says ``not stated`` there.
    - cannot be judged: no reference has a figure in the same unit.
    """
    same_unit = [row for row in references if row["unit"] == article["unit"] and row["low"] and article["low"]]
    found = set()
    if not same_unit:
        found.add("cannot be judged")
    touching = [row for row in same_unit if _overlap(article, row)]
    if any(row["measure"] == article["measure"] != NOT_STATED for row in touching):
        found.add("supported")
    if same_unit and not touching:
        found.add("contradicted")
    if article["measure"] == NOT_STATED:
        found.add("measure not stated")
    if any(article[column] == NOT_STATED for column in _CONTEXT):
        found.add("context missing")
    for column, verdict in (("period", "older figure"), ("population", "other population")):
        if any(row[column] not in (NOT_STATED, article[column]) for row in references):
            found.add(verdict)
    return found


def verdict_text(comparison, separator: str = " and ") -> str:
    """The one or two verdicts of a row of ``comparisons``, joined; empty where it has none."""
    return separator.join(filter(None, (comparison.verdict, comparison.second_verdict)))


def _overlap(article: dict[str, str], reference: dict[str, str]) -> bool:
    low, high = rounded(article["low"]) if article["low"] == article["high"] else _range(article)
    reference_low, reference_high = _range(reference)
    return low <= reference_high and reference_low <= high


def rounded(figure: str) -> tuple[float, float]:
    """The range of values that a figure, written with digits, may be rounded from: "70" → (65, 75)."""
    value = Decimal(figure)
    half = Decimal(1).scaleb(value.normalize().as_tuple().exponent) / 2
    return float(value - half), float(value + half)


def _range(row: dict[str, str]) -> tuple[float, float]:
    low, high = (row["ci_low"], row["ci_high"]) if row["ci_low"] and row["ci_high"] else (row["low"], row["high"])
    return float(low), float(high)

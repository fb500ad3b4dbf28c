"""Which verdicts on an article's figure the data supports: recomputed, so that no verdict in the tables overstates.

A verdict on a statement in words is a reviewer's judgment and is not recomputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

# verdict → its meaning, in plain words
MEANING = {
    "supported": "References that measure the same thing give a figure that fits, or say the same.",
    "older figure": "It may have been right once. References are from another time.",
    "other population": "It applies to people other than those the article is about.",
    "context missing": "The article leaves out who, where, when or over how long, so nobody can tell whom it fits.",
    "measure not stated": "The article does not say how it was measured. A number like it can mean different things.",
    "contradicted": "References on the same question say something else.",
    "cannot be judged": "No reference here measures the same thing, so we say neither yes nor no.",
}
VERDICTS = tuple(MEANING)
_CONTEXT = ("population", "place", "period", "time_span")
NOT_STATED = "not stated"  # in a text column: the source does not say


def allowed(article: dict[str, str], references: Sequence[dict[str, str]]) -> set[str]:
    """The verdicts that the rows support.

    ``article`` and ``references`` are rows of ``statistics`` as text. Figures are compared as ranges: low to high, or
    the confidence interval if one is given, in the same unit. An article's single figure is taken as rounded to its
    last nonzero digit: 70 means 65 to 75, and 28 means 27.5 to 28.5.

    - supported: the ranges overlap, and the article states its measure, which is the reference's measure.
    - contradicted: no reference in the same unit overlaps.
    - older figure, other population: a reference states a period or population that the article's row does not share.
    - context missing, measure not stated: the article's row says ``not stated`` in one of those columns.
    - cannot be judged: no reference has a figure in the same unit.
    """
    same_unit = [row for row in references if row["unit"] == article["unit"] and row["low"] and article["low"]]
    supported_verdicts = set()
    if not same_unit:
        supported_verdicts.add("cannot be judged")
    overlapping = [row for row in same_unit if _overlap(article, row)]
    if any(row["measure"] == article["measure"] != NOT_STATED for row in overlapping):
        supported_verdicts.add("supported")
    if same_unit and not overlapping:
        supported_verdicts.add("contradicted")
    if article["measure"] == NOT_STATED:
        supported_verdicts.add("measure not stated")
    if any(article[column] == NOT_STATED for column in _CONTEXT):
        supported_verdicts.add("context missing")
    for column, verdict in (("period", "older figure"), ("population", "other population")):
        if any(row[column] not in (NOT_STATED, article[column]) for row in references):
            supported_verdicts.add(verdict)
    return supported_verdicts


def verdict_text(comparison, separator: str = " and ") -> str:
    """The one or two verdicts of a row of ``comparisons``, joined; empty if it has none."""
    return separator.join(filter(None, (comparison.verdict, comparison.second_verdict)))


def _overlap(article: dict[str, str], reference: dict[str, str]) -> bool:
    low, high = rounded(article["low"]) if article["low"] == article["high"] else _range(article)
    reference_low, reference_high = _range(reference)
    return low <= reference_high and reference_low <= high


def rounded(figure: str) -> tuple[float, float]:
    """The range of values that round to a figure written in digits: "70" → (65, 75)."""
    value = Decimal(figure)
    half = Decimal(1).scaleb(value.normalize().as_tuple().exponent) / 2
    return float(value - half), float(value + half)


def _range(row: dict[str, str]) -> tuple[float, float]:
    low, high = (row["ci_low"], row["ci_high"]) if row["ci_low"] and row["ci_high"] else (row["low"], row["high"])
    return float(low), float(high)

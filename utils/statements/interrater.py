"""Interrater agreement: percent agreement, and Cohen's kappa, plain or weighted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from utils.errors import CourseError

WEIGHTS = ("none", "linear", "quadratic")


def disagreement(categories: Sequence, weights: str = "none") -> pd.DataFrame:
    """Disagreement weights: 0 for the same category, 1 for the greatest distance.

    Parameters
    ----------
    categories : sequence
        The categories of the scale in order, lowest first.
    weights : {"none", "linear", "quadratic"}
        Whether every difference counts alike, by the number of steps between two categories, or by its square.

    Returns
    -------
    pandas.DataFrame
        Square, ``float64``, with ``categories`` as index and columns.

    Raises
    ------
    CourseError
        ``weights`` is another word.

    References
    ----------
    Cohen J (1968). Weighted kappa. Psychological Bulletin 70(4):213-220.
    """
    if weights not in WEIGHTS:
        raise CourseError(f"{weights!r} is not a way to weight disagreement. Use one of: {', '.join(WEIGHTS)}.")
    positions = pd.Series(range(len(categories)))
    distances = pd.DataFrame({position: (positions - position).abs() for position in positions})
    steps = distances / max(len(categories) - 1, 1)
    table = {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]
    return table.set_axis(categories, axis=0).set_axis(categories, axis=1)


def kappa_of_table(counts: pd.DataFrame, weights: str | pd.DataFrame = "none") -> float:
    """Cohen's kappa of a contingency table of two raters.

    kappa = 1 - (observed disagreement) / (disagreement expected by chance). By chance means: two raters who use each
    category as often as they did, but independently of each other.

    Parameters
    ----------
    counts : pandas.DataFrame
        Counts or shares; rows are the first rater's categories, columns the second rater's, in the same order.
    weights : str or pandas.DataFrame
        A word as ``disagreement`` takes it, or a table of weights of the shape of ``counts``.

    Returns
    -------
    float
        1 is full agreement, 0 agreement as expected by chance, below 0 less than that. NaN if both raters used only
        one and the same category: then no disagreement is expected by chance.

    Raises
    ------
    CourseError
        The raters' categories differ, nothing was scored, or ``weights`` is an unknown word.

    References
    ----------
    Cohen J (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement
    20(1):37-46. With weights: Cohen J (1968). Psychological Bulletin 70(4):213-220.
    """
    if list(counts.index) != list(counts.columns):
        raise CourseError("Both raters need the same categories, in the same order.")
    if not (scored := counts.to_numpy().sum()):
        raise CourseError("Nothing was scored by both raters, so there is no agreement to measure.")
    weight_table = disagreement(list(counts.index), weights) if isinstance(weights, str) else weights
    observed = counts / scored
    first, second = observed.sum(axis=1), observed.sum(axis=0)  # how often each rater used each category
    by_chance = pd.DataFrame({column: first * second[column] for column in observed.columns})
    expected_disagreement = (weight_table * by_chance).to_numpy().sum()
    if expected_disagreement == 0:
        return float("nan")
    return float(1 - (weight_table * observed).to_numpy().sum() / expected_disagreement)


def kappa(first: pd.Series, second: pd.Series, categories: Sequence, weights: str = "none") -> float:
    """Cohen's kappa of two raters who scored the same items in the same order.

    Parameters
    ----------
    first, second : pandas.Series
        The scores of each rater, of the same length.
    categories : sequence
        The scale, lowest first.
    weights : {"none", "linear", "quadratic"}
        As ``disagreement`` takes it.

    Returns
    -------
    float
        As ``kappa_of_table`` returns it.

    Raises
    ------
    CourseError
        The lengths differ, there are no scores, or a score is not on the scale.
    """
    if len(first) != len(second):
        raise CourseError(f"The raters scored {len(first)} and {len(second)} items. Each item needs both scores.")
    if off_scale := sorted((set(first) | set(second)) - set(categories), key=str):
        raise CourseError(f"{off_scale[0]!r} is not on the scale {list(categories)}.")
    counts = pd.crosstab(pd.Series(list(first)), pd.Series(list(second)))
    return kappa_of_table(counts.reindex(index=categories, columns=categories, fill_value=0), weights)


def paired(scores: pd.DataFrame) -> pd.DataFrame:
    """The scores of both raters in one row per question and article.

    Parameters
    ----------
    scores : pandas.DataFrame
        Rows of ``appraisal_scores``: columns question_id, source_id, rater ("a" or "b") and score (integers).

    Returns
    -------
    pandas.DataFrame
        Columns question_id and source_id (text), a and b (the score of each rater); in the order of ``scores``.
    """
    wide = scores.pivot(index=["question_id", "source_id"], columns="rater", values="score")
    order = scores[["question_id", "source_id"]].drop_duplicates()
    return order.merge(wide.rename_axis(columns=None).reset_index())


def agreement_by_question(pairs: pd.DataFrame) -> pd.DataFrame:
    """How far the raters agree on each question.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As ``paired`` returns it.

    Returns
    -------
    pandas.DataFrame
        Columns question_id, articles (how many), same (on how many both gave the same score) and widest (the greatest
        difference, in points of the scale); in the order of the questions.
    """
    differences = pairs.assign(difference=(pairs["a"] - pairs["b"]).abs())
    by_question = differences.groupby("question_id", sort=False)["difference"]
    return by_question.agg(articles="size", same=lambda difference: (difference == 0).sum(), widest="max").reset_index()


def agreement_by_instrument(pairs: pd.DataFrame, instruments: pd.DataFrame) -> pd.DataFrame:
    """How far the raters agree on each instrument.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As ``paired`` returns it, with the additional column instrument_id.
    instruments : pandas.DataFrame
        Rows of ``appraisal_instruments``: columns id, label, low and high (ends of the scale, integers).

    Returns
    -------
    pandas.DataFrame
        Columns instrument (label), pairs (number of pairs of scores), same (percent agreement), by_chance (percent
        agreement expected by chance), kappa and weighted (kappa with linear weights).

    References
    ----------
    ``kappa_of_table`` names the sources of the formulas.
    """
    rows = []
    for instrument in instruments[instruments["id"].isin(pairs["instrument_id"])].itertuples():
        scored = pairs[pairs["instrument_id"] == instrument.id]
        scale = range(instrument.low, instrument.high + 1)
        first, second = (
            scored[rater].value_counts(normalize=True).reindex(scale, fill_value=0) for rater in ("a", "b")
        )
        rows.append(
            {
                "instrument": instrument.label,
                "pairs": len(scored),
                "same": round(100 * (scored["a"] == scored["b"]).mean()),
                "by_chance": round(100 * (first * second).sum()),
                "kappa": round(kappa(scored["a"], scored["b"], scale), 2),
                "weighted": round(kappa(scored["a"], scored["b"], scale, "linear"), 2),
            }
        )
    return pd.DataFrame(rows)

"""Item analysis of a test, by classical test theory. Scores: a row for each student, a column for each question.

References
----------
Kuder GF, Richardson MW. The theory of the estimation of test reliability. Psychometrika 1937;2:151-160.
Cronbach LJ. Coefficient alpha and the internal structure of tests. Psychometrika 1951;16:297-334.
Henrysson S. Correction of item-total correlations in item analysis. Psychometrika 1963;28:211-218 (why an item is
taken out of the total that it is compared with).
"""

from __future__ import annotations

import pandas as pd

_TINY = 1e-12  # a variance below this is that of equal numbers, rounded


def difficulty(shares: pd.DataFrame) -> pd.Series:
    """Difficulty (p) of each question: the mean share of its points; for right or wrong, the proportion correct.

    Parameters
    ----------
    shares : pandas.DataFrame
        Share of the points, from 0 to 1 (float64): a row for each student, a column for each question; missing where a
        student was not asked.

    Returns
    -------
    pandas.Series
        For each column of ``shares``, from 0 (nobody earned a point) to 1 (everybody earned all).
    """
    return shares.mean()


def discrimination(points: pd.DataFrame) -> pd.Series:
    """Corrected point-biserial correlation: of each question with the sum of all OTHER questions (Pearson's r).

    With partial credit it is the corrected item-total correlation, which is the same formula.

    Parameters
    ----------
    points : pandas.DataFrame
        Points (float64): a row for each student, a column for each question; students with a missing value are left
        out.

    Returns
    -------
    pandas.Series
        For each column of ``points``, from -1 to 1; missing where all students have the same points in the question, or
        in all the others.
    """
    complete = points.dropna()
    rest = pd.DataFrame({name: complete.drop(columns=name).sum(axis=1) for name in complete})
    varies = (complete.var(ddof=0) > _TINY) & (rest.var(ddof=0) > _TINY)
    found = {name: complete[name].corr(rest[name]) if varies[name] else float("nan") for name in complete}
    return pd.Series(found, dtype=float)


def kr20(right: pd.DataFrame) -> float | None:
    """Kuder-Richardson formula 20: k / (k - 1) * (1 - sum of p * q / variance of the totals).

    p is the proportion who answered a question correctly, q = 1 - p, k the number of questions; both variances are
    those of the whole group (divided by n), as p * q is.

    Parameters
    ----------
    right : pandas.DataFrame
        1 for right, 0 for wrong: a row for each student, a column for each question; students with a missing value are
        left out.

    Returns
    -------
    float or None
        At most 1; None for fewer than two questions, or if all students have the same total.

    Raises
    ------
    ValueError
        If there is another value than 0 or 1: then ``cronbach_alpha`` is the measure.
    """
    complete = right.dropna()
    if not complete.isin([0, 1]).all(axis=None):
        raise ValueError("KR-20 is for questions that are right or wrong; use cronbach_alpha for partial credit.")
    p = complete.mean()
    return _consistency(complete, (p * (1 - p)).sum())


def cronbach_alpha(points: pd.DataFrame) -> float | None:
    """Cronbach's alpha: k / (k - 1) * (1 - sum of the variances of the questions / variance of the totals).

    Parameters
    ----------
    points : pandas.DataFrame
        Points (float64): a row for each student, a column for each question; students with a missing value are left
        out.

    Returns
    -------
    float or None
        As ``kr20``, which it equals where every question is right or wrong.
    """
    complete = points.dropna()
    return _consistency(complete, complete.var(ddof=0).sum())


def _consistency(points: pd.DataFrame, item_variance: float) -> float | None:
    total, count = points.sum(axis=1).var(ddof=0), points.shape[1]
    if count < 2 or not total > _TINY:
        return None
    return float(count / (count - 1) * (1 - item_variance / total))

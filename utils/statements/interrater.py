"""How far two raters agree: shares, and Cohen's kappa, plain or weighted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from utils.errors import CourseError

WEIGHTS = ("none", "linear", "quadratic")


def disagreement(categories: Sequence, weights: str = "none") -> pd.DataFrame:
    """How much each pair of categories counts as disagreement: 0 on the diagonal, 1 for the widest gap.

    ``weights``: ``none`` (every gap counts alike), ``linear`` (by the number of steps between the two categories) or
    ``quadratic`` (by its square). Categories are in order, lowest first. Raises CourseError for any other word.
    """
    if weights not in WEIGHTS:
        raise CourseError(f"{weights!r} is no way to weight disagreement. Use one of {', '.join(WEIGHTS)}.")
    places = pd.Series(range(len(categories)))
    steps = pd.DataFrame({place: (places - place).abs() for place in places}) / max(len(categories) - 1, 1)
    gaps = {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]
    return gaps.set_axis(categories, axis=0).set_axis(categories, axis=1)


def kappa_of_table(counts: pd.DataFrame, weights: str | pd.DataFrame = "none") -> float:
    """Cohen's kappa of a table of counts or shares: rows are the first rater's categories, columns the second's.

    1 - (disagreement seen) / (disagreement expected by chance), where chance is two raters who keep their own habits
    but score without looking (Cohen 1960; with weights, Cohen 1968). ``weights`` is a word as ``disagreement`` takes
    it, or a table of weights. 1 is full agreement, 0 as much as by chance, less than 0 less than that. NaN where both
    raters used one and the same category throughout: then there is nothing to agree on beyond chance.

    Raises CourseError when the categories of the raters differ, when nothing was scored, and as ``disagreement`` does.
    """
    if list(counts.index) != list(counts.columns):
        raise CourseError("Both raters need the same categories, in the same order.")
    if not (scored := counts.to_numpy().sum()):
        raise CourseError("Nothing was scored by both raters, so there is no agreement to measure.")
    gaps = disagreement(list(counts.index), weights) if isinstance(weights, str) else weights
    seen = counts / scored
    rows, columns = seen.sum(axis=1), seen.sum(axis=0)
    chance = pd.DataFrame({column: rows * columns[column] for column in seen.columns})
    expected = (gaps * chance).to_numpy().sum()
    return float("nan") if expected == 0 else float(1 - (gaps * seen).to_numpy().sum() / expected)


def kappa(first: pd.Series, second: pd.Series, categories: Sequence, weights: str = "none") -> float:
    """Cohen's kappa of two raters who scored the same things in the same order, on the scale ``categories``.

    Raises CourseError when the lengths differ, there are no scores, or one is not on the scale.
    """
    if len(first) != len(second):
        raise CourseError(f"The raters scored {len(first)} and {len(second)} things. Each thing needs both scores.")
    if strange := sorted((set(first) | set(second)) - set(categories), key=str):
        raise CourseError(f"{strange[0]!r} is not on the scale {list(categories)}.")
    counts = pd.crosstab(pd.Series(list(first)), pd.Series(list(second)))
    return kappa_of_table(counts.reindex(index=categories, columns=categories, fill_value=0), weights)


def paired(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores side by side: a row per question and article, columns question_id, source_id, a, b.

    ``scores``: rows of ``appraisal_scores``.
    """
    wide = scores.pivot(index=["question_id", "source_id"], columns="rater", values="score")
    order = scores[["question_id", "source_id"]].drop_duplicates()
    return order.merge(wide.rename_axis(columns=None).reset_index())


def agreement_by_question(pairs: pd.DataFrame) -> pd.DataFrame:
    """Per question, on how many articles the raters gave the same score, and how far apart they were at most.

    ``pairs`` as ``paired`` gives them. Columns: question_id, articles, same, widest. In the order of the questions.
    """
    gaps = pairs.assign(gap=(pairs["a"] - pairs["b"]).abs())
    grouped = gaps.groupby("question_id", sort=False)["gap"]
    return grouped.agg(articles="size", same=lambda gap: (gap == 0).sum(), widest="max").reset_index()


def agreement_by_instrument(pairs: pd.DataFrame, instruments: pd.DataFrame) -> pd.DataFrame:
    """Per instrument: how many pairs of scores, the share that is the same, the share that chance would give, and kappa.

    ``pairs``: as ``paired`` gives them, with the column ``instrument_id``. ``instruments``: rows of
    ``appraisal_instruments`` (id, label, low, high). Columns: instrument, pairs, same, by_chance (percent), kappa,
    weighted (linear weights).
    """
    rows = []
    for instrument in instruments[instruments["id"].isin(pairs["instrument_id"])].itertuples():
        own = pairs[pairs["instrument_id"] == instrument.id]
        scale = range(instrument.low, instrument.high + 1)
        habits = [own[rater].value_counts(normalize=True).reindex(scale, fill_value=0) for rater in ("a", "b")]
        rows.append({
            "instrument": instrument.label, "pairs": len(own),
            "same": round(100 * (own["a"] == own["b"]).mean()), "by_chance": round(100 * (habits[0] * habits[1]).sum()),
            "kappa": round(kappa(own["a"], own["b"], scale), 2), "weighted": round(kappa(own["a"], own["b"], scale, "linear"), 2),
        })  # fmt: skip
    return pd.DataFrame(rows)

"""Agreement of two raters: published examples, one by hand, and what cannot be measured."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.errors import CourseError
from utils.statements import interrater

# Cohen 1968 (Psychological Bulletin 70:213-220), table 1: shares of 200 cases, and his weights of disagreement
COHEN = pd.DataFrame([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
COHEN_WEIGHTS = pd.DataFrame([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
# Hout, Duncan and Sobel 1987, as R's vcd prints it for `Kappa(SexualFun)` (weights: equal spacing)
FUN = pd.DataFrame([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])


def test_published_examples():
    assert round(interrater.kappa_of_table(COHEN), 3) == 0.492
    assert round(interrater.kappa_of_table(COHEN, COHEN_WEIGHTS), 3) == 0.348
    assert round(interrater.kappa_of_table(FUN), 4) == 0.1293
    assert round(interrater.kappa_of_table(FUN, "linear"), 4) == 0.2374


def test_an_example_by_hand():
    """Three things on a scale of 1 to 3: a = 1, 2, 3 and b = 1, 3, 3.

    Seen: one step apart once in three: 1/3 * 1/2 = 1/6. By chance: a has each score 1/3, b has 1 in 1/3 and 3 in 2/3.
    Steps: (1,3) 1/3*2/3*1, (2,1) 1/3*1/3*1/2, (2,3) 1/3*2/3*1/2, (3,1) 1/3*1/3*1 = 4/18 + 1/18 + 2/18 + 2/18 = 1/2.
    """
    first, second = pd.Series([1, 2, 3]), pd.Series([1, 3, 3])
    assert interrater.kappa(first, second, [1, 2, 3], "linear") == pytest.approx(1 - (1 / 6) / (1 / 2))
    # unweighted: agree 2/3, by chance 1/9 + 2/9
    assert interrater.kappa(first, second, [1, 2, 3]) == pytest.approx((2 / 3 - 1 / 3) / (1 - 1 / 3))
    # squared: seen 1/3 * 1/4; by chance 2/9 + 1/36 + 2/36 + 1/9 = 15/36
    assert interrater.kappa(first, second, [1, 2, 3], "quadratic") == pytest.approx(1 - (1 / 12) / (15 / 36))


@settings(deadline=None)
@given(scores=st.lists(st.integers(1, 5), min_size=2).filter(lambda scores: len(set(scores)) > 1))
def test_full_agreement_is_one_and_order_of_raters_does_not_matter(scores):
    first, second = pd.Series(scores), pd.Series(scores[::-1])
    for weights in interrater.WEIGHTS:
        assert interrater.kappa(first, first, range(1, 6), weights) == pytest.approx(1)
        there, back = (interrater.kappa(*pair, range(1, 6), weights) for pair in ((first, second), (second, first)))
        assert there == pytest.approx(back) and there <= 1


def test_one_category_throughout_has_no_kappa():
    same = pd.Series([3, 3, 3])
    assert math.isnan(interrater.kappa(same, same, range(1, 6), "linear"))


@pytest.mark.parametrize(
    ("first", "second", "weights", "message"),
    [
        ([1, 2], [1], "none", "scored 2 and 1 items"),
        ([1, 9], [1, 2], "none", "9 is not on the scale"),
        ([1, 2], [1, 9], "none", "9 is not on the scale"),
        ([1, 2], [1, 2], "cubic", "'cubic' is not a way"),
    ],
)
def test_scores_that_cannot_be_compared(first, second, weights, message):
    with pytest.raises(CourseError, match=message):
        interrater.kappa(pd.Series(first), pd.Series(second), range(1, 6), weights)


def test_tables_need_the_same_categories():
    with pytest.raises(CourseError, match="same categories"):
        interrater.kappa_of_table(FUN.rename(columns={0: 9}))


def test_nothing_scored_is_an_error_and_no_number():
    with pytest.raises(CourseError, match="Nothing was scored"):
        interrater.kappa_of_table(FUN * 0)
    with pytest.raises(CourseError, match="Nothing was scored"):
        interrater.kappa(pd.Series([]), pd.Series([]), range(1, 6))


def test_agreement_by_question_counts_the_articles():
    pairs = pd.DataFrame({"question_id": ["x", "x", "y"], "a": [1, 2, 5], "b": [1, 4, 4]})
    agreement = interrater.agreement_by_question(pairs).set_index("question_id")
    assert agreement.loc["x"].tolist() == [2, 1, 2] and agreement.loc["y"].tolist() == [1, 0, 1]


def test_the_lesson_tells_what_the_scores_give(data):
    """The two lessons drawn from it in prose: full agreement on sources, and high agreement with a kappa about zero."""
    pairs = interrater.paired(data.appraisal_scores)
    pairs["instrument_id"] = pairs["question_id"].map(data.appraisal_questions.set_index("id")["instrument_id"])
    agreement = interrater.agreement_by_instrument(pairs, data.appraisal_instruments).set_index("instrument")
    assert agreement.loc["JAMA benchmarks", "same"] >= 85 and abs(agreement.loc["JAMA benchmarks", "kappa"]) < 0.1
    assert (
        agreement.loc["DISCERN", "pairs"] == 80
        and agreement.loc["DISCERN", "same"] > agreement.loc["DISCERN", "by_chance"]
    )
    by_question = interrater.agreement_by_question(pairs).set_index("question_id")["same"]
    assert by_question[["jama-attribution", "discern-sources"]].tolist() == [5, 5]
    assert by_question[["discern-balance", "discern-relevant"]].max() <= 2

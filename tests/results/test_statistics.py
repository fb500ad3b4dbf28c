"""Each formula on a published example: the data and the results are those of its page, seen in November 2026."""

from __future__ import annotations

import pandas as pd
import pytest

from utils.results.statistics import cronbach_alpha, difficulty, discrimination, kr20

# Wuensch KL, The Kuder-Richardson 20, East Carolina University (core.ecu.edu/wuenschk/StatHelp/KR20.txt): ten students,
# ten questions, the totals, p, and the variance of the totals.
QUIZ = """
1 1 1 1 1 1 0 1 1 0
1 0 1 1 0 1 1 1 0 1
1 1 1 1 0 1 1 0 0 1
0 0 1 0 0 0 1 0 0 0
0 0 0 0 0 1 0 0 1 0
1 1 1 0 1 1 1 1 1 1
1 1 0 1 1 1 0 1 1 1
1 1 1 1 1 1 1 1 0 1
0 1 0 1 1 1 1 1 0 1
1 1 0 1 1 0 1 1 1 0
"""
# Denis DJ, Applied Univariate, Bivariate, and Multivariate Statistics (Wiley), chapter 3: ten people, five items, and
# what SPSS prints for them: alpha 0.633, and 0.712 as the corrected item-total correlation of the first item.
TEST = """
10 12 15 11 12
12 18 12 12 1
8 16 14 14 4
6 8 16 8 6
4 7 8 7 5
6 6 3 7 3
3 4 6 5 8
7 3 7 9 9
8 9 4 10 10
9 5 6 11 12
"""


def numbers(text: str) -> pd.DataFrame:
    return pd.DataFrame([[float(number) for number in line.split()] for line in text.split("\n") if line])


def test_difficulty_and_kr20_of_the_published_quiz():
    quiz = numbers(QUIZ)
    assert quiz.sum(axis=1).tolist() == [8, 7, 7, 2, 2, 9, 8, 9, 7, 7]  # the page's totals
    assert difficulty(quiz).tolist() == pytest.approx([0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6])
    pq = [0.21, 0.21, 0.24, 0.21, 0.24, 0.16, 0.21, 0.21, 0.25, 0.24]
    assert kr20(quiz) == pytest.approx(10 / 9 * (1 - sum(pq) / 5.84))  # the page's sums in the formula
    assert kr20(quiz) == pytest.approx(cronbach_alpha(quiz))  # as the page says of right and wrong


def test_alpha_and_corrected_correlation_of_the_published_test():
    test = numbers(TEST)
    assert round(cronbach_alpha(test), 3) == 0.633
    assert round(discrimination(test)[0], 3) == 0.712


def test_planted_the_correlation_with_a_total_that_holds_the_item_is_another():
    test = numbers(TEST)
    assert round(test[0].corr(test.sum(axis=1)), 3) != 0.712


def test_kr20_refuses_partial_credit():
    with pytest.raises(ValueError, match="cronbach_alpha"):
        kr20(numbers("1 0.5\n0 1\n1 1"))


@pytest.mark.parametrize("text", ["1 1\n1 1\n1 1", "1\n0\n1", "1 0\n0 1"])
def test_what_cannot_be_computed_is_none(text):
    """All totals alike, a single question, totals that do not vary."""
    assert kr20(numbers(text)) is None and cronbach_alpha(numbers(text)) is None


def test_a_question_in_which_all_are_alike_has_no_discrimination():
    found = discrimination(numbers("1 1 0\n1 0 0\n1 1 1\n1 0 1"))
    assert pd.isna(found[0]) and found[1] == pytest.approx(0)


def test_students_who_were_not_asked_are_left_out():
    asked = numbers(TEST)
    more = pd.concat([asked, pd.DataFrame([[1.0, float("nan"), 3, 4, 5]])], ignore_index=True)
    assert cronbach_alpha(more) == cronbach_alpha(asked)
    assert discrimination(more).tolist() == discrimination(asked).tolist()
    assert difficulty(more)[0] == pytest.approx((asked[0].sum() + 1) / 11)

"""What the figures say: which questions to look at and why, which answers were chosen, what to teach again.

The limits are rules of thumb, each from a page that was seen in November 2026 (``SOURCES``). They name questions to
read again; they do not judge them.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pandas as pd

from utils.results import marking, statistics
from utils.results.model import Asked, Choice, ClassAnswers

HARD, EASY = 0.30, 0.90  # share of the points
LEAST = 0.20  # discrimination
RELIABLE = 0.70  # KR-20 or alpha of a test in class
LEAST_STUDENTS = 30  # below which no question is named for its discrimination
SOURCES = {
    f"Difficulty below {HARD:.0%} or above {EASY:.0%}": "University of Wisconsin Oshkosh, Testing Services, Optimal "
    "Item Difficulty, no date (uwosh.edu/testing)",
    "A negative discrimination": "Assessment Systems Corporation, What is the point-biserial correlation? "
    "(assess.com/the-point-biserial-item-discrimination): often a wrong key or wrong content",
    f"Discrimination below {LEAST:.1f}": "easystats, R package performance, item_discrimination: corrected item-total "
    "correlations (easystats.github.io/performance)",
    f"Discrimination names no question if fewer than {LEAST_STUDENTS} students count": "the course's own limit: with "
    "fewer, more than one in twenty good questions (true r = 0.30) come out below 0 by chance. Penn State, Schreyer "
    "Institute, The Item Analysis Report, no date (schreyerinstitute.psu.edu), asks for caution in classes below 50",
    f"KR-20 of at least {RELIABLE:.1f}": "University of Wisconsin Oshkosh, Testing Services, Reliability of a test, no "
    "date (uwosh.edu/testing); Weber State University, Test and Item Analysis, no "
    "date, accepts 0.6 (asdd2.weber.edu/instructor-guide)",
}
WORSE = "students who did better on the rest did worse here: check the key first, then the wording"
NOBODY = "no answer"
_OTHER = "another answer"
_FEWEST = 2  # students who gave an answer that the bank does not know, before its text is shown


class Taken(NamedTuple):
    """An answer, how many students chose it, and what share of those asked that is."""

    choice: Choice
    students: int
    share: float


def by_question(answers: ClassAnswers) -> pd.DataFrame:
    """A row for each question: number, title, students, difficulty, discrimination, look (a tuple of reasons).

    Both figures have the two decimals with which they are shown, so that a reason never contradicts what it names.
    """
    shares = answers.shares
    frame = pd.DataFrame(
        {
            "number": [asked.number for asked in answers.asked],
            "title": [asked.title for asked in answers.asked],
            "students": shares.count().to_numpy(),
            "difficulty": statistics.difficulty(shares).map(_shown).to_numpy(),
            "discrimination": statistics.discrimination(answers.points).map(_shown).to_numpy(),
        }
    )
    found = zip(answers.asked, frame["difficulty"], frame["discrimination"], strict=True)
    return frame.assign(look=[tuple(_reasons(asked, p, r, answers)) for asked, p, r in found])


def _shown(value: float) -> float:
    return round(value, 2) + 0.0  # which makes -0.0 into 0.0


def is_small(answers: ClassAnswers) -> bool:
    """Whether too few students have points in every question for a finding by discrimination.

    A correlation of few students is mostly chance. By Fisher's z, with 30 students one in twenty questions whose true r
    is 0.30 comes out below 0, with 20 one in ten, and with 10 one in five: an instructor would look for a wrong key in
    questions that have none. The figure itself is shown in any class.
    """
    return len(answers.points.dropna()) < LEAST_STUDENTS


def _reasons(asked: Asked, p: float, r: float, answers: ClassAnswers) -> list[str]:
    """Why a question is one to look at, the most serious reason first."""
    reasons, is_large = [], not is_small(answers)
    if is_large and r < 0:
        reasons.append(WORSE)
    if favorite := _favorite_wrong(asked, answers):
        reasons.append(f"more students chose a wrong answer than the right one: {favorite}")
    if p < HARD:
        reasons.append(f"less than {HARD:.0%} of the points")
    if is_large and 0 <= r < LEAST:
        reasons.append("hardly separates students who did better on the rest from those who did worse")
    if p > EASY:
        reasons.append(f"more than {EASY:.0%} of the points: nearly everybody knows it")
    return reasons


def _favorite_wrong(asked: Asked, answers: ClassAnswers) -> str:
    """The wrong answer that more students chose than the right one, where there is one right answer."""
    if asked.question is None or asked.question.kind == "multiple":
        return ""
    found = taken(asked, answers)
    right = max((one.students for one in found if one.choice.correct), default=0)
    wrong = [one for one in found if not one.choice.correct and one.choice.text not in (NOBODY, _OTHER)]
    most = max(wrong, key=lambda one: one.students, default=None)
    return most.choice.text if most and most.students > right else ""


def taken(asked: Asked, answers: ClassAnswers) -> list[Taken]:
    """How often each answer was chosen: those of the bank in its order, then others, then no answer.

    A text that the bank does not know is shown only if at least two students gave it: it may hold a name.
    """
    texts = answers.chosen[asked.number].dropna()
    choices = asked.choices
    if choices:
        places = Counter(place for text in texts for place in marking.chosen(text, asked))
        counts = {choice: places[at] for at, choice in enumerate(choices)}
        others = places[-1]
    else:
        given = Counter(text for text in texts if text)
        counts = {Choice(text, False, ""): n for text, n in given.most_common() if n >= _FEWEST}
        others = sum(n for n in given.values() if n < _FEWEST)
    counts |= {Choice(text, False, ""): n for text, n in ((_OTHER, others), (NOBODY, (texts == "").sum())) if n}
    return [Taken(choice, int(n), n / max(1, len(texts))) for choice, n in counts.items()]


def reliability(answers: ClassAnswers) -> tuple[str, float | None]:
    """The name of the measure that fits the points, and its value; None where it cannot be computed."""
    shares = answers.shares.dropna()
    if shares.isin([0, 1]).all(axis=None) and len({asked.max_points for asked in answers.asked}) == 1:
        return "KR-20", statistics.kr20(shares)
    return "Cronbach's alpha", statistics.cronbach_alpha(answers.points)


def teach_again(answers: ClassAnswers, by: str) -> pd.DataFrame:
    """Columns group, questions, share: the share of the points by ``lesson``, ``objective`` or ``client_need``.

    The weakest comes first. A group of ``objective`` is (lesson, number). Questions that are not in the bank are left
    out, and so is a group in which nobody has points.
    """
    rows = [
        ((asked.item.lesson, asked.item.objective) if by == "objective" else getattr(asked.item, by), asked)
        for asked in answers.asked
        if asked.item is not None
    ]
    groups = list(dict.fromkeys(group for group, _ in rows))
    found = []
    for group in groups:
        group_questions = [asked for name, asked in rows if name == group]
        points = answers.points[[asked.number for asked in group_questions]]
        most = (points.notna() * [asked.max_points for asked in group_questions]).sum(axis=None)
        if most:
            found.append((group, len(group_questions), points.sum(axis=None) / most))
    return pd.DataFrame(found, columns=["group", "questions", "share"]).sort_values("share", kind="stable")

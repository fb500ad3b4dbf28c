"""Which choices a test walks: pairwise in ``make test``, every combination with ``--nightly``.

Faces (a host, a width, a color scheme) and the controls of an explorer are the factors. Pairwise: every option of
every control is seen in every face, and every pair of options of two controls in one face at least. What a failure
needs, two things that do not go together, is then found; three that must meet wait for the night. By day each page is
walked at one width, the widths taking turns; each question of it is then filled in with a share of the others, and in
JupyterLab one of each type and lesson. At night each in every face.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path

import pytest

LAB = ("lab-run", "lab-trusted")
WIDTHS, SCHEMES = (320, 390, 1300), ("light", "dark")
PAGES = tuple(f"page-{width}" for width in WIDTHS)
FACES = (*LAB, *PAGES)


def covering(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Rows that hold every pair of values of every two factors; ``sizes``: how many values each factor has.

    One factor gives each of its values once. Always the same rows for the same sizes, few but not the fewest.
    """
    if len(sizes) == 1:
        return [(value,) for value in range(sizes[0])]
    left = {
        ((a, x), (b, y))
        for a, b in combinations(range(len(sizes)), 2)
        for x in range(sizes[a])
        for y in range(sizes[b])
    }
    rows = []
    while left:
        row = dict(min(left))
        for factor in sorted(set(range(len(sizes))) - set(row)):
            gains = [
                sum(tuple(sorted([(factor, value), pair])) in left for pair in row.items())
                for value in range(sizes[factor])
            ]
            row[factor] = gains.index(max(gains))
        left -= set(combinations(sorted(row.items()), 2))
        rows.append(tuple(row[factor] for factor in range(len(sizes))))
    return rows


def choices(explorer, face: str, nightly: bool) -> list[tuple[int, ...]]:
    """The combinations of an explorer to walk in a face: one index per control, in the order that needs fewest keys."""
    sizes = [len(control.options) for control in explorer.controls]
    if nightly:
        chosen = set(product(*map(range, sizes)))
    else:
        chosen = {row[1:] for row in covering([len(FACES), *sizes]) if FACES[row[0]] == face}
    return sorted(chosen, key=lambda row: row[::-1])


def answered(questions: Sequence, face: str, nightly: bool) -> list:
    """The questions of a lesson (each with a ``type``) to fill in by keyboard in a face."""
    if nightly:
        return list(questions)
    if face in PAGES:
        return list(questions[PAGES.index(face) :: len(PAGES)])
    first = {question.type: question for question in reversed(questions)}
    return [question for question in questions if first[question.type] is question]


def by_day(lessons: Sequence[Path | str], turn: int = 0, every: int = 3) -> list:
    """Every lesson as a case of a test; by day every third one, for a test of what is built alike in all.

    ``turn``: 0 or more, below ``every``, so that not every such test looks at the same lessons.
    """
    return [
        pytest.param(lesson, id=Path(lesson).stem, marks=pytest.mark.nightly if number % every != turn else ())
        for number, lesson in enumerate(lessons)
    ]


def scheme(width: int, page: int) -> str:
    """The color scheme of the ``page``-th page at this width in the pairwise set: both for each page, both for each
    width.
    """
    return SCHEMES[(WIDTHS.index(width) + page) % 2]


def face_by_day(page: int) -> tuple[int, str]:
    """The width and color scheme in which the ``page``-th page is walked by day; the widths take turns."""
    width = WIDTHS[page % len(WIDTHS)]
    return width, scheme(width, page)

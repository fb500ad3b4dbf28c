"""Slides and plans name cells that are there; planted defects."""

from __future__ import annotations

import pytest

from tests.helpers import LESSONS
from utils.project import DATA, NOTEBOOKS
from utils.publishing import class_links


def test_nothing_is_wrong():
    assert class_links.class_issues(DATA, NOTEBOOKS) == []


def test_the_rows_behind_numbers_are_not_counted_as_words():
    assert class_links.word_count("Call 911<!-- practice:emergency-number --> now.") == 3


DEFECTS = [  # table, column, cell → column and words of the issue
    ("slides", "cell", "gone", "cell", "is not a cell of"),
    ("slides", "picture", "gone", "picture", "is not a cell of"),
    ("slides", "words", "word " * 36, "words", "has 36 words"),
    ("slides", "words", "", "words", "is empty"),
    ("slides", "words", "It is 42 % of all.", "words", "says 42"),
    ("slides", "choice", "Bone", "picture", "is empty although"),
    ("plan_cells", "cell", "gone", "cell", "is not a cell of"),
    ("plan_cells", "position", "40", "position", "is not a part of that plan"),
]


@pytest.mark.parametrize(("name", "column", "cell", "named", "words"), DEFECTS)
def test_planted(name, column, cell, named, words, table, folder):
    rows = table(name)
    if column == "choice":  # which stands beside a picture
        rows.set(1, "picture", "")
    rows.set(1, column, cell.strip())
    found = class_links.class_issues(folder, NOTEBOOKS)
    assert any(issue.column == named and words in issue.problem and issue.row == 2 for issue in found), found


def test_a_section_without_a_slide_and_a_part_without_a_cell(table, folder):
    for name, words in (("slides", "has no slide"), ("plan_cells", "uses no cell")):
        rows = table(name)
        del rows.rows[1:]
        rows.write()
        found = [issue for issue in class_links.class_issues(folder, NOTEBOOKS) if words in issue.problem]
        assert len(found) > len(LESSONS)

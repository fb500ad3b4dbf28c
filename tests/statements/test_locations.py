"""Where a statement comes from, as text: lines of articles, each once and in order, and titles of pages."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.helpers import course_data
from utils.statements import locations

CITATIONS = pd.DataFrame(
    [
        ("facts", "bone", "003", 140),
        ("facts", "bone", "003", 42),
        ("facts", "bone", "002", 7),
        ("facts", "bone", "003", 42),  # a second sentence of that line
        ("facts", "lung", "003", 9),
        ("sites", "bone", "000", 1),
    ],
    columns=["table", "row_id", "source_id", "line"],
)


@pytest.mark.parametrize(
    ("lines", "most", "text"),
    [
        ([4], None, "line 4"),
        ([11, 4, 11], None, "lines 4, 11"),
        ([1, 2, 3, 4, 5], 2, "lines 1, 2 and 3 more"),
        ([1, 2], 2, "lines 1, 2"),
    ],
)
def test_line_numbers(lines, most, text):
    assert locations.line_numbers_text(lines, most) == text


def test_cited_lines_are_those_of_the_rows_and_of_no_other_table():
    assert locations.cited_lines(CITATIONS, "facts", ["bone"]) == "article 002 line 7; article 003 lines 42, 140"
    assert locations.cited_lines(CITATIONS, "facts", ["bone", "lung"], most=1) == (
        "article 002 line 7; article 003 lines 9 and 2 more"
    )
    assert locations.cited_lines(CITATIONS, "facts", ["nothing"]) == ""


def test_cited_lines_by_row_have_every_row_once():
    assert locations.cited_lines_by_row(course_data(citations=CITATIONS)) == {
        ("facts", "bone"): "article 002 line 7; article 003 lines 42, 140",
        ("facts", "lung"): "article 003 line 9",
        ("sites", "bone"): "article 000 line 1",
    }


def test_page_titles_are_in_the_order_of_the_table():
    pages = pd.DataFrame(
        [("a", "CDC", "Fever", "2025"), ("b", "NCI", "Bones", "2024"), ("c", "ONS", "Cords", "2023")],
        columns=["id", "publisher", "title", "year"],
    )
    assert locations.page_titles(pages, ["c", "a", "c"]) == ["CDC: Fever (2025)", "ONS: Cords (2023)"]

"""A row that nothing shows is named by `check`, and no longer once a table or a lesson leads to it."""

from __future__ import annotations

import pytest

from tests import growth
from utils import cli
from utils.tables.unshown import unshown_rows

# Table, cells to copy from, cells of a row that nothing shows.
ALONE = [
    ("facts", {"topic": "symptoms"}, {"statement": "A sign."}),
    (
        "statistics",
        {"kind": "registry"},
        {"subject": "people-affected", "site_id": "", "reference_id": "page-of-nobody"},
    ),
    ("practice", {"area": "emergency"}, {"subject": "a subject of nobody", "site_id": "", "alarm": ""}),
    ("comparisons", {"against": "article"}, {"topic": "a topic of nobody"}),
    ("cases", {}, {}),
    ("talk_steps", {}, {"position": "99"}),
    ("appraisal_instruments", {}, {}),
    ("exhibits", {}, {}),
]


@pytest.mark.parametrize(("table", "like", "cells"), ALONE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_row_that_nothing_shows_is_named(folder, table, like, cells):
    course = growth.Course(folder)
    row = course.add(table, course.first(table, **like), id="seen-by-nobody", **cells)
    course.write()
    file = next(file for file, ids in unshown_rows(folder).nowhere.items() if "seen-by-nobody" in ids)
    assert file == f"data/{course.path(table).relative_to(folder).as_posix()}" and row in course.tables[table]


def test_a_question_is_shown_by_a_lesson_that_asks_all_or_names_it(folder):
    course = growth.Course(folder)
    chosen = course.first("items", id="case-talk-1")
    whole = course.first("items", type="numeric")
    for id, place in (("asked-by-nobody", "nowhere"), ("asked-in-a-case", "nowhere"), ("asked-there", chosen["place"])):
        course.add("items", chosen, id=id, place=place)
    course.add("items", whole, id="asked-with-all")
    course.add("case_questions", course.first("case_questions"), item_id="asked-in-a-case")
    course.write()
    assert unshown_rows(folder).nowhere["data/items/items.csv"] == ["asked-by-nobody"]


def test_a_link_shows_a_row(folder):
    course = growth.Course(folder)
    course.add("facts", course.first("facts", topic="symptoms"), id="linked", statement="A sign.")
    course.write()
    assert "linked" in unshown_rows(folder).nowhere["data/facts.csv"]
    course.cite("facts", "linked")
    course.write()
    rows = unshown_rows(folder)
    assert "linked" in rows.only_on_article_pages["data/facts.csv"] and "data/facts.csv" not in rows.nowhere
    course.add("need_rows", course.first("need_rows"), table="facts", row_id="linked")
    course.write()
    assert not any("linked" in kind.get("data/facts.csv", ()) for kind in unshown_rows(folder))


def test_a_comparison_with_what_an_article_says_is_on_its_page_with_the_other_side(folder):
    course = growth.Course(folder)
    course.add("comparisons", course.first("comparisons", against="reference"), id="compared", topic="of nobody")
    course.add("facts", course.first("facts", topic="symptoms"), id="said-alone", statement="A sign.")
    course.add(
        "practice",
        course.first("practice", area="emergency"),
        id="unlinked-other",
        subject="of nobody",
        site_id="",
        alarm="",
        statement="A figure.",
    )
    for side, table, row in (("statement", "facts", "said-alone"), ("against", "practice", "unlinked-other")):
        course.add(
            "comparison_rows",
            course.first("comparison_rows"),
            comparison_id="compared",
            side=side,
            table=table,
            row_id=row,
        )
    course.write()
    nowhere = unshown_rows(folder).nowhere
    assert nowhere["data/comparisons.csv"] == ["compared"] and "unlinked-other" in nowhere["data/practice.csv"]
    course.cite("facts", "said-alone")
    course.write()
    rows = unshown_rows(folder)
    for file, id in (("facts", "said-alone"), ("comparisons", "compared"), ("practice", "unlinked-other")):
        assert id in rows.only_on_article_pages[f"data/{file}.csv"]


def test_check_names_them_and_stays_green(folder, capsys):
    course = growth.Course(folder)
    course.add("exhibits", course.first("exhibits"), id="seen-by-nobody")
    course.write()
    assert cli.main(["check", "--data", str(folder)]) == 0
    assert "Shown nowhere: data/items/exhibits.csv, 1 row: seen-by-nobody" in capsys.readouterr().out

"""Rows by the age of their page."""

from __future__ import annotations

import pytest

from utils import cli
from utils.errors import CourseError
from utils.tables import ages, loader
from utils.tables.ages import Age
from utils.tables.rows import Row, Tables


def rows(table, *cells):
    return [Row(each, line, table, f"data/{table}.csv") for line, each in enumerate(cells, start=2)]


def page(id, year, checked_on):
    return {"id": id, "year": year, "checked_on": checked_on, "publisher": f"Publisher {id}"}


TABLES = Tables(
    references=rows(
        "references",
        page("old", "1988", "2026-11-02"),
        page("span", "2012-2014", "2026-11-01"),
        page("about", "about 2014", ""),
        page("none", "not stated", "2026-11-03"),
        page("unused", "1970", ""),
    ),
    practice=rows(
        "practice",
        *(
            {"id": id, "subject": subject, "reference_id": id}
            for id, subject in (
                ("about", "pain"),
                ("span", "pain"),
                ("none", "fever"),
                ("old", "fever"),
            )
        ),
    ),
    glossary=rows("glossary", {"id": "term", "reference_id": "old"}, {"id": "cited", "reference_id": ""}),
)


def test_rows_come_oldest_first_and_those_without_a_year_before_all():
    listed = [(age.table, age.row_id, age.year) for age in ages.row_ages(TABLES)]
    assert listed == [
        ("practice", "none", 0),
        ("glossary", "term", 1988),
        ("practice", "old", 1988),
        ("practice", "about", 2014),
        ("practice", "span", 2014),
    ]


def test_rows_of_a_table_a_subject_or_before_a_year():
    def ids(**asked):
        return [age.row_id for age in ages.row_ages(TABLES, **asked)]

    assert ids(table="glossary") == ["term"] and ids(subject="pain") == ["about", "span"]
    assert ids(before=2014) == ["none", "term", "old"] and ids(table="practice", before=1988) == ["none"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [({"table": "practise"}, "'practice'"), ({"subject": "pian"}, "'pain'")],  # codespell:ignore
)
def test_a_table_or_subject_that_no_row_has_is_named_with_one_that_some_row_has(asked, near):
    with pytest.raises(CourseError, match=r"No row supported by a page has the (table|subject) .*\. Fix: use") as error:
        ages.row_ages(TABLES, **asked)
    assert near in str(error.value)


def test_the_report_groups_by_subject_and_counts():
    assert ages.age_report(ages.row_ages(TABLES, table="practice")).splitlines() == [
        "practice, fever: 2 rows, 1 without a year",
        "  no year, checked 2026-11-03: none (Publisher none)",
        "  1988, checked 2026-11-02: old (Publisher old)",
        "practice, pain: 2 rows, 0 without a year",
        "  2014, never checked: about (Publisher about)",
        "  2014, checked 2026-11-01: span (Publisher span)",
        "4 rows in 2 subjects: 1 without a year, 1 never checked.",
        "Checked longest ago: 2026-11-01.",
    ]
    assert ages.age_report([Age(2020, "", "t", "", "a", "p")]).splitlines()[0] == "t: 1 row, 0 without a year"
    assert ages.age_report([]) == "0 rows in 0 subjects: 0 without a year, 0 never checked."


def test_the_command_lists_every_row_that_a_page_supports(capsys):
    assert cli.main(["stale"]) == 0
    out = capsys.readouterr().out
    supported = [r for table in loader.raw().values() for r in table if r.get("reference_id") and "id" in r]
    assert f"\n{len(supported)} rows in " in out and all(f": {row['id']} (" in out for row in supported)
    assert cli.main(["stale", "--table", "practice", "--before", "1990"]) == 0
    assert len(capsys.readouterr().out) < len(out) / 2

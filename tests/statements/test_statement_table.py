"""Who says what, in small: agreement, what one article itself says, and the two sides of a comparison."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.helpers import course_data
from utils.statements import statement_table
from utils.tables import loader


def test_no_statement_lacks_anything():
    found = statement_table.all_statements(loader.load_all())
    assert found.notna().all(axis=None) and (found[["text", "source"]] != "").all(axis=None)
    assert (found.loc[found["table"] == "glossary", "caveat"] == "").all()


def test_nothing_that_a_row_cites_of_an_article_is_left_out():
    data = loader.load_all()
    cited = data.citations[~data.citations["table"].isin(["none", "glossary"])]
    for source, own in cited.groupby("source_id"):
        statements = statement_table.article_statements(data, source)[["table", "row_id"]].itertuples(
            index=False, name=None
        )
        assert sorted(statements) == sorted(set(own[["table", "row_id"]].itertuples(index=False, name=None)))


def test_what_an_article_says_of_itself_cites_the_whole_of_it():
    data = loader.load_all()
    found = statement_table.all_statements(data)
    own = found[found["table"] == "sources"].set_index("row_id")
    assert own.index.tolist() == data.sources["id"].tolist()
    for row in data.sources.itertuples():
        assert own.loc[row.id, ["origin", "source", "caveat"]].tolist() == ["articles", f"article {row.id}", ""]
        assert own.loc[row.id, "text"] == (
            f"{row.title}; author: {row.authorship}; publisher: {row.publisher}; date: {row.date}; "
            f"sources named: {row.references_given}; money, interests, how it was made: {row.disclosure}; "
            f"reading grade: {row.reading_grade:g}"
        )


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture
def data(monkeypatch):
    """Some rows, of which ``all_statements`` says what stands in ``known``."""
    known = frame(
        "table row_id text source caveat",
        ("facts", "one", "It starts.; It ends.", "article 000 lines 3, 5", "a note"),
        ("facts", "two", "Both say it.", "article 000 line 9", ""),
        ("sites", "bone", "Bone; Weakens bone.; Care.", "article 000 line 2", "joined"),
        ("sites", "liver", "Liver; not plain", "article 001 line 1", ""),
        ("diagnostic_tests", "ct", "CT scan", "article 000 line 2", ""),
        ("symptoms", "itch", "itchy skin; pruritus", "article 000 line 7", ""),
        ("steps", "her2", "HER2 is tested.", "Registry: Page", ""),
        ("subtypes", "her2", "HER2-positive; a; b", "Registry: Page", ""),
        ("treatments", "pill", "Pill", "Registry: Other page", ""),
        ("treatments", "ray", "Rays; X-rays kill cells.", "Registry: Page", ""),
        ("glossary", "word", "Word; a word", "article 000 line 1", ""),
    )
    monkeypatch.setattr(statement_table, "all_statements", lambda data: known.copy())
    return course_data(
        sites=frame("id label effect_plain", ("bone", "Bone", "A weak bone breaks."), ("liver", "Liver", "not stated")),
        diagnostic_tests=frame("id label purpose_plain", ("ct", "CT scan", "Shows organs.")),
        steps=frame("id label text_plain", ("her2", "", "HER2 is tested.")),
        subtypes=frame("id label definition_plain behavior", ("her2", "HER2-positive", "Has much.", "Grows fast.")),
        treatments=frame(
            "id label aim how_it_works", ("pill", "Pill", "", "not stated"), ("ray", "Rays", "", "X-rays kill cells.")
        ),
        symptoms=frame("id label_plain", ("itch", "itchy skin")),
        article_words=frame(
            "table row_id source_id says",
            ("sites", "liver", "000", "Reaches the liver."),
            ("sites", "bone", "001", "Only 001 says so."),
        ),
        citations=frame(
            "table row_id source_id line sentence",
            ("facts", "two", "000", 9, 1),
            ("facts", "two", "001", 2, 1),
            ("facts", "one", "000", 5, 1),
            ("facts", "one", "000", 3, 2),
            ("facts", "one", "000", 3, 1),
            ("sites", "bone", "001", 8, 1),
            ("sites", "bone", "000", 2, 2),
            ("sites", "liver", "000", 4, 1),
            ("sites", "liver", "001", 1, 1),
            ("diagnostic_tests", "ct", "000", 2, 1),
            ("glossary", "word", "000", 1, 1),
            ("none", "", "000", 1, 2),
            ("symptoms", "itch", "000", 7, 1),
        ),
    )


def test_statements_of_an_article_are_in_line_order_and_say_no_more_than_it_does(data):
    found = statement_table.article_statements(data, "000")
    assert found.to_dict("split")["columns"] == ["table", "row_id", "lines", "text", "caveat", "name_only"]
    assert found.values.tolist() == [
        ["diagnostic_tests", "ct", [2], "CT scan", "", True],
        ["sites", "bone", [2], "Bone", "joined", True],
        ["facts", "one", [3, 5], "It starts. It ends.", "a note", False],
        ["sites", "liver", [4], "Reaches the liver.", "", False],
        ["symptoms", "itch", [7], "itchy skin; pruritus", "", False],
        ["facts", "two", [9], "Both say it.", "", False],
    ]
    assert statement_table.article_statements(data, "002").empty


def test_a_comparison_shows_both_sides_in_plain_words(data):
    comparisons = frame(
        "id topic against verdict second_verdict what_differs why_it_matters",
        ("b", "care", "reference", "supported", "older figure", "the year", "it grew"),
        ("a", "tests", "article", "", "", "the words", "it confuses"),
    )
    rows = frame(
        "comparison_id side table row_id",
        ("a", "statement", "diagnostic_tests", "ct"),
        ("a", "against", "symptoms", "itch"),
        ("a", "against", "facts", "two"),
        ("b", "statement", "sites", "liver"),
        ("b", "statement", "sites", "bone"),
        ("b", "statement", "sites", "bone"),
        ("b", "against", "steps", "her2"),
        ("b", "against", "subtypes", "her2"),
        ("b", "against", "treatments", "pill"),
        ("b", "against", "treatments", "ray"),
    )
    data = replace(data, comparisons=comparisons, comparison_rows=rows)
    assert statement_table.comparison_table(data).to_dict("records") == [
        {
            "id": "b", "topic": "care", "against": "reference", "statement": "Liver / Bone: a weak bone breaks.",
            "said_in": "article 001 line 1 / article 000 line 2",
            "other": "HER2 is tested. / HER2-positive: has much. Grows fast. / Pill / Rays: X-rays kill cells.",
            "other_said_in": "Registry: Page / Registry: Other page", "verdict": "supported",
            "second_verdict": "older figure", "what_differs": "the year", "why_it_matters": "it grew",
        },
        {
            "id": "a", "topic": "tests", "against": "article", "statement": "CT scan: shows organs.",
            "said_in": "article 000 line 2", "other": "itchy skin / Both say it.",
            "other_said_in": "article 000 line 7 / article 000 line 9", "verdict": "", "second_verdict": "",
            "what_differs": "the words", "why_it_matters": "it confuses",
        },
    ]  # fmt: skip


def test_each_side_names_its_rows(data):
    rows = frame(
        "comparison_id side table row_id",
        ("a", "against", "facts", "two"),
        ("a", "statement", "sites", "bone"),
        ("a", "against", "sites", "liver"),
        ("b", "statement", "facts", "one"),
    )
    assert statement_table.comparison_sides(replace(data, comparison_rows=rows)) == {
        "a": {"against": [("facts", "two"), ("sites", "liver")], "statement": [("sites", "bone")]},
        "b": {"statement": [("facts", "one")]},
    }


def test_agreement_counts_lines_by_article_and_articles_by_row():
    cited = [
        ("facts", "one", "001", 7),
        ("facts", "two", "000", 1),
        ("facts", "two", "000", 1),
        ("facts", "two", "000", 4),
        ("facts", "two", "001", 9),
        ("facts", "three", "000", 2),
        ("sites", "bone", "002", 3),
        ("sites", "bone", "001", 3),
    ]
    data = course_data(
        citations=pd.DataFrame(cited, columns=["table", "row_id", "source_id", "line"]),
        sources=pd.DataFrame({"id": ["000", "001", "002"]}),
    )
    facts = statement_table.agreement(data)
    assert list(facts.columns) == ["id", "000", "001", "002", "articles"]
    assert facts.columns.name is None
    assert facts.values.tolist() == [["two", 2, 1, 0, 2], ["one", 0, 1, 0, 1], ["three", 1, 0, 0, 1]]
    assert statement_table.agreement(data, "sites").values.tolist() == [["bone", 0, 1, 1, 2]]


def test_rows_on_which_as_many_articles_agree_keep_their_order():
    cited = [("facts", f"{number:02}", f"00{number % 3}", 1) for number in range(60)]
    cited += [("facts", f"{number:02}", "001", 2) for number in range(0, 60, 3)]
    data = course_data(
        citations=pd.DataFrame(cited, columns=["table", "row_id", "source_id", "line"]),
        sources=pd.DataFrame({"id": ["000", "001", "002"]}),
    )
    order = [f"{number:02}" for number in (*range(0, 60, 3), *(n for n in range(60) if n % 3))]
    assert statement_table.agreement(data)["id"].tolist() == order

"""The list on which clinicians review the statements: each once, with its source, and all that is ours."""

from __future__ import annotations

import csv
import re
from collections import Counter

from tests.helpers import lesson_paths
from utils import cli
from utils.publishing import review


def test_review_list_holds_every_statement_once_with_its_source(data, tmp_path, capsys):
    assert cli.main(["review", "--output", str(tmp_path)]) == 0
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "where",
        "id",
        "text",
        "source",
        "caveat",
        "reviewed_by",
        *review.VERDICT_COLUMNS,
        "table",
        "digest",
    ]
    count = Counter((r["where"], r["id"]) for r in rows)
    assert max(count.values()) == 1
    for table in ("facts", "practice", "statistics", "sites", "glossary", "treatment_subtypes"):
        assert {id for where, id in count if where == table} == set(getattr(data, table)["id"])
    assert all(r["text"] and r["source"] for r in rows)
    assert all(r[column] == "" for r in rows for column in ("reviewed_by", *review.VERDICT_COLUMNS))
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert page.count("<tr") == len(rows) + 1 and "No clinician has reviewed them yet" in " ".join(page.split())
    assert "http" not in re.sub(r"https?://\S+", "", page) and "<script" not in page


def test_review_list_holds_what_a_lesson_says(data):
    texts = set(review.review_list(data, lesson_paths())["text"])
    assert any("One page gives a percentage for three of the sites" in text for text in texts)
    assert any(
        text.endswith(
            "The cells there are still breast cancer cells, so breast cancer in the liver is treated as breast cancer "
            "and not as liver cancer. One person can have it in several organs at once."
        )
        for text in texts
    )


def test_a_reviewer_reads_every_verdict_choice_and_question_of_ours(data):
    listed = review.review_list(data, []).set_index(["where", "id"])["text"]
    for row in data.myths.itertuples():
        assert row.verdict in listed["myths", row.id] and row.answer in listed["myths", row.id]
    for row in data.talk_choices.itertuples():
        assert row.says in listed["conversation", row.id] and row.reason in listed["conversation", row.id]
        assert ("[fits]" in listed["conversation", row.id]) == (row.fits == "yes")
    for row in data.needs.itertuples():
        assert row.ask in listed["needs", row.id] and row.unsaid in listed["needs", row.id]

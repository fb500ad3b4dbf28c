"""Fingerprints of rows, and reviews that hold or lapse."""

from __future__ import annotations

import datetime

import pytest

from utils import cli
from utils.statements.reviewers import current_digests
from utils.tables import digests, loader, reviews
from utils.tables.data_package import descriptor, key_columns
from utils.tables.reviews import Reviewer


def test_keys_are_those_of_the_descriptor():
    keys = {table["name"]: tuple(key_columns(table["schema"])) for table in descriptor()["resources"]}
    assert {name: keys[name] for name in digests.KEYS} == digests.KEYS


def test_text_and_typed_tables_give_the_same_fingerprints(data):
    from_text = digests.row_digests(loader.raw())
    assert current_digests(data) == from_text and len(from_text) > 3000
    assert set(from_text) == digests.existing_keys(loader.raw())


ITEM = "what-each-step-is-for"
# a change of one cell → the row whose fingerprint must change
CHANGES = {
    "its text": ("practice", {"id": "svc-escalate"}, "statement", "Wait.", ("practice", "svc-escalate")),
    "its page": ("references", {"id": "abc5-2020"}, "title", "Another guideline", None),
    "its citation": ("citations", {"table": "sites", "row_id": "bone"}, "line", "2", ("sites", "bone")),
    "a part of a question": ("parts", {"item_id": ITEM}, "text", "x", ("items", ITEM)),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_changes_the_fingerprint_of_what_it_belongs_to_only(folder, table, what):
    name, row, column, value, key = CHANGES[what]
    before = digests.row_digests(loader.raw(folder))
    rows = table(name)
    rows.set(rows.row_with(**row), column, value)
    after = digests.row_digests(loader.raw(folder))
    changed = {each for each in before if before[each] != after.get(each)}
    if key is None:  # every row that rests on the page
        raw = loader.raw(folder)
        own = {
            (table, each["id"]) for table, rows in raw.items() for each in rows if each.get("reference_id") == row["id"]
        }
        assert own and own < changed and len(changed) < len(before) / 10
    else:
        assert key in changed and len(changed) < 20


def test_looking_at_a_page_again_changes_no_fingerprint(folder, table):
    before = digests.row_digests(loader.raw(folder))
    rows = table("references")
    rows.set(1, "checked_on", "2026-11-29")
    rows.set(1, "seen_at_kind", rows.rows[2][rows.rows[0].index("seen_at_kind")])
    assert digests.row_digests(loader.raw(folder)) == before


def review(verdict="agrees", role="oncology nurse", date="2026-11-30", digest="r1", row_id="a"):
    return {"table": "t", "row_id": row_id, "role": role, "date": date, "verdict": verdict, "digest": digest}


def test_only_current_agreement_counts():
    now = {("t", "a"): "r1", ("t", "b"): "r1"}
    agreed = [review(), review("agrees with note", "oncologist", "2026-11-28")]
    names = [Reviewer("oncologist", "2026-11-28"), Reviewer("oncology nurse", "2026-11-30")]
    assert reviews.reviewers_by_row(agreed, now) == {("t", "a"): names}
    assert reviews.reviewers_by_row([review(digest="r0")], now) == {}
    assert reviews.reviewers_by_row([review(row_id="gone")], now) == {}
    for doubt in ("disagrees", "unsure"):
        assert reviews.reviewers_by_row([*agreed, review(doubt, "pharmacist", "2026-11-01")], now) == {}
        assert reviews.reviewers_by_row([*agreed, review(doubt, digest="r0")], now) == {("t", "a"): names}


def test_a_date_in_the_future_is_an_issue_and_lapsed_lesson_text_a_notice(folder, capsys):
    key = digests.row_digests(loader.raw(folder))["sites", "bone"]
    rows = f"sites,bone,oncologist,2026-12-24,agrees,,{key}\n"
    rows += "lesson text,no such cell,oncologist,2026-11-01,agrees,,r00000000\n"
    with (folder / "reviews.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    issues, notices = reviews.review_issues(folder, today=datetime.date(2026, 12, 23))
    assert [str(issue) for issue in issues] == [
        "data/reviews.csv, row 2, column date: '2026-12-24' is in the future. "
        "Fix: write the day on which the row was reviewed."
    ]
    assert len(notices) == 1 and "lesson text no such cell" in notices[0] and "has lapsed" in notices[0]
    assert reviews.review_issues(folder, today=datetime.date(2026, 12, 24))[0] == []
    assert loader.check(folder) == []  # lessons still run
    cli.main(["check", "--data", str(folder)])
    assert notices[0] in capsys.readouterr().out

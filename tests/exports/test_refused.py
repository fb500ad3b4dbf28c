"""What a platform refuses a whole file for is refused by ``make check``, where it stands."""

from __future__ import annotations

import pytest

from utils.tables import loader

pytestmark = pytest.mark.built


def test_characters_that_xml_cannot_hold_and_ids_that_moodle_has_no_room_for_are_refused(table, folder):
    items = table("items")
    bad = ["a\x08b", "a\x00b", "a\x1bb", "a\ufffeb"]
    rows = {items.set(number, "stem", text): text for number, text in enumerate(bad, start=1)}
    long_row = items.set(len(bad) + 1, "id", "a" * 101)
    issues = [issue for issue in loader.check(folder) if issue.file == "data/items/items.csv"]
    for row, text in rows.items():
        assert any((i.row, i.column, i.value) == (row, "stem", text) for i in issues), ascii(text)
    assert any((i.row, i.column) == (long_row, "id") and "101 characters" in i.problem for i in issues)

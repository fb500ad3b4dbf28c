"""Anki takes over a card that it has already only where its time is newer: so that has to be so where it changed."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from dataclasses import replace

import pandas as pd

from tests.exports import readers
from tests.exports.made import item, options
from utils.exports import anki

GLOSSARY = pd.DataFrame({"id": ["bone"], "term": ["bone"], "definition": ["hard"]})
BEFORE, DAY = 1_700_000_000, 24 * 60 * 60
ITEMS = [item(id="one"), item("bow-tie", id="two"), item("ordering", id="three")]


def times(package: bytes) -> dict[str, int]:
    """Globally unique id of each note → its time; its card has the same."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    rows = database.execute("select guid, notes.mod, cards.mod from notes join cards on nid = notes.id").fetchall()
    database.close()
    assert all(note == card for _, note, card in rows)
    return {guid: note for guid, note, _ in rows}


def updated(collection: dict[str, int], package: bytes) -> set[str]:
    """The notes that Anki updates on import (rslib/src/import_export/package/apkg/import/notes.rs)."""
    return {guid for guid, time in times(package).items() if collection[guid] < time}


def record_of(items, record=None, timestamp=BEFORE) -> dict:
    return anki.updated_record(anki.cards(items, GLOSSARY), timestamp, record or {})


def test_a_changed_word_updates_its_card_and_no_other_though_the_date_is_the_same():
    record = record_of(ITEMS)
    collection = times(anki.build_package(ITEMS, GLOSSARY, "T", BEFORE, record))
    changed = [replace(ITEMS[0], stem="What do you do now?"), *ITEMS[1:]]
    package = anki.build_package(changed, GLOSSARY, "T", BEFORE, record)
    notes, _ = readers.anki(package)
    assert updated(collection, package) == {notes["one"][0]}
    assert updated(collection, anki.build_package(ITEMS, GLOSSARY, "T", BEFORE + DAY, record)) == set()  # only the date
    # another change, and then the first words again: each is newer than what learners have
    record = record_of(changed, record)
    collection |= times(package)
    for stem in ("What next?", "What do you do?"):
        again = [replace(ITEMS[0], stem=stem), *ITEMS[1:]]
        package = anki.build_package(again, GLOSSARY, "T", BEFORE, record)
        assert updated(collection, package) == {notes["one"][0]}
        record, collection = record_of(again, record), collection | times(package)


def test_every_part_of_a_card_counts_as_a_change():
    record = record_of(ITEMS)
    first = ITEMS[0]
    changes = {
        "stem": replace(first, stem="x"),
        "option": replace(first, options=options("Yes", "Never")),
        "key": replace(first, options=options("Yes", "No", right=1)),
        "tag": replace(first, difficulty="hard"),
        "review": replace(first, review_text="Reviewed."),
    }
    for what, changed in changes.items():
        times_now = record_of([changed, *ITEMS[1:]], record)
        assert {id for id, each in times_now.items() if each != record[id]} == {"one"}, what


def test_the_same_content_gives_the_same_bytes():
    record = record_of(ITEMS)
    first, second = (anki.build_package(ITEMS, GLOSSARY, "T", at, record) for at in (BEFORE, BEFORE + DAY))
    assert first == second


def test_the_record_is_written_only_when_a_card_changes(tmp_path):
    path, record = tmp_path / "cards.csv", record_of(ITEMS)
    assert anki.read_record(path) == {}
    assert anki.write_record(record, path) and not anki.write_record(record, path)
    assert anki.read_record(path) == record
    assert anki.write_record(record_of([replace(ITEMS[0], stem="x")], record), path)


def test_the_record_of_the_project_can_be_read_and_has_the_cards_of_a_whole_deck(data):
    """It may be older than the tables: a card that differs from it gets a newer time."""
    record = anki.read_record()
    assert {f"term-{id}" for id in data.glossary["id"]} & record.keys() and len(record) > 300
    assert all(re.fullmatch("[0-9a-f]{16}", each.digest) and each.changed > BEFORE for each in record.values())


def test_nothing_in_a_text_is_run_by_anki():
    for text in ("[sound:x.mp3]", "[latex]x[/latex]", "[$]x[/$]", "\\(x\\)", "\\[x\\]", "[anki:play:q:0]"):
        card = anki.cards([item(stem=text, options=options(text, "No"))], GLOSSARY)[1]
        assert "[" not in card.front + card.back
        assert readers.text_of(card.front).count(text) == 2
        assert "\\(" not in card.front
    notes, _ = readers.anki(anki.build_package([item(stem="[sound:x.mp3]")], GLOSSARY, "T", BEFORE, {}))
    assert "[sound:x.mp3]" in readers.text_of(notes["one"][1])

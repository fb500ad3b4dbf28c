"""Every export read back by a reader of its own and compared with the bank: keys, reasons, signs, nothing lost."""

from __future__ import annotations

import csv
import datetime
import io
import re
import sys
from dataclasses import replace

import pandas as pd
import pytest

from tests.exports import made, readers
from tests.exports import nasty as nasty_texts
from tests.exports.readers import Read, text_of
from tests.helpers import key, named, parsed, words
from utils import cli, exports
from utils.errors import CourseError
from utils.exports import anki, blackboard, brightspace, csv_table, examsoft, gift, moodle, paper, qti, qti21, report
from utils.publishing import scorm
from utils.questions import bank as bank_module
from utils.questions import scoring
from utils.spreadsheet import safe_cell
from utils.tables.rules.questions import ITEM_TYPES

pytestmark = pytest.mark.built


@pytest.fixture(scope="module")
def bank(data):
    return bank_module.all_items(data)


@pytest.fixture(scope="module")
def nasty(bank):
    """Items of every type with signs that mean something in some format in all their texts."""
    return nasty_texts.bank(bank)


def wanted(item, whole: frozenset[str] = frozenset()) -> list[tuple[str, str, list[str], list]]:
    """What a platform has to hold of an item: id, kind, texts of the stem, answers (text, fraction, reason)."""
    stem = [item.stem, *(text for f in item.exhibit for text in (f.finding, f.time, f.value))]
    stem += [item.story.title] if item.story else []
    places = sorted({o.mark for o in item.options} - {"no"}) + ["no"] * any(o.mark == "no" for o in item.options)
    named_places = {p: "does not belong" if p == "no" else p for p in places}
    steps = [[(named_places[p], float(p == o.mark), o.rationale) for p in places] for o in item.options]
    if item.type == "numeric":
        answers = [(n.value, float(n.correct), "" if n.correct else n.rationale, n.tolerance) for n in item.numbers]
        return [(item.id, "number", [*stem, item.numbers[0].unit], answers)]
    if item.type in whole:
        blanks = steps if item.type == "ordering" else [shares(item, part) for part in item.parts]
        around = [o.text for o in item.options] + [t.strip() for p in item.parts for t in p.text.split("{}")]
        return [(item.id, "cloze", stem + around, blanks)]
    if item.type == "ordering":
        every_step = [o.text for o in item.options]  # no place can be given to a step without seeing the others
        return [
            (f"{item.id}--{o.letter}", "single", [*stem, *every_step], s)
            for o, s in zip(item.options, steps, strict=True)
        ]
    found = []
    for part in item.parts or (item,):
        answers = shares(item, part)
        id = item.id if part is item else f"{item.id}--{part.id}"
        pieces = [] if part is item else [t.strip() for t in part.text.split("{}")]
        found.append((id, "multiple" if takes_several(item, part) else "single", stem + pieces, answers))
    return found


def sources(item) -> str:
    """What supports the key as a platform shows it: a source once, and of how many pages."""
    named_sources = item.evidence_text.split("; ")
    once = dict.fromkeys(named_sources)
    return "; ".join(s if named_sources.count(s) == 1 else f"{s} ({named_sources.count(s)} pages)" for s in once)


def takes_several(item, part) -> bool:
    return item.type in ("multiple", "select-n", "matrix-multiple") or (
        item.type == "bow-tie" and part.id != "condition"
    )


def shares(item, part) -> list[tuple[str, float, str]]:
    """Each answer with its share of the points, and its reason."""
    several, keys = takes_several(item, part), sum(o.correct for o in part.options)
    share, off = (1 / keys, -1 / keys) if several else (1.0, 0.0)
    return [(o.text, share if o.correct else off, o.rationale) for o in part.options]


def stories(bank) -> list:
    """The stories of the cases, each where its first question stands."""
    found = []
    for item in bank:
        if item.story and (not found or found[-1] != item.story):
            found.append(item.story)
    return found


def assert_stories(read: list[Read], bank) -> list[Read]:
    """Every story of a case is whole and directly before its first question; what is left without them."""
    places = [i for i, each in enumerate(read) if each.kind == "story"]
    wanted_stories = stories(bank)
    assert len(places) == len(wanted_stories)
    known = {item.id: item for item in bank}
    for i, story in zip(places, wanted_stories, strict=True):
        for text in (story.title, story.person, story.new, *(text for reading in story.chart for text in reading)):
            assert text in read[i].stem, (story.id, text)
        assert known[read[i + 1].id.partition("--")[0]].story == story
    return [each for each in read if each.kind != "story"]


def assert_same(read: list[Read], bank, whole=frozenset(), *, keys_only=False, single_where_one=False):
    """Everything of the bank was read back, in order, and nothing else."""
    read = assert_stories(read, bank)
    expected = [(item, want) for item in bank for want in wanted(item, whole)]
    assert [r.id for r in read] == [want[0] for _, want in expected]
    for got, (item, (_, kind, texts, answers)) in zip(read, expected, strict=True):
        if single_where_one and kind == "multiple" and sum(a[1] > 0 for a in answers) == 1:
            kind, answers = "single", [(text, max(fraction, 0.0), why) for text, fraction, why in answers]
        assert got.kind == kind, got.id
        for text in texts:
            assert text in got.stem, (got.id, text, got.stem)
        assert f"Evidence: {sources(item)}. {item.review_text}" in got.feedback, got.id
        if kind == "number" and keys_only:
            (right,) = [a for a in answers if a[1] == 1]
            low, high = float(right[0]) - right[3], float(right[0]) + right[3]
            assert [float(each) for each in got.answers[0]] == pytest.approx([low, high])
            assert all(why in got.feedback for _, _, why, _ in answers)
            continue
        if kind == "number":
            assert item.numbers[0].rationale in got.feedback
        if keys_only:
            answers = [(text, float(fraction > 0), why) for text, fraction, why in answers]
        blanks, gots = (answers, got.answers) if kind == "cloze" else ([answers], [got.answers])
        assert len(blanks) == len(gots)
        for want, have in zip(blanks, gots, strict=True):
            assert [(a[0], a[2]) for a in have] == [(a[0], a[2]) for a in want], got.id
            assert [a[1] for a in have] == pytest.approx([a[1] for a in want], abs=1e-4), got.id
            assert [a[3:] for a in have] == [a[3:] for a in want], got.id


@pytest.fixture(params=["bank", "nasty"])
def each(request):
    return request.getfixturevalue(request.param)


def test_gift_reads_back(each):
    assert_same(readers.gift(gift.render(each, "Title: {x}")), each, single_where_one=True)


def test_moodle_xml_reads_back(each):
    document = moodle.render(each, "Title <x>").encode("utf-8")
    assert_same(readers.moodle(document), each, frozenset(moodle.CLOZE))


def test_moodle_fractions_are_of_moodles_list(each):
    allowed = {100, 50, 100 / 3, 25, 20, 100 / 6, 100 / 7, 12.5, 0}
    for fraction in re.findall(r'fraction="(-?[\d.]+)"', moodle.render(each, "x")):
        assert any(abs(abs(float(fraction)) - each_one) < 1e-4 for each_one in allowed), fraction


def test_qti_reads_back(each):
    package = qti.build_package(each, "Title & <x>", datetime.date(2026, 11, 24))
    assert_same(readers.qti(package), each, keys_only=True)


def test_anki_reads_back(each, data):
    package = anki.build_package(each, data.glossary, "Title", 1_700_000_000)
    notes, cards = readers.anki(package)
    assert list(notes) == [f"term-{id}" for id in data.glossary["id"]] + [item.id for item in each]
    for row in data.glossary.itertuples():
        assert [text_of(field) for field in notes[f"term-{row.id}"][1:]] == [row.term, row.definition]
    for item in each:
        _, front, back = notes[item.id]
        assert words(back) == " ".join(key(item).split())
        shown = words(front)
        for text in [item.stem, *(named(item, o) for p in (item, *item.parts) for o in p.options)]:
            assert " ".join(text.split()) in shown
        rationales = [o.rationale for p in (item, *item.parts) for o in p.options]
        assert not any(why in shown for why in rationales)
    assert len({guid for guid, _, _ in notes.values()}) == len(notes) == len(cards)


def test_anki_ids_are_stable_so_that_a_new_import_updates(bank, data):
    """Another wording, another order and another scope: the same question keeps its id, and the deck its number."""
    changed = [replace(item, stem=item.stem + " (changed)") for item in reversed(bank)]
    before, _ = readers.anki(anki.build_package(bank, data.glossary, "Title", 1_700_000_000))
    after, cards = readers.anki(anki.build_package(changed, data.glossary.iloc[:0], "Title", 1_800_000_000))
    assert all(before[item.id][0] == after[item.id][0] for item in bank)
    assert {deck for _, deck, _ in cards} == {anki._number("deck Title")}


def test_csv_reads_back(each, data):
    rows = list(csv.DictReader(io.StringIO(csv_table.render(each, data.competencies).decode("utf-8-sig"))))
    expected = []
    for item in each:
        for n in item.numbers:
            correct = "yes" if n.correct else "no"
            expected.append((item.id, "", "", f"{n.value} {n.unit}", correct, safe_cell(n.rationale)))
        for part in (item, *item.parts):
            expected += [
                (item.id, "" if part is item else part.id, o.letter, safe_cell(o.text), o.mark, safe_cell(o.rationale))
                for o in part.options
            ]
    got = [tuple(row[c] for c in ("item", "part", "option", "text", "key", "rationale")) for row in rows]
    assert sorted(got) == sorted(expected) and len(got) == len(expected)
    known = {item.id: item for item in each}
    labels = dict(zip(data.competencies["code"], data.competencies["label"], strict=True))
    for row in rows:
        item = known[row["item"]]
        assert (row["stem"], row["type"], row["rests_on"], row["review"]) == (
            safe_cell(item.stem),
            item.type,
            safe_cell(sources(item)),
            safe_cell(item.review_text),
        )
        assert (row["difficulty"], row["judgment"], row["client_need"]) == (
            item.difficulty,
            item.judgment,
            item.client_need,
        )
        assert row["competency_label"] == labels[item.competency]


def test_paper_test_holds_every_question_and_no_answer_and_the_key_every_reason(each):
    test, keys = paper.render_test(each, "Title <x>"), paper.render_key(each, "Title <x>")
    asked, key_texts = words(test), words(keys)
    sections = {section["id"]: words(section) for section in parsed(test).find_all("section")}
    for number, item in enumerate(each, start=1):
        for text in [f"{number}. {item.stem}", *(named(item, o) for p in (item, *item.parts) for o in p.options)]:
            assert " ".join(text.split()) in asked, item.id
        assert " ".join(key(replace(item, number=number)).split()) in key_texts, item.id
        section = sections[item.id]
        for why in [o.rationale for p in (item, *item.parts) for o in p.options] + [n.rationale for n in item.numbers]:
            assert " ".join(why.split()) not in section
    assert "Evidence: " not in asked and "data-marking" not in test and "Answer:" not in asked
    most = sum(scoring.max_points(scoring.marking(item)) for item in each)
    assert f"of {most}" in asked
    assert "<script" not in test + keys


def test_every_type_is_in_every_export(bank):
    assert {item.type for item in bank} == set(ITEM_TYPES)


def test_same_bytes_twice_and_from_another_folder(data, tmp_path):
    first, second = exports.write_all(data, tmp_path / "a"), exports.write_all(data, tmp_path / "b c")
    assert [p.name for p in first] == [p.name for p in second] and len(first) == len({p.name for p in first})
    for a, b in zip(first, second, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name
        assert str(tmp_path).encode() not in a.read_bytes()


def test_the_time_in_packages_is_that_of_the_data_not_of_the_clock(data, monkeypatch):
    newest = pd.Timestamp(data.lessons["last_checked"].max(), tz="UTC")
    assert exports.timestamp(data) == int(newest.timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert exports.timestamp(data) == 1_700_000_000


FORMATS = {
    "QTI": lambda items: qti.build_package(items, "T", datetime.date(2026, 1, 1)),
    "Moodle XML": lambda items: moodle.render(items, "T"),
    "GIFT": lambda items: gift.render(items, "T"),
    "Anki": lambda items: anki.build_package(items, pd.DataFrame(), "T", 0, {}),
    "Blackboard": blackboard.render,
    "Brightspace": lambda items: brightspace.render(items, "T"),
    "ExamSoft": lambda items: examsoft.render(items, "T"),
    "QTI 2.1": lambda items: qti21.build_package(items, "T"),
    "paper": lambda items: paper.render_test(items, "T") + paper.render_key(items, "T"),
    "report": lambda items: report.render(items, "T"),
    "SCORM": lambda items: scorm.keys(item.id for item in items),  # the rest of a package is its page
}


def calls(work, items) -> int:
    """How many functions run: counted, so that a busy machine changes nothing."""
    counted = 0

    def tick(_frame, event, _arg):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        work(items)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("name", FORMATS)
def test_twenty_times_the_questions_are_at_most_twenty_times_the_work(name):
    few = [made.item(kind, id=kind) for kind in ITEM_TYPES]
    many = [replace(each, id=f"{each.id}-{n}", stem=f"{each.stem} {n}") for n in range(20) for each in few]
    FORMATS[name](few)  # what is imported or compiled once
    assert calls(FORMATS[name], many) < 21 * calls(FORMATS[name], few)


def test_planted_work_that_grows_with_the_square_is_seen():
    few, many = range(10), range(200)
    assert calls(lambda items: [abs(a - b) for a in items for b in items], many) > 21 * calls(
        lambda items: [abs(a - b) for a in items for b in items], few
    )


def test_one_lesson(data, tmp_path, capsys):
    assert cli.main(["exports", "--lesson", "05", "--output", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("written: ") == len(exports.FILE_NAMES) + 1
    read = readers.gift((tmp_path / "05_diagnosis-gift.txt").read_text(encoding="utf-8"))
    own = {item.id for item in bank_module.all_items(data) if item.lesson == "05_diagnosis"}
    assert {r.id.partition("--")[0] for r in read} == own
    assert cli.main(["exports", "--lesson", "99", "--output", str(tmp_path)]) == 1
    assert "No lesson whose name starts with '99'" in capsys.readouterr().err


def test_a_missing_package_is_reported_in_one_line(bank, monkeypatch):
    monkeypatch.setitem(sys.modules, "text2qti.config", None)
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(CourseError, match="text2qti"):
        qti.build_package(bank, "x", datetime.date(2026, 1, 1))
    with pytest.raises(CourseError, match="genanki"):
        anki.build_package(bank, pd.DataFrame(), "x", 0)


def test_planted_mangling_is_seen(bank):
    """The readers are no mirrors: a wrong key, a lost reason or an escape left out is noticed."""
    text = gift.render(bank, "x")
    for wrong in (
        text.replace("\t=", "\t~", 1),
        re.sub(r"(\t[~=][^#]*)#[^\n]*", r"\1", text, count=1),
        text.replace("\\:", ":", 1) + "{",
    ):
        with pytest.raises(AssertionError):
            assert_same(readers.gift(wrong), bank, single_where_one=True)
    document = moodle.render(bank, "x")
    changed = document.replace('fraction="100"', 'fraction="0"', 1).encode()
    with pytest.raises(AssertionError):
        assert_same(readers.moodle(changed), bank, frozenset(moodle.CLOZE))

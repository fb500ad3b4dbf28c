"""The report names what a format changes: held against what was read back from the format itself."""

from __future__ import annotations

import datetime

import pytest

from tests.exports import readers
from tests.exports.made import STORY, item, options, read_all
from utils.exports import gift, moodle, qti, report
from utils.questions import bank as bank_module
from utils.questions import scoring
from utils.questions.bank import Finding, Number
from utils.tables.rules.questions import ITEM_TYPES

pytestmark = pytest.mark.built
PLATFORMS = {"QTI 1.2 (Canvas)": "qti", "GIFT (Moodle)": "gift", "Moodle XML": "moodle"}


def points(read: list[readers.Read], platform: str) -> int:
    """What the platform counts for these questions, by its own rules."""
    counted = 0
    for each in read:
        blanks = each.answers if each.kind == "cloze" else [each.answers]
        for answers in blanks:
            rights = sum(answer[1] > 0 for answer in answers) if each.kind != "number" else 1
            counted += 1 if platform == "gift" else rights
    return counted


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_a_question_that_is_split_or_counted_otherwise_is_named_and_no_other(kind):
    made = item(kind)
    most = scoring.max_points(scoring.marking(made))
    for target, platform in PLATFORMS.items():
        read = read_all(made)[platform]
        note = report.mapping_note(target, made)
        assert ("one question per" in note or "one question for" in note) == (len(read) > 1), (target, note)
        counted = points(read, platform)
        assert (f"counts {counted} point" in note) == (counted != most), (target, note, counted)
    for target in ("CSV", "Paper test", "Anki"):
        assert report.mapping_note(target, made) == ""


def test_what_else_a_format_changes_is_named():
    chart = item(exhibit=(Finding("8:00", "Pulse", "90"),))
    wrong = Number("14.3", 0.0, "women", False, "The others.")
    numeric = item("numeric", numbers=(Number("85.7", 0.3, "women", True, "Right."), wrong))
    for target, platform in PLATFORMS.items():
        assert "its chart is a line of text" in report.mapping_note(target, chart)
        assert "its case is a separate text before it: import both" in report.mapping_note(target, item(story=STORY))
        after_any = "The others." in read_all(numeric)[platform][0].feedback
        assert ("shown after any answer" in report.mapping_note(target, numeric)) == after_any
    assert "not what was new before" in report.mapping_note("Anki", item(story=STORY))
    one = item("multiple", options=options("A", "B", "C"))
    assert [target for target in report.FORMATS if "shows as a single choice" in report.mapping_note(target, one)] == [
        "GIFT (Moodle)"
    ]
    for kind in ("bow-tie", "matrix-multiple", "rationale"):
        assert report.mapping_note("Moodle XML", item(kind)), kind


def test_the_report_of_the_course_has_a_line_for_each_note_and_says_who_has_not_reviewed_it(data):
    bank = bank_module.all_items(data)
    said = report.render(bank, "Title")
    assert "Not reviewed by a clinician, unless a part says so." in said
    for target, described in report.FORMATS.items():
        section = said.partition(f"## {target}\n")[2].partition("\n## ")[0]
        named = [each for each in bank if report.mapping_note(target, each)]
        assert section.count("\n- `") == len(named)
        assert all(f"- `{each.id}` ({each.type}): {report.mapping_note(target, each)}." in section for each in named)
        assert f"Kept whole: {len(bank) - len(named)} of {len(bank)} questions." in section
        assert described.everywhere in section


def test_what_is_split_in_a_file_is_named_in_the_report(data):
    """Over the whole bank: a question of which a file holds more than one, or other points, has its line."""
    bank = bank_module.all_items(data)
    files = {
        "QTI 1.2 (Canvas)": readers.qti(qti.build_package(bank, "x", datetime.date(2026, 1, 1))),
        "GIFT (Moodle)": readers.gift(gift.render(bank, "x")),
        "Moodle XML": readers.moodle(moodle.render(bank, "x").encode("utf-8")),
    }
    for target, read in files.items():
        own: dict[str, list] = {}
        for each in read:
            own.setdefault(each.id.partition("--")[0], []).append(each)
        for each in bank:
            changed = len(own[each.id]) > 1 or points(own[each.id], PLATFORMS[target]) != scoring.max_points(
                scoring.marking(each)
            )
            assert not changed or report.mapping_note(target, each), (target, each.id)

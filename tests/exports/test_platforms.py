"""What holds of the platforms together: numbers, report, versions A and B, time."""

from __future__ import annotations

import html
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports import platform_readers as readers
from tests.exports.platform_items import charts, holds, number_item, red
from tests.exports.test_blackboard import assert_blackboard
from tests.exports.test_brightspace import assert_brightspace
from tests.exports.test_examsoft import assert_examsoft
from tests.exports.test_qti21 import assert_qti21
from tests.helpers import parsed
from utils import exports
from utils.exports import blackboard, brightspace, examsoft, qti21, report
from utils.exports.stems import lead_in
from utils.questions import bank as bank_module
from utils.questions import pre_post_test

pytestmark = pytest.mark.built


@pytest.mark.parametrize(
    ("value", "tolerance", "kind", "counts"),
    [
        ("35.5", 0.0, "SA", ["35.5"]),
        ("0", 0.0, "SA", ["0"]),
        ("85.7", 0.1, "SA", ["85.6", "85.7", "85.8"]),
        (
            "86",
            0.2,
            "SA",
            ["85.8", "85.9", "86", "86.0", "86.1", "86.2"],
        ),
        ("12345678901", 0.0, "SA", ["12345678901"]),
        ("0.00012", 0.00001, "SA", ["0.00011", "0.00012", "0.00013"]),
        ("-3", 1.0, "SA", ["-4", "-3", "-2"]),
        ("1000", 500.0, "WR", ["500 to 1500 counts."]),
    ],
)
def test_any_number_that_the_bank_accepts_is_exported(bank, value, tolerance, kind, counts):
    item = number_item(bank, value, tolerance)
    (got,) = readers.brightspace(brightspace.render([item], "x"))
    assert (got.kind, got.answers) == (kind, counts)
    low, high = float(value) - tolerance, float(value) + tolerance
    (rtf,) = readers.examsoft(examsoft.render([item], "x"))
    assert rtf.answers == [pytest.approx([low, high], rel=1e-12, abs=1e-12)]
    (line,) = blackboard.render([item])
    assert line.rstrip("\n").split("\t")[2:] == [value, bank_module.plain_digits(tolerance)]
    assert "e-" not in line.partition("\t")[2] and "e+" not in line
    (qti,) = readers.qti21(qti21.build_package([item], "x"))
    for given, points in ((value, 1), (repr(low), 1), (repr(high), 1), (str(high + 1), 0), (str(low - 1), 0)):
        if given in (repr(low), repr(high)) and tolerance and len(given) > 8:
            continue  # a binary fraction that nobody would type
        assert qti.process({"RESPONSE_1": [given]})[0] == points, given


def test_the_report_names_what_each_platform_changes(bank):
    text = report.render(bank, "Title")
    for name in ("Blackboard", "Brightspace", "ExamSoft", "QTI 2.1"):
        section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert section, name
        for item in bank:
            whole = {
                "Blackboard": item.type in ("single", "multiple")
                or (item.type == "numeric" and len(item.numbers) == 1),
                "Brightspace": item.type in ("single", "multiple")
                or (item.type == "ordering" and "no" not in item.positions),
                "ExamSoft": item.type in ("single", "multiple", "numeric", "cloze", "matrix-single", "matrix-multiple")
                or (item.type == "ordering" and "no" not in item.positions),
                "QTI 2.1": True,
            }[name] and not charts(item)
            assert (f"- `{item.id}` ({item.type}): " in section) != whole, (name, item.id)
    assert "no place for reasons" in text.partition("## Blackboard")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def written(data, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    exports.write_all(data, folder)
    return folder


def test_the_two_tests_are_versions_a_and_b_in_every_format(written, data):
    names = {path.name for path in written.iterdir()}
    before, after = (pre_post_test.questions(test, data) for test in ("before", "after"))
    assert not {item.id for item in before} & {item.id for item in after}
    for version, items in (("a", before), ("b", after)):
        assert len(items) == 20
        assert {f"test-{version}-{name}" for name in exports.FILE_NAMES.values()} <= names
        title = f"{exports.TITLE}: test, version {version.upper()}"
        said = (written / f"test-{version}-report.md").read_text(encoding="utf-8")
        assert said == report.render(items, title) and f": {title}\n" in said and "\n20 questions." in said
        start = f"test-{version}-"
        assert_blackboard([(written / f"{start}blackboard.txt").read_text(encoding="utf-8")], items)
        assert_brightspace((written / f"{start}brightspace.csv").read_bytes(), items)
        assert_examsoft((written / f"{start}examsoft.rtf").read_bytes(), items)
        assert_qti21((written / f"{start}qti21.zip").read_bytes(), items)
        for name in ("moodle.xml", "gift.txt", "questions.csv"):
            text = html.unescape((written / f"{start}{name}").read_text(encoding="utf-8"))
            assert all(item.id in text for item in items), name
        for name in ("paper-test.html", "paper-key.html"):
            page = parsed((written / f"{start}{name}").read_text(encoding="utf-8"))
            assert [section["id"] for section in page.find_all("section")] == [item.id for item in items]
            assert f"version {version.upper()}" in page.find("h1").get_text()
        with zipfile.ZipFile(written / f"{start}canvas-qti.zip") as archive:
            text = " ".join(archive.read(name).decode("utf-8") for name in archive.namelist())
        assert all(item.id in text for item in items)


def test_all_exports_are_made_in_well_under_a_minute(data, tmp_path):
    start = time.process_time()
    exports.write_all(data, tmp_path)
    assert time.process_time() - start < 20


def test_a_chart_or_a_case_that_does_not_come_along_is_seen(bank):
    """Chart and case of a question are in all four formats."""
    for item in (next(i for i in bank if i.exhibit), next(i for i in bank if i.story)):
        assert charts(item) and holds(lead_in(item), *charts(item))
        without = replace(item, exhibit=(), story=None)
        assert red(assert_blackboard, blackboard.render([without]), [item])
        assert red(assert_brightspace, brightspace.render([without], "x"), [item])
        assert red(assert_examsoft, examsoft.render([without], "x"), [item])
        assert red(assert_qti21, qti21.build_package([without], "x"), [item])

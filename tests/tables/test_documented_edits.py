"""What data/ADDING.md tells a contributor to add can be added as it stands there, and is seen where it says.

By day all its sections in one copy, and a question of each type; at night each by itself too.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import growth
from tests.build_all import build
from tests.helpers import ROOT, Table, words
from utils.project import DATA
from utils.tables import figures, loader, question_evidence, unshown

pytestmark = pytest.mark.built
GUIDE = (DATA / "ADDING.md").read_text(encoding="utf-8")
LESSON_TYPES = growth.values("items", "type")


class Edit(NamedTuple):
    """A section of the guide: file → rows to add; (text, place) pairs that a reader sees afterwards."""

    rows: dict[str, list[list[str]]]
    shown: list[tuple[str, str]]


def edits() -> dict[str, Edit]:
    """Heading of a section → what it tells to add."""
    found = {}
    for section in re.split(r"^## ", GUIDE, flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^`([\w/]+\.csv)`[^\n]*\n```\n(.*?)```", section, re.DOTALL | re.MULTILINE)
        rows = {name: list(csv.reader(io.StringIO(block))) for name, block in blocks}
        sentence = section.partition("\nShown: ")[2].replace("\n", " ")
        shown = [
            (text, place)
            for clause in sentence.split(";")
            for text in re.findall(r"\*([^*`]+)\*", clause)
            for place in re.findall(r"`(\w+)`", clause)
        ]
        if rows:
            found[section.partition("\n")[0]] = Edit(rows, shown)
    return found


EDITS = edits()


def add(folder: Path, edit: Edit) -> None:
    """Add the rows of a section; the scores of one question stand for those of every question."""
    for name, rows in edit.rows.items():
        table = Table(folder / name)
        if name == "appraisal/scores.csv":
            questions = [row[0] for row in Table(folder / "appraisal" / "questions.csv").rows[1:]]
            rows = [[question, *row[1:]] for question in questions for row in rows]
        assert all(len(row) == len(table.rows[0]) for row in rows), f"{name}: a row of ADDING.md has lost its columns"
        table.rows += rows
        table.write()


def issues(folder: Path) -> list[str]:
    found = [
        *loader.check(folder),
        *question_evidence.evidence_issues(folder),
        *figures.figure_issues(folder),
    ]
    return [str(issue) for issue in found]


def test_the_guide_has_a_section_for_each_kind_of_change():
    kinds = ("fact", "nursing", "term", "myth", "need", "site", "drug", "figure", "article")
    assert all(any(kind in heading for heading in EDITS) for kind in kinds)
    assert all(edit.shown for edit in EDITS.values())


def test_contributing_says_how_many_files_and_rows_each_takes(folder):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    costs = dict(re.findall(r"^\| ([^|]+) \| (\d+ \| \d+) \|", guide, re.MULTILINE))
    counted = {}
    for heading, edit in EDITS.items():
        before = sum(len(Table(folder / name).rows) for name in edit.rows)
        add(folder, edit)
        rows = sum(len(Table(folder / name).rows) for name in edit.rows) - before
        counted[heading] = f"{len(edit.rows)} | {rows}"
    assert costs == counted


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param(list(EDITS), id="all"),
        *(pytest.param([heading], id=heading, marks=pytest.mark.nightly) for heading in EDITS),
    ],
)
def test_what_the_guide_adds_is_sound_and_seen(folder, tmp_path, headings):
    before = unshown.unshown_rows()
    for heading in headings:
        add(folder, EDITS[heading])
    if len(headings) > 1:  # a question of each type, written like one that is there
        growth.grow(folder, {"items": 1})
    assert issues(folder) == []
    assert unshown.unshown_rows(folder) == before
    made: dict[str, str] = {}
    with contextlib.redirect_stdout(io.StringIO()):  # what a cell displays
        failed = [f"{name}: {type(error).__name__}: {error}" for name, error in build(folder, tmp_path, made, True)]
    assert failed == []
    seen = {place: words(html) for place, html in made.items()}
    missing = [
        f"{text} ({place})" for heading in headings for text, place in EDITS[heading].shown if text not in seen[place]
    ]
    assert missing == []
    if len(headings) > 1:
        for kind in LESSON_TYPES(growth.Course(folder)):
            stem = next(row for row in growth.Course(folder).tables["items"][::-1] if row["type"] == kind)
            assert stem["id"] in made[stem["lesson"]], f"the new question of type {kind} is not asked"

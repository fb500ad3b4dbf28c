"""Nothing says that a clinician has reviewed what none has, and whatever travels alone says that none has."""

from __future__ import annotations

import re
import zipfile

import pytest

from tests.helpers import NOTEBOOKS, ROOT, lesson_paths
from utils import exports
from utils.statements.reviewers import NOT_REVIEWED, reviewers
from utils.ui import cards

# "reviewed by" may only stand behind a "not" or a "no", or name a reviewer of data/reviews.csv
CLAIM = re.compile(r"(?i)(\b(?:not|no|none|nor)\b[^.<>]{0,60}?)?\breviewed by ([^.<\"\\]{0,60})")
NO_REVIEW = re.compile(r"(?i)not (?:yet )?reviewed by a clinician|no clinician has (?:yet )?reviewed")


def claims(text: str, data) -> list[str]:
    """What a text says about a review that nobody in data/reviews.csv gave."""
    roles = tuple(sorted({one.role for people in reviewers(data).values() for one in people}))
    return [match[0] for match in CLAIM.finditer(text) if not match[1] and not (roles and match[2].startswith(roles))]


def test_planted_claims(data):
    assert claims("<p>Reviewed by oncology nurse, December 1, 2026.</p>", data) == [
        "Reviewed by oncology nurse, December 1, 2026"
    ]
    assert claims("It was not easy. It is reviewed by a clinician.", data) == ["reviewed by a clinician"]
    for denial in (NOT_REVIEWED, "*Not yet reviewed by a clinician.*", "2 of 9 parts not reviewed by a clinician; x"):
        assert claims(denial, data) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_claims_no_review_and_says_so(path, data):
    text = path.read_text(encoding="utf-8")
    assert claims(text, data) == [] and NO_REVIEW.search(text)


def test_docs_and_the_dictionary_claim_no_review_and_say_so(data):
    for name in ("README.md", "CONTRIBUTING.md", "data/README.md", "data/datapackage.json"):
        assert NO_REVIEW.search((ROOT / name).read_text(encoding="utf-8")), name


def test_cards_that_are_cut_out_say_that_no_clinician_has_reviewed_them(data):
    for card in (
        cards.get_help_now(data.practice, data),
        cards.nurse_card(data.practice.head(), "x", data),
        cards.glossary(data),
    ):
        assert NO_REVIEW.search(card.html) and claims(card.html, data) == []


def test_every_export_says_that_no_clinician_has_reviewed_it(data, tmp_path):
    for path in exports.write_all(data, tmp_path, "05"):
        files = {path.name: path.read_bytes()}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
        texts = [content.decode("utf-8", "replace") for content in files.values()]
        assert any(map(NO_REVIEW.search, texts)), path.name
        assert [claim for text in texts for claim in claims(text, data)] == [], path.name


@pytest.mark.built
def test_every_page_says_that_no_clinician_has_reviewed_it(pages, data):
    found = sorted(pages.glob("*.html"))
    assert len(found) > len(lesson_paths())
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert NO_REVIEW.search(text), path.name
        assert claims(text, data) == [], path.name

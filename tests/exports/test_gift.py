"""GIFT: a text that begins like a weight or a format stays as it is, and the words fit what a learner can do."""

from __future__ import annotations

import pytest

from tests.exports import readers
from tests.exports.made import item, options
from utils.exports import gift


@pytest.mark.parametrize("start", ["%50% dextrose", "[html] x", "[plain]", "%-5%", "[moodle]"])
def test_an_option_and_its_reason_keep_their_start(start):
    made = options(f"{start} 1", f"{start} 2")
    text = gift.render([item(options=made)], "T")
    whole = [(f"{start} 1", 1.0), (f"{start} 2", 0.0)]
    assert answers(text) == whole
    assert answers(text.replace("[plain]", "")) != whole  # the issue as it was


def answers(text: str) -> list[tuple[str, float]] | None:
    """The options with their shares; None if the text has a format that no text of ours has."""
    try:
        (read,) = readers.gift(text)
    except AssertionError:
        return None
    return [(option, share) for option, share, _ in read.answers]


def test_a_question_that_becomes_a_single_choice_asks_for_one():
    for stem in ("What fits?", "What fits? Select all that apply."):
        (read,) = readers.gift(gift.render([item("multiple", stem=stem, options=options("A", "B", "C"))], "T"))
        assert (read.kind, read.stem) == ("single", "What fits? Choose one.")
    (read,) = readers.gift(gift.render([item("multiple", stem="What fits?")], "T"))
    assert (read.kind, read.stem) == ("multiple", "What fits? Choose all that apply.")


def test_the_file_says_that_no_clinician_has_reviewed_it():
    assert gift.render([item()], "T").splitlines()[0].startswith("// T. Text and data: CC BY 4.0. Not reviewed by a")

"""Parts of panels: what a fold holds stands in its line, and a text is shown as text."""

from __future__ import annotations

import pytest

from tests.helpers import words
from utils.statements.estimates import NOT_STATED
from utils.statements.guidance import ESCALATION, PARTS, escalation_steps
from utils.ui import components
from utils.ui.elements import ACTION_FOLDS, OPEN_ON_PAPER
from utils.ui.sources import Sources


def lines_of_folds(html: str) -> list[str]:
    return [part.partition("</summary>")[0] for part in html.split("<summary>")[1:]]


def test_the_fold_under_an_escalation_is_named_for_what_it_holds(data):
    sources = Sources(data)
    rows = data.practice[data.practice["kind"] == ESCALATION]
    assert len(rows) > 30
    for row in rows.itertuples():
        html = components.practice_item(row, sources)
        labels = tuple(step.label for step in escalation_steps(sources.escalations[row.id]))
        assert lines_of_folds(html) == [ACTION_FOLDS[labels]], row.id
        fold = words(html.partition("<details>")[2])
        assert [f"{label}:" in fold for label, _ in PARTS.values()] == [
            label in labels for label, _ in PARTS.values()
        ], row.id


@pytest.mark.parametrize(
    ("labels", "line"),
    [
        (("Call",), "Whom to call"),
        (("Now", "Call"), "Now, call"),
        (("Call", "Do not"), "Call, do not"),
        (("Now", "Call", "Do not"), "Now, call, do not"),
        ((), "Not stated"),
    ],
)
def test_lines_of_folds_that_paper_prints_open(labels, line):
    assert ACTION_FOLDS[labels] == line and line in OPEN_ON_PAPER


def test_steps_that_no_page_states_are_named_under_the_list(data):
    row = next(row for row in data.escalations.itertuples() if row.do_now == NOT_STATED)
    shown = components.steps_list(row, Sources(data))
    assert "what to do now" in words(shown) and "Now:" not in words(shown)
    assert "not stated" not in words(components.steps_list(row)).lower()


def test_an_empty_list_says_so_and_a_text_is_text():
    assert "The articles name none." in words(components.list_block("Tests", []))
    assert "&lt;b&gt;" in components.caveat_note("<b>") and components.note_paragraph("") == ""


def test_words_in_folds_are_not_counted():
    inner = "<details><summary>three</summary>four</details>"
    html = f"<p>one two</p><details><summary>five</summary>six {inner}</details><p>seven</p>"
    assert components.open_words(html) == 3

"""Which nursing facts a panel shows before any fold is opened: calls always, then what fits, task by task."""

from __future__ import annotations

import pytest

from tests.helpers import in_sight as text_in_sight
from tests.helpers import parsed
from utils.ui import nursing
from utils.ui.sources import Sources


@pytest.fixture
def fact(data):
    """``fact(statement, kind, **cells)``: a row of ``practice`` with other cells, and the id of a row with a page."""
    model = next(data.practice[data.practice["kind"] == "cue"].itertuples(index=False))

    def with_cells(statement: str, kind: str, **cells):
        return model._replace(**{"statement": statement, "kind": kind, "use_first": "yes", "note": "", **cells})

    return with_cells


def words(count: int) -> str:
    return " ".join(["word"] * count)


def statements(shown: dict) -> dict[str, list[str]]:
    return {task: [row.statement for row in rows] for task, rows in shown.items()}


def test_words_in_sight_count_the_note_but_not_that_of_a_call(fact):
    assert nursing.words_in_sight(fact("Two words", "cue", note="and three more")) == 2 + 3 + 5
    assert nursing.words_in_sight(fact("Two words", "escalation", note="and three more")) == 2 + 5


def test_every_call_is_in_sight_even_without_room(fact):
    rows = [fact(words(50), "escalation"), fact("Fever", "cue"), fact(words(60), "escalation", use_first="no")]
    assert [len(part) for part in nursing.in_sight(rows, 0).values()] == [2]
    assert list(nursing.in_sight(rows, 0)) == ["Call"]


def test_tasks_take_turns_until_there_is_no_room(fact):
    """Each row counts six words: its one and five for the line of a fold."""
    rows = [fact(f"watch{n}", "cue") for n in range(4)] + [fact("do", "action"), fact("teach", "teaching")]
    assert statements(nursing.in_sight(rows, 18)) == {"Watch": ["watch0"], "Do": ["do"], "Teach": ["teach"]}
    assert statements(nursing.in_sight(rows, 24))["Watch"] == ["watch0", "watch1"]
    assert statements(nursing.in_sight(rows, 999))["Watch"] == ["watch0", "watch1", "watch2"]
    assert statements(nursing.in_sight(rows, 999, most=1))["Watch"] == ["watch0"]


def test_what_is_not_to_be_used_first_stays_in_the_fold(fact):
    assert nursing.in_sight([fact("Unsure", "cue", use_first="no")], 999) == {}


def test_signs_and_calls_keep_calls_and_the_first_signs(fact):
    rows = [
        fact("sign", "cue", id="one"),
        fact("sign", "cue", id="two"),
        fact("call", "escalation", id="call"),
        fact("do", "action", id="act"),
    ]
    assert nursing.signs_and_calls(rows, 12) == {"call", "one"}
    assert nursing.signs_and_calls(rows, 18) == {"call", "one", "two"}
    assert nursing.signs_and_calls(rows, 0) == {"call"}


def test_a_frame_folds_the_rest_and_counts_it(fact, data):
    ids = data.practice["id"][:6]  # a marker asks the table for the page of a row
    texts = [(f"Sign {n}", "cue") for n in range(5)] + [("Rest", "action")]
    rows = [fact(*text, id=id) for text, id in zip(texts, ids, strict=True)]
    html = nursing.nursing_frame(rows, Sources(data))
    shown = text_in_sight(html)
    assert all(text in shown for text in ("Sign 0", "Sign 2", "Rest", "More from references (2)"))
    assert "Sign 3" not in shown and "Sign 4" in parsed(html).select_one("details").get_text()
    assert [heading.get_text() for heading in parsed(html).select("h4")] == ["Watch", "Do"]
    assert "<details>" not in nursing.nursing_frame(rows[:2], Sources(data))


def test_subjects_take_turns_within_a_kind(fact):
    facts = [fact(name, "cue", subject=name[0], id=name) for name in ("a1", "a2", "b1", "b2", "b3")]
    assert [row.id for row in nursing.by_subject_in_turn(facts)] == ["a1", "b1", "a2", "b2", "b3"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([("Pain at night. It wakes her.", "cue"), ("Fever: call now.", "escalation")], "First reason to call: Fever."),
        (
            [("Give rest.", "action"), ("Pain at night. It wakes her.", "cue")],
            "First sign to watch for: Pain at night.",
        ),
        ([("Give rest. Then ask.", "action")], "Know first: Give rest."),
        ([(f"{words(30)}: call.", "escalation"), ("Short sign.", "cue")], "First sign to watch for: Short sign."),
    ],
)
def test_the_first_line_is_the_first_that_fits(fact, data, rows, line):
    html = nursing.first_to_know([fact(*row) for row in rows], Sources(data))
    element = parsed(html).select_one("p.mbc-answer")
    element_text = " ".join(text for text in element.find_all(string=True, recursive=False))
    assert element_text.strip() == line and element.select_one(".mbc-mark")

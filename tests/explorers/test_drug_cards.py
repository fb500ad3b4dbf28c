"""Drug cards: each fact of the table stands on its card, under its heading, and on no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import escape

from tests.helpers import marker_after, spaced
from utils.explorers import drug_cards
from utils.statements.guidance import practice_statement
from utils.tables.sentences import first_sentence

HEADINGS = {"watch": "Watch for", "call": "Call, or act at once", "teach": "Teach"}


def statement(data, id: str) -> str:
    return " ".join(practice_statement(data.row("practice", id)).split())


def misplaced(data, panels) -> list[tuple[str, str]]:
    """The rows of ``drug_cards`` that do not stand in their part of their card."""
    wrong = []
    for row in data.drug_cards.itertuples():
        html = str(panels[(row.treatment_id,)])
        _, heading, below = (
            html.partition(f"<h4>{HEADINGS[row.part]}</h4>") if row.part in HEADINGS else ("", "x", html)
        )
        if not heading or statement(data, row.practice_id) not in spaced(below.partition("<h4>")[0]):
            wrong.append((row.treatment_id, row.practice_id))
    return wrong


def test_each_fact_stands_in_its_part_of_its_card(data):
    """Planted: a sign to call about moves to what is taught; a panel that is built from other rows has it elsewhere."""
    panels = drug_cards.drug_card_explorer(data).panels
    assert not misplaced(data, panels)
    call = data.drug_cards["part"].eq("call")
    moved = replace(data, drug_cards=data.drug_cards.assign(part=data.drug_cards["part"].mask(call, "teach")))
    assert set(misplaced(data, drug_cards.drug_card_explorer(moved).panels)) == set(
        data.drug_cards[call][["treatment_id", "practice_id"]].itertuples(index=False, name=None)
    )


def test_a_card_answers_with_the_first_sentence_of_what_the_drug_does_and_its_marker(data):
    for (id,), html in drug_cards.drug_card_explorer(data).panels.items():
        does = data.drug_cards[data.drug_cards["treatment_id"].eq(id) & data.drug_cards["part"].eq("does")]
        row = data.row("practice", does["practice_id"].iloc[0])
        first, _ = first_sentence(practice_statement(row))
        lead = f'<p class="mbc-answer">{escape(first)}'
        assert lead in html, id
        assert marker_after(html, lead).unsure == (row.use_first == "no"), id


def test_a_card_shows_no_fact_of_another_drug(data):
    for (id,), html in drug_cards.drug_card_explorer(data).panels.items():
        own = set(data.drug_cards.loc[data.drug_cards["treatment_id"] == id, "practice_id"])
        others = set(data.drug_cards["practice_id"]) - own
        assert not [other for other in others if statement(data, other) in spaced(html)]


@pytest.mark.parametrize(
    "id, name",
    [("denosumab", "Denosumab (Xgeva)"), ("cdk4-6-inhibitors", "Palbociclib (Ibrance)")],
)
def test_a_card_names_generic_and_brand(data, id, name):
    assert name in drug_cards.drug_card(data, id)


def test_a_card_without_a_sign_to_call_about_says_so(data):
    """And one with such a sign does not."""
    calls = set(data.drug_cards.loc[data.drug_cards["part"] == "call", "treatment_id"])
    for (id,), html in drug_cards.drug_card_explorer(data).panels.items():
        assert ("names one sign to call about" in html) == (id not in calls)

"""Cards: what a reader must not miss is in sight, and links lead to what they name."""

from __future__ import annotations

import re

import pytest

from tests.helpers import elements, words
from utils.errors import CourseError
from utils.statements.guidance import ESCALATION, escalation_steps, practice_text, sign_text
from utils.ui import cards


def in_sight(html: str) -> str:
    """The words of HTML while its folds are closed."""
    while (closed := re.sub(r"<details(?:(?!<details).)*?</details>", " ", html, flags=re.DOTALL)) != html:
        html = closed
    return words(html)


def test_every_sign_and_every_act_of_get_help_now_is_in_sight(data):
    shown = in_sight(cards.get_help_now(data.practice, data).html)
    steps = {row.practice_id: escalation_steps(row) for row in data.escalations.itertuples()}
    expected = ["If life is in danger, call 911", "Not reviewed by a clinician", "Your hospital's policy decides."]
    for row in data.practice[data.practice["alarm"] != ""].itertuples():
        if row.kind == ESCALATION:
            expected += [sign_text(row), *(f"{step.label}: {step.text}." for step in steps[row.id])]
        else:
            expected.append(practice_text(row))
    assert len(expected) > 70
    folded = [text for text in expected if text not in shown]
    assert not folded, "\n".join([*folded, "Fix: keep it out of every fold of the card"])


def test_each_alarm_has_a_link_at_the_top_of_the_card(data):
    html = cards.get_help_now(data.practice, data).html
    headings = {section["id"]: words(section.h3) for section in elements(html, "section") if section.get("id")}
    links = {a["href"].removeprefix("#"): words(a) for a in elements(html, "a") if a["href"].startswith("#help-")}
    assert links == headings and len(headings) == data.practice.query("alarm != ''")["alarm"].nunique()


def test_the_glossary_links_the_lessons_that_use_a_term(data):
    first, second = data.lessons["id"][:2]
    used = {"biopsy": [first, second]}
    for ending in ("ipynb", "html"):
        html = cards.glossary(data, lessons_by_term=used, ending=ending).html
        assert [
            a["href"] for a in elements(html, "a") if a["href"].endswith(f".{ending}") and "://" not in a["href"]
        ] == [
            f"{first}.{ending}",
            f"{second}.{ending}",
        ]
    assert "Lessons:" not in cards.glossary(data).html


def test_the_list_of_lessons_has_both_times_in_sight_and_what_each_is_about_in_a_fold(data):
    shown = cards.course_map(data.lessons)
    seen = in_sight(shown.html)
    for row in data.lessons.itertuples():
        assert f"{row.title} ({row.minutes_core} minutes, {row.minutes_all} with everything)" in seen
        assert row.about not in seen and row.about in words(shown.html) and row.about in shown.plain


@pytest.mark.parametrize("card", [cards.nurse_card, cards.bedside_card])
def test_a_card_without_rows_says_so_instead_of_showing_an_empty_frame(card, data):
    with pytest.raises(CourseError, match="The card 'Bone' has no row to show"):
        card(data.practice[data.practice["id"] == "gone"], "Bone", data)

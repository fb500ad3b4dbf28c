"""Score sheets on the pages: by keyboard alone, without a script, and nothing lost or given away too early."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.acts import assert_contrast, assert_focus_shows, tab_to
from tests.helpers import LESSONS, html_outputs

pytestmark = pytest.mark.browser

WITH_SHEETS = [path for path in LESSONS if any("mbc-desk" in markup for markup in html_outputs(path))]


def test_at_least_one_lesson_has_score_sheets():
    assert WITH_SHEETS


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
@pytest.mark.parametrize("lesson", WITH_SHEETS, ids=lambda path: path.stem)
def test_an_article_is_scored_by_keyboard_before_the_raters_are_seen(lesson, scheme, built, chromium):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, color_scheme=scheme
    )
    page = context.new_page()
    page.goto((built / f"{lesson.stem}.html").as_uri())
    address = page.url
    cards = page.locator(".mbc-card")
    expect(cards).to_have_count(5)
    card = cards.nth(4)
    expect(card.locator("input").first).to_be_hidden()
    tab_to(page, card.locator(":scope > summary"), most=600)
    assert_focus_shows(card.locator(":scope > summary"))
    page.keyboard.press("Enter")
    boxes, numbers = card.locator("input[type=checkbox]"), card.locator("input[type=number]")
    expect(boxes).to_have_count(4)
    expect(numbers).to_have_count(17)
    tab_to(page, boxes.nth(3))
    page.keyboard.press("Space")
    expect(boxes.nth(3)).to_be_checked()
    for index in range(16):
        page.keyboard.press("Tab")
        assert_focus_shows(numbers.nth(index))
        page.keyboard.press(str(index % 5 + 1))
        page.keyboard.press("Enter")  # must not send the form away
    assert page.url == address
    assert [field.input_value() for field in numbers.all()[:16]] == [str(index % 5 + 1) for index in range(16)]
    expect(card.locator("input:invalid")).to_have_count(0)
    numbers.nth(2).fill("9")  # off the scale
    expect(card.locator("input:invalid")).to_have_count(1)
    model = card.locator(".mbc-model")
    expect(model.get_by_text("Rater A: ").first).to_be_hidden()
    tab_to(page, model.locator("summary"))
    page.keyboard.press("Enter")
    expect(model.get_by_text("Rater A: ").first).to_be_visible()
    expect(numbers.nth(15)).to_have_value("1")
    assert_contrast(card)
    context.close()


@pytest.mark.parametrize("lesson", WITH_SHEETS, ids=lambda path: path.stem)
def test_paper_shows_the_sheets_and_not_the_raters(lesson, built, chromium):
    context = chromium.new_context(viewport={"width": 720, "height": 1000}, java_script_enabled=False)
    page = context.new_page()
    page.goto((built / f"{lesson.stem}.html").as_uri())
    page.emulate_media(media="print")
    for field in page.locator(".mbc-sheet input").all():
        expect(field).to_be_visible()
    expect(page.get_by_text("Rater A: ").first).to_be_hidden()
    context.close()

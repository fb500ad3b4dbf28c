"""On a phone the control and the first line of the answer are in one screen, and the receptor lab's whole panel."""

from __future__ import annotations

import itertools

import pytest
from markupsafe import Markup

from tests.browser.acts import axe_issues
from tests.helpers import LESSONS, shown
from utils.ui.explorer import STYLESHEET

WIDTH, HEIGHT, MOST_OF_LAB = 390, 844, 700
SCREENS_OF_START = 4  # of the first lesson, without its card and its questions
# Told by what is saved: running every lesson to find out would hold up whoever only collects the tests.
WITH_EXPLORERS = [path for path in LESSONS if 'class=\\"mbc-explorer\\"' in path.read_text(encoding="utf-8")]
PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title><link rel="stylesheet" href="{}">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body style="margin: 0 16px; font: 16px/1.5 sans-serif"><main><h1>T</h1>{}</main></body></html>'
)
# The first line of each choice of a form, in px from the top of its controls; a choice is made by its radio inputs.
FIRST_LINES = """form => {
  const groups = [...form.querySelectorAll('fieldset')].map(f => [...f.querySelectorAll('input')]);
  const rows = groups.reduce((all, g) => all.flatMap(row => g.map(input => [...row, input])), [[]]);
  return rows.map(row => {
    row.forEach(input => { input.checked = true });
    const seen = [...form.querySelectorAll('.mbc-panel')].filter(p => p.checkVisibility());
    const line = seen[0].querySelector('.mbc-answer').getBoundingClientRect();
    return [line.bottom - form.getBoundingClientRect().top,
            seen.reduce((sum, p) => sum + p.getBoundingClientRect().height, 0)];
  });
}"""


@pytest.fixture
def phone(chromium, tmp_path):
    """``phone(html)``: a page with the course's stylesheet, as wide as a phone and without scripts of its own."""
    contexts = []

    def opened(*blocks: Markup):
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(STYLESHEET.as_uri(), Markup().join(blocks)), encoding="utf-8")
        contexts.append(chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_the_first_lesson_is_four_screens_of_a_phone_beside_its_card_and_questions(pages, chromium):
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto((pages / f"{LESSONS[0].stem}.html").as_uri())
    heights = page.locator("article section > section").evaluate_all(
        "parts => parts.filter(p => p.querySelector('h2') && !p.querySelector('.mbc-help, .mbc-quiz'))"
        ".map(p => [p.id, p.getBoundingClientRect().height])"
    )
    context.close()
    assert len(heights) >= 5 and sum(height for _, height in heights) <= SCREENS_OF_START * HEIGHT, heights


@pytest.mark.browser
@pytest.mark.parametrize("lesson", WITH_EXPLORERS, ids=lambda path: path.stem)
def test_control_and_first_line_are_in_one_screen_of_a_phone(lesson, phone):
    explorers = shown(lesson).explorers
    assert explorers and not any(explorer.id.startswith("case-") for explorer in explorers)
    page = phone(*(explorer.html for explorer in explorers))
    for form, explorer in zip(page.locator(".mbc-explorer").all(), explorers, strict=True):
        measured = form.evaluate(FIRST_LINES)
        assert len(measured) == len(explorer.panels)
        late = [(values, end) for values, (end, _) in zip(explorer.panels, measured, strict=True) if end > HEIGHT]
        assert not late, f"{explorer.id}: the first line of {late[0][0]} ends {late[0][1]:.0f} px below its controls"


@pytest.mark.browser
def test_the_receptor_lab_shows_control_and_result_together(phone):
    lab = next(e for path in LESSONS for e in shown(path).explorers if len(e.controls) == 3)
    form = phone(lab.html).locator(".mbc-explorer")
    heights = {values: height for values, (_, height) in zip(lab.panels, form.evaluate(FIRST_LINES), strict=True)}
    tall = {values: height for values, height in heights.items() if height >= MOST_OF_LAB}
    assert min(heights.values()) > 100 and not tall, tall


@pytest.mark.browser
def test_a_marker_leads_to_its_source_in_a_fold_and_has_a_name(phone):
    """From a file and without any script: the browser opens the fold that holds the source."""
    explorer = next(e for path in WITH_EXPLORERS for e in shown(path).explorers if "mbc-mark" in e.html)
    page = phone(explorer.html)
    marker = page.locator(".mbc-panel:visible .mbc-mark a").first
    assert marker.get_attribute("aria-label").startswith("source ")
    source = page.locator(f"[id='{marker.get_attribute('href')[1:]}']")
    assert not source.is_visible()
    marker.focus()
    page.keyboard.press("Enter")
    source.wait_for(state="visible")
    assert source.evaluate("e => e.matches(':target')")
    assert axe_issues(page) == []


def test_choices_are_walked_in_the_order_of_the_panels():
    """What the measurement above takes for granted."""
    for explorer in itertools.chain.from_iterable(shown(path).explorers for path in WITH_EXPLORERS[:2]):
        options = [[value for value, _ in control.options] for control in explorer.controls]
        assert list(explorer.panels) == list(itertools.product(*options))

"""Pages read well at every width: what is touched is large enough, words have room, the column stands in the middle."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pairwise
from tests.browser.acts import windows
from tests.helpers import LESSONS
from utils.questions import bank, scoring
from utils.tables import loader

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1300, "height": 900}
TARGET, COLUMN, WORDS = 44, 200, 40  # px, px, characters of a cell that is read as a sentence
MOST_SCREENS = {"page": 60, "table": 5}  # of a phone
SHORT_LESSON = min(LESSONS, key=lambda path: path.stat().st_size).stem
WITH_LISTS = "02_stages_and_spread"  # drop-down lists

FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
PANELS = "document.querySelectorAll('.mbc-explorer input[type=radio]').forEach(radio => { radio.checked = false })"
# What is touched and is smaller than it should be. A field counts with its label. A link inside a sentence, whose block
# says more than the link, is as high as its line (WCAG 2.2, 2.5.8 exempts it).
SMALL = """least => {
  const inSentence = (e) => e.matches('a') && getComputedStyle(e).display === 'inline'
    && e.closest('p, li, dt, dd, td, th, figcaption, summary, label, h1, h2, h3, h4, div').textContent.trim()
      !== e.textContent.trim();
  return [...document.querySelectorAll('a[href], button, select, textarea, summary, input, label[for]')].map((e) => {
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || inSentence(e)) return '';
    if (e.matches('label[for]') && !e.matches('.nav-overlay-icon, .toc-overlay-icon, .sidebar-tree label')) return '';
    const box = (/radio|checkbox/.test(e.type) && e.closest('label') || e).getBoundingClientRect();
    if (!box.width || !box.height || box.right <= 0 || box.left >= innerWidth) return '';
    return Math.min(box.width, box.height) >= least - 0.5 ? ''
      : `${Math.round(box.width)} by ${Math.round(box.height)} px: ${e.outerHTML.slice(0, 110)}`;
  }).filter(Boolean);
}"""
# Cells of words that stand in a column too narrow to read.
NARROW = """([least, words]) => [...document.querySelectorAll('article :is(td, th)')]
  .filter((cell) => cell.checkVisibility()
    && cell.textContent.trim().length > words && cell.getBoundingClientRect().width < least - 0.5)
  .map((cell) => `${Math.round(cell.getBoundingClientRect().width)} px: ${cell.textContent.slice(0, 80)}`)"""
HIGH = """screens => [...document.querySelectorAll('article table')].filter((table) => table.checkVisibility())
  .map((table) => [table.getBoundingClientRect().height / innerHeight, table.caption?.textContent ?? ''])
  .filter(([high]) => high > screens)"""
# White at the left and right of the text column, inside what the menu leaves of the window.
MARGINS = """() => {
  const menu = document.querySelector('.sidebar-drawer').getBoundingClientRect().right;
  const text = document.querySelector('article').getBoundingClientRect();
  return [text.left - menu, document.documentElement.clientWidth - text.right];
}"""


def some_by_day(built_names: list[str], night: bool) -> list[str]:
    """By day the first page, the page with the longest table, a test, a lesson and one with lists; at night all."""
    day = [
        "index.html",
        "about_the_numbers.html",
        "before_and_after.html",
        f"{SHORT_LESSON}.html",
        f"{WITH_LISTS}.html",
    ]
    assert set(day) <= set(built_names)
    return built_names if night else day


@pytest.fixture
def names(pages, request) -> list[str]:
    return some_by_day(sorted(path.name for path in pages.glob("*.html")), request.config.option.nightly)


@pytest.fixture
def visit(chromium, pages):
    """``visit(window)`` gives a page that may ask for files of the site only."""
    with windows(chromium, console={"error"}) as open_window:
        yield lambda window, **options: open_window(pages.as_uri() + "/", viewport=window, **options)


def small_targets(page: Page) -> list[str]:
    """With every fold, and then each menu, open."""
    page.evaluate(FOLDS)
    found = page.evaluate(SMALL, TARGET)
    for menu in ("__navigation", "__toc"):
        page.evaluate("id => { const menu = document.getElementById(id); if (menu) menu.checked = true; }", menu)
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        found += page.evaluate(SMALL, TARGET)
        page.evaluate("id => { const menu = document.getElementById(id); if (menu) menu.checked = false; }", menu)
    return list(dict.fromkeys(found))


def test_what_is_touched_on_a_phone_is_large_enough(visit, pages, names):
    page = visit(PHONE)
    issues = []
    for name in names:
        page.goto((pages / name).as_uri())
        issues += [f"{name}: {issue}" for issue in small_targets(page)]
    assert not issues, "\n".join(issues)


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["390", "1300"])
def test_words_stand_in_columns_that_are_wide_enough(visit, pages, names, window):
    page = visit(window)
    issues = []
    for name in names:
        page.goto((pages / name).as_uri())
        page.evaluate(FOLDS)
        page.evaluate(PANELS)
        issues += [f"{name}: {issue}" for issue in page.evaluate(NARROW, [COLUMN, WORDS])]
    assert not issues, "\n".join(issues)


def test_no_table_and_no_page_is_endless_on_a_phone(visit, pages, names):
    page = visit(PHONE)
    issues = []
    for name in names:
        page.goto((pages / name).as_uri())
        screens = page.evaluate("document.documentElement.scrollHeight / innerHeight")
        if screens > MOST_SCREENS["page"]:
            issues.append(f"{name} is {screens:.0f} screens high")
        page.evaluate(FOLDS)
        high = page.evaluate(HIGH, MOST_SCREENS["table"])
        issues += [f"{name}: a table of {screens:.1f} screens: {caption}" for screens, caption in high]
    assert not issues, "\n".join(issues)


def test_at_1300_pixels_the_column_stands_in_the_middle(visit, pages, names):
    page = visit(DESK)
    issues = []
    for name in names:
        page.goto((pages / name).as_uri())
        left, right = page.evaluate(MARGINS)
        if abs(left - right) > 24 or min(left, right) < 48:
            issues.append(f"{name}: {left:.0f} px at the left, {right:.0f} px at the right")
    assert not issues, "\n".join(issues)


def test_the_look_is_the_same_in_light_and_dark(visit, pages):
    """Same fonts, sizes and places in both; what differs is color, and the accent is a color in both."""
    looks, accents = [], []
    for scheme in pairwise.SCHEMES:
        page = visit(DESK, color_scheme=scheme)
        page.goto((pages / "index.html").as_uri())
        looks.append(
            page.evaluate(
                """() => [...document.querySelectorAll('article :is(h1, h2, p, li, img)')].map((e) => {
                  const { x, y, width, height } = e.getBoundingClientRect();
                  return [x, y, width, height, getComputedStyle(e).fontFamily, getComputedStyle(e).fontSize];
                })"""
            )
        )
        accents.append(page.evaluate("getComputedStyle(document.body).getPropertyValue('--mbc-accent').trim()"))
    assert looks[0] == looks[1] and len(looks[0]) > 30
    assert all(accents) and accents[0] != accents[1]


PLANTED = {
    "a low button": ("article.prepend(Object.assign(document.createElement('button'), {textContent: 'x'}))", "target"),
    "a link alone in its line": (
        "article.insertAdjacentHTML('afterbegin', '<p><a href=\"index.html\">Map</a></p>')", "target"),
    "a low field": ("article.insertAdjacentHTML('afterbegin', '<select><option>1</option></select>')", "target"),
    "narrow columns": (
        "article.insertAdjacentHTML('beforeend', '<table><tr>' + `<td>${'some words '.repeat(5)}</td>`.repeat(4)"
        " + '</tr></table>')",
        "column",
    ),
    "an endless table": (
        "article.insertAdjacentHTML('beforeend', `<table>${'<tr><td>row</td></tr>'.repeat(400)}</table>`)", "table"),
}  # fmt: skip


@pytest.mark.parametrize("defect", PLANTED)
def test_planted_defects_are_measured(visit, pages, defect):
    act, kind = PLANTED[defect]
    page = visit(PHONE)
    page.goto((pages / "articles.html").as_uri())
    measures = {
        "target": lambda: small_targets(page),
        "column": lambda: page.evaluate(NARROW, [COLUMN, WORDS]),
        "table": lambda: page.evaluate(HIGH, MOST_SCREENS["table"]),
    }
    assert measures[kind]() == []
    page.evaluate(f"() => {{ const article = document.querySelector('article'); {act}; }}")
    assert measures[kind]()


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["390", "1300"])
def test_the_bar_leads_to_every_section_and_says_where_one_is(visit, pages, window):
    page = visit(window, reduced_motion="reduce")
    page.goto((pages / f"{SHORT_LESSON}.html").as_uri())
    bar = page.locator(".mbc-bar")
    links, label = bar.locator("a"), bar.locator("summary")
    headings = page.locator("article > section > section > h2").all_inner_texts()
    assert links.all_text_contents() == headings and len(headings) > 3
    for number in (2, len(headings) - 3):
        label.focus()
        page.keyboard.press("Enter")
        links.nth(number).focus()
        page.keyboard.press("Enter")
        expect(bar.locator("details")).not_to_have_attribute("open", "")
        expect(label).to_have_text(f"{number + 1} of {len(headings)}: {headings[number]}")
        expect(label).to_be_in_viewport()
        top = page.locator("article h2").nth(number).evaluate("e => e.getBoundingClientRect().top")
        assert top >= bar.evaluate("e => e.getBoundingClientRect().bottom") - 1  # it does not hide the heading
    page.keyboard.press("Escape")
    label.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(bar.locator("details")).not_to_have_attribute("open", "")
    expect(label).to_be_focused()


def test_the_bar_marks_a_section_whose_questions_are_done(visit, pages):
    page = visit(PHONE)
    page.goto((pages / f"{SHORT_LESSON}.html").as_uri())
    section = page.locator("article section[id]", has=page.locator("form[data-item]")).last
    forms = section.locator("form[data-item]")
    items = {item.id: item for item in bank.all_items(loader.load_all())}
    bar = page.locator(".mbc-bar")
    for form in forms.all():
        bar.locator("summary").evaluate("summary => summary.parentElement.open = false")
        item = items[form.get_attribute("data-item")]
        page.evaluate(
            "([id, most]) => mbcRecord.tried(id, 0, most)", [item.id, scoring.max_points(scoring.marking(item))]
        )
    bar.locator("summary").click()
    mark = bar.locator(f'li:has(a[href="#{section.get_attribute("id")}"])')
    expect(mark).to_have_class("mbc-done")
    expect(bar.locator("li.mbc-done")).to_have_count(1)


def test_without_scripts_the_bar_is_a_fold_with_links(visit, pages):
    page = visit(PHONE, java_script_enabled=False)
    page.goto((pages / f"{SHORT_LESSON}.html").as_uri())
    bar = page.locator(".mbc-bar")
    bar.locator("summary").click()
    expect(bar.locator("a").first).to_be_visible()
    assert bar.evaluate("bar => getComputedStyle(bar).position") == "relative"

"""The static pages: from file://, with JavaScript off and no network, narrow and wide, light and dark, on paper."""

from __future__ import annotations

import re
from functools import partial
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pairwise
from tests.browser.acts import (
    ALONE,
    ALONE_ON_PAPER,
    answer,
    assert_contrast,
    assert_only_panels,
    assert_pictures,
    assert_switches,
    stand_before,
    windows,
)
from tests.helpers import LESSONS, elements, open_panels, shown

pytestmark = pytest.mark.browser

by_name = {"argnames": "lesson", "argvalues": LESSONS, "ids": lambda path: path.stem}


def face(width: int, scheme: str) -> dict:
    """The options of a window."""
    return {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}


# Every lesson at one width and in one color scheme, which take turns; the rest of the product at night.
EACH = [
    pytest.param(
        lesson,
        width,
        scheme,
        id=f"{lesson.stem}-{width}-{scheme}",
        marks=() if (width, scheme) == pairwise.face_by_day(number) else pytest.mark.nightly,
    )
    for number, lesson in enumerate(LESSONS)
    for width, scheme in product(pairwise.WIDTHS, pairwise.SCHEMES)
]


@pytest.fixture
def visit(built, chromium):
    """``visit(**options)`` gives an empty page. It may ask for files of the site only, and be quiet on the console."""
    with windows(chromium) as open_window:
        yield partial(open_window, built.as_uri() + "/")


@pytest.fixture
def read(visit, built):
    """``read(lesson, window)`` shows the page of a lesson to a browser that runs no script."""

    def show(lesson: Path, window: dict) -> Page:
        page = visit(java_script_enabled=False, **window)
        page.goto((built / f"{lesson.stem}.html").as_uri())
        return page

    return show


# Parts of the course that reach past the right edge of the window. A table may, inside its own frame that scrolls.
CUT_OFF = """[...document.querySelectorAll('article, [class^="mbc-"], [class^="mbc-"] *')]
  .filter(e => !e.parentElement.closest('.mbc-table') && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map(e => e.outerHTML.slice(0, 80))"""


def assert_fits(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room, f"The page is {wide} px wide in a window of {room} px."
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(("lesson", "width", "scheme"), EACH)
def test_a_lesson_is_read_and_worked_through_by_keyboard_without_scripts(lesson, width, scheme, read, chosen, answered):
    page = read(lesson, face(width, scheme))
    address = page.url
    assert_fits(page)
    assert_pictures(page.locator(ALONE), shown(lesson).pictures)
    forms = page.locator(".mbc-explorer")
    expect(forms).to_have_count(len(shown(lesson).explorers))
    for form, explorer in zip(forms.all(), shown(lesson).explorers, strict=True):
        expect(form.locator(".mbc-all-open")).to_be_hidden()
        assert_switches(page, form, explorer, chosen(explorer, f"page-{width}"))
        assert_contrast(form)
    asked = page.locator("form.mbc-item")
    expect(asked).to_have_count(len(shown(lesson).items))
    mine = answered(shown(lesson).items, f"page-{width}")
    for form, item in zip(asked.all(), shown(lesson).items, strict=True):
        expect(form.locator("legend").first).to_contain_text(item.stem)
        if item in mine:
            stand_before(form)
            answer(page, form, item)
    page.keyboard.press("Enter")
    assert page.url == address
    assert_fits(page)


# Tables whose row must be scrolled sideways, and cells of stacked rows that do not say their column.
SIDEWAYS = """[...document.querySelectorAll('.mbc-table')].filter(t => t.checkVisibility() &&
  t.scrollWidth > t.clientWidth)
  .map(t => t.getAttribute('aria-label'))"""
NAMELESS = """[...document.querySelectorAll('.mbc-table td')].filter(td => td.checkVisibility()
  && getComputedStyle(td).display === 'block' && !getComputedStyle(td, '::before').content.includes(td.dataset.label))
  .map(td => td.textContent)"""


@pytest.mark.parametrize("width", [320, pytest.param(390, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(**by_name)
def test_a_phone_shows_every_table_without_sideways_scrolling(lesson, width, read):
    page = read(lesson, {"viewport": {"width": width, "height": 700}})
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert_fits(page)
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS, turn=4, every=6))
def test_paper_shows_everything(lesson, read):
    page = read(lesson, {"viewport": {"width": 720, "height": 1000}})  # about A4
    page.emulate_media(media="print")
    assert_fits(page)
    assert_pictures(page.locator(ALONE_ON_PAPER), shown(lesson).pictures_on_paper)
    for form, explorer in zip(page.locator(".mbc-explorer").all(), shown(lesson).explorers, strict=True):
        assert_only_panels(form, open_panels(explorer))
    expect(page.locator(":is(.mbc-controls, .mbc-all-open):visible")).to_have_count(0)
    folds = ":is(:is(.mbc-chart, .mbc-panel, .mbc-sources, .mbc-reference) details, .mbc-claims + details)"
    folds += ":not(.mbc-again, .mbc-case-answer details) > :not(summary)"  # model answers: at the end
    hidden = """all => all.filter(e => !e.checkVisibility({ visibilityProperty: true }) || !e.getClientRects().length)
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.locator(folds).count() and page.locator(folds).evaluate_all(hidden) == []
    said = page.locator(":not(.mbc-again) > ul > li:visible").all_text_contents()
    again = page.locator(".mbc-again li").all_text_contents()
    assert set(again) <= set(said), "A fold that stays closed on paper holds what the paper says nowhere else."


def test_every_link_of_the_site_leads_somewhere(built):
    seen = {path: elements(path.read_text(encoding="utf-8")) for path in built.rglob("*.html")}
    assert {f"{lesson.stem}.html" for lesson in LESSONS} < {path.name for path in seen}
    ids = {path: {part["id"] for part in parts if part.get("id")} for path, parts in seen.items()}
    dead, followed = [], 0
    for path, parts in seen.items():
        for part in parts:
            for address in (part.get("href"), part.get("src"), part.get("action")):
                link = urlsplit(address or "")
                if address is None or link.scheme or link.netloc:  # pages elsewhere, and pictures inside the page
                    continue
                followed += 1
                target = (path.parent / unquote(link.path)).resolve() if link.path else path
                if not target.is_file() or (link.fragment and unquote(link.fragment) not in ids.get(target, set())):
                    dead.append(f"{path.name}: <{part.name}> leads to {address}")
    assert followed > 50
    assert not dead, "\n".join(dead)


def test_the_first_page_leads_to_every_lesson(built):
    page = (built / "index.html").read_text(encoding="utf-8")
    own = re.search(r"<article.*?</article>", page, re.DOTALL)[0]  # the navigation beside it lists every page anyway
    links = {link.get("href") for link in elements(own, "a")}
    assert {f"{lesson.stem}.html" for lesson in LESSONS} <= links

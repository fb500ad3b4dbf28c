"""The static pages: from file://, with JavaScript off and no network, narrow and wide, light and dark, on paper."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pairwise
import pytest
from acts import (
    ALONE,
    assert_contrast,
    assert_focus_shows,
    assert_only_panels,
    assert_pictures,
    assert_switches,
    axe_faults,
    tab_to,
    watch,
)
from expected import LESSONS, elements, key, shown, words
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

by_name = {"argnames": "lesson", "argvalues": LESSONS, "ids": lambda path: path.stem}


def face(width: int, scheme: str) -> dict:
    """The options of a window."""
    return {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}


# Every lesson at every width, in one colour scheme or the other; the rest of the product at night.
EACH = [
    pytest.param(
        lesson, width, scheme, id=f"{lesson.stem}-{width}-{scheme}",
        marks=() if scheme == pairwise.scheme(width, number) else pytest.mark.nightly,
    )
    for number, lesson in enumerate(LESSONS)
    for width, scheme in product(pairwise.WIDTHS, pairwise.SCHEMES)
]  # fmt: skip


@pytest.fixture
def visit(built, chromium):
    """``visit(**options)`` gives an empty page. It may ask for files of the site only, and be quiet on the console."""
    contexts, faults = [], []

    def opened(**options) -> Page:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        faults.append(watch(page, built.as_uri() + "/", console={"error", "warning", "info", "log", "debug"}))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not any(faults), "\n".join(fault for each in faults for fault in each)


@pytest.fixture
def read(visit, built):
    """``read(lesson, face)`` shows the page of a lesson to a browser that runs no script."""

    def show(lesson: Path, face: dict) -> Page:
        page = visit(java_script_enabled=False, **face)
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


def answer(page: Page, form: Locator, item) -> None:
    """Choose every option of a question, then open its key, with keys alone, from before it."""
    inputs = form.locator("fieldset input")
    for index, option in enumerate(item.options):
        if index == 0 or item.type == "multiple":
            tab_to(page, inputs.nth(index))
            page.keyboard.press("Space")
        else:
            page.keyboard.press("ArrowDown")
        assert_focus_shows(inputs.nth(index))
        expect(inputs.nth(index)).to_be_checked()
        expect(inputs.nth(index)).to_have_accessible_name(f"{option.letter}) {option.text}")
    fold = form.locator("details")
    summary, said = fold.locator("summary"), fold.locator(":scope > :not(summary)")
    expect(said.first).to_be_hidden()
    tab_to(page, summary)
    assert_focus_shows(summary)
    page.keyboard.press("Enter")
    for part in said.all():
        expect(part).to_be_visible()
    assert words("".join(said.all_text_contents())) == key(item)


@pytest.mark.parametrize(("lesson", "width", "scheme"), EACH)
def test_a_lesson_is_read_and_worked_through_by_keyboard_without_scripts(lesson, width, scheme, read, chosen):
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
    for form, item in zip(asked.all(), shown(lesson).items, strict=True):
        expect(form.locator("legend")).to_contain_text(item.stem)
        answer(page, form, item)
    page.keyboard.press("Enter")
    assert page.url == address
    assert_fits(page)


@pytest.mark.parametrize(**by_name)
def test_paper_shows_everything(lesson, read):
    page = read(lesson, {"viewport": {"width": 720, "height": 1000}})  # about A4
    page.emulate_media(media="print")
    assert_fits(page)
    assert_pictures(page.locator(ALONE), shown(lesson).pictures)
    for form, explorer in zip(page.locator(".mbc-explorer").all(), shown(lesson).explorers, strict=True):
        assert_only_panels(form, list(explorer.panels.values()))
        expect(form.locator(".mbc-controls")).to_be_hidden()
        expect(form.locator(".mbc-all-open")).to_be_hidden()
    for folded in page.locator(".mbc-chart details > :not(summary), .mbc-panel details > :not(summary)").all():
        expect(folded).to_be_visible()


@pytest.mark.parametrize("width", pairwise.WIDTHS)
def test_axe_finds_nothing_serious_on_any_page(built, visit, width):
    """All rules in light, and contrast once more in dark."""
    page = visit(**face(width, "light"))
    faults = []
    for path in sorted(built.glob("*.html")):
        page.emulate_media(color_scheme="light")
        page.goto(path.as_uri(), wait_until="load")
        page.locator("details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
        for scheme, only in (("light", ""), ("dark", "color-contrast")):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("document.getAnimations().forEach(animation => animation.finish())")  # folds fade in
            faults += [f"{path.name}, {width} px, {scheme}: {fault}" for fault in axe_faults(page, only=only)]
    assert not faults, "\n".join(faults)


def test_every_link_of_the_site_leads_somewhere(built):
    seen = {path: elements(path.read_text(encoding="utf-8")) for path in built.rglob("*.html")}
    assert {f"{lesson.stem}.html" for lesson in LESSONS} < {path.name for path in seen}
    ids = {path: {names["id"] for _, names in parts if names.get("id")} for path, parts in seen.items()}
    dead, followed = [], 0
    for path, parts in seen.items():
        for tag, names in parts:
            for address in (names.get("href"), names.get("src"), names.get("action")):
                link = urlsplit(address or "")
                if address is None or link.scheme or link.netloc:  # pages elsewhere, and pictures inside the page
                    continue
                followed += 1
                target = (path.parent / unquote(link.path)).resolve() if link.path else path
                if not target.is_file() or (link.fragment and unquote(link.fragment) not in ids.get(target, set())):
                    dead.append(f"{path.name}: <{tag}> leads to {address}")
    assert followed > 50
    assert not dead, "\n".join(dead)


def test_the_first_page_leads_to_every_lesson(built):
    page = (built / "index.html").read_text(encoding="utf-8")
    own = re.search(r"<article.*?</article>", page, re.DOTALL)[0]  # the navigation beside it lists every page anyway
    links = {names.get("href") for tag, names in elements(own) if tag == "a"}
    assert {f"{lesson.stem}.html" for lesson in LESSONS} <= links

"""A lesson as a single file: it searches itself, keeps a record, repeats what was missed, and leads to the others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import assert_contrast, tab_to, visiting, watch
from tests.browser.test_offline import hosting
from tests.browser.test_script import _wrong, check, form, key_of, put, stored
from utils.publishing.site import search_index
from utils.questions import bank
from utils.tables import loader
from utils.tables.rules.questions import TEST

pytestmark = pytest.mark.browser

LESSON, OTHER = "05_diagnosis", "00_start_here"
OWN = [item for item in bank.all_items(loader.load_all()) if item.place != TEST and item.lesson == LESSON]
TEXTS = """names => [...document.querySelectorAll(names)].filter((e) => e.closest('#furo-main-content') &&
    !e.closest('.mbc-progress, .mbc-mine') && !e.matches('.mbc-result')).map((e) => {
        const copy = e.cloneNode(true);
        copy.querySelectorAll('.mbc-mark, option').forEach((mark) => mark.remove());
        return copy.textContent.replace(/\\s+/g, '');
    })"""


@pytest.fixture
def together(singles, tmp_path) -> Path:
    """Two single files in one folder, as a learner who was sent some of them has them."""
    for path in singles:
        if path.stem in (LESSON, OTHER):
            shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


@pytest.fixture
def visit(context, together):
    with visiting(context, together) as opened:
        yield opened


def search(page: Page, words: str):
    """Type words into the search and press Enter; the links of the results."""
    page.locator("#mbc-query").fill(words)
    page.locator("#mbc-query").press("Enter")
    return page.locator("#search-results li a")


def test_a_single_file_searches_itself_by_keyboard(visit):
    page = visit(LESSON)
    address = page.url
    field = page.get_by_role("searchbox", name="Search this lesson")
    tab_to(page, field)
    page.keyboard.type("bone scann")  # with a typo
    page.keyboard.press("Enter")
    expect(page.get_by_role("search").locator("xpath=following::*[@role='status'][1]")).to_contain_text("results for")
    found = page.locator("#search-results li a")
    assert found.first.inner_text() == "Bone scan"
    assert all(link.startswith("#at-") for link in found.evaluate_all("all => all.map((a) => a.getAttribute('href'))"))
    assert_contrast(page.locator("#search-results"))
    tab_to(page, found.first)
    page.keyboard.press("Enter")
    expect(page.locator(".mbc-found")).to_be_in_viewport()
    expect(page.locator(".mbc-found mark").first).to_be_visible()
    first = page.locator(".mbc-found").inner_text()
    page.evaluate("scrollTo(0, 0)")
    found.first.click()  # the same once more
    expect(page.locator(".mbc-found")).to_be_in_viewport()
    assert page.locator(".mbc-found").inner_text() == first
    found.nth(1).click()
    expect(page.locator(".mbc-found")).to_have_count(1)
    expect(page.locator("article mark").first).to_be_in_viewport()
    expect(page.locator("article :not(.mbc-found, .mbc-found *) > mark")).to_have_count(0)
    assert page.url.partition("#")[0] == address  # found here, with nothing loaded
    search(page, "zzzz")
    expect(page.locator("#search-results")).to_contain_text("No results for “zzzz”.")


def test_each_result_of_a_single_file_leads_to_the_block_that_it_shows(singles, context, request):
    """By day two of them; at night all."""
    page = context.new_page()
    for path in singles if request.config.option.nightly else singles[:6:5]:
        page.goto(path.as_uri())
        index = json.loads(page.locator("#search-index").text_content())
        assert len(index["pages"]) == 1 and len(index["entries"]) > 20
        assert "needs JavaScript" not in str(index)
        given = page.evaluate(TEXTS, ", ".join(search_index.BLOCKS))
        for _, _, _, _, *blocks in index["entries"]:
            for at, text in zip(blocks[::2], blocks[1::2], strict=True):
                assert "".join(text.split())[:20] in given[at], (path.name, at, text)


def test_files_lead_to_each_other_by_name_and_to_places_in_themselves(visit, together):
    page = visit(LESSON)
    page.locator(".mbc-files").get_by_role("link", name="Start here").click()
    expect(page.locator("h1")).to_have_text("Start here")
    assert page.url == (together / f"{OTHER}.html").as_uri()
    page.locator(f'.mbc-files a[href="{LESSON}.html"]').click()
    expect(page.locator("h1")).to_have_text("Diagnosis")
    page.get_by_role("link", name="Get help now").first.click()
    expect(page.locator("article h2", has_text="Get help now")).to_be_in_viewport()
    page.locator('article a[href^="#term-"]').first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    assert page.url.partition("#")[0] == (together / f"{LESSON}.html").as_uri()


def test_the_record_stays_in_the_file_comes_back_there_and_survives_a_new_name(visit, together, tmp_path):
    (together / f"{LESSON}.html").rename(together / f"{LESSON} (1).html")  # downloaded twice
    page, item = visit(f"{LESSON} (1)"), next(item for item in OWN if item.type == "single")
    expect(page.locator("#mbc-repeat")).to_contain_text("Nothing to repeat")
    put(page, item, _wrong(item))
    check(page, item)
    assert list(stored(page)["lessons"]) == [LESSON]
    expect(page.locator("#mbc-repeat")).to_contain_text("0 due today, 1 later.")
    page.evaluate("id => mbcRecord.change((kept) => { kept.items[id].due = mbcRecord.today(); })", item.id)
    expect(page.locator("#mbc-repeat")).to_contain_text("1 due today")
    page.locator("#mbc-repeat").get_by_role("link", name=item.stem).click()
    expect(form(page, item).locator("input").first).to_be_focused()
    expect(form(page, item).locator("input:checked")).to_have_count(0)
    put(page, item, key_of(item))
    check(page, item)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my progress as a file").click()
    download.value.save_as(tmp_path / "progress.json")
    page.get_by_role("button", name="Delete all my progress").click()
    page.get_by_role("button", name="Delete all of it").click()
    expect(form(page, item).locator("input:checked")).to_have_count(0)
    expect(page.locator("#mbc-repeat")).to_contain_text("Nothing to repeat")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Load progress from a file").set_input_files(tmp_path / "progress.json")
    expect(form(page, item).locator("input:checked")).to_have_count(1)
    expect(page.locator(".mbc-progress")).to_contain_text(f"Checked: 1 of {len(OWN)} questions")


def test_where_the_browser_allows_it_files_share_the_record_and_the_file_says_what_happens(visit):
    """Chromium keeps one store for all files; others do not, which a page cannot ask, so that it says it in words."""
    page, item = visit(LESSON), OWN[0]
    put(page, item, key_of(item))
    check(page, item)
    other = visit(OTHER)
    assert item.id in stored(other)["items"]
    expect(other.locator("#mbc-repeat")).not_to_contain_text(item.stem)  # each shows its own questions
    for each in (page, other):
        expect(each.locator(".mbc-from-files")).to_contain_text("Firefox keeps it for each file by itself")


def test_from_a_server_the_file_says_nothing_about_files(together, context):
    with hosting(together) as host:
        page = context.new_page()
        issues = watch(page, host.home, console={"error", "warning"})
        page.goto(f"{host.home}{LESSON}.html")
        expect(page.get_by_role("heading", name="Your progress")).to_be_visible()
        expect(page.locator(".mbc-from-files, .mbc-offline, link[rel=manifest]")).to_have_count(0)
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
        assert issues == [] and host.asked == [f"{LESSON}.html"]


def test_without_scripts_a_single_file_offers_no_search(chromium, together):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((together / f"{LESSON}.html").as_uri())
    expect(page.locator(".mbc-search")).to_be_hidden()
    expect(page.locator("#mbc-repeat")).to_contain_text("This part needs JavaScript.")
    expect(page.locator("h1")).to_have_text("Diagnosis")
    context.close()

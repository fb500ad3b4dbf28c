"""Every page of the site in a real browser without a network: from file:// and over http, with and without
JavaScript.
"""

from __future__ import annotations

import csv
import json
import threading
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import pairwise
from tests.browser.acts import HAS_FOCUS, assert_contrast, assert_focus_shows, contrast_issue, tab_to, windows
from tests.helpers import LESSONS, shown
from utils.publishing.site import downloads, search_index, server

pytestmark = pytest.mark.browser

WCAG = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"}
# Parts that reach past the right edge of the window. A table may, inside its own frame that scrolls.
CUT_OFF = """[...document.querySelectorAll('article, article *, footer *, .mobile-header *')]
  .filter(e => !e.closest('.mbc-table table') && e.checkVisibility() && e.getBoundingClientRect().width
    && (e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5))
  .map(e => e.outerHTML.slice(0, 80))"""
FOLDS = """() => {
  document.querySelectorAll('details').forEach(fold => { fold.open = true });
  document.getAnimations().forEach(animation => animation.finish());
}"""
PANELS = "document.querySelectorAll('.mbc-explorer input[type=radio]').forEach(radio => { radio.checked = false })"


# 640 px at two dots per pixel is what a window of 1280 px shows at 200 % zoom.
WINDOWS = [("320", 320, 1), ("390", 390, 1), ("zoom-200", 640, 2), ("1300", 1300, 1)]
BETWEEN = ("390", "zoom-200")


def names(pages: Path) -> list[str]:
    return sorted(path.name for path in pages.glob("*.html"))


@pytest.fixture
def visit(chromium):
    """``visit(home, **options)`` gives a page that may ask for what is below ``home`` only, and must be quiet."""
    with windows(chromium) as open_window:
        yield open_window


@pytest.fixture
def home(pages) -> str:
    return pages.as_uri() + "/"


@pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.nightly)], ids=["scripts", "no-scripts"]
)
def test_pages_ask_for_nothing_else_over_http(pages, visit, scripts, request):
    """By day every third page; each is opened from a folder by the test below."""
    with server.PageServer(port=0) as running:
        threading.Thread(target=running.serve, args=(pages,), daemon=True).start()
        address = server.addresses(running.host, running.port)[0]
        page = visit(address, java_script_enabled=scripts)
        answers = []
        page.on("response", lambda answer: answers.append((answer.status, answer.url)))
        shown_pages = names(pages)[:: 1 if request.config.option.nightly else 3]
        for name in shown_pages:
            page.goto(address + name)
            expect(page.locator("h1")).to_be_visible()
        running.stop()
    assert (
        len(answers) > len(shown_pages) and [a for a in answers if a[0] not in (200, 304)] == []
    )  # 304: the browser has it


@pytest.mark.parametrize(
    ("width", "scale", "scripts"),
    [
        pytest.param(width, scale, scripts, id=f"{name}-{'scripts' if scripts else 'no-scripts'}", marks=marks)
        for turn, (name, width, scale) in enumerate(WINDOWS)
        for scripts, marks in (
            (turn % 2 == 0, pytest.mark.nightly if name in BETWEEN else ()),
            (turn % 2 == 1, pytest.mark.nightly),
        )
    ],
)
def test_pages_fit_and_ask_for_nothing_else_from_a_folder(pages, home, visit, width, scale, scripts):
    """By day the narrowest and the widest window, with scripts in one of them; at night the rest."""
    page = visit(home, viewport={"width": width, "height": 800}, device_scale_factor=scale, java_script_enabled=scripts)
    for name in names(pages):
        page.goto(home + name)
        wide, cut = page.evaluate(f"[document.documentElement.scrollWidth, {CUT_OFF}]")
        assert wide <= width, f"{name} is {wide} px wide in a window of {width} px."
        assert cut == [], name
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"  # styles are there


def wcag_issues(page: Page, *, colors: bool = True) -> list[str]:
    """What axe finds of WCAG 2.1 A and AA, whatever its weight, and anything else that it calls serious.

    ``colors``: with its rule of contrast, which takes two thirds of its time.
    """
    rules = {"color-contrast": {"enabled": colors}}
    answer = Axe().run(page, options={"preload": False, "resultTypes": ["violations"], "rules": rules}).response
    assert len(answer["passes"]) > 15
    return [
        f"{found['id']} ({found['impact']}) {node['target']} {node['html'][:140]} {node.get('failureSummary', '')}"
        for found in answer["violations"]
        if WCAG & set(found["tags"]) or found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.nightly)], ids=["day", "night"])
@pytest.mark.parametrize("width", [320, 1300])
def test_axe_finds_nothing_on_any_page(pages, home, visit, width, turn, request):
    """With every fold open, in the narrow window every panel of every explorer too.

    By day two pages of three are looked at, once: one in the wide window, the other in the narrow one with every panel
    open (JupyterLab's tests look at all panels); contrast is measured by the test below. At night each page is looked
    at in both windows, light and dark, with axe's rule of contrast.
    """
    night = request.config.option.nightly
    pages_by_scheme = {
        name: visit(home, viewport={"width": width, "height": 800}, color_scheme=name) for name in pairwise.SCHEMES
    }
    issues = []
    for number, name in enumerate(names(pages)):
        if number % 3 != (0 if width > 320 else 1) and not night:
            continue
        scheme = pairwise.SCHEMES[(number + turn + (width > 320)) % 2]
        page = pages_by_scheme[scheme]
        page.goto(home + name)
        page.evaluate(FOLDS)
        if width == 320:
            page.evaluate(PANELS)
        issues += [f"{name}, {scheme}: {issue}" for issue in wcag_issues(page, colors=night)]
    assert not issues, "\n".join(issues)


@pytest.mark.parametrize("scheme", pairwise.SCHEMES)
def test_all_text_stands_out_on_every_page(pages, home, visit, scheme, request):
    """Every fold and every panel is open; by day each page in one scheme, which take turns.

    Its measure is ours: axe takes a minute for what this sees in some seconds.
    """
    page = visit(home, viewport={"width": 320, "height": 800}, color_scheme=scheme)
    issues = []
    turn = pairwise.SCHEMES.index(scheme)
    for name in names(pages) if request.config.option.nightly else names(pages)[turn :: len(pairwise.SCHEMES)]:
        page.goto(home + name)
        page.evaluate(FOLDS)
        page.evaluate(PANELS)
        issue = contrast_issue(page.locator("body"))
        issues += [f"{name}, {scheme}: {issue}"] if issue else []
    assert not issues, "\n".join(issues)


PLANTED = {
    "a faint text": (
        "article.append(Object.assign(document.createElement('p'), {textContent: 'faint', className: 'x'}))",
        "color-contrast",
    ),
    "a picture without words": ("article.append(document.createElement('img'))", "image-alt"),
    "a field without a name": ("article.append(document.createElement('input'))", "label"),
    "a frame out of reach": (
        "const frame = document.createElement('div'); frame.style.cssText = 'overflow: auto; height: 3rem'; "
        "frame.textContent = 'word '.repeat(400); article.append(frame)", "scrollable-region-focusable"),
    "a link like the text": ("article.insertAdjacentHTML('beforeend', '<a href=\"index.html\"></a>')", "link-name"),
}  # fmt: skip


@pytest.mark.parametrize("defect", PLANTED)
def test_axe_sees_planted_defects(home, visit, defect):
    act, rule = PLANTED[defect]
    page = visit(home, viewport={"width": 320, "height": 800})
    page.goto(home + "articles.html")
    page.evaluate(f"() => {{ const article = document.querySelector('article'); {act}; }}")
    page.evaluate("document.querySelectorAll('p.x').forEach(p => { p.style.color = '#bbb' })")
    assert any(issue.startswith(rule) for issue in wcag_issues(page))


@pytest.mark.parametrize(
    "planted",
    [
        "<script>document.title = 'broken in'</script>",
        "<script src='data:text/javascript,document.title=\"broken in\"'></script>",
        "<img src='https://example.org/a.png' alt='' onerror=\"document.title = 'broken in'\">",
        "<script src='planted.js'></script>",
        "<style>h1 { display: none }</style>",
    ],
)
def test_the_policy_stops_what_was_not_built(pages, chromium, planted, tmp_path):
    """In a copy of a page: what somebody puts into it does not run, and nothing is asked for."""
    page_text = (pages / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(page_text.replace("</article>", f"{planted}</article>"), encoding="utf-8")
    (tmp_path / "planted.js").write_text("document.title = 'broken in'", encoding="utf-8")
    context = chromium.new_context()
    page = context.new_page()
    messages, asked = [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator("h1")).to_be_visible()
    assert page.title() != "broken in" and any("Content Security Policy" in text for text in messages)
    assert not [url for url in asked if "example.org" in url or "planted" in url]
    context.close()


@pytest.mark.parametrize("width", [320, 1300])
def test_the_first_stop_skips_to_the_content(home, visit, width):
    page = visit(home, viewport={"width": width, "height": 800})
    page.goto(home + "05_diagnosis.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-to-content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_search_from_a_folder_by_keyboard(home, visit):
    page = visit(home)
    page.goto(home + "index.html")
    field = page.get_by_role("searchbox").or_(page.locator(".sidebar-search")).first
    tab_to(page, field)
    assert_focus_shows(field)
    page.keyboard.type("biopsy")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a")
    expect(page.get_by_role("status")).to_contain_text("results for “biopsy”, best match first.")
    assert found.first.text_content() == "Biopsy"
    assert any(address.startswith("05_diagnosis.html#at-") for address in addresses(found))
    tab_to(page, found.first)
    page.keyboard.press("Enter")
    expect(page.locator(".mbc-found")).to_be_in_viewport()
    page.goto(home + "search.html?q=zzzz")
    expect(page.get_by_role("status")).to_contain_text("No results for “zzzz”.")


def addresses(links) -> list[str]:
    return links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")


@pytest.mark.parametrize("words", ["capecitabine stop", "T-DXd cough"])
def test_a_result_opens_what_its_sentence_stands_in_and_shows_it(home, visit, words):
    """Panels that are not shown, folds that are closed: the block is in sight then, with its words marked."""
    page = visit(home, viewport={"width": 390, "height": 844})
    page.goto(f"{home}search.html?q={words}")
    links = addresses(page.locator("#search-results li a"))
    assert links and not page.locator("#search-results li:not(:has(mark))").count()
    for link in links[:5]:
        page.goto(home + link)
        expect(page.locator(".mbc-found")).to_be_visible()
        expect(page.locator(".mbc-found")).to_be_in_viewport()
        if not link.endswith(","):  # its words stand in the heading only
            expect(page.locator(".mbc-found mark").first).to_be_visible()


def test_search_finds_what_forty_queries_of_a_student_look_for(home, visit):
    """The queries and the places that answer each were written by somebody who did not build the search."""
    with (Path(__file__).with_name("search_queries.csv")).open(encoding="utf-8", newline="") as file:
        places: dict[str, list[tuple[str, str]]] = {}
        for row in csv.DictReader(file):
            places.setdefault(row["query"], []).append((f"{row['page']}.html", row["words"].lower()))
    page = visit(home)
    page.goto(home + "search.html?q=x")
    first = three = 0
    for query, answers in places.items():
        found = page.evaluate("words => mbcSearch(words).slice(0, 3)", query)
        assert found, f"Nothing is found for {query!r}."
        texts = [(row["file"], " ".join([row["heading"], row["section"], row["text"]]).lower()) for row in found]
        right = [any(file == name and words in text for name, words in answers) for file, text in texts]
        first, three = first + right[0], three + any(right)
    assert len(places) == 40 and first >= 32 and three >= 38, (first, three)


def test_each_result_leads_to_the_block_that_it_shows(home, visit, pages):
    """The index counts the blocks of every page as its script does, without marks of sources and places of lists."""
    page = visit(home)
    page.goto(home + "search.html?q=x")
    index = json.loads(page.locator("#search-index").text_content())
    for number, (name, _) in enumerate(index["pages"]):
        own = [entry[4:] for entry in index["entries"] if entry[0] == number]
        page.goto(home + name)
        given = page.evaluate(
            """names => [...document.querySelectorAll(names)].filter((e) => e.closest('#furo-main-content') &&
                !e.closest('.mbc-progress') && !e.matches('.mbc-result')).map((e) => {
                    const copy = e.cloneNode(true);
                    copy.querySelectorAll('.mbc-mark, option').forEach((mark) => mark.remove());
                    return copy.textContent;
                })""",
            ", ".join(search_index.BLOCKS),
        )
        wrong = [
            (name, at, text)
            for blocks in own
            for at, text in zip(blocks[::2], blocks[1::2], strict=True)
            if not "".join(text.split()) or "".join(text.split())[:20] not in "".join(given[at].split())
        ]
        assert not wrong, wrong[:3]


def test_without_scripts_search_says_so_and_is_not_offered(home, visit):
    page = visit(home, java_script_enabled=False)
    page.goto(home + "search.html")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    expect(page.locator("input[name=q]")).to_have_count(2)
    for field in page.locator("input[name=q]").all():
        expect(field).to_be_hidden()
    expect(page.locator(".theme-toggle").first).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_menus_of_a_narrow_window_by_keyboard(home, visit, scripts):
    page = visit(home, viewport={"width": 320, "height": 800}, java_script_enabled=scripts)
    page.goto(home + "05_diagnosis.html")
    menu, contents = (
        page.get_by_role("checkbox", name="Course menu"),
        page.get_by_role("checkbox", name="Contents of this page"),
    )
    lesson = page.locator(".sidebar-tree a").first
    expect(lesson).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator(".skip-to-content")).to_be_focused()
    for switch, icon, drawer, link in (
        (menu, ".nav-overlay-icon", ".sidebar-drawer", lesson),
        (contents, ".toc-header-icon", ".toc-drawer", page.locator(".toc-tree a").nth(1)),
    ):
        tab_to(page, switch, most=5)
        style = page.locator(icon).evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]")
        assert style == ["solid", "3px"]
        page.keyboard.press("Space")
        expect(link).to_be_visible()
        if scripts:
            expect(page.locator(f"{drawer} a[href]:visible").first).to_be_focused()
            page.keyboard.press("Escape")
            expect(link).to_be_hidden()
            expect(switch).to_be_focused()
        else:
            tab_to(page, link, most=40)
        page.reload()
    stops = 0
    page.keyboard.press("Tab")
    while stops < 30 and page.evaluate("document.activeElement !== document.body"):
        stops += 1
        box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
        skip = page.locator(".skip-to-content").evaluate(HAS_FOCUS)
        assert skip or (box["right"] > 0 and box["left"] < 320), page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
    assert stops > 5


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        pytest.param(name, scheme, marks=() if turn % 2 == shift else pytest.mark.nightly)
        for turn, name in enumerate(
            ["index.html", "glossary.html", "search.html", "article_000.html", "administrators.html"]
        )
        for shift, scheme in enumerate(pairwise.SCHEMES)
    ],
)
def test_every_stop_of_the_tab_key_shows(home, visit, name, scheme):
    page = visit(home, viewport={"width": 1300, "height": 800}, color_scheme=scheme)
    page.goto(home + name)
    page.keyboard.press("Tab")
    for stops in range(1, 60):  # noqa: B007
        if page.evaluate("document.activeElement === document.body"):
            break
        here = page.locator(":focus")
        assert_focus_shows(here)
        page.keyboard.press("Tab")
    assert stops > 8


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_going_back_by_keyboard_no_stop_hides_under_the_header(home, visit, scripts):
    """At 200 % zoom, where the header stays: every stop from the end of a lesson back to its top is whole in sight.

    (A table that fills the window may begin above it. Without motion, so that the page stands still when it is looked
    at.)
    """
    page = visit(
        home,
        viewport={"width": 640, "height": 400},
        device_scale_factor=2,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    page.goto(home + "02_stages_and_spread.html")
    page.locator(".related-pages a").first.focus()
    hidden, stops = [], 0
    for _ in range(200):
        page.keyboard.press("Shift+Tab")
        inside, top, high, edge, words = page.locator(":focus").evaluate(
            """e => [e.closest('article') !== null, e.getBoundingClientRect().top, e.getBoundingClientRect().height,
                document.querySelector('.mobile-header').getBoundingClientRect().bottom, e.outerHTML.slice(0, 80)]"""
        )
        if not inside and stops:
            break
        stops += inside  # links to the tests stand between the lesson and the next page
        if top < edge and high < 200:
            hidden.append(words)
    assert stops > 40 and hidden == []


def test_less_motion_is_less(home, visit):
    still, moving = (visit(home, reduced_motion=wish) for wish in ("reduce", "no-preference"))
    look = """() => [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) || s.animationName !== 'none' || s.scrollBehavior === 'smooth';
    }).length"""
    for page in (still, moving):
        page.goto(home + "05_diagnosis.html")
        page.locator("details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    assert still.evaluate(look) == 0
    assert moving.evaluate(look) > 0  # the look sees motion where there is some


def brightness(page: Page) -> int:
    return page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    )


def test_light_and_dark(home, visit, chromium):
    for scheme, low, high in (("light", 700, 765), ("dark", 0, 120)):
        page = visit(home, color_scheme=scheme, java_script_enabled=False)
        page.goto(home + "glossary.html")
        assert low <= brightness(page) <= high
        assert_contrast(page.locator("article"))
    context = chromium.new_context(color_scheme="light", viewport={"width": 1300, "height": 800})
    page = context.new_page()
    page.goto(home + "index.html")
    page.locator(".theme-toggle:visible").first.click()
    assert brightness(page) < 120
    page.goto(home + "glossary.html")
    assert brightness(page) < 120  # kept from page to page
    context.close()


@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS))
def test_on_paper_answers_are_at_the_end_and_code_is_left_out(home, visit, lesson):
    page = visit(home, viewport={"width": 720, "height": 1000}, java_script_enabled=False, color_scheme="dark")
    page.goto(home + f"{lesson.stem}.html")
    expect(page.locator(".mbc-answers")).to_be_hidden()
    page.emulate_media(media="print")
    answers = page.locator(".mbc-answers")
    expect(answers).to_be_visible()
    assert page.locator("article").evaluate("e => e.lastElementChild.className") == "mbc-answers"
    expect(answers.locator(".mbc-answer")).to_have_count(len(shown(lesson).items))
    screen = ".mbc-item details, div.cell_input, .sidebar-drawer, .toc-drawer, .mobile-header, .related-pages"
    expect(page.locator(f":is({screen}):visible")).to_have_count(0)
    expect(page.locator("div.cell_input")).not_to_have_count(0)
    assert brightness(page) > 700  # ink on white, also from a dark screen
    assert_contrast(page.locator("article"))


def test_the_zip_opens_by_double_click(pages, visit, tmp_path):
    with zipfile.ZipFile(downloads.write_zip(pages, tmp_path)) as archive:
        archive.extractall(tmp_path / "a folder with a space")
    top = next((tmp_path / "a folder with a space").iterdir())
    page = visit(top.as_uri() + "/")
    page.goto((top / "index.html").as_uri())
    for lesson in LESSONS[::4]:
        page.goto((top / "index.html").as_uri())
        page.locator(f'.mbc-map a[href="{lesson.stem}.html"]').click()
        expect(page.locator("h1")).to_be_visible()
        assert page.url == (top / f"{lesson.stem}.html").as_uri()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_single_file_stands_alone(singles, visit, scripts, request):
    """Its content is that of the page, which axe has seen: by day one runs its script and axe looks at it, and every
    fourth is opened without; at night each.
    """
    few = singles[:1] if scripts else singles[::4]
    for alone in singles if request.config.option.nightly else few:
        page = visit(alone.as_uri(), viewport={"width": 320, "height": 700}, java_script_enabled=scripts)
        page.goto(alone.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
        for form in page.locator(".mbc-explorer").all():
            expect(form.locator(".mbc-panel:not(.mbc-part):visible")).to_have_count(1)
        if scripts:
            assert wcag_issues(page) == []

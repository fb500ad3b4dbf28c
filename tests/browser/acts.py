"""What a reader does with a keyboard, and what a reader sees: the same steps for every host."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.jupyter_host import Lab
from tests.helpers import alts, key, named, words
from utils.questions.bank import Item, Part
from utils.ui.explorer import Explorer

ALONE = ".mbc-chart img:not(.mbc-panel img, .mbc-answers img)"  # pictures that stand by themselves, not in an explorer
ALONE_ON_PAPER = ".mbc-chart img:not(.mbc-panel img, .mbc-case-answer img)"  # cases: with the answers
HAS_FOCUS = "element => element === document.activeElement"
ANY_WORD = frozenset({"error", "warning", "info", "log", "debug"})  # every kind of message on the console


def watch(page: Page, home: str, *, console: Set[str]) -> list[str]:
    """A list that fills with what must not happen: a request outside of ``home``, an error, a word on the console."""
    issues: list[str] = []

    def ask(request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            issues.append(f"request to {request.url}")

    def hear(message) -> None:
        if message.type in console:
            issues.append(f"console {message.type}: {message.text}")

    page.on("request", ask)
    page.on("console", hear)
    page.on("pageerror", lambda error: issues.append(f"error in the page: {error}"))
    return issues


LIVE = ".mbc-explorer-live, .mbc-quiz-live"
_LOST = "widget model not found"  # what JupyterLab says of a view that it cannot make
_SEEN = f"""() => [...document.querySelectorAll('.mbc-explorer, .mbc-quiz')].every(form => form.checkVisibility()
    || form.closest('.jp-OutputArea').querySelector('{LIVE}')?.checkVisibility())"""


def open_alive(lab: Lab, page: Page, notebook: str, views: int, issues: list[str] | None = None) -> None:
    """Open a notebook whose saved models are trusted, with all of its ``views`` live.

    JupyterLab's widget manager restores a second time if the kernel is connected before its session is ready, which
    happens on a busy machine. It then says that it is done before the saved state is in, and never looks again. A
    learner must see the HTML form of each view that is lost so, and no error; opened again, the notebook is whole.
    ``issues``: what ``watch`` has heard; the words of that one case are taken out.
    """
    trouble = page.locator(".jupyter-widgets", has_text="Error displaying widget")
    for _ in range(3):
        lab.open(page, notebook)
        expect(page.locator(LIVE).or_(trouble)).to_have_count(views)
        if not trouble.count():
            return
        expect(trouble.locator("visible=true")).to_have_count(0)
        assert page.evaluate(_SEEN), "Neither a view nor its HTML form is in sight."
        if issues is not None:
            issues[:] = [issue for issue in issues if _LOST not in issue]
        page.goto("about:blank")
        lab.end_kernels()
    raise AssertionError(f"{notebook}: opened three times, and each time JupyterLab lost saved models.")


@contextmanager
def visiting(context: BrowserContext, folder: Path) -> Iterator[Callable[[str], Page]]:
    """Opens pages of a folder by name; at the end none has asked for anything else or complained."""
    issues = []

    def opened(name: str) -> Page:
        page = context.new_page()
        issues.append(watch(page, folder.as_uri() + "/", console=ANY_WORD))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield opened
    assert not any(issues), issues


@contextmanager
def windows(chromium: Browser, *, console: Set[str] = ANY_WORD) -> Iterator[Callable[..., Page]]:
    """``open_window(home, **options)`` gives an empty page in a window of its own.

    It may ask for what is below ``home`` only. At the end the windows are closed, and all of them must have been quiet.
    """
    contexts, complaints = [], []

    def open_window(home: str, **options) -> Page:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        complaints.append(watch(page, home, console=console))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not any(complaints), "\n".join(line for lines in complaints for line in lines)


def tab_to(page: Page, target: Locator, *, backwards: bool = False, most: int = 400) -> None:
    """Press Tab (or Shift+Tab) until ``target`` has the focus."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if target.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"{most} times Tab did not reach {target}.")


def assert_focus_shows(target: Locator) -> None:
    """The element has the focus, and a line round it says so."""
    look = (
        "e => [e === document.activeElement, getComputedStyle(e).outlineStyle, "
        "parseFloat(getComputedStyle(e).outlineWidth)]"
    )
    has_focus, style, width = target.evaluate(look)
    if not has_focus:  # not at once: wait for it, or say what is missing
        expect(target).to_be_focused()
        _, style, width = target.evaluate(look)
    assert style != "none" and width > 0, f"{target} has the focus, but nothing shows it."


def choose(page: Page, radios: Locator, index: int) -> None:
    """With the focus on one of ``radios``, choose another with keys alone.

    Radios with a common name are one stop of the Tab key and the arrow keys choose. Those of ipywidgets have no name:
    each is a stop of its own, and Space chooses.
    """
    here, grouped = radios.evaluate_all("all => [all.indexOf(document.activeElement), all[0].name !== '']")
    assert here >= 0, "The focus is not on the radio buttons."
    steps, forwards = abs(index - here), index > here
    for _ in range(steps):
        if grouped:
            page.keyboard.press("ArrowDown" if forwards else "ArrowUp")
        else:
            page.keyboard.press("Tab" if forwards else "Shift+Tab")
    if not grouped or not steps:
        page.keyboard.press("Space")
    chosen = "(all, index) => all[index] === document.activeElement && all[index].checked"
    if not radios.evaluate_all(chosen, index):  # at once; where not, wait for it, or say what is missing
        expect(radios.nth(index)).to_be_focused()
        expect(radios.nth(index)).to_be_checked()


def enter(page: Page, radios: Locator, *, backwards: bool = False, most: int = 400) -> None:
    """Press Tab (or Shift+Tab) until one of ``radios`` has the focus."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if radios.evaluate_all("all => all.includes(document.activeElement)"):
            return
    raise AssertionError(f"{most} times Tab did not reach {radios}.")


def walk(page: Page, root: Locator, explorer: Explorer, chosen: list[tuple[int, ...]]) -> Iterator[tuple[str, ...]]:
    """Choose the given combinations of an explorer with keys alone, from before it; gives the values chosen, one by
    one.

    ``chosen``: one index per control (see pairwise.py). Groups that need no other option are not entered again.
    """
    groups = [
        box.locator("input[type=radio]") for box in root.locator("fieldset:visible, .widget-radio-box:visible").all()
    ]
    assert len(groups) == len(explorer.controls)
    for group, control in zip(groups, explorer.controls, strict=True):
        expect(root.get_by_text(control.label, exact=True).locator("visible=true")).to_have_count(1)
        expect(group).to_have_count(len(control.options))
        for index, (_, label) in enumerate(control.options):
            expect(group.nth(index)).to_have_accessible_name(label)
    enter(page, groups[0])
    assert_focus_shows(page.locator("input:focus"))
    at, here = [0] * len(groups), 0
    for row in chosen:
        for level, index in reversed(list(enumerate(row))):
            if at[level] != index:
                if here != level:
                    enter(page, groups[level], backwards=here > level, most=40)
                choose(page, groups[level], index)
                at[level], here = index, level
        yield tuple(control.options[index][0] for control, index in zip(explorer.controls, row, strict=True))


def fill_in(page: Page, form: Locator, item: Item) -> None:
    """Work through every control of a question's form with keys alone, from before it: each option once."""
    fields = form.locator("fieldset :is(input, select)")
    if item.type == "numeric":
        write(page, fields, item)
    elif item.type in ("cloze", "rationale", "ordering"):
        choices = [[o.letter for o in part.options] for part in item.parts] or [item.positions] * len(item.options)
        expect(fields).to_have_count(len(choices))
        for field, values in zip(fields.all(), choices, strict=True):
            pick(page, field, list(values))
    else:
        at = 0
        for group in item.groups:
            at = tick(page, fields, at, item, group)
        expect(fields).to_have_count(at)


def tick(page: Page, fields: Locator, at: int, item: Item, group: Part) -> int:
    """Choose each option of a group of radio buttons or checkboxes, from the field ``at``; where the next group
    begins.
    """
    for index, option in enumerate(group.options):
        field = fields.nth(at + index)
        if index == 0 or group.choose != 1:
            tab_to(page, field)
            page.keyboard.press("Space")
        else:
            page.keyboard.press("ArrowDown")
        assert_focus_shows(field)
        expect(field).to_be_checked()
        expect(field).to_have_accessible_name(named(item, option))
    return at + len(group.options)


def pick(page: Page, field: Locator, values: list[str]) -> None:
    """Choose each entry of a closed list with the arrow key."""
    tab_to(page, field)
    assert_focus_shows(field)
    assert field.evaluate("list => list.labels.length") == 1
    for value in values:
        page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)


def write(page: Page, field: Locator, item: Item) -> None:
    """Write a number. Enter changes nothing."""
    tab_to(page, field)
    assert_focus_shows(field)
    page.keyboard.type(item.key_number.value)
    page.keyboard.press("Enter")
    expect(field).to_have_value(item.key_number.value)
    expect(field).to_have_accessible_name(f"Your answer: {item.key_number.unit}")


def unfold(page: Page, form: Locator, expected: str) -> None:
    """Open the key of a question's form by keyboard, from before it: it is hidden till then, and reads as expected."""
    fold = form.locator("details")
    summary, body = fold.locator("summary"), fold.locator(":scope > :not(summary)")
    expect(body.first).to_be_hidden()
    tab_to(page, summary)
    assert_focus_shows(summary)
    page.keyboard.press("Enter")
    for part in body.all():
        expect(part).to_be_visible()
    assert words("".join(body.evaluate_all("all => all.map(e => e.textContent)"))) == expected


def stand_before(part: Locator) -> None:
    """Put the focus where a reader stands who has read up to ``part``, without the stops on the way there."""
    part.evaluate("part => { part.tabIndex = -1; part.focus(); }")


def answer(page: Page, form: Locator, item: Item) -> None:
    """Fill in a question's form and open its key, with keys alone."""
    fill_in(page, form, item)
    unfold(page, form, key(item))


def assert_texts(places: Locator, expected: list[str]) -> None:
    """Wait until ``places`` are so many, with these texts. A failure says where the first difference is, no more."""
    try:
        expect(places).to_have_text(expected)
    except AssertionError:
        actual = [" ".join(text.split()) for text in places.all_text_contents()]
        for number, (is_, should) in enumerate(zip(actual, expected, strict=False), start=1):
            if is_ != should:
                at = next((i for i, (a, b) in enumerate(zip(is_, should, strict=False)) if a != b), 0)
                a, b = (f"...{text[max(0, at - 40) : at + 60]!r}" for text in (is_, should))
                raise AssertionError(f"Text {number} of {len(expected)} reads {a} where {b} belongs.") from None
        raise AssertionError(f"{len(actual)} texts are in sight where {len(expected)} belong: {places}") from None


# [text, alts of the pictures that are loaded and seen] of every panel in sight
IN_SIGHT = """root => [...root.querySelectorAll('.mbc-panel')]
  .filter(panel => panel.checkVisibility({ visibilityProperty: true }) && panel.getBoundingClientRect().height > 0)
  .map(panel => [panel.textContent.replace(/\\s+/g, ' ').trim(), [...panel.querySelectorAll('img')].filter(image =>
    image.complete && image.naturalWidth > 100 && image.getBoundingClientRect().width > 100 && image.checkVisibility()
  ).map(image => image.alt)])"""


def assert_only_panels(root: Locator, panels: list[str]) -> None:
    """Of an explorer these panels (HTML), and no other, take room on the screen, with their pictures."""
    if root.evaluate(IN_SIGHT) == [[words(panel), alts(panel)] for panel in panels]:
        return
    in_sight = root.locator(".mbc-panel:visible")  # not at once: wait for it, or say what is missing
    assert_texts(in_sight, [words(panel) for panel in panels])
    assert_pictures(in_sight.locator("img"), [alt for panel in panels for alt in alts(panel)])


def assert_switches(page: Page, root: Locator, explorer: Explorer, chosen: list[tuple[int, ...]]) -> None:
    """By keyboard, every choice of ``chosen`` opens its own panel, and only that one."""
    assert chosen
    seen = 0
    for values in walk(page, root, explorer, chosen):
        assert_only_panels(root, explorer.shown(values))
        seen += 1
    assert seen == len(chosen)


# [alt, loaded, pixels across, width on the screen, in sight] of every picture
PICTURE = """all => all.map(image => [
  image.alt, image.complete, image.naturalWidth, image.getBoundingClientRect().width, image.checkVisibility()
])"""


def assert_pictures(pictures: Locator, expected: list[str]) -> None:
    """Every picture is there, loaded, in sight, and has its alt text."""
    assert all(expected)
    expect(pictures).to_have_count(len(expected))
    deadline = time.monotonic() + 20
    while True:
        found = pictures.evaluate_all(PICTURE)
        wrong = [
            f"picture {number}: alt {alt[:60]!r}, loaded {loaded}, {pixels} pixels across, {width} wide, "
            f"in sight {visible}"
            for number, ((alt, loaded, pixels, width, visible), should) in enumerate(
                zip(found, expected, strict=True), 1
            )
            if alt != should or not loaded or pixels <= 100 or width <= 100 or not visible
        ]
        if not wrong or time.monotonic() > deadline:
            assert not wrong, "\n".join(wrong)
            return
        time.sleep(0.05)


def axe_issues(page: Page, within: str | None = None, *, only: str = "") -> list[str]:
    """What axe finds serious or critical in the page, or in the elements that match ``within``: one line per place.

    ``only``: one rule by its id. A color scheme changes nothing but ``color-contrast``, so the second scheme of a page
    that was looked at whole asks for that alone.
    """
    # preload: axe would ask for the stylesheets once more, which a browser refuses for file://
    # resultTypes: the full list of what was right is a megabyte, and three times the time
    options: dict = {"preload": False, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": [only]}
    response = Axe().run(page, context=within, options=options).response
    assert response["passes"] or response["violations"], "axe looked at nothing."
    return [
        f"{found['id']} ({found['impact']}) {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for found in response["violations"]
        for node in found["nodes"]
        if node.get("impact") in {"serious", "critical"}
    ]


# Lowest contrast (WCAG 2) between text and the first opaque background behind it, and the text it was found at.
LOWEST_CONTRAST = """root => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = rgb => rgb.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(e).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  let lowest = [21, ''];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, texts.currentNode.data];
  }
  return lowest;
}"""


def contrast_issue(root: Locator) -> str:
    """What stands out least in the element, if it is less than 4.5 to 1 from what is behind it; else nothing."""
    ratio, text = root.evaluate(LOWEST_CONTRAST)
    assert text.strip() or ratio == 21
    return "" if ratio >= 4.5 else f"contrast {ratio:.2f} at {text!r}"


def assert_contrast(root: Locator) -> None:
    """Text of the element stands out from what is behind it (4.5 to 1)."""
    issue = contrast_issue(root)
    assert not issue, issue

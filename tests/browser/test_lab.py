"""The lessons in a running JupyterLab: just opened, run, and opened where they are trusted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import jupyter_host, pairwise
from tests.browser.acts import (
    ALONE,
    LIVE,
    answer,
    assert_contrast,
    assert_only_panels,
    assert_pictures,
    assert_switches,
    assert_texts,
    axe_issues,
    choose,
    enter,
    open_alive,
    stand_before,
    tick,
    unfold,
    watch,
)
from tests.browser.jupyter_host import SIZE, Lab
from tests.helpers import LESSONS, WITH_WIDGETS, group_key, key, open_panels, question, shown, words
from utils.questions import html_form
from utils.questions.quizzes import FORM_ONLY

pytestmark = pytest.mark.browser

STATES = ("untrusted", "trusted")  # of a copy; one that is not trusted is looked at just opened, and then run


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """One JupyterLab with a copy of every lesson for each state; only those in ``trusted/`` are signed."""
    folder = tmp_path_factory.mktemp("jupyter")
    root = folder / "lessons"
    for state in STATES:
        (root / state).mkdir(parents=True)
        for lesson in LESSONS:
            jupyter_host.put(lesson, root / state / lesson.name, state)
    variables = jupyter_host.environment(folder)
    sign = "import sys, pathlib; from utils.publishing import notebooks; notebooks.trust(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", sign, str(root / "trusted")], env=variables, check=True)
    with jupyter_host.running(root, folder) as started:
        yield started


@pytest.fixture(scope="module")
def window(lab: Lab, chromium):
    """One window of the size of a small laptop's, so that JupyterLab starts once, and the list of its issues."""
    context = chromium.new_context(viewport=SIZE, color_scheme="light")
    opened = context.new_page()
    yield opened, watch(opened, lab.url, console={"error"})
    context.close()


@pytest.fixture
def page(lab: Lab, window):
    """The window without a notebook. At the end the notebook that was opened is closed, and it must have been quiet."""
    opened, issues = window
    yield opened
    lab.close(opened)
    # JupyterLab asks a new kernel about its debugger, and says this if the notebook is closed before the answer.
    others = [issue for issue in issues if "Canceled future for debug_request" not in issue]
    issues.clear()
    assert not others, "\n".join(others)


def cell_of(inner: Locator) -> Locator:
    return inner.locator("xpath=ancestor::*[contains(@class, 'jp-CodeCell')]")


def outputs_of(live: Locator) -> Locator:
    """The outputs among which an explorer's live controls stand: they switch the form in the next one."""
    return cell_of(live).locator(".jp-OutputArea")


def assert_sound(page: Page) -> None:
    """No error, nothing on stderr, no widget that shows as its Python text, and no question from JupyterLab itself."""
    outputs = page.locator(".jp-OutputArea-output")
    expect(outputs.locator("visible=true")).not_to_have_count(0)
    for kind in ("application/vnd.jupyter.stderr", "application/vnd.jupyter.error"):
        expect(page.locator(f"[data-mime-type='{kind}']")).to_have_count(0)
    expect(outputs.filter(has_text="(children=")).to_have_count(0)
    expect(page.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)


def assert_tables_read_from_the_left(page: Page) -> None:
    """Once an explorer or a quiz is live, its stylesheet reaches the tables of all outputs: JupyterLab sets them to the
    right.
    """
    cells = page.locator(".mbc-table :is(th, td)")
    expect(cells).not_to_have_count(0)
    away = cells.evaluate_all(
        "all => all.filter(e => getComputedStyle(e).textAlign !== 'left').map(e => e.textContent)"
    )
    assert away == []


def assert_axe_content(page: Page) -> None:
    """axe finds nothing serious in any output. (JupyterLab's own frame is not ours to fix.)"""
    issues = axe_issues(page, ".jp-OutputArea")
    assert not issues, "\n".join(issues)


def assert_contrasts(page: Page, schemes: Sequence[str]) -> None:
    """Text of every output stands out in these schemes. axe's own rule finds no text to measure inside JupyterLab."""
    outputs = page.locator(".jp-OutputArea-output")
    expect(outputs).not_to_have_count(0)
    for scheme in schemes:
        if scheme == "dark":
            turn_dark(page)
        for output in outputs.all():
            assert_contrast(output)


@pytest.fixture
def schemes(request, lesson) -> Callable[[int], Sequence[str]]:
    """``schemes(turn)``: the color schemes to look at: by day one, the other one with the next turn; at night both."""

    def turns(turn: int) -> Sequence[str]:
        turn += LESSONS.index(lesson)
        return pairwise.SCHEMES if request.config.option.nightly else pairwise.SCHEMES[turn % 2 :][:1]

    return turns


def turn_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", "JupyterLab Dark")
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor === 'rgb(17, 17, 17)'"
    )


def turn_light(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", "JupyterLab Light")


def assert_live_questions(page: Page, quiz: Locator, expected, mine) -> None:
    """The questions ``mine`` of all that are expected, by keyboard: a choice shows its own reason; in a form, the key
    unfolds.
    """
    cell_of(quiz).focus()
    steps = [
        (item, pick) for item in expected for pick in ([item] if item.type in FORM_ONLY else html_form.live_parts(item))
    ]
    boxes = quiz.locator(".widget-radio-box, form.mbc-item")
    expect(boxes).to_have_count(len(steps))
    expect(quiz.locator(".mbc-reason:visible")).to_have_count(0)
    for item in expected:
        expect(quiz.get_by_text(item.stem)).to_be_visible()
    reasons: list[str] = []  # the reasons that are open by now, from the top
    before = None
    for (item, pick), box in zip(steps, boxes.all(), strict=True):
        last, before = before, item
        if item not in mine:
            continue
        if last is not None and last not in mine:  # questions of the night lie between
            stand_before(box)
        if pick is item:
            answer(page, box, item)
        elif isinstance(pick, str):  # a choice of several answers within a question: a form of its own
            (group,) = [part for part in item.parts if part.options[0].text in words(pick)]
            assert tick(page, box.locator("input"), 0, item, group) == box.locator("input").count()
            unfold(page, box, group_key(item, group))
        else:
            rests = [f"Evidence: {item.evidence_text}. {item.review_text}".strip()] if item.type == "single" else []
            inputs = box.locator("input")
            expect(inputs).to_have_count(len(pick.options))
            enter(page, inputs)
            already = len(reasons)
            for index, (option, reason) in enumerate(zip(pick.options, pick.feedbacks, strict=True)):
                choose(page, inputs, index)
                expect(inputs.nth(index)).to_have_accessible_name(option)
                reasons[already:] = [words(reason), *rests]
                assert_texts(quiz.locator(".mbc-reason > p:visible"), reasons)


# [stem in sight, text, keys that are in sight, keys] of every question's form
ASKED = """forms => forms.map(form => {
  const keys = [...form.querySelectorAll('details > :not(summary)')];
  return [form.querySelector('legend')?.checkVisibility() ?? false, form.textContent,
    keys.filter(key => key.checkVisibility()).length, keys.map(key => key.textContent).join('')];
})"""


def assert_the_html_form_stands_in(page: Page, lesson, mine) -> None:
    """Just opened and not trusted: no widget is live, every panel stands open, each question hides its key.

    The keys of the questions ``mine`` are opened by keyboard.
    """
    expect(page.locator(LIVE)).to_have_count(0)
    assert_pictures(page.locator(ALONE), shown(lesson).pictures)
    forms = page.locator(".mbc-explorer")
    expect(forms).to_have_count(len(shown(lesson).explorers))
    for form, explorer in zip(forms.all(), shown(lesson).explorers, strict=True):
        expect(form.get_by_text("Every panel of this explorer is open below.")).to_be_visible()
        assert_only_panels(form, open_panels(explorer))
    asked = page.locator("form.mbc-item")
    expect(asked).to_have_count(len(shown(lesson).items))
    read = asked.evaluate_all(ASKED)
    for form, item, (in_sight, asked_for, open_keys, key_text) in zip(
        asked.all(), shown(lesson).items, read, strict=True
    ):
        assert in_sight, f"{item.id}: the question is out of sight."
        assert not open_keys, f"{item.id}: the key is open before it is asked for."
        asked_for = " ".join(asked_for.split())
        for text in question(item):
            assert " ".join(text.split()) in asked_for, f"{item.id} does not show {text!r}."
        assert words(key_text) == key(item)
        if item in mine:
            stand_before(form)
            unfold(page, form, key(item))


# By day one lesson: a run makes what is saved (tests/plugins/nbval_widgets.py), and pages walk all.
@pytest.mark.parametrize("lesson", pairwise.by_day(LESSONS, turn=3, every=12))
def test_just_opened_and_then_run_all_answers_the_keyboard(lesson, lab, page, chosen, answered, schemes):
    mine = answered(shown(lesson).live_items, "lab-run")
    lab.open(page, f"untrusted/{lesson.name}")
    assert_sound(page)
    assert_the_html_form_stands_in(page, lesson, mine)
    assert_axe_content(page)
    assert_contrasts(page, schemes(0))
    turn_light(page)
    lab.run_all(page)
    assert_sound(page)
    assert_pictures(page.locator(ALONE), shown(lesson).pictures)
    live = page.locator(".mbc-explorer-live")
    expect(live).to_have_count(len(shown(lesson).explorers))
    for box, explorer in zip(live.all(), shown(lesson).explorers, strict=True):
        cell_of(box).focus()
        assert_switches(page, outputs_of(box), explorer, chosen(explorer, "lab-run"))
    quizzes = page.locator(".mbc-quiz-live")
    expect(quizzes).to_have_count(len(shown(lesson).live))
    for quiz, made in zip(quizzes.all(), shown(lesson).live, strict=True):
        assert_live_questions(page, quiz, made.items, mine)
    assert_tables_read_from_the_left(page)
    assert_axe_content(page)
    assert_contrasts(page, schemes(1))
    assert_sound(page)


# By day one lesson: what is saved is compared with what a run makes in every one
# (tests/plugins/nbval_widgets.py).
@pytest.mark.parametrize("lesson", pairwise.by_day(WITH_WIDGETS, turn=4, every=12))
def test_trusted_but_not_run_the_saved_explorers_answer_the_keyboard(lesson, lab, window, page, chosen, answered):
    open_alive(lab, page, f"trusted/{lesson.name}", len(shown(lesson).explorers) + len(shown(lesson).live), window[1])
    assert_sound(page)
    live = page.locator(".mbc-explorer-live")
    expect(live).to_have_count(len(shown(lesson).explorers))
    for box, explorer in zip(live.all(), shown(lesson).explorers, strict=True):
        cell_of(box).focus()
        assert_switches(page, outputs_of(box), explorer, chosen(explorer, "lab-trusted"))
    quizzes = page.locator(".mbc-quiz-live")
    expect(quizzes).to_have_count(len(shown(lesson).live))
    mine = answered(shown(lesson).live_items, "lab-trusted")
    for quiz, made in zip(quizzes.all(), shown(lesson).live, strict=True):
        assert_live_questions(page, quiz, made.items, mine)
    marks = "all => all.filter(e => getComputedStyle(e, '::before').content !== 'none').map(e => e.className)"
    lost = page.locator(".jupyter-widgets-disconnected")
    expect(lost).not_to_have_count(0)
    assert lost.evaluate_all(marks) == []  # they work, so nothing may say that they do not
    assert_pictures(page.locator(ALONE), shown(lesson).pictures)
    expect(page.locator(".jp-InputArea-prompt").filter(has_text="[1]:")).to_have_count(0)  # nothing was run


def test_an_explorer_says_which_keys_choose_and_they_do(lab, page):
    """JupyterLab takes the arrow keys for itself: they move to another cell.

    Lumino leaves keys alone below an element with data-lm-suppress-shortcuts; but ipywidgets sets classes, no
    attributes, and its radios have no common name, so that an arrow key would do nothing even then. A Dropdown's select
    is no way out: JupyterLab takes its arrows too, and its letters (D D deletes the cell).
    """
    lesson = next(lesson for lesson in LESSONS if shown(lesson).explorers)
    lab.open(page, f"trusted/{lesson.name}")
    live = page.locator(".mbc-explorer-live").first
    keys = live.locator(".mbc-keys")
    expect(keys).to_be_visible()
    expect(keys).to_have_text("On a keyboard: Tab moves from choice to choice, Space chooses.")
    radios = live.locator("input[type=radio]")
    radios.first.focus()
    page.keyboard.press("Tab")
    expect(radios.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(radios.nth(1)).to_be_checked()


def test_the_table_of_contents_lists_the_headings_of_the_text_alone(lab, page):
    """Explorers have headings too, a hundred per lesson; to list them, JupyterLab reads each output again."""
    lesson = next(lesson for lesson in LESSONS if shown(lesson).explorers)
    lab.open(page, f"trusted/{lesson.name}")
    page.evaluate("jupyterapp.commands.execute('toc:show-panel')")
    listed = page.locator(".jp-TableOfContents-tree .jp-tocItem-content")
    expect(listed).not_to_have_count(0)
    text = page.locator(".jp-RenderedMarkdown :is(h1, h2, h3, h4)")
    assert listed.all_inner_texts() == [heading.removesuffix("¶") for heading in text.all_text_contents()]
    page.evaluate("jupyterapp.commands.execute('toc:show-panel')")


def test_jupyterlab_leaves_out_what_makes_opening_slow(lab, page):
    """No lesson has a formula, nobody builds JupyterLab; and the first screen is filled before cells far below it."""
    lesson = LESSONS[0]
    lab.open(page, f"trusted/{lesson.name}")
    assert page.evaluate("jupyterapp.hasPlugin('@jupyterlab/mainmenu-extension:plugin')")  # it can tell
    assert not page.evaluate("jupyterapp.hasPlugin('@jupyterlab/mathjax-extension:plugin')")
    frame = json.loads(page.locator("#jupyter-config-data").text_content())
    assert frame["buildCheck"] is False
    notebooks = json.loads(lab.ask("lab/api/settings/@jupyterlab/notebook-extension:tracker"))["schema"]["properties"]
    assert notebooks["windowingMode"]["default"] == "defer"
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    ways = set(cells.evaluate_all("all => all.map(cell => getComputedStyle(cell).contentVisibility)"))
    assert ways == {"auto"}

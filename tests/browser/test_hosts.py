"""Explorers and questions in every state that a lesson comes into, in every host that a learner may open it in.

In each state explorers switch or stand open and every question can be read: never an error, never empty space. By day a
lesson is run, saved and reopened with a new kernel in JupyterLab; the rest of the table is left to the night.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import jupyter_host
from tests.browser.acts import LIVE, open_alive
from tests.browser.jupyter_host import SIZE, Lab
from tests.helpers import LESSONS, WIDGET, open_panels, shown, words

pytestmark = pytest.mark.browser

LESSON = next(lesson for lesson in LESSONS if lesson.stem.startswith("05"))  # the lightest that has both


# --- what has to hold -------------------------------------------------------------------------------------------------


def assert_no_word_of_trouble(page: Page) -> None:
    """No widget says that it is lost, and no output with something to show is flat or cut off in a box of its own."""
    outputs = page.locator(".jp-OutputArea-output:visible")
    expect(outputs).not_to_have_count(0)
    for words_ in ("Error displaying widget", "model not found", "Loading widget", "(children="):
        expect(outputs.filter(has_text=words_)).to_have_count(0)
    boxes = (
        "all => all.filter(area => area.scrollHeight > area.clientHeight + 2 && "
        "getComputedStyle(area).overflowY !== 'visible').length"
    )
    assert page.locator(".jp-OutputArea").evaluate_all(boxes) == 0


def panels_in_sight(output: Locator) -> list[str]:
    seen = "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 0).map(e => e.textContent)"
    return [" ".join(text.split()) for text in output.locator(".mbc-panel").evaluate_all(seen)]


def assert_explorers(page: Page, lesson, live: bool | None) -> None:
    """Each explorer shows the panel of what is chosen, and of another choice another; or, without a stylesheet, all.

    ``live``: whether the widgets must be there (True), must not (False), or may (None).
    """
    explorers = shown(lesson).explorers
    forms = page.locator(".mbc-explorer")
    expect(forms).to_have_count(len(explorers))
    if live is not None:
        expect(page.locator(".mbc-explorer-live")).to_have_count(len(explorers) if live else 0)
    for form, explorer in zip(forms.all(), explorers, strict=True):
        area = form.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea ')][1]")
        if form.get_by_text("Every panel of this explorer is open below.").is_visible():
            assert live is not True and panels_in_sight(form) == [*map(words, open_panels(explorer))]
            continue
        groups = [g.locator("input") for g in area.locator("fieldset:visible, .widget-radio-box:visible").all()]
        assert [group.count() for group in groups] == [len(control.options) for control in explorer.controls]
        for last in (True, False):
            for group in groups:
                (group.last if last else group.first).check()
            chosen = list(explorer.panels)[-1 if last else 0]
            assert panels_in_sight(form) == [*map(words, explorer.shown(chosen))]


def assert_questions(page: Page, lesson) -> None:
    """Every question is in sight once, live or as a form, and no reason before it is asked for."""
    quizzes, forms = shown(lesson).quizzes, page.locator(".mbc-quiz")
    expect(forms).to_have_count(len(quizzes))
    for form, quiz in zip(forms.all(), quizzes, strict=True):
        area = form.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea ')][1]")
        for item in quiz.items:
            expect(area.get_by_text(item.stem).locator("visible=true")).to_have_count(1)
        expect(area.locator("details > :not(summary)").locator("visible=true")).to_have_count(0)


def views_of(lesson) -> int:
    """How many live explorers and question sets a lesson has."""
    return len(shown(lesson).explorers) + len(shown(lesson).live)


def assert_works(page: Page, lesson=LESSON, live: bool | None = True) -> None:
    if live:
        expect(page.locator(LIVE)).to_have_count(views_of(lesson))
    assert_no_word_of_trouble(page)
    assert_explorers(page, lesson, live)
    assert_questions(page, lesson)


# --- states -----------------------------------------------------------------------------------------------------------


def fresh(server: Lab, state: str, lesson=LESSON) -> str:
    """A copy of the lesson that no other state has signed or run."""
    name = f"{server.host} {state} {lesson.name}"
    jupyter_host.put(lesson, server.root / name, f"{server.host} {state}")
    return name


def sign(server: Lab, name: str) -> None:
    code = "import sys, nbformat, nbformat.sign as s; s.NotebookNotary().sign(nbformat.read(sys.argv[1], 4))"
    subprocess.run([sys.executable, "-c", code, str(server.root / name)], env=server.environment, check=True)


def save(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")


def run_and_save(server: Lab, page: Page, state: str, lesson=LESSON) -> str:
    name = fresh(server, state, lesson)
    server.open(page, name)
    server.run_all(page)
    assert_works(page, lesson)
    page.locator(".jp-Cell").last.click()
    save(page)
    return name


def reopen(server: Lab, page: Page, name: str, count: int | None = None) -> None:
    """Leave, end the kernel, and come back on another day; with ``count``, to so many live views."""
    page.goto("about:blank")
    server.end_kernels()
    if count is None:
        server.open(page, name)
    else:
        open_alive(server, page, name, count)


def as_committed(server, page):
    server.open(page, fresh(server, "committed"))
    assert_works(page, live=False)


def trusted(server, page):
    name = fresh(server, "trusted")
    sign(server, name)
    server.open(page, name)
    assert_works(page)


def run(server, page):
    server.open(page, fresh(server, "run"))
    server.run_all(page)
    assert_works(page)


def reopened(server, page):
    name = run_and_save(server, page, "reopened")
    reopen(server, page, name, views_of(LESSON))
    assert_works(page)
    server.run_all(page)  # and goes on
    assert_works(page)


def a_cell_again_and_out_of_order(server, page):
    """Cells are run again from the last to the first: each view goes on, also those that nothing ran again."""
    server.open(page, fresh(server, "again"))
    server.run_all(page)
    for cell in reversed(page.locator(".jp-CodeCell").filter(has=page.locator(LIVE)).all()):
        count = "cell => jupyterapp.shell.currentWidget.content.widgets.find(w => w.node === cell).model.executionCount"
        before = cell.evaluate(count)
        cell.locator(".jp-InputPrompt").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_function(
            f"([cell, before]) => ![null, before].includes(({count})(cell))", arg=[cell.element_handle(), before]
        )
        assert_works(page)


def kernel_killed(server, page):
    server.open(page, fresh(server, "killed"))
    server.run_all(page)
    page.evaluate(
        "() => { jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code: "
        "'import os; os._exit(9)' }); }"
    )
    page.wait_for_function("() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'busy'")
    page.wait_for_timeout(4000)  # the server starts another kernel by itself, or tells that it did
    page.keyboard.press("Escape")
    assert_works(page)


def culled(server, page):
    name = fresh(server, "culled")
    server.open(page, name)
    server.run_all(page)
    server.end_kernels()
    page.wait_for_timeout(2000)
    page.keyboard.press("Escape")
    assert_works(page)


def two_tabs(server, page):
    name = fresh(server, "tabs")
    server.open(page, name)
    server.run_all(page)
    page.locator(".jp-Cell").last.click()
    save(page)
    other = page.context.new_page()
    server.open(other, name)
    for each in (other, page):
        each.bring_to_front()
        assert_works(each)


def cleared_and_undone(server, page):
    """What was cleared is gone, by the learner's own wish, and comes back whole with the next run."""
    server.open(page, fresh(server, "cleared"))
    server.run_all(page)
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
    expect(page.locator(".mbc-explorer, .mbc-quiz")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.wait_for_timeout(1000)
    if page.locator(".mbc-explorer").count():
        assert_works(page)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    assert_works(page)


def duplicated(server, page):
    name = run_and_save(server, page, "original")
    copy = name.replace("original", "duplicate")
    shutil.copyfile(server.root / name, server.root / copy)
    reopen(server, page, copy)
    assert_works(page)


def saved_with_widget_state(server, page):
    """With *Save Widget State Automatically* on, a signed lesson loses its models (ipywidgets issue 3888): forms stand
    in.
    """
    name = fresh(server, "state")
    sign(server, name)
    set_save_state(server, True)
    try:
        server.open(page, name)
        page.locator(".jp-Cell").last.click()
        page.keyboard.press("Escape")
        page.keyboard.press("Control+s")
        page.wait_for_timeout(2000)
        reopen(server, page, name)
        page.wait_for_timeout(3000)
        assert_works(page, live=None)
        server.run_all(page)
        assert_works(page)
    finally:
        set_save_state(server, False)


def set_save_state(server: Lab, on: bool) -> None:
    plugin = server.environment["JUPYTERLAB_SETTINGS_DIR"] + "/@jupyter-widgets/jupyterlab-manager"
    path = jupyter_host.Path(plugin, "plugin.jupyterlab-settings")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"saveState": on}), encoding="utf-8")


STATES: list[Callable[[Lab, Page], None]] = [
    as_committed,
    trusted,
    run,
    reopened,
    a_cell_again_and_out_of_order,
    kernel_killed,
    culled,
    two_tabs,
    cleared_and_undone,
    duplicated,
    saved_with_widget_state,
]
BY_DAY = (reopened, "lab")


@pytest.mark.parametrize(
    ("state", "host"),
    [
        pytest.param(
            state, host, id=f"{state.__name__}-{host}", marks=[] if (state, host) == BY_DAY else pytest.mark.nightly
        )
        for state in STATES
        for host in ("lab", "notebook")
    ],
)
def test_a_lesson_works_in_every_state_and_host(state, host, server, page):
    state(replace(server, host=host), page)


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", [lesson for lesson in LESSONS if lesson != LESSON], ids=lambda path: path.stem)
def test_each_lesson_that_was_run_and_saved_works_on_another_day(lesson, server, page):
    name = run_and_save(server, page, "day-two", lesson)
    reopen(server, page, name, views_of(lesson))
    assert_works(page, lesson)


@pytest.mark.parametrize(
    ("lesson", "kind"),
    [
        pytest.param(lesson, kind, id=f"{lesson.stem}-{kind}", marks=[] if lesson == LESSON else pytest.mark.nightly)
        for lesson in LESSONS
        for kind in ("html", "slides")
    ],
)
def test_an_exported_lesson_shows_everything_offline(lesson, kind, chromium, tmp_path):
    """``jupyter nbconvert``, which is also behind JupyterLab's *Save and Export Notebook As*; nothing is configured."""
    export = [sys.executable, "-m", "jupyter", "nbconvert", "--to", kind, "--output-dir", str(tmp_path), str(lesson)]
    subprocess.run(export, check=True, capture_output=True, env=jupyter_host.environment(tmp_path))
    (made,) = tmp_path.glob("*.html")
    page = chromium.new_page(viewport=SIZE)
    page.goto(made.as_uri())
    assert_works(page, lesson, live=False)
    page.close()


@pytest.mark.nightly
@pytest.mark.parametrize("sheet", ["", ".mbc-quiz { display: none !important }"], ids=["its form", "nothing"])
def test_what_is_lost_for_good_is_not_taken_for_the_luck_of_opening(sheet, server, page):
    """One view's model is not in the saved state: each time it is lost; and without its form, that is seen first."""
    path = server.root / fresh(server, f"lost {bool(sheet)}")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    state = next(iter(notebook["metadata"]["widgets"].values()))["state"]
    views = [o["data"].get(WIDGET) for cell in notebook["cells"] for o in cell.get("outputs", ()) if "data" in o]
    del state[[view["model_id"] for view in views if view][-1]]  # of a question set
    path.write_text(json.dumps(notebook), encoding="utf-8")
    sign(server, path.name)
    page.add_init_script(f"""addEventListener('DOMContentLoaded', () => {{
        const style = document.head.appendChild(document.createElement('style')); style.textContent = {sheet!r}; }})""")
    with pytest.raises(AssertionError, match="Neither a view nor its HTML form" if sheet else "opened three times"):
        open_alive(server, page, path.name, views_of(LESSON))

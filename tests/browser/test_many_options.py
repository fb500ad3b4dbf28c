"""An explorer with thirty options, as a table grows to: on a phone and a wide window without scripts, and live."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser import jupyter_host
from tests.browser.acts import assert_only_panels, axe_issues, choose, enter, walk
from utils.ui.explorer import STYLESHEET

SOURCE = """
from markupsafe import Markup
from utils.ui.explorer import Control, build_explorer

LABELS = ["Five-year survival, found at stage IV", "Share that spreads later", "Bone", "Months in the middle", "Men"]
WHICH = Control("Which figure?", tuple((f"f{n}", f"{LABELS[n % 5]}: {n + 1} %") for n in range(30)))
VIEW = Control("Show", (("a", "what the article gives"), ("b", "what references say")))
PANEL = Markup("<h3>Figure {} {}</h3><p>The first line of the answer. {}</p>").format
thirty = build_explorer("thirty", "Thirty figures", (WHICH, VIEW), lambda *chosen: PANEL(*chosen, "More. " * 60))
"""


@pytest.fixture(scope="module")
def explorer():
    names: dict = {}
    exec(SOURCE, names)
    return names["thirty"]


CHOSEN = [(0, 0), (9, 0), (10, 0), (23, 0), (23, 1), (29, 1)]


@pytest.mark.parametrize("width", [390, 1300])
def test_a_page_shows_thirty_options_and_the_answer_in_one_screen(chromium, explorer, tmp_path, width):
    page_file = tmp_path / "thirty.html"
    head = f'<meta charset="utf-8"><title>Thirty</title><link rel="stylesheet" href="{STYLESHEET.as_uri()}">'
    page_file.write_text(f'<!doctype html><html lang="en"><head>{head}</head><body><main>{explorer.html}</main></body>')
    with chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        form = page.locator(".mbc-explorer")
        for values in walk(page, form, explorer, CHOSEN):
            assert_only_panels(form, [explorer.panels[values]])
        page.evaluate("scrollTo(0, 0)")
        answer = form.locator(".mbc-panel:visible p").first.bounding_box()
        assert answer["y"] < 844 - 48, "The first line of the answer is not in the first screen."
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert form.locator("fieldset label").evaluate_all("all => all.every(e => e.offsetHeight >= 24)")
    with chromium.new_context(viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert axe_issues(page) == []


@pytest.mark.nightly
def test_live_controls_switch_thirty_options_without_the_kernel(chromium, explorer, tmp_path):
    cells = ["from utils import ui\nui.show_stylesheet()", f"{SOURCE}\nthirty"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    root = tmp_path / "root"
    root.mkdir()
    nbformat.write(notebook, root / "thirty.ipynb")
    with (
        jupyter_host.running(root, tmp_path) as lab,
        chromium.new_context(viewport=jupyter_host.SIZE) as context,
    ):
        page = context.new_page()
        lab.open(page, "thirty.ipynb")
        lab.run_all(page)
        lab.end_kernels()  # what is chosen now is chosen in the browser alone
        outputs = page.locator(".jp-OutputArea").filter(has=page.locator(".mbc-explorer"))
        expect(outputs.locator(".mbc-control-0 input")).to_have_count(30)
        groups = [outputs.locator(f".mbc-control-{level} input") for level in range(2)]
        enter(page, groups[0])
        for which, level in ((9, 0), (10, 0), (23, 0), (1, 1)):
            if level:
                enter(page, groups[level])
            choose(page, groups[level], which)
            values = tuple(
                control.options[group.evaluate_all("all => all.findIndex(one => one.checked)")][0]
                for control, group in zip(explorer.controls, groups, strict=True)
            )
            assert_only_panels(outputs, [explorer.panels[values]])
        box = outputs.locator(".mbc-control-0 .widget-radio-box").bounding_box()
        assert box["height"] <= 22 * 16 + 2 and box["width"] > 400

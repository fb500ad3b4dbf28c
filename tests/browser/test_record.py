"""What a learner does in JupyterLab is kept: a missed question comes back in another notebook, with a new kernel."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import jupyter_host
from tests.browser.acts import axe_issues
from tests.browser.jupyter_host import Lab
from tests.helpers import LESSONS, NOTEBOOKS, shown
from utils.publishing import notebooks
from utils.questions.record_file import NAME

pytestmark = pytest.mark.browser

LESSON = next(lesson for lesson in LESSONS if lesson.stem.startswith("05"))  # the lightest that has live questions
MISSED = next(path for path in NOTEBOOKS if path.stem == "missed_questions")
DIRTY = """async () => {
  const shown = jupyterapp.shell.currentWidget;
  await shown.sessionContext.session.kernel.info;
  await new Promise((done) => setTimeout(done, 500));
  return shown.context.model.dirty;
}"""


def test_a_learners_copy_opens_without_unsaved_changes(server, page):
    """JupyterLab writes the kernel's Python into a notebook once it knows it. A copy that names it stays clean."""
    copy = server.root / "my_course"
    notebooks.copy_for_learner(target=copy)
    server.open(page, f"my_course/{LESSON.name}")
    assert page.evaluate(DIRTY) is False
    page.goto("about:blank")
    (copy / "original.ipynb").write_bytes(LESSON.read_bytes())  # this names no version: so this is why, and it is seen
    server.open(page, "my_course/original.ipynb")
    assert page.evaluate(DIRTY) is True


def radios(box: Locator, item) -> Locator:
    """The radio buttons of a question, by the text of its first option."""
    options = box.locator(".widget-radio-box").filter(has_text=item.options[0].text)
    return options.locator("input")


def save(page: Page) -> None:
    page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.save(); }")


def test_a_missed_question_is_kept_and_comes_back_with_a_new_kernel(server: Lab, page):
    folder = server.root / "learner"
    folder.mkdir()
    for path in (LESSON, MISSED):
        jupyter_host.put(path, folder / path.name, "record")
    file = folder / NAME
    item = next(item for item in shown(LESSON).live_items if item.type == "single")
    right = [option.correct for option in item.options].index(True)
    server.open(page, f"learner/{LESSON.name}")
    server.run_all(page)
    assert not file.exists()  # nobody has answered
    choice = radios(page.locator(".mbc-quiz-live"), item)
    choice.nth((right + 1) % len(item.options)).check()
    line = page.locator(".mbc-quiz-live .mbc-result")
    expect(line).to_have_text(f"First try: 0 of 1 point. This question comes back tomorrow. Saved in {NAME}.")
    choice.nth(right).check()
    expect(line).to_contain_text("Another try: 1 of 1 point. Your first one counts: 0 of 1.")
    record = json.loads(file.read_text(encoding="utf-8"))
    own = record["items"][item.id]
    assert (own["first"], own["last"], own["tries"], own["box"]) == ([0, 1], [1, 1], 2, 0)
    page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }")
    own["due"] = date.today().isoformat()  # a day has passed
    file.write_text(json.dumps(record), encoding="utf-8")

    page.goto("about:blank")
    server.open(page, f"learner/{MISSED.name}")
    expect(page.get_by_text("answer questions in the lessons first").locator("visible=true")).to_have_count(1)
    server.run_all(page)
    again = page.locator(".mbc-missed")
    expect(again.get_by_text("1 due today, 0 later.")).to_be_visible()
    expect(again.get_by_text(item.stem)).to_be_visible()
    expect(again.get_by_role("table").first).to_contain_text("0 of 1")
    expect(radios(again, item).locator("visible=true")).to_have_count(len(item.options))
    assert axe_issues(page, ".jp-OutputArea") == []
    radios(again, item).nth(right).check()
    expect(again.locator(".mbc-result")).to_contain_text("This question comes back in 3 days.")
    own = json.loads(file.read_text(encoding="utf-8"))["items"][item.id]
    assert own["box"] == 1 and own["due"] == (date.today() + timedelta(days=3)).isoformat()

    save(page)
    assert item.stem not in (folder / MISSED.name).read_text(
        encoding="utf-8"
    )  # what was answered is not in the notebook
    page.goto("about:blank")
    server.end_kernels()
    server.open(page, f"learner/{MISSED.name}")
    for trouble in ("Error displaying widget", "model not found"):
        expect(page.get_by_text(trouble)).to_have_count(0)
    expect(page.get_by_text("answer questions in the lessons first").locator("visible=true")).to_have_count(1)

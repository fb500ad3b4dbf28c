"""A browser that can call nobody. One per test file, not per session: see ``chromium``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser import jupyter_host, pairwise
from tests.browser.jupyter_host import SIZE
from tests.plugins.nightly import ANSWERED, WALKED
from utils.publishing import browser
from utils.questions.bank import Item

SCREENSHOTS = Path(__file__).resolve().parent.parent / "screenshots"  # ignored by git
_open: list[Browser] = []

expect.set_options(
    timeout=20_000
)  # milliseconds: what is true at once on an idle machine may take a while on a busy one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file, which finds no host but this machine.

    It ends with the file, for Playwright keeps an event loop running as long as it lives, and nbval and nbclient,
    which the same worker may run next, want to start their own.
    """
    options = browser.launch_options()
    options["args"] = [*options["args"], "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**options)
        _open.append(started)
        yield started
        _open.remove(started)
        started.close()


@pytest.fixture
def context(chromium) -> Iterator[BrowserContext]:
    """The window of a phone, with a storage of its own."""
    made = chromium.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[jupyter_host.Lab]:
    """A JupyterLab for a file of tests."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "lessons").mkdir()
    with jupyter_host.running(folder / "lessons", folder) as started:
        yield started


@pytest.fixture
def page(server, chromium) -> Iterator[Page]:
    """A window on it; its kernels end with the test."""
    made = chromium.new_context(viewport=SIZE)
    yield made.new_page()
    made.close()
    server.end_kernels()


@pytest.fixture
def built(pages) -> Path:
    """The site, built once for all files of a worker."""
    return pages


@pytest.fixture
def chosen(request, record_property) -> Callable[..., list[tuple[int, ...]]]:
    """``chosen(explorer, face)``: the combinations to walk there (pairwise, or all with --nightly), counted for the
    report.
    """

    def choose(explorer, face: str) -> list[tuple[int, ...]]:
        rows = pairwise.choices(explorer, face, request.config.option.nightly)
        record_property(WALKED, (f"{explorer.id} in {face}", len(rows), len(explorer.panels)))
        return rows

    return choose


@pytest.fixture
def answered(request, record_property) -> Callable[..., list[Item]]:
    """``answered(items, face)``: the questions of a lesson to fill in there (see pairwise.py), counted too."""

    def turns(items: Sequence[Item], face: str) -> list[Item]:
        mine = pairwise.answered(items, face, request.config.option.nightly)
        record_property(ANSWERED, (f"{items[0].lesson} in {face}", len(mine), len(items)))
        return mine

    return turns


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A picture of every open page of a test that failed; the message says where."""
    report = yield
    if report.failed and report.when == "call":
        for number, page in enumerate(page for each in _open for context in each.contexts for page in context.pages):
            name = re.sub(r"[^\w-]+", "-", item.nodeid.removeprefix("tests/browser/")).strip("-")
            path = SCREENSHOTS / f"{name}{f'-{number}' if number else ''}.png"
            try:
                page.screenshot(path=path)
            except Error as error:
                path = f"none of page {number} ({error.message.splitlines()[0]})"
            report.sections.append(("screenshot", f"{path}"))
    return report

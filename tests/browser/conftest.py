"""A browser that can call nobody. One per test file, not per session: see ``chromium``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from utils import browser

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
        yield started
        started.close()

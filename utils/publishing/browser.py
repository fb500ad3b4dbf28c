"""One browser for the tests, the benchmarks and the handouts: an installed one, or else one that Playwright downloads.

``python -m utils.publishing.browser`` makes sure that there is one and prints its name for MBC_CHROMIUM: the path of a
program, or a channel of Playwright.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys

VARIABLE = "MBC_CHROMIUM"
# Browsers that Playwright itself looks for in their usual places, on every system.
CHANNELS = ("chromium-headless-shell", "chrome", "msedge", "chromium")
# Programs of Linux distributions, by name, which it does not look for. The first has no window and is the fastest. The
# others come last: on Ubuntu they are a snap, which cannot read every folder.
HEADLESS_PROGRAM, PROGRAMS = "chromium-headless-shell", ("chromium", "chromium-browser")
# No prompts, and no requests to anyone. (Playwright itself adds --no-sandbox and the like.)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
)
_LAUNCH = (
    "import json, sys\nfrom playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: playwright.chromium.launch(**json.loads(sys.argv[1])).close()"
)


class BrowserMissingError(RuntimeError):
    """No browser starts, and none could be installed."""


def launch_options() -> dict:
    """Keyword arguments for Playwright's ``chromium.launch``. Raises BrowserMissingError if no browser starts."""
    return _options(os.environ.get(VARIABLE) or find())


def candidates() -> list[str]:
    """Browsers to try, the best first: the programs that are installed, and every channel."""
    return [*filter(None, [shutil.which(HEADLESS_PROGRAM)]), *CHANNELS, *filter(None, map(shutil.which, PROGRAMS))]


@functools.cache
def find(install: bool = False) -> str:
    """The browser to use, which is MBC_CHROMIUM if it is set; with ``install``, Playwright may download one.

    Raises BrowserMissingError, with a message of one line, if none starts.
    """
    chosen = os.environ.get(VARIABLE)
    for browser in [chosen] if chosen else candidates():
        if not (problem := _problem(*_launch(browser))):
            return browser
    if chosen:
        raise BrowserMissingError(f"{VARIABLE} is {chosen!r}, and that browser does not start: {problem}")
    if install:
        print("No browser was found. Playwright is downloading one ...", file=sys.stderr, flush=True)
        if not (problem := _problem("-m", "playwright", "install", CHANNELS[0]) or _problem(*_launch(CHANNELS[0]))):
            return CHANNELS[0]
    raise BrowserMissingError(
        f"No browser starts. Install Google Chrome, Chromium or Microsoft Edge, or set {VARIABLE} to one. ({problem})"
    )


def _options(browser: str) -> dict:
    return {"channel" if browser in CHANNELS else "executable_path": browser, "args": list(FLAGS)}


def _launch(browser: str) -> tuple[str, ...]:
    return "-c", _LAUNCH, json.dumps(_options(browser))


def _problem(*command: str) -> str:
    """The error of a Python command in one line, empty if it succeeds.

    It runs in a separate process: Playwright does not start where an event loop is running, as one may be here.
    """
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    lines = (done.stderr + done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
    return next((line for line in lines if "rror:" in line), lines[-1]).strip() if done.returncode else ""


def main() -> int:
    """Print the browser to use, or an error of one line if there is none."""
    try:
        print(find(install=True))
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

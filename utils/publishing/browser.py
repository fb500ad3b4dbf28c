"""One browser for the tests, the measurements and the handouts: one of the machine, or else one that Playwright downloads.

`python -m utils.publishing.browser` makes sure that there is one and prints its name for MBC_CHROMIUM: the path of a
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
# What Playwright looks for at their usual places by itself, on every system.
CHANNELS = ("chromium-headless-shell", "chrome", "msedge", "chromium")
# What it does not look for: programs of a Linux distribution, by name. The first has no window and is the quickest. The
# others come last: on Ubuntu they are a snap, which cannot read every folder.
WITHOUT_WINDOW, PROGRAMS = "chromium-headless-shell", ("chromium", "chromium-browser")
# No questions, and no calls to anybody. (Playwright itself adds --no-sandbox and the like.)
QUIET = (
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
    """There is no browser that starts, and none could be installed."""


def launch_options() -> dict:
    """Keywords for Playwright's `chromium.launch`. Raises BrowserMissingError where no browser starts."""
    return _options(os.environ.get(VARIABLE) or find())


def candidates() -> list[str]:
    """Browsers to try, the best first: the programs that are there, and every channel."""
    return [*filter(None, [shutil.which(WITHOUT_WINDOW)]), *CHANNELS, *filter(None, map(shutil.which, PROGRAMS))]


@functools.cache
def find(install: bool = False) -> str:
    """The browser to use, which is MBC_CHROMIUM if it is set; with ``install``, Playwright may download one.

    Raises BrowserMissingError, in one line, where none starts.
    """
    chosen = os.environ.get(VARIABLE)
    for browser in [chosen] if chosen else candidates():
        if not (problem := _problem(*_launch(browser))):
            return browser
    if chosen:
        raise BrowserMissingError(f"{VARIABLE} is {chosen!r}, and that browser does not start: {problem}")
    if install:
        print("No browser was found; Playwright downloads one ...", file=sys.stderr, flush=True)
        if not (problem := _problem("-m", "playwright", "install", CHANNELS[0]) or _problem(*_launch(CHANNELS[0]))):
            return CHANNELS[0]
    raise BrowserMissingError(
        f"No browser starts. Install Google Chrome, Chromium or Microsoft Edge, or set {VARIABLE} to one. ({problem})"
    )


def _options(browser: str) -> dict:
    return {"channel" if browser in CHANNELS else "executable_path": browser, "args": list(QUIET)}


def _launch(browser: str) -> tuple[str, ...]:
    return "-c", _LAUNCH, json.dumps(_options(browser))


def _problem(*command: str) -> str:
    """What a command of Python says as it fails, in one line; empty if it does not. In a process of its own: an event
    loop may be running in this one, beside which Playwright starts nothing.
    """
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    lines = (done.stderr + done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
    return next((line for line in lines if "rror:" in line), lines[-1]).strip() if done.returncode else ""


def main() -> int:
    """Print the browser to use, or say in one line that there is none."""
    try:
        print(find(install=True))
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

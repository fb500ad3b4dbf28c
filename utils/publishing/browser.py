"""One browser for the tests and the measurements: found on the machine, or else installed.

`python -m utils.publishing.browser` makes sure that there is one and prints its path. MBC_CHROMIUM names another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "MBC_CHROMIUM"

# First the one that has no window at all: it is the quickest, and what Playwright takes for tests itself.
# Chrome before Chromium: on Ubuntu the second is a snap, which cannot read every folder.
COMMANDS = (
    "chromium-headless-shell",
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
)
MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
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

MISSING = """\
No browser could be found or installed for the tests. Any one of these mends it:
  - install Google Chrome, Chromium or Microsoft Edge (Debian: apt install chromium-headless-shell);
  - set MBC_CHROMIUM to the program file of a browser of that kind."""

NO_DRIVER = """\
Playwright, which drives the browser in the tests, does not start. On a slim Linux the library libatomic is what it misses
(Debian, Ubuntu: apt install libatomic1)."""


class BrowserMissingError(RuntimeError):
    """There is no browser, and none could be installed."""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _installed() -> Iterator[str]:
    """Browsers of the machine, in the order of preference."""
    for command in COMMANDS:
        if found := shutil.which(command):
            yield found
    if sys.platform == "darwin":
        places = [Path(root) / app for app in MAC_APPS for root in ("/Applications", Path.home() / "Applications")]
    elif sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        places = [Path(root) / program for program in WINDOWS_PROGRAMS for root in roots if root]
    else:
        places = []
    yield from (str(place) for place in places if place.is_file())


def _playwrights_own() -> str | None:
    """The browser that Playwright downloaded, if any. Asked in another process: an event loop may be running here."""
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and path and Path(path).is_file() else None


def _candidates() -> Iterator[str]:
    yield from _installed()
    if own := _playwrights_own():
        yield own


def _chosen_by_hand() -> str | None:
    path = os.environ.get(VARIABLE)
    if path and not Path(path).is_file():
        raise BrowserMissingError(f"{VARIABLE} is {path!r}, and there is no such file.")
    return path or None


def chromium_path() -> str | None:
    """The browser to use, or None: MBC_CHROMIUM, else one of the machine, else Playwright's own."""
    return _chosen_by_hand() or next(_candidates(), None)


def arguments() -> list[str]:
    """What a browser is started with, so that it asks nothing and calls nobody. (Playwright adds --no-sandbox itself.)"""
    return [*QUIET, "--no-sandbox"] if _is_root() else list(QUIET)


def launch_options() -> dict:
    """Keywords for Playwright's `chromium.launch`."""
    path = chromium_path()
    if path is None:
        raise BrowserMissingError(MISSING)
    return {"executable_path": path, "args": arguments()}


def _starts(path: str) -> bool:
    """Whether the browser shows an empty page. On Windows it does not say, so there it is believed.

    Without a sandbox, as Playwright starts it too: inside many containers there is none to be had.
    """
    if sys.platform == "win32":
        return True
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            path,
            "--headless",
            *QUIET,
            "--no-sandbox",
            f"--user-data-dir={profile}",
            "--dump-dom",
            "about:blank",
        ]
        try:
            shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return shown.returncode == 0 and "<html" in shown.stdout


def _run(*command: str) -> bool:
    """Run an installer, quietly: of a failure one line is told, on stderr, for stdout carries the path alone."""
    print("+", *command, file=sys.stderr, flush=True)
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=900,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  failed: {error}", file=sys.stderr)
        return False
    if done.returncode:
        lines = done.stdout.splitlines() or [f"exit code {done.returncode}"]
        told = next((line for line in lines if line.startswith(("Error", "E:"))), lines[-1])
        print(f"  failed: {told}", file=sys.stderr)
    return done.returncode == 0


def _install_from_playwright() -> bool:
    return _run(sys.executable, "-m", "playwright", "install", "chromium")


def _install_from_debian(package: str = COMMANDS[0]) -> bool:
    if not _is_root() or not shutil.which("apt-get"):
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    return _run("apt-get", "update") and _run("apt-get", "install", "--yes", package)


def _driver_starts() -> bool:
    """Whether Playwright's own program runs. A learner's environment has none: there is nothing to ask."""
    if find_spec("playwright") is None:
        return True
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def ensure() -> str:
    """The path of a browser that starts; installs one if there is none. BrowserMissingError if that fails too."""
    if not _driver_starts() and not (_install_from_debian("libatomic1") and _driver_starts()):
        raise BrowserMissingError(NO_DRIVER)
    if chosen := _chosen_by_hand():
        if _starts(chosen):
            return chosen
        raise BrowserMissingError(f"{VARIABLE} is {chosen!r}, and that browser does not start.")
    for install in (None, _install_from_playwright, _install_from_debian):
        if install is None or install():
            for path in _candidates():
                if _starts(path):
                    return path
    raise BrowserMissingError(MISSING)


def main() -> int:
    """Print the path of a browser that starts, or say in one message that there is none."""
    try:
        print(ensure())
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

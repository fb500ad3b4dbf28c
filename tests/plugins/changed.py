"""`make test-fast` runs a lesson only if something it rests on changed since it was last green; when unsure, all.

A lesson rests on its file, on data/, on utils/, on the lock, on the Python that runs it and on the checks themselves. A
hash of all that is kept in pytest's cache when every cell of a lesson passed, in whichever run. What is not run is
named.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parent
ROOT = PLUGINS.parent.parent
STAMPS = "mbc/green"
CHECKS = ("nbval_widgets.py", "no_network.py", "sanitize.cfg", "offline/sitecustomize.py")


def pytest_addoption(parser) -> None:
    parser.addoption("--changed", action="store_true", help="leave out lessons that are as they were when last green")


@cache
def _ground() -> bytes:
    """The hash of what every lesson rests on."""
    found = hashlib.sha256(f"{sys.version} {sys.platform} {sys.prefix}".encode())
    files = [path for folder in ("data", "utils") for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    files += [PLUGINS / name for name in CHECKS] + [
        ROOT / "requirements.lock",
        ROOT / "tests" / "requirements.lock",
    ]
    for path in files:
        if "__pycache__" not in path.parts:
            found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.digest()


def stamp(lesson: Path) -> str:
    """The hash of a lesson with all that it rests on."""
    return hashlib.sha256(_ground() + lesson.read_bytes()).hexdigest()


def _lesson(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return file if file.endswith(".ipynb") else ""


class Changed:
    """Leaves out what is as it was, and keeps the stamps of what passed."""

    def __init__(self, config):
        self.config, self.left = config, set()
        known = config.cache.get(STAMPS, {})
        self.known = known if isinstance(known, dict) else {}
        self.passed, self.bad = Counter(), set()

    def same(self, name: str) -> bool:
        path = ROOT / name
        return path.is_file() and self.known.get(name) == stamp(path)

    def pytest_collection_modifyitems(self, config, items) -> None:
        if not config.option.changed:
            return
        names = {_lesson(item.nodeid) for item in items} - {""}
        self.left = {name for name in names if self.same(name)}
        out = [item for item in items if _lesson(item.nodeid) in self.left]
        if out:
            items[:] = [item for item in items if item not in out]
            config.hook.pytest_deselected(items=out)

    def pytest_runtest_logreport(self, report) -> None:
        if name := _lesson(report.nodeid):
            if report.failed or report.skipped:
                self.bad.add(name)
            self.passed[name] += report.when == "call" and report.passed

    def pytest_sessionfinish(self, session) -> None:
        if hasattr(self.config, "workerinput"):  # of pytest-xdist: the controller hears all reports
            return
        for name, count in self.passed.items():
            path = ROOT / name
            if not path.is_file():  # a planted notebook of a test, which is no lesson
                continue
            cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
            if name in self.bad or count != len(cells):
                self.known.pop(name, None)
            else:
                self.known[name] = stamp(path)
        self.config.cache.set(STAMPS, self.known)

    def pytest_terminal_summary(self, terminalreporter) -> None:
        if self.config.option.changed:
            lessons = (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "notebooks").glob("*.ipynb")))
            left = [name for name in lessons if name not in self.passed and name not in self.bad and self.same(name)]
            for name in left:
                terminalreporter.line(f"unchanged since it was last green, not run again: {name} (make test runs all)")


@pytest.hookimpl(trylast=True)
def pytest_configure(config) -> None:
    if config.option.nbval and hasattr(config, "cache"):
        config.pluginmanager.register(Changed(config), "mbc-changed")

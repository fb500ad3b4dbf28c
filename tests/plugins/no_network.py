"""Every test, and every kernel, server and command that a test starts, runs without a network; a call out turns red.

Loopback and Unix sockets are let through (kernels and JupyterLab talk over them). Browsers are no Python: their own
fixtures (tests/browser/conftest.py) close them in. What is blocked, and how: tests/plugins/offline/sitecustomize.py.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parent / "offline" / "sitecustomize.py"
LOG = "MBC_NETWORK_LOG"


def _calls() -> list[str]:
    return Path(os.environ[LOG]).read_text(encoding="utf-8").splitlines()


def pytest_configure(config) -> None:
    """Block this process, and by PYTHONPATH all that it starts (the workers of pytest-xdist too)."""
    handle, log = tempfile.mkstemp(prefix="mbc-network-")
    os.close(handle)
    config.add_cleanup(lambda: Path(log).unlink(missing_ok=True))
    os.environ[LOG] = log
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(HOOK.parent) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(HOOK.parent), *filter(None, paths)])
    if getattr(sys.modules.get("sitecustomize"), "__file__", None) != str(HOOK):
        spec = importlib.util.spec_from_file_location("mbc_no_network", HOOK)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A call out during a test fails that test, also when the code that called took the error silently."""
    report = yield
    calls = _calls()
    known = item.config.stash.get(_KNOWN, 0)
    item.config.stash[_KNOWN] = len(calls)
    if calls[known:]:
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} called out:\n"
            + "\n".join(calls[known:])
            + (
                "\nFix: take the call out. The course works without a network; facts come from data/, "
                "files from this folder."
            )
        )
    return report


_KNOWN = pytest.StashKey[int]()

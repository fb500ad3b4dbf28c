"""What is left to the night, and never in silence: tests marked ``nightly``, and combinations that are walked pairwise.

``make test`` leaves tests marked ``nightly`` out and prints how many and which; ``make test-nightly`` (``--nightly``)
runs them, and walks every combination of every explorer instead of a pairwise set, and fills in every question in every
face (tests/browser/pairwise.py).
"""

from __future__ import annotations

from collections import Counter

import pytest

_LEFT = pytest.StashKey[list]()
# Properties of a report: (explorer and face, combinations walked, combinations there are); (lesson and face, questions
# filled in, questions there are).
WALKED, ANSWERED = "walked", "answered"


def pytest_addoption(parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also what takes a night: every combination, every defect")


def pytest_configure(config) -> None:
    config.addinivalue_line("markers", "nightly: left out unless --nightly is given; what was left out is printed")
    config.stash[_LEFT] = []


def pytest_collection_modifyitems(config, items) -> None:
    if config.option.nightly:
        return
    left = [item for item in items if item.get_closest_marker("nightly")]
    if left:
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
        config.stash[_LEFT] += [item.nodeid for item in left]


def pytest_sessionfinish(session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["nightly"] = session.config.stash[_LEFT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Of pytest-xdist: every worker collects the same tests, so one of them tells."""
    node.config.stash[_LEFT] = getattr(node, "workeroutput", {}).get("nightly") or node.config.stash[_LEFT]


def pytest_terminal_summary(terminalreporter, config) -> None:
    left = Counter(node.partition("[")[0] for node in config.stash[_LEFT])
    counted = [
        (key, name, done, whole)
        for reports in terminalreporter.stats.values()
        for report in reports
        for key, (name, done, whole) in getattr(report, "user_properties", [])
        if key in (WALKED, ANSWERED)
    ]
    (done, whole), (filled, asked) = (
        (sum(done for done, _ in counts.values()), sum(whole for _, whole in counts.values()))
        for counts in ({n: (d, w) for key, n, d, w in counted if key == wanted} for wanted in (WALKED, ANSWERED))
    )
    if left or done < whole or filled < asked:
        terminalreporter.section("left to the nightly run (make test-nightly)")
    for name, count in sorted(left.items()):
        terminalreporter.line(f"{count:>4} of {name}")
    if done < whole:
        terminalreporter.line(
            f"{whole - done:>4} of {whole} combinations of explorers; {done} were walked, every pair of "
            "options among them"
        )
    if filled < asked:
        terminalreporter.line(
            f"{asked - filled:>4} of {asked} fillings of questions over widths and states of JupyterLab; "
            f"{filled} were done"
        )

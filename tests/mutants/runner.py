"""Plant one defect at a time in a clean copy, run the gate that should see it, and ask for red with the right words.

Where the system can fork, the libraries are imported once, and each defect is tried in a child that imports only the
project itself, from its copy: a second or so instead of five.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.tree import ROOT, Tree, clean_copy

# What the gates import, imported before forking. Never anything of the project itself.
LIBRARIES = (
    "pytest",
    "xdist.plugin",
    "pandas",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "ipywidgets",
    "nbformat",
    "nbclient",
    "nbval.plugin",
    "hypothesis",
    "textstat",
    "bleach",
    "yaml",
    "packaging.requirements",
    "frictionless",
)
OFFLINE = ROOT / "tests" / "plugins" / "offline"
MOST_SECONDS = 600
FORKS = sys.platform == "linux"  # macOS has it, and its own libraries do not survive it


@dataclass(frozen=True)
class Mutant:
    """One defect. ``gate``: pytest's node ids, or a command as a list of words; ``says``: words that one message must
    hold.

    ``slow`` ones (a browser, a build of the pages) and ``late`` ones (a second kernel for a gate that a quick one turns
    red already) are left to the night. ``articles``: the gate reads the articles. ``keep``: the one lesson that is left
    in the copy, where all of them would only take longer.
    """

    name: str
    area: str
    plant: Callable[[Tree], None]
    gate: str | tuple[str, ...]
    says: tuple[str, ...]
    slow: bool = False
    late: bool = False
    articles: bool = False
    keep: str = ""

    @property
    def command(self) -> bool:
        """Whether the gate is a command and not a test."""
        return not isinstance(self.gate, str)

    @property
    def gate_name(self) -> str:
        """The gate as the table shows it."""
        return " ".join(self.gate) if self.command else self.gate.replace("tests/", "")


@dataclass
class Result:
    """What became of a defect: ``caught``, ``missed``, ``cannot plant`` or ``not run``; ``why`` explains all but the
    first.
    """

    name: str
    area: str
    gate: str
    verdict: str
    seconds: float
    why: str = ""
    red: list[str] = field(default_factory=list)  # the tests that turned red


class Collector:
    """A pytest plugin that keeps what went red, with its message."""

    def __init__(self):
        self.red: list[tuple[str, str]] = []
        self.ran = 0

    def pytest_runtest_logreport(self, report) -> None:
        self.ran += report.when == "call"
        if report.failed:
            self.red.append((report.nodeid, report.longreprtext + "\n" + report.capstdout))

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.red.append((report.nodeid, report.longreprtext))


def preload() -> None:
    """Import the libraries of the gates."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # children share it and never sweep it


def in_child(work: Callable[[], dict], wait: int = MOST_SECONDS) -> dict:
    """Do ``work`` in a forked child and give back what it returns (JSON)."""
    handle, result_file = tempfile.mkstemp()
    os.close(handle)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            Path(result_file).write_text(json.dumps(work()), encoding="utf-8")
            code = 0
        except BaseException:
            Path(result_file).write_text(json.dumps({"broken": traceback.format_exc()}), encoding="utf-8")
        finally:
            os._exit(code)
    deadline = time.monotonic() + wait
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return {"broken": f"no answer in {wait} seconds"}
        time.sleep(0.02)
    answer = json.loads(Path(result_file).read_text(encoding="utf-8"))
    Path(result_file).unlink()
    return answer


def _enter(root: Path) -> None:
    """From now on the project is the copy, in this process and in those that it starts."""
    os.chdir(root)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root), str(OFFLINE)])
    sys.path[:] = [str(root), *[path for path in sys.path if Path(path or ".").resolve() not in (ROOT, root)]]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "utils")]:
        del sys.modules[name]
    import tests
    import utils

    for package in (tests, utils):  # the folder itself tells
        place = package.__path__[0]
        assert Path(place).is_relative_to(root), f"The copy is not what would be tested, but {place}."


def run_tests(root: Path, gate: str, *more: str) -> dict:
    """Run tests in this process, which must not have imported the project; the red ones with their messages."""
    import pytest

    _enter(root)
    collector = Collector()
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        # nothing here needs them, and they cost half of a second per child
        "-p",
        "no:anyio",
        "-p",
        "no:unraisableexception",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "--nbval",
        "--color=no",
        "-n0",
    ]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = pytest.main([*options, *more, *gate.split()], plugins=[collector])
    return {"code": int(code), "red": collector.red, "ran": collector.ran, "said": said.getvalue()[-2000:]}


def run_tests_alone(root: Path, gate: str, *more: str) -> dict:
    """The same in a new process, where the system cannot fork or the gate needs a process of its own (a browser)."""
    code = "import json, pathlib; from tests.mutants import runner; "
    code += f"print('\\n'+json.dumps(runner.run_tests(pathlib.Path({str(root)!r}), *{(gate, *more)!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=MOST_SECONDS
    )
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return {"broken": done.stdout[-1500:] + done.stderr[-1500:]}


def run_own_command(root: Path, words: tuple[str, ...]) -> dict:
    """Run a command of the project, ``utils ...``, in this process."""
    _enter(root)
    from utils.cli import main

    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = main(list(words[1:]))
    return {
        "code": code,
        "red": [(" ".join(words), said.getvalue())] if code else [],
        "ran": 1,
        "said": said.getvalue()[-2000:],
    }


def run_command(root: Path, words: Iterable[str]) -> dict:
    """Run ``python -m ...`` in the copy."""
    path = os.pathsep.join([str(root), str(OFFLINE)])
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_SECONDS,
    )
    said = done.stdout + done.stderr
    return {
        "code": done.returncode,
        "red": [(" ".join(words), said)] if done.returncode else [],
        "ran": 1,
        "said": said[-2000:],
    }


def run(root: Path, gate: str | tuple[str, ...], alone: bool = False, *, nightly: bool = False) -> dict:
    """Run a gate in a copy, as by day or with what is left to the night."""
    more = ["--nightly"] if nightly else []
    if not isinstance(gate, str):
        own = gate[0] == "utils" and FORKS
        return in_child(lambda: run_own_command(root, gate)) if own else run_command(root, gate)
    if alone or not FORKS:
        return run_tests_alone(root, gate, *more)
    return in_child(lambda: run_tests(root, gate, *more))


def try_one(mutant: Mutant, base: Path) -> Result:
    """Plant, run, judge."""
    start = time.perf_counter()
    own = base.parent / mutant.name.replace(" ", "-").replace("/", "-")

    def result(verdict: str, why: str = "", red: Iterable[str] = ()) -> Result:
        return Result(mutant.name, mutant.area, mutant.gate_name, verdict, time.perf_counter() - start, why, list(red))

    if mutant.articles and not (base.parent / "shared").exists():
        return result("not run", "the articles are not on this machine")
    shutil.copytree(base, own, symlinks=True)
    try:
        try:
            if mutant.keep:
                Tree(own).keep_only(mutant.keep)
            mutant.plant(Tree(own))
        except Exception as error:  # whatever it was, it says that the place is not there as it was
            return result(
                "cannot plant", f"{type(error).__name__}: {error} Fix the defect in tests/mutants/defects.py."
            )
        answer = run(own, mutant.gate, alone=mutant.slow)
        # By day some gates look at other lessons, or only at a part of what they look at by night.
        left = not mutant.command and not answer.get("red") and (mutant.slow or mutant.late or not answer.get("ran"))
        if left:
            answer = run(own, mutant.gate, alone=mutant.slow, nightly=True)
    finally:
        shutil.rmtree(own, ignore_errors=True)
    if "broken" in answer:
        return result("missed", f"the gate did not run: {answer['broken'][-600:]}")
    red = sorted({node for node, _ in answer["red"]})
    if not answer["red"]:
        why = "the gate ran nothing" if not answer["ran"] else "the gate stayed green"
        return result("missed", f"{why}. {answer['said'][-300:]}" if not answer["ran"] else why)
    if not any(all(word in said for word in mutant.says) for _, said in answer["red"]):
        node, said = answer["red"][0]
        return result("missed", f"red, but no message holds all of {mutant.says}; {node}: {said[-700:]}", red)
    return result("caught", red=red)


def run_all(
    mutants: list[Mutant], jobs: int, progress: Callable[[Result], None], *, gates_are_green: bool = False
) -> list[Result]:
    """Try all, after seeing that each gate is green without a defect, unless ``gates_are_green`` is known."""
    with tempfile.TemporaryDirectory(prefix="mbc-mutants-") as scratch:
        articles = ROOT.parent / "shared"
        if articles.exists():
            Path(scratch, "shared").symlink_to(articles)
        base = clean_copy(Path(scratch, "clean"))
        if FORKS:
            preload()
        results = [] if gates_are_green else _clean(mutants, base, progress)
        if results:
            return results
        with ThreadPoolExecutor(jobs) as pool:
            for result in pool.map(lambda mutant: try_one(mutant, base), mutants):
                progress(result)
                results.append(result)
    return results


def _clean(mutants: list[Mutant], base: Path, progress: Callable[[Result], None]) -> list[Result]:
    """Each gate without a defect: what is red then proves nothing. An empty list when all are green."""
    groups: dict[tuple[bool, str, str | tuple[str, ...]], list[str]] = {}
    for mutant in mutants:
        key = (mutant.slow, mutant.keep, mutant.gate if mutant.command else "")
        groups.setdefault(key, []).append("" if mutant.command else mutant.gate)
    start, results = time.perf_counter(), []
    for (slow, keep, command), tests in groups.items():
        gate = command or " ".join(dict.fromkeys(tests))
        root = base
        if keep:
            root = Path(shutil.copytree(base, base.parent / f"clean-{keep}", symlinks=True, dirs_exist_ok=True))
            Tree(root).keep_only(keep)
        answer = run(root, gate, alone=slow)
        if not command and not answer.get("ran"):  # by day the gate looks at other lessons
            answer = run(root, gate, alone=slow, nightly=True)
        if answer.get("broken") or answer["red"] or answer["code"]:
            red = answer.get("red") or [("", answer.get("broken") or answer["said"])]
            node, said = red[0]
            name = node or (gate if isinstance(gate, str) else " ".join(gate))[:60]
            results.append(Result("(no defect)", "clean copy", name, "red", time.perf_counter() - start, said[-900:]))
            progress(results[-1])
    return results

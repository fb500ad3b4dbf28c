"""`make mutants-utils`: mutation testing of utils/ with mutmut, at most 20 minutes; prints the score and what survived.

mutmut 3 (mutmut.readthedocs.io; released monthly in 2026) changes one operator, number, name or argument at a time and
runs the tests that cover the function. It is installed beside the environment, at one version, when this runs: none of
the checks needs it, and it brings fifteen packages. Works in a clean copy; nothing of this folder changes.

python -m tests.mutants.utils_score --only statements/estimates    mutants of one module
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutants.tree import ROOT, clean_copy

MUTMUT = "mutmut==3.8.1"
MINUTES = 20
# Pure functions first. Charts and drawings are looked at by reading the picture back, and by eye.
MODULES = (
    "statements/estimates",
    "tables/verdicts",
    "ui/elements",
    "tables/citations",
    "tables/loader",
    "tables/schema",
    "tables/rules/fact_base",
    "explorers/receptors",
    "statements/statement_table",
    "statements/locations",
)
TESTS = (
    "statements",
    "tables",
    "ui/test_elements.py",
    "explorers/test_receptors.py",
    "explorers/test_numbers.py",
    "lessons/test_references.py",
    "lessons/test_broken_data.py",
    "mutants/same_outputs.py",
)
# Changes that nobody can see, each with its reason: what the changed line then holds, and did not before → why.
EXPLAINED = Path(__file__).with_name("survivors.csv")
# mutmut forks each mutant from a process that has run the tests already: what that one remembers is not the mutant's.
FORGET = """

def pytest_sessionstart(session):
    import functools, gc

    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith(("utils", "tests")):
            each.cache_clear()
"""


def settings(modules: list[str]) -> str:
    """What mutmut reads: which files, which tests."""
    tests = [f"tests/{name}" for name in TESTS if (ROOT / "tests" / name).exists()]
    rest = ["data", "notebooks", "pyproject.toml", "requirements.lock", "tests"]
    return f"""
[tool.mutmut]
source_paths = ["utils"]
only_mutate = {[f"utils/{name}.py" for name in modules]}
also_copy = {rest}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:anyio", "-q"]
pytest_add_cli_args_test_selection = {tests}
"""


def explained(change: str, reasons: dict[str, str]) -> str:
    """Why this change may survive; empty where nobody has said so."""
    before, after = ("\n".join(re.findall(rf"^[{sign}](?![-+])(.*)", change, re.MULTILINE)) for sign in "-+")
    return next((why for part, why in reasons.items() if after.count(part) > before.count(part)), "")


def main() -> int:
    """Run, print; 0 when every survivor is explained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="one module of utils/, such as tables/schema")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    modules = [options.only] if options.only else list(MODULES)
    with tempfile.TemporaryDirectory(prefix="mbc-mutmut-") as scratch:
        extra = Path(scratch, "packages")
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(extra), MUTMUT],
            check=True,
            stdout=sys.stderr,
        )
        copy = clean_copy(Path(scratch, "project"))
        if (ROOT.parent / "shared").exists():  # the articles: mutmut runs the tests in project/mutants
            (copy / "shared").symlink_to(ROOT.parent / "shared")
        with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(settings(modules))
        with (copy / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
            file.write(FORGET)
        environment = {**os.environ, "PYTHONPATH": str(extra), "COLUMNS": "120"}

        def mutmut(*words: str, **how) -> subprocess.CompletedProcess:
            return subprocess.run(
                [sys.executable, "-m", "mutmut", *words], cwd=copy, env=environment, text=True, check=False, **how
            )

        stopped = False
        try:
            done = mutmut(
                "run",
                "--max-children",
                str(options.jobs),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=options.minutes * 60,
            )
            if done.returncode:
                print(re.sub(r".*\r", "", done.stdout)[-3000:])
        except subprocess.TimeoutExpired:
            stopped = True
        listed = mutmut("results", "--all", "true", capture_output=True).stdout
        results = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", listed, re.MULTILINE))
        if not results:
            print("mutmut gave no results.", file=sys.stderr)
            return 1
        survivors = [name for name, verdict in results.items() if verdict == "survived"]
        shown = {name: mutmut("show", name, capture_output=True).stdout for name in survivors}
    return report(results, shown, stopped)


def report(results: dict[str, str], shown: dict[str, str], stopped: bool) -> int:
    """Print the score per module, and each survivor with its change or its reason; 1 if one has no reason."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        reasons = dict(list(csv.reader(file))[1:])
    why = {name: explained(change, reasons) for name, change in shown.items()}
    for name, change in shown.items():
        lines = [line for line in change.splitlines() if re.match(r"[-+](?![-+])", line)]
        print(f"survived: {name}: {why[name] or ' '.join(line.strip() for line in lines)}")
    verdicts: dict[str, Counter] = {}
    for name, verdict in results.items():
        verdicts.setdefault(name.split(".")[1], Counter())[verdict] += 1
    total: Counter = Counter()
    for module, count in verdicts.items():
        total += count
        print(f"{module:<12} {dict(count)}")
    tried = total["killed"] + total["survived"] + total["timeout"]
    print(
        f"score: {(total['killed'] + total['timeout']) / max(1, tried):.1%} of {tried} mutants tried; "
        f"{sum(total.values()) - tried} not tried" + (" (time was up)" if stopped else "")
    )
    left = [name for name in shown if not why[name]]
    print(f"{len(shown) - len(left)} survivors change nothing that can be seen, {len(left)} are not explained")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main())

"""`make mutants`: plant every defect, print what caught it, and name each gate that no defect exercises.

python -m tests.mutants             all defects
python -m tests.mutants --day       every fourth gate once, of those that take seconds (part of `make test`)
python -m tests.mutants --only TEXT those whose name or area holds TEXT
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import time
from pathlib import Path

from tests.mutants.defects import DEFECTS
from tests.mutants.gates import unexercised
from tests.mutants.runner import Result, run_all


def line(result: Result) -> str:
    """A row of the table."""
    text = f"{result.verdict:<13} {result.seconds:6.1f} s  {result.area:<12} {result.name:<45} {result.gate}"
    return f"{text}\n              {result.why.strip()}" if result.why else text


def main() -> int:
    """Run; 0 only if every defect was caught (or could not be tried and says why)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--day", action="store_true", help="one defect for every fourth gate that needs no browser")
    parser.add_argument("--only", default="", help="only defects whose name or area holds these words")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    options = parser.parse_args()
    chosen = [m for m in DEFECTS if options.only in m.name or options.only in m.area]
    if options.day:
        first = {m.gate_name: m for m in reversed(chosen) if not (m.slow or m.late)}
        chosen = [m for m in chosen if first.get(m.gate_name) is m][::4]
    start = time.perf_counter()
    results = run_all(
        chosen,
        options.jobs,
        lambda result: print(line(result), flush=True),
        gates_are_green=options.day,  # `make test` runs every gate itself, on the same tree
    )
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(result) for result in results]), encoding="utf-8")
    count = {
        word: sum(r.verdict == word for r in results) for word in ("caught", "missed", "cannot plant", "not run", "red")
    }
    print(
        f"{len(results)} defects in {time.perf_counter() - start:.0f} s: "
        + ", ".join(f"{n} {word}" for word, n in count.items() if n)
    )
    if not (options.only or options.day or count["red"]):
        idle = unexercised(results)
        for name in idle:
            print(f"no defect exercises the gate {name}")
        if idle:
            return 1
    return int(any(r.verdict in ("missed", "cannot plant", "red") for r in results))


if __name__ == "__main__":
    sys.exit(main())

"""What the validation of a lesson costs, beside other ways to run it, in turns, in one run. Prints; asserts nothing.

- ours: nbval with all that `make test` sees in a lesson's run (widget state, outputs as they stand, no network)
- strict nbval: the same notebooks without our plugins, comparing outputs only (pictures too)
- nbmake, `jupyter execute`: they run the cells and compare nothing
- floor: start a kernel and import what the lesson imports

The time of a command with nothing to run (imports of pytest and plugins) is taken from each, so that what is left is
per notebook. nbmake is installed beside the environment for this run only: it would check nothing that nbval does not.
Two workers and one run the whole command, start included, for that is what one waits for.
"""

from __future__ import annotations

import ast
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from utils.project import ROOT
from utils.publishing.notebooks import lesson_paths

NBMAKE = "nbmake==1.5.5"
ROUNDS = 3
PLAIN = ["-o", "addopts=", "-o", "markers="]
KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}


processor: dict[str, float] = {}  # way → processor seconds of its runs over the lessons, kernels included


def timed(command: list[str], folder: Path, extra: str = "", way: str = "") -> float:
    """Seconds that a command takes; it has to succeed. Its processor time is added to that of ``way``."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [extra, os.environ.get("PYTHONPATH", "")]))}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    processor[way] = processor.get(way, 0.0) + spent
    if done.returncode not in (0, 5):  # 5: pytest found nothing to run
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return took


def imports_only(lesson: Path, folder: Path) -> Path:
    """A notebook that imports what a lesson imports, and no more."""
    cells = [cell for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells))
    source = "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    path = folder / lesson.name
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata=KERNEL), path)
    return path


def commands(scratch: Path) -> dict[str, tuple[list[str], str]]:
    """Name → (the command without its notebooks, what it needs on PYTHONPATH)."""
    extra = scratch / "packages"
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(extra), "--no-deps", NBMAKE],
        check=True,
    )
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
    ]
    return {
        "ours": ([*pytest, "--nbval"], ""),
        "strict nbval": ([*pytest, *PLAIN, "--nbval"], ""),
        "nbmake": ([*pytest, *PLAIN, "--nbmake"], str(extra)),
        "jupyter execute": ([sys.executable, "-m", "jupyter", "execute"], ""),
    }


def main() -> int:
    """Measure and print the table; 1 only if it could not be measured."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        empty, floor = scratch / "empty", scratch / "floor"
        empty.mkdir()
        floor.mkdir()
        names = [path.name for path in lesson_paths()]
        bare = {path.name: imports_only(path, floor) for path in lesson_paths()}
        nbformat.write(nbformat.v4.new_notebook(cells=[], metadata=KERNEL), empty / "empty.ipynb")
        ways = commands(scratch)
        times: dict[tuple[str, str], list[float]] = {}
        start: dict[str, list[float]] = {}
        whole: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for way, (command, extra) in ways.items():
                # nothing to run: for `jupyter execute` a notebook without cells, kernel included, which favors the
                # others
                nothing = "--help" if way == "jupyter execute" else str(empty)
                start.setdefault(way, []).append(timed([*command, nothing], ROOT, extra))
            for name in names:
                for way, (command, extra) in ways.items():
                    times.setdefault((way, name), []).append(timed([*command, f"notebooks/{name}"], ROOT, extra, way))
                times.setdefault(("floor", name), []).append(
                    timed([*ways["jupyter execute"][0], str(bare[name])], ROOT)
                )
            for workers in ("0", "2"):
                command = [*ways["ours"][0], "-n", workers, *(f"notebooks/{name}" for name in names)]
                whole.setdefault(workers, []).append(timed(command, ROOT))
    start["floor"] = start["jupyter execute"]
    report(names, times, start, whole)
    return 0


def report(names: list[str], times: dict, start: dict, whole: dict) -> None:
    """Print seconds per notebook (medians, start of the command taken off) and the ratios."""
    ways = ["ours", "strict nbval", "nbmake", "jupyter execute", "floor"]
    print(f"validation of a lesson, seconds without the start of the command, median of {ROUNDS}")
    print(f"{'':44}" + "".join(f"{way:>17}" for way in ways))
    own = {way: statistics.median(start[way]) for way in ways}
    total = dict.fromkeys(ways, 0.0)
    for name in names:
        row = {way: max(0.0, statistics.median(times[way, name]) - own[way]) for way in ways}
        total = {way: total[way] + row[way] for way in ways}
        print(f"{name:44}" + "".join(f"{row[way]:>17.2f}" for way in ways))
    print(f"{'all':44}" + "".join(f"{total[way]:>17.2f}" for way in ways))
    print(f"{'start of the command':44}" + "".join(f"{own[way]:>17.2f}" for way in ways))
    for way in ways[1:]:
        print(
            f"ours takes {total['ours'] / total[way]:.2f} times {way}"
            + (" (goal: at most 1.25)" if way == "strict nbval" else "")
        )
    spent = {way: processor[way] for way in ways if way in processor}
    print(
        "by processor time, start of the command included (steadier on a busy machine): "
        + ", ".join(f"{spent['ours'] / other:.2f} times {way}" for way, other in spent.items() if way != "ours")
    )
    one, two = (statistics.median(whole[workers]) for workers in ("0", "2"))
    print(f"two workers take {two / one:.2f} of one ({two:.1f} s of {one:.1f} s; goal: at most 0.75)")


if __name__ == "__main__":
    sys.exit(main())

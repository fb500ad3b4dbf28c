"""How long a lesson takes to open in JupyterLab beside an empty notebook, in turns, in one run. Prints; asserts
nothing.

Lessons are signed, as `make lab` does it, and nothing is run. The clock starts when the address is asked for. It stops
twice: when the first explorer or question is painted (in the empty notebook its one cell), and when every cell is in
the page and the kernel listens (the condition of ``jupyter_host.Lab.open``). JupyterLab has the settings that a
learner's has (``utils/jupyter_config``).

An empty cell is painted before JupyterLab has loaded what it renders text and outputs with. What no lesson can do
without is therefore measured too: a notebook of a heading and one sentence as HTML output. Each lesson is set beside
both.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests.browser import jupyter_host
from utils.publishing import browser
from utils.publishing.notebooks import lesson_paths

ROUNDS = 3
# Seconds from navigation to the first frame after an element with the words is in sight. Nothing asks for frames before
# it is in the page: while somebody does, the browser leaves JupyterLab, which puts cells in place when the browser is
# idle, only a few milliseconds at a time.
PAINTED = """([selector, words]) => {
  const found = () => [...document.querySelectorAll(selector)].filter(e => e.textContent.includes(words));
  const look = () => {
    const seen = found().some(e => e.checkVisibility() && e.getBoundingClientRect().height > 0);
    requestAnimationFrame(seen ? () => { window.painted = performance.now() / 1000; } : look);
  };
  const watch = new MutationObserver(() => {
    if (found().length) { watch.disconnect(); look(); }
  });
  watch.observe(document, { childList: true, characterData: true, subtree: true });
}"""
# JupyterLab shows an empty cell before it has read the file. The number is how the cell of the file is told from it.
NUMBER = 1000
FIRST = {"empty.ipynb": (".jp-Notebook .jp-InputPrompt", str(NUMBER))}
INTERACTIVE = (".mbc-explorer, .mbc-quiz", "")


def _write_floors(root: Path) -> list[str]:
    """Write the two notebooks that lessons are compared with, and return their names."""
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    sentence = nbformat.v4.new_output("display_data", data={"text/html": '<p class="mbc-explorer">One sentence.</p>'})
    smallest = [nbformat.v4.new_markdown_cell("# Heading"), nbformat.v4.new_code_cell("1", outputs=[sentence])]
    floors = {"empty.ipynb": [nbformat.v4.new_code_cell(execution_count=NUMBER)], "smallest.ipynb": smallest}
    for name, cells in floors.items():
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), root / name)
    return list(floors)


def main() -> int:
    """Print the median time of the two floors and of each lesson, and the ratios of the two."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "lessons")
        root.mkdir()
        floors = _write_floors(root)
        for lesson in lesson_paths():
            (root / lesson.name).write_bytes(lesson.read_bytes())
        names = [*floors, *(lesson.name for lesson in lesson_paths())]
        times: dict[str, list[float]] = {name: [] for name in names}
        painted: dict[str, list[float]] = {name: [] for name in names}
        variables = jupyter_host.environment(Path(scratch))
        sign = "import sys, pathlib; from utils.publishing import notebooks; notebooks.trust(pathlib.Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", sign, str(root)], env=variables, check=True)
        with jupyter_host.running(root, Path(scratch), settings={}) as lab, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**browser.launch_options())
            window = chromium.new_context(viewport=jupyter_host.SIZE)
            for _ in range(ROUNDS + 1):  # the first round warms up
                for name in names:
                    page = window.new_page()
                    page.add_init_script(f"({PAINTED})({json.dumps(FIRST.get(name, INTERACTIVE))})")
                    start = time.perf_counter()
                    lab.open(page, name)
                    times[name].append(time.perf_counter() - start)
                    painted[name].append(page.evaluate("() => window.painted"))
                    page.close()
                    lab.end_kernels()
            chromium.close()
    for what, taken in (("first explorer or question painted", painted), ("open, kernel listening", times)):
        medians = {name: statistics.median(taken[name][1:]) for name in names}
        empty, smallest = (medians[name] for name in floors)
        print(f"JupyterLab, {what}, median of {ROUNDS}: seconds, times an empty notebook, times the smallest lesson")
        for name, took in medians.items():
            print(f"  {name:<44} {took:5.2f} s  {took / empty:4.2f}  {took / smallest:4.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

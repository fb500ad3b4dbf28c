"""How long a lesson takes to open in JupyterLab beside an empty notebook, in turns, in one run. Prints; asserts
nothing.

Lessons are signed, as `make lab` does it, and nothing is run. The clock starts when the address is asked for. It stops
twice: when the first explorer or question is painted (in the empty notebook its one cell), and when every cell is in
the page and the kernel listens (the condition of ``jupyter_host.Lab.open``). JupyterLab has the settings that a
learner's has: cells out of sight are in the page and not laid out.
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
# Seconds from navigation to the first frame after the element is in sight.
PAINTED = """selector => {
  const look = () => {
    const seen = [...document.querySelectorAll(selector)].some(e =>
      e.checkVisibility() && e.getBoundingClientRect().height > 0);
    requestAnimationFrame(seen ? () => { window.painted = performance.now() / 1000; } : look);
  };
  look();
}"""


def main() -> int:
    """Print the median time of an empty notebook and of each lesson, and the ratio of the two."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "lessons")
        root.mkdir()
        kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
        nbformat.write(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()], metadata=kernel), root / "empty.ipynb"
        )
        for lesson in lesson_paths():
            (root / lesson.name).write_bytes(lesson.read_bytes())
        names = ["empty.ipynb", *(lesson.name for lesson in lesson_paths())]
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
                    first = ".jp-Notebook .jp-Cell" if name == names[0] else ".mbc-explorer, .mbc-quiz"
                    page.add_init_script(f"({PAINTED})({json.dumps(first)})")
                    start = time.perf_counter()
                    lab.open(page, name)
                    times[name].append(time.perf_counter() - start)
                    painted[name].append(page.evaluate("() => window.painted"))
                    page.close()
                    lab.end_kernels()
            chromium.close()
    for what, taken in (("first explorer or question painted", painted), ("open, kernel listening", times)):
        floor = statistics.median(taken[names[0]][1:])
        print(f"JupyterLab, {what}, median of {ROUNDS}: empty notebook {floor:.2f} s")
        for name in names[1:]:
            took = statistics.median(taken[name][1:])
            print(f"  {name:<44} {took:5.2f} s  {took / floor:4.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())

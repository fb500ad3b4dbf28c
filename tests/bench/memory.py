"""How much memory a learner takes: the JupyterLab server, and a kernel that has run a lesson. Prints; asserts nothing.

RSS is what a process holds; PSS counts what processes share only once, so it is what the next learner adds. The browser
is not counted: it runs on the learner's own machine.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

import psutil
from playwright.sync_api import Error, sync_playwright

from tests.browser import jupyter_host
from utils.publishing import browser
from utils.publishing.notebooks import lesson_paths

MB = 1_000_000


def of(word: str) -> tuple[float, float]:
    """RSS and PSS in MB of the processes below this one whose command names ``word``."""
    found = [p.memory_full_info() for p in psutil.Process().children(recursive=True) if word in " ".join(p.cmdline())]
    if not found:
        raise RuntimeError(f"no process {word} is running")
    return sum(info.rss for info in found) / MB, sum(getattr(info, "pss", info.rss) for info in found) / MB


def main() -> int:
    """Run each lesson in JupyterLab and print what server and kernel hold afterwards."""
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, sync_playwright() as playwright:
            root = Path(scratch, "lessons")
            root.mkdir()
            for lesson in lesson_paths():
                jupyter_host.put(lesson, root / lesson.name, "bench")
            chromium = playwright.chromium.launch(**browser.launch_options())
            print(f"{date.today()}: {platform.system()} {platform.machine()}, Python {platform.python_version()}")
            print(f"{'MB':<44} {'server RSS':>11} {'PSS':>5} {'kernel RSS':>11} {'PSS':>5}")
            with jupyter_host.running(root, Path(scratch)) as lab:
                for lesson in lesson_paths():
                    page = chromium.new_page(viewport=jupyter_host.SIZE)
                    lab.open(page, lesson.name)
                    lab.run_all(page)
                    numbers = [*of("jupyterlab"), *of("ipykernel_launcher")]
                    print("{:<44} {:>11.0f} {:>5.0f} {:>11.0f} {:>5.0f}".format(lesson.stem, *numbers))
                    page.close()
                    lab.end_kernels()
            chromium.close()
    except (Error, OSError, RuntimeError) as error:
        print(f"It could not be measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

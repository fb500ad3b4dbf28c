"""The pages: weight, time to the first and the largest paint, and time to build. Ratios from one run; asserts nothing.

Weight: every file that a browser fetches for a lesson, each as gzip makes it (level 9). Beside it the same notebook by
`jupyter nbconvert --to html` with the widget runtime that its page asks for, which is fetched from npm into a scratch
folder; where npm cannot be reached, that side is not measured.

Paint: from the start of the navigation, as the browser reports it, with an empty cache each time.
"""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from tests.bench import _runtime
from utils.publishing import browser, site
from utils.publishing.notebooks import lesson_paths
from utils.publishing.site import server

ROUNDS = 5
MOST = 300_000  # bytes of a lesson page with all that it loads
PAINTS = """() => new Promise(done => {
  const found = {};
  new PerformanceObserver(list => list.getEntries().forEach(e => {
    if (e.name === 'first-contentful-paint') found.first = e.startTime; }))
    .observe({ type: 'paint', buffered: true });
  new PerformanceObserver(list => list.getEntries().forEach(e => { found.largest = e.startTime; }))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  setTimeout(() => done([found.first, found.largest]), 400);
})"""


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def loaded(chromium: Browser, page_file: Path) -> int:
    """Bytes, as gzip makes them, of all files that the page fetches from its folder."""
    page = chromium.new_page()
    files: set[Path] = set()
    page.on(
        "request",
        lambda request: (
            files.add(Path(request.url.removeprefix("file://").partition("?")[0]))
            if request.url.startswith("file:")
            else None
        ),
    )
    page.goto(page_file.as_uri())
    page.close()
    return sum(packed(path) for path in files)


def weights(chromium: Browser, pages: Path, scratch: Path) -> None:
    extra = _runtime.fetch(scratch / "npm")
    print(f"{'KB as gzip, with all that is loaded':<44} {'ours':>7} {'nbconvert':>10} {'times':>6}")
    for lesson in lesson_paths():
        ours, other = loaded(chromium, pages / f"{lesson.stem}.html"), None
        if extra:
            page = _runtime.exported(lesson, scratch / "html", extra)
            other = packed(page) + sum(map(packed, extra))
        said = f"{other / 1000:>10.0f} {other / ours:>6.1f}" if other else f"{'not measured':>17}"
        print(f"  {lesson.stem:<42} {ours / 1000:>7.0f} {said}{'  OVER THE LIMIT' if ours > MOST else ''}")


def paints(chromium: Browser, pages: Path) -> None:
    print(f"{'ms to first / largest paint, median of ' + str(ROUNDS):<44} {'file://':>15} {'http':>15}")
    with server.PageServer(port=0) as running:
        threading.Thread(target=running.serve, args=(pages,), daemon=True).start()
        homes = [pages.as_uri() + "/", server.addresses(running.host, running.port)[0]]
        for lesson in lesson_paths():
            row = []
            for home in homes:
                times = []
                for _ in range(ROUNDS):
                    context = chromium.new_context(viewport={"width": 1300, "height": 900})
                    page = context.new_page()
                    page.goto(f"{home}{lesson.stem}.html")
                    times.append(page.evaluate(PAINTS))
                    context.close()
                row.append(" / ".join(f"{statistics.median(column):.0f}" for column in zip(*times, strict=True)))
            print(f"  {lesson.stem:<42} {row[0]:>15} {row[1]:>15}")
        running.stop()


def builds(scratch: Path) -> None:
    """The time for 1, 2 and 4 times the lessons. Copies have other numbers and are on no map, but are built the same
    way.
    """
    first = None
    for times in (1, 2, 4):
        folder = scratch / f"lessons-{times}"
        folder.mkdir()
        for copy in range(times):
            for lesson in lesson_paths():
                number, name = lesson.stem.split("_", 1)
                notebook = json.loads(lesson.read_text(encoding="utf-8"))
                if copy:
                    notebook["metadata"]["orphan"] = True  # Sphinx would warn of a page that is on no map
                target = folder / (lesson.name if not copy else f"{int(number) + 20 * copy:02d}_{name}.ipynb")
                target.write_text(json.dumps(notebook), encoding="utf-8")
        start = time.perf_counter()
        site.build(scratch / f"site-{times}", folder)
        took = time.perf_counter() - start
        first = first or took
        print(
            f"build: {times} times the lessons ({len(lesson_paths(folder))}): {took:.1f} s, {took / first:.2f} "
            "times the first"
        )


def main() -> int:
    """Measure and print; 1 only if it could not be measured."""
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
            scratch = Path(folder)
            builds(scratch)
            pages = (scratch / "site-1").resolve()
            chromium = playwright.chromium.launch(**browser.launch_options())
            weights(chromium, pages, scratch)
            paints(chromium, pages)
            chromium.close()
    except (Error, OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"It could not be measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast an explorer answers: in JupyterLab beside a plain redraw, and in the static page. Ratios from one run.

In JupyterLab the clock starts at the time stamp of the key press that chooses another option.

- Explorer: it stops just after the first frame in which the panel in sight is another one (a message posted from the
  last animation callback before that frame is painted, and handled after it). What the graphics card or the screen
  adds is not in it.
- Redraw: `ipywidgets.interact` with radio buttons and a plain matplotlib function that draws the same interval chart.
  It stops as soon as the new picture has arrived and is decoded, so up to one frame too early, in its favor.

Both share a browser, a server and a machine; their tries come in turns.

In the page keys are pressed too. Counted are the frames from the key press to the one that shows the new panel, by the
clock: one that was dropped, or missed because drawing took longer than a frame, counts. Scripts are on here, for
something must measure.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Error, Locator, Page, sync_playwright

from tests.bench import _runtime
from tests.browser import jupyter_host
from utils.publishing import browser, site
from utils.publishing.notebooks import lesson_paths

TRIES = 80  # in JupyterLab, each
PAGE_TRIES = 200
TURN = 20
WARM_UP = 4

LESSON = next(path for path in lesson_paths() if path.name.startswith("04"))

REDRAW = """\
import matplotlib.pyplot as plt
from ipywidgets import RadioButtons, interact
from utils import tables

shares = tables.load("statistics").query("subject == 'sites' and kind == 'article'")

def redraw(site):
    figure, axes = plt.subplots(figsize=(4.4, 3.6))
    for position, row in enumerate(shares.itertuples()):
        color = "tab:red" if row.site_id == site else "tab:gray"
        if row.low == row.low:
            axes.plot([row.low, row.high], [position, position], color=color, linewidth=9, marker="o", markersize=10)
            text = f"{row.low:g}-{row.high:g} %"
            axes.annotate(text, (row.high, position), xytext=(11, 0), textcoords="offset points")
    axes.set_yticks(range(len(shares)), labels=list(shares["label"]))
    axes.set_xlim(0, 100)
    axes.set_xlabel("Percent of cases")
    axes.grid(axis="x")
    plt.show()

_ = interact(redraw, site=RadioButtons(options=list(shares["site_id"])))"""

# `bench.arm(seen, settled)` before a key press; afterwards `bench.result` is [milliseconds, frames].
CLOCK = """() => {
  const bench = window.bench = { result: null };
  const length = [];
  let last = 0;
  const measure = now => {
    if (last) length.push(now - last);
    last = now;
    if (length.length < 60) requestAnimationFrame(measure);
    else bench.frame = length.sort((a, b) => a - b)[30];
  };
  requestAnimationFrame(measure);
  bench.panel = () => {
    const shown = [...document.querySelectorAll('.mbc-panel')].filter(panel => panel.getClientRects().length);
    return shown.length === 1 ? shown[0].textContent : null;
  };
  bench.picture = () => {
    const shown = document.querySelector('.widget-output img');
    return shown && shown.complete && shown.naturalWidth ? shown.src : null;
  };
  bench.arm = (seen, decode) => {
    bench.result = null;
    const before = bench[seen]();
    if (before === null) throw new Error('There is nothing to see before the key press.');
    let start = null;
    const look = frame => {
      const now = bench[seen]();
      if (now === null || now === before) return requestAnimationFrame(look);
      const stop = () => {
        const painted = performance.now();
        const [waited, late] = [(frame - start) / bench.frame, (painted - frame) / bench.frame];
        bench.result = [painted - start, Math.max(1, Math.ceil(waited - 0.1)) + Math.floor(late)];
      };
      if (decode) return document.querySelector('.widget-output img').decode().then(stop);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = stop;
      port2.postMessage(null);
    };
    const begin = event => {
      start = event.timeStamp;
      requestAnimationFrame(look);
    };
    addEventListener('keydown', begin, { capture: true, once: true });
  };
}"""


def ready(page: Page) -> Page:
    page.bring_to_front()
    page.evaluate(CLOCK)
    page.wait_for_function("() => window.bench.frame")
    return page


def tries(page: Page, radios: Locator, seen: str, count: int) -> list[tuple[float, int]]:
    """Choose the second and the first option in turn, with keys; gives (milliseconds, frames) of each."""
    page.bring_to_front()
    grouped = radios.first.get_attribute("name")
    found = []
    for number in range(count):
        at = number % 2
        if grouped:
            radios.nth(at).focus()
            press = "ArrowUp" if at else "ArrowDown"
        else:
            radios.nth(1 - at).focus()
            press = "Space"
        page.evaluate("([seen, decode]) => bench.arm(seen, decode)", [seen, seen == "picture"])
        page.keyboard.press(press)
        page.wait_for_function("() => bench.result", timeout=10_000)
        found.append(tuple(page.evaluate("() => bench.result")))
    return found


def in_jupyterlab(chromium, folder: Path) -> dict[str, list[float]]:
    root = folder / "lessons"
    root.mkdir()
    jupyter_host.put(LESSON, root / "lesson.ipynb", "bench")
    scratch = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(REDRAW)])
    scratch.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(scratch, root / "redraw.ipynb")
    times: dict[str, list[float]] = {"panel": [], "picture": []}
    with jupyter_host.running(root, folder) as lab:
        sides = {}
        for seen, name, box in (("panel", "lesson", ".mbc-explorer-live"), ("picture", "redraw", ".widget-interact")):
            page = chromium.new_page(viewport=jupyter_host.SIZE)
            lab.open(page, f"{name}.ipynb")
            lab.run_all(page)
            radios = page.locator(box).first.locator("fieldset, .widget-radio-box").first.locator("input")
            radios.first.wait_for()
            radios.first.scroll_into_view_if_needed()
            ready(page).wait_for_function("seen => bench[seen]() !== null", arg=seen)
            tries(page, radios, seen, WARM_UP)
            sides[seen] = (page, radios)
        for _ in range(TRIES // TURN):
            for seen, (page, radios) in sides.items():
                times[seen] += [milliseconds for milliseconds, _ in tries(page, radios, seen, TURN)]
        lab.end_kernels()
    return times


def in_the_page(chromium, folder: Path) -> list[tuple[float, int]]:
    built = site.build(folder / "site")
    page = chromium.new_page(viewport=jupyter_host.SIZE)
    page.goto((built / f"{LESSON.stem}.html").as_uri())
    radios = page.locator(".mbc-explorer fieldset").first.locator("input")
    radios.first.scroll_into_view_if_needed()
    ready(page)
    tries(page, radios, "panel", WARM_UP)
    return tries(page, radios, "panel", PAGE_TRIES)


def in_the_html_manager(chromium, folder: Path) -> list[tuple[float, int]] | None:
    """The same lesson as nbconvert exports it, its saved widgets run by the ipywidgets HTML manager; None without
    npm.
    """
    files = _runtime.fetch(folder / "npm")
    if files is None:
        return None
    page = chromium.new_page(viewport=jupyter_host.SIZE)
    page.goto(_runtime.exported(LESSON, folder / "exported", files).as_uri())
    radios = page.locator(".mbc-explorer-live .widget-radio-box").first.locator("input")
    radios.first.wait_for()
    radios.first.scroll_into_view_if_needed()
    ready(page).wait_for_function("() => bench.panel() !== null")
    tries(page, radios, "panel", WARM_UP)
    return tries(page, radios, "panel", PAGE_TRIES)


def median_and_p95(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> int:
    """Measure and print; 1 only if it could not be measured."""
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**browser.launch_options())
            times = in_jupyterlab(chromium, Path(folder))
            page = in_the_page(chromium, Path(folder))
            manager = in_the_html_manager(chromium, Path(folder))
            chromium.close()
    except (Error, OSError, RuntimeError) as error:
        print(f"It could not be measured: {error}", file=sys.stderr)
        return 1
    rows = {
        "JupyterLab: explorer, key to new panel": times["panel"],
        "JupyterLab: interact + matplotlib, key to new picture": times["picture"],
        "Static page: explorer, key to new panel": [milliseconds for milliseconds, _ in page],
    }
    if manager:
        rows["nbconvert page: explorer in the HTML manager"] = [milliseconds for milliseconds, _ in manager]
    else:
        print(f"HTML manager: {_runtime.NOT_THERE}")
    print(f"{'':54} {'tries':>6} {'median':>10} {'p95':>10}")
    for name, row in rows.items():
        print(f"{name:54} {len(row):>6} {median_and_p95(row)[0]:>7.1f} ms {median_and_p95(row)[1]:>7.1f} ms")
    ratios = [slow / fast for slow, fast in zip(*map(median_and_p95, (times["picture"], times["panel"])), strict=True)]
    print(f"The explorer is {ratios[0]:.1f} times as fast as the redraw by the median, {ratios[1]:.1f} times by p95.")
    for name, counted in (("The page", page), ("The HTML manager", manager or [])):
        if counted:
            within = [sum(frames <= most for _, frames in counted) / len(counted) for most in (1, 2)]
            print(
                f"{name} shows the panel in the first frame in {within[0]:.1%} of tries, in the first or "
                f"second in {within[1]:.1%}."
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The pages on a device without a signal: installed from a web server, all kept, and never of two editions at once."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.acts import ANY_WORD, watch
from tests.helpers import held
from utils.publishing import browser, site
from utils.publishing.site import offline, postprocess, search_index, server

pytestmark = pytest.mark.browser

CLASSROOM = "classroom.example"  # a name that is not this computer's own: plain HTTP there is no secure context
# name of a cache → names of the files in it
CACHES = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
  [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname).sort()])))"""
READY = """() => new Promise((done) => {
  setTimeout(() => done(false), 60000);
  navigator.serviceWorker.ready.then(({ active }) => {
    const look = () => active.state === 'activated' && done(true);
    active.addEventListener('statechange', look);
    look();
  });
})"""
# the size of a picture, as a manifest writes it
SIZE = """src => {
  const image = Object.assign(new Image(), { src });
  return image.decode().then(() => `${image.naturalWidth}x${image.naturalHeight}`);
}"""
LOSE = """async name => {
  for (const cache of await caches.keys()) await (await caches.open(cache)).delete(name);
}"""
# what became of looking for a newer edition: "kept" (it waits), "failed", or "same"
NEWER = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const { installing, waiting } = registration;
  if (!installing) return waiting ? "kept" : "same";
  return new Promise((done) => installing.addEventListener("statechange", () =>
    done({ installed: "kept", redundant: "failed" }[installing.state])));
}"""


# --- a server whose edition changes, and that fails as it is told -----------------------------------------------------


class Host(ThreadingHTTPServer):
    """Serves ``folder`` below /a/course/. ``wrong``: name of a file → the bytes it gives instead; None is an error.

    ``gone``: it answers nothing.
    """

    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.wrong, self.asked, self.gone = folder, {}, [], False
        self.home = f"http://127.0.0.1:{self.server_port}/a/course/"


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self):
        path, _, _ = self.path.partition("?")
        name = path.removeprefix("/a/course/") or "index.html"
        self.server.asked.append(name)
        if self.server.gone:  # the connection breaks off
            self.close_connection = True
            return
        file = self.server.folder / name
        content = self.server.wrong.get(name, file.read_bytes() if file.is_file() else None)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", self.guess_type(name))
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("Vary", "*")  # as unfriendly as a host may be
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def hosting(folder: Path):
    host = Host(folder)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        host.shutdown()
        host.server_close()


def small_site(folder: Path) -> Path:
    """A site of the real frame with two pages of its own."""
    source = folder / "source"
    site._write_frame(source)
    for name in ("index", "other"):
        text = f"# The page {name}\n\nEdition A.\n\n"
        toctree = "```{toctree}\n:hidden:\n\nother\n```\n" if name == "index" else ""
        course_map = '<ol class="mbc-map"><li><p class="mbc-name"><a href="other.html">x</a></p></li></ol>\n\n'
        (source / f"{name}.md").write_text(text + (course_map + toctree if toctree else ""), encoding="utf-8")
    site._run_sphinx(source, folder / "built")
    built = folder / "built"
    search_index.add_index(built, [])
    postprocess.finish_pages(built, postprocess.frame_code(built))
    offline.make_installable(built, "A course")
    return built


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """Edition A."""
    return small_site(tmp_path_factory.mktemp("a"))


@pytest.fixture(scope="module")
def second(first, tmp_path_factory) -> Path:
    """Edition B: another text on every page, and another stylesheet."""
    folder = Path(shutil.copytree(first, tmp_path_factory.mktemp("b") / "site"))
    for page in folder.glob("*.html"):
        page.write_text(page.read_text(encoding="utf-8").replace("Edition A", "Edition B"), encoding="utf-8")
    with (folder / "_static" / "site.css").open("a", encoding="utf-8") as file:
        file.write("h1 { letter-spacing: 7px; }\n")
    offline.write_worker(folder)
    return folder


def kept_from(context: BrowserContext, host: Host) -> Page:
    """The first page, after all pages were kept."""
    page = context.new_page()
    page.goto(host.home)
    assert page.evaluate(READY), "The pages were not kept."
    return page


def edition(page: Page) -> str:
    """The edition that a page shows, of its text and of its stylesheet: "A", "B" or a mix."""
    text = re.search(r"Edition ([AB])", page.locator("article").inner_text())[1]
    style = page.locator("h1").evaluate("heading => getComputedStyle(heading).letterSpacing")
    return text if style == {"A": "normal", "B": "7px"}[text] else f"{text} with the style of the other"


def files(folder: Path, home: str = "/a/course/") -> list[str]:
    """The addresses of all files of a site but its worker."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(home + name for name in names - {offline.WORKER})


# --- installed, and read without a signal -----------------------------------------------------------------------------


def test_the_course_can_be_installed_and_every_page_opens_without_a_signal(pages, context, request):
    """As `make serve` gives it on this computer. By day every third page is opened; all are seen to be kept."""
    running = server.PageServer(port=0)
    thread = threading.Thread(target=running.serve, args=(pages,), daemon=True)
    thread.start()
    home = server.addresses(running.host, running.port)[0]
    page = context.new_page()
    issues = watch(page, home, console=ANY_WORD)
    page.goto(home)
    assert page.evaluate(READY), "The pages were not kept."
    expect(page.locator("#mbc-kept")).to_contain_text("All pages are kept on this device: they open without a signal.")
    answer = context.new_cdp_session(page).send("Page.getAppManifest")
    assert answer["errors"] == [] and answer["url"] == home + offline.MANIFEST
    manifest = json.loads(answer["data"])
    assert manifest["display"] == "standalone" and {"name", "short_name"} <= set(manifest)
    icons = [("src", picture["src"]) for picture in manifest["icons"]]
    for key, wanted in (("start_url", "index.html"), ("scope", ""), *icons):
        given = manifest.get(key, wanted)
        assert not re.match(r"/|\w+:", given), f"{given} is not relative"
        assert page.evaluate("([a, b]) => new URL(a, b).href", [given, answer["url"]]) == home + wanted
    assert all(page.evaluate(SIZE, picture["src"]) == picture["sizes"] for picture in manifest["icons"])
    assert {"192x192", "512x512"} <= {picture["sizes"] for picture in manifest["icons"] if picture["purpose"] == "any"}
    assert list(page.evaluate(CACHES).values()) == [files(pages, "/")]
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller?.scriptURL") == home + offline.WORKER
    assert issues == []

    context.set_offline(True)
    running.stop()
    thread.join(20)
    running.__exit__()
    opened = sorted(path.name for path in pages.glob("*.html"))[:: 1 if request.config.option.nightly else 3]
    for file in opened:
        page.goto(home + file)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700", file
    page.goto(home)
    page.locator(".sidebar-search").first.evaluate("field => { field.value = 'biopsy'; field.form.submit(); }")
    expect(page.get_by_role("status").first).to_contain_text("results for “biopsy”")
    page.locator("#search-results li a").first.click()
    expect(page.locator(".mbc-found")).to_be_in_viewport()
    refused = [issue for issue in issues if "worker" not in issue]  # a browser may tell that it found no newer edition
    assert len(opened) >= 5 and refused == []


def test_a_page_that_is_not_of_the_course_is_the_servers(first, context):
    with hosting(first) as host:
        page = kept_from(context, host)
        page.reload()
        (first / "single.txt").write_text("from the server", encoding="utf-8")
        try:
            page.goto(host.home + "single.txt")
            expect(page.locator("body")).to_have_text("from the server")
        finally:
            (first / "single.txt").unlink()
        page.goto(host.home + "other")  # as some servers write it
        assert edition(page) == "A"


# --- a newer edition --------------------------------------------------------------------------------------------------


FAILS = {"not there": lambda first, name: None, "cut off": lambda first, name: (first / name).read_bytes()[:-1]}
FAILS["of the older edition"] = lambda first, name: (first / name).read_bytes()


@pytest.mark.parametrize("how", FAILS)
def test_of_an_update_that_fails_nothing_is_seen_and_the_next_one_is_whole(first, second, context, how):
    with hosting(first) as host:
        page = kept_from(context, host)
        host.folder, host.wrong = second, {"other.html": FAILS[how](first, "other.html")}
        assert page.evaluate(NEWER) == "failed"
        for turn in range(2):  # also when it is tried again, as every page does
            for name in ("", "other.html", "search.html"):
                page.goto(host.home + name)
                expect(page.locator("h1")).to_be_visible()
                assert name == "search.html" or edition(page) == "A", (name, turn)
            page.wait_for_timeout(200)
        own = page.evaluate(CACHES)
        assert files(first) in own.values(), "The older edition is no longer whole."
        expect(page.locator("#mbc-newer")).to_have_count(0)

        host.wrong, host.asked = {}, []
        assert page.evaluate(NEWER) == "kept"
        assert "other.html" in host.asked
        expect(page.locator("#mbc-newer")).to_contain_text("A newer edition of the course is on this device.")
        page.goto(host.home)
        assert edition(page) == "A"
        page.close()
        page = context.new_page()
        for name in ("", "other.html"):
            page.goto(host.home + name)
            assert edition(page) == "B"
        page.wait_for_function(f"async () => Object.keys(await ({CACHES})()).length === 1")
        assert list(page.evaluate(CACHES).values()) == [files(second)]


def test_with_two_pages_open_neither_meets_the_newer_edition(first, second, context):
    with hosting(first) as host:
        one, other = kept_from(context, host), context.new_page()
        other.goto(host.home + "other.html")
        host.folder = second
        assert one.evaluate(NEWER) == "kept"
        expect(one.locator("#mbc-newer")).to_be_visible()
        for page in (one, other):
            page.goto(host.home + "other.html")
            expect(page.locator("#mbc-newer")).to_be_visible()
            assert edition(page) == "A"
        one.close()
        other.reload()
        assert edition(other) == "A"
        assert len(other.evaluate(CACHES)) == 2
        other.close()
        page = context.new_page()
        page.goto(host.home)
        assert edition(page) == "B"
        expect(page.locator("#mbc-newer")).to_have_count(0)


def test_a_file_that_the_browser_lost_is_brought_again(first, context):
    with hosting(first) as host:
        page = kept_from(context, host)
        page.reload()
        for name in ("other.html", "_static/site.css"):
            page.evaluate(LOSE, name)
        page.goto(host.home + "other.html")
        assert edition(page) == "A"
        page.wait_for_function(
            f"async many => Object.values(await ({CACHES})())[0].length === many", arg=len(files(first))
        )
        assert list(page.evaluate(CACHES).values()) == [files(first)]


def test_an_edition_of_which_a_part_was_lost_is_given_up_for_a_newer_one(first, second, context):
    """The server has another edition by now: it answers for all pages, and without a signal what is left stays."""
    with hosting(first) as host:
        page = kept_from(context, host)
        page.reload()
        page.evaluate(LOSE, "other.html")
        host.folder, host.gone = second, True
        lost = context.new_page()
        with pytest.raises(Error):
            lost.goto(host.home + "other.html")
        lost.close()
        page.goto(host.home)
        assert edition(page) == "A"
        host.gone = False
        for name in ("other.html", ""):
            page.goto(host.home + name)
            assert edition(page) == "B", name


def test_another_course_on_the_same_server_keeps_its_own_pages(first, context):
    with hosting(first) as host:
        page = kept_from(context, host)
        page.evaluate("caches.open('mbc-course /a/course/b/ 1').then((cache) => cache.put('x', new Response('x')))")
        page.evaluate("caches.open('mbc-course /a/course/ 1').then((cache) => cache.put('x', new Response('x')))")
        page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.unregister())")
        page.close()
        page = kept_from(context, host)
        (own,) = [name for name, kept in page.evaluate(CACHES).items() if kept == files(first)]
        page.wait_for_function("async () => !(await caches.keys()).includes('mbc-course /a/course/ 1')")
        assert set(page.evaluate(CACHES)) == {own, "mbc-course /a/course/b/ 1"}


# --- where nothing is installed ---------------------------------------------------------------------------------------


def test_over_plain_http_in_a_classroom_nothing_is_registered(first, chromium):
    options = browser.launch_options()
    options["args"] = [*options["args"], f"--host-resolver-rules=MAP {CLASSROOM} 127.0.0.1, MAP * ~NOTFOUND"]
    started = chromium.browser_type.launch(**options)
    try:
        with hosting(first) as host:
            home = host.home.replace("127.0.0.1", CLASSROOM)
            page = started.new_page()
            issues = watch(page, home, console=ANY_WORD)
            for name in ("", "other.html"):
                page.goto(home + name)
                page.wait_for_timeout(200)
                assert edition(page) == "A"
            assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
            expect(page.locator("link[rel=manifest], .mbc-offline")).to_have_count(0)
            assert issues == []
            assert held(" ".join(host.asked), offline.WORKER, offline.MANIFEST, "icon-") == []
    finally:
        started.close()


def test_from_a_folder_nothing_is_registered(first, singles, context):
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in (first / "index.html", first / "other.html", singles[0]):
        issues = watch(page, path.parent.as_uri() + "/", console=ANY_WORD)
        page.goto(path.as_uri())
        page.wait_for_timeout(200)
        expect(page.locator("link[rel=manifest], .mbc-offline")).to_have_count(0)
        assert issues == []
    assert held(" ".join(asked), offline.WORKER, offline.MANIFEST, "icon-") == []

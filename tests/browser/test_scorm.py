"""SCORM packages as a learning platform runs them, with scorm-again as the platform, and where there is none."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.acts import ANY_WORD, assert_contrast, watch
from tests.browser.test_offline import hosting
from tests.browser.test_script import _wrong, form, key_of, put, result, stored
from utils.publishing import scorm
from utils.questions import bank, scoring
from utils.tables import loader
from utils.tables.rules.questions import TEST

SCORM_AGAIN = os.environ.get("MBC_SCORM_AGAIN", "")
in_platform = pytest.mark.skipif(
    not SCORM_AGAIN,
    reason="NOT RUN: no SCORM platform on this machine (MBC_SCORM_AGAIN names the file dist/scorm12.min.js of the npm "
    "package scorm-again; .ci/run fetches it)",
)
pytestmark = pytest.mark.browser

DATA = loader.load_all()
LESSON, OTHER = "00_start_here", "01_what_is_metastatic_breast_cancer"
BANK = [item for item in bank.all_items(DATA) if item.place != TEST]
OWN = [item for item in BANK if item.lesson == LESSON]
LIMIT = 4096  # characters of cmi.suspend_data
# A platform as SCORM 1.2 describes one: what a package committed is kept, an attempt each, and is there the next time.
PLATFORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A platform</title>
<style>html, body, iframe { width: 100%; height: 100%; margin: 0; border: 0; }</style>
<script src="scorm12.min.js"></script>
<body><script>
  const asked = new URLSearchParams(location.search);
  const place = `platform/${asked.get("attempt")}`;
  const before = JSON.parse(localStorage.getItem(place) ?? "null");
  const api = new Scorm12API({ autocommit: false, logLevel: 5 });
  const calls = []; // what the package called, in order
  for (const name of ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
    const own = api[name].bind(api);
    api[name] = (...values) => {
      if (window.isGone) throw new Error("the platform is gone");
      calls.push([name, ...values]);
      if (window.isRefusing && /SetValue|Commit/.test(name) || asked.get("broken") && name === "LMSInitialize") return "false";
      if (asked.get("broken") && name === "LMSGetValue") return "";
      return own(...values);
    };
  }
  const total = (before?.total ?? 0);
  const seconds = (text) => text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  const keep = () => {
    const { core, suspend_data } = JSON.parse(api.renderCMIToJSONString()).cmi;
    localStorage.setItem(place, JSON.stringify({ core, suspend_data, total: total + seconds(core.session_time || "0:0:0"), calls }));
  };
  api.on("LMSCommit", keep);
  api.on("LMSFinish", keep);
  if (before) {
    const { lesson_status, lesson_location, score } = before.core;
    api.loadFromJSON({ core: { lesson_status, lesson_location, score, entry: before.core.exit === "suspend" ? "resume" : "" }, suspend_data: before.suspend_data }, "cmi");
  }
  if (asked.get("mode")) api.cmi.core.lesson_mode = asked.get("mode");
  window.API = api;
  document.body.append(Object.assign(document.createElement("iframe"), { src: asked.get("open"), title: "package" }));
</script></body></html>"""  # noqa: E501


def unpack(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def packages(pages, tmp_path_factory) -> Path:
    """A platform's folder: its page, the package of a lesson and that of the course."""
    folder = tmp_path_factory.mktemp("platform")
    for name, files in scorm.lesson_packages(DATA, pages, LESSON):
        unpack(folder / name, files)
    unpack(folder / "course", scorm.course_package(DATA, pages))
    (folder / "platform.html").write_text(PLATFORM, encoding="utf-8")
    if SCORM_AGAIN:
        shutil.copyfile(SCORM_AGAIN, folder / "scorm12.min.js")
    return folder


@pytest.fixture
def context(chromium):
    made = chromium.new_context(viewport={"width": 390, "height": 844})
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def platform(context, packages):
    """A learner's seat: one browser at one platform; at the end nothing has asked for anything else or complained."""
    with hosting(packages) as host:
        seat = Seat(context.new_page(), host.home)
        issues = watch(seat.page, host.home, console=ANY_WORD)
        yield seat
        assert not issues


class Seat:
    """What a learner does at a platform, and what the platform then has."""

    def __init__(self, page: Page, home: str):
        self.page, self.home = page, home

    def launch(self, package: str = LESSON, attempt: int = 1, **how: str) -> Frame:
        """Open a package. The frame in which the lesson stands."""
        first = "course.html" if package == "course" else f"{package}.html"
        more = "".join(f"&{name}={value}" for name, value in how.items())
        self.page.goto(f"{self.home}platform.html?attempt={attempt}&open={package}/{first}{more}")
        frame = self.page.locator("iframe").element_handle().content_frame()
        if package == "course":
            frame = frame.wait_for_selector("iframe").content_frame()
        frame.wait_for_selector("h1")
        frame.wait_for_load_state("load")
        return frame

    def leave(self, attempt: int = 1) -> dict:
        """Close the package; what the platform has of it."""
        self.page.goto(f"{self.home}scorm12.min.js")
        return self.kept(attempt)

    def kept(self, attempt: int = 1) -> dict:
        return self.page.evaluate("name => JSON.parse(localStorage.getItem(name))", f"platform/{attempt}")

    def has(self, name: str) -> str:
        """What the platform has now, committed or not."""
        return self.page.evaluate("name => api.LMSGetValue(name)", name)

    def wait(self, name: str, value: str) -> None:
        self.page.wait_for_function("([name, value]) => api.LMSGetValue(name) === value", arg=[name, value])


def answer(frame: Frame, item, given: dict) -> None:
    """Answer a question of an open lesson and check it."""
    for fold in frame.locator("details:not([open])", has=form(frame, item)).all():
        fold.evaluate("fold => { fold.open = true; }")
    put(frame, item, given)
    form(frame, item).get_by_role("button", name="Check my answer").evaluate("button => button.click()")
    expect(result(frame, item)).to_contain_text("point")


def most(items) -> int:
    return sum(scoring.max_points(scoring.marking(item)) for item in items)


def percent(points: int, items) -> str:
    return f"{100 * points / most(items):.2f}".rstrip("0").rstrip(".")


def own_keys(frame: Frame) -> list[str]:
    """What the package left on the device."""
    return frame.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('mbc-course'))")


NOTE = "p.mbc-platform:not(.mbc-unsaved)"
KEPT = re.compile("^Your learning platform keeps your answers, the points of your first tries and your time")
LOST = re.compile("^Your learning platform did not save your last answers")


@in_platform
def test_start_leave_resume_finish(platform):
    first, second, *others = OWN
    frame = platform.launch()
    expect(frame.locator(NOTE)).to_have_text(KEPT)
    assert_contrast(frame.locator(NOTE))
    assert platform.has("cmi.core.lesson_status") == "incomplete"
    assert platform.has("cmi.core.score.raw") == ""
    answer(frame, first, key_of(first))
    answer(frame, second, _wrong(second))
    points = most([first])
    platform.wait("cmi.core.score.raw", percent(points, OWN))  # without leaving: a crash loses little
    answer(frame, second, key_of(second))  # another try, which does not count
    expect(result(frame, second)).to_contain_text("your first one counts")
    put(frame, others[0], key_of(others[0]))  # not checked
    frame.locator("article h2").nth(2).evaluate("heading => heading.scrollIntoView()")
    frame.evaluate("scrollBy(0, -40)")
    frame.wait_for_function("JSON.parse(mbcPlatform.store.getItem('mbc-course/last'))?.section")
    section = frame.evaluate("JSON.parse(mbcPlatform.store.getItem('mbc-course/last')).section")
    platform.page.wait_for_timeout(1500)
    kept = platform.leave()
    names = [name for name, *_ in kept["calls"]]
    assert names.count("LMSInitialize") == names.count("LMSFinish") == 1 and names[-1] == "LMSFinish"
    assert kept["core"]["lesson_status"] == "incomplete" and kept["core"]["exit"] == "suspend"
    assert kept["core"]["score"] == {"raw": percent(points, OWN), "min": "0", "max": "100"}
    assert re.fullmatch(r"\d{2,4}:\d\d:\d\d", kept["core"]["session_time"]) and kept["total"] >= 1
    before = kept["total"]

    frame = platform.launch()
    assert platform.has("cmi.core.entry") == "resume"
    fields = "form => [...new FormData(form)].map(([name, value]) => [name, [value]])"
    for item in (first, second, others[0]):
        given = {name: [] for name, _ in form(frame, item).evaluate(fields)}
        for name, values in form(frame, item).evaluate(fields):
            given[name] += values
        assert {name: sorted(values) for name, values in given.items()} == {
            name: sorted(values) for name, values in key_of(item).items()
        }
    expect(frame.locator(".mbc-progress p")).to_contain_text(f"Checked: 2 of {len(OWN)} questions, {points} of")
    expect(frame.locator(".mbc-progress p")).to_contain_text("Your learning platform keeps")
    expect(frame.get_by_text("Delete my answers")).to_have_count(0)
    expect(frame.get_by_text("Load progress from a file")).to_have_count(0)
    expect(frame.locator(".mbc-go-on a")).to_have_text(section)
    frame.locator(".mbc-go-on a").evaluate("link => link.click()")
    expect(frame.locator("article h2", has_text=section)).to_be_in_viewport()
    for item in others:
        answer(frame, item, key_of(item))
    points += most(others)
    kept = platform.leave()
    assert (kept["core"]["lesson_status"], kept["core"]["score"]["raw"]) == ("completed", percent(points, OWN))
    assert kept["total"] > before and len(kept["suspend_data"]) <= LIMIT

    frame = platform.launch()  # what was missed comes back, also after the end
    expect(frame.locator("#mbc-repeat")).to_contain_text("0 due today, 1 later")
    assert own_keys(frame) == []
    assert platform.leave()["core"]["lesson_status"] == "completed"


@in_platform
def test_a_second_attempt_begins_anew_and_leaves_the_first_as_it_is(platform):
    frame = platform.launch()
    answer(frame, OWN[0], key_of(OWN[0]))
    one = platform.leave()
    frame = platform.launch(attempt=2)
    expect(frame.locator(".mbc-progress p")).to_contain_text(f"Checked: 0 of {len(OWN)} questions")
    assert not form(frame, OWN[0]).evaluate("form => [...new FormData(form).values()].some(Boolean)")
    answer(frame, OWN[0], _wrong(OWN[0]))
    expect(result(frame, OWN[0])).not_to_contain_text("another try")
    two = platform.leave(2)
    assert (one["core"]["score"]["raw"], two["core"]["score"]["raw"]) == (percent(most(OWN[:1]), OWN), "0")
    assert platform.kept(1) == one


@in_platform
@pytest.mark.parametrize("how", ["isGone", "isRefusing"])
def test_a_platform_that_is_gone_or_refuses_is_reported_and_gets_everything_when_it_is_back(platform, how):
    frame = platform.launch()
    answer(frame, OWN[0], key_of(OWN[0]))
    platform.wait("cmi.core.score.raw", percent(most(OWN[:1]), OWN))
    expect(frame.locator(".mbc-unsaved")).to_be_hidden()
    platform.page.evaluate(f"window.{how} = true")
    answer(frame, OWN[1], key_of(OWN[1]))  # the lesson goes on
    unsaved = frame.locator(".mbc-unsaved")
    expect(unsaved).to_have_text(LOST)
    expect(unsaved).to_be_in_viewport()
    assert_contrast(unsaved)
    answer(frame, OWN[2], key_of(OWN[2]))
    expect(frame.locator(".mbc-progress p")).to_contain_text("Checked: 3 of")
    expect(frame.locator(".mbc-progress p")).to_contain_text("did not save your last answers")
    assert own_keys(frame) == []
    platform.page.wait_for_timeout(1500)  # it has tried and failed once more: now only time brings it back
    platform.page.evaluate(f"window.{how} = false")
    expect(unsaved).to_be_hidden()
    expect(frame.locator(NOTE)).to_have_text(KEPT)
    assert platform.leave()["core"]["score"]["raw"] == percent(most(OWN[:3]), OWN)


@in_platform
def test_a_platform_gone_for_good_loses_only_what_came_after(platform):
    frame = platform.launch()
    answer(frame, OWN[0], key_of(OWN[0]))
    platform.wait("cmi.core.score.raw", percent(most(OWN[:1]), OWN))
    platform.page.evaluate("window.isGone = true")
    answer(frame, OWN[1], key_of(OWN[1]))
    platform.leave()
    frame = platform.launch()
    expect(frame.locator(".mbc-progress p")).to_contain_text(f"Checked: 1 of {len(OWN)} questions")


@in_platform
def test_a_platform_that_does_not_start_is_reported_and_the_lesson_works_on_the_device(platform):
    frame = platform.launch(broken="yes")
    expect(frame.locator(NOTE)).to_have_text(re.compile("^Your learning platform did not start"))
    answer(frame, OWN[0], key_of(OWN[0]))
    expect(frame.locator(".mbc-progress p")).to_contain_text("This stays on your device. It is sent nowhere.")
    assert stored(frame)["items"][OWN[0].id]["tries"] == 1


@in_platform
def test_a_review_changes_nothing(platform):
    frame = platform.launch()
    answer(frame, OWN[0], key_of(OWN[0]))
    one = platform.leave()
    frame = platform.launch(mode="review")
    expect(frame.locator(NOTE)).to_have_text(re.compile("^Your learning platform opened this for review"))
    expect(frame.locator(".mbc-progress p")).to_contain_text("Checked: 1 of")
    answer(frame, OWN[1], key_of(OWN[1]))
    assert "LMSSetValue" not in platform.page.evaluate("calls.map(([name]) => name)")
    kept = platform.leave()
    assert (kept["core"]["score"]["raw"], kept["suspend_data"]) == (one["core"]["score"]["raw"], one["suspend_data"])


@in_platform
def test_the_course_is_one_session_with_one_score(platform):
    frame = platform.launch("course")
    assert frame.locator("article").get_attribute("data-page") == "index"
    expect(frame.locator(NOTE)).to_have_text(KEPT)
    other = next(item for item in BANK if item.lesson == OTHER)
    for item in (OWN[0], other):
        frame.goto(f"{platform.home}course/{item.lesson}.html")
        answer(frame, item, key_of(item))
    platform.wait("cmi.core.score.raw", percent(most([OWN[0], other]), BANK))
    frame.goto(f"{platform.home}course/index.html")
    states = frame.locator(".mbc-state")
    expect(states.nth(0)).to_contain_text(f"1 of {len(OWN)} questions")
    assert frame.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert frame.locator('link[rel="manifest"]').count() == 0
    before = frame.evaluate("[...document.querySelectorAll('.mbc-state')].map((line) => line.textContent)")
    kept = platform.leave()
    names = [name for name, *_ in kept["calls"]]
    assert names.count("LMSInitialize") == names.count("LMSFinish") == 1 and names[-1] == "LMSFinish"
    frame = platform.launch("course")
    expect(frame.locator(".mbc-state").first).to_contain_text(f"1 of {len(OWN)} questions")
    assert frame.evaluate("[...document.querySelectorAll('.mbc-state')].map((line) => line.textContent)") == before
    assert own_keys(frame) == []


FILL = """([places, answer]) => {
  const { store } = mbcPlatform;
  places.forEach(([place, points, most], at) => store.setItem(`mbc-course/item/${place}`, JSON.stringify({
    answer: { [`${place.slice(place.indexOf(":") + 1)}--x`]: [answer[at % answer.length]] },
    first: [points, most], last: [points, most], tries: 2,
    first_at: "2026-11-29", at: "2026-11-30", box: 1, due: "2026-12-03" })));
}"""
NASTY = ["a", "b", ";:,/=%@&", "é", "😀", "x" * 5000, "", "__", "\u0000\n"]


@in_platform
def test_the_whole_bank_fits_and_what_is_dropped_is_the_oldest_answer(platform):
    frame = platform.launch("course")
    places = [[item.id, most([item]) - index % 2, most([item])] for index, item in enumerate(BANK)]
    frame.evaluate(FILL, [places, NASTY])
    points = sum(points for _, points, _ in places)
    platform.wait("cmi.core.score.raw", percent(points, BANK))
    text = platform.has("cmi.suspend_data")
    assert LIMIT - 400 < len(text) <= LIMIT and text.isascii()
    platform.leave()
    frame = platform.launch("course")
    items = frame.evaluate("mbcRecord.read().items")
    assert {place: item["first"] for place, item in items.items()} == {
        place: [points, of] for place, points, of in places
    }
    assert platform.has("cmi.core.score.raw") == percent(points, BANK)
    assert {item["due"] for item in items.values()} == {"2026-12-03"} and {i["tries"] for i in items.values()} == {2}
    given = [NASTY[index % len(NASTY)] for index in range(len(BANK))]
    held = [bool(items[item.id]["answer"]) for item in BANK]
    oldest = held.index(True)
    assert 0 < oldest < len(BANK) - 20
    for index in range(oldest, len(BANK)):
        item = items[BANK[index].id]
        expected = {f"{BANK[index].id}--x": [given[index]]} if len(given[index]) <= 400 else {}
        assert item["answer"] == expected, (index, given[index][:20])


UNREADABLE = ["", "1;", "9;of a newer edition", "1;AAAA", "1;%%%;;:;AbCdzz:x=%E0%A4%A", "\u0000", "{}"]


@in_platform
@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_left_out(platform, text):
    platform.launch()
    platform.leave()
    platform.page.evaluate(
        """text => {
          const kept = JSON.parse(localStorage.getItem("platform/1"));
          localStorage.setItem("platform/1", JSON.stringify({ ...kept, suspend_data: text }));
        }""",
        text,
    )
    frame = platform.launch()
    expect(frame.locator(".mbc-progress p")).to_contain_text(f"Checked: 0 of {len(OWN)} questions")
    answer(frame, OWN[0], key_of(OWN[0]))
    platform.wait("cmi.core.score.raw", percent(most(OWN[:1]), OWN))


@in_platform
def test_a_page_of_another_site_opens_beside_the_lesson(platform):
    frame = platform.launch()
    link = frame.locator('article a[href^="https://"]').first
    assert link.get_attribute("target") is None
    frame.evaluate("addEventListener('click', (event) => event.preventDefault())")
    link.evaluate("link => link.click()")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    frame.locator('a[href^="#"]').first.evaluate("link => link.click()")
    assert frame.locator('a[href^="#"]').first.get_attribute("target") is None


@pytest.mark.parametrize("where", ["file", "web"])
def test_where_there_is_no_platform_the_lesson_works_as_it_does_alone(context, packages, where):
    with hosting(packages) as host:
        home = packages.as_uri() + "/" if where == "file" else host.home
        page = context.new_page()
        issues = watch(page, home, console=ANY_WORD)
        page.goto(f"{home}{LESSON}/{LESSON}.html")
        expect(page.locator(".mbc-platform")).to_have_count(0)
        answer(page, OWN[0], key_of(OWN[0]))
        expect(page.locator(".mbc-progress p")).to_contain_text("This stays on your device. It is sent nowhere.")
        expect(page.get_by_role("button", name="Delete my answers in this lesson")).to_have_count(1)
        page.reload()
        expect(page.locator(".mbc-progress p")).to_contain_text("Checked: 1 of")
        assert stored(page)["items"][OWN[0].id]["tries"] == 1
        page.goto(f"{home}course/course.html")
        frame = page.locator("iframe").element_handle().content_frame()
        frame.wait_for_selector(".mbc-state")
        expect(frame.locator(".mbc-state").first).to_contain_text(f"1 of {len(OWN)} questions")
        assert not issues

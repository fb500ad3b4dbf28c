"""Code in any text of any table: as text on every page, and refused by the policy even if it were not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import LESSONS, held, results, with_texts
from utils import tables
from utils.errors import CourseError
from utils.publishing import site
from utils.publishing.site import postprocess
from utils.ui import templates

pytestmark = pytest.mark.browser

# Each leaves a mark of its own in the page if it runs. Links are clicked.
CODE = (
    """ "'><script>byScript = 1</script><img src="none" onerror="byError = 1"><a href="javascript:byLink = 1">go</a>"""
    "[go](javascript:byLink=1)"
)
MARKS = "[typeof byScript, typeof byError, typeof byLink].map(kind => kind !== 'undefined')"


@pytest.fixture(scope="module")
def spoiled(data):
    """The tables with code at the end of every cell of free text."""
    return with_texts(data, lambda cell: cell + CODE)


@pytest.fixture
def hostile(spoiled, monkeypatch):
    """From here on, all that reads the tables reads these."""
    monkeypatch.setattr(tables, "load_all", lambda: spoiled)
    monkeypatch.setattr(site.loader, "load_all", lambda: spoiled)


def lessons_of(folder: Path, lessons: list[Path]) -> Path:
    """The lessons as a run with the tables of now would save them, in HTML."""
    folder.mkdir()
    for lesson in lessons:
        notebook = json.loads(lesson.read_text(encoding="utf-8"))
        made = iter([result for result in results.__wrapped__(lesson) if hasattr(result, "_repr_mimebundle_")])
        for cell in notebook["cells"]:
            if not cell.get("outputs"):
                continue
            *before, last = cell["outputs"]
            is_case_step = "mbc-case-answer" in str(last["data"])  # which shows three things
            now = [{**last, "data": next(made)._repr_mimebundle_()} for _ in range(3 if is_case_step else 1)]
            cell["outputs"] = now if is_case_step else [*before, *now]
        assert next(made, None) is None
        (folder / lesson.name).write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def ran(page, path: Path) -> tuple[list[bool], int]:
    """What ran on a page (a script, a handler, the address of a clicked link), and how often the policy refused."""
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else 0)
    page.goto(path.as_uri())
    page.eval_on_selector_all('a[href^="javascript:"]', "links => links.slice(0, 9).forEach(link => link.click())")
    page.wait_for_timeout(100)
    return page.evaluate(MARKS), len(refused)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "lessons", [LESSONS[:1], pytest.param(LESSONS, marks=pytest.mark.nightly)], ids=["pages of the tables", "all"]
)
def test_code_in_any_text_of_any_table_is_text_on_every_page(lessons, chromium, tmp_path, monkeypatch):
    folder = lessons_of(tmp_path / "lessons", lessons)
    monkeypatch.setattr(site, "NOTEBOOKS", folder)  # so that the tests before and after the course are there too
    built = site.build(tmp_path / "site", folder)
    paths = sorted(built.rglob("*.html"))
    page = chromium.new_page()
    shown = 0
    for path in paths:
        assert ran(page, path) == ([False, False, False], 0), path.name
        shown += bool(held(page.content(), "byScript = 1"))
    page.close()
    assert len(paths) >= 11 + len(lessons) and shown >= len(paths) - 2


@pytest.mark.usefixtures("hostile")
def test_with_escaping_switched_off_the_build_stops_and_the_policy_refuses(chromium, tmp_path, monkeypatch):
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / LESSONS[0].name).write_bytes(LESSONS[0].read_bytes())
    templates._environment.cache_clear()
    real = templates.Environment
    monkeypatch.setattr(templates, "Environment", lambda **settings: real(**{**settings, "autoescape": False}))
    try:
        with pytest.raises(CourseError, match="does not allow the attribute 'onerror'"):
            site.build(tmp_path / "site", folder)
        monkeypatch.setattr(postprocess, "refuse_other_code", lambda *_: None)
        built = site.build(tmp_path / "site", folder)
    finally:
        templates._environment.cache_clear()
    page = chromium.new_page()
    article = next(built.glob("article_*.html"))
    code = article.read_text(encoding="utf-8")
    done, refused = ran(page, article)
    assert done == [False, False, False] and refused >= 3
    unguarded = built / "unguarded.html"  # planted: the same page without its policy
    unguarded.write_text(code.replace("Content-Security-Policy", "none"), encoding="utf-8")
    assert ran(page, unguarded) == ([True, True, True], 0)
    page.close()

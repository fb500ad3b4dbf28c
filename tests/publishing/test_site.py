"""The static site as files: its policy, frame, tables and links, the pages made from tables, and the course as a
zip.
"""

from __future__ import annotations

import gzip
import html
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.helpers import ROOT, elements, held, lesson_paths, outputs, read_notebook, words
from tests.publishing import page_checks
from utils import cli
from utils.errors import CourseError
from utils.project import version
from utils.publishing import site
from utils.publishing.site import downloads, offline, postprocess
from utils.publishing.site.launch_links import LaunchLinks
from utils.questions import quizzes
from utils.statements import estimates
from utils.statements.statement_table import all_statements, article_statements
from utils.tables import verdicts

pytestmark = pytest.mark.built

MOST_OF_A_LESSON, MOST_OF_THE_INDEX = 220_000, 350_000  # bytes after gzip (issue 25)


@pytest.fixture(scope="module")
def texts(pages) -> dict[str, str]:
    """File name → text of every page."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(pages.rglob("*.html"))}


def article_words(page: str) -> str:
    """What a page's article says."""
    return " ".join(map(words, elements(page, "article")))


def shown(text: str) -> str:
    """A text of a table with single spaces, as a page shows it."""
    return " ".join(text.split())


# --- every page --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", page_checks.ALL, ids=lambda look: look.__name__)
def test_every_page_is_sound(texts, look):
    assert len(texts) > 10
    assert [f"{name}: {issue}" for name, page in texts.items() for issue in look(page)] == []


def too_heavy(texts: dict[str, str]) -> list[str]:
    """Pages of lessons that are too large, and the index of the search, as a server sends them (gzip)."""
    index = re.search(r'<script[^>]* id="search-index"[^>]*>(.*?)</script>', texts["search.html"], re.DOTALL)[1]
    sizes = {path.stem: (texts[f"{path.stem}.html"], MOST_OF_A_LESSON) for path in lesson_paths()}
    sizes["search index"] = index, MOST_OF_THE_INDEX
    sent = {name: (len(gzip.compress(text.encode(), 6)), most) for name, (text, most) in sizes.items()}
    return [f"{name}: {size:,} of {most:,} bytes" for name, (size, most) in sent.items() if size > most]


def test_no_lesson_and_no_index_is_too_heavy_for_a_phone(texts):
    """A page without its stylesheets, which all pages share. Planted: a picture of 200 KB, an index twice as large."""
    assert too_heavy(texts) == []
    noise = "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(60_000))
    heavy = {**texts, "search.html": texts["search.html"].replace('id="search-index">', f'id="search-index">{noise}')}
    heavy["06_treatment.html"] += noise
    assert [issue.partition(":")[0] for issue in too_heavy(heavy)] == ["06_treatment", "search index"]


@pytest.mark.parametrize("look", page_checks.ALL, ids=lambda look: look.__name__)
def test_every_single_file_is_sound(singles, look):
    assert [f"{path.name}: {issue}" for path in singles for issue in look(path.read_text(encoding="utf-8"))] == []


RADIO = '<fieldset class="mbc-control-0"><input type="radio" name="a" value="0"></fieldset>'
DEFECTS = [
    ("policy_issues", "</article>", "<script>alert(1)</script></article>", "a script is not named"),
    ("policy_issues", "</head>", "<style>p { color: red }</style></head>", "a style is not named"),
    ("policy_issues", "<h1>", '<h1 onclick="alert(1)">', "attribute onclick"),
    ("policy_issues", "<h1>", '<h1 style="color: red">', "attribute style"),
    ("policy_issues", "script-src ", "script-src 'unsafe-inline' ", "allows 'unsafe-inline'"),
    ("policy_issues", "script-src ", "script-src 'unsafe-eval' ", "allows 'unsafe-eval'"),
    ("policy_issues", "img-src ", "img-src https: ", "allows https:"),
    ("policy_issues", "default-src 'none'", "default-src 'self'", "does not begin from nothing"),
    ("policy_issues", "img-src ", "connect-src 'self'; img-src ", "opens connect-src"),
    ("remote_issues", "</article>", '<img alt="x" src="https://example.org/a.png"></article>',
        "loads https://example.org"),
    ("remote_issues", "</article>", '<script src="//example.org/a.js"></script></article>', "loads //example.org"),
    ("remote_issues", "</style>", "@import 'https://example.org/a.css';</style>", "a style loads"),
    ("table_issues", "<caption>", "<!--<caption>", "no caption"),
    ("table_issues", '<th scope="col" ', "<th ", "no scope"),
    ("link_issues", "</article>", '<a href="glossary.html">here</a></article>', "says 'here'"),
    ("link_issues", "</article>", '<a href="glossary.html"></a></article>', "says ''"),
    ("frame_issues", ' lang="en"', "", "language"),
    ("frame_issues", "<title>", "<!--<title>", "no title"),
    ("frame_issues", ' role="main"', "", "main landmark"),
    ("frame_issues", ' aria-label="On this page"', "", "landmarks"),
    ("frame_issues", "<h2>", "<h3>", "left out"),
    ("id_issues", "</article>", 2 * RADIO + "</article>", "two explorers"),
    ("id_issues", "</article>", '<p id="furo-main-content"></p></article>', "two elements"),
]  # fmt: skip


@pytest.mark.parametrize(("look", "sound", "broken", "message"), DEFECTS, ids=lambda value: str(value)[:30])
def test_planted_defects_of_a_page(texts, look, sound, broken, message):
    page = texts["about_the_numbers.html"]
    assert sound in page and getattr(page_checks, look)(page) == []
    assert any(message in issue for issue in getattr(page_checks, look)(page.replace(sound, broken, 1)))


def test_titles_differ(texts):
    titles = [next(words(e) for e in elements(page, "title") if e.find_parent("head")) for page in texts.values()]
    assert len(titles) == len(set(titles))


def test_stylesheets_load_nothing_from_elsewhere(pages):
    sheets = list(pages.rglob("*.css"))
    assert sheets
    assert [issue for path in sheets for issue in page_checks.style_issues(path.read_text(encoding="utf-8"))] == []


def test_the_site_holds_pages_and_what_they_load_only(pages, texts):
    linked = {m for page in texts.values() for m in re.findall(r'(?:href|src)="([^"#?]+)', page)}
    others = {p.relative_to(pages).as_posix() for p in pages.rglob("*") if p.is_file() and p.suffix != ".html"}
    installed = {offline.WORKER, offline.MANIFEST, *(path.name for path in pages.glob("icon-*.png"))}
    assert installed <= others and others <= linked | installed


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ('<script src="https://example.org/a.js"></script>', "not a file of the site"),
        ('<script src="nothing.js"></script>', "not a file of the site"),
        ('<script src="ends.js"></script>', "would end a script element"),
    ],
)
def test_a_script_from_elsewhere_stops_the_build(page, message, tmp_path):
    (tmp_path / "ends.js").write_text("let a = '</script>'", encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        postprocess.inline_scripts(f"<html><body>{page}</body></html>", tmp_path)


def test_a_script_that_waits_goes_to_the_end(tmp_path):
    (tmp_path / "a.js").write_text("let a = 1\n//# sourceMappingURL=a.js.map\n", encoding="utf-8")
    page = postprocess.inline_scripts(
        '<head><script defer src="a.js?v=1"></script></head><body><p>x</p></body>', tmp_path
    )
    assert page == "<head></head><body><p>x</p><script>let a = 1\n</script></body>"


CODE = postprocess.FrameCode(postprocess.hashes(["ours()"]), postprocess.hashes(["p {}"]), postprocess.hashes(["b {}"]))


def with_policy(body: str, head: str = "") -> str:
    page = f'<head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return postprocess.with_policy(page, "a.html", CODE)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('<p style="color: red">', "does not allow the attribute 'style'"),
        ('<p class="a" onclick="x()">', "does not allow the attribute 'onclick'"),
        ("<p class='a' ONCLICK = x()>", "does not allow the attribute 'ONCLICK'"),
        ("<script>theirs()</script>", "code that is not in utils/: 'theirs"),
        ("<SCRIPT>theirs()</script >", "code that is not in utils/: 'theirs"),
        ("<script type='application/json'>1</script>", "code that is not in utils/: '1'"),
        ("<script src=x.js></script>", "code that is not in utils/: ''"),
        ("<script>ours() </script>", "code that is not in utils/: 'ours"),
        ("<style>h1 {}</style>", "code that is not in utils/: 'h1"),
        ('<a class="x" href="javascript:theirs()">a</a>', "code that is not in utils/: '<a class"),
        ("<a href= ' JavaScript:theirs()'>a</a>", 'code that is not in utils/: "<a href'),
        ("<form><button formaction=javascript:a()>a</button></form>", "code that is not in utils/"),
    ],
)
def test_code_that_is_not_ours_stops_the_build_and_is_in_no_policy(bad, message, monkeypatch):
    with pytest.raises(CourseError, match=f"a.html: .*{re.escape(message)}"):
        with_policy(bad)
    monkeypatch.setattr(postprocess, "refuse_other_code", lambda *_: None)
    assert page_checks.policy_of(with_policy(bad)) == page_checks.policy_of(with_policy(""))


def test_code_as_text_is_no_code():
    text = """an "'>&lt;script&gt;a()&lt;/script&gt;&lt;img onerror=&#34;a()&#34; style=b href=javascript:a()"""
    with_policy(f"<p>{text}</p>")
    with_policy(
        """<img alt="&lt;img onerror=&#34;a()&#34; style=b href=javascript:a()&gt;"> <a title=' onclick=a'>b</a>"""
    )


def test_the_policy_is_that_of_our_own_files():
    ours = "<script>ours()</script><style>p {}</style>"
    alone = page_checks.policy_of(with_policy(f"{ours}<style>b {{}}</style>"))
    assert alone["script-src"] == list(CODE.scripts) and alone["style-src"] == [*CODE.styles, *CODE.stylesheets]
    linked = page_checks.policy_of(with_policy(ours, '<link rel="stylesheet" href="a.css">'))
    assert linked["style-src"] == ["'self'", *CODE.styles]


def test_pages_of_the_site_alone_may_be_installed_and_kept(texts, singles):
    for page in texts.values():
        policy = page_checks.policy_of(page)
        assert policy["worker-src"] == policy["manifest-src"] == ["'self'"]
    for path in singles:
        assert not {"worker-src", "manifest-src"} & set(page_checks.policy_of(path.read_text(encoding="utf-8")))


def test_the_code_of_the_frame_is_known_before_any_content(texts, monkeypatch):
    """The pages' policies are made from the built frame alone, which reads neither a lesson nor a table."""
    site.frame_code.cache_clear()
    with monkeypatch.context() as patch:
        for name in ("lesson_paths", "without_widgets"):
            patch.setattr(site, name, lambda *_: pytest.fail("a lesson was read"))
        patch.setattr(site.loader, "load_all", lambda *_: pytest.fail("the tables were read"))
        code = site.frame_code()
    policies = [page_checks.policy_of(page) for page in texts.values()]
    assert all(policy["script-src"] == list(code.scripts) for policy in policies)
    ours = [path.read_text(encoding="utf-8") for path in site.HERE.glob("*.js")]
    assert len(ours) > 1 and set(postprocess.hashes(ours)) <= set(code.scripts)


VNU = os.environ.get("MBC_VNU", "")
# Two things that the validator calls issues are meant, and are left out by name; no other is. Tables say their roles
# once more in words (utils.html.table), for the stylesheet stacks their rows as blocks on a phone, and a browser may
# then forget that they are tables. And its part for CSS does not know container queries, by which a table learns how
# much room it has (CSS Containment Level 3; Chrome and Safari 2022, Firefox 2023).
MEANT = re.compile(
    r"The “role” attribute must not be used on a “(tr|td|th|thead|tbody)” element which has a “table” ancestor"
    r"|CSS: “container-type”: Property “container-type” doesn't exist"
    r"|CSS: Unrecognized at-rule “@container”"
)


@pytest.mark.skipif(
    not VNU, reason="NOT RUN: no HTML validator on this machine (MBC_VNU names the file vnu.jar; .ci/run fetches it)"
)
def test_html_is_valid(pages, singles, tmp_path, request):
    """By day every third page and one single file; at night all."""

    def issues(*paths: Path) -> list[str]:
        done = subprocess.run(
            ["java", "-jar", VNU, "--errors-only", "--format", "json", "--exit-zero-always", *map(str, paths)],
            capture_output=True,
            text=True,
            check=True,
        )
        messages = json.loads(done.stderr)["messages"]
        return [
            f"{Path(m['url']).name} line {m.get('lastLine')}: {m['message']} {m.get('extract', '')!r}"
            for m in messages
            if not MEANT.match(m["message"])
        ]

    night = request.config.option.nightly
    assert issues(*sorted(pages.rglob("*.html"))[:: 1 if night else 3], *singles[: None if night else 1]) == []
    broken = tmp_path / "broken.html"
    page = (pages / "index.html").read_text(encoding="utf-8")
    broken.write_text(page.replace("</article>", "<ul><p>x</p></ul></article>"), encoding="utf-8")
    assert issues(broken)


# --- pages made from the tables ----------------------------------------------------------------------------------


def test_the_first_page_is_a_map(texts, data):
    said = article_words(texts["index.html"])
    (course_map,) = (e for e in elements(texts["index.html"], "ol") if "mbc-map" in e.get("class", ""))
    lines = [[words(line) for line in lesson.find_all("p")] for lesson in course_map.find_all("li", recursive=False)]
    assert lines == [
        [row.title, row.about, f"{row.minutes_core} minutes for the core path, {row.minutes_all} for everything"]
        for row in data.lessons.itertuples()
    ]
    for row in data.lessons.itertuples():
        assert f'href="{row.id}.html"' in texts["index.html"]
        assert site.pages.objectives(read_notebook(ROOT / "notebooks" / f"{row.id}.ipynb"))[0] in said
    assert 'href="00_start_here.html#Get-help-now"' in texts["index.html"]
    core, everything = data.lessons["minutes_core"].sum(), data.lessons["minutes_all"].sum()
    assert f"{len(data.lessons)} lessons: {core} minutes for the core path, {everything} for everything" in said


def test_next_and_previous_walk_the_course(texts, data):
    order = ["index", *data.lessons["id"]]
    for before, after in itertools.pairwise(order):
        assert f'class="next-page" href="{after}.html"' in texts[f"{before}.html"]
        assert f'class="prev-page" href="{before}.html"' in texts[f"{after}.html"]


def test_the_glossary_holds_every_term_and_lessons_link_to_it(texts, data):
    page = texts["glossary.html"]
    said = article_words(page)
    for row in data.glossary.itertuples():
        assert f'<dt id="term-{row.id}">' in page and shown(row.definition) in said
    beginnings = {tuple(words(cell) for cell in row.find_all(["th", "td"])[:2]) for row in elements(page, "tr")}
    for row in data.treatments[data.treatments["brand"] != ""].itertuples():
        assert (shown(row.label), shown(row.brand)) in beginnings
    for row in data.symptoms.itertuples():
        same = row.label_plain.lower().rstrip("s") == row.label_clinical.lower().rstrip("s")
        assert same or shown(row.label_clinical) in said
    linked = 0
    for path in lesson_paths():
        source = path.read_text(encoding="utf-8")
        for term in re.findall(r"ipynb#term-([\w-]+)\)", source):
            linked += 1
            assert f'href="glossary.html#term-{term}"' in texts[f"{path.stem}.html"]
            entry = page.partition(f'id="term-{term}"')[2].partition("<dt")[0]
            assert f'href="{path.stem}.html"' in entry
    assert linked > 20


def test_the_page_of_an_article_shows_every_statement(texts, data):
    total = 0
    for source in data.sources["id"]:
        said = article_words(texts[f"article_{source}.html"])
        cited = data.citations[
            (data.citations["source_id"] == source) & ~data.citations["table"].isin(["none", "glossary"])
        ]
        own = article_statements(data, source).set_index(["table", "row_id"])
        assert set(cited[["table", "row_id"]].itertuples(index=False, name=None)) == set(own.index)
        for (table, row_id), rows in cited.groupby(["table", "row_id"]):
            lines = sorted(set(rows["line"]))
            head = f"Line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}. "
            assert head + shown(own.loc[(table, row_id), "text"].replace(".;", ".")) in said, (source, table, row_id)
            total += 1
    assert total > 300


def test_no_article_page_shows_a_text_that_several_articles_make_up(texts, data):
    """Of a row that several articles carry stands its name or this article's own part, and the page says so with
    links.
    """
    known = all_statements(data).set_index(["table", "row_id"])["text"]
    carried = data.citations.groupby(["table", "row_id"])["source_id"].agg(set)
    checked = 0
    for source in data.sources["id"]:
        page = texts[f"article_{source}.html"]
        said = article_words(re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL))
        assert "Where a row of this course combines what several articles say, only its name is here" in said
        for lesson in ("02_", "03_", "04_", "05_", "06_"):
            assert re.search(rf'href="{lesson}\w+\.html"', page.partition("The lessons show such rows in full")[2])
        for (table, row_id), sources in carried.items():
            joined = table in ("sites", "subtypes", "treatments", "diagnostic_tests", "steps") and len(sources) > 1
            if joined and source in sources and "; " in known[table, row_id]:
                assert shown(known[table, row_id].replace(".;", ".")) not in said, (source, table, row_id)
                checked += 1
    assert checked
    assert "zoledronic" not in article_words(texts["article_004.html"].split("mbc-said", 1)[1].split("<details")[0])


def test_the_page_of_an_article_shows_what_a_statement_is_compared_with(texts, data):
    cited = data.citations.merge(data.comparison_rows, on=["table", "row_id"]).merge(
        data.comparisons, left_on="comparison_id", right_on="id"
    )
    assert set(cited["comparison_id"]) == set(data.comparisons["id"])
    for row in cited.itertuples():
        said = article_words(texts[f"article_{row.source_id}.html"])
        assert shown(row.why_it_matters) in said, (row.source_id, row.comparison_id)
        assert not row.verdict or f"Verdict: {', '.join(filter(None, [row.verdict, row.second_verdict]))}" in said


def test_about_the_numbers_holds_figures_verdicts_and_references(texts, data):
    page = texts["about_the_numbers.html"]
    said = article_words(page)
    for row in data.statistics[data.statistics["kind"] == "article"].itertuples():
        assert (
            f"{row.label} {estimates.amount(row.low, row.high, row.unit)} {estimates.context(row)}"
            in " ".join(re.sub(r"</t[hd]>", " ", page).split()).replace("<td>", "").replace("&#x27;", "'")
            or row.label in said
        )
        assert shown(estimates.context(row)) in said
    for verdict, meaning in verdicts.MEANING.items():
        given = int((data.comparisons[["verdict", "second_verdict"]] == verdict).sum().sum())
        assert f"{verdict[0].upper()}{verdict[1:]}{meaning} Given {given} times." in said
    for row in data.references.itertuples():
        assert shown(row.title) in said
        year = "no date" if row.year == "not stated" else row.year
        assert f"({year}; seen: {row.seen_at_kind}; checked {row.checked_on})" in said
    assert f"{len(data.citations)} citations" in said
    cards = [
        e
        for box in elements(page, "ul")
        if box.get("class") == "mbc-cards"
        for e in box.find_all("li", recursive=False)
    ]
    judged = data.comparisons[data.comparisons["verdict"] != ""]
    assert len(cards) == len(judged)
    for card, row in zip(
        cards, judged.groupby("topic", sort=False)[judged.columns].apply(lambda rows: rows).itertuples(), strict=True
    ):
        card_text = words(card)
        assert row.what_differs in card_text and row.why_it_matters in card_text and row.verdict in card_text


def test_answers_are_at_the_end_of_a_lesson(texts, data):
    for path in lesson_paths():
        before, _, after = texts[f"{path.stem}.html"].partition('<section class="mbc-answers">')
        said = article_words(f"<article>{after.partition('</section>')[0]}</article>")
        assert "</article>" not in before and after
        for item in quizzes.quiz(path.stem, data).items:
            assert shown(item.stem) in said
            for option in item.options:
                assert shown(option.rationale) in said


def test_model_answers_of_cases_are_printed_after_the_answers(texts, data):
    """Each step's points and mistake once more, at the end, where paper has them; on screen they are folded."""
    printed = {}
    for path in lesson_paths():
        for part in (
            texts[f"{path.stem}.html"].partition('<section class="mbc-answers">')[2].split('class="mbc-model">')[1:]
        ):
            title, _, answer = part.partition("</h3>")
            printed[words(title)] = words(answer)
    titles = data.cases.set_index("id")["title"]
    assert list(printed) == [f"{titles[case]}, step {step}" for case in data.cases["id"] for step in range(1, 7)], (
        "mbc-model"
    )
    for row in data.case_steps.itertuples():
        assert shown(row.slip) in printed[f"{titles[row.case_id]}, step {row.step}"]
    for point in data.case_points.itertuples():
        start = shown(re.split(r"{[A-Z]", point.text)[0])
        assert start in printed[f"{titles[point.case_id]}, step {point.step}"]


def test_a_page_has_answers_at_the_end_for_questions_with_their_key_alone(data):
    asked = quizzes.quiz("00_start_here", data).items
    for with_key in (True, False):
        forms = str(quizzes.Quiz(asked, with_key=with_key).html)
        assert site._WITH_KEY.findall(json.dumps(forms)) == ([item.id for item in asked] if with_key else [])


def test_a_page_has_its_code_in_one_fold_below_the_headings_it_belongs_to(texts):
    for path in lesson_paths():
        page = texts[f"{path.stem}.html"]
        (fold,) = (e for e in elements(page, "details") if "hide" in e.get("class", "").split())
        assert words(fold.find("summary")).startswith("See the code of this page")
        code = "".join(fold.get_text().split())
        for cell in read_notebook(path)["cells"]:
            if cell["cell_type"] == "code":
                assert "".join("".join(cell["source"]).split()) in code, (path.stem, cell["id"])
        assert sum("cell_input" in e.get("class", "").split() for e in elements(page, "div")) == 1
        assert held(page, 'aria-label="Toggle hidden content"') == []


def test_code_keeps_the_heading_it_stood_below():
    cells = [("markdown", "# Title\n\n## One"), ("code", "a = 1"), ("markdown", "more"), ("code", "b = 2")]
    notebook = {"cells": [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in cells]}
    *others, last = site._with_code_last(notebook)["cells"]
    assert last["source"] == "# --- One\na = 1\n\n# --- One\nb = 2" and last["metadata"]["tags"] == ["hide-input"]
    assert [cell["metadata"].get("tags") for cell in others] == [None, ["remove-input"], None, ["remove-input"]]
    assert site._with_code_last({"cells": []}) == {"cells": []}


def test_each_lesson_leads_to_the_tests_of_the_course_and_the_last_one_to_the_second(texts, data):
    before, after = (f'href="before_and_after.html#{name}-the-course"' for name in ("before", "after"))
    *lessons, last = data.lessons["id"]
    for lesson in lessons:
        (line,) = (str(e) for e in elements(texts[f"{lesson}.html"], "p") if e.get("class") == "mbc-tests")
        assert before in line and after in line
    (line,) = (str(e) for e in elements(texts[f"{last}.html"], "p") if e.get("class") == "mbc-tests")
    assert after in line and before not in line
    assert 'class="mbc-tests"' not in texts["glossary.html"]


# --- the course as files -----------------------------------------------------------------------------------------


@pytest.mark.nightly
def test_a_second_build_packs_the_same_bytes(pages, singles, tmp_path):
    """In another process with another hash seed, so that no order rests on chance."""
    command = [
        sys.executable,
        "-m",
        "utils",
        "zip",
        "--output",
        str(tmp_path / "site"),
        "--folder",
        str(tmp_path / "dist"),
    ]
    subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}, check=True, capture_output=True
    )
    mine = downloads.write_zip(pages, tmp_path / "mine")
    assert mine.read_bytes() == (tmp_path / "dist" / mine.name).read_bytes()
    again = sorted((tmp_path / "dist" / "single").iterdir())
    assert [(p.name, p.read_bytes()) for p in again] == [(p.name, p.read_bytes()) for p in singles]


def test_the_zip_opens_as_a_folder(pages, tmp_path):
    path = downloads.write_zip(pages, tmp_path)
    assert path.name == f"mbc-course-{version()}.zip"
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    names = [entry.filename for entry in entries]
    top = f"mbc-course-{version()}/"
    assert names == sorted(names) and all(name.startswith(top) for name in names)
    assert {top + "index.html", top + "LICENSE", top + "LICENSE-CC-BY-4.0"} <= set(names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    inside = {p.relative_to(pages).as_posix() for p in pages.rglob("*") if p.is_file()}
    assert {name.removeprefix(top) for name in names} == inside | {"LICENSE", "LICENSE-CC-BY-4.0"}


def lesson_links(page: str) -> set[str]:
    """The lessons to which the text of a page leads as a whole."""
    links = [link.get("href", "") for article in elements(page, "article") for link in article.find_all("a")]
    return set(links) & {f"{path.stem}.html" for path in lesson_paths()}


def test_a_single_file_needs_no_other(singles, texts, data):
    """Its links lead to places in itself, or to the file of another lesson, which they name."""
    assert [path.stem for path in singles] == [path.stem for path in lesson_paths()]
    titles = {f"{row.id}.html": row.title for row in data.lessons.itertuples()}
    for path in singles:
        page = path.read_text(encoding="utf-8")
        ids = {e["id"] for e in elements(page) if e.get("id")}
        for element in elements(page, "a", "link", "script", "img", "form"):
            for name in ("href", "src", "action"):
                address = element.get(name)
                if address in titles:
                    assert address != path.name and titles[address] in words(element), f"{path.name}: {address}"
                elif address and not address.startswith(("data:", "http://", "https://")):
                    assert address.startswith("#") and (address in ("#", "#top") or address[1:] in ids), (
                        f"{path.name}: {address}"
                    )
        assert held(page, 'class="sidebar-drawer"', 'action="search.html"') == []
        for address in lesson_links(texts[path.name]) - {path.name}:
            assert address in lesson_links(page.partition('class="mbc-files"')[0]), (
                f"{path.name} leads no longer to {address}"
            )
        (listed,) = (e for e in elements(page, "section") if "mbc-files" in e.get("class", ""))
        assert [words(code) for code in listed.find_all("code")] == list(titles)
        assert {link["href"] for link in listed.find_all("a")} == set(titles) - {path.name}
        said = article_words(page)
        for term in re.findall(
            r"ipynb#term-([\w-]+)\)", (ROOT / "notebooks" / f"{path.stem}.ipynb").read_text(encoding="utf-8")
        ):
            assert shown(data.glossary.set_index("id").loc[term, "definition"]) in said
        assert "These signs cannot wait" in said  # the card itself, not only a link to it
        for item in quizzes.quiz(path.stem, data).items:
            assert shown(item.stem) in said


# --- live -----------------------------------------------------------------------------------------


def test_live_links():
    live = LaunchLinks("https://github.com/someone/a-course.git", "main", "https://hub.example.org/")
    path = "notebooks/04_sites_and_symptoms.ipynb"
    assert live.for_file(path) == [
        ("this lesson on Binder",
         "https://mybinder.org/v2/gh/someone/a-course/main?urlpath=lab%2Ftree%2Fnotebooks%2F04_sites_and_symptoms.ipynb"),
        ("this lesson on your JupyterHub",
         "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fa-course.git"
         "&branch=main&urlpath=lab%2Ftree%2Fa-course%2Fnotebooks%2F04_sites_and_symptoms.ipynb"),
    ]  # fmt: skip
    assert "/v2/gl/a%2Fb%2Fcourse/x%2Fy?" in LaunchLinks("https://gitlab.com/a/b/course", "x/y").binder_link(path)
    assert f"/v2/git/https%3A%2F%2Fgit.example.org%2Fc/v{version()}?" in LaunchLinks(
        "https://git.example.org/c"
    ).binder_link(path)
    assert live.copy_link("04_sites_and_symptoms.ipynb") == (
        "https://hub.example.org/hub/user-redirect/lab/tree/my_course/04_sites_and_symptoms.ipynb"
    )
    for needs_hub in (LaunchLinks.copy_link, LaunchLinks.hub_link):
        with pytest.raises(CourseError, match="Fix: --hub"):
            needs_hub(LaunchLinks("https://git.example.org/c"), path)
    for bad in ({"repository": ""}, {"repository": "git@host:a/b"}, {"repository": "https://a.b/c", "hub": "hub"}):
        with pytest.raises(CourseError, match="Fix: "):
            LaunchLinks(**bad)


def test_links_are_pinned_to_the_tag_of_this_version():
    """A hub has one version installed; lessons of a branch would one day be newer."""
    live = LaunchLinks("https://git.example.org/c", hub="https://hub.example.org")
    assert f"&branch=v{version()}&" in live.hub_link("notebooks/a.ipynb")
    assert f"/v{version()}?" in live.binder_link("notebooks/a.ipynb")


@pytest.mark.parametrize("given", [[], ["--branch", "autumn"]])
def test_links_say_what_must_have_been_pushed(given, capsys):
    """Nothing else makes the tag: until it is there, they open nothing."""
    assert cli.main(["links", "--repository", "https://git.example.org/c", *given]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    branch = given[-1] if given else f"v{version()}"
    assert last.startswith(f"These links need {branch} in https://git.example.org/c: it must have been pushed there")
    steps = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .partition("\n## Make a release\n")[2]
        .partition("\n## ")[0]
    )
    assert "(CONTRIBUTING, Make a release)" in last and f"git push origin main v{version()}" in steps


def test_pages_link_to_live_lessons_when_given_the_address(tmp_path, texts):
    lesson = lesson_paths()[0]
    (tmp_path / "notebooks").mkdir()
    shutil.copyfile(lesson, tmp_path / "notebooks" / lesson.name)
    built = site.build(tmp_path / "site", tmp_path / "notebooks", LaunchLinks("https://github.com/someone/a-course"))
    page = (built / f"{lesson.stem}.html").read_text(encoding="utf-8")
    assert f"gh/someone/a-course/v{version()}?urlpath=lab%2Ftree%2Fnotebooks%2F{lesson.name}" in page
    assert all("mybinder" not in text for name, text in texts.items() if name != "administrators.html")
    assert [issue for look in page_checks.ALL for issue in look(page)] == []


def test_actions_of_workflows_are_pinned():
    used = [
        line
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for line in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    ]
    assert len(used) > 5
    assert [line for line in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_lessons_show_the_rows_that_the_page_of_an_article_links_to_them_for(data):
    texts = {
        id: html.unescape(
            "".join(text for _, text in outputs(read_notebook(ROOT / "notebooks" / f"{id}.ipynb"), "text/html"))
        )
        for id in data.lesson_shows["lesson"]
    }
    for row in data.lesson_shows.itertuples():
        labels = list(getattr(data, row.table)["label"])
        assert len(held(texts[row.lesson], *labels)) > len(labels) / 2, row
        assert held("\n".join(texts.values()), *labels) == labels, row  # the steps of diagnosis are with the tests

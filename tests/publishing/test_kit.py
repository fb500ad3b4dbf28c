"""The class kit: plans, polls, cards, rubrics and papers of a lesson, in a folder where every link leads somewhere."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import unquote

import pytest

from tests.helpers import LESSONS, parsed, read_notebook
from tests.publishing.kit_checks import broken_links, broken_notes
from utils import cli
from utils.errors import command
from utils.exports import paper
from utils.publishing import browser, classroom, kit
from utils.publishing.lesson_files import jupyterlab_anchor
from utils.publishing.slides import reading
from utils.questions.bank import all_items
from utils.statements.reviewers import NOT_REVIEWED
from utils.tables.rules.questions import TEST

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])


def plan(data, path) -> str:
    return kit.plan_page(data, path.stem, read_notebook(path), "../instructor/lesson.html")


@each_lesson
def test_a_plan_has_every_part_and_leads_to_cells_that_are_there(path, data):
    page = parsed(plan(data, path))
    rows = data.plans[data.plans["lesson"] == path.stem]
    assert len(page.select("section.plan")) == rows["length"].nunique() == 2
    assert len(page.select("tbody tr")) == len(rows)
    text = page.get_text(" ")
    assert all(row.activity in text and row.ask in text and row.look_for in text for row in rows.itertuples())
    anchors = {jupyterlab_anchor(section.heading) for section in reading.sections(read_notebook(path))}
    links = {unquote(link["href"].partition("#")[2]) for link in page.select("td a")}
    assert links and links <= anchors
    assert all(row.select("a") for row in page.select("tbody tr"))
    assert NOT_REVIEWED in text


@pytest.mark.browser
def test_a_plan_prints_on_two_pages(data, tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_options())
        page = chromium.new_page()
        for path in LESSONS:
            page.set_content(plan(data, path))
            printed = page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, path.stem
        chromium.close()


@each_lesson
def test_a_poll_asks_with_four_letters_and_gives_no_answer_away(path, data):
    text = kit.poll_page(data, path.stem)
    page = parsed(text)
    items = kit.poll_items(data, path.stem)
    assert len(items) >= 5 and [each["data-item"] for each in page.select("section")] == [item.id for item in items]
    bank = {item.id: item for item in all_items(data)}
    for section in page.select("section"):
        item = bank[section["data-item"]]
        assert (
            item.place != TEST and section.h2.get_text() == f"{item.number}. {item.stem}"
        )  # the number is that of the key
        assert [letter.get_text() for letter in section.select("li b")] == ["A", "B", "C", "D"]
        assert [each.get_text() for each in section.select("li span")] == [option.text for option in item.options]
        assert not [option for option in item.options if option.rationale in section.get_text()]
    assert {link["href"] for link in page.select("nav a")} <= {f"#{each['id']}" for each in page.select("section")}
    assert "<script" not in text and "http" not in text


@each_lesson
def test_a_pocket_card_is_that_of_the_lesson(path, data):
    text = kit.pocket_page(data, path.stem, read_notebook(path))
    cells = [c for c in read_notebook(path)["cells"] if "## Pocket card" in "".join(c["source"])]
    assert bool(text) == bool(cells)
    if cells:
        lines = parsed(text).select("li")
        assert len(lines) == "".join(cells[0]["source"]).count("\n- ") and all(line.b for line in lines)
        assert NOT_REVIEWED in text and "<!--" not in text and "**" not in text


def test_rubrics_name_what_supports_them(data):
    for use in data.rubrics["use"].unique():
        page = parsed(kit.rubric_page(data, use))
        rows = data.rubrics[data.rubrics["use"] == use].sort_values("position")
        for shown, row in zip(page.select("tbody tr"), rows.itertuples(), strict=True):
            levels = [cell.get_text() for cell in shown.find_all("td")]
            assert levels[:3] == [f"☐ {row.not_yet}", f"☐ {row.nearly}", f"☐ {row.there}"]
            if row.practice_id:
                reference = data.row("references", data.row("practice", row.practice_id).reference_id)
                assert shown.a["href"] == reference.url and reference.publisher in levels[3]
            else:
                assert levels[3] == "Our choice for teaching"
        assert "Not reviewed by a clinician" in page.get_text()


def test_papers_of_a_lesson_and_both_tests(data):
    lesson = LESSONS[3].stem
    papers = paper.class_papers(data, [lesson])
    assert len(papers) == 6
    for name, text in papers.items():
        is_key = name.endswith("key.html")
        assert ("Answer:" in text) == is_key, name
        tested = [item for item in all_items(data) if (item.place == TEST) == name.startswith("test-")]
        ids = {each["id"] for each in parsed(text).select("section")}
        assert ids and ids <= {item.id for item in tested}, name
    assert {item.id for item in all_items(data) if item.lesson == lesson and item.place != TEST} == {
        each["id"] for each in parsed(papers[f"{lesson}-questions.html"]).select("section")
    }


@pytest.fixture
def small_copies(monkeypatch):
    """Copies of one line each in place of the pages, which other tests build."""

    def write(data, folder):
        folders = [folder / kind for kind in ("student", "instructor")]
        for each in folders:
            each.mkdir(parents=True)
            for path in LESSONS:
                (each / f"{path.stem}.html").write_text("<p>A copy.</p>", encoding="utf-8")
        return folders

    monkeypatch.setattr(classroom, "write_copies", write)
    monkeypatch.setattr(
        kit, "write_handouts", lambda student, folder: {p.stem: f"student/{p.stem}.html" for p in LESSONS}
    )


def test_the_kit_of_one_lesson_is_whole_and_the_same_each_time(data, small_copies, tmp_path):
    lesson = LESSONS[3].stem
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        index = kit.write_kit(data, folder, paper.class_papers(data, [lesson]), lesson[:2])
        assert index == folder / "index.html" and broken_links(folder) == []
        assert broken_notes(folder) == []
        contents.append({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert contents[0] == contents[1]
    names = set(contents[0])
    assert {f"slides/{lesson}.pptx", f"papers/{lesson}-plan.html", f"papers/{lesson}-poll.html"} <= names
    assert {f"papers/{lesson}-questions.html", f"papers/{lesson}-key.html", kit.COPIES} <= names
    assert not [each for each in names if each.startswith(("slides/", "papers/0")) and lesson not in each]
    with zipfile.ZipFile(io.BytesIO(contents[0][kit.COPIES])) as package:
        assert len(package.namelist()) == len(LESSONS)
    for missing in (f"slides/{lesson}.pptx", f"papers/{lesson}-key.html"):  # planted
        (tmp_path / "one" / missing).unlink()
    assert len(broken_links(tmp_path / "one")) == 2
    (tmp_path / "two" / kit.INSTRUCTOR / f"{lesson}.html").unlink()
    assert broken_notes(tmp_path / "two") == [f"../{kit.INSTRUCTOR}/{lesson}.html"]


def test_a_handout_is_the_core_path_without_answers(data, tmp_path):
    """Planted: a student copy in which an answer was left."""
    student = tmp_path / "student"
    student.mkdir()
    page = """<html><body><article><section><h1>A lesson</h1><p class="mbc-student-copy">Student copy</p>
      <div class="mbc-item"><fieldset><legend><b>1.</b> What?</legend></fieldset>
      <details><summary>Answer</summary><p>The key.</p></details></div></section></article></body></html>"""
    for path in LESSONS:
        (student / f"{path.stem}.html").write_text(page, encoding="utf-8")
    (tmp_path / kit.HANDOUTS).mkdir()
    for name in ("99_gone.html", "mine.html"):
        (tmp_path / kit.HANDOUTS / name).touch()
    written = kit.write_handouts(student, tmp_path)
    assert list(written) == [path.stem for path in LESSONS]
    names = {f"{path.stem}.html" for path in LESSONS}
    assert {path.name for path in (tmp_path / kit.HANDOUTS).iterdir()} == names | {"mine.html"}
    text = (tmp_path / written[LESSONS[0].stem]).read_text(encoding="utf-8")
    assert "What?" in text and "The key." not in text and "It has no answers" in text
    assert "Student copy" not in text and 'class="mbc-answers' not in text


def test_the_index_says_what_each_file_is_for(data):
    lesson = LESSONS[3].stem
    papers = paper.class_papers(data, [lesson]) | {"rubric-for-a-case.html": ""}
    made = papers | {f"{lesson}-{kind}.html": "" for kind in ("plan", "poll")}
    page = parsed(kit._index([("Title", lesson)], made, {lesson: "handouts/x.html"}))
    columns = dict(zip((th.get_text() for th in page.select("thead th")), page.select("tbody tr > *"), strict=True))
    said = {name: [link.get_text() for link in cell.select("a")] for name, cell in columns.items()}
    assert said == {
        "Lesson": [],
        "Prepare": ["Plan", "Instructor copy"],
        "Show": ["Slides", "Poll"],
        "Print or share": ["Handout", "Questions", "Student copy"],  # no pocket card was made
        "Keep to yourself": ["Answer key"],
    }
    others = [link.get_text() for link in page.select("ul a")]
    assert others == [
        "Test before the course",
        "Test before the course (answer key)",
        "Test after the course",
        "Test after the course (answer key)",
        "Rubric for a case",
        "Student copies of all lessons (zip)",
    ]


def test_slides_alone_say_what_writes_the_pages_that_their_notes_lead_to(data, small_copies, tmp_path, capsys):
    lesson = LESSONS[3].stem
    ask = ["slides", "--only", lesson[:2], "--output", str(tmp_path)]
    assert cli.main(ask) == 0
    *_, written, last = capsys.readouterr().out.splitlines()
    assert written == f"written: {tmp_path / 'slides' / f'{lesson}.pptx'}"
    assert last.startswith("Links in the speaker's notes lead to pages in") and command("classroom") in last
    assert broken_notes(tmp_path) == [f"../{kit.INSTRUCTOR}/{lesson}.html"]
    kit.write_kit(data, tmp_path, paper.class_papers(data, [lesson]), lesson[:2])
    assert broken_notes(tmp_path) == []
    assert cli.main(ask) == 0
    assert "speaker's notes" not in capsys.readouterr().out

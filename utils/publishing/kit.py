"""Everything for a class in one folder: plans, slides, handouts, cards, copies, tests, rubrics, polls, and an index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from utils.archive import zip_bytes
from utils.publishing import classroom, paper, slides
from utils.publishing.class_links import POCKET
from utils.publishing.notebooks import keep_only, lesson_paths
from utils.publishing.site.pages import objectives
from utils.publishing.slides import reading
from utils.questions.bank import Item, all_items
from utils.statements.guidance import publisher_year
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import TEST
from utils.ui.templates import render

POLL_OPTIONS = 4  # letters that a class can show on its fingers
STUDENT, INSTRUCTOR, SLIDES, PAPERS, COPIES = "student", "instructor", "slides", "papers", "student-copies.zip"
HANDOUTS = "handouts"
_USES = {  # the columns of the index, and what is in each
    "Prepare": ("Plan", "Instructor copy"),
    "Show": ("Slides", "Poll"),
    "Print or share": ("Handout", "Pocket card", "Questions", "Student copy"),
    "Keep to yourself": ("Answer key",),
}


def write_kit(data: CourseData, folder: Path, papers: Mapping[str, str], only: str = "") -> Path:
    """Write the kit of one lesson, or of all. The same lessons and tables give the same bytes.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        Folder to write to.
    papers : mapping of str to str
        Name of a file → HTML: the questions and keys of each lesson, and both tests, as ``exports.paper`` makes them.
    only : str
        The start of a lesson's name, such as "03"; empty for all. Student and instructor copies are always of the
        whole course, because their pages link to each other.

    Returns
    -------
    Path
        The index, ``index.html`` in ``folder``.

    Raises
    ------
    CourseError
        If there is no such lesson, and as ``slides.write_decks`` and ``classroom.write_copies`` do.
    """
    lessons = slides.lessons_named(only)
    student, _ = classroom.write_copies(data, folder)
    slides.write_decks(data, folder / SLIDES, only)
    (folder / COPIES).write_bytes(_zipped(student))
    pages_by_name = dict(papers)
    rows = []
    for path in lessons:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        lesson_papers = {
            f"{path.stem}-plan.html": plan_page(data, path.stem, notebook, f"../{INSTRUCTOR}/{path.stem}.html"),
            f"{path.stem}-poll.html": poll_page(data, path.stem),
            f"{path.stem}-pocket-card.html": pocket_page(data, path.stem, notebook),
        }
        pages_by_name |= {name: text for name, text in lesson_papers.items() if text}
        rows.append((data.row("lessons", path.stem).title, path.stem))
    pages_by_name |= {f"rubric-for-a-{use}.html": rubric_page(data, use) for use in data.rubrics["use"].unique()}
    target = folder / PAPERS
    target.mkdir(parents=True, exist_ok=True)
    for name, text in pages_by_name.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    handouts = write_handouts(student, folder)
    index = folder / "index.html"
    index.write_text(_index(rows, pages_by_name, handouts), encoding="utf-8", newline="\n")
    return index


def write_handouts(student: Path, folder: Path) -> Mapping[str, str]:
    """Write a handout per lesson, and return lesson → its file as seen from ``folder``.

    Each is the core path of a page in ``student``, without answers, as one HTML file to print from a browser. The PDFs
    of ``make pdf`` are the same core path with the answers on the last pages.
    """
    target = folder / HANDOUTS
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    for page in lesson_paths(student, "html"):
        lesson = paper.core_path(page.read_text(encoding="utf-8")).without_answers()
        (target / page.name).write_text(paper.handout(lesson), encoding="utf-8", newline="\n")
        written[page.stem] = f"{HANDOUTS}/{page.name}"
    keep_only([f"{stem}.html" for stem in written], target, "html")
    return written


def plan_page(data: CourseData, lesson: str, notebook: dict, page: str) -> str:
    """The plans of a lesson on two pages to print, one per length of class, each part with links to its cells.

    Parameters
    ----------
    data : CourseData
        All tables.
    lesson : str
        Its id.
    notebook : dict
        The lesson as JSON.
    page : str
        Address of the lesson's page.

    Returns
    -------
    str
        HTML.
    """
    cells = reading.cells(notebook)
    plans = data.plans[data.plans["lesson"] == lesson].sort_values(["length", "position"])
    links = data.plan_cells[data.plan_cells["lesson"] == lesson]
    classes = []
    for length, rows in plans.groupby("length"):
        parts = []
        for row in rows.itertuples():
            named = links[(links["length"] == length) & (links["position"] == row.position)]["cell"]
            places = {cells[id].heading: f"{page}#{quote(cells[id].anchor)}" for id in named if id in cells}
            parts.append((row, places))
        classes.append((length, parts))
    row = data.row("lessons", lesson)
    return render(
        "utils.publishing", "plan.html", title=f"Plan: {row.title}", classes=classes, objectives=objectives(notebook)
    )


def poll_items(data: CourseData, lesson: str) -> list[Item]:
    """The questions of a lesson that a class can answer with a letter: one of four."""
    return [
        item
        for item in all_items(data)
        if item.lesson == lesson and item.place != TEST and item.type == "single" and len(item.options) == POLL_OPTIONS
    ]


def poll_page(data: CourseData, lesson: str) -> str:
    """The poll sheet of a lesson: a question and four letters at a time, as large as the screen, without its answer."""
    title = f"Poll: {data.row('lessons', lesson).title}"
    return render("utils.publishing", "poll.html", title=title, items=poll_items(data, lesson))


def pocket_page(data: CourseData, lesson: str, notebook: dict) -> str:
    """The pocket card of a lesson, on a page of its own; empty for a lesson without one."""
    found = [section for section in reading.sections(notebook) if section.heading == POCKET]
    if not found:
        return ""
    lines = reading.paragraphs(found[0].cells[0].text)
    title = f"Pocket card: {data.row('lessons', lesson).title}"
    return render("utils.publishing", "pocket_card.html", title=title, lines=lines)


def rubric_page(data: CourseData, use: str) -> str:
    """A rubric on one page: what to look at, three levels, and what supports each criterion.

    Parameters
    ----------
    data : CourseData
        All tables.
    use : str
        A value of ``data.rubrics["use"]``.

    Returns
    -------
    str
        HTML.
    """
    pages = data.by_id("references")
    criteria = []
    for row in data.rubrics[data.rubrics["use"] == use].sort_values("position").itertuples():
        fact = data.row("practice", row.practice_id) if row.practice_id else None
        source = publisher_year(data.row("references", fact.reference_id)) if fact else ""
        address = pages["url"][fact.reference_id] if fact else ""
        criteria.append((row, source, address))
    return render("utils.publishing", "rubric.html", title=f"Rubric for a {use}", criteria=criteria)


def _zipped(student: Path) -> bytes:
    """The student copies as one zip, the same bytes for the same copies."""
    files = {path.relative_to(student).as_posix(): path for path in student.rglob("*") if path.is_file()}
    return zip_bytes({f"{student.name}/{name}": path.read_bytes() for name, path in sorted(files.items())})


def _index(lessons: Sequence[tuple[str, str]], pages_by_name: Mapping[str, str], handouts: Mapping[str, str]) -> str:
    """The page that lists everything: a row per lesson, and below what belongs to the whole course."""
    rows, listed = [], set()
    for title, id in lessons:
        kinds = {"Poll": "poll", "Pocket card": "pocket-card", "Questions": "questions", "Answer key": "key"}
        links = {label: f"{id}-{kind}.html" for label, kind in {"Plan": "plan", **kinds}.items()}
        listed |= set(links.values())
        links = {label: f"{PAPERS}/{name}" for label, name in links.items() if name in pages_by_name}
        links |= {"Slides": f"{SLIDES}/{id}.pptx", "Handout": handouts[id]}
        links |= {"Student copy": f"{STUDENT}/{id}.html", "Instructor copy": f"{INSTRUCTOR}/{id}.html"}
        rows.append((title, [[(label, links[label]) for label in group if label in links] for group in _USES.values()]))
    others = {_label(name): f"{PAPERS}/{name}" for name in pages_by_name if name not in listed}
    others["Student copies of all lessons (zip)"] = COPIES
    return render("utils.publishing", "kit.html", title="Class kit", uses=list(_USES), rows=rows, others=others)


def _label(name: str) -> str:
    """What the index calls a paper of the whole course, by the name of its file."""
    words = name.removesuffix(".html").replace("-", " ")
    return f"{words.removesuffix(' key')} (answer key)" if words.endswith(" key") else words

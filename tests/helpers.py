"""What several tests need: a table to break, the outputs of lessons, and what their code has to show in every host."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pandas as pd
from bs4 import BeautifulSoup, Tag

from utils import project
from utils.charts.chart import Chart
from utils.explorers.cases import CaseStep
from utils.publishing import notebooks
from utils.questions.bank import Item, Option
from utils.questions.quizzes import Quiz
from utils.statements.estimates import NOT_STATED
from utils.statements.guidance import UNSURE
from utils.tables.course_data import CourseData
from utils.ui import Html
from utils.ui.explorer import Explorer

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT.parent / "shared" / "sources"
WIDGET = notebooks.WIDGET_VIEW
LESSONS = notebooks.lesson_paths()
# what only tells where something comes from
READ_PAST = (r"\barticles? 00\d\b", r"[,(;] ?no date\b", r"\bseen: ", r"\(reference: ", r"\bchecked 20\d\d-")
NOTEBOOKS = notebooks.notebook_paths()  # the lessons, and the notebooks that are none
WITH_WIDGETS = [path for path in LESSONS if WIDGET in path.read_text(encoding="utf-8")]


def course_data(**tables: pd.DataFrame) -> CourseData:
    """Made-up tables as ``CourseData``; a table that is not given is empty."""
    names = [field.name for field in fields(CourseData) if field.init]
    return CourseData(**{name: tables.get(name, pd.DataFrame()) for name in names})


def open_panels(explorer: Explorer) -> list[str]:
    """Every panel of an explorer and every part below them, as they show where nothing can switch them."""
    return [*explorer.panels.values(), *(html for html, _ in explorer.boxed_parts)]


class Table:
    """A CSV file of a copied data folder, to be changed cell by cell or as text."""

    def __init__(self, path: Path):
        self.path = path
        self.rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))

    def row_of(self, id: str, column: str = "id") -> int:
        """Index into ``rows`` of the first row with this value."""
        at = self.rows[0].index(column)
        return next(i for i, row in enumerate(self.rows) if i and row[at] == id)

    def row_with(self, **values: str) -> int:
        """Index into ``rows`` of the first row with these values."""
        wanted = {self.rows[0].index(column): value for column, value in values.items()}
        return next(i for i, row in enumerate(self.rows) if i and all(row[at] == v for at, v in wanted.items()))

    def set(self, index: int, column: str, value: str) -> int:
        """Change one cell; returns the line of the file it stands on (no cell of ours holds a line break)."""
        self.rows[index][self.rows[0].index(column)] = value
        self.write()
        return index + 1

    def write(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(self.rows)


# The nine figures that the five articles cite; the tables may hold more.
NINE = {
    "later-metastasis-share",
    "men-cases-per-year",
    "five-year-survival-improved",
    "chemotherapy-cycle",
    "five-year-survival",
    "bone-share",
    "liver-share",
    "brain-share",
    "inherited-share",
}


def lesson_paths():
    return notebooks.lesson_paths()


def read_notebook(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def held(text: str, *searched: str) -> list[str]:
    """Which of ``searched`` a page or a notebook holds.

    ``assert word not in text`` asks the same, but where it fails pytest compares a megabyte letter by letter, for
    minutes.
    """
    return [word for word in searched if word in text]


def outputs(notebook: dict, mime: str):
    """(cell id, text) of every output of that type."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield cell["id"], "".join(output["data"][mime])


def editable(markup: str) -> BeautifulSoup:
    """HTML as the one reader of all tests reads it, for a test that takes parts out or puts parts in.

    Attributes are as they are written, and what scripts and styles hold is text too, as in a browser.
    """
    return BeautifulSoup(str(markup), "html.parser", multi_valued_attributes=None, string_containers={})


def parsed(markup: str) -> BeautifulSoup:
    """HTML to look at. What is read is shared by all tests, so change nothing in it; ``editable`` is for that."""
    return _parsed(str(markup))


@lru_cache(maxsize=64)
def _parsed(markup: str) -> BeautifulSoup:
    return editable(markup)


def elements(markup: str, *tags: str) -> list[Tag]:
    """The elements with one of these tags, or all, in the order of the HTML."""
    return parsed(markup).find_all(tags or True)


def words(markup: str | Tag) -> str:
    """The text of HTML as a browser's textContent has it, with single spaces."""
    return " ".join(markup.get_text().split()) if isinstance(markup, Tag) else _words(str(markup))


@lru_cache(maxsize=4096)  # panels are looked for in every face, width and host
def _words(markup: str) -> str:
    return words(parsed(markup))


_MARK = re.compile(r'<sup class="mbc-mark"><a href="#([^"]+)" aria-label="([^"]+)">(\d+)(\*?)</a></sup>')


class Marker(NamedTuple):
    """The marker after a statement: what the list of sources says under its number, and whether it has a star."""

    source: str
    unsure: bool


def marker_after(html: str, text: str) -> Marker:
    """The marker that stands right after a text (HTML) in a panel or card that holds its list of sources."""
    found = _MARK.match(html, html.index(text) + len(text))
    assert found, f"no marker after {text!r}"
    place, name, number, star = found.groups()
    assert place.endswith(number) and name == f"source {number}" + (f", {UNSURE}" if star else "")
    entry = re.search(rf'<li id="{re.escape(place)}">(.*?)</li>', html)
    assert entry, f"{text!r}: the list of sources has no number {number}"
    return Marker(entry[1], bool(star))


def without_markers(html: str) -> str:
    """HTML without its markers."""
    return _MARK.sub("", str(html))


def spaced(html: str) -> str:
    """The words of HTML without its markers, with a space between any two elements."""
    return " ".join(parsed(without_markers(html)).get_text(" ").split())


def in_sight(html: str) -> str:
    """The words of HTML that a reader sees while every fold is closed (their lines included)."""
    page = editable(html)
    for unseen in page.find_all(["script", "style", "template"]):
        unseen.decompose()
    for fold in page.find_all("details"):
        summary = fold.find("summary")
        fold.replace_with(f" {summary.get_text(' ')} " if summary else "")
    return " ".join(page.get_text(" ").split())


def read_past(text: str, patterns: Sequence[str] = READ_PAST) -> list[str]:
    """What in a text only tells where something comes from, so that a learner would have to read past it."""
    return [found[0] for pattern in patterns for found in re.finditer(pattern, text, re.IGNORECASE)]


def _cells(lesson: Path) -> list[dict]:
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def html_outputs(lesson: Path) -> list[str]:
    """The HTML form of every output that has something to read, as committed."""
    cells = notebooks.without_widgets(json.loads(lesson.read_text(encoding="utf-8")))["cells"]
    found = [output.get("data", {}).get("text/html") for cell in cells for output in cell.get("outputs", [])]
    return ["".join(markup) for markup in found if markup]


@dataclass(frozen=True)
class Shown:
    """What the cells of a lesson give, in order."""

    explorers: list[Explorer]
    quizzes: list[Quiz]
    pictures: list[str]  # alt texts of the charts that stand by themselves, not in an explorer
    after_cases: list[str]  # those among them that explain a case: on paper they stand with the answers, at the end

    @property
    def pictures_on_paper(self) -> list[str]:
        """Alt texts in the order of a printed lesson."""
        return [alt for alt in self.pictures if alt not in self.after_cases] + self.after_cases

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for quiz in self.quizzes for item in quiz.items)

    @property
    def live(self) -> list[Quiz]:
        """The quizzes that are live in JupyterLab; further practice is a form there too."""
        return [quiz for quiz in self.quizzes if quiz.live]

    @property
    def live_items(self) -> tuple[Item, ...]:
        return tuple(item for quiz in self.live for item in quiz.items)


@cache
def results(lesson: Path) -> list:
    """Run the lesson's cells in this process and keep what each ends with; of a step of a case, its three parts."""
    names: dict = {}
    ends = []
    for cell in _cells(lesson):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, lesson.name, "exec"), names)
        if last:
            end = eval(compile(ast.Expression(last.value), lesson.name, "eval"), names)
            ends += [end.above, end.quiz, end.below] if isinstance(end, CaseStep) else [end]
    return ends


@cache
def shown(lesson: Path) -> Shown:
    """What the lesson's cells give, sorted by what a test does with it."""
    made = results(lesson)
    explorers = [result for result in made if isinstance(result, Explorer)]
    quizzes = [result for result in made if isinstance(result, Quiz)]
    saved = [output for cell in _cells(lesson) for output in cell["outputs"] if WIDGET in output.get("data", {})]
    assert len(saved) == len(explorers) + sum(quiz.live for quiz in quizzes), (
        f"{lesson.name} shows a widget that these tests do not know."
    )
    charts = [(result, [result.alt] if isinstance(result, Chart) else _case_pictures(result)) for result in made]
    return Shown(
        explorers,
        quizzes,
        [alt for _, texts in charts for alt in texts],
        [alt for result, texts in charts if not isinstance(result, Chart) for alt in texts],
    )


def _case_pictures(result: object) -> list[str]:
    """The alt texts of the drawings that follow the last step of a case."""
    if not isinstance(result, Html):
        return []
    return [image["alt"] for image in parsed(str(result.html)).select(".mbc-case-answer .mbc-chart img")]


def alts(markup: str) -> list[str]:
    """The alt text of every picture in HTML."""
    return [image.get("alt", "") for image in elements(markup, "img")]


def named(item: Item, option: Option) -> str:
    """An option as the form names it: with its letter, or in a matrix or a text with blanks by its words alone."""
    return (
        option.text
        if item.type in ("matrix-single", "matrix-multiple", "cloze", "rationale")
        else f"{option.letter}) {option.text}"
    )


def question(item: Item) -> list[str]:
    """Every text that a question shows before its key is opened."""
    texts = [item.stem, *(text for finding in item.exhibit for text in finding_texts(finding))]
    texts += [piece.strip() for part in item.parts for piece in part.text.split("{}") if piece.strip(" .,")]
    texts += [named(item, option) for part in (item, *item.parts) for option in part.options]
    return texts + [number.unit for number in item.numbers]


def finding_texts(finding) -> tuple[str, str, str]:
    return finding.time, finding.finding, finding.value


def right(text: str, name: str, correct: bool) -> str:
    return f"{name} {'✓ Correct:' if correct else '✗ Incorrect:'} {text}"


def key(item: Item) -> str:
    """The text of a question's folded key."""
    return f"{_answers(item)}Evidence: {item.evidence_text}. {item.review_text}"


def _answers(item: Item) -> str:
    if item.type == "numeric":
        (number,) = [number for number in item.numbers if number.correct]
        low, high = (f"{float(number.value) + sign * number.tolerance:.10g}" for sign in (-1, 1))
        counts = f" ({low} to {high} counts)" if number.tolerance else ""
        reasons = "".join(right(n.rationale, f"{n.value}:", n.correct) for n in item.numbers)
        return f"Answer: {number.value} {number.unit}{counts}{reasons}"
    if item.type == "ordering":
        order = ", ".join(o.letter for o in sorted(item.options, key=lambda o: o.mark) if o.mark != "no")
        places = {o.letter: "Does not belong." if o.mark == "no" else f"Place {o.mark}." for o in item.options}
        return f"Answer: {order}" + "".join(f"{o.letter}) {places[o.letter]} {o.rationale}" for o in item.options)
    return "".join(group_key(item, part) for part in item.parts or (item,))


def group_key(item: Item, part) -> str:
    """The text of the key of one choice of a question: of a part, or of the item itself where it has none."""
    words_only = named(item, part.options[0]) == part.options[0].text
    keys = ", ".join(o.text if words_only else o.letter for o in part.options if o.mark == "yes")
    text = getattr(part, "text", "")
    answer = text.replace("{}", keys) if "{}" in text else f"{text} – {keys}" if text else keys
    names = {o.letter: f"{o.text}:" if words_only else f"{o.letter})" for o in part.options}
    return f"Answer: {answer}" + "".join(right(o.rationale, names[o.letter], o.mark == "yes") for o in part.options)


# columns that more than a reader reads: lessons choose rows by a topic, charts read years from a time span
# and days from a figure
NOT_ONLY_SHOWN = {
    ("comparisons", "topic"),
    ("statistics", "time_span"),
    ("score_bands", "measure"),
    ("case_findings", "value"),
    ("practice", "value"),
}


@cache
def text_columns() -> dict[str, list[str]]:
    """Table → its columns of free text: no keys, no closed lists, nothing with a pattern."""
    resources = json.loads((project.DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    linked = set(NOT_ONLY_SHOWN)
    for resource in resources:
        for link in resource["schema"].get("foreignKeys", ()):
            linked |= {(resource["name"], column) for column in _listed(link["fields"])}
            linked |= {(link["reference"]["resource"], column) for column in _listed(link["reference"]["fields"])}
    return {
        resource["name"]: [
            field["name"]
            for field in resource["schema"]["fields"]
            if field["type"] == "string"
            and field["name"] not in {"id", "table", "row_id", *resource["schema"].get("primaryKey", ())}
            and (resource["name"], field["name"]) not in linked
            and not {"enum", "pattern"} & set(field.get("constraints", ()))
        ]
        for resource in resources
    }


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def with_texts(data: CourseData, change: Callable[[str], str]) -> CourseData:
    """The same tables with every cell of free text changed, but for empty ones and those that say "not stated"."""
    return replace(
        data,
        **{
            name: getattr(data, name).assign(
                **{
                    column: [cell if cell in ("", NOT_STATED) else change(cell) for cell in getattr(data, name)[column]]
                    for column in columns
                }
            )
            for name, columns in text_columns().items()
        },
    )


def svg_in(html: str) -> str:
    """The first picture of HTML, as SVG text."""
    return unquote(unescape(re.search(r'src="data:image/svg\+xml,([^"]+)"', html)[1]))

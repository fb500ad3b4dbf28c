"""A new lesson from a template: its notebook, its rows in the tables and its line in README.

What is still to be written is marked ``[write: ...]``; ``make check`` counts the marks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import nbformat

from utils.errors import CourseError, command
from utils.project import ROOT
from utils.publishing import minutes, notebooks
from utils.tables import question_evidence
from utils.tables.loader import raw
from utils.tables.rows import Tables
from utils.tables.rules.questions import MORE

_TEMPLATE = Path(__file__).with_name("templates") / "lesson.md"
_NAME = re.compile(r"(\d{2})_[a-z0-9]+(?:_[a-z0-9]+)*")
# Of the template's questions: the letter of the key, and the place where the template shows it.
_QUESTIONS = (("b", "idea"), ("c", "idea"), ("a", "idea"), ("c", "idea"), ("b", MORE))
_IDEA = "idea"  # the template's cell of its concept
_OBJECTIVES = 3  # in the template
_FOLDED = {
    "tags": ["hide-input"],
    "jupyter": {"source_hidden": True},
    "mystnb": {"code_prompt_show": "Show the code", "code_prompt_hide": "Hide the code"},
}


def create(name: str, title: str, today: str, root: Path = ROOT) -> list[Path]:
    """Write a new lesson, run it and the lessons with a course map, and return the files that are new or changed.

    Parameters
    ----------
    name : str
        File name of the lesson without its ending, such as ``11_my_subject``; the number is not used yet.
    title : str
        Its title; empty for one made from the name ("My subject").
    today : str
        The date on which its sources were last checked, such as 2026-11-29.
    root : pathlib.Path
        The project folder.

    Returns
    -------
    list of pathlib.Path
        The notebook, the tables, README and the lessons that list all lessons.

    Raises
    ------
    CourseError
        The name is not one of a lesson, its number is taken, or the lesson did not run; then nothing has changed.
    DataError
        As ``tables.raw`` does.
    """
    tables = raw(root / "data")
    _check_name(name, tables)
    values = _values(name, title or _title(name), today, tables)
    with _all_or_nothing(root):
        return _write(values, tables, root)


@contextmanager
def _all_or_nothing(root: Path) -> Iterator[None]:
    """Put tables, notebooks and README back as they were if anything goes wrong while they are written."""
    paths = [*(root / "data").rglob("*.csv"), *(root / "notebooks").glob("*.ipynb"), root / "README.md"]
    before = {path: path.read_bytes() for path in paths}
    try:
        yield
    except BaseException as error:
        for path in (root / "notebooks").glob("*.ipynb"):
            if path not in before:
                path.unlink()
        for path, content in before.items():
            if path.read_bytes() != content:
                path.write_bytes(content)
        if not isinstance(error, Exception):  # Ctrl+C
            raise
        reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        raise CourseError(
            f"The lesson was not created, and every file was put back as it was. The reason: {reason[0]}"
        ) from error


def _write(values: dict[str, str], tables: Tables, root: Path) -> list[Path]:
    name, folder = values["name"], root / "data"
    notebook = root / "notebooks" / f"{name}.ipynb"
    notebook.write_text(notebooks.canonical(_notebook(values)), encoding="utf-8", newline="\n")
    written = [notebook]
    for path, rows in _rows(values, tables).items():
        _insert(folder / path, rows, name)
        written.append(folder / path)
    question_evidence.mark_compared([row["id"] for row in raw(folder)["items"] if row["lesson"] == name], folder)
    _list_in_readme(root / "README.md", values)
    notebooks.rerun(root / "notebooks", name)
    written += [root / "README.md", *minutes.write(root, name)]
    for path in notebooks.with_course_map(root / "notebooks"):
        notebooks.rerun(root / "notebooks", path.stem)
        written.append(path)
    return [*dict.fromkeys(written)]


def _check_name(name: str, tables: Tables) -> None:
    lesson_by_number = {row["id"][:2]: row["id"] for row in tables["lessons"]}
    free = next(f"{number:02}" for number in range(1, 100) if f"{number:02}" not in lesson_by_number)
    again = command("lesson", f"NAME={free}_my_subject", f"{free}_my_subject")
    if not _NAME.fullmatch(name):
        problem = "is not a name for a lesson: two digits, then lower-case words joined by _"
        raise CourseError(f"Nothing was written. {name!r} {problem}. Fix: {again}.")
    if name[:2] in lesson_by_number:
        raise CourseError(
            f"Nothing was written. The number {name[:2]} belongs to {lesson_by_number[name[:2]]}. Fix: {again}."
        )


def _title(name: str) -> str:
    words = name[3:].replace("_", " ")
    return words[0].upper() + words[1:]


def _values(name: str, title: str, today: str, tables: Tables) -> dict[str, str]:
    """What the template is filled with. Its examples are simply the first rows of the tables."""
    lessons = [row for row in tables["lessons"] if row["id"] < name] or tables["lessons"]
    practice = next(row for row in tables["practice"] if row["use_first"] == "yes")
    compared_row = next(row for row in tables["comparisons"] if row["against"] == "reference")
    return {
        "name": name,
        "title": title,
        "today": today,
        "first": tables["lessons"][0]["id"],
        "before": lessons[-1]["id"],
        "before_title": lessons[-1]["title"],
        "minutes": str(minutes.STEP),
        "topic": tables["facts"][0]["topic"],
        "claims": compared_row["topic"],
        "subject": practice["subject"],
        "practice": practice["id"],
        "competency": tables["competencies"][0]["code"],
    }


def _notebook(values: dict[str, str]) -> nbformat.NotebookNode:
    cells = []
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(values)
    for kind, id, source in re.findall(r"^%% (\w+) ([\w-]+)\n(.*?)\n(?=\n%% |\Z)", text, re.MULTILINE | re.DOTALL):
        if kind == "code":
            cells.append(nbformat.v4.new_code_cell(source, id=id, metadata=_FOLDED))
        else:
            cells.append(nbformat.v4.new_markdown_cell(source, id=id))
    return nbformat.v4.new_notebook(cells=cells)


def _rows(values: dict[str, str], tables: Tables) -> dict[str, list[dict[str, str]]]:
    """File in ``data/`` → the rows of the new lesson: its line, a plan for each length, a question per objective."""
    name, slug = values["name"], values["name"][3:].replace("_", "-")
    lesson = {
        "id": name,
        "title": values["title"],
        "about": "[write: what it is about, in one line.]",
        "minutes_core": values["minutes"],
        "minutes_all": values["minutes"],
        "last_checked": values["today"],
    }
    plans = [
        {
            "lesson": name,
            "length": length,
            "position": "1",
            "minutes": length,
            "activity": "[write: what the class does.]",
            "ask": "[write: what to ask.]",
            "look_for": "[write: what a good answer says.]",
        }
        for length in sorted({row["length"] for row in tables["plans"]})
    ]
    plan_cells = [{**{key: plan[key] for key in ("lesson", "length", "position")}, "cell": _IDEA} for plan in plans]
    slides = [{"lesson": name, "position": "1", "cell": _IDEA, "words": "[write: the idea, in one or two sentences.]"}]
    items, options, evidence = [], [], []
    for number, (key, place) in enumerate(_QUESTIONS, start=1):
        objective = (number - 1) % _OBJECTIVES + 1
        item = f"{slug}-{number}"
        items.append(
            {
                "id": item,
                "lesson": name,
                "position": str(number),
                "place": place,
                "type": "single",
                "objective": str(objective),
                "stem": f"[write: question {number}, on what the nurse can do after this lesson, number {objective}.]",
                "difficulty": "medium",
                "judgment": "none",
                "client_need": "none",
                "competency": values["competency"],
            }
        )
        for letter, other in zip("abc", ("first", "second", "third"), strict=True):
            correct = letter == key
            options.append(
                {
                    "item_id": item,
                    "option": letter,
                    "text": f"[write: the {other} answer]",
                    "correct": "yes" if correct else "no",
                    "rationale": f"[write: why the {other} answer is {'right' if correct else 'wrong'}.]",
                }
            )
        evidence.append({"item_id": item, "table": "practice", "row_id": values["practice"]})
    return {
        "lessons.csv": [lesson],
        "plans.csv": plans,
        "slides.csv": slides,
        "links/plan_cells.csv": plan_cells,
        "items/items.csv": items,
        "items/options.csv": options,
        "items/evidence.csv": evidence,
    }


def _insert(path: Path, rows: list[dict[str, str]], lesson: str) -> None:
    """Add rows after those of earlier lessons (at the end, where a table does not say which lesson a row is for)."""
    content = path.read_text(encoding="utf-8")
    reader = csv.reader(io.StringIO(content, newline=""))
    header = next(reader)
    column = next((header.index(name) for name in ("lesson", "id") if name in header), None)
    line = reader.line_num
    for cells in reader:
        if column is None or not _NAME.fullmatch(cells[column]) or cells[column] < lesson:
            line = reader.line_num
    new = io.StringIO()
    writer = csv.DictWriter(new, header, restval="", lineterminator="\n")
    writer.writerows(rows)
    lines = content.splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].rstrip("\n") + "\n"
    path.write_text("".join([*lines[:line], new.getvalue(), *lines[line:]]), encoding="utf-8", newline="\n")


def _list_in_readme(path: Path, values: dict[str, str]) -> None:
    """A row for the lesson in the list of README, in its place; its minutes and their sum are counted later."""
    text = path.read_text(encoding="utf-8")
    rows = re.finditer(r"^\| \[[^\]]*\]\(notebooks/(\w+)\.ipynb\).*\n", text, re.MULTILINE)
    end = max(row.end() for row in rows if row[1] < values["name"])
    new = "| [{title}](notebooks/{name}.ipynb): [write: what it is about] | {minutes} | {minutes} |\n".format(**values)
    text = text[:end] + new + text[end:]
    path.write_text(text, encoding="utf-8", newline="\n")

"""Copies for a class, from the same lessons: an instructor copy with lesson plans, a student copy without answers."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from utils import ui
from utils.publishing import site
from utils.publishing.notebooks import lesson_paths, without_widgets
from utils.questions import quiz
from utils.tables.course_data import CourseData

_ITEM_ID = re.compile(r' data-item="([^"]+)"')


def student_copy(notebook: dict, lesson: str, data: CourseData, score_sheets: str) -> dict:
    """The notebook without answers and rationales.

    Questions and score sheets are made anew, without keys and scores. Saved widgets are removed, because they contain
    the rationales. Code stays, apart from the cells that make questions and score sheets.

    Parameters
    ----------
    notebook : dict
        A lesson as JSON; it is not changed.
    lesson : str
        Id of the lesson.
    data : CourseData
        All tables.
    score_sheets : str
        The score sheets without the raters' scores, as HTML.

    Returns
    -------
    dict
        The copy, as JSON.

    Raises
    ------
    CourseError
        For a question that is no longer in the tables.
    """
    notebook = without_widgets(notebook)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            text = "".join(output.get("data", {}).get("text/html", ""))
            if item_ids := _ITEM_ID.findall(text):
                questions = replace(quiz(lesson, data, only=item_ids), with_key=False)
                output["data"] = {"text/html": str(questions.html)}
                cell["source"] = "# The questions of this lesson. Answers and reasons are in the full lesson."
            if 'class="mbc-model"' in text:
                output["data"] = {"text/html": str(score_sheets)}
                cell["source"] = "# The score sheets of this lesson. The raters' scores are in the full lesson."
    return notebook


def instructor_copy(notebook: dict, lesson: str, data: CourseData) -> dict:
    """A copy of the notebook with the lesson plans for 50 and 75 minutes after the first cell.

    Parameters
    ----------
    notebook : dict
        A lesson as JSON; it is not changed.
    lesson : str
        Id of the lesson.
    data : CourseData
        All tables.

    Returns
    -------
    dict
        The copy, as JSON.
    """
    notebook = copy.deepcopy(notebook)
    plans = data.plans[data.plans["lesson"] == lesson]
    parts = ["## For the instructor"]
    for minutes, rows in plans.groupby("length"):
        steps = rows.sort_values("position")[["minutes", "activity", "ask", "look_for"]]
        parts.append(ui.table(steps, f"A class of {minutes} minutes", ["Minutes", "The class", "Ask", "Look for"]))
    cell = {"cell_type": "markdown", "id": "plan", "metadata": {}, "source": "\n\n".join(parts)}
    notebook["cells"].insert(1, cell)
    return notebook


def write_copies(data: CourseData, folder: Path, score_sheets: str) -> list[Path]:
    """Write notebooks and pages of both kinds of copy.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        The copies go to its subfolders ``student`` and ``instructor``, which are replaced.
    score_sheets : str
        As for ``student_copy``.

    Returns
    -------
    list of Path
        The two subfolders.

    Raises
    ------
    CourseError
        As ``student_copy`` and ``site.build`` do.
    """
    folders = []
    for kind in ("student", "instructor"):
        with tempfile.TemporaryDirectory() as scratch:
            for path in lesson_paths():
                notebook = json.loads(path.read_text(encoding="utf-8"))
                if kind == "student":
                    class_copy = student_copy(notebook, path.stem, data, score_sheets)
                else:
                    class_copy = instructor_copy(notebook, path.stem, data)
                text = json.dumps(class_copy, indent=1, ensure_ascii=False) + "\n"
                Path(scratch, path.name).write_text(text, encoding="utf-8")
            pages = site.build(folder / kind, Path(scratch))
            for path in lesson_paths(Path(scratch)):
                (pages / path.name).write_bytes(path.read_bytes())
        folders.append(pages)
    return folders

"""For a class, from the same lessons: an instructor's copy with the lesson plan, a student's copy without answers."""

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

_ITEM = re.compile(r' data-item="([^"]+)"')


def student_copy(notebook: dict, lesson: str, data: CourseData, score_sheets: str) -> dict:
    """The notebook without answers and reasons: questions and score sheets are made anew, without key and scores.

    ``score_sheets``: the HTML of the score sheets without the raters' scores. Saved widgets go, for they hold the reasons; code
    stays, but the cells that make questions and score sheets do not. Raises CourseError for a question that the tables do
    not have (any more).
    """
    notebook = without_widgets(notebook)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            text = "".join(output.get("data", {}).get("text/html", ""))
            if asked := _ITEM.findall(text):
                shown = replace(quiz(lesson, data, only=asked), with_key=False)
                output["data"] = {"text/html": str(shown.html)}
                cell["source"] = "# The questions of this lesson. Answers and reasons are in the full lesson."
            if 'class="mbc-model"' in text:
                output["data"] = {"text/html": str(score_sheets)}
                cell["source"] = "# The score sheets of this lesson. The raters' scores are in the full lesson."
    return notebook


def instructor_copy(notebook: dict, lesson: str, data: CourseData) -> dict:
    """The notebook with the lesson plans for 50 and 75 minutes after the first cell."""
    notebook = copy.deepcopy(notebook)
    plans = data.plans[data.plans["lesson"] == lesson]
    parts = ["## For the instructor"]
    for length, rows in plans.groupby("length"):
        shown = rows.sort_values("position")[["minutes", "activity", "ask", "look_for"]]
        parts.append(ui.table(shown, f"A class of {length} minutes", ["Minutes", "The class", "Ask", "Look for"]))
    cell = {"cell_type": "markdown", "id": "plan", "metadata": {}, "source": "\n\n".join(parts)}
    notebook["cells"].insert(1, cell)
    return notebook


def write_copies(data: CourseData, folder: Path, score_sheets: str) -> list[Path]:
    """Write notebooks and pages for both kinds of copy to ``folder``/student and ``folder``/instructor; those folders.

    ``score_sheets``: as for ``student_copy``.
    """
    written = []
    for kind in ("student", "instructor"):
        with tempfile.TemporaryDirectory() as scratch:
            for path in lesson_paths():
                notebook = json.loads(path.read_text(encoding="utf-8"))
                if kind == "student":
                    made = student_copy(notebook, path.stem, data, score_sheets)
                else:
                    made = instructor_copy(notebook, path.stem, data)
                Path(scratch, path.name).write_text(
                    json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
                )
            pages = site.build(folder / kind, Path(scratch))
            for path in lesson_paths(Path(scratch)):
                (pages / path.name).write_bytes(path.read_bytes())
        written.append(pages)
    return written

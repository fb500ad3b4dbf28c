"""For a class, from the same lessons: an instructor's copy with the lesson plan, a student's copy without answers."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from types import SimpleNamespace

from utils import html, site
from utils.notebooks import NOTEBOOKS, lessons, without_live

_ANSWER = re.compile(r"(<form class=\"mbc-item\".*?</fieldset>)<details>.*?</details>(</form>)", re.DOTALL)
_MODEL = re.compile(r"<details class=\"mbc-model\">.*?</details>", re.DOTALL)  # scores to compare one's own with
_MARKING = re.compile(r" data-marking=\"[^\"]*\"")
_BLANK = "<p>My answer and my reason: ______________________________</p>"


def student_copy(notebook: dict) -> dict:
    """The notebook without answers and reasons: the questions keep their options, and nothing of the key is left.

    Score sheets stay too, without the raters' scores. Saved widgets go, for they hold the reasons; code stays, but the
    cells that make questions and score sheets do not.
    """
    notebook = without_live(notebook)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            text = "".join(output.get("data", {}).get("text/html", ""))
            if "mbc-item" in text:
                output["data"] = {"text/html": _ANSWER.sub(rf"\1{_BLANK}\2", _MARKING.sub("", text))}
                cell["source"] = "# The questions of this lesson. Answers and reasons are in the full lesson."
            if "mbc-model" in text:
                output["data"] = {"text/html": _MODEL.sub("", text)}
                cell["source"] = "# The score sheets of this lesson. The raters' scores are in the full lesson."
    return notebook


def instructor_copy(notebook: dict, lesson: str, data: SimpleNamespace) -> dict:
    """The notebook with the lesson plans for 50 and 75 minutes after the first cell."""
    notebook = json.loads(json.dumps(notebook))
    plans = data.plans[data.plans["lesson"] == lesson]
    parts = ["## For the instructor"]
    for length, rows in plans.groupby("length"):
        shown = rows.sort_values("position")[["minutes", "activity", "ask", "look_for"]]
        parts.append(html.table(shown, f"A class of {length} minutes", ["Minutes", "The class", "Ask", "Look for"]))
    cell = {"cell_type": "markdown", "id": "plan", "metadata": {}, "source": "\n\n".join(parts)}
    notebook["cells"].insert(1, cell)
    return notebook


def write(data: SimpleNamespace, folder: Path, notebooks: Path = NOTEBOOKS) -> list[Path]:
    """Write notebooks and pages for both kinds of copy to ``folder``/student and ``folder``/instructor; those folders."""
    written = []
    for kind in ("student", "instructor"):
        with tempfile.TemporaryDirectory() as scratch:
            for path in lessons(notebooks):
                notebook = json.loads(path.read_text(encoding="utf-8"))
                copy = student_copy(notebook) if kind == "student" else instructor_copy(notebook, path.stem, data)
                Path(scratch, path.name).write_text(
                    json.dumps(copy, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
                )
            pages = site.build(folder / kind, Path(scratch))
            for path in lessons(Path(scratch)):
                (pages / path.name).write_bytes(path.read_bytes())
        written.append(pages)
    return written

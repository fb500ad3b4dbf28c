"""Copies for a class, from the same lessons: an instructor copy with lesson plans, a student copy without answers."""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import io
import json
import tempfile
from pathlib import Path

from utils import ui
from utils.project import FOR_INSTRUCTORS
from utils.publishing import site
from utils.publishing.notebooks import lesson_paths, notebook_paths, without_widgets
from utils.publishing.site import output
from utils.tables.course_data import CourseData

STUDENT_NOTE = "mbc-student-copy"  # the class of the note in a student copy; a handout leaves it out
ANSWERS = "answers"  # the argument by which a function of the course leaves its answers out
_NOTE = (
    f'<p class="{STUDENT_NOTE}"><i>Student copy: questions, cases and conversations are here without their answers. '
    "You can read it and answer on paper as it is. To run its cells, open it with the course installed (see the README "
    "of the course).</i></p>"
)


def student_copy(notebook: dict) -> dict:
    """The notebook without answers: no keys, rationales, model answers, common mistakes, replies, reasons or scores.

    Each call of a function that can leave its answers out gets that argument and makes the cell's output again:
    what a student sees before and after Run All is the same. Saved widgets, which hold the answers, are left out.

    Parameters
    ----------
    notebook : dict
        A lesson as JSON; it is not changed.

    Returns
    -------
    dict
        The copy, as JSON.

    Raises
    ------
    CourseError
        As the functions of the lesson do, for example for a question that is no longer in the tables.
    """
    notebook = without_widgets(notebook)
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source, has_result = "".join(cell["source"]), bool(cell["outputs"])
        copied, result = _run(source, names, has_result)
        if copied != source:
            cell["source"] = copied
            parts = getattr(result, "parts", 1)  # a result of several outputs is one in the copy
            cell["outputs"][-parts:] = [cell["outputs"][-1] | {"data": result._repr_mimebundle_()}]
    notebook["cells"].insert(1, {"cell_type": "markdown", "id": "student-copy", "metadata": {}, "source": _NOTE})
    return notebook


def _run(source: str, names: dict[str, object], has_result: bool) -> tuple[str, object]:
    """Run a cell in ``names``; its source without answers, and its result if that differs from the lesson's."""
    statements = ast.parse(source).body
    last = statements.pop() if has_result else None
    with contextlib.redirect_stdout(io.StringIO()):  # outside a notebook, what is displayed is printed
        exec(compile(ast.Module(statements, []), "cell", "exec"), names)
    copied = _without_answers(source, names)
    if copied == source or last is None:
        return copied, None
    return copied, eval(compile(ast.Expression(ast.parse(copied).body[-1].value), "cell", "eval"), names)


def _without_answers(source: str, names: dict[str, object]) -> str:
    """The source with ``answers=False`` in each call of a function that has this parameter."""
    lines = source.encode("utf-8").splitlines(keepends=True)  # ast counts columns in bytes
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _can_leave_out(node, names)]
    for call in sorted(calls, key=lambda call: (call.end_lineno, call.end_col_offset), reverse=True):
        line, end = lines[call.end_lineno - 1], call.end_col_offset - 1
        before = b"".join([*lines[: call.end_lineno - 1], line[:end]]).rstrip()
        comma = b"" if before.endswith((b"(", b",")) else b", "
        lines[call.end_lineno - 1] = line[:end] + comma + f"{ANSWERS}=False".encode() + line[end:]
    return b"".join(lines).decode("utf-8")


def _can_leave_out(call: ast.Call, names: dict[str, object]) -> bool:
    """Whether the called function, a name or ``module.name``, has the parameter ``answers``."""
    match call.func:
        case ast.Name(id=name):
            function = names.get(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            function = getattr(names.get(module), name, None)
        case _:
            return False
    return inspect.isfunction(function) and ANSWERS in inspect.signature(function).parameters


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


def write_copies(data: CourseData, folder: Path) -> list[Path]:
    """Write notebooks and pages of both kinds of copy.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        The copies go to its subfolders ``student`` and ``instructor``, where they replace earlier ones.

    Returns
    -------
    list of Path
        The two subfolders.

    Raises
    ------
    CourseError
        As ``student_copy`` and ``site.build`` do.
    """
    folders, kinds = [], ("student", "instructor")
    for kind in kinds:
        output.require_ours(folder / kind)
    for kind in kinds:
        with tempfile.TemporaryDirectory() as scratch:
            for path in lesson_paths():
                notebook = json.loads(path.read_text(encoding="utf-8"))
                if kind == "student":
                    class_copy = student_copy(notebook)
                else:
                    class_copy = instructor_copy(notebook, path.stem, data)
                text = json.dumps(class_copy, indent=1, ensure_ascii=False) + "\n"
                Path(scratch, path.name).write_text(text, encoding="utf-8")
            pages = site.build(folder / kind, Path(scratch))
            for old in notebook_paths(pages):
                old.unlink()
            for path in lesson_paths(Path(scratch)):
                (pages / path.name).write_bytes(path.read_bytes())
        for path in notebook_paths():
            if kind == "student" and path.stem in FOR_INSTRUCTORS:
                continue
            if path not in lesson_paths():  # without a lesson plan
                text = path.read_text(encoding="utf-8")
                if kind == "student":
                    text = json.dumps(student_copy(json.loads(text)), indent=1, ensure_ascii=False) + "\n"
                (pages / path.name).write_text(text, encoding="utf-8")
        folders.append(pages)
    return folders

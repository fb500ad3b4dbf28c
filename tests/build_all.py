"""Everything that is made from the tables, built in this process from a folder: lessons, exports, pages, lists."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from tests.helpers import LESSONS
from utils import exports, tables
from utils.publishing import classroom, review
from utils.publishing.site import pages
from utils.questions import pre_post_test
from utils.tables import dictionary, loader
from utils.tables.course_data import CourseData
from utils.ui.explorer import Explorer


def build(
    folder: Path, output: Path, made: dict[str, str] | None = None, only_shown: bool = False
) -> Iterator[tuple[str, BaseException]]:
    """What could not be made from the tables in ``folder``: its name and what was raised.

    ``made`` is filled with what a reader sees: lesson or page → the HTML of its outputs, or its Markdown. With
    ``only_shown`` nothing else is made.
    """
    made = {} if made is None else made
    data = loader.load_all(folder)
    notebooks = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in LESSONS}
    for name, notebook in notebooks.items():
        yield from _run_lesson(name, notebook, data, made)
    others = {
        "exports": lambda: exports.write_all(data, output / "exports", ""),
        "review list": lambda: review.review_list(data, LESSONS),
        "data/README.md": lambda: dictionary.render(loader.descriptor(folder)),
        "pages": lambda: made.update(pages.make_pages(data, notebooks)),
        "test before and after": lambda: pre_post_test.page(data),
        "student copies": lambda: [classroom.student_copy(notebook) for notebook in notebooks.values()],
        "instructor copies": lambda: [classroom.instructor_copy(n, name, data) for name, n in notebooks.items()],
    }
    for name, make in others.items():
        if only_shown and name != "pages":
            continue
        try:
            with mock.patch.object(tables, "load_all", lambda: data):  # student copies run the lessons
                make()
        except Exception as error:
            yield name, error


def _run_lesson(
    name: str, notebook: dict, data: CourseData, made: dict[str, str]
) -> Iterator[tuple[str, BaseException]]:
    """Run each code cell; what a cell ends with is made in every form that it is shown in."""
    names: dict = {}
    with mock.patch.object(tables, "load_all", lambda: data):
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            try:
                exec(compile(tree, name, "exec"), names)
                result = eval(compile(ast.Expression(last.value), name, "eval"), names) if last else None
                if hasattr(result, "_repr_mimebundle_"):
                    made[name] = made.get(name, "") + result._repr_mimebundle_().get("text/html", "")
                if isinstance(result, Explorer):
                    result.widget()
            except Exception as error:
                yield f"{name}, cell {cell['id']}", error

"""A lesson that was copied away from the course says in one line what is missing and what to do."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbclient import NotebookClient

from tests.helpers import NOTEBOOKS
from tests.lessons.test_lessons import OUTSIDE

CELLS = {
    path.stem: next(c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code") for path in NOTEBOOKS
}
ELSEWHERE = {
    "no course": ("raise ModuleNotFoundError(\"No module named 'utils'\")", "No module named 'utils'"),
    "another package of this name": ("", "cannot import name 'questions' from 'utils'"),
}


@pytest.mark.parametrize("lesson", CELLS)
def test_the_first_cell_says_what_to_do_and_no_other_imports_the_course(lesson):
    source = CELLS[lesson].source
    assert source.startswith("try:\n    from utils") and source.count(OUTSIDE) == 1
    imports, _, rest = source.partition(OUTSIDE)
    assert all(line.startswith("    from utils") for line in imports.splitlines()[1:]) and "import" not in rest


@pytest.fixture(scope="module", params=ELSEWHERE, ids=lambda name: name.replace(" ", "-"))
def elsewhere(request, tmp_path_factory):
    """A kernel that finds something else in place of ``utils``, and what that says."""
    folder = tmp_path_factory.mktemp("elsewhere")
    code, said = ELSEWHERE[request.param]
    (folder / "utils.py").write_text(code, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()])
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        with client.setup_kernel():

            def run(source: str) -> list[str]:
                notebook.cells[0].source = source
                notebook.cells[0].outputs = []
                (output,) = client.execute_cell(notebook.cells[0], 0).outputs
                assert output.output_type == "error"
                return output.traceback  # what JupyterLab prints

            yield run, said


def test_elsewhere_each_lesson_shows_one_line(elsewhere):
    run, said = elsewhere
    for lesson, cell in CELLS.items():
        (shown,) = run(cell.source)
        assert "\n" not in shown and "Traceback" not in shown, lesson
        assert shown.endswith(". Open it in the course folder: make lab, or python -m utils lab"), lesson
        assert said.partition("'questions'")[0] in shown, lesson


def test_planted_a_cell_without_it_shows_a_traceback(elsewhere):
    run, _ = elsewhere
    assert "Traceback" in "\n".join(run("from utils import questions"))

"""A learner whose tables are broken: the first cell of a lesson says so in one line, in a real kernel."""

from __future__ import annotations

import os
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from tests.helpers import ROOT, Table, lesson_paths
from tests.tables.broken_cells import CELLS, FILES

BROKEN = [CELLS[name] for name in ("text in a number", "low above high", "unknown site")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course that a test may break, and a kernel that reads it and not the original."""
    root = tmp_path_factory.mktemp("course")
    for name in ("utils", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    notebook = nbformat.read(lesson_paths()[-1], as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert "load_all()" in cell.source
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root), prepend=os.pathsep)  # behind it: no network
        with client.setup_kernel():

            def run_load_cell():
                cell.outputs = []
                return client.execute_cell(cell, notebook.cells.index(cell)).outputs

            yield root / "data", run_load_cell


@pytest.mark.parametrize("broken", BROKEN, ids=lambda cell: cell.name)
def test_a_broken_cell_is_reported_in_one_line(course, broken):
    data, run_load_cell = course
    assert {output.output_type for output in run_load_cell()} == {"display_data", "execute_result"}
    path = data.parent / FILES[broken.table]
    whole = path.read_bytes()
    try:
        table = Table(path)
        line = table.set(table.row_with(**broken.row), broken.column, broken.value)
        (output,) = run_load_cell()
    finally:
        path.write_bytes(whole)
    assert output.output_type == "error"
    (shown,) = output.traceback  # what JupyterLab prints
    assert "\n" not in shown and "Traceback" not in shown
    place = (FILES[broken.table], f"row {line}", f"column {broken.column}")
    for part in (*place, repr(broken.value), broken.words, "`make check`"):
        assert part in shown


def test_a_missing_or_garbled_file_is_reported_in_one_line(course):
    data, run_load_cell = course
    path = data / "sites.csv"
    whole = path.read_bytes()
    garbled = {
        "is missing": None,
        "is empty": b"",
        "is not UTF-8 text": whole.replace(b"Bone", b"Bon\xe9", 1),
        "cells instead of": whole.rstrip(b"\n") + b",one,cell,too,many\n",
        "column label: is missing": whole.replace(b"label", b"Name", 1),
    }
    for problem, content in garbled.items():
        try:
            path.unlink() if content is None else path.write_bytes(content)
            (output,) = run_load_cell()
        finally:
            path.write_bytes(whole)
        (shown,) = output.traceback
        assert "\n" not in shown and "data/sites.csv" in shown and problem in shown and "`make check`" in shown

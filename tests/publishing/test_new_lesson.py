"""A new lesson from the template: whole, listed and green at once, wherever its number puts it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, Table, read_notebook
from tests.mutants.tree import clean_copy
from utils.errors import CourseError
from utils.publishing import lesson_files, new_lesson, notebooks
from utils.tables import figures, loader, question_evidence

TODAY = "2026-11-29"


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The files that a new lesson needs; the lessons are not run."""
    for name in ("data", "notebooks"):
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                target = tmp_path / name / path.relative_to(ROOT / name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    (tmp_path / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    monkeypatch.setattr(notebooks, "rerun", lambda folder, only: [])
    return tmp_path


def issues(root: Path) -> list:
    data = root / "data"
    return [
        *loader.check(data),
        *figures.figure_issues(data),
        *question_evidence.evidence_issues(data),
        *lesson_files.lesson_issues(data, root / "notebooks"),
    ]


@pytest.mark.parametrize("position", ["last", "in between"])
def test_a_new_lesson_is_listed_in_its_place_and_has_no_issue(copy, position):
    lessons = Table(copy / "data" / "lessons.csv")
    name = f"{len(lessons.rows) - 1:02}_my_subject"
    if position == "in between":  # a number that became free
        gone = lessons.rows[-2][0]
        renamed = f"98_{gone[3:]}"
        for path in [*sorted((copy / "data").rglob("*.csv")), copy / "README.md"]:
            path.write_text(path.read_text(encoding="utf-8").replace(gone, renamed), encoding="utf-8")
        (copy / "notebooks" / f"{gone}.ipynb").rename(copy / "notebooks" / f"{renamed}.ipynb")
        for table in ("lessons.csv", "plans.csv"):
            changed = Table(copy / "data" / table)
            changed.rows[1:] = sorted(changed.rows[1:], key=lambda row: row[0])
            changed.write()
        name = f"{gone[:2]}_my_subject"
    before = {path: path.read_text(encoding="utf-8") for path in (copy / "data").rglob("*.csv")}
    written = new_lesson.create(name, "", TODAY, copy)
    assert issues(copy) == []
    assert copy / "notebooks" / f"{name}.ipynb" in written and copy / "README.md" in written
    for path, text in before.items():  # rows are added, and no other byte changes
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if line in set(text.splitlines())]
        assert kept == text.splitlines(), path
        assert (path in written) == (path.read_text(encoding="utf-8") != text)
    ids = [row["id"] for row in loader.raw(copy / "data")["lessons"]]
    listed = re.findall(r"\(notebooks/(\d\d_\w+)\.ipynb\)", (copy / "README.md").read_text(encoding="utf-8"))
    assert ids == sorted(ids) and name in ids
    assert [each for each in listed if each in ids] == listed and name in listed
    assert lesson_files.open_places(copy / "data", copy / "notebooks")[f"notebooks/{name}.ipynb"] > 10


def test_the_template_is_the_skeleton_of_a_lesson(copy):
    new_lesson.create("77_bone_health", "Bone health", TODAY, copy)
    cells = read_notebook(copy / "notebooks" / "77_bone_health.ipynb")["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert text.startswith("# Bone health\n") and f"Last checked: {TODAY}." in text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "After this lesson you can",
        "In one minute",
        "[write: the idea in a few words]",
        "At the bedside",
        "What patients read",
        "More questions",
        "Pocket card",
        "Sources",
        "What's next",
    ]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert "$" not in json.dumps(cells)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("my subject", "is not a name for a lesson"),
        ("12-my-subject", "is not a name for a lesson"),
        ("12_My_Subject", "is not a name for a lesson"),
        ("../12_x", "is not a name for a lesson"),
        ("05_again", "The number 05 belongs to 05_diagnosis"),
    ],
)
def test_a_name_that_cannot_be_used_writes_nothing(copy, name, problem):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    with pytest.raises(CourseError, match=problem) as error:
        new_lesson.create(name, "", TODAY, copy)
    free = f"{len(loader.raw()['lessons']):02}"
    assert f"`make lesson NAME={free}_my_subject`" in str(error.value)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_a_lesson_that_does_not_run_leaves_every_file_as_it_was(copy, monkeypatch):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}

    def fail(folder, only):
        raise RuntimeError("many lines\nNameError: nothing here")

    monkeypatch.setattr(notebooks, "rerun", fail)
    with pytest.raises(CourseError, match=r"every file was put back as it was\. The reason: NameError: nothing here$"):
        new_lesson.create("77_bone_health", "", TODAY, copy)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_a_table_without_a_final_newline_keeps_its_rows_apart(copy):
    path = copy / "data" / "items" / "evidence.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    new_lesson.create("77_bone_health", "", TODAY, copy)
    assert issues(copy) == []


@pytest.mark.built
def test_a_new_lesson_passes_the_checks_of_every_lesson(tmp_path):
    """Begun in a copy with the command, then checked, run cell by cell, and put to the tests of lessons."""
    root = clean_copy(tmp_path / "copy")
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    number = max(int(row["id"][:2]) for row in loader.raw()["lessons"]) + 1
    name = f"{number:02}_my_subject"

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=root,
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert f"written: notebooks/{name}.ipynb" in run("utils", "lesson", name).replace(os.sep, "/")
    said = run("utils", "check")
    assert "No issues found" in said and f"Still to write: notebooks/{name}.ipynb has " in said
    first = json.loads((root / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8"))
    assert f"{name}.ipynb" in json.dumps([cell.get("outputs") for cell in first["cells"]])  # the course map
    lessons = "tests/lessons/test_lessons.py"
    quick = run("pytest", "-q", "-p", "no:cacheprovider", "--nbval", f"notebooks/{name}.ipynb", lessons, "-k", name)
    assert re.search(r"\d+ passed", quick) and "failed" not in quick
    readme = "tests/test_environment.py::test_readme_lists_the_lessons_with_their_minutes"
    listing = f"{lessons}::test_every_lesson_is_listed_and_every_listed_lesson_is_there"
    run("pytest", "-q", "-p", "no:cacheprovider", readme, listing)
    with (root / "data" / "lessons.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)][-1] == name

"""Notebooks as files: canonical form, and a learner's copy that never loses what the learner did."""

from __future__ import annotations

import json
import os
import shutil
import sys

import nbformat
import nbformat.sign
import pytest
from ipykernel.ipkernel import IPythonKernel

from tests.helpers import NOTEBOOKS, lesson_paths
from utils.errors import CourseError
from utils.publishing import notebooks


@pytest.fixture
def course(tmp_path):
    """A folder with the notebooks, and an empty place for the copy."""
    source = tmp_path / "notebooks"
    source.mkdir()
    for path in NOTEBOOKS:
        shutil.copyfile(path, source / path.name)
    return source, tmp_path / "my_course"


def change(path, words):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += words
    nbformat.write(notebook, path)


def test_a_lesson_that_is_not_there_is_named(course):
    with pytest.raises(CourseError, match=r"starts with '99'\. Fix: use the beginning of 00_"):
        notebooks.rerun(course[0], "99")


def test_first_copy_has_every_lesson_and_the_glossary(course):
    source, target = course
    assert notebooks.copy_for_learner(source, target) == []
    assert [path.name for path in notebooks.notebook_paths(source)] == [path.name for path in NOTEBOOKS]
    assert [path.stem for path in NOTEBOOKS[-3:]] == ["glossary", "missed_questions", "class_results"]
    for path in notebooks.notebook_paths(source):
        assert_copied(path, target / path.name)


def assert_copied(lesson, copy):
    """The copy says what the lesson says, and is the lesson byte by byte where it names the same Python."""
    content = json.loads(copy.read_text(encoding="utf-8"))
    content["metadata"]["language_info"] = nbformat.read(lesson, as_version=4).metadata.language_info
    assert json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n" == lesson.read_text(
        encoding="utf-8"
    )


def test_a_copy_names_the_python_that_will_run_it(course):
    """Else JupyterLab notes it as soon as the kernel is there: unsaved changes before anyone has changed a thing."""
    source, target = course
    notebooks.copy_for_learner(source, target)
    for path in notebooks.notebook_paths(target):
        assert nbformat.read(path, as_version=4).metadata.language_info == IPythonKernel.language_info
    newer = source / notebooks.lesson_paths(source)[0].name
    text = (target / newer.name).read_text(encoding="utf-8").replace(sys.version.split()[0], "3.99.0")
    (target / newer.name).write_text(text, encoding="utf-8")  # copied with another Python, and unchanged since
    change(newer, "new version")
    assert notebooks.copy_for_learner(source, target) == []
    assert "new version" in (target / newer.name).read_text(encoding="utf-8")


def test_second_time_changes_nothing(course):
    source, target = course
    notebooks.copy_for_learner(source, target)
    before = {p: p.stat().st_mtime_ns for p in notebooks.lesson_paths(target)}
    assert notebooks.copy_for_learner(source, target) == []
    assert {p: p.stat().st_mtime_ns for p in notebooks.lesson_paths(target)} == before


def test_what_the_learner_changed_stays(course):
    source, target = course
    notebooks.copy_for_learner(source, target)
    mine = notebooks.lesson_paths(target)[1]
    change(mine, "my note")
    kept = mine.read_bytes()
    assert notebooks.copy_for_learner(source, target) == []
    assert mine.read_bytes() == kept


def test_a_new_version_replaces_an_untouched_copy(course):
    source, target = course
    notebooks.copy_for_learner(source, target)
    lesson = notebooks.lesson_paths(source)[1]
    change(lesson, "new version")
    assert notebooks.copy_for_learner(source, target) == []
    assert_copied(lesson, target / lesson.name)


def test_a_new_version_is_saved_next_to_the_learners_work(course):
    source, target = course
    notebooks.copy_for_learner(source, target)
    lesson = notebooks.lesson_paths(source)[1]
    for turn in (1, 2):
        change(target / lesson.name, f"my note {turn}")
        mine = (target / lesson.name).read_bytes()
        change(lesson, f"new version {turn}")
        said = notebooks.copy_for_learner(source, target)
        kept = target / f"{lesson.stem} (mine {turn}).ipynb"
        assert said == [f"{lesson.name} has a new version; yours is kept as {kept.name}"]
        assert kept.read_bytes() == mine
        assert_copied(lesson, target / lesson.name)
        assert notebooks.copy_for_learner(source, target) == []


def test_a_lost_ledger_loses_no_work(course):
    source, target = course
    notebooks.copy_for_learner(source, target)
    mine = notebooks.lesson_paths(target)[1]
    change(mine, "my note")
    kept = mine.read_bytes()
    (target / ".copied.json").unlink()
    notebooks.copy_for_learner(source, target)
    assert kept in [path.read_bytes() for path in target.glob("*.ipynb")]


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '"x"', "5", '{"00_start_here.ipynb": []}', b"\xff\xfe"])
def test_a_damaged_list_of_copies_loses_no_work_and_stops_nobody(course, damage):
    source, target = course
    notebooks.copy_for_learner(source, target)
    first, mine, older, *_ = notebooks.lesson_paths(target)
    change(mine, "my note")
    kept = mine.read_bytes()
    change(source / older.name, "new version")
    before = older.read_bytes()
    (target / ".copied.json").write_bytes(damage if isinstance(damage, bytes) else damage.encode())
    assert notebooks.copy_for_learner(source, target) == [
        f"{path.name} was copied again; yours is kept as {path.stem} (mine 1).ipynb" for path in (mine, older)
    ]
    assert (target / f"{mine.stem} (mine 1).ipynb").read_bytes() == kept
    assert (target / f"{older.stem} (mine 1).ipynb").read_bytes() == before
    for copy in (first, mine, older):
        assert_copied(source / copy.name, copy)
    assert notebooks.copy_for_learner(source, target) == []  # the list is whole again


@pytest.mark.parametrize("changed", [False, True])
def test_a_full_disk_takes_no_lesson_away(course, monkeypatch, changed):
    source, target = course
    notebooks.copy_for_learner(source, target)
    lesson = notebooks.lesson_paths(source)[1]
    if changed:
        change(target / lesson.name, "my note")
    files = {path.name: path.read_bytes() for path in target.iterdir()}
    change(lesson, "new version")
    write = notebooks.Path.write_text

    def half(path, text, **options):
        write(path, text[: len(text) // 2], **options)
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(notebooks.Path, "write_text", half)
        notebooks.copy_for_learner(source, target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == files
    assert len(notebooks.copy_for_learner(source, target)) == changed
    assert_copied(lesson, target / lesson.name)


def test_canonical_form_drops_what_differs_and_keeps_what_is_read(tmp_path):
    path = lesson_paths()[1]
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["language_info"]["version"] = "3.99"
    notebook.cells[3].metadata["execution"] = {"iopub.execute_input": "2026"}
    for model in next(iter(notebook.metadata["widgets"].values()))["state"].values():
        model["state"]["tooltip"] = None
    assert notebooks.canonical(notebook) == path.read_text(encoding="utf-8")


def test_canonical_form_keeps_the_slide_of_a_cell():
    """An instructor who made slides of a lesson finds them again after `make notebooks`."""
    notebook = nbformat.read(lesson_paths()[1], as_version=4)
    notebook.cells[3].metadata["slideshow"] = {"slide_type": "slide"}
    notebook.cells[3].metadata["collapsed"] = True
    kept = nbformat.reads(notebooks.canonical(notebook), as_version=4).cells[3].metadata
    assert kept["slideshow"] == {"slide_type": "slide"} and "collapsed" not in kept


def test_canonical_form_sees_a_changed_widget():
    """Planted: another word in one model of the saved widget state."""
    path = next(path for path in lesson_paths() if path.stem.startswith("04"))
    notebook = nbformat.read(path, as_version=4)
    state = next(iter(notebook.metadata["widgets"].values()))["state"]
    panel = next(m for m in state.values() if "bone" in str(m["state"].get("value")))
    panel["state"]["value"] = panel["state"]["value"].replace("bone", "stone")
    assert notebooks.canonical(notebook) != path.read_text(encoding="utf-8")


def test_lessons_that_would_not_find_the_course_are_not_called_ready(tmp_path, monkeypatch):
    notebooks.require_course(tmp_path)  # it is installed here
    (tmp_path / "lessons").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "elsewhere"), prepend=os.pathsep)
    (tmp_path / "elsewhere" / "utils.py").write_text("raise ModuleNotFoundError('utils')", encoding="utf-8")
    with pytest.raises(CourseError, match=r"lessons/ would not find the course.* pip install --no-deps --editable"):
        notebooks.require_course(tmp_path / "lessons")
    (tmp_path / "elsewhere" / "utils.py").unlink()
    (tmp_path / "elsewhere" / "utils").mkdir()
    (tmp_path / "elsewhere" / "utils" / "__init__.py").touch()
    (tmp_path / "elsewhere" / "utils" / "project.py").write_text("ROOT = 'another/checkout'", encoding="utf-8")
    with pytest.raises(CourseError, match="would find the course in another/checkout"):
        notebooks.require_course(tmp_path / "lessons")


def test_trust_signs_every_lesson(course, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    source, _ = course
    notebooks.trust(source)
    notary = nbformat.sign.NotebookNotary()
    assert all(notary.check_signature(nbformat.read(path, as_version=4)) for path in notebooks.notebook_paths(source))
    change(notebooks.lesson_paths(source)[0], "changed")
    assert not notary.check_signature(nbformat.read(notebooks.lesson_paths(source)[0], as_version=4))
    notary.store.close()

"""What a hub does before a server starts: fresh lessons, the learner's own work kept, and trust by content."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys

import nbformat
import nbformat.sign
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from tests.helpers import NOTEBOOKS, lesson_paths
from utils.publishing import notebooks
from utils.publishing.hub import start


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A learner's home folder, with signatures of its own, and a course of one lesson and the glossary."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "home" / "jupyter"))
    source = tmp_path / "notebooks"
    for folder in (source, tmp_path / "home" / "jupyter"):
        folder.mkdir(parents=True)
    for path in (lesson_paths()[4], NOTEBOOKS[-2]):
        shutil.copyfile(path, source / path.name)
    return tmp_path / "home", source


def trusted(path) -> bool:
    """What JupyterLab will find for a file of this learner."""
    signer = nbformat.sign.NotebookNotary()
    try:
        return signer.check_signature(nbformat.read(path, as_version=4))
    finally:
        signer.store.close()


def change(path):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += " A note of mine."
    nbformat.write(notebook, path)


def test_lessons_are_copied_and_trusted(home):
    folder, source = home
    assert start.prepare(folder, source) == []
    copies = notebooks.notebook_paths(folder / "my_course")
    assert [path.name for path in copies] == [path.name for path in notebooks.notebook_paths(source)]
    assert len(copies) == 2 and all(map(trusted, copies))


def test_a_lesson_from_a_link_is_trusted_only_if_it_is_one_of_the_course(home):
    folder, source = home
    start.prepare(folder, source)
    pulled = folder / "pulled"
    pulled.mkdir()
    for path in notebooks.notebook_paths(source):
        shutil.copyfile(path, pulled / path.name)
    same, changed = notebooks.notebook_paths(pulled)
    change(changed)
    other = pulled / "99_other.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), other)
    assert [trusted(path) for path in (same, changed, other)] == [True, False, False]
    start.prepare(folder, source)  # the next start does not change that, wherever the files are
    shutil.copyfile(changed, folder / "my_course" / "98_other.ipynb")
    start.prepare(folder, source)
    places = (same, changed, other, folder / "my_course" / "98_other.ipynb")
    assert [trusted(path) for path in places] == [True, False, False, False]


def test_what_a_learner_changed_is_kept_and_not_trusted_by_the_start(home):
    folder, source = home
    start.prepare(folder, source)
    lesson = notebooks.lesson_paths(folder / "my_course")[0]
    change(lesson)
    text = lesson.read_text(encoding="utf-8")
    assert start.prepare(folder, source) == []
    assert lesson.read_text(encoding="utf-8") == text and not trusted(lesson)


def test_a_newer_version_is_put_beside_what_a_learner_changed(home):
    folder, source = home
    start.prepare(folder, source)
    lesson = notebooks.lesson_paths(folder / "my_course")[0]
    change(lesson)
    newer = source / lesson.name
    newer.write_text(newer.read_text(encoding="utf-8").replace("liver", "LIVER"), encoding="utf-8")
    (message,) = start.prepare(folder, source)
    assert "yours is kept as" in message and "A note of mine." not in lesson.read_text(encoding="utf-8")
    assert trusted(lesson)


@pytest.mark.skipif(os.name == "nt", reason="a folder is made read-only by its mode")
def test_a_server_starts_even_where_nothing_can_be_written(home, monkeypatch):
    folder, source = home

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    def locked(*_):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(notebooks, "copy_for_learner", full)
    monkeypatch.setattr(notebooks, "trust_contents", locked)
    copied, signed = start.prepare(folder, source)
    assert "No space left on device" in copied and "Fix: free some space" in copied
    assert "database is locked" in signed and "Fix: " in signed


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '"x"'])
def test_a_damaged_list_of_copies_stops_no_server(home, damage):
    folder, source = home
    start.prepare(folder, source)
    changed, glossary = notebooks.notebook_paths(folder / "my_course")
    change(changed)
    text = changed.read_text(encoding="utf-8")
    (folder / "my_course" / ".copied.json").write_text(damage, encoding="utf-8")
    kept = folder / "my_course" / f"{changed.stem} (mine 1).ipynb"
    assert start.prepare(folder, source) == [f"{changed.name} was copied again; yours is kept as {kept.name}"]
    assert kept.read_text(encoding="utf-8") == text and trusted(changed) and trusted(glossary)
    assert start.prepare(folder, source) == []  # the next start finds the list whole again


@pytest.mark.skipif(os.name == "nt", reason="NOT RUN: Windows has no such modes")
def test_what_a_learner_writes_no_other_learner_can_read(tmp_path, monkeypatch):
    modes = []

    def server(*_):
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").touch()
        modes.extend(oct((tmp_path / name).stat().st_mode)[-3:] for name in ("folder", "file"))

    monkeypatch.setattr(start, "prepare", lambda _: [])
    monkeypatch.setattr(os, "execve", server)
    before = os.umask(0o022)
    try:
        start.main()
    finally:
        os.umask(before)
    assert modes == ["700", "600"]


def test_the_server_gets_its_options_and_keeps_what_an_administrator_chose():
    assert start.server(["--debug"]) == [sys.executable, "-P", "-m", "jupyterhub.singleuser", "--debug"]
    given = {"OMP_NUM_THREADS": "4", "JUPYTER_CONFIG_PATH": "/etc/ours"}
    made = start.environment(given)
    assert made["OMP_NUM_THREADS"] == "4" and made["OPENBLAS_NUM_THREADS"] == "1"
    *ours, theirs = made["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "/etc/ours" and len(ours) == 2
    assert made["GIT_CONFIG_VALUE_0"] == "+refs/tags/*:refs/remotes/origin/*"  # a link to a tag works a second time
    assert "GIT_CONFIG_KEY_0" not in start.environment({"GIT_CONFIG_COUNT": "0"})
    kernels = start.Path(made["JUPYTER_PATH"]) / "kernels"
    argv = json.loads((kernels / "python3" / "kernel.json").read_text(encoding="utf-8"))["argv"]
    assert argv[1:4] == ["-P", "-m", "utils.publishing.hub.kernel"]
    settings = json.loads((start.Path(ours[1]) / "jupyter_server_config.json").read_text(encoding="utf-8"))
    assert settings["MappingKernelManager"]["cull_connected"] is True


def test_a_kernel_on_a_hub_runs_lessons_without_debugger_and_second_completer(tmp_path):
    """Its memory is what a class needs most of; JupyterLab then shows no button for a debugger."""
    specs = KernelSpecManager(kernel_dirs=[str(start.Path(start.__file__).parent / "kernels")])
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.start_kernel(cwd=str(tmp_path), env=start.environment({**os.environ, "IPYTHONDIR": str(tmp_path)}))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)
    try:
        code = "import sys, utils, pandas; (sys.modules.get('jedi'), sys.modules.get('debugpy'))"
        seen = []
        client.execute_interactive(code, timeout=300, output_hook=seen.append)
        assert [m["content"]["data"]["text/plain"] for m in seen if m["msg_type"] == "execute_result"] == [
            "(None, None)"
        ]
        typed = "pandas.DataF"
        offered = client.complete(typed, reply=True, timeout=300)["content"]
        assert "pandas.DataFrame" in [typed[: offered["cursor_start"]] + name for name in offered["matches"]]
        assert "debugger" not in client.kernel_info(reply=True, timeout=300)["content"].get("supported_features", [])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

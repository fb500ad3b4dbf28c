"""The tools of the checks themselves: pairwise sets, first differences, widget state, stamps of what was green."""

from __future__ import annotations

import ast
import copy
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from itertools import combinations, product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser import pairwise
from tests.helpers import ROOT, lesson_paths, read_notebook
from tests.plugins import changed, nbval_widgets, workers
from tests.plugins.nbval_widgets import Models, compare_models, compare_outputs, first_difference


@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4))
def test_a_pairwise_set_holds_every_pair_and_is_no_longer_than_the_product(sizes):
    rows = pairwise.covering(sizes)
    assert len(rows) == len(set(rows)) <= len(list(product(*map(range, sizes))))
    assert all(0 <= value < size for row in rows for value, size in zip(row, sizes, strict=True))
    for a, b in combinations(range(len(sizes)), 2):
        assert {(row[a], row[b]) for row in rows} == set(product(range(sizes[a]), range(sizes[b])))


def test_one_factor_gives_each_value():
    assert pairwise.covering([3]) == [(0,), (1,), (2,)]


def test_every_lesson_and_every_width_is_seen_in_both_schemes():
    for lesson in range(4):
        assert {pairwise.scheme(width, lesson) for width in pairwise.WIDTHS} == set(pairwise.SCHEMES)
    for width in pairwise.WIDTHS:
        assert {pairwise.scheme(width, lesson) for lesson in range(2)} == set(pairwise.SCHEMES)


def test_by_day_each_page_is_walked_once_and_each_width_in_both_schemes():
    faces = [pairwise.face_by_day(page) for page in range(6)]
    assert sorted(faces) == sorted(product(pairwise.WIDTHS, pairwise.SCHEMES))


def test_each_question_is_filled_in_on_a_page_and_each_type_in_each_lab_by_day_and_everything_at_night():
    questions = tuple(SimpleNamespace(type=kind, number=number) for number, kind in enumerate("aabacbd"))
    pages = [q.number for face in pairwise.PAGES for q in pairwise.answered(questions, face, False)]
    assert sorted(pages) == list(range(len(questions)))
    for face in pairwise.LAB:
        assert [q.number for q in pairwise.answered(questions, face, False)] == [0, 2, 4, 6]
    for face in pairwise.FACES:
        assert pairwise.answered(questions, face, True) == list(questions)


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ({"a": 1}, {"a": 1}, ""),
        ({"a": [1, 2]}, {"a": [1, 3]}, "a[1] is '3' committed and '2' made afresh"),
        ({"a": 1, "b": 2}, {"a": 1}, "b is new: '2'"),
        ({}, {"a": "x"}, "a is committed and no longer made: 'x'"),
        ({"a": [1]}, {"a": [1, 2]}, "a has 2 parts committed and 1 made afresh"),
        ({"a": "bone"}, {"a": "stone"}, "a reads 'stone' committed and 'bone' made afresh"),
        ({"a": True}, {"a": 1}, "a is '1' committed and 'true' made afresh"),
        (
            {"a": "x" * 200 + "1"},
            {"a": "x" * 200 + "2"},
            f"a reads '…{'x' * 40}2' committed and '…{'x' * 40}1' made afresh",
        ),
    ],
)
def test_first_difference(ours, theirs, words):
    assert first_difference(ours, theirs) == words


@pytest.fixture
def saved() -> dict:
    notebook = read_notebook(next(path for path in lesson_paths() if path.stem.startswith("05")))
    return notebook["metadata"]["widgets"][nbval_widgets.STATE]["state"]


def heard(state: dict) -> Models:
    """The models as a kernel would tell them: also what is not set, which a notebook leaves out."""
    models = Models()
    for name, model in state.items():
        content = {"comm_id": name, "data": {"state": {**model["state"], "tooltip": None}, "buffer_paths": []}}
        models.hear({"msg_type": "comm_open", "content": content})
    return models


def test_the_saved_state_is_recognized(saved):
    assert compare_models(heard(saved), saved, last=True) == ""


def test_what_a_cell_changes_later_is_compared_again(saved):
    models = heard(saved)
    assert compare_models(models, saved, last=False) == ""
    models.hear(
        {
            "msg_type": "comm_msg",
            "content": {"comm_id": next(iter(models.states)), "data": {"method": "update", "state": {"new": 1}}},
        }
    )
    assert compare_models(models, saved, last=False).startswith(f"widget {next(iter(saved))[:8]} ")


def test_other_messages_change_nothing(saved):
    models = heard(saved)
    models.hear({"msg_type": "comm_msg", "content": {"comm_id": "x", "data": {"method": "custom"}}})
    models.hear({"msg_type": "stream", "content": {"name": "stdout", "text": "x"}})
    assert compare_models(models, saved, last=True) == ""


def test_binary_data_is_refused_and_not_passed_over(saved):
    models = heard(saved)
    models.buffers[next(iter(models.states))] = [["value"]]
    assert "binary data" in compare_models(models, saved, last=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda outputs: outputs.pop(), "2 outputs are committed and 1 were made"),
        (lambda outputs: outputs.reverse(), "output 1:"),
        (lambda outputs: outputs[0].update(output_type="display_data"), "output 1:.output_type"),
        (lambda outputs: outputs[0]["metadata"].update(isolated=True), "output 1:.metadata.isolated is new"),
        (lambda outputs: outputs[1].update(text="c"), "output 2:.text"),
    ],
)
def test_outputs_are_compared_with_order_kind_and_metadata(change, words):
    committed = [
        {"output_type": "execute_result", "data": {"text/plain": "a"}, "metadata": {}, "execution_count": 1},
        {"output_type": "stream", "name": "stdout", "text": "b"},
    ]
    fresh = copy.deepcopy(committed)
    assert compare_outputs(fresh, committed) == ""
    change(fresh)
    assert words in compare_outputs(fresh, committed)


def test_a_stamp_changes_with_the_lesson_and_what_it_depends_on(tmp_path, monkeypatch):
    lesson = tmp_path / "lesson.ipynb"
    lesson.write_text("a", encoding="utf-8")
    first = changed.stamp(lesson)
    assert changed.stamp(lesson) == first
    lesson.write_text("b", encoding="utf-8")
    assert changed.stamp(lesson) != first
    for folder in ("data", "utils", "tests/plugins/offline"):
        (tmp_path / folder).mkdir(parents=True)
    for name in changed.CHECKS:
        (tmp_path / "tests" / "plugins" / name).write_text("x", encoding="utf-8")
    for name in ("requirements.lock", "tests/requirements.lock", "data/a.csv", "utils/a.py"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    monkeypatch.setattr(changed, "ROOT", tmp_path)
    monkeypatch.setattr(changed, "PLUGINS", tmp_path / "tests" / "plugins")
    seen = set()
    for name in ("", "data/a.csv", "utils/a.py", "requirements.lock", "tests/plugins/nbval_widgets.py"):
        if name:
            (tmp_path / name).write_text("changed", encoding="utf-8")
        changed._ground.cache_clear()
        seen.add(changed.stamp(lesson))
    changed._ground.cache_clear()
    assert len(seen) == 5


PLUGINS = re.findall(r" -p (tests\.plugins\.\w+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_plugins_are_loaded():
    """Without them lessons would run unchecked, and nobody would see it."""
    assert set(PLUGINS) == {
        f"tests.plugins.{name}" for name in ("no_network", "nbval_widgets", "nightly", "changed", "workers")
    }
    assert set(PLUGINS) <= set(sys.modules)


def outsiders(source: str) -> list[str]:
    """What a module imports that a learner's environment (requirements.lock) lacks."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    learner = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)) | {"mbc-course"}
    packages, names = packages_distributions(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.partition(".")[0])
    return sorted(
        name
        for name in names - {*sys.stdlib_module_names, "utils"}
        if not learner & {each.lower().replace("_", "-") for each in packages.get(name, ())}
    )


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_imports_only_what_a_learner_has(plugin):
    assert outsiders((ROOT / f"{plugin.replace('.', '/')}.py").read_text(encoding="utf-8")) == []


def test_planted_imports_of_a_plugin():
    assert outsiders("import json, pytest, nbval\nfrom utils import project") == []
    assert outsiders("from hypothesis import settings\nimport xdist.plugin\nimport tests.helpers") == [
        "hypothesis",
        "tests",
        "xdist",
    ]


LEARNER = """
import sys
from importlib.metadata import packages_distributions

class Missing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in {lacks!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
import pytest
sys.exit(pytest.main(["-p", "nbval.plugin", "-p", "no:cacheprovider", "-q", "--nbval", "{lesson}"]))
"""


@pytest.mark.built
def test_nbval_runs_a_lesson_with_the_packages_of_a_learner_alone():
    """`pytest --nbval notebooks` as in the environment of environment.yml: whatever else is here cannot be imported."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    learner = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)) | {"mbc-course"}
    lacks = {
        name
        for name, distributions in packages_distributions().items()
        if not learner & {each.lower().replace("_", "-").replace(".", "-") for each in distributions}
    } - {"tests", "utils"}
    assert {"hypothesis", "xdist", "playwright"} <= lacks
    lesson = min(lesson_paths(), key=lambda path: path.stat().st_size).relative_to(ROOT).as_posix()
    done = subprocess.run(
        [sys.executable, "-c", LEARNER.format(lacks=lacks, lesson=lesson)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout + done.stderr


def test_a_run_ends_when_a_worker_dies(pytestconfig):
    """pytest-xdist would start workers for ever that die at once (its issue 784)."""
    assert pytestconfig.option.maxworkerrestart == "0"


def test_a_file_is_not_dealt_out_to_two_workers(tmp_path):
    """A worker sees options of its own, so the controller is asked by a run of its own: the cells of a lesson need one
    kernel.
    """
    each = (
        "import os, pathlib, pytest\n@pytest.mark.parametrize('n', range(9))\ndef test(n):\n"
        "    with open(__file__ + '.log', 'a') as log: print(os.environ['PYTEST_XDIST_WORKER'], file=log)\n"
    )
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(each, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    workers_of = [set((tmp_path / f"{name}.py.log").read_text().split()) for name in ("test_one", "test_two")]
    assert [len(own) for own in workers_of] == [1, 1], workers_of


def test_where_there_is_no_xdist_its_options_are_left_alone():
    config = SimpleNamespace(option=SimpleNamespace())
    workers.pytest_cmdline_main(config)
    assert vars(config.option) == {}
    config.option = SimpleNamespace(dist="each", maxworkerrestart="3", loadscopereorder=True)
    workers.pytest_cmdline_main(config)
    assert vars(config.option) == {"dist": "each", "maxworkerrestart": "3", "loadscopereorder": True}


def test_a_survivor_is_excused_only_by_a_reason_for_its_own_change():
    from tests.mutants import utils_score

    reasons = {"index=None": "pandas takes None for no index"}
    known = "--- a\n+++ b\n-    rows.itertuples(index=False)\n+    rows.itertuples(index=None)\n"
    assert utils_score.explained(known, reasons) == reasons["index=None"]
    for other in (
        "-    rows.itertuples(index=False)\n+    rows.itertuples(index=True)\n",
        "-    f(index=None, low=1)\n+    f(index=None, low=2)\n",  # it held that before
        "     index=None\n-    low <= high\n+    low < high\n",
    ):
        assert utils_score.explained(other, reasons) == ""

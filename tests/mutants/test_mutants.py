"""Planted defects, each of which its gate must catch: by day one for every fourth gate, at night all."""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT
from tests.mutants import defects
from tests.mutants.defects import DEFECTS
from tests.mutants.gates import gates
from tests.mutants.tree import CannotPlant, Tree, clean_copy

pytestmark = pytest.mark.mutants


def run(folder, *options):
    """The table as text and as rows."""
    table_file = folder / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--json", str(table_file), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, json.loads(table_file.read_text(encoding="utf-8")) if table_file.exists() else []


def judge(done, rows, least: int):
    print(done.stdout)
    wrong = [
        f"{row['name']} ({row['gate']}): {row['verdict']}: {row['why']}"
        for row in rows
        if row["verdict"] not in ("caught", "not run")
    ]
    assert not wrong, "\n".join(
        [
            *wrong,
            "Fix the gate, or the defect in tests/mutants/defects.py; try it: python -m tests.mutants --only NAME",
        ]
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert len(rows) >= least


def why_not_planted(defect, root, files) -> str:
    """Why a defect cannot be planted any more in this copy of the course, or is no Python; or nothing.

    The copy is put back afterwards.
    """
    try:
        defect.plant(Tree(root))
        now = course_files(root)
        for path in now:
            if path.suffix == ".py" and now[path] != files.get(path):
                ast.parse(path.read_text(encoding="utf-8"))
    except (CannotPlant, SyntaxError) as error:
        return f"{defect.name}: {error}"
    finally:
        put_back(root, files)
    return ""


def course_files(root) -> dict:
    """Every file of a copy but those of git: path → its size and time."""
    found, waiting = {}, [str(root)]
    while waiting:  # os.scandir, because this is asked twice per defect
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [entry.path] * (entry.name != ".git")
                else:
                    found[Path(entry.path)] = entry.stat().st_size, entry.stat().st_mtime_ns
    return found


def put_back(root, files) -> None:
    """Take away what is new, and copy again what was changed or removed."""
    now = course_files(root)
    for path in now.keys() - files.keys():
        path.unlink()
    for path in files:
        if now.get(path) != files[path]:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path.relative_to(root), path)


def swaps_of_source(text: str) -> list[str]:
    """Where code of a function of ``utils/`` would be changed by its source text."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    swaps = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "swap"]
    files = [(call.lineno, ast.unparse(call.args[0]).strip("'")) for call in swaps]
    return [f"line {line}: {path}" for line, path in files if re.match(r"utils/.*\.py$", path)]


def test_a_defect_names_a_function_and_no_line_of_source():
    """Else each new layout says "cannot plant". The one exception is in no function: the hub's choice of a login."""
    (only,) = swaps_of_source(Path(defects.__file__).read_text(encoding="utf-8"))
    assert only.endswith("utils/publishing/hub/jupyterhub_config.py")
    planted = 'tree.swap("utils/a.css", "b", "c")\ntree.swap("utils/a.py", "b", "c")'
    assert swaps_of_source(planted) == ["line 2: utils/a.py"]


def test_every_defect_can_be_planted(tmp_path):
    """Most gates run at night only, and until then nobody would see that the place of a defect is gone."""
    root = clean_copy(tmp_path / "course")
    files = course_files(root)
    gone = dataclasses.replace(DEFECTS[0], name="gone", plant=lambda tree: tree.swap("README.md", "no such words", ""))
    assert "gone" in why_not_planted(gone, root, files)
    torn = dataclasses.replace(
        gone, name="torn", plant=lambda tree: tree.swap("utils/project.py", "import", "import import")
    )
    assert "torn" in why_not_planted(torn, root, files)
    mine = [defect for defect in DEFECTS if not defect.articles]  # those read files that not every machine has
    assert len(mine) > 200 and not [why for defect in mine if (why := why_not_planted(defect, root, files))]
    assert course_files(root) == files


def gates_that_are_gone(names) -> str:
    """What pytest says of gates that it does not find, without running any."""
    tests = sorted({word for name in names for word in name.split() if word.startswith("tests/") and ".py" in word})
    options = ["--collect-only", "-q", "-n0", "--nightly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "\n".join(line for line in done.stderr.splitlines() if line.startswith("ERROR"))


def test_every_gate_of_a_defect_exists():
    """A gate that was renamed stops the run of the night at its first step, and by day only some gates are tried."""
    named = [defect.gate for defect in DEFECTS if isinstance(defect.gate, str)]
    gone = gates_that_are_gone([*named, "tests/test_layers.py::test_that_was_renamed"])
    assert gone.splitlines() == [f"ERROR: not found: {ROOT / 'tests/test_layers.py'}::test_that_was_renamed"]


def test_every_gate_has_a_defect():
    """Whether it turns red, the night says; that something is aimed at it, the day."""
    tests = {word.removeprefix("tests/").partition("[")[0] for defect in DEFECTS for word in defect.gate_name.split()}
    commands = {" ".join(defect.gate) for defect in DEFECTS if not isinstance(defect.gate, str)}
    aimed = tests | commands | ({"nbval"} if any(name.endswith(".ipynb") for name in tests) else set())
    assert sorted(gates() - aimed) == [], "Plant a defect in tests/mutants/defects.py that turns it red."
    assert sorted((gates() | {"test_new.py::test_of_what_a_learner_sees"}) - aimed)  # planted


def test_the_defects_of_the_day_are_caught(tmp_path):
    judge(*run(tmp_path, "--day", "--jobs", "1"), least=30)


@pytest.mark.nightly
@pytest.mark.browser
def test_every_defect_is_caught_and_every_gate_exercised(tmp_path):
    judge(*run(tmp_path), least=180)

"""Planted defects, each of which its gate must catch: by day one for every second gate, at night all."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.helpers import ROOT

pytestmark = pytest.mark.mutants


def run(folder, *options):
    """The table as text and as rows."""
    told = folder / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--json", str(told), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, json.loads(told.read_text(encoding="utf-8")) if told.exists() else []


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


def test_the_defects_of_the_day_are_caught(tmp_path):
    judge(*run(tmp_path, "--day", "--jobs", "1"), least=40)


@pytest.mark.nightly
@pytest.mark.browser
def test_every_defect_is_caught_and_every_gate_exercised(tmp_path):
    judge(*run(tmp_path), least=180)

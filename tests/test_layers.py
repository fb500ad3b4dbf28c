"""The layers of utils/ as pyproject.toml names them: no import points upward or to a neighbor."""

from __future__ import annotations

from importlinter import cli

from tests.helpers import ROOT


def test_imports_look_down_only(capsys):
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    output = capsys.readouterr().out
    assert code == cli.EXIT_STATUS_SUCCESS, output
    assert "5 kept, 0 broken" in output, f"A contract is missing from pyproject.toml:\n{output}"

"""The floors of utils/ as pyproject.toml names them: no import points upward or to a neighbor."""

from __future__ import annotations

from importlinter import cli

from tests.helpers import ROOT


def test_imports_look_down_only(capsys):
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    told = capsys.readouterr().out
    assert code == cli.EXIT_STATUS_SUCCESS, told
    assert "5 kept, 0 broken" in told, f"A contract is missing from pyproject.toml:\n{told}"

"""The layers of utils/ as pyproject.toml names them: no import points upward or to a neighbor."""

from __future__ import annotations

from pathlib import Path

from importlinter import cli

from tests.helpers import ROOT


def test_imports_look_down_only(capsys):
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    output = capsys.readouterr().out
    assert code == cli.EXIT_STATUS_SUCCESS, output
    assert "5 kept, 0 broken" in output, f"A contract is missing from pyproject.toml:\n{output}"


LONGEST = 400
FROM_ELSEWHERE = {"minisearch.js"}


def too_long(folder: Path) -> dict[str, int]:
    """Module of Python or JavaScript → its lines, for those of more than ``LONGEST`` lines."""
    paths = [path for ending in ("py", "js") for path in folder.rglob(f"*.{ending}") if path.name not in FROM_ELSEWHERE]
    lines = {path.relative_to(folder).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {name: count for name, count in sorted(lines.items()) if count > LONGEST}


def test_no_module_is_longer_than_400_lines(tmp_path):
    assert too_long(ROOT / "utils") == {}, "Move a coherent part into a module of its own."
    for name, count in {"long.py": 401, "long.js": 401, "short.js": 400, "minisearch.js": 2000}.items():  # planted
        (tmp_path / name).write_text("line\n" * count, encoding="utf-8")
    assert too_long(tmp_path) == {"long.js": 401, "long.py": 401}

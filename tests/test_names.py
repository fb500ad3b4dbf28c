"""A variable says what it holds: it never hides an import, function or class of its module, or a builtin."""

from __future__ import annotations

import ast
import builtins

import pytest

from tests.helpers import ROOT

FOLDERS = ("utils", "tests")
# Rows have ids, and ``id`` is their column: nothing here asks for the address of an object.
ALLOWED = {"id"}
BUILTINS = frozenset(dir(builtins)) - ALLOWED


def module_names(tree: ast.Module) -> dict[str, str]:
    """Name → kind of what a module imports and defines; a fixture's name is its test's parameter on purpose."""
    names = {}
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0]: "an import" for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            names[node.name] = "a class"
        elif isinstance(node, ast.FunctionDef) and not any("fixture" in ast.unparse(d) for d in node.decorator_list):
            names[node.name] = "a function"
    return names


def local_names(tree: ast.Module) -> set[tuple[int, str]]:
    """Line and name of each parameter and each variable inside a function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    inside = [child for function in functions for child in ast.walk(function)]
    parameters = {(node.lineno, node.arg) for node in inside if isinstance(node, ast.arg)}
    return parameters | {
        (node.lineno, node.id) for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def shadowed(source: str) -> list[str]:
    """Line, name and what it hides, of each parameter and variable of a module that hides another name."""
    tree = ast.parse(source)
    hidden = dict.fromkeys(BUILTINS, "a builtin") | module_names(tree)
    return [f"{line}: {name} hides {hidden[name]}" for line, name in sorted(local_names(tree)) if name in hidden]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_variable_hides_another_name(folder):
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (lines := shadowed(path.read_text(encoding="utf-8")))
    }
    assert not found, f"Give these variables names that say what they hold: {found}"


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("def rows(table): pass", "table hides a function"),
        ("def rows(): return [table for table in ()]", "table hides a function"),
        ("def rows(): return lambda csv: csv", "csv hides an import"),
        ("def rows(): Row = 1", "Row hides a class"),
        ("def rows(): map = {}", "map hides a builtin"),
    ],
)
def test_a_planted_name_is_found(line, hidden):
    module = "import csv\nclass Row: pass\ndef table(): pass\n"
    assert shadowed(module) == []
    assert shadowed(module + line) == [f"4: {hidden}"]


def test_a_fixture_may_be_a_parameter():
    assert shadowed("import pytest\n@pytest.fixture\ndef data(): pass\ndef test_it(data, id): pass") == []

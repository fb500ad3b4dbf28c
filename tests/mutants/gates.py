"""The gates over what a learner sees, and which of them no planted defect exercises.

A gate is a test over committed content (a lesson, the tables, the papers, the pages) or a command of the checks. Tests
of a function with made-up input are not gates; mutation testing of utils/ (`make mutants-utils`) looks at those.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.mutants.runner import Result
from tests.mutants.tree import ROOT

# Files whose tests are gates. Each test function of them has to be turned red by a defect, or stand in PLANTED.
FILES = (
    "lessons/test_lessons.py",
    "test_environment.py",
    "test_layers.py",
    "test_spelling.py",
    "browser/test_page.py",
    "browser/test_lab.py",
)
COMMANDS = (
    "utils check",
    "utils verify",
    "utils coverage",
    "ruff check .",
    "ruff format --check .",
    "codespell_lib README.md",
    "codespell_lib --toml tests/codespell/tables_and_lessons.toml data notebooks",
)
# Tests that plant their own defects, or say what is known not to work: nothing is planted in them from outside.
PLANTED = {
    "browser/test_lab.py::test_arrow_keys_stay_in_an_explorer",
    "test_environment.py::test_the_five_packages",
    "test_spelling.py::test_british_names_are_found_in_every_form",
    "test_layers.py::test_no_module_is_longer_than_400_lines",
    "test_spelling.py::test_british_text_in_a_cell_is_found",
    "test_spelling.py::test_british_text_in_a_lesson_is_found",
    "test_spelling.py::test_words_of_the_tables_are_found",
}


def functions(name: str) -> list[str]:
    """The test functions of a file under tests/."""
    tree = ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def gates() -> set[str]:
    """Every gate by name."""
    return {f"{name}::{function}" for name in FILES for function in functions(name)} - PLANTED | {*COMMANDS, "nbval"}


def unexercised(results: list[Result]) -> list[str]:
    """Gates that no caught defect turned red. One that could not be tried here (articles missing) counts as tried."""
    seen = set()
    for result in results:
        nodes = result.red if result.verdict == "caught" else [result.gate] if result.verdict == "not run" else []
        for node in nodes:
            file, _, test = node.partition("::")
            name = Path(file).as_posix().removeprefix("tests/")
            seen.add("nbval" if file.endswith(".ipynb") else f"{name}::{test.partition('[')[0]}" if test else node)
    return sorted(gates() - seen)

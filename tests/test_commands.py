"""Commands that messages, docs and pages name: they exist with make and without, and take what they are given."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from pathlib import Path

import pytest

from tests.helpers import ROOT
from utils import cli
from utils.errors import command

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = dict(re.findall(r"^([a-z][a-z-]*):.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE))
COMMANDS = next(a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
MODULES = sorted((ROOT / "utils").rglob("*.py"))
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(path for kind in ("*.md", "*.html") for path in (ROOT / "utils").rglob(kind)),
    *sorted((ROOT / "data").rglob("*.md")),
]
PLAIN = re.compile(rf"\bmake (?:{'|'.join(TARGETS)})\b(?! [a-z])|\bpython -m utils\b")


def texts(path: Path) -> list[ast.Constant]:
    """The string literals of a module, without its docstrings and its comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def calls(path: Path) -> list[tuple[str, ...]]:
    """What a module gives to ``command``; a part that is filled in at run time is "8124"."""

    def filled(node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return node.value
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        return "".join(part.value if isinstance(part, ast.Constant) else "8124" for part in parts)

    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "command" and node.args:
            found.append(tuple(map(filled, node.args)))
    return found


def _recipe(name: str) -> str:
    """What make runs for a target, and the variables it hands to every command by the environment."""
    return TARGETS.get(name, "") + "".join(re.findall(r"^export .*", MAKEFILE, re.MULTILINE))


def wrong(name: str, make_options: str = "", options: str = "") -> list[str]:
    """Why a command that a message names does not work, with make or without it."""
    found = []
    if name not in TARGETS:
        found.append(f"make has no target {name}")
    found += [
        f"make {name} does not use {variable}"
        for variable in re.findall(r"\b([A-Z]+)=", make_options)
        if not re.search(rf"\$\({variable}\)|,{variable}\)|\$\(value {variable}\)", _recipe(name))
    ]
    if name not in COMMANDS:
        return [*found, f"python -m utils has no command {name}"]
    try:
        COMMANDS[name].parse_args(shlex.split(options))
    except SystemExit:
        found.append(f"python -m utils {name} does not take {options}")
    return found


USED = sorted({(path.relative_to(ROOT).as_posix(), given) for path in MODULES for given in calls(path)})


@pytest.mark.parametrize(("path", "given"), USED, ids=[f"{path}-{given[0]}" for path, given in USED])
def test_a_command_in_a_message_works_with_make_and_without(path, given):
    assert wrong(*given) == [], path


def test_planted_commands(capsys):
    assert wrong("reviewed", "ITEM=x", "x") == [
        "make has no target reviewed",
        "make reviewed does not use ITEM",
        "python -m utils has no command reviewed",
    ]
    assert wrong("check", "ITEM=x", "--item x") == [
        "make check does not use ITEM",
        "python -m utils check does not take --item x",
    ]
    capsys.readouterr()


def test_the_words_of_a_command():
    assert command("check") == "`make check` (without make: `python -m utils check`)"
    assert command("cite", "WORDS=x", "x") == "`make cite WORDS=x` (without make: `python -m utils cite x`)"


def one_sided(path: Path) -> list[str]:
    """Literals that name a command themselves, so that nothing holds that it exists with make and without."""
    return [f"{path.name}, line {node.lineno}: {node.value}" for node in texts(path) if PLAIN.search(node.value)]


# what a command line itself is called; text of documents that are no messages
NO_MESSAGE = {
    "utils/cli.py": ["python -m utils"],
    "utils/errors.py": ["` (without make: `python -m utils "],
    "utils/tables/dictionary.py": ["make update"],
}


def test_messages_name_a_command_only_through_the_function_for_it():
    found = [
        line
        for path in MODULES
        for line in one_sided(path)
        if not any(words in line for words in NO_MESSAGE.get(path.relative_to(ROOT).as_posix(), ()))
        and path.name != "errors.py"
    ]
    assert found == [], "Name it with utils.errors.command(...)"


def test_a_planted_message_with_one_side_is_seen(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(
        '"""make check"""\nraise ValueError(f"{1} run make site.")\nx = "to make each option"\n', encoding="utf-8"
    )
    assert [line.partition(": ")[2] for line in one_sided(planted)] == [" run make site."]


def test_recorded_messages_name_commands_that_exist():
    text = (ROOT / "tests" / "tables" / "messages.txt").read_text(encoding="utf-8")
    pairs = re.findall(r"`make ([a-z-]+)([^`]*)` \(without make: `python -m utils ([a-z-]+)([^`]*)`\)", text)
    assert pairs and len(pairs) == text.count("`make ") == text.count("python -m utils")
    assert [line for a, with_make, b, without in pairs if a == b for line in wrong(a, with_make, without)] == []
    assert [(a, b) for a, _, b, _ in pairs if a != b] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_name_commands_that_exist(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)
    without = re.findall(r"python -m utils ([a-z][a-z-]*)", text)
    assert set(named) <= set(TARGETS) and set(without) <= set(COMMANDS)


def test_make_has_a_target_for_each_command():
    """So that no message has to name a command that exists on one side only."""
    missing = {name for name in COMMANDS if name not in TARGETS or f"-m utils {name}" not in TARGETS[name]}
    assert missing == set()

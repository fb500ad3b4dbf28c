"""What ruff does not check in our code: one reader of HTML."""

from __future__ import annotations

import ast
import subprocess

import pytest

from tests.helpers import ROOT

READERS = {"bs4", "html.parser", "lxml", "html5lib"}
# The reader that all tests share, and two that judge pages and packages independently of it.
MAY_READ_HTML = {"tests/helpers.py", "tests/equality.py", "tests/exports/readers.py"}


def modules(folder: str) -> list[str]:
    """The Python files of a folder that git tracks or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard", f"{folder}/*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in listed if (ROOT / name).is_file()]


def trees(folder: str) -> dict[str, ast.Module]:
    """Each module of a folder, parsed."""
    return {name: ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in modules(folder)}


# --- one reader of HTML -----------------------------------------------------------------------------------------------


def reads_html(module: str) -> bool:
    """Whether a module is a reader of HTML or a part of one."""
    return module in READERS or module.split(".")[0] in READERS


def html_readers(module: ast.Module) -> list[str]:
    """The readers of HTML that a module can make one of: whole modules, and names that are no type of an element."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if reads_html(alias.name)]
        elif isinstance(node, ast.ImportFrom) and reads_html(node.module or ""):
            found += [f"{node.module}.{alias.name}" for alias in node.names if alias.name != "Tag"]
    return found


def test_tests_read_html_with_one_reader():
    own = {name: found for name, module in trees("tests").items() if (found := html_readers(module))}
    assert own.keys() == MAY_READ_HTML, f"Use tests.helpers.parsed, or editable to change what was read: {own}"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from bs4 import BeautifulSoup, Tag", ["bs4.BeautifulSoup"]),
        ("import bs4", ["bs4"]),
        ("from html.parser import HTMLParser", ["html.parser.HTMLParser"]),
        ("import lxml.html", ["lxml.html"]),
        ("from bs4 import Tag\nfrom html import unescape", []),
    ],
)
def test_a_reader_of_its_own_is_seen(line, found):
    assert html_readers(ast.parse(line)) == found

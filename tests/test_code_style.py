"""What ruff does not check in our code: the one reader of HTML, and layouts of our own."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache

import pytest

from tests.helpers import LESSONS, ROOT, read_notebook

READERS = {"bs4", "html.parser", "lxml", "html5lib"}
# The reader that all tests share, and two that judge pages and packages independently of it.
MAY_READ_HTML = {"tests/helpers.py", "tests/equality.py", "tests/exports/readers.py"}


def modules(folder: str) -> list[str]:
    """The Python files of a folder that git tracks or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard", f"{folder}/*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in listed if (ROOT / name).is_file()]


@cache
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


# --- layout -----------------------------------------------------------------------------------------------------------


def cells(node: ast.AST) -> list[ast.AST]:
    """What a literal or a call holds: elements, values, arguments."""
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.Call):
        return [*node.args, *node.keywords]
    return node.elts if isinstance(node, (ast.List, ast.Set, ast.Tuple)) else []


def is_table(node: ast.AST) -> bool:
    """Two rows or more of two cells or more, each of which begins on a line of its own."""
    rows = [] if isinstance(node, ast.Call) else cells(node)
    lines = {row.lineno for row in rows}
    return len(rows) > 1 and len(lines) == len(rows) and all(len(cells(row)) > 1 for row in rows)


def statements(module: ast.Module) -> Iterator[ast.AST]:
    """The parts of a module to which a comment at their end belongs: statements without a body, and decorators."""
    for node in ast.walk(module):
        yield from getattr(node, "decorator_list", [])
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


def own_layouts(text: str) -> list[tuple[int, bool]]:
    """Where ruff is told not to lay out the code: the line, and whether what stands there is a table of rows.

    ``fmt: off``, which holds until further notice, counts as no table.
    """
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    ends = {part.end_lineno: part for part in statements(ast.parse(text))}
    found = []
    for comment in comments:
        if "fmt: skip" in comment.string or "fmt: off" in comment.string:
            part = ends.get(comment.start[0])
            found.append((comment.start[0], part is not None and any(map(is_table, ast.walk(part)))))
    return found


def free_layouts(name: str, text: str) -> list[str]:
    """The lines of a module where a layout of our own has to go."""
    may_draw = name.startswith("utils/charts/drawings/") or name == "utils/publishing/site/offline/icon.py"
    return [
        f"{name}:{line}"
        for line, table in own_layouts(text)
        if not (may_draw or (table and not name.startswith("utils/")))
    ]


@pytest.mark.parametrize("folder", ["utils", "tests"])
def test_ruff_lays_out_all_but_tables(folder):
    """In utils/ only tables of coordinates are laid out by hand, in tests/ only tables of rows."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in modules(folder)}
    assert len(texts) > 100
    assert [line for name, text in texts.items() for line in free_layouts(name, text)] == []


def test_ruff_lays_out_every_cell_of_the_lessons():
    codes = {
        f"{path.stem}, cell {cell['id']}": "".join(cell["source"])
        for path in LESSONS
        for cell in read_notebook(path)["cells"]
        if cell["cell_type"] == "code"
    }
    assert len(codes) > 100 and [where for where, code in codes.items() if own_layouts(code)] == []


SKIP = "  # fmt: skip"
ROWS = f"ROWS = [\n    ('one', 1),\n    ('three', 3),\n]{SKIP}\n"
FLAT = f"NAMES = ('one',\n         'three'){SKIP}\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("tests/test_a.py", ROWS, []),
        ("tests/test_a.py", f"@mark('a', [\n    ('one', 1),\n    ('two', 2)]){SKIP}\ndef test(): pass\n", []),
        ("tests/test_a.py", FLAT, ["tests/test_a.py:2"]),
        ("tests/test_a.py", f"ROWS = [('one', 1), ('two', 2)]{SKIP}\n", ["tests/test_a.py:1"]),
        ("tests/test_a.py", f"call(one,\n     two){SKIP}\n", ["tests/test_a.py:2"]),
        ("tests/test_a.py", f"# fmt: off\n{ROWS}", ["tests/test_a.py:1"]),
        ("utils/commands.py", ROWS, ["utils/commands.py:4"]),
        ("utils/charts/drawings/body.py", FLAT, []),
    ],
)
def test_a_layout_of_our_own_is_seen(name, text, found):
    assert free_layouts(name, text) == found

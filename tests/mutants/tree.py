"""A clean copy of the project to plant a defect in, and the few ways to plant one.

Each way insists that what it changes is there: a defect that no longer fits the code is an error, not a pass.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class CannotPlant(Exception):
    """The place that a defect changes is not there any more."""


class Tree:
    """A copy of the project under ``root``."""

    def __init__(self, root: Path):
        self.root = root

    # --- data -----------------------------------------------------------------------------------------------------

    def cell(self, table: str, row: dict[str, str] | str, column: str, value: str) -> None:
        """Change one cell of ``data/<table>.csv``; ``row``: an id, or the values that the row has."""
        path, rows = self._table(table)
        wanted = {"id": row} if isinstance(row, str) else row
        found = [each for each in rows if all(each[name] == value for name, value in wanted.items())]
        if not found or found[0][column] == value:
            raise CannotPlant(f"data/{table}.csv has no row {wanted} whose {column} could become {value!r}.")
        found[0][column] = value
        self._write(path, rows)

    def drop(self, table: str, row: dict[str, str]) -> None:
        """Take out every row with these values."""
        path, rows = self._table(table)
        left = [each for each in rows if not all(each[name] == value for name, value in row.items())]
        if len(left) == len(rows):
            raise CannotPlant(f"data/{table}.csv has no row {row}.")
        self._write(path, left)

    def double(self, table: str, row: dict[str, str], **changes: str) -> None:
        """Add a row again at the end, with changes."""
        path, rows = self._table(table)
        found = [each for each in rows if all(each[name] == value for name, value in row.items())]
        if not found:
            raise CannotPlant(f"data/{table}.csv has no row {row}.")
        self._write(path, [*rows, found[0] | changes])

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of ``data/<table>.csv``."""
        return self._table(table)[1]

    def _table(self, table: str) -> tuple[Path, list[dict[str, str]]]:
        path = self.root / "data" / f"{table}.csv"
        return path, list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))

    def _write(self, path: Path, rows: list[dict[str, str]]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    # --- text -----------------------------------------------------------------------------------------------------

    def swap(self, path: str, old: str, new: str) -> None:
        """Put ``new`` where ``old`` stands first in a file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise CannotPlant(f"{path} does not hold {old!r} any more.")
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    # --- code -----------------------------------------------------------------------------------------------------

    def in_function(self, path: str, name: str, old: str, new: str) -> None:
        """Put ``new`` wherever the expression, argument or statement ``old`` is in one function of a module.

        ``name``: a function, ``Class.method``, a constant or a setting. How the code is laid out makes no difference.
        """
        pattern, replacement = ast.dump(_node(old)), _node(new)
        self._rewrite(path, name, lambda node: replacement if ast.dump(node) == pattern else node)

    def in_string(self, path: str, name: str, old: str, new: str) -> None:
        """Put ``new`` where ``old`` is in a string of one function of a module."""
        self._rewrite(
            path,
            name,
            lambda node: (
                ast.Constant(node.value.replace(old, new))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                else node
            ),
        )

    def _rewrite(self, path: str, name: str, change: Callable[[ast.AST], ast.AST]) -> None:
        class Change(ast.NodeTransformer):
            def visit(self, node: ast.AST) -> ast.AST:
                return change(self.generic_visit(node))

        file = self.root / path
        module = ast.parse(file.read_text(encoding="utf-8"))
        before = ast.dump(module)
        Change().visit(_definition(module, path, name))
        if ast.dump(module) == before:
            raise CannotPlant(f"{name} in {path} does not hold what is to be changed any more.")
        file.write_text(ast.unparse(ast.fix_missing_locations(module)) + "\n", encoding="utf-8", newline="\n")

    def append(self, path: str, text: str) -> None:
        """Add text at the end of a file, or make the file."""
        file = self.root / path
        before = file.read_bytes() if file.exists() else b""
        file.write_bytes(before + text.encode("utf-8"))

    # --- notebooks ------------------------------------------------------------------------------------------------

    def lesson(self, number: str) -> Path:
        """The notebook whose name begins with ``number``."""
        found = sorted((self.root / "notebooks").glob(f"{number}_*.ipynb"))
        if not found:
            raise CannotPlant(f"There is no lesson {number}.")
        return found[0]

    def keep_only(self, number: str) -> None:
        """Leave one lesson, so that a gate in a browser is quick; links to the others become plain text."""
        kept = self.lesson(number)
        for path in (self.root / "notebooks").glob("*.ipynb"):
            if path != kept:
                path.unlink()
        other = rf"\[([^\[\]\n]+)\]\((?!{kept.stem})\w+\.ipynb[^)]*\)"
        text = re.sub(other, r"\1", kept.read_text(encoding="utf-8"))
        kept.write_text(text, encoding="utf-8", newline="\n")

    @contextmanager
    def notebook(self, number: str) -> Iterator[dict]:
        """The lesson as JSON, written back in the same form at the end of the block; it must have changed."""
        path = self.lesson(number)
        before = path.read_text(encoding="utf-8")
        content = json.loads(before)
        yield content
        after = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        if after == before:
            raise CannotPlant(f"{path.name} did not change.")
        path.write_text(after, encoding="utf-8", newline="\n")

    def prose(self, number: str, old: str, new: str) -> None:
        """Put ``new`` where ``old`` stands first in the Markdown of a lesson."""
        with self.notebook(number) as notebook:
            for cell in notebook["cells"]:
                text = "".join(cell["source"])
                if cell["cell_type"] == "markdown" and old in text:
                    cell["source"] = text.replace(old, new, 1).splitlines(keepends=True)
                    return
            raise CannotPlant(f"No text of lesson {number} holds {old!r}.")

    def output(self, number: str, old: str, new: str, mime: str = "text/html") -> None:
        """Put ``new`` where ``old`` stands first in a saved output of a lesson."""
        with self.notebook(number) as notebook:
            for cell in notebook["cells"]:
                for output in cell.get("outputs", []):
                    text = "".join(output.get("data", {}).get(mime, ""))
                    if old in text:
                        output["data"][mime] = text.replace(old, new, 1).splitlines(keepends=True)
                        return
            raise CannotPlant(f"No output of lesson {number} holds {old!r}.")


def _node(text: str) -> ast.AST:
    """The expression, the argument (``name=value``) or the statement that ``text`` is."""
    if re.match(r"\w+=[^=]", text):
        return ast.parse(f"f({text})").body[0].value.keywords[0]
    statement = ast.parse(text).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


def _definition(module: ast.Module, path: str, name: str) -> ast.AST:
    """The function, method, class or constant of that name, or a setting as it is written (``c.Spawner.cmd``)."""
    for node in module.body:
        if isinstance(node, ast.Assign) and name in [ast.unparse(target) for target in node.targets]:
            return node
    place = module
    for part in name.split("."):
        for node in ast.walk(place):
            names = [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
            if getattr(node, "name", None) == part or part in names:
                place = node
                break
        else:
            raise CannotPlant(f"{path} has no {name} any more.")
    return place


def code(notebook: dict) -> list[dict]:
    """The code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def models(notebook: dict) -> list[dict]:
    """The saved widget models of a notebook, in the order in which they were made."""
    return list(notebook["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values())


def clean_copy(target: Path) -> Path:
    """What git tracks or would track, as it stands in this folder now; times are kept, so that compiled files stay
    valid.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    # tests ask git which files are committed; for that the list is enough, without the files' contents a second time
    subprocess.run(["git", "init", "-q", "--template="], cwd=target, check=True)
    subprocess.run(["git", "add", "-A"], cwd=target, check=True)
    shutil.rmtree(target / ".git" / "objects")
    (target / ".git" / "objects").mkdir()
    return target

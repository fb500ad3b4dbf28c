"""The code of the lessons, held against the tables: a row or subject that a cell picks by name has to be there.

A cell such as ``practice[practice["id"].isin(["cord-ask"])]`` runs without an error when the row has another name by
now, and its card loses a line. So each word that a cell compares with a column is looked up in that column, and each
word that looks like an id ("cord-ask") has to be in some table, wherever the cell uses it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Issue
from utils.tables.rows import Tables

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+-?")  # with a hyphen at its end: the beginning of several ids


def selection_issues(tables: Tables, path: Path) -> Iterator[Issue]:
    """Words that the code of a lesson compares with a column of a table, and that no row has there.

    Parameters
    ----------
    tables : Tables
        All tables, as ``tables.raw`` returns them.
    path : pathlib.Path
        The notebook.

    Yields
    ------
    Issue
        With the cell and the word, in the order of the cells.
    """
    assigned: dict[str, list[str]] = {}  # variable → the words that are in it by now
    frames: dict[str, str] = {}  # variable → the table whose rows it holds
    values = {value for rows in tables.values() for row in rows for value in row.values()}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        place = f"notebooks/{path.name}, cell {cell['id']}"
        try:
            statements = ast.parse("".join(cell["source"])).body
        except SyntaxError as error:
            problem = f"is not Python that can be read ({error.msg}, line {error.lineno})"
            yield Issue(
                place, None, None, None, problem, "correct the code: magics and shell commands do not belong here"
            )
            return
        wrong: dict[str, tuple[str, str]] = {}  # word → problem and fix, once per cell
        for statement in statements:
            for node in ast.walk(statement):
                if unknown := _unknown_id(node, values):
                    problem = f"names {unknown!r}, and no table has it"
                    wrong.setdefault(unknown, (problem, "write the id that the row has now, or take it out"))
                for selection in _selections(node, assigned):
                    wrong |= _missing(*selection, frames, tables)
            _assign(statement, assigned, frames, tables)
        for problem, fix in wrong.values():
            yield Issue(place, None, None, None, problem, fix)


def _unknown_id(node: ast.AST, values: set[str]) -> str:
    """The word of a constant that looks like an id and is in no table, nor the beginning of one; else nothing."""
    word = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    if not _ID.fullmatch(word) or word in values:
        return ""
    beginning = word.rstrip("-") + "-"
    return "" if any(value.startswith(beginning) for value in values) else word


def _missing(
    frame: ast.AST, column: str, words: list[str], begins: bool, frames: dict[str, str], tables: Tables
) -> dict[str, tuple[str, str]]:
    """Each word that no row has in the column, in the frame's table or, if unknown, in any → problem and fix."""
    table = _table(frame, frames, tables)
    values = {row[column] for rows in ([tables[table]] if table else tables.values()) for row in rows if column in row}
    where = f"of the table {table} " if table else ""
    how = "begins with" if begins else "is"
    fix = f"write the {column} that the row has now, or take the word out of the cell"
    return {
        word: (f"picks rows {where}whose {column} {how} {word!r}, and there are none", fix)
        for word in (words if values else ())
        if not (any(value.startswith(word) for value in values) if begins else word in values)
    }


def _assign(statement: ast.AST, assigned: dict[str, list[str]], frames: dict[str, str], tables: Tables) -> None:
    """Remember what a statement puts into variables: words, or rows of a table (``practice = data.practice``)."""
    for node in ast.walk(statement):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                assigned[name], frames[name] = _words(value, assigned), _table(value, frames, tables)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                assigned[name] = [*assigned.get(name, []), *_words(value, assigned)]


def _words(node: ast.AST, assigned: dict[str, list[str]]) -> list[str]:
    """The words of a list, tuple, set or sum of them; a variable stands for the words that were put into it."""
    match node:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [word for part in parts for word in _words(part, assigned)]
        case ast.Starred(value=part):
            return _words(part, assigned)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_words(left, assigned), *_words(right, assigned)]
        case ast.Name(id=name):
            return assigned.get(name, [])
    return []


def _selections(node: ast.AST, assigned: dict[str, list[str]]) -> Iterator[tuple[ast.AST, str, list[str], bool]]:
    """(frame, column, words, whether a word only begins the value) of ``frame["column"] == word`` and its like."""
    begins = False
    match node:
        case ast.Compare(left=ast.Subscript() as column, ops=[ast.Eq() | ast.NotEq()], comparators=values):
            pass
        case ast.Call(func=ast.Attribute(value=ast.Subscript() as column, attr="isin" | "eq" | "ne"), args=values):
            pass
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(value=ast.Subscript() as column, attr="str"), attr="startswith"),
            args=values,
        ):
            begins = True
        case _:
            return
    if isinstance(column.slice, ast.Constant) and isinstance(column.slice.value, str):
        words = [word for value in values for word in _words(value, assigned) if word]
        yield column.value, column.slice.value, words, begins


def _table(frame: ast.AST, frames: dict[str, str], tables: Tables) -> str:
    """The table whose rows a frame holds, as far as the code says it plainly; else nothing."""
    match frame:
        case ast.Subscript(value=inner) | ast.Attribute(value=inner, attr="loc"):
            return _table(inner, frames, tables)
        case ast.Attribute(value=ast.Name(id="data"), attr=name):
            return name if name in tables else ""
        case ast.Name(id=name):
            return frames.get(name, "")
    return ""

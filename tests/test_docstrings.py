"""What a package exports or a lesson calls is documented in numpydoc form, and its sections match the signature.

Each entry has a type and a description, and a DataFrame says which columns it has. ruff's ``D`` rules check that a
docstring is there and how its sections are written, but not what they cover.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType

import pandas as pd
import pytest

import utils.tables
from tests.helpers import NOTEBOOKS, read_notebook

# The tables of CourseData: data/README.md describes each with its columns.
TABLES = {resource["name"].replace("-", "_") for resource in utils.tables.descriptor()["resources"]}


def exported() -> dict[str, Callable]:
    """Functions and classes in the ``__all__`` of each package, or defined in a package without one."""
    found = {}
    for package in packages():
        for name in exported_names(package):
            value = getattr(package, name)
            if not name.startswith("_") and (is_function(value) or inspect.isclass(value)):
                found[f"{package.__name__}.{name}"] = value
    return found


def is_function(value: object) -> bool:
    """Whether it is a function, also one that keeps what it returned (``functools.cache``)."""
    return inspect.isfunction(inspect.unwrap(value))


def packages() -> list[ModuleType]:
    """The packages of ``utils/``, imported."""
    return [
        importlib.import_module(info.name) for info in pkgutil.walk_packages(utils.__path__, "utils.") if info.ispkg
    ]


def exported_names(package: ModuleType) -> list[str]:
    """What a package exports by ``__all__``; without one, what it defines."""
    own = [name for name, value in vars(package).items() if getattr(value, "__module__", "") == package.__name__]
    return list(getattr(package, "__all__", own))


def called_in_lessons() -> dict[str, Callable]:
    """Functions that the code of a lesson calls, as attributes of a module of ``utils/`` that it imports."""
    found = {}
    for path in NOTEBOOKS:
        cells = [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
        found |= called_in(ast.parse("\n".join("".join(cell["source"]) for cell in cells)))
    return found


def called_in(module: ast.Module) -> dict[str, Callable]:
    """The functions of modules of ``utils/`` that this code calls."""
    imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.module]
    modules = {
        alias.asname or alias.name: importlib.import_module(f"{node.module}.{alias.name}")
        for node in imports
        if node.module.split(".")[0] == "utils"
        for alias in node.names
    }
    calls = [node.func for node in ast.walk(module) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)]
    values = [getattr(modules[call.value.id], call.attr) for call in named if call.value.id in modules]
    return {f"{value.__module__}.{value.__name__}": value for value in values if is_function(value)}


def section(docstring: str, title: str) -> str:
    """The text of a section, empty if there is none."""
    match = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", docstring, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def entries(docstring: str, title: str) -> dict[str, str]:
    """Name → description, for what a section describes: the lines that are not indented, and the text below each."""
    found = re.findall(r"^(\S[^\n]*)\n((?:(?:[ \t][^\n]*)?\n)*)", section(docstring, title) + "\n", re.MULTILINE)
    return {
        name.strip(" *`"): " ".join(text.split()) for line, text in found for name in line.partition(" :")[0].split(",")
    }


def raised_in(function: Callable) -> set[str]:
    """The exceptions that the body of a function itself raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    calls = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def undocumented(value: Callable) -> list[str]:
    """What the docstring of a function or class leaves out; empty if nothing."""
    if inspect.isclass(value):
        return undocumented_class(value)
    docstring, missing = inspect.getdoc(value) or "", []
    signature = inspect.signature(value)
    types = {name: parameter.annotation for name, parameter in signature.parameters.items() if name != "self"}
    parameters = entries(docstring, "Parameters")
    given = "Yields" if inspect.isgeneratorfunction(value) else "Returns"
    if signature.return_annotation not in (None, "None"):
        returned = section(docstring, given)
        missing += described(given, signature.return_annotation, " ".join(entries(docstring, given).values()))
        missing[:] = [given] if not returned else missing
    missing += sorted(raised_in(value) - set(entries(docstring, "Raises")))
    missing += sorted(f"no parameter {name}" for name in set(parameters) - set(types))
    missing += [
        f"{line} has no type" for line in re.findall(r"^(\S[^:\n]*)$", section(docstring, "Parameters"), re.MULTILINE)
    ]
    return missing + parameter_gaps(types, parameters)


def undocumented_class(value: type) -> list[str]:
    """What the docstrings of a class and its public members leave out.

    A property, or a method that takes nothing, says in a sentence what it gives; other methods have their sections.
    """
    docstring = inspect.getdoc(value) or ""
    types = {field.name: field.type for field in fields(value) if field.init} if is_dataclass(value) else {}
    types = {name: type_ for name, type_ in types.items() if name not in TABLES}
    missing = parameter_gaps(types, entries(docstring, "Parameters") | entries(docstring, "Attributes"))
    for name, member in vars(value).items():
        if name.startswith("_"):
            continue
        function = member.fget if isinstance(member, property) else member
        if inspect.isfunction(function) and len(inspect.signature(function).parameters) == 1:  # self
            type_ = inspect.signature(function).return_annotation
            missing += described(name, type_, inspect.getdoc(member) or "")
        elif inspect.isfunction(member):
            missing += [f"{name}: {gap}" for gap in undocumented(member)]
    return missing


def parameter_gaps(types: dict[str, object], descriptions: dict[str, str]) -> list[str]:
    """The parameters that have no entry, an entry without a description, or a DataFrame without its columns."""
    gaps = [name for name in types if name not in descriptions]
    return gaps + [gap for name in types.keys() - set(gaps) for gap in described(name, types[name], descriptions[name])]


# How a description says which columns a DataFrame has: by name or meaning, as another function has them, or as a table.
COLUMNS = re.compile(r"\bcolumns?\b|\bas (for )?``|\brows? of ``", re.IGNORECASE)


def described(name: str, annotation: object, description: str) -> list[str]:
    """What a description leaves out: all, or the columns of a DataFrame."""
    if not description:
        return [f"{name} has no description"]
    is_frame = "DataFrame" in str(annotation)
    return [f"{name} does not name its columns"] if is_frame and not COLUMNS.search(description) else []


def bare_constants(package: ModuleType) -> list[str]:
    """The constants that a package exports whose definition has no comment on its line or right above."""
    values = {name: getattr(package, name) for name in exported_names(package)}
    kinds = inspect.ismodule, inspect.isclass, is_function
    constants = [name for name, value in values.items() if not any(kind(value) for kind in kinds)]
    return [f"{package.__name__}.{name}" for name in constants if not commented(name, defining_text(package, name))]


def defining_text(module: ModuleType, name: str) -> str:
    """The code of the module that defines a name, which a module may import from another that imports it itself."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            return defining_text(importlib.import_module(node.module), name)
    return inspect.getsource(module)


def commented(name: str, text: str) -> bool:
    """Whether the line that defines a constant, or the one above it, has a comment."""
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if re.match(rf"{name}\b.*=", line))
    return "  # " in lines[at] or (at > 0 and lines[at - 1].startswith("# "))


DOCUMENTED = exported() | called_in_lessons()


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_what_a_package_exports_and_a_lesson_calls_is_documented(name):
    missing = undocumented(DOCUMENTED[name])
    assert missing == [], f"The docstring of {name} leaves out: {', '.join(missing)}"


def test_a_gap_in_a_docstring_is_named():
    def share(low: float, high: float) -> float:
        """The middle of a range.

        Parameters
        ----------
        low, top : float
            The ends.
        """
        if low > high:
            raise ValueError(low)
        return (low + high) / 2

    assert undocumented(share) == ["Returns", "ValueError", "no parameter top", "high"]

    def shares() -> Iterator[float]:
        """Each share.

        Returns
        -------
        Iterator
            Said as if it came all at once.
        """
        yield 0.5

    assert undocumented(shares) == ["Yields"]


def test_an_entry_without_a_description_is_named():
    def share(data: dict, low: float) -> float:
        """The middle of a range.

        Parameters
        ----------
        data : dict
        low
            The lower end.

        Returns
        -------
        float
        """

    assert undocumented(share) == ["Returns has no description", "low has no type", "data has no description"]


def test_a_data_frame_without_its_columns_is_named():
    def shares(counts: pd.DataFrame, sizes: pd.DataFrame | None) -> pd.DataFrame:
        """Each count as a share.

        Parameters
        ----------
        counts : pandas.DataFrame
            Only what was counted.
        sizes : pandas.DataFrame, optional
            Columns group and people.

        Returns
        -------
        pandas.DataFrame
            Sorted by size.
        """

    gaps = ["Returns does not name its columns", "counts does not name its columns"]
    assert undocumented(shares) == gaps

    class Answers:
        """What a class answered."""

        @property
        def points(self) -> pd.DataFrame:
            """What each student earned."""

        def best(self, most: int) -> list[str]:
            """The best students."""

        def everybody(self) -> list[str]:
            """The codes of all students."""

    assert undocumented(Answers) == ["points does not name its columns", "best: Returns", "best: most"]


def test_functions_of_explorers_that_lessons_call_are_asked():
    assert {"utils.explorers.sites.site_explorer", "utils.results.to_look_at"} < {*DOCUMENTED}
    code = "from utils.explorers import sites as organs\nfrom utils import ui\norgans.site_explorer(ui.Html(''))"
    assert [*called_in(ast.parse(code))] == ["utils.explorers.sites.site_explorer"]


def test_exported_constants_have_a_comment():
    assert [name for package in packages() for name in bare_constants(package)] == []


@pytest.mark.parametrize(
    ("text", "is_commented"),
    [
        ("MOST = 3", False),
        ("# of a phone\nMOST = 3", True),
        ("MOST: int = 3  # px", True),
        ("# far\n\nMOST = 3", False),
    ],
)
def test_a_constant_without_a_comment_is_seen(text, is_commented):
    assert commented("MOST", text) == is_commented

"""What a package of ``utils/`` exports is documented in numpydoc form, and its sections match the signature.

ruff's ``D`` rules check that a docstring is there and how its sections are written, but not what they cover.
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

import pytest

import utils.tables

# The tables of CourseData: data/README.md describes each with its columns.
TABLES = {resource["name"].replace("-", "_") for resource in utils.tables.descriptor()["resources"]}


def exported() -> dict[str, Callable]:
    """Functions and classes in the ``__all__`` of each package, or defined in a package without one."""
    found = {}
    for info in pkgutil.walk_packages(utils.__path__, "utils."):
        if info.ispkg:
            package = importlib.import_module(info.name)
            own = [name for name, value in vars(package).items() if getattr(value, "__module__", "") == info.name]
            for name in getattr(package, "__all__", own):
                value = getattr(package, name)
                if not name.startswith("_") and (inspect.isfunction(value) or inspect.isclass(value)):
                    found[f"{info.name}.{name}"] = value
    return found


def section(docstring: str, title: str) -> str:
    """The text of a section, empty if there is none."""
    match = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", docstring, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def entries(docstring: str, title: str) -> list[str]:
    """The names that a section describes: the lines that are not indented."""
    lines = re.findall(r"^(\S[^\n]*)", section(docstring, title), re.MULTILINE)
    return [name.strip(" *`") for line in lines for name in line.partition(" :")[0].split(",")]


def raised_in(function: Callable) -> set[str]:
    """The exceptions that the body of a function itself raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def undocumented(value: Callable) -> list[str]:
    """What the docstring of a function or class leaves out; empty if nothing."""
    docstring, missing = inspect.getdoc(value) or "", []
    if inspect.isclass(value):
        names = [field.name for field in fields(value) if field.init] if is_dataclass(value) else []
        names = [name for name in names if name not in TABLES]
        documented = entries(docstring, "Parameters") + entries(docstring, "Attributes")
    else:
        signature = inspect.signature(value)
        names, documented = list(signature.parameters), entries(docstring, "Parameters")
        given = "Yields" if inspect.isgeneratorfunction(value) else "Returns"
        if signature.return_annotation not in (None, "None") and not section(docstring, given):
            missing.append(given)
        missing += sorted(raised_in(value) - set(entries(docstring, "Raises")))
        missing += sorted(f"no parameter {name}" for name in set(documented) - set(names))
    return missing + [name for name in names if name not in documented]


@pytest.mark.parametrize("name", sorted(exported()))
def test_what_a_package_exports_is_documented(name):
    missing = undocumented(exported()[name])
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

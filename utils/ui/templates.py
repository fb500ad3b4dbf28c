"""Whole pages and papers: Jinja2 templates, which escape what is put into them and refuse a name without a value."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from utils.ui.elements import bullets, folded, initial_cap, joined, table


def render(package: str, name: str, **values: Any) -> str:
    """A template of a package's folder ``templates/`` with its values; ``Markup`` goes in as it is, all else as text.

    Templates may extend ``page.html`` of ``utils/ui/templates/`` and call ``bullets``, ``folded``, ``joined`` and
    ``table``.
    Raises jinja2's UndefinedError for a name without a value.
    """
    return _environment(package).get_template(name).render(values)


@functools.cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("utils.ui")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"bullets": bullets, "folded": folded, "joined": joined, "table": table}
    environment.filters["initial_cap"] = initial_cap
    return environment

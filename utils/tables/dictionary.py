"""The data dictionary: ``data/README.md``, generated from ``data/datapackage.json`` so that the two always agree."""

from __future__ import annotations

from pathlib import Path

from utils.project import DATA
from utils.tables.data_package import descriptor, key_columns

_HEAD = """# Data dictionary

{description}

This page is generated from [datapackage.json](datapackage.json) by `make update`; do not edit it by hand. Files are
UTF-8 with a comma between cells. Numbers are plain decimal numbers with a period as the decimal point (12.5, not 12,5,
1e3 or 28%), times use the 24-hour clock (16:10); a cell without a number is empty. Invisible characters and special
spaces are refused. If a source does not say something, a text cell contains `not stated`. To add a row, see
[CONTRIBUTING.md](../CONTRIBUTING.md#add-or-change-a-fact); for questions of each type, with examples, see
[items/README.md](items/README.md).
"""


def render(package: dict) -> str:
    """The data dictionary of a Data Package descriptor as Markdown: a section per table, a row per column."""
    parts = [_HEAD.format(description=package["description"])]
    for resource in package["resources"]:
        schema = resource["schema"]
        links = {link["fields"]: link["reference"] for link in schema.get("foreignKeys", [])}
        rows = [
            f"| `{field['name']}` | {field['type']} | {_constraints(field, links)} | {_lines(field['description'])} |"
            for field in schema["fields"]
        ]
        parts.append(
            f"## {resource['name']}\n\n{resource['description']}\n\n"
            f"File: `{resource['path']}`. Key: {', '.join(f'`{column}`' for column in key_columns(schema))}.\n\n"
            "| Column | Type | Constraints | Description |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(parts)


def write(folder: Path = DATA) -> bool:
    """Write the folder's ``README.md`` and return whether it changed; raises DataError as ``descriptor`` does."""
    path, text = folder / "README.md", render(descriptor(folder))
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        path.write_text(text, encoding="utf-8", newline="\n")
    return changed


def _lines(description: str) -> str:
    """A description for one cell of a Markdown table; a description may define each value on a line of its own."""
    return description.replace("\n", "<br>")


def _constraints(field: dict, links: dict) -> str:
    constraints = field.get("constraints", {})
    parts = [name for name in ("required", "unique") if constraints.get(name)]
    if "enum" in constraints:
        parts.append("one of " + ", ".join(f"`{value}`" for value in constraints["enum"]))
    if "pattern" in constraints:
        parts.append("matches `" + constraints["pattern"].replace("|", "\\|") + "`")
    parts += [f"{name} {constraints[name]}" for name in ("minimum", "maximum") if name in constraints]
    if field["name"] in links:
        target = links[field["name"]]
        parts.append(f"a value of `{target['fields']}` in `{target['resource'] or 'this table'}`")
    return "; ".join(parts) or "–"

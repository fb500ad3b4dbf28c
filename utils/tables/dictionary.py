"""The data dictionary: ``data/README.md``, made from ``data/datapackage.json`` so that the two cannot disagree."""

from __future__ import annotations

from pathlib import Path

from utils.project import DATA
from utils.tables.data_package import descriptor, key_columns

_HEAD = """# Data dictionary

{description}

Made from [datapackage.json](datapackage.json) by `make update`; do not edit it by hand. Files are UTF-8 with a comma
between cells. A number is written in digits with a full stop as decimal mark, or its cell is empty. What a source leaves
unsaid is the text `not stated`. How to add a row: [CONTRIBUTING.md](../CONTRIBUTING.md#add-or-change-a-fact);
how to write a question of each type, with examples: [items/README.md](items/README.md).
"""


def render(package: dict) -> str:
    """The data dictionary of a Data Package descriptor as Markdown: a section per table, a row per column."""
    parts = [_HEAD.format(description=package["description"])]
    for resource in package["resources"]:
        schema = resource["schema"]
        links = {link["fields"]: link["reference"] for link in schema.get("foreignKeys", [])}
        rows = [f"| `{f['name']}` | {f['type']} | {_rules(f, links)} | {f['description']} |" for f in schema["fields"]]
        parts.append(
            f"## {resource['name']}\n\n{resource['description']}\n\n"
            f"File: `{resource['path']}`. Key: {', '.join(f'`{column}`' for column in key_columns(schema))}.\n\n"
            "| column | type | must be | what it holds |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(parts)


def write(folder: Path = DATA) -> bool:
    """Write ``README.md`` of the folder; whether that changed it. Raises DataError as ``data_package.descriptor`` does."""
    path, text = folder / "README.md", render(descriptor(folder))
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        path.write_text(text, encoding="utf-8", newline="\n")
    return changed


def _rules(field: dict, links: dict) -> str:
    rules = field.get("constraints", {})
    said = []
    if rules.get("required"):
        said.append("given")
    if rules.get("unique"):
        said.append("unique")
    if "enum" in rules:
        said.append("one of " + ", ".join(f"`{value}`" for value in rules["enum"]))
    if "pattern" in rules:
        said.append("of the form `" + rules["pattern"].replace("|", "\\|") + "`")
    said += [
        f"at {'least' if end == 'minimum' else 'most'} {rules[end]}" for end in ("minimum", "maximum") if end in rules
    ]
    if field["name"] in links:
        target = links[field["name"]]
        said.append(f"a `{target['fields']}` of `{target['resource'] or 'this table'}`")
    return "; ".join(said) or "–"

"""American spelling in ``data/``, in the lessons and in file names. ``codespell`` alone checks code, docs and messages.

It cannot read single columns of a table or single cells of a notebook, so these tests hand it their text. Left out is
what others wrote (``OTHERS_WORDS``).
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest

from tests.helpers import NOTEBOOKS, ROOT
from utils.tables import loader

# Titles and publishers of pages; line numbers and hashes of the articles.
OTHERS_WORDS = {"references", "citations", "sources"}
# Words of those who keep the tables, which say nothing to a nurse; the marker of a row says that it is to be checked.
OF_TABLES = re.compile(r"\b(rows? (on|from|here)|(our|that|its|next|this) row)\b|\bcheck(ed)? with a clinician")
READABLE_ID = "[a-z0-9]+(-[a-z0-9]+)*"


def misspelled(names: list[str], folder) -> list[str]:
    """The names with a word that codespell would change, and its suggestion, by the settings in pyproject.toml."""
    listed = folder / "names.txt"
    listed.write_text("\n".join(names) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", str(listed)]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False).stdout
    found = re.findall(r"^.*names\.txt:(\d+): (.+)$", output, re.MULTILINE)
    return [f"{names[int(line) - 1]}: {change}" for line, change in found]


def data_names() -> list[str]:
    """Every name that code and tables use for a part of ``data/``: tables, files, columns, closed lists and ids.

    An id is listed once, for the first table that has it; tables that link to it have the same one.
    """
    names, listed = [], set()
    for resource in loader.descriptor()["resources"]:
        table, schema = resource["name"], resource["schema"]
        names += [f"table {table}", f"file data/{resource['path']}"]
        with (ROOT / "data" / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        keys = schema["primaryKey"] if isinstance(schema["primaryKey"], list) else [schema["primaryKey"]]
        for field in schema["fields"]:
            column, rules = field["name"], field.get("constraints", {})
            names.append(f"column {table}.{column}")
            values = {str(value) for value in rules.get("enum", ())}
            if field["type"] == "string" and ([column] == keys or rules.get("pattern") == READABLE_ID):
                values |= {row[column] for row in rows} - {""}
            names += [f"{table}.{column} = {value}" for value in sorted(values - listed)]
            listed |= values
    return names


def data_texts() -> list[str]:
    """Every cell of the tables that learners may read, each text once."""
    texts = set()
    for resource in loader.descriptor()["resources"]:
        if resource["name"] not in OTHERS_WORDS:
            with (ROOT / "data" / resource["path"]).open(encoding="utf-8", newline="") as file:
                cells = {cell for row in csv.DictReader(file) for cell in row.values()}
            texts |= {cell for cell in cells if " " in cell or cell.isalpha()}
    return sorted(texts)


def notebook_texts(notebook: dict) -> list[str]:
    """Every line of the Markdown and code cells. What the code prints comes from tables and code, which are checked."""
    return [line for cell in notebook["cells"] for line in "".join(cell["source"]).splitlines() if line.strip()]


def lesson_texts() -> list[str]:
    """Every line that somebody wrote in a lesson or another notebook, with the name of the notebook."""
    notebooks = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in NOTEBOOKS}
    return [f"{stem} | {line}" for stem, notebook in notebooks.items() for line in notebook_texts(notebook)]


def file_names() -> list[str]:
    """Every file that git tracks."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return listed.splitlines()


@pytest.mark.parametrize("names", [data_names, data_texts, lesson_texts, file_names])
def test_names_and_texts_are_spelled_the_american_way(names, tmp_path):
    listed = names()
    assert len(listed) > 100
    wrong = misspelled(listed, tmp_path)
    assert wrong == [], "Rename (all links to an id too), or write the American word:\n" + "\n".join(wrong)


@pytest.mark.parametrize("kind", ["markdown", "code"])
def test_british_text_in_a_lesson_is_found(kind, tmp_path):
    cells = [{"cell_type": kind, "source": ["# One\n", "# A tumour at the centre."]}]  # codespell:ignore
    assert misspelled(notebook_texts({"cells": cells}), tmp_path) == [
        "# A tumour at the centre.: tumour ==> tumor",  # codespell:ignore
        "# A tumour at the centre.: centre ==> center",  # codespell:ignore
    ]


def test_british_text_in_a_cell_is_found(tmp_path):
    found = misspelled(["Hypercalcaemia from a tumour, seen at one centre."], tmp_path)  # codespell:ignore
    assert [line.rpartition(": ")[2] for line in found] == [
        "Hypercalcaemia ==> Hypercalcemia",  # codespell:ignore
        "tumour ==> tumor",  # codespell:ignore
        "centre ==> center",  # codespell:ignore
    ]


def test_british_names_are_found_in_every_form(tmp_path):
    """After a hyphen, an underscore or a capital letter, with the suggested word; American names pass."""
    names = ["column steps.new_tumour", "sites.id = anti-oestrogen", "greyScale"]  # codespell:ignore
    found = [line.rpartition(": ")[2] for line in misspelled([*names, "column steps.new_tumor"], tmp_path)]
    assert found == ["tumour ==> tumor", "oestrogen ==> estrogen", "grey ==> gray"]  # codespell:ignore


@pytest.mark.parametrize(
    ("text", "is_internal"),
    [
        ("911: row on the emergency number.", True),
        ("See that row.", True),
        ("UK dose (check with a clinician first).", True),
        ("Which row of the card is missing?", False),
    ],
)
def test_words_of_the_tables_are_found(text, is_internal):
    assert bool(OF_TABLES.search(text)) == is_internal


def test_no_text_for_learners_speaks_of_the_tables():
    assert not [text for text in data_texts() if OF_TABLES.search(text)]

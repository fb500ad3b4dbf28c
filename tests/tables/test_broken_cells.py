"""Each broken cell of the list is reported where it is, with its value, what is wrong and how to fix it."""

from __future__ import annotations

import pytest

from tests.tables.broken_cells import CELLS, FILES
from utils.tables import loader
from utils.tables.rules import questions

# By day every third; the words of each rule are compared on small tables (messages.txt).
BY_CHECK = [cell for cell in CELLS.values() if not cell.by_command]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(cell, id=cell.name, marks=pytest.mark.nightly if number % 3 else ())
        for number, cell in enumerate(BY_CHECK)
    ],
)
def test_a_broken_cell_is_reported(cell, table, folder):
    broken = table(cell.table)
    line = broken.set(broken.row_with(**cell.row), cell.column, cell.value)
    reported, column = cell.reported
    issues = loader.check(folder)
    here = [i for i in issues if (i.file, i.column) == (FILES[reported], column) and cell.words in i.problem]
    if cell.in_place:
        here = [i for i in here if i.row == line and (i.value or "") == cell.value]
    assert here, "\n".join(map(str, issues))
    message = str(here[0])
    assert here[0].fix and "Fix: " in message
    assert all(part in message for part in (FILES[reported], f"row {here[0].row}", f"column {column}"))
    if FILES[reported].startswith("data/items/") and reported not in ("exhibits", "competencies"):
        assert f"item {here[0].item}" in message


def test_every_rule_for_questions_has_a_broken_cell():
    """Each rule, alone, reports at least one cell of the list."""
    silent, raw = set(questions.RULES), loader.raw()
    for cell in CELLS.values():
        if FILES[cell.table].startswith("data/items/"):
            row = next(row for row in raw[cell.table] if cell.row.items() <= row.items())
            sound, row[cell.column] = row[cell.column], cell.value
            silent -= {rule for rule in silent if next(rule(raw), None)}
            row[cell.column] = sound
    assert not silent

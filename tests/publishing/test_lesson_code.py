"""The code of the lessons against the tables: what a cell picks by name has to be there."""

from __future__ import annotations

import nbformat
import pytest

from tests.helpers import LESSONS
from utils import cli
from utils.publishing import lesson_files
from utils.publishing.lesson_code import selection_issues
from utils.tables import loader


def found(tmp_path, *cells: str) -> list[str]:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code, id=f"cell-{number}") for number, code in enumerate(cells)]
    )
    nbformat.write(notebook, tmp_path / "01_x.ipynb")
    return [str(issue) for issue in selection_issues(loader.raw(), tmp_path / "01_x.ipynb")]


def test_the_lessons_pick_nothing_that_is_not_there():
    issues = [str(issue) for path in LESSONS for issue in selection_issues(loader.raw(), path)]
    assert not issues, "\n".join(issues)


@pytest.mark.parametrize(
    "code",
    [
        'data.practice[data.practice["id"].isin(["cord-ask", "gone"])]',
        'practice = data.practice\npractice[practice["id"] == "gone"]',
        'rows = data.practice[data.practice["kind"].eq("cue")]\nrows[rows["id"].ne("gone")]',
        'ids = ["cord-ask"]\nids += ["gone"]\ndata.practice[~data.practice["id"].isin(ids)]',
        'ids = ("gone",)\ndata.practice.loc[data.practice["id"].isin([*ids, "cord-ask"]), "note"]',
        'a, = [1]\nb = ["gone"]\nunknown[unknown["id"].isin(b + ["cord-ask"])]',
        'data.practice[data.practice["id"].str.startswith("gone")]',
        'data.practice[data.practice["subject"] == "gone"]',
        'data.practice[data.practice["id"] == "bone-share"]  # a row of another table',
    ],
)
def test_a_name_that_no_row_has_is_reported(code, tmp_path):
    (issue,) = found(tmp_path, code)
    assert issue.startswith("notebooks/01_x.ipynb, cell cell-0: picks rows ")
    assert "'gone', and there are none" in issue or "'bone-share', and there are none" in issue


def test_names_that_are_there_and_columns_that_no_table_has_are_left_alone(tmp_path):
    assert (
        found(
            tmp_path,
            'ids = ["gone"]',
            'ids = data.practice["id"].head().tolist()',  # the variable holds other words by now
            'data.practice[data.practice["id"].isin(ids)]',
            'data.statistics[data.statistics["id"].str.startswith("recurrence-pooled")]',
            'counted[counted["Question"] == "Who wrote it?"]',
        )
        == []
    )


@pytest.mark.parametrize("code", ['data.practice.set_index("id").loc[["cord-asked"]]', 'charts.x(data, "cord-asked")'])
def test_a_word_that_looks_like_an_id_has_to_be_in_a_table(code, tmp_path):
    assert found(tmp_path, code) == [
        "notebooks/01_x.ipynb, cell cell-0: names 'cord-asked', and no table has it. "
        "Fix: write the id that the row has now, or take it out."
    ]
    assert found(tmp_path, code.replace("cord-asked", "cord-ask")) == []
    assert found(tmp_path, code.replace("cord-asked", "cord-")) == []


def test_code_that_cannot_be_read_is_one_issue_and_no_traceback(tmp_path):
    (issue,) = found(tmp_path, "%matplotlib inline", 'data.practice[data.practice["id"] == "gone"]')
    assert issue.startswith(
        "notebooks/01_x.ipynb, cell cell-0: is not Python that can be read (invalid syntax, line 1)."
    )


@pytest.mark.parametrize(
    ("column", "renamed", "cell"),
    [("id", "seizure-oxygen-glucose", "bedside-brain"), ("subject", "advance care planning", "men-card")],
)
def test_a_row_or_subject_renamed_in_all_tables_is_named_with_the_cell_that_lost_it(
    column, renamed, cell, table, folder, capsys, monkeypatch
):
    """A card picks its rows by name; without this check, a renamed one left it without a word."""
    monkeypatch.setattr(lesson_files.lesson_issues, "__defaults__", (folder, lesson_files.NOTEBOOKS))
    for name in ("practice", "practice_subjects") if column == "subject" else ("practice",):
        rows = table(name)
        for row in range(1, len(rows.rows)):
            if rows.rows[row][rows.rows[0].index(column)] == renamed:
                rows.set(row, column, "another-name")
    assert cli.main(["check", "--data", str(folder), "--all"]) == 1
    assert f", cell {cell}: picks rows of the table practice whose {column} is {renamed!r}" in capsys.readouterr().out

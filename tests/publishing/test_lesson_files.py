"""The lessons against their rows: none is unlisted, and no number in prose says what its row does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from tests.helpers import LESSONS
from utils import cli
from utils.publishing import lesson_files
from utils.publishing.lesson_files import figure_problems, lesson_issues
from utils.tables import loader
from utils.tables.rows import rows_by_id


def test_the_lessons_have_no_issue():
    assert lesson_issues() == []


@pytest.fixture(scope="module")
def rows():
    return rows_by_id(loader.raw())


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("bone 70 %<!-- statistics:bone-share -->", []),
        ("bone 71 %<!-- statistics:bone-share -->", ["71 is not the figure of statistics:bone-share"]),
        ("liver 50–61 %<!-- statistics:liver-share -->", ["50–61 is not the figure of statistics:liver-share"]),
        ("bone 70 %", ["70 names no row"]),
        ("bone 70 %<!-- statistics:nothing -->", ["70 names no row (statistics:nothing)"]),
        ("lung 70 %<!-- statistics:lung-share -->", ["70 is not the figure of statistics:lung-share"]),
        ("2,300<!-- statistics:men-cases-per-year --> men", []),
        ("at 38.0<!-- practice:fever-call --> call", []),
        ("at 39<!-- practice:fever-call --> call", ["39 is not in row practice:fever-call"]),
        ("in men diagnosed in 2007–2016<!-- statistics:men-survival-distant -->", []),
        (
            "in men diagnosed in 2007–2015<!-- statistics:men-survival-distant -->",
            ["2007–2015 is not the figure of statistics:men-survival-distant"],
        ),
        ("Rosa is 58<!-- invented -->", []),
        ("1. HER2 and [a link](00_x.ipynb#a-1)", []),
    ],
)
def test_planted_numbers(text, problems, rows):
    assert [f"{figure} {problem}" for figure, problem, _ in figure_problems(text, rows)] == problems


def test_a_changed_figure_is_named_in_every_cell_that_states_it(table, folder):
    statistics = table("statistics")
    row = statistics.row_of("five-year-survival")
    for column in ("low", "high"):
        statistics.set(row, column, "31")
    found = list(map(str, lesson_issues(folder)))
    marks = sum(path.read_text(encoding="utf-8").count("28 %<!-- statistics:five-year-survival") for path in LESSONS)
    assert len(found) == marks >= 3
    assert "notebooks/07_numbers_and_prognosis.ipynb, cell vignette: says 28, which is not the figure of " in found[0]
    assert all(line.endswith("Fix: write 31, and read the sentence again.") for line in found)


def test_a_lesson_without_a_row_and_a_row_without_a_lesson_are_named(table, folder, tmp_path, capsys, monkeypatch):
    notebooks = Path(shutil.copytree(LESSONS[0].parent, tmp_path / "notebooks"))
    shutil.copyfile(LESSONS[0], notebooks / "77_another.ipynb")
    lessons = table("lessons")
    lessons.rows[2], lessons.rows[3] = lessons.rows[3], lessons.rows[2]
    lessons.rows.append(["88_gone", *lessons.rows[1][1:]])
    lessons.write()
    found = list(map(str, lesson_issues(folder, notebooks)))
    assert [line.partition(" Fix: ")[0] for line in found] == [
        "notebooks/77_another.ipynb: has no row in data/lessons.csv.",
        f"data/lessons.csv, row {len(lessons.rows)}, column id: '88_gone' has no notebook notebooks/88_gone.ipynb.",
        f"data/lessons.csv, row 3, column id: {lessons.rows[2][0]!r} is out of sequence.",
    ]
    monkeypatch.setattr(lesson_files.lesson_issues, "__defaults__", (folder, notebooks))
    lessons.rows = [row for row in lessons.rows if row[0] != "88_gone"]  # it would need a plan too
    lessons.write()
    assert cli.main(["check", "--data", str(folder)]) == 1
    assert "77_another.ipynb: has no row" in capsys.readouterr().out


def test_the_lessons_that_link_to_a_term_come_in_course_order(tmp_path):
    for name, text in {
        "02_b": "A [word](glossary.ipynb#term-a-b), [again](glossary.ipynb#term-a-b), [other](glossary.ipynb#term-c)",
        "01_a": "An [old word](glossary.ipynb#term-a-b).",
        "glossary": "# Glossary",
    }.items():
        cells = [nbformat.v4.new_markdown_cell(text, id="text")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    assert lesson_files.lessons_by_term(tmp_path) == {"a-b": ["01_a", "02_b"], "c": ["02_b"]}


def test_a_notebook_without_a_number_is_an_issue_unless_the_course_knows_it(tmp_path):
    notebooks = Path(shutil.copytree(LESSONS[0].parent, tmp_path / "notebooks"))
    assert lesson_issues(notebooks=notebooks) == []
    (notebooks / "glossary.ipynb").rename(notebooks / "words.ipynb")
    (found,) = map(str, lesson_issues(notebooks=notebooks))
    assert found.startswith("notebooks/words.ipynb: has no row in data/lessons.csv.")

"""Minutes of a lesson, counted on small lessons made up here: what is on the core path, and what is not."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.helpers import ROOT, Table
from utils import cli
from utils.errors import CourseError
from utils.publishing import minutes, notebooks
from utils.publishing.minutes import SECONDS, Minutes
from utils.tables import loader
from utils.tables.rules.questions import ITEM_TYPES
from utils.ui.explorer import Control, build_explorer

ITEMS = {"one": ("single", "bones"), "two": ("matrix-single", "bones"), "three": ("multiple", "more")}


def words(number: int) -> str:
    return "word " * number


def count(*cells: str | tuple[str, str]) -> tuple[float, float]:
    """Minutes of a lesson of Markdown cells, and of code cells given as (code, HTML)."""
    made = [
        {"cell_type": "markdown", "source": [cell]}
        if isinstance(cell, str)
        else {"cell_type": "code", "source": [cell[0]], "outputs": [{"data": {"text/html": [cell[1]]}}]}
        for cell in cells
    ]
    found = minutes.lesson_minutes({"metadata": {}, "cells": made}, ITEMS)
    return pytest.approx(found.core, abs=1e-6), pytest.approx(found.everything, abs=1e-6)


def shown(html: str) -> tuple[str, str]:
    return "show()", html


MINUTE = minutes.WORDS_A_MINUTE


def test_text_is_read_at_215_words_a_minute_without_comments_and_addresses():
    assert count(words(430)) == (2, 2)
    assert count(f"# Title\n\n{words(214)}<!-- statistics:a b c --> – [link](a b.ipynb)") == (
        216 / MINUTE,
        216 / MINUTE,
    )
    assert minutes.WORDS_A_MINUTE == 215


def test_folds_and_sources_are_beside_the_core_path():
    assert count(shown(f"<p>{words(215)}</p><details><summary>One</summary><p>{words(215)}</p></details>")) == (
        216 / MINUTE,
        431 / MINUTE,
    )
    nested = f"<details><summary>One</summary><details><summary>Two</summary>{words(9)}</details></details>"
    assert count(shown(nested)) == (1 / MINUTE, 11 / MINUTE)
    note = f'<ul><li>{words(5)}<span class="mbc-source">{words(7)}</span> end</li></ul>'
    assert count(shown(note)) == (6 / MINUTE, 13 / MINUTE)
    assert count(shown(f'<div class="mbc-sources"><p>{words(9)}</p></div>')) == (0, 9 / MINUTE)
    assert count(shown(f"<style>{words(9)}</style>")) == (0, 0)


def test_of_an_explorer_the_first_panel_is_on_the_core_path_and_a_repeated_line_counts_once():
    from markupsafe import Markup

    controls = (Control("Which", (("a", "A"), ("b", "B"))), Control("How", (("x", "X"), ("y", "Y"))))
    label = 2 + 4  # the two questions and their answers

    def panel(which, how):
        return Markup("<p>{}</p><p>{}</p>").format(words(10) + which + how, words(20))

    def below(which, how):
        return Markup("<p>{}</p>").format(words(40)) if which == "b" else Markup()

    explorer = build_explorer("made", "Made", controls, panel, [below])
    assert count(shown(str(explorer.html))) == (
        (label + 11 + 20) / MINUTE,
        (label + 4 * 11 + 20 + 40) / MINUTE,
    )


def test_a_part_that_the_first_choice_shows_is_on_the_core_path():
    part = '<div class="mbc-stack"><div class="mbc-option-0" data-tens="0" data-units="{}"><p>{}</p></div></div>'
    explorer = '<section class="mbc-explorer">{}</section>'
    assert count(shown(explorer.format(part.format("02", words(9))))) == (9 / MINUTE, 9 / MINUTE)
    assert count(shown(explorer.format(part.format("12", words(9))))) == (0, 9 / MINUTE)
    later = part.replace('data-tens="0"', 'data-tens="1"')  # the eleventh option
    assert count(shown(explorer.format(later.format("0", words(9))))) == (0, 9 / MINUTE)


def test_questions_take_seconds_by_their_type_and_their_place_decides():
    def form(*ids):
        return shown("".join(f'<form data-item="{id}"><p>{words(99)}</p></form>' for id in ids))

    assert count(form("one", "two")) == (1 + 2.5, 1 + 2.5)
    assert count(form("three")) == (0, 1.5)
    assert count("## More questions\n\nx", form("one")) == (0, 1 + 3 / MINUTE)
    assert count("## More questions", "## Pocket card", form("one"))[0] == 1 + 2 / MINUTE
    assert set(SECONDS) == set(ITEM_TYPES) and set(SECONDS.values()) == {60, 90, 150}


@pytest.mark.parametrize(
    ("counted", "printed"),
    [((22.4, 58), (20, 60)), ((22.6, 22.6), (25, 25)), ((0.3, 0.4), (5, 5)), ((27.5, 27.5), (30, 30))],
)
def test_printed_to_the_nearest_five(counted, printed):
    assert Minutes(*counted).printed == printed
    core, everything = printed
    assert Minutes(*counted).line == f"**Time** {core} minutes for the core path, {everything} for everything."


@pytest.fixture
def copy(tmp_path):
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "README.md", tmp_path / "README.md")
    return tmp_path


def test_written_where_it_is_printed_once(copy):
    minutes.write(copy)
    assert minutes.write(copy) == []
    lesson = loader.raw(copy / "data")["lessons"][1]
    path = copy / "notebooks" / f"{lesson['id']}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][1]["source"].append(f"\n{words(215 * 20)}")
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    before = {each: each.read_text(encoding="utf-8") for each in copy.rglob("*.*") if each.is_file()}
    assert minutes.write(copy, "00") == []
    changed = minutes.write(copy)
    assert changed == [path, copy / "data" / "lessons.csv", copy / "README.md"]
    assert {each for each in before if each.read_text(encoding="utf-8") != before[each]} == set(changed)
    core, everything = int(lesson["minutes_core"]) + 20, int(lesson["minutes_all"]) + 20
    row = Table(copy / "data" / "lessons.csv").rows[2]
    assert row[3:5] == [str(core), str(everything)]
    assert f"**Time** {core} minutes for the core path, {everything} for everything." in path.read_text(
        encoding="utf-8"
    )
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert f"| {core} | {everything} |" in next(line for line in readme.splitlines() if lesson["id"] in line)
    totals = [sum(int(line[place]) for line in Table(copy / "data" / "lessons.csv").rows[1:]) for place in (3, 4)]
    assert f"| all together | {totals[0]} | {totals[1]} |" in readme


def test_a_stale_output_is_named(copy):
    """A question was renamed, and its lesson was not run again: one line, and only for that lesson."""
    item = loader.raw(copy / "data")["items"][0]
    for path in (copy / "data").rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(item["id"], "renamed-since"), encoding="utf-8")
    said = f"{item['lesson']}.ipynb shows the question '{item['id']}', which .* Fix: `make notebooks ONLY="
    with pytest.raises(CourseError, match=said):
        minutes.write(copy)
    assert next(iter(minutes.count_all(copy, "01"))).startswith("01_")


def test_the_command_prints_every_lesson(monkeypatch, capsys):
    monkeypatch.setattr(minutes, "write", lambda only: [])
    assert cli.main(["minutes"]) == 0
    said = capsys.readouterr().out
    assert all(f"{path.stem}: " in said for path in notebooks.lesson_paths()) and "All together: " in said

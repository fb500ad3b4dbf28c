"""Nothing that the articles say is lost: every cell of a row that cites one can be reached from a lesson."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.helpers import lesson_paths
from tests.lessons import reach
from tests.lessons.reach import Place
from utils.project import NOTEBOOKS

# What no lesson showed before they were written anew (commit 5a4da14), apart from rows that no lesson shows at all.
NEVER_SHOWN = {
    Place("subtypes", id, "definition_clinical")
    for id in ("idc", "ilc", "hormone-receptor-positive", "her2-positive", "triple-negative")
}


@pytest.fixture(scope="module")
def notebooks():
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def on_linked_pages(data, notebooks) -> set[tuple[str, str]]:
    """(table, id) of the rows on the pages of articles to which a lesson links: all that such an article supports."""
    own = data.citations[data.citations["source_id"].isin(reach.linked_articles(notebooks))]
    return set(own[["table", "row_id"]].itertuples(index=False, name=None))


def test_every_statement_of_an_article_can_be_reached(data, notebooks):
    places, on_pages = reach.cited(data), on_linked_pages(data, notebooks)
    found = {place[:2] for place in reach.reached(places, reach.lesson_text(notebooks))} | on_pages
    lost = [f"{place.table} {place.row_id}: {text}" for place, text in places.items() if place[:2] not in found]
    assert not lost, "\n".join([*lost, "Fix: show it in the fold of What patients read, or link to the article's page"])


def test_nothing_that_could_be_reached_is_lost(data, notebooks):
    """Of a row that lessons show, every cell that says something."""
    places = reach.cited(data)
    found = reach.reached(places, reach.lesson_text(notebooks))
    shown = {place[:2] for place in found}
    lost = [
        f"{place.table} {place.row_id}, {place.column}: {text}"
        for place, text in places.items()
        if place not in found | NEVER_SHOWN and place[:2] in shown
    ]
    assert not lost, "\n".join([*lost, "Fix: show it in a lesson, in sight or in a fold; `make notebooks`"])


def test_every_figure_of_an_article_is_drawn_or_shown(data, notebooks):
    assert not (unseen := reach.statistics_unseen(data, notebooks)), (
        f"No lesson shows the figures {unseen}. Fix: show them in the number explorer or a chart; `make notebooks`"
    )


def test_planted_losses(data, notebooks, tmp_path):
    """One statement, one clinical wording and one figure, each taken from every output."""
    places, said = reach.cited(data), reach.lesson_text(notebooks)
    found = reach.reached(places, said)
    fact = next(place for place in found if place.table == "facts")
    assert fact not in reach.reached(places, said.replace(reach.normal(places[fact]).rstrip("."), "…"))
    step = next(place for place in found if place.column == "text_clinical")
    assert step not in reach.reached(places, said.replace(reach.sentences(places[step])[0].rstrip("."), "…"))
    changed = data.statistics.assign(label="A figure that nobody draws")
    assert len(reach.statistics_unseen(replace(data, statistics=changed), notebooks)) > 5
    other = data.statistics.assign(low=data.statistics["low"] + 0.37)
    assert len(reach.statistics_unseen(replace(data, statistics=other), notebooks)) > 5


def test_what_is_read_of_a_notebook(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["See **bone**", " <!-- a:b -->[here](article_003.html)."]},
        {"cell_type": "code", "source": ["x"], "outputs": [
            {"data": {"text/html": ["<p>It &amp; <b>spreads</b> .</p>", '<img alt="A liver">']}}]},
    ]  # fmt: skip
    path = tmp_path / "made.ipynb"
    path.write_text(json.dumps({"metadata": {}, "cells": cells}), encoding="utf-8")
    said = reach.lesson_text([path])
    assert "see **bone**" in said and "it & spreads." in said and "a liver" in said and "a:b" not in said
    assert reach.linked_articles([path]) == {"003"}
    places = {Place("facts", "a", "statement"): "It & spreads.", Place("facts", "b", "statement"): "It stays."}
    assert reach.reached(places, said) == {Place("facts", "a", "statement")}


def test_the_lessons_are_among_the_notebooks(notebooks):
    assert set(lesson_paths()) <= set(notebooks)

"""Explorers of what articles and references say of the same thing: each row with its source, each difference once."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from tests.helpers import in_sight
from utils.errors import CourseError
from utils.explorers import care_providers, comparisons, numbers
from utils.statements import agreement_map
from utils.ui import components

FRAME = '<aside class="mbc-reference">'


@pytest.fixture(scope="module")
def grid(data):
    return agreement_map.map_grid(data)


def test_the_map_explorer_names_every_article_and_line(data, grid):
    explorer = comparisons.agreement_explorer(data)
    heads = {
        "says": "says it",
        "differs": "says otherwise",
        "both": "says it, and elsewhere otherwise",
        "nothing": "says nothing on it",
    }
    for statement in data.map_statements.itertuples():
        panel = explorer.panels[(statement.id,)]
        for article in data.sources["id"]:
            assert f"<b>Article {article}: {heads[grid.loc[statement.label, article]]}</b>" in panel
    late = explorer.panels[("late-detection",)]
    assert (
        '<aside class="mbc-reference">' in late
        and "Article 003 line 152" in late
        and "cannot be judged" in late.lower()
    )
    assert len(in_sight(late).split()) < 350


def outside(html: str) -> str:
    """A panel without what references say."""
    return re.sub(rf"{FRAME}.*?</aside>", "", html, flags=re.DOTALL)


def framed(html: str) -> str:
    return "".join(re.findall(rf"{FRAME}.*?</aside>", html, re.DOTALL))


def test_differences_keep_articles_and_references_apart(data):
    topics = data.comparisons["topic"].drop_duplicates().tolist()[:11]
    shown = comparisons.disagreements(data, topics)
    for topic in topics:
        html = shown.panels[(topic,)]
        for row in data.comparisons.query("topic == @topic").itertuples():
            part = framed(html) if row.against == "reference" else outside(html)
            assert escape(row.what_differs) in part and escape(row.why_it_matters) in part
            if row.verdict:
                assert f"Verdict on the statement: {row.verdict}" in part
        for other in data.comparisons.query("topic != @topic").itertuples():
            assert escape(other.what_differs) not in html
        assert components.open_words(html) <= components.MAX_OPEN_WORDS, topic
        lead = re.search(r'<p class="mbc-answer">(.*?)</p>', html)[1]
        judged = data.comparisons.query("topic == @topic and against == 'reference'")["verdict"]
        for verdict, count in judged.value_counts().items():
            assert f"{count} {verdict}" in lead, (topic, lead)


def test_differences_with_nothing_to_show_say_what_to_fix(data):
    for topics, without in ((["no such topic"], []), (["cure wording"], data.comparisons["id"])):
        with pytest.raises(CourseError, match=f"Nothing to show on .*{topics[0]}.*Fix: "):
            comparisons.disagreements(data, topics, without)


def test_providers_stand_in_the_fold_of_what_patients_read(data):
    """And only there; without the table it is nowhere."""
    who = care_providers.providers(data)
    html = comparisons.patients_read(data, ["goals of care", "hormone therapy"], {"Who provides care?": who}).html
    before, _, folded = html.partition("<details")
    assert who.html in folded and who.html not in before and folded.index("<h3>Who provides care?</h3>")
    assert who.html not in comparisons.patients_read(data, ["goals of care", "hormone therapy"]).html


def test_each_article_shows_its_own_statements_and_no_other(data):
    chosen = ["definition", "names"]
    explorer = comparisons.by_article(data, chosen)
    facts = data.facts[data.facts["topic"].isin(chosen)]
    for article in data.sources["id"]:
        html = explorer.panels[(article,)]
        cited = data.citations.query("table == 'facts' and source_id == @article")["row_id"]
        for row in facts.itertuples():
            assert (f"<li>{escape(row.statement)}" in html) == (row.id in set(cited)), (article, row.id)


TOPICS = ["terminal or chronic", "survival figures", "what shapes the outlook", "sites listed"]


def test_differences_leave_out_what_the_number_explorer_draws(data):
    cited = numbers.cited_estimates(data)["id"]
    drawn = {id for row_id in cited for id in numbers.comparisons_with_references(data, row_id)["id"]}
    panels = comparisons.disagreements(data, TOPICS, exclude=drawn).panels
    assert drawn
    for topic in TOPICS:
        for row in data.comparisons.itertuples():
            shown = row.topic == topic and row.id not in drawn
            assert (escape(row.what_differs) in panels[topic,]) == shown, row.id

"""The sources of a block: a marker for each statement, one list that each marker leads to, ids of its own in a page."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup, escape

from tests.helpers import elements, marker_after, words
from utils.ui import cards, components
from utils.ui.elements import PLACE, Html, bullets, placed
from utils.ui.explorer import Control, build_explorer
from utils.ui.sources import POLICY, UNSURE_NOTE, Sources


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


def targets(html: str) -> set[str]:
    return set(re.findall(r'href="#([^"]+)"', html))


def test_the_same_source_has_one_number_and_several_pages_of_one_statement_share_one(data):
    first, second = data.references["id"].iloc[:2]
    sources = Sources(data)
    html = Markup("Aa.{}Bb.{}Cc.{}Dd.{}").format(
        sources.pages([first]),
        sources.mark("article 001 line 3"),
        sources.pages([first]),
        sources.pages([first, second]),
    )
    html += sources.end()
    assert [item["aria-label"] for item in elements(html, "a") if item.has_attr("aria-label")] == [
        "source 1",
        "source 2",
        "source 1",
        "source 3",
    ]
    assert marker_after(html, "Bb.").source == "Article 001 line 3"
    both = marker_after(html, "Dd.").source
    for id in (first, second):
        page = data.row("references", id)
        assert escape(page.publisher) in both and escape(page.title) in both and f"checked {page.checked_on}" in both
        assert f"seen: {page.seen_at_kind}" in both and ("no date" if page.year == "not stated" else page.year) in both
    assert html.count("<li id=") == 3 and "<summary>Sources (3)</summary>" in html


def test_a_row_has_the_lines_of_articles_or_else_its_page(data):
    sources = Sources(data)
    cited = data.citations.query("table == 'facts'").iloc[0]
    fact = next(data.practice.query("use_first == 'no'").itertuples())
    html = Markup("Aa.{}Bb.{}{}").format(
        sources.row("facts", cited["row_id"]), sources.row("practice", fact.id), sources.end()
    )
    assert (
        f"rticle {cited['source_id']} line" in marker_after(html, "Aa.").source and not marker_after(html, "Aa.").unsure
    )
    assert escape(data.row("references", fact.reference_id).title) in marker_after(html, "Bb.").source
    assert marker_after(html, "Bb.").unsure and html.count(UNSURE_NOTE) == 1


def test_what_a_star_means_and_whose_policy_decides_is_said_only_where_it_holds(data):
    empty, articles, pages = Sources(data), Sources(data), Sources(data)
    articles.mark("article 000 line 1")
    pages.pages([data.references["id"].iloc[0]])
    assert empty.end() == "" and empty.policy == articles.policy == "" and pages.policy == POLICY
    assert UNSURE_NOTE not in articles.end() + pages.end()
    assert components.block_end(pages, data, []).count(escape(POLICY)) == 1
    assert escape(POLICY) not in components.block_end(articles, data, [])


def test_text_of_a_source_is_text(data):
    sources = Sources(data)
    html = sources.mark("<script>alert(1)</script>") + sources.end()
    assert "<script>" not in html and "&lt;script&gt;" in html


def block(data, text: str) -> Markup:
    sources = Sources(data)
    return Markup("<p>{}{}</p>{}").format(text, sources.mark(f"source of {text}"), sources.end())


def test_every_panel_of_a_form_has_ids_of_its_own_and_each_marker_leads_into_its_own_panel(data):
    control = Control("Which?", (("a", "A"), ("b", "B")))
    below = lambda chosen: block(data, "below") if chosen == "a" else Markup()  # noqa: E731
    made = build_explorer("x", "X", [control], lambda chosen: block(data, chosen), [below])
    assert len(ids(made.html)) == len(set(ids(made.html))) == 3 and targets(made.html) == set(ids(made.html))
    assert PLACE not in made.html
    for panel in elements(made.html, "div"):
        if "mbc-panel" in panel.get("class", ""):
            (anchor,) = [link for link in panel.find_all("a") if link["href"].startswith("#")]
            assert panel.find(id=anchor["href"][1:]), "a marker leads into another panel"


def test_a_part_that_stands_in_two_places_of_a_form_has_two_sets_of_ids(data):
    """Planted as a part that some choices of two controls share: the form holds it more than once."""
    controls = [Control("A", (("a", "A"), ("b", "B"))), Control("C", (("c", "C"), ("d", "D")))]
    shared = lambda *chosen: Markup() if chosen == ("b", "d") else block(data, "shared")  # noqa: E731
    html = build_explorer("y", "Y", controls, lambda *chosen: Markup("<p>.</p>"), [shared]).html
    assert html.count("source of shared".capitalize()) == 2 == len(set(ids(html))) == len(ids(html))


def test_cards_have_ids_of_their_own_the_same_in_every_run(data):
    rows = data.practice.head(4)
    one, again, other = (cards.nurse_card(r, "H", data).html for r in (rows, rows, data.practice.iloc[4:8]))
    assert one == again and ids(one) and not set(ids(one)) & set(ids(other)) and targets(one) == set(ids(one))


def test_planted_a_marker_without_its_list_leads_nowhere(data):
    """What the gate over pages would see: a block that forgets its end."""
    html = Html(Markup("<p>Aa.{}</p>").format(Sources(data).mark("x")), "a").html
    assert targets(html) - set(ids(html))
    with pytest.raises(AssertionError, match="the list of sources has no number 1"):
        marker_after(html, "Aa.")


def test_a_card_ends_with_who_has_reviewed_it_and_names_no_publisher_in_sight(data):
    html = cards.nurse_card(data.practice.head(3), "H", data).html
    before = words(html.partition("<summary>Sources")[0])
    assert not any(publisher in before for publisher in data.references["publisher"] if len(publisher) > 12)
    assert words(html).endswith("Not reviewed by a clinician.") and html.count(escape(POLICY)) == 1


def test_placed_changes_nothing_else():
    html = bullets(["a", "b"])
    assert placed(html, "x-") == html

"""Walks and topics over their whole input range: every step, stage, article and word, with its own text and no
other.
"""

from __future__ import annotations

from markupsafe import escape

from tests.helpers import marker_after, spaced, svg_in
from utils.explorers import receptors, stages
from utils.statements import links, steps
from utils.tables.sentences import first_sentence
from utils.ui.components import AUDIENCE


def test_stage_walk(data):
    walk = stages.stage_walk(data)
    rows = steps.steps_of(data, "staging")
    assert [shown for _, shown in walk.controls[0].options] == [
        "Stage 0",
        "Stage I",
        "Stage II",
        "Stage III",
        "Stage IV",
    ]
    for row in rows.itertuples():
        for audience, _ in AUDIENCE.options:
            html = walk.panels[row.id, audience]
            frame, said = html[: html.index("</aside>")], html[html.index("</aside>") :]
            first = first_sentence(getattr(row, f"text_{audience}"))[0]
            assert f'<p class="mbc-answer">{escape(first)}<sup' in frame
            assert getattr(row, f"text_{audience}") in spaced(frame)
            assert data.row("references", row.reference_id).publisher in marker_after(html, escape(first)).source
            if row.id == "staging-iii":
                assert "The articles do not describe this stage." in said
            else:
                wanted = "stage-iv" if row.id == "staging-iv" else "stage-early"
                text = escape(data.steps.set_index("id").loc[wanted, f"text_{audience}"])
                assert marker_after(said, text).source.startswith("Article ")


def test_spread_walk_has_seven_steps_each_with_its_picture(data):
    walk = stages.spread_walk(data)
    rows = steps.steps_of(data, "spread")
    assert len(rows) == 7 and rows["picture"].nunique() == 7
    pictures = set()
    for row in rows.itertuples():
        html = walk.panels[(row.id,)]
        assert row.text_plain in spaced(html.partition("<div")[0] + html.partition("</details></div>")[2])
        assert escape(row.text_clinical) in html
        assert html.count("<img ") == 1 and f'alt="{escape(row.label)}. A drawing.' in html
        pictures.add(svg_in(html))
    assert len(pictures) == 7


def test_stage_or_type_gives_the_right_answer_for_every_word(data):
    explorer = stages.stage_or_type(data)
    for (id,), html in explorer.panels.items():
        assert html.index('class="mbc-answer"') < html.index("<p>", html.index("</h3>"))
        assert ("<b>Stage.</b>" in html) == (id in set(data.steps["id"]))
        assert ("<b>Type.</b>" in html) == (id in set(data.subtypes["id"]))
    types = data.subtypes.set_index("id")
    for id in set(types.index) & {id for (id,) in explorer.panels}:  # a note on a type speaks of what is not shown here
        assert "Note:" not in explorer.panels[(id,)]


def test_two_axes_shows_both(data):
    explorer = receptors.two_axes(data)
    assert len(explorer.panels) == 9
    types = data.subtypes.set_index("id")
    for (tissue, group), html in explorer.panels.items():
        assert types.loc[tissue, "axis"] == "histology" and types.loc[group, "axis"] == "receptor"
        for id in (tissue, group):
            assert escape(types.loc[id, "definition_plain"]) in html and escape(types.loc[id, "behavior"]) in html


def test_two_ways_keeps_articles_and_references_apart(data):
    explorer = stages.two_ways(data)
    cited = set(data.citations["row_id"])
    for (label,), html in explorer.panels.items():
        frame = html.partition('<aside class="mbc-reference">')[2].partition("</aside>")[0]
        before = html.replace(frame, "")
        for table, id in links.panel_parts(data, "two ways")[label]:
            column = {"facts": "statement", "practice": "statement", "statistics": "label"}[table]
            text = escape(
                first_sentence(getattr(data, table).set_index("id").loc[id, column].partition("{value}")[0])[0]
            )
            assert text in (before if id in cited else frame) and text not in (frame if id in cited else before)

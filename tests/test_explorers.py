"""Explorers over their whole input range: options, panels, links, and both faces made of the same panels."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget_link import Link
from markupsafe import escape

from utils.errors import CourseError
from utils.explorers import sites
from utils.statements import guidance
from utils.ui import components, explorer
from utils.ui.explorer import Control, Explorer


@pytest.fixture(scope="module")
def site(data):
    return sites.site_explorer(data)


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def _live():
    from ipywidgets.widgets.widget import _instances

    return list(_instances.values())


def test_options_are_the_sites_and_the_audiences(site, data):
    assert site.controls[0].options == tuple(zip(data.sites["id"], data.sites["label"], strict=True))
    assert [value for value, _ in site.controls[1].options] == ["plain", "clinical"]
    assert set(site.panels) == set(product(data.sites["id"], ["plain", "clinical"]))


def test_each_panel_holds_its_rows_and_no_other(site, data):
    for (site_id, audience), html in site.panels.items():
        row = data.sites.set_index("id").loc[site_id]
        assert (
            f"<h3>{row['label']}, {dict(components.AUDIENCE.options)[audience]}</h3>" in html
            and row[f"effect_{audience}"] in html
        )
        for symptom in data.symptoms.itertuples():
            item = f"<li>{getattr(symptom, f'label_{audience}')}"
            others = data.symptoms[data.symptoms["site_id"] == site_id][f"label_{audience}"].tolist()
            assert (item in html) == (symptom.site_id == site_id or getattr(symptom, f"label_{audience}") in others), (
                symptom.id
            )
        for test in data.diagnostic_tests[data.diagnostic_tests["site_id"] == site_id].itertuples():
            assert f"<b>{test.label.replace('&', '&amp;')}</b>: {getattr(test, f'purpose_{audience}')}" in html
        for figure in data.statistics.query("site_id == @site_id and kind == 'article'").itertuples():
            assert "not stated: where, when, over how long" in html
            assert ("no figure given" in html) == (figure.low != figure.low)


def test_nursing_facts_stand_in_the_reference_frame_with_their_publisher(site, data):
    for (site_id, audience), html in site.panels.items():
        before, _, framed = html.partition("<h4>What a nurse watches for</h4>")
        for fact in data.practice[data.practice["site_id"] == site_id].itertuples():
            words = escape(guidance.practice_text(fact))
            shown = audience == "clinical" or fact.kind in ("cue", "teaching", "escalation")
            assert (words in framed) == shown, fact.id
            assert words not in before


def test_how_often_by_study_is_framed_and_names_place_and_period(site, data):
    for (site_id, _), html in site.panels.items():
        rows = data.statistics[data.statistics["site_id"].eq(site_id) & data.statistics["kind"].ne("article")]
        fold = html.partition("How often, by which study and when")[2].partition("</aside>")[0]
        assert bool(fold) == bool(len(rows)) and fold.count("<li>") == len(rows)
        for row in rows.itertuples():
            for words in (row.label, row.place, row.period, row.population):
                assert escape(words) in fold
        assert html.count('<aside class="mbc-reference">') >= (2 if len(rows) else 0)


def test_html_face_has_every_option_and_panel_once(site):
    html = site.html
    assert html.count("<fieldset>") == 2 and html.count("<legend>") == 2
    for level, control in enumerate(site.controls):
        inputs = re.findall(
            rf'name="site-explorer-{level}" data-control="{level}" data-option="(\d+)"( checked)?', html
        )
        assert [int(option) for option, _ in inputs] == list(range(len(control.options)))
        assert [bool(checked) for _, checked in inputs] == [True] + [False] * (len(control.options) - 1)
    for panel in site.panels.values():
        assert html.count(f'<div class="mbc-panel">{panel}</div>') == 1


def test_live_face_switches_every_stack_of_its_level(site):
    known = set(_live())
    box = site.widget()
    made = [w for w in _live() if w not in known]
    pickers = [w for w in walk(box) if isinstance(w, widgets.RadioButtons)]
    stacks = [w for w in walk(box) if isinstance(w, widgets.Stack)]
    linked = [(w.source, w.target) for w in made if isinstance(w, Link)]
    assert [list(p.options) for p in pickers] == [[shown for _, shown in c.options] for c in site.controls]
    assert len(stacks) == 1 + len(site.controls[0].options) == len(linked)
    assert linked[0] == ((pickers[0], "index"), (stacks[0], "selected_index"))
    assert {target[0] for source, target in linked if source[0] is pickers[1]} == set(stacks[1:])
    assert all(source[1] == "index" and target[1] == "selected_index" for source, target in linked)
    for position, (value, _) in enumerate(site.controls[0].options):
        for inner, (audience, _) in enumerate(site.controls[1].options):
            shown = stacks[0].children[position].children[inner]
            assert shown.value == f'<div class="mbc-panel">{site.panels[value, audience]}</div>'


def test_bundle_carries_widget_html_and_text(site):
    bundle = site._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/html"] == site.html
    assert "Bone | Liver | Lung | Brain" in bundle["text/plain"] and "10 panels" in bundle["text/plain"]
    assert "<style" not in bundle["text/html"]


@pytest.mark.parametrize(
    ("controls", "made", "message"),
    [
        ((), {}, "one to 3 controls"),
        ((Control("A", (("a", "A"),)),), {("a",): ""}, "2 to 12 options"),
        ((Control("A", tuple((str(i), str(i)) for i in range(13))),), {}, "2 to 12 options"),
        ((Control("A", (("a", "A"), ("b", "B"))),), {("a",): ""}, "panel for b is missing"),
        ((Control("A", (("a", "A"), ("b", "B"))),), {("a",): "", ("b",): "", ("c",): ""}, "panel for c"),
    ],
)
def test_an_explorer_that_cannot_work_is_refused(controls, made, message):
    with pytest.raises(CourseError, match=message):
        Explorer("x", "X", tuple(controls), made)


def test_stylesheet_switches_as_many_options_as_explorers_may_have():
    css = explorer.STYLESHEET.read_text(encoding="utf-8")
    for level in range(explorer.MOST_CONTROLS):
        for option in range(explorer.MOST_OPTIONS):
            assert (
                f'.mbc-explorer:has([data-control="{level}"][data-option="{option}"]:checked) '
                f'.mbc-stack[data-control="{level}"] > :not([data-option="{option}"])'
            ) in css


def test_text_of_a_cell_is_shown_as_text(data):
    changed = replace(
        data,
        symptoms=data.symptoms.assign(label_plain="<script>alert(1)</script>"),
        sites=data.sites.assign(caveat='<img src=x onerror="x">'),
    )
    html = sites.site_explorer(changed).html
    assert "<script>" not in html and "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html

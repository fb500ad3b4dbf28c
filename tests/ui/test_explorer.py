"""Explorers over their whole input range: options, panels, links, and both faces made of the same panels."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import product

import ipywidgets as widgets
import pytest
from markupsafe import Markup, escape

from tests.helpers import LESSONS, marker_after, open_panels, parsed, shown
from utils.errors import CourseError
from utils.explorers import sites
from utils.statements import guidance
from utils.tables.rules.display import MAX_OPTIONS
from utils.tables.sentences import first_sentence
from utils.ui import components, explorer
from utils.ui.elements import first_line
from utils.ui.explorer import Control, Explorer


@pytest.fixture(scope="module")
def site(data):
    return sites.site_explorer(data)


def without_places(html: str) -> str:
    """HTML without the ids of its sources, which each panel has of its own in the form."""
    return re.sub(r'(id="|href="#)[^"]*?(\d+)"', r'\1\2"', str(html))


def in_sight_markup(html: str) -> str:
    """HTML without its folds."""
    inner = re.compile(r"<details(?:(?!<details).)*?</details>", re.DOTALL)
    while (closed := inner.sub("", html)) != html:
        html = closed
    return html


def tree(widget) -> list[widgets.Widget]:
    """A widget and all below it."""
    return [widget, *(each for child in getattr(widget, "children", ()) for each in tree(child))]


def test_options_are_the_sites_and_the_audiences(site, data):
    assert site.controls[0].options == tuple(zip(data.sites["id"], data.sites["label"], strict=True))
    assert [value for value, _ in site.controls[1].options] == ["plain", "clinical"]
    assert set(site.panels) == set(product(data.sites["id"], ["plain", "clinical"]))


def test_each_panel_holds_its_rows_and_no_other(site, data):
    for (site_id, audience), html in site.panels.items():
        row = data.sites.set_index("id").loc[site_id]
        assert f"<h3>{row['label']}: {dict(components.AUDIENCE.options)[audience]}</h3>" in html
        first, rest = first_sentence(row[f"effect_{audience}"])  # the picture stands between the two
        assert f'<p class="mbc-answer">{escape(first)}' in html and (not rest or f"<p>{escape(rest)}</p>" in html)
        assert marker_after(html, escape(first)).source.startswith("Article ")
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


def test_nursing_facts_are_in_the_reference_frame_with_their_publisher(site, data):
    for (site_id, audience), html in site.panels.items():
        before, _, after = html.partition('<aside class="mbc-reference">')
        framed, _, rest = after.partition("</aside>")
        for fact in data.practice[data.practice["site_id"] == site_id].itertuples():
            text = escape(guidance.practice_statement(fact))
            is_shown = audience == "clinical" or fact.kind in ("cue", "teaching", "escalation")
            assert (text in framed) == is_shown and text not in before + rest, fact.id
            if is_shown:
                page, marker = data.row("references", fact.reference_id), marker_after(html, text)
                assert escape(page.publisher) in marker.source and escape(page.title) in marker.source, fact.id
                assert marker.unsure == (fact.use_first == "no"), fact.id
                if fact.kind == guidance.ESCALATION:  # never folded
                    assert text in in_sight_markup(framed), fact.id


def test_an_escalation_in_a_panel_carries_its_steps_each_with_its_page(site, data):
    steps = data.escalations.set_index("practice_id")
    rows = data.practice[(data.practice["kind"] == guidance.ESCALATION) & (data.practice["site_id"] != "")]
    assert len(rows) > 10
    for row in rows.itertuples():
        for audience in ("plain", "clinical"):
            panel = site.panels[row.site_id, audience]
            after = panel.partition(str(escape(guidance.practice_statement(row))))[2]
            own = after.partition("</details>")[0]
            for step in guidance.escalation_steps(steps.loc[row.id]):
                page = data.row("references", step.reference_id)
                text = f"<b>{step.label}:</b> {escape(step.text)}."
                assert text in own and str(escape(page.url)) in marker_after(after, text).source, row.id
            assert str(escape(guidance.steps_not_stated(steps.loc[row.id]))) in own, row.id


def test_how_often_by_study_is_framed_and_names_place_and_period(site, data):
    for (site_id, _), html in site.panels.items():
        rows = data.statistics[data.statistics["site_id"].eq(site_id) & data.statistics["kind"].ne("article")]
        fold = html.partition("How often, by which study and when")[2].partition("</aside>")[0]
        assert bool(fold) == bool(len(rows)) and fold.count("<li>") == len(rows)
        for row in rows.itertuples():
            for text in (row.label, row.place, row.period, row.population):
                assert escape(text) in fold
        assert html.count('<aside class="mbc-reference">') >= (2 if len(rows) else 0)


def test_html_face_has_every_option_and_panel_once(site):
    html = without_places(site.html)
    assert html.count("<fieldset ") == 2 and html.count("<legend>") == 2
    for level, control in enumerate(site.controls):
        inputs = re.findall(rf'name="site-explorer-{level}" value="(\d+)"( checked)?', html)
        assert f'<fieldset class="mbc-control-{level}">' in html
        assert [int(option) for option, _ in inputs] == list(range(len(control.options)))
        assert [bool(checked) for _, checked in inputs] == [True] + [False] * (len(control.options) - 1)
    for panel in site.panels.values():
        assert html.count(without_places(f'<div class="mbc-panel">{panel}</div>')) == 1


WHICH = (Control("A", (("a", "A"), ("b", "B"), ("c", "C"))), Control("D", (("d", "D"), ("e", "E"))))


def test_what_choices_have_in_common_stands_below_the_panel_and_is_stored_once():
    def first(one: str, other: str) -> Markup:
        return Markup("<p>with a</p>") if one == "a" else Markup()

    def last(one: str, other: str) -> Markup:
        return Markup("<p>{}</p>").format("neither" if (one, other) == ("b", "e") else "common")

    made = explorer.build_explorer("x", "X", WHICH, lambda *chosen: Markup("/").join(chosen), [first, last])
    assert made.html.count("with a") == 1 and made.html.count("common") == 2 and made.html.count("neither") == 1
    assert made.shown(("a", "e")) == ["a/e", "<p>with a</p>", "<p>common</p>"]
    assert made.whole["b", "e"] == "b/e<p>neither</p>"
    form = parsed(made.html)
    assert [panel.decode_contents() for panel in form.select(".mbc-panel")] == open_panels(made)
    numbers = [{value: n for n, (value, _) in enumerate(control.options)} for control in WHICH]
    for chosen in made.panels:
        in_sight = [
            panel.decode_contents()
            for panel in form.select(".mbc-panel")
            if all(
                str(number[value]) in option["data-units"]
                for level, (number, value) in enumerate(zip(numbers, chosen, strict=True))
                for option in panel.find_parents(class_=re.compile(rf"\bmbc-option-{level}\b"))
            )
        ]
        assert in_sight == made.shown(chosen)


@pytest.mark.parametrize("sizes", [(3, 2, 7), (25, 3)])
def test_boxes_hold_every_choice_once_and_no_other(sizes):
    every = list(product(*map(range, sizes)))
    for chosen in (set(every), set(every[1:]), {c for c in every if sum(c) % 2}, {c for c in every if c[0] in (1, 12)}):
        found = explorer.boxes(chosen, sizes)
        held = [
            choice
            for box in found
            for choice in product(
                *(range(size) if part is None else part for part, size in zip(box, sizes, strict=True))
            )
        ]
        assert sorted(held) == sorted(chosen)
        assert all(part is None or len({option // 10 for option in part}) == 1 for box in found for part in box)
    assert explorer.boxes(set(every), sizes) == [(None,) * len(sizes)]


def test_a_part_below_that_misses_a_choice_is_refused():
    with pytest.raises(CourseError, match="panel for b is missing"):
        Explorer("x", "X", (Control("A", (("a", "A"), ("b", "B"))),), {("a",): "", ("b",): ""}, ({("a",): ""},))


def test_live_face_has_every_option_and_names_the_control_it_switches(site):
    box = site.widget()
    pickers = [w for w in tree(box) if isinstance(w, widgets.RadioButtons)]
    assert [list(p.options) for p in pickers] == [[text for _, text in c.options] for c in site.controls]
    assert [p._dom_classes for p in pickers] == [("mbc-control-0",), ("mbc-control-1",)]
    assert box._dom_classes == ("mbc-explorer-live",)
    assert not any('mbc-panel"' in getattr(w, "value", "") for w in tree(box) if isinstance(w, widgets.HTML))


def test_an_output_carries_the_live_face_and_the_next_the_form(site, monkeypatch):
    outputs = []
    monkeypatch.setattr(explorer, "display", lambda bundle, raw: outputs.append(bundle))
    monkeypatch.setattr(explorer, "_style_is_shown", False)
    site._ipython_display_()
    style, live, form = outputs
    assert style["text/html"] == explorer.style_element()  # no cell has shown it yet in this kernel
    site._ipython_display_()
    assert outputs[3:] == [live, form]
    assert live["application/vnd.jupyter.widget-view+json"]["model_id"] == site.widget().model_id
    assert live["text/html"] == "" and "children=" not in live["text/plain"]
    assert form == site._repr_mimebundle_() == {"text/html": site.html, "text/plain": first_line(site.plain)}
    assert "Bone | Liver | Lung | Brain" in site.plain and "10 panels" in site.plain
    assert "<style" not in site.html


# --- the widget models -----------------------------------------------------------------------------------------------


def two(id="x", labels=("A", "B")):
    """An explorer with one control."""
    options = tuple((label.lower(), label) for label in labels)
    return explorer.build_explorer(id, "X", [Control("Which?", options)], lambda value: f"<p>{value}</p>")


def test_a_second_display_is_a_view_of_the_same_models():
    first = tree(two().widget())
    first[-1].index = 1
    again = tree(two().widget())
    assert len(first) == len(again) and all(a is b for a, b in zip(first, again, strict=True))
    assert again[-1].index == 1  # what the reader chose stays


def test_ids_come_from_owner_and_place_and_are_the_same_in_another_kernel():
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}; from tests.ui.test_explorer import two; print(*(w.model_id "
        "for w in two().widget().children))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.split() == [w.model_id for w in two().widget().children]
    assert all(re.fullmatch("[0-9a-f]{32}", id) for id in other.stdout.split())


def test_two_explorers_share_nothing_but_layouts_and_styles():
    one, other = ({w.model_id for w in tree(two(id).widget())} for id in "xy")
    assert one and other and not one & other


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_what_a_lesson_shows_has_ids_of_its_own(lesson):
    """Two with one id would be one: the second would take the widgets of the first."""
    for made in (shown(lesson).explorers, shown(lesson).live):
        ids = [each.id for each in made]
        assert len(ids) == len(set(ids)), f"{lesson.name} shows twice: {[id for id in ids if ids.count(id) > 1]}"


def test_a_changed_explorer_changes_its_models_and_ends_those_it_has_no_longer():
    control = Control("And?", (("c", "C"), ("d", "D")))
    values = product("ab", "cd")
    larger = Explorer("z", "Z", (*two().controls, control), dict.fromkeys(values, ""))
    before = tree(larger.widget())
    before[2].index = 1
    count = len(explorer._alive)
    after = tree(two("z", ("A", "B", "C")).widget())
    assert after == before[:3]  # box, label, radio buttons
    assert list(after[2].options) == ["A", "B", "C"] and after[2].index == 0
    assert [w.comm is None for w in before[3:]] == [True, True] and len(explorer._alive) == count - 2
    assert all(explorer._alive[w.model_id] is w for w in after)
    whole = tree(larger.widget())
    assert whole[:3] == after and all(w.comm is not None for w in whole)


def test_a_model_that_somebody_closed_is_made_again():
    box = two().widget()
    box.close()
    again = two().widget()
    assert again is not box and again.comm is not None and again.model_id == box._model_id


@pytest.mark.parametrize(
    ("controls", "made", "message"),
    [
        ((), {}, "one to 3 controls"),
        ((Control("A", ()),), {}, "one to 100 options"),
        ((Control("A", tuple((str(i), str(i)) for i in range(101))),), {}, "one to 100 options"),
        ((Control("A", (("a", "A"), ("b", "B"))),), {("a",): ""}, "panel for b is missing"),
        ((Control("A", (("a", "A"), ("b", "B"))),), {("a",): "", ("b",): "", ("c",): ""}, "panel for c"),
    ],
)
def test_an_explorer_that_cannot_work_is_refused(controls, made, message):
    with pytest.raises(CourseError, match=message):
        Explorer("x", "X", tuple(controls), made)


def digits_shown(css: str, anchor: str, level: int, chosen: int) -> set[int]:
    """Which options of a control the stylesheet leaves in sight when this one is chosen, by its own selectors."""
    rule = re.compile(
        re.escape(f"{anchor}:has(.mbc-control-{level} ")
        + rf'(.+?):checked\) \+ \* \.mbc-option-{level}:not\(\[data-(tens|units)\*="(\d)"\]\)'
    )
    form = parsed(f'<input value="{chosen}">')
    hidden = {
        option
        for selector, digit, kept in rule.findall(css)
        if form.select(selector)
        for option in range(MAX_OPTIONS)
        if divmod(option, 10)[digit == "units"] != int(kept)
    }
    return set(range(MAX_OPTIONS)) - hidden


@pytest.mark.parametrize("anchor", [".mbc-controls", ".jp-OutputArea-child"])
@pytest.mark.parametrize("level", range(explorer.MAX_CONTROLS))
def test_stylesheet_shows_the_chosen_option_and_no_other(anchor, level):
    css = explorer.STYLESHEET.read_text(encoding="utf-8")
    for chosen in range(MAX_OPTIONS):
        assert digits_shown(css, anchor, level, chosen) == {chosen}


def test_a_control_with_many_options_is_laid_out_as_a_grid_in_both_faces():
    for count, classes in ((8, ("mbc-control-0",)), (9, ("mbc-control-0", "mbc-long")), (30, None)):
        many = two("many", [f"Option {number}" for number in range(count)])
        classes = classes or ("mbc-control-0", "mbc-long")
        assert f'<fieldset class="{" ".join(classes)}">' in many.html
        assert many.widget().children[-1]._dom_classes == classes
        for index in range(count):
            assert (
                many.html.count(f'<div class="mbc-option-0" data-tens="{index // 10}" data-units="{index % 10}">') == 1
            )


def test_text_of_a_cell_is_shown_as_text(data):
    changed = replace(
        data,
        symptoms=data.symptoms.assign(label_plain="<script>alert(1)</script>"),
        sites=data.sites.assign(caveat='<img src=x onerror="x">'),
    )
    html = sites.site_explorer(changed).html
    assert "<script>" not in html and "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html

"""Treatments over their whole input range: every row has its place, and no drug stands beside a group without a
reference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import product

import pandas as pd
import pytest
from markupsafe import escape

from tests.helpers import in_sight, marker_after, without_markers
from utils.charts.drawings import drug_targets, metastasis
from utils.explorers import care_providers, receptors, treatment_groups, treatments
from utils.statements import links
from utils.statements.guidance import practice_statement
from utils.statements.statement_table import all_statements
from utils.ui import components, evidence
from utils.ui.sources import UNSURE_NOTE

FRAME = '<aside class="mbc-reference">'
ASPECTS = [value for value, _ in treatments.ASPECT.options]


@pytest.fixture(scope="module")
def explorer(data):
    return treatments.treatment_explorer(data)


@pytest.fixture(scope="module")
def by_group(data):
    return treatment_groups.group_explorer(data)


def changed(data, **tables):
    return replace(data, **tables)


def outside(html: str) -> str:
    """A panel without what references say."""
    return re.sub(rf"{FRAME}.*?</aside>", "", html, flags=re.DOTALL)


def framed(html: str) -> str:
    return "".join(re.findall(rf"{FRAME}.*?</aside>", html, re.DOTALL))


# --- the tree ----------------------------------------------------------------------------------------------------


def test_every_treatment_has_its_category_and_its_line(data):
    known = treatments.tree(data).set_index("id")
    assert len(known) == len(data.treatments)
    assert known.loc["zoledronic-acid", ["category", "branch"]].tolist() == ["Supportive care", "bone-modifying-drugs"]
    assert known.loc["anastrozole", ["category", "branch"]].tolist() == ["Systemic therapy", "hormone-therapy"]
    assert known.loc["clinical-trials", "branch"] == "clinical-trials"
    cited = set(data.citations.query("table == 'treatments'")["row_id"])
    assert (known["named_by"] == "an article").tolist() == [id in cited for id in known.index]


def test_choices_are_the_treatments_below_a_category_and_the_trials(explorer, data):
    chosen = [value for value, _ in explorer.controls[0].options]
    categories = set(data.treatments.query("level == 'category'")["id"])
    assert set(chosen) == set(data.treatments[data.treatments["parent"].isin(categories)]["id"]) | {"clinical-trials"}
    assert set(explorer.panels) == set(product(chosen, ASPECTS))


# --- treatment explorer ------------------------------------------------------------------------------------------


def test_every_row_of_treatments_appears_where_it_belongs(explorer, data):
    """Articles' rows outside the frame, references' rows inside it, each in the panel of its own branch."""
    for row in treatments.tree(data).itertuples():
        if row.level == "category" and row.id != "clinical-trials":
            own = [
                html
                for (branch, _), html in explorer.panels.items()
                if data.treatments.set_index("id").loc[branch, "parent"] == row.id
            ]
            assert own and all(f"<h3>{escape(row.label)} › " in html for html in own)
            continue
        html = explorer.panels[row.branch, treatments.CARD]
        part = outside(html) if row.named_by == "an article" else framed(html)
        labeled = html if row.id == row.branch else part  # a branch of its own is named in the heading
        assert escape(row.label) in labeled and escape(row.caveat) in part, row.id
        for (branch, aspect), other in explorer.panels.items():
            if aspect == treatments.CARD and branch != row.branch:
                assert f"<b>{escape(row.label)}</b>" not in other, (row.id, branch)


def test_every_treatment_for_a_group_appears_with_its_page_and_year(explorer, by_group, data):
    pages, branch = data.references.set_index("id"), treatments.tree(data).set_index("id")["branch"]
    for row in data.treatment_subtypes.itertuples():
        for html in (explorer.panels[branch[row.treatment_id], treatments.WHOM], by_group.panels[(row.subtype_id,)]):
            inside = framed(html)
            assert escape(row.statement) in inside and escape(row.note) in inside
            page = pages.loc[row.reference_id]
            assert f"<b>{escape(page['year'])}</b>: {row.population.capitalize()}." in inside
            source = marker_after(html, escape(row.statement)).source
            assert f"; checked {page['checked_on']})" in source and escape(page["url"]) in source
            assert escape(page["publisher"]) in source and escape(row.statement) not in outside(html)


def pairs(html: str, data) -> set[tuple[str, str]]:
    """(treatment, group) that stand together as the bold head of a line."""
    known = set(map(escape, data.subtypes["label"]))
    return {found for found in re.findall(r"<li><b>([^<]*) for ([^<]*)</b>: ", html) if found[1] in known}


def test_no_drug_is_listed_for_a_group_without_a_reference(explorer, data):
    names, group = data.treatments.set_index("id")["label"], data.subtypes.set_index("id")["label"]
    allowed = {
        (escape(names[r.treatment_id]), escape(group[r.subtype_id])) for r in data.treatment_subtypes.itertuples()
    }
    shown = set().union(*(pairs(html, data) for html in explorer.panels.values()))
    assert shown == allowed
    for (branch, aspect), html in explorer.panels.items():
        has = data.treatment_subtypes["treatment_id"].isin(treatments.tree(data).query("branch == @branch")["id"]).any()
        if aspect == treatments.WHOM:
            assert ("No reference here names a receptor or gene group for it." in html) == (not has)
            assert pairs(outside(html), data) == set()
            if not links.treatment_keys(data, branch, "for whom"):
                assert "The articles do not say for which receptor or gene group." in outside(html)
        else:
            assert pairs(html, data) == set()


def test_a_row_that_loses_its_reference_is_refused_or_gone(data, folder, table):
    """Planted: a group for a drug with no reference is a issue of the tables; without its row no panel names the
    pair.
    """
    from utils.tables import loader

    rows = table("treatment_subtypes")
    rows.set(rows.row_of("alpelisib-pik3ca-mutated"), "reference_id", "")
    assert any("treatment_subtypes" in issue.file and issue.column == "reference_id" for issue in loader.check(folder))
    without = changed(data, treatment_subtypes=data.treatment_subtypes.query("subtype_id != 'pik3ca-mutated'"))
    html = treatment_groups.group_panel(without, "pik3ca-mutated")
    assert "Alpelisib" not in html and "No reference here names a treatment for just this group." in html


def test_a_row_not_to_be_used_first_carries_the_star(explorer, by_group, data):
    """In both explorers, in the lab and in the full list. Planted: a row that is to be used first loses that."""
    star = re.compile(r'<sup class="mbc-mark">[^>]*, check with a clinician first">\d+\*</a></sup>')
    others = "".join(
        [*explorer.panels.values(), *by_group.panels.values(), *receptors.receptor_lab(data).whole.values()]
    )
    for row in data.treatment_subtypes.itertuples():
        shown = re.findall(re.escape(escape(row.statement)) + "(.{0,140})", others, re.DOTALL)
        assert shown and all(bool(star.match(rest)) == (row.use_first == "no") for rest in shown), row.id
    sure = treatment_groups.group_panel(data, "her2-low")
    assert not star.search(sure) and UNSURE_NOTE not in sure
    rows = data.treatment_subtypes.assign(use_first="no")
    unsure = treatment_groups.group_panel(changed(data, treatment_subtypes=rows), "her2-low")
    assert star.search(framed(unsure)) and unsure.count(UNSURE_NOTE) == 1  # said once


def test_a_drug_stands_beside_its_us_brand(explorer, data):
    for row in treatments.tree(data).query("brand != ''").itertuples():
        assert f"<b>{row.label}</b> ({row.brand}" in explorer.panels[row.branch, treatments.CARD], row.id
    assert {"Elacestrant", "Capivasertib", "Sacituzumab govitecan"} <= set(
        data.treatments.query("brand != ''")["label"]
    )


def test_pages_are_listed_newest_first(data):
    """Planted: the oldest page, dated later, comes first."""

    def years(data):
        return re.findall(r"<p><b>([^<]+)</b>: ", treatment_groups.group_panel(data, "her2-positive"))

    assert years(data) == ["2025", "2022", "2022", "2014"]
    later = data.references["year"].mask(data.references["id"] == "asco-her2-positive-2014", "2030")
    assert years(changed(data, references=data.references.assign(year=later))) == ["2030", "2025", "2022", "2022"]


def test_nursing_facts_are_only_in_the_frame_of_their_treatment(explorer, data):
    branch_of = treatments.tree(data).set_index("id")["branch"]
    about = data.practice_subjects[data.practice_subjects["treatment_id"] != ""]
    subjects = {row.subject: branch_of[row.treatment_id] for row in about.itertuples()}
    assert set(data.practice.query("area == 'drug'")["subject"]) <= set(subjects)  # all drugs have a place
    rows = [
        (escape(practice_statement(row)), subjects[row.subject], row.kind)
        for row in data.practice.itertuples()
        if row.subject in subjects
    ]
    for (branch, aspect), html in explorer.panels.items():
        inside, before = framed(html), outside(html)
        for text, own, kind in rows:
            assert text not in before
            wanted = own == branch and aspect == (
                treatments.CARD if kind == "definition" else treatments.WATCH_AND_TEACH
            )
            if aspect != treatments.CARD or kind == "definition":
                assert (text in inside) == wanted, (branch, aspect, text)
            elif own != branch:
                assert text not in inside, (branch, text)


def test_panels_are_short_when_folds_are_closed(explorer, by_group):
    for html in [*explorer.panels.values(), *by_group.panels.values()]:
        count = len(in_sight(re.sub(r"<summary>.*?</summary>", "", html)).split())
        assert count == components.open_words(html) <= components.MAX_OPEN_WORDS == 360, html[:80]


def test_signs_that_make_a_panel_too_long_are_folded_and_calls_never(data):
    branch = treatments.branches(data)["id"].iloc[0]
    facts = treatments.nursing_facts(data, branch)
    cue = facts[facts["kind"] == "cue"].tail(1)
    more = [cue.assign(id=f"more-{n}", statement=f"Sign {n} " + "and so on " * 10) for n in range(30)]
    grown = replace(data, practice=pd.concat([data.practice, *more], ignore_index=True))
    panel = treatments.treatment_panel(grown, branch, treatments.WATCH_AND_TEACH)
    assert components.open_words(panel) <= components.MAX_OPEN_WORDS < components.open_words(panel) + 200
    seen = in_sight(without_markers(panel))
    assert "Sign 29 " in panel and "Sign 29 " not in seen and "<b>More signs</b>" in panel
    for row in facts[facts["kind"] == "escalation"].itertuples():
        assert practice_statement(row) in seen


def test_what_only_a_reference_names_is_never_said_in_the_name_of_articles(data):
    """A category and a class that no article names, and a category that says neither its aim nor how it works."""
    page = data.references["id"].iloc[0]
    model = data.treatments[data.treatments["level"] == "class"].head(1)
    said = {"aim": "not stated", "how_it_works": "not stated"}
    rows = [
        model.assign(id="alone", level="category", parent="", label="Alone", reference_id=page),
        model.assign(id="top", level="category", parent="", label="Top", reference_id=page, **said),
        model.assign(id="below", parent="top", label="Below", reference_id=page),
    ]
    grown = replace(data, treatments=pd.concat([data.treatments, *rows], ignore_index=True))
    for branch in ("alone", "below"):
        html = treatments.treatment_panel(grown, branch, treatments.CARD)
        assert "No article names it." in outside(html) and "<b>Aim:</b>" not in outside(html)
        first = re.search(r'<p class="mbc-answer">(.*?)<sup', framed(html))[1]
        assert "<b>Aim:</b>" in framed(html)
        assert data.references["publisher"].iloc[0] in marker_after(html, first).source


def test_a_card_leads_with_what_it_does_its_drugs_and_what_to_watch_teach_and_call_for(explorer, data):
    """Before what the articles say; only rows to be used first; one reason to call."""
    for branch in treatments.branches(data)["id"]:
        html, row = explorer.panels[branch, treatments.CARD], data.row("treatments", branch)
        lead, _, _ = html.partition("<summary>What the articles say")
        first = re.search(r'<p class="mbc-answer">(.*?)(?:<sup|</p>)', lead)[1]
        stated = [text for text in (row.how_it_works, row.aim) if text != "not stated"]
        definitions = treatments.nursing_facts(data, branch).query("kind == 'definition' and use_first == 'yes'")
        known = [*stated, *definitions["statement"]]
        assert any(text.startswith(unescape(first)) for text in known) if known else first.startswith("Drugs: "), branch
        drugs = treatments.tree(data).query("branch == @branch and level == 'drug'")
        for drug in drugs.head(8).itertuples():
            assert escape(f"{drug.label} ({drug.brand})" if drug.brand else drug.label) in lead, drug.id
        facts = treatments.nursing_facts(data, branch)
        inside = framed(lead)
        shown = [
            fact
            for fact in facts.itertuples()
            if str(escape(practice_statement(fact))) + "<sup" in inside.split("<h4>", 1)[-1]
        ]
        shown = [fact for fact in shown if fact.kind != "definition"]
        assert all(fact.use_first == "yes" for fact in shown), branch
        calls = facts.query("kind == 'escalation' and use_first == 'yes'")
        assert sum(fact.kind == "escalation" for fact in shown) == min(1, len(calls)), branch
        assert inside.count("<h4>Call</h4>") == min(1, len(calls))
        for heading in ("Watch", "Teach"):
            assert inside.partition(f"<h4>{heading}</h4>")[2].partition("</ul>")[0].count("<li>") <= 3


def test_every_fact_on_side_effects_is_in_a_panel(data):
    named = data.facts.query("topic == 'side effects'")["id"]
    shown = data.treatment_rows.query("part == 'side effects'")["row_id"]
    assert set(named) == set(shown)  # what "no article names one" rests on


# --- groups, differences, providers ------------------------------------------------------------------------------


def test_every_receptor_and_gene_group_has_a_panel_with_its_own_rows_and_those_of_wider_groups(by_group, data):
    wanted = data.subtypes.query("axis != 'histology'")["id"].tolist()
    assert [id for (id,) in by_group.panels] == wanted
    for (id,), html in by_group.panels.items():
        assert components.NO_CHOICE in html
        mine = {id, *data.wider_groups.query("subtype_id == @id")["wider_id"]}
        for row in data.treatment_subtypes.itertuples():
            assert (escape(row.statement) in html) == (row.subtype_id in mine), (id, row.id)


def test_an_article_is_credited_with_no_more_than_it_says(data):
    """The text of a row that joins several articles stands nowhere, nor does a name of an article without its own
    words.
    """
    known = all_statements(data).set_index(["table", "row_id"])
    carried = data.citations.groupby(["table", "row_id"])["source_id"].nunique()
    joined = ("sites", "subtypes", "treatments", "diagnostic_tests", "steps")
    items, checked = evidence.statement_items(data), 0
    for key in set(data.comparison_rows[["table", "row_id"]].itertuples(index=False, name=None)):
        row = known.loc[key]
        if key[0] in joined and carried.get(key, 0) > 1 and "; " in row["text"]:
            assert escape(row["text"]) not in "".join(items[key]), key
            assert "".join(items[key]).count("Note: ") == bool(row["caveat"]), key
            checked += 1
    assert checked > 5


def test_providers_are_labeled_as_what_they_are(data):
    html = care_providers.providers(data).html
    centers, companies = html.split("<h3>Drug companies")[0], html.split("<h3>Drug companies")[1].split("<h3>")[0]
    for name, part in (
        ("Mayo Clinic", centers),
        ("Memorial Sloan Kettering", centers),
        ("Roche", companies),
        ("Pfizer", companies),
    ):
        assert part.count(f"<li>{name} is listed") == 2
        assert html.count(f"<li>{name} is listed") == 2


# --- the picture -------------------------------------------------------------------------------------------------


def test_every_pointer_ends_on_its_own_target(data):
    chart = treatments.drug_target_chart(data)
    acts = data.drug_targets.groupby("target", sort=False)["practice_id"].agg(list)
    assert len(chart.data_table) == len(acts) == len(drug_targets.TARGETS)
    assert chart.data_table["Acts on"].tolist() == [drug_targets.TARGETS[id][0] for id in acts.index]
    for treatment, target in chart.data_table.itertuples(index=False):
        assert f"{treatment}: {target}" in chart.alt
    rows = data.practice.set_index("id")
    for label, own in zip(chart.data_table["Treatment"], acts, strict=True):
        assert label.count("*") == (rows.loc[own, "use_first"] == "no").sum()
    assert treatments.STAR_NOTE in chart.caption


def test_what_a_label_says_is_what_its_row_says(data):
    """The few words under a treatment stand in the nursing fact it rests on."""
    words = {
        "pd-1": "PD-1",
        "aromatase": "enzyme aromatase",
        "division": "drive cell division",
        "her2": "HER2",
        "estrogen-receptor": "receptor",
        "dna": "DNA",
        "microtubules": "microtubules",
        "cancer-cell": "cancer cells",
        "osteoclast": "cells that break down bone",
    }
    statements = data.practice.set_index("id")["statement"]
    for row in data.drug_targets.itertuples():
        assert words[row.target] in statements[row.practice_id], row.practice_id


def test_a_target_not_drawn_or_drawn_elsewhere_is_reported(data, monkeypatch):
    """Planted: no DNA is drawn, HER2 stands on the other side; the pointers find the cell, and nothing."""
    honest = drug_targets._target

    def planted(ax, id, paths, *rest):
        if id != "dna":
            moved = [path.transformed(metastasis.Affine2D().translate(30 if id == "her2" else 0, 0)) for path in paths]
            honest(ax, id, moved, *rest)

    monkeypatch.setattr(drug_targets, "_target", planted)
    data_table = treatments.drug_target_chart(data).data_table.set_index("Treatment")["Acts on"]
    assert data_table["Doxorubicin*"] == "cancer cells" and data_table["Trastuzumab, Pertuzumab"] == "nothing drawn"


def test_picture_words_are_large_enough_and_inside(data):
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=drug_targets.SIZE)
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    labels: dict[str, list[str]] = {}
    for row in data.drug_targets.itertuples():
        labels.setdefault(row.target, []).append((row.short_label or data.label("treatments", row.treatment_id)) + "*")
    drug_targets.draw(axes, {target: ",\n".join(own) for target, own in labels.items()})
    renderer = (
        FigureCanvasSVG(figure).get_renderer() if hasattr(FigureCanvasSVG, "get_renderer") else figure._get_renderer()
    )
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}
    for text in axes.texts:
        assert text.get_fontsize() >= 9
    for label, box in boxes.items():
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y0 >= 0 and box.y1 <= figure.bbox.y1, label
        hits = [other for other, frame in boxes.items() if other != label and frame.overlaps(box)]
        assert not hits, (label, hits)


def test_same_picture_same_bytes(data):
    assert treatments.drug_target_chart(data).svg == treatments.drug_target_chart(data).svg


def test_markup_in_a_cell_is_shown_as_text(data):
    rows = data.treatments.assign(how_it_works="<script>x</script>", caveat="a & b")
    html = treatments.treatment_panel(changed(data, treatments=rows), "chemotherapy", treatments.CARD)
    assert "<script>" not in html and "&lt;script&gt;" in html and isinstance(rows, pd.DataFrame)

"""The receptor lab over its whole input range."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import product

import pytest
from markupsafe import escape

from tests.helpers import without_markers, words
from utils.explorers import receptors
from utils.tables import load_all
from utils.ui import components

ALL = list(product(*[[value for value, _ in control.options] for control in receptors.controls(load_all())]))


def treatments_of(html: str) -> str:
    """The part of a choice that names treatments, with its list of sources."""
    return html[html.index("<summary>Treatments, and who says so") :].partition("</aside>")[0]


@pytest.fixture(scope="module")
def lab(data):
    return receptors.receptor_lab(data)


@pytest.mark.parametrize(
    ("er", "pr", "her2", "groups", "also"),
    [
        ("positive", "positive", "0", ["hr-positive-her2-negative"], []),
        ("negative", "positive", "0", ["hr-positive-her2-negative"], []),
        ("low", "negative", "0", ["hr-positive-her2-negative"], ["er-low-positive"]),
        ("negative", "negative", "0", ["triple-negative"], []),
        ("negative", "negative", "0-faint", ["triple-negative"], ["her2-ultralow"]),
        ("negative", "negative", "1+", ["triple-negative"], ["her2-low"]),
        ("positive", "negative", "2+ negative", ["hr-positive-her2-negative"], ["her2-low"]),
        ("positive", "negative", "2+ positive", ["hr-positive-her2-positive"], []),
        ("negative", "negative", "3+", ["hr-negative-her2-positive"], []),
        ("low", "negative", "2+ open", ["hr-positive-her2-negative", "hr-positive-her2-positive"], ["er-low-positive"]),
        ("negative", "negative", "2+ open", ["triple-negative", "hr-negative-her2-positive"], []),
    ],
)
def test_read(data, er, pr, her2, groups, also):
    reading = receptors.read_report(data, er, pr, her2)
    assert (list(reading.groups), list(reading.finer_groups)) == (groups, also)


@pytest.mark.parametrize(("er", "pr", "her2"), ALL)
def test_every_panel_names_its_groups_shares_and_only_their_treatments(lab, data, er, pr, her2):
    reading, html = receptors.read_report(data, er, pr, her2), lab.whole[er, pr, her2]
    label = data.subtypes.set_index("id")["label"]
    title = html[: html.index("</h3>")]
    for group in data.subtypes.query("share_id != ''")["id"]:
        share = data.statistics.set_index("id").loc[f"share-{group}", "low"]
        assert (label[group] in title) == (group in reading.groups)
        assert (f"<b>{share:g} %</b>" in html) == (group in reading.groups)
    assert ("Not clear yet" in html) == (her2 == "2+ open")
    for finer in ("er-low-positive", "her2-low", "her2-ultralow"):
        assert (f"<b>{label[finer]}</b>" in html) == (finer in reading.finer_groups)
    hormone, positive = (
        any("hr-positive" in g for g in reading.groups),
        any("her2-positive" in g for g in reading.groups),
    )
    framed = treatments_of(html)
    assert ("Trastuzumab</b>: A 2022 ASCO guideline names trastuzumab" in framed) == positive
    assert ("pairs a CDK4/6 inhibitor" in framed) == ("hr-positive-her2-negative" in reading.groups)
    assert ("immune checkpoint inhibitor may be added" in framed) == ("triple-negative" in reading.groups)
    assert ("ASCO guideline puts hormone therapy first" in framed) == hormone
    assert components.NO_CHOICE in framed
    first = re.search(r'<p class="mbc-answer">(.*?)(?:<sup|</p>)', html)[1]
    meaning = data.row("subtypes", reading.groups[0]).definition_plain
    assert first.startswith("Not clear yet") if len(reading.groups) > 1 else meaning.startswith(unescape(first))


def test_treatments_of_a_group_all_have_a_reference(lab):
    for html in lab.whole.values():
        framed = treatments_of(html)
        said = framed.partition("<summary>Sources")[0]
        assert said.count("<li>") == said.count('<sup class="mbc-mark">') >= 1
        assert framed.count("<li id=") == len(set(re.findall(r'href="#([^"]+)"', framed)))


def test_a_panel_is_short_and_its_lines_name_every_treatment_with_the_year_of_each_page(lab, data):
    """In sight: at most 60 words. A line names each treatment of its fold, and the year of each row's page."""
    names = data.treatments.set_index("id")["label"]
    for chosen, html in lab.whole.items():
        assert components.open_words(html) <= 60, chosen
        lines = [words(line) for line in re.findall(r"<summary>(.*?)</summary>", html)]
        for row in data.treatment_subtypes.itertuples():
            if escape(row.statement) in html[: html.find("What further gene tests can find")]:
                year = data.row("references", row.reference_id).year
                assert any(names[row.treatment_id] in line and year in line for line in lines), row.id


def test_shares_that_differ_in_their_notes_name_each_note_on_a_line_of_its_own(data):
    rows = data.statistics.copy()
    rows.loc[rows["id"] == "share-triple-negative", "caveat"] = "Only this one."
    html = receptors.receptor_lab(replace(data, statistics=rows)).whole["negative", "negative", "2+ open"]
    about = re.search(r"How common it is, in a registry.*?<p>(.*?)</p><details>", html)[1].split("</span><br>(")
    assert len(about) == 2 and ["Only this one." in line for line in about] == [True, False]


def test_a_group_that_no_reference_names_a_treatment_for_says_so(data):
    without = replace(data, treatment_subtypes=data.treatment_subtypes.iloc[:0])
    html = receptors.receptor_lab(without).whole["negative", "negative", "0"]
    assert "Tap a line to see when each applies.</p><p>No reference here names one.</p></details></aside>" in html


def test_for_whom_is_said_before_any_fold_is_opened_and_men_stand_last(lab, data):
    html = lab.whole["positive", "positive", "0"]
    lines = [words(line) for line in re.findall(r"<summary>(.*?)</summary>", html)]
    assert "<b>For Hormone receptor-positive (HR+): women</b>" in html
    (men,) = [line for line in lines if line.startswith("Men only: ")]
    assert men == "Men only: Hormone therapy, Tamoxifen, Aromatase inhibitors, Fulvestrant, CDK4/6 inhibitors (2020)"
    assert lines.index(men) > max(lines.index(line) for line in lines if line.startswith("Women"))
    own = data.treatment_subtypes.query("reference_id == 'asco-male-breast-cancer-2020'")
    assert set(own["population"]) == {"men only"} and set(own["use_first"]) == {"no"}


@pytest.mark.parametrize(("er", "shown"), [("positive", True), ("negative", False)])
@pytest.mark.parametrize("her2", ["0-faint", "1+", "2+ negative"])
def test_what_a_page_says_of_receptor_positive_disease_is_not_shown_to_others(lab, er, shown, her2):
    """The approval of January 2025 is for HR-positive disease; HER2-low alone is not enough."""
    html = lab.whole[er, "negative", her2]
    assert ("On January 27, 2025 the FDA approved trastuzumab deruxtecan" in html) == shown
    if her2 != "0-faint":  # any HER2-low disease, after chemotherapy
        assert "HER2-low metastatic disease after at least one line of chemotherapy" in html


def test_what_further_gene_tests_can_find_is_shown_for_the_group_they_are_asked_for(lab, data):
    after, tested = (
        "What further gene tests can find",
        ("ESR1-mutated", "PIK3CA-mutated", "PIK3CA, AKT1 or PTEN altered"),
    )
    for (_, _, her2), html in lab.whole.items():
        clear = her2 != "2+ open" and "<h3>HR-positive, HER2-negative" in html
        assert (after in html) == clear
        if clear:
            part = without_markers(html[html.index(after) :])
            assert all(f"<summary>{group}: " in part for group in tested)
            for drug in ("Elacestrant", "Imlunestrant", "Vepdegestrant", "Capivasertib", "Inavolisib", "Alpelisib"):
                assert f"<b>{drug}</b>: " in part, drug
            assert "(For women after menopause and men.)" in part


def test_the_full_list_holds_every_row_once(data):
    card = receptors.named_treatments(data).html
    assert card.count("<li>") == len(data.treatment_subtypes) == card.count('<sup class="mbc-mark">')
    assert all(escape(statement) in card for statement in data.treatment_subtypes["statement"])
    assert components.NO_CHOICE in card

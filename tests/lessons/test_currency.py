"""What goes out of date, and who is meant: the clinical review of November 2026, findings of rank B and C.

A number in a name is the number of the finding. What is asked is what a learner meets: rows, panels and comparisons.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from markupsafe import escape

from tests.helpers import marker_after
from utils.explorers import comparisons, diagnosis, living, receptors, treatment_groups, treatments
from utils.statements.guidance import practice_statement
from utils.statements.statement_table import comparison_sides
from utils.ui.sources import page_entries

TODAYS_DRUGS = "today's drugs"  # how a caveat says that a figure is from before them


@pytest.fixture(scope="module")
def facts(data):
    return data.practice.set_index("id")


@pytest.fixture(scope="module")
def named(data):
    return data.treatment_subtypes.set_index("id")


def caveat(data, table: str, id: str) -> str:
    return data.row(table, id).caveat


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


# --- current ----------------------------------------------------------------------------------------------------------

DRUGS = {  # what the review asked for: drug → the group that its newest row is for, and its year
    "elacestrant": ("esr1-mutated", "2023"),
    "imlunestrant": ("esr1-mutated", "2025"),
    "vepdegestrant": ("esr1-mutated", "2026"),
    "capivasertib": ("pik3ca-akt1-pten-altered", "2023"),
    "inavolisib": ("pik3ca-mutated", "2024"),
    "alpelisib": ("pik3ca-mutated", "2024"),
    "everolimus": ("hr-positive-her2-negative", "2024"),
    "sacituzumab-govitecan": ("triple-negative", "2026"),
    "datopotamab-deruxtecan": ("triple-negative", "2026"),
    "trastuzumab-deruxtecan": ("her2-ultralow", "2025"),
}


@pytest.mark.parametrize("drug", DRUGS)
def test_13_14_12_a_newer_drug_is_named_for_its_group_with_its_year_and_what_a_nurse_teaches(data, drug):
    group, year = DRUGS[drug]
    named_for = data.treatment_subtypes[data.treatment_subtypes["treatment_id"] == drug]
    rows = named_for[named_for["subtype_id"] == group]
    assert any(year in row.statement for row in rows.itertuples()), drug
    branch = treatments.tree(data).set_index("id").loc[drug, "branch"]
    watch = plain(treatments.treatment_panel(data, branch, treatments.WATCH_AND_TEACH))
    name = data.row("treatments", drug).label
    taught = [
        row
        for row in treatments.nursing_facts(data, branch).itertuples()
        if re.search(rf"\b{name}\b", row.statement, re.IGNORECASE)
    ]
    taught = [row for row in taught if row.kind != "definition"]
    assert taught and all(practice_statement(row) in watch for row in taught), drug
    whom = treatments.treatment_panel(data, branch, treatments.WHOM)
    assert all(str(row.statement) in whom for row in rows.itertuples())


def test_12_rows_that_a_newer_approval_overtook_say_so_with_its_date(named):
    for id in ("chemotherapy-triple-negative", "immune-checkpoint-inhibitors-triple-negative"):
        assert re.search(
            r"datopotamab deruxtecan \(May 2026\) and sacituzumab govitecan \(June 2026\)", named.loc[id, "note"]
        )
    for id in ("sacituzumab-govitecan-triple-negative", "pembrolizumab-triple-negative"):
        assert "Since June 2026" in named.loc[id, "note"]
    assert "2023" in named.loc["alpelisib-pik3ca-mutated", "note"]
    assert "Since January 2025" in named.loc["trastuzumab-deruxtecan-her2-low", "note"]


def test_12_the_comparison_on_chemotherapy_in_triple_negative_disease_holds_the_newer_approvals(data):
    row = data.row("comparisons", "chemotherapy-in-triple-negative")
    against = comparison_sides(data)[row.id]["against"]
    assert "Since 2026" in row.what_differs and row.second_verdict == "context missing"
    assert ("treatment_subtypes", "sacituzumab-govitecan-triple-negative-first-line") in against


def test_every_drug_line_carries_the_year_of_its_page_and_the_day_it_was_checked(data):
    pages = data.references.set_index("id")
    for row in data.treatment_subtypes.itertuples():
        page = pages.loc[row.reference_id]
        panel = treatment_groups.group_panel(data, row.subtype_id)
        source = marker_after(panel, str(escape(row.statement))).source
        assert f"; checked {page['checked_on']})" in source and f"<b>{page['year']}</b>: " in panel, row.id
    drugs = data.practice[data.practice["area"] == "drug"]
    for row in drugs.itertuples():
        day = pages.loc[row.reference_id, "checked_on"]
        assert date.fromisoformat(day) <= date.today(), row.id
        assert page_entries(data)[row.reference_id].endswith(f"; checked {day})")
    for branch in treatments.branches(data)["id"]:
        panel = treatments.treatment_panel(data, branch, treatments.WATCH_AND_TEACH)
        for row in treatments.nursing_facts(data, branch).itertuples():
            if row.kind != "definition":
                source = marker_after(panel, str(escape(practice_statement(row)))).source
                assert f"; checked {pages.loc[row.reference_id, 'checked_on']})" in source, row.id


# --- the wrong people -------------------------------------------------------------------------------------------------


def test_23_what_is_written_for_men_is_labeled_so_and_stands_last(data):
    titles = data.references.set_index("id")["title"]
    rows = data.treatment_subtypes
    written_for_men = rows[rows["reference_id"].map(titles).str.contains(r"\bmale\b", case=False, na=False)]
    assert len(written_for_men) and set(written_for_men["population"]) == {"men only"}
    panel = plain(treatment_groups.group_panel(data, "hormone-receptor-positive"))
    assert panel.index("2016: Women.") < panel.index("1 more: 2020, men only") < panel.index("2020: Men only.")
    assert "2021: Women before menopause." in panel and "2018: Women before menopause." in panel
    whom = plain(treatments.treatment_panel(data, "hormone-therapy", treatments.WHOM))
    for found in re.finditer(r"For men with hormone receptor-positive", whom):
        assert "Men only." in whom[: found.start()]


def test_14_a_her2_low_result_alone_does_not_open_an_approval_for_receptor_positive_disease(data):
    approval = "On January 27, 2025 the FDA approved trastuzumab deruxtecan for HR-positive"
    shown = receptors.receptor_lab(data).whole
    assert approval in shown["positive", "negative", "0-faint"]
    assert approval not in shown["negative", "negative", "0-faint"]


def test_22_letrozole_before_menopause_is_no_mistake_when_the_ovaries_are_suppressed(data, facts):
    assert "Before menopause" in facts.loc["letrozole-approved", "note"]
    row = facts.loc["ovarian-suppression-with-letrozole"]
    assert row["use_first"] == "yes" and "no mistake" in row["statement"] and "ask whether" in row["statement"]
    assert "Before menopause" in data.row("comparisons", "letrozole-who-and-how").what_differs


def test_36_pooled_figures_name_all_who_were_pooled(facts):
    for id in ("ild-share", "ild-fatal", "ild-onset"):
        assert "other solid tumors" in facts.loc[id, "statement"] + facts.loc[id, "note"], id


def test_a_figure_of_the_first_month_says_so(facts):
    row = facts.loc["neuropathy-share"]
    assert "in the first month" in row["statement"] and "at 6 months" in row["statement"]


def test_31_32_survival_with_metastatic_disease_names_its_era(data):
    old = [
        row
        for row in data.statistics.itertuples()
        if row.subject == "survival"
        and row.kind != "article"
        and "-localized-" not in row.id
        and "-regional-" not in row.id
        and (years := re.findall(r"\b(?:19|20)\d\d\b", row.period))
        and int(max(years)) <= 2020
    ]
    assert len(old) > 15
    assert [row.id for row in old if TODAYS_DRUGS not in row.caveat] == []
    seer = data.statistics[data.statistics["reference_id"] == "seer-subtypes-2023"]
    assert seer[seer["subject"] == "survival"]["caveat"].str.contains("newer edition").all()


# --- corrections stand in the caveat or beside the statement ----------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "id", "words"),
    [
        ("facts", "hormone-therapy-key", "Only cancers with hormone receptors"),  # 17
        ("facts", "continuous-monitoring-vital", "advise against routine blood tests"),  # 18
        ("facts", "molecular-changes-drive-spread", "the other way around"),  # 24
        ("steps", "spread-breaking-away", "the other way around"),  # 24
        ("treatments", "surgery", "Longer life is not shown"),  # 25
        ("treatments", "radiation-therapy", "Longer life is not shown"),  # 25
        ("diagnostic_tests", "tumor-markers-general", "neither proves nor rules out"),  # 34
        ("treatments", "bisphosphonates", "only modestly"),  # 35
        ("facts", "leading-cause-of-death", "over 90 %"),  # 48
        ("treatments", "targeted-therapy", "serious side effects"),
        ("diagnostic_tests", "ct-brain", "MRI"),
    ],
)
def test_where_an_article_is_wrong_or_weak_its_caveat_says_so(data, table, id, words):
    assert words in caveat(data, table, id)


@pytest.mark.parametrize(
    ("id", "statement", "verdict"),
    [
        ("monitoring-or-routine-tests", ("facts", "continuous-monitoring-vital"), "contradicted"),  # 18
        ("markers-prove-or-follow", ("diagnostic_tests", "tumor-markers-general"), "context missing"),  # 34
        ("surgery-and-longer-life", ("treatments", "surgery"), "context missing"),  # 25
    ],
)
def test_and_a_comparison_with_a_reference_is_shown(data, id, statement, verdict):
    row = data.row("comparisons", id)
    assert row.verdict == verdict and statement in comparison_sides(data)[id]["statement"]
    panel = comparisons.disagreements(data, ["monitoring", row.topic]).panels[(row.topic,)]
    assert plain(panel).count(row.what_differs) == 1


def test_18_34_follow_up_tests_and_markers_are_in_the_panels_where_they_are_asked(data, facts):
    needs, steps = living.needs(data), diagnosis.diagnosis_path(data)
    follow_up, markers = (facts.loc[id, "statement"] for id in ("follow-up-no-routine-tests", "markers-follow-only"))
    assert any(follow_up in panel for panel in needs.panels.values())
    assert any(markers in panel for panel in steps.panels.values())


# --- helplines, scores, care ------------------------------------------------------------------------------------------


def test_19_no_helpline_keeps_a_number_of_2014_and_each_says_when_it_was_seen(data, facts):
    html = living.helplines(data).html
    assert "866-891-2392" not in html and "844-275-7427" in html
    for link in data.helplines.query("audience == 'people'").itertuples():
        row = facts.loc[link.practice_id]
        page = data.row("references", row["reference_id"])
        assert f"checked {page.checked_on}" in html and page.year not in ("2014", "about 2014")
        assert re.search(r"20\d\d|[Uu]ndated", row["note"]), link.practice_id


def test_21_a_leak_is_left_in_place_drawn_back_and_dexrazoxane_starts_within_six_hours(facts):
    said = facts.loc["doxorubicin-leak", "statement"]
    assert all(words in said for words in ("leave the IV catheter in", "draw back", "within 6 hours"))


def test_39_42_40_37_svc_fever_cost_and_bone_pain_say_what_they_hold_for(facts):
    assert "support the upper arms" in facts.loc["svc-comfort", "statement"]
    assert "Sit up" in facts.loc["svc-escalate", "statement"] and "911" in facts.loc["svc-escalate", "statement"]
    assert "before assessment" in facts.loc["fever-no-antipyretics", "note"]
    assert "study of 50 women" in facts.loc["money-cost-score", "statement"]
    assert facts.loc["bone-pain-report", "statement"].startswith(
        "With no known bone metastases: bone pain elsewhere than the spine"
    )


def test_7_capecitabine_is_stopped_before_anything_else_and_dpyd_is_tested_first(facts):
    assert "STOP the pills" in facts.loc["capecitabine-escalate", "statement"]
    assert "DPYD before the first dose" in facts.loc["capecitabine-dpyd", "statement"]
    assert facts.loc["capecitabine-antidote", "unit"] == "hours after the LAST dose"

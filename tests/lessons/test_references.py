"""The reference side: apart from the articles, complete, and no verdict that claims more than its rows show."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from tests.helpers import NINE, ROOT, lesson_paths, outputs, read_notebook
from utils.statements import guidance, statement_table
from utils.tables import loader
from utils.tables.verdicts import VERDICTS


def figures(data, **cells):
    rows = data.statistics[data.statistics["kind"] != "article"]
    for column, value in cells.items():
        rows = rows[rows[column].str.contains(value)]
    return rows


# --- what must be there --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "least"),
    [
        ({"subject": "survival", "population": "distant stage", "measure": "relative survival"}, 5),
        ({"subject": "survival", "measure": "overall survival"}, 4),
        ({"subject": "recurrence", "kind": "meta-analysis", "label": "median follow-up|years"}, 3),
        ({"subject": "recurrence", "measure": "cumulative incidence", "time_span": "14 years"}, 3),
        ({"subject": "recurrence", "population": "nodes?|N[0-9]"}, 6),
        ({"subject": "men"}, 4),
        ({"subject": "sites", "kind": "autopsy"}, 4),
        ({"subject": "sites", "label": "relapse"}, 16),
        ({"subject": "inheritance"}, 1),
        ({"subject": "treatment", "unit": "weeks"}, 1),
        ({"subject": "subtypes"}, 4),
        ({"subject": "stage-at-diagnosis"}, 2),
        ({"subject": "people-affected"}, 2),
        ({"subject": "survival", "unit": "months"}, 4),
        ({"subject": "funding"}, 1),
    ],
    ids=str,
)
def test_reference_estimates_that_must_be_compared_with_the_articles(data, cells, least):
    assert len(figures(data, **cells)) >= least


def test_three_pooled_intervals_by_follow_up_are_separate_and_carry_their_interval(data):
    rows = data.statistics[data.statistics["fact_id"].isin(["R039", "R040", "R041"])]
    assert rows[["low", "ci_low", "ci_high"]].to_numpy().tolist() == [
        [12.2, 10.5, 14.0],
        [14.3, 12.9, 15.7],
        [23.3, 20.1, 26.8],
    ]


@pytest.mark.parametrize(
    "subject",
    [
        "spinal cord",
        "hypercalcemia",
        "neutropenia",
        "seizure",
        "intracranial",
        "effusion",
        "bone metastases",
        "liver metastases",
        "lung metastases",
        "brain metastases",
        "tamoxifen",
        "aromatase",
        "fulvestrant",
        "doxorubicin",
        "paclitaxel",
        "trastuzumab",
        "pertuzumab",
        "CDK4/6",
        "zoledronic",
        "opioids",
        "NSAIDs",
        "radiation",
        "immunotherapy",
        "bad news",
        "teach-back",
        "palliative",
        "advance care planning",
        "support organizations",
        "TNM",
        "ER and PR",
        "HER2 testing",
        "mouth care",
        "nausea",
        "diarrhea",
        "hand-foot",
        "scalp cooling",
        "immune reactions",
        "depression and suicide",
        "sexual health",
        "fertility",
        "health equity",
        "oral anticancer",
        "last days",
        "cardiac tamponade",
        "bowel obstruction",
        "major bleeding",
        "ascites",
        "tumor lysis",
        "lymphedema",
        "malignant wound",
        "fatigue",
        "vaccination",
        "driving",
        "sepsis",
    ],
)
def test_nursing_facts_that_must_be_there(data, subject):
    assert data.practice["subject"].str.contains(subject, regex=False).any()


def test_support_organizations_name_their_country(data):
    rows = data.practice[
        data.practice["subject"].str.contains("support organizations") & data.practice["kind"].eq("resource")
    ]
    countries = ("United States", "United Kingdom", "Australia", "Canada", "Ireland", "Europe", "New Zealand")
    assert len(rows) >= 5 and rows["statement"].str.contains("|".join(countries)).mean() > 0.9


def test_staging_outline_runs_from_0_to_iv(data):
    assert data.steps[data.steps["path"] == "staging"]["label"].tolist() == [
        "Stage 0",
        "Stage I",
        "Stage II",
        "Stage III",
        "Stage IV",
    ]


# --- apart ----------------------------------------------------------------------------------------------------------


def test_no_row_is_both_an_articles_and_a_references(data):
    cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    for table, frame in data.tables().items():
        if {"id", "reference_id"} <= set(frame) and table != "glossary":
            both = [
                id
                for id, page in frame[["id", "reference_id"]].itertuples(index=False)
                if page and (table, id) in cited
            ]
            assert both == [], table


def test_planted_article_row_against_an_article_statement(table, folder):
    sides = table("comparison_rows")
    line = sides.set(
        next(i for i, r in enumerate(sides.rows) if r[:2] == ["inherited-share-cdc", "against"]), "row_id", "bone-share"
    )
    messages = [str(f) for f in loader.check(folder)]
    assert any(f"row {line}" in words and "is not supported by a reference" in words for words in messages), messages


def test_planted_unsure_row_without_a_word(table, folder):
    practice = table("practice")
    index = next(i for i, row in enumerate(practice.rows) if "medium" in row)
    line = practice.set(index, "note", "")
    assert any(f.row == line and f.column == "note" for f in loader.check(folder))


def test_addresses_are_well_formed_and_nothing_fetches_them(data):
    assert data.references["url"].str.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(:\d+)?(/\S*)?").all()
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "utils").rglob("*.py"))
    assert not re.search(r"urllib\.request|urlopen|import requests|import httpx|http\.client", code)


# --- verdicts and the tables a lesson shows ---------------------------------------------------------------------------


def test_each_of_the_nine_figures_has_a_verdict(data):
    rows = data.comparison_rows.merge(
        data.comparisons[data.comparisons["against"] == "reference"], left_on="comparison_id", right_on="id"
    )
    judged = set(rows.loc[(rows["side"] == "statement") & (rows["table"] == "statistics"), "row_id"])
    assert judged >= NINE
    assert set(rows["verdict"]) <= set(VERDICTS)


def test_verdicts_that_are_known(data):
    verdict = data.comparisons.set_index("id")[["verdict", "second_verdict"]]
    assert verdict.loc["five-year-survival-in-registries"].tolist() == ["measure not stated", "context missing"]
    assert verdict.loc["inherited-share-cdc", "verdict"] == "supported"
    assert verdict.loc["bone-share-in-references", "verdict"] == "supported"
    assert not (data.comparisons["verdict"] == "older figure").any()  # no article gives a period to be older than


def test_reason_of_a_verdict_holds_figures_of_its_rows_only(data):
    from utils.tables.citations import numbers_in

    known = statement_table.all_statements(data).set_index(["table", "row_id"])
    for row in data.comparisons[data.comparisons["against"] == "reference"].itertuples():
        own = data.comparison_rows[data.comparison_rows["comparison_id"] == row.id]
        stand = set().union(
            *(
                numbers_in(f"{known.loc[key, 'text']} {known.loc[key, 'caveat']}".replace(",", ""))
                for key in own[["table", "row_id"]].itertuples(index=False, name=None)
            )
        )
        said = numbers_in(row.what_differs.replace(",", "")) - {float(n) for n in range(13)}
        assert {round(n, 2) for n in said} <= {round(n, 2) for n in stand}, (row.id, said - stand)


def test_agreement_counts_articles(data):
    table = statement_table.agreement(data).set_index("id")
    cited = data.citations[data.citations["table"] == "facts"].groupby("row_id")["source_id"].nunique()
    assert table["articles"].to_dict() == cited.to_dict()
    assert table["articles"].is_monotonic_decreasing and set(table.index) == set(data.facts["id"])


def test_comparison_table_has_both_sides(data):
    table = statement_table.comparison_table(data)
    assert len(table) == len(data.comparisons)
    assert (table[["statement", "said_in", "other", "other_said_in"]] != "").all(axis=None)
    assert table["said_in"].str.startswith("article ").all()
    by = table.groupby("against")["other_said_in"]
    assert by.get_group("article").str.startswith("article ").all()
    assert not by.get_group("reference").str.contains(r"^article \d").any()


def test_a_comparison_shows_the_plain_words_of_a_row_and_no_clinical_ones(data):
    table = statement_table.comparison_table(data).set_index("id")
    assert table.loc["x-ray-or-bone-scan", "statement"] == "X-ray: finds breast cancer that has spread to bone."
    shown = " ".join(table[["statement", "other"]].stack())
    for rows, column in ((data.diagnostic_tests, "purpose_clinical"), (data.steps, "text_clinical")):
        known = set(rows[column]) - set(rows[column.replace("clinical", "plain")]) - {"", "not stated"}
        assert not [words for words in known if words in shown]


def test_a_row_not_to_be_used_first_is_never_shown_without_its_badge_or_star(data):
    for fact in data.practice[data.practice["use_first"] == "no"].itertuples():
        assert guidance.practice_text(fact).endswith("[check with a clinician first]") and fact.note
    shown = "".join(html for path in lesson_paths() for _, html in outputs(read_notebook(path), "text/html"))
    for fact in data.practice[data.practice["use_first"] == "no"].itertuples():
        words = escape(guidance.practice_statement(fact))
        for at in (m.end() for m in re.finditer(re.escape(words), shown)):
            assert re.match(r' \[check with|<sup class="mbc-mark">[^>]*, check with a clinician first">', shown[at:]), (
                fact.id
            )

"""The chart by years: separate studies stay separate, one cohort may share a line, and the band has no place in
time.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest

from tests.charts.test_intervals import SVG, picture, texts
from utils.charts import years
from utils.errors import CourseError

NAMES = {"morgan-2024": "Pooled studies", "lord-2022": "One region", "transbig-public-data": "One group"}

STAGES = {
    "recurrence-14-years-localized": ", localized",
    "recurrence-14-years-all": ", localized or regional",
    "recurrence-14-years-regional": ", regional",
}


@pytest.fixture(scope="module")
def rows(data):
    spread = data.statistics[data.statistics["subject"] == "recurrence"]
    return SimpleNamespace(
        claim=spread[spread["kind"] == "article"],
        studies=spread[spread["id"].str.contains("recurrence-(?:pooled|14-years|transbig)")],
    )


def draw(rows, **words):
    given = {"claim": rows.claim, "studies": rows.studies, "title": "T.", "headings": NAMES, "sources": ["x"], **words}
    return years.time_chart(given.pop("claim"), given.pop("studies"), **given)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("14 years", (14, 14, False)),
        ("5 years", (5, 5, False)),
        ("median follow-up of 1-4 years", (1, 4, False)),
        ("median follow-up of 10 years or more", (10, 10, True)),
    ],
)
def test_years_since_diagnosis(span, expected):
    assert years.years_since_diagnosis(SimpleNamespace(id="x", time_span=span)) == expected


@pytest.mark.parametrize(
    "span", ["years 5 to 20", "years 5 to 10 after diagnosis", "not stated", "median", "14 months"]
)
def test_what_does_not_count_from_diagnosis_has_no_place(span):
    with pytest.raises(CourseError, match="cannot be shown on a scale of years since diagnosis"):
        years.years_since_diagnosis(SimpleNamespace(id="x", time_span=span))


def test_every_row_is_read_back_with_years_percent_and_interval(rows):
    data_table = draw(rows).data_table
    wanted = {
        (NAMES[row.reference_id] + STAGES.get(row.id, ""), f"{row.low:g}", f"{row.ci_low:g} to {row.ci_high:g}")
        for row in rows.studies.itertuples()
    }
    assert (
        set(data_table[["Study", "Percent", "Interval"]].itertuples(index=False, name=None)) == wanted
        and len(data_table) == 9
    )
    assert data_table.query("Study == 'Pooled studies'")["Years"].tolist() == ["1 to 4", "5 to 9", "10 or more"]
    assert set(data_table[data_table["Study"].str.startswith("One region")]["Years"]) == {"14"}


def test_no_two_rows_of_the_table_share_name_and_years(rows):
    """Three groups of one region stand at one time: the table names the stage, as the labels in the picture do."""
    chart = draw(rows)
    assert not chart.data_table.duplicated(["Study", "Years"]).any()
    for stage in STAGES.values():
        assert f"One region{stage}: 14: " in chart.alt


def test_planted_marks_without_their_group_share_a_name(rows, monkeypatch):
    monkeypatch.setattr(years, "_group", lambda row: "")
    assert draw(rows).data_table.duplicated(["Study", "Years"]).sum() == 2
    with pytest.raises(AssertionError):
        test_no_two_rows_of_the_table_share_name_and_years(rows)


def test_only_one_cohorts_own_points_share_a_line_and_the_words_say_so(rows):
    chart = draw(rows)
    joined = chart.data_table.groupby("Study")["Joined"].agg(set).to_dict()
    apart = {f"One region{stage}": {"no"} for stage in STAGES.values()}
    assert joined == {"Pooled studies": {"no"}, **apart, "One group": {"yes"}}
    for words in (chart.alt, chart.caption):
        assert "Only points of the same people, watched longer, are joined by a line: One group." in words
        assert "No line joins studies." in words
    lines = [g for g in picture(chart.html).iter(SVG + "g") if (g.get("id") or "").startswith("line-")]
    assert [g.get("id") for g in lines] == ["line-transbig-public-data"]
    assert len(re.findall(r"[ML]", next(lines[0].iter(SVG + "path")).get("d"))) == 3


def test_who_may_be_joined(rows):
    by_page = dict(list(rows.studies.groupby("reference_id")))
    assert years.may_be_joined(by_page["transbig-public-data"])
    assert not years.may_be_joined(by_page["morgan-2024"]) and not years.may_be_joined(by_page["lord-2022"])
    assert not years.may_be_joined(rows.studies)
    assert not years.may_be_joined(by_page["transbig-public-data"].assign(measure="crude share"))
    assert not years.may_be_joined(by_page["transbig-public-data"].head(1))


def test_planted_a_line_between_studies_shows_in_data_table_and_text(rows, monkeypatch):
    """Planted: every strip is joined. The read-back finds lines through marks, whoever drew them."""
    monkeypatch.setattr(years, "may_be_joined", lambda own: True)
    chart = draw(rows)
    assert set(chart.data_table.query("Study == 'Pooled studies'")["Joined"]) == {"yes"}
    assert "joined by a line: Pooled studies; One region, localized;" in chart.alt


def test_planted_a_mark_drawn_elsewhere_shows(rows, monkeypatch):
    honest = years._study
    monkeypatch.setattr(years, "_study", lambda axes, own: honest(axes, own.assign(low=own["low"] + 3)))
    assert "15.2" in draw(rows).data_table["Percent"].tolist() and "15.2 (interval" in draw(rows).alt


def test_the_band_runs_from_end_to_end_in_every_strip_and_says_why(rows):
    chart = draw(rows)
    root = picture(chart.html)
    bands = [g for g in root.iter(SVG + "g") if g.get("id") == "band-later-metastasis-share"]
    assert len(bands) == 3
    said = texts(root)
    assert said.count("Article: 20–30 %, years not stated") == 3 and "Years since diagnosis" in said
    assert "runs from end to end, as it states no years" in chart.alt


def test_the_fold_names_measures_and_missing_places(rows):
    details = draw(rows).details
    assert "Pooled studies. Who: women first diagnosed" in details and "Measured how: crude share" in details
    assert "One group. Who: women with breast cancer, no lymph nodes with cancer" in details
    assert "Where: not stated. When: not stated. Measured how: cumulative incidence" in details


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"low": 60.0, "high": 60.0, "ci_low": 58.0, "ci_high": 62.0}, "does not fit a scale"),
        ({"ci_low": float("nan")}, "does not fit a scale"),
        ({"unit": "people"}, "does not fit a scale"),
        ({"reference_id": "abc5-2020"}, "no strip is named"),
        ({"time_span": "years 5 to 20"}, "cannot be shown on a scale of years"),
    ],
)
def test_rows_that_cannot_be_drawn(rows, change, message):
    with pytest.raises(CourseError, match=message):
        draw(rows, studies=rows.studies.assign(**change))


def test_same_input_same_bytes(rows):
    first = draw(rows)
    assert first.svg == draw(rows).svg and ET.fromstring(first.svg).tag == SVG + "svg"


def test_no_other_module_has_a_scale_of_years():
    from tests.helpers import ROOT

    found = [p.name for p in (ROOT / "utils").rglob("*.py") if "Years since" in p.read_text(encoding="utf-8")]
    assert found == ["years.py"]

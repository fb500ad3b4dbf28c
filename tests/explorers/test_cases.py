"""Unfolding cases: six steps each, answers that rest on nursing facts, readings drawn as they stand in the table."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from tests.helpers import lesson_paths, marker_after, outputs, read_notebook
from utils.charts import trends
from utils.errors import CourseError
from utils.explorers import cases
from utils.tables import units

STEPS = [
    "recognize cues",
    "analyze cues",
    "prioritize hypotheses",
    "generate solutions",
    "take action",
    "evaluate outcomes",
]


@pytest.fixture(scope="module")
def walks(data):
    return {id: cases.case_walk(data, id) for id in data.cases["id"]}


def test_each_case_has_the_six_steps_in_order_and_a_question_for_each(data, walks):
    asked = data.items.set_index("id")["judgment"]
    for case in data.cases["id"]:
        own = data.case_steps[data.case_steps["case_id"] == case].sort_values("step")
        assert own["step"].tolist() == [1, 2, 3, 4, 5, 6] and own["judgment"].tolist() == STEPS
        assert [asked[f"case-{case}-{step}"] for step in range(1, 7)] == STEPS
        assert [shown for _, shown in walks[case].controls[0].options] == [
            f"{n}. {step}" for n, step in enumerate(STEPS, start=1)
        ]


def test_a_step_shows_what_is_new_and_nothing_of_later_steps(data, walks):
    for case in data.cases["id"]:
        rows = data.case_steps[data.case_steps["case_id"] == case]
        for (step,), panel in walks[case].panels.items():
            for row in rows.itertuples():
                assert (escape(row.new_information) in panel) == (row.step == int(step))
            readings = data.case_readings[data.case_readings["case_id"] == case]
            later = set(readings.loc[readings["step"] > int(step), "time_label"]) - set(
                readings.loc[readings["step"] <= int(step), "time_label"]
            )
            chart = re.search(r"<table>.*?</table>", panel)
            assert not chart or not any(f">{escape(label)}<" in chart[0] for label in later)


def test_every_point_names_its_publisher_or_says_that_policy_decides(data, walks):
    publisher = data.references.set_index("id")["publisher"]
    facts = data.practice.set_index("id")
    for point in data.case_points.itertuples():
        panel = walks[point.case_id].panels[str(point.step),]
        start = re.split(r"{[A-Z]", point.text)[0]  # a score is filled in
        line = next(item for item in re.findall(r"<li>(.*?)</li>", panel) if item.startswith(escape(start)))
        if point.practice_id:
            fact = facts.loc[point.practice_id]
            marker = marker_after(panel, line[: line.index("<sup")])
            assert escape(publisher[fact["reference_id"]]) in marker.source
            assert marker.unsure == (fact["use_first"] == "no")
        else:
            assert "local policy" in point.text


def test_answers_and_slips_are_folded(walks):
    for walk in walks.values():
        for panel in walk.panels.values():
            before = panel.partition("<details>")[0] if "Model answer" in panel else ""
            assert before and panel.index("Model answer") > panel.index("Ask yourself")
            assert (
                "Common mistake" in panel
                and "(invented)" not in before.partition("<div")[0]
                and "<b>What is new.</b>" in panel
            )


def test_the_picture_shows_the_readings_of_the_table(data):
    for case in data.cases["id"]:
        rows = data.case_readings[data.case_readings["case_id"] == case]
        chart = cases.readings_chart(data, case)
        drawn = {(r.Measure.split(",")[0], r.Time): r.Drawn for r in chart.data_table.itertuples()}
        assert {key: float(text.split()[0]) for key, text in drawn.items()} == {
            (r.measure, r.time_label): r.value for r in rows.itertuples()
        }
        assert all(f"{r.time_label} {r.value:g}" in chart.alt for r in rows.itertuples())
        assert "Invented" in chart.caption and "invented" in chart.alt


def test_chart_and_picture_give_the_us_unit_first_and_the_other_from_the_one_function(data):
    pairs = {row["id"]: units.pair(row) for row in data.units.to_dict("records")}
    pair_of = {row.measure: pairs[row.units_id] for row in data.case_measures.itertuples() if row.units_id}
    assert set(pair_of) == {"Temperature", "Glucose", "Corrected calcium", "Creatinine"}
    for case in data.cases["id"]:
        last, alt = cases.chart_so_far(data, case, 6), cases.readings_chart(data, case).alt
        rows = data.case_readings[data.case_readings["case_id"] == case]
        for row in rows[rows["measure"].isin(pair_of)].itertuples():
            pair = pair_of[row.measure]
            shown = f"{row.value:g} ({units.si_text(row.value, pair)})"
            assert row.unit == pair.us_unit
            assert f">{shown}<" in last and f"{row.time_label} {shown}" in alt, f"{row.time_label}: {shown}"
            assert f"{row.measure}, {pair.us_unit} ({pair.si_unit})" in last


def test_a_score_is_shown_as_its_parts_and_sum_with_nothing_left_in_braces(data, walks):
    for row in data.case_scores.itertuples():
        panel = walks[row.case_id].panels[str(row.step),]
        assert re.search(rf"\) \d\. Together: {row.score} of \d+", panel)
    assert not any("{" in panel for walk in walks.values() for panel in walk.panels.values())


def test_a_reading_drawn_elsewhere_shows(data, monkeypatch):
    """Planted: a mark moved after it was drawn."""
    draw = trends.draw

    def moved(*args):
        panels = draw(*args)
        line = panels[0].get_lines()[0]
        line.set_ydata([y + 1 for y in line.get_ydata()])
        return panels

    honest = cases.readings_chart(data, "fever")
    monkeypatch.setattr(trends, "draw", moved)
    assert cases.readings_chart(data, "fever").data_table.equals(honest.data_table) is False


def test_an_unknown_case_and_empty_readings_say_so(data):
    with pytest.raises(CourseError, match=r"no case 'nobody'. Its cases are cord, calcium, fever"):
        cases.case_walk(data, "nobody")
    with pytest.raises(CourseError, match="no readings"):
        trends.trend_chart(data.case_readings.head(0), title="Nothing.")


def test_the_lesson_shows_who_each_person_is(data):
    path = next((p for p in lesson_paths() if p.stem.startswith("10")), None)
    assert path, "notebooks/ has no lesson 10"
    text = "".join(html for _, html in outputs(read_notebook(path), "text/html"))
    for case in data.cases.itertuples():
        assert f"<b>{escape(case.title)}.</b> {escape(case.person)}" in text

"""Unfolding cases: six steps each, answers that rest on nursing facts, readings drawn as they stand in the table."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from tests.helpers import lesson_paths, marker_after, outputs, read_notebook
from utils.errors import CourseError
from utils.explorers import cases
from utils.tables import units
from utils.ui import explorer

STEPS = [
    "recognize cues",
    "analyze cues",
    "prioritize hypotheses",
    "generate solutions",
    "take action",
    "evaluate outcomes",
]


@pytest.fixture(scope="module")
def steps(data):
    """(case, step) → the step as a lesson shows it."""
    return {key: cases.case_step(data, *key) for key in data.case_steps[["case_id", "step"]].itertuples(index=False)}


def test_each_case_has_the_six_steps_in_order_and_a_question_for_each(data, steps):
    """A question is labeled by what its stem asks. Each step is asked in that very step by two cases or more."""
    labels = data.items.set_index("id")["judgment"]
    asked = data.case_questions.assign(label=data.case_questions["item_id"].map(labels))
    asked["same"] = [STEPS[row.step - 1] == row.label for row in asked.itertuples()]
    assert asked[asked["same"]].groupby("step")["case_id"].nunique().reindex(range(1, 7), fill_value=0).min() >= 2
    for case in data.cases["id"]:
        own = data.case_steps[data.case_steps["case_id"] == case].sort_values("step")
        assert own["step"].tolist() == [1, 2, 3, 4, 5, 6] and own["judgment"].tolist() == STEPS
        for step, judgment in enumerate(STEPS, start=1):
            assert f"<h3>Step {step} of 6: {judgment}</h3>" in steps[case, step].above.html
            assert f"case-{case}-{step}" in [item.id for item in steps[case, step].quiz.items]


def test_a_step_asks_the_questions_of_the_table_and_each_is_asked_once(data, steps):
    for key, step in steps.items():
        rows = data.case_questions
        rows = rows[(rows["case_id"] == key[0]) & (rows["step"] == key[1])]
        assert sorted(item.id for item in step.quiz.items) == sorted(rows["item_id"]), key
    asked = [item.id for step in steps.values() for item in step.quiz.items]
    assert sorted(asked) == sorted(data.case_questions["item_id"])


def test_a_step_shows_what_is_new_and_nothing_of_later_steps(data, steps):
    for (case, number), step in steps.items():
        for row in data.case_steps[data.case_steps["case_id"] == case].itertuples():
            assert (escape(row.new_information) in step.above.html) == (row.step == number)
            assert row.step <= number or escape(row.slip) not in step.html
        readings = data.case_readings[data.case_readings["case_id"] == case]
        later = set(readings.loc[readings["step"] > number, "time_label"]) - set(
            readings.loc[readings["step"] <= number, "time_label"]
        )
        chart = re.search(r"<table\b.*?</table>", step.above.html, re.DOTALL)
        assert bool(chart) == any(readings["step"] <= number)
        assert not chart or [label for label in later if f">{escape(label)}<" in chart[0]] == []
        points = data.case_points[(data.case_points["case_id"] == case) & (data.case_points["step"] != number)]
        own = data.case_points[(data.case_points["case_id"] == case) & (data.case_points["step"] == number)]
        others = set(points["text"]) - set(own["text"])
        assert not any(escape(text) in step.below.html for text in others if "{" not in text)


def test_the_question_stands_between_the_cues_and_the_folded_answer(data, steps):
    """In every host: the form that travels, and the outputs of a notebook with their live face."""
    for step in steps.values():
        text = step.html
        places = [text.index(words) for words in ("Think first.", "data-item=", "<summary>Model answer</summary>")]
        assert places == sorted(places)
        assert "Model answer" not in step.above.html + step.quiz.html
        without_folds = re.sub(r"<details>.*</details>", "", step.below.html, flags=re.DOTALL)
        assert "<li>" not in without_folds and "Common mistake" not in without_folds
        assert step.below.html.count("<summary>Common mistake</summary>") == 1
        assert step._repr_mimebundle_()["text/html"] == text


def test_a_notebook_shows_a_step_as_cues_live_questions_their_form_and_answer(steps, monkeypatch):
    shown = []
    for module in (cases, explorer):
        monkeypatch.setattr(module, "display", lambda part, raw=False: shown.append(part))
    step = steps["cord", 1]
    step._ipython_display_()
    above, live, form, below = shown
    assert (above, below) == (step.above, step.below) and live["text/html"] == ""
    assert form["text/html"] == str(step.quiz.html) and step.parts == len({"above", "form", "below"})


def test_without_answers_a_step_asks_and_holds_no_answer(data, steps):
    for key, step in steps.items():
        bare = cases.case_step(data, *key, answers=False)
        assert bare.above.html == step.above.html and [i.id for i in bare.quiz.items] == [i.id for i in step.quiz.items]
        assert "<details" not in bare.below.html and "My answer and my reason" in bare.below.html
        assert "data-marking" in step.html and "data-marking" not in bare.html


def test_every_point_names_its_source_or_says_that_policy_decides(data, steps):
    publisher = data.references.set_index("id")["publisher"]
    facts = data.practice.set_index("id")
    for point in data.case_points.itertuples():
        answer = steps[point.case_id, point.step].below.html
        start = re.split(r"{[A-Z]", point.text)[0]  # a score is filled in
        line = next(item for item in re.findall(r"<li>(.*?)</li>", answer) if item.startswith(escape(start)))
        if point.practice_id:
            fact = facts.loc[point.practice_id]
            marker = marker_after(answer, line[: line.index("<sup")])
            assert escape(publisher[fact["reference_id"]]) in marker.source
            assert marker.unsure == (fact["use_first"] == "no")
        else:
            assert "local policy" in point.text


def test_the_picture_shows_the_readings_of_the_table(data):
    for case in data.cases["id"]:
        rows = data.case_readings[data.case_readings["case_id"] == case]
        chart = cases.readings_chart(data, case)
        wide = chart.data_table.set_index("Measure")
        assert list(wide.columns) == list(rows.sort_values("at")["time_label"].unique())
        long = wide.stack()
        drawn = {(measure.split(",")[0], time): text for (measure, time), text in long[long != ""].items()}
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


def test_a_score_is_shown_as_its_parts_and_sum_with_nothing_left_in_braces(data, steps):
    for row in data.case_scores.itertuples():
        assert re.search(rf"\) \d\. Together: {row.score} of \d+", steps[row.case_id, row.step].below.html)
    texts = [re.sub(r'src="data:[^"]*"', "", part.html) for step in steps.values() for part in (step.above, step.below)]
    assert not any("{" in text for text in texts)


def test_an_unknown_case_or_step_says_so(data):
    with pytest.raises(CourseError, match=r"no case 'nobody'. Its cases are cord, calcium, fever"):
        cases.case_step(data, "nobody", 1)
    with pytest.raises(CourseError, match=r"Case 'cord' has no step 7. Its steps are 1 to 6"):
        cases.case_step(data, "cord", 7)


def test_a_lesson_shows_every_step_of_every_case_and_says_once_that_people_are_fictional(data):
    path = next((p for p in lesson_paths() if "cases.case_step(" in p.read_text(encoding="utf-8")), None)
    assert path, "no lesson in notebooks/ shows a step of a case"
    notebook = read_notebook(path)
    text = "".join(html for _, html in outputs(notebook, "text/html"))
    for case in data.cases.itertuples():
        assert f"<b>{escape(case.title)}.</b>" in text
    for row in data.case_steps.itertuples():
        assert escape(row.new_information) in text
    said = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    assert said.count("fictional") == 1

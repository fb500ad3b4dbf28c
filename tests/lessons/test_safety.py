"""Eleven teachings that once could have hurt someone (the clinical review of November 2026): none of them comes back.

A number in a name is the number of the finding. What is asked is what a learner meets: keys, panels, cards and rows.
The two scores are tested on their published weights in ``tests/tables/test_early_warning.py``.
"""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from tests.helpers import lesson_paths, outputs, read_notebook
from utils.explorers import cases, treatments
from utils.questions import bank as bank_module
from utils.statements.guidance import practice_text, sign_text, steps_text
from utils.tables import units
from utils.ui import cards

MOST_ROWS, MOST_WORDS = 29, 1350  # of the "get help now" card, which says what to do at home and in the hospital


@pytest.fixture(scope="module")
def facts(data):
    return data.practice.set_index("id")


@pytest.fixture(scope="module")
def bank(data):
    return {item.id: item for item in bank_module.all_items(data)}


@pytest.fixture(scope="module")
def card(data):
    return cards.get_help_now(data.practice, data)


def as_shown(data, id: str) -> str:
    """What the card shows of a nursing row: an escalation as its sign and its steps, any other row as its statement."""
    row = data.row("practice", id)
    steps = data.escalations[data.escalations["practice_id"] == id]
    if steps.empty:
        return practice_text(row)
    return f"{sign_text(row)}. {steps_text(next(steps.itertuples()))}"


def part(item, name: str):
    return next(each for each in item.parts if each.id == name)


def keys(holder) -> list[str]:
    return [option.text for option in holder.options if option.correct]


def wrong(holder) -> list[str]:
    return [option.text for option in holder.options if not option.correct]


def points(data, case: str, step: int) -> list[tuple[str, str]]:
    own = data.case_points[(data.case_points["case_id"] == case) & (data.case_points["step"] == step)]
    return list(own.sort_values("position")[["text", "practice_id"]].itertuples(index=False, name=None))


def rests_on(data, case: str, step: int) -> set[str]:
    return {id for _, id in points(data, case, step)}


def answer_text(data, case: str, step: int) -> str:
    return " ".join(text for text, _ in points(data, case, step))


def new_at(data, case: str, step: int) -> str:
    return data.case_steps.set_index(["case_id", "step"]).loc[(case, step), "new_information"]


def reading(data, case: str, time: str, measure: str) -> float:
    own = data.case_readings
    return own[(own["case_id"] == case) & (own["time_label"] == time) & (own["measure"] == measure)]["value"].item()


def slip(data, case: str, step: int) -> str:
    return data.case_steps.set_index(["case_id", "step"]).loc[(case, step), "slip"]


def order(data, case: str, step: int, *starts: str) -> list[int]:
    """Where points of an answer stand that begin with these words; each is asked for."""
    texts = [text for text, _ in points(data, case, step)]
    return [next(n for n, text in enumerate(texts) if text.startswith(start)) for start in starts]


def markup_text(html: str) -> str:
    """What a learner reads of a panel: no tags."""
    return Markup(html).striptags()


def celsius(fahrenheit: float) -> float:
    """Degrees Celsius to one decimal, as the bands of NEWS2 are drawn."""
    return round((fahrenheit - 32) * 5 / 9, 1)


# --- 1 feeling ill without a fever ----------------------------------------------------------------------------------


def test_1_feeling_ill_without_a_fever_is_a_reason_to_call(data, bank, facts, card):
    item = bank["case-fever-6"]
    assert any("feel ill" in text and "shiver" in text and "normal" in text for text in keys(item))
    assert not any(re.search(r"\bfeel\w* (?:very )?ill\b", text) for text in wrong(item))
    assert any("until the thermometer" in text for text in wrong(item))
    row = facts.loc["fever-ill-without"]
    assert row["use_first"] == "yes" and as_shown(data, "fever-ill-without") in card.plain
    assert "even with a normal temperature" in card.plain and "day or night" in as_shown(data, "fever-ill-without")
    assert "ill or shivering" in row["statement"] and "very ill" not in card.plain
    assert "fever-ill-without" in rests_on(data, "fever", 1) & rests_on(data, "fever", 6)
    assert "call if you feel ill" not in slip(data, "fever", 6) and "no fever" in slip(data, "fever", 6)


# --- 2 sedation, breathing, morphine --------------------------------------------------------------------------------


def test_2_sedation_breathing_and_oxygen_are_charted_and_morphine_is_on_the_list(data, bank, facts):
    for step, time in ((1, "09:30"), (3, "10:45"), (5, "12:40")):
        chart = cases.chart_so_far(data, "calcium", step)
        for measure in ("Breathing", "Oxygen saturation", "Sedation"):
            assert measure in chart and reading(data, "calcium", time, measure)
        assert f"breathes {reading(data, 'calcium', time, 'Breathing'):g} times" in new_at(data, "calcium", step)
        assert f"{reading(data, 'calcium', time, 'Oxygen saturation'):g} %" in new_at(data, "calcium", step)
    assert reading(data, "calcium", "10:45", "Sedation") == 3  # drifts off: POSS 3, which its row calls unacceptable
    assert {"opioids-poss-3", "opioids-rate-8", "opioids-rouse", "calcium-escalate"} <= rests_on(data, "calcium", 3)
    assert "morphine is not given until the prescriber" in answer_text(data, "calcium", 3)
    assert {"morphine-kidney", "opioids-kidney-risk"} <= rests_on(data, "calcium", 2)
    assert re.search(r"same list, first: extended-release morphine", answer_text(data, "calcium", 4))
    (key,) = keys(bank["case-calcium-3"])
    assert "call rapid response and the prescriber, stay, and hold the morphine" in key
    assert any("give the morphine" in text for text in wrong(bank["case-calcium-3"]))
    (key,) = keys(bank["case-calcium-5"])
    assert "sedation score now" in key and "next bag" not in key
    assert facts.loc["opioids-rate-8", "use_first"] == "yes"


# --- 3 bladder, bowels, skin, clots ---------------------------------------------------------------------------------


def test_3_the_480_ml_is_reported_and_bladder_bowels_skin_and_clots_are_cared_for(data, bank):
    assert "480 mL" in new_at(data, "cord", 2) and reading(data, "cord", "16:45", "Bladder after passing urine") == 480
    assert "480 mL" in answer_text(data, "cord", 2) and "480 mL" in answer_text(data, "cord", 3)
    assert {"cord-catheter", "cord-anal-tone", "cord-bowel-plan"} <= rests_on(data, "cord", 4)
    rectum = next(text for text, _ in points(data, "cord", 4) if "into the rectum" in text)
    assert "blood count" in rectum and "the call and the MRI do not wait" in rectum
    assert {"cord-catheter", "cord-skin-turn", "cord-clots", "cord-log-roll"} <= rests_on(data, "cord", 5)
    assert "480 mL" in bank["case-cord-5"].stem and "a catheter is ordered" in bank["case-cord-5"].stem
    assert any("catheter" in text for text in keys(bank["case-cord-5"]))
    assert any("bladder" in text for text in keys(part(bank["case-cord-7"], "parameter")))
    assert "480 mL" in answer_text(data, "cord", 6) and "60 mL" in answer_text(data, "cord", 6)


# --- 4 MASCC --------------------------------------------------------------------------------------------------------


def score(data, case: str, step: int, name: str) -> tuple[int, str]:
    """The total of a score that a step computes, and the sum as the learner reads it."""
    shown = cases._scores(data, case, step)[name]
    return int(shown.rpartition(" of ")[2]), shown


def test_4_her_mascc_is_computed_agrees_with_her_story_and_comes_after_the_work_up(data, bank):
    own = points(data, "fever", 4)
    at = next(n for n, (text, id) in enumerate(own) if id == "mascc-points" and "{MASCC}" in text)
    total, shown = score(data, "fever", 4, "MASCC")
    assert total == 24 >= 21 and "symptoms (moderate) 3" in shown
    assert shown in str(markup_text(cases.case_step(data, "fever", 4).html))
    found = new_at(data, "fever", 4)
    assert "moderate symptoms" in found and "no sign of dehydration" in found and "no lung disease" in found
    age = int(re.search(r", (\d\d),", data.cases.set_index("id").loc["fever", "person"])[1])
    assert f"age ({age}) 2" in shown
    assert any(id == "mascc-after-work-up" for _, id in own[:at])
    assert "she stays" in answer_text(data, "fever", 4)
    everywhere = " ".join(data.case_points["text"]) + " ".join(data.options["rationale"])
    assert "score is 18" not in everywhere
    assert keys(part(bank["case-fever-4"], "score")) == ["question it"]


# --- 5 what a NEWS2 of 7 sets off -----------------------------------------------------------------------------------


def test_5_her_signs_make_7_and_7_sets_off_a_call_fluid_urine_and_a_second_look(data, bank, facts):
    total, shown = score(data, "fever", 2, "NEWS2")
    assert total == 7 == int(facts.loc["news2-seven", "value"])
    assert facts.loc["news2-chart", "use_first"] == "no"  # a copy of the chart: shown with its marker
    assert [int(n) for n in re.findall(r"\) (\d)\b", shown)] == [2, 0, 0, 2, 2, 0, 1]
    assert shown in str(markup_text(cases.case_step(data, "fever", 2).html))
    call = next(text for text, id in points(data, "fever", 3) if id == "news2-seven")
    assert "rapid response" in call and "30 minutes" in call and "NEWS2 of 7" in call
    assert {"sepsis-fluid", "sepsis-six", "sepsis-hour-one"} <= rests_on(data, "fever", 4)
    assert {"sepsis-lactate-again", "news2-seven", "sepsis-six"} <= rests_on(data, "fever", 5)
    assert reading(data, "fever", "22:40", "Lactate") > float(facts.loc["sepsis-lactate-again", "value"])  # so: again
    assert reading(data, "fever", "4 hours", "Lactate") and reading(data, "fever", "4 hours", "Urine")
    steps = sorted((int(option.mark), option.text) for option in bank["case-fever-5"].options if option.correct)
    in_order = " | ".join(text for _, text in steps)
    assert re.search(r"early-warning.*rapid response.*cultures.*antibiotic.*second time", in_order), in_order
    assert keys(part(bank["case-fever-4"], "fluid")) == keys(part(bank["case-fever-4"], "again")) == ["expect it"]
    assert "No reference here gives a score" not in answer_text(data, "fever", 5)


def test_5_daniel_is_scored_too_and_the_rapid_response_call_stands_beside_it(data):
    for step, total, fact in ((1, 5, "news2-five"), (3, 9, "news2-seven")):
        assert score(data, "calcium", step, "NEWS2")[0] == total
        text = next(text for text, id in points(data, "calcium", step) if id == fact)
        assert "{NEWS2}" in text and "rapid response" in text


def test_5_the_us_call_stands_beside_news2_wherever_a_step_or_a_row_says_what_it_sets_off(data):
    for case, number in data.case_steps[["case_id", "step"]].itertuples(index=False):
        panel = markup_text(cases.case_step(data, case, number).html)
        assert "NEWS2 of" not in panel or "rapid response" in panel, (case, number)
    told = data.case_points[data.case_points["practice_id"].isin(["news2-five", "news2-seven", "news2-nice"])]
    lines = told.loc[told["text"].str.contains(r"\b(?:5|7|[Ss]even)\b"), "text"]
    assert len(lines) >= 4 and lines.str.contains("US hospital").all(), lines[
        ~lines.str.contains("US hospital")
    ].tolist()
    rows = data.practice[data.practice["statement"].str.contains("NEWS2") & (data.practice["kind"] == "escalation")]
    assert len(rows) >= 2 and rows["note"].str.contains("rapid response").all()


# --- 6 the card -----------------------------------------------------------------------------------------------------


def test_6_the_card_names_clot_drug_lung_blocked_vein_and_stroke(data, facts, card):
    for id in (
        "clot-lung-cues",
        "clot-limb-cues",
        "clot-escalate",
        "ild-call",
        "svc-alarm",
        "svc-escalate",
        "stroke-fast",
        "breathless-causes",
        "emergency-number",
    ):
        assert facts.loc[id, "alarm"], f"{id} is not on the card"
        assert as_shown(data, id) in card.plain
    causes = facts.loc["breathless-causes", "statement"]
    assert all(word in causes for word in ("clot", "infection", "fluid", "drug harm", "call the oncology team now"))
    assert "911" in card.html and "911" in facts.loc["stroke-fast", "statement"]


def test_6_the_card_holds_only_rows_to_be_used_first_and_stays_short(data, card):
    on_card = data.practice[data.practice["alarm"] != ""]
    assert (on_card["use_first"] == "yes").all(), on_card.loc[on_card["use_first"] != "yes", "id"].tolist()
    assert len(on_card) <= MOST_ROWS and len(card.plain.split()) <= MOST_WORDS
    assert on_card.groupby("alarm")["kind"].apply(lambda kinds: kinds.isin(["escalation", "action"]).any()).all()


@pytest.mark.parametrize("number", ["00"])
def test_6_the_card_stands_unfolded_and_before_any_other_output(number, card):
    path = next(path for path in lesson_paths() if path.stem.startswith(number))
    shown = (html for _, html in outputs(read_notebook(path), "text/html"))
    first = next(html for html in shown if not html.startswith("<style>"))  # the stylesheet is no output that is read
    assert first == card.html
    shown = re.sub(r"<details>.*?</details>", "", first, flags=re.DOTALL)
    assert "superior vena cava" in shown and "Clot in the lung" in shown and "one arm drifts down" in shown


def test_6_the_card_has_an_alarm_for_a_broken_bone_bleeding_and_suicide_each_with_its_three_parts(data, card):
    for id, words in (
        ("fracture-break", r"Now: keep the limb and the person still\. Call: 911.*Do not: move the person"),
        (
            "bleed-escalate",
            r"Now: press firmly.*Call: .*911 .*does not stop, for vomited blood.* \(.*\)\. Do not: .*aspirin.*thinner",
        ),
        ("suicide-escalate", r"Now: ask plainly.*Call: 988.*911.*Do not: leave the person alone"),
    ):
        assert data.row("practice", id).alarm and as_shown(data, id) in card.plain
        assert re.search(words, as_shown(data, id)), as_shown(data, id)


def test_6_no_escalation_is_half_an_instruction_and_nothing_is_made_up(data, card):
    """Planted: a call without its page, and an escalation without its row, are refused by ``make check``."""
    steps = data.escalations.set_index("practice_id")
    assert set(steps.index) == set(data.practice.loc[data.practice["kind"] == "escalation", "id"])
    for row in data.escalations.itertuples():
        shown = as_shown(data, row.practice_id)
        for name, label in (("do_now", "Now"), ("call", "Call"), ("do_not", "Do not")):
            text, page = getattr(row, name), getattr(row, f"{name}_reference_id")
            assert (text == "not stated") == (page == ""), (row.practice_id, name)
            assert (f"{label}: {text}." in shown) == (text != "not stated"), (row.practice_id, name)
    assert "not stated" not in card.plain
    assert (steps.loc[data.practice.query("alarm != '' and kind == 'escalation'")["id"], "call"] != "not stated").all()


# --- 7 capecitabine -------------------------------------------------------------------------------------------------


def test_7_capecitabine_says_stop_and_call_and_96_hours_after_the_last_dose(data, bank, facts):
    rows = data.practice[data.practice["subject"].str.startswith("capecitabine")]
    first = facts.loc["capecitabine-escalate"]
    assert re.search(r"stop the pills and call", first["statement"], re.IGNORECASE) and first["use_first"] == "yes"
    for row in rows.itertuples():  # whoever says to call says to take no more
        if re.search(r"\bcall\b", row.statement, re.IGNORECASE):
            assert re.search(r"stop the pills|no more pills", row.statement, re.IGNORECASE), row.id
        if re.search(r"\bchest (?:tightness|pain)\b", row.statement, re.IGNORECASE) and row.use_first == "yes":
            assert "911" in row.statement, row.id
        if "96" in row.value:
            assert "LAST dose" in row.unit and "not time in hand" in row.statement
    assert (
        "DPYD" in facts.loc["capecitabine-dpyd", "statement"] and facts.loc["capecitabine-dpyd", "use_first"] == "yes"
    )
    item = bank["capecitabine-call"]
    assert keys(part(item, "tablets")) == ["no more pills"] and keys(part(item, "call")) == ["at once"]
    whys = " ".join(option.rationale for each in item.parts for option in each.options)
    assert "96 hours after the last dose" in whys and "DPYD" in whys and "works best within 96 hours" not in whys
    shown = "".join(treatments.treatment_explorer(data).panels.values())
    assert first["statement"].split("{value}")[1] in shown and "LAST dose" in shown


# --- 8 calcium with zoledronic acid ---------------------------------------------------------------------------------


def test_8_calcium_with_zoledronic_acid_only_for_bone_metastases(data, facts, bank):
    row = facts.loc["zoledronic-calcium", "statement"]
    assert "for bone metastases" in row and "not when it is given for high calcium" in row
    assert re.search(r"stay stopped until the prescriber", answer_text(data, "calcium", 6))
    assert "the label of zoledronic acid asks for calcium" not in answer_text(data, "calcium", 6)
    assert "zoledronic-calcium" not in rests_on(data, "calcium", 6)
    assert keys(part(bank["case-calcium-6"], "shop")) == ["not supported"]


# --- 9 the first phone call -----------------------------------------------------------------------------------------


def test_9_the_first_call_ends_with_what_happens_now(data):
    texts = [text for text, _ in points(data, "cord", 1)]
    end = next(n for n, text in enumerate(texts) if "end the call with what happens now" in text)
    rest = " ".join(texts[end:])
    for words in ("lie down as flat as you can, and keep still", "ambulance", "911", "Don't walk down the stairs"):
        assert words in rest, words
    assert {"cord-teach", "cord-escalate"} <= {id for _, id in points(data, "cord", 1)[end:]}
    step = data.case_steps.set_index(["case_id", "step"]).loc[("cord", 1)]
    assert "what happens now" in step["ask"] and "what happens now" in step["slip"]
    assert "ambulance" in new_at(data, "cord", 2) and "lying flat" in new_at(data, "cord", 2)


# --- 10 tamoxifen ---------------------------------------------------------------------------------------------------


def test_10_tamoxifen_and_severe_calcium_goes_to_the_prescriber(data, facts, bank):
    row = facts.loc["tamoxifen-calcium-severe"]
    assert row["use_first"] == "yes" and "Tell the prescriber" in row["statement"] and row["kind"] == "escalation"
    assert "prescriber" in facts.loc["tamoxifen-calcium-label", "note"]
    assert "tamoxifen-calcium-severe" in rests_on(data, "calcium", 4)
    assert re.search(r"same list: tamoxifen", answer_text(data, "calcium", 4)) and "tamoxifen" in new_at(
        data, "calcium", 6
    )
    assert keys(part(bank["case-calcium-6"], "tamoxifen")) == ["not supported"]


# --- 11 glucose -----------------------------------------------------------------------------------------------------


def test_11_two_glucose_readings_are_reported(data, facts, bank):
    text = next(text for text, id in points(data, "cord", 6) if id == "steroid-glucose-line")
    assert text.startswith("Report both glucose readings to the prescriber now")
    line = float(facts.loc["steroid-glucose-line", "value"])
    glucose = next(units.pair(row) for row in data.units.to_dict("records") if row["id"] == "glucose")
    day1, day2 = (reading(data, "cord", time, "Glucose") for time in ("day 1", "48 hours"))
    assert day1 < day2 and units.to_si(day2, glucose) > line
    for value in (day1, day2, units.to_us(line, glucose)):  # both units, the same number
        assert f"{value:g}" in text and f"{units.to_si(value, glucose):g}" in text
    assert "Watch for the rest" not in answer_text(data, "cord", 6)
    assert keys(part(bank["case-cord-6"], "glucose")) == ["both reported to the prescriber now"]


# --- what a fresh reader found after the eleven: alarms without an action --------------------------------------------


def test_a1_signs_of_too_much_opioid_say_911_and_stand_on_the_card(data, facts, card):
    row = facts.loc["opioids-overdose"]
    assert row["alarm"] == "too much opioid" and as_shown(data, "opioids-overdose") in card.plain
    assert re.search(r"naloxone .*in the nose.*Call: 911 \(in the hospital: rapid", as_shown(data, "opioids-overdose"))
    assert "hard to wake" in row["statement"] and "call 911 now" in row["statement"]
    assert "rapid response" in row["statement"] and "naloxone" in row["statement"]
    spray = facts.loc["naloxone-spray-911"]
    assert "call 911" in spray["statement"] and spray["use_first"] == "yes"


def test_a2_somebody_is_called_at_half_past_nine_again_with_the_results_and_again_when_he_is_drowsier(data):
    for step in (1, 2, 3):
        assert "calcium-escalate" in rests_on(data, "calcium", step), step
    assert re.search(r"Tell the provider now.*does not wait for the blood results", answer_text(data, "calcium", 1))
    assert re.search(r"Call in the calcium and the creatinine at 10:15", answer_text(data, "calcium", 2))
    assert "Ask about the 11:00 morphine in the same call" in answer_text(data, "calcium", 2)
    assert points(data, "calcium", 3)[0][0].startswith("Drowsier than an hour ago: call again, now.")
    assert "wait for the blood results" in slip(data, "calcium", 1)


def test_a3_nobody_waits_for_eight_breaths(data, facts):
    row = facts.loc["opioids-rate-8"]
    upper, lower = row["statement"].split("Under {value}")
    assert "8–12" in upper and "call the prescriber" in upper and "dose is reviewed" in upper
    assert "hard to wake at any rate" in lower and "call for help" in lower and "ours" in row["note"]
    (text,) = [text for text, id in points(data, "calcium", 3) if id == "opioids-rate-8"]
    assert "nobody waits for 8" in text and "prescriber is called" in text and "hard to wake at any rate" in text
    poss = facts.loc["opioids-poss-3", "statement"]
    assert "call the prescriber now, and give no more until the prescriber has decided" in poss and "lowered" in poss


def test_a4_no_gap_in_breathing_oxygen_and_sedation_after_he_drifts_off(data):
    for time in ("10:45", "11:00", "11:20", "12:40"):
        for measure in ("Breathing", "Oxygen saturation", "Oxygen given", "Sedation"):
            assert reading(data, "calcium", time, measure) >= 0, (time, measure)
    own = data.case_readings[data.case_readings["case_id"] == "calcium"]
    early = own[own["time_label"].isin(["11:00", "11:20"])]
    assert (early["step"] == 5).all()  # not shown before they are known
    on_oxygen = reading(data, "calcium", "12:40", "Oxygen given")
    assert on_oxygen > 0 and f"{on_oxygen:g} liters of oxygen" in new_at(data, "calcium", 5)
    stay = next(text for text, _ in points(data, "calcium", 3) if text.startswith("Stay."))
    assert "until he is easy to rouse" in stay and "prescriber's order or local policy" in stay


def test_a5_naloxone_wears_off_first_and_small_steps_are_not_for_someone_barely_breathing(data, facts):
    row = facts.loc["naloxone-wears-off"]
    assert "wear off before the opioid does" in row["statement"] and "another dose" in row["statement"]
    assert row["use_first"] == "yes" and "naloxone-wears-off" in rests_on(data, "calcium", 3)
    assert "Not for someone who is barely breathing" in facts.loc["opioids-naloxone-small", "statement"]
    word = data.glossary.set_index("id").loc["naloxone", "definition"]
    assert "wear off before the opioid does" in word and "911" in word


def test_a6_heart_signs_on_capecitabine_go_to_911_and_not_to_the_clinic(facts):
    said = facts.loc["capecitabine-heart-cues", "statement"]
    assert re.search(r"no more pills and call 911, then tell the team", said)
    assert all(word in said for word in ("Chest tightness or pain", "arm, jaw, back or neck", "trouble breathing"))


def test_a7_a_leak_of_doxorubicin_is_answered_in_order(facts):
    said = facts.loc["doxorubicin-leak", "statement"]
    assert re.search(
        r"stop at once.*leave the IV catheter in.*call for help.*kit.*draw back.*ice.*within 6 hours", said
    )
    assert facts.loc["doxorubicin-dexrazoxane", "value"] == "6"
    assert "cooling is taken off" in facts.loc["doxorubicin-dexrazoxane", "statement"]


def test_a8_the_fever_call_ends_with_how_she_gets_here(data):
    end, danger, ahead = order(
        data, "fever", 1, "End the call with what happens now", '"If breathing', "Then call ahead"
    )
    assert end < danger < ahead
    for words in ("Come to the emergency department now", "somebody else drives", "I am on chemotherapy", "call 911"):
        assert words in answer_text(data, "fever", 1), words
    assert {"fever-tell-staff", "emergency-number"} <= rests_on(data, "fever", 1)
    assert "how she gets here" in slip(data, "fever", 1)


def test_a9_little_urine_in_the_first_hour_is_reported(data):
    for measure in ("Pulse", "Temperature", "Urine", "Breathing", "Systolic blood pressure"):
        assert reading(data, "fever", "23:05", measure)
    text = next(text for text, _ in points(data, "fever", 6) if text.startswith("At 23:05"))
    assert f"{reading(data, 'fever', '23:05', 'Urine'):g} mL" in text and "report it" in text
    assert "urine and lactate all moved the right way" not in answer_text(data, "fever", 6)


def test_a10_a11_hard_to_wake_and_fainting_go_to_911(data, facts, card):
    calcium, svc = facts.loc["calcium-escalate", "statement"], facts.loc["svc-escalate", "statement"]
    assert re.search(
        r"call the oncology team now, day or night\..*Hard to wake, slow breathing, a fever or signs of a stroke: 911",
        calcium,
    )
    assert re.search(r"fainting, confusion or drowsiness: 911\. Sit up; do not lie flat", svc)
    for id, words in (
        (
            "calcium-escalate",
            r"Call: the oncology team now, day or night, .*; 911 if hard to wake, .* a fever or signs of a stroke",
        ),
        ("svc-escalate", r"raise the head of the bed\. Call: .*; 911 with .*drowsiness \(.*\)\. Do not: lay"),
    ):
        assert as_shown(data, id) in card.plain and re.search(words, as_shown(data, id))
    assert "911" in facts.loc["clot-escalate", "statement"]


def test_a12_no_volume_to_wait_for(facts):
    row = facts.loc["cord-bladder"]
    assert not re.search(r"\d", row["statement"] + row["value"]) and "reported now" in row["statement"]


def test_b_fahrenheit_stands_first_wherever_a_learner_meets_a_temperature(data, card):
    tables = (data.case_steps, data.case_points, data.items, data.options, data.practice, data.exhibits)
    texts = [text for table in tables for column in table for text in table[column] if isinstance(text, str)]
    bare = [text for text in [*texts, card.plain] if re.search(r"(?<![\d.(])\d[\d.]* °C", text)]
    assert [text for text in bare if "{value}" not in text and "°F (38.1–39.0 °C)" not in text] == []
    own = data.case_readings
    assert set(own.loc[own["measure"] == "Temperature", "unit"]) == {"°F"}
    assert not [text for text in texts if re.search(r"(?<!\()\bparacetamol\b", text, re.IGNORECASE)]


def test_b_every_row_that_gives_an_amount_in_celsius_prints_fahrenheit_before_it(data):
    rows = data.practice[data.practice["unit"] == "°C"]
    assert len(rows)
    for row in rows.itertuples():
        us = float(re.search(r"([\d.]+) °F \(\{value\}", row.statement)[1])
        assert abs(celsius(us) - float(row.value)) < 0.06, row.id


# --- whatever its number: readings beyond a limit are answered, units agree -------------------------------------------


def test_what_a_case_tells_and_what_it_charts_agree(data):
    said = {
        ("fever", 2): ("22:15", ["Pulse", "Systolic blood pressure", "Breathing", "Oxygen saturation", "Temperature"]),
        ("fever", 5): ("22:40", ["Lactate"]),
        ("fever", 6): (
            "23:05",
            ["Systolic blood pressure", "Pulse", "Breathing", "Temperature", "Urine", "Neutrophils"],
        ),
        ("cord", 2): ("16:45", ["Bladder after passing urine"]),
        ("fever", 1): ("21:05", ["Temperature"]),
        ("calcium", 5): ("12:40", ["Breathing", "Oxygen saturation", "Oxygen given"]),
        ("cord", 6): ("48 hours", ["Bladder after passing urine", "Glucose", "Pain"]),
        ("calcium", 2): ("10:15", ["Creatinine"]),
    }
    for (case, step), (time, measures) in said.items():
        for measure in measures:
            assert re.search(
                rf"(?<![\d.]){reading(data, case, time, measure):g}(?![\d]|\.\d)", new_at(data, case, step)
            ), (case, step, measure)


# --- the skeptical reading of the merged edition ----------------------------------------------------------------------


def test_r1_the_card_says_lie_flat_and_do_not_walk_for_signs_of_the_cord(data, card):
    for id, words in (
        ("cord-escalate", r"Now: lie the person flat.*911\. Do not: let the person sit up or walk"),
        (
            "cord-teach",
            r"Now: lie flat.*Call: 911 for new weak legs.*the team right away, or 911.*Do not: get up",
        ),
    ):
        assert as_shown(data, id) in card.plain and re.search(words, as_shown(data, id)), as_shown(data, id)


def test_r2_sudden_breathlessness_goes_to_911_in_the_row_on_the_card_and_in_the_key(data, bank, facts, card):
    assert "911" in facts.loc["breathless-escalate", "statement"]
    assert re.search(r"Call: 911", as_shown(data, "breathless-escalate")) and as_shown(data, "ild-call") in card.plain
    assert "911 for chest pain or tightness, or trouble breathing" in as_shown(data, "ild-call")
    assert all("911" in key for key in keys(bank["breathing-worse-at-night"]))


def test_r3_breathing_comes_before_calcium_when_someone_is_newly_drowsy(data, card):
    shown = as_shown(data, "calcium-escalate")
    assert shown in card.plain and shown.index("count breaths") < shown.index("calcium level")


def test_r4_a_flare_is_no_reason_to_keep_quiet_about_new_signs(facts):
    for id, words in (
        ("tamoxifen-flare", "New weakness, numbness or confusion: call now"),
        ("radiation-flare", "call now"),
        ("gcsf-bone-pain", "new bone pain is still told to the team the same day; sudden or strong, now"),
    ):
        assert words in facts.loc[id, "statement"], id


def test_r5_nobody_stops_a_medicine_alone_because_of_another_row(facts):
    assert "already taken is not stopped" in facts.loc["seizure-no-prophylaxis", "statement"]
    assert "ask the prescriber" in facts.loc["seizure-medicine-stop", "statement"]
    assert "nobody stops them" in facts.loc["liver-medicines", "statement"]
    assert "the prescriber stops it" in facts.loc["pressure-anticoagulants", "statement"]
    assert "a steroid or a blood thinner is not stopped" in facts.loc["breathless-hold", "note"]
    assert "not while calcium is high" in facts.loc["denosumab-low-calcium", "statement"]


def test_r6_more_opioid_is_not_given_to_a_drowsy_person(data):
    for id in ("opioids-poss-3", "opioids-rate-8"):
        assert "Do not: give more opioid until the prescriber has decided" in as_shown(data, id)
    assert "hard to wake at any rate" in as_shown(data, "opioids-rate-8")


def test_r7_calcium_and_glucose_are_given_in_both_units_us_first(facts):
    for row in facts.itertuples():
        shown = practice_text(row)
        if not re.match(r"(Corrected|Sepsis)", shown) and "lactate" not in shown:
            assert ("mg/dL" in shown) == ("mmol/L" in shown), row.Index
            assert "mmol/L" not in shown or shown.index("mg/dL") < shown.index("mmol/L"), row.Index

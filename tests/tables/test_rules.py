"""Every message that an author of tables may meet, word by word, from tables made up here: a new row of data changes
none.

`python -m tests.tables.test_rules` writes tests/tables/messages.txt again, to be read before it is committed.
"""

from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from unittest import mock

from utils.errors import DataError
from utils.tables import loader
from utils.tables import rows as rows_module
from utils.tables.rules import cases, display, escalations, fact_base, lessons, links, reviews

MESSAGES = Path(__file__).with_name("messages.txt")
SAME = dict.fromkeys(("population", "place", "period", "time_span", "measure"), "the same")


def stat(id="x", **cells):
    blank = dict.fromkeys(("low", "high", "ci_low", "ci_high", "caveat", "reference_id"), "")
    return blank | {"id": id, "unit": "percent", "kind": "article", "confidence": "", "use_first": "no"} | SAME | cells


def cite(table, row_id, source_id="000", line="1", sentence="1", fingerprint="f", reason=""):
    return locals()


def link(comparison_id, side, table, row_id):
    return locals()


def compare(id, against, verdict="", second_verdict=""):
    return locals()


def reading(measure, value, step="1", at="0 10:00", answer="", unit="per minute", label=""):
    return {
        "case_id": "c",
        "step": step,
        "at": at,
        "time_label": label or at.split()[1],
        "measure": measure,
        "value": value,
        "unit": unit,
        "answered_by": answer,
    }


def point(text="", step="1", position="1", fact="", call=""):
    return {"case_id": "c", "step": step, "position": position, "text": text, "practice_id": fact, "call": call}


def case_step(number, starts, ends, planned="", new="", ask=""):
    return {
        "case_id": "c",
        "step": number,
        "starts": starts,
        "ends": ends,
        "planned": planned,
        "new_information": new,
        "ask": ask,
        "slip": "",
        "debate": "",
    }


def band(part, low="", high="", value="", points="0", score="EWS", measure="", unit="per minute"):
    return {
        "score": score,
        "part": part,
        "measure": measure or part,
        "unit": unit,
        "low": low,
        "high": high,
        "value": value,
        "points": points,
    }


MEASURES = [
    {"measure": "Pulse", "unit": "per minute", "low": "60", "high": "100", "units_id": ""},
    {"measure": "Urine", "unit": "mL per hour", "low": "35", "high": "", "units_id": ""},
    {"measure": "Glucose", "unit": "mg/dL", "low": "70", "high": "140", "units_id": "glucose"},
]
UNITS = [
    {
        "id": id,
        "us_unit": us,
        "si_unit": si,
        "offset": offset,
        "multiplier": multiplier,
        "us_decimals": "0",
        "si_decimals": "1",
    }
    for id, us, si, offset, multiplier in (
        ("glucose", "mg/dL", "mmol/L", "0", "0.0555"),
        ("temperature", "°F", "°C", "-32", "0.5556"),
    )
]
BANDS = [
    band("Pulse", high="90"),
    band("Pulse", low="91", points="1"),
    band("Awake", value="yes", unit=""),
    band("Awake", value="no", points="3", unit=""),
]
FINDING = {"case_id": "c", "at": "0 10:00", "measure": "Awake", "value": "yes"}


def steps(practice_id, do_now="not stated", call="not stated", do_not="not stated", **pages):
    blank = dict.fromkeys(("do_now_reference_id", "call_reference_id", "do_not_reference_id"), "")
    return {"practice_id": practice_id, "do_now": do_now, "call": call, "do_not": do_not} | blank | pages


CASES = {
    cases.abnormal_readings_are_answered: {
        "case_measures": MEASURES,
        "case_points": [point(fact="a"), point(step="2", fact="b"), point(step="3", fact="d")],
        "case_readings": [
            reading("Pulse", "60"), reading("Pulse", "100"), reading("Pulse", "101"), reading("Pulse", "59"),
            reading("Pulse", "101", answer="a"), reading("Pulse", "101", answer="b"), reading("Pulse", "101",
                answer="d"),
            reading("Pulse", "80", answer="a"), reading("Urine", "34", unit="mL per hour"),
            reading("Urine", "900", unit="mL per hour"), reading("Urine", "34", unit="mL"), reading("Mood", "1"),
        ],
    },
    cases.steps_are_in_order_of_time: {
        "case_steps": [
            case_step("1", "0 10:00", "0 10:00"), case_step("2", "0 09:59", "0 10:10"),
            case_step("3", "0 10:10", "1 08:00"),
            case_step("4", "1 09:00", "1 08:30"),
        ],
        "case_readings": [
            reading("Pulse", "1"), reading("Urine", "1", at="0 10:01"), reading("Pulse", "1", step="3", at="1 08:00",
                label="day 1"),
            reading("Urine", "1", step="3", at="1 08:00", label="next day"), reading("Pulse", "1", at="0 10:00",
                step="2", label="10:05"),
            reading("Urine", "1", at="0 09:00", label="09:30"), reading("Urine", "1", step="9", at="9 10:00"),
        ],
    },
    cases.nothing_comes_before_its_step: {
        "case_measures": MEASURES, "units": UNITS,
        "case_steps": [
            case_step("1", "0 10:00", "0 10:00", planned="11:00", new="Pulse 88 at 10:00. MRI at 11:00.",
                    ask="And 12:15?"),
            case_step("2", "0 10:30", "0 10:30", new="It was 9:45, glucose 144."), case_step("3", "0 11:00", "2 08:00",
                new="At 23:59."),
        ],
        "case_points": [
            point("Glucose 180 comes later."), point("A glucose of 10.0 too. Count 180."), point("Pulse 88 and 70."),
            point("Glucose 180, at 11:00 or 10:31.", step="2"), point("Glucose 180: fine.", step="3"),
            point("Glucose 144: in the text.", step="2"), point("Step of nowhere: 23:00.", step="9"),
        ],
        "case_readings": [
            reading("Pulse", "70"), reading("Glucose", "180", step="3", at="1 08:00"), reading("Glucose", "144",
                step="3", at="1 09:00"),
        ],
        "case_questions": [{"case_id": "c", "step": "1", "item_id": "q"}],
        "items": [{"id": "q", "stem": "It is 10:05."}, {"id": "r", "stem": "It is 23:00."}],
        "parts": [{"item_id": "q", "text": "Glucose 180"}], "numbers": [{"item_id": "q", "rationale": "Plain."}],
        "options": [
            {"item_id": "q", "text": "Glucose 18", "rationale": "Glucose 180.5"}, {"item_id": "r",
                "text": "Glucose 180", "rationale": ""},
        ],
    },
    cases.calls_are_made_once: {
        "case_measures": MEASURES,
        "case_points": [
            point(call="team"), point(position="2", call="team"), point(step="2", call="team"), point(step="3",
                call="team"), point(step="3", call="911"), point(step="3"), point(step="3", position="2"),
        ],
        "case_readings": [reading("Pulse", "120"), reading("Pulse", "80", step="2"), reading("Pulse", "120", step="3"),
            reading("Mood", "9", step="2")],
    },
    cases.scores_come_from_readings: {
        "score_bands": BANDS, "units": UNITS,
        "case_findings": [FINDING], "case_readings": [reading("Pulse", "95"), reading("Mood", "1", at="0 12:00")],
        "case_scores": [
            {"case_id": "c", "step": number, "score": score, "at": at} for number, score, at in (
                ("1", "EWS", "0 10:00"), ("2", "EWS", "0 10:00"), ("3", "OTHER", "0 10:00"),
            )
        ] + [{"case_id": "d", "step": "1", "score": "EWS", "at": "0 10:00"}],
        "case_steps": [case_step("1", "0 10:00", "0 10:00", new="An EWS of 1."), case_step("2", "0 10:00", "0 10:00",
            new="1 point on EWS, EWS of 7 or more.")],
        "case_points": [point("{EWS}"), point("{EWS}", step="4"), point("EWS of 2, 3 points on EWS.", step="2")],
        "case_questions": [{"case_id": "c", "step": "1", "item_id": "q"}, {"case_id": "d", "step": "1",
            "item_id": "r"}],
        "items": [{"id": "q", "stem": "EWS of 0?"}, {"id": "r", "stem": "EWS of 9: cannot be known."}], "parts": [],
        "options": [], "numbers": [],
    },
    cases.both_units_agree: {
        "units": UNITS,
        "case_steps": [case_step("1", "", "", new="Glucose 180 mg/dL (10.0 mmol/L).", ask="100 °F (38.5 °C)?")],
        "case_points": [point("Glucose 180 mg/dL (11.0 mmol/L).")], "items": [], "parts": [], "numbers": [],
        "options": [{"text": "212 °F (100 °C)", "rationale": "32 °F (1 °C)"}],
        "practice": [
            {"statement": statement, "value": value, "unit": unit} for statement, value, unit in (
                ("A glucose above 180 mg/dL ({value}).", "10.0", "mmol/L"), ("A glucose above 180 mg/dL ({value}).",
                    "12.0", "mmol/L"),
            )
        ],
    },
    fact_base.ranges_are_ordered: {
        "statistics": [
            stat(low="1", high="2", ci_low="0", ci_high="100"),
            stat(low="5", high=""), stat(low="", high="5"), stat(ci_low="5"), stat(ci_high="5"),
            stat(low="3", high="2"), stat(ci_low="9", ci_high="8"), stat(low="2", high="2"),
            stat(low="0", high="101"), stat(low="-1", high="100"), stat(ci_low="-2", ci_high="102"),
            stat(low="101", high="101", unit="years"), stat(low="words", high="5"), stat(low="words", high=""),
            stat(low="4", high="5", ci_low="4", ci_high="4.5"), stat(low="4", high="5", ci_low="4.5", ci_high="6"),
            stat(low="4", high="5", ci_low="4", ci_high="5"), stat(low="5", high="4", ci_low="3", ci_high="6"),
        ]
    },
    fact_base.statistics_keep_articles_and_references_apart: {
        "citations": [cite("statistics", "a"), cite("statistics", "c"), cite("facts", "b"), cite("statistics", "d")],
        "statistics": [
            stat("a", reference_id="r"), stat("b"), stat("c", kind="registry", reference_id="r"), stat("d"),
            stat("e", kind="registry"), stat("f", kind="registry", reference_id="r"),
        ],
    },
    fact_base.citations_point_to_rows: {
        "facts": [{"id": "a"}], "citations": [
            cite("none", "a"), cite("none", "", reason="menu"), cite("nowhere", "a"), cite("facts", "b"), cite("facts",
                "a"),
        ],
    },
    fact_base.rows_have_evidence: {
        "citations": [
            cite("practice", "a"), cite("steps", "a"), cite("glossary", "a"), cite("facts", "a"),
                cite("treatment_subtypes", "a"),
        ],
        "facts": [{"id": "a"}, {"id": "b"}], "sites": [{"id": "b"}], "symptoms": [{"id": "b"}],
            "diagnostic_tests": [{"id": "b"}],
        "steps": [{"id": "a", "reference_id": "r"}, {"id": "b", "reference_id": ""}, {"id": "c", "reference_id": "r"}],
        "subtypes": [{"id": "b", "reference_id": ""}], "treatments": [{"id": "b", "reference_id": ""}],
        "glossary": [{"id": "a", "reference_id": "r"}, {"id": "b", "reference_id": ""}],
        "practice": [{"id": "a", "reference_id": "r"}, {"id": "b", "reference_id": "r"}],
        "treatment_subtypes": [{"id": "a"}, {"id": "b"}],
    },
    fact_base.one_sentence_one_fingerprint: {
        "sources": [{"id": "000", "lines": "3"}, {"id": "001", "lines": "many"}],
        "citations": [
            cite("facts", "a", line="3"), cite("facts", "b", line="3"), cite("facts", "c", line="3", fingerprint="g"),
            cite("facts", "d", line="3", sentence="2", fingerprint="g"), cite("facts", "e", line="4"),
            cite("facts", "g", source_id="001", line="9"), cite("facts", "h", source_id="002", line="9"),
            cite("facts", "i", line="last"),
        ],
    },
    fact_base.units_match_figures: {
        "statistics": [
            stat(low="1", high="1"), stat(), stat(unit="none"), stat(unit="none", low="1", high="1"), stat(unit="none",
                high="1"),
        ]
    },
    lessons.plans_fill_the_class: {
        "lessons": [{"id": "a"}, {"id": "b"}],
        "plans": [
            {"lesson": "a", "length": "50", "minutes": "20"}, {"lesson": "a", "length": "50", "minutes": "30"},
            {"lesson": "a", "length": "75", "minutes": "74.5"}, {"lesson": "b", "length": "75", "minutes": "75"},
            {"lesson": "b", "length": "75", "minutes": "few"},
        ],
    },
    fact_base.links_name_rows: {
        "facts": [{"id": "a"}],
        "comparison_rows": [link("c", "statement", "facts", "a"), link("c", "against", "facts", "b")],
        "myth_rows": [{"table": "facts", "row_id": "b"}], "need_rows": [{"table": "nowhere", "row_id": "a"}],
        "wordings": [{"table": "facts", "row_id": "b"}], "treatment_rows": [{"table": "facts", "row_id": "c"}],
        "panel_rows": [{"table": "facts", "row_id": "a"}],
    },
    lessons.wordings_ask_and_answer: {
        "wordings": [
            {"person": person, "kind": kind} for person, kind in (
                ("Ana", "question"), ("Ana", "could say"), ("Ana", "better not"), ("Ben", "question"), ("Ben",
                    "question"),
                ("Ben", "could say"), ("Eva", "could say"), ("Eva", "better not"), ("Ida", "question"), ("Ida",
                    "better not"),
            )
        ]
    },
    lessons.myths_and_needs_have_evidence: {
        "myths": [{"id": "a"}, {"id": "b"}], "myth_rows": [{"myth_id": "a"}],
        "needs": [{"id": "a"}, {"id": "b"}], "need_rows": [{"need_id": "b"}],
    },
    lessons.talks_have_one_fitting_choice: {
        "talk_steps": [
            {"id": "a", "talk": "t", "position": "1"}, {"id": "b", "talk": "t", "position": "2"},
            {"id": "c", "talk": "t", "position": "4"}, {"id": "d", "talk": "u", "position": "1"},
            {"id": "e", "talk": "u", "position": "next"},
        ],
        "talk_choices": [
            {"step_id": step, "fits": fits} for step, fits in (
                ("a", "yes"), ("a", "no"), ("b", "yes"), ("c", "yes"), ("c", "yes"), ("d", "no"), ("d", "no"), ("e",
                    "yes"), ("e", "no"),
            )
        ],
    },
    fact_base.comparisons_have_two_sides: {
        "comparisons": [compare("a", "article"), compare("b", "article"), compare("c", "article")],
        "comparison_rows": [
            link("a", "statement", "facts", "x"), link("a", "against", "facts", "y"), link("b", "statement", "facts",
                "x"),
        ],
    },
    fact_base.comparisons_keep_articles_and_references_apart: {
        "citations": [cite("facts", "said"), cite("facts", "told")],
        "comparisons": [
            compare("a", "article"), compare("b", "reference", "confirmed"), compare("c", "article", "confirmed"),
                compare("d", "reference"),
            compare("e", "reference", "confirmed", "outdated"), compare("f", "reference", "confirmed", "confirmed"),
            compare("g", "article", "", "outdated"),
        ],
        "comparison_rows": [
            link("a", "statement", "facts", "said"), link("a", "against", "facts", "told"), link("a", "against",
                "facts", "read"),
            link("b", "statement", "facts", "read"), link("b", "against", "facts", "read"), link("b", "against",
                "facts", "said"),
            link("nowhere", "against", "facts", "read"),
        ],
    },
    fact_base.verdicts_are_supported_by_their_rows: {
        "statistics": [
            stat("said", low="70", high="70"), stat("same", low="66", high="66", kind="registry"),
            stat("other", low="20", high="20", kind="registry"), stat("years", low="2", high="2", unit="years",
                kind="registry"),
            stat("told", low="70", high="70", population="not stated", measure="not stated"),
            stat("counted", low="70", high="70", kind="registry", measure="another"),
        ],
        "comparisons": [
            compare("a", "reference", "supported"), compare("b", "reference", "contradicted", "older figure"),
            compare("c", "reference", "supported", "contradicted"), compare("d", "reference", "cannot be judged"),
            compare("e", "reference", "older figure", "context missing"), compare("f", "article", "supported"),
            compare("g", "reference", "older figure"), compare("h", "reference", "older figure"),
            compare("i", "reference", "supported"),
        ],
        "comparison_rows": [
            link("a", "statement", "statistics", "said"), link("a", "against", "statistics", "same"),
            link("b", "statement", "statistics", "said"), link("b", "against", "statistics", "same"),
            link("c", "statement", "statistics", "said"), link("c", "against", "statistics", "other"),
            link("d", "statement", "statistics", "said"), link("d", "against", "statistics", "years"),
            link("e", "statement", "statistics", "told"), link("e", "against", "statistics", "same"),
            link("f", "statement", "statistics", "said"), link("f", "against", "statistics", "other"),
            link("g", "statement", "statistics", "said"), link("g", "against", "facts", "other"), link("g", "against",
                "statistics", "nowhere"),
            link("h", "statement", "statistics", "said"), link("h", "statement", "statistics", "told"), link("h",
                "against", "statistics", "other"),
            link("i", "statement", "statistics", "said"), link("i", "against", "statistics", "counted"),
        ],
    },
    fact_base.medium_confidence_is_explained: {
        "statistics": [
            stat(kind="registry", confidence="medium"), stat(kind="registry", confidence="medium", caveat="c",
                use_first="yes"),
            stat(kind="registry", confidence="high", use_first="yes"), stat(kind="registry"), stat(confidence="high"),
                stat(),
        ],
        "treatment_subtypes": [{"confidence": "medium", "note": ""}, {"confidence": "medium", "note": "n"}],
        "practice": [
            {"confidence": "medium", "note": "", "use_first": "yes"}, {"confidence": "high", "note": "",
                "use_first": "yes"},
        ],
    },
    fact_base.sentences_end: {
        "practice": [{"statement": "Whole.", "note": "Cut off: local policy decide"}, {"statement": "s.", "note": ""}],
        "treatment_subtypes": [{"statement": "Half of it is ", "note": "Seen (on a copy.)"}],
    },
    fact_base.men_are_not_the_only_ones: {
        "treatment_subtypes": [
            {"subtype_id": "a", "population": "women"}, {"subtype_id": "a", "population": "men only"},
            {"subtype_id": "b", "population": "men only"}, {"subtype_id": "b", "population": "women"},
            {"subtype_id": "c", "population": "men only"}, {"subtype_id": "c", "population": "men only"},
        ],
    },
    fact_base.brands_are_of_drugs: {
        "treatments": [
            {"level": "class", "brand": "B"}, {"level": "drug", "brand": "B"}, {"level": "class", "brand": ""},
        ],
    },
    fact_base.treatments_form_a_tree: {
        "treatments": [
            {"id": id, "level": level, "parent": parent} for id, level, parent in (
                ("top", "category", ""), ("class", "class", "top"), ("below", "class", "class"), ("drug", "drug",
                    "class"),
                ("odd", "category", "top"), ("loose", "class", "drug"), ("lost", "drug", "top"), ("gone", "drug",
                    "nowhere"),
                ("ring", "class", "round"), ("round", "class", "ring"), ("hangs", "drug", "ring"),
            )
        ]
    },
    fact_base.steps_are_numbered: {
        "steps": [
            {"path": path, "position": position} for path, position in (
                ("a", "2"), ("a", "1"), ("b", "1"), ("b", "3"), ("b", "4"), ("c", "1"), ("c", "1"), ("d", "0"),
            )
        ]
    },
    fact_base.values_match_their_statements: {
        "practice": [
            {"statement": "Call within {value}.", "value": "5"}, {"statement": "Call.", "value": "5"},
            {"statement": "Call within {value}.", "value": ""}, {"statement": "{value} or {value}.", "value": "5"},
            {"statement": "Call.", "value": ""},
        ]
    },
    fact_base.cells_have_no_stray_whitespace: {
        "facts": [{"id": "a", "statement": "plain words"}, {"id": "b ", "statement": " words"}],
        "sites": [{"id": "a", "label": "two\nlines"}, {"id": "b", "label": "a\ttab"}, {"id": "c", "label": "a\rline"},
            {"id": "d", "label": "a\u2028line"}],
    },
    links.organs_have_drawings: {
        "sites": [
            {"id": id, "kind": kind, "drawing": drawing, "outline": outline} for id, kind, drawing, outline in (
                ("a", "organ", "bone", ""), ("b", "organ", "liver", ""), ("c", "organ", "liver", ""),
                ("d", "organ", "", ""), ("e", "whole body", "lung", ""), ("f", "whole body", "", ""),
                ("g", "whole body", "", "0 1"), ("h", "organ", "brain", "0 1"), ("i", "organ", "", "0 1; 2 1"),
                ("j", "organ", "", "0 1"), ("k", "organ", "", "0 1; 2 1; 1 3"),
            )
        ]
    },
    links.steps_fit_their_path: {
        "steps": [
            {"id": id, "path": path, "picture": picture, "stage_id": stage} for id, path, picture, stage in (
                ("a", "stage", "", ""), ("b", "spread", "travel", ""), ("c", "spread", "", ""), ("d", "diagnosis", "",
                    ""),
                ("e", "staging", "", "a"), ("f", "staging", "", "b"), ("g", "spread", "travel", "a"), ("h", "staging",
                    "", "nowhere"),
            )
        ],
        "diagnostic_tests": [{"step_id": "d"}, {"step_id": "a"}, {"step_id": "nowhere"}],
        "step_practice": [{"step_id": "d"}, {"step_id": "e"}],
    },
    links.receptors_make_four_groups: {
        "subtypes": [
            {"id": id, "hormone_receptors": hormones, "her2": her2, "share_id": share} for id, hormones, her2,
                share in (
                ("a", "positive", "positive", "s"), ("b", "positive", "positive", "s"), ("c", "negative", "positive",
                    ""),
                ("d", "negative", "", ""), ("e", "", "", ""), ("f", "negative", "negative", "s"),
            )
        ]
    },
    links.receptor_results_have_cutoffs: {
        "receptor_results": [
            {"receptor": receptor, "practice_id": id} for receptor, id in (
                ("ER", "a"), ("ER", ""), ("PR", ""), ("PR", ""), ("HER2", ""), ("HER2", "b"),
            )
        ]
    },
    links.treatments_have_a_panel: {
        "treatments": [
            {"id": id, "parent": parent} for id, parent in (("care", ""), ("drugs", "care"), ("drug", "drugs"),
                ("trials", ""))
        ],
        "practice": [{"area": "drug", "subject": "a drug"}, {"area": "support", "subject": "talk"}, {"area": "drug",
            "subject": "pill"}],
        "practice_subjects": [
            {"subject": subject, "treatment_id": treatment} for subject, treatment in (
                ("a drug", "drug"), ("talk", ""), ("pill", ""), ("all", "care"), ("trial", "trials"), ("x", "nowhere"),
            )
        ],
        "treatment_rows": [
            {"treatment_id": treatment, "part": part} for treatment, part in (
                ("care", "side effects"), ("care", "for whom"), ("drugs", "for whom"), ("drug", "for whom"),
                ("drug", "side effects"), ("trials", "what else"), ("nowhere", "what else"),
            )
        ],
    },
    links.drug_targets_match_their_treatment: {
        "practice_subjects": [{"subject": "a drug", "treatment_id": "drug"}, {"subject": "pain", "treatment_id": ""}],
        "practice": [{"id": "a", "subject": "a drug"}, {"id": "b", "subject": "pain"}, {"id": "c",
            "subject": "unknown"}],
        "drug_targets": [
            {"treatment_id": treatment, "practice_id": id} for treatment, id in (
                ("drug", "a"), ("other", "a"), ("drug", "b"), ("drug", "c"), ("drug", "nowhere"),
            )
        ],
    },
    links.drug_cards_are_short: {
        "drug_cards": [
            {"treatment_id": treatment, "part": part, "practice_id": id} for treatment, part, id in (
                ("drug", "does", "a"), ("drug", "watch", "b"), ("drug", "watch", "c"), ("drug", "watch", "d"),
                ("drug", "watch", "e"), ("drug", "call", "f"), ("drug", "call", "g"), ("other", "call", "f"),
                ("other", "does", "a"), ("third", "watch", "b"), ("third", "teach", "c"),
            )
        ],
    },
    links.labels_of_pictures_can_be_used_first: {
        "practice": [{"id": "a", "use_first": "yes"}, {"id": "b", "use_first": "no"}],
        "picture_labels": [
            {"picture": picture, "part": "spine-band", "practice_id": id} for picture, id in (
                ("spine", "a"), ("spine", "b"), ("bone", "a"), ("spine", "nowhere"),
            )
        ],
    },
    links.panel_parts_belong_to_one_panel: {
        "panel_rows": [{"panel": panel, "part": part} for panel, part in (("a", "x"), ("a", "x"), ("b", "y"), ("b",
            "x"))]
    },
    links.helplines_name_their_country: {
        "practice": [
            {"id": id, "subject": subject, "statement": words} for id, subject, words in (
                ("a", "help", "Utopia: call."), ("b", "help", "Call."), ("c", "help", "Utopia: call."), ("d", "pain",
                    "Ask."),
                ("e", "help", "Utopia, for nurses: read."),
            )
        ],
        "helplines": [
            {"practice_id": id, "country": "Utopia", "audience": audience} for id, audience in (
                ("a", "people"), ("b", "people"), ("e", "nurses"), ("nowhere", "people"),
            )
        ],
    },
    escalations.escalations_have_steps: {
        "practice": [
            {"id": id, "kind": kind} for id, kind in (
                ("whole", "escalation"), ("half", "escalation"), ("sign", "cue"), ("other sign", "cue"),
            )
        ],
        "escalations": [steps("whole"), steps("sign"), steps("nowhere")],
    },
    escalations.steps_have_pages: {
        "escalations": [
            steps("a", call="911", call_reference_id="p"), steps("b", call="911"),
            steps("c", call="911", call_reference_id="p", do_now="sit up"),
            steps("d", call="911", call_reference_id="p", do_not_reference_id="p"), steps("e"),
            steps("f", do_not="lie flat.", do_not_reference_id="p"),
        ]
    },
    escalations.alarms_say_whom_to_call: {
        "practice": [
            {"id": id, "alarm": alarm, "kind": kind, "statement": words} for id, alarm, kind, words in (
                ("a", "clot", "escalation", "A clot: call."), ("b", "clot", "cue", "Swelling."),
                ("c", "fever", "cue", "Hot."), ("d", "fever", "action", "Cool."), ("e", "", "escalation", "Call."),
                ("f", "stroke", "escalation", "A stroke: act."), ("g", "bleeding", "escalation", "Call now."),
            )
        ],
        "escalations": [
            steps("a", call="911", call_reference_id="p"), steps("f", do_now="act", do_now_reference_id="p"),
            steps("g", call="911", call_reference_id="p"),
        ],
    },
    reviews.reviews_name_rows: {
        "facts": [{"id": "a"}], "options": [{"item_id": "i", "part": "", "option": "b"}],
        "reviews": [
            {"table": table, "row_id": id} for table, id in (
                ("facts", "a"), ("facts", "b"), ("options", "i b"), ("options", "i  b"), ("nowhere", "a"),
                ("lesson text", "a lesson and a cell"),
            )
        ],
    },
    reviews.dates_exist: {
        "reviews": [{"date": "2026-02-28"}, {"date": "2026-02-30"}],
        "references": [{"checked_on": ""}, {"checked_on": "2026-13-01"}, {"checked_on": "2026-12-01"}],
    },
    reviews.verdicts_have_notes: {
        "reviews": [
            {"verdict": verdict, "note": note} for verdict, note in (
                ("agrees", ""), ("agrees with note", ""), ("disagrees", ""), ("unsure", "Why?"), ("unsure", ""),
            )
        ]
    },
    display.links_lead_to_statements: {
        "comparison_rows": [link("a", "statement", "facts", "x"), link("a", "against", "lessons", "x")],
        "myth_rows": [{"table": "comparisons"}, {"table": "references"}], "need_rows": [{"table": "comparisons"}],
        "wordings": [
            {"kind": "question", "table": "statistics"}, {"kind": "question", "table": "facts"},
            {"kind": "could say", "table": "facts"}, {"kind": "better not", "table": "comparisons"},
        ],
        "treatment_rows": [{"table": "treatments"}, {"table": "comparisons"}],
        "panel_rows": [
            {"part": part, "table": table} for part, table in (
                ("what differs", "comparisons"), ("what differs", "facts"), ("median", "facts"), ("median",
                    "comparisons"),
            )
        ],
        "item_evidence": [
            {"item_id": "i", "table": table} for table in ("sources", "appraisal_instruments", "facts", "plans")
        ],
    },
    display.figures_on_sites_name_their_site: {
        "statistics": [
            stat(subject="sites", site_id="bone"), stat(subject="sites", site_id=""), stat(subject="men", site_id=""),
            stat(subject="sites", site_id="", kind="registry"),
        ]
    },
    display.the_body_map_has_room: {
        "sites": [
            *({"id": f"o{number}", "kind": "organ", "drawing": ""} for number in range(12)),
            {"id": "bone", "kind": "organ", "drawing": "bone"}, {"id": "all", "kind": "whole body", "drawing": ""},
        ]
    },
    display.explorers_have_room: {
        **{name: [] for name in ("sources", "sites", "needs", "map_statements", "wordings")},
        "myths": [{"id": f"m{number}"} for number in range(102)],
        "statistics": [stat(f"s{number}") for number in range(100)] + [stat("r", kind="registry")],
        "treatments": [
            {"id": "care", "parent": ""}, {"id": "alone", "parent": ""},
            *({"id": f"t{number}", "parent": "care"} for number in range(100)), {"id": "drug", "parent": "t0"},
        ],
        "steps": [
            {"id": f"{path}{number}", "path": path} for path, count in (("stage", 2), ("spread", 101)) for number in
            range(count)
        ],
        "subtypes": [{"id": f"u{number}"} for number in range(98)],
    },
    display.calls_of_a_treatment_are_short: {
        "treatments": [
            {"id": id, "parent": parent} for id, parent in (("care", ""), ("drugs", "care"), ("drug", "drugs"),
                ("trials", ""))
        ],
        "practice_subjects": [
            {"subject": "a drug", "treatment_id": "drug"}, {"subject": "drugs", "treatment_id": "drugs"},
            {"subject": "trial", "treatment_id": "trials"}, {"subject": "talk", "treatment_id": ""},
        ],
        "practice": [
            {"subject": subject, "kind": kind, "statement": "word " * count, "value": "", "unit": "", "note": note}
            for subject, kind, count, note in (
                ("a drug", "escalation", 200, ""), ("drugs", "escalation", 99, "note"), ("a drug", "cue", 99, ""),
                ("a drug", "escalation", 1, ""), ("a drug", "escalation", 1, ""), ("talk", "escalation", 301, ""),
                ("trial", "escalation", 301, ""),
            )
        ],
    },
    display.first_lines_are_short: {
        **{name: [] for name in ("steps", "subtypes", "treatments")},
        "sites": [
            {"effect_plain": "word " * 24 + "word. " + "More " * 40, "effect_clinical": "word " * 26 + "word."},
            {"effect_plain": "", "effect_clinical": "word " * 25},
        ],
        "needs": [{"ask": "word " * 25 + "end? And more."}],
    },
    display.cases_are_whole: {
        "cases": [{"id": "a"}, {"id": "b"}],
        "case_steps": [{"case_id": "a", "step": str(step)} for step in range(1, 7)]
        + [{"case_id": "b", "step": str(step)} for step in (1, 2, 3, 4, 6)],
        "case_points": [{"case_id": "a", "step": str(step)} for step in range(1, 7)]
        + [{"case_id": "b", "step": str(step)} for step in (1, 2, 3, 4, 5)],
        "case_questions": [{"case_id": case, "step": str(step)} for case in "ab" for step in (1, 3, 4, 5, 6)]
        + [{"case_id": "b", "step": "2"}],
        "case_readings": [{"case_id": "a"}],
    },
}  # fmt: skip


PEOPLE, VISITS = "id,kind,size,age\nann,one,1.5,30\nbob,,,\n", "day,person,after\nmonday,ann,\n"
BANK = "form,item_id\na,ann\n"
# the rules are about the tables of the course
alone = partial(mock.patch.multiple, loader, RULES={})


def package(folder: Path, changed: Mapping[str, str | bytes | None] = MappingProxyType({})) -> Path:
    """A small Data Package: people, visits and, by its name, a table of the question bank. ``changed``: files that are
    not so.
    """
    word = {"type": "string", "description": "a word"}
    people = {
        "fields": [
            {"name": "id", **word, "constraints": {"required": True, "unique": True, "pattern": "[a-z]+"}},
            {"name": "kind", **word, "constraints": {"enum": ["one", "other"]}},
            {"name": "size", "type": "number", "description": "in cm", "constraints": {"minimum": 1, "maximum": 9}},
            {"name": "age", "type": "integer", "description": "in years"},
        ],
        "primaryKey": "id",
    }
    visits = {
        "fields": [{"name": "day", **word}, {"name": "person", **word}, {"name": "after", **word}],
        "primaryKey": ["day", "person"],
        "foreignKeys": [
            {"fields": "person", "reference": {"resource": "people", "fields": "id"}},
            {"fields": "after", "reference": {"resource": "", "fields": "day"}},
        ],
    }
    bank = {
        "fields": [{"name": "form", **word, "constraints": {"required": True}}, {"name": "item_id", **word}],
        "primaryKey": ["form", "item_id"],
        "foreignKeys": [{"fields": "item_id", "reference": {"resource": "people", "fields": "id"}}],
    }
    found = [
        {"name": name, "path": f"{name}.csv", "description": "rows", "schema": schema}
        for name, schema in (("people", people), ("visits", visits), ("forms", bank))
    ]
    files = {
        "datapackage.json": json.dumps({"description": "tables", "resources": found}),
        "people.csv": PEOPLE,
        "visits.csv": VISITS,
        "forms.csv": BANK,
        **changed,
    }
    folder.mkdir()
    for name, text in files.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


# what is wrong → the files, where they are not sound
FORMS = {
    "sound": {},
    "mark and line ends of a spreadsheet": {"people.csv": b"\xef\xbb\xbf" + PEOPLE.replace("\n", "\r\n").encode()},
    "line ends of an old Mac": {"people.csv": PEOPLE.replace("\n", "\r")},
    "each constraint": {
        "people.csv": PEOPLE + ",one,2,1\nann,one,2,1\nDan,one,2,1\neve,none,2,1\nfay,one,0.9,1\ngus,one,9.1,1\n"
        "hal,one,many,1\n"
        "ida,one,1e1,1\njon,one,2,1.5\nkim,one,1,-1\nlea,one,9,01\nmax,one,-.5,+1\n"
    },
    "keys": {"visits.csv": VISITS + "monday,ann,tuesday\nmonday,bob,monday\ntuesday,zoe,\nsunday,,never\n"},
    "a table that is not read is not looked up": {"people.csv": "", "visits.csv": VISITS + "sunday,zoe,never\n"},
    "columns": {"people.csv": "id,kind,size,color\nann,one,1.5,red\n", "visits.csv": "person,day,after\nann,monday,\n"},
    "ragged": {
        "people.csv": PEOPLE + "cat,one\ndan,one,1,1,1\n",
        "visits.csv": VISITS + '"two\nlines",ann,monday\nlast\n',
    },
    "quotes": {"people.csv": PEOPLE + '"cat,one,1,1\n', "visits.csv": 'day,person,after\n"mon"day,ann,\n'},
    "quotes in the first line": {"visits.csv": '"d"ay,person,after\nmonday,ann,\n'},
    "line ends in a cell": {"people.csv": PEOPLE + '"cat",one,1,1\ndan,"one\r\n",1,1\n'},
    "letters": {"people.csv": PEOPLE.encode() + "zoë,one,1,1\n".encode("latin-1"), "visits.csv": " \n"},
    "a byte that is no letter": {"people.csv": b"\x81" + PEOPLE.encode()},
    "question bank": {"forms.csv": BANK + ",ann\nb,zoe\na,ann\n,bob\n"},
    "space": {"people.csv": PEOPLE.replace("one", "one ")},
    "no file": {"people.csv": None},
    "no descriptor": {"datapackage.json": None},
    "broken descriptor": {"datapackage.json": '{\n"resources": [}'},
    "descriptor in other letters": {"datapackage.json": b"\xff"},
    "descriptor that never ends": {"datapackage.json": "[" * 100_000},
    "descriptor that says one thing twice": {
        "datapackage.json": '{"resources": [], "description": "", "resources": []}'
    },
    "empty object": {"datapackage.json": "{}"},
    "list": {"datapackage.json": "[]"},
    "nothing": {"datapackage.json": "null"},
}


def put(value, *place):
    """A change of the descriptor: ``value`` at that place, or nothing there where it is None."""

    def change(level):
        *way, last = place
        for step in way:
            level = level[step]
        if value is None:
            del level[last]
        elif isinstance(level, list) and last == len(level):
            level.append(value)
        else:
            level[last] = value

    return change


PEOPLE_TABLE, VISITS_TABLE = ("resources", 0), ("resources", 1)
PEOPLE_SCHEMA, VISITS_SCHEMA = (*PEOPLE_TABLE, "schema"), (*VISITS_TABLE, "schema")
AGE = {"name": "age", "type": "integer", "description": "in years"}
# what is wrong with the descriptor → how to make it so
DESCRIPTORS = {
    "no description": put(None, "description"),
    "no table": put([], "resources"),
    "unknown key": put([], "keywords"),
    "a table that is no object": put("people", *PEOPLE_TABLE),
    "no name": put(None, *PEOPLE_TABLE, "name"),
    "a name that is no text": put(7, *PEOPLE_TABLE, "name"),
    "a name with a space": put("the people", *PEOPLE_TABLE, "name"),
    "no path": put(None, *PEOPLE_TABLE, "path"),
    "a path out of the folder": put("../people.csv", *PEOPLE_TABLE, "path"),
    "several paths": put(["people.csv", "more.csv"], *PEOPLE_TABLE, "path"),
    "no description of a table": put(None, *PEOPLE_TABLE, "description"),
    "another encoding": put("latin-1", *PEOPLE_TABLE, "encoding"),
    "a delimiter": put({"delimiter": ";"}, *PEOPLE_TABLE, "dialect"),
    "no schema": put(None, *PEOPLE_TABLE, "schema"),
    "no fields": put(None, *PEOPLE_SCHEMA, "fields"),
    "an empty list of fields": put([], *PEOPLE_SCHEMA, "fields"),
    "no primaryKey": put(None, *PEOPLE_SCHEMA, "primaryKey"),
    "primaryKey that is a number": put(1, *PEOPLE_SCHEMA, "primaryKey"),
    "primaryKey of no column": put([], *PEOPLE_SCHEMA, "primaryKey"),
    "primaryKey of a missing column": put("number", *PEOPLE_SCHEMA, "primaryKey"),
    "missingValues": put(["-"], *PEOPLE_SCHEMA, "missingValues"),
    "a field without type": put(None, *PEOPLE_SCHEMA, "fields", 0, "type"),
    "a field without description": put(None, *PEOPLE_SCHEMA, "fields", 0, "description"),
    "boolean": put("boolean", *PEOPLE_SCHEMA, "fields", 3, "type"),
    "a type that is a list": put(["string"], *PEOPLE_SCHEMA, "fields", 3, "type"),
    "format of a field": put("email", *PEOPLE_SCHEMA, "fields", 0, "format"),
    "constraints in a list": put(["required"], *PEOPLE_SCHEMA, "fields", 0, "constraints"),
    "unknown constraint": put(3, *PEOPLE_SCHEMA, "fields", 0, "constraints", "minLength"),
    "required as text": put("yes", *PEOPLE_SCHEMA, "fields", 0, "constraints", "required"),
    "a pattern that is none": put("[a-z", *PEOPLE_SCHEMA, "fields", 0, "constraints", "pattern"),
    "no allowed value": put([], *PEOPLE_SCHEMA, "fields", 1, "constraints", "enum"),
    "an allowed value that is a number": put(["one", 2], *PEOPLE_SCHEMA, "fields", 1, "constraints", "enum"),
    "a limit as text": put("1", *PEOPLE_SCHEMA, "fields", 2, "constraints", "minimum"),
    "a limit of text": put(1, *PEOPLE_SCHEMA, "fields", 0, "constraints", "maximum"),
    "a link of two columns": put(["day", "person"], *VISITS_SCHEMA, "foreignKeys", 0, "fields"),
    "a link to nothing": put(None, *VISITS_SCHEMA, "foreignKeys", 0, "reference"),
    "a link of a missing column": put("who", *VISITS_SCHEMA, "foreignKeys", 0, "fields"),
    "a link to a missing table": put("persons", *VISITS_SCHEMA, "foreignKeys", 0, "reference", "resource"),
    "a link to a missing column": put("number", *VISITS_SCHEMA, "foreignKeys", 0, "reference", "fields"),
    "two tables of one name": put("people", *VISITS_TABLE, "name"),
    "two tables of one file": put("people.csv", *VISITS_TABLE, "path"),
    "two columns of one name": put(AGE, *PEOPLE_SCHEMA, "fields", 4),
}  # fmt: skip


def described(change) -> str:
    """The descriptor of the small Data Package, changed."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = json.loads((package(Path(scratch, "data")) / "datapackage.json").read_text(encoding="utf-8"))
    change(whole)
    return json.dumps(whole)


def messages(folder: Path) -> str:
    """All of them, by what is wrong."""
    lines = []
    files = {resource["name"]: f"data/{resource['path']}" for resource in loader.descriptor()["resources"]}
    for rule, cells in CASES.items():
        made = {
            name: [rows_module.Row(row, line, name, files[name]) for line, row in enumerate(rows, start=2)]
            for name, rows in cells.items()
        }
        lines += [f"# {rule.__name__}", *(str(issue) for issue in rule(rows_module.Tables(made))), ""]
    broken = {f"descriptor: {name}": {"datapackage.json": described(change)} for name, change in DESCRIPTORS.items()}
    for number, (name, changed) in enumerate((FORMS | broken).items()):
        try:
            with alone():
                issues = loader.check(package(folder / str(number), changed))
        except DataError as error:
            issues = error.issues
        lines += [f"# tables: {name}", *(str(issue) for issue in issues), ""]
    return "\n".join(lines)


def test_every_rule_has_a_case():
    modules = (cases, display, escalations, fact_base, lessons, links, reviews)
    assert set(CASES) == {rule for module in modules for rule in module.RULES}


def test_every_message_reads_as_it_did(tmp_path):
    said, says = (text.splitlines() for text in (MESSAGES.read_text(encoding="utf-8"), messages(tmp_path)))
    changed = list(difflib.unified_diff(said, says, "tests/tables/messages.txt", "now", lineterm="", n=0))
    assert not changed, "\n".join(
        [*changed, "Are the words meant? python -m tests.tables.test_rules writes them down."]
    )


def test_loaded_as_typed(tmp_path):
    with alone():
        people = loader.load("people", package(tmp_path / "data"))
    assert people.to_dict("list")["id"] == ["ann", "bob"] and people["size"].tolist()[0] == 1.5
    assert {name: str(kind) for name, kind in people.dtypes.items()} == {
        "id": "str",
        "kind": "str",
        "size": "float64",
        "age": "Int64",
    }


def test_raw_rows_know_their_line_and_follow_the_file(tmp_path):
    folder = package(tmp_path / "data")
    with alone():
        first = loader.raw(folder)["people"]
        assert [(row["id"], row.line) for row in first] == [("ann", 2), ("bob", 3)]
        first[0]["id"] = "changed"
        assert loader.raw(folder)["people"][0]["id"] == "ann"
        (folder / "people.csv").write_text(PEOPLE + "cat,other,2,40\n", encoding="utf-8")
        assert [row["id"] for row in loader.raw(folder)["people"]] == ["ann", "bob", "cat"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        MESSAGES.write_text(messages(Path(scratch)), encoding="utf-8")

"""Rules for the unfolding cases: what is abnormal is answered, nothing comes before its time, scores are computed.

A moment of a case is written as days after its first day, then the clock: ``0 16:45``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from utils.errors import CourseError, Issue
from utils.tables import early_warning, units
from utils.tables.rows import Row, Tables, grouped, number

CLOCK = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])")
Step = tuple[str, int]  # case, number of the step
# columns with text for learners, of the tables whose values are written in both units
TEXTS = {
    "case_steps": ("new_information", "ask", "slip", "debate"),
    "case_points": ("text",),
    "items": ("stem",),
    "parts": ("text",),
    "options": ("text", "rationale"),
    "numbers": ("rationale",),
    "practice": ("statement",),
}


def abnormal_readings_are_answered(tables: Tables) -> Iterator[Issue]:
    """A point answers each reading outside its normal range, in the same step or the next."""
    measures = {row["measure"]: row for row in tables["case_measures"]}
    answers = defaultdict(set)
    for row in tables["case_points"]:
        answers[_step(row)].add(row["practice_id"])
    for row in tables["case_readings"]:
        normal = measures.get(row["measure"])
        if normal is None:
            continue  # the foreign-key check reports it
        if row["unit"] != normal["unit"]:
            fix = f"use {normal['unit']}, or correct the unit in data/cases/measures.csv"
            yield row.issue("unit", f"is not the unit of the normal range of {row['measure']}", fix)
            continue
        case, step = _step(row)
        if not _is_abnormal(row, normal):
            if row["answered_by"]:
                problem = f"is given although {row['measure']} {row['value']} {row['unit']} is normal"
                yield row.issue("answered_by", problem, "leave it empty")
        elif not row["answered_by"]:
            problem = f"is empty although {row['measure']} {row['value']} {row['unit']} is abnormal"
            fix = "enter the nursing fact of the point that answers it, in this step or the next"
            yield row.issue("answered_by", problem, fix)
        elif row["answered_by"] not in answers[case, step] | answers[case, step + 1]:
            problem = f"supports no point of case {case} in step {step} or the next"
            fix = "add such a point to data/cases/points.csv, or name the fact of another point"
            yield row.issue("answered_by", problem, fix)


def steps_are_in_order_of_time(tables: Tables) -> Iterator[Issue]:
    """A step ends before the next one begins, and shows no reading of a later time; labels give the clock of ``at``."""
    ends = {_step(row): row for row in tables["case_steps"]}
    for rows in grouped(tables["case_steps"], "case_id").values():
        last = None
        for row in sorted(rows, key=lambda row: int(row["step"])):
            if _minutes(row["starts"]) > _minutes(row["ends"]):
                yield row.issue("starts", f"is later than the end of the step ({row['ends']})", "swap starts and ends")
            elif last is not None and _minutes(row["starts"]) < _minutes(last["ends"]):
                problem = f"is earlier than the end of step {last['step']} ({last['ends']})"
                yield row.issue("starts", problem, "correct the time, or move what happens then to the earlier step")
            last = row
    labels: dict[tuple[str, str], Row] = {}
    for row in tables["case_readings"]:
        step = ends.get(_step(row))
        if step and _minutes(row["at"]) > _minutes(step["ends"]):
            problem = f"is later than the end of step {row['step']} ({step['ends']})"
            yield row.issue("at", problem, "move the reading to the step that has it, or correct the time")
        first = labels.setdefault((row["case_id"], row["at"]), row)
        if first["time_label"] != row["time_label"]:
            problem = f"differs from the label of row {first.line}, which has the same time"
            yield row.issue("time_label", problem, "give the two rows the same label, or correct the time")
        elif CLOCK.fullmatch(row["time_label"]) and not row["at"].endswith(f" {row['time_label']}"):
            yield row.issue("time_label", f"does not match the time {row['at']}", "correct the label or the time")


def nothing_comes_before_its_step(tables: Tables) -> Iterator[Issue]:
    """Neither a step, nor a point, nor a question about a step gives a later clock time or a later result."""
    steps = {_step(row): row for row in tables["case_steps"]}
    later = {key: list(_later_results(tables, *key)) for key in steps}
    for key, row, column in _texts_by_step(tables):
        if key not in steps:
            continue
        case, step = key
        text = row[column]
        days, end = divmod(_minutes(steps[key]["ends"]), 24 * 60)
        for clock in CLOCK.findall(text) if not days and ":" in text else ():
            planned = {time for n in range(1, step + 1) for time in _planned(steps.get((case, n)))}
            if _clock(clock) > end and clock.zfill(5) not in planned:
                problem = f"gives the time {clock}, which is later than step {step} of case {case}"
                yield row.issue(column, problem, "leave it out, or list it under planned in data/cases/steps.csv")
        for measure, value, at in later[key]:
            if value in text and _near(text, value, measure.split()[-1].lower()):
                problem = f"gives {measure} {value}, a result of step {at}"
                yield row.issue(column, problem, f"leave it out: in case {case} it is not known until later")


def calls_are_made_once(tables: Tables) -> Iterator[Issue]:
    """The same person is called again only after an abnormal reading that was not there at the first call."""
    measures = {row["measure"]: row for row in tables["case_measures"]}
    readings = grouped(tables["case_readings"], "case_id")
    for (case, who), rows in grouped(tables["case_points"], "case_id", "call").items():
        calls = sorted(rows, key=lambda row: (int(row["step"]), int(row["position"]))) if who else []
        for first, row in pairwise(calls):
            new = range(int(first["step"]) + 1, int(row["step"]) + 1)
            if not any(
                int(reading["step"]) in new
                and reading["measure"] in measures
                and _is_abnormal(reading, measures[reading["measure"]])
                for reading in readings[case]
            ):
                problem = f"is already called in row {first.line}, and there has been no abnormal reading since"
                yield row.issue("call", problem, "remove one of the two calls, or chart what is new")


def scores_come_from_readings(tables: Tables) -> Iterator[Issue]:
    """Each score of a case can be computed, a point shows it, and a total in a text is one that was computed."""
    bands = grouped(tables["score_bands"], "score")
    totals: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)  # (case, score) → step → total
    unknown = set()
    scores_shown = {
        (*_step(row), score) for row in tables["case_points"] for score in bands if f"{{{score}}}" in row["text"]
    }
    for row in tables["case_scores"]:
        if row["score"] not in bands:
            yield row.issue("score", "is not a score of data/cases/score_bands.csv", f"use one of: {', '.join(bands)}")
            continue
        try:
            parts = score_parts(tables, row)
        except CourseError as error:
            fix = "add the reading to data/cases/readings.csv or the finding to data/cases/findings.csv"
            unknown.add((row["case_id"], row["score"]))
            yield row.issue("score", f"cannot be computed: {str(error).rstrip('.')}", fix)
            continue
        totals[row["case_id"], row["score"]][int(row["step"])] = early_warning.total(parts)
        if (*_step(row), row["score"]) not in scores_shown:
            problem = f"is not shown in any point of step {row['step']}"
            yield row.issue("score", problem, f"write {{{row['score']}}} in the point that explains it")
    computed = {(*_step(row), row["score"]) for row in tables["case_scores"]}
    for row in tables["case_points"]:
        for score in bands:
            if f"{{{score}}}" in row["text"] and (*_step(row), score) not in computed:
                problem = f"contains {{{score}}}, but the step has no such score"
                yield row.issue("text", problem, "add a row to data/cases/scores.csv, or remove it")
    for (case, step), row, column in _texts_by_step(tables):
        for score in (name for name in bands if (case, name) not in unknown):
            right = {total for at, total in totals[case, score].items() if at <= step}
            stated = rf"{score} of ({units.NUMBER})(?! or)|({units.NUMBER}) points? on {score}"
            for match in re.finditer(stated, row[column]):
                if float(match[1] or match[2]) not in right:
                    found = ", ".join(str(total) for total in sorted(right)) or "none yet"
                    problem = f'says "{match[0]}", but the readings of case {case} give {found}'
                    yield row.issue(column, problem, "write the total that the readings give")


def both_units_agree(tables: Tables) -> Iterator[Issue]:
    """A value that a text gives in both units is converted as ``units`` says."""
    pairs = [units.pair(row) for row in tables["units"]]
    for table, columns in TEXTS.items():
        for row in tables[table]:
            for column in columns:
                text = row[column].replace("{value}", f"{row.get('value', '')} {row.get('unit', '')}".strip())
                for words, right in units.mismatches(text, pairs):
                    yield row.issue(column, f'says "{words}", but data/units.csv gives {right}', "correct one value")


def score_parts(tables: Tables, row: Row) -> list[early_warning.Part]:
    """The parts of a score (a row of ``case_scores``), from raw tables; raises CourseError as its module does."""
    at = row["case_id"], row["at"]
    bands = [band for band in tables["score_bands"] if band["score"] == row["score"]]
    readings, findings = (
        [each for each in tables[name] if (each["case_id"], each["at"]) == at]
        for name in ("case_readings", "case_findings")
    )
    found = early_warning.findings_at(readings, findings, bands)
    return early_warning.score_parts(bands, found, [units.pair(pair) for pair in tables["units"]])


def _step(row: Row) -> Step:
    return row["case_id"], int(row["step"])


def _minutes(at: str) -> int:
    """Minutes since midnight of the case's first day."""
    days, clock = at.split()
    return int(days) * 24 * 60 + _clock(clock)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _planned(step: Row | None) -> list[str]:
    return step["planned"].split() if step else []


def _is_abnormal(reading: Row, normal: Row) -> bool:
    value, low, high = number(reading["value"]), number(normal["low"]), number(normal["high"])
    return (low is not None and value < low) or (high is not None and value > high)


def _values(reading: Row, measures: dict[str, Row], pairs: dict[str, units.Pair]) -> Iterator[str]:
    """A reading's value as texts write it, in each of its units."""
    value = float(reading["value"])
    yield f"{value:g}"
    pair = pairs.get(measures.get(reading["measure"], {}).get("units_id", ""))
    if pair:
        yield units.si_text(value, pair)


def _later_results(tables: Tables, case: str, step: int) -> Iterator[tuple[str, str, str]]:
    """Measure, value and step of each result that a case learns after a step and has not met in its text before."""
    measures = {row["measure"]: row for row in tables["case_measures"]}
    pairs = {row["id"]: units.pair(row) for row in tables["units"]}
    readings = [row for row in tables["case_readings"] if row["case_id"] == case]
    known_text = " ".join(row["new_information"] for row in tables["case_steps"] if _until(row, case, step))
    values_shown = {value for row in readings if _until(row, case, step) for value in _values(row, measures, pairs)}
    for row in readings:
        if not _until(row, case, step):
            for value in _values(row, measures, pairs):
                if value not in values_shown and not _has(known_text, value):
                    yield row["measure"], value, row["step"]


def _until(row: Row, case: str, step: int) -> bool:
    return row["case_id"] == case and int(row["step"]) <= step


def _has(text: str, value: str) -> bool:
    return bool(re.search(rf"(?<![\d.:]){re.escape(value)}(?![\d:]|\.\d)", text))


def _near(text: str, value: str, word: str) -> bool:
    """Whether one sentence gives the value and names what was measured."""
    return any(word in part.lower() and _has(part, value) for part in re.split(r"(?<=[.?!;]) ", text))


def _texts_by_step(tables: Tables) -> Iterator[tuple[Step, Row, str]]:
    """Each text for learners that belongs to a step of a case: the step, the row and its column."""
    for table in ("case_steps", "case_points"):
        for row in tables[table]:
            yield from ((_step(row), row, column) for column in TEXTS[table])
    asked = {row["item_id"]: _step(row) for row in tables["case_questions"]}
    for table in ("items", "parts", "options", "numbers"):
        for row in tables[table]:
            step = asked.get(row["id" if table == "items" else "item_id"])
            if step:
                yield from ((step, row, column) for column in TEXTS[table])


RULES = (
    abnormal_readings_are_answered,
    steps_are_in_order_of_time,
    nothing_comes_before_its_step,
    calls_are_made_once,
    scores_come_from_readings,
    both_units_agree,
)

"""Rules for what lessons, pages and exports need from the tables, so that whatever passes them can be shown.

They skip a key that matches no row: the foreign-key check reports it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from utils.errors import Issue
from utils.tables.rows import Row, Tables, grouped
from utils.tables.rules.fact_base import EVIDENCE
from utils.tables.sentences import MAX_ANSWER_WORDS, first_sentence

# How many options a control of an explorer may have: the stylesheet compares two digits (utils/ui/course.css).
MAX_OPTIONS = 100
# How many organs without a drawing the body map has room for (the slots of utils/charts/drawings/body.py).
MAX_ADDED_ORGANS = 10
# How many words on when to call may stay in sight in the panel of a treatment: they are never folded.
MAX_CALL_WORDS = 300
# The topics of facts on the appraisal desk: what a rater without the article needs, which is treatment and care, who
# gives and pays for it, and the outlook.
DESK_TOPICS = (
    "treatment",
    "side effects",
    "goals of care",
    "cure",
    "care planning",
    "quality of life",
    "support",
    "provider",
    "money",
    "monitoring",
    "research",
    "prognosis",
)
# The tables whose rows state something (utils/statements/statement_table.py).
STATEMENTS = (*EVIDENCE, "statistics")
# Link table → other tables that its rows may name.
_ALSO = {
    "myth_rows": ("comparisons",),
    "need_rows": ("comparisons",),
    "item_evidence": ("sources", "appraisal_instruments"),
}
_LINKS = ("comparison_rows", "myth_rows", "need_rows", "wordings", "treatment_rows", "panel_rows", "item_evidence")
_COMPARISON_PART = "what differs"  # the part of a panel whose rows are comparisons
# Tables with an option per row, or per row with this cell.
_OPTIONS = {
    "sources": {},
    "sites": {},
    "myths": {},
    "needs": {},
    "map_statements": {},
    "statistics": {"kind": "article"},
    "wordings": {"kind": "question"},
}
# Table → its columns whose first sentence is the first line of a panel.
_FIRST_LINES = {
    "sites": ("effect_plain", "effect_clinical"),
    "steps": ("text_plain", "text_clinical"),
    "subtypes": ("definition_plain",),
    "treatments": ("aim", "how_it_works"),
    "needs": ("ask",),
}
_STEPS = 6  # of clinical judgment


def links_lead_to_statements(tables: Tables) -> Iterator[Issue]:
    """What a panel, a comparison or the key of a question names is a row that states something."""
    for name in _LINKS:
        for row in tables[name]:
            allowed = (*STATEMENTS, *_ALSO.get(name, ()))
            if name == "panel_rows" and row["part"] == _COMPARISON_PART:
                allowed = ("comparisons",)
            elif name == "wordings" and row["kind"] == "question":
                allowed = ("statistics",)
            if row["table"] not in allowed:
                yield row.issue("table", "has no rows that can be shown here", f"use one of {', '.join(allowed)}")


def figures_on_sites_name_their_site(tables: Tables) -> Iterator[Issue]:
    """An article's figure on sites of spread says for which site it is."""
    for row in tables["statistics"]:
        if row["kind"] == "article" and row["subject"] == "sites" and not row["site_id"]:
            yield row.issue(
                "site_id", "is empty although the subject is sites", "enter the id of a row in data/sites.csv"
            )


def the_body_map_has_room(tables: Tables) -> Iterator[Issue]:
    """The body map has room for the labels of ``MAX_ADDED_ORGANS`` organs that it has no drawing of."""
    added = [row for row in tables["sites"] if row["kind"] == "organ" and not row["drawing"]]
    for row in added[MAX_ADDED_ORGANS : MAX_ADDED_ORGANS + 1]:
        problem = f"is organ {MAX_ADDED_ORGANS + 1} without a drawing: the body map has room for {MAX_ADDED_ORGANS}"
        yield row.issue("kind", problem, "write whole body, or combine two organs in one row")


def explorers_have_room(tables: Tables) -> Iterator[Issue]:
    """An explorer has at most ``MAX_OPTIONS`` options."""
    top_level = {row["id"] for row in tables["treatments"] if not row["parent"]}
    parents = {row["parent"] for row in tables["treatments"]}
    groups = {
        name: [row for row in tables[name] if all(row[column] == cell for column, cell in cells.items())]
        for name, cells in _OPTIONS.items()
    }
    groups["treatments"] = [
        row for row in tables["treatments"] if row["parent"] in top_level or row["id"] in top_level - parents
    ]
    stages = [row for row in tables["steps"] if row["path"] == "stage"]
    groups["subtypes"] = [*stages, *tables["subtypes"]]  # a word of a report names a stage or a type
    for path, rows in grouped(tables["steps"], "path").items():
        groups[f"steps {path}"] = rows
    for rows in groups.values():
        for row in rows[MAX_OPTIONS : MAX_OPTIONS + 1]:
            problem = f"is option {MAX_OPTIONS + 1} of an explorer, which has room for {MAX_OPTIONS}"
            yield row.issue("id", problem, "remove or combine rows")


def calls_of_a_treatment_are_short(tables: Tables) -> Iterator[Issue]:
    """What a panel of a treatment never folds, on when to call, is at most ``MAX_CALL_WORDS`` words."""
    parent = {row["id"]: row["parent"] for row in tables["treatments"]}
    treatment = {row["subject"]: row["treatment_id"] for row in tables["practice_subjects"]}
    words: Counter[str] = Counter()
    for row in tables["practice"]:
        if row["kind"] != "escalation" or not treatment.get(row["subject"]):
            continue
        branch, passed = treatment[row["subject"]], set()
        while branch not in passed and parent.get(parent.get(branch, ""), ""):  # another rule reports a cycle
            passed.add(branch)
            branch = parent[branch]
        before = words[branch]
        words[branch] += len(f"{row['statement']} {row['value']} {row['unit']} {row['note']}".split())
        if before <= MAX_CALL_WORDS < words[branch]:
            problem = f"brings the calls in the panel of {branch} to {words[branch]} words, over {MAX_CALL_WORDS}"
            fix = "shorten it or another row of kind escalation on this treatment"
            yield row.issue("statement", problem, fix)


def first_lines_are_short(tables: Tables) -> Iterator[Issue]:
    """A text that a panel begins with has a first sentence of at most ``MAX_ANSWER_WORDS`` words."""
    for name, columns in _FIRST_LINES.items():
        for row in tables[name]:
            for column in columns:
                count = len(first_sentence(row[column])[0].split())
                if count > MAX_ANSWER_WORDS:
                    problem = f"begins with a sentence of {count} words, too long for the first line of a panel"
                    fix = f"say the main point first, in at most {MAX_ANSWER_WORDS} words"
                    yield row.issue(column, problem, fix)


def cases_are_whole(tables: Tables) -> Iterator[Issue]:
    """A case has its six steps, each with a question and a point of the answer, and readings for its chart."""
    steps: dict[str, set[str]] = defaultdict(set)
    for row in tables["case_steps"]:
        steps[row["case_id"]].add(row["step"])
    answered = {(row["case_id"], row["step"]) for row in tables["case_points"]}
    asked = {(row["case_id"], row["step"]) for row in tables["case_questions"]}
    charted = {row["case_id"] for row in tables["case_readings"]}
    for row in tables["cases"]:
        yield from _gaps(row, steps[row["id"]], answered, asked)
        if row["id"] not in charted:
            yield row.issue("id", "has no readings", "add rows to data/cases/readings.csv")


def _gaps(case: Row, steps: set[str], answered: set[tuple[str, str]], asked: set[tuple[str, str]]) -> Iterator[Issue]:
    for step in map(str, range(1, _STEPS + 1)):
        if step not in steps:
            yield case.issue("id", f"has no step {step}", "add it to data/cases/steps.csv")
        elif (case["id"], step) not in answered:
            yield case.issue("id", f"has no answer for step {step}", "add a row to data/cases/points.csv")
        elif (case["id"], step) not in asked:
            yield case.issue("id", f"has no question at step {step}", "add a question to data/cases/questions.csv")


RULES = (
    links_lead_to_statements,
    figures_on_sites_name_their_site,
    the_body_map_has_room,
    explorers_have_room,
    calls_of_a_treatment_are_short,
    first_lines_are_short,
    cases_are_whole,
)

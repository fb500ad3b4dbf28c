"""Rules for nursing facts that say when to call somebody: each is a complete instruction.

They skip a key that matches no row: the foreign-key check reports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from utils.errors import Issue
from utils.tables.rows import Tables, grouped
from utils.tables.verdicts import NOT_STATED

PARTS = {"do_now": "what to do now", "call": "whom to call", "do_not": "what not to do"}
_FILE = "data/escalations.csv"


def escalations_have_steps(tables: Tables) -> Iterator[Issue]:
    """Each nursing fact of kind escalation has a row in ``escalations``, and no other fact has one."""
    kind = {row["id"]: row["kind"] for row in tables["practice"]}
    complete = {row["practice_id"] for row in tables["escalations"]}
    for row in tables["practice"]:
        if row["kind"] == "escalation" and row["id"] not in complete:
            fix = f"add {row['id']} to {_FILE}: {', '.join(PARTS.values())}, each with its page, or {NOT_STATED}"
            yield row.issue("kind", f"has no row in {_FILE}", fix)
    for row in tables["escalations"]:
        if kind.get(row["practice_id"], "escalation") != "escalation":
            problem = f"is a nursing fact of kind {kind[row['practice_id']]}, not an escalation"
            yield row.issue("practice_id", problem, "remove the row, or correct the kind in data/practice.csv")


def steps_have_pages(tables: Tables) -> Iterator[Issue]:
    """What to do now, whom to call, what not to do: each stated part has its page, and at least one is stated."""
    for row in tables["escalations"]:
        for part, words in PARTS.items():
            page = f"{part}_reference_id"
            if row[part] != NOT_STATED and not row[page]:
                fix = f"enter the page that says {words}, or write {NOT_STATED} in {part}"
                yield row.issue(page, f"is empty although {part} is stated", fix)
            elif row[part] == NOT_STATED and row[page]:
                yield row.issue(page, f"is given although {part} is {NOT_STATED}", f"leave it empty, or fill in {part}")
            if row[part].endswith("."):
                yield row.issue(part, "ends with a period", "remove it: the card adds one")
        if all(row[part] == NOT_STATED for part in PARTS):
            fix = "state at least one part with its page, or give the fact another kind in data/practice.csv"
            yield row.issue("call", "leaves nothing to do: none of the three parts is stated", fix)


def alarms_say_whom_to_call(tables: Tables) -> Iterator[Issue]:
    """Each alarm of the "get help now" card has an escalation, and each escalation on the card says whom to call."""
    call = {row["practice_id"]: row["call"] for row in tables["escalations"]}
    for alarm, rows in grouped(tables["practice"], "alarm").items():
        escalations = [row for row in rows if row["kind"] == "escalation"]
        if alarm and not escalations:
            fix = "add a row of kind escalation with this alarm, and its steps to data/escalations.csv"
            yield rows[0].issue("alarm", "has only signs on the card: no row says what to do and whom to call", fix)
        for row in escalations if alarm else ():
            if ": " not in row["statement"]:
                fix = 'write the sign, a colon and what to do ("Any sign of a clot: call 911.")'
                yield row.issue("statement", "has no colon: the card cannot tell the sign from what to do", fix)
            if call.get(row["id"]) == NOT_STATED:
                fix = f"enter in {_FILE} whom to call, with its page, or leave alarm empty"
                yield row.issue("alarm", f"is given although {_FILE} does not state whom to call", fix)


RULES = (escalations_have_steps, steps_have_pages, alarms_say_whom_to_call)

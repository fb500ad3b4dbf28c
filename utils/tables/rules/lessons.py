"""Rules for what lessons use: plans, wordings, myths, needs and conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from utils.errors import Issue
from utils.tables.rows import Tables, grouped, misnumbered, number


def plans_fill_the_class(tables: Tables) -> Iterator[Issue]:
    """The parts of a lesson plan add up to the length of the class, and each lesson has a plan for each length."""
    minutes: dict[tuple[str, str], float] = defaultdict(float)
    for row in tables["plans"]:
        minutes[row["lesson"], row["length"]] += number(row["minutes"]) or 0
    for row in tables["lessons"]:
        for length in ("50", "75"):
            if minutes[row["id"], length] != float(length):
                problem = f"has a plan of {minutes[row['id'], length]:g} minutes for a {length}-minute class"
                yield row.issue("id", problem, f"change the minutes in data/plans.csv so that they add up to {length}")


def wordings_ask_and_answer(tables: Tables) -> Iterator[Issue]:
    """Each fictional person asks one question, and has at least one answer of each kind."""
    people = grouped(tables["wordings"], "person")
    for row in tables["wordings"]:
        kinds = [other["kind"] for other in people[row["person"]]]
        if kinds.count("question") != 1:
            problem = f"has {kinds.count('question')} rows of kind question"
            yield row.issue("person", problem, "give each person exactly one row of kind question")
        for kind in ("could say", "better not"):
            if row["kind"] == "question" and kind not in kinds:
                yield row.issue("person", f'has no row of kind "{kind}"', "add one")


def myths_and_needs_have_evidence(tables: Tables) -> Iterator[Issue]:
    """The verdict on a myth is supported by at least one row, and at least one row is about each need."""
    for table, links, owner in (("myths", "myth_rows", "myth_id"), ("needs", "need_rows", "need_id")):
        supported = {row[owner] for row in tables[links]}
        for row in tables[table]:
            if row["id"] not in supported:
                yield row.issue("id", "has no evidence", f"add a row to data/living/{links}.csv")


def talks_have_one_fitting_choice(tables: Tables) -> Iterator[Issue]:
    """Each moment of a conversation has at least two choices, one of which fits; moments are numbered 1, 2, 3 ..."""
    choices = grouped(tables["talk_choices"], "step_id")
    misplaced = {row["id"] for talk in grouped(tables["talk_steps"], "talk").values() for row in misnumbered(talk)}
    for row in tables["talk_steps"]:
        fits = [choice["fits"] for choice in choices[row["id"]]]
        if len(fits) < 2 or fits.count("yes") != 1:
            problem = f"has {len(fits)} choice(s), {fits.count('yes')} with `yes` in fits"
            fix = "give it at least two rows in data/living/talk_choices.csv, exactly one with `yes` in fits"
            yield row.issue("id", problem, fix)
        if row["id"] in misplaced:
            fix = "list the steps of each conversation in order and number them 1, 2, 3 and so on"
            yield row.issue("position", "is out of sequence", fix)


RULES = (plans_fill_the_class, wordings_ask_and_answer, myths_and_needs_have_evidence, talks_have_one_fitting_choice)

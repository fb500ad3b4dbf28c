"""Rules for what lessons use: plans, wordings, myths, needs and conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from utils.errors import Issue
from utils.tables.rows import Tables, grouped, misnumbered, number


def plans_fill_the_class(tables: Tables) -> Iterator[Issue]:
    """The parts of a lesson plan add up to the length of the class, and each lesson has a plan of each length."""
    minutes: dict[tuple[str, str], float] = defaultdict(float)
    for row in tables["plans"]:
        minutes[row["lesson"], row["length"]] += number(row["minutes"]) or 0
    for row in tables["lessons"]:
        for length in ("50", "75"):
            if minutes[row["id"], length] != float(length):
                problem = f"has a plan of {minutes[row['id'], length]:g} minutes for a class of {length}"
                yield row.issue("id", problem, "correct the minutes in data/plans.csv")


def wordings_ask_and_answer(tables: Tables) -> Iterator[Issue]:
    """Each invented person asks one question, and has at least one answer of each kind."""
    people = grouped(tables["wordings"], "person")
    for row in tables["wordings"]:
        own = [other["kind"] for other in people[row["person"]]]
        if own.count("question") != 1:
            fix = "give each person one row of kind question"
            yield row.issue("kind", f"{row['person']} asks {own.count('question')} questions", fix)
        for kind in ("could say", "better not"):
            if row["kind"] == "question" and kind not in own:
                yield row.issue("person", f"has no answer of kind {kind}", "add a row with one")


def myths_and_needs_name_rows(tables: Tables) -> Iterator[Issue]:
    """A verdict on a myth rests on at least one row, and at least one row speaks of a need."""
    for table, links, owner in (("myths", "myth_rows", "myth_id"), ("needs", "need_rows", "need_id")):
        named = {row[owner] for row in tables[links]}
        for row in tables[table]:
            if row["id"] not in named:
                yield row.issue("id", "names no row", f"add one to data/living/{links}.csv")


def talks_have_one_fitting_choice(tables: Tables) -> Iterator[Issue]:
    """Each moment of a conversation has two choices or more, and one of them fits; its moments are counted 1, 2, 3 ..."""
    choices = grouped(tables["talk_choices"], "step_id")
    misplaced = {row["id"] for talk in grouped(tables["talk_steps"], "talk").values() for row in misnumbered(talk)}
    for row in tables["talk_steps"]:
        own = [choice["fits"] for choice in choices[row["id"]]]
        if len(own) < 2 or own.count("yes") != 1:
            problem = f"has {len(own)} choices of which {own.count('yes')} fit"
            fix = "give it two or more in data/living/talk_choices.csv, one of them with fits `yes`"
            yield row.issue("id", problem, fix)
        if row["id"] in misplaced:
            yield row.issue("position", "breaks the count", "list the moments in order: 1, 2, 3 and so on")


RULES = (plans_fill_the_class, wordings_ask_and_answer, myths_and_needs_name_rows, talks_have_one_fitting_choice)

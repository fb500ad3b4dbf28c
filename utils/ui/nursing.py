"""What a nurse watches for, does, teaches and calls about: which rows of ``practice`` are in sight, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from utils.statements.guidance import ESCALATION, practice_statement, sign_text
from utils.tables.sentences import MAX_ANSWER_WORDS, first_sentence
from utils.ui.components import (
    MAX_OPEN_WORDS,
    REVIEW_WORDS,
    answer,
    frame,
    heading_tag,
    practice_list,
)
from utils.ui.elements import folded, joined
from utils.ui.sources import Sources

# kinds of nursing facts by what a nurse does with them
WATCH, DO, TEACH = ("cue", "threshold", "adverse effect", "monitoring"), ("action",), ("teaching", "resource")


def words_in_sight(row: NamedTuple) -> int:
    """About how many words of a row of ``practice`` are in sight: its statement, its note, the line of a fold."""
    note = "" if row.kind == ESCALATION else row.note
    return len(f"{practice_statement(row)} {note}".split()) + 5


def in_sight(rows: Sequence[NamedTuple], max_words: int, most: int = 3) -> dict[str, list[NamedTuple]]:
    """Which rows of ``practice`` a panel shows before any fold is opened, by what a nurse does with them.

    Every row that says when to call somebody, because none of those is ever folded; and of the rows to be used first,
    task by task in turn, at most ``most`` of each, as long as all have no more than ``max_words``.
    """
    tasks = {"Watch": WATCH, "Do": DO, "Teach": TEACH}
    calls = [row for row in rows if row.kind == ESCALATION]
    rows_by_task: dict[str, list[NamedTuple]] = {**{task: [] for task in tasks}, "Call": calls}
    waiting = {
        task: [row for row in rows if row.kind in kinds and row.use_first == "yes"] for task, kinds in tasks.items()
    }
    room = max_words - sum(map(words_in_sight, calls))
    for turn in range(most):
        for task, of_task in waiting.items():
            if turn < len(of_task) and words_in_sight(of_task[turn]) <= room:
                room -= words_in_sight(of_task[turn])
                rows_by_task[task].append(of_task[turn])
    return {task: part for task, part in rows_by_task.items() if part}


def signs_and_calls(rows: Iterable[NamedTuple], max_words: int) -> set[str]:
    """The ids of the rows that no fold hides: when to call, always, and the first signs, up to ``max_words`` in all."""
    rows = list(rows)
    open_ids = {row.id for row in rows if row.kind == ESCALATION}
    room = max_words - sum(words_in_sight(row) for row in rows if row.id in open_ids)
    for row in rows:
        if row.kind == WATCH[0] and (room := room - words_in_sight(row)) >= 0:
            open_ids.add(row.id)
    return open_ids


def nursing_frame(
    rows: Iterable[NamedTuple], sources: Sources, max_words: int = MAX_OPEN_WORDS - REVIEW_WORDS - 60
) -> Markup:
    """Rows of ``practice``, framed: watch, do, teach and call in sight as ``in_sight`` says, the others in a fold."""
    rows = list(rows)
    rows_by_task = in_sight(rows, max_words)
    shown_ids = {row.id for part in rows_by_task.values() for row in part}
    rest = [row for row in rows if row.id not in shown_ids]
    return frame(
        joined(heading_tag(task, 4) + practice_list(part, sources) for task, part in rows_by_task.items())
        + (folded(f"More from references ({len(rest)})", practice_list(rest, sources)) if rest else "")
    )


def by_subject_in_turn(facts: Sequence[NamedTuple]) -> list[NamedTuple]:
    """Rows of ``practice`` in another order: of each kind the first of each subject, then the second, and so on."""
    turns, turn_of = Counter(), {}
    for fact in facts:
        turn_of[fact.id] = turns[fact.subject, fact.kind]
        turns[fact.subject, fact.kind] += 1
    return sorted(facts, key=lambda fact: turn_of[fact.id])


def first_to_know(facts: Sequence[NamedTuple], sources: Sources) -> Markup:
    """The first line on what to watch: the first reason to call, or the first sign, that fits in a line."""
    sure = [fact for fact in facts if fact.use_first == "yes"] or list(facts)
    statements = [(first_sentence(practice_statement(fact))[0], fact) for fact in sure]
    leads = [("First reason to call", sign_text(fact), fact) for fact in sure if fact.kind == ESCALATION]
    leads += [("First sign to watch for", text, fact) for text, fact in statements if fact.kind in WATCH]
    leads += [("Know first", text, fact) for text, fact in statements]
    fitting = (lead for lead in leads if len(f"{lead[0]} {lead[1]}".split()) <= MAX_ANSWER_WORDS)
    what, text, fact = next(fitting, leads[0])
    return answer(f"{what}: {text.removesuffix('.')}.", sources.row("practice", fact.id))

"""What each format does with each item: kept as it is, or mapped and how. Nothing changes without being reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from utils.exports import blackboard, brightspace, examsoft, gift, moodle, qti21
from utils.exports.flatten import NOTE, points_note, simple_questions, split_note, text_notes
from utils.questions.bank import Item


class Format(NamedTuple):
    """What a format changes: in every question, and in one (its notes, some of which may be empty)."""

    everywhere: str
    notes: Callable[[Item], Iterator[str]]


def _qti(item: Item) -> Iterator[str]:
    yield split_note(item)
    yield points_note(item, sum(question.points for question in simple_questions(item)))
    yield from text_notes(item)
    if len(item.numbers) > 1:
        yield "the reasons for wrong numbers are shown after any answer"


def _moodle(item: Item) -> Iterator[str]:
    if item.type not in moodle.CLOZE:
        yield from (split_note(item), *text_notes(item))
        return
    if item.type == "rationale":
        yield "each blank counts by itself, not only together"
    elif item.type == "matrix-multiple":
        yield "right minus wrong is counted per row, not per column"
    elif item.type == "bow-tie":
        yield "it cannot limit learners to the number of actions and parameters; wrong ones take points off"
    yield points_note(item, moodle.cloze_points(item))
    yield from text_notes(item)


def _gift(item: Item) -> Iterator[str]:
    simple = simple_questions(item)
    yield split_note(item)
    if any(map(gift.becomes_single_choice, simple)):
        yield "where one answer alone is right, it shows as a single choice"
    yield points_note(item, len(simple))
    yield from text_notes(item)


def _anki(item: Item) -> Iterator[str]:
    if item.story and item.story.before:
        yield "of its case, the card shows the person, what is new and the chart, not what was new before"


def _nothing(item: Item) -> Iterator[str]:
    yield ""


FORMATS = {
    "QTI 1.2 (Canvas)": Format(
        "All questions are in one quiz. Lesson, objective, difficulty, judgment, client need and competency are not in "
        "the file. Links to sources are text. Canvas marks several answers in its own way: see its settings.",
        _qti,
    ),
    "Moodle XML": Format(
        "Objectives are not in the file; difficulty, judgment, client need and competency are tags. Links to sources "
        "are text. Moodle never updates a question on import: a second import adds a second copy.",
        _moodle,
    ),
    "GIFT (Moodle)": Format(
        "Each question counts one point. Moodle may shuffle the answers, as its site settings say. Objective, "
        "difficulty, judgment, client need and competency are not in the file. Links to sources are text. A second "
        "import adds a second copy.",
        _gift,
    ),
    "Blackboard": Format(blackboard.EVERYWHERE, blackboard.notes),
    "Brightspace": Format(brightspace.EVERYWHERE, brightspace.notes),
    "ExamSoft": Format(examsoft.EVERYWHERE, examsoft.notes),
    "QTI 2.1": Format(qti21.EVERYWHERE, qti21.notes),
    "Anki": Format("A card asks and shows; nothing is marked and no points are counted.", _anki),
    "CSV": Format(
        "Points and rules of scoring are not in the table. Links to sources are text. A cell that a spreadsheet would "
        "run as a formula begins with an apostrophe.",
        _nothing,
    ),
    "Paper test": Format("Where a screen has a list to choose from, the choices are beside the blank.", _nothing),
}


def mapping_note(export_format: str, item: Item) -> str:
    """How a format maps an item: empty if the item stays as it is, else what differs."""
    return "; ".join(filter(None, FORMATS[export_format].notes(item)))


def render(items: Sequence[Item], title: str) -> str:
    """The report as Markdown."""
    parts = [
        f"# What the exports contain: {title}",
        f"{len(items)} questions. Below is everything that a format cannot hold as it is. Nothing is left out. {NOTE}",
    ]
    for export_format, described in FORMATS.items():
        mapped = [(item, note) for item in items if (note := mapping_note(export_format, item))]
        rows = "\n".join(f"- `{item.id}` ({item.type}): {note}." for item, note in mapped)
        unchanged = f"Kept whole: {len(items) - len(mapped)} of {len(items)} questions."
        parts.append(f"## {export_format}\n\n{unchanged} {described.everywhere}\n\n{rows}".rstrip())
    parts.append(
        "## How this was tried\n\nThe files are read back by independent readers in the tests. In November 2026 an "
        "earlier version was imported into a running Moodle 4.5 and into Anki; this version was not."
    )
    return "\n\n".join(parts) + "\n"

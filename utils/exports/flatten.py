"""Items as every learning platform knows them: one answer, several answers, or a number. Other types are split up.

A matrix becomes a question per row, a cloze text one per blank, an ordering question one per step, a bow-tie one per
choice. The stem of each says what it belongs to; ``split_note`` says what a platform scores differently.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from utils.questions import scoring
from utils.questions.bank import Finding, Item, Number, Option, Part
from utils.questions.html_form import TASKS, place
from utils.statements.case_charts import Reading

OTHER_BLANK = "…"
# What starts a formula: a backslash or a dollar sign before one of these. An element between them prevents it.
_FORMULA = re.compile(r"(?<=[\\$])[(\[$]")
# What every file says of itself.
NOTE = (
    "Not reviewed by a clinician, unless a part says so. For learning only. It is not medical advice for any "
    "individual."
)


@dataclass(frozen=True)
class Choice:
    """An answer: its text, whether it is right, and why."""

    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A question of kind "single", "multiple" or "number"; all texts are plain. ``number`` answers a number."""

    id: str
    item: Item
    kind: str
    stem: str
    choices: tuple[Choice, ...]
    feedback: str
    number: Number | None = None
    wrong_numbers: tuple[Number, ...] = ()

    @property
    def points(self) -> int:
        """One point for each right answer."""
        return max(1, sum(choice.correct for choice in self.choices))


def simple_questions(item: Item, with_story: bool = False) -> list[Question]:
    """The simple questions into which an item is split; only one, with the item's own id, if it needs no splitting.

    ``with_story``: the case that it asks about is in the stem, for formats that have no texts between questions;
    otherwise the stem names the case, whose story (``story_text``) has to be written before its first question.
    """
    evidence = evidence_note(item)
    stem = f"{story_text(item) if with_story else story_name(item)}{exhibit_text(item)}{item.stem}"
    if item.type == "numeric":
        key = item.key_number
        wrong = tuple(number for number in item.numbers if not number.correct)
        stem = f"{stem} {TASKS[item.type]} ____ {key.unit}".rstrip()
        return [Question(item.id, item, "number", stem, (), f"{key.rationale} {evidence}", key, wrong)]
    if item.type == "ordering":
        return [_step_question(item, index, stem, evidence) for index in range(len(item.options))]
    simple = []
    for part in item.groups:
        kind = "single" if part.choose == 1 else "multiple"
        question_id = f"{item.id}--{part.id}" if part.id else item.id
        choices = tuple(Choice(option.text, option.correct, option.rationale) for option in part.options)
        simple.append(Question(question_id, item, kind, f"{stem}{_part_stem(item, part)}", choices, evidence))
    return simple


def evidence_text(item: Item) -> str:
    """What supports the key; a source with several pages is named once, with their number."""
    pages = Counter(item.evidence_text.split("; "))
    return "; ".join(f"{source} ({count} pages)" if count > 1 else source for source, count in pages.items())


def evidence_note(item: Item) -> str:
    """What supports the key, and who has reviewed the question, in two sentences."""
    return f"Evidence: {evidence_text(item)}. {item.review_text}"


def html_text(text: str) -> str:
    r"""Plain text as HTML in which no platform finds a formula, such as one between ``\(`` and ``\)``."""
    return _FORMULA.sub(r"<span>\g<0></span>", escape(text, quote=False))


def short_hash(text: str) -> str:
    """An id made of a text: always the same, and of the digits and letters 0 to 9 and a to f only."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def percent(share: float) -> str:
    """A weight in percent as Moodle lists it: 33.33333, 100."""
    return f"{share:.5f}".rstrip("0").rstrip(".")


def story_name(item: Item) -> str:
    """Which case a question asks about, with a space at its end; empty if it belongs to no case."""
    return f"Case: {item.story.title}. " if item.story else ""


def story_text(item: Item) -> str:
    """The case that a question asks about, in one line with a space at its end; empty if it belongs to no case."""
    if not item.story:
        return ""
    return f"{story_name(item)}{item.story.person} {item.story.new} {_chart_text(item.story.chart)}"


def begins_story(item: Item, before: Item | None) -> bool:
    """Whether the story of a question differs from that of the question ``before`` it, so that it is printed here."""
    return item.story is not None and (before is None or before.story != item.story)


def exhibit_text(item: Item) -> str:
    """The patient chart of a question in one line, with a space at its end; empty if it has none."""
    return _chart_text(item.exhibit)


def _chart_text(findings: Sequence[Finding | Reading]) -> str:
    values_by_finding: dict[str, list[str]] = {}
    for finding in findings:
        values_by_finding.setdefault(finding.finding, []).append(f"{finding.time} {finding.value}")
    rows = "; ".join(f"{finding}: {', '.join(values)}" for finding, values in values_by_finding.items())
    return f"Chart (invented): {rows}. " if rows else ""


def cloze_text(item: Item, blank: str, part_id: str = "") -> str:
    """The text of a cloze question with ``blank`` in its blanks, or only in that of ``part_id`` and dots elsewhere."""
    return " ".join(
        part.text.replace("{}", blank if not part_id or part.id == part_id else OTHER_BLANK) for part in item.parts
    )


def _part_stem(item: Item, part: Part) -> str:
    if item.type in ("cloze", "rationale"):
        return f" Which words belong in the blank? {cloze_text(item, '____', part.id)}"
    task = ""
    if part.choose is None:
        task = " Choose all that apply."
    elif part.choose > 1:
        task = f" Choose {part.choose}."
    return f" {part.text}{'' if part.text[-1:] in '?.' else ':'}{task}" if part.text else task


def place_choices(item: Item, option: Option) -> tuple[Choice, ...]:
    """The places that a step of an ordering question can be given."""
    return tuple(Choice(place(position), position == option.mark, option.rationale) for position in item.positions)


def _step_question(item: Item, index: int, stem: str, evidence: str) -> Question:
    option = item.options[index]
    steps = "; ".join(f"{each.letter}) {each.text}" for each in item.options)
    stem = f"{stem} The steps: {steps}. Which place has this step: {option.letter}) {option.text}"
    choices = place_choices(item, option)
    return Question(f"{item.id}--{option.letter}", item, "single", stem, choices, evidence)


_SPLIT_NOTES = {
    "select-n": "it cannot limit learners to the number of answers; as with select all that apply, wrong answers take "
    "points off",
    "matrix-single": "one question per row",
    "matrix-multiple": "one question per row; right minus wrong is counted per row, not per column",
    "cloze": "one question per blank",
    "rationale": "one question per blank; each counts by itself, not only together",
    "ordering": "one question per step: which place it has",
    "bow-tie": "one question for the condition, one for the actions, one for the parameters; wrong answers take points "
    "off",
}


def split_note(item: Item) -> str:
    """What the simple questions show or score differently from the course, in one sentence; empty if nothing."""
    return _SPLIT_NOTES.get(item.type, "")


def points_note(item: Item, points: int) -> str:
    """Where a format gives other points than the course, which; empty if it gives the same."""
    most = scoring.max_points(scoring.marking(item))
    return "" if points == most else f"counts {points} point{'s'[: points != 1]}, in the course {most}"


def text_notes(item: Item) -> list[str]:
    """What of an item is in other places where a format has no charts and no cases."""
    notes = ["its chart is a line of text"] if item.exhibit else []
    return notes + (["its case is a separate text before it: import both"] if item.story else [])

"""Items as every learning platform knows them: one answer, several answers, or a number. Other types are split up.

A matrix becomes a question per row, a cloze text one per blank, an ordering question one per step, a bow-tie one per
choice. The stem of each says what it belongs to; ``platform_note`` says what a platform scores differently.
"""

from __future__ import annotations

from dataclasses import dataclass

from utils.questions.bank import Item, Part
from utils.questions.html_form import NO_PLACE

OTHER_BLANK = "…"


@dataclass(frozen=True)
class Choice:
    """An answer: its text, whether it is right, and why."""

    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A question of kind "single", "multiple" or "number"; all texts are plain. ``value`` is the answer to a number."""

    id: str
    item: Item
    kind: str
    stem: str
    choices: tuple[Choice, ...]
    feedback: str
    value: str = ""
    tolerance: float = 0
    wrong_numbers: tuple[tuple[str, float, str], ...] = ()

    @property
    def points(self) -> int:
        """One point for each right answer."""
        return max(1, sum(choice.correct for choice in self.choices))


def simple_questions(item: Item) -> list[Question]:
    """The simple questions into which an item is split; only one, with the item's own id, if it needs no splitting."""
    evidence = f"Evidence: {item.evidence_text}. {item.review_text}"
    stem = f"{exhibit_text(item)}{item.stem}"
    if item.type == "numeric":
        key = item.key_number
        wrong = tuple(
            (number.value, number.tolerance, number.rationale) for number in item.numbers if not number.correct
        )
        feedback = f"{key.rationale} {evidence}"
        stem = f"{stem} Answer in: {key.unit}."
        return [Question(item.id, item, "number", stem, (), feedback, key.value, key.tolerance, wrong)]
    if item.type == "ordering":
        return [_step_question(item, index, stem, evidence) for index in range(len(item.options))]
    simple = []
    for part in item.groups:
        kind = "single" if part.choose == 1 else "multiple"
        question_id = f"{item.id}--{part.id}" if part.id else item.id
        choices = tuple(Choice(option.text, option.correct, option.rationale) for option in part.options)
        simple.append(Question(question_id, item, kind, f"{stem}{_part_stem(item, part)}", choices, evidence))
    return simple


def exhibit_text(item: Item) -> str:
    """The patient chart of a question in one line, with a space at its end; empty if it has none."""
    values_by_finding: dict[str, list[str]] = {}
    for finding in item.exhibit:
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


def _step_question(item: Item, index: int, stem: str, evidence: str) -> Question:
    option = item.options[index]
    choices = tuple(
        Choice(NO_PLACE if position == "no" else position, position == option.mark, option.rationale)
        for position in item.positions
    )
    stem = f"{stem} Which place has: {option.text}"
    return Question(f"{item.id}--{option.letter}", item, "single", stem, choices, evidence)


_PLATFORM_NOTES = {
    "select-n": "it cannot hold learners to the number of answers; as with select all that apply, wrong answers take "
    "points off",
    "matrix-single": "one question per row",
    "matrix-multiple": "one question per row; right minus wrong is counted per row, not per column",
    "cloze": "one question per blank",
    "rationale": "one question per blank; each counts by itself, not only together",
    "ordering": "one question per step: which place it has",
    "bow-tie": "one question for the condition, one for the actions, one for the parameters",
}


def platform_note(item: Item) -> str:
    """What a platform shows or scores differently from the course, in one sentence; empty if nothing."""
    return _PLATFORM_NOTES.get(item.type, "")

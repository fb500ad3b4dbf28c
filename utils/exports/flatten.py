"""Questions as every learning platform knows them: one answer, several answers, a number. Other types are taken apart.

A matrix gives a question per row, a text with blanks one per blank, steps in order one per step, a bow-tie one per
choice. Each part says by its stem what it belongs to; ``notes`` says by name what a platform marks differently.
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
    """A question of kind ``single``, ``multiple`` or ``number``; all texts are plain. ``value`` is for a number."""

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
        """One for each right answer."""
        return max(1, sum(choice.correct for choice in self.choices))


def questions(item: Item) -> list[Question]:
    """The simple questions that an item is taken apart into; one, with the item's own id, where nothing has to be."""
    rests = f"Rests on: {item.evidence_text}."
    start = f"{chart(item)}{item.stem}"
    if item.type == "numeric":
        right = item.key_number
        wrong = tuple((n.value, n.tolerance, n.rationale) for n in item.numbers if not n.correct)
        stem = f"{start} Answer in: {right.unit}."
        return [Question(item.id, item, "number", stem, (), f"{right.rationale} {rests}", right.value, right.tolerance, wrong)]  # fmt: skip
    if item.type == "ordering":
        return [_step(item, number, start, rests) for number in range(len(item.options))]
    found = []
    for part in item.groups:
        kind = "single" if part.choose == 1 else "multiple"
        id = f"{item.id}--{part.id}" if part.id else item.id
        choices = tuple(Choice(o.text, o.correct, o.rationale) for o in part.options)
        found.append(Question(id, item, kind, f"{start}{_asked(item, part)}", choices, rests))
    return found


def chart(item: Item) -> str:
    """The chart of a question in one line, with a space behind it; empty without one."""
    rows: dict[str, list[str]] = {}
    for finding in item.exhibit:
        rows.setdefault(finding.finding, []).append(f"{finding.time} {finding.value}")
    said = "; ".join(f"{finding}: {', '.join(values)}" for finding, values in rows.items())
    return f"Chart (invented): {said}. " if said else ""


def blanks(item: Item, shown: str, here: str = "") -> str:
    """The text of a cloze question with its blanks as ``shown``, or only the one of part ``here`` and others as dots."""
    return " ".join(
        part.text.replace("{}", shown if not here or part.id == here else OTHER_BLANK) for part in item.parts
    )


def _asked(item: Item, part: Part) -> str:
    task = f" Choose {part.choose}." if part.choose and part.choose > 1 else " Choose all that apply." if part.choose is None else ""  # fmt: skip
    if item.type in ("cloze", "rationale"):
        return f" Which words belong in the blank? {blanks(item, '____', part.id)}"
    return f" {part.text}{'' if part.text[-1:] in '?.' else ':'}{task}" if part.text else task


def _step(item: Item, number: int, start: str, rests: str) -> Question:
    option = item.options[number]
    choices = tuple(
        Choice(NO_PLACE if place == "no" else place, place == option.mark, option.rationale) for place in item.positions
    )
    return Question(f"{item.id}--{option.letter}", item, "single", f"{start} Which place has: {option.text}", choices, rests)  # fmt: skip


def notes(item: Item) -> str:
    """What a platform shows or marks differently from the course, in one sentence; empty when nothing."""
    return {
        "select-n": "it cannot hold learners to the number of answers; as with select all that apply, wrong answers take points off",
        "matrix-single": "one question per row",
        "matrix-multiple": "one question per row; right minus wrong is counted per row, not per column",
        "cloze": "one question per blank",
        "rationale": "one question per blank; each counts by itself, not only together",
        "ordering": "one question per step: which place it has",
        "bow-tie": "one question for the condition, one for the actions, one for the parameters",
    }.get(item.type, "")

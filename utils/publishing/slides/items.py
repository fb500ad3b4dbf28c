"""A question on one slide, and its answer with the reason for every option on the next one, never before."""

from __future__ import annotations

from collections.abc import Iterable

from utils.publishing.slides.model import Note, Paragraph, Slide
from utils.questions import html_form
from utils.questions.bank import Item, Option, Part

_BLANK = "________"


def question_slides(item: Item, number: int) -> tuple[Slide, Slide]:
    """The question and its answer, each as one slide that may still be too long.

    Parameters
    ----------
    item : Item
        The question.
    number : int
        Its number in the deck.

    Returns
    -------
    tuple of (Slide, Slide)
        Without a cell. What supports the key is in the notes of the answer: a class need not read past it.
    """
    stem = Paragraph(f"{item.stem} {html_form.task(item)}")
    asked = Slide(
        "question",
        f"Question {number}",
        (stem, *_choices(item)),
        table=_exhibit(item),
        table_title="Chart (invented)",
        item=item.id,
    )
    review = Paragraph(item.review_text, is_caption=True)
    evidence = Note(f"Evidence: {item.evidence_text}.")
    answered = Slide(
        "answer", f"Answer to question {number}", (*_answers(item), review), notes=(evidence,), item=item.id
    )
    return asked, answered


def _exhibit(item: Item) -> tuple[tuple[str, ...], ...]:
    """The patient chart of a question: a row per finding, a column per time."""
    if not item.exhibit:
        return ()
    times = list(dict.fromkeys(finding.time for finding in item.exhibit))
    values = {(finding.finding, finding.time): finding.value for finding in item.exhibit}
    names = dict.fromkeys(finding.finding for finding in item.exhibit)
    return (("Finding", *times), *((name, *(values.get((name, time), "") for time in times)) for name in names))


def _choices(item: Item) -> list[Paragraph]:
    if item.type == "numeric":
        return [Paragraph(f"{_BLANK} {item.key_number.unit}")]
    if item.type in ("cloze", "rationale"):
        return [
            Paragraph(part.text.replace("{}", f"{_BLANK} ({_either(part.options)})"), level=1) for part in item.parts
        ]
    if item.type.startswith("matrix"):
        choice_texts = {_either(part.options) for part in item.parts}
        if len(choice_texts) == 1:
            return [Paragraph(choice_texts.pop(), "Choices:"), *(Paragraph(part.text, level=1) for part in item.parts)]
        return [Paragraph(_either(part.options), f"{part.text}:", level=1) for part in item.parts]
    if item.parts:
        return [p for part in item.parts for p in (Paragraph("", _part_title(part)), *_listed(part.options))]
    return _listed(item.options)


def _part_title(part: Part) -> str:
    return f"{part.text} (choose {'one' if part.choose == 1 else part.choose})"


def _either(options: Iterable[Option]) -> str:
    return " / ".join(option.text for option in options)


def _listed(options: Iterable[Option]) -> list[Paragraph]:
    return [Paragraph(option.text, f"{option.letter})") for option in options]


def _answers(item: Item) -> list[Paragraph]:
    if item.type == "numeric":
        key = item.key_number
        wrong = [
            Paragraph(n.rationale, f"{n.value} {n.unit}: incorrect.", level=1) for n in item.numbers if not n.correct
        ]
        return [Paragraph(key.rationale, f"{key.value} {key.unit}."), *wrong]
    if item.type == "ordering":
        steps = sorted(item.options, key=lambda option: (not option.correct, option.mark))
        return [
            Paragraph(f"{option.text}. {option.rationale}", f"{option.mark})" if option.correct else "Does not belong:")
            for option in steps
        ]
    found = []
    for part in item.groups:
        found += [_key(item, part), *(_reasons(part) if not item.parts else _why(part))]
    return found


def _key(item: Item, part: Part) -> Paragraph:
    """The right answer, in words."""
    lettered = item.type in html_form.LETTERED
    right = [
        f"{option.letter}) {option.text}" if lettered else option.text for option in part.options if option.correct
    ]
    answer = "; ".join(right)
    if "{}" in part.text:
        return Paragraph("", part.text.replace("{}", answer))
    return Paragraph("", f"{part.text}: {answer}" if part.text else f"Answer: {answer}")


def _why(part: Part) -> list[Paragraph]:
    """The reasons for the right answers alone: where a question has several parts, the lesson has the others."""
    return [Paragraph(text, level=1) for text in dict.fromkeys(o.rationale for o in part.options if o.correct)]


def _reasons(part: Part) -> list[Paragraph]:
    """The reason for every option."""
    verdicts = ("incorrect", "correct")
    return [Paragraph(o.rationale, f"{o.letter}) {verdicts[o.correct]}.", level=1) for o in part.options]

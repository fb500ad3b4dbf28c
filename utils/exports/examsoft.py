r"""Rich Text Format for the Legacy Portal of ExamSoft: a paragraph per question, reason and answer.

A question is ``Type: CODE Folder: path Title: name 1. stem``, then ``~ reason``, then an answer a line, an asterisk
before each right one, then an empty line. In ORDERING and MATRIX, three hyphens separate a step or row from its
place or columns; in F (fill in the blank), ``Choice of: first | second | 1`` is a list and ``Range: 3_5`` a number.

References
----------
ExamSoft, "Legacy Portal: Prepare an RTF Question File to Import (File Guidelines)",
https://support.examsoft.com/hc/en-us/articles/11167971749261 (order, fonts, type codes), and "RTF Question Import
Formatting" (2016), http://university.examsoft.com/h/i/215559009-rtf-question-import-formatting/233595 (examples).
What ORDERING, MATRIX and F hold is from a public summary of those guidelines ("ExamSoft RTF Import Schema"), since
that part of them was not available. Rich Text Format (RTF) Specification 1.9.1, Microsoft, 2008: ``\uN?``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from utils.exports.flatten import NOTE, Question, evidence_note, simple_questions, split_note
from utils.exports.stems import lead_in, lead_in_notes, mistakes
from utils.questions.bank import Item, Part
from utils.questions.html_form import task

MOST_BLANKS = 15
# Signs of this format inside a text, which it cannot escape → what looks like them
_SIGNS = {"---": "- - -", "|": "/", "_____": "_ _ _ _ _", "[": "(", "]": ")", "~": "∼"}
EVERYWHERE = (
    "All reasons of a question are in its one rationale. How many points it has, and what a part of the right "
    "answers is worth, is set in ExamSoft. Objective, difficulty, judgment, client need and competency are not in the "
    "file. Links to sources are text."
)
_CLOZE = ("cloze", "rationale")
_MATRIX = ("matrix-single", "matrix-multiple")


def escape(text: str) -> str:
    r"""Text as RTF reads it, in ASCII: ``\uN?`` for each 16-bit unit of any other character, as a signed number."""
    return "".join(_character(character) for character in text)


def render(items: Sequence[Item], title: str) -> bytes:
    """The items as one RTF file in ASCII, Arial 10 points."""
    folder = plain(title).replace("/", "-").replace(":", " -")
    blocks = [block for item in items for block in _blocks(item, folder)]
    lines = []
    for number, (head, stem, rest) in enumerate(blocks, start=1):
        lines += [f"{head} {number}. {stem}".lstrip(), *rest, ""]
    body = "\\par\n".join(map(escape, lines))
    information = f"{{\\info{{\\title {escape(title)}}}{{\\doccomm {escape(NOTE)} Text and data: CC BY 4.0.}}}}"
    fonts = "{\\fonttbl{\\f0\\fswiss Arial;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0\\uc1{fonts}\n{information}\n\\f0\\fs20 {body}}}\n".encode("ascii")


def plain(text: str) -> str:
    """Text on one line, without signs that mean something in this format."""
    text = " ".join(text.split())
    for sign, stand_in in _SIGNS.items():
        text = text.replace(sign, stand_in)
    return text


def kind(item: Item) -> str:
    """The type code that holds an item whole; empty if it is split into simple questions."""
    if item.type == "ordering" and "no" not in item.positions:
        return "ORDERING"
    if item.type in _MATRIX:
        return "MATRIX"
    if item.type in _CLOZE and len(item.parts) <= MOST_BLANKS:
        return "F"
    return ""


def notes(item: Item) -> Iterator[str]:
    """What differs in this item beside ``EVERYWHERE``."""
    if not kind(item):
        yield split_note(item)
    elif item.type == "rationale":
        yield "each blank counts by itself, not only together"
    yield from lead_in_notes(item)


def _character(character: str) -> str:
    if character in "\\{}":
        return f"\\{character}"
    if " " <= character <= "~" or character == "\n":
        return character
    units = character.encode("utf-16-le")
    return "".join(f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2))


def _blocks(item: Item, folder: str) -> Iterator[tuple[str, str, list[str]]]:
    """What comes before the number of a question, its stem, and the lines below it."""
    code = kind(item)
    if not code:
        for question in simple_questions(item, with_story=True):
            type_code, stem, lines = _simple(question)
            yield _head(type_code, folder, item, question.id), stem, lines
        return
    tasks = {"MATRIX": task(item), "F": "Choose the words for each blank."}
    stem = plain(f"{lead_in(item)}{item.stem} {tasks.get(code, '')}")
    if code == "F":
        stem += " " + " ".join(_with_blank(part, number) for number, part in enumerate(item.parts, start=1))
    answers: Callable[[Item], list[str]] = {"ORDERING": _steps, "MATRIX": _matrix, "F": _blanks}[code]
    why = f"~ {plain(' '.join([*_reasons(item), evidence_note(item)]))}"
    yield _head(code, folder, item, item.id), stem, [why, *answers(item)]


def _head(type_code: str, folder: str, item: Item, name: str) -> str:
    return f"{f'Type: {type_code} ' if type_code else ''}Folder: {folder}/{item.lesson} Title: {name}"


def _simple(question: Question) -> tuple[str, str, list[str]]:
    """Type code, stem and lines of a question that every platform knows."""
    if question.kind == "number":
        return "F", *_number(question)
    answers, reasons = [], []
    for index, choice in enumerate(question.choices):
        letter = chr(ord("a") + index)
        answers.append(f"{'*' if choice.correct else ''}{letter}. {plain(choice.text)}")
        reasons.append(f"{letter}) {choice.feedback}")
    why = f"~ {plain(' '.join([*reasons, question.feedback]))}"
    return "MA" if question.kind == "multiple" else "", plain(question.stem), [why, *answers]


def _number(question: Question) -> tuple[str, list[str]]:
    """Stem and lines of a question that a number answers: a blank with a range."""
    key = question.item.key_number
    stem = plain(f"{lead_in(question.item)}{question.item.stem} Write only the number:")
    why = plain(question.feedback + mistakes(question.item))
    return f"{stem} [1] {plain(key.unit)}", [f"~ {why}", f"a. Range: {key.low}_{key.high}"]


def _reasons(item: Item) -> list[str]:
    """Why each answer of an item that stays whole is right or wrong, with its words: it has letters nowhere else."""
    rows = [(f"{part.text} – " * (item.type in _MATRIX), option) for part in item.parts for option in part.options]
    rows += [("", option) for option in item.options]
    return [f"{row}{option.text}: {option.rationale}" for row, option in rows]


def _steps(item: Item) -> list[str]:
    return [f"{option.letter}. {plain(option.text)} --- {option.mark}" for option in item.options]


def _matrix(item: Item) -> list[str]:
    """A row per part with the numbers of its columns, then the columns."""
    rows = []
    for index, part in enumerate(item.parts):
        right = ",".join(str(number) for number, option in enumerate(part.options, start=1) if option.correct)
        rows.append(f"{chr(ord('A') + index)}) {plain(part.text)} --- {right}")
    columns = [f"{number}.- {plain(option.text)}" for number, option in enumerate(item.parts[0].options, start=1)]
    return [*rows, *columns]


def _with_blank(part: Part, number: int) -> str:
    before, after = map(_piece, part.text.split("{}"))
    return f"{before}[{number}]{after}"


def _piece(text: str) -> str:
    """As ``plain``, with the spaces at its ends, which part it from the blank."""
    return f"{' ' * text[:1].isspace()}{plain(text)}{' ' * text[-1:].isspace()}"


def _blanks(item: Item) -> list[str]:
    """A list per blank, the number of its right choice last."""
    lines = []
    for index, part in enumerate(item.parts):
        right = next(number for number, option in enumerate(part.options, start=1) if option.correct)
        choices = " | ".join(plain(option.text) for option in part.options)
        lines.append(f"{chr(ord('a') + index)}. Choice of: {choices} | {right}")
    return lines

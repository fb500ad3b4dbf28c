"""Moodle XML. A question with several answers to give stays one question (Moodle's type Cloze)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from utils.exports.flatten import (
    NOTE,
    Choice,
    Question,
    begins_story,
    evidence_note,
    exhibit_text,
    html_text,
    percent,
    place_choices,
    short_hash,
    simple_questions,
    story_name,
    story_text,
)
from utils.questions import html_form
from utils.questions.bank import Item, Number, Part
from utils.tables.schema import LONGEST_ID

CLOZE = ("cloze", "rationale", "ordering", "matrix-single", "matrix-multiple", "bow-tie")
_SPECIAL = re.compile(r"[&<>\\~=#{}/\"]")


def render(items: Sequence[Item], title: str) -> str:
    """All items as one Moodle XML document, a category per lesson; each case is a description before its questions."""
    root = ET.Element("quiz")
    before: Item | None = None
    for item in items:
        if before is None or item.lesson != before.lesson:
            _category(root, f"$course$/{title.replace('/', '//')}/{item.lesson}")
        if begins_story(item, before):
            element = _add_question(root, "description", _story_id(item.story.id))
            _html(element, "questiontext", story_text(item).strip())
            _html(element, "generalfeedback", "")
            ET.SubElement(element, "defaultgrade").text = "0"
        if item.type in CLOZE:
            _cloze(root, item)
        else:
            for question in simple_questions(item):
                _simple(root, question)
        before = item
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _story_id(story_id: str) -> str:
    """An id that no question has and that Moodle has room for: one longer id aborts the whole import."""
    return f"case--{story_id}" if len(story_id) <= LONGEST_ID - 6 else f"case--{short_hash(story_id)}"


def _category(root: ET.Element, path: str) -> None:
    question = ET.SubElement(root, "question", type="category")
    _text(ET.SubElement(question, "category"), path)
    _html(question, "info", NOTE)


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, name: str, text: str) -> None:
    """Add an element of HTML that contains the plain text as a paragraph."""
    _text(ET.SubElement(parent, name, format="html"), f"<p>{markup(text)}</p>" if text else "")


def markup(text: str) -> str:
    """Plain text as HTML that Moodle's filters leave as it is: without the class, "(n)" would be an icon."""
    return f'<span class="nolink">{html_text(text)}</span>' if text else ""


def _add_question(root: ET.Element, kind: str, question_id: str) -> ET.Element:
    element = ET.SubElement(root, "question", type=kind)
    _text(ET.SubElement(element, "name"), question_id)
    ET.SubElement(element, "idnumber").text = question_id
    return element


def _tags(element: ET.Element, item: Item) -> None:
    tags = ET.SubElement(element, "tags")
    for tag in (item.difficulty, item.judgment, item.client_need, f"AACN {item.competency}"):
        _text(ET.SubElement(tags, "tag"), tag)


def _simple(root: ET.Element, question: Question) -> None:
    kind = "numerical" if question.number else "multichoice"
    element = _add_question(root, kind, question.id)
    _tags(element, question.item)
    _html(element, "questiontext", question.stem)
    _html(element, "generalfeedback", question.feedback)
    ET.SubElement(element, "defaultgrade").text = str(question.points)
    if question.number:
        _number(element, 100, question.number, "")
        for number in question.wrong_numbers:
            _number(element, 0, number, number.rationale)
        return
    ET.SubElement(element, "single").text = "true" if question.kind == "single" else "false"
    ET.SubElement(element, "shuffleanswers").text = "false"
    ET.SubElement(element, "answernumbering").text = "abc"
    for choice, share in zip(question.choices, _shares(question.choices, question.kind == "single"), strict=True):
        answer = ET.SubElement(element, "answer", fraction=percent(share), format="html")
        _text(answer, f"<p>{markup(choice.text)}</p>")
        _html(answer, "feedback", choice.feedback)


def _shares(choices: Sequence[Choice], single: bool) -> Iterator[float]:
    """The percent of the points that each choice gives or takes."""
    share = 100 / max(1, sum(choice.correct for choice in choices))
    for choice in choices:
        yield share if choice.correct else 0 if single else -share


def _number(element: ET.Element, fraction: int, number: Number, feedback: str) -> None:
    answer = ET.SubElement(element, "answer", fraction=str(fraction), format="moodle_auto_format")
    _text(answer, number.value)
    _html(answer, "feedback", feedback)
    ET.SubElement(answer, "tolerance").text = number.tolerance_text


def _cloze(root: ET.Element, item: Item) -> None:
    element = _add_question(root, "cloze", item.id)
    _tags(element, item)
    # no instruction here says how linked blanks count: each one counts separately here
    task = "" if item.type == "rationale" else f" {html_form.task(item)}"
    stem = f"<p>{_outside(story_name(item) + exhibit_text(item) + item.stem + task)}</p>"
    if item.type == "ordering":
        body = _list(
            f"{_blank('MULTICHOICE', place_choices(item, option))} {_outside(html_form.label(item, option))}"
            for option in item.options
        )
    elif item.type in ("cloze", "rationale"):
        body = f"<p>{' '.join(_filled(part) for part in item.parts)}</p>"
    else:
        body = _list(f"{_outside(_part_text(part))} {_part_blank(part)}" for part in item.parts)
    _text(ET.SubElement(element, "questiontext", format="html"), stem + body)
    _html(element, "generalfeedback", evidence_note(item))
    ET.SubElement(element, "defaultgrade").text = str(cloze_points(item))


def cloze_points(item: Item) -> int:
    """The points of a question as Cloze: one for each right answer."""
    if item.type == "ordering":
        return len(item.options)
    return sum(option.correct for part in item.parts for option in part.options)


def _list(lines: Iterator[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def _filled(part: Part) -> str:
    before, after = map(_outside, part.text.split("{}"))
    return before + _blank("MULTICHOICE", _choices(part)) + after


def _part_text(part: Part) -> str:
    """A row of a matrix, or a choice of a bow-tie with how many answers it takes."""
    return f"{part.text} (choose {part.choose})" if part.choose and part.choose > 1 else part.text


def _part_blank(part: Part) -> str:
    return _blank("MULTICHOICE_H" if part.choose == 1 else "MULTIRESPONSE", _choices(part))


def _choices(part: Part) -> list[Choice]:
    return [Choice(option.text, option.correct, option.rationale) for option in part.options]


def _outside(text: str) -> str:
    """Text between blanks, where an opening brace would start one."""
    return markup(text).replace("{", "&#123;").replace("}", "&#125;")


def _blank(kind: str, choices: Sequence[Choice]) -> str:
    """A drop-down, buttons or boxes of Moodle's Cloze: ``{1:MULTICHOICE:=right#feedback~wrong#feedback}``."""
    points = sum(choice.correct for choice in choices)
    single = kind != "MULTIRESPONSE"
    options = []
    for choice, share in zip(choices, _shares(choices, single), strict=True):
        mark = ("=" if choice.correct else "") if single else f"%{percent(share)}%"
        options.append(f"{mark}{_inside(choice.text)}#{_inside(choice.feedback)}")
    return f"{{{points}:{kind}:{'~'.join(options)}}}"


def _inside(text: str) -> str:
    r"""Text inside a blank, as HTML whose every special sign is an entity.

    Moodle decodes entities once, then takes the backslash from ``\}`` and ``\#``, then reads the result as HTML: so a
    backslash is an entity of that HTML too.
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", markup(text).replace("\\", "&#92;"))

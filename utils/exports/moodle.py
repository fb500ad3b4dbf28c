"""Moodle XML. Cloze texts and ordering questions stay one question each (Moodle's Cloze type)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from xml.etree import ElementTree as ET

from utils.exports.flatten import Choice, Question, exhibit_text, simple_questions
from utils.exports.gift import percent
from utils.questions import scoring
from utils.questions.bank import Item
from utils.questions.html_form import NO_PLACE

CLOZE = ("cloze", "rationale", "ordering")
_SPECIAL = re.compile(r"[\\~=#{}/\"]")


def render(items: Sequence[Item], title: str) -> str:
    """All items as one Moodle XML document, a category per lesson."""
    root = ET.Element("quiz")
    lesson = ""
    for item in items:
        if item.lesson != lesson:
            lesson = item.lesson
            _category(root, f"$course$/{title.replace('/', '//')}/{lesson}")
        if item.type in CLOZE:
            _cloze(root, item)
        else:
            for question in simple_questions(item):
                _simple(root, question)
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _category(root: ET.Element, path: str) -> None:
    question = ET.SubElement(root, "question", type="category")
    _text(ET.SubElement(question, "category"), path)


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, name: str, text: str) -> None:
    """Add an element of HTML that contains the plain text as a paragraph."""
    _text(ET.SubElement(parent, name, format="html"), f"<p>{escape(text, quote=False)}</p>")


def _add_question(root: ET.Element, kind: str, question_id: str, item: Item) -> ET.Element:
    element = ET.SubElement(root, "question", type=kind)
    _text(ET.SubElement(element, "name"), question_id)
    ET.SubElement(element, "idnumber").text = question_id
    tags = ET.SubElement(element, "tags")
    for tag in (item.difficulty, item.judgment, item.client_need, f"AACN {item.competency}"):
        _text(ET.SubElement(tags, "tag"), tag)
    return element


def _simple(root: ET.Element, question: Question) -> None:
    kind = "numerical" if question.kind == "number" else "multichoice"
    element = _add_question(root, kind, question.id, question.item)
    _html(element, "questiontext", question.stem)
    _html(element, "generalfeedback", question.feedback)
    ET.SubElement(element, "defaultgrade").text = str(question.points)
    if kind == "numerical":
        _number(element, 100, question.value, question.tolerance, "")
        for value, tolerance, rationale in question.wrong_numbers:
            _number(element, 0, value, tolerance, rationale)
        return
    ET.SubElement(element, "single").text = "true" if question.kind == "single" else "false"
    ET.SubElement(element, "shuffleanswers").text = "false"
    ET.SubElement(element, "answernumbering").text = "abc"
    share = 100 / question.points
    for choice in question.choices:
        wrong_share = 0 if question.kind == "single" else -share
        fraction = percent(share if choice.correct else wrong_share)
        answer = ET.SubElement(element, "answer", fraction=fraction, format="html")
        _text(answer, f"<p>{escape(choice.text, quote=False)}</p>")
        _html(answer, "feedback", choice.feedback)


def _number(element: ET.Element, fraction: int, value: str, tolerance: float, feedback: str) -> None:
    answer = ET.SubElement(element, "answer", fraction=str(fraction), format="moodle_auto_format")
    _text(answer, value)
    _html(answer, "feedback", feedback)
    ET.SubElement(answer, "tolerance").text = f"{tolerance:.10g}"


def _cloze(root: ET.Element, item: Item) -> None:
    element = _add_question(root, "cloze", item.id, item)
    stem = f"<p>{_outside(exhibit_text(item) + item.stem)}</p>"
    if item.type == "ordering":
        lines = []
        for option in item.options:
            choices = [
                Choice(NO_PLACE if position == "no" else position, position == option.mark, option.rationale)
                for position in item.positions
            ]
            lines.append(f"<li>{_blank(choices)} {_outside(option.text)}</li>")
        body = f"<ul>{''.join(lines)}</ul>"
    else:
        pieces = []
        for part in item.parts:
            before, after = map(_outside, part.text.split("{}"))
            choices = [Choice(option.text, option.correct, option.rationale) for option in part.options]
            pieces.append(before + _blank(choices) + after)
        body = f"<p>{' '.join(pieces)}</p>"
    _text(ET.SubElement(element, "questiontext", format="html"), stem + body)
    _html(element, "generalfeedback", f"Evidence: {item.evidence_text}. {item.review_text}")
    ET.SubElement(element, "defaultgrade").text = str(len(scoring.marking(item).groups))


def _outside(text: str) -> str:
    """Text between blanks, where an opening brace would start one."""
    return escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;")


def _blank(choices: Sequence[Choice]) -> str:
    """A drop-down of Moodle's Cloze: ``{1:MULTICHOICE:=right#feedback~wrong#feedback}``."""
    options = "~".join(
        f"{'=' if choice.correct else ''}{_inside(choice.text)}#{_inside(choice.feedback)}" for choice in choices
    )
    return f"{{1:MULTICHOICE:{options}}}"


def _inside(text: str) -> str:
    """Text inside a blank. Moodle decodes entities once and then reads the result as HTML, so it is escaped twice."""
    markup = escape(text, quote=False).replace("&", "&amp;")
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", markup)

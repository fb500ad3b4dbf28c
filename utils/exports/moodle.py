"""Moodle XML. Texts with blanks and steps in order stay one question there (Moodle's Cloze type)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from xml.etree import ElementTree as ET

from utils.exports.flatten import Choice, Question, chart, questions
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
            for question in questions(item):
                _simple(root, question)
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _category(root: ET.Element, path: str) -> None:
    question = ET.SubElement(root, "question", type="category")
    _text(ET.SubElement(question, "category"), path)


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, name: str, text: str) -> None:
    """An element of HTML that says the plain text, and nothing more."""
    _text(ET.SubElement(parent, name, format="html"), f"<p>{escape(text, quote=False)}</p>")


def _start(root: ET.Element, kind: str, id: str, item: Item) -> ET.Element:
    element = ET.SubElement(root, "question", type=kind)
    _text(ET.SubElement(element, "name"), id)
    tags = (item.difficulty, item.judgment, item.client_need, f"AACN {item.competency}")
    ET.SubElement(element, "idnumber").text = id
    holder = ET.SubElement(element, "tags")
    for tag in tags:
        _text(ET.SubElement(holder, "tag"), tag)
    return element


def _simple(root: ET.Element, question: Question) -> None:
    kind = "numerical" if question.kind == "number" else "multichoice"
    element = _start(root, kind, question.id, question.item)
    _html(element, "questiontext", question.stem)
    _html(element, "generalfeedback", question.feedback)
    ET.SubElement(element, "defaultgrade").text = str(question.points)
    if kind == "numerical":
        _number(element, 100, question.value, question.tolerance, "")
        for value, off, why in question.wrong_numbers:
            _number(element, 0, value, off, why)
        return
    ET.SubElement(element, "single").text = "true" if question.kind == "single" else "false"
    ET.SubElement(element, "shuffleanswers").text = "false"
    ET.SubElement(element, "answernumbering").text = "abc"
    share = 100 / question.points
    for choice in question.choices:
        wrong = 0 if question.kind == "single" else -share
        answer = ET.SubElement(element, "answer", fraction=percent(share if choice.correct else wrong), format="html")
        _text(answer, f"<p>{escape(choice.text, quote=False)}</p>")
        _html(answer, "feedback", choice.feedback)


def _number(element: ET.Element, fraction: int, value: str, tolerance: float, why: str) -> None:
    answer = ET.SubElement(element, "answer", fraction=str(fraction), format="moodle_auto_format")
    _text(answer, value)
    _html(answer, "feedback", why)
    ET.SubElement(answer, "tolerance").text = f"{tolerance:.10g}"


def _cloze(root: ET.Element, item: Item) -> None:
    element = _start(root, "cloze", item.id, item)
    stem = f"<p>{_outside(chart(item) + item.stem)}</p>"
    if item.type == "ordering":
        lines = []
        for option in item.options:
            places = [Choice(NO_PLACE if p == "no" else p, p == option.mark, option.rationale) for p in item.positions]
            lines.append(f"<li>{_blank(places)} {_outside(option.text)}</li>")
        body = f"<ul>{''.join(lines)}</ul>"
    else:
        pieces = []
        for part in item.parts:
            before, after = map(_outside, part.text.split("{}"))
            pieces.append(before + _blank([Choice(o.text, o.correct, o.rationale) for o in part.options]) + after)
        body = f"<p>{' '.join(pieces)}</p>"
    _text(ET.SubElement(element, "questiontext", format="html"), stem + body)
    _html(element, "generalfeedback", f"Rests on: {item.evidence_text}.")
    ET.SubElement(element, "defaultgrade").text = str(len(scoring.marking(item).groups))


def _outside(text: str) -> str:
    """Text between blanks: an opening brace would begin one."""
    return escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;")


def _blank(choices: Sequence[Choice]) -> str:
    """A drop-down of Moodle's Cloze: ``{1:MULTICHOICE:=right#why~wrong#why}``."""
    inside = "~".join(f"{'=' if c.correct else ''}{_inside(c.text)}#{_inside(c.feedback)}" for c in choices)
    return f"{{1:MULTICHOICE:{inside}}}"


def _inside(text: str) -> str:
    """Text inside a blank. Moodle decodes entities once and then takes the result for HTML: so both are escaped."""
    markup = escape(text, quote=False).replace("&", "&amp;")
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", markup)

"""How a question in QTI 2.1 is scored: the course's own rules as response processing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from utils.questions import scoring
from utils.questions.bank import Item


@dataclass(frozen=True)
class Response:
    """A choice to make, or a number to write (no choices, but the ``ranges`` of the key and of each mistake).

    ``choices``: identifier → text; ``key``: identifiers of the right ones; ``choose``: how many, None for all that
    apply; ``reasons``: identifier → why it is right or wrong.
    """

    identifier: str
    choices: Mapping[str, str]
    key: tuple[str, ...]
    choose: int | None
    reasons: Mapping[str, str]
    ranges: tuple[tuple[str, str], ...] = ()

    @property
    def cardinality(self) -> str:
        """Whether one value is expected, or a set of them."""
        return "single" if self.choose == 1 else "multiple"

    @property
    def feedback(self) -> str:
        """The outcome that says which reasons to show."""
        return self.identifier.replace("RESPONSE", "FEEDBACK")


def columns(item: Item) -> list[str]:
    """The outcomes in which the points of each column of a matrix are counted, where columns count by themselves."""
    if scoring.RULES[item.type] != "+/- by column":
        return []
    return [f"COLUMN_{option.letter}" for option in item.parts[0].options]


def add_processing(root: ET.Element, item: Item, responses: Sequence[Response]) -> None:
    """Add the ``responseProcessing`` of an item: its points, then the reasons for what was chosen."""
    processing = ET.SubElement(root, "responseProcessing")
    rule = scoring.RULES[item.type]
    if rule == "number":
        _score_number(processing, responses[0])
    elif rule == "rationale":
        first, *others = responses
        for other in others:
            _add_if(processing, [_is_right(first), _is_right(other)], "SCORE", "1")
    elif rule == "+/- by column":
        _score_columns(processing, item, responses)
    else:
        for response in responses:
            _add(processing, "SCORE", _element("mapResponse", identifier=response.identifier))
    for response in responses:
        if response.choices:
            _set(processing, response.feedback, _variable(response.identifier))
    _set(processing, "EVIDENCE", _value("identifier", "evidence"))


def _score_number(processing: ET.Element, response: Response) -> None:
    """A point within the range of the key; within that of a mistake, its reason."""
    condition = ET.SubElement(processing, "responseCondition")
    for index, (low, high) in enumerate(response.ranges):
        branch = ET.SubElement(condition, "responseElseIf" if index else "responseIf")
        within = ET.SubElement(branch, "and")
        for operator, limit in (("gte", low), ("lte", high)):
            comparison = ET.SubElement(within, operator)
            comparison.extend([_variable(response.identifier), _value("float", limit)])
        if index:
            _set(branch, response.feedback, _value("identifier", f"mistake-{index}"))
        else:
            _set(branch, "SCORE", _value("float", "1"))


def _score_columns(processing: ET.Element, item: Item, responses: Sequence[Response]) -> None:
    """Right minus wrong in each column, never below 0."""
    for column, option in zip(columns(item), item.parts[0].options, strict=True):
        identifier = f"choice-{option.letter}"
        for response in responses:
            chosen = ET.Element("member")
            chosen.extend([_value("identifier", identifier), _variable(response.identifier)])
            _add_if(processing, [chosen], column, "1" if identifier in response.key else "-1")
        above = ET.Element("gt")
        above.extend([_variable(column), _value("float", "0")])
        branch = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
        branch.append(above)
        _add(branch, "SCORE", _variable(column))


def _is_right(response: Response) -> ET.Element:
    match = ET.Element("match")
    match.extend([_variable(response.identifier), _element("correct", identifier=response.identifier)])
    return match


def _add_if(processing: ET.Element, conditions: Sequence[ET.Element], outcome: str, points: str) -> None:
    branch = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
    parent = ET.SubElement(branch, "and") if len(conditions) > 1 else branch
    parent.extend(conditions)
    _add(branch, outcome, _value("float", points))


def _add(parent: ET.Element, outcome: str, points: ET.Element) -> None:
    total = ET.Element("sum")
    total.extend([_variable(outcome), points])
    _set(parent, outcome, total)


def _set(parent: ET.Element, outcome: str, expression: ET.Element) -> None:
    ET.SubElement(parent, "setOutcomeValue", identifier=outcome).append(expression)


def _variable(identifier: str) -> ET.Element:
    return _element("variable", identifier=identifier)


def _value(base_type: str, text: str) -> ET.Element:
    element = _element("baseValue", baseType=base_type)
    element.text = text
    return element


def _element(tag: str, **attributes: str) -> ET.Element:
    return ET.Element(tag, attributes)

"""QTI 2.1: a package of a file per question, a test that lists them, and a manifest.

Nothing is split. Every choice of a question has its own response, and the points are added up as in the course: right
minus wrong, by column in a matrix, and linked answers only together. What a learner chose brings its reason.

References
----------
1EdTech (IMS Global), "Question and Test Interoperability v2.1 Final", 31 August 2012: Implementation Guide (modal
feedback, response mapping, response conditions, content packaging).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from utils.archive import zip_bytes
from utils.exports.flatten import NOTE, evidence_note
from utils.exports.qti21_scoring import Response, add_processing, columns
from utils.exports.stems import lead_in, lead_in_notes
from utils.questions import scoring
from utils.questions.bank import Item, Part
from utils.questions.html_form import place, task

EVERYWHERE = (
    "Points and reasons are those of the course. Which kinds of answer a platform shows (choices, several choices in "
    "one question, lists in a text, numbers) depends on the platform. Objective, difficulty, judgment, client need and "
    "competency are not in the file. Links to sources are text."
)
_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_WORDS = ("cloze", "rationale")


def build_package(items: Sequence[Item], title: str) -> bytes:
    """A zip that a platform imports as QTI 2.1; the same items give the same bytes."""
    files = {f"items/{item.id}.xml": _text(item_element(item)) for item in items}
    return zip_bytes(
        {"imsmanifest.xml": _text(_manifest(items, title)), "test.xml": _text(_test(items, title)), **files}
    )


def notes(item: Item) -> Iterator[str]:
    """What differs in this item beside ``EVERYWHERE``."""
    yield from lead_in_notes(item)


def item_element(item: Item) -> ET.Element:
    """A question as ``assessmentItem``."""
    root = _root("assessmentItem", f"item-{item.id}", item.id)
    root.attrib |= {"adaptive": "false", "timeDependent": "false", "xml:lang": "en"}
    responses = responses_of(item)
    for response in responses:
        _declare_response(root, response)
    most = str(scoring.max_points(scoring.marking(item)))
    _declare_outcome(root, "SCORE", "float", "0").set("normalMaximum", most)
    _declare_outcome(root, "MAXSCORE", "float", most)
    for response in responses:
        _declare_outcome(root, response.feedback, "identifier", cardinality=response.cardinality)
    _declare_outcome(root, "EVIDENCE", "identifier")
    for column in columns(item):
        _declare_outcome(root, column, "float", "0")
    body = ET.SubElement(root, "itemBody")
    _paragraph(body, lead_in(item))
    _paragraph(body, f"{item.stem} {task(item)}")
    _add_interactions(body, item, responses)
    add_processing(root, item, responses)
    for response in responses:
        for identifier, reason in response.reasons.items():
            _modal_feedback(root, response.feedback, identifier, reason)
    general = evidence_note(item)
    if item.type == "numeric":
        general = f"{item.key_number.rationale} {general}"
    _modal_feedback(root, "EVIDENCE", "evidence", general)
    return root


def responses_of(item: Item) -> list[Response]:
    """What a learner has to choose or to write, in the order of the page."""
    if item.type == "numeric":
        return [_number(item)]
    if item.type == "ordering":
        places = {f"place-{position}": place(position) for position in item.positions}
        return [
            Response(
                f"RESPONSE_{number}",
                places,
                (f"place-{option.mark}",),
                1,
                dict.fromkeys(places, f"{option.text}: {option.rationale}"),
            )
            for number, option in enumerate(item.options, start=1)
        ]
    return [_choice(part, f"RESPONSE_{number}") for number, part in enumerate(item.groups, start=1)]


def _choice(part: Part, identifier: str) -> Response:
    return Response(
        identifier,
        {f"choice-{option.letter}": option.text for option in part.options},
        tuple(f"choice-{option.letter}" for option in part.options if option.correct),
        part.choose,
        {f"choice-{option.letter}": f"{option.text}: {option.rationale}" for option in part.options},
    )


def _number(item: Item) -> Response:
    """The key, then each common mistake, as ranges; a mistake that is written brings its reason."""
    numbers = sorted(item.numbers, key=lambda number: not number.correct)
    ranges = tuple((number.low, number.high) for number in numbers)
    reasons = {f"mistake-{index}": number.rationale for index, number in enumerate(numbers) if index}
    return Response("RESPONSE_1", {}, (item.key_number.value,), 1, reasons, ranges)


def _root(tag: str, identifier: str, title: str) -> ET.Element:
    return ET.Element(tag, {"xmlns": _QTI, "identifier": identifier, "title": title})


def _declare_response(root: ET.Element, response: Response) -> None:
    base_type = "identifier" if response.choices else "float"
    attributes = {"identifier": response.identifier, "cardinality": response.cardinality, "baseType": base_type}
    declaration = ET.SubElement(root, "responseDeclaration", attributes)
    correct = ET.SubElement(declaration, "correctResponse")
    for value in response.key:
        ET.SubElement(correct, "value").text = value
    if not response.choices:
        return
    mapping = ET.SubElement(declaration, "mapping", lowerBound="0", defaultValue="0")
    for identifier in response.choices:
        if identifier in response.key or response.choose is None:
            points = "1" if identifier in response.key else "-1"
            ET.SubElement(mapping, "mapEntry", mapKey=identifier, mappedValue=points)


def _declare_outcome(
    root: ET.Element, identifier: str, base_type: str, default: str = "", cardinality: str = "single"
) -> ET.Element:
    attributes = {"identifier": identifier, "cardinality": cardinality, "baseType": base_type}
    declaration = ET.SubElement(root, "outcomeDeclaration", attributes)
    if default:
        ET.SubElement(ET.SubElement(declaration, "defaultValue"), "value").text = default
    return declaration


def _paragraph(parent: ET.Element, text: str) -> None:
    if text.strip():
        ET.SubElement(parent, "p").text = " ".join(text.split())


def _add_interactions(body: ET.Element, item: Item, responses: Sequence[Response]) -> None:
    if item.type == "numeric":
        paragraph = ET.SubElement(body, "p")
        ET.SubElement(paragraph, "textEntryInteraction", responseIdentifier="RESPONSE_1", expectedLength="12")
        paragraph[-1].tail = f" {item.key_number.unit}"
    elif item.type in _WORDS:
        paragraph = ET.SubElement(body, "p")
        paragraph.text = ""
        for part, response in zip(item.parts, responses, strict=True):
            before, after = part.text.split("{}")
            if len(paragraph):
                paragraph[-1].tail += before
            else:
                paragraph.text = before
            _inline_choice(paragraph, response).tail = f"{after} "
    elif item.type == "ordering":
        steps = ET.SubElement(body, "ul")
        for option, response in zip(item.options, responses, strict=True):
            _inline_choice(ET.SubElement(steps, "li"), response).tail = f" {option.text}"
    else:
        for part, response in zip(item.groups, responses, strict=True):
            _choices(body, part, response)


def _choices(body: ET.Element, part: Part, response: Response) -> None:
    attributes = {"responseIdentifier": response.identifier, "shuffle": "false", "maxChoices": str(part.choose or 0)}
    interaction = ET.SubElement(body, "choiceInteraction", attributes)
    if part.text:
        ET.SubElement(interaction, "prompt").text = part.text
    for identifier, text in response.choices.items():
        ET.SubElement(interaction, "simpleChoice", identifier=identifier).text = text


def _inline_choice(parent: ET.Element, response: Response) -> ET.Element:
    interaction = ET.SubElement(
        parent, "inlineChoiceInteraction", responseIdentifier=response.identifier, shuffle="false"
    )
    for identifier, text in response.choices.items():
        ET.SubElement(interaction, "inlineChoice", identifier=identifier).text = text
    return interaction


def _modal_feedback(root: ET.Element, outcome: str, identifier: str, text: str) -> None:
    attributes = {"outcomeIdentifier": outcome, "showHide": "show", "identifier": identifier}
    _paragraph(ET.SubElement(root, "modalFeedback", attributes), text)


def _test(items: Sequence[Item], title: str) -> ET.Element:
    """All questions, a section per lesson, and the sum of their points."""
    root = _root("assessmentTest", "test", title)
    _declare_outcome(root, "SCORE", "float", "0")
    attributes = {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "individual"}
    part = ET.SubElement(root, "testPart", attributes)
    for number, (lesson, group) in enumerate(_by_lesson(items), start=1):
        attributes = {"identifier": f"section-{number}", "title": lesson, "visible": "true"}
        section = ET.SubElement(part, "assessmentSection", attributes)
        _paragraph(ET.SubElement(section, "rubricBlock", view="author candidate scorer"), NOTE)
        for item in group:
            ET.SubElement(
                section, "assessmentItemRef", identifier=f"item-{item.id}", href=f"items/{item.id}.xml", fixed="true"
            )
    processing = ET.SubElement(ET.SubElement(root, "outcomeProcessing"), "setOutcomeValue", identifier="SCORE")
    ET.SubElement(ET.SubElement(processing, "sum"), "testVariables", variableIdentifier="SCORE")
    return root


def _by_lesson(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Neighbors of the same lesson together, so that the order stays."""
    group: list[Item] = []
    for item in items:
        if group and group[-1].lesson != item.lesson:
            yield group[0].lesson, group
            group = []
        group.append(item)
    if group:
        yield group[0].lesson, group


def _manifest(items: Sequence[Item], title: str) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": _PACKAGE, "identifier": "manifest"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    description = ET.SubElement(ET.SubElement(metadata, "lom:lom", {"xmlns:lom": _LOM}), "lom:general")
    for name, text in (("lom:title", title), ("lom:description", f"{NOTE} Text and data: CC BY 4.0.")):
        ET.SubElement(ET.SubElement(description, name), "lom:string", language="en").text = text
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    test = _resource(resources, "test", "imsqti_test_xmlv2p1", "test.xml")
    for item in items:
        ET.SubElement(test, "dependency", identifierref=f"item-{item.id}")
        _resource(resources, f"item-{item.id}", "imsqti_item_xmlv2p1", f"items/{item.id}.xml")
    return root


def _resource(resources: ET.Element, identifier: str, kind: str, path: str) -> ET.Element:
    resource = ET.SubElement(resources, "resource", identifier=identifier, type=kind, href=path)
    ET.SubElement(resource, "file", href=path)
    return resource


def _text(root: ET.Element) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'

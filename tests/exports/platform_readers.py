"""Readers of Blackboard's text, Brightspace's CSV, ExamSoft's RTF and QTI 2.1, each from the format's own description
(named in the module of ``utils/exports`` that writes it), not from the code.
"""

from __future__ import annotations

import csv
import io
import re
import string
import xml.etree.ElementTree as ET
import zipfile
from typing import NamedTuple


class Read(NamedTuple):
    """A question as a platform would hold it.

    ``answers``: of a choice (text, right, reason); of a matching question (text, partner); of an ordering question the
    steps in their order; of a number what counts; of a matrix (row, right columns); of blanks (choices, right one).
    """

    id: str
    kind: str
    stem: str
    answers: list
    feedback: str = ""
    points: int = 0


# --- Blackboard -----------------------------------------------------------------------------------------------------


def blackboard(text: str) -> list[Read]:
    """No header, no blank line, a question a line; the first field names its type."""
    assert text.endswith("\n") and not text.startswith("\ufeff")
    lines = text[:-1].split("\n")
    assert 0 < len(lines) <= 250 and "\r" not in text
    found = []
    for line in lines:
        kind, stem, *fields = line.split("\t")
        assert stem and all(fields), line
        if kind == "NUM":
            number, tolerance = map(float, fields)
            answers = [number - tolerance, number + tolerance]
        else:
            assert kind in ("MC", "MA", "MAT") and len(fields) % 2 == 0 and len(fields) <= 200, line
            answers = list(zip(fields[::2], fields[1::2], strict=True))
            if kind == "MAT":
                assert len({partner for _, partner in answers}) == len(answers), "one partner for each"
            else:
                assert {mark for _, mark in answers} <= {"correct", "incorrect"}, line
                answers = [(said, mark == "correct", "") for said, mark in answers]
                right = sum(right for _, right, _ in answers)
                assert right == 1 if kind == "MC" else right >= 1, line
        found.append(Read("", kind, stem, answers))
    return found


# --- Brightspace ----------------------------------------------------------------------------------------------------


def brightspace(content: bytes) -> list[Read]:
    """A block per question; rows that start with // are remarks, empty ones part the blocks."""
    assert content.startswith(b"\xef\xbb\xbf"), "CSV UTF-8, as a spreadsheet saves it"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert all(len(row) == 5 for row in rows)
    blocks: list[list[list[str]]] = []
    for row in rows:
        if row[0].startswith("//") or not any(row):
            continue
        if row[0] == "NewQuestion":
            blocks.append([])
        blocks[-1].append(row)
    return [_brightspace_question(block) for block in blocks]


def _brightspace_question(block: list[list[str]]) -> Read:
    def one(name: str) -> str:
        (value,) = [row[1] for row in block if row[0] == name]
        return value

    kind, points = one("NewQuestion"), int(one("Points"))
    assert one("ID") and one("Title") and 1 <= int(one("Difficulty")) <= 10 and 0 < points <= 100
    names = {"NewQuestion", "ID", "Title", "QuestionText", "Points", "Difficulty", "Feedback"}
    own = [row for row in block if row[0] not in names]
    allowed = {"MC": {"Option"}, "MS": {"Scoring", "Option"}, "O": {"Scoring", "Item"}, "SA": {"InputBox", "Answer"}}
    assert {row[0] for row in own} == allowed.get(kind, {"AnswerKey"}), kind
    if kind in ("MC", "MS"):
        full = "100" if kind == "MC" else "1"
        options = [row for row in own if row[0] == "Option"]
        assert all(row[1] in ("0", full) and row[2] and row[3] == "" for row in options)
        answers = [(row[2], row[1] == full, row[4]) for row in options]
        assert kind == "MS" or sum(right for _, right, _ in answers) == 1
    elif kind == "O":
        assert all(row[2] == "NOT HTML" and row[1] for row in own if row[0] == "Item")
        answers = [(row[1], row[3]) for row in own if row[0] == "Item"]
    elif kind == "SA":
        assert all(row[1] == "100" and row[3] == "" for row in own if row[0] == "Answer")
        answers = [row[2] for row in own if row[0] == "Answer"]
    else:
        assert kind == "WR"
        answers = [own[0][1]]
    if kind in ("MS", "O"):
        scoring = one("Scoring")
        assert scoring in ("RightAnswers", "RightMinusWrong", "EquallyWeighted", "AllOrNothing")
    return Read(one("ID"), kind, one("QuestionText"), answers, one("Feedback"), points)


# --- ExamSoft -------------------------------------------------------------------------------------------------------

_HIDDEN = {"fonttbl", "info", "colortbl", "stylesheet"}  # groups whose text is not part of the document


def rtf_lines(content: bytes) -> list[str]:
    """The paragraphs of an RTF document (RTF 1.9.1: groups, control words and symbols, ``\\uN`` with ``\\ucN``)."""
    text = content.decode("ascii")
    assert text.startswith("{\\rtf1\\ansi")
    units, depth, hidden, skip = [], 0, [], 0
    token = re.compile(r"\\([a-z]+)(-?[0-9]+)? ?|\\([^a-z])|([{}])|([\r\n]+)|(.)", re.DOTALL)
    for word, number, symbol, brace, _, character in token.findall(text):
        if brace == "{":
            depth += 1
        elif brace == "}":
            depth -= 1
            hidden = [level for level in hidden if level <= depth]
        elif word in _HIDDEN:
            hidden.append(depth)
        elif hidden:
            continue
        elif word == "par":
            units += "\n".encode("utf-16-le")
        elif word == "u":
            assert -32768 <= int(number) <= 32767
            units += (int(number) & 0xFFFF).to_bytes(2, "little")
            skip = 1
        elif word:
            assert word in ("rtf", "ansi", "ansicpg", "deff", "uc", "f", "fs"), word
        elif skip and (character or symbol):
            skip -= 1
        elif character or symbol:
            assert character or symbol in "\\{}", symbol
            units += (character or symbol).encode("utf-16-le")
    assert depth == 0, "a group is open"
    return bytes(units).decode("utf-16-le").split("\n")


_HEAD = re.compile(r"(?:Type: ([A-Z]+) )?Folder: (.+?) Title: (\S+) ([0-9]+)\. (.+)")


def examsoft(content: bytes) -> list[Read]:
    """Type, folder, title, number and stem in one paragraph; the reasons after a tilde; the answers; an empty line."""
    blocks = [block.split("\n") for block in "\n".join(rtf_lines(content)).strip("\n").split("\n\n")]
    found = []
    for position, (head, why, *lines) in enumerate(blocks, start=1):
        kind, folder, title, number, stem = _HEAD.fullmatch(head).groups()
        assert int(number) == position and why.startswith("~ ") and "/" in folder
        read = {"ORDERING": _ordering, "MATRIX": _matrix, "F": _blanks}.get(kind, _choices)
        answers = read(lines) if kind != "F" else read(lines, stem)
        if kind in (None, "MA"):
            right = sum(right for _, right, _ in answers)
            assert right == 1 if kind is None else right >= 1, title
        found.append(Read(title, kind or "MC", stem, answers, why[2:]))
    return found


def _choices(lines: list[str]) -> list:
    answers = []
    for letter, line in zip(string.ascii_lowercase, lines, strict=False):
        match = re.fullmatch(rf"(\*?){letter}\. (.+)", line)
        answers.append((match[2], match[1] == "*", ""))
    return answers


def _ordering(lines: list[str]) -> list:
    steps = {}
    for letter, line in zip(string.ascii_lowercase, lines, strict=False):
        assert line.count("---") == 1
        step, place = re.fullmatch(rf"{letter}\. (.+) --- ([0-9]+)", line).groups()
        steps[int(place)] = step
    assert sorted(steps) == list(range(1, len(lines) + 1))
    return [steps[place] for place in sorted(steps)]


def _matrix(lines: list[str]) -> list:
    columns = [re.fullmatch(r"([0-9]+)\.- (.+)", line) for line in lines]
    names = {match[1]: match[2] for match in columns if match}
    rows = [line for line, match in zip(lines, columns, strict=True) if not match]
    answers = []
    for letter, line in zip(string.ascii_uppercase, rows, strict=False):
        row, right = re.fullmatch(rf"{letter}\) (.+) --- ([0-9,]+)", line).groups()
        answers.append((row, [(name, number in right.split(",")) for number, name in names.items()]))
    return answers


def _blanks(lines: list[str], stem: str) -> list:
    assert re.findall(r"\[([0-9]+)\]|_____", stem) == [str(n) for n in range(1, len(lines) + 1)], stem
    answers = []
    for letter, line in zip(string.ascii_lowercase, lines, strict=False):
        if match := re.fullmatch(rf"{letter}\. Range: (\S+?)_(\S+)", line):
            answers.append([float(match[1]), float(match[2])])
            continue
        *choices, right = re.fullmatch(rf"{letter}\. Choice of: (.+)", line)[1].split(" | ")
        answers.append([(choice, int(right) == number) for number, choice in enumerate(choices, start=1)])
    return answers


# --- QTI 2.1 --------------------------------------------------------------------------------------------------------

_QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
_CONTENT = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
_ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*")


class Interaction(NamedTuple):
    """A choice to make (``choices``: (identifier, text), ``most``: 0 for any number) or a number to write."""

    response: str
    kind: str
    choices: list
    most: int


class QtiItem:
    """An assessment item: what is shown, and what it scores for an answer."""

    def __init__(self, content: bytes):
        self.root = ET.fromstring(content)
        assert self.root.tag == f"{_QTI}assessmentItem"
        assert (self.root.get("adaptive"), self.root.get("timeDependent")) == ("false", "false")
        self.id = self.root.get("title")
        order = [_ORDER.index(child.tag.removeprefix(_QTI)) for child in self.root]
        assert order == sorted(order), "the parts of an item have an order"
        self.responses = {each.get("identifier"): each for each in self._all("responseDeclaration")}
        self.outcomes = {each.get("identifier"): each for each in self._all("outcomeDeclaration")}
        names = [*self.responses, *self.outcomes]
        assert len(set(names)) == len(names) and all(map(_IDENTIFIER.fullmatch, names))
        self.interactions = [self._interaction(each) for each in self.root.iter() if each.tag.endswith("Interaction")]
        assert [each.response for each in self.interactions] == list(self.responses)
        self.body = " ".join("".join(self.root.find(f"{_QTI}itemBody").itertext()).split())
        for feedback in self._all("modalFeedback"):
            assert feedback.get("showHide") == "show" and feedback.get("outcomeIdentifier") in self.outcomes

    def _all(self, tag: str) -> list[ET.Element]:
        return self.root.findall(_QTI + tag)

    def _interaction(self, element: ET.Element) -> Interaction:
        kind = element.tag.removeprefix(_QTI)
        tag = {"choiceInteraction": "simpleChoice", "inlineChoiceInteraction": "inlineChoice"}.get(kind, "none")
        choices = [(each.get("identifier"), "".join(each.itertext())) for each in element.findall(_QTI + tag)]
        assert len({identifier for identifier, _ in choices}) == len(choices)
        assert all(_IDENTIFIER.fullmatch(identifier) for identifier, _ in choices)
        most = int(element.get("maxChoices", "1"))
        cardinality = self.responses[element.get("responseIdentifier")].get("cardinality")
        assert cardinality == ("single" if most == 1 else "multiple")
        return Interaction(element.get("responseIdentifier"), kind, choices, most)

    def correct(self, response: str) -> list[str]:
        """The right answer to an interaction."""
        return [value.text for value in self.responses[response].iterfind(f"{_QTI}correctResponse/{_QTI}value")]

    def reason(self, response: str, identifier: str) -> str:
        """The feedback on a choice, by the outcome that takes the value of its response."""
        outcome = response.replace("RESPONSE", "FEEDBACK")
        (feedback,) = [
            each
            for each in self._all("modalFeedback")
            if (each.get("outcomeIdentifier"), each.get("identifier")) == (outcome, identifier)
        ]
        return " ".join("".join(feedback.itertext()).split())

    def process(self, answer: dict[str, list]) -> tuple[float, list[str]]:
        """Points and the texts of the feedback for an answer: response → values."""
        self._answer = answer
        self._values: dict[str, object] = {}
        for name, declaration in self.outcomes.items():
            default = declaration.findtext(f"{_QTI}defaultValue/{_QTI}value")
            self._values[name] = float(default) if default is not None else None
        for rule in self.root.find(f"{_QTI}responseProcessing"):
            self._rule(rule)
        shown = []
        for feedback in self._all("modalFeedback"):
            value = self._values[feedback.get("outcomeIdentifier")]
            if feedback.get("identifier") in (value if isinstance(value, list) else [value]):
                shown.append(" ".join("".join(feedback.itertext()).split()))
        return self._values["SCORE"], shown

    def _rule(self, rule: ET.Element) -> None:
        tag = rule.tag.removeprefix(_QTI)
        if tag == "setOutcomeValue":
            assert rule.get("identifier") in self.outcomes
            self._values[rule.get("identifier")] = self._value(rule[0])
            return
        assert tag == "responseCondition", tag
        for branch in rule:
            condition, *rules = branch
            if self._value(condition) is True:
                for each in rules:
                    self._rule(each)
                return

    def _value(self, expression: ET.Element) -> object:
        tag, name = expression.tag.removeprefix(_QTI), expression.get("identifier")
        if tag == "baseValue":
            return float(expression.text) if expression.get("baseType") == "float" else expression.text
        if tag == "variable" and name in self.outcomes:
            return self._values[name]
        if tag == "mapResponse":
            return self._mapped(name)
        if tag in ("variable", "correct"):
            declaration = self.responses[name]
            given = self.correct(name) if tag == "correct" else self._answer.get(name, [])
            if declaration.get("baseType") == "float":
                given = [float(value) for value in given]
            if not given:
                return None
            return list(given) if declaration.get("cardinality") == "multiple" else given[0]
        values = [self._value(each) for each in expression]
        if tag == "and":
            return all(value is True for value in values)
        if None in values:
            return None
        if tag == "sum":
            return sum(values)
        if tag == "match":
            return sorted(values[0]) == sorted(values[1])
        if tag == "member":
            return values[0] in values[1]
        return {"gt": values[0] > values[1], "gte": values[0] >= values[1], "lte": values[0] <= values[1]}[tag]

    def _mapped(self, name: str) -> float:
        mapping = self.responses[name].find(f"{_QTI}mapping")
        points = {each.get("mapKey"): float(each.get("mappedValue")) for each in mapping}
        total = sum(points.get(value, float(mapping.get("defaultValue"))) for value in set(self._answer.get(name, [])))
        return max(total, float(mapping.get("lowerBound")))


def qti21(package: bytes) -> list[QtiItem]:
    """The items in the order of the test; every file is listed in the manifest, and every listed file is there."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        assert manifest.findtext(f"{_CONTENT}metadata/{_CONTENT}schema") == "QTIv2.1 Package"
        resources = {each.get("identifier"): each for each in manifest.iter(f"{_CONTENT}resource")}
        listed = [each.get("href") for each in manifest.iter(f"{_CONTENT}file")]
        assert sorted(["imsmanifest.xml", *listed]) == sorted(archive.namelist())
        (test_resource,) = [each for each in resources.values() if each.get("type") == "imsqti_test_xmlv2p1"]
        needed = {each.get("identifierref") for each in test_resource.iter(f"{_CONTENT}dependency")}
        assert needed == {n for n, each in resources.items() if each.get("type") == "imsqti_item_xmlv2p1"}
        test = ET.fromstring(archive.read(test_resource.get("href")))
        references = list(test.iter(f"{_QTI}assessmentItemRef"))
        assert {each.get("href") for each in references} == set(listed) - {test_resource.get("href")}
        return [QtiItem(archive.read(each.get("href"))) for each in references]

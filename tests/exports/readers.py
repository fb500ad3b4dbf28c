"""Readers of the export formats, written from the formats' own rules and not from the code that writes them."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from typing import NamedTuple

from bs4 import BeautifulSoup

from tests.helpers import parsed


class Read(NamedTuple):
    """A question as a platform would hold it. ``answers``: (text, fraction of the points, feedback) in order."""

    id: str
    kind: str  # single, multiple, number, cloze with a list of answers per blank, or story: a text between questions
    stem: str
    answers: list
    feedback: str


def text_of(markup: str) -> str:
    """The text of HTML of few elements, faster than with a whole reader of HTML: there are thousands of texts."""
    text = re.sub(r'</?(p|span|ul|li)( class="nolink")?>', "", markup)
    return html.unescape(text).strip() if "<" not in text else parsed(markup).get_text().strip()


# --- GIFT, after question/format/gift/format.php of Moodle -----------------------------------------------------------

_STAND_INS = {":": "&&058;", "#": "&&035;", "=": "&&061;", "{": "&&123;", "}": "&&125;", "~": "&&126;", "n": "&&010"}
_FORMATS = ("plain", "html", "moodle", "markdown")


def gift(text: str) -> list[Read]:
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = [" " if line.strip().startswith("//") else line.strip() for line in block.splitlines()]
        block = "\n".join(lines).strip()
        if not block:
            continue
        block = block.replace("\\\\", "&&092;")
        for character, stand_in in _STAND_INS.items():
            block = block.replace(f"\\{character}", stand_in)
        block = block.replace("&&092;", "\\")
        if block.startswith("$CATEGORY:"):
            continue
        assert block.startswith("::"), block[:60]
        name, _, rest = block[2:].partition("::")
        if "{" not in rest and "}" not in rest:
            found.append(Read(_unescaped(name), "story", _formatted(rest), [], ""))
            continue
        assert rest.count("{") == rest.count("}") == 1 and rest.endswith("}"), name
        stem, _, inside = rest[:-1].partition("{")
        inside, _, feedback = inside.rpartition("####")
        answers = _gift_answers(_formatted(stem), inside.strip())
        found.append(Read(_unescaped(name), *answers, _formatted(feedback)))
    return found


def _formatted(text: str) -> str:
    """A text that may begin with its format, such as ``[plain]``; this test knows no other."""
    text = text.strip()
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        if name in _FORMATS:
            assert name == "plain", text
            text = rest
    return _unescaped(text).strip()


def _unescaped(text: str) -> str:
    for character, stand_in in _STAND_INS.items():
        text = text.replace(stand_in, "\n" if character == "n" else character)
    return text


def _gift_answers(stem: str, inside: str) -> tuple[str, str, list]:
    answers = []
    if inside.startswith("#"):
        for answer in filter(None, map(str.strip, inside[1:].split("="))):
            weight, answer = _gift_weight(answer, 1.0)
            number, _, why = answer.partition("#")
            value, _, tolerance = number.partition(":")
            assert re.fullmatch(r"-?[\d.]+", value) and re.fullmatch(r"[\d.]+", tolerance)
            answers.append((value.strip(), weight, _formatted(why), float(tolerance)))
        return "number", stem, answers
    single = "=" in inside
    for answer in filter(None, map(str.strip, inside.replace("=", "~=").split("~"))):
        if answer.startswith("="):
            weight, answer = 1.0, answer[1:]
        else:
            weight, answer = _gift_weight(answer, 0.0)
        said, _, why = answer.partition("#")
        answers.append((_formatted(said), weight, _formatted(why)))
    return "single" if single else "multiple", stem, answers


def _gift_weight(answer: str, default: float) -> tuple[float, str]:
    match = re.match(r"%(-*[0-9]{1,2}\.?[0-9]*)%", answer)  # not three digits: Moodle's own pattern
    return (float(match[1]) / 100, answer[match.end() :]) if match else (default, answer)


# --- Moodle XML -------------------------------------------------------------------------------------------------------


def moodle(document: bytes) -> list[Read]:
    found = []
    for question in ET.fromstring(document):
        kind = question.get("type")
        if kind == "category":
            continue
        stem = question.findtext("questiontext/text")
        feedback = _shown(question.findtext("generalfeedback/text"))
        id = question.findtext("name/text")
        assert id == question.findtext("idnumber") and len(id) <= 100  # Moodle's database has no room for more
        if kind == "description":
            found.append(Read(id, "story", _shown(stem), [], feedback))
            continue
        assert question.findtext("tags/tag/text")
        if kind == "cloze":
            found.append(Read(id, "cloze", *_cloze(stem), feedback))
            continue
        answers = []
        for answer in question.findall("answer"):
            said = answer.findtext("text")
            why = _shown(answer.findtext("feedback/text"))
            fraction = float(answer.get("fraction")) / 100
            if kind == "numerical":
                answers.append((said, fraction, why, float(answer.findtext("tolerance"))))
            else:
                answers.append((_shown(said), fraction, why))
        name = {
            "multichoice": {"true": "single", "false": "multiple"}.get(question.findtext("single")),
            "numerical": "number",
        }[kind]
        found.append(Read(id, name, _shown(stem), answers, feedback))
    return found


# The patterns of question/type/multianswer/questiontype.php.
_ANSWER = r"(=|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?(?<!\\|&)(?=[~#}]|$))(#(.*?(?<!\\)(?=[~}]|$)))?"
_KINDS = "MULTICHOICE|MULTICHOICE_H|MULTIRESPONSE"
_CLOZE = re.compile(rf"\{{([0-9]*):({_KINDS}):(" + _ANSWER + "(~" + _ANSWER + r")*)\}", re.DOTALL)
# Some of the texts that Moodle shows as icons, outside of <span class="nolink">; "( )" is an egg
_ICONS = ("(n)", "(y)", "(h)", ":-)", ":)", ":-(", ":(", "( )", "8-)", "^-)")


_RUN = re.compile("|".join(map(re.escape, (*_ICONS, "$$", "\\(", "\\["))))


def _shown(markup: str) -> str:
    """The text of HTML as Moodle's filters leave it: an icon loses its text, and so does a formula."""
    if not _RUN.search(html.unescape(markup)):
        return text_of(markup)
    soup = BeautifulSoup(markup, "html.parser")
    for text in list(soup.find_all(string=True)):
        protected = any("nolink" in (parent.get("class") or []) for parent in text.parents)
        shown = str(text) if protected else _without_icons(str(text))
        text.replace_with(re.sub(r"\\[(\[]|\$\$", "", shown))
    return soup.get_text().strip()


def _without_icons(text: str) -> str:
    for icon in _ICONS:
        text = text.replace(icon, "")
    return text


def _cloze(markup: str) -> tuple[str, list]:
    blanks = []

    def take(match) -> str:
        several = match[2] == "MULTIRESPONSE"
        rest, answers = match[3], []
        while rest:
            one = re.match("~?" + _ANSWER, rest, re.DOTALL)
            said, why = (_shown(_unquoted(each or "")) for each in (one[3], one[5]))
            fraction = 1.0 if one[1] == "=" else 0.01 * float(one[2] or 0)
            answers.append((said, fraction, why))
            rest = rest[one.end() :]
        assert int(match[1]) == (sum(answer[1] > 0 for answer in answers) if several else 1)
        blanks.append(answers)
        return "____"

    return _shown(_CLOZE.sub(take, markup)), blanks


def _unquoted(text: str) -> str:
    r"""Moodle decodes entities, then takes the backslash from ``\}`` and ``\#``."""
    return html.unescape(text).replace("\\}", "}").replace("\\#", "#")


# --- QTI 1.2 ----------------------------------------------------------------------------------------------------------

_QTI = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}


def qti(package: bytes) -> list[Read]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        files = [element.get("href") for element in manifest.iter() if element.tag.endswith("}file")]
        assert set(files) <= set(names), "the manifest names a file that is not there"
        (path,) = [name for name in names if name.endswith(".xml") and name.split("/")[0] == name.split("/")[-1][:-4]]
        root = ET.fromstring(archive.read(path))
    found = []
    for item in root.iterfind(".//q:item", _QTI):
        for text in item.iterfind(".//q:mattext", _QTI):
            assert not re.search(r"\\[(\[]|\$\$", text_in_one_element(text.text)), "Canvas would show a formula"
        stem = text_of(item.findtext("q:presentation/q:material/q:mattext", namespaces=_QTI))
        feedback = {
            f.get("ident"): text_of(f.findtext(".//q:mattext", namespaces=_QTI))
            for f in item.iterfind("q:itemfeedback", _QTI)
        }
        (kind,) = [
            f.findtext("q:fieldentry", namespaces=_QTI)
            for f in item.iterfind(".//q:qtimetadatafield", _QTI)
            if f.findtext("q:fieldlabel", namespaces=_QTI) == "question_type"
        ]
        if kind == "text_only_question":
            found.append(Read(item.get("title"), "story", stem, [], ""))
            continue
        conditions = item.findall("q:resprocessing/q:respcondition", _QTI)
        (full,) = [c for c in conditions if c.findtext("q:setvar", namespaces=_QTI) == "100"]
        if kind == "numerical_question":
            low, high = (full.findtext(f".//q:{name}", namespaces=_QTI) for name in ("vargte", "varlte"))
            exact = full.findtext(".//q:varequal", namespaces=_QTI)
            answers = [(low or exact, high or exact)]
        else:
            # right are those whose equality must hold; those under <not> must not be chosen
            wrong = {e.text for e in full.iterfind(".//q:not/q:varequal", _QTI)}
            right = {e.text for e in full.iterfind(".//q:varequal", _QTI)} - wrong
            answers = []
            for label in item.iterfind(".//q:response_label", _QTI):
                ident = label.get("ident")
                # Canvas takes feedback whose id holds one of these words for that on right, wrong or all answers
                assert not re.search("wrong|correct|_all|_none|solution", f"{ident}_fb"), ident
                assert kind == "multiple_choice_question" or ident in right | wrong
                said = text_of(label.findtext(".//q:mattext", namespaces=_QTI))
                answers.append((said, float(ident in right), feedback[f"{ident}_fb"]))
        name = {
            "multiple_choice_question": "single",
            "multiple_answers_question": "multiple",
            "numerical_question": "number",
        }[kind]
        found.append(Read(item.get("title"), name, stem, answers, feedback["general_fb"]))
        assert item.get("ident") == f"text2qti_question_{item.get('title')}"
    return found


# --- Anki -------------------------------------------------------------------------------------------------------------


_ANKI_RUNS = re.compile(r"\[(sound:|latex\]|\$|anki:)")  # Anki looks for these in the fields as they are stored


def text_in_one_element(markup: str) -> str:
    """The text of HTML with a mark wherever an element begins or ends: MathJax finds no formula across one."""
    return html.unescape(re.sub(r"<[^>]*>", "\x1f", markup))


def anki(package: bytes) -> tuple[dict[str, tuple[str, str, str]], list]:
    """Id → (guid, front, back) of every note, and the rows of the cards."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert set(archive.namelist()) == {"collection.anki2", "media"}
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    notes = {}
    for guid, fields in database.execute("select guid, flds from notes"):
        front, back, id = fields.split("\x1f")
        assert not _ANKI_RUNS.search(front + back), id
        assert not re.search(r"\\[(\[]", text_in_one_element(front + back)), id  # a formula
        notes[id] = (guid, front, back)
    cards = database.execute("select nid, did, ord from cards").fetchall()
    assert database.execute("select count(*) from notes").fetchone()[0] == len(notes) == len(cards)
    database.close()
    return notes, cards

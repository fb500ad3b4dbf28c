"""QTI 2.1 read back and scored by a reader written from its description, and compared with the bank and its scoring."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.exports import platform_readers as readers
from tests.exports.platform_items import charts, evidence, holds, red, same
from tests.helpers import parsed
from utils.exports import qti21
from utils.questions import scores, scoring
from utils.questions.bank import Item

pytestmark = pytest.mark.built


def controls(item: Item) -> list[str]:
    return [group.name for group in scoring.marking(item).groups]


def qti_values(item: Item, letters: list[str]) -> list[str]:
    prefix = {"numeric": "", "ordering": "place-"}.get(item.type, "choice-")
    return [f"{prefix}{letter}" for letter in letters]


def answers_to(item: Item, chance: random.Random) -> list[dict[str, list[str]]]:
    """Nothing, the key, one wrong thing, and a few by chance, each as control → letters."""
    groups = scoring.marking(item).groups
    if item.type == "numeric":
        key = item.key_number
        numbers = [n.value for n in item.numbers] + [str(float(key.value) + 2 * key.tolerance + 1)]
        return [{}, *({groups[0].name: [value]} for value in numbers)]
    letters = [item.positions] * len(groups) if item.type == "ordering" else None
    letters = letters or [[option.letter for option in group.options] for group in item.groups]
    found = [{}, {group.name: list(group.key) for group in groups}]
    for _ in range(6):
        answer = {}
        for group, choose_from in zip(groups, letters, strict=True):
            most = group.choose or len(choose_from)
            answer[group.name] = chance.sample(list(choose_from), chance.randint(0, min(most, len(choose_from))))
        found.append(answer)
    return found


def assert_qti21(package: bytes, items) -> None:
    read = readers.qti21(package)
    assert [got.id for got in read] == [item.id for item in items]
    chance = random.Random(26)
    for got, item in zip(read, items, strict=True):
        assert holds(got.body, item.stem, *charts(item), *(t for p in item.parts for t in p.text.split("{}"))), item.id
        assert float(got.outcomes["SCORE"].get("normalMaximum")) == scoring.max_points(scoring.marking(item))
        if item.type == "ordering":
            assert holds(got.body, *(option.text for option in item.options))
        for group, interaction in zip(item.groups, got.interactions if item.groups else (), strict=True):
            assert interaction.most == (group.choose or 0)
            for (identifier, text), option in zip(interaction.choices, group.options, strict=True):
                assert same(text, option.text), item.id
                assert (identifier in got.correct(interaction.response)) == option.correct
                assert holds(got.reason(interaction.response, identifier), option.text, option.rationale)
        marking = scoring.marking(item)
        for answer in answers_to(item, chance):
            given = {
                interaction.response: qti_values(item, answer.get(name, []))
                for interaction, name in zip(got.interactions, controls(item), strict=True)
            }
            points, shown = got.process(given)
            most = scores.score(marking, answer)
            assert points == most.points, (item.id, answer, points, most)
            assert any(holds(text, *evidence(item)) for text in shown), item.id
            for option, name in ((o, n) for g, n in zip(item.groups, controls(item), strict=False) for o in g.options):
                chosen = option.letter in answer.get(name, [])
                assert not chosen or any(holds(text, option.rationale) for text in shown), item.id
            for number in item.numbers:
                mistaken = answer and not number.correct and answer[item.id] == [number.value]
                assert not mistaken or any(holds(text, number.rationale) for text in shown), item.id


def test_qti_21_reads_back_and_scores_as_the_course(each):
    assert_qti21(qti21.build_package(each, "Title & <x>"), each)


QTI_CONVERT = os.environ.get("MBC_QTI_CONVERT", "")


@pytest.mark.skipif(
    not QTI_CONVERT,
    reason="NOT RUN: no QTI converter on this machine (MBC_QTI_CONVERT names the folder of the npm package "
    "@citolab/qti-convert; .ci/run fetches it)",
)
def test_qti_21_is_read_by_the_converter_of_citolab(bank, tmp_path):
    """A question of each type becomes QTI 3.0: as many choices, the same keys, the same texts."""
    items = list({item.type: item for item in bank}.values())
    package = qti21.build_package(items, "x")
    module = json.dumps(str(Path(QTI_CONVERT) / "dist/qti-converter-node/index.js"))
    script = (
        "import { readFileSync } from 'node:fs';"
        f"import {{ convertQti2toQti3 }} from {module};"
        "const texts = JSON.parse(readFileSync(0, 'utf8'));"
        "const found = []; for (const text of texts) found.push(await convertQti2toQti3(text));"
        "process.stdout.write(JSON.stringify(found));"
    )
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        sources = [archive.read(f"items/{item.id}.xml").decode("utf-8") for item in items]
    (tmp_path / "convert.mjs").write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["node", str(tmp_path / "convert.mjs")], input=json.dumps(sources), capture_output=True, text=True, check=True
    )
    for item, source, converted in zip(items, sources, json.loads(done.stdout), strict=True):
        before, after = (parsed(text.partition("?>")[2] or text) for text in (source, converted))
        assert after.find("qti-assessment-item")["identifier"] == f"item-{item.id}"
        for old, new in (
            ("value", "qti-value"),
            ("mapentry", "qti-map-entry"),
            ("simplechoice", "qti-simple-choice"),
            ("inlinechoice", "qti-inline-choice"),
            ("modalfeedback", "qti-modal-feedback"),
            ("setoutcomevalue", "qti-set-outcome-value"),
        ):
            wanted, found = before.find_all(old), after.find_all(new)
            assert len(wanted) == len(found), (item.id, old)
            assert all(same(a.get_text(), b.get_text()) for a, b in zip(wanted, found, strict=True)), (item.id, old)


def changed(package: bytes, name: str, old: str, new: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(stream, "w") as after:
        for entry in before.namelist():
            text = before.read(entry).decode("utf-8")
            assert entry != name or old in text, (name, old)
            after.writestr(entry, text.replace(old, new) if entry == name else text)
    return stream.getvalue()


def test_planted_defects_in_qti_21_are_seen(bank):
    items = list({item.type: item for item in bank}.values())
    good = qti21.build_package(items, "x")
    by_type = {item.type: f"items/{item.id}.xml" for item in items}
    assert_qti21(good, items)
    for name, old, new in (
        (by_type["single"], "<value>choice-", "<value>choice-x"),
        (by_type["multiple"], 'mappedValue="-1"', 'mappedValue="0"'),
        (by_type["multiple"], 'lowerBound="0"', 'lowerBound="-9"'),
        (by_type["select-n"], 'maxChoices="', 'maxChoices="1'),
        (by_type["matrix-multiple"], "gt>", "lte>"),
        (by_type["matrix-multiple"], ">-1<", ">0<"),
        (by_type["rationale"], '<correct identifier="RESPONSE_1"', '<correct identifier="RESPONSE_2"'),
        (by_type["numeric"], "gte>", "gt>"),
        (by_type["ordering"], "place-1", "place-9"),
        (by_type["bow-tie"], 'outcomeIdentifier="FEEDBACK_2"', 'outcomeIdentifier="FEEDBACK_1"'),
        (by_type["cloze"], "<itemBody><p>", "<itemBody><p>x</p></itemBody><itemBody><p>"),
        ("imsmanifest.xml", '<file href="test.xml" />', ""),
        ("test.xml", 'href="items/', 'href="item/'),
    ):
        bad = changed(good, name, old, new)
        assert red(assert_qti21, bad, items), (name, old)

"""ExamSoft's RTF read back by readers written from the two descriptions, and compared with the bank."""

from __future__ import annotations

import pytest

from tests.exports import platform_readers as readers
from tests.exports.platform_items import charts, choices, evidence, red, take
from utils.exports import examsoft

pytestmark = pytest.mark.built

_LOST = str.maketrans("", "", "-_|/[]()~∼ \t\n")  # signs that the format has no escape for, and what stands for them


def alike(a: str, b: str) -> bool:
    return a.translate(_LOST) == b.translate(_LOST)


def has(text: str, *parts: str) -> bool:
    return all(part.translate(_LOST) in text.translate(_LOST) for part in parts)


def assert_examsoft(content: bytes, items) -> None:
    read = iter(readers.examsoft(content))
    for item in items:
        marks = [option.mark for option in item.options]
        options = [option for part in (item, *item.parts) for option in part.options]
        if item.type == "numeric":
            (got,) = take(read, 1)
            key = item.key_number
            assert got.kind == "F" and has(got.stem, item.stem, key.unit)
            assert got.answers[0] == pytest.approx([float(key.value) - key.tolerance, float(key.value) + key.tolerance])
            assert has(got.feedback, *(n.rationale for n in item.numbers))
        elif item.type == "ordering" and "no" not in marks:
            (got,) = take(read, 1)
            in_order = sorted(item.options, key=lambda option: int(option.mark))
            assert got.kind == "ORDERING" and all(map(alike, got.answers, (o.text for o in in_order)))
        elif item.type.startswith("matrix"):
            (got,) = take(read, 1)
            assert got.kind == "MATRIX"
            for (row, columns), part in zip(got.answers, item.parts, strict=True):
                assert alike(row, part.text)
                for (text, right), option in zip(columns, part.options, strict=True):
                    assert alike(text, option.text) and right == option.correct, item.id
        elif item.type in ("cloze", "rationale"):
            (got,) = take(read, 1)
            assert got.kind == "F" and has(got.stem, *(t for p in item.parts for t in p.text.split("{}")))
            for blank, part in zip(got.answers, item.parts, strict=True):
                for (text, right), option in zip(blank, part.options, strict=True):
                    assert alike(text, option.text) and right == option.correct, item.id
        else:
            for id, many, stem, answers in choices(item):
                (got,) = take(read, 1)
                assert (got.id, got.kind) == (id, "MA" if many else "MC")
                assert has(got.stem, *stem), id
                for (text, right, _), (want, key, reason) in zip(got.answers, answers, strict=True):
                    assert alike(text, want) and right == key and has(got.feedback, reason), id
                assert has(got.feedback, *evidence(item))
            continue
        assert got.id == item.id and has(got.stem, item.stem, *charts(item))
        assert has(got.feedback, *evidence(item), *(option.rationale for option in options)), item.id
    assert next(read, None) is None


def test_examsoft_reads_back(each):
    assert_examsoft(examsoft.render(each, "Title: {x}/y"), each)


@pytest.mark.parametrize("text", ["é", "€", "א", "😀", "𝔸", "\uffff", "a\\b{c}d"])
def test_rtf_keeps_every_character(text):
    assert readers.rtf_lines(f"{{\\rtf1\\ansi\\uc1 {examsoft.escape(text)}}}".encode("ascii")) == [text]


def test_planted_defects_in_examsoft_are_seen(bank):
    items = [*bank[:4], *{item.type: item for item in bank[:4:-1]}.values()]
    good = examsoft.render(items, "x").decode("ascii")
    for bad in (
        good.replace("\n*", "\n", 1),
        good.replace(" --- 4", " --- 5", 1),
        good.replace("1.- ", "1. ", 1),
        good.replace("| 2\\par", "| 1\\par", 1),
        good.replace("\\u176?", "\\u177?", 1),
        good.replace("\\u176?", "\\u176", 1),
        good.replace("Type: MA ", "", 1),
        good.replace("\\par\n~ a) The card", "\\par\na) The card", 1),
        good.replace("Range: ", "Range: 1", 1),
    ):
        assert bad != good and red(assert_examsoft, bad.encode("ascii"), items), bad

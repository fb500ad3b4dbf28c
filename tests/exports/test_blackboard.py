"""Blackboard's text read back by a reader written from its description, and compared with the bank."""

from __future__ import annotations

import re

import pytest

from tests.exports import platform_readers as readers
from tests.exports.platform_items import charts, choices, holds, red, same, take
from tests.helpers import parsed
from utils.exports import blackboard

pytestmark = pytest.mark.built


def assert_blackboard(files: list[str], items) -> None:
    """Every question is there once, in order, with its key; reasons have no place."""
    read = iter([question for file in files for question in readers.blackboard(file)])

    def inert(text: str) -> str:
        """What a page shows of a field, whether it takes it for HTML or not."""
        assert same(parsed(text).get_text(), text), text
        return text

    for item in items:
        marks = [option.mark for option in item.options]
        if item.type == "numeric":
            (got,) = take(read, 1)
            key = item.key_number
            assert got.kind == "NUM" and holds(inert(got.stem), plain(item.stem), plain(key.unit))
            assert got.answers == pytest.approx([float(key.value) - key.tolerance, float(key.value) + key.tolerance])
        elif item.type == "ordering" and len(set(marks)) == len(marks):
            (got,) = take(read, 1)
            assert got.kind == "MAT" and holds(inert(got.stem), *map(plain, [item.stem, *charts(item)]))
            for (step, place, *_), option in zip(got.answers, item.options, strict=True):
                assert same(inert(step), plain(option.text)), item.id
                assert place == ("does not belong" if option.mark == "no" else f"place {option.mark}")
        else:
            for _, many, stem, answers in choices(item):
                (got,) = take(read, 1)
                assert got.kind == ("MA" if many else "MC"), item.id
                assert holds(inert(got.stem), *map(plain, stem)), item.id
                for (text, right, _), (want, key, _) in zip(got.answers, answers, strict=True):
                    assert same(inert(text), plain(want)) and right == key, item.id
        assert item.review_text.rstrip(".") in got.stem
    assert next(read, None) is None


def plain(text: str) -> str:
    """As the module promises: a space after a sign that could begin HTML."""
    return re.sub(r"(<)(?=[A-Za-z/!?])|(&)(?=[A-Za-z#])", r"\g<0> ", text)


def test_blackboard_reads_back(each):
    assert_blackboard(blackboard.render(each), each)


def test_a_blackboard_file_has_at_most_250_questions_and_no_item_in_two(bank):
    files = [readers.blackboard(text) for text in blackboard.render([*bank, *bank])]
    assert len(files) >= 4 and all(len(questions) <= 250 for questions in files)
    # an item of so many questions that 250 lines would end within one
    size, item = next((n, i) for i in bank if 250 % (n := len(readers.blackboard(*blackboard.render([i])))))
    counts = [len(readers.blackboard(text)) for text in blackboard.render([item] * 100)]
    assert len(counts) > 1 and all(count % size == 0 for count in counts)


def test_planted_defects_in_blackboard_are_seen(bank):
    good = blackboard.render(bank)
    first, *others = good
    for bad in (
        "\n" + first,
        first.replace("\tincorrect", "\tcorrect", 1),
        first.replace("\tcorrect", "\tincorrect", 1),
        first.replace("MC\t", "MX\t", 1),
        first.replace("\tplace 4", "\tplace 2", 1),
        first.replace("Grace lives", "Grace <b>lives", 1),
        first.partition("\n")[2],
    ):
        assert bad != first and red(assert_blackboard, [bad, *others], bank)
    assert red(assert_blackboard, ["".join(good)], bank), "more than 250 lines"
    assert red(readers.blackboard, first.replace("\n", "\n\n", 1))

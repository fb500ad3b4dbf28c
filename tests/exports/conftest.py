"""The bank, as it is and with nasty texts, for the tests of all platforms."""

from __future__ import annotations

import pytest

from tests.exports.platform_items import NASTY, spoiled
from utils.questions import bank as bank_module
from utils.questions.bank import Item


@pytest.fixture(scope="module")
def bank(data):
    return bank_module.all_items(data)


@pytest.fixture(scope="module", params=["bank", *range(len(NASTY))])
def each(request, bank):
    """The bank as it is, then a slice of it with one nasty text in all places: every type of question is in it."""
    if request.param == "bank":
        return bank
    by_type: dict[str, list[Item]] = {}
    for item in bank:
        by_type.setdefault(item.type, []).append(item)
    chosen = {}
    for items in by_type.values():
        some = [*items[:2], *[i for i in items if i.exhibit][:1], *[i for i in items if i.story][:1]]
        chosen |= {item.id: item for item in some}
    return [spoiled(item, NASTY[request.param]) for item in chosen.values()]

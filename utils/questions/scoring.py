"""What is needed to score an answer: which of the licensing exam's three scoring rules a type uses, its key and points.

Rules and mapping: NCSBN, "What are the current scoring models?" (ncsbn.zendesk.com, article 14690447982359) and the
slides "Next Generation NCLEX: Item Types and Scoring" by W. Muntean. The page's script
(``utils/publishing/site/scores.js``) does the scoring there; ``scores.py`` does the same in Python, for JupyterLab, and
a test compares the two.
"""

from __future__ import annotations

import base64
import json
from typing import NamedTuple

from utils.questions.bank import Item

RULES = {
    "single": "0/1",
    "multiple": "+/-",
    "select-n": "0/1",
    "matrix-single": "0/1",
    "matrix-multiple": "+/- by column",
    "cloze": "0/1",
    "rationale": "rationale",
    "ordering": "0/1",  # a drop-down per step, so as a drop-down table
    "bow-tie": "0/1",
    "numeric": "number",
}


class Group(NamedTuple):
    """One choice to make: the name of its control, its key, and how many answers it takes (None: all that apply)."""

    name: str
    key: tuple[str, ...]
    choose: int | None


class Marking(NamedTuple):
    """All that is needed to score an item. ``tolerance`` is for a number, whose key is the value."""

    rule: str
    groups: tuple[Group, ...]
    tolerance: float = 0


def marking(item: Item) -> Marking:
    """How an item is scored. Controls are named by the item, or by the item and its part or step."""
    rule = RULES[item.type]
    if item.type == "numeric":
        number = item.key_number
        return Marking(rule, (Group(item.id, (number.value,), 1),), number.tolerance)
    if item.type == "ordering":
        return Marking(rule, tuple(Group(control_name(item, o.letter), (o.mark,), 1) for o in item.options))
    groups = (
        Group(control_name(item, group.id), tuple(o.letter for o in group.options if o.correct), group.choose)
        for group in item.groups
    )
    return Marking(rule, tuple(groups))


def max_points(scheme: Marking) -> int:
    """The most points that an answer can earn."""
    if scheme.rule == "rationale":  # linked answers count together
        return len(scheme.groups) - 1
    return sum(len(group.key) for group in scheme.groups)


def control_name(item: Item, part: str) -> str:
    """The name of a control of the item's form."""
    return f"{item.id}--{part}" if part else item.id


def encode(scheme: Marking) -> str:
    """The marking scheme for the page's script, in base64: not secret, only not to be read by accident."""
    groups = [[group.name, list(group.key), group.choose] for group in scheme.groups]
    text = json.dumps([scheme.rule, groups, scheme.tolerance], separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8")).decode("ascii")

"""The smallest questions, for one issue at a time."""

from __future__ import annotations

import datetime

from markupsafe import escape

from tests.exports import readers
from utils.exports import gift, moodle, qti
from utils.questions.bank import Item, Number, Option, Part
from utils.statements.case_charts import Reading, Story

DAY = datetime.date(2026, 1, 1)
STORY = Story(
    "cord",
    2,
    "Sore back, step 2 of 6",
    "Ada, 50.",
    ("She calls.",),
    "She lies flat.",
    (Reading("9:00", "Pain", "7 of 10"),),
)

_STEPS = (("a", "Wash", "2"), ("b", "Look", "1"), ("c", "Wait", "3"), ("d", "Sing", "no"))


def options(*texts: str, right: int | tuple[int, ...] = 0) -> tuple[Option, ...]:
    """Options a, b, c ...; right are those with these indexes."""
    rights = (right,) if isinstance(right, int) else right
    return tuple(
        Option("abcdefgh"[i], text, "yes" if i in rights else "no", f"Reason {i}.") for i, text in enumerate(texts)
    )


def item(kind: str = "single", id: str = "one", **fields) -> Item:
    """A question with two options, unless ``fields`` gives others; its id and the rest may be any."""
    shapes = {
        "single": {"options": options("Yes", "No")},
        "multiple": {"options": options("Yes", "Also", "No", right=(0, 1))},
        "select-n": {"options": options("Yes", "Also", "No", right=(0, 1)), "choose": 2},
        "ordering": {"options": tuple(Option(*each, "Why.") for each in _STEPS)},
        "numeric": {"numbers": (Number("85.7", 0.3, "of 100 women", True, "Right."),)},
        "cloze": {
            "parts": (
                Part("p", "It is {} here.", options("wet", "dry"), 1),
                Part("q", "It is {} there.", options("wet", "dry", right=1), 1),
            )
        },
        "rationale": {
            "parts": (
                Part("p", "It is {},", options("wet", "dry"), 1),
                Part("q", "because {}.", options("rain", "sun"), 1),
            )
        },
        "matrix-single": {
            "parts": (Part("p", "Now", options("Yes", "No"), 1), Part("q", "Later", options("Yes", "No", right=1), 1))
        },
        "matrix-multiple": {
            "parts": (
                Part("p", "Now", options("A", "B", "C", right=(0, 1)), None),
                Part("q", "Later", options("A", "B", "C"), None),
            )
        },
        "bow-tie": {
            "parts": (
                Part("condition", "What it is", options("Cold", "Flu"), 1),
                Part("action", "What you do", options("Rest", "Drink", "Run", right=(0, 1)), 2),
                Part("parameter", "What you watch", options("Fever", "Cough", "Shoes", right=(0, 1)), 2),
            )
        },
    }
    given = {"stem": "What do you do?", "evidence_text": "A page, 2020", **fields}
    empty = {"options": (), "parts": (), "numbers": (), "exhibit": (), "choose": None} | shapes[kind]
    return Item(
        id=id,
        lesson="01_x",
        number=1,
        place="more",
        type=kind,
        objective=1,
        difficulty="easy",
        judgment="none",
        client_need="none",
        competency="1.2",
        evidence_html=escape(given["evidence_text"]),
        **(empty | given),
    )


def read_all(*items: Item) -> dict[str, list[readers.Read]]:
    """The questions as each platform has them."""
    return {
        "qti": readers.qti(qti.build_package(items, "T", DAY)),
        "gift": readers.gift(gift.render(items, "T")),
        "moodle": readers.moodle(moodle.render(items, "T").encode("utf-8")),
    }

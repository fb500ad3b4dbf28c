"""What `make items` prints: the question bank in numbers, per lesson and as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from utils.questions import blind_reader
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import ITEM_TYPES, TEST

_BANK = "bank"
_LETTERS = "abcd"


def item_report(data: CourseData) -> str:
    """The bank as text: how many questions of which type, where the keys are, and what a blind reader would score.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    str
        Three tables with a column per lesson and one for the whole bank.
    """
    groups: dict[str, list[Item]] = {}
    for item in all_items(data):
        groups.setdefault(TEST if item.place == TEST else item.lesson[:2], []).append(item)
    groups[_BANK] = list(all_items(data))
    above = {
        name: {group: _above(group, items, strategy) for group, items in groups.items()}
        for name, strategy in blind_reader.STRATEGIES.items()
    }
    return "\n\n".join(
        [
            _text("Questions", {group: _counts(items) for group, items in groups.items()}),
            _text("Single choice: where the key is", {group: _keys(items) for group, items in groups.items()}),
            _text(
                "A reader who never opens a stem, above chance: "
                "in questions per lesson, in percentage points in the bank",
                {group: {name: row[group] for name, row in above.items()} for group in groups},
            ),
        ]
    )


def _counts(items: Sequence[Item]) -> dict[str, int]:
    types, needs = Counter(item.type for item in items), Counter(item.judgment for item in items)
    return {
        "all": len(items),
        **{name: types[name] for name in ITEM_TYPES},
        "hard": sum(item.difficulty == "hard" for item in items),
        "no step of judgment": needs["none"],
    }


def _keys(items: Iterable[Item]) -> dict[str, str]:
    singles = [item for item in items if item.type == "single"]
    keys = [next(option for option in item.options if option.correct) for item in singles]
    others = [[len(o.text) for o in item.options if not o.correct] for item in singles]
    lengths = [len(key.text) for key in keys]
    letters = Counter(key.letter for key in keys)
    return {
        **{f"key {letter}": str(letters[letter]) for letter in _LETTERS},
        "key longest": _share(sum(n > max(o) for n, o in zip(lengths, others, strict=True)), len(keys)),
        "key shortest": _share(sum(n < min(o) for n, o in zip(lengths, others, strict=True)), len(keys)),
    }


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else ""


def _above(group: str, items: Sequence[Item], strategy: blind_reader.Strategy) -> str:
    result = blind_reader.result(items, strategy)
    return f"{result.above if group == _BANK else result.items:+.1f}"


def _text(title: str, columns: dict[str, dict]) -> str:
    return f"{title}\n{pd.DataFrame(columns).to_string()}"

"""The first sentence of a text: a panel answers with it."""

from __future__ import annotations

import re

MAX_ANSWER_WORDS = 25  # of the first line of a panel
_END = re.compile(r"(?<=[.!?]) (?=[A-Z0-9])")


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest of it."""
    first, *rest = _END.split(text, maxsplit=1)
    return first, "".join(rest)

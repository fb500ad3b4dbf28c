"""What each format does to each item: taken over, mapped (and how), or left out. Nothing is changed in silence."""

from __future__ import annotations

from collections.abc import Sequence

from utils.exports import flatten, gift, moodle
from utils.questions.bank import Item

_WHOLE = "Taken over whole"


def mapped(format: str, item: Item) -> str:
    """How a format holds an item: empty when as it is, else what differs. CSV, Anki and paper hold every type."""
    if format not in ("QTI 1.2 (Canvas)", "GIFT (Moodle)", "Moodle XML"):
        return ""
    if format == "Moodle XML" and item.type in moodle.CLOZE:
        return "each blank counts by itself, not only together" if item.type == "rationale" else ""
    extra = ""
    if format == "GIFT (Moodle)" and any(gift.only_one(question) for question in flatten.questions(item)):
        extra = "where one answer alone is right, it shows as a single choice"
    return "; ".join(filter(None, [flatten.notes(item), extra]))


def render(items: Sequence[Item], title: str) -> str:
    """The report as Markdown."""
    parts = [f"# What the exports hold: {title}", f"{len(items)} questions. What a format cannot hold as it is, is named here. Nothing is left out."]  # fmt: skip
    for format in ("QTI 1.2 (Canvas)", "Moodle XML", "GIFT (Moodle)", "Anki", "CSV", "Paper test"):
        changed = [(item, how) for item in items if (how := mapped(format, item))]
        rows = "\n".join(f"- `{item.id}` ({item.type}): {how}." for item, how in changed)
        parts.append(f"## {format}\n\n{_WHOLE}: {len(items) - len(changed)} of {len(items)} questions.\n\n{rows}".rstrip())  # fmt: skip
    parts.append(
        "## In all formats\n\nCharts stand as text in learning platforms. Canvas marks several answers in its own way: "
        "see its settings. Import into a live Canvas, Moodle or Anki was not tested; the files were read back by "
        "independent readers."
    )
    return "\n\n".join(parts) + "\n"

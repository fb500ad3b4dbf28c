"""What each format does with each item: kept as it is, or mapped and how. Nothing changes without being reported."""

from __future__ import annotations

from collections.abc import Sequence

from utils.exports import blackboard, brightspace, examsoft, flatten, gift, moodle, qti21
from utils.questions.bank import Item

_FORMATS = ("QTI 1.2 (Canvas)", "Moodle XML", "GIFT (Moodle)", "Anki", "CSV", "Paper test")
_MAPPING_FORMATS = _FORMATS[:3]  # the others hold every type of item
_MODULES = {"Blackboard": blackboard, "Brightspace": brightspace, "ExamSoft": examsoft}  # each has its own notes
_REMARKS = {name: module.REMARK for name, module in _MODULES.items()} | {"QTI 2.1": qti21.REMARK}


def mapping_note(export_format: str, item: Item) -> str:
    """How a format maps an item: empty if the item stays as it is, else what differs."""
    if module := _MODULES.get(export_format):
        return module.note(item)
    if export_format not in _MAPPING_FORMATS:
        return ""
    if export_format == "Moodle XML" and item.type in moodle.CLOZE:
        return "each blank counts by itself, not only together" if item.type == "rationale" else ""
    gift_note = ""
    if export_format == "GIFT (Moodle)" and any(map(gift.becomes_single_choice, flatten.simple_questions(item))):
        gift_note = "where one answer alone is right, it shows as a single choice"
    return "; ".join(filter(None, [flatten.platform_note(item), gift_note]))


def render(items: Sequence[Item], title: str) -> str:
    """The report as Markdown."""
    parts = [
        f"# What the exports hold: {title}",
        f"{len(items)} questions. What a format cannot hold as it is, is named here. Nothing is left out. "
        "Not reviewed by a clinician, unless a part says so.",
    ]
    for export_format in (*_FORMATS, *_REMARKS):
        mapped = [(item, note) for item in items if (note := mapping_note(export_format, item))]
        rows = "\n".join(f"- `{item.id}` ({item.type}): {note}." for item, note in mapped)
        unchanged = f"Taken over whole: {len(items) - len(mapped)} of {len(items)} questions."
        unchanged += f" {_REMARKS[export_format]}" if export_format in _REMARKS else ""
        parts.append(f"## {export_format}\n\n{unchanged}\n\n{rows}".rstrip())
    parts.append(
        "## In all formats\n\nCharts stand as text in learning platforms. Canvas marks several answers in its own way: "
        "see its settings. Import into a live Canvas, Moodle or Anki was not tested; the files were read back by "
        "independent readers."
    )
    return "\n\n".join(parts) + "\n"

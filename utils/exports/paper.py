"""A test to print, and its key: two HTML files that need nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from utils import ui
from utils.questions import html_form, scoring
from utils.questions.bank import Item

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 11pt/1.45 sans-serif; color: #1f2328; background: #fff; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; }}
ol, ul {{ margin: .25rem 0 .5rem; padding-left: 1.6rem; }} ul.boxes {{ list-style: none; padding-left: .5rem; }}
section {{ break-inside: avoid; margin: 0 0 1.2rem; }} h2 {{ font-size: 1em; margin: 0 0 .3rem; }}
table {{ border-collapse: collapse; }} caption {{ text-align: left; font-weight: 600; }}
th, td {{ border: 1px solid #57606a; padding: .2rem .5rem; text-align: left; }}
.mbc-source, .note {{ font-size: .9em; color: #57606a; }}
@page {{ margin: 1.8cm; }}
</style></head><body><main><h1>{title}</h1>
{body}
<p class="note">Not reviewed by a clinician. It teaches; it is no advice for one person. Text and data: CC BY 4.0.</p>
</main></body></html>
"""


def test(items: Sequence[Item], title: str) -> str:
    """The test: lines for name and date, points per question, boxes to tick. No answer anywhere in the file."""
    items = _numbered(items)
    most = sum(_points(item) for item in items)
    head = f"<p>Name: ______________________________ Date: ______________ Points: ______ of {most}</p>"
    return _PAGE.format(title=ui.text(title), body=head + "\n".join(_section(item, _asked(item)) for item in items))


def key(items: Sequence[Item], title: str) -> str:
    """The key of that test, with the reason for every option and how points are counted."""
    how = {
        "+/-": "A point for each right answer, one off for each wrong one, never below 0.",
        "+/- by column": "A point for each right answer, one off for each wrong one, counted per column, never below 0.",
        "rationale": "Points only where the linked answers are right together.",
    }
    items = _numbered(items)
    parts = [
        _section(item, html_form.key(item) + f'<p class="note">{how.get(scoring.RULES[item.type], "")}</p>')
        for item in items
    ]
    return _PAGE.format(title=ui.text(f"Key: {title}"), body="\n".join(parts))


def _numbered(items: Sequence[Item]) -> list[Item]:
    return [replace(item, number=number) for number, item in enumerate(items, start=1)]


def _points(item: Item) -> int:
    return scoring.score(scoring.marking(item), {}).most


def _section(item: Item, body: str) -> str:
    points = _points(item)
    worth = f"{points} point{'s' if points > 1 else ''}"
    return f'<section id="{ui.text(item.id)}"><h2>{item.number}. {ui.text(item.stem)} <em>{ui.text(html_form.task(item))}</em> ({worth})</h2>{body}</section>'


def _asked(item: Item) -> str:
    if item.type == "numeric":
        return f"<p>______________ {ui.text(item.key_number.unit)}</p>"
    body = html_form.exhibit(item)
    if item.type in ("cloze", "rationale"):
        pieces = (ui.text(part.text.replace("{}", f"__________ ({' / '.join(o.text for o in part.options)})")) for part in item.parts)  # fmt: skip
        return f"{body}<p>{' '.join(pieces)}</p>"
    mark = "____" if item.type == "ordering" else "☐"
    boxes = [(part.text, part.options) for part in item.parts] or [("", item.options)]
    for text, options in boxes:
        rows = "".join(f"<li>{mark} {ui.text(html_form.label(item, option))}</li>" for option in options)
        body += (f"<p><b>{ui.text(text)}</b></p>" if text else "") + f'<ul class="boxes">{rows}</ul>'
    return body

"""What one article says, by line, with what stands beside each statement."""

from __future__ import annotations

import pandas as pd

from utils import ui
from utils.statements.locations import lines_named
from utils.statements.statement_table import of_article, sides
from utils.tables.course_data import CourseData
from utils.ui.evidence import told

BAND = 25  # lines of an article under one heading


def said_by(data: CourseData) -> dict[str, str]:
    """Article → its statements as Markdown with HTML: a heading for every ``BAND`` lines, and a list below it."""
    rows = {source: of_article(data, source) for source in data.sources["id"]}
    compared = _compared(data)
    return {source: _page(own, _elsewhere(data, source), compared) for source, own in rows.items()}


def _page(rows: pd.DataFrame, elsewhere: dict, compared: dict) -> str:
    parts = []
    for band, own in rows.groupby(rows["lines"].map(lambda lines: (lines[0] - 1) // BAND)):
        parts.append(f"## Lines {band * BAND + 1} to {(band + 1) * BAND}")
        parts.append(ui.bullets((_item(row, elsewhere, compared) for row in own.itertuples()), "mbc-said"))
    return "\n\n".join(parts)


def _item(row, elsewhere: dict, compared: dict) -> str:
    text = f"<p><b>{lines_named(row.lines).capitalize()}.</b> {ui.text(row.text)}{'.' if row.name_only else ''}</p>"
    if row.caveat:
        text += f'<p class="mbc-caveat">Our note: {ui.text(row.caveat)}</p>'
    if also := elsewhere.get((row.table, row.row_id)):
        text += f'<p class="mbc-source">Also {"named" if row.name_only else "said"} by: {also}.</p>'
    if beside := compared.get((row.table, row.row_id)):
        count = f"{len(beside)} comparison{'s' if len(beside) > 1 else ''}"
        text += ui.folded(f"What stands beside line {row.lines[0]}: {count}", "".join(beside))
    return text


def _elsewhere(data: CourseData, source: str) -> dict[tuple[str, str], str]:
    """Row → the other articles that say it, as links with their lines."""
    others = data.citations[(data.citations["source_id"] != source) & (data.citations["table"] != "none")]
    found: dict[tuple[str, str], list[str]] = {}
    for (table, row_id, id), rows in others.groupby(["table", "row_id", "source_id"]):
        found.setdefault((table, row_id), []).append(
            f'<a href="article_{ui.text(id)}.html">article {ui.text(id)}</a>, {lines_named(rows["line"])}'
        )
    return {key: "; ".join(parts) for key, parts in found.items()}


def _compared(data: CourseData) -> dict[tuple[str, str], list[str]]:
    """Row → one block of HTML per comparison that it takes part in, with the other side of it."""
    items, found = told(data), {}
    rows = sides(data)
    for comparison in data.comparisons.itertuples():
        for mine, other in (("statement", "against"), ("against", "statement")):
            reference = comparison.against == "reference" and other == "against"
            block = _block(comparison, reference, [item for key in rows[comparison.id][other] for item in items[key]])
            for key in rows[comparison.id][mine]:
                found.setdefault(key, []).append(block)
    return found


def _block(comparison, reference: bool, texts: list[str]) -> str:
    verdict = ", ".join(filter(None, [comparison.verdict, comparison.second_verdict]))
    return (
        f'<div class="{"mbc-reference" if reference else "mbc-beside"}">'
        f"<p><b>{'References say' if reference else 'Articles say'}:</b></p>{ui.bullets(texts)}"
        f"<p><b>What differs:</b> {ui.text(comparison.what_differs)}</p>"
        f"<p><b>Why it matters:</b> {ui.text(comparison.why_it_matters)}</p>"
        + (f"<p><b>Verdict:</b> {ui.text(verdict)}</p>" if verdict else "")
        + "</div>"
    )

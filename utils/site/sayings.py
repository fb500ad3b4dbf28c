"""What one article says, by line, with what stands beside each statement."""

from __future__ import annotations

from types import SimpleNamespace

from utils import html
from utils.statements import comparison_table, of_article

BAND = 25  # lines of an article under one heading


def said_by(data: SimpleNamespace, source: str) -> str:
    """The statements of an article as Markdown with HTML: a heading for every ``BAND`` lines, and a list below it."""
    rows = of_article(data, source)
    compared = _compared(data)
    elsewhere = _elsewhere(data, source)
    rows["band"] = rows["lines"].map(lambda lines: (lines[0] - 1) // BAND)
    parts = []
    for band, own in rows.groupby("band"):
        parts.append(f"## Lines {band * BAND + 1} to {(band + 1) * BAND}")
        items = (_item(row, elsewhere, compared) for row in own.itertuples())
        parts.append(html.bullets(items, "mbc-said"))
    return "\n\n".join(parts)


def _item(row, elsewhere: dict, compared: dict) -> str:
    numbers = ", ".join(map(str, row.lines))
    said = f"{row.text}." if row.name_only else row.text.replace(".;", ".")
    text = f"<p><b>Line{'s' if len(row.lines) > 1 else ''} {numbers}.</b> {html.text(said)}</p>"
    if row.caveat:
        text += f'<p class="mbc-caveat">Our note: {html.text(row.caveat)}</p>'
    if also := elsewhere.get((row.table, row.row_id)):
        text += f'<p class="mbc-source">Also {"named" if row.name_only else "said"} by: {also}.</p>'
    if beside := compared.get((row.table, row.row_id)):
        count = f"{len(beside)} comparison{'s' if len(beside) > 1 else ''}"
        text += html.folded(f"What stands beside line {row.lines[0]}: {count}", "".join(beside))
    return text


def _elsewhere(data: SimpleNamespace, source: str) -> dict[tuple[str, str], str]:
    """Row → the other articles that say it, as links with their lines."""
    others = data.citations[(data.citations["source_id"] != source) & (data.citations["table"] != "none")]
    found: dict[tuple[str, str], list[str]] = {}
    for (table, row_id, id), rows in others.groupby(["table", "row_id", "source_id"]):
        lines = sorted(set(rows["line"]))
        words = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        found.setdefault((table, row_id), []).append(
            f'<a href="article_{html.text(id)}.html">article {html.text(id)}</a>, {words}'
        )
    return {key: "; ".join(parts) for key, parts in found.items()}


def _compared(data: SimpleNamespace) -> dict[tuple[str, str], list[str]]:
    """Row → one block of HTML per comparison that it takes part in, with the other side of it."""
    table = comparison_table(data).set_index("id")
    found: dict[tuple[str, str], list[str]] = {}
    for link in data.comparison_rows.itertuples():
        row = table.loc[link.comparison_id]
        mine = link.side == "statement"
        other, where = (row["other"], row["other_said_in"]) if mine else (row["statement"], row["said_in"])
        verdict = ", ".join(filter(None, [row["verdict"], row["second_verdict"]]))
        reference = row["against"] == "reference"
        block = (
            f'<div class="{"mbc-reference" if reference else "mbc-beside"}">'
            f"<p><b>{'A reference says' if reference else 'An article says'}:</b> {html.text(other)} "
            f'<span class="mbc-source">({html.text(where)})</span></p>'
            f"<p><b>What differs:</b> {html.text(row['what_differs'])}</p>"
            f"<p><b>Why it matters:</b> {html.text(row['why_it_matters'])}</p>"
            + (f"<p><b>Verdict:</b> {html.text(verdict)}</p>" if verdict else "")
            + "</div>"
        )
        blocks = found.setdefault((link.table, link.row_id), [])
        if block not in blocks:
            blocks.append(block)
    return found

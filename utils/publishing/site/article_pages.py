"""What one article says, by line, with what stands beside each statement."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from utils import ui
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import article_statements, comparison_sides
from utils.tables import verdicts
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.elements import joined
from utils.ui.evidence import statement_items

BAND = 25  # lines of an article under one heading
_SIDE = Markup('<div class="{}"><p><b>{} say:</b></p>{}{}</div>').format
_POINT = Markup("<p><b>{}:</b> {}</p>").format


def bands(data: CourseData, source: str) -> Iterator[tuple[int, int, list[dict]]]:
    """First and last line of each stretch of ``BAND`` lines in which an article says something, and its statements.

    A statement has what ``article_statements`` gives, and line (its first), where (its lines in words), elsewhere (the other articles
    that say it, with their lines) and compared (a block of HTML per comparison).
    """
    rows, elsewhere, compared = article_statements(data, source), _elsewhere(data), _compared(data)
    for band, own in rows.groupby(rows["lines"].map(lambda lines: (lines[0] - 1) // BAND)):
        yield (
            band * BAND + 1,
            (band + 1) * BAND,
            [
                row._asdict()
                | {
                    "line": row.lines[0],
                    "where": line_numbers_text(row.lines).capitalize(),
                    "elsewhere": [(id, lines) for id, lines in elsewhere.get(key, ()) if id != source],
                    "compared": compared.get(key, ()),
                }
                for row in own.itertuples()
                for key in [(row.table, row.row_id)]
            ],
        )


@once_per_data
def _elsewhere(data: CourseData) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Row → the articles that say it, each with its lines in words."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (table, row_id, id), rows in data.citations.groupby(["table", "row_id", "source_id"]):
        found.setdefault((table, row_id), []).append((id, line_numbers_text(rows["line"])))
    return found


@once_per_data
def _compared(data: CourseData) -> dict[tuple[str, str], list[Markup]]:
    """Row → one block of HTML per comparison that it takes part in, with the other side of it."""
    items, found = statement_items(data), {}
    for id, rows in comparison_sides(data).items():
        comparison = data.row("comparisons", id)
        for mine, other in (("statement", "against"), ("against", "statement")):
            reference = comparison.against == "reference" and other == "against"
            block = _block(comparison, reference, [item for key in rows[other] for item in items[key]])
            for key in rows[mine]:
                found.setdefault(key, []).append(block)
    return found


def _block(comparison, reference: bool, texts: list[Markup]) -> Markup:
    points = {
        "What differs": comparison.what_differs,
        "Why it matters": comparison.why_it_matters,
        "Verdict": verdicts.verdict_text(comparison, ", "),
    }
    css, who = ("mbc-reference", "References") if reference else ("mbc-beside", "Articles")
    return _SIDE(css, who, ui.bullets(texts), joined(_POINT(*point) for point in points.items() if point[1]))

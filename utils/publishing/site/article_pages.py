"""What one article says, by line, with what other sources say about each statement."""

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

BAND_LINES = 25  # lines of an article under one heading
_OTHER_SIDE = Markup('<div class="{}"><p><b>{} say:</b></p>{}{}</div>').format
_POINT = Markup("<p><b>{}:</b> {}</p>").format


def line_bands(data: CourseData, source: str) -> Iterator[tuple[int, int, list[dict]]]:
    """First and last line of each band of ``BAND_LINES`` lines in which an article says something, and its statements.

    A statement has the columns of ``article_statements``, and line (its first), where (its lines in words), elsewhere
    (the other articles that say it, with their lines) and compared (a block of HTML per comparison).
    """
    rows, articles_by_row, blocks_by_row = (
        article_statements(data, source),
        _articles_by_row(data),
        _blocks_by_row(data),
    )
    for band, band_rows in rows.groupby(rows["lines"].map(lambda lines: (lines[0] - 1) // BAND_LINES)):
        statements = []
        for row in band_rows.itertuples():
            key = (row.table, row.row_id)
            statements.append(
                row._asdict()
                | {
                    "line": row.lines[0],
                    "where": line_numbers_text(row.lines).capitalize(),
                    "elsewhere": [
                        (article, lines) for article, lines in articles_by_row.get(key, ()) if article != source
                    ],
                    "compared": blocks_by_row.get(key, ()),
                }
            )
        yield band * BAND_LINES + 1, (band + 1) * BAND_LINES, statements


@once_per_data
def _articles_by_row(data: CourseData) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Row → the articles that say it, each with its lines in words."""
    articles: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (table, row_id, source), rows in data.citations.groupby(["table", "row_id", "source_id"]):
        articles.setdefault((table, row_id), []).append((source, line_numbers_text(rows["line"])))
    return articles


@once_per_data
def _blocks_by_row(data: CourseData) -> dict[tuple[str, str], list[Markup]]:
    """Row → one block of HTML for each comparison that it is part of, with the other side of it."""
    items = statement_items(data)
    blocks: dict[tuple[str, str], list[Markup]] = {}
    for comparison_id, keys in comparison_sides(data).items():
        comparison = data.row("comparisons", comparison_id)
        for side, other in (("statement", "against"), ("against", "statement")):
            reference = comparison.against == "reference" and other == "against"
            block = _block(comparison, reference, [item for key in keys[other] for item in items[key]])
            for key in keys[side]:
                blocks.setdefault(key, []).append(block)
    return blocks


def _block(comparison, reference: bool, texts: list[Markup]) -> Markup:
    points = {
        "What differs": comparison.what_differs,
        "Why it matters": comparison.why_it_matters,
        "Verdict": verdicts.verdict_text(comparison, ", "),
    }
    css, speakers = ("mbc-reference", "References") if reference else ("mbc-beside", "Articles")
    return _OTHER_SIDE(css, speakers, ui.bullets(texts), joined(_POINT(*point) for point in points.items() if point[1]))

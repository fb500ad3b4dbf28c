"""Where articles say what a row states: articles and lines, in words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from utils.tables.course_data import CourseData, once_per_data


def line_numbers_text(numbers: Iterable[int], most: int | None = None) -> str:
    """Lines of an article in words: "line 4", "lines 4, 11"; more than ``most`` are counted: "lines 4, 11 and 3 more"."""
    own = sorted(set(numbers))
    more = f" and {len(own) - most} more" if most and len(own) > most else ""
    return f"line{'s' if len(own) > 1 else ''} {', '.join(map(str, own[:most]))}{more}"


@once_per_data
def cited_lines_by_row(data: CourseData) -> dict[tuple[str, str], str]:
    """(table, row id) → where the articles say it, such as "article 002 line 7; article 003 lines 42, 140"."""
    # A loop and no groupby: explorers and pages ask for this many times, and thousands of small groups take seconds.
    found: dict[tuple[str, str], dict[str, set[int]]] = {}
    for row in data.citations.itertuples():
        found.setdefault((row.table, row.row_id), {}).setdefault(row.source_id, set()).add(row.line)
    return {
        key: "; ".join(f"article {source} {line_numbers_text(own)}" for source, own in sorted(by_source.items()))
        for key, by_source in found.items()
    }


def cited_lines(citations: pd.DataFrame, table: str, ids: Iterable[str], most: int = 6) -> str:
    """Where the articles say the rows with these ids, in one line: "article 003 lines 164, 165".

    More than ``most`` lines of an article are counted, not listed: explorers and the data hold them all.
    """
    rows = citations[(citations["table"] == table) & citations["row_id"].isin(list(ids))]
    return lines_text(zip(rows["source_id"], rows["line"], strict=True), most)


def lines_text(places: Iterable[tuple[str, int]], most: int) -> str:
    """(article, line) pairs in one line, as ``cited_lines`` gives them."""
    lines: dict[str, set[int]] = {}
    for source, line in places:
        lines.setdefault(source, set()).add(line)
    return "; ".join(f"article {source} {line_numbers_text(own, most)}" for source, own in sorted(lines.items()))


def page_titles(references: pd.DataFrame, ids: Iterable[str]) -> list[str]:
    """The reference pages with these ids, each as "publisher: title (year)", for the sources of a chart."""
    rows = references[references["id"].isin(set(ids))]
    return [f"{r.publisher}: {r.title} ({r.year})" for r in rows.itertuples()]

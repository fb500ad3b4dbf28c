"""Where a statement comes from: cited articles and lines, and titles of reference pages, as text."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from utils.tables.course_data import CourseData, once_per_data


def line_numbers_text(lines: Iterable[int], most: int | None = None) -> str:
    """Line numbers of one article as text.

    Parameters
    ----------
    lines : iterable of int
        In any order, with or without duplicates.
    most : int, optional
        How many to list; the others are counted.

    Returns
    -------
    str
        Such as "line 4", "lines 4, 11" or, with ``most``, "lines 4, 11 and 3 more".
    """
    numbers = sorted(set(lines))
    more = f" and {len(numbers) - most} more" if most and len(numbers) > most else ""
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:most]))}{more}"


@once_per_data
def cited_lines_by_row(data: CourseData) -> dict[tuple[str, str], str]:
    """(table, row id) → where the articles state it, such as "article 002 line 7; article 003 lines 42, 140"."""
    # A loop instead of groupby: explorers and pages ask for this often, and thousands of small groups take seconds.
    lines_of: dict[tuple[str, str], dict[str, set[int]]] = {}
    for citation in data.citations.itertuples():
        articles = lines_of.setdefault((citation.table, citation.row_id), {})
        articles.setdefault(citation.source_id, set()).add(citation.line)
    return {
        key: "; ".join(f"article {source} {line_numbers_text(lines)}" for source, lines in sorted(articles.items()))
        for key, articles in lines_of.items()
    }


def cited_lines(citations: pd.DataFrame, table: str, ids: Iterable[str], most: int = 6) -> str:
    """Where the articles state some rows, in one line of text.

    Parameters
    ----------
    citations : pandas.DataFrame
        Columns table, row_id, source_id (``str``) and line (``int64``).
    table : str
        Name of the table of the rows.
    ids : iterable of str
        Their ids.
    most : int
        How many lines of an article to list; the others are counted, because explorers and the data have them all.

    Returns
    -------
    str
        Such as "article 003 lines 164, 165"; empty if no article states them.
    """
    rows = citations[(citations["table"] == table) & citations["row_id"].isin(list(ids))]
    return lines_text(zip(rows["source_id"], rows["line"], strict=True), most)


def lines_text(cited: Iterable[tuple[str, int]], most: int) -> str:
    """Lines of articles in one line of text.

    Parameters
    ----------
    cited : iterable of (str, int)
        Article id and line, in any order.
    most : int
        How many lines of an article to list; the others are counted.

    Returns
    -------
    str
        Such as "article 002 line 7; article 003 lines 42, 140 and 3 more".
    """
    lines_of: dict[str, set[int]] = {}
    for source, line in cited:
        lines_of.setdefault(source, set()).add(line)
    return "; ".join(f"article {source} {line_numbers_text(lines, most)}" for source, lines in sorted(lines_of.items()))


def page_titles(references: pd.DataFrame, ids: Iterable[str]) -> list[str]:
    """Reference pages as text, for the sources of a chart.

    Parameters
    ----------
    references : pandas.DataFrame
        Columns id, publisher, title and year (all ``str``).
    ids : iterable of str
        Ids of pages; the order does not matter.

    Returns
    -------
    list of str
        Each as "publisher: title (year)", in the order of ``references``.
    """
    rows = references[references["id"].isin(set(ids))]
    return [f"{page.publisher}: {page.title} ({page.year})" for page in rows.itertuples()]

"""Rules over the tables of the appraisal lesson (``data/appraisal/``).

Each rule takes the raw tables (``{table: [Row, ...]}``, cells as text) and yields issues. A row that links to nothing
is skipped: the check of foreign keys reports it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

from utils.errors import Issue
from utils.tables.rows import (
    Row,
    Tables,
    by_position,
    cited_rows,
    grouped,
    linked_row,
    misnumbered,
    number,
    numbering_fix,
    rows_by_id,
)

RATERS = ("a", "b")


def every_article_is_scored_by_both_raters(tables: Tables) -> Iterator[Issue]:
    """Each question has a score by each rater for each article."""
    scored = {(row["question_id"], row["source_id"], row["rater"]) for row in tables["appraisal_scores"]}
    for row in tables["appraisal_questions"]:
        for source, rater in product([source["id"] for source in tables["sources"]], RATERS):
            if (row["id"], source, rater) not in scored:
                problem = f"has no score by rater {rater} for article {source}"
                yield row.issue("id", problem, "add a row to data/appraisal/scores.csv")


def scores_fit_their_scale(tables: Tables) -> Iterator[Issue]:
    """A score is within the scale of its instrument."""
    scale = {row["id"]: (number(row["low"]), number(row["high"])) for row in tables["appraisal_instruments"]}
    instrument = {row["id"]: row["instrument_id"] for row in tables["appraisal_questions"]}
    for row in tables["appraisal_questions"]:
        if None in scale.get(row["instrument_id"], ()):
            fix = "enter its lowest and highest score in data/appraisal/instruments.csv"
            yield row.issue("instrument_id", "has no scale", fix)
    for row in tables["appraisal_scores"]:
        low, high = scale.get(instrument.get(row["question_id"], ""), (None, None))
        if None not in (low, high) and not low <= number(row["score"]) <= high:
            problem = f"is outside the scale of {instrument[row['question_id']]}"
            yield row.issue("score", problem, f"enter a score from {low:g} to {high:g}")


def scores_name_existing_lines(tables: Tables) -> Iterator[Issue]:
    """The lines that a score names exist in the article."""
    last_lines = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    for row in tables["appraisal_scores"]:
        last = last_lines.get(row["source_id"])
        lines = [int(line) for line in row["lines"].split("; ") if line]
        if missing := [line for line in lines if line < 1 or (last is not None and line > last)]:
            problem = f"includes line {missing[0]}, which article {row['source_id']} does not have"
            yield row.issue("lines", problem, "enter lines of the article, such as 13; 21")


def raters_give_their_own_reasons(tables: Tables) -> Iterator[Issue]:
    """Two raters who score the same question do not share one reason: the second would add nothing."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in tables["appraisal_scores"]:
        key = (row["question_id"], row["source_id"], row["reason"])
        if key in first:
            problem = f"is a duplicate of row {first[key].line}"
            yield row.issue("reason", problem, "write why this rater gave this score")
        first.setdefault(key, row)


def outlines_follow_their_articles(tables: Tables) -> Iterator[Issue]:
    """The parts of an article are in order, and the main claim of a part is cited from a line of that part."""
    last = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    cited_lines = defaultdict(set)
    for row in tables["citations"]:
        cited_lines[*linked_row(row), row["source_id"]].add(int(row["line"]))
    outlines = grouped(tables["article_outline"], "source_id")
    for source in tables["sources"]:
        if source["id"] not in outlines:
            yield source.issue("id", "has no outline", "add the parts of the article to data/appraisal/outline.csv")
    for source in sorted(outlines.keys() & last.keys()):  # the foreign-key check reports an unknown article
        rows = outlines[source]
        starts = [0, *(int(row["line"]) for row in rows), last[source] + 1]
        for position, row in enumerate(rows, start=1):
            before, start, stop = starts[position - 1 : position + 2]
            if int(row["position"]) != position or start <= before:
                yield row.issue("line", "is out of sequence", "list the parts in the order of the article")
            elif bool(row["table"]) != bool(row["row_id"]):
                yield row.issue("row_id", "needs both table and row_id", "fill in both, or leave both empty")
            elif row["table"] and not any(start <= line < stop for line in cited_lines[*linked_row(row), source]):
                problem = f"is not cited from this part (lines {start:g} to {stop - 1:g} of article {source})"
                yield row.issue("row_id", problem, "enter a row that this part of the article states")


def article_words_are_complete(tables: Tables) -> Iterator[Issue]:
    """For a treatment that several articles state, ``article_words`` has the wording of each of them, and no others."""
    stated_by, worded, dangling = defaultdict(set), set(), set()
    existing = rows_by_id(tables)
    for row in tables["citations"]:
        stated_by[linked_row(row)].add(row["source_id"])
        if linked_row(row) not in existing:  # reported elsewhere; it may be meant for any row of its table
            dangling.add((row["table"], row["source_id"]))
    for row in tables["article_words"]:
        key = linked_row(row)
        worded.add((*key, row["source_id"]))
        if row["source_id"] not in stated_by[key] and (row["table"], row["source_id"]) not in dangling:
            problem = f"is not cited from article {row['source_id']}"
            yield row.issue("row_id", problem, "enter a row that this article states")
        elif stated_by[key] == {row["source_id"]}:
            problem = "is stated by this article only, so it needs no separate wording"
            yield row.issue("row_id", problem, "remove the row")
        elif not row["says"] and row["table"] != "treatments":
            yield row.issue("says", "is empty", "write what the article says, or remove the row")
    for row in tables["treatments"]:
        articles = stated_by["treatments", row["id"]]
        for source in sorted(articles) if len(articles) > 1 else ():
            if ("treatments", row["id"], source) not in worded:
                problem = f"is stated by several articles, but article_words has no row for article {source}"
                fix = "add a row to data/appraisal/article_words.csv; leave says empty if the article only names it"
                yield row.issue("id", problem, fix)


def map_rows_support_the_map(tables: Tables) -> Iterator[Issue]:
    """Each statement of the map has a cited row that says it; a row that differs is in a comparison with such a row."""
    cited = cited_rows(tables)
    sides = defaultdict(lambda: defaultdict(set))
    between_articles = {row["id"] for row in tables["comparisons"] if row["against"] == "article"}
    for row in tables["comparison_rows"]:
        if row["comparison_id"] in between_articles:
            sides[row["comparison_id"]][row["side"]].add(linked_row(row))
    opposites = {frozenset(pair) for side in sides.values() for pair in product(side["statement"], side["against"])}
    supporting = defaultdict(set)
    for row in tables["map_rows"]:
        if row["side"] == "says":
            supporting[row["statement_id"]].add(linked_row(row))
    for row in tables["map_rows"]:
        if linked_row(row) not in cited:
            yield row.issue("row_id", "is not cited from any article", "enter a row that has a citation")
        elif row["side"] == "differs" and not any(
            frozenset((linked_row(row), other)) in opposites for other in supporting[row["statement_id"]]
        ):
            fix = "add the comparison to data/comparisons.csv and data/comparison_rows.csv, or remove the row"
            yield row.issue("row_id", "is not part of a comparison with this statement", fix)
    for row in tables["map_statements"]:
        if not supporting[row["id"]]:
            yield row.issue("id", "has no row that says it", "add one to data/appraisal/map_rows.csv, with side says")
    for row in islice(misnumbered(by_position(tables["map_statements"])), 1):
        yield row.issue("position", "is out of sequence", numbering_fix("statements", tables["map_statements"]))


RULES = (
    every_article_is_scored_by_both_raters,
    scores_fit_their_scale,
    scores_name_existing_lines,
    raters_give_their_own_reasons,
    outlines_follow_their_articles,
    article_words_are_complete,
    map_rows_support_the_map,
)

"""Rules over the tables of the appraisal lesson (``data/appraisal/``); ``utils.tables.rules.fact_base`` holds those of the fact base.

Each rule takes the raw tables (``{table: [Row, ...]}``, cells as text) and yields issues. A row that names nothing known
is skipped: the check of foreign keys reports it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

from utils.errors import Issue
from utils.tables.rows import Row, Tables, by_position, cited_rows, grouped, linked_row, misnumbered, number, rows_by_id

RATERS = ("a", "b")


def every_article_is_scored_by_both_raters(tables: Tables) -> Iterator[Issue]:
    """Each question has a score of each rater for each article."""
    scored = {(row["question_id"], row["source_id"], row["rater"]) for row in tables["appraisal_scores"]}
    for row in tables["appraisal_questions"]:
        for source, rater in product([source["id"] for source in tables["sources"]], RATERS):
            if (row["id"], source, rater) not in scored:
                problem = f"has no score of rater {rater} for article {source}"
                yield row.issue("id", problem, "add a row to data/appraisal/scores.csv")


def scores_fit_their_scale(tables: Tables) -> Iterator[Issue]:
    """A score lies on the scale of its instrument."""
    scale = {row["id"]: (number(row["low"]), number(row["high"])) for row in tables["appraisal_instruments"]}
    instrument = {row["id"]: row["instrument_id"] for row in tables["appraisal_questions"]}
    for row in tables["appraisal_questions"]:
        if None in scale.get(row["instrument_id"], ()):
            fix = "give the instrument a lowest and a highest score in data/appraisal/instruments.csv"
            yield row.issue("instrument_id", "has no scale to score on", fix)
    for row in tables["appraisal_scores"]:
        low, high = scale.get(instrument.get(row["question_id"], ""), (None, None))
        if None not in (low, high) and not low <= number(row["score"]) <= high:
            problem = f"is off the scale of {instrument[row['question_id']]}"
            yield row.issue("score", problem, f"give a score from {low:g} to {high:g}")


def scores_rest_on_lines_of_the_article(tables: Tables) -> Iterator[Issue]:
    """The lines that a score names lie inside the article."""
    last = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    for row in tables["appraisal_scores"]:
        behind = [
            line
            for line in row["lines"].split("; ")
            if line and not 1 <= int(line) <= last.get(row["source_id"], int(line))
        ]
        if behind:
            problem = f"names line {behind[0]}, which article {row['source_id']} does not have"
            yield row.issue("lines", problem, "name lines of the article, such as 13; 21")


def raters_give_reasons_of_their_own(tables: Tables) -> Iterator[Issue]:
    """Two raters who score the same question do not share one reason: else the second adds nothing."""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in tables["appraisal_scores"]:
        key = (row["question_id"], row["source_id"], row["reason"])
        if key in seen:
            problem = f"is the reason of row {seen[key].line} too"
            yield row.issue("reason", problem, "write what this rater rests the score on")
        seen.setdefault(key, row)


def outlines_follow_their_articles(tables: Tables) -> Iterator[Issue]:
    """The parts of an article stand in order, and the main claim of a part is cited from a line of that part."""
    last = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    cited = defaultdict(set)
    for row in tables["citations"]:
        cited[*linked_row(row), row["source_id"]].add(int(row["line"]))
    articles = grouped(tables["article_outline"], "source_id")
    for source in tables["sources"]:
        if source["id"] not in articles:
            fix = "add its parts to data/appraisal/outline.csv"
            yield source.issue("id", "has no outline", fix)
    for source in sorted(articles.keys() & last.keys()):  # the foreign key reports an unknown article
        rows = articles[source]
        starts = [0, *(int(row["line"]) for row in rows), last[source] + 1]
        for position, row in enumerate(rows, start=1):
            before, start, stop = starts[position - 1 : position + 2]
            if int(row["position"]) != position or start <= before:
                yield row.issue("line", "breaks the order of the parts", "put the parts in the article's order")
            elif bool(row["table"]) != bool(row["row_id"]):
                yield row.issue("row_id", "needs both table and row_id", "give both, or leave both empty")
            elif row["table"] and not any(start <= line < stop for line in cited[*linked_row(row), source]):
                problem = f"is cited from no line of this part (lines {start:g} to {stop - 1:g} of article {source})"
                yield row.issue("row_id", problem, "name a row that this part of the article states")


def each_article_has_its_own_words(tables: Tables) -> Iterator[Issue]:
    """A treatment that several articles carry tells what each of them says; no words stand for an article that is silent."""
    carried, told, adrift = defaultdict(set), set(), set()
    known = rows_by_id(tables)
    for row in tables["citations"]:
        carried[linked_row(row)].add(row["source_id"])
        if linked_row(row) not in known:  # told elsewhere; the row it was meant for may be any of its table
            adrift.add((row["table"], row["source_id"]))
    for row in tables["article_words"]:
        key = linked_row(row)
        told.add((*key, row["source_id"]))
        if row["source_id"] not in carried[key] and (row["table"], row["source_id"]) not in adrift:
            problem = f"is cited from no line of article {row['source_id']}"
            yield row.issue("row_id", problem, "name a row that this article states")
        elif carried[key] == {row["source_id"]}:
            problem = "rests on this article alone, so its own text stands"
            yield row.issue("row_id", problem, "remove the row")
        elif not row["says"] and row["table"] != "treatments":
            yield row.issue("says", "is empty", "write what the article says, or remove the row")
    for row in tables["treatments"]:
        articles = carried["treatments", row["id"]]
        for source in sorted(articles) if len(articles) > 1 else ():
            if ("treatments", row["id"], source) not in told:
                problem = f"is carried by several articles, and nothing tells what article {source} says of it"
                fix = "add a row to data/appraisal/article_words.csv; leave says empty where the article only names it"
                yield row.issue("id", problem, fix)


def map_rows_say_what_the_map_draws(tables: Tables) -> Iterator[Issue]:
    """Each statement of the map is said by a row of an article; what differs is set against it in a comparison."""
    cited = cited_rows(tables)
    sides = defaultdict(lambda: defaultdict(set))
    between = {row["id"] for row in tables["comparisons"] if row["against"] == "article"}
    for row in tables["comparison_rows"]:
        if row["comparison_id"] in between:
            sides[row["comparison_id"]][row["side"]].add(linked_row(row))
    opposite = {frozenset(pair) for side in sides.values() for pair in product(side["statement"], side["against"])}
    says = defaultdict(set)
    for row in tables["map_rows"]:
        if row["side"] == "says":
            says[row["statement_id"]].add(linked_row(row))
    for row in tables["map_rows"]:
        if linked_row(row) not in cited:
            yield row.issue("row_id", "is not a row that an article states", "name a row that is cited")
        elif row["side"] == "differs" and not any(
            frozenset((linked_row(row), said)) in opposite for said in says[row["statement_id"]]
        ):
            fix = "add the comparison to data/comparisons.csv, or remove the row"
            yield row.issue("row_id", "stands in no comparison against this statement", fix)
    for row in tables["map_statements"]:
        if not says[row["id"]]:
            yield row.issue("id", "is said by no row", "add a row to data/appraisal/map_rows.csv")
    for row in islice(misnumbered(by_position(tables["map_statements"])), 1):
        yield row.issue("position", "breaks the count", "number the statements from 1")


RULES = (
    every_article_is_scored_by_both_raters,
    scores_fit_their_scale,
    scores_rest_on_lines_of_the_article,
    raters_give_reasons_of_their_own,
    outlines_follow_their_articles,
    each_article_has_its_own_words,
    map_rows_say_what_the_map_draws,
)

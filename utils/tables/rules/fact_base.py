"""What the Data Package standard cannot say about the tables: rules over several columns or several tables.

Each rule takes the raw tables (``{table: [Row, ...]}``, cells as text) and yields issues. Types, ranges,
enumerations, unique and foreign keys are in ``data/datapackage.json`` and not repeated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from utils.errors import Issue
from utils.tables import verdicts
from utils.tables.rows import (
    Row,
    Tables,
    by_position,
    cited_rows,
    dangling_links,
    grouped,
    linked_row,
    misnumbered,
    number,
    rows_by_id,
)

# What a row of a table rests on: sentences of articles ("citation"), a reference ("reference"), or at least one
# of the two ("either"). `statistics` decides by its kind.
EVIDENCE = {
    "sites": "citation",
    "symptoms": "citation",
    "diagnostic_tests": "citation",
    "steps": "either",
    "subtypes": "either",
    "treatments": "either",
    "treatment_subtypes": "reference",
    "facts": "citation",
    "glossary": "either",
    "practice": "reference",
}
# tables that link their owners to rows of any table
LINKS = ("comparison_rows", "myth_rows", "need_rows", "wordings", "treatment_rows", "panel_rows")


def ranges_are_ordered(tables: Tables) -> Iterator[Issue]:
    """Low is not above high, an interval holds its estimate, and a percentage lies within 0-100."""
    for row in tables["statistics"]:
        for low, high in (("low", "high"), ("ci_low", "ci_high")):
            a, b = number(row[low]), number(row[high])
            if (a is None) != (b is None) and not (row[low] and row[high]):
                empty = low if a is None else high
                fix = f"fill in both {low} and {high} (a single figure stands in both), or neither"
                yield row.issue(empty, f"is empty although {low if empty == high else high} is given", fix)
            elif a is not None and b is not None and a > b:
                yield row.issue(low, f"is above {high} ({row[high]})", f"swap {low} and {high}")
        if row["unit"] == "percent":
            for column in ("low", "high", "ci_low", "ci_high"):
                value = number(row[column])
                if value is not None and not 0 <= value <= 100:
                    yield row.issue(column, "is not a percentage between 0 and 100", "correct the figure or its unit")
        low, high, ci_low, ci_high = (number(row[c]) for c in ("low", "high", "ci_low", "ci_high"))
        if None not in (low, high, ci_low, ci_high) and not ci_low <= low <= high <= ci_high:
            fix = "correct the interval or the estimate"
            yield row.issue("ci_low", f"to {row['ci_high']} does not hold the estimate {row['low']}", fix)


def statistics_keep_articles_and_references_apart(tables: Tables) -> Iterator[Issue]:
    """An article's figure has citations and no reference; every other kind has a reference and no citation."""
    cited = cited_rows(tables)
    for row in tables["statistics"]:
        is_cited = ("statistics", row["id"]) in cited
        if row["kind"] == "article":
            if row["reference_id"]:
                fix = "leave it empty; an article is named in data/citations.csv"
                yield row.issue("reference_id", "stands beside a figure of an article", fix)
            if not is_cited:
                yield row.issue("id", "is cited by no sentence", "add a row to data/citations.csv (make cite)")
        else:
            if not row["reference_id"]:
                fix = "name a row of data/references.csv"
                yield row.issue("reference_id", f"is empty although the kind is {row['kind']}", fix)
            if is_cited:
                fix = "set the kind to article, or remove the citation"
                yield row.issue("kind", "is not an article, yet a sentence of an article is cited for it", fix)


def citations_point_to_rows(tables: Tables) -> Iterator[Issue]:
    """A citation names a row that exists; page furniture names none and gives a reason."""
    known = rows_by_id(tables)
    for row in tables["citations"]:
        table = row["table"]
        if table == "none":
            if row["row_id"]:
                fix = "leave row_id empty or name the table"
                yield row.issue("row_id", "stands in a citation of page furniture (table none)", fix)
            if not row["reason"]:
                fix = "say in a few words why the sentence carries no fact"
                yield row.issue("reason", "is empty although the sentence is page furniture", fix)
        elif table not in tables:
            yield row.issue("table", "is not a table of data/datapackage.json", "correct the name of the table")
        elif linked_row(row) not in known:
            fix = f"correct the id, or add the row to data/{table}.csv"
            yield row.issue("row_id", f"is not an id of data/{table}.csv", fix)


def rows_have_evidence(tables: Tables) -> Iterator[Issue]:
    """Every row rests on a sentence or on a reference, as ``EVIDENCE`` says, and never on both.

    A glossary entry may have both: articles use the term, a reference defines it.
    """
    cited = cited_rows(tables)
    for table, kind in EVIDENCE.items():
        for row in tables[table]:
            is_cited, reference = (table, row["id"]) in cited, row.get("reference_id")
            if is_cited and (kind == "reference" or (reference and table != "glossary")):
                fix = "remove the citation or the reference; articles and references stay apart"
                yield row.issue("id", "is a reference row, yet a sentence of an article is cited for it", fix)
            elif not is_cited and (kind == "citation" or (kind == "either" and not reference)):
                also = "" if kind == "citation" else ", or name a row of data/references.csv in reference_id"
                fix = f"add a row to data/citations.csv (make cite){also}"
                yield row.issue("id", "rests on no sentence of an article", fix)


def one_sentence_one_fingerprint(tables: Tables) -> Iterator[Issue]:
    """One (source, line, sentence) has one fingerprint, lies inside its article, and one fingerprint per line."""
    lines = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    seen: dict[tuple[str, str, str], Row] = {}
    for row in tables["citations"]:
        key = (row["source_id"], row["line"], row["sentence"])
        first = seen.setdefault(key, row)
        if first["fingerprint"] != row["fingerprint"]:
            fix = "take the fingerprint that `make cite` prints for this sentence"
            yield row.issue("fingerprint", f"differs from row {first.line}, which cites the same sentence", fix)
        last, line = lines.get(row["source_id"]), number(row["line"])
        if last is not None and line is not None and line > last:
            fix = "correct the line"
            yield row.issue("line", f"lies behind the last line ({last:.0f}) of article {row['source_id']}", fix)


def general_words_are_not_figures(tables: Tables) -> Iterator[Issue]:
    """A statistic with a unit has a figure, and one without a figure has unit "none"."""
    for row in tables["statistics"]:
        if (row["unit"] == "none") != (not row["low"] and not row["high"]):
            fix = "a row in words only has unit none and no figures; a row with figures has a unit"
            yield row.issue("unit", "does not fit low and high", fix)


def links_name_rows(tables: Tables) -> Iterator[Issue]:
    """A link table's ``table`` and ``row_id`` name a row that exists (citations and items have rules of their own)."""
    known = rows_by_id(tables)
    for name in LINKS:
        yield from dangling_links(tables[name], known)


def comparisons_have_two_sides(tables: Tables) -> Iterator[Issue]:
    """A comparison names at least one statement and at least one row that stands against it."""
    sides = defaultdict(set)
    for row in tables["comparison_rows"]:
        sides[row["comparison_id"]].add(row["side"])
    for row in tables["comparisons"]:
        for side in ("statement", "against"):
            if side not in sides[row["id"]]:
                yield row.issue("id", f"names no row as {side}", "add it to data/comparison_rows.csv")


def comparisons_keep_articles_and_references_apart(tables: Tables) -> Iterator[Issue]:
    """A statement is an article's. What stands against it is an article's without a verdict, or a reference's with one."""
    cited = cited_rows(tables)
    against = {row["id"]: row["against"] for row in tables["comparisons"]}
    for row in tables["comparison_rows"]:
        wanted = "article" if row["side"] == "statement" else against.get(row["comparison_id"])
        if wanted and (linked_row(row) in cited) != (wanted == "article"):
            fix = "name another row, or correct the side or what the comparison is against"
            yield row.issue("row_id", f"is not a row of {'an article' if wanted == 'article' else 'a reference'}", fix)
    for row in tables["comparisons"]:
        if bool(row["verdict"]) != (row["against"] == "reference"):
            fix = "a comparison against a reference has a verdict, one between articles has none"
            yield row.issue("verdict", f"does not fit a comparison against {row['against']}", fix)
        elif row["second_verdict"] and (not row["verdict"] or row["second_verdict"] == row["verdict"]):
            yield row.issue("second_verdict", "adds nothing", "leave it empty, or give another verdict first")


def verdicts_claim_no_more_than_their_rows(tables: Tables) -> Iterator[Issue]:
    """A verdict on an article's figure against references' figures is one that ``utils.verdicts`` allows."""
    figures = {row["id"]: row for row in tables["statistics"]}
    sides: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {"statement": [], "against": []})
    for row in tables["comparison_rows"]:
        if row["table"] == "statistics" and row["row_id"] in figures:
            sides[row["comparison_id"]][row["side"]].append(figures[row["row_id"]])
    for row in tables["comparisons"]:
        own = sides[row["id"]]
        if row["against"] == "reference" and len(own["statement"]) == 1 and own["against"]:
            allowed = verdicts.allowed(own["statement"][0], own["against"])
            may = [verdict for verdict in verdicts.VERDICTS if verdict in allowed]
            for column in ("verdict", "second_verdict"):
                if row[column] and row[column] not in may:
                    fix = f"they allow: {', '.join(may)}" if may else "they allow none: compare it with other rows"
                    yield row.issue(column, "is more than its rows show", fix)


def unsure_rows_say_so(tables: Tables) -> Iterator[Issue]:
    """A row of medium confidence carries a note, and is never one to use first."""
    for table, column in (("statistics", "caveat"), ("treatment_subtypes", "note"), ("practice", "note")):
        for row in tables[table]:
            if row["confidence"] == "medium" and not row[column]:
                yield row.issue(column, "is empty although the confidence is medium", "say what is not certain")
            if row["confidence"] == "medium" and row.get("use_first") == "yes":
                yield row.issue("use_first", "does not fit medium confidence", "write no")
    for row in tables["statistics"]:
        if bool(row["confidence"]) != (row["kind"] != "article"):
            fix = "an article's figure has none; a reference's is high or medium"
            yield row.issue("confidence", f"does not fit the kind {row['kind']}", fix)


def treatments_form_a_tree(tables: Tables) -> Iterator[Issue]:
    """A category has no parent; a class stands below a category or class, a drug below a class; no circle."""
    below = {"category": {""}, "class": {"category", "class"}, "drug": {"class"}}
    level = {row["id"]: row["level"] for row in tables["treatments"]}
    parent = {row["id"]: row["parent"] for row in tables["treatments"]}
    for row in tables["treatments"]:
        if level.get(row["parent"], "") not in below[row["level"]]:
            levels = sorted(below[row["level"]] - {""})
            fix = f"name a {' or '.join(levels)}" if levels else "leave it empty"
            yield row.issue("parent", f"cannot be the parent of a {row['level']}", fix)
        seen, at = set(), row["id"]
        while at and at not in seen:
            seen.add(at)
            at = parent.get(at)
        if at == row["id"]:
            yield row.issue("parent", "leads back to the treatment itself", "name a treatment above it")


def steps_are_counted(tables: Tables) -> Iterator[Issue]:
    """The positions of a path are 1, 2, 3 ... without gap or repeat."""
    for path, rows in grouped(tables["steps"], "path").items():
        for row in islice(misnumbered(by_position(rows)), 1):
            yield row.issue("position", f"breaks the count of path {path}", f"number its steps 1 to {len(rows)}")


def practice_figures_have_a_place(tables: Tables) -> Iterator[Issue]:
    """A nursing fact with a value says in its statement where the value goes, and one without does not."""
    for row in tables["practice"]:
        if row["statement"].count("{value}") != bool(row["value"]):
            fix = "write {value} once where the figure belongs, or leave value and unit empty"
            yield row.issue("statement", f"does not fit the value {row['value']!r}", fix)


def text_is_plain(tables: Tables) -> Iterator[Issue]:
    """No cell starts or ends with space or holds a line break: both are invisible and break look-ups."""
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if value != value.strip() or "\t" in value or len(value.splitlines()) > 1:
                    yield row.issue(column, "has space at its ends, a tab or a line break", "remove it")


RULES = (
    ranges_are_ordered,
    statistics_keep_articles_and_references_apart,
    citations_point_to_rows,
    rows_have_evidence,
    one_sentence_one_fingerprint,
    general_words_are_not_figures,
    links_name_rows,
    comparisons_have_two_sides,
    comparisons_keep_articles_and_references_apart,
    verdicts_claim_no_more_than_their_rows,
    unsure_rows_say_so,
    treatments_form_a_tree,
    steps_are_counted,
    practice_figures_have_a_place,
    text_is_plain,
)

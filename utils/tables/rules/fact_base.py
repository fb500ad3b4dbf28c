"""Rules over several columns or several tables of the fact base.

Each rule takes the raw tables (``{table: [Row, ...]}``, cells as text) and yields issues. Types, ranges, enumerations,
unique values and foreign keys are in ``data/datapackage.json`` and are not repeated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from utils.errors import Issue, command
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
    numbering_fix,
    rows_by_id,
)

# Evidence that each row of a table needs: a citation of an article, a reference, or either of the two. In `statistics`
# it depends on the kind.
EVIDENCE = {
    "sites": "either",
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
MEN_ONLY = "men only"  # a population of ``treatment_subtypes``
_CITE = command("cite", 'WORDS="..."', '"..."')
# link tables whose rows can point to any table
LINKS = ("comparison_rows", "myth_rows", "need_rows", "wordings", "treatment_rows", "panel_rows")


def ranges_are_ordered(tables: Tables) -> Iterator[Issue]:
    """Low is not above high, an interval contains its estimate, and a percentage is within 0-100."""
    for row in tables["statistics"]:
        for low, high in (("low", "high"), ("ci_low", "ci_high")):
            lower, upper = number(row[low]), number(row[high])
            if (lower is None) != (upper is None) and not (row[low] and row[high]):
                empty, filled = (low, high) if lower is None else (high, low)
                single = " (for a single figure, the same number twice)" if low == "low" else ""
                fix = f"fill in both {low} and {high}{single}, or leave both empty"
                yield row.issue(empty, f"is empty although {filled} is given", fix)
            elif lower is not None and upper is not None and lower > upper:
                yield row.issue(low, f"is greater than {high} ({row[high]})", f"swap {low} and {high}")
        if row["unit"] == "percent":
            for column in ("low", "high", "ci_low", "ci_high"):
                value = number(row[column])
                if value is not None and not 0 <= value <= 100:
                    yield row.issue(column, "is not a percentage between 0 and 100", "correct the figure or its unit")
        low, high, ci_low, ci_high = (number(row[c]) for c in ("low", "high", "ci_low", "ci_high"))
        if None not in (low, high, ci_low, ci_high) and not ci_low <= low <= high <= ci_high:
            estimate = row["low"] if low == high else f"{row['low']} to {row['high']}"
            problem = f"to {row['ci_high']} (ci_low to ci_high) does not include the estimate ({estimate})"
            yield row.issue("ci_low", problem, "correct the interval or the estimate")


def statistics_keep_articles_and_references_apart(tables: Tables) -> Iterator[Issue]:
    """An article's figure has citations and no reference; any other figure has a reference and no citation."""
    cited = cited_rows(tables)
    for row in tables["statistics"]:
        is_cited = ("statistics", row["id"]) in cited
        if row["kind"] == "article":
            if row["reference_id"]:
                fix = "leave it empty; articles are cited in data/citations.csv"
                yield row.issue("reference_id", "is given although the kind is article", fix)
            if not is_cited:
                fix = f"add a row to data/citations.csv; {_CITE} prints it"
                yield row.issue("id", "has no citation although the kind is article", fix)
        else:
            if not row["reference_id"]:
                fix = "enter the id of a row in data/references.csv"
                yield row.issue("reference_id", f"is empty although the kind is {row['kind']}", fix)
            if is_cited:
                fix = "change the kind to article, or remove the citation"
                yield row.issue("kind", "is for figures from a reference, but this row cites an article", fix)


def citations_point_to_rows(tables: Tables) -> Iterator[Issue]:
    """A citation names an existing row; a citation of boilerplate names none and gives a reason."""
    existing = rows_by_id(tables)
    for row in tables["citations"]:
        table = row["table"]
        if table == "none":
            if row["row_id"]:
                fix = "leave row_id empty, or name the table of the row"
                yield row.issue("row_id", "is given although the sentence is boilerplate (table none)", fix)
            if not row["reason"]:
                fix = "say in a few words why the sentence states no fact"
                yield row.issue("reason", "is empty although the sentence is boilerplate (table none)", fix)
        elif table not in tables:
            fix = "use the name of a table in data/datapackage.json, or none for boilerplate"
            yield row.issue("table", "is not the name of a table", fix)
        else:
            yield from dangling_links([row], existing, tables.unsure)


def rows_have_evidence(tables: Tables) -> Iterator[Issue]:
    """Every row is supported by a citation or by a reference, as ``EVIDENCE`` says, and never by both.

    A glossary entry may have both: articles use the term, and a reference defines it.
    """
    cited = cited_rows(tables)
    for table, kind in EVIDENCE.items():
        for row in tables[table]:
            is_cited, reference = (table, row["id"]) in cited, row.get("reference_id")
            if is_cited and (kind == "reference" or (reference and table != "glossary")):
                fix = "remove the citation or the reference: a row is supported by one or the other"
                yield row.issue("id", "is supported by a reference, but also has a citation from an article", fix)
            elif not is_cited and (kind == "citation" or (kind == "either" and not reference)):
                fix = f"add a row to data/citations.csv; {_CITE} prints it"
                if kind == "either":
                    fix += ", or enter the id of a row in data/references.csv as reference_id"
                yield row.issue("id", "has no evidence: no sentence of an article is cited for it", fix)


def one_sentence_one_fingerprint(tables: Tables) -> Iterator[Issue]:
    """All citations of a sentence have the same fingerprint, and its line exists in the article."""
    last_lines = {row["id"]: number(row["lines"]) for row in tables["sources"]}
    first_citations: dict[tuple[str, str, str], Row] = {}
    for row in tables["citations"]:
        key = (row["source_id"], row["line"], row["sentence"])
        first = first_citations.setdefault(key, row)
        if first["fingerprint"] != row["fingerprint"]:
            fix = f"use the fingerprint that {_CITE} prints for this sentence"
            yield row.issue("fingerprint", f"differs from row {first.line}, which cites the same sentence", fix)
        last, line = last_lines.get(row["source_id"]), number(row["line"])
        if last is not None and line is not None and line > last:
            problem = f"is past the last line ({last:.0f}) of article {row['source_id']}"
            yield row.issue("line", problem, "correct the line number")


def units_match_figures(tables: Tables) -> Iterator[Issue]:
    """A statistic with a unit has a figure, and one without a figure has the unit "none"."""
    for row in tables["statistics"]:
        has_figure = bool(row["low"] or row["high"])
        if row["unit"] == "none" and has_figure:
            fix = "enter the unit of the figure, or leave low and high empty"
            yield row.issue("unit", "is for a row without a figure, but low or high is given", fix)
        elif row["unit"] != "none" and not has_figure:
            fix = "enter the figure in low and high, or write none as the unit"
            yield row.issue("unit", "is given although low and high are empty", fix)


def links_name_rows(tables: Tables) -> Iterator[Issue]:
    """The ``table`` and ``row_id`` of a link table match a row (citations and items have their own rules)."""
    existing = rows_by_id(tables)
    for name in LINKS:
        yield from dangling_links(tables[name], existing, tables.unsure)


def comparisons_have_two_sides(tables: Tables) -> Iterator[Issue]:
    """A comparison has at least one row on each side: the statement, and what it is compared with."""
    sides = defaultdict(set)
    for row in tables["comparison_rows"]:
        sides[row["comparison_id"]].add(row["side"])
    for row in tables["comparisons"]:
        for side in ("statement", "against"):
            if side not in sides[row["id"]]:
                yield row.issue("id", f'has no row on the side "{side}"', "add one to data/comparison_rows.csv")


def comparisons_keep_articles_and_references_apart(tables: Tables) -> Iterator[Issue]:
    """A statement comes from an article. It is compared with articles (no verdict) or with references (a verdict)."""
    cited = cited_rows(tables)
    against = {row["id"]: row["against"] for row in tables["comparisons"]}
    for row in tables["comparison_rows"]:
        origin = "article" if row["side"] == "statement" else against.get(row["comparison_id"])
        if origin and (linked_row(row) in cited) != (origin == "article"):
            problem = f"is not supported by {'an article' if origin == 'article' else 'a reference'}"
            fix = "choose another row, or correct the side column here or the against column in data/comparisons.csv"
            yield row.issue("row_id", problem, fix)
    for row in tables["comparisons"]:
        if row["verdict"] and row["against"] != "reference":
            fix = "leave it empty: only a comparison with a reference has a verdict"
            yield row.issue("verdict", "is given although the comparison is between articles", fix)
        elif not row["verdict"] and row["against"] == "reference":
            yield row.issue("verdict", "is empty although the comparison is with a reference", "enter a verdict")
        elif row["second_verdict"] and not row["verdict"]:
            fix = "leave it empty: only a comparison with a reference has a verdict"
            yield row.issue("second_verdict", "is given although verdict is empty", fix)
        elif row["second_verdict"] and row["second_verdict"] == row["verdict"]:
            yield row.issue("second_verdict", "repeats the verdict", "leave it empty, or enter a different verdict")


def verdicts_are_supported_by_their_rows(tables: Tables) -> Iterator[Issue]:
    """A verdict on an article's figure is one that ``utils.tables.verdicts`` allows for the figures compared."""
    figures = {row["id"]: row for row in tables["statistics"]}
    sides: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {"statement": [], "against": []})
    for row in tables["comparison_rows"]:
        if row["table"] == "statistics" and row["row_id"] in figures:
            sides[row["comparison_id"]][row["side"]].append(figures[row["row_id"]])
    for row in tables["comparisons"]:
        statement, against = sides[row["id"]]["statement"], sides[row["id"]]["against"]
        if row["against"] == "reference" and len(statement) == 1 and against:
            allowed = verdicts.allowed(statement[0], against)
            options = ", ".join(verdict for verdict in verdicts.VERDICTS if verdict in allowed)
            for column in ("verdict", "second_verdict"):
                if row[column] and row[column] not in allowed:
                    fix = (
                        f"use one of: {options}"
                        if options
                        else "these rows do not support any verdict; compare other rows"
                    )
                    yield row.issue(column, "does not follow from the rows compared", fix)


def medium_confidence_is_explained(tables: Tables) -> Iterator[Issue]:
    """A row of medium confidence has a note on what is uncertain, and is never one to use first."""
    for table, column in (("statistics", "caveat"), ("treatment_subtypes", "note"), ("practice", "note")):
        for row in tables[table]:
            if row["confidence"] == "medium" and not row[column]:
                yield row.issue(column, "is empty although the confidence is medium", "say what is uncertain")
            if row["confidence"] == "medium" and row.get("use_first") == "yes":
                yield row.issue("use_first", "is not allowed when the confidence is medium", "write no")
    for row in tables["statistics"]:
        if row["kind"] == "article" and row["confidence"]:
            fix = "leave it empty: only figures from a reference have a confidence level"
            yield row.issue("confidence", "is given although the kind is article", fix)
        elif row["kind"] != "article" and not row["confidence"]:
            yield row.issue("confidence", f"is empty although the kind is {row['kind']}", "write high or medium")


def sentences_end(tables: Tables) -> Iterator[Issue]:
    """A statement of care and its note end with a period: without one, its last words may have been cut off."""
    for table in ("practice", "treatment_subtypes"):
        for row in tables[table]:
            for column in ("statement", "note"):
                if row[column] and not row[column].endswith((".", "!", "?", '."', '?"', ".)")):
                    problem = f"ends with {row[column][-20:]!r}, without a period: its end may have been cut off"
                    yield row.issue(column, problem, "complete the sentence and end it with a period")


def men_are_not_the_only_ones(tables: Tables) -> Iterator[Issue]:
    """What a page says for men only comes after what is said for others in the same group, and never alone."""
    for group, rows in grouped(tables["treatment_subtypes"], "subtype_id").items():
        other_was_seen = False
        for row in rows:
            if row["population"] != MEN_ONLY:
                other_was_seen = True
            elif not other_was_seen:
                problem = f"comes first in the group {group}, so everybody would read it"
                fix = "put a row for women, or for women and men, before it"
                yield row.issue("population", problem, fix)
                break


def brands_are_of_drugs(tables: Tables) -> Iterator[Issue]:
    """Only a drug has a brand name."""
    for row in tables["treatments"]:
        if row["brand"] and row["level"] != "drug":
            yield row.issue(
                "brand", f"is given although the level is {row['level']}", "leave it empty, or name the drug"
            )


def treatments_form_a_tree(tables: Tables) -> Iterator[Issue]:
    """A category has no parent; a class is below a category or class, a drug below a class; no cycles."""
    parent_levels = {"category": {""}, "class": {"category", "class"}, "drug": {"class"}}
    level = {row["id"]: row["level"] for row in tables["treatments"]}
    parent = {row["id"]: row["parent"] for row in tables["treatments"]}
    for row in tables["treatments"]:
        if level.get(row["parent"], "") not in parent_levels[row["level"]]:
            levels = sorted(parent_levels[row["level"]] - {""})
            fix = f"enter the id of a {' or '.join(levels)}" if levels else "leave it empty"
            yield row.issue("parent", f"cannot be the parent of a {row['level']}", fix)
        visited, ancestor = set(), row["id"]
        while ancestor and ancestor not in visited:
            visited.add(ancestor)
            ancestor = parent.get(ancestor)
        if ancestor == row["id"]:
            yield row.issue(
                "parent", "leads back to the treatment itself", "choose a parent that is not below this treatment"
            )


def steps_are_numbered(tables: Tables) -> Iterator[Issue]:
    """The positions of a path are 1, 2, 3 ... without gaps or duplicates."""
    for path, rows in grouped(tables["steps"], "path").items():
        for row in islice(misnumbered(by_position(rows)), 1):
            yield row.issue("position", f"is out of sequence in path {path}", numbering_fix("steps of this path", rows))


def values_match_their_statements(tables: Tables) -> Iterator[Issue]:
    """A nursing row with a value says in its statement where the value goes, and one without does not."""
    for row in tables["practice"]:
        count = row["statement"].count("{value}")
        if count > bool(row["value"]):
            problem = (
                "contains {value} more than once" if row["value"] else "contains {value}, but the column value is empty"
            )
            fix = "write {value} once where the figure belongs" if row["value"] else "fill in value, or remove {value}"
            yield row.issue("statement", problem, fix)
        elif row["value"] and not count:
            problem = f"does not contain {{value}}, so the value {row['value']} would not be shown"
            fix = "write {value} where the figure belongs, or leave value and unit empty"
            yield row.issue("statement", problem, fix)


def cells_have_no_stray_whitespace(tables: Tables) -> Iterator[Issue]:
    """No cell starts or ends with a space or contains a line break: both are invisible and break lookups."""
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if value != value.strip() or "\t" in value or len(value.splitlines()) > 1:
                    yield row.issue(column, "has a space at the start or end, a tab, or a line break", "remove it")


RULES = (
    ranges_are_ordered,
    statistics_keep_articles_and_references_apart,
    citations_point_to_rows,
    rows_have_evidence,
    one_sentence_one_fingerprint,
    units_match_figures,
    links_name_rows,
    comparisons_have_two_sides,
    comparisons_keep_articles_and_references_apart,
    verdicts_are_supported_by_their_rows,
    medium_confidence_is_explained,
    sentences_end,
    men_are_not_the_only_ones,
    brands_are_of_drugs,
    treatments_form_a_tree,
    steps_are_numbered,
    values_match_their_statements,
    cells_have_no_stray_whitespace,
)

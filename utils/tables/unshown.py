"""Rows that no lesson shows: nothing is wrong with them, but anyone who adds one wants to know.

The pages of the articles show each row that an article supports, and what it is compared with.

A lesson shows a row because a table links it to a panel, or because its code names the row, or a topic, a subject or a
page that the row has. The code is read as text; what it names is taken as shown, so that a row named here is unseen.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from utils.project import DATA, NOTEBOOKS
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, cited_rows, linked_row
from utils.tables.rules.display import DESK_TOPICS

_LINKS = ("myth_rows", "need_rows", "panel_rows", "treatment_rows", "map_rows", "article_outline", "wordings")
_PRACTICE_LINKS = (
    "step_practice",
    "drug_targets",
    "receptor_results",
    "helplines",
    "case_points",
    "talk_choices",
)
# Table → the columns whose values a lesson's code names to show such rows.
_NAMED_BY = {
    "facts": ("topic",),
    "statistics": ("subject", "reference_id"),
    "practice": ("subject", "area"),
    "comparisons": ("topic",),
    "cases": (),
    "appraisal_instruments": (),
}


class Unshown(NamedTuple):
    """Rows that no lesson shows, as file of a table → ids: on no page either, or only on the pages of the articles."""

    nowhere: dict[str, list[str]]
    only_on_article_pages: dict[str, list[str]]


def unshown_rows(folder: Path = DATA, notebooks: Path = NOTEBOOKS) -> Unshown:
    """The rows that no lesson shows. Raises DataError as ``raw`` does."""
    tables = raw(folder)
    calls = list(_constants(notebooks))
    words = {word for call in calls for word in call if isinstance(word, str)}
    linked = _linked(tables)
    on_pages = _on_article_pages(tables)
    unshown = Unshown({}, {})

    def add(row: Row, column: str = "id", table: str = "") -> None:
        kind = unshown.only_on_article_pages if (table, row[column]) in on_pages else unshown.nowhere
        ids = kind.setdefault(row.file, [])
        if row[column] not in ids:
            ids.append(row[column])

    for table, columns in _NAMED_BY.items():
        # a topic that is called like a table ("symptoms"): the code means the table
        named = words - tables.keys() if table == "facts" else words
        for row in tables[table]:
            is_named = any(row[column] in named for column in ("id", *columns)) or _begins(row["id"], named)
            if not is_named and (table, row["id"]) not in linked:
                add(row, table=table)
    for row in tables["talk_steps"]:
        if not any(row["talk"] in call and int(row["position"]) in call for call in calls):
            add(row)
    elsewhere = {row["item_id"] for row in tables["test_forms"]} | {
        row["item_id"]
        for row in tables["case_questions"]
        if any(row["case_id"] in call and int(row["step"]) in call for call in calls)
    }
    for row in tables["items"]:
        chosen = [{word for word in call if isinstance(word, str)} for call in calls if row["lesson"] in call]
        places = ({row["lesson"]}, {row["lesson"], row["place"]})
        is_asked = any(place in chosen for place in places) or any(
            row["id"] in names_in_code or _begins(row["id"], names_in_code) for names_in_code in chosen
        )
        if not is_asked and row["id"] not in elsewhere:
            add(row)
    exhibits, codes = ({row[column] for row in tables["items"]} for column in ("exhibit", "competency"))
    for table, column, used in (("exhibits", "id", exhibits), ("competencies", "code", codes)):
        for row in tables[table]:
            if row[column] not in used:
                add(row, column)
    return unshown


def _on_article_pages(tables: Tables) -> set[tuple[str, str]]:
    """(table, id) of each row that an article supports, of its comparisons, and of what it is compared with."""
    cited = cited_rows(tables)
    compared = {row["comparison_id"] for row in tables["comparison_rows"] if linked_row(row) in cited}
    others = {linked_row(row) for row in tables["comparison_rows"] if row["comparison_id"] in compared}
    return cited | others | {("comparisons", id) for id in compared}


def _constants(notebooks: Path) -> Iterator[set[str | int]]:
    """The text and numbers in each call of the lessons' code, and in each cell; also text in quotes inside text."""
    for path in sorted(notebooks.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                tree = ast.parse("".join(cell["source"]))
                for node in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.Call))):
                    found = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
                    quoted = (re.findall(r"'([^']+)'", word) for word in found if isinstance(word, str))
                    yield found.union(*quoted)


def _begins(id: str, words: set) -> bool:
    """Whether a lesson's code holds the beginning of an id, in whole words: "case-cord-" or "recurrence-14"."""
    parts = id.split("-")
    beginnings = ("-".join(parts[:count]) for count in range(2, len(parts)))
    return any(beginning in words or f"{beginning}-" in words for beginning in beginnings)


def _linked(tables: Tables) -> set[tuple[str, str]]:
    """(table, id) of each row that the tables lead to."""
    linked = {linked_row(row) for name in _LINKS for row in tables[name]}
    linked |= {("practice", row["practice_id"]) for name in _PRACTICE_LINKS for row in tables[name]}
    linked |= {("statistics", row["share_id"]) for row in tables["subtypes"]}
    treatment = {row["subject"]: row["treatment_id"] for row in tables["practice_subjects"]}
    linked |= {
        ("practice", row["id"])
        for row in tables["practice"]
        if row["site_id"] or row["alarm"] or treatment.get(row["subject"])
    }
    linked |= {("statistics", row["id"]) for row in tables["statistics"] if row["kind"] == "article" or row["site_id"]}
    cited = cited_rows(tables)
    linked |= {
        ("facts", row["id"])
        for row in tables["facts"]
        if ("facts", row["id"]) in cited and (row["topic"] in DESK_TOPICS or "treat" in row["statement"].lower())
    }
    linked |= {("appraisal_instruments", row["instrument_id"]) for row in tables["appraisal_questions"]}
    comparison_ids = {
        row["comparison_id"]
        for row in tables["comparison_rows"]
        if row["side"] == "statement" and linked_row(row) in linked
    }
    linked |= {("comparisons", id) for id in comparison_ids}
    linked |= {linked_row(row) for row in tables["comparison_rows"] if ("comparisons", row["comparison_id"]) in linked}
    return linked

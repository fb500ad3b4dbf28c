"""Figures that texts repeat: a number with a unit in a text is a figure of a row that the text is linked to.

The tables state a figure once, in the row of its source (``SOURCES``). Questions, comparisons, wordings and plans
repeat it in a sentence. When the row changes, ``figure_issues`` names each sentence that still has the old one. Lessons
keep running meanwhile, as with ``question_evidence``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from utils.errors import Issue
from utils.project import DATA
from utils.tables.data_package import descriptor
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, linked_row, number, rows_by_id
from utils.tables.rules.fact_base import EVIDENCE

Key = tuple[str, str]  # table, id
# tables whose rows have figures of their own, from an article or a reference
SOURCES = {"statistics", "sources", "references", "appraisal_instruments", *EVIDENCE}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNITS = {  # an oxygen saturation on room air is a reading of one person, and no row's figure
    "percent": r"%(?! on room air)|percent\b|(?:in|of|out of) (?:100|a hundred|one hundred)\b",
    "days": r"days?\b",
    "weeks": r"weeks?\b",
    "months": r"months?\b",
    "years": r"years?\b",
}
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?!(?:19|20)\d\d (?:and|or|to) )({_NUMBER})(?:\s?(?:–|-|to|or|and)\s?({_NUMBER}))?[\s-]?"
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _UNITS.items())})"
    r"|(?<![\w.,])(?P<count>\d{1,3}(?:,\d{3})+)(?![\d.,]\d)"
)
_FIGURES = ("low", "high", "ci_low", "ci_high")
_GIVEN = {("percent", 0.0), ("percent", 100.0)}  # "all" and "none" are not figures


class Quantity(NamedTuple):
    """A number in a text, or a range of two, with its unit."""

    words: str  # as it is written
    kind: str  # "percent", a unit of time, or "count"
    values: tuple[float, ...]

    def figures(self) -> set[tuple[str, float]]:
        """Its numbers, each as (kind, value)."""
        return {(self.kind, value) for value in self.values}


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text that have a unit or a thousands separator: "28 %", "5 to 10 of 100", "2,300"."""
    if not any(map(text.__contains__, "0123456789")):
        return []
    return [
        Quantity(
            match[0],
            match.lastgroup or "",
            tuple(float(part.replace(",", "")) for part in (match[1], match[2], match["count"]) if part),
        )
        for match in _QUANTITY.finditer(text)
    ]


def figure_issues(folder: Path = DATA) -> list[Issue]:
    """One issue per quantity in a text that is not a figure in any row that the text is linked to.

    A kind of quantity that no linked row has (percent, months ...) is the text's own: a fictional person's, say.

    Raises DataError as ``tables.raw`` does.
    """
    tables = raw(folder)
    links, rows = _Links(tables, folder), rows_by_id(tables)
    figures = cache(lambda key: figures_of(rows[key]))
    issues = []
    for name, columns in _text_columns(folder).items():
        for row in tables[name]:
            found = [(column, quantity) for column in columns for quantity in quantities(row[column])]
            linked = [key for key in sorted(links.of(row)) if key in rows] if found else []
            stated = set().union(*map(figures, linked))
            kinds, allowed = {kind for kind, _ in stated}, stated | _GIVEN | links.made_up(row)
            for column, quantity in found:
                if quantity.kind in kinds and not quantity.figures() <= allowed:
                    issues.append(_issue(row, column, quantity, [rows[key] for key in linked]))
    return issues


def figures_of(row: Row) -> set[tuple[str, float]]:
    """The figures that a row states, as (kind, value): in its columns for figures and in its texts."""
    texts = [*row.values(), f"{row.get('value')} {row.get('unit')}"]
    found = set().union(*(quantity.figures() for text in texts for quantity in quantities(text)))
    for column in _FIGURES:
        if (value := number(row.get(column, ""))) is not None:
            found.add((_kind(row), value))
    return found | {("percent", round(100 - value, 6)) for kind, value in found if kind == "percent"}  # all the others


def _kind(row: Row) -> str:
    return row["unit"] if row.get("unit") in _UNITS else "count"


def _issue(row: Row, column: str, quantity: Quantity, linked: list[Row]) -> Issue:
    current = [
        other for other in linked if other.table == "statistics" and other["low"] and _kind(other) == quantity.kind
    ]
    current.sort(key=lambda other: abs(float(other["low"]) - quantity.values[0]))
    nearest = "; ".join(
        f"{other['id']} is {' to '.join(dict.fromkeys((other['low'], other['high'])))}" for other in current[:3]
    )
    fix = f"correct it{f' ({nearest})' if nearest else ''}, or link the text to the row that states it"
    return row.issue(column, "is not a figure in any row that this text is linked to", fix, quantity.words)


def _text_columns(folder: Path) -> dict[str, list[str]]:
    """Table → its columns of free text."""
    return {
        resource["name"]: [
            field["name"]
            for field in resource["schema"]["fields"]
            if field["type"] == "string"
            and not {"enum", "pattern"} & field.get("constraints", {}).keys()
            and field["name"] not in ("table", "row_id", "unit")
        ]
        for resource in descriptor(folder)["resources"]
    }


class _Links:
    """The rows of ``SOURCES`` that the text of a row repeats."""

    def __init__(self, tables: Tables, folder: Path):
        self._keys = {
            resource["name"]: [
                (key["fields"], key["reference"]["resource"] or resource["name"])
                for key in resource["schema"].get("foreignKeys", [])
            ]
            for resource in descriptor(folder)["resources"]
        }
        self._given: dict[Key, set[Key]] = defaultdict(set)  # row → rows that link tables name for it
        for name, keys in self._keys.items():
            for row in tables[name]:
                if "row_id" in row and name != "citations":
                    for column, target in keys:
                        self._given[target, row[column]].add(linked_row(row))
        for row in tables["items"]:  # a plan is about what the questions of its lesson are about
            self._given["lessons", row["lesson"]] |= self._given["items", row["id"]]
        self._sentences: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
        self._figures_of_sentence: dict[tuple[str, ...], set[Key]] = defaultdict(set)
        for row in tables["citations"]:
            sentence = (row["source_id"], row["line"], row["sentence"])
            self._sentences[linked_row(row)].add(sentence)
            if row["table"] == "statistics":
                self._figures_of_sentence[sentence].add(linked_row(row))
        self._made_up: dict[str, set[tuple[str, float]]] = defaultdict(set)
        for row in tables["items"]:
            if row["type"] == "numeric":  # the stem gives numbers to work with
                self._made_up[row["id"]].update(*(quantity.figures() for quantity in quantities(row["stem"])))
        for row in tables["numbers"]:
            if (value := number(row["value"])) is not None:
                self._made_up[row["item_id"]] |= {(kind, value) for kind in (*_UNITS, "count")}
        for name, column in (("cases", "id"), ("case_steps", "case_id")):  # fictional people
            for row in tables[name]:
                found = (quantity.figures() for text in row.values() for quantity in quantities(text))
                self._made_up[row[column]].update(*found)

    def of(self, row: Row) -> set[Key]:
        """The linked rows; through rows that repeat figures themselves, such as comparisons, to their sources."""
        links = {(target, row[column]) for column, target in self._keys[row.table] if row[column]}
        if row.table in SOURCES:  # it states its own figures, but may repeat one of `statistics`
            key = (row.table, row["id"])
            shared = set().union(*(self._figures_of_sentence[sentence] for sentence in self._sentences[key]))
            return ({link for link in links if link[0] == "statistics"} | shared) - {key}
        if "row_id" in row:
            links.add(linked_row(row))
        found: set[Key] = set()
        todo = [*links, *self._given[row.table, row.get("id", "")]]
        seen = set(todo)
        while todo:
            link = todo.pop()
            if link[0] in SOURCES:
                found.add(link)
            else:
                new = self._given[link] - seen
                seen |= new
                todo += new
        return found

    def made_up(self, row: Row) -> set[tuple[str, float]]:
        """The figures that nobody measured: those of a calculation, and those of a fictional person."""
        return self._made_up[row.get("item_id") or row.get("case_id") or row.get("id", "")]

"""Which cells of the rows that an article supports a learner can reach: in an output of a lesson, open or folded, in a
panel of an explorer, or on a page of an article that a lesson links to.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from utils.publishing import notebooks
from utils.statements import estimates
from utils.tables.course_data import CourseData

# Table → the columns that say what an article says; the first that is not empty names the row.
COLUMNS = {
    "facts": ("statement",),
    "sites": ("label", "effect_plain", "effect_clinical", "care_focus"),
    "symptoms": ("label_plain", "label_clinical"),
    "diagnostic_tests": ("label", "purpose_plain", "purpose_clinical", "cannot_tell"),
    "steps": ("label", "text_plain", "text_clinical"),
    "subtypes": ("label", "definition_plain", "definition_clinical", "behavior"),
    "treatments": ("label", "aim", "how_it_works"),
    "glossary": ("term", "definition"),
    "statistics": ("label",),
}
_TAG, _ARTICLE_PAGE = re.compile(r"<[^>]*>"), re.compile(r"article_(\d+)\.(?:html|md)")


class Place(NamedTuple):
    """A cell of a row that an article supports."""

    table: str
    row_id: str
    column: str


def cited(data: CourseData) -> dict[Place, str]:
    """Each cell that says what an article says → its text."""
    keys = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    return {
        Place(table, row["id"], column): text
        for table, columns in COLUMNS.items()
        for _, row in getattr(data, table).iterrows()
        if (table, row["id"]) in keys
        for column in columns
        if (text := row[column]) not in ("", estimates.NOT_STATED)
    }


def lesson_text(paths: Iterable[Path]) -> str:
    """All that notebooks say: their text and their outputs, also alternative texts of pictures, as one line."""
    return normal(" ".join(text for path in paths for text in _texts(path)))


def _texts(path: Path) -> Iterator[str]:
    for cell in notebooks.without_widgets(json.loads(path.read_text(encoding="utf-8")))["cells"]:
        if cell["cell_type"] == "markdown":
            yield "".join(cell["source"])
        for output in cell.get("outputs", []):
            markup = "".join(output.get("data", {}).get("text/html", ""))
            yield " ".join(re.findall(r'alt="([^"]*)"', markup))
            yield _TAG.sub(" ", markup)


def normal(text: str) -> str:
    """Text as it is compared: no case, no space twice or before a mark, no comment."""
    text = html.unescape(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)).lower()
    return re.sub(r"\s+(?=[.,;:?!)])", "", re.sub(r"\s+", " ", text))


def linked_articles(paths: Iterable[Path]) -> set[str]:
    """Ids of the articles to whose pages lessons link."""
    return {id for path in paths for id in _ARTICLE_PAGE.findall(path.read_text(encoding="utf-8"))}


def reached(places: Mapping[Place, str], said: str) -> set[Place]:
    """The cells whose text stands in what is said, each sentence of it: a panel shows a picture after the first."""
    return {place for place, text in places.items() if all(each.rstrip(".") in said for each in sentences(text))}


def sentences(text: str) -> list[str]:
    """Its sentences, as they are compared."""
    return re.split(r"(?<=[.?!]) ", normal(text))


def statistics_unseen(data: CourseData, paths: Iterable[Path]) -> list[str]:
    """Ids of the figures of articles that no output shows with their label: drawn, with the table of what was drawn."""
    outputs = [normal(text) for path in paths for text in _texts(path)]
    keys = set(data.citations.loc[data.citations["table"] == "statistics", "row_id"])
    return [
        row.id
        for row in data.statistics.itertuples()
        if row.id in keys and not any(_shows(row, said) for said in outputs)
    ]


def _shows(row: NamedTuple, said: str) -> bool:
    amount = estimates.amount(row.low, row.high, row.unit)
    return normal(row.label) in said and normal(amount) in said

"""The list for a clinical reviewer: every statement a learner reads, with its source and columns for a verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from utils.publishing.notebooks import lesson_paths
from utils.spreadsheet import csv_bytes
from utils.statements.statement_table import all_statements
from utils.tables.course_data import CourseData
from utils.ui.templates import render

VERDICT_COLUMNS = ["verdict", "reviewer", "date"]


def review_list(data: CourseData, notebooks: list[Path]) -> pd.DataFrame:
    """All statements that a learner reads, a row each.

    These are the rows of the fact base, the comparisons, the appraisal of the articles, the questions with every
    rationale, the myths, the replies in conversations, the opening questions, and each paragraph of the lessons' text.

    Parameters
    ----------
    data : CourseData
        All tables.
    notebooks : list of Path
        The lessons.

    Returns
    -------
    pandas.DataFrame
        Text columns where (kind of statement, table or lesson), id, text, source, caveat, and the empty
        ``VERDICT_COLUMNS``.
    """
    fact_base = all_statements(data).rename(columns={"table": "where", "row_id": "id"})
    parts = [fact_base[["where", "id", "text", "source", "caveat"]]]
    for where, ids, text, source in _other_statements(data):
        parts.append(pd.DataFrame({"where": where, "id": ids, "text": text, "source": source}))
    paragraphs = [
        (path.stem, f"{cell_id} {number}", text) for path in notebooks for cell_id, number, text in _paragraphs(path)
    ]
    parts.append(pd.DataFrame(paragraphs, columns=["where", "id", "text"]).assign(source="lesson text"))
    return pd.concat(parts, ignore_index=True).fillna("").assign(**dict.fromkeys(VERDICT_COLUMNS, ""))


def _other_statements(data: CourseData) -> Iterator[tuple]:
    """Where, ids, text and source of each kind of statement outside the fact base: columns, or one value for all."""
    rows = data.comparisons
    text = rows["what_differs"] + " " + rows["why_it_matters"]
    yield "comparisons", rows["id"], text, _linked(data.comparison_rows, "comparison_id", rows["id"], " / ")
    rows = data.items
    yield "question in " + rows["lesson"], rows["id"], rows["stem"], _linked(data.item_evidence, "item_id", rows["id"])
    rows = data.appraisal_questions
    yield "appraisal question", rows["id"], rows["label"] + ": " + rows["question"], rows["instrument_id"]
    rows = data.appraisal_scores
    lines = ("lines " + rows["lines"]).where(rows["lines"] != "", "as a whole")
    ids = rows["question_id"] + " " + rows["source_id"] + " " + rows["rater"]
    text = rows["score"].astype(str) + ": " + rows["reason"]
    yield "appraisal score", ids, text, "article " + rows["source_id"] + " " + lines
    rows = data.article_outline
    source = "article " + rows["source_id"] + " line " + rows["line"].astype(str)
    yield "article outline", rows["id"], rows["heading"], source
    rows = data.article_words[data.article_words["says"] != ""]
    source = "article " + rows["source_id"] + ", as cited for " + rows["table"] + " " + rows["row_id"]
    yield "words of one article", rows["row_id"] + " " + rows["source_id"], rows["says"], source
    rows, links = data.map_statements, data.map_rows
    sides = links.assign(table=links["side"] + ": " + links["table"])
    yield "agreement map", rows["id"], rows["label"], _linked(sides, "statement_id", rows["id"])
    rows = data.options
    ids = (rows["item_id"] + " " + rows["part"] + " " + rows["option"]).str.replace("  ", " ")
    yield "answer", ids, rows["text"] + _key_in_brackets(rows) + rows["rationale"], "as its question"
    rows = data.numbers
    amount = rows["value"].map("{:g}".format)
    text = amount + " " + rows["unit"] + _key_in_brackets(rows) + rows["rationale"]
    yield "answer", rows["item_id"] + " " + amount, text, "as its question"
    rows = data.wordings
    text = rows["words"] + " [" + rows["kind"] + "] " + rows["reason"]
    yield "wordings", rows["id"], text, rows["table"] + " " + rows["row_id"]
    rows = data.myths
    text = rows["statement"] + " [" + rows["verdict"] + "] " + rows["answer"]
    yield "myths", rows["id"], text, _linked(data.myth_rows, "myth_id", rows["id"])
    rows = data.talk_choices
    fits = rows["fits"].map({"yes": " [fits] ", "no": " [does not fit] "})
    yield "conversation", rows["id"], rows["says"] + fits + rows["reason"], "practice " + rows["practice_id"]
    rows = data.needs
    yield "needs", rows["id"], (rows["ask"] + " " + rows["unsaid"]).str.strip(), "our words"


def _linked(links: pd.DataFrame, key: str, ids: pd.Series, separator: str = ", ") -> pd.Series:
    """The rows that ``links`` ties to each id by its column ``key``, as text."""
    return ids.map((links["table"] + " " + links["row_id"]).groupby(links[key]).agg(separator.join))


def _key_in_brackets(answers: pd.DataFrame) -> pd.Series:
    """Whether each answer is right, or its position, in brackets."""
    return " [" + answers["correct"].replace({"yes": "right", "no": "not right"}) + "] "


def write_review_list(data: CourseData, folder: Path) -> tuple[Path, Path]:
    """Write the review list as a table and as a page to print.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        Folder to write to.

    Returns
    -------
    tuple of Path
        ``review.csv`` and ``review.html``.
    """
    rows = review_list(data, lesson_paths())
    folder.mkdir(parents=True, exist_ok=True)
    table, page = folder / "review.csv", folder / "review.html"
    table.write_bytes(csv_bytes(rows.columns, rows.itertuples(index=False)))
    html = render("utils.publishing", "review.html", title="Review of the course", rows=rows)
    page.write_text(html, encoding="utf-8")
    return table, page


def _paragraphs(path: Path) -> Iterator[tuple[str, int, str]]:
    """(cell id, number in the cell, text) of each paragraph of a lesson's Markdown, as a learner reads it."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            blocks = re.split(r"\n\s*\n", "".join(cell["source"]))
            for number, block in enumerate((b for b in blocks if b.strip() and not b.startswith("#")), start=1):
                text = re.sub(r"<!--.*?-->|[*_>`]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", block))
                yield cell["id"], number, " ".join(text.split())

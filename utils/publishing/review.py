"""The list for a clinical reviewer: every statement a learner reads, with its source and columns for a verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from utils.publishing.notebooks import lesson_paths
from utils.spreadsheet import csv_bytes
from utils.statements.guidance import steps_text
from utils.statements.reviewers import current_digests, reviewers, reviewers_text, text_rows
from utils.statements.statement_table import all_statements
from utils.tables.course_data import CourseData
from utils.tables.digests import LESSON_TEXT, Key, digest, row_id
from utils.ui.templates import render

VERDICT_COLUMNS = ["verdict", "note", "role", "date"]  # for the reviewer to fill in
KEY_COLUMNS = ["table", "id", "digest"]  # by these a filled list is read back


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
        Text columns where (kind of statement, table or lesson), id, text, source, caveat, reviewed_by (who agreed with
        the statement as it is now), the empty ``VERDICT_COLUMNS``, and table and digest, which tell where the verdict
        belongs and what was read.
    """
    fact_base = all_statements(data).rename(columns={"row_id": "id"})
    parts = [fact_base[["table", "id", "text", "source", "caveat"]].assign(where=fact_base["table"])]
    for where, table, rows, text, source in _other_statements(data):
        ids = pd.Series([row_id(table, row) for row in text_rows(rows)], index=rows.index, dtype=str)
        parts.append(pd.DataFrame({"where": where, "table": table, "id": ids, "text": text, "source": source}))
    paragraphs = [(path.stem, key[1], text) for path in notebooks for key, text in _paragraphs(path)]
    lesson_text = pd.DataFrame(paragraphs, columns=["where", "id", "text"])
    parts.append(lesson_text.assign(table=LESSON_TEXT, source="lesson text"))
    rows = pd.concat(parts, ignore_index=True).fillna("").assign(**dict.fromkeys(VERDICT_COLUMNS, ""))
    digests, names = all_digests(data, notebooks), reviewers(data)
    keys = list(zip(rows["table"], rows["id"], strict=True))
    rows["digest"] = [digests[key] for key in keys]
    rows["reviewed_by"] = [reviewers_text(names.get(key, ())) for key in keys]
    return rows[["where", "id", "text", "source", "caveat", "reviewed_by", *VERDICT_COLUMNS, "table", "digest"]]


def all_digests(data: CourseData, notebooks: list[Path]) -> dict[Key, str]:
    """(table, id) → current fingerprint of everything that can be reviewed, rows of tables and paragraphs alike."""
    return current_digests(data) | paragraph_digests(notebooks)


def paragraph_digests(notebooks: list[Path]) -> dict[Key, str]:
    """(``LESSON_TEXT``, id) → fingerprint of each paragraph of these lessons."""
    return {key: digest([text]) for path in notebooks for key, text in _paragraphs(path)}


def _other_statements(data: CourseData) -> Iterator[tuple]:
    """Where, table, its rows, text and source of each kind of statement outside the fact base.

    Where and source are a column, or one value for all rows.
    """
    rows = data.comparisons
    text = rows["what_differs"] + " " + rows["why_it_matters"]
    yield "comparisons", "comparisons", rows, text, _linked(data.comparison_rows, "comparison_id", rows["id"], " / ")
    rows = data.items
    source = _linked(data.item_evidence, "item_id", rows["id"])
    yield "question in " + rows["lesson"], "items", rows, rows["stem"], source
    rows = data.parts
    yield "part of a question", "parts", rows, rows["text"], "as its question"
    rows = data.exhibits
    yield (
        "chart of a question",
        "exhibits",
        rows,
        rows["time"] + ", " + rows["finding"] + ": " + rows["value"],
        "invented",
    )
    rows = data.appraisal_questions
    text = rows["label"] + ": " + rows["question"]
    yield "appraisal question", "appraisal_questions", rows, text, rows["instrument_id"]
    rows = data.appraisal_scores
    lines = ("lines " + rows["lines"]).where(rows["lines"] != "", "as a whole")
    text = rows["score"].astype(str) + ": " + rows["reason"]
    yield "appraisal score", "appraisal_scores", rows, text, "article " + rows["source_id"] + " " + lines
    rows = data.article_outline
    source = "article " + rows["source_id"] + " line " + rows["line"].astype(str)
    yield "article outline", "article_outline", rows, rows["heading"], source
    rows = data.article_words[data.article_words["says"] != ""]
    source = "article " + rows["source_id"] + ", as cited for " + rows["table"] + " " + rows["row_id"]
    yield "words of one article", "article_words", rows, rows["says"], source
    rows, links = data.map_statements, data.map_rows
    sides = links.assign(table=links["side"] + ": " + links["table"])
    yield "agreement map", "map_statements", rows, rows["label"], _linked(sides, "statement_id", rows["id"])
    rows = data.options
    text = rows["text"] + _key_in_brackets(rows) + rows["rationale"]
    yield "answer", "options", rows, text, "as its question"
    rows = data.numbers
    amount = rows["value"].map("{:g}".format)
    text = amount + " " + rows["unit"] + _key_in_brackets(rows) + rows["rationale"]
    yield "answer", "numbers", rows, text, "as its question"
    rows = data.wordings
    text = rows["words"] + " [" + rows["kind"] + "] " + rows["reason"]
    yield "wordings", "wordings", rows, text, rows["table"] + " " + rows["row_id"]
    rows = data.slides[data.slides["words"] != ""]
    yield "slide", "slides", rows, rows["words"], "lesson " + rows["lesson"] + ", " + rows["cell"]
    rows = data.rubrics
    text = rows["criterion"] + ": " + rows["not_yet"] + " / " + rows["nearly"] + " / " + rows["there"]
    source = ("practice " + rows["practice_id"]).where(rows["practice_id"] != "", "our choice for teaching")
    yield "rubric", "rubrics", rows, text, source
    rows = data.myths
    text = rows["statement"] + " [" + rows["verdict"] + "] " + rows["answer"]
    yield "myths", "myths", rows, text, _linked(data.myth_rows, "myth_id", rows["id"])
    rows = data.talk_choices
    fits = rows["fits"].map({"yes": " [fits] ", "no": " [does not fit] "})
    text = rows["says"] + fits + rows["reason"] + " Reply: " + rows["reply"]
    yield "conversation", "talk_choices", rows, text, "practice " + rows["practice_id"]
    rows = data.talk_steps
    yield "conversation", "talk_steps", rows, rows["label"] + ": " + rows["scene"], "invented"
    rows = data.escalations
    pages = rows[["practice_id", "do_now_reference_id", "call_reference_id", "do_not_reference_id"]]
    source = "practice " + pages.agg(lambda names: ", ".join(dict.fromkeys(filter(None, names))), axis=1)
    text = pd.Series([steps_text(row) for row in rows.itertuples()], index=rows.index, dtype=object)
    yield "escalations", "escalations", rows, text, source
    rows = data.needs
    yield "needs", "needs", rows, (rows["ask"] + " " + rows["unsaid"]).str.strip(), "our words"
    rows = data.cases
    yield "case", "cases", rows, rows["title"] + "; " + rows["person"] + "; " + rows["goals"], "invented"
    rows = data.case_steps
    text = rows[["new_information", "ask", "slip", "debate"]].agg(lambda cells: "; ".join(filter(None, cells)), axis=1)
    yield "step of a case", "case_steps", rows, text, "invented"
    rows = data.case_points
    yield "point of a case", "case_points", rows, rows["text"], "practice " + rows["practice_id"]
    rows = data.case_readings
    amount = rows["value"].map("{:g}".format) + " " + rows["unit"]
    yield (
        "reading of a case",
        "case_readings",
        rows,
        rows["time_label"] + ", " + rows["measure"] + ": " + amount,
        "invented",
    )


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
    reviewed = int((rows["reviewed_by"] != "").sum())
    on_paper = rows.drop(columns=["table", "digest"])
    html = render("utils.publishing", "review.html", title="Review of the course", rows=on_paper, reviewed=reviewed)
    page.write_text(html, encoding="utf-8")
    return table, page


def _paragraphs(path: Path) -> Iterator[tuple[Key, str]]:
    """(``LESSON_TEXT``, id) and text of each paragraph of a lesson's Markdown, as a learner reads it.

    The id names the lesson, the cell, and the number of the paragraph in the cell.
    """
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            blocks = re.split(r"\n\s*\n", "".join(cell["source"]))
            for number, block in enumerate((b for b in blocks if b.strip() and not b.startswith("#")), start=1):
                text = re.sub(r"<!--.*?-->|[*_>`]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", block))
                yield (LESSON_TEXT, f"{path.stem} {cell['id']} {number}"), " ".join(text.split())

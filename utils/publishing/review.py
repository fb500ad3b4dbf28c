"""The list a clinical reviewer works through: every statement a learner reads, with its source and room for a verdict."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from utils import ui
from utils.publishing.notebooks import lessons
from utils.statements.statement_table import statements
from utils.tables.course_data import CourseData

EMPTY = ["verdict", "reviewer", "date"]


def review_list(data: CourseData, notebooks: list[Path]) -> pd.DataFrame:
    """One row per statement. Columns: where, id, text, source, caveat, and the empty verdict, reviewer, date.

    Statements are the rows of the fact base, the comparisons, the appraisal of the articles, the questions with every
    rationale, the myths, what may be said in conversations, the questions to open with, and each paragraph of the
    lessons' prose.
    """
    known = statements(data).rename(columns={"table": "where", "row_id": "id"})
    parts = [known[["where", "id", "text", "source", "caveat"]]]
    differences = data.comparisons
    parts.append(pd.DataFrame({
        "where": "comparisons", "id": differences["id"],
        "text": differences["what_differs"] + " " + differences["why_it_matters"],
        "source": [" / ".join(f"{r.table} {r.row_id}" for r in data.comparison_rows.query("comparison_id == @id").itertuples())
                   for id in differences["id"]],
    }))  # fmt: skip
    parts.append(pd.DataFrame({
        "where": "question in " + data.items["lesson"], "id": data.items["id"], "text": data.items["stem"],
        "source": [", ".join(f"{e.table} {e.row_id}" for e in data.item_evidence.query("item_id == @id").itertuples())
                   for id in data.items["id"]],
    }))  # fmt: skip
    asked = data.appraisal_questions
    parts.append(pd.DataFrame({
        "where": "appraisal question", "id": asked["id"], "text": asked["label"] + ": " + asked["question"],
        "source": asked["instrument_id"],
    }))  # fmt: skip
    scores = data.appraisal_scores
    parts.append(pd.DataFrame({
        "where": "appraisal score", "id": scores["question_id"] + " " + scores["source_id"] + " " + scores["rater"],
        "text": scores["score"].astype(str) + ": " + scores["reason"],
        "source": "article " + scores["source_id"] + " " + ("lines " + scores["lines"]).where(scores["lines"] != "", "as a whole"),
    }))  # fmt: skip
    parts.append(pd.DataFrame({
        "where": "article outline", "id": data.article_outline["id"], "text": data.article_outline["heading"],
        "source": "article " + data.article_outline["source_id"] + " line " + data.article_outline["line"].astype(str),
    }))  # fmt: skip
    own = data.article_words[data.article_words["says"] != ""]
    parts.append(pd.DataFrame({
        "where": "words of one article", "id": own["row_id"] + " " + own["source_id"], "text": own["says"],
        "source": "article " + own["source_id"] + ", as cited for " + own["table"] + " " + own["row_id"],
    }))  # fmt: skip
    parts.append(pd.DataFrame({
        "where": "agreement map", "id": data.map_statements["id"], "text": data.map_statements["label"],
        "source": [", ".join(f"{r.side}: {r.table} {r.row_id}" for r in data.map_rows.query("statement_id == @id").itertuples())
                   for id in data.map_statements["id"]],
    }))  # fmt: skip
    options = data.options
    parts.append(pd.DataFrame({
        "where": "answer", "id": (options["item_id"] + " " + options["part"] + " " + options["option"]).str.replace("  ", " "),
        "text": options["text"] + " [" + options["correct"].replace({"yes": "right", "no": "not right"}) + "] " + options["rationale"],
        "source": "as its question",
    }))  # fmt: skip
    numbers = data.numbers
    parts.append(pd.DataFrame({
        "where": "answer", "id": numbers["item_id"] + " " + numbers["value"].map("{:g}".format),
        "text": numbers["value"].map("{:g} ".format) + numbers["unit"] + " [" + numbers["correct"].replace({"yes": "right", "no": "not right"}) + "] " + numbers["rationale"],
        "source": "as its question",
    }))  # fmt: skip
    wordings = data.wordings
    parts.append(pd.DataFrame({
        "where": "wordings", "id": wordings["id"], "text": wordings["words"] + " [" + wordings["kind"] + "] " + wordings["reason"],
        "source": wordings["table"] + " " + wordings["row_id"],
    }))  # fmt: skip
    myths, choices = data.myths, data.talk_choices
    parts.append(pd.DataFrame({
        "where": "myths", "id": myths["id"],
        "text": myths["statement"] + " [" + myths["verdict"] + "] " + myths["answer"],
        "source": [", ".join(f"{r.table} {r.row_id}" for r in data.myth_rows.query("myth_id == @id").itertuples())
                   for id in myths["id"]],
    }))  # fmt: skip
    parts.append(pd.DataFrame({
        "where": "conversation", "id": choices["id"],
        "text": choices["says"] + " [" + choices["fits"].map({"yes": "fits", "no": "does not fit"}) + "] " + choices["reason"],
        "source": "practice " + choices["practice_id"],
    }))  # fmt: skip
    needs = data.needs
    parts.append(pd.DataFrame({
        "where": "needs", "id": needs["id"], "text": (needs["ask"] + " " + needs["unsaid"]).str.strip(), "source": "our words",
    }))  # fmt: skip
    parts.append(pd.DataFrame(
        [(path.stem, f"{cell} {number}", text, "lesson text") for path in notebooks for cell, number, text in _paragraphs(path)],
        columns=["where", "id", "text", "source"],
    ))  # fmt: skip
    return pd.concat(parts, ignore_index=True).fillna("").assign(**dict.fromkeys(EMPTY, ""))


def write(data: CourseData, folder: Path) -> tuple[Path, Path]:
    """Write ``review.csv`` and the printable ``review.html`` to ``folder``; both paths."""
    rows = review_list(data, lessons())
    folder.mkdir(parents=True, exist_ok=True)
    table, page = folder / "review.csv", folder / "review.html"
    rows.to_csv(table, index=False, lineterminator="\n", encoding="utf-8")
    page.write_text(_PAGE.format(count=len(rows), table=ui.table(rows, "Statements to review")), encoding="utf-8")
    return table, page


def _paragraphs(path: Path):
    """(cell id, number in the cell, text) of each paragraph of a lesson's Markdown, as a reader reads it."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            blocks = re.split(r"\n\s*\n", "".join(cell["source"]))
            for number, block in enumerate((b for b in blocks if b.strip() and not b.startswith("#")), start=1):
                text = re.sub(r"<!--.*?-->|[*_>`]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", block))
                yield cell["id"], number, " ".join(text.split())


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Review of the course</title><style>
body {{ font: 10pt/1.4 sans-serif; margin: 1.5rem; color: #1f2328; }} table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #57606a; padding: .3rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }}
th[scope=row] {{ font-weight: 400; }} thead {{ display: table-header-group; }} tr {{ break-inside: avoid; }}
td:nth-child(n+6) {{ min-width: 5rem; }}
@page {{ size: landscape; margin: 1cm; }}
</style></head><body><main><h1>Review of the course</h1>
<p>{count} statements. No clinician has reviewed them yet. Verdict: right, wrong (say what), or unsure. Add your name and the
date. Return this page, or the file review.csv with the same columns.</p>{table}</main></body></html>
"""

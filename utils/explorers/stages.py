"""Walks along ordered steps: the stages in outline, the spread from breast to organ, the way to a diagnosis."""

from __future__ import annotations

from markupsafe import Markup

from utils import charts, ui
from utils.statements.locations import locations, said_in
from utils.statements.statement_table import statements_by_key
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import AUDIENCE, frame, item, note, publisher_links, source, titled
from utils.ui.evidence import _article_step
from utils.ui.explorer import Control, Explorer, build_explorer

# stage in outline → the step in which the articles speak of it; they do not describe stage III
SAID_OF = {
    "staging-0": "stage-early",
    "staging-i": "stage-early",
    "staging-ii": "stage-early",
    "staging-iv": "stage-iv",
}


def stage_walk(data: CourseData) -> Explorer:
    """Choose a stage from 0 to IV and an audience. The articles describe two stages only; references fill the outline."""
    rows = steps_of(data, "staging")
    stage = Control("Which stage?", tuple(rows[["id", "label"]].itertuples(index=False, name=None)))
    origin = "From a reference: the articles do not describe the stages one by one."

    def panel(id: str, audience: str) -> Markup:
        row = data.row("steps", id)
        outline = Markup('<p>{}</p>{}<p class="mbc-source">({})</p>').format(
            getattr(row, f"text_{audience}"), note(row.caveat), publisher_links(data)[row.reference_id]
        )
        return (
            titled(f"{row.label}, {dict(AUDIENCE.options)[audience]}")
            + frame(outline, "In outline", origin)
            + (
                _article_step(data, SAID_OF[id], audience)
                if id in SAID_OF
                else Markup("<p>The articles do not describe this stage.</p>")
            )
        )

    return build_explorer("stage-walk", "The stages in outline", (stage, AUDIENCE), panel)


# step of the spread → its picture in utils.charts.drawings.metastasis
PICTURE_OF = {
    "spread-primary-tumour": "origin",
    "spread-invasion": "invasion",
    "spread-breaking-away": "breaking-away",
    "spread-travel": "travel",
    "spread-dormancy": "dormancy",
    "spread-new-tumour": "new-tumour",
    "spread-organ-function": "organ-function",
}


def spread_walk(data: CourseData) -> Explorer:
    """Walk with a cancer cell from the breast to an organ, a picture per step."""
    rows = steps_of(data, "spread")
    pictures = {
        row.id: charts.walk_picture(
            PICTURE_OF[row.id], title=f"{row.label}.", sources=[said_in(data.citations, "steps", [row.id])]
        )
        for row in rows.itertuples()
    }
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))

    def panel(id: str) -> Markup:
        return Markup("{}<p><b>For clinicians:</b> {}</p>{}").format(
            _article_step(data, id, "plain"), data.row("steps", id).text_clinical, pictures[id].html
        )

    return build_explorer("spread-walk", "From the breast to an organ", (step,), panel)


def stage_or_type(data: CourseData) -> Explorer:
    """Choose a word from a report; see whether it tells the stage or the type, and why."""
    stages = data.steps[data.steps["path"] == "stage"].set_index("id")
    types = data.subtypes[data.subtypes["reference_id"] == ""].set_index("id")
    said_in = locations(data)
    words = Control("Which word?", tuple(stages["label"].items()) + tuple(types["label"].items()))

    def panel(id: str) -> Markup:
        if id in stages.index:
            table, answer, why, row = "steps", "Stage", "It tells how far the cancer has spread.", stages.loc[id]
            text, ours = row["text_plain"], row["caveat"]
        else:
            table, row = "subtypes", types.loc[id]
            by = "the tissue it started in" if row["axis"] == "histology" else "the receptors of its cells"
            answer, why, text = "Type", f"It tells the biology of the tumour, here by {by}.", row["definition_plain"]
            ours = ""  # the notes on types are about their behaviour, which is not shown here
        return Markup("<h3>{label}: {lower}</h3><p><b>{answer}.</b> {why}</p><p>{text} {source}</p>{note}").format(
            label=row["label"],
            lower=answer.lower(),
            answer=answer,
            why=why,
            text=text,
            source=source(said_in[table, id]),
            note=note(ours),
        )

    return build_explorer("stage-or-type", "Stage or type?", (words,), panel)


# Found at stage IV, or came back later: which rows tell it (facts and practice)
_TWO_WAYS = {
    "Found at stage IV": ("stage-share-distant", "stage-spread-at-first", "tnm-m0-m1"),
    "Came back later": (
        "can-follow-earlier-treatment",
        "months-or-years-later",
        "name-distant-metastasis",
        "stage-stays",
    ),
    "What stays the same": ("not-a-new-disease", "cells-keep-features", "stage-stays"),
    "What can change": ("er-lost", "her2-lost", "receptor-retest", "similar-to-early-treatment"),
}


def two_ways(data: CourseData) -> Explorer:
    """Found at stage IV, or came back later: what each means, what stays and what can change.

    Statements of articles and of references stand in blocks of their own.
    """
    known = {row_id: row for (_, row_id), row in statements_by_key(data).items()}

    def panel(label: str) -> Markup:
        rows = [known[id] for id in _TWO_WAYS[label]]
        articles, reference = (
            ui.bullets(item(row.text, row.caveat, row.source) for row in rows if row.origin == origin)
            for origin in ("articles", "reference")
        )
        return (
            titled(label)
            + (titled("The articles say", 4) + articles if articles else Markup("<p>No article describes this.</p>"))
            + frame(reference, "References say", origin="")
        )

    return build_explorer(
        "two-ways", "Two ways to metastatic disease", (Control("Which way?", tuple((w, w) for w in _TWO_WAYS)),), panel
    )

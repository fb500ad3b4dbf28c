"""Stages and spread: the stages in outline, the spread from breast to organ, two ways to metastatic disease."""

from __future__ import annotations

from markupsafe import Markup

from utils import charts, ui
from utils.statements.links import panel_parts
from utils.statements.locations import cited_lines, cited_lines_by_row
from utils.statements.statement_table import statements_by_key
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import (
    AUDIENCE,
    frame,
    heading_tag,
    note_paragraph,
    publisher_links,
    review_note,
    source_note,
    statement_item,
)
from utils.ui.evidence import article_step
from utils.ui.explorer import Control, Explorer, build_explorer


def stage_walk(data: CourseData) -> Explorer:
    """Choose a stage from 0 to IV and an audience. The articles describe two stages only; references fill the outline.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per stage and audience.
    """
    rows = steps_of(data, "staging")
    stage = Control("Which stage?", tuple(rows[["id", "label"]].itertuples(index=False, name=None)))
    origin = "From a reference: the articles do not describe the stages one by one."

    def panel(id: str, audience: str) -> Markup:
        row = data.row("steps", id)
        outline = Markup('<p>{}</p>{}<p class="mbc-source">({})</p>').format(
            getattr(row, f"text_{audience}"), note_paragraph(row.caveat), publisher_links(data)[row.reference_id]
        )
        return (
            heading_tag(f"{row.label}, {dict(AUDIENCE.options)[audience]}")
            + frame(outline, "In outline", origin)
            + (
                article_step(data, row.stage_id, audience)
                if row.stage_id
                else Markup("<p>The articles do not describe this stage.</p>")
            )
            + review_note(data, (("steps", shown) for shown in (id, row.stage_id) if shown))
        )

    return build_explorer("stage-walk", "The stages in outline", (stage, AUDIENCE), panel)


def spread_walk(data: CourseData) -> Explorer:
    """Walk with a cancer cell from the breast to an organ, a picture per step.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per step of the path ``spread``.
    """
    rows = steps_of(data, "spread")
    pictures = {
        row.id: charts.metastasis_picture(
            row.picture, title=f"{row.label}.", sources=[cited_lines(data.citations, "steps", [row.id])]
        )
        for row in rows.itertuples()
    }
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))

    def panel(id: str) -> Markup:
        return Markup("{}<p><b>For clinicians:</b> {}</p>{}{}").format(
            article_step(data, id, "plain"),
            data.row("steps", id).text_clinical,
            pictures[id].html,
            review_note(data, [("steps", id)]),
        )

    return build_explorer("spread-walk", "From the breast to an organ", (step,), panel)


STAGE, TYPE = "Stage", "Type"  # what a word in a report can describe


def stage_or_type(data: CourseData) -> Explorer:
    """Choose a word from a report; see whether it describes the stage or the type, and why.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per stage that the articles describe and per type that they name.
    """
    stages = data.steps[data.steps["path"] == "stage"].set_index("id")
    types = data.subtypes[data.subtypes["reference_id"] == ""].set_index("id")
    lines_by_row = cited_lines_by_row(data)
    word = Control("Which word?", tuple(stages["label"].items()) + tuple(types["label"].items()))

    def panel(id: str) -> Markup:
        if id in stages.index:
            table, answer, why, row = "steps", STAGE, "It tells how far the cancer has spread.", stages.loc[id]
            text, caveat = row["text_plain"], row["caveat"]
        else:
            table, row = "subtypes", types.loc[id]
            by = "the tissue it started in" if row["axis"] == "histology" else "the receptors of its cells"
            why = f"It tells the biology of the tumor, here by {by}."
            answer, text = TYPE, row["definition_plain"]
            caveat = ""  # the caveats on types are about their behavior, which is not shown here
        return Markup(
            "<h3>{label}: {lower}</h3><p><b>{answer}.</b> {why}</p><p>{text} {source}</p>{note}{review}"
        ).format(
            label=row["label"],
            lower=answer.lower(),
            answer=answer,
            why=why,
            text=text,
            source=source_note(lines_by_row[table, id]),
            note=note_paragraph(caveat),
            review=review_note(data, [(table, id)]),
        )

    return build_explorer(f"{STAGE}-or-{TYPE}".lower(), "Stage or type?", (word,), panel)


def two_ways(data: CourseData) -> Explorer:
    """Found at stage IV, or came back later: what each means, what stays and what can change.

    Statements of articles and of references are in blocks of their own.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per way.
    """
    statements, ways = statements_by_key(data), panel_parts(data, "two ways")

    def panel(label: str) -> Markup:
        rows = [statements[key] for key in ways[label]]
        articles, reference = (
            ui.bullets(statement_item(row.text, row.caveat, row.source) for row in rows if row.origin == origin)
            for origin in ("articles", "reference")
        )
        return (
            heading_tag(label)
            + (
                heading_tag("The articles say", 4) + articles
                if articles
                else Markup("<p>No article describes this.</p>")
            )
            + frame(reference, "References say", origin="")
            + review_note(data, ways[label])
        )

    return build_explorer(
        "two-ways", "Two ways to metastatic disease", (Control("Which way?", tuple((way, way) for way in ways)),), panel
    )

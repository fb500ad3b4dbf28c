"""Stages and spread: the stages in outline, the spread from breast to organ, two ways to metastatic disease."""

from __future__ import annotations

from markupsafe import Markup

from utils import charts, ui
from utils.statements.guidance import without_badge
from utils.statements.links import panel_parts
from utils.statements.statement_table import statements_by_key
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import (
    AUDIENCE,
    NOTHING,
    answer,
    answer_of,
    block_end,
    frame,
    heading_tag,
    items_for_keys,
    note_paragraph,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources


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

    def panel(id: str, audience: str) -> Markup:
        return stage_panel(data, id, audience)

    return build_explorer("stage-walk", "The stages in outline", (stage, AUDIENCE), panel)


def stage_panel(data: CourseData, id: str, audience: str, picture: Markup = NOTHING) -> Markup:
    """One panel of the stage walk.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    id : str
        Id of a step of the path ``staging``.
    audience : str
        PLAIN or CLINICAL.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    row, sources = data.row("steps", id), Sources(data)
    outline = answer_of(getattr(row, f"text_{audience}"), sources.row("steps", id), picture)
    if row.stage_id:
        stage = data.row("steps", row.stage_id)
        text = Markup("<p><b>{}:</b> {}{}</p>{}").format(
            stage.label,
            getattr(stage, f"text_{audience}"),
            sources.row("steps", stage.id),
            note_paragraph(stage.caveat),
        )
        articles = ui.folded("What the articles say", text)
    else:
        articles = Markup("<p>The articles do not describe this stage.</p>")
    return (
        heading_tag(f"{row.label}: {dict(AUDIENCE.options)[audience]}")
        + frame(outline + note_paragraph(row.caveat))
        + articles
        + block_end(sources, data, (("steps", step_id) for step_id in (id, row.stage_id) if step_id))
    )


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
        row.id: charts.metastasis_picture(row.picture, title=f"{row.label}.", sources=[]) for row in rows.itertuples()
    }
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))

    def panel(id: str) -> Markup:
        row, sources = data.row("steps", id), Sources(data)
        return Markup("{}{}<p><b>In clinical terms:</b> {}</p>{}{}").format(
            heading_tag(row.label),
            answer_of(row.text_plain, sources.row("steps", id), pictures[id].html),
            row.text_clinical,
            note_paragraph(row.caveat),
            block_end(sources, data, [("steps", id)]),
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
    word = Control("Which word?", tuple(stages["label"].items()) + tuple(types["label"].items()))

    def panel(id: str) -> Markup:
        if id in stages.index:
            table, verdict, why, row = "steps", STAGE, "It tells how far the cancer has spread.", stages.loc[id]
            text, caveat = row["text_plain"], row["caveat"]
        else:
            table, row = "subtypes", types.loc[id]
            by = "the tissue it started in" if row["axis"] == "histology" else "the receptors of its cells"
            why = f"It tells the biology of the tumor, here by {by}."
            verdict, text = TYPE, row["definition_plain"]
            caveat = ""  # the caveats on types are about their behavior, which is not shown here
        sources = Sources(data)
        return Markup("<h3>{label}</h3>{answer}<p>{text}{marker}</p>{note}{end}").format(
            label=row["label"],
            answer=answer(Markup("<b>{}.</b> {}").format(verdict, why)),
            text=text,
            marker=sources.row(table, id),
            note=note_paragraph(caveat),
            end=block_end(sources, data, [(table, id)]),
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
        (first, *others), sources = ways[label], Sources(data)
        statement = statements[first]
        lead = answer_of(without_badge(statement.text), sources.row(*first)) + note_paragraph(statement.caveat)
        articles, reference = (
            ui.bullets(items_for_keys(data, (key for key in others if statements[key].origin == origin), sources))
            for origin in ("articles", "reference")
        )
        return (
            heading_tag(label)
            + (frame(lead + reference) if statement.origin == "reference" else lead + frame(reference))
            + (ui.folded("More from the articles", articles) if articles else "")
            + block_end(sources, data, ways[label])
        )

    return build_explorer(
        "two-ways", "Two ways to metastatic disease", (Control("Which way?", tuple((way, way) for way in ways)),), panel
    )

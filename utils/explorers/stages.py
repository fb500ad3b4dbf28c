"""Walks along ordered steps: the stages in outline, the spread from breast to organ, the way to a diagnosis."""

from __future__ import annotations

from utils import charts, ui
from utils.statements.links import panel_parts
from utils.statements.locations import locations, said_in
from utils.statements.statement_table import by_key
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import AUDIENCE, caveat, note, publisher_link
from utils.ui.evidence import _article_step
from utils.ui.explorer import Control, Explorer, build_explorer


def stage_walk(data: CourseData) -> Explorer:
    """Choose a stage from 0 to IV and an audience. The articles describe two stages only; references fill the outline."""
    rows = steps_of(data, "staging").set_index("id")
    stage = Control("Which stage?", tuple(rows["label"].items()))

    def panel(id: str, audience: str) -> str:
        row = rows.loc[id]
        return (
            f"<h3>{ui.text(row['label'])}, {ui.text(dict(AUDIENCE.options)[audience])}</h3>"
            f'<aside class="mbc-reference"><h4>In outline</h4><p class="mbc-origin">From a reference: the articles do not '
            f"describe the stages one by one.</p><p>{ui.text(row[f'text_{audience}'])}</p>{note(row['caveat'])}"
            f'<p class="mbc-source">({publisher_link(row["reference_id"], data.references)})</p></aside>'
            + (
                _article_step(data, row["stage_id"], audience)
                if row["stage_id"]
                else "<p>The articles do not describe this stage.</p>"
            )
        )

    return build_explorer("stage-walk", "The stages in outline", (stage, AUDIENCE), panel)


def spread_walk(data: CourseData) -> Explorer:
    """Walk with a cancer cell from the breast to an organ, a picture per step."""
    rows = steps_of(data, "spread")
    pictures = {
        row.id: charts.walk_picture(
            row.picture, title=f"{row.label}.", sources=[said_in(data.citations, "steps", [row.id])]
        )
        for row in rows.itertuples()
    }
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))

    def panel(id: str) -> str:
        clinical = ui.text(data.row("steps", id).text_clinical)
        return f"{_article_step(data, id, 'plain')}<p><b>For clinicians:</b> {clinical}</p>{pictures[id].html}"

    return build_explorer("spread-walk", "From the breast to an organ", (step,), panel)


STAGE, TYPE = "Stage", "Type"  # what a word of a report may tell


def stage_or_type(data: CourseData) -> Explorer:
    """Choose a word from a report; see whether it tells the stage or the type, and why."""
    stages = data.steps[data.steps["path"] == "stage"].set_index("id")
    types = data.subtypes[data.subtypes["reference_id"] == ""].set_index("id")
    said_in = locations(data)
    words = Control("Which word?", tuple(stages["label"].items()) + tuple(types["label"].items()))

    def panel(id: str) -> str:
        if id in stages.index:
            table, answer, why, row = "steps", STAGE, "It tells how far the cancer has spread.", stages.loc[id]
            text, ours = row["text_plain"], row["caveat"]
        else:
            table, row = "subtypes", types.loc[id]
            by = "the tissue it started in" if row["axis"] == "histology" else "the receptors of its cells"
            answer, why, text = TYPE, f"It tells the biology of the tumour, here by {by}.", row["definition_plain"]
            ours = ""  # the notes on types are about their behaviour, which is not shown here
        return (
            f"<h3>{ui.text(row['label'])}: {answer.lower()}</h3><p><b>{answer}.</b> {ui.text(why)}</p><p>{ui.text(text)} "
            f'<span class="mbc-source">({ui.text(said_in[table, id])})</span></p>{note(ours)}'
        )

    return build_explorer(f"{STAGE}-or-{TYPE}".lower(), "Stage or type?", (words,), panel)


def two_ways(data: CourseData) -> Explorer:
    """Found at stage IV, or came back later: what each means, what stays and what can change.

    Statements of articles and of references stand in blocks of their own.
    """
    known, ways = by_key(data), panel_parts(data, "two ways")

    def panel(label: str) -> str:
        rows = known.loc[ways[label]]
        parts = {
            origin: ui.bullets(
                f'{ui.text(row.text)}{caveat(row.caveat)} <span class="mbc-source">({ui.text(row.source)})</span>'
                for row in rows[rows["origin"] == origin].itertuples()
            )
            for origin in ("articles", "reference")
        }
        articles = (
            f"<h4>The articles say</h4>{parts['articles']}"
            if parts["articles"]
            else "<p>No article describes this.</p>"
        )
        frame = (
            f'<aside class="mbc-reference"><h4>References say</h4>{parts["reference"]}</aside>'
            if parts["reference"]
            else ""
        )
        return f"<h3>{ui.text(label)}</h3>{articles}{frame}"

    return build_explorer(
        "two-ways", "Two ways to metastatic disease", (Control("Which way?", tuple((w, w) for w in ways)),), panel
    )

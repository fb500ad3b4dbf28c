"""Living with metastatic breast cancer: myths to decide on, needs and who speaks of them, and people to talk to."""

from __future__ import annotations

import pandas as pd

from utils import ui
from utils.statements.guidance import practice_text
from utils.tables.course_data import CourseData
from utils.ui.components import practice_item
from utils.ui.elements import Html
from utils.ui.evidence import Evidence
from utils.ui.explorer import Control, Explorer, build_explorer

_VERDICT = {"true": "True.", "true in part": "True in part.", "false": "False."}


def myths(data: CourseData) -> Explorer:
    """Choose a statement, decide, then open the verdict with what articles and references say.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    rows, evidence = data.myths.set_index("id"), Evidence(data)

    def panel(id: str) -> str:
        row = rows.loc[id]
        verdict = f"<p><b>{_VERDICT[row['verdict']]}</b> {ui.text(row['answer'])}</p>"
        return (
            f"<h3>{ui.text(row['statement'])}</h3><p>Decide first: true, true in part, or false? "
            "What would you say to a person who says this?</p>"
            + ui.folded("Open the verdict", verdict + evidence.blocks(data.myth_rows[data.myth_rows["myth_id"] == id]))
        )

    return build_explorer(
        "myths",
        "What people say",
        (_control("What do people say about metastatic breast cancer?", rows["statement"]),),
        panel,
    )


def needs(data: CourseData) -> Explorer:
    """Choose a need; see a question to open with, what the articles say, and what references say and a nurse can do."""
    rows, evidence = data.needs.set_index("id"), Evidence(data)

    def panel(id: str) -> str:
        row = rows.loc[id]
        unsaid = f"<p><b>Not said:</b> {ui.text(row['unsaid'])}</p>" if row["unsaid"] else ""
        return (
            f"<h3>{ui.text(row['label'])}</h3><p><b>You could ask:</b> {ui.text(row['ask'])}</p>{unsaid}"
            + evidence.blocks(data.need_rows[data.need_rows["need_id"] == id])
        )

    return build_explorer(
        "needs", "What people need, and who speaks of it", (_control("Which need?", rows["label"]),), panel
    )


def helplines(data: CourseData) -> Html:
    """Helplines and groups by country, framed as reference. Those to check first are folded and carry the badge.

    Under its country a statement goes without the country's name. Pages for nurses only are left out.
    """
    links = data.helplines[data.helplines["audience"] == "people"].set_index("practice_id")
    rows = data.by_id("practice").loc[links.index].assign(country=links["country"])
    listed = rows.assign(statement=[row.statement.removeprefix(f"{row.country}: ") for row in rows.itertuples()])
    parts = []
    for country, own in listed.groupby("country", sort=False):
        sure = own["use_first"] == "yes"
        items, unsure = ([practice_item(row, data.references) for row in part.itertuples()] for part in (own[sure], own[~sure]))  # fmt: skip
        fold = ui.folded(f"{country}: {len(unsure)} more, to be checked first", ui.bullets(unsure))
        parts.append(f"<h3>{ui.text(country)}</h3>{ui.bullets(items)}{fold if unsure else ''}")
    words = "From references, not from the articles. Numbers and hours change."
    elsewhere = "In another country, or not sure? Ask your own team, your school's support service or a cancer charity near you."
    return Html(
        f'<aside class="mbc-reference"><p class="mbc-origin">{words}</p>{"".join(parts)}<p>{elsewhere}</p></aside>',
        "\n".join([*(f"- {row.country}: {practice_text(row)}" for row in listed.itertuples()), elsewhere]),
    )


def _control(label: str, shown: pd.Series) -> Control:
    return Control(label, tuple(shown.items()))

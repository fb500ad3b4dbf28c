"""Living with metastatic breast cancer: myths to decide on, needs and who speaks of them, and people to talk to."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.statements.guidance import practice_text
from utils.statements.links import row_keys
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import answer, block_end, frame, practice_list
from utils.ui.elements import VERDICT_FOLD, Html
from utils.ui.evidence import Evidence
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

_VERDICT = {"true": "True.", "true in part": "True in part.", "false": "False."}


def myths(data: CourseData) -> Explorer:
    """Choose a statement, decide, then open the verdict with what articles and references say.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per row of ``data.myths``.
    """
    evidence = Evidence(data)

    def panel(id: str) -> Markup:
        row = data.row("myths", id)
        links = data.myth_rows[data.myth_rows["myth_id"] == id]
        sources = Sources(data)
        verdict = Markup("<p><b>{}</b> {}</p>{}{}").format(
            _VERDICT[row.verdict],
            row.answer,
            evidence.blocks(links, sources),
            block_end(sources, data, [("myths", id), *row_keys(links)]),
        )
        return Markup("<h3>{}</h3>{}<p>What would you say to a person who says this?</p>{}").format(
            row.statement,
            answer("Decide first: is it true, true in part, or false?"),
            ui.folded(VERDICT_FOLD, verdict),
        )

    return build_explorer(
        "myths",
        "What people say",
        (_control("What do people say about metastatic breast cancer?", data.by_id("myths")["statement"]),),
        panel,
    )


def needs(data: CourseData) -> Explorer:
    """Choose a need; see a question to open with, what the articles say, and what references say and a nurse can do.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per row of ``data.needs``.
    """
    evidence = Evidence(data)

    def panel(id: str) -> Markup:
        row = data.row("needs", id)
        links = data.need_rows[data.need_rows["need_id"] == id]
        sources = Sources(data)
        return Markup("<h3>{label}</h3>{ask}{evidence}{unsaid}{end}").format(
            label=row.label,
            ask=answer(Markup("<b>You could ask:</b> {}").format(row.ask)),
            evidence=evidence.blocks(links, sources),
            unsaid=Markup("<p><b>Not said:</b> {}</p>").format(row.unsaid) if row.unsaid else "",
            end=block_end(sources, data, [("needs", id), *row_keys(links)]),
        )

    return build_explorer(
        "needs",
        "What people need, and who speaks of it",
        (_control("Which need?", data.by_id("needs")["label"]),),
        panel,
    )


def helplines(data: CourseData) -> Html:
    """Helplines and groups by country, framed as reference. Those to check first are folded and carry the badge.

    Under its country a statement goes without the country's name. Pages for nurses only are left out.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Html
        A list per country; its plain form is one list.
    """
    links = data.helplines[data.helplines["audience"] == "people"].set_index("practice_id")
    rows = data.by_id("practice").loc[links.index].assign(country=links["country"])
    listed = rows.assign(statement=[row.statement.removeprefix(f"{row.country}: ") for row in rows.itertuples()])
    sources, blocks = Sources(data), []
    for country, helpline_rows in listed.groupby("country", sort=False):
        sure = helpline_rows["use_first"] == "yes"
        sure_list = practice_list(helpline_rows[sure].reset_index(names="id").itertuples(), sources)
        unsure_list = practice_list(helpline_rows[~sure].reset_index(names="id").itertuples(), sources)
        fold = ui.folded(f"{country}: {(~sure).sum()} more, to be checked first", unsure_list) if unsure_list else ""
        blocks.append(Markup("<h3>{}</h3>{}{}").format(country, sure_list, fold))
    elsewhere = Markup(
        "In another country, or not sure? Ask your own team, your school's support service or a cancer charity "
        "near you."
    )
    end = block_end(sources, data, review_keys("practice", rows.reset_index(names="id").itertuples()))
    body = Markup("{}<p>{}</p>{}").format(ui.joined(blocks), elsewhere, end)
    return Html(
        frame(body, origin="Numbers and hours change."),
        "\n".join([*(f"- {row.country}: {practice_text(row)}" for row in listed.itertuples()), elsewhere]),
    )


def _control(label: str, texts: pd.Series) -> Control:
    """A control with an option per text. ``texts``: by the id of its row."""
    return Control(label, tuple(texts.items()))

"""The site explorer: what happens where the cancer has spread, and what a nurse watches for, teaches and calls for."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import (
    AUDIENCE,
    CLINICAL,
    FOR_EVERYBODY,
    NOTHING,
    answer_of,
    block_end,
    caveat_note,
    frame,
    heading_tag,
    list_block,
    note_paragraph,
    origin_paragraph,
    statement_item,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.nursing import nursing_frame
from utils.ui.sources import Sources


def site_explorer(data: CourseData) -> Explorer:
    """Choose a site and an audience; see what happens there, what a nurse watches for, and what the articles say.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per site and audience.
    """
    site = Control("Where in the body?", tuple(data.sites[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "site-explorer",
        "Symptoms and tests, site by site",
        (site, AUDIENCE),
        lambda site_id, audience: site_panel(
            data, site_id, audience, charts.organ_picture(data.row("sites", site_id)).html
        ),
    )


def site_panel(data: CourseData, site_id: str, audience: str, picture: Markup = NOTHING) -> Markup:
    """One panel of the site explorer.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    site_id : str
        Id of ``data.sites``.
    audience : str
        PLAIN or CLINICAL.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    site, sources = data.row("sites", site_id), Sources(data)
    symptoms, tests, statistics, practice = (
        table[table["site_id"] == site_id]
        for table in (data.symptoms, data.diagnostic_tests, data.statistics, data.practice)
    )
    practice_rows = [row for row in practice.itertuples() if audience == CLINICAL or row.kind in FOR_EVERYBODY]
    shown_keys = (
        *review_keys("sites", [site]),
        *review_keys("symptoms", symptoms.itertuples()),
        *review_keys("diagnostic_tests", tests.itertuples()),
        *review_keys("statistics", statistics.itertuples()),
        *review_keys("practice", practice_rows),
    )
    return ui.joined(
        [
            heading_tag(f"{site.label}: {dict(AUDIENCE.options)[audience]}"),
            _effect(site, audience, sources, picture),
            nursing_frame(practice_rows, sources),
            _articles(site, audience, (symptoms, tests, statistics), sources),
            _studies(statistics, sources),
            block_end(sources, data, shown_keys),
        ]
    )


def _effect(site: NamedTuple, audience: str, sources: Sources, picture: str) -> Markup:
    """What the cancer does at a site, as the answer: framed if a reference says it, not the articles."""
    effect = answer_of(getattr(site, f"effect_{audience}"), sources.row("sites", site.id), picture)
    if not site.reference_id:
        return effect
    care = Markup("<p><b>What care looks at:</b> {}</p>").format(site.care_focus)
    return frame(
        effect + note_paragraph(site.caveat) + (care if site.care_focus != estimates.NOT_STATED else ""),
        origin="From a reference: the articles do not describe this site.",
    )


def _articles(
    site: NamedTuple, audience: str, tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], sources: Sources
) -> Markup:
    """What the articles say of a site, in one fold. ``tables``: its symptoms, tests and estimates."""
    symptoms, tests, statistics = tables
    by_article = not site.reference_id
    care = [Markup("{}{}").format(site.care_focus, sources.row("sites", site.id))] if by_article else []
    often = [
        Markup("<b>{}</b> ({}){}{}").format(
            estimates.amount(row.low, row.high, row.unit),
            estimates.context(row),
            sources.row("statistics", row.id),
            caveat_note(row.caveat),
        )
        for row in statistics.itertuples()
        if row.kind == "article"
    ]
    blocks = [
        note_paragraph(site.caveat if by_article else ""),
        list_block(
            "Symptoms they name",
            [
                statement_item(getattr(row, f"label_{audience}"), row.caveat, sources.row("symptoms", row.id))
                for row in symptoms.itertuples()
            ],
        ),
        list_block(
            "Tests they name",
            [
                Markup("<b>{}</b>: {}").format(
                    row.label,
                    statement_item(
                        getattr(row, f"purpose_{audience}"), row.caveat, sources.row("diagnostic_tests", row.id)
                    ),
                )
                for row in tests.itertuples()
            ],
        ),
        list_block(
            "What care looks at",
            care if site.care_focus != estimates.NOT_STATED else [],
            empty="The articles do not say.",
        ),
        list_block("How often", often) if often else "",
    ]
    return ui.folded("What the articles say", ui.joined(blocks))


def _studies(statistics: pd.DataFrame, sources: Sources) -> Markup:
    """How often, by which study and when: the references' estimates of a site, framed and folded; empty if none."""
    items = [
        Markup("{label}: <b>{amount}</b> ({place}, {period}; {population}){marker}{caveat}").format(
            label=row.label,
            amount=estimates.amount(row.low, row.high, row.unit),
            place=row.place,
            period=row.period,
            population=row.population,
            marker=sources.row("statistics", row.id),
            caveat=caveat_note(row.caveat if row.confidence == "medium" else ""),
        )
        for row in statistics.itertuples()
        if row.kind != "article"
    ]
    if not items:
        return Markup()
    warning = "Different studies count different people at different times: never add or join them."
    return frame(ui.folded("How often, by which study and when", origin_paragraph(warning) + ui.bullets(items)))

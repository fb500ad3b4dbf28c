"""The site explorer: what happens where breast cancer has spread, and what people notice there."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.statements import estimates
from utils.statements.locations import cited_lines_by_row
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import (
    AUDIENCE,
    CLINICAL,
    FOR_EVERYBODY,
    caveat_note,
    frame,
    heading_tag,
    list_block,
    note_paragraph,
    origin_paragraph,
    publisher_links,
    reference_frame,
    review_note,
    source_note,
)
from utils.ui.explorer import Control, Explorer, build_explorer


def site_explorer(data: CourseData) -> Explorer:
    """Choose a site and an audience; see what happens there, symptoms, tests, how often, what a nurse watches for.

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
        lambda site_id, audience: site_panel(data, site_id, audience),
    )


def site_panel(data: CourseData, site_id: str, audience: str) -> Markup:
    """One panel of the site explorer.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    site_id : str
        Id of ``data.sites``.
    audience : str
        PLAIN or CLINICAL.

    Returns
    -------
    Markup
        The panel.
    """
    site = data.row("sites", site_id)
    symptoms, tests, statistics, practice = (
        table[table["site_id"] == site_id]
        for table in (data.symptoms, data.diagnostic_tests, data.statistics, data.practice)
    )
    lines_by_row = cited_lines_by_row(data)
    named_rows = [
        *((("sites", site_id, site.label),) if not site.reference_id else ()),
        *(("symptoms", row.id, row.label_plain) for row in symptoms.itertuples()),
        *(("diagnostic_tests", row.id, row.label) for row in tests.itertuples()),
    ]
    often = [
        Markup("<b>{}</b> ({}){}").format(
            estimates.amount(row.low, row.high, row.unit), estimates.context(row), caveat_note(row.caveat)
        )
        for row in statistics.itertuples()
        if row.kind == "article"
    ]
    practice_rows = [row for row in practice.itertuples() if audience == CLINICAL or row.kind in FOR_EVERYBODY]
    return ui.joined(
        [
            heading_tag(f"{site.label}, {dict(AUDIENCE.options)[audience]}"),
            charts.organ_picture(site).html,
            _effect(data, site, audience),
            list_block(
                "Symptoms the articles name",
                [
                    Markup("{}{}").format(getattr(row, f"label_{audience}"), caveat_note(row.caveat))
                    for row in symptoms.itertuples()
                ],
            ),
            list_block(
                "Tests the articles name",
                [
                    Markup("<b>{}</b>: {}{}").format(
                        row.label, getattr(row, f"purpose_{audience}"), caveat_note(row.caveat)
                    )
                    for row in tests.itertuples()
                ],
            ),
            list_block(
                "What care looks at, say the articles",
                [] if site.reference_id or site.care_focus == estimates.NOT_STATED else [site.care_focus],
                empty="The articles do not say.",
            ),
            list_block("How often, say the articles", often) if often else "",
            _studies(data, statistics),
            ui.folded(
                "Where the articles say this",
                ui.bullets(f"{name}: {lines_by_row[table, id]}" for table, id, name in named_rows),
            )
            if named_rows
            else "",
            reference_frame(practice_rows, publisher_links(data), "What a nurse watches for", max_open=5),
            review_note(
                data,
                (
                    ("sites", site_id),
                    *((table, id) for table, id, _ in named_rows),
                    *review_keys("statistics", statistics.itertuples()),
                    *review_keys("practice", practice_rows),
                ),
            ),
        ]
    )


def _effect(data: CourseData, site: NamedTuple, audience: str) -> Markup:
    """What the cancer does at a site, and what care looks at: framed if a reference says it, not the articles."""
    effect = Markup("<p>{}</p>{}").format(getattr(site, f"effect_{audience}"), note_paragraph(site.caveat))
    if not site.reference_id:
        return effect
    if site.care_focus != estimates.NOT_STATED:
        effect += Markup("<p><b>What care looks at:</b> {}</p>").format(site.care_focus)
    source = Markup('<p class="mbc-source">({})</p>').format(publisher_links(data)[site.reference_id])
    return frame(effect + source, "What happens there", "From a reference: the articles do not describe this site.")


def _studies(data: CourseData, statistics: pd.DataFrame) -> Markup:
    """How often, by which study and when: the references' estimates of a site, framed and folded; empty if none."""
    page_links = publisher_links(data)
    items = [
        Markup("{label}: <b>{amount}</b> ({place}, {period}; {population}) {source}{caveat}").format(
            label=row.label,
            amount=estimates.amount(row.low, row.high, row.unit),
            place=row.place,
            period=row.period,
            population=row.population,
            source=source_note(page_links[row.reference_id]),
            caveat=caveat_note(row.caveat if row.confidence == "medium" else ""),
        )
        for row in statistics.itertuples()
        if row.kind != "article"
    ]
    if not items:
        return Markup()
    origin = "From references. Different studies count different people at different times: never add or join them."
    return frame(
        ui.folded("How often, by which study and when", origin_paragraph(origin) + ui.bullets(items)), origin=""
    )

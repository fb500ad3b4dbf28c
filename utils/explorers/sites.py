"""The site explorer: what happens where breast cancer has spread, and what people notice there."""

from __future__ import annotations

from utils import ui
from utils.statements import estimates
from utils.statements.locations import locations
from utils.tables.course_data import CourseData
from utils.ui.components import AUDIENCE, CLINICAL, FOR_EVERYBODY, block, caveat, note, publisher_link, reference_frame
from utils.ui.explorer import Control, Explorer, build_explorer


def site_explorer(data: CourseData) -> Explorer:
    """Choose a site and an audience; see what happens there, symptoms, tests, how often, what a nurse watches for.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    site = Control("Where in the body?", tuple(data.sites[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "site-explorer",
        "Symptoms and tests, site by site",
        (site, AUDIENCE),
        lambda site_id, audience: site_panel(data, site_id, audience),
    )


def site_panel(data: CourseData, site_id: str, audience: str) -> str:
    """HTML of one panel of the site explorer. ``audience`` is PLAIN or CLINICAL."""
    site = data.sites.set_index("id").loc[site_id]
    own = {
        name: frame[frame["site_id"] == site_id]
        for name, frame in (
            ("symptoms", data.symptoms),
            ("tests", data.diagnostic_tests),
            ("figures", data.statistics),
            ("practice", data.practice),
        )
    }
    said_in = locations(data)
    rests_on = (
        [("sites", site_id)]
        + [("symptoms", i) for i in own["symptoms"]["id"]]
        + [("diagnostic_tests", i) for i in own["tests"]["id"]]
    )
    watched = own["practice"] if audience == CLINICAL else own["practice"][own["practice"]["kind"].isin(FOR_EVERYBODY)]
    symptoms = [ui.text(row[f"label_{audience}"]) + caveat(row["caveat"]) for _, row in own["symptoms"].iterrows()]
    tests = [
        f"<b>{ui.text(row['label'])}</b>: {ui.text(row[f'purpose_{audience}'])}" + caveat(row["caveat"])
        for _, row in own["tests"].iterrows()
    ]
    often = [
        f"<b>{ui.text(estimates.amount(row.low, row.high, row.unit))}</b> ({ui.text(estimates.context(row))})"
        + caveat(row.caveat)
        for row in own["figures"].itertuples()
        if row.kind == "article"
    ]
    blocks = [
        f"<h3>{ui.text(site['label'])}, {ui.text(dict(AUDIENCE.options)[audience])}</h3><p>{ui.text(site[f'effect_{audience}'])}</p>{note(site['caveat'])}",
        block("Symptoms the articles name", symptoms),
        block("Tests the articles name", tests),
        block(
            "What care looks at, say the articles",
            [] if site["care_focus"] == estimates.NOT_STATED else [ui.text(site["care_focus"])],
            empty="The articles do not say.",
        ),
        block("How often, say the articles", often) if often else "",
        _studies(data, own["figures"]),
        ui.folded(
            "Where the articles say this",
            ui.bullets(
                f"{ui.text(_name(data, table, row))}: {ui.text(said_in[table, row])}" for table, row in rests_on
            ),
        ),
        reference_frame(watched, data.references, "<h4>What a nurse watches for</h4>", first=5),
    ]
    return "".join(blocks)


def _studies(data: CourseData, rows) -> str:
    """How often, by which study and when: the references' figures of a site, framed and folded; empty if none."""
    items = [
        f"{ui.text(row.label)}: <b>{ui.text(estimates.amount(row.low, row.high, row.unit))}</b> "
        f'({ui.text(row.place)}, {ui.text(row.period)}; {ui.text(row.population)}) <span class="mbc-source">'
        f"({publisher_link(row.reference_id, data.references)})</span>{caveat(row.caveat if row.confidence == 'medium' else '')}"
        for row in rows.itertuples()
        if row.kind != "article"
    ]
    if not items:
        return ""
    origin = "From references. Different studies count different people at different times: never add or join them."
    fold = ui.folded("How often, by which study and when", f'<p class="mbc-origin">{origin}</p>{ui.bullets(items)}')
    return f'<aside class="mbc-reference">{fold}</aside>'


def _name(data: CourseData, table: str, row_id: str) -> str:
    frame = {"sites": data.sites, "symptoms": data.symptoms, "diagnostic_tests": data.diagnostic_tests}[
        table
    ].set_index("id")
    return frame.loc[row_id, "label_plain" if table == "symptoms" else "label"]

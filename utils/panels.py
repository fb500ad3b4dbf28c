"""What an explorer or a card says about rows of the tables: pure functions from rows to HTML.

What articles say and what references say never share a block: a reference block is framed and names its publisher.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

import pandas as pd

from utils import figures, html
from utils.citations import places
from utils.explorers import Control, Explorer, explorer
from utils.html import Html

PLAIN, CLINICAL = "plain", "clinical"
AUDIENCE = Control("Show it", ((PLAIN, "in plain words"), (CLINICAL, "for clinicians")))
# kinds of nursing facts that a reader without clinical training is shown
_FOR_EVERYBODY = ("cue", "teaching", "escalation")


def site_explorer(data: SimpleNamespace) -> Explorer:
    """Choose a site and an audience; see what happens there, symptoms, tests, how often, what a nurse watches for.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    site = Control("Where in the body?", tuple(data.sites[["id", "label"]].itertuples(index=False, name=None)))
    return explorer(
        "site-explorer",
        "Symptoms and tests, site by site",
        (site, AUDIENCE),
        lambda site_id, audience: site_panel(data, site_id, audience),
    )


def site_panel(data: SimpleNamespace, site_id: str, audience: str) -> str:
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
    said_in = places(data.citations)
    rests_on = (
        [("sites", site_id)]
        + [("symptoms", i) for i in own["symptoms"]["id"]]
        + [("diagnostic_tests", i) for i in own["tests"]["id"]]
    )
    watched = own["practice"] if audience == CLINICAL else own["practice"][own["practice"]["kind"].isin(_FOR_EVERYBODY)]
    symptoms = [html.text(row[f"label_{audience}"]) + _caveat(row["caveat"]) for _, row in own["symptoms"].iterrows()]
    tests = [
        f"<b>{html.text(row['label'])}</b>: {html.text(row[f'purpose_{audience}'])}" + _caveat(row["caveat"])
        for _, row in own["tests"].iterrows()
    ]
    often = [
        f"<b>{html.text(figures.amount(row.low, row.high, row.unit))}</b> ({html.text(figures.context(row))})"
        + _caveat(row.caveat)
        for row in own["figures"].itertuples()
        if row.kind == "article"
    ]
    blocks = [
        f"<h3>{html.text(site['label'])}, {html.text(dict(AUDIENCE.options)[audience])}</h3><p>{html.text(site[f'effect_{audience}'])}</p>{_note(site['caveat'])}",
        _block("Symptoms the articles name", symptoms),
        _block("Tests the articles name", tests),
        _block(
            "What care looks at, say the articles",
            [] if site["care_focus"] == figures.NOT_STATED else [html.text(site["care_focus"])],
            empty="The articles do not say.",
        ),
        _block("How often, say the articles", often) if often else "",
        html.folded(
            "Where the articles say this",
            html.bullets(
                f"{html.text(_name(data, table, row))}: {html.text(said_in[table, row])}" for table, row in rests_on
            ),
        ),
        _framed(watched, data.references, "<h4>What a nurse watches for</h4>"),
    ]
    return "".join(blocks)


def nurse_card(practice: pd.DataFrame, references: pd.DataFrame, heading: str) -> Html:
    """Rows of ``practice`` as a card of their own, framed as reference, under a heading of level 3."""
    return Html(
        _framed(practice, references, f"<h3>{html.text(heading)}</h3>"),
        "\n".join([heading, *(f"- {practice_text(row)}" for row in practice.itertuples())]),
    )


def _framed(practice: pd.DataFrame, references: pd.DataFrame, heading: str) -> str:
    """Rows of ``practice`` in the frame that marks what references say; empty if there are none."""
    if practice.empty:
        return ""
    return (
        f'<aside class="mbc-reference">{heading}'
        '<p class="mbc-origin">From references, not from the articles. Your hospital\'s policy decides.</p>'
        f"{html.bullets(practice_item(row, references) for row in practice.itertuples())}</aside>"
    )


def practice_text(row) -> str:
    """The statement of a nursing fact as text, with its figure filled in, and the badge where it is not to be used first."""
    words = row.statement.replace("{value}", f"{row.value} {row.unit}".strip())
    return words if row.use_first == "yes" else f"{words} [check with a clinician first]"


def practice_item(row, references: pd.DataFrame) -> str:
    """One nursing fact as HTML, with its note and publisher."""
    note = f' <span class="mbc-caveat">{html.text(row.note)}</span>' if row.note else ""
    return f'{html.text(practice_text(row))}{note} <span class="mbc-source">({_publisher(row.reference_id, references)})</span>'


def get_help_now(practice: pd.DataFrame, references: pd.DataFrame) -> Html:
    """The "get help now" card: rows of ``practice`` that belong to an alarm; per alarm what to do, then the signs."""
    alarms = practice[practice["alarm"] != ""]
    groups, plain = [], ["Get help now"]
    for alarm, rows in alarms.groupby("alarm", sort=False):
        acts = rows["kind"].isin(["escalation", "action"])
        lists = [
            f"<p><b>{head}</b></p>" + html.bullets((html.text(practice_text(row)) for row in part.itertuples()), css)
            for head, part, css in (("What to do", rows[acts], "mbc-list mbc-act"), ("Signs", rows[~acts], "mbc-list"))
            if len(part)
        ]
        pages = dict.fromkeys(_publisher(id, references) for id in rows["reference_id"])
        heading = alarm[0].upper() + alarm[1:]
        groups.append(
            f"<section><h3>{html.text(heading)}</h3>{''.join(lists)}"
            f"{html.folded('Where this comes from', html.bullets(pages))}</section>"
        )
        plain += [heading, *(f"- {practice_text(row)}" for row in rows.itertuples())]
    number = (
        '<p class="mbc-local"><label>Your local emergency or oncology number '
        '<input type="text" inputmode="tel" autocomplete="off"></label> '
        "<span>Fill it in and keep it at hand. It is not stored.</span></p>"
    )
    card = (
        '<section class="mbc-help" aria-label="Get help now">'
        "<p><strong>These signs cannot wait. If life is in danger, call your emergency number.</strong> "
        "They come from nursing references, not from the articles. Your hospital's policy decides.</p>"
        f'{number}<div class="mbc-grid">{"".join(groups)}</div></section>'
    )
    return Html(card, "\n".join(plain))


def reference_list(references: pd.DataFrame, used: Iterable[str]) -> Html:
    """The reference pages with the given ids: publisher, title, year and the address at which each was seen."""
    rows = references[references["id"].isin(set(used))].sort_values(["publisher", "title"])
    items = [
        f"{html.text(r.publisher)}: {html.link(r.url, r.title)} "
        f"({html.text('no date' if r.year == figures.NOT_STATED else r.year)}; seen: {html.text(r.seen_at_kind)})"
        for r in rows.itertuples()
    ]
    return Html(
        html.bullets(items), "\n".join(f"{r.publisher}: {r.title} ({r.year}) {r.url}" for r in rows.itertuples())
    )


def _publisher(reference_id: str, references: pd.DataFrame) -> str:
    """The page's publisher as a link, with its year: HTML."""
    page = references.set_index("id").loc[reference_id]
    return f"{html.link(page['url'], page['publisher'])}, {html.text('no date' if page['year'] == figures.NOT_STATED else page['year'])}"


def _name(data: SimpleNamespace, table: str, row_id: str) -> str:
    frame = {"sites": data.sites, "symptoms": data.symptoms, "diagnostic_tests": data.diagnostic_tests}[
        table
    ].set_index("id")
    return frame.loc[row_id, "label_plain" if table == "symptoms" else "label"]


def _block(heading: str, items: list[str], empty: str = "The articles name none.") -> str:
    return f"<h4>{html.text(heading)}</h4>" + (html.bullets(items) or f"<p>{html.text(empty)}</p>")


def _caveat(words: str) -> str:
    return f' <span class="mbc-caveat">Note: {html.text(words)}</span>' if words else ""


def _note(words: str) -> str:
    return f'<p class="mbc-caveat">Note: {html.text(words)}</p>' if words else ""

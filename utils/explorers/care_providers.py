"""Who an article lists as providers of care: each as what it is."""

from __future__ import annotations

from markupsafe import Markup

from utils import ui
from utils.statements.links import panel_parts
from utils.statements.statement_table import statements_by_key
from utils.tables.course_data import CourseData
from utils.ui.components import block_end, list_block, statement_item
from utils.ui.elements import Html
from utils.ui.sources import Sources


def providers(data: CourseData) -> Html:
    """The organizations that an article lists as providers, each as what it is, and what another article says.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Html
        A list per kind of organization, with the course's comparison.
    """
    keys_of, sources = panel_parts(data, "providers"), Sources(data)
    shown_keys = [key for keys in keys_of.values() for key in keys]
    comparisons = data.rows("comparisons", (id for _, id in keys_of["what differs"]))
    keys_under = {
        heading: keys_of[part]
        for heading, part in {
            "Health care centers: people are treated there": "health care center",
            "Drug companies: they make drugs and do not provide care": "drug company",
            "Another article speaks of doctors": "doctors",
        }.items()
    }
    texts = {
        heading: [(statements_by_key(data)[key].text, key) for key in keys] for heading, keys in keys_under.items()
    }
    lists = ui.joined(  # without their caveats: the headings say what these say
        list_block(heading, [statement_item(text, "", sources.row(*key)) for text, key in rows], level=3)
        for heading, rows in texts.items()
    )
    differences = ui.joined(
        Markup("<p>{} <b>{}</b></p>").format(row.what_differs, row.why_it_matters) for row in comparisons
    )
    plain = [line for heading, rows in texts.items() for line in (heading, *(f"- {text}" for text, _ in rows))]
    return Html(
        Markup('<div class="mbc-panel">{}{}{}</div>').format(lists, differences, block_end(sources, data, shown_keys)),
        "\n".join([*plain, *(row.what_differs for row in comparisons)]),
    )

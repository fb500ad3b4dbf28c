"""Which treatments references name for which groups of people, page by page: who says so, and in which year.

Guidelines age. Pages are listed newest first, and older ones stay in sight. Nothing here chooses for anybody.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import (
    MAX_OPEN_WORDS,
    NO_CHOICE,
    NOTHING,
    REVIEW_WORDS,
    answer,
    block_end,
    frame,
    heading_tag,
    note_paragraph,
    origin_paragraph,
    treatments_by_page,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

MOST_NAMES = 5  # treatments that the first line names


def group_explorer(data: CourseData) -> Explorer:
    """Choose a receptor or gene group and read which treatments references name for it, who says so, and since when.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per receptor or gene group of ``data.subtypes``.
    """
    groups = data.subtypes[data.subtypes["axis"] != "histology"]
    choice = Control("Which group?", tuple(groups[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer("group-explorer", "Groups and treatments", (choice,), lambda id: group_panel(data, id))


def group_panel(data: CourseData, group: str, picture: Markup = NOTHING) -> Markup:
    """What references name for the group, newest page first; the group in plain words; the same for its wider groups.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    group : str
        Id of ``data.subtypes``.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    row, named, links, sources = data.row("subtypes", group), data.treatment_subtypes, data.wider_groups, Sources(data)
    wider_ids = links.loc[links["subtype_id"] == group, "wider_id"]
    own_rows = named[named["subtype_id"] == group]
    own_treatments = treatments_by_page(data, own_rows, ("treatment",), sources, MAX_OPEN_WORDS - REVIEW_WORDS - 120)
    wider = [
        ui.folded(
            f"Named for the wider group {data.label('subtypes', id)}",
            treatments_by_page(data, rows, ("treatment",), sources),
        )
        for id in wider_ids
        if len(rows := named[named["subtype_id"] == id])
    ]
    shown_rows = named[named["subtype_id"].isin([group, *wider_ids])]
    # where an article describes how the group behaves, the caveat is about that, and both are in the lesson on subtypes
    caveat = row.caveat if row.behavior == estimates.NOT_STATED else ""
    groups = set(named["subtype_id"])
    narrower = [
        data.label("subtypes", id) for id in links.loc[links["wider_id"] == group, "subtype_id"] if id in groups
    ]
    narrower_note = (
        note_paragraph(f"A narrower group has a panel of its own: {'; '.join(narrower)}.") if narrower else ""
    )
    definition = Markup("<p>{}{}</p>{}").format(
        row.definition_plain, sources.row("subtypes", group), note_paragraph(caveat)
    )
    return (
        heading_tag(row.label)
        + frame(
            answer(_names(data, own_rows))
            + picture
            + (definition if row.reference_id else "")
            + origin_paragraph(f"Newest page first; older ones stay, so that you see what changed. {NO_CHOICE}")
            + own_treatments
            + ui.joined(wider)
            + narrower_note
        )
        + ("" if row.reference_id else definition)
        + block_end(sources, data, (("subtypes", group), *review_keys("treatment_subtypes", shown_rows.itertuples())))
    )


def _names(data: CourseData, rows: pd.DataFrame) -> str:
    """Which treatments rows of ``treatment_subtypes`` name, and the year of the newest page, in one sentence."""
    if rows.empty:
        return "No reference here names a treatment for just this group."
    names = list(dict.fromkeys(data.label("treatments", id) for id in rows["treatment_id"]))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    newest = max(data.row("references", id).year for id in rows["reference_id"])
    return f"References name {', '.join(names[:MOST_NAMES])}{more} (newest page: {newest})."

"""Which treatments references name for which groups of people, page by page: who says so, and in which year.

Guidelines age. Pages are listed newest first, and older ones stay in sight. Nothing here chooses for anybody.
"""

from __future__ import annotations

from markupsafe import Markup

from utils import ui
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import (
    MAX_OPEN_WORDS,
    NO_CHOICE,
    REVIEW_WORDS,
    frame,
    heading_tag,
    note_paragraph,
    origin_paragraph,
    review_note,
    treatments_by_page,
)
from utils.ui.explorer import Control, Explorer, build_explorer


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
    which = Control("Which group?", tuple(groups[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer("group-explorer", "Groups and treatments", (which,), lambda id: group_panel(data, id))


def group_panel(data: CourseData, group: str) -> Markup:
    """The group in plain words; what references name for it, newest page first; the same for its wider groups.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    group : str
        Id of ``data.subtypes``.

    Returns
    -------
    Markup
        The panel.
    """
    row, named, links = data.row("subtypes", group), data.treatment_subtypes, data.wider_groups
    wider_ids = links.loc[links["subtype_id"] == group, "wider_id"]
    own_treatments = treatments_by_page(
        data, named[named["subtype_id"] == group], ("treatment",), MAX_OPEN_WORDS - REVIEW_WORDS - 80
    )
    wider = [
        ui.folded(
            f"Named for the wider group {data.label('subtypes', id)}", treatments_by_page(data, rows, ("treatment",))
        )
        for id in wider_ids
        if len(rows := named[named["subtype_id"] == id])
    ]
    shown = named[named["subtype_id"].isin([group, *wider_ids])]
    # where an article describes how the group behaves, the caveat is about that, and both are in the lesson on subtypes
    caveat = row.caveat if row.behavior == estimates.NOT_STATED else ""
    groups = set(named["subtype_id"])
    narrower = [
        data.label("subtypes", id) for id in links.loc[links["wider_id"] == group, "subtype_id"] if id in groups
    ]
    narrower_note = (
        note_paragraph(f"A narrower group has a panel of its own: {'; '.join(narrower)}.") if narrower else ""
    )
    head = Markup("<h3>{}</h3><p>{}</p>{}").format(row.label, row.definition_plain, note_paragraph(caveat))
    return head + frame(
        heading_tag("Treatments named for this group", 4)
        + origin_paragraph(f"Newest page first; older ones stay, so that you see what changed. {NO_CHOICE}")
        + (own_treatments or Markup("<p>No reference here names a treatment for just this group.</p>"))
        + ui.joined(wider)
        + narrower_note
        + review_note(data, (("subtypes", group), *review_keys("treatment_subtypes", shown.itertuples())))
    )

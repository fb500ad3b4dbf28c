"""Which treatments references name for which groups of people, page by page: on whose word and from which year.

Guidelines age. Pages stand newest first, and older ones stay in sight. Nothing here chooses for anybody.
"""

from __future__ import annotations

from utils import ui
from utils.statements import estimates
from utils.tables.course_data import CourseData
from utils.ui.components import NO_CHOICE, by_page, frame, note
from utils.ui.explorer import Control, Explorer, build_explorer


def group_explorer(data: CourseData) -> Explorer:
    """Choose a receptor or gene group and read which treatments references name for it, on whose word and from when."""
    groups = data.subtypes[data.subtypes["axis"] != "histology"]
    which = Control("Which group?", tuple(groups[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer("group-explorer", "Groups and treatments", (which,), lambda id: group_panel(data, id))


def group_panel(data: CourseData, group: str) -> str:
    """HTML: the group in plain words; what references name for it, newest page first; the same for its wider groups."""
    names = data.by_id("subtypes")
    row, given, wider_groups = names.loc[group], data.treatment_subtypes, data.wider_groups
    own = by_page(data, given[given["subtype_id"] == group], ("treatment",))
    wider = [
        ui.folded(f"Named for the wider group {names.loc[id, 'label']}", by_page(data, rows, ("treatment",)))
        for id in wider_groups.loc[wider_groups["subtype_id"] == group, "wider_id"]
        if len(rows := given[given["subtype_id"] == id])
    ]
    # where an article tells how the group behaves, the note is about that, and both stand in the lesson on subtypes
    caveat_of_group = row["caveat"] if row["behaviour"] == estimates.NOT_STATED else ""
    narrower = [
        names.loc[id, "label"]
        for id in wider_groups.loc[wider_groups["wider_id"] == group, "subtype_id"]
        if id in set(given["subtype_id"])
    ]
    also = note(f"A narrower group has a panel of its own: {'; '.join(narrower)}.") if narrower else ""
    order = "Newest page first; older ones stay, so that you see what changed."
    return f"<h3>{ui.text(row['label'])}</h3><p>{ui.text(row['definition_plain'])}</p>{note(caveat_of_group)}" + frame(
        f'<h4>Treatments named for this group</h4><p class="mbc-origin">{order} {ui.text(NO_CHOICE)}</p>'
        + (own or "<p>No reference here names a treatment for just this group.</p>")
        + "".join(wider)
        + also
    )

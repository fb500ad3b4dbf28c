"""Which treatments references name for which groups of people, page by page: on whose word and from which year.

Guidelines age. Pages stand newest first, and older ones stay in sight. Nothing here chooses for anybody.
"""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from utils import figures, html
from utils.explorers import Control, Explorer, explorer
from utils.panels import caveat, note

NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."
BADGE = " [check with a clinician first]"
_ID = {"treatment": "treatment_id", "group": "subtype_id"}
# group → the wider groups it belongs to: what a reference names for these may concern it too
WIDER = {
    "hr-positive-her2-negative": ("hormone-receptor-positive",),
    "hr-positive-her2-positive": ("hormone-receptor-positive", "her2-positive"),
    "hr-negative-her2-positive": ("her2-positive",),
    "er-low-positive": ("hormone-receptor-positive",),
}


def group_explorer(data: SimpleNamespace) -> Explorer:
    """Choose a receptor or gene group and read which treatments references name for it, on whose word and from when."""
    groups = data.subtypes[data.subtypes["axis"] != "histology"]
    which = Control("Which group?", tuple(groups[["id", "label"]].itertuples(index=False, name=None)))
    return explorer("group-explorer", "Groups and treatments", (which,), lambda id: group_panel(data, id))


def group_panel(data: SimpleNamespace, group: str) -> str:
    """HTML: the group in plain words; what references name for it, newest page first; the same for its wider groups."""
    names = data.subtypes.set_index("id")
    row, given = names.loc[group], data.treatment_subtypes
    own = by_page(data, given[given["subtype_id"] == group], ("treatment",))
    wider = [
        html.folded(f"Named for the wider group {names.loc[id, 'label']}", by_page(data, rows, ("treatment",)))
        for id in WIDER.get(group, ())
        if len(rows := given[given["subtype_id"] == id])
    ]
    # where an article tells how the group behaves, the note is about that, and both stand in the lesson on subtypes
    caveat_of_group = row["caveat"] if row["behaviour"] == figures.NOT_STATED else ""
    narrower = [
        names.loc[id, "label"] for id, above in WIDER.items() if group in above and id in set(given["subtype_id"])
    ]
    also = note(f"A narrower group has a panel of its own: {'; '.join(narrower)}.") if narrower else ""
    order = "Newest page first; older ones stay, so that you see what changed."
    return (
        f"<h3>{html.text(row['label'])}</h3><p>{html.text(row['definition_plain'])}</p>{note(caveat_of_group)}"
        + frame(
            f'<h4>Treatments named for this group</h4><p class="mbc-origin">{order} {html.text(NO_CHOICE)}</p>'
            + (own or "<p>No reference here names a treatment for just this group.</p>")
            + "".join(wider)
            + also
        )
    )


def by_page(data: SimpleNamespace, rows: pd.DataFrame, named: tuple[str, ...]) -> str:
    """Rows of ``treatment_subtypes`` under their page with its year, newest first; ``named``: treatment, group or both.

    A note that all rows of a page share stands once. Medium confidence carries the badge.
    """
    label = {"treatment": data.treatments.set_index("id")["label"], "group": data.subtypes.set_index("id")["label"]}
    pages = data.references.set_index("id").loc[rows["reference_id"].unique()]
    pages = pages.assign(order=pages["year"].str.extract(r"(\d{4}(?:-\d{4})?)", expand=False).fillna(""))
    parts = []
    for id, page in pages.sort_values("order", ascending=False, kind="stable").iterrows():
        own = rows[rows["reference_id"] == id]
        shared = own["note"].iloc[0] if own["note"].nunique() == 1 else ""
        items = [
            f"<b>{' for '.join(html.text(label[what][getattr(row, _ID[what])]) for what in named)}</b>: "
            f"{html.text(row.statement + ('' if row.confidence == 'high' else BADGE))}{'' if shared else caveat(row.note)}"
            for row in own.itertuples()
        ]
        year = "No date" if page["year"] == figures.NOT_STATED else page["year"]
        parts.append(
            f'<p><b>{html.text(year)}</b>: <span class="mbc-source">{html.text(page["publisher"])}, {html.link(page["url"], page["title"])}</span>'
            f"{caveat(shared)}</p>{html.bullets(items)}"
        )
    return "".join(parts)


def frame(body: str) -> str:
    """The frame that marks what references say; empty for an empty body."""
    origin = '<p class="mbc-origin">From references, not from the articles. Your hospital\'s policy decides.</p>'
    return f'<aside class="mbc-reference">{origin}{body}</aside>' if body else ""

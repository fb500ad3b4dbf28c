"""The treatment explorer: what a treatment is, what to watch and teach, and for whom a reference names it.

A group of people stands beside a treatment only on the word of a reference (`treatment_subtypes`). Where there is none the
panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.base import Chart
from utils.statements import estimates
from utils.statements.guidance import badge
from utils.statements.links import panel_parts, treatment_keys
from utils.statements.locations import cited_lines_by_row
from utils.statements.statement_table import statements_by_key
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import (
    NO_CHOICE,
    caveat_note,
    frame,
    heading_tag,
    items_for_keys,
    list_block,
    note_paragraph,
    origin_paragraph,
    practice_item,
    practice_list,
    publisher_links,
    source_note,
    statement_item,
    treatments_by_page,
)
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer

WHAT, WATCH, WHOM = "what", "watch", "whom"
ASPECT = Control(
    "Show",
    ((WHAT, "what it is, and its drugs"), (WATCH, "what to watch and teach"), (WHOM, "for whom, on whose word")),
)

_URGENT = ("cue", "escalation")  # kinds of nursing facts that stay in sight; the others are folded, in this order
_KINDS = {
    "adverse effect": "Effects",
    "teaching": "Teach",
    "monitoring": "Check",
    "action": "When giving it, and when something happens",
    "threshold": Markup("Limits: your hospital's policy decides"),
    "figure": "How often",
}


@once_per_data
def tree(data: CourseData) -> pd.DataFrame:
    """The treatments with their place: rows of ``treatments`` with the columns category, branch and named_by.

    ``category``: label of the category; ``branch``: id of the treatment right below it that the row belongs to (the
    category itself where nothing is below it); ``named_by``: ``an article`` or ``only a reference``.
    """
    cited = set(data.citations.loc[data.citations["table"] == "treatments", "row_id"])

    def path(id: str) -> list[str]:
        parent = data.row("treatments", id).parent
        return [*path(parent), id] if parent else [id]

    paths = [path(id) for id in data.treatments["id"]]
    return data.treatments.assign(
        category=[data.label("treatments", p[0]) for p in paths],
        branch=[p[min(1, len(p) - 1)] for p in paths],
        named_by=["an article" if id in cited else "only a reference" for id in data.treatments["id"]],
    )


def branches(data: CourseData) -> pd.DataFrame:
    """The treatments to choose from: those right below a category, or a category with nothing below it."""
    known = tree(data)
    parents = set(known["parent"])
    return known[(known["branch"] == known["id"]) & ((known["parent"] != "") | ~known["id"].isin(parents))]


def treatment_explorer(data: CourseData) -> Explorer:
    """Choose a treatment and what to see of it. ``data``: all tables, as ``tables.load_all`` gives them."""
    which = Control("Which treatment?", tuple(branches(data)[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "treatment-explorer",
        "Treatments",
        (which, ASPECT),
        lambda branch, aspect: treatment_panel(data, branch, aspect),
    )


def treatment_panel(data: CourseData, branch: str, aspect: str) -> Markup:
    """One panel of the treatment explorer."""
    body = {WHAT: _what, WATCH: _watch, WHOM: _whom}[aspect]
    return _head(data, branch, dict(ASPECT.options)[aspect]) + body(data, branch)


def _head(data: CourseData, branch: str, shown: str) -> Markup:
    """The path "category › treatment" and the view as heading, and what the articles say of the category."""
    row = data.row("treatments", branch)
    if not row.parent:
        return heading_tag(f"{row.label}: {shown}")
    above = data.row("treatments", row.parent)
    words = next(text for text in (above.how_it_works, above.aim) if text != estimates.NOT_STATED)
    return heading_tag(f"{above.label} › {row.label}: {shown}") + Markup("<p>{}: {} {}</p>").format(
        above.label, words, source_note(cited_lines_by_row(data)["treatments", row.parent])
    )


def _what(data: CourseData, branch: str) -> Markup:
    """Aim, how it works and drugs, as the articles have them; then what only references name."""
    rows, where, pages = tree(data), cited_lines_by_row(data), publisher_links(data)
    row, below = data.row("treatments", branch), rows[(rows["branch"] == branch) & (rows["id"] != branch)]
    named, added = (below[below["named_by"] == origin] for origin in ("an article", "only a reference"))
    articles = Markup(
        "<h4>The articles say</h4><p><b>Aim:</b> {aim} <b>How it works:</b> {works} {source}</p>{note}{named}{facts}"
    ).format(
        aim=_sentence(row.aim),
        works=_sentence(row.how_it_works),
        source=source_note(where["treatments", branch]),
        note=note_paragraph(row.caveat),
        named=list_block(
            "Classes and drugs that an article names",
            [_member(data, drug, where["treatments", drug.id]) for drug in named.itertuples()],
        )
        if len(below)
        else "",
        facts=_fold("What else the articles say", items_for_keys(data, treatment_keys(data, branch, "what else"))),
    )
    only = [_member(data, drug, pages[drug.reference_id]) for drug in added.itertuples()]
    uses = [practice_item(row, pages) for row in _nursing(data, branch) if row.kind == "definition"]
    heading = "Only references name"
    more = (
        _fold(f"{heading} these {len(only)}", only)
        if len(only) > 4
        else list_block(heading, only)
        if only
        else Markup()
    )
    return articles + frame(more + _fold("How it works and how it is used, say references", uses))


def _member(data: CourseData, row, where: str) -> Markup:
    """A class or drug with its class, and what its source says that is not said of its class already."""
    above = data.row("treatments", row.parent)
    words = [
        value
        for column in ("aim", "how_it_works")
        if (value := getattr(row, column)) not in (estimates.NOT_STATED, getattr(above, column))
    ]
    return Markup("<b>{label}</b>{kind}{words}{caveat} {source}").format(
        label=row.label,
        kind="" if row.parent == row.branch else f" ({above.label})",
        words=f": {' '.join(words)}" if words else "",
        caveat=caveat_note(row.caveat),
        source=source_note(where),
    )


def _watch(data: CourseData, branch: str) -> Markup:
    """What the articles say of side effects, then what references say to watch for, teach and report."""
    own, inherited = (
        treatment_keys(data, id, "side effects") for id in (branch, data.row("treatments", branch).parent)
    )
    articles = list_block(
        "The articles say",
        items_for_keys(data, own or inherited),
        empty="They name nothing to watch for here.",
    ) + (Markup("<p>No article names a single side effect by its name.</p>") if inherited else "")
    rows = [row for row in _nursing(data, branch) if row.kind != "definition"]
    if not rows:
        return articles + frame(Markup("<p>No reference here speaks of it.</p>"))
    subjects = [
        (ui.initial_cap(name), [row for row in rows if row.subject == name]) for name in _subjects(data, branch)
    ]
    pages = publisher_links(data)
    now = ui.joined(
        _headed(subject, practice_list(urgent, pages))
        for subject, own in subjects
        if (urgent := [row for kind in _URGENT for row in own if row.kind == kind])
    )
    folds = ui.joined(
        ui.folded(subject, _by_kind(rest, pages))
        for subject, own in subjects
        if (rest := [row for row in own if row.kind not in _URGENT])
    )
    return articles + frame(
        (heading_tag("Signs, and what comes first", 4) + now if now else Markup())
        + (heading_tag("Watch for, check and teach", 4) + folds if folds else "")
    )


def nursing_of(data: CourseData, branch: str) -> pd.DataFrame:
    """The nursing facts on a branch of treatments and on all below it, as ``practice`` lists them."""
    return data.practice[data.practice["subject"].isin(_subjects(data, branch))]


def _nursing(data: CourseData, branch: str) -> list:
    return data.rows("practice", nursing_of(data, branch)["id"])


def _subjects(data: CourseData, branch: str) -> list[str]:
    """The subjects of nursing facts that belong to a branch, in the order shown."""
    branch_of = tree(data).set_index("id")["branch"]
    return [row.subject for row in data.practice_subjects.itertuples() if branch_of.get(row.treatment_id) == branch]


def _headed(heading: str, body: Markup) -> Markup:
    return Markup("<p><b>{}</b></p>{}").format(heading, body)


def _whom(data: CourseData, branch: str) -> Markup:
    """For whom, as the articles have it; then each group that a reference names, newest page first."""
    members = tree(data).set_index("id").query("branch == @branch")
    rows = data.treatment_subtypes[data.treatment_subtypes["treatment_id"].isin(members.index)]
    for_whom = items_for_keys(data, treatment_keys(data, branch, "for whom"))
    articles = list_block(
        "The articles say", for_whom, empty="The articles do not say for which receptor or gene group."
    )
    if rows.empty:
        return articles + frame(Markup("<p>No reference here names a receptor or gene group for it.</p>"))
    if len(rows) <= 4:
        shown = treatments_by_page(data, rows, ("treatment", "group"))
    else:  # a fold per class or drug right below the branch
        shown = ui.joined(
            ui.folded(data.label("treatments", id), treatments_by_page(data, own, ("treatment", "group")))
            for id, own in rows.groupby(rows["treatment_id"].map(lambda id: _below(members, id)), sort=False)
        )
    return articles + frame(origin_paragraph(f"Newest page first. {NO_CHOICE}") + shown)


def _below(members: pd.DataFrame, id: str) -> str:
    """The member right below its branch that the treatment belongs to (the branch itself for the branch)."""
    row = members.loc[id]
    return id if row["branch"] in (id, row["parent"]) else _below(members, row["parent"])


def _by_kind(rows: list, pages: Mapping[str, Markup]) -> Markup:
    """Nursing facts of one subject, a list per kind."""
    return ui.joined(
        _headed(heading, practice_list(own, pages))
        for kind, heading in _KINDS.items()
        if (own := [row for row in rows if row.kind == kind])
    )


def _fold(heading: str, items: list[Markup]) -> Markup:
    return ui.folded(heading, ui.bullets(items)) if items else Markup()


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


STAR_NOTE = "* Check with a clinician first: the page behind it is not the label or a guideline itself."


def drug_target_chart(data: CourseData) -> Chart:
    """The picture; a treatment whose row is not to be used first carries a star. ``data``: as ``tables.load_all`` gives it."""
    labels: dict[str, list[str]] = {}
    used = []
    for row in data.drug_targets.itertuples():
        fact = data.row("practice", row.practice_id)
        star = badge(fact.use_first == "yes", "*")
        labels.setdefault(row.target, []).append((row.short_label or data.label("treatments", row.treatment_id)) + star)
        used.append(data.row("references", fact.reference_id).publisher)
    return charts.drug_target_picture(
        {target: ",\n".join(own) for target, own in labels.items()},
        title="Each treatment acts in a place of its own: on the cancer cell, beside it, or on bone.",
        sources=list(dict.fromkeys(used)),
        note=STAR_NOTE if any(name.endswith("*") for own in labels.values() for name in own) else "",
    )


def providers(data: CourseData) -> Html:
    """The four organisations that article 001 lists as providers, each as what it is, and what another article says."""
    named = panel_parts(data, "providers")
    ((table, id),) = named["what differs"]
    differs = data.row(table, id)
    blocks = {
        head: [statements_by_key(data)[key] for key in named[part]]
        for head, part in {
            "Health care centres: people are treated there": "health care center",
            "Drug companies: they make drugs and do not provide care": "drug company",
            "Another article speaks of doctors": "doctors",
        }.items()
    }
    parts = ui.joined(  # without their notes: the headings say what these say
        list_block(head, [statement_item(row.text, "", row.source) for row in rows], level=3)
        for head, rows in blocks.items()
    )
    panel = Markup('<div class="mbc-panel">{}<p>{} <b>{}</b></p></div>')
    plain = [line for head, rows in blocks.items() for line in (head, *(f"- {row.text}" for row in rows))]
    return Html(
        panel.format(parts, differs.what_differs, differs.why_it_matters), "\n".join([*plain, differs.what_differs])
    )

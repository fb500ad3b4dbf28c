"""The treatment explorer: what a treatment is, what to watch and teach, and for whom a reference names it.

A group of people is named for a treatment only where a reference does so (``treatment_subtypes``). Where there is none
the panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.chart import Chart
from utils.statements import estimates
from utils.statements.guidance import badge
from utils.statements.links import Key, panel_parts, treatment_keys
from utils.statements.locations import cited_lines_by_row
from utils.statements.reviewers import review_keys
from utils.statements.statement_table import statements_by_key
from utils.statements.treatment_tree import branches, tree
from utils.tables.course_data import CourseData
from utils.ui.components import (
    MAX_OPEN_WORDS,
    NO_CHOICE,
    REVIEW_WORDS,
    caveat_note,
    checked_links,
    frame,
    heading_tag,
    items_for_keys,
    list_block,
    note_paragraph,
    open_words,
    origin_paragraph,
    practice_item,
    practice_list,
    publisher_links,
    review_note,
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

# Nursing facts that stay in sight: when to call, always, and signs, as far as there is room. The others are folded, in
# this order.
_CALL, _SIGN = "escalation", "cue"
_KIND_HEADINGS = {
    _SIGN: "More signs",
    "adverse effect": "Effects",
    "teaching": "Teach",
    "monitoring": "Check",
    "action": "When giving it, and when something happens",
    "threshold": Markup("Limits: your hospital's policy decides"),
    "figure": "How often",
    "resource": "Cards and tools",
}


def treatment_explorer(data: CourseData) -> Explorer:
    """Choose a treatment and what to see of it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per branch and aspect.
    """
    which = Control("Which treatment?", tuple(branches(data)[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "treatment-explorer",
        "Treatments",
        (which, ASPECT),
        lambda branch, aspect: treatment_panel(data, branch, aspect),
    )


def treatment_panel(data: CourseData, branch: str, aspect: str) -> Markup:
    """One panel of the treatment explorer.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    branch : str
        Id of a treatment in ``branches``.
    aspect : str
        WHAT, WATCH or WHOM.

    Returns
    -------
    Markup
        The panel.
    """
    body = {WHAT: _what, WATCH: _watch, WHOM: _whom}[aspect]
    head = _head(data, branch, dict(ASPECT.options)[aspect])
    picture = place_picture(data, branch) if aspect != WHOM else Markup()
    return head + picture + body(data, branch) + review_note(data, _shown_keys(data, branch, aspect))


def _shown_keys(data: CourseData, branch: str, aspect: str) -> Iterator[Key]:
    """(table, id) of every row that a panel shows."""
    parent, named, facts = data.row("treatments", branch).parent, data.treatment_subtypes, nursing_facts(data, branch)
    members, is_definition = tree(data).query("branch == @branch"), facts["kind"] == "definition"
    part, shown = {
        WHAT: ("what else", {"treatments": members, "practice": facts[is_definition]}),
        WATCH: ("side effects", {"practice": facts[~is_definition]}),
        WHOM: ("for whom", {"treatment_subtypes": named[named["treatment_id"].isin(members["id"])]}),
    }[aspect]
    yield "treatments", parent or branch
    yield from treatment_keys(data, branch, part) or (treatment_keys(data, parent, part) if aspect == WATCH else ())
    for table, rows in shown.items():
        yield from review_keys(table, rows.itertuples())


def _head(data: CourseData, branch: str, aspect_text: str) -> Markup:
    """The path "category › treatment" and the aspect as heading, and what the articles say of the category."""
    row = data.row("treatments", branch)
    if not row.parent:
        return heading_tag(f"{row.label}: {aspect_text}")
    parent = data.row("treatments", row.parent)
    heading = heading_tag(f"{parent.label} › {row.label}: {aspect_text}")
    said = [text for text in (parent.how_it_works, parent.aim) if text != estimates.NOT_STATED][:1]
    lines = cited_lines_by_row(data).get(("treatments", row.parent))
    if not (said and lines):  # what a reference says of a category is not said in the name of an article
        return heading
    return heading + Markup("<p>{}: {} {}</p>").format(parent.label, *said, source_note(lines))


def _what(data: CourseData, branch: str) -> Markup:
    """Aim, how it works and drugs, as the articles have them; then what only references name."""
    treatments, lines_by_row, page_links = tree(data), cited_lines_by_row(data), checked_links(data)
    row = data.row("treatments", branch)
    below = treatments[(treatments["branch"] == branch) & (treatments["id"] != branch)]
    in_articles, in_references = (below[below["named_by"] == origin] for origin in ("an article", "only a reference"))
    aim_and_way = Markup("<p><b>Aim:</b> {} <b>How it works:</b> {} {}</p>{}").format(
        row.aim.removesuffix(".") + ".",
        row.how_it_works.removesuffix(".") + ".",
        source_note(lines_by_row.get(("treatments", branch)) or page_links[row.reference_id]),
        note_paragraph(row.caveat),
    )
    own_parts = [aim_and_way, Markup()] if ("treatments", branch) in lines_by_row else [Markup(), aim_and_way]
    named = [_member(data, drug, lines_by_row["treatments", drug.id]) for drug in in_articles.itertuples()]
    facts = _fold("What else the articles say", items_for_keys(data, treatment_keys(data, branch, "what else")))
    members = [_member(data, drug, page_links[drug.reference_id]) for drug in in_references.itertuples()]
    uses = [practice_item(fact, page_links) for fact in _nursing_facts(data, branch) if fact.kind == "definition"]
    heading = "Only references name"
    if len(members) > 4:
        member_list = _fold(f"{heading} these {len(members)}", members)
    else:
        member_list = list_block(heading, members) if members else Markup()
    references = own_parts[1] + member_list + _fold("How it works and how it is used, say references", uses)
    heading = "Classes and drugs that an article names"
    for named_list in (list_block(heading, named) if len(below) else Markup(), _fold(heading, named)):
        panel = Markup("<h4>The articles say</h4>{}{}{}").format(
            own_parts[0] or Markup("<p>No article names it.</p>"), named_list, facts
        ) + frame(references)
        if open_words(_head(data, branch, dict(ASPECT.options)[WHAT]) + panel) <= MAX_OPEN_WORDS - REVIEW_WORDS:
            break
    return panel


def _member(data: CourseData, row: NamedTuple, source: str) -> Markup:
    """A class or drug (a row of ``tree``): its US brand, its class, and what its source says beyond its class."""
    parent = data.row("treatments", row.parent)
    texts = [
        value
        for column in ("aim", "how_it_works")
        if (value := getattr(row, column)) not in (estimates.NOT_STATED, getattr(parent, column))
    ]
    beside = "; ".join(filter(None, (row.brand, "" if row.branch in (row.id, row.parent) else parent.label)))
    return Markup("<b>{label}</b>{beside}{texts}{caveat} {source}").format(
        label=row.label,
        beside=f" ({beside})" if beside else "",
        texts=f": {' '.join(texts)}" if texts else "",
        caveat=caveat_note(row.caveat),
        source=source_note(source),
    )


def _watch(data: CourseData, branch: str) -> Markup:
    """What the articles say of side effects, then what references say to watch for, teach and report."""
    own_keys, inherited_keys = (
        treatment_keys(data, id, "side effects") for id in (branch, data.row("treatments", branch).parent)
    )
    articles = list_block(
        "The articles say",
        items_for_keys(data, own_keys or inherited_keys),
        empty="They name nothing to watch for here.",
    ) + (Markup("<p>No article names a single side effect by its name.</p>") if inherited_keys else "")
    facts = [fact for fact in _nursing_facts(data, branch) if fact.kind != "definition"]
    if not facts:
        return articles + frame(Markup("<p>No reference here speaks of it.</p>"))
    facts_of = {name: [fact for fact in facts if fact.subject == name] for name in _subjects(data, branch)}
    signs = [fact for subject_facts in facts_of.values() for fact in subject_facts if fact.kind == _SIGN]
    head = _head(data, branch, dict(ASPECT.options)[WATCH])
    for count in range(len(signs), -1, -1):
        folded_ids = {fact.id for fact in signs[count:]}
        panel = articles + _watch_frame(data, facts_of, folded_ids)
        if open_words(head + panel) <= MAX_OPEN_WORDS - REVIEW_WORDS:
            break
    return panel


def _watch_frame(data: CourseData, facts_of: Mapping[str, list[NamedTuple]], folded_ids: Container[str]) -> Markup:
    """What references say to watch for: signs and calls in sight by subject, the others and ``folded_ids`` in folds."""
    page_links = checked_links(data)

    def is_open(fact: NamedTuple) -> bool:
        return fact.kind in (_SIGN, _CALL) and fact.id not in folded_ids

    urgent_lists = ui.joined(
        _headed(ui.initial_cap(name), practice_list(urgent, publisher_links(data)))  # the days are said once, below
        for name, subject_facts in facts_of.items()
        if (
            urgent := [fact for kind in (_SIGN, _CALL) for fact in subject_facts if fact.kind == kind and is_open(fact)]
        )
    )
    folds = ui.joined(
        ui.folded(ui.initial_cap(name), _by_kind(others, page_links))
        for name, subject_facts in facts_of.items()
        if (others := [fact for fact in subject_facts if not is_open(fact)])
    )
    days = sorted(
        {data.row("references", fact.reference_id).checked_on for facts in facts_of.values() for fact in facts}
    )
    return frame(
        (heading_tag("Signs, and what comes first", 4) + urgent_lists if urgent_lists else Markup())
        + (heading_tag("Watch for, check and teach", 4) + folds if folds else "")
        + origin_paragraph(f"Pages checked: {' to '.join(dict.fromkeys([days[0], days[-1]]))}.")
    )


def nursing_facts(data: CourseData, branch: str) -> pd.DataFrame:
    """The nursing facts on a branch of treatments and on all below it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    branch : str
        Id of a treatment in ``branches``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``data.practice``, in the order of that table.
    """
    return data.practice[data.practice["subject"].isin(_subjects(data, branch))]


def _nursing_facts(data: CourseData, branch: str) -> list[NamedTuple]:
    return data.rows("practice", nursing_facts(data, branch)["id"])


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
        groups = treatments_by_page(data, rows, ("treatment", "group"))
    else:  # a fold per class or drug right below the branch
        tops = rows["treatment_id"].map(lambda id: _top_member(members, id))
        groups = ui.joined(
            ui.folded(data.label("treatments", id), treatments_by_page(data, member_rows, ("treatment", "group")))
            for id, member_rows in rows.groupby(tops, sort=False)
        )
    return articles + frame(origin_paragraph(f"Newest page first. {NO_CHOICE}") + groups)


def _top_member(members: pd.DataFrame, id: str) -> str:
    """The treatment right below its branch that this one belongs to (the branch, for the branch itself).

    ``members``: the rows of ``tree`` of one branch, by their id.
    """
    row = members.loc[id]
    return id if row["branch"] in (id, row["parent"]) else _top_member(members, row["parent"])


def _by_kind(facts: list[NamedTuple], page_links: Mapping[str, Markup]) -> Markup:
    """Nursing facts of one subject, a list per kind."""
    return ui.joined(
        _headed(heading, practice_list(facts_of_kind, page_links))
        for kind, heading in _KIND_HEADINGS.items()
        if (facts_of_kind := [fact for fact in facts if fact.kind == kind])
    )


def _fold(heading: str, items: list[Markup]) -> Markup:
    return ui.folded(heading, ui.bullets(items)) if items else Markup()


STAR_NOTE = "* Check with a clinician first: the page behind it is not the label or a guideline itself."


def drug_target_chart(data: CourseData) -> Chart:
    """Where each treatment acts, as a picture; a treatment whose row is not to be used first carries a star.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        The picture and its data table.
    """
    labels = _labels_by_target(data, data.drug_targets)
    facts = data.rows("practice", data.drug_targets["practice_id"])
    publishers = [data.row("references", fact.reference_id).publisher for fact in facts]
    has_star = any(label.endswith("*") for target_labels in labels.values() for label in target_labels)
    return charts.drug_target_picture(
        {target: ",\n".join(target_labels) for target, target_labels in labels.items()},
        title="Each treatment acts in a place of its own: on the cancer cell, beside it, or on bone.",
        sources=list(dict.fromkeys(publishers)),
        note=STAR_NOTE if has_star else "",
    )


def place_picture(data: CourseData, branch: str) -> Markup:
    """Where the treatments of a branch act, small; empty where no row of ``drug_targets`` says it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    branch : str
        Id of a treatment in ``branches``.

    Returns
    -------
    Markup
        The picture.
    """
    branch_of = tree(data).set_index("id")["branch"]
    labels = _labels_by_target(data, data.drug_targets[data.drug_targets["treatment_id"].map(branch_of) == branch])
    if not labels:
        return Markup()
    texts = {target: ", ".join(target_labels) for target, target_labels in labels.items()}
    return charts.target_picture(texts, STAR_NOTE if any("*" in text for text in texts.values()) else "").html


def _labels_by_target(data: CourseData, rows: pd.DataFrame) -> dict[str, list[str]]:
    """Target → the treatments that act there, of rows of ``drug_targets``; a star where not to be used first."""
    labels: dict[str, list[str]] = {}
    for row in rows.itertuples():
        star = badge(data.row("practice", row.practice_id).use_first == "yes", "*")
        labels.setdefault(row.target, []).append((row.short_label or data.label("treatments", row.treatment_id)) + star)
    return labels


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
    keys_of = panel_parts(data, "providers")
    shown = [key for keys in keys_of.values() for key in keys]
    comparisons = data.rows("comparisons", (id for _, id in keys_of["what differs"]))
    statements_of = {
        heading: [statements_by_key(data)[key] for key in keys_of[part]]
        for heading, part in {
            "Health care centers: people are treated there": "health care center",
            "Drug companies: they make drugs and do not provide care": "drug company",
            "Another article speaks of doctors": "doctors",
        }.items()
    }
    lists = ui.joined(  # without their caveats: the headings say what these say
        list_block(heading, [statement_item(row.text, "", row.source) for row in rows], level=3)
        for heading, rows in statements_of.items()
    )
    differences = ui.joined(
        Markup("<p>{} <b>{}</b></p>").format(row.what_differs, row.why_it_matters) for row in comparisons
    )
    panel = Markup('<div class="mbc-panel">{}{}{}</div>')
    plain = [line for heading, rows in statements_of.items() for line in (heading, *(f"- {row.text}" for row in rows))]
    return Html(
        panel.format(lists, differences, review_note(data, shown)),
        "\n".join([*plain, *(row.what_differs for row in comparisons)]),
    )

"""The treatment explorer: what a treatment does, what to watch, teach and call for, and for whom a reference names it.

A group of people is named for a treatment only where a reference does so (``treatment_subtypes``). Where there is none
the panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.chart import Chart
from utils.statements import estimates
from utils.statements.guidance import ESCALATION, badge, practice_statement
from utils.statements.links import Key, treatment_keys
from utils.statements.locations import cited_lines_by_row
from utils.statements.reviewers import review_keys
from utils.statements.treatment_tree import branches, nursing_facts, subjects, tree
from utils.tables.course_data import CourseData
from utils.tables.sentences import first_sentence
from utils.ui.components import (
    MAX_OPEN_WORDS,
    NO_CHOICE,
    NOTHING,
    REVIEW_WORDS,
    answer,
    block_end,
    caveat_note,
    frame,
    heading_tag,
    items_for_keys,
    list_block,
    note_paragraph,
    origin_paragraph,
    practice_list,
    treatments_by_page,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.nursing import by_subject_in_turn, first_to_know, in_sight, signs_and_calls
from utils.ui.sources import Sources

CARD, WATCH_AND_TEACH, WHOM = "card", "watch", "whom"
ASPECT = Control(
    "What do you want to see?",
    (
        (CARD, "the card"),
        (WATCH_AND_TEACH, "all to watch and teach"),
        (WHOM, "who it is for, and who says so"),
    ),
)
_DEFINITION, _SIGN = "definition", "cue"
_MOST_DRUGS = 8  # drugs that a card names before its folds
_MOST_GROUPS = 4  # groups that a first line names
# Nursing facts that are folded, by subject, under these headings in this order.
_KIND_HEADINGS = {
    _SIGN: "More signs",
    "adverse effect": "Effects",
    "teaching": "Teach",
    "monitoring": "Check",
    "action": "When giving it, and when something happens",
    "threshold": "Limits",
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
    choice = Control("Which treatment?", tuple(branches(data)[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "treatment-explorer",
        "Treatments",
        (choice, ASPECT),
        lambda branch, aspect: treatment_panel(
            data, branch, aspect, place_picture(data, branch) if aspect == CARD else NOTHING
        ),
    )


def treatment_panel(data: CourseData, branch: str, aspect: str, picture: Markup = NOTHING) -> Markup:
    """One panel of the treatment explorer.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    branch : str
        Id of a treatment in ``branches``.
    aspect : str
        CARD, WATCH_AND_TEACH or WHOM.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    body, sources = {CARD: _card, WATCH_AND_TEACH: _watch, WHOM: _whom}[aspect], Sources(data)
    panel = body(data, branch, sources, picture)
    return _heading(data, branch) + panel + block_end(sources, data, _shown_keys(data, branch, aspect))


def _shown_keys(data: CourseData, branch: str, aspect: str) -> Iterator[Key]:
    """(table, id) of every row that a panel shows."""
    parent, named, facts = data.row("treatments", branch).parent, data.treatment_subtypes, nursing_facts(data, branch)
    members, is_definition = tree(data).query("branch == @branch"), facts["kind"] == _DEFINITION
    part, rows_by_table = {
        CARD: ("what else", {"treatments": members, "practice": facts}),
        WATCH_AND_TEACH: ("side effects", {"practice": facts[~is_definition]}),
        WHOM: ("for whom", {"treatment_subtypes": named[named["treatment_id"].isin(members["id"])]}),
    }[aspect]
    yield "treatments", parent or branch
    yield from (
        treatment_keys(data, branch, part) or (treatment_keys(data, parent, part) if aspect == WATCH_AND_TEACH else ())
    )
    for table, rows in rows_by_table.items():
        yield from review_keys(table, rows.itertuples())


def _heading(data: CourseData, branch: str) -> Markup:
    """The path "category › treatment"."""
    row = data.row("treatments", branch)
    category = f"{data.label('treatments', row.parent)} › " if row.parent else ""
    return heading_tag(f"{category}{row.label}")


def _card(data: CourseData, branch: str, sources: Sources, picture: Markup) -> Markup:
    """What the treatment does and its drugs, three things to watch, one to call for, what to teach; then the folds."""
    facts = by_subject_in_turn(_nursing_facts(data, branch))
    lead = _does(data, branch, facts, sources, picture)  # first, so that sources are numbered as they are read
    calls = [fact for fact in facts if fact.kind == ESCALATION and fact.use_first == "yes"]
    others = [fact for fact in facts if fact.kind != ESCALATION]
    rows_by_task = in_sight([*others, *calls[:1]], MAX_OPEN_WORDS - REVIEW_WORDS - 80)
    body = ui.joined(
        heading_tag(task, 4) + practice_list(rows, sources)
        for task, rows in rows_by_task.items()
        if rows and task != "Do"
    )
    return (
        lead
        + (frame(body) or Markup("<p>No reference here says what to watch for.</p>"))
        + ui.folded("What the articles say", _articles(data, branch, sources))
        + frame(_references(data, branch, facts, sources))
    )


def _does(data: CourseData, branch: str, facts: Sequence[NamedTuple], sources: Sources, picture: Markup) -> Markup:
    """The first lines of a card: how the treatment works or its aim, framed if a reference says it; and its drugs."""
    row = data.row("treatments", branch)
    drugs = tree(data).query("branch == @branch and level == 'drug'")
    names = [f"{drug.label} ({drug.brand})" if drug.brand else drug.label for drug in drugs.itertuples()]
    more = f"; {len(names) - _MOST_DRUGS} more below" if len(names) > _MOST_DRUGS else ""
    drug_names = f"Drugs: {'; '.join(names[:_MOST_DRUGS])}{more}." if names else ""
    stated = [text for text in (row.how_it_works, row.aim) if text != estimates.NOT_STATED]
    definitions = [fact for fact in facts if fact.kind == _DEFINITION and fact.use_first == "yes"]
    if stated:
        lead = answer(first_sentence(stated[0])[0], sources.row("treatments", branch))
    elif definitions:
        lead = answer(first_sentence(practice_statement(definitions[0]))[0], sources.row("practice", definitions[0].id))
    else:
        return answer(drug_names or "Nothing here says how it works.") + picture
    drug_line = Markup("<p>{}</p>").format(drug_names) if drug_names else Markup()
    return (lead if stated and not row.reference_id else frame(lead)) + picture + drug_line


def _articles(data: CourseData, branch: str, sources: Sources) -> Markup:
    """What the articles say of a treatment: its category, aim, how it works, and the classes and drugs they name."""
    lines, row, treatments = cited_lines_by_row(data), data.row("treatments", branch), tree(data)
    named = treatments[(treatments["branch"] == branch) & (treatments["named_by"] == "an article")]
    named = named[named["id"] != branch]
    category = data.row("treatments", row.parent) if row.parent else None
    statements = (
        [text for text in (category.how_it_works, category.aim) if text != estimates.NOT_STATED] if category else []
    )
    blocks = [
        Markup("<p>{}: {}{}</p>").format(category.label, statements[0], sources.row("treatments", category.id))
        if statements and ("treatments", category.id) in lines
        else "",
        _aim_and_way(row, sources) if ("treatments", branch) in lines else Markup("<p>No article names it.</p>"),
        list_block(
            "Classes and drugs that an article names", [_member(data, drug, sources) for drug in named.itertuples()]
        )
        if len(named)
        else "",
        ui.bullets(items_for_keys(data, treatment_keys(data, branch, "what else"), sources)),
    ]
    return ui.joined(blocks)


def _aim_and_way(row: NamedTuple, sources: Sources) -> Markup:
    """Aim of a treatment and how it works. ``row``: of ``treatments``."""
    return Markup("<p><b>Aim:</b> {} <b>How it works:</b> {}{}</p>{}").format(
        row.aim.removesuffix(".") + ".",
        row.how_it_works.removesuffix(".") + ".",
        sources.row("treatments", row.id),
        note_paragraph(row.caveat),
    )


def _references(data: CourseData, branch: str, facts: Sequence[NamedTuple], sources: Sources) -> Markup:
    """What references add to a card, folded: the classes and drugs that only they name, and how these are used."""
    row, treatments = data.row("treatments", branch), tree(data)
    only = treatments[(treatments["branch"] == branch) & (treatments["named_by"] == "only a reference")]
    members = [_member(data, drug, sources) for drug in only[only["id"] != branch].itertuples()]
    aim = _aim_and_way(row, sources) if row.reference_id else Markup()
    uses = practice_list([fact for fact in facts if fact.kind == _DEFINITION], sources)
    body = aim + ui.bullets(members) + uses
    return ui.folded("What references add: more drugs, and how each is used", body) if body else Markup()


def _member(data: CourseData, row: NamedTuple, sources: Sources) -> Markup:
    """A class or drug (a row of ``tree``): its US brand, its class, and what its source says beyond its class."""
    parent = data.row("treatments", row.parent)
    texts = [
        value
        for column in ("aim", "how_it_works")
        if (value := getattr(row, column)) not in (estimates.NOT_STATED, getattr(parent, column))
    ]
    beside = "; ".join(filter(None, (row.brand, "" if row.branch in (row.id, row.parent) else parent.label)))
    return Markup("<b>{label}</b>{beside}{texts}{marker}{caveat}").format(
        label=row.label,
        beside=f" ({beside})" if beside else "",
        texts=f": {' '.join(texts)}" if texts else "",
        marker=sources.row("treatments", row.id),
        caveat=caveat_note(row.caveat),
    )


def _watch(data: CourseData, branch: str, sources: Sources, picture: Markup) -> Markup:
    """What to call for first; signs and calls by subject; the rest in folds, what the articles say among it."""
    own_keys, inherited_keys = (
        treatment_keys(data, id, "side effects") for id in (branch, data.row("treatments", branch).parent)
    )
    facts = [fact for fact in _nursing_facts(data, branch) if fact.kind != _DEFINITION]
    lead = first_to_know(facts, sources) if facts else answer("No reference here says what to watch for.")
    open_ids = signs_and_calls(facts, MAX_OPEN_WORDS - REVIEW_WORDS - 120)
    facts_of = {name: [fact for fact in facts if fact.subject == name] for name in subjects(data, branch)}
    urgent, folds = [], []
    for name, subject_facts in facts_of.items():
        if open_facts := [fact for fact in subject_facts if fact.id in open_ids]:
            urgent.append(_headed(ui.initial_cap(name), practice_list(open_facts, sources)))
        if others := [fact for fact in subject_facts if fact.id not in open_ids]:
            folds.append(ui.folded(ui.initial_cap(name), _by_kind(others, sources)))
    urgent_lists = heading_tag("Signs, and when to call", 4) + ui.joined(urgent) if urgent else Markup()
    others_by_subject = heading_tag("Watch for, check and teach", 4) + ui.joined(folds) if folds else Markup()
    framed = frame(lead + picture + urgent_lists + others_by_subject) if facts else lead + picture
    statements = ui.bullets(items_for_keys(data, own_keys or inherited_keys, sources))
    articles = ui.folded("What the articles say", statements) if statements else Markup()
    none = Markup("<p>The articles name no single side effect here.</p>") if inherited_keys or not statements else ""
    return framed + articles + none


def _nursing_facts(data: CourseData, branch: str) -> list[NamedTuple]:
    return data.rows("practice", nursing_facts(data, branch)["id"])


def _headed(heading: str, body: Markup) -> Markup:
    return Markup("<p><b>{}</b></p>{}").format(heading, body)


def _whom(data: CourseData, branch: str, sources: Sources, picture: Markup) -> Markup:
    """Each group that a reference names, newest page first; folded, for whom as the articles have it."""
    members = tree(data).set_index("id").query("branch == @branch")
    rows = data.treatment_subtypes[data.treatment_subtypes["treatment_id"].isin(members.index)]
    for_whom = ui.bullets(items_for_keys(data, treatment_keys(data, branch, "for whom"), sources))
    articles = (
        ui.folded("What the articles say", for_whom)
        if for_whom
        else Markup("<p>The articles do not say for which receptor or gene group.</p>")
    )
    if rows.empty:
        return answer("No reference here names a receptor or gene group for it.") + picture + articles
    labeled_by = ("treatment", "group")
    if len(rows) <= 4:
        groups = treatments_by_page(data, rows, labeled_by, sources)
    else:  # a fold per class or drug right below the branch
        tops = rows["treatment_id"].map(lambda id: _top_member(members, id))
        groups = ui.joined(
            ui.folded(data.label("treatments", id), treatments_by_page(data, member_rows, labeled_by, sources))
            for id, member_rows in rows.groupby(tops, sort=False)
        )
    lead = origin_paragraph(f"Newest page first. {NO_CHOICE}")
    return frame(answer(_groups_named(data, rows)) + picture + lead + groups) + articles


def _groups_named(data: CourseData, rows: pd.DataFrame) -> str:
    """Which groups rows of ``treatment_subtypes`` name, and the year of the newest page, in one sentence."""
    names = [data.label("subtypes", id).partition(" (")[0] for id in dict.fromkeys(rows["subtype_id"])]
    more = f" and {len(names) - _MOST_GROUPS} more groups" if len(names) > _MOST_GROUPS else ""
    newest = max(data.row("references", id).year for id in rows["reference_id"])
    return f"References name it for {'; '.join(names[:_MOST_GROUPS])}{more} (newest page: {newest})."


def _top_member(members: pd.DataFrame, id: str) -> str:
    """The treatment right below its branch that this one belongs to (the branch, for the branch itself).

    ``members``: the rows of ``tree`` of one branch, by their id.
    """
    row = members.loc[id]
    return id if row["branch"] in (id, row["parent"]) else _top_member(members, row["parent"])


def _by_kind(facts: Sequence[NamedTuple], sources: Sources) -> Markup:
    """Nursing facts of one subject, a list per kind."""
    return ui.joined(
        _headed(heading, practice_list(facts_of_kind, sources))
        for kind, heading in _KIND_HEADINGS.items()
        if (facts_of_kind := [fact for fact in facts if fact.kind == kind])
    )


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

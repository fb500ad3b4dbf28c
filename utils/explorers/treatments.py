"""The treatment explorer: what a treatment is, what to watch and teach, and for whom a reference names it.

A group of people stands beside a treatment only on the word of a reference (`treatment_subtypes`). Where there is none the
panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

import pandas as pd

from utils import charts, ui
from utils.charts.base import Chart
from utils.statements import estimates
from utils.statements.links import panel_parts, treatment_keys
from utils.statements.locations import locations
from utils.statements.statement_table import by_key
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import NO_CHOICE, block, by_page, caveat, frame, note, practice_item, publisher_link, said
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
    "threshold": "Limits: your hospital's policy decides",
    "figure": "How often",
}


@once_per_data
def tree(data: CourseData) -> pd.DataFrame:
    """The treatments with their place: rows of ``treatments`` with the columns category, line and named_by.

    ``category``: label of the category; ``line``: id of the treatment right below it that the row belongs to (the
    category itself where nothing is below it); ``named_by``: ``an article`` or ``only a reference``.
    """
    rows = data.by_id("treatments")
    cited = set(data.citations.loc[data.citations["table"] == "treatments", "row_id"])

    def path(id: str) -> list[str]:
        parent = rows.loc[id, "parent"]
        return [*path(parent), id] if parent else [id]

    paths = [path(id) for id in rows.index]
    return data.treatments.assign(
        category=[rows.loc[p[0], "label"] for p in paths],
        line=[p[min(1, len(p) - 1)] for p in paths],
        named_by=["an article" if id in cited else "only a reference" for id in rows.index],
    )


def lines(data: CourseData) -> pd.DataFrame:
    """The treatments to choose from: those right below a category, or a category with nothing below it."""
    known = tree(data)
    parents = set(known["parent"])
    return known[(known["line"] == known["id"]) & ((known["parent"] != "") | ~known["id"].isin(parents))]


def treatment_explorer(data: CourseData) -> Explorer:
    """Choose a treatment and what to see of it. ``data``: all tables, as ``tables.load_all`` gives them."""
    which = Control("Which treatment?", tuple(lines(data)[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "treatment-explorer", "Treatments", (which, ASPECT), lambda line, aspect: treatment_panel(data, line, aspect)
    )


def treatment_panel(data: CourseData, line: str, aspect: str) -> str:
    """HTML of one panel of the treatment explorer."""
    return _head(data, line, dict(ASPECT.options)[aspect]) + {WHAT: _what, WATCH: _watch, WHOM: _whom}[aspect](
        data, line
    )


def _head(data: CourseData, line: str, shown: str) -> str:
    """The path "category › treatment" and the view as heading, and what the articles say of the category."""
    rows = data.by_id("treatments")
    row = rows.loc[line]
    if not row["parent"]:
        return f"<h3>{ui.text(row['label'])}: {ui.text(shown)}</h3>"
    above = rows.loc[row["parent"]]
    words = next(text for text in (above["how_it_works"], above["aim"]) if text != estimates.NOT_STATED)
    where = ui.text(locations(data)["treatments", row["parent"]])
    return (
        f"<h3>{ui.text(above['label'])} › {ui.text(row['label'])}: {ui.text(shown)}</h3>"
        f'<p>{ui.text(above["label"])}: {ui.text(words)} <span class="mbc-source">({where})</span></p>'
    )


def _what(data: CourseData, line: str) -> str:
    """Aim, how it works and drugs, as the articles have them; then what only references name."""
    rows, where = tree(data).set_index("id", drop=False), locations(data)
    row, below = rows.loc[line], rows[(rows["line"] == line) & (rows["id"] != line)]
    named, added = (below[below["named_by"] == origin] for origin in ("an article", "only a reference"))
    aim, works = (
        f"<b>{head}:</b> {_sentence(row[column])}"
        for head, column in (("Aim", "aim"), ("How it works", "how_it_works"))
    )
    articles = [
        f'<h4>The articles say</h4><p>{aim} {works} <span class="mbc-source">({ui.text(where["treatments", line])})</span></p>',
        note(row["caveat"]),
        block("Classes and drugs that an article names", [_member(rows, d, ui.text(where["treatments", d.id])) for d in named.itertuples()])
        if len(below) else "",
        _fold("What else the articles say", said(by_key(data), treatment_keys(data, line, "what else"))),
    ]  # fmt: skip
    only = [_member(rows, d, publisher_link(d.reference_id, data.references)) for d in added.itertuples()]
    nursing = nursing_of(data, line)
    uses = [practice_item(r, data.references) for r in nursing[nursing["kind"] == "definition"].itertuples()]
    heading = "Only references name"
    more = _fold(f"{heading} these {len(only)}", only) if len(only) > 4 else block(heading, only) if only else ""
    return "".join(articles) + frame(more + _fold("How it works and how it is used, say references", uses))


def _member(rows: pd.DataFrame, row, source: str) -> str:
    """A class or drug with its class, and what its source says that is not said of its class already."""
    above = rows.loc[row.parent]
    kind = "" if row.parent == row.line else f" ({ui.text(above['label'])})"
    words = [
        value
        for column in ("aim", "how_it_works")
        if (value := getattr(row, column)) not in (estimates.NOT_STATED, above[column])
    ]
    told = f": {ui.text(' '.join(words))}" if words else ""
    return f'<b>{ui.text(row.label)}</b>{kind}{told}{caveat(row.caveat)} <span class="mbc-source">({source})</span>'


def _watch(data: CourseData, line: str) -> str:
    """What the articles say of side effects, then what references say to watch for, teach and report."""
    own, inherited = (treatment_keys(data, id, "side effects") for id in (line, data.row("treatments", line).parent))
    articles = block(
        "The articles say",
        said(by_key(data), own or inherited),
        empty="They name nothing to watch for here.",
    ) + ("<p>No article names a single side effect by its name.</p>" if inherited else "")
    nursing = nursing_of(data, line)
    rows = nursing[nursing["kind"] != "definition"]
    if rows.empty:
        return articles + frame("<p>No reference here speaks of it.</p>")
    urgent, rest = rows[rows["kind"].isin(_URGENT)], rows[~rows["kind"].isin(_URGENT)]
    now = [
        f"<p><b>{ui.text(_title(subject))}</b></p>"
        + ui.bullets(
            practice_item(r, data.references) for kind in _URGENT for r in own[own["kind"] == kind].itertuples()
        )
        for subject in _subjects(data, line)
        if len(own := urgent[urgent["subject"] == subject])
    ]
    folds = [
        ui.folded(_title(subject), _by_kind(data, own))
        for subject in _subjects(data, line)
        if len(own := rest[rest["subject"] == subject])
    ]
    return articles + frame(
        (f"<h4>Signs, and what comes first</h4>{''.join(now)}" if now else "")
        + (f"<h4>Watch for, check and teach</h4>{''.join(folds)}" if folds else "")
    )


def nursing_of(data: CourseData, line: str) -> pd.DataFrame:
    """The nursing facts on a line of treatment and on all below it, as ``practice`` lists them."""
    return data.practice[data.practice["subject"].isin(_subjects(data, line))]


def _subjects(data: CourseData, line: str) -> list[str]:
    """The subjects of nursing facts that belong to a line, in the order shown."""
    line_of = tree(data).set_index("id")["line"]
    return [row.subject for row in data.practice_subjects.itertuples() if line_of.get(row.treatment_id) == line]


def _title(subject: str) -> str:
    return subject[0].upper() + subject[1:]


def _whom(data: CourseData, line: str) -> str:
    """For whom, as the articles have it; then each group that a reference names, newest page first."""
    members = tree(data).set_index("id").query("line == @line")
    rows = data.treatment_subtypes[data.treatment_subtypes["treatment_id"].isin(members.index)]
    for_whom = said(by_key(data), treatment_keys(data, line, "for whom"))
    articles = block("The articles say", for_whom, empty="The articles do not say for which receptor or gene group.")
    if rows.empty:
        return articles + frame("<p>No reference here names a receptor or gene group for it.</p>")
    if len(rows) <= 4:
        shown = by_page(data, rows, ("treatment", "group"))
    else:  # a fold per class or drug right below the line
        shown = "".join(
            ui.folded(members.loc[id, "label"], by_page(data, own, ("treatment", "group")))
            for id, own in rows.groupby(rows["treatment_id"].map(lambda id: _below(members, id)), sort=False)
        )
    return articles + frame(f'<p class="mbc-origin">Newest page first. {ui.text(NO_CHOICE)}</p>{shown}')


def _below(members: pd.DataFrame, id: str) -> str:
    """The member right below its line that the treatment belongs to (the line itself for the line)."""
    row = members.loc[id]
    return id if row["line"] in (id, row["parent"]) else _below(members, row["parent"])


def _by_kind(data: CourseData, rows: pd.DataFrame) -> str:
    """Nursing facts of one subject, a list per kind."""
    return "".join(
        f"<p><b>{heading}</b></p>{ui.bullets(practice_item(r, data.references) for r in own.itertuples())}"
        for kind, heading in _KINDS.items()
        if len(own := rows[rows["kind"] == kind])
    )


def _fold(heading: str, items: list[str]) -> str:
    return ui.folded(heading, ui.bullets(items)) if items else ""


def _sentence(words: str) -> str:
    return ui.text(words if words.endswith(".") else f"{words}.")


STAR = "* Check with a clinician first: the page behind it is not the label or a guideline itself."


def where_they_act(data: CourseData) -> Chart:
    """The picture; a treatment whose row is not to be used first carries a star. ``data``: as ``tables.load_all`` gives it."""
    labels: dict[str, list[str]] = {}
    used = []
    for row in data.drug_targets.itertuples():
        fact = data.row("practice", row.practice_id)
        star = "" if fact.use_first == "yes" else "*"
        labels.setdefault(row.target, []).append((row.short_label or data.label("treatments", row.treatment_id)) + star)
        used.append(data.row("references", fact.reference_id).publisher)
    return charts.target_picture(
        {target: ",\n".join(own) for target, own in labels.items()},
        title="Each treatment acts in a place of its own: on the cancer cell, beside it, or on bone.",
        sources=list(dict.fromkeys(used)),
        note=STAR if any(name.endswith("*") for own in labels.values() for name in own) else "",
    )


def providers(data: CourseData) -> Html:
    """The four organisations that article 001 lists as providers, each as what it is, and what another article says."""
    known = by_key(data).assign(caveat="")  # the headings say what the notes say
    named = panel_parts(data, "providers")
    ((table, id),) = named["what differs"]
    differs = data.by_id(table).loc[id]
    blocks = {
        "Health care centres: people are treated there": named["health care center"],
        "Drug companies: they make drugs and do not provide care": named["drug company"],
        "Another article speaks of doctors": named["doctors"],
    }
    parts = [block(head, said(known, keys), level=3) for head, keys in blocks.items()]
    parts.append(f"<p>{ui.text(differs['what_differs'])} <b>{ui.text(differs['why_it_matters'])}</b></p>")
    plain = [line for head, keys in blocks.items() for line in (head, *(f"- {known.loc[key, 'text']}" for key in keys))]
    return Html(f'<div class="mbc-panel">{"".join(parts)}</div>', "\n".join([*plain, differs["what_differs"]]))

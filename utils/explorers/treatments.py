"""The treatment explorer: what a treatment is, what to watch and teach, and for whom a reference names it.

A group of people stands beside a treatment only on the word of a reference (`treatment_subtypes`). Where there is none the
panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from utils import charts, ui
from utils.charts.base import Chart
from utils.statements import estimates
from utils.statements.locations import locations
from utils.statements.statement_table import statements
from utils.tables.course_data import CourseData
from utils.ui.components import NO_CHOICE, block, by_page, caveat, frame, note, practice_item, publisher_link, said
from utils.ui.elements import Html
from utils.ui.explorer import Control, Explorer, build_explorer

WHAT, WATCH, WHOM = "what", "watch", "whom"
ASPECT = Control(
    "Show",
    ((WHAT, "what it is, and its drugs"), (WATCH, "what to watch and teach"), (WHOM, "for whom, on whose word")),
)

# line of treatment (see `tree`) → what else the articles say of it: rows of `facts`
_FACTS = {
    "chemotherapy": ("chemotherapy-cornerstone", "chemotherapy-breaks"),
    "hormone-therapy": ("hormone-therapy-tailored",),
    "targeted-therapy": ("targeted-recent-advance", "targeted-more-effective", "targeted-and-immuno-widen-choice"),
    "immunotherapy": ("immunotherapy-newer", "targeted-and-immuno-widen-choice"),
    "radiation-therapy": ("radiation-surgery-sometimes", "brain-urgent-treatment"),
    "surgery": ("radiation-surgery-sometimes", "brain-urgent-treatment"),
    "palliative-care": ("palliative-integral",),
    "clinical-trials": ("trials-explore-options", "trials-offer-hope", "experimental-hope", "explore-emerging-treatments"),
}  # fmt: skip
# line → where the articles speak of the people it is for: (table, row)
_FOR_WHOM = {
    "chemotherapy": (("facts", "chemotherapy-triple-negative"), ("facts", "chemotherapy-when-others-stop")),
    "hormone-therapy": (("facts", "hormone-therapy-key"), ("treatments", "tamoxifen"), ("treatments", "letrozole")),
    "targeted-therapy": (("treatments", "trastuzumab"), ("facts", "pfizer-approach")),
}
_SIDE_EFFECTS = ("side-effects-vary", "side-effects-daily-life")
_TARGETED_EFFECTS = ("targeted-often-fewer-side-effects", "targeted-reduce-side-effects")
# line → subjects of `practice` that belong to it
NURSING = {
    "chemotherapy": ("febrile neutropenia", "chemotherapy, general", "doxorubicin", "paclitaxel",
                     "capecitabine (not named in the five articles)"),
    "hormone-therapy": ("tamoxifen (SERM)", "aromatase inhibitors (letrozole, anastrozole)", "fulvestrant",
                        "venous thromboembolism"),
    "targeted-therapy": ("CDK4/6 inhibitors (palbociclib and class)", "trastuzumab", "pertuzumab",
                         "cardiac dysfunction on HER2 antibodies", "trastuzumab deruxtecan",
                         "ILD/pneumonitis on trastuzumab deruxtecan"),
    "immunotherapy": ("immunotherapy (pembrolizumab)",),
    "radiation-therapy": ("radiation therapy",),
    "surgery": ("pathologic fracture",),
    "palliative-care": ("palliative care and hospice", "advance care planning"),
    "pain-management": ("pain, general",),
    "pain-relief-medicines": ("opioids", "NSAIDs"),
    "bone-modifying-drugs": ("zoledronic acid / bisphosphonates", "denosumab (alternative bone drug)"),
}  # fmt: skip
_URGENT = ("cue", "escalation")  # kinds of nursing facts that stay in sight; the others are folded, in this order
_KINDS = {
    "adverse effect": "Effects",
    "teaching": "Teach",
    "monitoring": "Check",
    "action": "When giving it, and when something happens",
    "threshold": "Limits: your hospital's policy decides",
    "figure": "How often",
}


@dataclass(frozen=True)
class Known:
    """What every panel needs, looked up once: all tables, the tree, statements by (table, row_id), their article lines."""

    data: CourseData
    tree: pd.DataFrame
    said: pd.DataFrame
    where: dict


def know(data: CourseData) -> Known:
    """``Known`` of the tables, as ``tables.load_all`` gives them."""
    return Known(data, tree(data), statements(data).set_index(["table", "row_id"]), locations(data))


def tree(data: CourseData) -> pd.DataFrame:
    """The treatments with their place: rows of ``treatments`` with the columns category, line and named_by.

    ``category``: label of the category; ``line``: id of the treatment right below it that the row belongs to (the
    category itself where nothing is below it); ``named_by``: ``an article`` or ``only a reference``.
    """
    rows = data.treatments.set_index("id", drop=False)
    cited = set(data.citations.loc[data.citations["table"] == "treatments", "row_id"])

    def path(id: str) -> list[str]:
        parent = rows.loc[id, "parent"]
        return [*path(parent), id] if parent else [id]

    paths = [path(id) for id in rows["id"]]
    return data.treatments.assign(
        category=[rows.loc[p[0], "label"] for p in paths],
        line=[p[min(1, len(p) - 1)] for p in paths],
        named_by=["an article" if id in cited else "only a reference" for id in rows["id"]],
    )


def lines(data: CourseData) -> pd.DataFrame:
    """The treatments to choose from: those right below a category, or a category with nothing below it."""
    known = tree(data)
    parents = set(known["parent"])
    return known[(known["line"] == known["id"]) & ((known["parent"] != "") | ~known["id"].isin(parents))]


def treatment_explorer(data: CourseData) -> Explorer:
    """Choose a treatment and what to see of it. ``data``: all tables, as ``tables.load_all`` gives them."""
    known = know(data)
    which = Control("Which treatment?", tuple(lines(data)[["id", "label"]].itertuples(index=False, name=None)))
    return build_explorer(
        "treatment-explorer", "Treatments", (which, ASPECT), lambda line, aspect: treatment_panel(known, line, aspect)
    )


def treatment_panel(known: Known, line: str, aspect: str) -> str:
    """HTML of one panel of the treatment explorer."""
    return _head(known, line, dict(ASPECT.options)[aspect]) + {WHAT: _what, WATCH: _watch, WHOM: _whom}[aspect](
        known, line
    )


def _head(known: Known, line: str, shown: str) -> str:
    """The path "category › treatment" and the view as heading, and what the articles say of the category."""
    rows = known.data.treatments.set_index("id")
    row = rows.loc[line]
    if not row["parent"]:
        return f"<h3>{ui.text(row['label'])}: {ui.text(shown)}</h3>"
    above = rows.loc[row["parent"]]
    words = next(text for text in (above["how_it_works"], above["aim"]) if text != estimates.NOT_STATED)
    where = ui.text(known.where["treatments", row["parent"]])
    return (
        f"<h3>{ui.text(above['label'])} › {ui.text(row['label'])}: {ui.text(shown)}</h3>"
        f'<p>{ui.text(above["label"])}: {ui.text(words)} <span class="mbc-source">({where})</span></p>'
    )


def _what(known: Known, line: str) -> str:
    """Aim, how it works and drugs, as the articles have them; then what only references name."""
    data, rows = known.data, known.tree.set_index("id", drop=False)
    row, below = rows.loc[line], rows[(rows["line"] == line) & (rows["id"] != line)]
    named, added = (below[below["named_by"] == origin] for origin in ("an article", "only a reference"))
    aim, works = (
        f"<b>{head}:</b> {_sentence(row[column])}"
        for head, column in (("Aim", "aim"), ("How it works", "how_it_works"))
    )
    articles = [
        f'<h4>The articles say</h4><p>{aim} {works} <span class="mbc-source">({ui.text(known.where["treatments", line])})</span></p>',
        note(row["caveat"]),
        block("Classes and drugs that an article names", [_member(rows, d, ui.text(known.where["treatments", d.id])) for d in named.itertuples()])
        if len(below) else "",
        _fold("What else the articles say", said(known.said, (("facts", id) for id in _FACTS.get(line, ())))),
    ]  # fmt: skip
    only = [_member(rows, d, publisher_link(d.reference_id, data.references)) for d in added.itertuples()]
    defined = data.practice[
        data.practice["subject"].isin(NURSING.get(line, ())) & (data.practice["kind"] == "definition")
    ]
    uses = [practice_item(r, data.references) for r in defined.itertuples()]
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


def _watch(known: Known, line: str) -> str:
    """What the articles say of side effects, then what references say to watch for, teach and report."""
    data = known.data
    systemic = data.treatments.set_index("id").loc[line, "parent"] == "systemic-therapy"
    facts = _TARGETED_EFFECTS if line == "targeted-therapy" else _SIDE_EFFECTS if systemic else ()
    articles = block(
        "The articles say",
        said(known.said, (("facts", id) for id in facts)),
        empty="They name nothing to watch for here.",
    ) + ("<p>No article names a single side effect by its name.</p>" if systemic else "")
    rows = data.practice[data.practice["subject"].isin(NURSING.get(line, ())) & (data.practice["kind"] != "definition")]
    if rows.empty:
        return articles + frame("<p>No reference here speaks of it.</p>")
    urgent, rest = rows[rows["kind"].isin(_URGENT)], rows[~rows["kind"].isin(_URGENT)]
    now = [
        f"<p><b>{ui.text(_title(subject))}</b></p>"
        + ui.bullets(
            practice_item(r, data.references) for kind in _URGENT for r in own[own["kind"] == kind].itertuples()
        )
        for subject in NURSING[line]
        if len(own := urgent[urgent["subject"] == subject])
    ]
    folds = [
        ui.folded(_title(subject), _by_kind(data, own))
        for subject in NURSING[line]
        if len(own := rest[rest["subject"] == subject])
    ]
    return articles + frame(
        (f"<h4>Signs, and what comes first</h4>{''.join(now)}" if now else "")
        + (f"<h4>Watch for, check and teach</h4>{''.join(folds)}" if folds else "")
    )


def _title(subject: str) -> str:
    return subject[0].upper() + subject[1:]


def _whom(known: Known, line: str) -> str:
    """For whom, as the articles have it; then each group that a reference names, newest page first."""
    data, members = known.data, known.tree.set_index("id").query("line == @line")
    rows = data.treatment_subtypes[data.treatment_subtypes["treatment_id"].isin(members.index)]
    for_whom = said(known.said, _FOR_WHOM.get(line, ()))
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


# target (see utils.charts.drawings.drug_targets) → treatment and the row of `practice` that says how it works; one line of the label each
ACTS = {
    "pd-1": {"pembrolizumab": "pembrolizumab-what"},
    "aromatase": {"aromatase-inhibitors": "ai-what"},
    "division": {"cdk4-6-inhibitors": "cdk-what"},
    "oestrogen-receptor": {"tamoxifen": "tamoxifen-what", "fulvestrant": "fulvestrant-what"},
    "her2": {"trastuzumab": "trastuzumab-what", "pertuzumab": "pertuzumab-what"},
    "dna": {"doxorubicin": "doxorubicin-what"},
    "microtubules": {"paclitaxel": "paclitaxel-what"},
    "cancer-cell": {"radiation-therapy": "radiation-what"},
    "osteoclast": {"bisphosphonates": "bisphosphonate-what"},
}
_NARROW = {"CDK4/6 inhibitors": "CDK4/6\ninhibitors", "Radiation therapy": "Radiation"}  # labels with little room
STAR = "* Check with a clinician first: the page behind it is not the label or a guideline itself."


def where_they_act(data: CourseData) -> Chart:
    """The picture; a treatment whose row is not to be used first carries a star. ``data``: as ``tables.load_all`` gives it."""
    names = data.treatments.set_index("id")["label"]
    rows = data.practice.set_index("id")

    def name(treatment: str, row: str) -> str:
        label = names[treatment]
        return _NARROW.get(label, label) + ("" if rows.loc[row, "use_first"] == "yes" else "*")

    labels = {target: ",\n".join(name(*pair) for pair in acts.items()) for target, acts in ACTS.items()}
    used = [rows.loc[row, "reference_id"] for acts in ACTS.values() for row in acts.values()]
    pages = data.references.set_index("id").loc[used]
    return charts.target_picture(
        labels,
        title="Each treatment acts in a place of its own: on the cancer cell, beside it, or on bone.",
        sources=list(dict.fromkeys(pages["publisher"])),
        note=STAR if any("*" in label for label in labels.values()) else "",
    )


def providers(data: CourseData) -> Html:
    """The four organisations that article 001 lists as providers, each as what it is, and what another article says."""
    facts = data.facts[data.facts["topic"] == "provider"].set_index("id")
    known = statements(data).assign(caveat="").set_index(["table", "row_id"])  # the headings say what the notes say
    listed = facts[facts.index.str.endswith(("-focus", "-approach"))]
    company = listed["caveat"].str.contains("is a drug company")
    differs = data.comparisons.set_index("id").loc["companies-or-doctors"]
    blocks = {
        "Health care centres: people are treated there": listed.index[~company],
        "Drug companies: they make drugs and do not provide care": listed.index[company],
        "Another article speaks of doctors": ["fcs-plan"],
    }
    parts = [block(head, said(known, (("facts", id) for id in ids)), level=3) for head, ids in blocks.items()]
    parts.append(f"<p>{ui.text(differs['what_differs'])} <b>{ui.text(differs['why_it_matters'])}</b></p>")
    plain = [
        line for head, ids in blocks.items() for line in (head, *(f"- {facts.loc[id, 'statement']}" for id in ids))
    ]
    return Html(f'<div class="mbc-panel">{"".join(parts)}</div>', "\n".join([*plain, differs["what_differs"]]))

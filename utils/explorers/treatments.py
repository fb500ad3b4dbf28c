"""The treatment explorer: what a treatment is, what to watch and teach, and for whom a reference names it.

A group of people stands beside a treatment only on the word of a reference (`treatment_subtypes`). Where there is none the
panel says so. Nothing here chooses for anybody.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.base import Chart
from utils.statements import estimates
from utils.statements.guidance import badge
from utils.statements.locations import locations
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import (
    NO_CHOICE,
    block,
    by_page,
    caveat,
    frame,
    item,
    note,
    origin_note,
    practice_list,
    publisher_links,
    said,
    source,
    titled,
)
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
    "threshold": Markup("Limits: your hospital's policy decides"),
    "figure": "How often",
}


@once_per_data
def tree(data: CourseData) -> pd.DataFrame:
    """The treatments with their place: rows of ``treatments`` with the columns category, line and named_by.

    ``category``: label of the category; ``line``: id of the treatment right below it that the row belongs to (the
    category itself where nothing is below it); ``named_by``: ``an article`` or ``only a reference``.
    """
    cited = set(data.citations.loc[data.citations["table"] == "treatments", "row_id"])

    def path(id: str) -> list[str]:
        parent = data.row("treatments", id).parent
        return [*path(parent), id] if parent else [id]

    paths = [path(id) for id in data.treatments["id"]]
    return data.treatments.assign(
        category=[data.label("treatments", p[0]) for p in paths],
        line=[p[min(1, len(p) - 1)] for p in paths],
        named_by=["an article" if id in cited else "only a reference" for id in data.treatments["id"]],
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


def treatment_panel(data: CourseData, line: str, aspect: str) -> Markup:
    """One panel of the treatment explorer."""
    body = {WHAT: _what, WATCH: _watch, WHOM: _whom}[aspect]
    return _head(data, line, dict(ASPECT.options)[aspect]) + body(data, line)


def _head(data: CourseData, line: str, shown: str) -> Markup:
    """The path "category › treatment" and the view as heading, and what the articles say of the category."""
    row = data.row("treatments", line)
    if not row.parent:
        return titled(f"{row.label}: {shown}")
    above = data.row("treatments", row.parent)
    words = next(text for text in (above.how_it_works, above.aim) if text != estimates.NOT_STATED)
    return titled(f"{above.label} › {row.label}: {shown}") + Markup("<p>{}: {} {}</p>").format(
        above.label, words, source(locations(data)["treatments", row.parent])
    )


def _what(data: CourseData, line: str) -> Markup:
    """Aim, how it works and drugs, as the articles have them; then what only references name."""
    rows, where, pages = tree(data), locations(data), publisher_links(data)
    row, below = data.row("treatments", line), rows[(rows["line"] == line) & (rows["id"] != line)]
    named, added = (below[below["named_by"] == origin] for origin in ("an article", "only a reference"))
    articles = Markup(
        "<h4>The articles say</h4><p><b>Aim:</b> {aim} <b>How it works:</b> {works} {source}</p>{note}{named}{facts}"
    ).format(
        aim=_sentence(row.aim),
        works=_sentence(row.how_it_works),
        source=source(where["treatments", line]),
        note=note(row.caveat),
        named=block(
            "Classes and drugs that an article names",
            [_member(data, drug, where["treatments", drug.id]) for drug in named.itertuples()],
        )
        if len(below)
        else "",
        facts=_fold("What else the articles say", said(data, (("facts", id) for id in _FACTS.get(line, ())))),
    )
    only = [_member(data, drug, pages[drug.reference_id]) for drug in added.itertuples()]
    uses = _nursing(data, line, data.practice["kind"] == "definition")
    heading = "Only references name"
    more = _fold(f"{heading} these {len(only)}", only) if len(only) > 4 else block(heading, only) if only else Markup()
    fold = ui.folded("How it works and how it is used, say references", practice_list(uses, pages)) if len(uses) else ""
    return articles + frame(more + fold)


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
        kind="" if row.parent == row.line else f" ({above.label})",
        words=f": {' '.join(words)}" if words else "",
        caveat=caveat(row.caveat),
        source=source(where),
    )


def _nursing(data: CourseData, line: str, wanted: pd.Series) -> pd.DataFrame:
    """The ``wanted`` rows of ``practice`` whose subject belongs to a line."""
    return data.practice[data.practice["subject"].isin(NURSING.get(line, ())) & wanted]


def _watch(data: CourseData, line: str) -> Markup:
    """What the articles say of side effects, then what references say to watch for, teach and report."""
    systemic = data.row("treatments", line).parent == "systemic-therapy"
    facts = _TARGETED_EFFECTS if line == "targeted-therapy" else _SIDE_EFFECTS if systemic else ()
    articles = block(
        "The articles say",
        said(data, (("facts", id) for id in facts)),
        empty="They name nothing to watch for here.",
    ) + (Markup("<p>No article names a single side effect by its name.</p>") if systemic else "")
    rows = _nursing(data, line, data.practice["kind"] != "definition")
    if rows.empty:
        return articles + frame(Markup("<p>No reference here speaks of it.</p>"))
    urgent, rest = rows[rows["kind"].isin(_URGENT)], rows[~rows["kind"].isin(_URGENT)]
    urgent = urgent.sort_values("kind", key=lambda kinds: kinds.map(_URGENT.index), kind="stable")
    now = ui.joined(
        _headed(ui.initial_cap(subject), practice_list(own, publisher_links(data)))
        for subject in NURSING[line]
        if len(own := urgent[urgent["subject"] == subject])
    )
    folds = ui.joined(
        ui.folded(ui.initial_cap(subject), _by_kind(data, own))
        for subject in NURSING[line]
        if len(own := rest[rest["subject"] == subject])
    )
    return articles + frame(
        (titled("Signs, and what comes first", 4) + now if now else Markup())
        + (titled("Watch for, check and teach", 4) + folds if folds else "")
    )


def _headed(heading: str, body: Markup) -> Markup:
    return Markup("<p><b>{}</b></p>{}").format(heading, body)


def _whom(data: CourseData, line: str) -> Markup:
    """For whom, as the articles have it; then each group that a reference names, newest page first."""
    members = tree(data).set_index("id").query("line == @line")
    rows = data.treatment_subtypes[data.treatment_subtypes["treatment_id"].isin(members.index)]
    for_whom = said(data, _FOR_WHOM.get(line, ()))
    articles = block("The articles say", for_whom, empty="The articles do not say for which receptor or gene group.")
    if rows.empty:
        return articles + frame(Markup("<p>No reference here names a receptor or gene group for it.</p>"))
    if len(rows) <= 4:
        shown = by_page(data, rows, ("treatment", "group"))
    else:  # a fold per class or drug right below the line
        shown = ui.joined(
            ui.folded(data.label("treatments", id), by_page(data, own, ("treatment", "group")))
            for id, own in rows.groupby(rows["treatment_id"].map(lambda id: _below(members, id)), sort=False)
        )
    return articles + frame(origin_note(f"Newest page first. {NO_CHOICE}") + shown)


def _below(members: pd.DataFrame, id: str) -> str:
    """The member right below its line that the treatment belongs to (the line itself for the line)."""
    row = members.loc[id]
    return id if row["line"] in (id, row["parent"]) else _below(members, row["parent"])


def _by_kind(data: CourseData, rows: pd.DataFrame) -> Markup:
    """Nursing facts of one subject, a list per kind."""
    return ui.joined(
        _headed(heading, practice_list(own, publisher_links(data)))
        for kind, heading in _KINDS.items()
        if len(own := rows[rows["kind"] == kind])
    )


def _fold(heading: str, items: list[Markup]) -> Markup:
    return ui.folded(heading, ui.bullets(items)) if items else Markup()


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


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

    def name(treatment: str, row: str) -> str:
        label = data.label("treatments", treatment)
        return _NARROW.get(label, label) + badge(data.row("practice", row).use_first == "yes", "*")

    labels = {target: ",\n".join(name(*pair) for pair in acts.items()) for target, acts in ACTS.items()}
    rows = data.rows("practice", [row for acts in ACTS.values() for row in acts.values()])
    publishers = [data.row("references", row.reference_id).publisher for row in rows]
    return charts.target_picture(
        labels,
        title="Each treatment acts in a place of its own: on the cancer cell, beside it, or on bone.",
        sources=list(dict.fromkeys(publishers)),
        note=STAR if any("*" in label for label in labels.values()) else "",
    )


def providers(data: CourseData) -> Html:
    """The four organisations that article 001 lists as providers, each as what it is, and what another article says."""
    facts = data.facts[data.facts["topic"] == "provider"].set_index("id")["caveat"]
    listed = facts[facts.index.str.endswith(("-focus", "-approach"))]
    company = listed.str.contains("is a drug company")
    differs = data.row("comparisons", "companies-or-doctors")
    blocks = {
        head: data.rows("facts", ids)
        for head, ids in {
            "Health care centres: people are treated there": listed.index[~company],
            "Drug companies: they make drugs and do not provide care": listed.index[company],
            "Another article speaks of doctors": ["fcs-plan"],
        }.items()
    }
    where = locations(data)
    parts = ui.joined(  # without their notes: the headings say what these say
        block(head, [item(row.statement, "", where["facts", row.id]) for row in rows], level=3)
        for head, rows in blocks.items()
    )
    panel = Markup('<div class="mbc-panel">{}<p>{} <b>{}</b></p></div>')
    plain = [line for head, rows in blocks.items() for line in (head, *(f"- {row.statement}" for row in rows))]
    return Html(
        panel.format(parts, differs.what_differs, differs.why_it_matters), "\n".join([*plain, differs.what_differs])
    )

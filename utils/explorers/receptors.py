"""The receptor lab: set ER, PR and HER2, and read the clinical group, how common it is and what references name for it.

The cut-offs are those of the ASCO/CAP guidelines (rows of ``practice``, area ``receptor``). The lab teaches how a report
is read. It chooses nothing for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from utils import ui
from utils.statements import estimates
from utils.statements.guidance import publisher_year
from utils.statements.locations import cited_lines
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import (
    NO_CHOICE,
    caveat_note,
    frame,
    heading_tag,
    list_block,
    note_paragraph,
    practice_list,
    publisher_links,
    source_note,
)
from utils.ui.explorer import Control, Explorer, build_explorer

_ASKED = {"ER": "Oestrogen receptor (ER)", "PR": "Progesterone receptor (PR)", "HER2": "HER2"}  # receptor → question


@dataclass(frozen=True)
class Reading:
    """How a report reads: ``groups`` (one; two while HER2 is unclear) and ``also`` (finer groups), ids of ``subtypes``."""

    groups: tuple[str, ...]
    also: tuple[str, ...]


def controls(data: CourseData) -> tuple[Control, ...]:
    """The choices of the lab: a control for each receptor, with its results."""
    return tuple(
        Control(_ASKED[receptor], tuple(own[["result", "label"]].itertuples(index=False, name=None)))
        for receptor, own in data.receptor_results.groupby("receptor", sort=False)
    )


def _results(data: CourseData, *chosen: str) -> list:
    """The rows of ``receptor_results`` that are chosen, a result per receptor, in the order of the controls."""
    rows = {(row.receptor, row.result): row for row in data.receptor_results.itertuples()}
    return [rows[key] for key in zip(_ASKED, chosen, strict=True)]


def read_report(data: CourseData, er: str, pr: str, her2: str) -> Reading:
    """The clinical group of a report. ``er``, ``pr`` and ``her2``: results of ``receptor_results``.

    Hormone receptor-positive: ER low or positive, or PR positive. HER2-positive: 3+, or 2+ with a positive ISH; 2+ with
    the second test open is unclear, and both groups are possible (ASCO/CAP 2018, 2020).
    """
    *hormones, last = results = _results(data, er, pr, her2)
    hormone = "positive" if any(row.reads == "positive" for row in hormones) else "negative"
    possible = ("negative", "positive") if last.reads == "open" else (last.reads,)
    group = {(row.hormone_receptors, row.her2): row.id for row in data.subtypes.itertuples()}
    return Reading(
        tuple(group[hormone, reads] for reads in possible), tuple(row.subtype_id for row in results if row.subtype_id)
    )


def receptor_lab(data: CourseData) -> Explorer:
    """Set ER, PR and HER2; read the group. ``data``: all tables, as ``tables.load_all`` gives them."""
    return build_explorer(
        "receptor-lab", "Receptor lab", controls(data), lambda er, pr, her2: lab_panel(data, er, pr, her2)
    )


def lab_panel(data: CourseData, er: str, pr: str, her2: str) -> Markup:
    """One panel of the receptor lab."""
    reading, results = read_report(data, er, pr, her2), _results(data, er, pr, her2)
    unclear = (
        Markup("<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>")
        if len(reading.groups) > 1 else ""
    )  # fmt: skip
    groups = [*reading.groups, *reading.also]
    wider = data.wider_groups[data.wider_groups["subtype_id"].isin(reading.groups)]["wider_id"]
    return ui.joined([
        heading_tag(" or ".join(data.label("subtypes", group) for group in reading.groups)),
        Markup("<p>ER {}, PR {}, HER2 {}.</p>{}").format(*(row.label for row in results), unclear),
        list_block("What it means", [_definition(data, group) for group in groups]),
        _treatments(data, [*groups, *dict.fromkeys(wider)]),
        _shares(data, reading.groups),
        _cut_offs(data, results),
    ])  # fmt: skip


def _definition(data: CourseData, group: str) -> Markup:
    """What a group is, and who says so: a page, or lines of articles."""
    row = data.row("subtypes", group)
    if row.reference_id:
        who = publisher_links(data)[row.reference_id]
    else:
        who = cited_lines(data.citations, "subtypes", [group], most=2)
    return Markup("<b>{}</b>: {} {}{}").format(
        row.label, row.definition_plain, source_note(who), caveat_note(row.caveat)
    )


def _shares(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """How common the groups are, says a registry: who, where, when and the notes once, as all rows share them; framed."""
    rows, pages = data.rows("statistics", (data.row("subtypes", id).share_id for id in groups)), publisher_links(data)
    items = ui.bullets(
        Markup("{}: <b>{}</b>").format(row.label, estimates.amount(row.low, row.high, row.unit)) for row in rows
    )
    about = dict.fromkeys(
        Markup("({}) {}{}").format(
            estimates.context(row), source_note(pages[row.reference_id]), caveat_note(row.caveat)
        )
        for row in rows
    )
    body = Markup("{}<p>{}</p>").format(items, Markup("<br>").join(about))
    return frame(body, "How common, says a registry", origin="")


def _treatments(data: CourseData, groups: list[str]) -> Markup:
    """Treatments that references name, framed: per group a line per class with who names it; it unfolds to what is said."""
    named = _named(data)
    return frame(
        ui.joined(named.get(group, "") for group in groups) or Markup("<p>No reference here names one.</p>"),
        "Treatments, and who says so",
        f"{NO_CHOICE} Each name holds under conditions, such as earlier treatment: open a line to read.",
    )


@once_per_data
def _named(data: CourseData) -> dict[str, Markup]:
    """Group → its treatments, class by class. Made once: the groups come again in many panels of the lab."""
    found = {}
    for group, rows in data.treatment_subtypes.groupby("subtype_id"):
        kinds = rows["treatment_id"].map(lambda id: _class_of(data, id))
        classes = ui.joined(_class_fold(data, kind, own) for kind, own in rows.groupby(kinds, sort=False))
        shared = rows["note"].iloc[0] if rows["note"].nunique() == 1 else ""  # one note for all: in sight, too
        head = Markup("<p><b>For {}</b>{}</p>").format(data.label("subtypes", group), caveat_note(shared))
        found[group] = head + classes
    return found


def _class_fold(data: CourseData, kind: str, rows) -> Markup:
    """A class of treatment: in sight its drugs and who names them; folded, what each reference says, with its note."""
    sayers: dict[str, dict[str, None]] = {}  # name of a treatment → who names it, each once
    for row in rows.itertuples():
        who = publisher_year(data.row("references", row.reference_id))
        sayers.setdefault(data.label("treatments", row.treatment_id), {})[who] = None
    name = data.label("treatments", kind)
    said = {drug: f"{drug} ({'; '.join(who)})" for drug, who in sayers.items()}
    whole, drugs = said.pop(name, name), ", ".join(said.values())
    head = f"{whole}: {drugs}" if drugs else whole
    return ui.folded(head, ui.bullets(_statements(data, rows)), again=True)


def _statements(data: CourseData, rows) -> list[Markup]:
    """Rows of ``treatment_subtypes``: the treatment, what a reference says of it, our note, who says so."""
    pages = publisher_links(data)
    return [
        Markup("<b>{}</b>: {}{} {}").format(
            data.label("treatments", row.treatment_id),
            row.statement,
            caveat_note(row.note),
            source_note(pages[row.reference_id]),
        )
        for row in rows.itertuples()
    ]


def named_treatments(data: CourseData) -> ui.Html:
    """Every treatment that a reference names for a group, in full: a fold per group. Paper shows it once, here."""
    groups = [
        (data.label("subtypes", id), rows) for id, rows in data.treatment_subtypes.groupby("subtype_id", sort=False)
    ]
    folds = ui.joined(ui.folded(f"For {label}", ui.bullets(_statements(data, rows))) for label, rows in groups)
    return ui.Html(
        frame(folds, "Treatments that references name, group by group", NO_CHOICE, level=3),
        "\n".join(f"{label}: {' '.join(rows['statement'])}" for label, rows in groups),
    )


def _class_of(data: CourseData, id: str) -> str:
    """The class a treatment stands under in the list: its own id for a class, for a drug the class above it."""
    row = data.row("treatments", id)
    return id if row.level == "class" else row.parent


def _cut_offs(data: CourseData, results: list) -> Markup:
    """What the results themselves mean, from the testing guidelines; folded. ``results``: rows of ``receptor_results``."""
    rows, pages = data.rows("practice", (row.practice_id for row in results if row.practice_id)), publisher_links(data)
    return ui.folded(
        "Where the lines are drawn (testing guidelines)",
        practice_list(rows, pages) + note_paragraph("PR has the same cut-off as ER."),
        again=True,
    )


def two_axes(data: CourseData) -> Explorer:
    """Choose a tissue type and a receptor group: one tumour has both, and neither tells the other."""
    types = data.by_id("subtypes")
    tissue = types[types["axis"] == "histology"]
    group = types[(types["axis"] == "receptor") & (types["reference_id"] == "")]
    controls = (
        Control("Tissue type: where it began", tuple(tissue["label"].items())),
        Control("Receptor group: what its cells carry", tuple(group["label"].items())),
    )

    def panel(*ids: str) -> Markup:
        rows = data.rows("subtypes", ids)
        parts = ui.joined(
            Markup("<h4>{}: {}</h4><p>{} {}</p>{}").format(
                axis, row.label, row.definition_plain, row.behaviour, note_paragraph(row.caveat)
            )
            for axis, row in zip(("Tissue type", "Receptor group"), rows, strict=True)
        )
        both = ", ".join(row.label for row in rows)
        return Markup("<h3>{}</h3><p>A report names both. Knowing one does not tell you the other.</p>{}").format(
            both, parts
        )

    return build_explorer("two-axes", "Two axes", controls, panel)

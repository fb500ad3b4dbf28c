"""The receptor lab: set ER, PR and HER2, and read the clinical group, how common it is and what references name for it.

The cut-offs are those of the ASCO/CAP guidelines (rows of ``practice``, area ``receptor``). The lab teaches how a report
is read. It chooses nothing for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from utils import ui
from utils.statements import estimates
from utils.statements.guidance import publisher_year
from utils.statements.locations import said_in
from utils.tables.course_data import CourseData
from utils.ui.components import block, caveat, note, practice_item, publisher_link
from utils.ui.explorer import Control, Explorer, build_explorer

_ASKED = {"ER": "Oestrogen receptor (ER)", "PR": "Progesterone receptor (PR)", "HER2": "HER2"}  # receptor → question
_NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."


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


def read(data: CourseData, er: str, pr: str, her2: str) -> Reading:
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


def lab_panel(data: CourseData, er: str, pr: str, her2: str) -> str:
    """HTML of one panel of the receptor lab."""
    reading, results = read(data, er, pr, her2), _results(data, er, pr, her2)
    subtypes = data.by_id("subtypes")
    shown = [row.label for row in results]
    title = " or ".join(subtypes.loc[group, "label"] for group in reading.groups)
    unclear = (
        "<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>"
        if len(reading.groups) > 1 else ""
    )  # fmt: skip
    groups = [_definition(data, subtypes.loc[group]) for group in (*reading.groups, *reading.also)]
    wider = data.wider_groups[data.wider_groups["subtype_id"].isin(reading.groups)]["wider_id"]
    wanted = [*reading.groups, *reading.also, *dict.fromkeys(wider)]
    return "".join([
        f"<h3>{ui.text(title)}</h3><p>ER {ui.text(shown[0])}, PR {ui.text(shown[1])}, HER2 {ui.text(shown[2])}.</p>{unclear}",
        block("What it means", groups),
        _treatments(data, wanted),
        _shares(data, reading.groups),
        _cut_offs(data, results),
    ])  # fmt: skip


def _definition(data: CourseData, row) -> str:
    """What a group is, and who says so: a page, or lines of articles."""
    if row["reference_id"]:
        who = publisher_link(row["reference_id"], data.references)
    else:
        who = ui.text(said_in(data.citations, "subtypes", [row.name], most=2))
    return (
        f"<b>{ui.text(row['label'])}</b>: {ui.text(row['definition_plain'])} "
        f'<span class="mbc-source">({who})</span>{caveat(row["caveat"])}'
    )


def _shares(data: CourseData, groups: tuple[str, ...]) -> str:
    """How common the groups are, says a registry: who, where, when and the notes once, as all rows share them; framed."""
    rows = list(data.by_id("statistics").loc[[data.row("subtypes", id).share_id for id in groups]].itertuples())
    items = [f"{ui.text(row.label)}: <b>{ui.text(estimates.amount(row.low, row.high, row.unit))}</b>" for row in rows]
    about = dict.fromkeys(
        f'({ui.text(estimates.context(row))}) <span class="mbc-source">({publisher_link(row.reference_id, data.references)})</span>'
        f"{caveat(row.caveat)}"
        for row in rows
    )
    return (
        f'<aside class="mbc-reference"><h4>How common, says a registry</h4>{ui.bullets(items)}<p>{"<br>".join(about)}</p></aside>'
    )  # fmt: skip


def _treatments(data: CourseData, groups: list[str]) -> str:
    """Treatments that references name, framed: per group a line per class with who names it; it unfolds to what is said."""
    parts = []
    label = data.by_id("subtypes")["label"]
    for group in groups:
        rows = data.treatment_subtypes[data.treatment_subtypes["subtype_id"] == group]
        if rows.empty:
            continue
        rows = rows.assign(kind=rows["treatment_id"].map(lambda id: _class_of(data, id)))
        classes = [_class_fold(data, kind, own) for kind, own in rows.groupby("kind", sort=False)]
        shared = rows["note"].iloc[0] if rows["note"].nunique() == 1 else ""  # one note for all: in sight, too
        parts.append(f"<p><b>For {ui.text(label[group])}</b>{caveat(shared)}</p>{''.join(classes)}")
    body = "".join(parts) or "<p>No reference here names one.</p>"
    return (
        f'<aside class="mbc-reference"><h4>Treatments, and who says so</h4><p class="mbc-origin">{_NO_CHOICE} Each name '
        f"holds under conditions, such as earlier treatment: open a line to read.</p>{body}</aside>"
    )


def _class_fold(data: CourseData, kind: str, rows) -> str:
    """A class of treatment: in sight its drugs and who names them; folded, what each reference says, with its note."""
    names = data.by_id("treatments")["label"]
    who = rows["reference_id"].map(lambda id: publisher_year(id, data.references))
    sayers = who.groupby(rows["treatment_id"].map(names), sort=False).agg(lambda all: "; ".join(dict.fromkeys(all)))
    whole = f" ({sayers.pop(names[kind])})" if names[kind] in sayers else ""
    drugs = ", ".join(f"{name} ({said})" for name, said in sayers.items())
    head = f"{names[kind]}{whole}: {drugs}" if drugs else f"{names[kind]}{whole}"
    return ui.folded(head, ui.bullets(_statements(data, rows)), again=True)


def _statements(data: CourseData, rows) -> list[str]:
    """Rows of ``treatment_subtypes`` as HTML: the treatment, what a reference says of it, our note, who says so."""
    names = data.by_id("treatments")["label"]
    return [
        f"<b>{ui.text(names[row.treatment_id])}</b>: {ui.text(row.statement)}{caveat(row.note)} "
        f'<span class="mbc-source">({publisher_link(row.reference_id, data.references)})</span>'
        for row in rows.itertuples()
    ]


def named_treatments(data: CourseData) -> ui.Html:
    """Every treatment that a reference names for a group, in full: a fold per group. Paper shows it once, here."""
    label = data.by_id("subtypes")["label"]
    groups = data.treatment_subtypes.groupby("subtype_id", sort=False)
    folds = [ui.folded(f"For {label[id]}", ui.bullets(_statements(data, rows))) for id, rows in groups]
    plain = [f"{label[id]}: {' '.join(rows['statement'])}" for id, rows in groups]
    return ui.Html(
        '<aside class="mbc-reference"><h3>Treatments that references name, group by group</h3>'
        f'<p class="mbc-origin">{_NO_CHOICE}</p>{"".join(folds)}</aside>',
        "\n".join(plain),
    )


def _class_of(data: CourseData, id: str) -> str:
    """The class a treatment stands under in the list: its own id for a class, for a drug the class above it."""
    row = data.row("treatments", id)
    return id if row.level == "class" else row.parent


def _cut_offs(data: CourseData, results: list) -> str:
    """What the results themselves mean, from the testing guidelines; folded. ``results``: rows of ``receptor_results``."""
    rows = data.rows("practice", (row.practice_id for row in results if row.practice_id))
    items = ui.bullets(practice_item(row, data.references) for row in rows)
    return ui.folded(
        "Where the lines are drawn (testing guidelines)",
        items + note("PR has the same cut-off as ER."),
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

    def panel(tissue_id: str, group_id: str) -> str:
        parts = [
            f"<h4>{ui.text(axis)}: {ui.text(types.loc[id, 'label'])}</h4><p>{ui.text(types.loc[id, 'definition_plain'])} "
            f"{ui.text(types.loc[id, 'behaviour'])}</p>{note(types.loc[id, 'caveat'])}"
            for axis, id in (("Tissue type", tissue_id), ("Receptor group", group_id))
        ]
        both = f"{types.loc[tissue_id, 'label']}, {types.loc[group_id, 'label']}"
        return f"<h3>{ui.text(both)}</h3><p>A report names both. Knowing one does not tell you the other.</p>{''.join(parts)}"

    return build_explorer("two-axes", "Two axes", controls, panel)

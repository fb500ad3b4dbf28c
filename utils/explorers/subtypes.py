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

ER = Control("Oestrogen receptor (ER)", (("negative", "negative"), ("low", "low positive"), ("positive", "positive")))
PR = Control("Progesterone receptor (PR)", (("negative", "negative"), ("positive", "positive")))
HER2 = Control(
    "HER2",
    (
        ("0", "0, no staining"),
        ("0-faint", "0, some staining"),
        ("1+", "1+"),
        ("2+ open", "2+, second test (ISH) open"),
        ("2+ negative", "2+, ISH negative"),
        ("2+ positive", "2+, ISH positive"),
        ("3+", "3+"),
    ),
)
# value of a control → the row of `practice` that says what the result means
_CUT_OFF = {
    ("ER", "negative"): "er-negative",
    ("ER", "low"): "er-low",
    ("ER", "positive"): "er-positive",
    ("HER2", "0-faint"): "her2-ultralow",
    ("HER2", "1+"): "her2-low",
    ("HER2", "2+ open"): "her2-ihc-2",
    ("HER2", "2+ negative"): "her2-low",
    ("HER2", "2+ positive"): "her2-positive-what",
    ("HER2", "3+"): "her2-positive-what",
}
GROUPS = ("hr-positive-her2-negative", "hr-positive-her2-positive", "hr-negative-her2-positive", "triple-negative")
_NO_CHOICE = "Guidelines change. The team decides with the person; this is no choice for anyone."
_GROUP = {
    (True, False): "hr-positive-her2-negative",
    (True, True): "hr-positive-her2-positive",
    (False, True): "hr-negative-her2-positive",
    (False, False): "triple-negative",
}


@dataclass(frozen=True)
class Reading:
    """How a report reads: ``groups`` (one; two while HER2 is unclear) and ``also`` (finer groups), ids of ``subtypes``."""

    groups: tuple[str, ...]
    also: tuple[str, ...]


def read(er: str, pr: str, her2: str) -> Reading:
    """The clinical group of a report. Values are those of the controls ER, PR and HER2.

    Hormone receptor-positive: ER low or positive, or PR positive. HER2-positive: 3+, or 2+ with a positive ISH; 2+ with
    the second test open is unclear, and both groups are possible (ASCO/CAP 2018, 2020).
    """
    hormone = er != "negative" or pr == "positive"
    possible = {"3+": (True,), "2+ positive": (True,), "2+ open": (False, True)}.get(her2, (False,))
    also = [finer for finer, is_so in (
        ("er-low-positive", er == "low"),
        ("her2-low", her2 in ("1+", "2+ negative")),
        ("her2-ultralow", her2 == "0-faint"),
    ) if is_so]  # fmt: skip
    return Reading(tuple(_GROUP[hormone, positive] for positive in possible), tuple(also))


def receptor_lab(data: CourseData) -> Explorer:
    """Set ER, PR and HER2; read the group. ``data``: all tables, as ``tables.load_all`` gives them."""
    return build_explorer(
        "receptor-lab", "Receptor lab", (ER, PR, HER2), lambda er, pr, her2: lab_panel(data, er, pr, her2)
    )


def lab_panel(data: CourseData, er: str, pr: str, her2: str) -> str:
    """HTML of one panel of the receptor lab."""
    reading = read(er, pr, her2)
    subtypes = data.subtypes.set_index("id")
    shown = [dict(control.options)[value] for control, value in ((ER, er), (PR, pr), (HER2, her2))]
    title = " or ".join(subtypes.loc[group, "label"] for group in reading.groups)
    unclear = (
        "<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>"
        if len(reading.groups) > 1 else ""
    )  # fmt: skip
    groups = [_definition(data, subtypes.loc[group]) for group in (*reading.groups, *reading.also)]
    wanted = [*reading.groups, *reading.also]
    if any("hr-positive" in group for group in reading.groups):
        wanted.append("hormone-receptor-positive")
    if any("her2-positive" in group for group in reading.groups):
        wanted.append("her2-positive")
    return "".join([
        f"<h3>{ui.text(title)}</h3><p>ER {ui.text(shown[0])}, PR {ui.text(shown[1])}, HER2 {ui.text(shown[2])}.</p>{unclear}",
        block("What it means", groups),
        _treatments(data, wanted),
        _shares(data, reading.groups),
        _cut_offs(data, er, her2),
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
    rows = list(data.statistics.set_index("id").loc[[f"share-{group}" for group in groups]].itertuples())
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
    label = data.subtypes.set_index("id")["label"]
    for group in groups:
        rows = data.treatment_subtypes[data.treatment_subtypes["subtype_id"] == group]
        if rows.empty:
            continue
        rows = rows.assign(kind=rows["treatment_id"].map(lambda id: _class_of(data.treatments, id)))
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
    names = data.treatments.set_index("id")["label"]
    who = rows["reference_id"].map(lambda id: publisher_year(id, data.references))
    sayers = who.groupby(rows["treatment_id"].map(names), sort=False).agg(lambda all: "; ".join(dict.fromkeys(all)))
    whole = f" ({sayers.pop(names[kind])})" if names[kind] in sayers else ""
    drugs = ", ".join(f"{name} ({said})" for name, said in sayers.items())
    head = f"{names[kind]}{whole}: {drugs}" if drugs else f"{names[kind]}{whole}"
    return ui.folded(head, ui.bullets(_statements(data, rows)), again=True)


def _statements(data: CourseData, rows) -> list[str]:
    """Rows of ``treatment_subtypes`` as HTML: the treatment, what a reference says of it, our note, who says so."""
    names = data.treatments.set_index("id")["label"]
    return [
        f"<b>{ui.text(names[row.treatment_id])}</b>: {ui.text(row.statement)}{caveat(row.note)} "
        f'<span class="mbc-source">({publisher_link(row.reference_id, data.references)})</span>'
        for row in rows.itertuples()
    ]


def named_treatments(data: CourseData) -> ui.Html:
    """Every treatment that a reference names for a group, in full: a fold per group. Paper shows it once, here."""
    label = data.subtypes.set_index("id")["label"]
    groups = data.treatment_subtypes.groupby("subtype_id", sort=False)
    folds = [ui.folded(f"For {label[id]}", ui.bullets(_statements(data, rows))) for id, rows in groups]
    plain = [f"{label[id]}: {' '.join(rows['statement'])}" for id, rows in groups]
    return ui.Html(
        '<aside class="mbc-reference"><h3>Treatments that references name, group by group</h3>'
        f'<p class="mbc-origin">{_NO_CHOICE}</p>{"".join(folds)}</aside>',
        "\n".join(plain),
    )


def _class_of(treatments, id: str) -> str:
    """The class a treatment stands under in the list: its own id for a class, for a drug the class above it."""
    row = treatments.set_index("id").loc[id]
    return id if row["level"] == "class" else row["parent"]


def _cut_offs(data: CourseData, er: str, her2: str) -> str:
    """What the results themselves mean, from the testing guidelines; folded."""
    ids = [id for key in (("ER", er), ("HER2", her2)) if (id := _CUT_OFF.get(key))]
    rows = data.practice[data.practice["id"].isin(ids)]
    items = ui.bullets(practice_item(row, data.references) for row in rows.itertuples())
    return ui.folded(
        "Where the lines are drawn (testing guidelines)",
        items + note("PR has the same cut-off as ER."),
        again=True,
    )


def two_axes(data: CourseData) -> Explorer:
    """Choose a tissue type and a receptor group: one tumour has both, and neither tells the other."""
    types = data.subtypes.set_index("id")
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

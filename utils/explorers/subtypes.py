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
from utils.statements.locations import said_in
from utils.tables.course_data import CourseData
from utils.ui.components import NO_CHOICE, block, caveat, frame, note, practice_list, publisher_links, source, titled
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


def lab_panel(data: CourseData, er: str, pr: str, her2: str) -> Markup:
    """One panel of the receptor lab."""
    reading = read(er, pr, her2)
    er_shown, pr_shown, her2_shown = (
        dict(control.options)[value] for control, value in ((ER, er), (PR, pr), (HER2, her2))
    )
    unclear = (
        Markup("<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>")
        if len(reading.groups) > 1 else ""
    )  # fmt: skip
    shown = [*reading.groups, *reading.also]
    wanted = list(shown)
    if any("hr-positive" in group for group in reading.groups):
        wanted.append("hormone-receptor-positive")
    if any("her2-positive" in group for group in reading.groups):
        wanted.append("her2-positive")
    return ui.joined([
        titled(" or ".join(data.label("subtypes", group) for group in reading.groups)),
        Markup("<p>ER {}, PR {}, HER2 {}.</p>{}").format(er_shown, pr_shown, her2_shown, unclear),
        block("What it means", [_definition(data, group) for group in shown]),
        _treatments(data, wanted),
        _shares(data, reading.groups),
        _cut_offs(data, er, her2),
    ])  # fmt: skip


def _definition(data: CourseData, group: str) -> Markup:
    """What a group is, and who says so: a page, or lines of articles."""
    row = data.row("subtypes", group)
    if row.reference_id:
        who = publisher_links(data)[row.reference_id]
    else:
        who = said_in(data.citations, "subtypes", [group], most=2)
    return Markup("<b>{}</b>: {} {}{}").format(row.label, row.definition_plain, source(who), caveat(row.caveat))


def _shares(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """How common the groups are, says a registry: who, where, when and the notes once, as all rows share them; framed."""
    rows, pages = data.rows("statistics", [f"share-{group}" for group in groups]), publisher_links(data)
    items = ui.bullets(
        Markup("{}: <b>{}</b>").format(row.label, estimates.amount(row.low, row.high, row.unit)) for row in rows
    )
    about = dict.fromkeys(
        Markup("({}) {}{}").format(estimates.context(row), source(pages[row.reference_id]), caveat(row.caveat))
        for row in rows
    )
    body = Markup("{}<p>{}</p>").format(items, Markup("<br>").join(about))
    return frame(body, "How common, says a registry", origin="")


def _treatments(data: CourseData, groups: list[str]) -> Markup:
    """Treatments that references name, framed: per group a line per class with who names it; it unfolds to what is said."""
    parts = []
    for group in groups:
        rows = data.treatment_subtypes[data.treatment_subtypes["subtype_id"] == group]
        if rows.empty:
            continue
        rows = rows.assign(kind=rows["treatment_id"].map(lambda id: _class_of(data, id)))
        classes = ui.joined(_class_fold(data, kind, own) for kind, own in rows.groupby("kind", sort=False))
        shared = rows["note"].iloc[0] if rows["note"].nunique() == 1 else ""  # one note for all: in sight, too
        parts.append(Markup("<p><b>For {}</b>{}</p>{}").format(data.label("subtypes", group), caveat(shared), classes))
    return frame(
        ui.joined(parts) or Markup("<p>No reference here names one.</p>"),
        "Treatments, and who says so",
        f"{NO_CHOICE} Each name holds under conditions, such as earlier treatment: open a line to read.",
    )


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
            data.label("treatments", row.treatment_id), row.statement, caveat(row.note), source(pages[row.reference_id])
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


def _cut_offs(data: CourseData, er: str, her2: str) -> Markup:
    """What the results themselves mean, from the testing guidelines; folded."""
    ids = [id for key in (("ER", er), ("HER2", her2)) if (id := _CUT_OFF.get(key))]
    rows = data.practice[data.practice["id"].isin(ids)]
    return ui.folded(
        "Where the lines are drawn (testing guidelines)",
        practice_list(rows, publisher_links(data)) + note("PR has the same cut-off as ER."),
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
                axis, row.label, row.definition_plain, row.behaviour, note(row.caveat)
            )
            for axis, row in zip(("Tissue type", "Receptor group"), rows, strict=True)
        )
        both = ", ".join(row.label for row in rows)
        return Markup("<h3>{}</h3><p>A report names both. Knowing one does not tell you the other.</p>{}").format(
            both, parts
        )

    return build_explorer("two-axes", "Two axes", controls, panel)

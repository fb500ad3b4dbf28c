"""The receptor lab: set ER, PR and HER2, and read the clinical group, how common it is and what references name for it.

The cut-offs are those of the ASCO/CAP guidelines (rows of ``practice``, area ``receptor``). The lab teaches how a report
is read. It chooses nothing for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from utils import figures, html
from utils.explorers import Control, Explorer, explorer
from utils.panels import block, caveat, note, practice_item, publisher_link

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


def receptor_lab(data: SimpleNamespace) -> Explorer:
    """Set ER, PR and HER2; read the group. ``data``: all tables, as ``tables.load_all`` gives them."""
    return explorer("receptor-lab", "Receptor lab", (ER, PR, HER2), lambda er, pr, her2: lab_panel(data, er, pr, her2))


def lab_panel(data: SimpleNamespace, er: str, pr: str, her2: str) -> str:
    """HTML of one panel of the receptor lab."""
    reading = read(er, pr, her2)
    subtypes = data.subtypes.set_index("id")
    shown = [dict(control.options)[value] for control, value in ((ER, er), (PR, pr), (HER2, her2))]
    title = " or ".join(subtypes.loc[group, "label"] for group in reading.groups)
    unclear = (
        "<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>"
        if len(reading.groups) > 1 else ""
    )  # fmt: skip
    groups = [_definition(subtypes.loc[group]) for group in (*reading.groups, *reading.also)]
    common = [_share(data, group) for group in reading.groups]
    wanted = {*reading.groups, *reading.also}
    if any("hr-positive" in group for group in reading.groups):
        wanted.add("hormone-receptor-positive")
    if any("her2-positive" in group for group in reading.groups):
        wanted.add("her2-positive")
    return "".join([
        f"<h3>{html.text(title)}</h3><p>ER {html.text(shown[0])}, PR {html.text(shown[1])}, HER2 {html.text(shown[2])}.</p>{unclear}",
        block("What it means", groups),
        block("How common, says a registry", common),
        _treatments(data, wanted),
        _cut_offs(data, er, her2),
    ])  # fmt: skip


def _definition(row) -> str:
    return f"<b>{html.text(row['label'])}</b>: {html.text(row['definition_plain'])}{caveat(row['caveat'])}"


def _share(data: SimpleNamespace, group: str) -> str:
    row = next(data.statistics[data.statistics["id"] == f"share-{group}"].itertuples())
    return (
        f"{html.text(row.label)}: <b>{html.text(figures.amount(row.low, row.high, row.unit))}</b> "
        f'({html.text(figures.context(row))}) <span class="mbc-source">({publisher_link(row.reference_id, data.references)})</span>'
        f"{caveat(row.caveat)}"
    )


def _treatments(data: SimpleNamespace, groups: set[str]) -> str:
    """Treatments that references name for the groups, by class, framed as reference."""
    rows = data.treatment_subtypes[data.treatment_subtypes["subtype_id"].isin(groups)]
    label = data.treatments.set_index("id")["label"]
    items = [
        f"<b>{html.text(label[row.treatment_id])}</b>: {html.text(row.statement)}{caveat(row.note)} "
        f'<span class="mbc-source">({publisher_link(row.reference_id, data.references)})</span>'
        for row in rows.itertuples()
    ]
    words = "What references name for this group. Guidelines change. The team decides with the person; this is no choice for anyone."
    body = html.bullets(items) or "<p>No reference here names one.</p>"
    return f'<aside class="mbc-reference"><h4>Treatments</h4><p class="mbc-origin">{html.text(words)}</p>{body}</aside>'


def _cut_offs(data: SimpleNamespace, er: str, her2: str) -> str:
    """What the results themselves mean, from the testing guidelines; folded."""
    ids = [id for key in (("ER", er), ("HER2", her2)) if (id := _CUT_OFF.get(key))]
    rows = data.practice[data.practice["id"].isin(ids)]
    return html.folded("Where the lines are drawn (testing guidelines)", html.bullets(
        practice_item(row, data.references) for row in rows.itertuples()) + note("PR is read with the same cut-off as ER."))  # fmt: skip

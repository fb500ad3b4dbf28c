"""Where treatments act: the picture of utils.targets with the names of the fact base and the references behind them."""

from __future__ import annotations

from types import SimpleNamespace

from utils import charts
from utils.charts import Chart

# target (see utils.targets) → treatment and the row of `practice` that says how it works; one line of the label each
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


def where_they_act(data: SimpleNamespace) -> Chart:
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

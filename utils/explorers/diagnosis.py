"""The five steps of a diagnosis, with the tests that belong to each."""

from __future__ import annotations

from utils import ui
from utils.statements import estimates
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import AUDIENCE, block, caveat, reference_frame
from utils.ui.evidence import _article_step
from utils.ui.explorer import Control, Explorer, build_explorer


def diagnosis_path(data: CourseData) -> Explorer:
    """The five steps of diagnosis; per step what and why, the tests by site, what they cannot tell, what nurses know."""
    rows = steps_of(data, "diagnosis")
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))
    return build_explorer(
        "diagnosis-path",
        "Five steps to a diagnosis",
        (step, AUDIENCE),
        lambda id, audience: diagnosis_panel(data, id, audience),
    )


def diagnosis_panel(data: CourseData, id: str, audience: str) -> str:
    """HTML of one panel of the diagnosis path."""
    tests = data.diagnostic_tests[data.diagnostic_tests["step_id"] == id]
    site = data.by_id("sites")["label"]
    items = [
        f"<b>{ui.text(row['label'])}</b>, {ui.text(site[row['site_id']].lower())}: "
        f"{ui.text(row[f'purpose_{audience}'])}{caveat(row['caveat'])}"
        for _, row in tests.iterrows()
    ]
    limits = [ui.text(words) for words in tests["cannot_tell"] if words != estimates.NOT_STATED]
    ours = [ui.text(words) + " (our note)" for words in [data.row("steps", id).caveat] if words]
    nursing = data.step_practice.loc[data.step_practice["step_id"] == id, "practice_id"]
    known = data.by_id("practice").loc[nursing]
    return (
        _article_step(data, id, audience, with_note=False)
        + block("Tests and sites, say the articles", items)
        + block("What it cannot tell", limits or ["The articles do not say.", *ours])
        + reference_frame(known, data.references, "<h4>What references add</h4>", first=6)
    )

"""Walks along ordered steps: the stages in outline, the spread from breast to organ, the way to a diagnosis."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from utils import charts, figures, html
from utils.citations import places
from utils.explorers import Control, Explorer, explorer
from utils.lessons import said_in
from utils.panels import AUDIENCE, block, caveat, note, publisher_link, reference_frame


def steps_of(data: SimpleNamespace, path: str) -> pd.DataFrame:
    """The steps of one path, in order."""
    return data.steps[data.steps["path"] == path].sort_values("position")


# stage in outline → the step in which the articles speak of it; they do not describe stage III
SAID_OF = {
    "staging-0": "stage-early",
    "staging-i": "stage-early",
    "staging-ii": "stage-early",
    "staging-iv": "stage-iv",
}


def stage_walk(data: SimpleNamespace) -> Explorer:
    """Choose a stage from 0 to IV and an audience. The articles describe two stages only; references fill the outline."""
    rows = steps_of(data, "staging").set_index("id")
    stage = Control("Which stage?", tuple(rows["label"].items()))

    def panel(id: str, audience: str) -> str:
        row = rows.loc[id]
        return (
            f"<h3>{html.text(row['label'])}, {html.text(dict(AUDIENCE.options)[audience])}</h3>"
            f'<aside class="mbc-reference"><h4>In outline</h4><p class="mbc-origin">From a reference: the articles do not '
            f"describe the stages one by one.</p><p>{html.text(row[f'text_{audience}'])}</p>{note(row['caveat'])}"
            f'<p class="mbc-source">({publisher_link(row["reference_id"], data.references)})</p></aside>'
            + (
                _article_step(data, SAID_OF[id], audience)
                if id in SAID_OF
                else "<p>The articles do not describe this stage.</p>"
            )
        )

    return explorer("stage-walk", "The stages in outline", (stage, AUDIENCE), panel)


# step of the spread → its picture in utils.walk
PICTURE_OF = {
    "spread-primary-tumour": "origin",
    "spread-invasion": "invasion",
    "spread-breaking-away": "breaking-away",
    "spread-travel": "travel",
    "spread-dormancy": "dormancy",
    "spread-new-tumour": "new-tumour",
    "spread-organ-function": "organ-function",
}


def spread_walk(data: SimpleNamespace) -> Explorer:
    """Walk with a cancer cell from the breast to an organ, a picture per step."""
    rows = steps_of(data, "spread")
    pictures = {
        row.id: charts.walk_picture(
            PICTURE_OF[row.id], title=f"{row.label}.", sources=[said_in(data.citations, "steps", [row.id])]
        )
        for row in rows.itertuples()
    }
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))

    def panel(id: str) -> str:
        clinical = html.text(rows.set_index("id").loc[id, "text_clinical"])
        return f"{_article_step(data, id, 'plain')}<p><b>For clinicians:</b> {clinical}</p>{pictures[id].html}"

    return explorer("spread-walk", "From the breast to an organ", (step,), panel)


def diagnosis_path(data: SimpleNamespace) -> Explorer:
    """The five steps of diagnosis; per step what and why, the tests by site, what they cannot tell, what nurses know."""
    rows = steps_of(data, "diagnosis")
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))
    return explorer(
        "diagnosis-path",
        "Five steps to a diagnosis",
        (step, AUDIENCE),
        lambda id, audience: diagnosis_panel(data, id, audience),
    )


# step of the diagnosis → the kinds of test (column `test` of `diagnostic_tests`) that belong to it
TESTS = {
    "diagnosis-history": ["history"],
    "diagnosis-examination": ["physical-examination"],
    "diagnosis-imaging": ["x-ray", "bone-scan", "ct", "mri", "pet", "imaging-follow-up"],
    "diagnosis-biopsy": ["biopsy"],
    "diagnosis-blood-tests": [
        "liver-function-tests",
        "organ-function-blood-tests",
        "tumour-markers",
        "blood-tests-follow-up",
    ],
}
# step of the diagnosis → rows of `practice` that say what a nurse should know about it
_NURSING = {
    "diagnosis-imaging": ["bone-imaging"],
    "diagnosis-biopsy": ["receptor-retest", "er-lost", "her2-lost", "receptor-change-artefact"],
    "diagnosis-blood-tests": ["liver-blood-tests", "calcium-early-cues"],
    "diagnosis-history": ["bone-pain-ask", "cord-ask"],
    "diagnosis-examination": ["cord-normal-lying"],
}


def diagnosis_panel(data: SimpleNamespace, id: str, audience: str) -> str:
    """HTML of one panel of the diagnosis path."""
    tests = data.diagnostic_tests[data.diagnostic_tests["test"].isin(TESTS[id])]
    site = data.sites.set_index("id")["label"]
    items = [
        f"<b>{html.text(row['label'])}</b>, {html.text(site[row['site_id']].lower())}: "
        f"{html.text(row[f'purpose_{audience}'])}{caveat(row['caveat'])}"
        for _, row in tests.iterrows()
    ]
    limits = [html.text(words) for words in tests["cannot_tell"] if words != figures.NOT_STATED]
    ours = [html.text(words) + " (our note)" for words in [data.steps.set_index("id").loc[id, "caveat"]] if words]
    known = data.practice[data.practice["id"].isin(_NURSING[id])]
    return (
        _article_step(data, id, audience, with_note=False)
        + block("Tests and sites, say the articles", items)
        + block("What it cannot tell", limits or ["The articles do not say.", *ours])
        + reference_frame(known, data.references, "<h4>What references add</h4>", first=6)
    )


def _article_step(data: SimpleNamespace, id: str, audience: str, with_note: bool = True) -> str:
    """What the articles say about a step, with its note and its lines."""
    row = data.steps.set_index("id").loc[id]
    where = html.text(places(data.citations)["steps", id])
    return (
        f"<h3>{html.text(row['label'])}, {html.text(dict(AUDIENCE.options)[audience])}</h3><p>{html.text(row[f'text_{audience}'])} "
        f'<span class="mbc-source">(articles: {where})</span></p>{note(row["caveat"] if with_note else "")}'
    )

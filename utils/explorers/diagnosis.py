"""The steps of a diagnosis, with the tests that belong to each."""

from __future__ import annotations

from markupsafe import Markup

from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import AUDIENCE, caveat_note, list_block, publisher_links, reference_frame, review_note
from utils.ui.evidence import article_step
from utils.ui.explorer import Control, Explorer, build_explorer


def diagnosis_path(data: CourseData) -> Explorer:
    """The steps of diagnosis; per step what and why, the tests by site, what they cannot tell, what nurses know.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per step and audience.
    """
    rows = steps_of(data, "diagnosis")
    step = Control("Which step?", tuple((row.id, f"{row.position}. {row.label}") for row in rows.itertuples()))
    return build_explorer(
        "diagnosis-path",
        "The steps to a diagnosis",
        (step, AUDIENCE),
        lambda id, audience: diagnosis_panel(data, id, audience),
    )


def diagnosis_panel(data: CourseData, id: str, audience: str) -> Markup:
    """One panel of the diagnosis path.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    id : str
        Id of a step of the path ``diagnosis``.
    audience : str
        ``plain`` or ``clinical``.

    Returns
    -------
    Markup
        The panel.
    """
    tests = data.diagnostic_tests[data.diagnostic_tests["step_id"] == id]
    items = [
        Markup("<b>{}</b>, {}: {}{}").format(
            row.label,
            data.label("sites", row.site_id).lower(),
            getattr(row, f"purpose_{audience}"),
            caveat_note(row.caveat),
        )
        for row in tests.itertuples()
    ]
    limits = [limit for limit in tests["cannot_tell"] if limit != estimates.NOT_STATED]
    caveats = [f"{caveat} (our note)" for caveat in [data.row("steps", id).caveat] if caveat]
    practice_ids = data.step_practice.loc[data.step_practice["step_id"] == id, "practice_id"]
    practice = data.rows("practice", practice_ids)
    return (
        article_step(data, id, audience, with_note=False)
        + list_block("Tests and sites, say the articles", items)
        + list_block("What it cannot tell", limits or ["The articles do not say.", *caveats])
        + reference_frame(practice, publisher_links(data), "What references add", max_open=6)
        + review_note(
            data,
            (
                ("steps", id),
                *review_keys("diagnostic_tests", tests.itertuples()),
                *review_keys("practice", practice),
            ),
        )
    )

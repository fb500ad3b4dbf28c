"""The steps of a diagnosis, with the tests that belong to each."""

from __future__ import annotations

from markupsafe import Markup

from utils import ui
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.statements.steps import steps_of
from utils.tables.course_data import CourseData
from utils.ui.components import (
    AUDIENCE,
    NOTHING,
    answer_of,
    block_end,
    heading_tag,
    list_block,
    statement_item,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.nursing import nursing_frame
from utils.ui.sources import Sources


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


def diagnosis_panel(data: CourseData, id: str, audience: str, picture: Markup = NOTHING) -> Markup:
    """One panel of the diagnosis path.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    id : str
        Id of a step of the path ``diagnosis``.
    audience : str
        ``plain`` or ``clinical``.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    step, sources = data.row("steps", id), Sources(data)
    tests = data.diagnostic_tests[data.diagnostic_tests["step_id"] == id]
    items = [
        Markup("<b>{}</b>, {}: {}").format(
            row.label,
            data.label("sites", row.site_id).lower(),
            statement_item(getattr(row, f"purpose_{audience}"), row.caveat, sources.row("diagnostic_tests", row.id)),
        )
        for row in tests.itertuples()
    ]
    limits = [limit for limit in tests["cannot_tell"] if limit != estimates.NOT_STATED]
    notes = [f"{step.caveat} (our note)"] if step.caveat else []
    practice = data.rows("practice", data.step_practice.loc[data.step_practice["step_id"] == id, "practice_id"])
    shown_keys = (
        *review_keys("steps", [step]),
        *review_keys("diagnostic_tests", tests.itertuples()),
        *review_keys("practice", practice),
    )
    return (
        heading_tag(f"{step.label}: {dict(AUDIENCE.options)[audience]}")
        + answer_of(getattr(step, f"text_{audience}"), sources.row("steps", id), picture)
        + list_block("What it cannot tell", limits or [*notes, "The articles do not say."])
        + nursing_frame(practice, sources)
        + ui.folded("Tests and sites, in the articles", ui.bullets(items))
        + block_end(sources, data, shown_keys)
    )

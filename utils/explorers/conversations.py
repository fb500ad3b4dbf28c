"""A difficult conversation in moments: choose what to say, and see what the person does then, and why it fits or not."""

from __future__ import annotations

from utils import ui
from utils.errors import CourseError
from utils.statements import estimates
from utils.statements.locations import locations
from utils.tables.course_data import CourseData
from utils.ui.components import practice_item, publisher_link
from utils.ui.explorer import Control, Explorer, build_explorer

_WAIT = ("", "I am still thinking")
_FITS = {"yes": "This fits.", "no": "This does not fit."}


def moment(data: CourseData, talk: str, position: int) -> Explorer:
    """One moment of an invented conversation as an explorer: nothing is told before the learner has chosen.

    ``data``: all tables. ``talk`` and ``position``: as in ``talk_steps``. Raises CourseError for a moment that is not there.
    """
    found = data.talk_steps[(data.talk_steps["talk"] == talk) & (data.talk_steps["position"] == position)]
    if found.empty:
        raise CourseError(f"data/living/talk_steps.csv has no moment {position} of a conversation {talk!r}.")
    step = next(found.itertuples())
    choices = data.talk_choices[data.talk_choices["step_id"] == step.id].set_index("id")
    opening = f"<h3>{ui.text(step.label)}</h3><p>{ui.text(step.scene)}</p>"

    def panel(id: str) -> str:
        if not id:
            return f"{opening}<p>What do you say? Choose one of the sentences above.</p>"
        row = choices.loc[id]
        rests = practice_item(
            next(data.practice[data.practice["id"] == row["practice_id"]].itertuples()), data.references
        )
        return (
            f"{opening}<p><b>You:</b> {ui.text(row['says'])}</p><p><b>Then:</b> {ui.text(row['reply'])}</p>"
            f"<p><b>{_FITS[row['fits']]}</b> {ui.text(row['reason'])}</p>"
            f'<aside class="mbc-reference"><p class="mbc-origin">The reason rests on a reference:</p><p>{rests}</p></aside>'
        )

    options = (_WAIT, *choices["says"].items())
    return build_explorer(f"talk-{talk}-{position}", step.label, (Control("What do you say?", options),), panel)


STEP = Control("What do you want to see?", (("ask", "the question, to think first"), ("compare", "what one could say")))


def talk_explorer(data: CourseData) -> Explorer:
    """Choose who asks; first the question and what is known of its figure, then sentences one could say, and better not."""
    people = Control("Who asks?", tuple((person, person) for person in data.wordings["person"].unique()))
    return build_explorer(
        "talk", "What could you say?", (people, STEP), lambda person, step: talk_panel(data, person, step)
    )


def talk_panel(data: CourseData, person: str, step: str) -> str:
    """HTML of one panel: the invented person's question, or sentences with reasons and the row each rests on."""
    own = data.wordings[data.wordings["person"] == person]
    asked = next(own[own["kind"] == "question"].itertuples())
    head = f"<h3>{ui.text(person)} (an invented person)</h3><p>{ui.text(asked.reason)}</p><p><b>“{ui.text(asked.words)}”</b></p>"
    if step == "ask":
        row = next(data.statistics[data.statistics["id"] == asked.row_id].itertuples())
        return (
            f"{head}<p>Behind the question: {ui.text(row.label)}, "
            f"<b>{ui.text(estimates.amount(row.low, row.high, row.unit))}</b> ({ui.text(estimates.context(row))}). "
            f"{ui.text(row.caveat)} {_rests_on(data, asked)}</p>"
            "<p><b>Your turn.</b> Write down one sentence that you could say, and one that you would not. Then compare.</p>"
        )
    parts = [head]
    for kind, title in (("could say", "One could say"), ("better not", "Better not")):
        items = (
            f"“{ui.text(row.words)}” <em>{ui.text(row.reason)}</em> {_rests_on(data, row)}"
            for row in own[own["kind"] == kind].itertuples()
        )
        parts.append(f"<h4>{title}</h4>{ui.bullets(items)}")
    return "".join(parts)


def _rests_on(data: CourseData, row) -> str:
    """The row behind a sentence: where an article says it, or the reference's page."""
    said = locations(data).get((row.table, row.row_id))
    if said:
        return f'<span class="mbc-source">({ui.text(said)})</span>'
    frame = getattr(data, row.table).set_index("id")
    page = publisher_link(frame.loc[row.row_id, "reference_id"], data.references)
    return f'<span class="mbc-source">(reference: {page})</span>'

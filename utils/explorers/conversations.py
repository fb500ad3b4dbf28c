"""A difficult conversation in moments: choose what to say, and see what the person does then, and why it fits or not."""

from __future__ import annotations

from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.statements import estimates
from utils.statements.locations import cited_lines_by_row
from utils.tables.course_data import CourseData
from utils.ui.components import frame, practice_item, publisher_links, source
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
    choices = data.talk_choices[data.talk_choices["step_id"] == step.id]
    opening = Markup("<h3>{}</h3><p>{}</p>").format(step.label, step.scene)

    def panel(id: str) -> Markup:
        if not id:
            return opening + Markup("<p>What do you say? Choose one of the sentences above.</p>")
        row = data.row("talk_choices", id)
        rests = practice_item(data.row("practice", row.practice_id), publisher_links(data))
        return Markup(
            "{opening}<p><b>You:</b> {says}</p><p><b>Then:</b> {reply}</p><p><b>{fits}</b> {reason}</p>{rests}"
        ).format(
            opening=opening,
            says=row.says,
            reply=row.reply,
            fits=_FITS[row.fits],
            reason=row.reason,
            rests=frame(Markup("<p>{}</p>").format(rests), origin="The reason rests on a reference:"),
        )

    options = (_WAIT, *choices[["id", "says"]].itertuples(index=False, name=None))
    return build_explorer(f"talk-{talk}-{position}", step.label, (Control("What do you say?", options),), panel)


STEP = Control("What do you want to see?", (("ask", "the question, to think first"), ("compare", "what one could say")))


def wording_explorer(data: CourseData) -> Explorer:
    """Choose who asks; first the question and what is known of its figure, then sentences one could say, and better not."""
    people = Control("Who asks?", tuple((person, person) for person in data.wordings["person"].unique()))
    return build_explorer(
        "talk", "What could you say?", (people, STEP), lambda person, step: wording_panel(data, person, step)
    )


def wording_panel(data: CourseData, person: str, step: str) -> Markup:
    """One panel: the invented person's question, or sentences with reasons and the row each rests on."""
    own = data.wordings[data.wordings["person"] == person]
    asked = next(own[own["kind"] == "question"].itertuples())
    head = Markup("<h3>{} (an invented person)</h3><p>{}</p><p><b>“{}”</b></p>").format(
        person, asked.reason, asked.words
    )
    if step == "ask":
        row = data.row("statistics", asked.row_id)
        return head + Markup(
            "<p>Behind the question: {label}, <b>{amount}</b> ({context}). {caveat} {source}</p>"
            "<p><b>Your turn.</b> Write down one sentence that you could say, and one that you would not. Then compare.</p>"
        ).format(
            label=row.label,
            amount=estimates.amount(row.low, row.high, row.unit),
            context=estimates.context(row),
            caveat=row.caveat,
            source=_rests_on(data, asked),
        )
    could, better_not = (
        ui.bullets(
            Markup("“{}” <em>{}</em> {}").format(row.words, row.reason, _rests_on(data, row))
            for row in own[own["kind"] == kind].itertuples()
        )
        for kind in ("could say", "better not")
    )
    return head + Markup("<h4>One could say</h4>{}<h4>Better not</h4>{}").format(could, better_not)


def _rests_on(data: CourseData, row) -> Markup:
    """The row behind a sentence: where an article says it, or the reference's page."""
    if said := cited_lines_by_row(data).get((row.table, row.row_id)):
        return source(said)
    page = publisher_links(data)[data.row(row.table, row.row_id).reference_id]
    return source(Markup("reference: {}").format(page))

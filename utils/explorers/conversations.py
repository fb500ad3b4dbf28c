"""A difficult conversation in moments: choose what to say, and see what the person does, and why it fits or not."""

from __future__ import annotations

from markupsafe import Markup

from utils import ui
from utils.errors import CourseError
from utils.questions.html_form import BLANK
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import answer, block_end, frame, practice_item
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

_UNDECIDED = ("", "I am still thinking")
_FITS = {"yes": "This fits.", "no": "This does not fit."}


def moment(data: CourseData, talk: str, position: int, answers: bool = True) -> Explorer:
    """One moment of a fictional conversation as an explorer: nothing is given away before the learner has chosen.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    talk : str
        The conversation, a value of ``data.talk_steps["talk"]``.
    position : int
        The moment of it, from 1.
    answers : bool
        Whether replies and reasons are there; without them each sentence has a line to write on.

    Returns
    -------
    Explorer
        A panel per sentence that one could say, and one for "still thinking".

    Raises
    ------
    CourseError
        If the conversation has no such moment.
    """
    steps = data.talk_steps[(data.talk_steps["talk"] == talk) & (data.talk_steps["position"] == position)]
    if steps.empty:
        raise CourseError(f"data/living/talk_steps.csv has no step {position} in a conversation {talk!r}.")
    step = next(steps.itertuples())
    choices = data.talk_choices[data.talk_choices["step_id"] == step.id]
    opening = Markup("<h3>{}</h3>{}").format

    def panel(id: str) -> Markup:
        if not id:
            return opening(step.label, answer("Choose one of the sentences above."))
        row = data.row("talk_choices", id)
        if not answers:
            learner_line = Markup("<p><b>You:</b> {}</p>").format(row.says)
            return opening(step.label, learner_line) + BLANK
        sources = Sources(data)
        evidence = practice_item(data.row("practice", row.practice_id), sources)
        return Markup(
            "{opening}<p><b>You:</b> {says}</p><p><b>Then:</b> {reply}</p><p><b>Why:</b> {reason}</p>{evidence}{end}"
        ).format(
            opening=opening(step.label, answer(Markup("<b>{}</b>").format(_FITS[row.fits]))),
            says=row.says,
            reply=row.reply,
            reason=row.reason,
            evidence=frame(Markup("<p>{}</p>").format(evidence)),
            end=block_end(
                sources, data, [("talk_steps", step.id), ("talk_choices", id), ("practice", row.practice_id)]
            ),
        )

    options = (_UNDECIDED, *choices[["id", "says"]].itertuples(index=False, name=None))
    reply_control = Control(f"{step.scene} What do you say?", options)  # so that the scene is above the sentences
    return build_explorer(f"talk-{talk}-{position}", step.label, (reply_control,), panel)


STEP = Control("What do you want to see?", (("ask", "the question first"), ("compare", "what you could say")))


def wording_explorer(data: CourseData, answers: bool = True) -> Explorer:
    """Choose who asks; first the question and the estimate behind it, then sentences one could say, and better not.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    answers : bool
        Whether the sentences to compare with are there; without them there is a line to write on.

    Returns
    -------
    Explorer
        Two panels per person of ``data.wordings``, or one without ``answers``.
    """
    people = Control("Who asks?", tuple((person, person) for person in data.wordings["person"].unique()))
    title = "What could you say?"
    if not answers:
        return build_explorer("talk", title, (people,), lambda person: wording_panel(data, person, "ask") + BLANK)
    return build_explorer("talk", title, (people, STEP), lambda person, step: wording_panel(data, person, step))


def wording_panel(data: CourseData, person: str, step: str) -> Markup:
    """One panel: the fictional person's question, or sentences with reasons and the evidence for each.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    person : str
        A value of ``data.wordings["person"]``.
    step : str
        ``ask`` or ``compare``, as in ``STEP``.

    Returns
    -------
    Markup
        The panel.
    """
    rows = data.wordings[data.wordings["person"] == person]
    question = next(rows[rows["kind"] == "question"].itertuples())
    head = Markup("<h3>{}</h3>{}<p>{}</p>").format(
        person, answer(Markup("<b>“{}”</b>").format(question.words)), question.reason
    )
    sources = Sources(data)
    if step == "ask":
        estimate = data.row("statistics", question.row_id)
        return head + Markup(
            "<p>The figure behind the question: {label}, <b>{amount}</b> ({context}).{marker} {caveat}</p>"
            "<p><b>Your turn.</b> Write down one sentence that you could say, and one that you would not. "
            "Then compare.</p>{end}"
        ).format(
            label=estimate.label,
            amount=estimates.amount(estimate.low, estimate.high, estimate.unit),
            context=estimates.context(estimate),
            caveat=estimate.caveat,
            marker=sources.row(question.table, question.row_id),
            end=block_end(sources, data, [("wordings", question.id), ("statistics", question.row_id)]),
        )
    could, better_not = (
        ui.bullets(
            Markup("“{}” <em>{}</em>{}").format(row.words, row.reason, sources.row(row.table, row.row_id))
            for row in rows[rows["kind"] == kind].itertuples()
        )
        for kind in ("could say", "better not")
    )
    end = block_end(sources, data, review_keys("wordings", rows.itertuples()))
    return head + Markup("<h4>You could say</h4>{}<h4>Better not</h4>{}{}").format(could, better_not, end)

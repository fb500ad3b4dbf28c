"""A difficult conversation in moments: choose what to say, and see what the person does then, and why it fits or not."""

from __future__ import annotations

from types import SimpleNamespace

from utils import html
from utils.explorers import Control, Explorer, explorer
from utils.faults import CourseError
from utils.panels import practice_item

_WAIT = ("", "I am still thinking")
_FITS = {"yes": "This fits.", "no": "This does not fit."}


def moment(data: SimpleNamespace, talk: str, position: int) -> Explorer:
    """One moment of an invented conversation as an explorer: nothing is told before the learner has chosen.

    ``data``: all tables. ``talk`` and ``position``: as in ``talk_steps``. Raises CourseError for a moment that is not there.
    """
    found = data.talk_steps[(data.talk_steps["talk"] == talk) & (data.talk_steps["position"] == position)]
    if found.empty:
        raise CourseError(f"data/living/talk_steps.csv has no moment {position} of a conversation {talk!r}.")
    step = next(found.itertuples())
    choices = data.talk_choices[data.talk_choices["step_id"] == step.id].set_index("id")
    opening = f"<h3>{html.text(step.label)}</h3><p>{html.text(step.scene)}</p>"

    def panel(id: str) -> str:
        if not id:
            return f"{opening}<p>What do you say? Choose one of the sentences above.</p>"
        row = choices.loc[id]
        rests = practice_item(
            next(data.practice[data.practice["id"] == row["practice_id"]].itertuples()), data.references
        )
        return (
            f"{opening}<p><b>You:</b> {html.text(row['says'])}</p><p><b>Then:</b> {html.text(row['reply'])}</p>"
            f"<p><b>{_FITS[row['fits']]}</b> {html.text(row['reason'])}</p>"
            f'<aside class="mbc-reference"><p class="mbc-origin">The reason rests on a reference:</p><p>{rests}</p></aside>'
        )

    options = (_WAIT, *choices["says"].items())
    return explorer(f"talk-{talk}-{position}", step.label, (Control("What do you say?", options),), panel)

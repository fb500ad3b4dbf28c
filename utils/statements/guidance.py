"""Nursing rows (table ``practice``) and their references as text."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from utils.statements import estimates

UNSURE = "check with a clinician first"
BADGE = f" [{UNSURE}]"
# kind of a row of ``practice`` that has a row in ``escalations``
ESCALATION = "escalation"
# part of an escalation (column of ``escalations``) → its label before the text, and in the list of what is not stated
PARTS = {"do_now": ("Now", "what to do now"), "call": ("Call", "whom to call"), "do_not": ("Do not", "what not to do")}


class NursingRow(Protocol):
    """A row of ``practice``, as ``CourseData.row`` or ``itertuples`` gives it: the fields that make its text."""

    statement: str
    value: str
    unit: str
    use_first: str


class EscalationSteps(Protocol):
    """A row of ``escalations``: the three parts of an escalation, each with its page."""

    do_now: str
    do_now_reference_id: str
    call: str
    call_reference_id: str
    do_not: str
    do_not_reference_id: str


class Step(NamedTuple):
    """One part of an escalation that a page states."""

    label: str
    text: str
    reference_id: str


class ReferencePage(Protocol):
    """A row of ``references``: the fields that name it."""

    publisher: str
    year: str


def badge(sure: bool, words: str = BADGE) -> str:
    """The badge after a statement that is not to be used first; empty if it is ``sure``.

    ``words``: how the badge is written in that place.
    """
    return "" if sure else words


def practice_text(row: NursingRow) -> str:
    """The statement of a nursing row, with its figure filled in and the badge if it is not to be used first.

    Parameters
    ----------
    row : NursingRow
        A row of ``practice``; its figure is in its own unit.

    Returns
    -------
    str
        Plain text, not HTML.
    """
    return practice_statement(row) + badge(row.use_first == "yes")


def practice_statement(row: NursingRow) -> str:
    """The statement of a nursing row, with its figure filled in: ``practice_text`` without the badge.

    Parameters
    ----------
    row : NursingRow
        A row of ``practice``; its figure is in its own unit.

    Returns
    -------
    str
        Plain text, not HTML.
    """
    return row.statement.replace("{value}", f"{row.value} {row.unit}".strip())


def without_badge(text: str) -> str:
    """A statement without the badge that ``badge`` put after it, for a place that shows a marker instead."""
    return text.removesuffix(BADGE)


def escalation_steps(row: EscalationSteps) -> list[Step]:
    """What to do now, whom to call and what not to do: the parts of an escalation that a page states, in that order.

    Parameters
    ----------
    row : EscalationSteps
        A row of ``escalations``.

    Returns
    -------
    list of Step
        Label, text and page of each part; a part that is ``not stated`` is left out.
    """
    return [
        Step(label, getattr(row, part), getattr(row, f"{part}_reference_id"))
        for part, (label, _) in PARTS.items()
        if getattr(row, part) != estimates.NOT_STATED
    ]


def sign_text(row: NursingRow) -> str:
    """The sign that an escalation is about: its statement up to the first colon, after which it says what to do.

    Parameters
    ----------
    row : NursingRow
        A row of ``practice``.

    Returns
    -------
    str
        Plain text with the figure filled in, and the badge if the row is not to be used first.
    """
    sign, colon, _ = practice_text(row).partition(": ")
    return sign + badge(row.use_first == "yes") if colon else sign


def steps_not_stated(row: EscalationSteps) -> str:
    """What no page states of an escalation, as a sentence; empty if all three parts are stated.

    Parameters
    ----------
    row : EscalationSteps
        A row of ``escalations``.

    Returns
    -------
    str
        Such as "Not stated: what not to do."
    """
    missing = [words for part, (_, words) in PARTS.items() if getattr(row, part) == estimates.NOT_STATED]
    return f"Not stated: {', '.join(missing)}." if missing else ""


def steps_text(row: EscalationSteps) -> str:
    """The stated parts of an escalation as one line of plain text.

    Parameters
    ----------
    row : EscalationSteps
        A row of ``escalations``.

    Returns
    -------
    str
        Such as "Now: note the time. Call: 911."
    """
    return " ".join(f"{step.label}: {step.text}." for step in escalation_steps(row))


def year_text(stated: str) -> str:
    """The year of a page as shown to readers.

    Parameters
    ----------
    stated : str
        The column ``year`` of ``references``: a year, a range of years or ``not stated``.

    Returns
    -------
    str
        The year, or "no date" if the page does not state one.
    """
    return "no date" if stated == estimates.NOT_STATED else stated


def publisher_year(page: ReferencePage) -> str:
    """Publisher and year of a page as text.

    Parameters
    ----------
    page : ReferencePage
        A row of ``references``.

    Returns
    -------
    str
        Such as "CDC, 2023"; the text that ``publisher_links`` of ``utils/ui/components.py`` shows as a link.
    """
    return f"{page.publisher}, {year_text(page.year)}"

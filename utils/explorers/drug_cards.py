"""Drug cards: what a drug does, three things to watch for, the one thing to call about, and what to teach.

Which nursing facts are on a card is read from ``drug_cards``; nothing here names a drug.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from utils import ui
from utils.statements.guidance import practice_statement
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData
from utils.ui.components import answer_of, block_end, frame, heading_tag, practice_item
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

_DOES = "does"
# part of a card → its heading
_PARTS = {"watch": "Watch for", "call": "Call, or act at once", "teach": "Teach"}


def drug_card_explorer(data: CourseData) -> Explorer:
    """Choose a drug or a class of drugs; see its card.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per treatment of ``data.drug_cards``.
    """
    ids = data.drug_cards["treatment_id"].unique()
    choice = Control("Which drug or class?", tuple((id, data.label("treatments", id)) for id in ids))
    return build_explorer("drug-cards", "Drug cards", (choice,), lambda id: drug_card(data, id))


def drug_card(data: CourseData, treatment_id: str) -> Markup:
    """One card: name and brand, what it does, what to watch for, when to call, what to teach.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    treatment_id : str
        A treatment of ``data.drug_cards``.

    Returns
    -------
    Markup
        The panel, framed as what references say.
    """
    rows = data.drug_cards[data.drug_cards["treatment_id"] == treatment_id]
    facts = {
        part: data.rows("practice", part_rows["practice_id"]) for part, part_rows in rows.groupby("part", sort=False)
    }
    sources = Sources(data)
    first, *others = facts[_DOES]
    does = answer_of(practice_statement(first), sources.row("practice", first.id)) + ui.joined(
        Markup("<p>{}</p>").format(practice_item(row, sources)) for row in others
    )
    body = ui.joined(_part(facts.get(part, []), sources, heading) for part, heading in _PARTS.items())
    shown_rows = [row for part_rows in facts.values() for row in part_rows]
    return (
        heading_tag(_name(data, treatment_id))
        + frame(does + body)
        + block_end(sources, data, review_keys("practice", shown_rows))
    )


def _part(rows: list[NamedTuple], sources: Sources, heading: str) -> Markup:
    """A part of a card under its heading; nothing where it has no rows."""
    return heading_tag(heading, 4) + ui.bullets(practice_item(row, sources) for row in rows) if rows else Markup()


def _name(data: CourseData, treatment_id: str) -> str:
    """The label with its US brand; of a class, its drugs with theirs."""

    def branded(row: NamedTuple) -> str:
        return f"{row.label} ({row.brand})" if row.brand else row.label

    treatment = data.row("treatments", treatment_id)
    below = data.treatments[(data.treatments["parent"] == treatment_id) & (data.treatments["level"] == "drug")]
    drugs = "; ".join(branded(row) for row in below.itertuples())
    return f"{branded(treatment)}: {drugs}" if drugs else branded(treatment)

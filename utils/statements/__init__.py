"""What rows say and where they come from, as text: no HTML, no pictures."""

from utils.statements.agreement_map import map_grid
from utils.statements.estimates import ASKED, NOT_STATED
from utils.statements.interrater import agreement_by_instrument, agreement_by_question, paired
from utils.statements.locations import pages, said_in
from utils.statements.statement_table import comparison_table, statements
from utils.statements.steps import steps_of

__all__ = [
    "ASKED",
    "NOT_STATED",
    "agreement_by_instrument",
    "agreement_by_question",
    "comparison_table",
    "map_grid",
    "pages",
    "paired",
    "said_in",
    "statements",
    "steps_of",
]

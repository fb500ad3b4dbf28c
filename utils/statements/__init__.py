"""What rows say and where they come from, as text: no HTML, no pictures."""

from utils.statements.agreement_map import map_citations, map_grid
from utils.statements.estimates import ASKED, NOT_STATED
from utils.statements.guidance import practice_text, publisher_year, year
from utils.statements.interrater import agreement_by_instrument, agreement_by_question, paired
from utils.statements.links import panel_parts, treatment_keys
from utils.statements.locations import lines_in_words, lines_named, pages, said_in
from utils.statements.statement_table import agreement, comparison_table, of_article, sides, statements
from utils.statements.steps import steps_of

__all__ = [
    "ASKED",
    "NOT_STATED",
    "agreement",
    "agreement_by_instrument",
    "agreement_by_question",
    "comparison_table",
    "lines_in_words",
    "lines_named",
    "map_citations",
    "map_grid",
    "of_article",
    "pages",
    "paired",
    "panel_parts",
    "practice_text",
    "publisher_year",
    "said_in",
    "sides",
    "statements",
    "steps_of",
    "treatment_keys",
    "year",
]

"""What rows state and where it comes from, as text: no HTML, no pictures."""

from utils.statements.agreement_map import map_citations, map_grid
from utils.statements.estimates import CONTEXT, NOT_STATED
from utils.statements.guidance import practice_text, publisher_year, year_text
from utils.statements.interrater import agreement_by_instrument, agreement_by_question, paired
from utils.statements.links import panel_parts, treatment_keys
from utils.statements.locations import cited_lines, line_numbers_text, lines_text, page_titles
from utils.statements.statement_table import (
    agreement,
    all_statements,
    article_statements,
    comparison_sides,
    comparison_table,
)
from utils.statements.steps import steps_of
from utils.statements.vocabulary import drug_names, symptom_words

__all__ = [
    "CONTEXT",
    "NOT_STATED",
    "agreement",
    "agreement_by_instrument",
    "agreement_by_question",
    "all_statements",
    "article_statements",
    "cited_lines",
    "comparison_sides",
    "comparison_table",
    "drug_names",
    "line_numbers_text",
    "lines_text",
    "map_citations",
    "map_grid",
    "page_titles",
    "paired",
    "panel_parts",
    "practice_text",
    "publisher_year",
    "steps_of",
    "symptom_words",
    "treatment_keys",
    "year_text",
]

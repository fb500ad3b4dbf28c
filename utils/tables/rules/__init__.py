"""What the Data Package standard cannot express about the tables, by subject."""

from utils.tables.rows import Level
from utils.tables.rules import appraisal, display, fact_base, lessons, links, questions

# Rule → how valid the tables must be before it runs. Rules over the question bank skip invalid cells, so that all
# problems of a question are reported together.
RULES = {
    **dict.fromkeys((*fact_base.RULES, *lessons.RULES, *links.RULES, *appraisal.RULES, *display.RULES), Level.VALID),
    **dict.fromkeys(questions.RULES, Level.READ),
}

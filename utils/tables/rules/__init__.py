"""What the Data Package standard cannot express about the tables, by subject."""

from utils.tables.rows import Level
from utils.tables.rules import appraisal, cases, display, escalations, fact_base, lessons, links, questions, reviews

# Rule → how valid the tables must be before it runs. Rules over the question bank skip invalid cells, so that all
# problems of a question are reported together.
RULES = {
    **{
        rule: Level.VALID
        for module in (fact_base, lessons, links, appraisal, cases, escalations, reviews, display)
        for rule in module.RULES
    },
    **dict.fromkeys(questions.RULES, Level.READ),
}

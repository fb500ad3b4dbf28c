"""What the Data Package standard cannot say about the tables, by subject."""

from utils.tables.rows import Level
from utils.tables.rules import appraisal, fact_base, lessons, links, questions

# rule → how sound the tables must be before it runs. Rules over the question bank skip cells that are wrong themselves, so
# that all problems of a question are reported together.
RULES = {
    **dict.fromkeys((*fact_base.RULES, *lessons.RULES, *links.RULES, *appraisal.RULES), Level.SOUND),
    **dict.fromkeys(questions.RULES, Level.READ),
}

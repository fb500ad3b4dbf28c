"""What a class answered in a learning platform: read without names, item analysis, and what to teach again.

It reads back what ``utils.exports`` wrote for a platform, so that questions are found in the bank again.
"""

from utils.results.made_up import made_up
from utils.results.model import ClassAnswers
from utils.results.reading import newest, read
from utils.results.statistics import cronbach_alpha, difficulty, discrimination, kr20
from utils.results.views import about, chart, each_question, methods, to_look_at, to_teach_again, whole_test

__all__ = [
    "ClassAnswers",
    "about",
    "chart",
    "cronbach_alpha",
    "difficulty",
    "discrimination",
    "each_question",
    "kr20",
    "made_up",
    "methods",
    "newest",
    "read",
    "to_look_at",
    "to_teach_again",
    "whole_test",
]

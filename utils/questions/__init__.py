"""What a learner answers: the question bank, its HTML form, scoring, quizzes, and the record of what was answered."""

from utils.questions.missed_questions import MissedQuestions, missed
from utils.questions.quizzes import Quiz, quiz

__all__ = [
    "MissedQuestions",
    "Quiz",
    "missed",
    "quiz",
]

"""What a learner answers: the question bank, its HTML form, scoring, quizzes."""

from utils.questions.quizzes import Quiz, quiz

__all__ = [
    "Quiz",
    "quiz",
]

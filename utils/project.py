"""Where things are in this checkout."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
FOR_INSTRUCTORS = ("class_results",)  # notebooks that are not for learners: no page, not in a student's copy
# notebooks that are not lessons: no number, no questions of their own, no row in data/lessons.csv
UNNUMBERED = ("glossary", "missed_questions", *FOR_INSTRUCTORS)
LEARNER_COPY = ROOT / "my_course"  # ignored by git
ARTICLES = ROOT / "articles"  # a class's own copy of the articles (make articles); ignored by git
SHARED_ARTICLES = ROOT.parent / "shared" / "sources"  # the articles, if `shared` is next to this checkout


def version() -> str:
    """The version of the course, as pyproject.toml has it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def articles_folder() -> Path:
    """The folder to read the articles from: the copy in this checkout if there is one, otherwise the shared one."""
    return ARTICLES if ARTICLES.is_dir() else SHARED_ARTICLES

"""The pages that are not lessons: course map, glossary, articles, numbers. Made from the tables, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.publishing.class_links import ABILITIES
from utils.publishing.lesson_files import linked_terms
from utils.publishing.site.article_pages import line_bands
from utils.statements import estimates, vocabulary
from utils.statements.locations import cited_lines
from utils.statements.reviewers import reviewers
from utils.statements.statement_table import agreement, comparison_sides, comparison_table
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import TEST
from utils.ui.evidence import statement_items
from utils.ui.templates import render

COURSE = "Metastatic breast cancer: a course for nursing students"


def make_pages(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> dict[str, str]:
    """The pages that are not lessons.

    Parameters
    ----------
    data : CourseData
        All tables.
    notebooks : mapping of str to dict
        Id of a lesson → the notebook as JSON.
    tests : sequence of str
        Names of the pages with tests of the whole course, to which the first page links.

    Returns
    -------
    dict of str to str
        Name of a page (without ending) → its Markdown.
    """
    return {
        "index": index_page(data, notebooks, tests),
        "glossary": glossary_page(data, notebooks),
        "articles": articles_page(data),
        **{f"article_{source.id}": article_page(data, source, notebooks) for source in data.sources.itertuples()},
        "about_the_numbers": numbers_page(data),
        "missed_questions": missed_page(data, notebooks),
    }


def missed_page(data: CourseData, notebooks: Mapping[str, dict]) -> str:
    """What was missed comes back: the script of the page finds it in the learner's record."""
    titles = data.by_id("lessons")["title"]
    items = {
        row.id: [row.lesson, titles[row.lesson], row.stem, row.client_need, row.judgment]
        for row in data.items.itertuples()
        if row.lesson in notebooks and row.place != TEST
    }
    return _page("missed_questions", "Repeat what you missed", items=items)


def index_page(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> str:
    """The first page: what the course is, each lesson with minutes and objectives, and what else there is."""
    lessons = data.lessons[data.lessons["id"].isin(notebooks)]
    return _page(
        "index",
        COURSE,
        picture=_first_picture(data),
        lessons=[(lesson, objectives(notebooks[lesson.id])) for lesson in lessons.itertuples()],
        minutes_core=lessons["minutes_core"].sum(),
        minutes_all=lessons["minutes_all"].sum(),
        urgent=next((name for name, notebook in notebooks.items() if "## Get help now" in _prose(notebook)), ""),
        terms=len(data.glossary),
        tests=tests,
        lesson_pages=[*lessons["id"], *tests],
    )


def _first_picture(data: CourseData) -> Markup:
    """Where breast cancer spreads, as the body map of the lessons shows it."""
    organs = data.sites[data.sites["kind"] == "organ"]
    named = ", ".join(organs["label"].str.lower())
    title = f"Where breast cancer often spreads: {named}. It starts in the breast and stays breast cancer."
    return charts.body_map(organs, title=title, sources=[cited_lines(data.citations, "sites", organs["id"])]).html


def glossary_page(data: CourseData, notebooks: Mapping[str, dict]) -> str:
    """Every term under its first letter, each with the lessons that link to it; then names of drugs and symptoms."""
    lessons_by_term: dict[str, list[str]] = {}
    for name, notebook in notebooks.items():
        for term in linked_terms(_prose(notebook)):
            lessons_by_term.setdefault(term, []).append(name)
    letters = data.glossary.groupby(data.glossary["term"].str[0].str.upper())
    return _page(
        "glossary",
        "Glossary",
        count=len(data.glossary),
        letters=[(letter, ui.glossary(data, rows, lessons_by_term, "html").html) for letter, rows in letters],
        drugs=vocabulary.drug_names(data),
        symptoms=vocabulary.symptom_words(data),
    )


def articles_page(data: CourseData) -> str:
    """What the articles are, and how many of them make the same statement."""
    statements_by_articles = agreement(data)["articles"].value_counts().sort_index()
    return _page(
        "articles",
        "The articles",
        sources=list(data.sources.itertuples()),
        about=data.sources[["id", "publisher", "date", "authorship", "references_given", "reading_grade"]],
        counts=pd.DataFrame(
            {
                "articles": statements_by_articles.index.astype(str),
                "statements": statements_by_articles.to_numpy(),
            }
        ),
        article_pages=[f"article_{article_id}" for article_id in data.sources["id"]],
    )


def article_page(data: CourseData, source: NamedTuple, notebooks: Mapping[str, dict]) -> str:
    """One article: what is known about it, then what it says by line. ``source``: its row of ``sources``."""
    about = {
        "Title": source.title,
        "Publisher": source.publisher,
        "Date": source.date,
        "Author": source.authorship,
        "Names its sources": source.references_given,
        "Disclosure": source.disclosure,
        "Reading grade (Flesch-Kincaid)": source.reading_grade,
        "Lines": source.lines,
    }
    shows = data.lesson_shows.merge(data.lessons, left_on="lesson", right_on="id", suffixes=("", "_lesson"))
    return _page(
        "article",
        f"Article {source.id}",
        about=about,
        shown_whole_in=list(shows[shows["lesson"].isin(notebooks)].itertuples()),
        bands=line_bands(data, source.id),
    )


def numbers_page(data: CourseData) -> str:
    """Measures, the articles' estimates and what they leave out, verdicts, how things were checked, references."""
    article_rows = data.statistics[data.statistics["kind"] == "article"]
    rows_by_measure = data.statistics["measure"].value_counts()
    figures = [
        (row.label, estimates.amount(row.low, row.high, row.unit), estimates.context(row))
        for row in article_rows.itertuples()
    ]
    not_stated = [
        (question, (article_rows[column] == estimates.NOT_STATED).sum(), len(article_rows))
        for column, question in estimates.CONTEXT.items()
    ]
    compared_rows = comparison_table(data).query("verdict != ''")
    verdict_counts = pd.concat([compared_rows["verdict"], compared_rows["second_verdict"]]).value_counts()
    by_topic = compared_rows.groupby("topic", sort=False)
    return _page(
        "about_the_numbers",
        "About the numbers",
        measures=[
            (name, meaning, name in estimates.OF_100_PEOPLE, rows_by_measure[name])
            for name, meaning in estimates.MEANING.items()
            if name in rows_by_measure
        ],
        figures=pd.DataFrame(figures, columns=["label", "figure", "context"]),
        not_stated=pd.DataFrame(not_stated),
        citations=len(data.citations),
        references=len(data.references),
        reviewed=len(reviewers(data)),
        verdicts=[(name, meaning, verdict_counts.get(name, 0)) for name, meaning in verdicts.MEANING.items()],
        topics=[(topic, [_comparison(data, row) for row in rows.itertuples()]) for topic, rows in by_topic],
        listed=ui.reference_list(data.references, data.references["id"]).html,
    )


def _comparison(data: CourseData, row: NamedTuple) -> dict:
    """A comparison as a card: its row with its verdict in words, and the statements of both sides with sources."""
    items, sides = statement_items(data), comparison_sides(data)[row.id]
    texts = {f"{side}_items": [text for key in keys for text in items[key]] for side, keys in sides.items()}
    return row._asdict() | texts | {"verdict": verdicts.verdict_text(row, ", ")}


def objectives(notebook: dict) -> list[str]:
    """The learning objectives of a lesson, as text."""
    section = re.search(rf"^## {ABILITIES}\n(.*?)(?=^#|\Z)", _prose(notebook), re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\d+\. (.+)$", section[1], re.MULTILINE) if section else []
    return [re.sub(r"<!--.*?-->|[*_]|\[([^\]]+)\]\([^)]+\)", r"\1", line) for line in lines]


def _page(name: str, title: str, **values) -> str:
    return render("utils.publishing.site", f"{name}.md", title=title, **values)


def _prose(notebook: dict) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")

"""The pages that are no lesson: course map, glossary, the articles, the numbers. Made from the tables, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.publishing.site.article_pages import bands
from utils.statements import estimates
from utils.statements.statement_table import agreement, comparison_table
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.elements import joined
from utils.ui.templates import render


def make_pages(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> dict[str, str]:
    """Name of each page (without ending) → its Markdown. ``notebooks``: the lessons by file name without ending.

    ``tests``: names of the pages with tests of the whole course, which the first page links to.
    """
    return {
        "index": course_map(data, notebooks, tests),
        "glossary": glossary(data, notebooks),
        "articles": articles(data),
        **{f"article_{row.id}": article(data, row, notebooks) for row in data.sources.itertuples()},
        "about_the_numbers": numbers(data),
    }


def course_map(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> str:
    """The first page: what this is, each lesson with minutes and objectives, and what else there is."""
    lessons = data.lessons[data.lessons["id"].isin(notebooks)]
    lessons = lessons.assign(minutes=lessons["minutes_reading"] + lessons["minutes_doing"])
    return _page(
        "index",
        "Metastatic breast cancer: reading, numbers, practice",
        lessons=[(row, objectives(notebooks[row.id])) for row in lessons.itertuples()],
        minutes=lessons["minutes"].sum(),
        urgent=next((name for name, notebook in notebooks.items() if "## Get help now" in _prose(notebook)), ""),
        terms=len(data.glossary),
        tests=tests,
        lesson_pages=[*lessons["id"], *tests],
    )


def glossary(data: CourseData, notebooks: Mapping[str, dict]) -> str:
    """Every term under its first letter, each with its sources and the lessons that link to it."""
    titles = dict(zip(data.lessons["id"], data.lessons["title"], strict=True))
    used: dict[str, dict[str, Markup]] = {}  # term → lesson → its link
    for name, notebook in notebooks.items():
        for term in re.findall(r"#term-([\w-]+)\)", _prose(notebook)):
            used.setdefault(term, {})[name] = Markup('<a href="{}.html">{}</a>').format(name, titles.get(name, name))
    used_in = Markup('<span class="mbc-source mbc-used">Lessons: {}</span>').format
    links = {term: used_in(joined(found.values(), ", ")) for term, found in used.items()}
    letters = data.glossary.groupby(data.glossary["term"].str[0].str.upper())
    return _page(
        "glossary",
        "Glossary",
        count=len(data.glossary),
        letters=[(letter, ui.glossary(data, rows, links).html) for letter, rows in letters],
    )


def articles(data: CourseData) -> str:
    """What the articles are, and how many of them say the same."""
    spread = agreement(data)["articles"].value_counts().sort_index()
    return _page(
        "articles",
        "The articles",
        sources=list(data.sources.itertuples()),
        about=data.sources[["id", "publisher", "date", "authorship", "references_given", "reading_grade"]],
        counts=pd.DataFrame({"articles": spread.index.astype(str), "statements": spread.to_numpy()}),
        article_pages=[f"article_{id}" for id in data.sources["id"]],
    )


def article(data: CourseData, source, notebooks: Mapping[str, dict]) -> str:
    """One article: what is known of it, then what it says by line. ``source``: its row of ``sources``."""
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
        whole=list(shows[shows["lesson"].isin(notebooks)].itertuples()),
        bands=bands(data, source.id),
    )


def numbers(data: CourseData) -> str:
    """Measures, the figures of the articles and what they leave out, verdicts, how things were checked, references."""
    own = data.statistics[data.statistics["kind"] == "article"]
    measured = data.statistics["measure"].value_counts()
    figures = [(r.label, estimates.amount(r.low, r.high, r.unit), estimates.context(r)) for r in own.itertuples()]
    unsaid = [((own[column] == estimates.NOT_STATED).sum(), question) for column, question in estimates.CONTEXT.items()]
    judged = comparison_table(data).query("verdict != ''")
    given = pd.concat([judged["verdict"], judged["second_verdict"]]).value_counts()
    verdict = [verdicts.verdict_text(row, ", ") for row in judged.itertuples()]
    shown = ["statement", "verdict", "other", "what_differs", "why_it_matters"]
    return _page(
        "about_the_numbers",
        "About the numbers",
        measures=[
            (name, words, name in estimates.OF_100_PEOPLE, measured[name])
            for name, words in estimates.MEANING.items()
            if name in measured
        ],
        figures=pd.DataFrame(figures, columns=["label", "figure", "said"]),
        unsaid=pd.DataFrame([(question, count, len(own)) for count, question in unsaid]),
        citations=len(data.citations),
        references=len(data.references),
        verdicts=[(name, words, given.get(name, 0)) for name, words in verdicts.MEANING.items()],
        comparisons=judged.assign(verdict=verdict)[shown],
        listed=ui.reference_list(data.references, data.references["id"]).html,
    )


def objectives(notebook: dict) -> list[str]:
    """What a lesson says that its reader will be able to do."""
    section = re.search(r"^## What you will be able to do\n(.*?)(?=^#|\Z)", _prose(notebook), re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\d+\. (.+)$", section[1], re.MULTILINE) if section else []
    return [re.sub(r"<!--.*?-->|[*_]|\[([^\]]+)\]\([^)]+\)", r"\1", line) for line in lines]


def _page(name: str, title: str, **values) -> str:
    return render("utils.publishing.site", f"{name}.md", title=title, **values)


def _prose(notebook: dict) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")

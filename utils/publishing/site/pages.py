"""The pages that are no lesson: course map, glossary, the articles, the numbers. Made from the tables, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from utils import ui
from utils.publishing.site.article_pages import said_by
from utils.statements import estimates
from utils.statements.statement_table import agreement, comparison_table
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.cards import glossary as glossary_list
from utils.ui.cards import reference_list

NOT_REVIEWED = "*Not yet reviewed by a clinician. It teaches; it is no advice for one person.*"


def make(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> dict[str, str]:
    """Name of each page (without ending) → its Markdown. ``notebooks``: the lessons by file name without ending.

    ``tests``: names of the pages with tests of the whole course, which the first page links to.
    """
    said = said_by(data)
    return {
        "index": course_map(data, notebooks, tests),
        "glossary": glossary(data, notebooks),
        "articles": articles(data),
        **{f"article_{row.id}": article(data, row, notebooks, said[row.id]) for row in data.sources.itertuples()},
        "about_the_numbers": numbers(data),
    }


def course_map(data: CourseData, notebooks: Mapping[str, dict], tests: Sequence[str] = ()) -> str:
    """The first page: what this is, each lesson with minutes and objectives, and what else there is."""
    cards, minutes = [], 0
    rows = [row for row in data.lessons.itertuples() if row.id in notebooks]
    for row in rows:
        own = row.minutes_reading + row.minutes_doing
        minutes += own
        goals = ui.bullets(ui.text(goal) for goal in objectives(notebooks[row.id]))
        cards.append(
            f'<p class="mbc-name"><a href="{row.id}.html">{ui.text(row.title)}</a></p>'
            f"<p>{ui.text(row.about)}</p><p>{own} minutes: {row.minutes_reading} reading, {row.minutes_doing} doing</p>"
            + (ui.folded(f"Goals: {row.title}", goals) if goals else "")
        )
    urgent = next((name for name, notebook in notebooks.items() if "## Get help now" in _prose(notebook)), None)
    now = f'<p class="mbc-now"><a href="{urgent}.html#Get-help-now">Get help now: signs that cannot wait</a></p>'
    rest = [
        f"- [Glossary](glossary.md): {len(data.glossary)} terms in plain words, and the lessons that use them.",
        "- [The articles](articles.md): what each of them says, line by line in our words, and what stands beside it.",
        "- [About the numbers](about_the_numbers.md): what a measure means, how figures were checked, every reference.",
        "- [For administrators](administrators.md): the course for a class on a server, and what it needs.",
    ]
    return "\n\n".join(
        [
            "# Metastatic breast cancer: reading, numbers, practice",
            "A course for nursing students, built from health articles for the public and the references beside them. "
            "These pages need no network, no account and no program.",
            NOT_REVIEWED,
            *([now] if urgent else []),
            "## Course map",
            f"{len(rows)} lessons, {minutes} minutes in all. Take them in order, or choose one.",
            f'<ol class="mbc-map">{"".join(f"<li>{card}</li>" for card in cards)}</ol>',
            *(f"[Test yourself before and after the course]({name}.md): two short tests to compare." for name in tests),
            "## Look things up",
            "\n".join(rest),
            "## How to use these pages",
            "- **Explorers** show one thing at a time. Choose with the mouse, or with Tab and the arrow keys.\n"
            "- **Questions** have a reason for every answer. Open it after you have chosen.\n"
            "- **On paper** every panel is open, and the answers stand at the end.\n"
            "- **Light or dark** follows your device; with JavaScript on, a button at the top changes it.\n"
            "- **Without JavaScript** only that button and the search are missing, and no score is kept.",
            _toctree("Lessons", [*(row.id for row in rows), *tests]),
            _toctree("Look things up", ["glossary", "articles", "about_the_numbers"]),
            _toctree("For who runs it", ["administrators"]),
        ]
    )


def glossary(data: CourseData, notebooks: Mapping[str, dict]) -> str:
    """Every term under its first letter, each with its sources and the lessons that link to it."""
    titles = dict(zip(data.lessons["id"], data.lessons["title"], strict=True))
    used: dict[str, list[str]] = {}
    for name, notebook in notebooks.items():
        for term in re.findall(r"#term-([\w-]+)\)", _prose(notebook)):
            link = f'<a href="{name}.html">{ui.text(titles.get(name, name))}</a>'
            used.setdefault(term, []).append(link)
    links = {
        term: f'<span class="mbc-source mbc-used">Lessons: {", ".join(dict.fromkeys(found))}</span>'
        for term, found in used.items()
    }
    terms = data.glossary.assign(letter=data.glossary["term"].str[0].str.upper())
    parts = ["# Glossary", NOT_REVIEWED, f"{len(terms)} terms. Lessons link the first use of a term to its place here."]
    for letter, rows in terms.groupby("letter"):
        parts += [f"## {letter}", glossary_list(data, rows, links).html]
    return "\n\n".join(parts)


def articles(data: CourseData) -> str:
    """What the articles are, and how many of them say the same."""
    shown = data.sources[["id", "publisher", "date", "authorship", "references_given", "reading_grade"]]
    links = ui.bullets(
        f'<a href="article_{row.id}.html">Article {row.id}: {ui.text(row.title)}</a>'
        for row in data.sources.itertuples()
    )
    spread = agreement(data)["articles"].value_counts().sort_index()
    counts = pd.DataFrame({"articles": spread.index.astype(str), "statements": spread.to_numpy()})
    return "\n\n".join(
        [
            "# The articles",
            NOT_REVIEWED,
            "The course reads these articles. They are third-party text and not part of it: what they say is restated "
            "in our own words, with the line, so that whoever has them can check us. A restatement may be wrong: tell us.",
            links,
            ui.table(
                shown,
                "The articles and what they tell about themselves",
                ["Article", "Publisher", "Date", "Author", "Names its sources?", "Reading grade"],
            ),
            "## How far they agree",
            "Most statements stand in one article only. That is no sign that they are wrong, nor that they are right.",
            ui.table(counts, "Statements by the number of articles that make them", ["Articles", "Statements"]),
            "```{toctree}\n:hidden:\n\n" + "\n".join(f"article_{id}" for id in data.sources["id"]) + "\n```",
        ]
    )


def article(data: CourseData, source, notebooks: Mapping[str, dict], said: str) -> str:
    """One article: what is known of it, then ``said``, what it says by line. ``source``: its row of ``sources``."""
    about = {
        "Title": source.title, "Publisher": source.publisher, "Date": source.date, "Author": source.authorship,
        "Names its sources": source.references_given, "Disclosure": source.disclosure,
        "Reading grade (Flesch-Kincaid)": source.reading_grade, "Lines": source.lines,
    }  # fmt: skip
    facts = "".join(f"<dt>{ui.text(name)}</dt><dd>{ui.text(value)}</dd>" for name, value in about.items())
    return "\n\n".join(
        [
            f"# Article {source.id}",
            NOT_REVIEWED,
            f'<dl class="mbc-about">{facts}</dl>',
            "Below is what it says, in our words, in the order of its lines. Where another article or a reference says "
            "something to it, that stands folded beside it.",
            _whole_rows(data, notebooks),
            said,
        ]
    )


# what a lesson calls to show rows whole that join several articles, and what they are about
_SHOWN_BY = {
    "stages.stage_walk(": "stages and spread",
    "subtypes.two_axes(": "types of cancer",
    "sites.site_explorer(": "organs",
    "diagnosis.diagnosis_path(": "tests",
    "treatments.treatment_explorer(": "treatments",
}


def _whole_rows(data: CourseData, notebooks: Mapping[str, dict]) -> str:
    """Why a name may stand alone, with links to the lessons that show those rows whole."""
    titles = dict(zip(data.lessons["id"], data.lessons["title"], strict=True))
    links = [
        f"{about} in [{titles.get(name, name)}]({name}.ipynb)"
        for call, about in _SHOWN_BY.items()
        for name, notebook in notebooks.items()
        if any(call in "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    ]
    whole = f" The lessons show such rows whole: {'; '.join(links)}." if links else ""
    return f"Where a row of this course joins what several articles say, only its name stands here, or this article's own part of it.{whole}"


def numbers(data: CourseData) -> str:
    """Measures, the figures of the articles and what they leave out, verdicts, how things were checked, references."""
    own = data.statistics[data.statistics["kind"] == "article"]
    measured = data.statistics["measure"].value_counts()
    measures = "".join(
        f"<dt>{ui.text(name[0].upper() + name[1:])}</dt><dd>{ui.text(words)} {_people(name)} Figures in the tables: {measured[name]}.</dd>"
        for name, words in estimates.MEANING.items()
        if name in measured
    )
    listed = pd.DataFrame(
        {
            "label": own["label"],
            "figure": [estimates.amount(r.low, r.high, r.unit) for r in own.itertuples()],
            "said": [estimates.context(row) for row in own.itertuples()],
        }
    )
    unsaid = pd.DataFrame(
        [
            (question, int((own[column] == estimates.NOT_STATED).sum()), len(own))
            for column, question in estimates.ASKED.items()
        ]
    )
    judged = comparison_table(data).query("verdict != ''")
    given = pd.concat([judged["verdict"], judged["second_verdict"]]).value_counts()
    meanings = "".join(
        f"<dt>{ui.text(name[0].upper() + name[1:])}</dt><dd>{ui.text(words)} Given {given.get(name, 0)} times.</dd>"
        for name, words in verdicts.MEANING.items()
    )
    verdict = judged["verdict"] + judged["second_verdict"].map(lambda second: f", {second}" if second else "")
    beside = judged.assign(verdict=verdict)[["statement", "verdict", "other", "what_differs", "why_it_matters"]]
    return "\n\n".join(
        [
            "# About the numbers",
            NOT_REVIEWED,
            "## What a measure means",
            f'<dl class="mbc-meaning">{measures}</dl>',
            "## The figures of the articles",
            ui.table(listed, "Every figure that an article states", ["About", "Figure", "Who, where, when, how"]),
            "## What is not stated",
            "A figure says little without who it is about, where, when, over how long, and how it was measured.",
            ui.table(unsaid, "What the figures of the articles leave out", ["Not stated", "Figures", "Of"]),
            "## How the figures were checked",
            f"- {len(data.citations)} citations tie a row of the tables to a sentence of an article, by line, and a check "
            "program looks each one up and finds each figure in it (`make verify`, for those who have the articles).\n"
            f"- {len(data.references)} pages of registries, guidelines, journals and charities stand beside them. Not every "
            "page could be opened at its publisher's: the list below says how each was seen.\n"
            "- A verdict on a figure is worked out again from its rows each time that the tables are checked.\n"
            "- Pictures are read back from what was drawn and compared with the tables.\n"
            "- What this does not prove: that our words keep the meaning. A reader must judge that, and no clinician has "
            "yet.",
            "## Verdicts",
            f'<dl class="mbc-meaning">{meanings}</dl>',
            ui.table(
                beside,
                "Statements of the articles beside the references",
                ["An article says", "Verdict", "A reference says", "What differs", "Why it matters"],
            ),
            "## References",
            f"{len(data.references)} pages, by publisher. A year in brackets is the year of the page; *no date* means that it "
            "names none.",
            reference_list(data.references, data.references["id"]).html,
        ]
    )


def objectives(notebook: dict) -> list[str]:
    """What a lesson says that its reader will be able to do."""
    section = re.search(r"^## What you will be able to do\n(.*?)(?=^#|\Z)", _prose(notebook), re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\d+\. (.+)$", section[1], re.MULTILINE) if section else []
    return [re.sub(r"<!--.*?-->|[*_]|\[([^\]]+)\]\([^)]+\)", r"\1", line) for line in lines]


def _people(measure: str) -> str:
    if measure in estimates.OF_100_PEOPLE:
        return "It may be drawn as so many of 100 people."
    return "It is never drawn as so many of 100 people."


def _prose(notebook: dict) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def _toctree(caption: str, names: Sequence[str]) -> str:
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(names) + "\n```"

"""The fact base as a whole: every sentence accounted for, the dictionary true, and adding a fact works as
documented.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest

from tests.helpers import ARTICLES, ROOT, Table
from utils.project import DATA
from utils.publishing import notebooks
from utils.tables import citations, dictionary, loader


def test_every_sentence_of_every_article_is_accounted_for(data, articles):
    report = citations.coverage(data, articles)
    assert report.not_run == () and report.uncovered == ()
    assert (report.counts["sentences"] == report.counts["cited by a row"] + report.counts["boilerplate"]).all()


def test_a_sentence_that_nobody_cites_is_listed(data, articles):
    """Planted: one sentence loses its citations."""
    rows = data.citations
    changed = replace(data, citations=rows[~((rows["source_id"] == "003") & (rows["line"] == 164))])
    assert [place[:3] for place in citations.coverage(changed, articles).uncovered] == [("003", 164, 1)]


def test_a_glossary_entry_alone_accounts_for_nothing(data, articles):
    changed = replace(data, citations=data.citations[data.citations["table"] == "glossary"])
    report = citations.coverage(changed, articles)
    assert report.counts["cited by a row"].sum() == 0 and len(report.uncovered) == report.counts["sentences"].sum()


def test_without_articles_coverage_says_not_run(data, tmp_path):
    report = citations.coverage(data, tmp_path)
    assert len(report.not_run) == str(report).count("NOT RUN") == len(data.sources)


# table → the columns that each state a fact in plain words (a site row states what happens there and what care looks
# at)
FACTS = {
    "sites": ["effect_plain", "care_focus"],
    "symptoms": ["label_plain"],
    "diagnostic_tests": ["purpose_plain"],
    "steps": ["text_plain"],
    "subtypes": ["definition_plain", "behavior"],
    "treatments": ["label", "aim", "how_it_works"],
    "facts": ["statement"],
    "statistics": ["label"],
}


def test_article_003_holds_more_than_200_facts_before_its_questions_repeat_them(data):
    rows = data.citations[(data.citations["source_id"] == "003") & (data.citations["line"] <= 130)]
    stated = 0
    for table, columns in FACTS.items():
        frame = getattr(data, table)
        own = frame.loc[frame["id"].isin(rows.loc[rows["table"] == table, "row_id"]), columns]
        stated += (~own.isin(["", "not stated"])).to_numpy().sum()
    assert stated > 200


def test_no_row_cites_a_whole_page(data):
    """A row about everything is about nothing: no row cites more than half the lines of an article."""
    rows = data.citations[data.citations["table"] != "none"]
    most = rows.groupby(["table", "row_id", "source_id"])["line"].nunique().reset_index()
    lines = most["source_id"].map(data.sources.set_index("id")["lines"])
    long = most[lines > 20]
    assert (long["line"] / lines[lines > 20] < 0.5).all()


def test_a_figure_and_its_percent_sign_are_written_as_the_course_writes_them(data):
    """12.2 %, as prose and charts print it (figures.amount), and not 12.2%. Addresses are no text."""
    glued = [
        f"data/{resource['path']}, {field['name']}: {cell!r}"
        for resource in loader.descriptor()["resources"]
        for field in resource["schema"]["fields"]
        if field["type"] == "string" and "url" not in field["name"]
        for cell in getattr(data, resource["name"].replace("-", "_"))[field["name"]]
        if re.search(r"\d%", cell)
    ]
    assert not glued, "\n".join(glued)


def test_dictionary_is_made_from_the_descriptor():
    assert (DATA / "README.md").read_text(encoding="utf-8") == dictionary.render(loader.descriptor())


def test_dictionary_names_every_table_and_column():
    text = dictionary.render(loader.descriptor())
    for resource in loader.descriptor()["resources"]:
        assert f"## {resource['name']}\n" in text
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` | {field['type']} |" in text


TOPICS = ("blame", "cure", "chemotherapy", "sites", "type", "who is affected", "new")


@pytest.mark.parametrize("topic", TOPICS)
def test_contradictions_that_must_be_named(data, topic):
    assert data.comparisons["topic"].str.contains(topic).any()


def test_comparisons_between_articles_name_rows_of_articles(data):
    cited = set(data.citations[["table", "row_id"]].itertuples(index=False, name=None))
    between = data.comparisons.loc[data.comparisons["against"] == "article", "id"]
    rows = data.comparison_rows[data.comparison_rows["comparison_id"].isin(between)]
    assert len(between) >= 50 and set(rows[["table", "row_id"]].itertuples(index=False, name=None)) <= cited


# --- adding a fact, as CONTRIBUTING tells it, done in a copy of the project ------------------------------------------


@pytest.fixture
def project(tmp_path, request):
    """A copy of what git tracks, with one lesson, and a function that runs its commands.

    One lesson, for `make update` runs all that are there: which one, a test says with ``indirect``.
    """
    copy, lesson = tmp_path / "project", getattr(request, "param", "04")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\n"):
        if not name or not (ROOT / name).is_file():
            continue
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".ipynb") and not name.startswith(f"notebooks/{lesson}"):
            ids = [cell["id"] for cell in json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]]
            cells = [nbformat.v4.new_markdown_cell("# A lesson", id=id) for id in ids]  # nothing to run
            target.write_text(notebooks.canonical(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
        else:
            target.write_bytes((ROOT / name).read_bytes())

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "utils", *arguments],
            cwd=copy,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), os.environ["PYTHONPATH"]])},
            check=False,
        )

    return copy, run


@pytest.mark.built
@pytest.mark.parametrize("project", ["glossary"], indirect=True)
def test_add_a_fact_with_the_articles(project, articles):
    copy, run = project
    glossary = Table(copy / "data/glossary.csv")
    glossary.rows.append(["vision-change", "Vision change", "A change in eyesight.", ""])
    glossary.write()
    assert "has no evidence" in run("check").stdout
    words = [
        "cite",
        "vision changes signal",
        "--sources",
        str(articles),
        "--table",
        "glossary",
        "--row",
        "vision-change",
        "--add",
    ]
    assert "Added to data/citations.csv." in run(*words).stdout
    assert run("check").returncode == 0
    done = run("update", "--sources", str(articles))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "changed: notebooks/glossary.ipynb" in done.stdout and "0 issue(s)" in done.stdout
    assert "Vision change" in (copy / "notebooks/glossary.ipynb").read_text(encoding="utf-8")


@pytest.mark.nightly  # by day the other one
@pytest.mark.built
def test_add_a_fact_without_the_articles(project):
    copy, run = project
    practice = Table(copy / "data/practice.csv")
    new = dict(zip(practice.rows[0], practice.rows[practice.row_of("liver-pain")], strict=True))
    new |= {"id": "liver-pain-again", "statement": "A made-up fact for a test."}
    practice.rows.append(list(new.values()))
    practice.write()
    done = run("update", "--sources", str(copy / "nowhere"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT RUN: article 000" in done.stdout
    assert "changed: notebooks/04_sites_and_symptoms.ipynb" in done.stdout
    assert "A made-up fact for a test." in (copy / "notebooks/04_sites_and_symptoms.ipynb").read_text(encoding="utf-8")


def test_update_stops_at_an_issue_and_runs_nothing(project):
    copy, run = project
    before = (copy / "notebooks/04_sites_and_symptoms.ipynb").read_bytes()
    statistics = Table(copy / "data/statistics.csv")
    statistics.set(1, "low", "many")
    done = run("update", "--sources", str(ARTICLES))
    assert done.returncode == 1 and "'many' is not a number" in done.stdout
    assert (copy / "notebooks/04_sites_and_symptoms.ipynb").read_bytes() == before


def test_cite_adds_nothing_when_it_is_not_sure(project, articles):
    copy, run = project
    before = (copy / "data/citations.csv").read_bytes()
    done = run("cite", "bone", "--sources", str(articles), "--table", "glossary", "--row", "x", "--add")
    assert done.returncode == 1 and "Nothing was written" in done.stderr
    assert (copy / "data/citations.csv").read_bytes() == before

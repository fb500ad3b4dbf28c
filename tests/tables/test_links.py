"""Links between rows and panels are data: no id is typed into code, and a renamed row or subject is followed or
reported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from pathlib import Path
from unittest import mock

import pytest

from tests.helpers import ROOT, Table
from utils.charts.drawings import body, drug_targets, metastasis
from utils.explorers import (
    appraisal,
    care_providers,
    cases,
    comparisons,
    conversations,
    diagnosis,
    drug_cards,
    living,
    numbers,
    receptors,
    sites,
    stages,
    treatment_groups,
    treatments,
)
from utils.tables import loader
from utils.tables.course_data import CourseData

# --- no id in code ---------------------------------------------------------------------------------------------------

NAMED = ("id", "subject", "lesson")  # columns whose words name a row or what rows are about
DESCRIPTOR = loader.descriptor()["resources"]
FIELDS = {(table["name"], field["name"]): field for table in DESCRIPTOR for field in table["schema"]["fields"]}


def closed(table: str, column: str) -> list[str]:
    """The closed list of a column, as the descriptor has it."""
    return FIELDS[table, column].get("constraints", {}).get("enum", [])


def names_of_rows(data: CourseData) -> dict[str, str]:
    """Each id, subject and lesson of the tables → where it stands, but for words that the descriptor itself holds."""
    of_the_descriptor = {*chain.from_iterable(FIELDS), *chain.from_iterable(closed(*key) for key in FIELDS)}
    return {
        name: f"{table}.{column}"
        for table, column in FIELDS
        if column in NAMED
        for name in getattr(data, table)[column].astype(str)
        if name not in of_the_descriptor
    }


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each whole string of a module, but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in lone:
            yield node.lineno, node.value


def test_no_literal_of_the_code_is_a_name_of_the_data(data):
    known = names_of_rows(data)
    assert {"bone-imaging", "tamoxifen (SERM)", "06_treatment"} <= set(known)
    typed = [
        f"{path.relative_to(ROOT)}, line {line}: {text!r} is {known[text]}: link the row in data/ instead"
        for path in sorted((ROOT / "utils").rglob("*.py"))
        for line, text in literals(path)
        if text in known
    ]
    assert not typed, "\n".join(typed)


def test_a_typed_id_is_found(tmp_path, data):
    """Planted: an id in a dictionary is seen, in a docstring and as a part of a longer text it is not."""
    module = tmp_path / "module.py"
    module.write_text('"""bone-imaging"""\nPICTURE = {"bone-imaging": f"say bone-imaging {1}"}\n', encoding="utf-8")
    assert [text for _, text in literals(module) if text in names_of_rows(data)] == ["bone-imaging"]


@pytest.mark.parametrize(
    ("table", "column", "drawn"),
    [
        ("steps", "picture", set(metastasis.PICTURES)),
        ("drug_targets", "target", set(drug_targets.TARGETS)),
        ("sites", "drawing", set(body.SHAPES) - {"breast"}),  # where it starts: no site to which it spreads
    ],
)
def test_what_the_tables_may_name_is_what_the_charts_can_draw(table, column, drawn):
    assert set(closed(table, column)) == drawn


# --- a renamed row ----------------------------------------------------------------------------------------------------

MARK = "zq"  # put into a name; no hyphen, at which a label of a chart may be broken
RENAMED = ("id", "label", "subject", "topic", "term", "title", "lesson")


@mock.patch("utils.charts.base.to_svg", lambda *args, **how: "<svg/>")
def panels(data: CourseData) -> dict[str, dict[tuple[str, ...], str]]:
    """Every explorer that is made from the tables alone, and what else they show, without pictures: name → panels."""
    topics = data.comparisons["topic"].drop_duplicates().tolist()
    made = [
        sites.site_explorer(data),
        stages.stage_walk(data),
        stages.spread_walk(data),
        stages.stage_or_type(data),
        stages.two_ways(data),
        diagnosis.diagnosis_path(data),
        receptors.receptor_lab(data),
        receptors.two_axes(data),
        treatments.treatment_explorer(data),
        treatment_groups.group_explorer(data),
        drug_cards.drug_card_explorer(data),
        living.myths(data),
        living.needs(data),
        numbers.number_explorer(data),
        numbers.average_explorer(data),
        comparisons.agreement_explorer(data),
        comparisons.disagreements(data, topics[:11]),
        comparisons.by_article(data, closed("facts", "topic")),
        conversations.wording_explorer(data),
        *(conversations.moment(data, row.talk, row.position) for row in data.talk_steps.itertuples()),
    ]
    alone = {
        "helplines": living.helplines(data),
        "providers": care_providers.providers(data),
        "named": receptors.named_treatments(data),
        "desk": appraisal.desk(data),
        "targets": treatments.drug_target_chart(data),
    }
    steps = data.case_steps[["case_id", "step"]].itertuples(index=False)
    alone |= {f"case/{case}/{step}": cases.case_step(data, case, step) for case, step in steps}
    return {explorer.id: explorer.whole for explorer in made} | {
        name: {(): chart.alt if name == "targets" else chart.html} for name, chart in alone.items()
    }


def words(data: CourseData) -> dict[str, list[str]]:
    """The panels of each explorer without the mark, in their order."""
    return {
        _bare(name): [_bare(unescape(_PICTURE.sub("", html))) for html in own.values()]
        for name, own in panels(data).items()
    }


_PICTURE = re.compile(r'src="data:[^"]*"')  # its alt text says what it shows


def _bare(text: str) -> str:
    return text.replace(MARK, "").replace(MARK.upper(), "")


def marked(name: str) -> str:
    """A name with the mark before its last letter: how it begins and ends may matter, and is kept."""
    at = max(1, len(name) - 1)
    return name[:at] + MARK + name[at:]


def file_of(folder: Path, table: str) -> Path:
    return folder / next(each["path"] for each in DESCRIPTOR if each["name"] == table)


def rename(folder: Path, table: str, column: str, names: set[str]) -> None:
    """Rename in one table of a copied folder."""
    rows = Table(file_of(folder, table))
    at = rows.rows[0].index(column)
    rows.rows[1:] = [
        [*row[:at], marked(row[at]) if row[at] in names else row[at], *row[at + 1 :]] for row in rows.rows[1:]
    ]
    rows.write()


@pytest.fixture(scope="module")
def before(data):
    return words(data)


def whole_or_red(folder: Path, before: dict[str, list[str]], table: str, column: str, names: set[str]) -> bool:
    """Rename each of ``names`` alone; those of which ``check`` says nothing together: then no panel may lose a word.

    Returns whether ``check`` spoke of each.
    """
    path = file_of(folder, table)
    original, quiet = path.read_text(encoding="utf-8"), set()
    for name in sorted(names):
        rename(folder, table, column, {name})
        if not loader.check(folder):
            quiet.add(name)
        path.write_text(original, encoding="utf-8")
    if quiet:
        rename(folder, table, column, quiet)
        after = words(loader.load_all(folder))
        path.write_text(original, encoding="utf-8")
        for explorer, own in before.items():
            assert own == after[explorer], f"{table}.{column}: {explorer} changed, and check says nothing of {quiet}"
    return not quiet


def test_a_renamed_subject_costs_no_panel_its_warning(folder, before, table):
    """What happened: the subject "tamoxifen (SERM)" got another name, and its panel lost seven lines without a word."""
    assert whole_or_red(folder, before, "practice", "subject", {"tamoxifen (SERM)"})
    rename(folder, "practice", "subject", {"tamoxifen (SERM)"})
    (issue, *_) = loader.check(folder)
    assert (issue.file, issue.column) == ("data/practice.csv", "subject") and "practice_subjects" in issue.problem
    rename(folder, "practice_subjects", "subject", {"tamoxifen (SERM)"})
    assert not loader.check(folder)
    assert words(loader.load_all(folder)) == before


DAY = [
    ("practice", "id", {"er-low", "her2-lost", "stage-stays"}),
    ("facts", "id", {"fcs-plan", "chemotherapy-breaks"}),
    ("sites", "id", {"bone"}),
    ("sites", "label", {"Bone", "Liver"}),
    ("steps", "id", {"stage-early", "spread-travel", "staging-ii"}),
    ("treatments", "id", {"systemic-therapy", "surgery"}),
    ("statistics", "id", {"share-triple-negative", "stage-share-distant"}),
]


@pytest.mark.parametrize(("table", "column", "names"), DAY, ids=[f"{t}-{c}" for t, c, _ in DAY])
def test_a_renamed_row_is_followed_or_reported(folder, before, table, column, names):
    whole_or_red(folder, before, table, column, names)


EVERY = [(table, column) for table, column in FIELDS if column in RENAMED and not closed(table, column)]


@pytest.mark.nightly
@pytest.mark.parametrize(("table", "column"), EVERY, ids=[f"{t}-{c}" for t, c in EVERY])
def test_every_renamed_row_of_every_table_is_followed_or_reported(folder, before, data, table, column):
    whole_or_red(folder, before, table, column, set(getattr(data, table)[column].astype(str)) - {""})

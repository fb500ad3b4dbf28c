"""A figure that changes in its row is named in every sentence that still states the old one."""

from __future__ import annotations

import pytest

from utils import cli
from utils.tables import figures, loader
from utils.tables.figures import Quantity, quantities


def test_the_texts_of_the_tables_state_the_figures_of_their_rows():
    assert figures.figure_issues() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It says 28 %.", [("28 %", "percent", (28,))]),
        ("28%, or 28 percent", [("28%", "percent", (28,)), ("28 percent", "percent", (28,))]),
        ("20–30 % and 5 to 10 of 100", [("20–30 %", "percent", (20, 30)), ("5 to 10 of 100", "percent", (5, 10))]),
        ("28 in a hundred, 31 out of a hundred", [("28 in a hundred", "percent", (28,)),
                                                  ("31 out of a hundred", "percent", (31,))]),
        ("14.8 to 50.1 months", [("14.8 to 50.1 months", "months", (14.8, 50.1))]),
        ("within 14-year follow-up, 3 weeks", [("14-year", "years", (14,)), ("3 weeks", "weeks", (3,))]),
        ("2,300 men; 154,794 women", [("2,300", "count", (2300,)), ("154,794", "count", (154794,))]),
        ("HER2 2+, in 2017, CDK4/6, stage 0, 1.5", []),
        ("In 2020 and 31 %", [("31 %", "percent", (31,))]),
    ],
)  # fmt: skip
def test_quantities(text, found):
    assert quantities(text) == [Quantity(words, kind, values) for words, kind, values in found]


def change(table, id: str, low: str, high: str = "") -> None:
    statistics = table("statistics")
    row = statistics.row_of(id)
    statistics.set(row, "low", low)
    statistics.set(row, "high", high or low)


def named(folder) -> set[tuple[str, str, str]]:
    """(file, column, old figure) of each issue."""
    return {(issue.file.rpartition("/")[2], issue.column, issue.value) for issue in figures.figure_issues(folder)}


@pytest.mark.parametrize(
    ("id", "low", "high", "expected"),
    [
        ("five-year-survival", "31", "", {
            ("comparisons.csv", "what_differs", "28 %"), ("wordings.csv", "words", "28 %"),
            ("wordings.csv", "words", "28 in a hundred"), ("items.csv", "stem", "28 %"),
        }),
        ("survival-distant-all", "33", "", {
            ("comparisons.csv", "what_differs", "31 %"), ("wordings.csv", "words", "31 %"),
            ("wordings.csv", "words", "31 out of a hundred"), ("plans.csv", "look_for", "31 %"),
            ("plans.csv", "look_for", "31 of 100"), ("items.csv", "stem", "31 %"), ("options.csv", "text", "31 of 100"),
            ("options.csv", "text", "31 %"), ("options.csv", "text", "69 of 100"),
        }),
        ("later-metastasis-share", "20", "35", {
            ("comparisons.csv", "what_differs", "20–30 %"), ("wordings.csv", "words", "20 to 30 %"),
            ("items.csv", "stem", "20–30 %"),
        }),
    ],
)  # fmt: skip
def test_a_changed_figure_is_named_where_it_stands(id, low, high, expected, table, folder):
    """Planted: the figure of one row, and nothing else."""
    change(table, id, low, high)
    assert expected <= named(folder)
    assert loader.check(folder) == []  # lessons still run


def test_a_figure_of_a_subtype_and_of_a_nursing_fact_are_named(table, folder):
    change(
        table,
        table("subtypes").rows[table("subtypes").row_of("hr-positive-her2-negative")][
            table("subtypes").rows[0].index("share_id")
        ],
        "68",
    )
    practice = table("practice")
    practice.set(practice.row_of("palbociclib-neutropenia"), "value", "81–84")
    assert {
        ("subtypes.csv", "definition_clinical", "69.5 %"),
        ("comparisons.csv", "what_differs", "80–83 %"),
    } <= named(folder)


def test_a_fact_that_shares_its_sentence_with_a_figure_states_that_figure(table, folder):
    shared = next(row for row in table("citations").rows if row[0] == "statistics" and row[1] == "bone-share")
    citations, facts = table("citations"), table("facts")
    fact = facts.rows[1][0]
    citations.rows.append(["facts", fact, *shared[2:]])
    citations.write()
    facts.set(1, "statement", "Of the people counted, 71 % had it in bone.")
    assert ("facts.csv", "statement", "71 %") in named(folder)
    facts.set(1, "statement", "Of the people counted, 70 % had it in bone.")
    assert not any(file == "facts.csv" for file, _, _ in named(folder))


def test_a_wrong_figure_in_a_text_is_named_with_the_nearest_ones(table, folder, capsys):
    wordings = table("wordings")
    line = wordings.set(wordings.row_of("samira-asks"), "words", "It says 82 %. So I have a chance of 28 in a hundred?")
    (issue,) = figures.figure_issues(folder)
    assert str(issue) == (
        f"data/wordings.csv, row {line}, column words: '82 %' is not a figure in any row that this text is linked to. "
        "Fix: correct it (five-year-survival is 28), or link the text to the row that states it."
    )
    assert cli.main(["check", "--data", str(folder)]) == 1
    assert "'82 %' is not a figure in any row" in capsys.readouterr().out


def test_made_up_numbers_of_a_calculation_and_of_a_case_stay_their_own(table, folder):
    numbers, cases = table("numbers"), table("cases")
    numbers.set(numbers.row_with(item_id="relative-survival-by-hand", correct="yes"), "rationale", "It is 50 %.")
    cases.set(1, "person", "She started the tablets 13 days ago.")
    points = table("case_points")
    points.set(next(i for i, row in enumerate(points.rows) if row[0] == cases.rows[1][0]), "text", "13 days of tablets")
    assert figures.figure_issues(folder) == []

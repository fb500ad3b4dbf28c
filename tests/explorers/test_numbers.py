"""The number explorer and its charts over their whole range, and the defects that they must not survive."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from markupsafe import escape

from tests.charts.test_comparison import unsaid_in_picture
from tests.charts.test_intervals import marks, picture, texts
from tests.helpers import NINE, marker_after, read_notebook
from utils import project
from utils.charts import comparison
from utils.errors import CourseError
from utils.explorers import numbers
from utils.statements import estimates
from utils.tables import verdicts
from utils.ui import components

LESSON = project.NOTEBOOKS / "07_numbers_and_prognosis.ipynb"


@pytest.fixture(scope="module")
def explorer(data):
    return numbers.number_explorer(data)


# --- every figure, its gaps and its verdicts ---------------------------------------------------------------------


def test_every_cited_figure_is_an_option_and_all_nine_are_there(explorer, data):
    options = [value for value, _ in explorer.controls[0].options]
    assert set(options) == set(data.statistics.loc[data.statistics["kind"] == "article", "id"]) >= NINE
    assert set(explorer.panels) == {
        (id, view) for id in options for view in (numbers.ARTICLE_ONLY, numbers.WITH_REFERENCES)
    }


def test_the_first_view_answers_five_questions_and_shows_no_reference(explorer, by_id):
    for (id, view), html in explorer.panels.items():
        if view == numbers.ARTICLE_ONLY:
            for column, question in estimates.CONTEXT.items():
                answer = escape(str(by_id.loc[id, column]))
                assert f'{question.capitalize()}?</th><td role="cell" data-label="The article">{answer}</td>' in html, (
                    id,
                    question,
                )
            stated = by_id.loc[id, list(estimates.CONTEXT)]
            first = re.search(r'<p class="mbc-answer">(.*?)<sup', html)[1]
            assert [q for c, q in estimates.CONTEXT.items() if stated[c] == estimates.NOT_STATED] == [
                q
                for q in estimates.CONTEXT.values()
                if q in first.partition("It does not say: ")[2].rstrip(".").split(", ")
            ]
            assert (estimates.amount(*by_id.loc[id, ["low", "high", "unit"]]) in unescape(first)) == pd.notna(
                by_id.loc[id, "low"]
            )
            assert escape(by_id.loc[id, "caveat"]) in html and "mbc-reference" not in html and "Verdict" not in html


def test_only_a_share_that_may_is_shown_as_people(explorer, by_id):
    shown = {id for (id, _), html in explorer.panels.items() if "A hundred people, ten rows of ten" in html}
    assert shown == {
        id for id in by_id.index if by_id.loc[id, "kind"] == "article" and not estimates.why_not_people(by_id.loc[id])
    }
    assert shown == {"bone-share"}


def test_the_second_view_holds_the_verdicts_and_references_of_comparison_rows(explorer, data, by_id):
    sides = data.comparison_rows[data.comparison_rows["table"] == "statistics"]
    known = data.comparisons[data.comparisons["against"] == "reference"].set_index("id")
    for (id, view), html in explorer.panels.items():
        if view != numbers.WITH_REFERENCES:
            continue
        own = [c for c in sides.query("side == 'statement' and row_id == @id")["comparison_id"] if c in known.index]
        assert own, f"{id} is set beside no reference"
        framed = html.partition('<aside class="mbc-reference">')[2]
        assert html.count("Verdict:") == framed.count("Verdict:") == len(own)
        wanted = sides[sides["comparison_id"].isin(own) & (sides["side"] == "against")]["row_id"].unique()
        for compared in own:
            given = ", ".join(filter(None, known.loc[compared, ["verdict", "second_verdict"]]))
            assert f"<b>Verdict: {given}.</b> {escape(known.loc[compared, 'what_differs'])}" in framed
        details = framed.partition("<details>")[2].partition("</aside>")[0]
        assert details.count("<li>") == len(wanted)
        names = {name for compared in own for name in known.loc[compared, ["verdict", "second_verdict"]] if name}
        first = re.search(r'<p class="mbc-answer">(.*?)<sup', html)[1]
        assert first.startswith(f"Compared with {len(wanted)} figures of references: ")
        assert set(first.partition(": ")[2].removesuffix(".").split("; ")) == names
        for other in by_id.loc[wanted].itertuples():
            assert (
                f"{escape(other.label)}: <b>{estimates.amount(other.low, other.high, other.unit)}</b> "
                f"({escape(estimates.context(other))})" in details
            )
            source = marker_after(html, f"({escape(estimates.context(other))})").source
            assert (
                escape(data.row("references", other.reference_id).publisher) in source
                or details.count(escape(estimates.context(other))) > 1
            )
            assert escape(other.caveat) in details
        assert numbers.reference_estimates(data, id)["id"].tolist() == list(wanted)


def test_each_estimate_is_drawn_where_the_table_says_and_names_what_is_not_stated(explorer, by_id, data):
    for (id, view), html in explorer.panels.items():
        if view != numbers.WITH_REFERENCES:
            continue
        root = picture(html)
        row = by_id.loc[id]
        assert unsaid_in_picture(html, row) == [], id
        assert ("no figure given" in texts(root)) == pd.isna(row["low"])
        drawn = marks(root)
        others = numbers.reference_estimates(data, id)
        unit = row["unit"] if pd.notna(row["low"]) else others["unit"].mode().iat[0]
        one_unit = others[others["unit"] == unit]["id"].tolist()
        assert set(drawn) == {*one_unit, *([] if pd.isna(row["low"]) else [id])}
        reach = comparison.scale_end(by_id.loc[list(drawn)])
        for name, ends in drawn.items():
            assert ends == pytest.approx((by_id.loc[name, "low"], by_id.loc[name, "high"]), abs=reach / 1000), name


def test_panels_are_short_enough_to_read(explorer):
    for key, html in explorer.panels.items():
        assert components.open_words(html) <= 350, key


def test_board_and_legend(data):
    board = numbers.verdict_board(data).set_index("label")
    assert len(board) == data.statistics["kind"].eq("article").sum() and not board["verdicts"].eq("none yet").any()
    assert board.loc["Five-year survival rate"].tolist() == ["28 %", "measure not stated; context missing"]
    assert board.loc["Breast cancers linked to inherited gene changes", "verdicts"] == "supported"
    assert tuple(numbers.verdict_legend()["verdict"]) == verdicts.VERDICTS
    assert set("; ".join(board["verdicts"]).split("; ")) <= set(verdicts.VERDICTS)


def test_a_figure_without_a_verdict_says_so(data):
    """Planted: the comparison of the chemotherapy cycle is gone."""
    less = replace(data, comparison_rows=data.comparison_rows[data.comparison_rows["row_id"] != "chemotherapy-cycle"])
    board = numbers.verdict_board(less).set_index("label")
    assert board.loc["Length of one chemotherapy cycle", "verdicts"] == "none yet"


# --- as people, and where they disagree --------------------------------------------------------------------------


def test_as_people_says_both_ways_how_long_how_sure_and_who(by_id):
    said = estimates.as_people(by_id.loc["recurrence-14-years-all"], "had it within {span}", "had not")
    assert said == (
        "Of 100 people in this group, about 22 had it within 14 years; about 78 had not. How sure: "
        "between 21.1 and 23.2. "
        "The group: all women diagnosed with localized or regional breast cancer."
    )


def test_a_whole_number_of_people_is_not_called_about(by_id):
    row = by_id.loc["recurrence-14-years-all"].copy()
    row["low"] = row["high"] = 22.0
    assert estimates.as_people(row, "had it", "had not").startswith(
        "Of 100 people in this group, 22 had it; 78 had not. How sure:"
    )


def test_planted_relative_survival_as_people_is_refused(data, by_id):
    for row in data.statistics.itertuples():
        if estimates.why_not_people(row):
            with pytest.raises(CourseError, match="cannot be shown as 100 people"):
                estimates.as_people(row, "a", "b")
    panels = numbers.people_explorer(
        data, ["survival-distant-all", "survival-cohort-5-year", "five-year-survival"]
    ).panels
    assert "<b>Not as people.</b> Relative survival compares" in panels["survival-distant-all",]
    assert "<b>Not as people.</b> Its measure is not stated" in panels["five-year-survival",]
    assert "about 34 were alive after 5 years; about 66 had died" in panels["survival-cohort-5-year",]
    assert "31 were alive" not in "".join(panels.values())


# --- the lesson --------------------------------------------------------------------------------------------------


def test_the_committed_lesson_shows_all_nine_with_verdict_and_context(data):
    html = "".join(
        "".join(output["data"].get("text/html", ""))
        for cell in read_notebook(LESSON)["cells"]
        for output in cell.get("outputs", [])
    )
    board = numbers.verdict_board(data).set_axis(numbers.cited_estimates(data)["id"])
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr [^>]*>(.*?)</tr>", html)]
    for id in NINE:
        row = next(data.statistics[data.statistics["id"] == id].itertuples())
        assert [escape(row.label), board.loc[id, "figure"], board.loc[id, "verdicts"]] in rows
        for view in (numbers.ARTICLE_ONLY, numbers.WITH_REFERENCES):
            panel = numbers.number_panel(data, id, view)
            assert all(part in html for part in re.split(r'(?:id|href)="#?\ue000\d+"', panel)), (id, view)

"""Invented data is marked wherever it shows, and every sentence of the wording exercises rests on a row."""

from __future__ import annotations

from statistics import median

import pytest
from markupsafe import escape

from tests.charts.test_intervals import SVG, picture, texts
from tests.helpers import marker_after
from utils.charts import spread
from utils.explorers import conversations, numbers
from utils.tables import loader

KNOWN = [value for value, _ in numbers.KNOWLEDGE.options]


def test_the_invented_group_is_what_the_lesson_says():
    assert list(spread.INVENTED_MONTHS) == sorted(spread.INVENTED_MONTHS) and len(spread.INVENTED_MONTHS) == 21
    middle = median(spread.INVENTED_MONTHS)
    assert middle in spread.INVENTED_MONTHS and sum(m < middle for m in spread.INVENTED_MONTHS) == 10
    assert max(spread.INVENTED_MONTHS) - middle > 3 * (middle - min(spread.INVENTED_MONTHS))  # a long tail to the right
    assert set(spread.STILL_ALIVE_MONTHS) < set(spread.INVENTED_MONTHS) and min(spread.STILL_ALIVE_MONTHS) > middle


@pytest.mark.parametrize("known", KNOWN)
def test_invented_is_said_in_picture_caption_alt_text_and_table(known):
    chart = spread.spread_chart(known)
    said = " ".join(texts(picture(chart.html)))
    assert "INVENTED DATA" in said and "Months (invented data)" in said
    assert "INVENTED DATA" in chart.alt and "INVENTED DATA" in chart.caption
    assert chart.data_table["Who"].str.contains("nvented").all()


def test_what_is_drawn_is_read_back():
    groups = [g.get("id") or "" for g in picture(spread.spread_chart("alive").html).iter(SVG + "g")]
    assert sum(id.startswith("person-") for id in groups) == 18 and sum(id.startswith("alive-") for id in groups) == 3
    data_table = spread.spread_chart("alive").data_table.set_index("Who")["Drawn"]
    assert data_table["Median (invented)"] == "30 months"
    assert data_table["Before the median (invented)"] == data_table["After the median (invented)"] == "10 people"
    assert data_table["Still alive (invented)"] == "more than 88, more than 126, more than 150"
    assert spread.spread_chart("median").data_table["Who"].tolist() == ["Median (invented)"]


def test_planted_another_group_changes_the_text(monkeypatch):
    monkeypatch.setattr(spread, "INVENTED_MONTHS", (1, 2, 3, 4, 100))
    assert "30" not in spread.spread_chart("spread").alt.replace("160", "")


def test_explorer_names_the_article_behind_each_view(data):
    panels = numbers.average_explorer(data).panels
    assert set(panels) == {(known,) for known in KNOWN}
    for html in panels.values():
        fact = html.partition("An article says: ")[2].partition("<sup")[0]
        assert marker_after(html, fact).source.startswith("Article 001 line")


def test_every_person_is_shown_with_question_figure_and_answers(data):
    explorer = conversations.wording_explorer(data)
    people = data.wordings["person"].unique()
    assert set(explorer.panels) == {(p, s) for p in people for s in ("ask", "compare")}
    for person in people:
        own = data.wordings[data.wordings["person"] == person]
        ask, compare = explorer.panels[person, "ask"], explorer.panels[person, "compare"]
        assert "invented" not in ask and "Your turn." in ask
        could, _, better_not = compare.partition("<h4>Better not</h4>")
        for row in own.itertuples():
            words = escape(row.words)
            if row.kind == "question":
                assert words in ask and words in compare
            else:
                assert words not in ask
                assert (words in could, words in better_not) == (row.kind == "could say", row.kind == "better not"), (
                    row.id
                )
        assert compare.count("<li>") == compare.count('<sup class="mbc-mark">') == len(own) - 1


def test_planted_no_answer_of_a_kind(table, folder):
    broken = table("wordings")
    for row in ("milan-three-years", "milan-beat-it"):
        broken.set(broken.row_of(row), "kind", "could say")
    assert any('has no row of kind "better not"' in str(issue) for issue in loader.check(folder))

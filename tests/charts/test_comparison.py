"""The chart of an article's figure beside those of references: data table, alternative text and picture agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charts.test_intervals import marks, picture, texts
from utils.charts import comparison, intervals
from utils.errors import CourseError
from utils.statements import estimates


def unsaid_in_picture(html: str, row) -> list[str]:
    """Questions that the row leaves open and the picture does not name."""
    said = " ".join(texts(picture(html))).partition("Not stated:")[2].partition("References say")[0]
    return [q for column, q in estimates.CONTEXT.items() if row[column] == estimates.NOT_STATED and q not in said]


def chart(by_id, article, references, **words):
    options = {"title": "T.", "sources": ["article 003"], **words}
    return comparison.comparison_chart(by_id.loc[[article]], by_id.loc[references], **options)


def test_data_table_alt_text_and_picture_agree(by_id):
    drawn = chart(by_id, "five-year-survival", ["survival-distant-all", "recurrence-pooled-10-years"])
    assert drawn.data_table["Drawn"].tolist() == ["28", "31", "23.3 (interval 20.1 to 26.8)"]
    for row in drawn.data_table.itertuples():
        assert f"{row.Figure}: {row.Drawn}" in drawn.alt
    assert "Not stated: who, where, when, measured how" in drawn.alt
    assert "It is a ratio, not the share of people alive." in drawn.caption


def test_planted_a_mark_drawn_elsewhere_shows_in_the_data_table(by_id, monkeypatch):
    honest = intervals.draw_interval
    monkeypatch.setattr(
        intervals,
        "draw_interval",
        lambda axes, y, row, *rest: honest(axes, y, row._replace(low=row.low + 4, high=row.high + 4), *rest),
    )
    assert chart(by_id, "five-year-survival", ["survival-distant-all"]).data_table["Drawn"].tolist() == ["32", "35"]


def test_planted_a_dropped_not_stated_is_found(by_id, monkeypatch):
    row = by_id.loc["five-year-survival"]
    assert unsaid_in_picture(chart(by_id, row["id"], ["survival-distant-all"]).html, row) == []
    monkeypatch.setattr(comparison, "_label", lambda row: row.label)
    found = unsaid_in_picture(chart(by_id, row["id"], ["survival-distant-all"]).html, row)
    assert found == ["who", "where", "when", "measured how"]


def test_counts_durations_and_words_have_a_scale_of_their_own(by_id):
    assert "scale of 0 to 3,000 (People)" in chart(by_id, "men-cases-per-year", ["men-cases-2017-estimate"]).alt
    assert "scale of 0 to 5 (Weeks)" in chart(by_id, "chemotherapy-cycle", ["chemotherapy-cycle-mayo"]).alt
    assert "scale of 0 to 100 (Percent)" in chart(by_id, "inherited-share", ["hereditary-share-cdc"]).alt
    words = chart(by_id, "yearly-diagnoses-articles", ["people-living-2017"])
    assert words.data_table["Drawn"].tolist() == ["no figure given", "154,794"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted), min_size=1, max_size=6))
def test_any_valid_references_are_drawn_as_they_are(by_id, values):
    rows = by_id.loc[["survival-distant-all"] * len(values)].assign(
        id=[f"row-{i}" for i in range(len(values))],
        label=[f"Row {i}" for i in range(len(values))],
        low=[float(low) for low, _ in values],
        high=[float(high) for _, high in values],
    )
    drawn = comparison.comparison_chart(by_id.loc[["five-year-survival"]], rows, title="T.", sources=["x"])
    wanted = ["28"] + [f"{low}" if low == high else f"{low} to {high}" for low, high in values]
    assert drawn.data_table["Drawn"].tolist() == wanted and all(words in drawn.alt for words in wanted)
    for i, pair in enumerate(values):
        assert marks(picture(drawn.html))[f"row-{i}"] == pytest.approx(tuple(map(float, pair)), abs=0.1)


def test_mixed_units_are_refused(by_id):
    with pytest.raises(CourseError, match="one unit"):
        chart(by_id, "bone-share", ["people-living-2017"])
    with pytest.raises(CourseError, match="one unit"):
        chart(by_id, "lung-share", ["people-living-2020-five-years"])


def test_same_input_same_bytes_and_markup_is_text(by_id):
    rows = by_id.loc[["bone-share"]].assign(label="<script>x</script> & co")
    first = comparison.comparison_chart(rows, by_id.loc[["bone-at-autopsy"]], title="T.", sources=["<b>"])
    again = comparison.comparison_chart(rows, by_id.loc[["bone-at-autopsy"]], title="T.", sources=["<b>"])
    assert first.svg == again.svg and "<script" not in first.html and "&lt;script&gt;" in first.html
    assert "<script" not in first.svg and "rdf:" not in first.svg

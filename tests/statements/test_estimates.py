"""A figure never stands without its measure, and a relative survival can never be shown as people alive. These tests
try.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.helpers import ROOT
from utils.charts import icon_arrays, intervals
from utils.errors import CourseError
from utils.statements import estimates


def row(**changes):
    """A row of ``statistics`` for a cohort's overall survival, with some cells changed."""
    cells = {
        "id": "x",
        "label": "A figure",
        "low": 31.0,
        "high": 31.0,
        "unit": "percent",
        "measure": "overall survival",
        "population": "US women",
        "place": "United States",
        "period": "2013-2019",
        "time_span": "5 years",
        "ci_low": float("nan"),
        "ci_high": float("nan"),
    }
    return SimpleNamespace(**(cells | changes))


def array(subject):
    return icon_arrays.icon_array(
        subject, title="T.", event="alive after 5 years", otherwise="not alive", sources=["S"]
    )


REFUSED = [
    ({"measure": "relative survival"}, "not the share of people alive"),
    ({"measure": "cause-specific survival"}, "not the share of people alive"),
    ({"measure": "rate"}, "what is divided by what"),
    ({"measure": "not stated"}, "its measure is not stated"),
    ({"measure": "count", "unit": "people", "low": 2300.0, "high": 2300.0}, "not a figure in percent"),
    ({"unit": "weeks", "measure": "duration"}, "not a figure in percent"),
    ({"low": float("nan"), "high": float("nan")}, "not a figure in percent"),
    ({"low": 20.0}, "it is a range"),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED)
def test_what_is_no_share_of_people_is_refused(changes, reason):
    with pytest.raises(CourseError, match=reason):
        array(row(**changes))


@pytest.mark.parametrize("measure", estimates.OF_100_PEOPLE)
def test_a_share_of_people_is_drawn_with_both_groups(measure):
    chart = array(row(measure=measure))
    assert chart.data_table["Drawn"].tolist() == [31, 69]
    for words in (
        "31 of 100: alive after 5 years",
        "69 of 100: not alive",
        "who: US women",
        "when: 2013-2019",
        measure,
    ):
        assert words in chart.alt
    assert chart.svg.count('id="event-') == 31 and chart.svg.count('id="other-') == 69


def test_a_share_of_a_group_is_called_a_group_and_no_event():
    share = array(row(measure="crude share"))
    assert "Discs: in this group; empty squares: not." in share.caption
    assert "A crude share says how many had it" in share.caption + share.details
    assert "Discs are people with the event" in array(row()).caption


def test_a_share_that_is_not_whole_says_about():
    assert "about 22 of 100" in array(row(low=22.2, high=22.2)).alt


def test_every_row_of_the_data_that_is_no_share_of_people_is_refused(data):
    for subject in data.statistics.itertuples():
        # written out, not taken from utils: a test that asks the guard what the guard allows sees nothing
        may = (
            subject.measure in ("overall survival", "cumulative incidence", "crude share")
            and subject.unit == "percent"
            and subject.low == subject.high
        )
        assert bool(estimates.why_not_people(subject)) != may, subject.id
        if not may:
            with pytest.raises(CourseError):
                array(subject)


def test_relative_survival_on_a_scale_says_what_it_is(data):
    figure = data.statistics.iloc[[0]].assign(measure="relative survival", unit="percent", low=31.0, high=31.0)
    chart = intervals.interval_chart(figure, title="T.", x_label="Percent", sources=["S"])
    assert "Measured how: relative survival" in chart.alt
    assert "It is a ratio, not the share of people alive." in chart.caption


def test_nothing_else_draws_people():
    """Only ``icon_array`` draws a hundred marks; a second way round the guard would have to be added here first."""
    found = [p.name for p in (ROOT / "utils").rglob("*.py") if "range(100)" in p.read_text(encoding="utf-8")]
    assert found == ["icon_arrays.py"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (70, 70, "percent", "70 %"),
        (50, 60, "percent", "50–60 %"),
        (2300, 2300, "people", "2,300 people"),
        (168292, 168292, "people", "168,292 people"),
        (1234567, 1234567, "people", "1,234,567 people"),
        (3, 4, "weeks", "3–4 weeks"),
        (22.2, 22.2, "percent", "22.2 %"),
        (float("nan"), float("nan"), "none", "no figure given"),
    ],
)
def test_amount(low, high, unit, words):
    assert estimates.amount(low, high, unit) == words


def test_context_names_what_is_not_stated():
    assert estimates.context(row(place="not stated", time_span="not stated")) == (
        "who: US women; when: 2013-2019; measured how: overall survival; not stated: where, over how long"
    )


def test_interval_is_drawn_and_read_back(data):
    figure = data.statistics.iloc[[0]].assign(unit="percent", low=22.2, high=22.2, ci_low=21.1, ci_high=23.2)
    chart = intervals.interval_chart(figure, title="T.", x_label="Percent", sources=["S"])
    assert chart.data_table["Drawn"].tolist() == ["22.2 (interval 21.1 to 23.2)"]


@pytest.mark.filterwarnings("error")
def test_a_long_label_is_wrapped_and_still_read_back_whole(data):
    label = "Women with early-stage breast cancer whose cancer later spreads to other organs"
    chart = intervals.interval_chart(
        data.statistics.iloc[[0]].assign(label=label), title="T.", x_label="Percent", sources=["S"]
    )
    assert chart.data_table["Row"].tolist() == [label]

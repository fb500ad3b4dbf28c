"""The questions of a test by difficulty and discrimination: what is drawn is read back, and said in words."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.charts.test_intervals import SVG, picture, texts
from utils.charts import item_map
from utils.charts.chart import MAX_CAPTION_WORDS
from utils.errors import CourseError

QUESTIONS = pd.DataFrame(
    {
        "number": [1, 2, 3, 4],
        "percent": [80.0, 35, 100, 80],
        "discrimination": [0.4, -0.62, float("nan"), 0.41],
        "look": [False, True, True, False],
    }
)


def chart(questions=QUESTIONS, **changed):
    return item_map.item_chart(questions, **{"title": "One stands out.", "least": 0.2, **changed})


def test_what_is_drawn_is_read_back_and_said():
    drawn = chart(note="MADE UP.")
    assert drawn.data_table.to_numpy().tolist() == [[1, "80", "0.40"], [2, "35", "-0.62"], [4, "80", "0.41"]]
    ids = [group.get("id") for group in picture(drawn.html).iter(SVG + "g")]
    assert {"question-1", "question-2", "question-4", "zero", "least"} <= set(ids) and "question-3" not in ids
    for said in (drawn.alt, str(drawn.caption)):
        assert "MADE UP." in said and "Not drawn, because all students have the same points: question 3." in said
    assert "question 2: 35 percent, -0.62" in drawn.alt and "a line at 0.2" in drawn.alt
    assert "dashed line: 0.2. MADE UP." in texts(picture(drawn.html))
    assert len(f"{drawn.title} {drawn.caption}".split()) <= MAX_CAPTION_WORDS


def test_planted_another_value_changes_picture_and_text():
    moved = chart(QUESTIONS.assign(discrimination=[0.4, -0.12, float("nan"), 0.41]))
    assert moved.svg != chart().svg and "-0.62" not in moved.alt
    assert "of -0.5 to 1" in moved.alt and "of -1 to 1" in chart().alt  # the scale goes as far as it has to


def test_a_question_to_look_at_has_another_mark():
    assert chart(QUESTIONS.assign(look=False)).svg != chart().svg


def test_numbers_of_marks_that_lie_close_do_not_touch():
    close = pd.DataFrame(
        {
            "number": range(1, 9),
            "percent": [60, 61, 62, 60, 61, 62, 60, 61.0],
            "discrimination": [0.3, 0.3, 0.3, 0.34, 0.34, 0.34, 0.38, 0.38],
            "look": False,
        }
    )
    with item_map.canvas(4.8, light=True) as drawing:
        axes = drawing.figure.add_axes((0.17, 0.11, 0.79, 0.87), xlim=(-3, 103), ylim=(-0.5, 1.05))
        scale = 72 / drawing.figure.dpi
        at = [scale * axes.transData.transform(xy) for xy in close[["percent", "discrimination"]].to_numpy()]
        places = [mark + step for mark, step in zip(at, item_map._label_places(axes, close), strict=True)]
    apart = [abs(a - b).max() for n, a in enumerate(places) for b in places[:n]]
    assert min(apart) >= 7  # half the height of a number and more


def test_no_question_to_draw_is_reported():
    with pytest.raises(CourseError, match=r"No question can be drawn.* Fix: "):
        chart(QUESTIONS.assign(discrimination=float("nan")))

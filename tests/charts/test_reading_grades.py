"""The reading grades of the articles as a chart: read back from the drawing, with the band that is asked for."""

from __future__ import annotations

import pytest

from utils.charts import reading_grades
from utils.errors import CourseError


@pytest.fixture(scope="module")
def grade(data):
    return next(data.appraisal_instruments.query("id == 'reading-grade'").itertuples())


def test_reading_grades_are_read_back_with_the_band(data, grade):
    drawn = reading_grades.reading_grade_chart(data.sources, grade, title="A finding.", sources=["a page"])
    shown = dict(drawn.data_table.itertuples(index=False))
    for source in data.sources.itertuples():
        assert shown[f"Article {source.id}"] == f"{source.reading_grade:g}"
    assert shown["Asked for (shaded band)"] == "6 to 8" and "Article 003: 9.5" in drawn.alt
    assert (data.sources["reading_grade"] > grade.target_high).all()  # the title of the lesson's chart says so


def test_reading_grades_that_cannot_be_drawn(data, grade):
    with pytest.raises(CourseError, match="off the scale"):
        reading_grades.reading_grade_chart(data.sources.assign(reading_grade=30.0), grade, title="x", sources=[])
    with pytest.raises(CourseError, match="names no target"):
        reading_grades.reading_grade_chart(data.sources, grade._replace(target_low=None), title="x", sources=[])

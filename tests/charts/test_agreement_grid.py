"""The map of agreement as a picture: table and alt text are read back from its marks."""

from __future__ import annotations

import pytest

from utils.charts import agreement_grid
from utils.errors import CourseError
from utils.statements import agreement_map


@pytest.fixture(scope="module")
def grid(data):
    return agreement_map.map_grid(data)


def chart(grid):
    return agreement_grid.agreement_chart(grid, title="A finding.", sources=["the articles"])


def test_data_table_and_alt_text_are_read_back_from_the_marks(grid):
    drawn = chart(grid)
    data_table = drawn.data_table.set_index("Statement")
    data_table.columns = [name.removeprefix("Article ") for name in data_table.columns]
    assert (
        data_table.to_numpy().tolist() == grid.to_numpy().tolist() and data_table.index.tolist() == grid.index.tolist()
    )
    assert (
        "The lung is on the list of sites: Article 000 says, Article 001 says, Article 002 says, Article 003 both"
        in drawn.alt
    )
    assert chart(grid).svg == drawn.svg


def test_a_mark_drawn_wrong_shows_in_data_table_and_alt_text(grid, monkeypatch):
    """Planted: one mark gets another shape, then another word."""
    honest = agreement_grid._draw_mark

    def crooked(axes, x, y, word):
        honest(axes, x, y, "says" if (x, y) == (1, 0) else word)

    monkeypatch.setattr(agreement_grid, "_draw_mark", crooked)
    assert (
        chart(grid).data_table.iloc[-1, 2] == "says"
        and "Men can have it too: Article 000 says, Article 001 says" in chart(grid).alt
    )
    monkeypatch.undo()
    marks = {word: dict(look) for word, look in agreement_grid._MARKS.items()}
    monkeypatch.setattr(agreement_grid, "_draw_mark", lambda axes, x, y, word: _mislabeled(honest, axes, x, y, word))
    assert chart(grid).data_table.iloc[-1, 1] == "says (labeled differs)"
    assert marks == agreement_grid._MARKS


def _mislabeled(honest, axes, x, y, word):
    honest(axes, x, y, word)
    if (x, y) == (0, 0):
        axes.texts[-1].set_text("differs")


def test_every_mark_has_a_shape_of_its_own():
    shapes = [(look["marker"], look["fillstyle"]) for look in agreement_grid._MARKS.values()]
    assert len(set(shapes)) == len(shapes) == 4


def test_a_map_that_cannot_be_drawn(grid):
    with pytest.raises(CourseError, match="no statements"):
        chart(grid.iloc[:0])
    with pytest.raises(CourseError, match="'perhaps' is not a mark"):
        chart(grid.replace("nothing", "perhaps"))

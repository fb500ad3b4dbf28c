"""The drawings as charts: what was drawn is read back, and what nobody drew is named."""

from __future__ import annotations

import pytest

from tests.charts.test_intervals import SVG, picture
from utils.charts import pictures
from utils.charts.drawings import body, people
from utils.errors import CourseError


def organs(data):
    return data.sites[data.sites["kind"] == "organ"]


def test_body_map_shows_every_organ_and_the_breast(data):
    chart = pictures.body_map(organs(data), title="Map.", sources=["article 003"])
    ids = {group.get("id") for group in picture(chart.html).iter(SVG + "g") if group.get("id")}
    for site in [*organs(data)["drawing"], "breast"]:
        assert f"organ-{site}" in ids and f"label-{site}" in ids
    for label in organs(data)["label"]:
        assert label in chart.alt and label in chart.data_table["Shown on the map"].tolist()


def test_body_map_says_when_it_has_no_shape(data):
    with pytest.raises(CourseError, match=r"no organ 'kidney'. Draw it in utils/charts/drawings/body.py"):
        pictures.body_map(organs(data).assign(drawing=["kidney", "liver", "lung", "brain"]), title="Map.", sources=[])


def test_body_map_leaves_out_what_was_not_drawn(data, monkeypatch):
    """Planted: an organ that is labeled but not drawn does not count as shown."""
    honest = body.pieces
    monkeypatch.setattr(body, "pieces", lambda: [piece for piece in honest() if piece[0] != "liver"])
    chart = pictures.body_map(organs(data), title="Map.", sources=[])
    assert "Liver" not in chart.data_table["Shown on the map"].tolist()


def test_a_target_that_nobody_drew():
    with pytest.raises(CourseError, match="no target 'spleen'"):
        pictures.drug_target_picture({"spleen": "A drug"}, title="T.", sources=["x"])


def test_planted_group_without_its_people(monkeypatch):
    honest = people._group
    monkeypatch.setattr(people, "_group", lambda ax, n, *rest: None if n == 5 else honest(ax, n, *rest))
    groups = pictures.finished_drawing(people, "around")[0]["Shown in the picture"].tolist()
    assert "People who live with it too" not in groups and len(groups) == 6


def test_planted_person_outside_the_circle(monkeypatch):
    honest = people._person

    def beside(ax, x, y, size, color, gid=None, z=3):
        honest(ax, x + 9 * (gid == "part-1"), y, size, color, gid, z)

    monkeypatch.setattr(people, "_person", beside)
    data_table = pictures.finished_drawing(people, "around")[0].set_index("Shown in the picture")["Where"]
    assert data_table["the person"] == "around the person, not joined"


def test_planted_palliative_care_drawn_late(monkeypatch):
    """Planted: the bar begins when treatment ends, as in the myth."""
    late = [
        (label, 0.8 if label == "Palliative care" else start, end, color) for label, start, end, color in people.BARS
    ]
    monkeypatch.setattr(people, "BARS", late)
    data_table = pictures.finished_drawing(people, "beside")[0].set_index("Shown in the picture")["Where"]
    assert data_table["Palliative care"].startswith("begins later")

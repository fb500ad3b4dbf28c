"""A site that the tables add: on the body map where its row says, and in its panel with who says so."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.helpers import elements, marker_after, words
from utils.charts import pictures
from utils.charts.drawings import body
from utils.explorers import sites
from utils.tables.rules.display import MAX_ADDED_ORGANS
from utils.ui.components import AUDIENCE

OUTLINE, POINT, MARK = "22 118; 24.4 118; 25 105", "-12.5 118", ""


def with_sites(data, *outlines: str, **cells: str):
    """The tables with an organ per outline, called Organ 0 and so on."""
    added = [
        {
            **data.row("sites", "bone")._asdict(),
            "id": f"organ-{number}",
            "label": f"Organ {number}",
            "drawing": "",
            "outline": outline,
            **cells,
        }
        for number, outline in enumerate(outlines)
    ]
    frame = pd.concat([data.sites, pd.DataFrame(added)[list(data.sites)]], ignore_index=True)
    return replace(data, sites=frame)


def organs(data) -> pd.DataFrame:
    return data.sites[data.sites["kind"] == "organ"]


def test_the_map_shows_an_organ_by_outline_point_or_mark(data):
    chart = pictures.body_map(organs(with_sites(data, OUTLINE, POINT, MARK)), title="T.", sources=[])
    assert {"Organ 0", "Organ 1", "Organ 2"} < set(chart.data_table["Shown on the map"])
    assert "Organ 2" in chart.alt


def test_an_outline_is_labeled_on_its_side_and_a_mark_stands_beside_the_body():
    at = body.places({"mark": [], "right": [(23.0, 110.0)], "left": [(-12.0, 118.0)]})
    assert at["right"][0][0] > 0 > at["left"][0][0] and at["right"][1] == (23, 110)
    assert at["mark"][0] == at["mark"][1] and len({slot for slot, _ in at.values()}) == 3


def test_the_map_has_room_for_as_many_organs_as_the_check_allows(data):
    assert len(body.SLOTS) == MAX_ADDED_ORGANS
    grown = organs(with_sites(data, *[MARK] * MAX_ADDED_ORGANS))
    assert len(pictures.body_map(grown, title="T.", sources=[]).data_table) == len(grown) + 1


@pytest.mark.parametrize("audience", [name for name, _ in AUDIENCE.options])
def test_what_a_reference_says_of_a_site_is_never_said_in_the_name_of_articles(data, audience):
    page = data.references.iloc[0]
    grown = with_sites(data, MARK, reference_id=page["id"], effect_plain="E.", effect_clinical="E.", care_focus="C.")
    panel = str(sites.site_panel(grown, "organ-0", audience))
    framed = words(elements(panel, "aside")[0])
    assert "From a reference: the articles do not describe this site." in framed
    assert "E." in framed and "What care looks at: C." in framed
    assert page["publisher"] in marker_after(panel, "E.").source
    assert (
        "E." not in words(panel.partition("</aside>")[2].partition("<summary>Sources")[0])
        and "The articles do not say." in panel
    )

"""Drawings without Matplotlib: what is lit and labeled is what the tables say, and it is read back from the picture."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from tests.charts.test_palette import contrast, on_dark
from tests.helpers import ROOT, svg_in, words
from utils import charts
from utils.charts import labeled, palette, small
from utils.charts.drawings import alarms, bone, neutrophils, organs, places, receptors, sheet, spine
from utils.errors import CourseError
from utils.explorers import cases, sites, treatments
from utils.explorers import receptors as lab
from utils.ui.components import AUDIENCE

SVG = "{http://www.w3.org/2000/svg}"
PHONE = 324  # pixels for a picture in a panel at 390 px


@pytest.fixture(scope="module")
def lab_panels(data):
    return {values: str(panel) for values, panel in lab.receptor_lab(data).panels.items()}


@pytest.fixture(scope="module")
def everything(data, lab_panels):
    return drawings(data, lab_panels)


def drawings(data, reports) -> dict[str, charts.Chart | charts.Picture]:
    """Every drawing of this kind that the course can show, by a name of ours."""
    drawn = {picture: labeled.labeled_picture(picture, data) for picture in labeled.PICTURES}
    drawn |= {f"site {row.id}": small.organ_picture(row) for row in data.sites.itertuples()}
    drawn |= {f"lab {values}": small.receptor_picture(lab._results(data, *values)) for values in reports}
    for target, rows in data.drug_targets.groupby("target"):
        drawn[f"target {target}"] = small.target_picture(
            {target: ", ".join(data.label("treatments", id) for id in rows["treatment_id"])}
        )
    return drawn


def svg_of(html: str) -> str:
    return svg_in(html)


@cache
def width_of(text: str, size: float, weight: str) -> float:
    """How wide text is in the widest of the fonts that may be shown."""
    return TextPath((0, 0), text, size=size, prop=FontProperties(family="DejaVu Sans", weight=weight)).get_extents().x1


def boxes(svg: str) -> dict[str, tuple[float, float, float, float]]:
    """Each line of text → left, top, right, bottom."""
    root = ET.fromstring(svg)
    found = {}
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size") or root.get("font-size"))
        weight = "bold" if text.get("font-weight") else "normal"
        for line in text.iter(f"{SVG}tspan"):
            width = width_of(line.text, size, weight)
            shift = {None: 0, "middle": 0.5, "end": 1}[text.get("text-anchor")]
            x, y = float(line.get("x")) - shift * width, float(line.get("y"))
            found[f"{line.text} ({x:.0f}, {y:.0f})"] = (x, y - 0.74 * size, x + width, y + 0.2 * size)
    return found


# --- labels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", labeled.PICTURES)
def test_every_label_of_the_table_is_drawn_and_ends_on_its_part(data, picture):
    rows = data.picture_labels[data.picture_labels["picture"] == picture]
    chart = labeled.labeled_picture(picture, data)
    named = neutrophils.places((7, 12)) if picture == "neutrophils" else labeled._MODULES[picture].PLACES
    assert set(rows["part"]) == set(named)
    wanted = [
        (row.label.replace("{value}", data.row("practice", row.practice_id).value), named[row.part].what)
        for row in rows.itertuples()
    ]
    assert chart.data_table.iloc[:, :2].apply(tuple, axis=1).tolist() == wanted
    for label, part in wanted:
        assert f"{label}: {part}" in chart.alt
    drawn = [
        " ".join(" ".join(text.itertext()).split()) for text in ET.fromstring(svg_of(chart.html)).iter(f"{SVG}text")
    ]
    assert {label for label, _ in wanted} <= set(drawn)


# part → words of its label, and the words of its row (or of the row's steps) that support them
SUPPORT = {
    "spine-band": ("pain in a band around chest or belly", "in a band around chest or belly"),
    "spine-tumor": ("Tumor in a bone of the spine", "a tumor grows in the spine and destroys the body of a vertebra"),
    "spine-cord": ("pressed", "presses on the cord"),
    "spine-legs": (
        "Late: weak legs, bladder or bowel",
        "weak legs or arms, changed feeling in the skin, or a change in b",
    ),
    "bone-cells": ("send signals", "signals from the tumor"),
    "bone-osteoclast": ("Osteoclast breaks down bone", "osteoclasts (cells that break down bone)"),
    "bone-calcium": ("Calcium goes into the blood", "calcium rises"),
    "bone-drug": ("harm it: less calcium leaves the bone", "toxic to them, so less calcium leaves the bone"),
    "neutrophils-dose": ("Dose", "each dose of chemotherapy"),
    "neutrophils-nadir": ("Lowest counts", "counts are lowest {value}"),
    "neutrophils-stay": ("stay low for up to a week", "stay low for up to a week"),
    "neutrophils-fever": ("call right away, day or night", "call right away, day or night"),
    "alarms-brain": (
        "Face droops or speech is strange: 911",
        "face droops, one arm drifts down or cannot be raised, or speech is",
    ),
    "alarms-chest": ("Chest pain or trouble breathing: 911", "Chest pain, heavy bleeding or trouble breathing"),
    "alarms-bleeding": ("Any bleeding: call. Heavy: 911", "Any bleeding on cancer treatment: call"),
    "alarms-bone": ("Limb out of place: keep still, 911", "keep the limb and the person still"),
    "alarms-words": ("stay, call 988", "stay with the person and call or text 988"),
    "alarms-opioid": ("hard to wake: 911", "hard to wake, breathing slowly or with trouble"),
    "alarms-fever": ("call, day or night", "call right away, day or night"),
    "alarms-spine": (
        "Weak legs at home: lie flat, 911",
        "New weak or numb legs, or back pain with pain or tingling down a leg: lie flat. Weak legs at home",
    ),
}


def test_what_a_label_says_is_what_its_row_says(data):
    steps = data.escalations.set_index("practice_id")
    assert set(SUPPORT) == set(data.picture_labels["part"])
    for row in data.picture_labels.itertuples():
        fact, (of_label, of_row) = data.row("practice", row.practice_id), SUPPORT[row.part]
        said = [fact.statement, *(steps.loc[fact.id].astype(str) if fact.id in steps.index else ())]
        assert of_label in row.label and of_row in " ".join(said), row.part
        assert fact.use_first == "yes"


def test_what_the_tables_may_name_is_what_can_be_drawn(data):
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        (table["name"], field["name"]): set(field.get("constraints", {}).get("enum", ()))
        for table in package["resources"]
        for field in table["schema"]["fields"]
    }
    drawn = {*spine.PLACES, *bone.PLACES, *alarms.PLACES, *neutrophils.places((1, 2))}
    assert fields["picture_labels", "part"] == drawn
    assert fields["picture_labels", "picture"] == fields["case_pictures", "picture"] == set(labeled.PICTURES)
    assert fields["drug_targets", "target"] == set(places.TARGETS)
    assert fields["receptor_results", "receptor"] == set(receptors.COLORS)
    assert fields["sites", "drawing"] == set(organs.POINTS) - {"breast"}


def test_the_days_of_the_lowest_counts_are_those_of_the_row_and_where_the_band_stands(data):
    chart = labeled.neutrophil_picture(data)
    assert chart.data_table.set_index("Label")["Days drawn"]["Lowest counts (nadir): days 7–12"] == "7–12"
    assert "The band covers days 7 to 12." in chart.alt
    other = data.practice["value"].mask(data.practice["id"] == "fever-lowest-counts", "5–9")
    moved = labeled.neutrophil_picture(replace(data, practice=data.practice.assign(value=other)))
    assert "days 5–9" in moved.alt and "The band covers days 5 to 9." in moved.alt
    assert moved.svg != chart.svg and "schematic" in chart.caption
    lost = data.practice["value"].mask(data.practice["id"] == "fever-lowest-counts", "soon")
    with pytest.raises(CourseError, match=r"a range such as 7–12, not 'soon'"):
        labeled.neutrophil_picture(replace(data, practice=data.practice.assign(value=lost)))


def test_planted_band_on_other_days_is_reported(data, monkeypatch):
    honest = neutrophils.draw
    monkeypatch.setattr(neutrophils, "draw", lambda on, days: honest(on, (days[0] + 3, days[1] + 3)))
    chart = labeled.neutrophil_picture(data)
    assert "The band covers days 10 to 15." in chart.alt and "10–15" in chart.data_table["Days drawn"].tolist()


def test_planted_label_that_is_lost(data):
    """A label without its row is in no picture, table or alt text."""
    rest = data.picture_labels[data.picture_labels["part"] != "spine-band"]
    chart = labeled.spine_picture(replace(data, picture_labels=rest))
    assert len(chart.data_table) == 3 and "band" not in chart.alt


@pytest.mark.parametrize(
    ("module", "part"), [(spine, "spine-cord"), (bone, "bone-osteoclast"), (alarms, "alarms-fever")]
)
def test_planted_part_that_nobody_drew_or_somewhere_else(data, monkeypatch, module, part):
    honest = sheet.Sheet.shape
    for change in ("left out", "moved"):

        def crooked(self, path, fill="none", edge="none", width=1, name="", *rest, change=change, **more):
            if name == part:
                if change == "left out":
                    return
                path = sheet.box(0, 0, 2, 2)
            honest(self, path, fill, edge, width, name, *rest, **more)

        monkeypatch.setattr(sheet.Sheet, "shape", crooked)
        chart = labeled.labeled_picture(part.split("-")[0], data)
        label = data.picture_labels.set_index("part")["label"][part]
        assert chart.data_table.set_index("Label")["Points at"][label] != module.PLACES[part].what


def test_a_picture_or_part_that_there_is_not(data):
    with pytest.raises(CourseError, match="There is no picture 'spleen'"):
        labeled.labeled_picture("spleen", data)
    with pytest.raises(CourseError, match="There is no part 'bone-cells' in this picture, which has spine-tumor"):
        rows = data.picture_labels.assign(picture="spine")
        labeled.spine_picture(replace(data, picture_labels=rows[rows["part"] == "bone-cells"]))
    for call, rows in (
        (small.organ_picture, data.sites.assign(drawing="spleen")),
        (lambda row: small.receptor_picture([row]), data.receptor_results.assign(receptor="AR")),
    ):
        with pytest.raises(CourseError, match=r"Draw it in utils/charts/drawings/(organs|receptors).py"):
            call(next(rows.itertuples()))
    with pytest.raises(CourseError, match=r"no target 'spleen'. Draw it in utils/charts/drawings/places.py"):
        small.target_picture({"spleen": "A drug"})


# --- in explorers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", [name for name, _ in AUDIENCE.options])
def test_the_site_explorer_lights_the_chosen_site(data, audience):
    panels = sites.site_explorer(data).panels
    for row in data.sites.itertuples():
        panel = str(panels[row.id, audience])
        svg = svg_of(panel)
        assert [label[:2] for label in sheet.read_back(svg)] == [(row.id, row.label)]
        assert [label.points_at for label in sheet.read_back(svg)] == [row.id]
        assert list(sheet.drawn_parts(svg)) == [row.id] and f"Lit: {row.label}." in panel
        lit = sheet.drawn_parts(svg)[row.id]
        if row.drawing:
            assert lit.get("href") == f"#{row.drawing}" and lit.get("stroke") == palette.SITE[row.drawing]


def test_planted_other_organ_lit(data, monkeypatch):
    """The liver is lit under the label of bone: the pointer finds nothing."""
    honest = sheet.Sheet.use

    def crooked(self, defined, fill, edge, width=1, name=""):
        honest(self, "liver" if name else defined, fill, edge, width, name)

    monkeypatch.setattr(sheet.Sheet, "use", crooked)
    drawn = small.organ_picture(data.row("sites", "bone"))
    assert drawn.alt.endswith(f"Lit: {sheet.NOTHING}.") and drawn.data_table["Points at"].tolist() == [sheet.NOTHING]


def test_a_site_that_the_tables_add_is_lit_where_its_row_says(data):
    row = data.row("sites", "bone")
    for outline, near in (("22 118; 24.4 118; 25 105", (23.8, 113.7)), ("-12.5 118", (-12.5, 118)), ("", (30, 140))):
        drawn = small.organ_picture(row._replace(id="skin", label="Skin and chest wall", drawing="", outline=outline))
        assert drawn.data_table.values.tolist() == [["Skin and chest wall", "Skin and chest wall"]]
        tip = sheet.polygons(next(e for e in ET.fromstring(drawn.svg).iter() if e.get("id") == "pointer-skin"))[0][-1]
        assert tip == pytest.approx(organs.at(near), abs=0.2)


def test_the_cell_of_the_lab_wears_the_receptors_that_were_chosen(data, lab_panels):
    rows = {(row.receptor, row.result): row for row in data.receptor_results.itertuples()}
    for values, panel in lab_panels.items():
        chosen = [rows[key] for key in zip(("ER", "PR", "HER2"), values, strict=True)]
        drawn = receptors.marks_drawn(svg_of(panel))
        assert drawn == {row.receptor: row.marks for row in chosen if row.marks}
        alt = re.search(r'<img alt="([^"]*)"', panel)[1]
        for row in chosen:
            marks = f"{row.marks} marks {receptors.PLACES[row.receptor]}" if row.marks else "no mark"
            assert f"{row.receptor} {row.label}: {marks}" in alt


def test_more_stain_wears_more_marks(data):
    """Never fewer marks for a stronger result, none for a negative one of ER and PR, and some for every stain."""
    for receptor, rows in data.receptor_results.groupby("receptor", sort=False):
        assert rows["marks"].is_monotonic_increasing and rows["marks"].iloc[0] == 0, receptor
        assert (rows["marks"].iloc[1:] > 0).all()


def test_planted_receptor_that_was_not_chosen_or_is_missing(data, monkeypatch):
    honest = receptors._marks
    monkeypatch.setattr(receptors, "_marks", lambda name, count: honest(name, 3 if name == "PR" else 0))
    drawn = small.receptor_picture(lab._results(data, "positive", "negative", "3+"))
    assert drawn.data_table["Marks drawn"].tolist() == [0, 3, 0]
    assert "ER positive: no mark" in drawn.alt and "PR negative: 3 marks in the nucleus" in drawn.alt


def test_the_treatment_explorer_lights_where_the_choice_acts(data):
    branch_of = treatments.tree(data).set_index("id")["branch"]
    acts = data.drug_targets.assign(branch=data.drug_targets["treatment_id"].map(branch_of))
    for branch in treatments.branches(data)["id"]:
        own, picture = acts[acts["branch"] == branch], str(treatments.place_picture(data, branch))
        assert ("mbc-picture" in picture) == (len(own) > 0), branch
        if picture:
            labels = sheet.read_back(svg_of(picture))
            assert [label.name for label in labels] == [label.points_at for label in labels]
            assert [label.name for label in labels] == own["target"].drop_duplicates().tolist()
            for row in own.itertuples():
                text = next(label.text for label in labels if label.name == row.target)
                assert (row.short_label or data.label("treatments", row.treatment_id)) in text
            assert ("*" in " ".join(label.text for label in labels)) == (treatments.STAR_NOTE in picture)
    panels = treatments.treatment_explorer(data).panels
    for branch in acts["branch"].unique():
        picture = treatments.place_picture(data, branch)
        for aspect, _ in treatments.ASPECT.options:
            assert (picture in panels[branch, aspect]) == (aspect == treatments.CARD), (branch, aspect)


def test_planted_treatment_at_another_place(data, monkeypatch):
    honest = sheet.Sheet.use

    def crooked(self, defined, fill, edge, width=1, name=""):
        honest(self, "dna" if name else defined, fill, edge, width, name)

    monkeypatch.setattr(sheet.Sheet, "use", crooked)
    drawn = small.target_picture({"her2": "Trastuzumab", "dna": "Doxorubicin"})
    assert drawn.data_table["Acts on"].tolist() == [sheet.NOTHING, "DNA"]


def test_a_case_shows_its_drawing_at_its_end_and_not_before(data):
    """Before the last step it would give the answer away."""
    for row in data.case_pictures.itertuples():
        title = labeled.labeled_picture(row.picture, data).title
        for step in (1, cases.LAST_STEP - 1, cases.LAST_STEP):
            shown, asked = (cases.case_step(data, row.case_id, step, answers) for answers in (True, False))
            assert (title in shown.below.html) == (step == cases.LAST_STEP)
            assert title not in shown.above.html + shown.quiz.html + asked.html
        assert title not in cases.introduction(data, row.case_id).html
    assert set(data.case_pictures["case_id"]) <= set(data.cases["id"]) and len(data.case_pictures) >= 3


def test_explorers_are_made_without_matplotlib():
    """A learner's kernel needs it for charts of data only."""
    code = """
import sys
from utils import charts, tables
from utils.explorers import receptors, sites, stages, treatments
data = tables.load_all()
panels = [
    sites.site_explorer(data).panels[data.sites["id"].iloc[0], "plain"],
    list(receptors.receptor_lab(data).panels.values())[-1],
    treatments.treatment_explorer(data).panels["hormone-therapy", treatments.CARD],
]
assert all("mbc-picture" in panel for panel in panels)
assert stages.spread_walk(data).html.count("<img") > 5
[charts.spine_picture(data), charts.bone_picture(data), charts.neutrophil_picture(data), charts.alarm_picture(data)]
print([name for name in sys.modules if name.startswith("matplotlib")])
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.strip() == "[]", run.stdout[-500:]


def test_every_name_of_the_package_is_found():
    assert all(getattr(charts, name) for name in charts.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        charts.nothing  # noqa: B018


# --- how they look ----------------------------------------------------------------------------------------------------


def test_words_are_inside_apart_and_large_enough_on_a_phone(everything):
    for name, drawn in everything.items():
        root = ET.fromstring(drawn.svg)
        width, height = float(root.get("width")), float(root.get("height"))
        shown = min(1, PHONE / width)  # in a panel a picture is never enlarged
        found = boxes(drawn.svg)
        assert found, name
        for text in root.iter(f"{SVG}text"):
            assert float(text.get("font-size") or root.get("font-size")) * shown >= 12, (name, text)
        for line, (left, top, right, bottom) in found.items():
            assert left >= 0 and top >= 0 and right <= width and bottom <= height, (name, line, left, right, bottom)
            for other, (x0, y0, x1, y1) in found.items():
                apart = right <= x0 or x1 <= left or bottom <= y0 or y1 <= top
                assert other == line or apart, (name, line, other)


def test_colors_reach_their_contrast_on_light_and_on_dark(everything):
    """Words 4.5:1 and lines that mean something 3:1, on the light card and on the one that a dark page shows."""
    checked = set()
    for name, drawn in everything.items():
        root = ET.fromstring(drawn.svg)
        for text in root.iter(f"{SVG}text"):
            for ground, shown in ((palette.PAPER, str), (on_dark(palette.PAPER), on_dark)):
                assert contrast(shown(text.get("fill")), ground) >= 4.5, (name, text.get("fill"), ground)
        for part, shape in sheet.drawn_parts(drawn.svg).items():
            color = shape.get("fill") if shape.get("stroke") in (None, "none", palette.PAPER) else shape.get("stroke")
            if part in ("spine-legs", neutrophils.NADIR) or shape.get("stroke") == palette.SKIN_EDGE:
                continue  # an area that a label and a pointer name, bounded by other lines
            for ground, shown in ((palette.PAPER, str), (on_dark(palette.PAPER), on_dark)):
                assert contrast(shown(color), ground) >= 3, (name, part, color, ground)
            checked.add(part)
    assert len(checked) > 30


def test_lit_and_pale_differ_in_gray_print():
    for color in palette.SITE.values():
        assert contrast(sheet.mixed(color, 0.72), sheet.mixed(color, 0.16)) >= 2
    assert contrast(palette.TARGET, sheet.mixed(palette.MUTED, 0.5)) >= 2


def test_same_picture_same_bytes_and_a_few_kilobytes(data, lab_panels, everything):
    again = drawings(data, lab_panels)
    assert {name: drawn.svg for name, drawn in everything.items()} == {name: drawn.svg for name, drawn in again.items()}
    for name, drawn in everything.items():
        assert len(drawn.svg) < 9000, (name, len(drawn.svg))


def test_captions_are_short(everything):
    for name, drawn in everything.items():
        caption = words(re.sub(r"<details.*", "", str(drawn.caption)))
        assert len(caption.split()) <= 35, (name, caption)


def test_markup_in_a_label_is_shown_as_text(data):
    row = data.row("sites", "bone")._replace(label="<b>&x")
    drawn = small.organ_picture(row)
    assert "<b>" not in drawn.svg and drawn.data_table["Label"].tolist() == ["<b>&x"] and "<b>&x" not in drawn.html

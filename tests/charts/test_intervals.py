"""Charts: what is drawn equals the table, also when read from the picture itself, and the words beside it agree."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from tests.helpers import ROOT, lesson_paths, outputs, read_notebook, svg_in
from utils.charts import finished, intervals, pictures
from utils.charts.chart import caption
from utils.charts.drawings import metastasis, shapes
from utils.errors import CourseError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shares(data):
    return data.statistics[(data.statistics["subject"] == "sites") & (data.statistics["kind"] == "article")]


def draw(rows, **changes):
    given_settings = {"title": "A finding.", "x_label": "Percent of cases", "sources": ["article 003 line 164"]}
    return intervals.interval_chart(rows, **{**given_settings, **changes})


def picture(html: str) -> ET.Element:
    """The SVG inside a chart's HTML, with matplotlib's comments (they hold the text that is drawn as shapes)."""
    return ET.fromstring(svg_in(html), ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))


def texts(element: ET.Element) -> list[str]:
    """Words in a picture, drawn as shapes (then a comment holds them) or as text."""
    return [part.text.strip() for part in element.iter() if part.tag in (ET.Comment, SVG + "text")]


def marks(root: ET.Element) -> dict[str, tuple[float, float]]:
    """Row id → (low, high) in the units of the scale, measured in the picture between its own ticks."""
    ticks = []
    for group in root.iter(SVG + "g"):
        if (group.get("id") or "").startswith("xtick_"):
            x = float(re.match(r"M ?([\d.]+)", next(group.iter(SVG + "path")).get("d"))[1])
            ticks.append((x, float(texts(group)[-1].replace(",", ""))))
    (x0, v0), (x1, v1) = ticks[0], ticks[-1]
    digits = min(1, -math.floor(math.log10(abs(v1 - v0) / 1000)))  # a thousandth of the scale, as drawn
    found = {}
    for group in root.iter(SVG + "g"):
        if (group.get("id") or "").startswith("mark-"):
            xs = [float(x) for x in re.findall(r"[ML] ?([\d.]+)", next(group.iter(SVG + "path")).get("d"))]
            found[group.get("id")[5:]] = tuple(
                round(v0 + (x - x0) / (x1 - x0) * (v1 - v0), digits) for x in (min(xs), max(xs))
            )
    return found


def test_the_picture_itself_holds_the_values(shares):
    chart = draw(shares)
    known = shares[shares["low"].notna()].set_index("id")
    assert marks(picture(chart.html)) == {id: (row["low"], row["high"]) for id, row in known.iterrows()}


def test_the_caption_says_how_the_rows_relate(shares):
    """Shares of one whole and shares of different studies read alike: the words under the picture tell them apart."""
    assert "The rows are not parts of one whole." in draw(shares).caption
    other = draw(shares, note="Each cancer is counted in one row.").caption
    assert "Each cancer is counted in one row." in other and "not parts of one whole" not in other


def test_the_picture_shows_value_labels_axis_label_and_missing_context(shares):
    said = texts(picture(draw(shares).html))
    for words in (
        "70 %",
        "50–60 %",
        "10–15 %",
        "no figure given",
        "Percent of cases",
        "Where: not stated",
        "When: not stated",
    ):
        assert words in said


def test_alt_text_and_data_table_name_every_row_and_value(shares):
    chart = draw(shares)
    for words in (
        "Bone metastases: 70",
        "Liver metastases: 50 to 60",
        "Brain metastases: 10 to 15",
        "Lung metastases: no figure given",
    ):
        assert words in chart.alt
        row, drawn = words.split(": ")
        assert chart.data_table.set_index("Row").loc[row, "Drawn"] == drawn
    assert "scale of 0 to 100 (Percent of cases)" in chart.alt


def test_the_data_table_is_read_back_and_not_copied(shares, monkeypatch):
    """Planted: a mark drawn at the wrong place shows in data table, alt text and picture."""
    honest = intervals.draw_interval

    def crooked(axes, y, row, color, x_max):
        honest(axes, y, row._replace(high=row.high + 5) if row.id == "liver-share" else row, color, x_max)

    monkeypatch.setattr(intervals, "draw_interval", crooked)
    chart = draw(shares)
    assert chart.data_table.set_index("Row").loc["Liver metastases", "Drawn"] == "50 to 65"
    assert "50 to 65" in chart.alt
    assert marks(picture(chart.html))["liver-share"] == (50, 65)


def test_same_input_same_bytes(shares):
    assert draw(shares).svg == draw(shares).svg


def test_nothing_global_changes(shares):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    draw(shares)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.iloc[:0], "no rows to draw"),
        (lambda rows: rows.assign(unit=["percent", "people", "percent", "none"]), "one unit"),
        (lambda rows: rows[rows["low"].isna()], "no number at all"),
        (lambda rows: rows.assign(high=120.0), "outside the scale"),
    ],
)
def test_rows_that_cannot_be_one_chart(shares, change, message):
    with pytest.raises(CourseError, match=message):
        draw(change(shares))


@pytest.mark.filterwarnings(
    "ignore:Glyph"
)  # the picture's font has no glyph for every script; data table and alt text do
@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted), min_size=1, max_size=6),
    label=st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20),
)
def test_any_valid_rows_are_drawn_as_they_are(shares, values, label):
    rows = shares.iloc[[0] * len(values)].assign(
        id=[f"row-{i}" for i in range(len(values))],
        label=[f"{label} {i}" for i in range(len(values))],
        low=[float(low) for low, _ in values],
        high=[float(high) for _, high in values],
    )
    chart = draw(rows)
    wanted = [f"{low:g}" if low == high else f"{low:g} to {high:g}" for low, high in values]
    assert chart.data_table["Drawn"].tolist() == wanted
    assert marks(picture(chart.html)) == {f"row-{i}": tuple(map(float, pair)) for i, pair in enumerate(values)}


def test_markup_in_a_label_is_shown_as_text(shares):
    chart = draw(shares.assign(label=["<script>x</script>", 'a "quote"', "b & c", "d"]))
    assert "<script>" not in chart.html.replace("data:", "")
    assert "&lt;script&gt;x&lt;/script&gt;" in chart.html


@pytest.mark.parametrize("text", ["<b>x</b>", 'a "quote"', "b & c"])
def test_title_alt_text_sources_and_notes_are_text(shares, text):
    """Markup is escaped wherever a word comes from; what a chart gives is Markup, which nobody escapes again."""
    chart = draw(shares, title=text, sources=[text], note=text)
    assert isinstance(chart.html, Markup) and isinstance(chart.caption, Markup)
    assert text not in chart.html and text in chart.alt
    assert chart.caption.unescape().count(text) == 2
    assert chart.html.count(str(Markup.escape(text))) >= 5  # alt text, title, caption twice, caption of the table


def test_one_module_owns_figure_style_and_frame():
    """A chart that sets up a figure, a style or spines of its own would look like no other."""
    own = re.compile(r"rc_context|\bFigure\(|to_svg\(|\.spines|set_axisbelow|edgecolor\": \"none\", \"pad")
    found = {p.name for p in (ROOT / "utils" / "charts").rglob("*.py") if own.search(p.read_text(encoding="utf-8"))}
    assert found == {"base.py", "svg.py"}


def test_a_caption_leaves_out_what_is_empty_and_ends_with_the_sources():
    assert caption("One.", "", "Two <3.", sources=["a", "b"]) == (
        'One. Two &lt;3.<details><summary>Sources</summary><ul class="mbc-list"><li>a</li><li>b</li></ul></details>'
    )
    assert caption("One.") == "One."


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_committed_charts_hold_the_values_of_the_tables(path, data):
    """What a reader sees: every mark in every picture of every lesson stands where the table says."""
    known = data.statistics.set_index("id")
    for _, html in outputs(read_notebook(path), "text/html"):
        for figure in re.findall(r"<figure>.*?</figure>", html, re.DOTALL):
            root = picture(figure)
            if any((group.get("id") or "").startswith("mark-") for group in root.iter(SVG + "g")):
                for id, drawn in marks(root).items():
                    row = known.loc[id]
                    near = 0.1 if row["unit"] == "percent" else row["high"] / 500  # a picture has points, not people
                    assert drawn == pytest.approx((row["low"], row["high"]), abs=near), id


def test_at_least_one_lesson_has_marks_to_check():
    html = "".join(text for path in lesson_paths() for _, text in outputs(read_notebook(path), "text/html"))
    figures = re.findall(r"<figure>.*?</figure>", html, re.DOTALL)
    assert any("mark-" in "".join(g.get("id") or "" for g in picture(f).iter(SVG + "g")) for f in figures)


@pytest.mark.parametrize("picture_id", metastasis.PICTURES)
def test_every_walk_picture_names_what_it_shows(picture_id):
    chart = finished.metastasis_picture(picture_id, title="T.", sources=["article 003 line 6"])
    labels = chart.data_table["Shown in the picture"].tolist()
    assert len(labels) >= 2 and all(label in chart.alt for label in labels)
    ids = {group.get("id") or "" for group in picture(chart.html).iter(SVG + "g")}
    assert sum(id.startswith("label-") for id in ids) == len(labels)


def test_a_part_that_was_not_drawn_is_not_named(monkeypatch):
    """Planted: the lymph vessel is labeled and not drawn."""
    honest = shapes.vessel
    monkeypatch.setattr(metastasis, "vessel", lambda ax, *rest: None if rest[-1] == "part-3" else honest(ax, *rest))
    data_table, _ = pictures.finished_drawing(metastasis, "breaking-away")
    assert "Lymph vessel" not in data_table["Shown in the picture"].tolist() and len(data_table) == 3


def test_a_picture_that_nobody_drew():
    with pytest.raises(CourseError, match="no picture 'nothing'"):
        finished.metastasis_picture("nothing", title="T.", sources=["x"])

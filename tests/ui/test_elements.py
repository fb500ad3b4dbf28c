"""The small pieces of HTML: what they hold, and that text stays text."""

from __future__ import annotations

import pandas as pd
import pytest
from markupsafe import Markup

from tests.helpers import parsed
from utils.ui import elements


@pytest.mark.parametrize(
    "value", ["a < b & c", "<script>x</script>", 'a "quote"', "it's", "ابجد", "😀" * 40, 3.5, None]
)
def test_text_is_shown_as_it_is_inside_and_as_a_quoted_attribute(value):
    inside = parsed(Markup("<p>{}</p>").format(value))
    assert inside.get_text() == str(value) and [element.name for element in inside.find_all(True)] == ["p"]
    for tag in (Markup("<p title='{}'>"), Markup('<p title="{}">')):
        assert [element.attrs for element in parsed(tag.format(value)).find_all(True)] == [{"title": str(value)}]


def test_bullets():
    assert (
        elements.bullets([Markup("<b>a</b>"), "<b>"]) == '<ul class="mbc-list"><li><b>a</b></li><li>&lt;b&gt;</li></ul>'
    )
    assert elements.bullets(["a"], "mbc-list mbc-act").startswith('<ul class="mbc-list mbc-act">')
    assert elements.bullets([]) == "" and elements.bullets(iter(())) == ""


def test_folded_is_a_native_fold_with_its_label_as_text():
    assert elements.folded("A & B", Markup("<p>x</p>")) == "<details><summary>A &amp; B</summary><p>x</p></details>"


@pytest.mark.parametrize("url", ["http://a.example/?x=1&y=2", "https://a.example/"])
def test_a_link_keeps_its_address_and_says_where_it_goes(url):
    (anchor,) = parsed(elements.link(url, "A & B"))
    assert anchor.attrs == {"href": url, "rel": "noopener"} and anchor.string == "A & B"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "", " https://a.example"]
)
def test_anything_else_is_no_link(url):
    assert elements.link(url, "A & B") == "A &amp; B"


def test_a_table_has_a_caption_scoped_headers_and_a_name_for_the_keyboard():
    frame = pd.DataFrame({"Site": ["Bone", "Liver & co"], "Share": [70, 55]})
    markup = elements.table(frame, 'A "caption"')
    region = parsed(markup).find(True)
    assert region.name == "div"
    assert region.attrs == {"class": "mbc-table", "role": "region", "tabindex": "0", "aria-label": 'A "caption"'}
    assert [head.get("scope") for head in region.find_all("th")] == ["col", "col", "row", "row"]
    assert (
        markup.count("<tr ") == 3 and markup.count("<td ") == 2 and "<caption>A &#34;caption&#34;</caption>" in markup
    )
    assert (
        '<tr role="row"><th scope="row" role="rowheader">Liver &amp; co</th><td role="cell" '
        'data-label="Share">55</td></tr>' in markup
    )
    renamed = elements.table(frame, "c", ["Organ", "Percent"])
    assert 'role="columnheader">Organ</th>' in renamed and 'data-label="Percent"' in renamed and ">Site<" not in renamed


@pytest.mark.parametrize(
    ("cells", "css"),
    [
        (["70", "55", "40", "30", "20", "10", "5"], "mbc-table"),  # numbers stay side by side, also many
        (["70", "w" * 41, "40"], "mbc-table"),
        (["w" * 41] * 3 + ["70", "55"], "mbc-table mbc-rows"),
        (["w" * 41] * 4, "mbc-table mbc-rows"),
        (["70", "w" * 41], "mbc-table mbc-pair"),
        (["70", "w" * 40], "mbc-table"),
    ],
)
def test_a_table_whose_words_need_more_room_than_a_page_has_becomes_cards(cells, css):
    frame = pd.DataFrame([cells], columns=[f"c{number}" for number in range(len(cells))])
    assert parsed(elements.table(frame, "c")).find(True)["class"] == css


@pytest.mark.parametrize("columns", [["Organ"], ["Organ", "Percent", "More"]])
def test_headings_must_be_as_many_as_columns(columns):
    with pytest.raises(ValueError, match="zip"):
        elements.table(pd.DataFrame({"Site": ["Bone"], "Share": [70]}), "c", columns)


def test_show_carries_the_table_and_what_pandas_prints():
    frame = pd.DataFrame({"Site": ["Bone"], "Share": [70]})
    assert elements.show(frame, "Cap", ["A", "B"])._repr_mimebundle_() == {
        "text/html": elements.table(frame, "Cap", ["A", "B"]),
        "text/plain": "Cap (and 2 more lines, which a host that shows HTML has)",
    }

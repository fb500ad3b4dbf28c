"""For any valid table and any text in a cell: it is loaded, drawn and shown as what it is, and the layout holds.

Hypothesis makes up the tables and the text (markup, quotes, right-to-left, emoji, very long, mathematics, braces).
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
import warnings

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from matplotlib.font_manager import findfont, get_font

from tests.charts.test_intervals import SVG, marks, picture
from tests.helpers import Table, parsed
from tests.helpers import elements as elements_of
from utils.charts import base, icon_arrays, intervals
from utils.errors import DataError
from utils.questions import html_form, quizzes
from utils.questions.bank import Item, Option
from utils.statements import estimates
from utils.tables import loader
from utils.ui import cards, elements, explorer
from utils.ui.explorer import Control, build_explorer

NASTY = (
    "<script>alert(1)</script>",
    "</td></table>",
    '"><img src=x onerror="x">',
    'it\'s "quoted"',
    "a & b &amp; c &lt;",
    "\u202eright to left",
    "שלום עולם",
    "نص عربي طويل",
    "😀👩‍⚕️🇨🇭",
    "$x^2$ \\frac{1}{2}",
    "{value} {0} %s %(a)s",
    "<!-- -->",
    "-- ]]>",
    "]]><![CDATA[",
    "a\u00a0b\u200bc",
    "é" * 300,
    "Wort" * 120,
    "many words " * 60,
    "=1+1",
    "#term-x",
)
TEXT = st.one_of(
    st.sampled_from([text.strip() for text in NASTY]),
    st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs")), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool),
)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # how many: nightly.py
pytestmark = pytest.mark.filterwarnings("ignore:Glyph", "ignore:Matplotlib currently does not support")


class Page:
    """What a reader gets from HTML: the tags in order, the words, and the attributes that hold text."""

    def __init__(self, markup: str):
        found = elements_of(markup)
        self.tags, self.text = [element.name for element in found], parsed(markup).get_text()
        self.attributes = [
            element[name] for element in found for name in element.attrs if name in ("alt", "aria-label", "title")
        ]
        assert not [name for element in found for name in element.attrs if name.startswith("on")]


# --- loading ----------------------------------------------------------------------------------------------------------


@quick
@given(text=TEXT)
def test_any_text_of_a_cell_is_loaded_as_it_is_or_reported(folder, text):
    facts = Table(folder / "facts.csv")
    line = facts.set(1, "caveat", text)
    try:
        loaded = loader.load("facts", folder, whole=False)["caveat"].iloc[0]
    except DataError as error:
        assert f"data/facts.csv, row {line}, column caveat: " in str(error) and " Fix: " in str(error)
        assert not text.isascii() or len(text) <= 40  # characters that nobody can see, or what a spreadsheet writes
    else:
        assert loaded == text and unicodedata.is_normalized("NFC", text)
        assert not set(text) & {"\u200b", "\u202e", "\u00a0", "\u00ad", "\ufeff"}


@quick
@given(low=st.floats(0, 100).map(lambda v: round(v, 3)), more=st.floats(0, 100).map(lambda v: round(v, 3)))
def test_any_range_in_percent_is_loaded_as_it_is_or_reported(folder, low, more):
    statistics = Table(folder / "statistics.csv")
    at = statistics.row_of("brain-share")
    statistics.set(at, "low", f"{low:.10g}")
    line = statistics.set(at, "high", f"{low + more:.10g}")
    try:
        row = loader.load("statistics", folder, whole=False).set_index("id").loc["brain-share"]
    except DataError as error:
        assert low + more > 100, str(error)
        assert f"data/statistics.csv, row {line}, column high" in str(error)
    else:
        assert low + more <= 100 and (row["low"], row["high"]) == (low, pytest.approx(low + more, abs=1e-9))


# --- charts -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def row(data):
    """A figure of an article to make others from."""
    return data.statistics[data.statistics["id"] == "bone-share"]


values = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(lambda pair: tuple(v / 10 for v in sorted(pair)))


@quick
@given(
    stated=st.lists(st.tuples(values, TEXT), min_size=1, max_size=5),
    missing=st.booleans(),
    place=TEXT,
    title=TEXT,
    label=TEXT,
)
def test_any_table_gives_a_chart_that_reads_back_equal_and_whose_words_name_the_values(
    row, stated, missing, place, title, label
):
    """Also with any text as label, place, title and axis label; and the scale keeps its room in the picture."""
    rows = row.iloc[[0] * len(stated)].assign(
        id=[f"row-{number}" for number in range(len(stated))],
        label=[f"{number} {text}" for number, (_, text) in enumerate(stated)],
        low=[low for (low, _), _ in stated],
        high=[high for (_, high), _ in stated],
        place=place,
    )
    if missing and len(rows) > 1:
        rows.loc[rows["id"] == "row-0", ["low", "high"]] = float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chart = intervals.interval_chart(rows, title=title, x_label=label, sources=[place])
    drawn = [
        "no figure given" if low != low else f"{low:g}" if low == high else f"{low:g} to {high:g}"
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]
    assert chart.data_table["Drawn"].tolist() == drawn
    names = [" ".join(name.split()) for name in rows["label"]]
    if all(len(word) <= 22 for name in names for word in name.split()):  # a longer word is broken, and the break shows
        assert chart.data_table["Row"].tolist() == names
    known = {id: (low, high) for id, low, high in zip(rows["id"], rows["low"], rows["high"], strict=True) if low == low}
    root = picture(chart.html)
    assert marks(root) == {id: pytest.approx(pair, abs=0.06) for id, pair in known.items()}
    for name, words in zip(chart.data_table["Row"], drawn, strict=True):
        assert f"{name}: {words}" in chart.alt

    page = Page(chart.html)
    assert page.attributes[0] == chart.alt and title in page.text and place in page.text
    assert set(page.tags) <= {
        "div",
        "figure",
        "img",
        "figcaption",
        "strong",
        "details",
        "summary",
        "ul",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }

    width = float(root.get("viewBox").split()[2])
    ticks = [
        float(re.match(r"M ?([\d.]+)", next(group.iter(SVG + "path")).get("d"))[1])
        for group in root.iter(SVG + "g")
        if (group.get("id") or "").startswith("xtick_")
    ]
    assert width == pytest.approx(base.WIDTH * 72)
    font = get_font(findfont("DejaVu Sans"))
    drawable = all(font.get_char_index(ord(letter)) for letter in "".join(names) if not letter.isspace())
    # letters that the font lacks are drawn as boxes, much wider than those a label of 22 letters is meant for
    assert max(ticks) - min(ticks) > (0.4 if drawable else 0.25) * width and max(ticks) <= width


@quick
@given(share=st.integers(0, 100), event=TEXT, otherwise=TEXT, place=TEXT)
def test_any_share_is_drawn_as_so_many_of_a_hundred(row, share, event, otherwise, place):
    subject = next(row.assign(measure="crude share", low=float(share), high=float(share), place=place).itertuples())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chart = icon_arrays.icon_array(subject, title="T.", event=event, otherwise=f"not {otherwise}", sources=[place])
    assert chart.data_table["Drawn"].tolist() == [share, 100 - share]
    assert chart.svg.count('id="event-') == share and chart.svg.count('id="other-') == 100 - share
    assert f"{share} of 100: {event}" in chart.alt and f"{100 - share} of 100: not {otherwise}" in chart.alt
    assert Page(chart.html).attributes[0] == chart.alt


# --- tables, explorers, panels, questions -----------------------------------------------------------------------------


@quick
@given(cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), caption=TEXT, head=TEXT)
def test_any_text_in_a_table_is_shown_as_text(cells, caption, head):
    page = Page(elements.table(pd.DataFrame(cells, columns=["a", "b"]), caption, [head, "b"]))
    assert page.tags == [
        "div",
        "table",
        "caption",
        "thead",
        "tr",
        "th",
        "th",
        "tbody",
        *["tr", "th", "td"] * len(cells),
    ]
    assert page.text == caption + head + "b" + "".join(map("".join, cells)) and page.attributes == [caption]


@quick
@given(labels=st.lists(TEXT, min_size=2, max_size=4, unique=True), question=TEXT, title=TEXT, said=TEXT)
def test_any_text_in_an_explorer_is_shown_as_text_in_both_faces(labels, question, title, said):
    control = Control(question, tuple((str(number), label) for number, label in enumerate(labels)))
    made = build_explorer("x", title, [control], lambda value: Markup("<p>{} {}</p>").format(said, value))
    page = Page(made.html)
    count = len(labels)
    assert page.tags == [
        "section",
        "p",
        "div",
        "fieldset",
        "legend",
        "div",
        *["label", "input", "span"] * count,
        "div",
        *["div", "div", "p"] * count,
    ]
    assert page.attributes == [title]
    for words in (question, *labels, said):
        assert words in page.text
    label, picker = made.widget().children
    assert list(picker.options) == labels
    assert Page(label.value).text == question + Page(explorer._KEYS).text  # how to use it without a mouse


@quick
@given(statement=TEXT, note=TEXT, heading=TEXT, publisher=TEXT)
def test_any_text_in_a_nursing_card_is_shown_as_text(data, statement, note, heading, publisher):
    rows = data.practice.iloc[[0]].assign(statement=statement, note=note, value="", unit="", use_first="no")
    pages = data.references.assign(publisher=publisher)
    card = cards.nurse_card(rows, heading, dataclasses.replace(data, references=pages))
    page = Page(card.html)
    plain = Page(cards.nurse_card(rows.assign(statement="s", note="n"), "h", data).html)
    assert page.tags == plain.tags
    said = statement.replace("{value}", "")  # the place of the figure, of which this row has none
    for words in (said, note, heading, publisher, "* Check with a clinician first."):
        assert words in page.text
    assert "source 1, check with a clinician first" in page.attributes


@quick
@given(
    stem=TEXT,
    answers=st.lists(TEXT, min_size=2, max_size=4, unique=True),
    reason=TEXT,
    rests_on=TEXT,
    kind=st.sampled_from(["single", "multiple"]),
)
def test_any_text_in_a_question_is_shown_as_text_in_both_faces(stem, answers, reason, rests_on, kind):
    def made(stem, answers, reason, rests_on):
        options = tuple(Option("abcd"[n], text, "no" if n else "yes", reason) for n, text in enumerate(answers))
        tags = ("easy", "none", "none", "1.2")
        return Item(
            "an-id", "00", 1, "check", kind, 1, stem, *tags, None, options, (), (), (), rests_on, escape(rests_on)
        )

    item = made(stem, answers, reason, rests_on)
    plain = made("s", [f"t{number}" for number in range(len(answers))], "r", "x")
    page = Page(html_form.form(item))
    assert page.tags == Page(html_form.form(plain)).tags
    for words in (stem, reason, rests_on, *(f"{o.letter}) {o.text}" for o in item.options)):
        assert words in page.text
    if kind == "single":
        head, picker, reasons = quizzes.item_widget(item).children
        assert stem in Page(head.value).text and list(picker.options) == [f"{o.letter}) {o.text}" for o in item.options]
        assert reason in Page(reasons.value).text


@quick
@given(values=values, unit=TEXT)
def test_an_amount_names_both_ends(values, unit):
    low, high = values
    words = estimates.amount(low, high, unit)
    assert words.startswith(f"{low:,.10g}") and words.endswith("%" if unit == "percent" else unit)
    assert (f"–{high:,.10g} " in words) == (low != high)

"""What the search index holds of a page: every block with its number, in the entry that it belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from utils.errors import CourseError
from utils.publishing.site import search_index

PAGE = """<title>x</title><p>outside</p><article role="main" id="furo-main-content">
<h1>Bones</h1><p>Before all sections.</p>
<h2>What happens</h2><p>A sentence with a <a href="#">link</a> in it.</p>
<p class="mbc-review">Not reviewed.</p><div class="cell_input"><p>code</p></div>
<section class="mbc-explorer"><fieldset class="mbc-controls"><legend>Which?</legend></fieldset>
<div class="mbc-option-0" data-units="0"><div class="mbc-panel"><h3>First</h3>
<ul><li>One.</li><li>Two.</li></ul></div></div>
<div class="mbc-option-0" data-units="1"><div class="mbc-panel"><h3>Second</h3>
<ul><li>One.</li></ul></div></div></section>
<p>After the explorer.</p>
<aside class="mbc-reference"><h3>Call</h3><ul><li>Fever: <ul><li>call now</li></ul></li><li>Pain.</li></ul></aside>
<form class="mbc-item"><fieldset><legend>Who first?</legend>
<label><select><option>1</option></select> a) Ann</label></fieldset>
<details><p>Answer: a</p></details></form>
<section class="mbc-case-answer"><details><p>Model answer: call.</p></details><p>It teaches to call.</p></section>
<h2>Words</h2><dl class="mbc-glossary"><dt>Nadir</dt><dd>Lowest counts.</dd><dt>Node</dt><dd>A gland.</dd></dl>
</article><p>outside</p>"""


@pytest.fixture(scope="module")
def entries():
    title, found = search_index.page_entries(PAGE)
    assert title == "Bones"
    return found


def words(entry):
    return [text for _, text in entry.blocks]


def test_each_entry_has_its_kind_section_and_heading(entries):
    assert [(e.kind, e.section, e.heading) for e in entries] == [
        ("section", "Bones", "Bones"),
        ("panel", "What happens", "First"),
        ("panel", "What happens", "Second"),
        ("row", "What happens", ""),
        ("row", "What happens", ""),
        ("question", "What happens", "Who first?"),
        ("section", "What happens", "What happens"),
        ("term", "Words", "Nadir"),
        ("term", "Words", "Node"),
    ]


def test_text_is_whole_is_there_once_and_leaves_out_what_nobody_reads(entries):
    by_heading = {entry.heading: words(entry) for entry in entries if entry.heading}
    assert by_heading["What happens"] == [
        "A sentence with a link in it.",
        "After the explorer.",
        "Call",
    ]
    assert by_heading["First"] == ["First", "One.", "Two."] and by_heading["Second"] == ["Second"]
    assert by_heading["Nadir"] == ["Nadir", "Lowest counts."]
    assert [words(entry) for entry in entries if entry.kind == "row"] == [["Fever:", "call now"], ["Pain."]]
    said = json.dumps([words(entry) for entry in entries])
    assert not [
        text
        for text in ("outside", "Not reviewed.", "code", "Which?", "Answer: a", "Model answer", "It teaches")
        if text in said
    ]


def test_blocks_are_counted_as_the_script_of_the_page_counts_them(entries):
    """The nth element of these names in the article, whether it has text of its own or not."""
    numbers = {text: number for entry in entries for number, text in entry.blocks}
    assert (numbers["Before all sections."], numbers["First"], numbers["Second"], numbers["Node"]) == (1, 7, 10, 25)
    script = Path(search_index.__file__).with_name("blocks.js").read_text(encoding="utf-8")
    assert f'BLOCKS = "{", ".join(search_index.BLOCKS)}"' in script


def test_what_is_typed_stands_for_what_the_course_says():
    typed = pd.DataFrame([["ANC", "neutrophils"]], columns=["typed", "means"])
    drugs = pd.DataFrame([["Femara", "Letrozole"], ["", "Surgery"]], columns=["brand", "label"])
    assert search_index.synonyms(typed, drugs) == [("ANC", "neutrophils"), ("Femara", "Letrozole")]


def test_the_index_is_data_that_ends_no_element(tmp_path):
    places = "".join(search_index._ELEMENT.format(*each) for each in search_index._PLACES.items())
    (tmp_path / "search.html").write_text(f"<body>{places}</body>", encoding="utf-8")
    page = PAGE.replace("Before all", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; before")
    (tmp_path / "bones.html").write_text(page, encoding="utf-8")
    search_index.add_index(tmp_path, [("a</script>", "b")])
    written = (tmp_path / "search.html").read_text(encoding="utf-8")
    assert written.count("</script>") == 2
    data = written.partition('id="search-index">')[2].partition("</script>")[0]
    index = json.loads(data)
    assert index["pages"] == [["bones.html", "Bones"]]
    assert index["entries"][0][:5] == [0, "section", "Bones", "Bones", 1]
    assert index["entries"][0][5] == "</script><script>alert(1)</script> before sections."


def test_a_search_page_without_a_place_is_named(tmp_path):
    (tmp_path / "search.html").write_text("<body></body>", encoding="utf-8")
    with pytest.raises(CourseError, match=r"search\.html has no place for the search index"):
        search_index.add_index(tmp_path, [])

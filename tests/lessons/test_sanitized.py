"""What is left of a lesson where a viewer lets through text, tables and pictures but no style, form or script.

GitHub's viewer is such a host. What it keeps is not published in full; bleach with the elements and attributes that
GitHub's Markdown is known to keep stands in for it, once with pictures inside the page and once without.
"""

from __future__ import annotations

from html.parser import HTMLParser

import bleach
import pytest
from markupsafe import escape

from tests.helpers import LESSONS, alts, elements, html_outputs, key, question, shown, words

pytestmark = pytest.mark.built

TAGS = {
    "a", "abbr", "b", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "ul", "var", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "*": ["align", "colspan", "dir", "lang", "open", "rowspan", "scope", "title"],
    "a": ["href"],
    "img": ["alt", "src"],
}
PICTURES = {"pictures": {"http", "https", "data"}, "no-pictures": {"http", "https"}}

by_name = {"argnames": "lesson", "argvalues": LESSONS, "ids": lambda path: path.stem}


def letters(markup: str) -> str:
    """The text without its spaces: bleach puts one where it takes out an element."""
    return "".join(words(markup).split())


class Cells(HTMLParser):
    """The texts of a table's cells, captions and of folds' labels, in order."""

    def __init__(self, markup: str):
        super().__init__()
        self.texts, self._inside = [], None
        self.feed(str(markup))

    def handle_starttag(self, tag, attrs):
        if tag in {"td", "th", "caption", "summary"}:
            self._inside = tag
            self.texts.append((tag, ""))

    def handle_data(self, data):
        if self._inside:
            tag, text = self.texts[-1]
            self.texts[-1] = (tag, text + data)

    def handle_endtag(self, tag):
        if tag == self._inside:
            self._inside = None


@pytest.fixture(params=PICTURES.values(), ids=PICTURES.keys())
def sanitise(request):
    return lambda markup: bleach.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, protocols=request.param, strip=True, strip_comments=True
    )


@pytest.mark.parametrize(**by_name)
def test_no_word_is_lost_or_added(lesson, sanitise):
    """Every output reads the same before and after: nothing that a reader needs hangs on a style, form or script."""
    outputs = html_outputs(lesson)
    assert outputs
    for markup in outputs:
        assert {"style", "script"}.isdisjoint(tag for tag, _ in elements(markup))
        assert letters(sanitise(markup)) == letters(markup)


@pytest.mark.parametrize(**by_name)
def test_alt_texts_and_tables_are_left(lesson, sanitise):
    clean = [sanitise(markup) for markup in html_outputs(lesson)]
    left = [alt for markup in clean for alt in alts(markup)]
    assert left == [alt for markup in html_outputs(lesson) for alt in alts(markup)]
    assert all(left) and set(shown(lesson).pictures) <= set(left)
    for before, after in zip(html_outputs(lesson), clean, strict=True):
        assert Cells(after).texts == Cells(before).texts


@pytest.mark.parametrize(**by_name)
def test_panels_questions_and_reasons_are_left(lesson, sanitise):
    left = "|".join(letters(sanitise(markup)) for markup in html_outputs(lesson))
    for explorer in shown(lesson).explorers:
        parts = [label for control in explorer.controls for label in (control.label, *dict(control.options).values())]
        for part in [*map(escape, parts), *explorer.panels.values()]:
            assert letters(part) in left
    for item in shown(lesson).items:
        parts = [*question(item), key(item)]
        for part in map(escape, parts):
            assert letters(part) in left


def test_the_sanitiser_is_one():
    """Planted: what must not come through does not."""
    for name in PICTURES:
        clean = bleach.clean(
            '<form><input name="a"><p style="color:red" onclick="x()">kept</p></form><img alt="kept" src="data:x">',
            tags=TAGS,
            attributes=ATTRIBUTES,
            protocols=PICTURES[name],
            strip=True,
        )
        assert clean == '<p>kept</p><img alt="kept"' + (' src="data:x">' if name == "pictures" else ">")

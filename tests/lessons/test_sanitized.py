"""What is left of a lesson where a viewer lets through text, tables and pictures but no style, form or script.

GitHub's viewer is such a host. What it keeps is not published in full; bleach with the elements and attributes that
GitHub's Markdown is known to keep stands in for it, once with pictures inside the page and once without.
"""

from __future__ import annotations

from functools import cache

import bleach
import pytest
from markupsafe import escape

from tests.browser import pairwise
from tests.helpers import LESSONS, alts, elements, html_outputs, key, open_panels, question, shown, words

pytestmark = pytest.mark.built

TAGS = {
    "a",
    "abbr",
    "b",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "ul",
    "var",
    "wbr",
}
ATTRIBUTES = {
    "*": ["align", "colspan", "dir", "lang", "open", "rowspan", "scope", "title"],
    "a": ["href"],
    "img": ["alt", "src"],
}
PICTURES = {"pictures": {"http", "https", "data"}, "no-pictures": {"http", "https"}}

by_name = {"argnames": "lesson", "argvalues": pairwise.by_day(LESSONS, turn=1)}


def letters(markup: str) -> str:
    """The text without its spaces: bleach puts one where it takes out an element."""
    return "".join(words(markup).split())


def cells(markup: str) -> list[tuple[str, str]]:
    """The texts of a table's cells, captions and of folds' labels, in order."""
    return [(element.name, element.get_text()) for element in elements(markup, "td", "th", "caption", "summary")]


@cache
def sanitized(markup: str, pictures: str) -> str:
    """What such a viewer leaves of HTML."""
    return bleach.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, protocols=PICTURES[pictures], strip=True, strip_comments=True
    )


@pytest.fixture(params=PICTURES)
def sanitize(request):
    return lambda markup: sanitized(markup, request.param)


@pytest.mark.parametrize(**by_name)
def test_no_word_is_lost_or_added(lesson, sanitize):
    """Every output reads the same before and after: nothing that a reader needs hangs on a style, form or script."""
    outputs = html_outputs(lesson)
    assert outputs
    for markup in outputs:
        assert not elements(markup, "style", "script")
        assert letters(sanitize(markup)) == letters(markup)


@pytest.mark.parametrize(**by_name)
def test_alt_texts_and_tables_are_left(lesson, sanitize):
    clean = [sanitize(markup) for markup in html_outputs(lesson)]
    left = [alt for markup in clean for alt in alts(markup)]
    assert left == [alt for markup in html_outputs(lesson) for alt in alts(markup)]
    assert all(left) and set(shown(lesson).pictures) <= set(left)
    for before, after in zip(html_outputs(lesson), clean, strict=True):
        assert cells(after) == cells(before)


@pytest.mark.parametrize(**by_name)
def test_panels_questions_and_reasons_are_left(lesson, sanitize):
    left = "|".join(letters(sanitize(markup)) for markup in html_outputs(lesson))
    for explorer in shown(lesson).explorers:
        parts = [label for control in explorer.controls for label in (control.label, *dict(control.options).values())]
        for part in [*map(escape, parts), *open_panels(explorer)]:
            assert letters(part) in left
    for item in shown(lesson).items:
        parts = [*question(item), key(item)]
        for part in map(escape, parts):
            assert letters(part) in left


def test_the_sanitizer_removes_what_it_should():
    """Planted: what must not come through does not."""
    for name in PICTURES:
        clean = sanitized(
            '<form><input name="a"><p style="color:red" onclick="x()">kept</p></form><img alt="kept" src="data:x">',
            name,
        )
        assert clean == '<p>kept</p><img alt="kept"' + (' src="data:x">' if name == "pictures" else ">")

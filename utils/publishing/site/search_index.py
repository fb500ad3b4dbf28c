"""The search index of the pages: what is where, block by block, read from the finished pages themselves.

A result has to lead to the sentence, so an entry keeps the number of each block that it holds: the script of the page
counts the same blocks, opens the panel and the folds that hold the block, and scrolls there. An entry is a
section without its panels and questions, a panel of an explorer, a question, a term of the glossary, or a nursing row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from utils.errors import CourseError
from utils.questions import pre_post_test

# The script of the pages counts the same elements (blocks.js), in the order of the page.
BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "tr", "dt", "dd", "legend", "label", "summary", "caption", "figcaption")
SECTION, PANEL, QUESTION, TERM, ROW = "section", "panel", "question", "term", "row"
PAGE = "search.html"
# The map repeats what lessons say, questions of a test are not to be met before it, and a learner runs no course.
_PAGES_LEFT_OUT = {PAGE, "index.html", f"{pre_post_test.PAGE}.html", "administrators.html", "learning_platforms.html"}
# where the data goes, in the search page: id of the element → what it holds in the template
_PLACES = {"search-index": "{}", "search-words": "[]"}
_ELEMENT = '<script type="application/json" id="{}">{}</script>'
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# what repeats on every page, is not read, is the same as something else on the page, or answers a case
_LEFT_OUT = {
    "mbc-answers",
    "mbc-test-answers",
    "mbc-all-open",
    "mbc-review",
    "mbc-origin",
    "mbc-controls",
    "cell_input",
    "mbc-sources",
    "mbc-mark",
    "mbc-source-list",
    "mbc-unsure",
    "mbc-case-answer",
    "mbc-no-js",
}
_FRAMES = {"mbc-reference", "mbc-help"}  # each item of their lists is found by itself
_SILENT, _FRAME = "silent", "frame"
_PICTURE = re.compile(r'\ssrc="data:[^"]*"')


@dataclass
class Entry:
    """Something that a search finds: its kind, the section and the heading it is under, and its blocks."""

    kind: str
    section: str
    heading: str = ""
    blocks: list[tuple[int, str]] = field(default_factory=list)


class _Page(HTMLParser):
    """Reads one page; ``title`` and ``entries`` are what it found."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.title, self.entries = "", []
        self._open: list[tuple[str, str]] = []  # tags that are open, each with what begins there: "", or a kind
        self._current: list[Entry] = []  # the entry that text goes to, last; those around it before it
        self._number = -1  # of the last block that began
        self._blocks: list[list] = []  # open blocks: [tag, number, text so far]
        self._silent = 0  # how many open tags leave their text out
        self._inside = False  # in the article
        self._seen: set[str] = set()

    # -- what begins and ends ---------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if tag == "article" and given.get("id") == "furo-main-content":
            self._inside = True
        if tag in BLOCKS and self._inside:
            self._number += 1
            self._flush()
            self._blocks.append([tag, self._number, ""])
        if tag in _VOID:
            return
        begins = self._begins(tag, classes) if self._inside else ""
        if begins:
            self._flush()
            section = self._current[-1].section if self._current else self.title
            self._current.append(Entry(begins, section))
        elif self._inside and (classes & _LEFT_OUT or self._is_left_out(tag)):
            begins = _SILENT
            self._silent += 1
        elif self._inside and classes & _FRAMES:
            begins = _FRAME
        self._open.append((tag, begins))

    def _is_left_out(self, tag: str) -> bool:
        """The key and reasons of a question, so that no search gives them away; and the places in a drop-down list."""
        return tag == "option" or (tag == "details" and bool(self._current) and self._current[-1].kind == QUESTION)

    def _begins(self, tag: str, classes: set[str]) -> str:
        if "mbc-panel" in classes:
            return PANEL
        if "mbc-item" in classes:
            return QUESTION
        if tag == "dl" and "mbc-glossary" in classes:
            return TERM
        in_row = self._current and self._current[-1].kind == ROW
        in_panel = any(entry.kind == PANEL for entry in self._current)
        framed = any(kind == _FRAME for _, kind in self._open)
        return ROW if tag == "li" and framed and not in_row and not in_panel else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS and self._inside:
            self._flush()
            while self._blocks and self._blocks[-1][0] != tag:
                self._blocks.pop()
            if self._blocks:
                self._blocks.pop()
        while self._open:
            opened, begins = self._open.pop()
            if begins == _SILENT:
                self._silent -= 1
            elif begins and begins != _FRAME:
                self._flush()
                self._keep(self._current.pop())
            if opened == tag:
                break
        if tag == "article" and self._inside:
            self._flush()
            for entry in self._current:
                self._keep(entry)
            self._current, self._inside = [], False

    def handle_data(self, data: str) -> None:
        if self._inside and self._blocks and not self._silent:
            self._blocks[-1][2] += data

    # -- text -------------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Hand the text of the innermost open block to the entry it belongs to."""
        if not self._blocks:
            return
        tag, number, text = self._blocks[-1]
        self._blocks[-1][2] = ""
        text = " ".join(text.split())
        if not text:
            return
        if tag == "h1" and not self.title:
            self.title = text
            self._current = [Entry(SECTION, text, text)]
            return
        if tag == "h2" and self._current and self._current[-1].kind == SECTION:
            self._keep(self._current.pop())
            self._current.append(Entry(SECTION, text, text))
            return
        if not self._current:
            return
        entry = self._current[-1]
        if entry.kind == TERM and tag == "dt":
            if entry.blocks:
                self._keep(entry)
                self._current[-1] = entry = Entry(TERM, entry.section)
            entry.heading = text
        elif not entry.heading and tag in ("h3", "legend", "caption"):
            entry.heading = text
        if text not in self._seen or entry.kind in (TERM, QUESTION):
            self._seen.add(text)
            entry.blocks.append((number, text))

    def _keep(self, entry: Entry) -> None:
        if entry.blocks:
            self.entries.append(entry)


def page_entries(html: str) -> tuple[str, list[Entry]]:
    """The title of a page and what a search can find on it, in its order."""
    page = _Page()
    page.feed(_PICTURE.sub("", html))
    page.close()
    return page.title, page.entries


def synonyms(search_words: pd.DataFrame, treatments: pd.DataFrame) -> list[tuple[str, str]]:
    """What a learner may type → what the course says: the rows of ``search_words``, and the brand of each drug."""
    brands = treatments[treatments["brand"] != ""]
    return [
        *search_words[["typed", "means"]].itertuples(index=False, name=None),
        *brands[["brand", "label"]].itertuples(index=False, name=None),
    ]


def rows(page: int, entries: Sequence[Entry]) -> list[list]:
    """The entries of a page, by its number among the pages of the index, as search.js reads them."""
    return [
        [page, entry.kind, entry.section, entry.heading, *(part for block in entry.blocks for part in block)]
        for entry in entries
    ]


def as_json(content: object) -> Markup:
    """Data for an element of a page: nothing in it can end the element."""
    return htmlsafe_json_dumps(content, ensure_ascii=False, separators=(",", ":"))


def add_index(site: Path, words: Sequence[tuple[str, str]]) -> None:
    """Put the index and the ``synonyms`` into the search page of a built site.

    Raises CourseError if that page has no place for them.
    """
    pages, entries = [], []
    for path in sorted(site.glob("*.html")):
        if path.name in _PAGES_LEFT_OUT:
            continue
        title, found = page_entries(path.read_text(encoding="utf-8"))
        entries += rows(len(pages), found)
        pages.append([path.name, title])
    path = site / PAGE
    page = path.read_text(encoding="utf-8")
    for (id, empty), content in zip(_PLACES.items(), ({"pages": pages, "entries": entries}, words), strict=True):
        before = _ELEMENT.format(id, empty)
        if before not in page:
            raise CourseError(f"{PAGE} has no place for the search index: {before}")
        page = page.replace(before, _ELEMENT.format(id, as_json(content)))
    path.write_text(page, encoding="utf-8", newline="\n")

"""A Sphinx extension: the search index reads the words of HTML one by one.

Sphinx strips the tags of raw HTML and nothing else, so that ``<dt>Biopsy</dt><dd>Taking`` becomes one word that nobody
looks for. Explorers, tables, questions and the glossary are all raw HTML.
"""

from __future__ import annotations

import re

from docutils import nodes

_PICTURE = re.compile(r'\ssrc="data:[^"]*"')


def setup(app) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", _read_words_apart)
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def _read_words_apart(app) -> None:
    index_page = app.builder.index_page

    def apart(name: str, document: nodes.document, title: str) -> None:
        copy = document.deepcopy()
        for raw in list(copy.findall(nodes.raw)):
            raw.children = [nodes.Text(_PICTURE.sub("", raw.astext()).replace("<", " <"))]
        index_page(name, copy, title)

    app.builder.index_page = apart


def jupyterlab_anchor(heading: str) -> str:
    """The anchor of a heading: its text with spaces as hyphens, case kept."""
    return heading.replace(" ", "-")

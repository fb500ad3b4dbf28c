"""A Sphinx extension: the search index separates the words of raw HTML, and folded code is valid HTML.

Sphinx only strips the tags of raw HTML, so that ``<dt>Biopsy</dt><dd>Taking`` becomes one word, for which nobody
searches. Explorers, tables, questions and the glossary are all raw HTML.
"""

from __future__ import annotations

import re

from docutils import nodes
from markupsafe import Markup
from myst_nb.sphinx_ import HideCodeCellNode

_PICTURE_DATA = re.compile(r'\ssrc="data:[^"]*"')


def setup(app) -> dict[str, bool]:
    """Connect the extension; called by Sphinx."""
    app.connect("builder-inited", _separate_words_in_index)
    app.add_node(HideCodeCellNode, override=True, html=(_open_fold, _close_fold))
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def _separate_words_in_index(app) -> None:
    index_page = app.builder.index_page

    def index_with_separate_words(name: str, document: nodes.document, title: str) -> None:
        copy = document.deepcopy()
        for raw in list(copy.findall(nodes.raw)):
            raw.children = [nodes.Text(_PICTURE_DATA.sub("", raw.astext()).replace("<", " <"))]
        index_page(name, copy, title)

    app.builder.index_page = index_with_separate_words


def _open_fold(writer, node: HideCodeCellNode) -> None:
    """As MyST-NB writes it, but without a paragraph in the summary, and named by its own words."""
    label = Markup(
        '<span class="collapsed admonition-title">{}</span><span class="expanded admonition-title">{}</span>'
    )
    writer.body.append(
        Markup('<details class="admonition hide {}">\n<summary>{}</summary>\n').format(
            " ".join(node["classes"]), label.format(node["prompt_show"], node["prompt_hide"])
        )
    )


def _close_fold(writer, node: HideCodeCellNode) -> None:
    writer.body.append("</details>\n")


def jupyterlab_anchor(heading: str) -> str:
    """The anchor of a heading: its text with spaces as hyphens, case kept."""
    return heading.replace(" ", "-")

"""A Sphinx extension: folded code is valid HTML, a page knows its sections, and Sphinx makes no search index."""

from __future__ import annotations

from docutils import nodes
from markupsafe import Markup
from myst_nb.sphinx_ import HideCodeCellNode


def setup(app) -> dict[str, bool]:
    """Connect the extension; called by Sphinx."""
    app.connect("builder-inited", _make_no_index)
    app.connect("html-page-context", _name_sections)
    app.add_node(HideCodeCellNode, override=True, html=(_open_fold, _close_fold))
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def _make_no_index(app) -> None:
    app.builder.index_page = lambda *_: None
    app.builder.dump_search_index = lambda: None


def _name_sections(app, page, template, context: dict, doctree) -> None:
    """``sections``: anchor and heading of each section of a page, below its title."""
    title = next(doctree.findall(nodes.section), None) if doctree else None
    sections = [part for part in title.children if isinstance(part, nodes.section)] if title else []
    context["sections"] = [(section["ids"][0], section.next_node(nodes.title).astext()) for section in sections]


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

"""Small pieces of semantic HTML, each ``markupsafe.Markup``.

A plain string is shown as text: whatever puts it into ``Markup`` escapes it. So a cell of a table can never become
markup, and nobody has to remember it. ruff refuses ``Markup(...)`` of anything but words that are typed there (S704).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from markupsafe import Markup, escape

_ITEM = Markup("<li>{}</li>").format
_HEAD = Markup('<th scope="col" role="columnheader">{}</th>').format
_CELL = Markup('<td role="cell" data-label="{}">{}</td>').format
_ROW = Markup('<tr role="row"><th scope="row" role="rowheader">{}</th>{}</tr>').format


def joined(parts: Iterable[str], separator: str = "") -> Markup:
    """Parts of HTML one behind the other; a part or separator that is a plain string is text."""
    return escape(separator).join(parts)


def initial_cap(words: str) -> str:
    """Words with their first letter in upper case; the others stay as they are."""
    return words[:1].upper() + words[1:]


def bullets(items: Iterable[str], css: str = "mbc-list") -> Markup:
    """A list; an empty one gives empty HTML."""
    rows = joined(map(_ITEM, items))
    return Markup('<ul class="{}">{}</ul>').format(css, rows) if rows else rows


def folded(summary: str, body: str, again: bool = False) -> Markup:
    """A native fold (``<details>``): keyboard and screen reader operate it without any script.

    Paper shows every fold open, but not one that holds ``again`` what the page also says elsewhere, in full.
    """
    css = Markup(' class="mbc-again"') if again else ""
    return Markup("<details{}><summary>{}</summary>{}</details>").format(css, summary, body)


def link(url: str, label: str) -> Markup:
    """A link to an http(s) address; anything else is shown as text."""
    if not url.startswith(("http://", "https://")):
        return escape(label)
    return Markup('<a href="{}" rel="noopener">{}</a>').format(url, label)


def table(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> Markup:
    """A table with a caption and scoped headers; the first column names its row. Index and HTML are left out.

    ``columns`` are the column headings shown, in order (default: those of the frame). On a narrow screen the stylesheet
    stacks each row as a block: ``data-label`` then names each cell, and the roles keep it a table for a screen reader.
    Without the stylesheet it is a plain table.
    """
    names = list(columns or frame.columns)
    rows = (
        _ROW(first, joined(_CELL(name, cell) for name, cell in zip(names[1:], rest, strict=True)))
        for first, *rest in frame.itertuples(index=False)
    )
    return Markup(
        '<div class="mbc-table" role="region" tabindex="0" aria-label="{caption}"><table role="table">'
        '<caption>{caption}</caption><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table></div>'
    ).format(caption=caption, heads=joined(map(_HEAD, names)), rows=joined(rows))


class Html:
    """Something a notebook shows: one HTML form, and a plain-text form for hosts that show no HTML."""

    def __init__(self, html: str, plain: str):
        self.html, self.plain = escape(html), plain

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.plain}


def show(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> Html:
    """A DataFrame as an accessible table; the plain form is what pandas prints."""
    return Html(table(frame, caption, columns), f"{caption}\n{frame.to_string(index=False)}")

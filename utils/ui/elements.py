"""Small pieces of semantic HTML. Everything that comes from a table passes through ``text`` and shows as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd


def text(value: object) -> str:
    """A value as escaped text: markup in a cell is shown, never run."""
    return escape(str(value), quote=True)


def bullets(items: Iterable[str], css: str = "mbc-list") -> str:
    """A list of items that are HTML already; an empty list gives an empty string."""
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="{css}">{rows}</ul>' if rows else ""


def folded(summary: str, body: str, again: bool = False) -> str:
    """A native fold (``<details>``): keyboard and screen reader operate it without any script.

    Paper shows every fold open, but not one that holds ``again`` what the page also says elsewhere, in full.
    """
    css = ' class="mbc-again"' if again else ""
    return f"<details{css}><summary>{text(summary)}</summary>{body}</details>"


def link(url: str, label: str) -> str:
    """A link to an http(s) address; anything else is shown as text."""
    if not url.startswith(("http://", "https://")):
        return text(label)
    return f'<a href="{text(url)}" rel="noopener">{text(label)}</a>'


def table(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> str:
    """A table with a caption and scoped headers; the first column names its row. Index and HTML are left out.

    ``columns`` are the column headings shown, in order (default: those of the frame). On a narrow screen the stylesheet
    stacks each row as a block: ``data-label`` then names each cell, and the roles keep it a table for a screen reader.
    Without the stylesheet it is a plain table.
    """
    names = [text(name) for name in (columns or frame.columns)]
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{text(first)}</th>'
        + "".join(
            f'<td role="cell" data-label="{name}">{text(cell)}</td>' for name, cell in zip(names[1:], rest, strict=True)
        )
        + "</tr>"
        for first, *rest in frame.itertuples(index=False)
    )
    return (
        f'<div class="mbc-table" role="region" tabindex="0" aria-label="{text(caption)}"><table role="table">'
        f'<caption>{text(caption)}</caption><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


class Html:
    """Something a notebook shows: one HTML form, and a plain-text form for hosts that show no HTML."""

    def __init__(self, html: str, plain: str):
        self.html, self.plain = html, plain

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.plain}


def show(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> Html:
    """A DataFrame as an accessible table; the plain form is what pandas prints."""
    return Html(table(frame, caption, columns), f"{caption}\n{frame.to_string(index=False)}")

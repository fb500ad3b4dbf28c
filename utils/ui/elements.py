"""Small pieces of semantic HTML, each ``markupsafe.Markup``.

A plain string is shown as text: whatever puts it into ``Markup`` escapes it. So a cell of a table can never become
markup, and nobody has to remember to escape it. ruff refuses ``Markup(...)`` of anything but a literal string (S704).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd
from markupsafe import Markup, escape

from utils.statements.guidance import PARTS

# Begins the id of every place that a marker leads to, until the block has its own place in a page: see ``placed``.
# A private character: no cell of a table may hold it, so that no text can be taken for a place.
PLACE = "\ue000"

# A cell of more characters than _WORDS is a sentence, which needs 200 px to be read; others need half of that. A table
# that does not fit in the text column of a page in this way is shown as cards, one for each row (course.css).
_WORDS, _LONG, _SHORT, _COLUMN = 40, 200, 110, 736
# Lines of folds that a handout of the core path prints open: what they hold belongs to the statement above them.
VERDICT_FOLD, COUNTED_FOLD = "Open the verdict", "Who was counted, and sources"
# Lines of folds that hold nothing but sources: a number or nothing more may follow them.
SOURCES_FOLD, PUBLISHERS_FOLD = "Sources", "Where this comes from"

_ITEM = Markup("<li>{}</li>").format
_HEAD = Markup('<th scope="col" role="columnheader">{}</th>').format
_CELL = Markup('<td role="cell" data-label="{}">{}</td>').format
_ROW = Markup('<tr role="row"><th scope="row" role="rowheader">{}</th>{}</tr>').format


def joined(parts: Iterable[str], separator: str = "") -> Markup:
    """Parts of HTML one after the other; a part or separator that is a plain string is text.

    Parameters
    ----------
    parts : iterable of str
        ``Markup`` stays HTML; a plain string is escaped.
    separator : str
        What goes between two parts, by the same rule.

    Returns
    -------
    Markup
        The parts in their order; empty for no parts.
    """
    return escape(separator).join(parts)


def placed(html: Markup, place: str) -> Markup:
    """A block with ids of its own: each of its ids begins with ``place``.

    Parameters
    ----------
    html : Markup
        A block that may hold markers of sources.
    place : str
        What no other block of the page begins its ids with.

    Returns
    -------
    Markup
        The block; the same if it has no marker.
    """
    return html.replace(PLACE, place)


def initial_cap(text: str) -> str:
    """Text with its first letter in upper case; the others stay as they are.

    Parameters
    ----------
    text : str
        Any text, also empty.

    Returns
    -------
    str
        The text, so that "HER2 is high" does not become "Her2 is high".
    """
    return text[:1].upper() + text[1:]


def _action_folds() -> dict[tuple[str, ...], str]:
    labels = [label for label, _ in PARTS.values()]
    several = [*combinations(labels, 2), *combinations(labels, 3)]
    alone = {(label,): initial_cap(asked) for label, asked in PARTS.values()}
    return {(): "Not stated", **alone, **{some: ", ".join(some).capitalize() for some in several}}


# Labels of the parts of an escalation that a fold holds → the fold's line.
ACTION_FOLDS = _action_folds()
OPEN_ON_PAPER = (*ACTION_FOLDS.values(), VERDICT_FOLD, COUNTED_FOLD)


def bullets(items: Iterable[str], css: str = "mbc-list") -> Markup:
    """A list; an empty one gives empty HTML.

    Parameters
    ----------
    items : iterable of str
        ``Markup`` stays HTML; a plain string is escaped.
    css : str
        Classes of the list, separated by spaces.

    Returns
    -------
    Markup
        A ``<ul>``, or nothing.
    """
    entries = joined(map(_ITEM, items))
    return Markup('<ul class="{}">{}</ul>').format(css, entries) if entries else entries


def folded(summary: str, body: str, is_duplicate: bool = False) -> Markup:
    """A native fold (``<details>``): keyboard and screen reader operate it without any script.

    Parameters
    ----------
    summary, body : str
        The line in sight, and what it opens. ``Markup`` stays HTML; a plain string is escaped.
    is_duplicate : bool
        Whether the page also says all this elsewhere, in full. Paper shows every other fold open, but not this one.

    Returns
    -------
    Markup
        The fold, closed.
    """
    css = Markup(' class="mbc-again"') if is_duplicate else ""
    return Markup("<details{}><summary>{}</summary>{}</details>").format(css, summary, body)


def link(url: str, label: str) -> Markup:
    """A link to an http(s) address; anything else is shown as text.

    Parameters
    ----------
    url : str
        An address.
    label : str
        What is shown.

    Returns
    -------
    Markup
        The link; the label alone where ``url`` does not start with ``http://`` or ``https://``.
    """
    if not url.startswith(("http://", "https://")):
        return escape(label)
    return Markup('<a href="{}" rel="noopener">{}</a>').format(url, label)


def table(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> Markup:
    """A table with a caption and scoped headers; the first column names its row. Index and HTML are left out.

    On a narrow screen the stylesheet stacks each row as a block, and everywhere if the table is too wide for its words:
    ``data-label`` then names each cell, and the roles keep it a table for a screen reader. Without the stylesheet it is
    a plain table.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one column, of any dtypes; each value is shown as ``str`` gives it.
    caption : str
        The title of the table, which also names it for a screen reader.
    columns : sequence of str, optional
        The headings to show, one per column, in order; by default the names of the columns.

    Returns
    -------
    Markup
        The table.

    Raises
    ------
    ValueError
        If there are more or fewer headings than columns.
    """
    headings = list(columns or frame.columns)
    rows = (
        _ROW(first, joined(_CELL(heading, cell) for heading, cell in zip(headings[1:], rest, strict=True)))
        for first, *rest in frame.itertuples(index=False)
    )
    return Markup(
        '<div class="mbc-table{css}" role="region" tabindex="0" aria-label="{caption}"><table role="table">'
        '<caption>{caption}</caption><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table></div>'
    ).format(css=_shape(frame), caption=caption, heads=joined(map(_HEAD, headings)), rows=joined(rows))


def _shape(frame: pd.DataFrame) -> str:
    """The further class of a table whose cells hold many words: cards everywhere, or a pair that stacks on a phone."""
    longest = [max((len(str(cell)) for cell in frame.iloc[:, number]), default=0) for number in range(frame.shape[1])]
    is_wordy = [length > _WORDS for length in longest]
    if any(is_wordy) and sum(_LONG if wordy else _SHORT for wordy in is_wordy) > _COLUMN:
        return " mbc-rows"
    return " mbc-pair" if len(is_wordy) == 2 and any(is_wordy) else ""


class Html:
    """Something a notebook shows: one HTML form, and a plain-text form for hosts that show no HTML.

    Parameters
    ----------
    html : str
        ``Markup`` stays HTML; a plain string is escaped.
    plain : str
        The same content as text.
    """

    def __init__(self, html: str, plain: str):
        place = f"s{hashlib.sha256(plain.encode()).hexdigest()[:6]}-"  # of its content: the same in every run
        self.html, self.plain = placed(escape(html), place), plain

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": first_line(self.plain)}


def first_line(text: str) -> str:
    """What a host without HTML shows of a text: its first line, and how many more there are.

    A notebook is lighter by it, and the hosts of the course all show HTML.

    Parameters
    ----------
    text : str
        Plain text of one or more lines.

    Returns
    -------
    str
        One line.
    """
    first, *more = text.splitlines() or [""]
    return f"{first} (and {len(more)} more lines, which a host that shows HTML has)" if more else first


def show(frame: pd.DataFrame, caption: str, columns: Sequence[str] | None = None) -> Html:
    """A DataFrame as an accessible table; the plain form is what pandas prints.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one column, of any dtypes, as for ``table``.
    caption : str
        The title of the table.
    columns : sequence of str, optional
        The headings to show, one per column; by default the names of the columns.

    Returns
    -------
    Html
        The table, for the last line of a cell.

    Raises
    ------
    ValueError
        If there are more or fewer headings than columns.
    """
    return Html(table(frame, caption, columns), f"{caption}\n{frame.to_string(index=False)}")

"""What a slide holds, before any PowerPoint: text, a picture or a table, and the speaker's notes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``lead`` in bold before ``text``; ``url`` makes the text a link; ``level`` 1 is a bullet."""

    text: str
    lead: str = ""
    url: str = ""
    level: int = 0
    is_caption: bool = False

    @property
    def words(self) -> str:
        """All of it as one text."""
        return " ".join(filter(None, (self.lead, self.text)))


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, with what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Note:
    """A paragraph of the speaker's notes; ``url``: where its cell is."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Slide:
    """One slide.

    Parameters
    ----------
    kind : str
        ``title``, ``person``, ``abilities``, ``concept``, ``choice``, ``question``, ``answer``, ``case``, ``model``,
        ``bedside``, ``pocket`` or ``sources``.
    title : str
        No two slides of a deck have the same.
    paragraphs : tuple of Paragraph
        What it says.
    picture : Picture, optional
        Shown beside the words.
    table : tuple of tuple of str
        Rows of a table below the words, the header first; empty for none.
    table_title : str
        What the table is.
    notes : tuple of Note
        What the speaker sees.
    cell : str
        Id of the cell of the lesson that it comes from.
    item : str
        Id of the question; empty for none.
    """

    kind: str
    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    picture: Picture | None = None
    table: tuple[tuple[str, ...], ...] = ()
    table_title: str = ""
    notes: tuple[Note, ...] = ()
    cell: str = ""
    item: str = ""

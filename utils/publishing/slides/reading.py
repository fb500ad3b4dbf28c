"""A lesson as the slides read it: sections of cells, and what the HTML of an output holds."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from utils.errors import CourseError
from utils.publishing.lesson_files import jupyterlab_anchor
from utils.publishing.notebooks import without_widgets
from utils.publishing.slides.model import Paragraph, Picture
from utils.statements.guidance import UNSURE

_HEADING = re.compile(r"^(#{1,3}) (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_LEAD = re.compile(r"^\*\*(.+?)\*\*[:.]?\s*(.*)$", re.DOTALL)
_NOT_SAID = "sup, details, script, style, .mbc-sources, .mbc-review"


@dataclass
class Cell:
    """A cell: its text, or the HTML of its outputs, and the heading that it is under."""

    id: str
    is_text: bool
    text: str
    heading: str = ""
    anchor: str = ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The HTML of its outputs, parsed."""
        return BeautifulSoup(self.text, "html.parser")


@dataclass
class Section:
    """A heading of a lesson with the cells up to the next one; ``level`` 1 is the title of the lesson."""

    heading: str
    level: int
    cells: list[Cell] = field(default_factory=list)


def sections(notebook: dict) -> list[Section]:
    """The sections of a lesson, in order; a cell without a heading belongs to the one before it."""
    found: list[Section] = []
    for cell in without_widgets(notebook)["cells"]:
        source = "".join(cell["source"])
        is_text = cell["cell_type"] == "markdown"
        if is_text and (match := _HEADING.search(source)):
            found.append(Section(plain(match[2]), len(match[1])))
        text = source
        if not is_text:
            text = "".join("".join(output.get("data", {}).get("text/html", "")) for output in cell["outputs"])
        heading = found[-1].heading
        found[-1].cells.append(Cell(cell["id"], is_text, text, heading, jupyterlab_anchor(heading)))
    return found


def cells(notebook: dict) -> dict[str, Cell]:
    """Id → cell."""
    return {cell.id: cell for section in sections(notebook) for cell in section.cells}


def plain(markdown: str) -> str:
    """A line of Markdown as it is read: without comments, addresses and signs of emphasis."""
    text = _LINK.sub(r"\1", _COMMENT.sub("", markdown))
    return " ".join(re.sub(r"\*{1,2}(\S(?:.*?\S)?)\*{1,2}", r"\1", text, flags=re.DOTALL).split())


def paragraphs(markdown: str) -> list[Paragraph]:
    """The paragraphs and list items of a Markdown text; bold words at the start of one are its lead."""
    text = _HEADING.sub("", _COMMENT.sub("", markdown))
    text = re.sub(r"^> ?", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n(?=[-*] |\d+\. )", "\n\n", text)
    found = []
    for block in filter(None, (block.strip() for block in text.split("\n\n"))):
        item = re.match(r"([-*] |\d+\. )(.*)", block, re.DOTALL)
        body = item[2] if item else block
        number = item[1] if item and item[1][0].isdigit() else ""
        lead = _LEAD.match(body)
        words = plain(lead[2] if lead else body)
        ending = re.match(r"\*\*.+?\*\*([:.])", body, re.DOTALL)
        bold = plain(lead[1]) + (ending[1] if ending and not lead[1].endswith((":", ".")) else "") if lead else ""
        found.append(Paragraph(number + words if not bold else words, bold, level=1 if item and not number else 0))
    return found


def said(tag: Tag) -> str:
    """The words of a piece of HTML, without its markers, folds and lists inside it; with the warning of its badge."""
    is_unsure = any(UNSURE in (mark.get("aria-label") or "") for mark in tag.select(".mbc-mark a"))
    copied = copy.copy(tag)
    for part in copied.select(f"{_NOT_SAID}, li ul"):
        part.decompose()
    text = " ".join(copied.get_text(" ").split())
    text = re.sub(r" ([.,;:?!)])", r"\1", text)
    return f"{text} ({UNSURE})" if is_unsure else text


def card(tag: Tag) -> list[Paragraph]:
    """A card as paragraphs: headings, lists, and with what cannot wait its steps: now, call, do not."""
    found: list[Paragraph] = []
    for part in tag.find_all(["h4", "h5", "p", "li"]):
        if part.find_parent("ol") or {"mbc-unsure", "mbc-review", "mbc-answer"} & set(part.get("class") or []):
            continue
        fold = part.find_parent("details")
        is_step = bool(part.find_parent(class_="mbc-steps"))
        if fold and not is_step:
            continue
        text = said(part)
        if part.name in ("h4", "h5") or (part.name == "p" and part.find("b") and text == said(part.find("b"))):
            found.append(Paragraph("", text))
        elif is_step:
            lead, _, rest = text.partition(": ")
            found[-1] = Paragraph(f"{found[-1].text} {lead}: {rest}", found[-1].lead, level=1)
        elif text:
            found.append(Paragraph(text, level=1 if part.name == "li" else 0))
    return found


def is_group(item: Tag) -> bool:
    """Whether a list item is only the heading of the list inside it."""
    return item.find(["ul", "ol"]) is not None


def picture_of(image: Tag) -> Picture:
    """An image as it is in a lesson: its SVG, and its alternative text."""
    return Picture(unquote(image["src"].partition(",")[2]), image["alt"])


def chart(tag: Tag) -> tuple[Picture, str]:
    """The picture in a figure, and its caption without folds."""
    caption = tag.find("figcaption")
    return picture_of(tag.find("img")), said(caption) if caption else ""


def panel(cell: Cell, choice: str) -> Tag:
    """The panel that an explorer shows for a choice: the labels of the options, " / " between those of two controls.

    Raises CourseError if the explorer has no such choice.
    """
    explorer = cell.soup.select_one(".mbc-explorer")
    chosen = {}
    labels = choice.split(" / ")
    controls = explorer.select(".mbc-controls fieldset") if explorer else []
    if len(labels) == len(controls):
        for number, (control, label) in enumerate(zip(controls, labels, strict=True)):
            options = [" ".join(span.get_text().split()) for span in control.select("label > span")]
            if label in options:
                chosen[number] = options.index(label)
    if not controls or len(chosen) != len(controls):
        raise CourseError(f"Cell {cell.id} has no choice {choice!r}. Fix: see the options of its explorer.")
    return next(panel_tag for panel_tag in explorer.select(".mbc-panel") if all(_fits(panel_tag, chosen)))


def _fits(panel_tag: Tag, chosen: dict[int, int]) -> Iterator[bool]:
    for parent in panel_tag.find_parents(class_=re.compile(r"^mbc-option-\d$")):
        number = int(next(name for name in parent["class"] if name.startswith("mbc-option-"))[-1])
        tens, units = divmod(chosen[number], 10)
        yield str(tens) in parent["data-tens"] and str(units) in parent["data-units"]


def table(tag: Tag) -> tuple[tuple[str, ...], ...]:
    """The rows of an HTML table, its header first."""
    return tuple(tuple(said(cell) for cell in row.find_all(["th", "td"])) for row in tag.find_all("tr"))

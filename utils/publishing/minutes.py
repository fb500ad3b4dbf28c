"""How long a lesson takes, counted from the lesson itself: its core path, and everything in it.

The core path is what a learner meets who opens no fold: text, cards, the first panel of each explorer, and the
questions in a section. Everything is also the other panels, all folds and the other questions. A line that is
in several panels of an explorer is read once. Lists of sources are looked up, not read: they count as folds.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from utils.errors import CourseError, command
from utils.project import ROOT
from utils.publishing import class_links, notebooks
from utils.tables.loader import raw
from utils.tables.rules.questions import MORE

WORDS_A_MINUTE = 215
SECONDS = {
    **dict.fromkeys(("single", "numeric"), 60),
    **dict.fromkeys(("multiple", "select-n", "cloze", "rationale", "ordering"), 90),
    **dict.fromkeys(("matrix-single", "matrix-multiple", "bow-tie"), 150),
}
STEP = 5  # minutes to which a time is rounded, so that a changed word changes no title
_MORE_SECTION = re.compile(rf"^## {class_links.MORE}$", re.MULTILINE)  # it is not on the core path
_SECTION = re.compile(r"^## ", re.MULTILINE)
_TIME = re.compile(r"(\*\*Time\*\*) [^\n\"\\]*")
_VOID = {"img", "input", "br", "hr", "wbr", "col"}
_INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "u"}  # part of a block of text
_SOURCES = {"mbc-source", "mbc-sources", "mbc-origin", "mbc-review"}
_HIDDEN = {"mbc-all-open"}  # shows only where nothing can switch
_OPTION = re.compile(r"mbc-option-\d")


class Minutes(NamedTuple):
    """Minutes of a lesson, as counted."""

    core: float
    everything: float

    @property
    def printed(self) -> tuple[int, int]:
        """Both to the nearest five minutes, at least five, the second never below the first."""
        core, everything = (max(STEP, STEP * round(minutes / STEP)) for minutes in self)
        return core, max(core, everything)

    @property
    def line(self) -> str:
        """As a lesson prints them below its title."""
        core, everything = self.printed
        return f"**Time** {core} minutes for the core path, {everything} for everything."


class _Count:
    """Words and seconds so far, on the core path and beside it."""

    def __init__(self) -> None:
        self.core = self.more = 0.0

    def add(self, seconds: float, is_core: bool) -> None:
        if is_core:
            self.core += seconds
        else:
            self.more += seconds


def lesson_minutes(notebook: Mapping, items: Mapping[str, tuple[str, str]]) -> Minutes:
    """How long a lesson takes.

    Parameters
    ----------
    notebook : mapping
        The notebook as JSON, with its outputs.
    items : mapping of str to (str, str)
        Id of a question → its type and its place in the lesson.

    Returns
    -------
    Minutes
        Not rounded.

    Raises
    ------
    KeyError
        If an output shows a question that is not in ``items``.
    """
    count, is_core = _Count(), True
    for cell in notebooks.without_widgets(dict(notebook))["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            if _SECTION.search(text):
                is_core = not _MORE_SECTION.search(text)
            count.add(_seconds(_plain(text)), is_core)
        for output in cell.get("outputs", []):
            reader = _Reader(items, is_core, count)
            reader.feed("".join(output.get("data", {}).get("text/html", "")))
            reader.close()
            reader.flush()
    return Minutes(count.core / 60, (count.core + count.more) / 60)


def count_all(root: Path = ROOT, only: str = "") -> dict[str, Minutes]:
    """Id of each lesson of ``data/lessons.csv`` that starts with ``only`` → its minutes.

    Raises CourseError for a lesson with stale outputs, and DataError as ``tables.raw`` does.
    """
    tables = raw(root / "data")
    items = {row["id"]: (row["type"], row["place"]) for row in tables["items"]}
    counted = {}
    for id in (row["id"] for row in tables["lessons"] if row["id"].startswith(only)):
        text = (root / "notebooks" / f"{id}.ipynb").read_text(encoding="utf-8")
        try:
            counted[id] = lesson_minutes(json.loads(text), items)
        except KeyError as error:
            again = command("notebooks", f"ONLY={id[:2]}", f"--only {id[:2]}")
            problem = f"notebooks/{id}.ipynb shows the question {error}, which data/items/items.csv lacks"
            raise CourseError(f"{problem}. Fix: {again}.") from None
    return counted


def write(root: Path = ROOT, only: str = "") -> list[Path]:
    """Write the minutes of the lessons whose ids start with ``only`` where they are printed.

    Parameters
    ----------
    root : pathlib.Path
        The project folder.
    only : str
        The start of the ids of some lessons; empty for all.

    Returns
    -------
    list of pathlib.Path
        The files that changed: of lessons (the line below the title), ``data/lessons.csv`` and README.

    Raises
    ------
    CourseError
        As ``count_all`` does.
    """
    counted = count_all(root, only)
    texts = {
        root / "notebooks" / f"{id}.ipynb": lambda text, line=minutes.line: _TIME.sub(line, text, count=1)
        for id, minutes in counted.items()
    }
    texts[root / "data" / "lessons.csv"] = lambda text: _table(text, counted)
    texts[root / "README.md"] = lambda text: _readme(text, counted)
    changed = []
    for path, change in texts.items():
        before = path.read_text(encoding="utf-8")
        if (after := change(before)) != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def _table(text: str, counted: Mapping[str, Minutes]) -> str:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        if row["id"] in counted:
            row["minutes_core"], row["minutes_all"] = map(str, counted[row["id"]].printed)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _readme(text: str, counted: Mapping[str, Minutes]) -> str:
    """The list of lessons with the minutes of each, and their sums in its last line."""
    lesson = re.compile(r"^(\| \[[^\]]*\]\(notebooks/(\w+)\.ipynb\).*? \| )(\d+) \| (\d+) \|$", re.MULTILINE)

    def line(match: re.Match) -> str:
        core, everything = counted[match[2]].printed if match[2] in counted else (match[3], match[4])
        return f"{match[1]}{core} | {everything} |"

    text = lesson.sub(line, text)
    core, everything = (sum(int(match[place]) for match in lesson.finditer(text)) for place in (3, 4))
    return re.sub(r"^(\| all together \| )\d+ \| \d+ \|$", rf"\g<1>{core} | {everything} |", text, flags=re.MULTILINE)


def _seconds(text: str) -> float:
    return 60 * sum(any(letter.isalnum() for letter in word) for word in text.split()) / WORDS_A_MINUTE


def _plain(text: str) -> str:
    """Markdown as it is read: without comments and addresses."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", text)


class _Reader(HTMLParser):
    """Reads an output as a learner does, and counts what it meets: blocks of text, and questions."""

    def __init__(self, items: Mapping[str, tuple[str, str]], is_core: bool, count: _Count) -> None:
        super().__init__()
        self.items, self.count = items, count
        self.open = [_Element("", is_core)]
        self.text: list[str] = []
        self.seen: dict[str, bool] | None = None  # lines of the explorer that is open → whether on the core path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given, parent = dict(attrs), self.open[-1]
        css = set((given.get("class") or "").split())
        if tag not in _INLINE or css & _SOURCES:
            self.flush()
        if item := given.get("data-item"):
            kind, place = self.items[item]
            self.count.add(SECONDS[kind], parent.is_core and place != MORE)
        if "mbc-explorer" in css:
            self.seen = {}
        is_core = parent.before if tag == "summary" and parent.tag == "details" else parent.is_core
        is_first = not any(map(_OPTION.fullmatch, css)) or (given["data-tens"] == "0" and "0" in given["data-units"])
        self.open.append(
            _Element(
                tag,
                is_core and is_first and tag != "details" and not css & _SOURCES,
                is_core,
                parent.is_skipped or bool(item) or bool(css & _HIDDEN) or tag == "style",
                "mbc-explorer" in css,
            )
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag not in _INLINE or self.open[-1].is_core != self.open[-2].is_core:
            self.flush()
        element = self.open.pop()
        if element.is_explorer:
            lines, self.seen = self.seen, None
            for text, is_core in lines.items():
                self.count.add(_seconds(text), is_core)

    def handle_data(self, data: str) -> None:
        if not self.open[-1].is_skipped:
            self.text.append(data)

    def flush(self) -> None:
        """Count the block of text that ends here; one that an explorer repeats is counted once."""
        text, is_core = " ".join("".join(self.text).split()), self.open[-1].is_core
        self.text = []
        if not text:
            return
        if self.seen is None:
            self.count.add(_seconds(text), is_core)
        else:
            self.seen[text] = self.seen.get(text, False) or is_core


class _Element(NamedTuple):
    """An element that is open; ``before``: whether its own place is on the core path, as a summary needs to know."""

    tag: str
    is_core: bool
    before: bool = False
    is_skipped: bool = False
    is_explorer: bool = False

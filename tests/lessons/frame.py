"""The frame that all lessons share, and how their text reads: what is wrong with a lesson, as a list of findings.

Everything here is a function of the cells, so that tests/lessons/test_frame.py can plant defects in small lessons.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import textstat

OBJECTIVES, MINUTE, BEDSIDE = "After this lesson you can", "In one minute", "At the bedside"
PATIENTS, MORE, POCKET = "What patients read", "More questions", "Pocket card"
BEFORE, AFTER = (OBJECTIVES, MINUTE), (BEDSIDE, PATIENTS, MORE, POCKET, "Sources", "What's next")
FIRST = "Get help now"  # the first section of the lesson that has the card
REVIEW = "Not yet reviewed by a clinician. For learning only. It is not medical advice for any individual."
FICTIONAL = "people here are fictional"
CARD = ("Notice", "Ask", "Do", "Teach", "Call")
CARD_END = "Not reviewed by a clinician. Your hospital's policy decides."
USED_FIRST = (FIRST, MINUTE, BEDSIDE, POCKET)  # sections that travel alone: only rows to be used first
BULLETS, CARD_WORDS, CONCEPT_WORDS = 5, 260, 120  # a printed page holds about twice CARD_WORDS in one column
CORE_QUESTIONS = range(4, 11)
GRADE, MEDIAN, CLIPPED, SHORT = 8, (11, 18), 15, 6  # of sentences: words of the median, % under SHORT words
_ARTICLE = re.compile(
    r"\barticles? 00\d|(?<![\w.])00[0-4](?![\w.])|(?<=\()no date\b|(?<=[,;:] )no date\b", re.IGNORECASE
)
_QUIZ = re.compile(r"questions\.quiz\((.*?)\)", re.DOTALL)
_PLACE = re.compile(r'place="([^"]+)"')
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


class Cell(NamedTuple):
    """A cell as a reader meets it: the text of Markdown, or of code with the HTML that it shows."""

    kind: str
    text: str
    html: str = ""


class Section(NamedTuple):
    """What stands under one heading of level 2; the part before the first has none."""

    heading: str
    cells: list[Cell]

    @property
    def text(self) -> str:
        """Its Markdown, without the heading."""
        return "\n\n".join(cell.text for cell in self.cells if cell.kind == "markdown")

    @property
    def code(self) -> str:
        return "\n".join(cell.text for cell in self.cells if cell.kind == "code")

    @property
    def html(self) -> str:
        return "".join(cell.html for cell in self.cells)


def cells(notebook: Mapping) -> list[Cell]:
    """The cells of a notebook as JSON."""
    return [
        Cell(
            cell["cell_type"],
            "".join(cell["source"]),
            "".join("".join(o.get("data", {}).get("text/html", "")) for o in cell.get("outputs", [])),
        )
        for cell in notebook["cells"]
    ]


def sections(lesson: Iterable[Cell]) -> list[Section]:
    found = [Section("", [])]
    for cell in lesson:
        if cell.kind == "code":
            found[-1].cells.append(cell)
            continue
        before, *parts = re.split(r"^## (.+)$", cell.text, flags=re.MULTILINE)
        if before.strip():
            found[-1].cells.append(cell._replace(text=before))
        for heading, text in zip(parts[::2], parts[1::2], strict=True):
            found.append(Section(heading.strip(), [cell._replace(text=text)]))
    return found


def plain(text: str) -> str:
    """Markdown as a reader reads it: link texts, no comments, no marks."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"[*_>`]", "", text)


def bullets(text: str) -> list[str]:
    return re.findall(r"^- (.+(?:\n  .+)*)$", text, re.MULTILINE)


def word_count(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in plain(text).split())


# --- the frame -------------------------------------------------------------------------------------------------------


def order_problems(lesson: Sequence[Section]) -> list[str]:
    """The headings of level 2 are those of the frame, in its order, with a section per idea in between."""
    found = [section.heading for section in lesson[1:]]
    if not found:
        return ["has no section"]
    if FIRST in found[:2]:  # the lesson with the card has a frame of its own
        return [] if found[-1] == AFTER[-1] else [f"ends with {found[-1]!r} and not with {AFTER[-1]!r}"]
    wrong = [
        f"has the section {name!r} {found.count(name)} times" for name in (*BEFORE, *AFTER) if found.count(name) != 1
    ]
    if not wrong and (tuple(found[:2]) != BEFORE or tuple(found[-len(AFTER) :]) != AFTER):
        wrong.append(f"has the sections {found}; they are {[*BEFORE, '(a section per idea)', *AFTER]}")
    if not wrong and len(found) == len(BEFORE) + len(AFTER):
        wrong.append("has no section between 'In one minute' and 'At the bedside'")
    return wrong


def opening_problems(lesson: Sequence[Section], title: str, minutes: str, checked: str, help_link: str) -> list[str]:
    """Title, reader, minutes, what it is not, the way to help, a person with a question, and the day of the check."""
    first, whole = lesson[0].text, "\n\n".join(section.text for section in lesson)
    heading = _TITLE.search(first)
    wrong = [f"begins with {heading and heading[1]!r} and not with {title!r}"] * (not heading or heading[1] != title)
    wrong += [f"lacks {words!r} below its title" for words in ("**For** ", minutes, REVIEW) if words not in first]
    wrong += [f"lacks 'Last checked: {checked}.'"] * (f"Last checked: {checked}." not in whole)
    if not any(section.heading == FIRST for section in lesson):
        if help_link not in first:
            wrong.append(f"has no link to {help_link} below its title")
        person = next(
            (
                cell.text
                for cell in lesson[0].cells[1:]
                if cell.kind == "markdown" and cell.text.lstrip().startswith(">")
            ),
            "",
        )
        if "?" not in person:
            wrong.append("has no person with a question (a paragraph with > before the first section)")
        if (count := whole.count(FICTIONAL)) != 1:
            wrong.append(f"says {count} times that all {FICTIONAL}, and not once")
    return wrong


def card_problems(lesson: Sequence[Section]) -> list[str]:
    """Five lines for a minute; a pocket card with its five labels that fits one page and says who did not review it."""
    wrong = []
    for section in lesson:
        if section.heading == MINUTE and (count := len(bullets(section.text))) != BULLETS:
            wrong.append(f"has {count} bullets under {MINUTE!r}, and not {BULLETS}")
        if section.heading == POCKET:
            labels = [label for line in bullets(section.text) if (label := re.match(r"\*\*(\w+):?\*\*", line))]
            if [label[1] for label in labels] != list(CARD):
                wrong.append(f"has a pocket card with the lines {[label[1] for label in labels]}, and not {list(CARD)}")
            if (count := word_count(section.text)) > CARD_WORDS:
                wrong.append(f"has a pocket card of {count} words (at most {CARD_WORDS}, to fit one page)")
            if not section.text.rstrip().endswith(CARD_END):
                wrong.append(f"has a pocket card that does not end with {CARD_END!r}")
    return wrong


def idea_problems(lesson: Sequence[Section]) -> list[str]:
    """An idea takes at most 120 words before a learner may try it, and is asked about where it stands.

    One section of a lesson may ask nothing: an introduction, or a list of places to call.
    """
    wrong, unasked = [], []
    for section in lesson[1:]:
        if section.heading in (*BEFORE, *AFTER, FIRST):
            continue
        paragraphs = [
            p for p in re.split(r"\n\s*\n", section.text) if not re.match(r"\s*(?:\*\*(?:Try this|Our answer)|#)", p)
        ]
        if (count := sum(map(word_count, paragraphs))) > CONCEPT_WORDS:
            wrong.append(f"has {count} words under {section.heading!r} (at most {CONCEPT_WORDS})")
        if "data-item=" not in section.html:
            unasked.append(f"asks no question under {section.heading!r}")
    return wrong + (unasked if len(unasked) > 1 else [])


def question_problems(lesson: Sequence[Section], places: Sequence[str], is_case: bool = False) -> list[str]:
    """Each question stands in the section of its place; about six are on the core path, the others under their own
    heading. ``places``: of the questions of this lesson that stand in it; those of a case stand at its steps.
    """
    wrong, shown = [], []
    for section in lesson:
        for call in _QUIZ.findall(section.code):
            place = _PLACE.search(call)
            if place is None and "only=" not in call:
                wrong.append(f"shows all its questions at once under {section.heading!r}, and not those of one place")
            elif place and (place[1] == "more") != (section.heading == MORE):
                wrong.append(f"shows the questions of place {place[1]!r} under {section.heading!r}")
            shown += [place[1]] if place else []
    wrong += [
        f"shows the questions of place {place!r} {shown.count(place)} times"
        for place in sorted(set(shown))
        if shown.count(place) > 1
    ]
    if not is_case and not any("only=" in section.code for section in lesson):
        wrong += [f"does not show the questions of place {place!r}" for place in sorted(set(places) - set(shown))]
    core = sum(place != "more" for place in places)
    if core not in CORE_QUESTIONS and not is_case:
        wrong.append(
            f"has {core} questions on its core path; about six are meant ({CORE_QUESTIONS[0]} to {CORE_QUESTIONS[-1]})"
        )
    return wrong


def use_first_problems(lesson: Sequence[Section], use_first: Mapping[str, str], warning: str) -> list[str]:
    """What travels alone states only rows to be used first.

    ``use_first``: ``table:id`` → yes or no, for rows that have the column; ``warning``: the badge of the others.
    """
    wrong = []
    for section in lesson:
        if section.heading in USED_FIRST:
            named = re.findall(r"<!-- ([\w]+:[\w.-]+) -->", section.text)
            wrong += [
                f"names {row} under {section.heading!r}, which is not to be used first"
                for row in named
                if use_first.get(row) == "no"
            ]
            if warning in section.html:
                wrong.append(f"shows a row under {section.heading!r} that is not to be used first ({warning})")
    return wrong


def article_problems(lesson: Sequence[Section], is_about_articles: bool = False) -> list[str]:
    """Numbers of articles stand where their claims do, and nowhere else in the text."""
    if is_about_articles:
        return []
    return [
        f"says {match[0]!r} under {section.heading or 'its title'!r}; that belongs under {PATIENTS!r}"
        for section in lesson
        if section.heading not in (PATIENTS, "Sources")
        for match in _ARTICLE.finditer(plain(section.text))
    ]


# --- how it reads ----------------------------------------------------------------------------------------------------


class Reading(NamedTuple):
    """Flesch-Kincaid grade, words of the median sentence, and the percentage of sentences under six words."""

    grade: float
    median: float
    clipped: float


def reading(texts: Iterable[str], terms: Iterable[str]) -> Reading:
    """How Markdown reads. ``terms``: words of exam and glossary, read as "word" where the grade is counted."""
    prose = [text for text in texts if not text.lstrip().startswith("# ")]  # the title says the same in all lessons
    sentences = [sentence for text in prose for sentence in _sentences(text.replace(CARD_END, ""))]
    lengths = [len(sentence.split()) for sentence in sentences]
    known = "|".join(sorted(map(re.escape, terms), key=len, reverse=True))
    eased = (
        re.sub(rf"\b(?:{known})s?\b", "word", " ".join(sentences), flags=re.IGNORECASE)
        if known
        else " ".join(sentences)
    )
    return Reading(
        textstat.flesch_kincaid_grade(eased),
        statistics.median(lengths),
        100 * sum(n < SHORT for n in lengths) / len(lengths),
    )


def _sentences(text: str) -> list[str]:
    """The sentences of prose: a line of a list that has no full stop is one; headings, tables and labels are none."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:\d+\.|-|\|) )", text):
        block = " ".join(plain(block).split())
        if not block or re.match(r"(?:#|\||Last checked|For nursing|Time )", block):
            continue
        block = re.sub(r"^(?:\d+\.|-) ", "", block)
        parts = re.split(r"(?<=[.?!])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])", _unabbreviated(block))
        found += [part for part in parts if any(map(str.isalpha, part))]
    return found


def _unabbreviated(text: str) -> str:
    """Without the full stops that end no sentence."""
    text = re.sub(r"\b(Dr|Ms|Mr|Mrs|vs|St|No)\.", r"\1", text)
    return re.sub(r"\b(?:[ap]\.m|e\.g|i\.e|U\.S)\.", lambda match: match[0].replace(".", ""), text)


def reading_problems(found: Reading) -> list[str]:
    wrong = []
    if found.grade > GRADE:
        wrong.append(f"reads at grade {found.grade:.1f} (at most {GRADE})")
    if not MEDIAN[0] <= found.median <= MEDIAN[1]:
        wrong.append(f"has a median sentence of {found.median:g} words ({MEDIAN[0]} to {MEDIAN[1]})")
    if found.clipped > CLIPPED:
        wrong.append(f"has {found.clipped:.0f} % of sentences under {SHORT} words (at most {CLIPPED} %)")
    return wrong

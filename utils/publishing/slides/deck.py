"""A lesson as slides, in its own order: who, what you can do after it, concepts, questions, cases, bedside, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from bs4 import Tag

from utils.errors import CourseError
from utils.publishing.class_links import ABILITIES, BEDSIDE, MINUTE, MORE, NEXT, PATIENTS, POCKET, SOURCES
from utils.publishing.slides import fit, layout, reading
from utils.publishing.slides.items import question_slides
from utils.publishing.slides.model import Note, Paragraph, Slide
from utils.publishing.slides.reading import Cell, Section
from utils.questions.bank import all_items
from utils.statements.reviewers import NOT_REVIEWED
from utils.tables.course_data import CourseData

LEARNING_ONLY = f"{NOT_REVIEWED} For learning only. It is not medical advice for any individual."
POLICY = Paragraph(f"{NOT_REVIEWED} Your hospital's policy decides.", is_caption=True)
CARD_SLIDES = 3  # a card that needs more is named, and its notes lead to it
_ITEM = re.compile(r'data-item="([\w-]+)"')
_PAGE_NOTE = re.compile(r"\((\D*\d{4}[^;)]*|no date|[^;)]*);[^)]*\)$")


def lesson_deck(notebook: dict, lesson: str, data: CourseData, page: str) -> list[Slide]:
    """The slides of a lesson, each short enough for its layout.

    Parameters
    ----------
    notebook : dict
        The lesson as JSON, with its outputs.
    lesson : str
        Its id.
    data : CourseData
        All tables.
    page : str
        Address of the lesson's page, to which links lead.

    Returns
    -------
    list of Slide
        No two titles are the same; the answer to a question follows it at once.

    Raises
    ------
    CourseError
        If a row of ``slides`` names a cell, picture or choice that the lesson lacks.
    """
    return _Deck(notebook, lesson, data, page).slides()


class _Deck:
    def __init__(self, notebook: dict, lesson: str, data: CourseData, page: str):
        self.lesson, self.data, self.page = lesson, data, page
        self.sections = reading.sections(notebook)
        self.cells = {cell.id: cell for section in self.sections for cell in section.cells}
        self.items = {item.id: item for item in all_items(data)}
        self.rows = data.slides[data.slides["lesson"] == lesson].sort_values("position")
        self.asked = 0

    def slides(self) -> list[Slide]:
        """All of them, with titles of their own and the plan in the notes."""
        core, more = _core_and_more(self.sections)
        made_slides = [slide for section in (*core, *more) for slide in self._section(section)]
        made_slides = [part for slide in made_slides for part in paged(slide)]
        return self._with_plans(_with_own_titles(made_slides))

    def _section(self, section: Section) -> Iterator[Slide]:
        first = section.cells[0]
        if section.level == 1:
            yield from self._opening(section)
        elif section.heading == ABILITIES:
            yield Slide("abilities", ABILITIES, tuple(reading.paragraphs(first.text)), cell=first.id)
        elif section.heading == SOURCES:
            yield from self._sources(section)
        elif section.heading == POCKET:
            words = [p for p in reading.paragraphs(first.text) if not p.text.startswith(NOT_REVIEWED)]
            yield Slide("pocket", POCKET, (*words, POLICY), cell=first.id)
        elif section.heading not in (MINUTE, PATIENTS, NEXT):
            yield from self._concepts(section)
            if section.heading == BEDSIDE:
                words = tuple(reading.paragraphs(first.text))
                yield Slide("bedside", BEDSIDE, (*words, POLICY), cell=first.id)
            for cell in section.cells:
                if not cell.is_text:
                    yield from self._outputs(cell, section.heading == BEDSIDE)

    def _opening(self, section: Section) -> Iterator[Slide]:
        row = self.data.row("lessons", self.lesson)
        words = (Paragraph(row.about), Paragraph(LEARNING_ONLY))
        yield Slide("title", row.title, words, cell=section.cells[0].id)
        for cell in section.cells[1:]:
            if cell.text.startswith(">"):
                yield Slide("person", "Whom this is about", tuple(reading.paragraphs(cell.text)), cell=cell.id)

    def _concepts(self, section: Section) -> Iterator[Slide]:
        ids = [cell.id for cell in section.cells]
        for row in self.rows[self.rows["cell"].isin(ids)].itertuples():
            yield self._concept(row, section.heading)

    def _concept(self, row: NamedTuple, heading: str) -> Slide:
        title, words, holder, more = heading, reading.plain(row.words), None, []
        kind = "concept" if words or not row.choice else "choice"
        if row.picture and row.picture not in self.cells:
            raise CourseError(f"data/slides.csv: {self.lesson} has no cell {row.picture!r}. Fix: name one that it has.")
        if row.choice:
            holder = reading.panel(self.cells[row.picture], row.choice)
            title = heading if words else f"{heading}: {row.choice}"
            words = words or reading.said(holder.select_one(".mbc-answer"))
            more = reading.card(holder)
        elif row.picture:
            holder = self.cells[row.picture].soup.select_one(".mbc-chart")
            if holder is None:
                problem = f"cell {row.picture!r} of {self.lesson} has no picture of its own"
                raise CourseError(f"data/slides.csv: {problem}. Fix: name its choice, or another cell.")
        figure = holder.find("figure") if holder else None
        picture, caption = reading.chart(figure) if figure else (None, "")
        paragraphs = [Paragraph(words)]
        if caption:
            paragraphs.append(Paragraph(caption, is_caption=True))
        slide = Slide(kind, title, tuple(paragraphs), picture, cell=row.cell)
        whole = replace(slide, paragraphs=(*paragraphs[:1], *more))
        return whole if more and not picture and len(paged(whole)) == 1 else slide

    def _outputs(self, cell: Cell, is_bedside: bool) -> Iterator[Slide]:
        ids = list(dict.fromkeys(_ITEM.findall(cell.text)))
        is_case = "mbc-case-answer" in cell.text
        if is_case:
            yield from _case_cues(cell)
        for id in ids:
            self.asked += 1
            for slide in question_slides(self.items[id], self.asked):
                yield replace(slide, cell=cell.id)
        if is_case:
            yield from _case_answer(cell)
        elif is_bedside and not ids:
            yield from self._cards(cell, cell.soup.select("aside.mbc-reference"))
        elif "mbc-act" in cell.text:  # what cannot wait
            yield from self._cards(cell, cell.soup.select("section:has(h3)"))

    def _cards(self, cell: Cell, cards: Sequence[Tag]) -> Iterator[Slide]:
        for card in cards:
            if card.find("h3") is None:
                continue
            title, lines = reading.said(card.find("h3")), reading.card(card)
            slide = Slide("bedside", title, (*lines, POLICY), cell=cell.id)
            if len(paged(slide)) > CARD_SLIDES:
                count = sum(line.level for line in lines)
                text = f"This card has {count} lines, too many for a slide. Open it in the lesson, or hand it out."
                slide = replace(slide, paragraphs=(Paragraph(text), Paragraph(title, url=self._address(cell)), POLICY))
            yield slide

    def _sources(self, section: Section) -> Iterator[Slide]:
        found: dict[str, Paragraph] = {}
        for cell in section.cells:
            for item in cell.soup.select("li:has(a[href])") if not cell.is_text else ():
                if reading.is_group(item):
                    continue
                group = item.find_parent("li")
                publisher = f"{reading.said(group)} " if group else ""
                text = publisher + _PAGE_NOTE.sub(r"(\1)", reading.said(item))
                found.setdefault(text, Paragraph(text, url=item.find("a")["href"], is_caption=True))
        if found:
            yield Slide("sources", SOURCES, tuple(found.values()), cell=section.cells[0].id)

    def _address(self, cell: Cell) -> str:
        return f"{self.page}#{quote(cell.anchor)}"

    def _with_plans(self, slides: list[Slide]) -> list[Slide]:
        """The whole plans in the notes of the first slide; in those of each section's first slide, its own steps."""
        steps = list(self._steps())
        seen: set[str] = set()
        with_notes = []
        for slide in slides:
            heading, notes = self.cells[slide.cell].heading, []
            for headings, step in steps if slide.kind == "title" or heading not in seen else ():
                if slide.kind == "title" or heading in headings:
                    notes += step
            seen.add(heading)
            with_notes.append(replace(slide, notes=(*notes, *slide.notes)))
        return with_notes

    def _steps(self) -> Iterator[tuple[set[str], list[Note]]]:
        """The parts of both plans in order: the headings of their cells, and what the notes say of each."""
        used: dict[tuple[str, int], list[Cell]] = {}
        for link in self.data.plan_cells[self.data.plan_cells["lesson"] == self.lesson].itertuples():
            if link.cell in self.cells:
                used.setdefault((link.length, link.position), []).append(self.cells[link.cell])
        plans = self.data.plans[self.data.plans["lesson"] == self.lesson].sort_values(["length", "position"])
        for row in plans.itertuples():
            cells = used.get((row.length, row.position), [])
            yield {cell.heading for cell in cells}, self._step(row, cells)

    def _step(self, row: NamedTuple, cells: Iterable[Cell]) -> list[Note]:
        return [
            Note(f"Class of {row.length} minutes, part {row.position} ({row.minutes} minutes): {row.activity}"),
            Note(f"Ask: {row.ask}"),
            Note(f"Look for: {row.look_for}"),
            *(Note(f"Open in the lesson: {cell.heading}", self._address(cell)) for cell in cells),
        ]


def _core_and_more(sections: Iterable[Section]) -> tuple[list[Section], list[Section]]:
    """The sections of the class, and those of "More questions" with what is below it: they come last."""
    core, more, is_more = [], [], False
    for section in sections:
        is_more = section.heading == MORE or (is_more and section.level > 2)
        (more if is_more else core).append(section)
    return core, more


def _case_cues(cell: Cell) -> Iterator[Slide]:
    """What is new at a step and what to think about first, with the chart so far, or its picture at the last step."""
    soup = cell.soup
    box = soup.select_one(".mbc-case")
    case = soup.select_one(".mbc-case-answer")["aria-label"].rpartition(", step")[0]
    words = []
    for part in box.find_all("p", recursive=False):
        lead = part.find("b")
        text = reading.said(part)
        bold = reading.said(lead) if lead else ""
        words.append(Paragraph(text.removeprefix(bold).strip(), bold))
    title = f"{case}: {_lower(reading.said(box.find('h3')))}"
    slide = Slide("case", title, tuple(words), cell=cell.id)
    if table := box.find("table"):
        # A figure is panel below panel, too tall for a slide: the table of its values instead.
        is_drawn = box.find("figure") is not None
        name = "The chart of invented readings" if is_drawn else reading.said(table.find("caption"))
        yield replace(slide, table=reading.table(table), table_title=name)
    else:
        yield slide


def _case_answer(cell: Cell) -> Iterator[Slide]:
    """The model answer of a step, the common mistake, and what the case teaches, each after its questions."""
    answer = cell.soup.select_one(".mbc-case-answer")
    case, _, step = answer["aria-label"].rpartition(", step ")
    words: list[Paragraph] = []
    for fold in answer.find_all("details", recursive=False):
        name = reading.said(fold.find("summary"))
        words.append(Paragraph("", name))
        bullets = fold.find("ul", recursive=False)
        for part in bullets.find_all("li", recursive=False) if bullets else fold.find_all("p", recursive=False):
            words.append(Paragraph(reading.said(part), level=1))
    for part in answer.find_all("p", recursive=False, class_=False):
        lead = reading.said(part.find("b"))
        words.append(Paragraph(reading.said(part).removeprefix(lead).strip(), lead))
    yield Slide("model", f"{case}: step {step}, model answer", (*words, POLICY), cell=cell.id)
    if chart := answer.select_one(".mbc-chart figure"):
        picture, caption = reading.chart(chart)
        yield Slide("model", f"{case}: what happens", (Paragraph(caption, is_caption=True),), picture, cell=cell.id)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def paged(slide: Slide) -> list[Slide]:
    """A slide as as many slides as its words and table need."""
    words, _ = layout.areas(slide)
    if slide.table:
        room = layout.room_for_table(slide)
        if room is None:  # words and table do not fit on one slide
            return [*paged(replace(slide, table=())), *_table_slides(slide)]
        return [slide]
    parts = fit.spread(slide.paragraphs, words)
    if len(parts) > 1 and POLICY in slide.paragraphs:  # on every slide of a card
        room = words._replace(height=words.height - fit.height([POLICY], fit.CAPTION_SIZE, words.width))
        parts = [(*part, POLICY) for part in fit.spread([p for p in slide.paragraphs if p != POLICY], room)]
    if len(parts) == 1:
        return [slide]
    first = replace(slide, title=f"{slide.title} (1 of {len(parts)})", paragraphs=parts[0])
    others = (
        replace(slide, title=f"{slide.title} ({number} of {len(parts)})", paragraphs=part, picture=None, notes=())
        for number, part in enumerate(parts[1:], start=2)
    )
    return [first, *others]


def _table_slides(slide: Slide) -> list[Slide]:
    """The table alone, over as many slides as its rows need, each with the header."""
    header, *rows = slide.table
    pages: list[list[tuple[str, ...]]] = [[]]
    for row in rows:
        tried = replace(slide, paragraphs=(), table=(header, *pages[-1], row))
        if pages[-1] and layout.room_for_table(tried) is None:
            pages.append([])
        pages[-1].append(row)
    name = f"{slide.title}, {_lower(slide.table_title.partition(' (')[0])}"
    return [
        replace(
            slide,
            title=name if len(pages) == 1 else f"{name} ({number} of {len(pages)})",
            paragraphs=(),
            table=(header, *page),
        )
        for number, page in enumerate(pages, start=1)
    ]


def _with_own_titles(slides: list[Slide]) -> list[Slide]:
    """The same slides; where a title comes again, with its number."""
    counts: dict[str, int] = {}
    named = []
    for slide in slides:
        counts[slide.title] = counts.get(slide.title, 0) + 1
        again = counts[slide.title]
        named.append(slide if again == 1 else replace(slide, title=f"{slide.title}, part {again}"))
    return named

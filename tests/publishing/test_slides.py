"""Slides: what they say, in which order, and their file as a reader, a screen reader and a projector get it.

``issues`` and ``file_issues`` look for everything that may be wrong with a deck and with its file. They find nothing in
the real ones, and each defect that is planted below.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from tests.browser.pairwise import by_day
from tests.helpers import LESSONS, READ_PAST, read_notebook, read_past
from utils.errors import CourseError
from utils.publishing import class_links, slides
from utils.publishing.lesson_files import jupyterlab_anchor
from utils.publishing.slides import fit, layout, powerpoint, reading, template
from utils.publishing.slides.model import Note, Paragraph, Slide
from utils.questions.bank import all_items
from utils.statements.reviewers import NOT_REVIEWED
from utils.tables.rules.questions import TEST

PAGE = "../instructor/lesson.html"
DAY = date(2026, 11, 24)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
# a lesson with every kind of slide but cases: charts, explorers, matrices
TYPICAL = next(path for path in LESSONS if path.stem.startswith("03"))
BY_DAY = 2  # files that a test reads by day, each test others; at night those of all lessons


def each_file(turn: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", by_day(LESSONS, turn, math.ceil(len(LESSONS) / BY_DAY)))


def headings(path) -> set[str]:
    """The anchors of all headings of a lesson."""
    text = "\n".join("".join(c["source"]) for c in read_notebook(path)["cells"] if c["cell_type"] == "markdown")
    return {jupyterlab_anchor(reading.plain(h)) for h in re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)}


@pytest.fixture(scope="module")
def decks(data) -> dict[str, list[Slide]]:
    return {path.stem: slides.lesson_deck(read_notebook(path), path.stem, data, PAGE) for path in LESSONS}


@pytest.fixture(scope="module")
def file_of(decks) -> Callable[[Path], bytes]:
    """The file of a lesson; each is made once."""
    return cache(lambda path: powerpoint.to_bytes(decks[path.stem], path.stem, DAY))


def words_of(slide: Slide) -> str:
    return " ".join([*(paragraph.words for paragraph in slide.paragraphs), *(" ".join(row) for row in slide.table)])


def issues(deck: Sequence[Slide], items: dict, anchors: set[str], patterns: Sequence[str]) -> Iterator[str]:
    """What is wrong with a deck, before any file is made; ``patterns``: what a slide must not show in sight."""
    titles = [slide.title for slide in deck]
    yield from (f"title twice: {title}" for title in {t for t in titles if titles.count(t) > 1})
    for slide in deck:
        if slide.kind == "concept" and len(slide.paragraphs[0].words.split()) > class_links.MAX_WORDS:
            yield f"too many words: {slide.title}"
        if slide.picture and len(slide.picture.alt.split()) < 4:
            yield f"no alternative text: {slide.title}"
        if slide.kind in ("title", "bedside", "pocket") and NOT_REVIEWED not in words_of(slide):
            yield f"no clinician line: {slide.title}"
        shown = f"{slide.title} {words_of(slide)}"
        if slide.kind != "sources" and (notes := read_past(shown, patterns)):
            yield f"to be read past: {slide.title}: {notes[0]}"
        box, most = (layout.TALL_TITLE, 3) if layout.is_tall(slide) else (layout.TITLE, 2)
        box = layout.COVER_TITLE if slide.kind == "title" else box
        if fit.lines(slide.title, layout.title_size(slide), box.width - 2 * layout.INSET, True) > most:
            yield f"overflow of a title: {slide.title}"
        room = layout.room_for_table(slide) if slide.table else layout.areas(slide)[0]
        size = layout.word_size(slide)
        if room is None or (not slide.table and fit.height(slide.paragraphs, size, room.width) > room.height):
            yield f"overflow: {slide.title}"
        for note in slide.notes:
            if note.url and (not note.url.startswith(PAGE) or unquote(note.url.partition("#")[2]) not in anchors):
                yield f"a link to no cell: {note.url}"
    seen: set[str] = set()
    for before, slide in zip([None, *deck], deck, strict=False):
        if slide.kind == "answer" and slide.item not in seen:
            if before.kind != "question" or before.item != slide.item:
                yield f"answer not after its question: {slide.title}"
            seen.add(slide.item)
        for id, item in items.items():
            if id not in seen and slide.kind in ("question", "case", "choice", "concept"):
                reasons = [o.rationale for part in item.groups for o in part.options if o.correct]
                if any(reason in words_of(slide) for reason in reasons):
                    yield f"answer too early: {slide.title}"


def paragraphs_of(frame) -> list[Paragraph]:
    """The paragraphs of a text in a file, for its height."""
    is_bullet = [p._p.pPr is not None and p._p.pPr.get("marL") is not None for p in frame.paragraphs]
    return [Paragraph(p.text, level=int(bullet)) for p, bullet in zip(frame.paragraphs, is_bullet, strict=True)]


def file_issues(content: bytes) -> Iterator[str]:
    """What is wrong with a file, as python-pptx reads it back."""
    presentation = Presentation(io.BytesIO(content))
    if presentation.slide_width * 9 != presentation.slide_height * 16:
        yield "not 16:9"
    titles = []
    for slide in presentation.slides:
        shapes = list(slide.shapes)
        title = slide.shapes.title
        titles.append(title.text_frame.text if title is not None else "")
        if not titles[-1]:
            yield "a slide without a title"
        elif shapes[0].shape_id != title.shape_id:
            yield f"{titles[-1]}: the title is not read first"
        tops = [(shape.top, shape.left) for shape in shapes[1:-1]]
        if tops != sorted(tops) and not any(shape.left > title.left + title.width for shape in shapes):
            yield f"{titles[-1]}: not in reading order"
        for shape in shapes:
            if not shape.is_placeholder:
                yield f"{titles[-1]}: {shape.name} is no placeholder"
            right, bottom = shape.left + shape.width, shape.top + shape.height
            if min(shape.left, shape.top) < 0 or right > presentation.slide_width or bottom > presentation.slide_height:
                yield f"{titles[-1]}: {shape.name} leaves the slide"
            named = shape._element.xpath(".//p:cNvPr")[0]
            if (shape._element.tag == qn("p:pic") or shape.has_table) and not named.get("descr"):
                yield f"{titles[-1]}: no alternative text"
            if shape.has_text_frame:
                yield from (f"{titles[-1]}: {issue}" for issue in _text_issues(shape))
        for one, other in pairwise(shapes):
            if _overlap(one, other):
                yield f"{titles[-1]}: {one.name} overlaps {other.name}"
    yield from (f"title twice: {title}" for title in {t for t in titles if titles.count(t) > 1})


def _overlap(one, other) -> bool:
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return min(wide, high) > Pt(2)


def _text_issues(shape) -> Iterator[str]:
    if shape.placeholder_format.idx == template.NUMBER:
        return
    sizes = []
    for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
        sizes.append(run.font.size.pt if run.font.size else 0)
        if run._r.rPr.get("lang") != template.LANGUAGE:
            yield "text without a language"
        if sizes[-1] < fit.SIZES[-1] and sizes[-1] != fit.CAPTION_SIZE:
            yield f"text of {sizes[-1]} points"
    if not sizes:
        yield f"{shape.name} is empty"
    else:
        room = shape.width.pt - 2 * layout.INSET
        points = sum(
            fit.height([each], max(run.font.size.pt for run in paragraph.runs), room)
            for each, paragraph in zip(paragraphs_of(shape.text_frame), shape.text_frame.paragraphs, strict=True)
        )
        if shape.placeholder_format.idx != 0 and points > shape.height.pt + 1:
            yield f"{points:.0f} points of text in {shape.height.pt:.0f}"


def own_items(data, path) -> dict:
    return {item.id: item for item in all_items(data) if item.lesson == path.stem and item.place != TEST}


@each_lesson
def test_nothing_is_wrong_with_a_deck(path, data, decks):
    # questions about the articles may name them
    patterns = READ_PAST[1:] if path.stem.startswith("09") else READ_PAST
    assert list(issues(decks[path.stem], own_items(data, path), headings(path), patterns)) == []


@each_lesson
def test_a_deck_has_every_question_and_what_its_rows_say(path, data, decks):
    deck = decks[path.stem]
    assert {slide.item for slide in deck if slide.kind == "question"} == own_items(data, path).keys()
    assert {slide.item for slide in deck if slide.kind == "answer"} == own_items(data, path).keys()
    for id, item in own_items(data, path).items():  # what supports the key is in the notes of its answer, once
        answers = [slide for slide in deck if slide.kind == "answer" and slide.item == id]
        notes = [note.text for slide in answers for note in slide.notes]
        assert notes.count(f"Evidence: {item.evidence_text}.") == 1 and item.review_text in words_of(answers[-1])
        assert not any("Evidence: " in words_of(slide) for slide in answers)
    said = [words_of(slide) for slide in deck]
    rows = data.slides[data.slides["lesson"] == path.stem]
    assert len(rows) == len([slide for slide in deck if slide.kind in ("concept", "choice")])
    assert all(any(reading.plain(row.words) in text for text in said) for row in rows.itertuples())
    kinds = {slide.kind for slide in deck}
    assert {"title", "abilities", "concept", "question", "answer", "bedside"} <= kinds
    if any(section.heading == class_links.SOURCES for section in reading.sections(read_notebook(path))):
        assert {"person", "pocket", "sources"} <= kinds


@each_lesson
def test_the_notes_hold_both_plans_with_links(path, data, decks):
    first, *others = decks[path.stem]
    plans = data.plans[data.plans["lesson"] == path.stem]
    text = "\n".join(note.text for note in first.notes)
    for row in plans.itertuples():
        assert f"Class of {row.length} minutes, part {row.position} ({row.minutes} minutes): {row.activity}" in text
        assert row.ask in text and row.look_for in text
    links = data.plan_cells[data.plan_cells["lesson"] == path.stem]
    assert len([note for note in first.notes if note.url]) == len(links)
    assert any(note.url for slide in others for note in slide.notes)


def test_the_cases_come_step_by_step_with_their_charts(data, decks):
    deck = next(deck for deck in decks.values() if any(slide.kind == "case" for slide in deck))
    steps = [slide for slide in deck if slide.kind == "case"]
    assert len({slide.cell for slide in steps}) == len(data.case_steps)
    assert all(any(s.table for s in steps if s.cell == cell) for cell in {s.cell for s in steps if "step 6" in s.title})
    for slide in steps:  # the model answer comes after the last answer of its step
        order = [other.kind for other in deck if other.cell == slide.cell]
        assert order.index("model") > max(place for place, kind in enumerate(order) if kind == "answer")
        assert order[0] == "case"


@each_file(turn=4)  # the cases with their charts are among them
def test_nothing_is_wrong_with_a_file(path, file_of):
    assert list(file_issues(file_of(path))) == []


@each_file(turn=1)
def test_the_same_deck_gives_the_same_bytes(path, decks, file_of):
    assert powerpoint.to_bytes(decks[path.stem], path.stem, DAY) == file_of(path)
    with zipfile.ZipFile(io.BytesIO(file_of(path))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", properties)) == {"2026-11-24T00:00:00Z"}


@each_file(turn=3)
def test_notes_and_pictures_are_in_the_file(path, decks, file_of):
    presentation = Presentation(io.BytesIO(file_of(path)))
    assert len(presentation.slides) == len(decks[path.stem])
    for shown, slide in zip(presentation.slides, decks[path.stem], strict=True):
        pictures = [shape for shape in shown.shapes if shape._element.tag == qn("p:pic")]
        assert [p._element.nvPicPr.cNvPr.get("descr") for p in pictures] == [
            each.alt for each in [slide.picture] if each
        ]
        if slide.notes:
            runs = [run for p in shown.notes_slide.notes_text_frame.paragraphs for run in p.runs]
            assert [run.text for run in runs] == [note.text for note in slide.notes]
            assert [run.hyperlink.address or "" for run in runs] == [note.url for note in slide.notes]


# --- planted defects ------------------------------------------------------------------------------------------------

LONG, MANY = Paragraph("word " * 400), Paragraph("word " * 36)
DEFECTS = {  # what is planted in a deck → what is then said
    "title twice": lambda d: [*d, replace(d[1], title=d[2].title)],
    "too many words": lambda d: [replace(s, paragraphs=(MANY,)) if s.kind == "concept" else s for s in d],
    "no alternative text": lambda d: [replace(s, picture=s.picture and replace(s.picture, alt="")) for s in d],
    "no clinician line": lambda d: [replace(s, paragraphs=s.paragraphs[:1]) if s.kind == "title" else s for s in d],
    "to be read past": lambda d: [
        replace(s, paragraphs=(*s.paragraphs, Paragraph(s.notes[-1].text))) if s.kind == "answer" and s.notes else s
        for s in d
    ],
    "overflow": lambda d: [replace(d[1], paragraphs=(LONG,)), *d[2:]],
    "overflow of a title": lambda d: [replace(d[1], title="word " * 60), *d[2:]],
    "a link to no cell": lambda d: [replace(d[0], notes=(Note("Open", f"{PAGE}#Nowhere"),)), *d[1:]],
    "answer not after its question": lambda d: [s for s in d if s.kind != "question"],
    "answer too early": lambda d: [
        replace(s, paragraphs=(*s.paragraphs, *d[n + 1].paragraphs)) if s.kind == "question" else s
        for n, s in enumerate(d)
    ],
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_planted_in_a_deck(defect, data, decks):
    path = TYPICAL
    broken = DEFECTS[defect](decks[path.stem])
    assert any(issue.startswith(defect) for issue in issues(broken, own_items(data, path), headings(path), READ_PAST))


def _without_title(slide, shapes):
    shapes[0]._element.getparent().remove(shapes[0]._element)


def _plain_box(slide, shapes):
    slide.shapes.add_textbox(0, 0, Pt(100), Pt(20)).text_frame.text = "x"


def _number(attribute, value):
    def change(slide, shapes):
        shapes[1]._element.xpath(".//a:rPr")[0].set(attribute, value)

    return change


def _no_alt(slide, shapes):
    _with_picture(slide).shapes[2]._element.nvPicPr.cNvPr.attrib.pop("descr")


def _picture_above(slide, shapes):
    _with_picture(slide).shapes[2].top = Pt(40)


def _last_first(slide, shapes):
    tree = slide.shapes._spTree
    tree.remove(shapes[0]._element)
    tree.append(shapes[0]._element)


def _too_much(slide, shapes):
    shapes[1].text_frame.paragraphs[0].runs[0].text = "word " * 400


def _with_picture(slide):
    return slide.part.package.presentation_part.presentation.slides[8]


def _at(place):
    """Put the words where ``place`` says, as large as they are."""

    def change(slide, shapes):
        moved = shapes[1]
        size = moved.width, moved.height
        moved.left, moved.top = place(shapes[0], shapes[1])
        moved.width, moved.height = size

    return change


FILE_DEFECTS = {
    "without a title": _without_title,
    "is no placeholder": _plain_box,
    "text of 10": _number("sz", "1000"),
    "without a language": _number("lang", "de-DE"),
    "not read first": _last_first,
    "points of text in": _too_much,
    "no alternative text": _no_alt,
    "overlaps": _at(lambda title, _: (title.left, title.top)),
    "leaves the slide": _at(lambda title, body: (title.left, body.top + Pt(300))),
    "not in reading order": _picture_above,
}


@pytest.mark.parametrize("defect", FILE_DEFECTS)
def test_planted_in_a_file(defect, file_of):
    content = file_of(TYPICAL)
    presentation = Presentation(io.BytesIO(content))
    slide = presentation.slides[2]
    FILE_DEFECTS[defect](slide, list(slide.shapes))
    stream = io.BytesIO()
    presentation.save(stream)
    assert any(defect in issue for issue in file_issues(stream.getvalue()))


def test_a_choice_or_lesson_that_is_not_there_is_named(data):
    path = TYPICAL
    rows = data.slides[(data.slides["lesson"] == path.stem) & (data.slides["choice"] != "")]
    explorer = next(rows.itertuples())
    for column, cell, words in (("choice", "nothing", "no choice 'nothing'"), ("picture", "gone", "no cell 'gone'")):
        rows = data.slides.copy()
        rows.loc[explorer.Index, column] = cell
        with pytest.raises(CourseError, match=words):
            slides.lesson_deck(read_notebook(path), path.stem, replace(data, slides=rows), PAGE)
    with pytest.raises(CourseError, match="'77'"):
        slides.lessons_named("77")


def test_words_break_between_sentences_and_a_heading_stays_with_its_list():
    box = fit.Box(0, 0, 400, 120)
    sentences = [f"Sentence number {number} has some words in it." for number in range(20)]
    parts = fit.spread([Paragraph(" ".join(sentences))], box)
    assert len(parts) > 2 and " ".join(p.text for part in parts for p in part) == " ".join(sentences)
    line = "A line of a list that is longer than the box is wide, by some."
    listed = [Paragraph("", "Heading"), Paragraph(line, level=1)]
    for part in fit.spread(listed * 6, box):
        assert part[-1].text, "a heading is the last line of a slide"


def test_a_slide_with_words_of_its_own_has_its_section_as_title_and_the_picture_of_a_choice(data, decks):
    rows = data.slides[(data.slides["words"] != "") & (data.slides["choice"] != "")]
    assert len(rows)
    for row in rows.itertuples():
        slide = next(s for s in decks[row.lesson] if s.paragraphs and s.paragraphs[0].text == reading.plain(row.words))
        assert slide.kind == "concept" and slide.picture and row.choice not in slide.title, slide.title

"""Slides as a PowerPoint file: real placeholders, alternative texts, language, notes; always the same bytes."""

from __future__ import annotations

import copy
import datetime
import io
import zipfile
from collections.abc import Iterable

from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide as PowerPointSlide
from pptx.util import Pt

from utils.archive import zip_bytes
from utils.publishing.slides import fit, layout, pictures, template
from utils.publishing.slides.fit import Box
from utils.publishing.slides.model import Note, Paragraph, Slide

PIXELS = 2  # per point of a picture: sharp on a projector of twice the width of the slide
AUTHOR = "MBC course contributors"


def to_bytes(slides: Iterable[Slide], title: str, day: datetime.date) -> bytes:
    """The file.

    Parameters
    ----------
    slides : iterable of Slide
        In their order, each short enough for its layout.
    title : str
        Of the presentation.
    day : datetime.date
        The day that its properties name: a clock would make each file different.

    Returns
    -------
    bytes
        The same for the same slides.
    """
    presentation, layouts = template.empty()
    for slide in slides:
        added = presentation.slides.add_slide(layouts[_layout_name(slide)])
        _write(added, slide)
    _describe(presentation, title, day)
    stream = io.BytesIO()
    presentation.save(stream)
    with zipfile.ZipFile(stream) as package:
        return zip_bytes({name: package.read(name) for name in package.namelist()})


def _layout_name(slide: Slide) -> str:
    if slide.kind == "title":
        return template.COVER
    if slide.picture:
        return template.WORDS_AND_TALL_PICTURE if layout.is_tall(slide) else template.WORDS_AND_PICTURE
    return template.WORDS_AND_TABLE if slide.table else template.WORDS


def _write(added: PowerPointSlide, slide: Slide) -> None:
    placeholders = {each.placeholder_format.idx: each for each in added.placeholders}
    _fill(added.shapes.title.text_frame, [Paragraph("", slide.title)], layout.title_size(slide))
    if slide.picture:
        place, other = (2, 1) if layout.is_tall(slide) else (1, 2)
        _put_picture(placeholders[place], slide)
        words = placeholders[other]
    elif slide.table:
        place = layout.room_for_table(slide)
        words = placeholders[2]
        if slide.paragraphs:
            template.place(words, place.words)
        _put_table(placeholders[1], slide, place)
    else:
        words = placeholders[1]
    if slide.paragraphs:
        _fill(words.text_frame, slide.paragraphs, layout.word_size(slide))
    else:
        words._element.getparent().remove(words._element)
    number = next(each for each in added.slide_layout.placeholders if each.placeholder_format.idx == template.NUMBER)
    added.shapes._spTree.append(copy.deepcopy(number._element))
    if slide.notes:
        _fill_notes(added, slide.notes)


def _fill(frame, paragraphs: Iterable[Paragraph], size: int) -> None:
    """Write paragraphs into the text of a placeholder."""
    for number, paragraph in enumerate(paragraphs):
        written = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        points = fit.CAPTION_SIZE if paragraph.is_caption else size
        written.space_before, written.line_spacing = Pt(round(points * fit.GAP)), 1.0
        if paragraph.level:
            _make_bullet(written)
        if paragraph.lead:
            _run(written, paragraph.lead + (" " if paragraph.text else ""), points, is_bold=True)
        if paragraph.text:
            _run(written, paragraph.text, points, paragraph.url)


def _run(paragraph, text: str, size: float | None = None, url: str = "", is_bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_US
    if size:
        run.font.size = Pt(size)
        run.font.bold = is_bold
    if url:
        run.hyperlink.address = url


def _make_bullet(paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(fit.INDENT)))
    properties.set("indent", str(-Pt(fit.INDENT)))
    bullet = properties.makeelement(qn("a:buChar"), {"char": "•"})
    properties.append(bullet)


def _put_picture(placeholder, slide: Slide) -> None:
    """The picture in its placeholder, whole and not stretched, with its alternative text."""
    box = layout.areas(slide)[1]
    scale = layout.scale(slide.picture, box)
    size = [each * scale for each in layout.picture_size(slide.picture)]
    png = pictures.to_png(slide.picture.svg, round(size[0] * PIXELS))
    shape = placeholder.insert_picture(io.BytesIO(png))
    shape.crop_left = shape.crop_right = shape.crop_top = shape.crop_bottom = 0
    template.place(shape, Box(box.left + (box.width - size[0]) / 2, box.top + (box.height - size[1]) / 2, *size))
    named = shape._element.nvPicPr.cNvPr
    named.set("name", "Picture")
    named.set("descr", slide.picture.alt)


def _put_table(placeholder, slide: Slide, place: layout.TablePlace) -> None:
    size = fit.SIZES[-1]
    frame = placeholder.insert_table(rows=len(slide.table), cols=len(slide.table[0]))
    template.place(frame, place.table)
    named = frame._element.nvGraphicFramePr.cNvPr
    named.set("name", "Table")
    named.set("descr", f"{slide.table_title}. A table with {len(slide.table) - 1} rows.")
    widths = fit.column_widths(slide.table, size, place.table.width)
    heights = fit.row_heights(slide.table, size, widths)
    for column, points in zip(frame.table.columns, widths, strict=True):
        column.width = Pt(points)
    for row, cells, points in zip(frame.table.rows, slide.table, heights, strict=True):
        row.height = Pt(points)
        for cell, text in zip(row.cells, cells, strict=True):
            cell.margin_top = cell.margin_bottom = Pt(fit.CELL_PADDING / 2)
            cell.margin_left = cell.margin_right = Pt(7)
            _run(cell.text_frame.paragraphs[0], text, size, is_bold=row is frame.table.rows[0])


def _fill_notes(added: PowerPointSlide, notes: Iterable[Note]) -> None:
    frame = added.notes_slide.notes_text_frame
    for number, note in enumerate(notes):
        written = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _run(written, note.text, url=note.url)


def _describe(presentation: Presentation, title: str, day: datetime.date) -> None:
    moment = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    properties = presentation.core_properties
    properties.title, properties.author, properties.last_modified_by = title, AUTHOR, AUTHOR
    properties.language, properties.revision = template.LANGUAGE, 1
    properties.created = properties.modified = properties.last_printed = moment

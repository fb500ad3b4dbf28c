"""The empty presentation: python-pptx's own, in 16:9, with five layouts and the course's font and colors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as PresentationType
from pptx.slide import SlideLayout
from pptx.util import Pt

from utils.charts.palette import CANCER, INK
from utils.publishing.slides import layout
from utils.publishing.slides.fit import Box

FONT, LANGUAGE = "Arial", "en-US"
COVER, WORDS, WORDS_AND_TABLE = "Title", "Words", "Words and table"
WORDS_AND_PICTURE, WORDS_AND_TALL_PICTURE = "Words and picture", "Words and tall picture"
# layout of the package → (its name here, placeholder → its place)
_LAYOUTS = {
    "Title Slide": (COVER, {0: layout.COVER_TITLE, 1: layout.COVER_WORDS}),
    "Title and Content": (WORDS, {0: layout.TITLE, 1: layout.BODY}),
    "Picture with Caption": (WORDS_AND_PICTURE, {0: layout.TITLE, 2: layout.BESIDE, 1: layout.PICTURE}),
    "Two Content": (WORDS_AND_TALL_PICTURE, {0: layout.TALL_TITLE, 1: layout.TALL_WORDS, 2: layout.TALL_PICTURE}),
    "Content with Caption": (WORDS_AND_TABLE, {0: layout.TITLE, 2: layout.BODY, 1: layout.BODY}),
}
_KINDS = {(WORDS_AND_TABLE, 1): "tbl", (WORDS_AND_TALL_PICTURE, 2): "pic"}  # what a placeholder takes
NUMBER = 12  # the placeholder of the slide number


def empty() -> tuple[PresentationType, Mapping[str, SlideLayout]]:
    """The presentation without slides, and its layouts by name."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(layout.WIDTH), Pt(layout.HEIGHT)
    master = presentation.slide_master
    layouts = {}
    for each in list(presentation.slide_layouts):
        if each.name not in _LAYOUTS:
            presentation.slide_layouts.remove(each)
            continue
        name, places = _LAYOUTS[each.name]
        each.name, layouts[name] = name, each
        for placeholder in list(each.placeholders):
            number = placeholder.placeholder_format.idx
            if number in places:
                place(placeholder, places[number])
                _clear_style(placeholder)
                if kind := _KINDS.get((name, number)):
                    placeholder._element.nvSpPr.nvPr.find(qn("p:ph")).set("type", kind)
            elif number == NUMBER:
                place(placeholder, layout.NUMBER)
            else:
                placeholder._element.getparent().remove(placeholder._element)
        _in_order(each, [*places, NUMBER])
    for placeholder in master.placeholders:
        box = {1: layout.TITLE, 2: layout.BODY}.get(placeholder.placeholder_format.type)
        if box:
            place(placeholder, box)
    master.shapes._spTree.insert(2, _bar())
    _set_theme(presentation)
    return presentation, layouts


def _bar():
    """A line of color along the top, which says nothing and which no screen reader meets: it is on the master."""
    return parse_xml(
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr>"
        '<p:cNvPr id="90" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Pt(layout.WIDTH)}" cy="{Pt(8)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{CANCER[1:].upper()}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def place(shape, box: Box) -> None:
    """Put a shape into a box."""
    shape.left, shape.top, shape.width, shape.height = (Pt(round(each, 1)) for each in box)


def _clear_style(placeholder) -> None:
    """Without the layout's own sizes, alignment and autofit: words are set where they are written."""
    frame = placeholder.text_frame
    frame.word_wrap = True
    body = frame._txBody.bodyPr
    for child in list(body):
        body.remove(child)
    body.append(body.makeelement(qn("a:noAutofit")))
    body.set("anchor", "ctr" if placeholder.placeholder_format.idx == 0 else "t")
    style = frame._txBody.find(qn("a:lstStyle"))
    for child in list(style):
        style.remove(child)
    for level in range(1, 10):
        paragraph = style.makeelement(qn(f"a:lvl{level}pPr"), {"marL": "0", "indent": "0", "algn": "l"})
        paragraph.append(style.makeelement(qn("a:buNone")))
        paragraph.append(style.makeelement(qn("a:defRPr"), {"lang": LANGUAGE, "b": "0", "cap": "none"}))
        style.append(paragraph)


def _in_order(each: SlideLayout, numbers: list[int]) -> None:
    """The placeholders in the order in which they are read: a slide takes it over."""
    shapes = {p.placeholder_format.idx: p._element for p in each.placeholders}
    tree = each.shapes._spTree
    for number in numbers:
        tree.remove(shapes[number])
        tree.append(shapes[number])


def _set_theme(presentation: PresentationType) -> None:
    """One font for all text, the course's ink, and the language where a text names none."""
    for part in presentation.slide_master.part.rels.values():
        if part.reltype.endswith("/theme"):
            theme = part.target_part
            text = theme.blob.decode("utf-8")
            text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
            dark = f'<a:dk1><a:srgbClr val="{INK.lstrip("#").upper()}"/></a:dk1>'
            theme._blob = re.sub(r"<a:dk1>.*?</a:dk1>", dark, text, flags=re.DOTALL).encode("utf-8")
    for properties in presentation.element.iter(qn("a:defRPr")):
        properties.set("lang", LANGUAGE)

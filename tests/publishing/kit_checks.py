"""Whether the links of a class kit lead somewhere: those of its pages, and those in the notes of its slides."""

from __future__ import annotations

from urllib.parse import unquote

from pptx import Presentation

from tests.helpers import parsed


def broken_links(folder) -> list[str]:
    """Links of the index and of the plans that lead to no file."""
    pages = [folder / "index.html", *folder.glob("papers/*-plan.html")]
    return [
        link["href"]
        for page in pages
        for link in parsed(page.read_text(encoding="utf-8")).select("a[href]")
        if not (page.parent / unquote(link["href"].partition("#")[0])).is_file()
    ]


def broken_notes(folder) -> list[str]:
    """The links in the notes of the slides to files that are not there."""
    links = {
        (path.parent, run.hyperlink.address.partition("#")[0])
        for path in folder.rglob("*.pptx")
        for slide in Presentation(path).slides
        if slide.has_notes_slide
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    }
    assert links, "no deck has a link in its notes"
    return sorted(link for start, link in links if not (start / unquote(link)).is_file())

"""The course on paper: handouts of the core path, pocket cards, and whole pages, as tagged PDFs with bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from utils.publishing.notebooks import keep_only, lesson_paths
from utils.publishing.paper.core_path import CorePath, core_path
from utils.publishing.paper.printer import SIZES, page_count, printing
from utils.ui.explorer import STYLESHEET
from utils.ui.templates import render

HERE = Path(__file__).parent
CARDS = "pocket_cards"  # of the booklet, and of the folder of single cards


def write_handouts(site: Path, folder: Path) -> list[Path]:
    """Write the core path of each lesson, its pocket card on one page, and a booklet of all cards, for each paper size.

    The PDFs are tagged, so that a screen reader finds headings, lists, tables and alt texts, and have bookmarks. The
    same pages give the same bytes with the same browser.

    Parameters
    ----------
    site : Path
        Folder of the built pages.
    folder : Path
        Folder of the PDFs, with a folder for each paper size; PDFs of lessons that no longer exist are removed from it.

    Returns
    -------
    list of Path
        The PDFs: of each size the handouts in course order, the cards, and the booklet.

    Raises
    ------
    CourseError
        If Playwright or a browser is missing, or the browser cannot print.
    """
    lessons = {path.stem: core_path(path.read_text(encoding="utf-8")) for path in lesson_paths(site, "html")}
    documents = {name: (lesson.title, handout(lesson)) for name, lesson in lessons.items()}
    with_card = {name: lesson for name, lesson in lessons.items() if lesson.pocket_card}
    documents |= {f"{CARDS}/{name}": (_card_title(lesson), pocket_card(lesson)) for name, lesson in with_card.items()}
    documents[CARDS] = ("Pocket cards", booklet(list(with_card.values())))
    with printing() as pages:
        written = [
            pages.print_html(html, title, size, _inside(folder, size) / f"{name}.pdf")
            for size in SIZES
            for name, (title, html) in documents.items()
        ]
    _remove_others(folder, written)
    return written


def write_pages(site: Path, folder: Path) -> list[Path]:
    """Write the whole page of each lesson, every panel and fold open, for each paper size.

    Parameters
    ----------
    site, folder : Path
        As for ``write_handouts``.

    Returns
    -------
    list of Path
        The PDFs, of each size in course order.

    Raises
    ------
    CourseError
        As ``write_handouts`` does.
    """
    with printing() as pages:
        written = [
            pages.print_page(path, size, _inside(folder, size) / f"{path.stem}.pdf")
            for size in SIZES
            for path in lesson_paths(site, "html")
        ]
    _remove_others(folder, written)
    return written


def handout(lesson: CorePath) -> str:
    """The core path of a lesson as one HTML document: answers, if it has any, on the last pages.

    Parameters
    ----------
    lesson : CorePath
        The core path of the lesson.

    Returns
    -------
    str
        HTML that needs no other file.
    """
    return _document("handout.html", lesson.title, lesson=lesson)


def pocket_card(lesson: CorePath) -> str:
    """The pocket card of a lesson as one HTML document.

    Parameters
    ----------
    lesson : CorePath
        The core path of the lesson.

    Returns
    -------
    str
        HTML that needs no other file.
    """
    return _document("pocket_card.html", _card_title(lesson), card=lesson.pocket_card)


def booklet(lessons: list[CorePath]) -> str:
    """The pocket cards of lessons as one HTML document: a page with the list, then a page for each card.

    Parameters
    ----------
    lessons : list of CorePath
        Lessons with a pocket card, in the order of their cards.

    Returns
    -------
    str
        HTML that needs no other file.
    """
    return _document("pocket_cards.html", "Pocket cards", lessons=lessons)


def _card_title(lesson: CorePath) -> str:
    return f"Pocket card: {lesson.title}"


def _document(template: str, title: str, **values) -> str:
    style = "".join(path.read_text(encoding="utf-8") for path in (STYLESHEET, HERE / "paper.css"))
    return render("utils.publishing.paper", template, title=title, style=Markup(style), **values)  # noqa: S704


def _inside(folder: Path, size: str) -> Path:
    """The folder of a paper size."""
    return folder / size.lower()


def _remove_others(folder: Path, written: Sequence[Path]) -> None:
    """Remove the PDFs of lessons that no longer exist."""
    for size in SIZES:
        for inside in (_inside(folder, size), _inside(folder, size) / CARDS):
            keep_only([path.name for path in written if path.parent == inside], inside, "pdf")


__all__ = [
    "CorePath",
    "booklet",
    "core_path",
    "handout",
    "page_count",
    "pocket_card",
    "write_handouts",
    "write_pages",
]

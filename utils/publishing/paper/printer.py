"""A browser without a window that prints HTML as tagged PDF with bookmarks. It runs no script and has no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from markupsafe import Markup

from utils.errors import CourseError, missing_package
from utils.publishing import browser

SIZES = ("Letter", "A4")
_FOOTER = Markup(
    '<div style="font-size: 8px; width: 100%; padding: 0 14mm; display: flex; justify-content: space-between">'
    "<span>{title}. Not reviewed by a clinician, unless a part says so. CC BY 4.0</span>"
    '<span>page <span class="pageNumber"></span> of '
    '<span class="totalPages"></span></span></div>'
)
_SETTINGS = {
    "tagged": True,
    "outline": True,
    "print_background": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "margin": {"top": "13mm", "bottom": "15mm", "left": "14mm", "right": "14mm"},
}
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_NO_DATE = rb"\g<1>20000101000000"  # as long as a date, so that every place in the file stays where it is
_PAGE = re.compile(rb"/Type /Page\b")


class Printer:
    """Prints one document after the other in one browser."""

    def __init__(self, context) -> None:
        self._context = context

    def print_html(self, html: str, title: str, size: str, target: Path) -> Path:
        """Print an HTML document that needs no other file, and return where."""
        return self._print(lambda page: page.set_content(html, wait_until="load"), title, size, target)

    def print_page(self, path: Path, size: str, target: Path) -> Path:
        """Print a page of the site, and return where."""
        return self._print(lambda page: page.goto(path.resolve().as_uri()), "", size, target)

    def _print(self, load, title: str, size: str, target: Path) -> Path:
        page = self._context.new_page()
        load(page)
        footer = _FOOTER.format(title=title or page.title())
        content = page.pdf(format=size, footer_template=footer, **_SETTINGS)
        page.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_DATE.sub(_NO_DATE, content))
        return target


@contextmanager
def printing() -> Iterator[Printer]:
    """A browser that prints, as long as the block runs.

    Raises CourseError if Playwright or a browser is missing, or if the browser cannot print.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise CourseError(missing_package("Handouts need", "Playwright", "pdf")) from None
    try:
        options = browser.launch_options()
    except browser.BrowserMissingError as error:
        raise CourseError(str(error)) from None
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**options)
            yield Printer(chromium.new_context(java_script_enabled=False, color_scheme="light", offline=True))
            chromium.close()
    except Error as error:
        raise CourseError(f"The browser could not print: {str(error).splitlines()[0]}") from None


def page_count(pdf: Path) -> int:
    """How many pages a PDF of this browser has.

    Parameters
    ----------
    pdf : Path
        A PDF that ``Printer`` wrote.

    Returns
    -------
    int
        The number of its pages.
    """
    return len(_PAGE.findall(pdf.read_bytes()))

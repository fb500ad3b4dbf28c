"""Each lesson as a handout: a tagged PDF that a browser prints from its page."""

from __future__ import annotations

import shutil
from pathlib import Path

from markupsafe import Markup

from utils.errors import CourseError, missing_package
from utils.publishing import browser
from utils.publishing.notebooks import lesson_paths

_FOOTER = Markup(
    '<div style="font-size: 9px; width: 100%; padding: 0 15mm; display: flex; justify-content: space-between">'
    "<span>{title}. Not reviewed by a clinician, unless a part says so. CC BY 4.0</span>"
    '<span>page <span class="pageNumber"></span> of '
    '<span class="totalPages"></span></span></div>'
)
_PDF_SETTINGS = {
    "format": "A4",
    "tagged": True,
    "outline": True,
    "print_background": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "margin": {"top": "15mm", "bottom": "18mm", "left": "15mm", "right": "15mm"},
}


def write_handouts(site: Path, folder: Path) -> list[Path]:
    """Write a PDF for each lesson of the built pages.

    The PDFs are tagged, so that a screen reader finds headings, lists, tables and alt texts, and have bookmarks.

    Parameters
    ----------
    site : Path
        Folder of the built pages.
    folder : Path
        Folder of the PDFs; what it held before is removed.

    Returns
    -------
    list of Path
        The PDFs, in course order.

    Raises
    ------
    CourseError
        If Playwright or a browser is missing, or the browser cannot print.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise CourseError(missing_package("Handouts need", "Playwright", "pdf")) from None
    try:
        options = browser.launch_options()
    except browser.BrowserMissingError as error:
        raise CourseError(str(error)) from None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written = []
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**options)
            context = chromium.new_context(java_script_enabled=False, color_scheme="light", offline=True)
            for path in lesson_paths(site, "html"):
                page = context.new_page()
                page.goto(path.resolve().as_uri())
                target = folder / f"{path.stem}.pdf"
                footer = _FOOTER.format(title=page.title())
                page.pdf(path=target, footer_template=footer, **_PDF_SETTINGS)
                page.close()
                written.append(target)
            chromium.close()
    except Error as error:
        raise CourseError(f"The browser could not print: {str(error).splitlines()[0]}") from None
    return written

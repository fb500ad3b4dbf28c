"""The course as downloads: one zip of all pages, and each lesson as one HTML file that needs nothing else.

A single file has the search, the record and the questions that come back for itself, and links to the other lessons by
the names of their files.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from utils.archive import zip_bytes
from utils.project import ROOT, version
from utils.publishing.notebooks import keep_only, lesson_paths
from utils.publishing.site import frame_code, search_index
from utils.publishing.site.postprocess import local_file, with_policy
from utils.ui.templates import render

# Parts of a page that need other pages: by class, by id, and links of the head by their relation.
_NAVIGATION_CLASSES = frozenset(
    ("sidebar-drawer", "related-pages", "sidebar-overlay", "nav-overlay-icon", "mbc-live", "mbc-tests")
)
_NAVIGATION_IDS = frozenset(("__navigation", "searchbox"))
_NAVIGATION_LINKS = frozenset(("search", "next", "prev"))


class _Shared(NamedTuple):
    """What single files take from pages of the site that they cannot reach.

    Attributes
    ----------
    scripts : list of str
        The code of the search.
    words : list
        What a learner may type, as the search page has it.
    items : dict
        Id of a question → what is shown of it when it comes back.
    """

    scripts: list[str]
    words: list[list[str]]
    items: dict[str, list[str]]


class _AsWritten(HTMLFormatter):
    """HTML as the pages have it: characters as they are, attributes in their order, no element that ends in a slash."""

    def __init__(self):
        super().__init__(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")

    def attributes(self, tag: Tag):
        """The attributes in their order in the page."""
        return tag.attrs.items()


def write_zip(site: Path, folder: Path) -> Path:
    """Write all pages and the licenses as one zip. The same pages give the same bytes: one order, one date for all.

    Parameters
    ----------
    site : Path
        Folder of the built pages.
    folder : Path
        Folder to write to.

    Returns
    -------
    Path
        The zip, ``mbc-course-<version>.zip``.
    """
    name = f"mbc-course-{version()}"
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files |= {license_name: ROOT / license_name for license_name in ("LICENSE", "LICENSE-CC-BY-4.0")}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.zip"
    target.write_bytes(zip_bytes({f"{name}/{path}": file.read_bytes() for path, file in sorted(files.items())}))
    return target


def write_single_files(site: Path, folder: Path) -> list[Path]:
    """Write each lesson as one HTML file that needs nothing else.

    Styles are put inside. What the lesson links to on other pages (terms of the glossary, the "get help now" card) is
    added at its end; a link to another lesson leads to its file, by name, and one to any other page becomes plain text.
    Its end also lists all lessons with the names of their files, and the search knows this file alone.

    Parameters
    ----------
    site : Path
        Folder of the built pages.
    folder : Path
        Folder of the files; files of lessons that no longer exist are removed from it, and no others.

    Returns
    -------
    list of Path
        The files, in course order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, page in single_pages(site):
        target = folder / name
        target.write_text(with_policy(page, name, frame_code()), encoding="utf-8", newline="\n")
        written.append(target)
    keep_only([path.name for path in written], folder, "html")
    return written


def single_pages(site: Path, lesson: str = "", alone: bool = False) -> Iterator[tuple[str, str]]:
    """Each lesson as one HTML text that needs nothing else; see ``write_single_files``.

    Parameters
    ----------
    site : Path
        Folder of the built pages.
    lesson : str
        The start of a lesson's name; all lessons for an empty text.
    alone : bool
        The other lessons are not there: the text neither leads to them nor lists them.

    Yields
    ------
    tuple of str
        Name of the file, and the text with the policy of the site's page.
    """
    paths = lesson_paths(site, "html")
    pages = {} if alone else {path.name: _parsed(path) for path in paths}  # else parsed when a link leads to one
    lessons = {name: page.h1.get_text() for name, page in pages.items()}
    shared = _shared(site)
    for path in paths:
        if path.name.startswith(lesson):
            yield path.name, _single_page(site, path.name, pages, lessons, shared)


def _shared(site: Path) -> _Shared:
    search, missed = _parsed(site / search_index.PAGE), _parsed(site / "missed_questions.html")
    return _Shared(
        [script.string for script in search.select("script:not([type])")],
        json.loads(search.select_one("#search-words").string),
        json.loads(missed.select_one("#mbc-items").string),
    )


def _single_page(
    site: Path, name: str, pages: dict[str, BeautifulSoup], lessons: dict[str, str], shared: _Shared
) -> str:
    """``pages``: what was parsed so far, by file name; ``lessons``: file name → title, of lessons that are there."""
    page = _parsed(site / name)
    for part in page.find_all(_is_navigation):
        part.decompose()
    for link in page.find_all("link", rel="stylesheet"):
        style = page.new_tag("style")
        style.string = local_file(link["href"], site).read_text(encoding="utf-8")
        link.replace_with(style)
    _add_link_targets(page, site, pages, set(lessons) - {name})
    for header in page.find_all(class_="header-center"):
        for home in header.find_all("a"):
            home.unwrap()
    end = BeautifulSoup(render(__package__, "single_file_end.html", lessons=lessons, own=name), "html.parser")
    if answers := page.find(class_="mbc-answers"):
        answers.insert_before(end)
    else:
        page.find("article").append(end)
    # In this order: the index counts what is in the article.
    title, entries = search_index.page_entries(page.decode(formatter=_AsWritten()))
    item_ids = {form["data-item"] for form in page.find_all("form", attrs={"data-item": True})}
    search = render(
        __package__,
        "single_file_search.html",
        index=search_index.as_json({"pages": [["", title]], "entries": search_index.rows(0, entries)}),
        words=search_index.as_json(shared.words),
        # without the name of a page: the question is in this one, whatever the file is called by now
        items=search_index.as_json({id: ["", *item[1:]] for id, item in shared.items.items() if id in item_ids}),
    )
    page.find("article").insert_before(BeautifulSoup(search, "html.parser"))
    here = {script.string for script in page.find_all("script")}
    for code in shared.scripts:
        if code not in here:
            script = page.new_tag("script")
            script.string = code
            page.body.append(script)
    return page.decode(formatter=_AsWritten())


def _is_navigation(tag: Tag) -> bool:
    """Whether an element needs other pages. A CSS selector for it, over whole pages, takes several times as long."""
    return (
        not _NAVIGATION_CLASSES.isdisjoint(tag.get("class", ()))
        or tag.get("id") in _NAVIGATION_IDS
        or tag.get("role") == "search"
        or (tag.name == "link" and not _NAVIGATION_LINKS.isdisjoint(tag.get("rel", ())))
    )


def _add_link_targets(page: BeautifulSoup, site: Path, pages: dict[str, BeautifulSoup], others: set[str]) -> None:
    """Copy what the page links to on other pages to its end, and make the links lead there.

    ``others``: the files of the other lessons, to which links may lead.
    """
    terms, sections, copied_ids = page.new_tag("dl", attrs={"class": "mbc-glossary"}), [], set()
    own_ids = {element["id"] for element in page.find_all(id=True)}
    for link in page.find("article").find_all("a", href=True):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc or not address.path:
            continue
        target_id = unquote(address.fragment)
        if not target_id:
            if address.path not in others:
                link.unwrap()
            continue
        if target_id not in own_ids and target_id not in copied_ids:
            if address.path not in pages:
                pages[address.path] = _parsed(site / address.path)
            target = pages[address.path].find(id=target_id)
            if target.name == "dt":
                term = [copy.copy(target), copy.copy(target.find_next_sibling("dd"))]
                for lesson_links in term[1].find_all(class_="mbc-used"):
                    lesson_links.decompose()
                terms.extend(term)
            else:
                section = copy.copy(target if target.name == "section" else target.find_parent("section"))
                if len(section.select('a[href$=".html"]:not([href*="//"])')) > 2:  # a list of other pages
                    if address.path not in others:
                        link.unwrap()
                    continue
                for folded_code in section.select("div.cell > details"):  # the code is on the other lesson's page
                    folded_code.decompose()
                sections.append(section)
            copied_ids.add(target_id)
        link["href"] = f"#{target_id}"
    article = page.find("article")
    if terms.contents:
        glossary = page.new_tag("section")
        heading = page.new_tag("h2")
        heading.string = "Words of this lesson"
        glossary.extend([heading, terms])
        sections.append(glossary)
    answers = article.find(class_="mbc-answers")
    for section in sections:
        for link in section.find_all("a", href=True):
            if not urlsplit(link["href"]).scheme and link["href"] not in others:
                link.unwrap()
        if answers:
            answers.insert_before(section)
        else:
            article.append(section)


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

"""The course as files to hand out: one zip of all pages, and each lesson as one HTML file that needs nothing else."""

from __future__ import annotations

import copy
import shutil
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from utils.archive import zip_bytes
from utils.project import ROOT
from utils.publishing.notebooks import lesson_paths
from utils.publishing.site.postprocess import local_file, with_policy

_NOT_ALONE = ".sidebar-drawer, .related-pages, .sidebar-overlay, #__navigation, .nav-overlay-icon, #searchbox, [role=search], link[rel=search], link[rel=next], link[rel=prev], .mbc-live"


class _Plain(HTMLFormatter):
    """HTML as the pages have it: characters stay as they are, attributes in their order, no element ends in a slash."""

    def __init__(self):
        super().__init__(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")

    def attributes(self, tag: Tag):
        return tag.attrs.items()


def version() -> str:
    """The version of the course, as pyproject.toml has it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def write_zip(site: Path, folder: Path) -> Path:
    """Write ``mbc-course-<version>.zip`` of the pages in ``site`` and the licences to ``folder``; its path.

    The same pages give the same bytes: files in order of name, one date for all.
    """
    name = f"mbc-course-{version()}"
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files |= {licence: ROOT / licence for licence in ("LICENSE", "LICENSE-CC-BY-4.0")}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.zip"
    content = {f"{name}/{place}": path.read_bytes() for place, path in sorted(files.items())}
    target.write_bytes(zip_bytes(content))
    return target


def write_single_files(site: Path, folder: Path) -> list[Path]:
    """Write each lesson of ``site`` as one file to ``folder`` (replaced); the files.

    Styles are put inside. What the lesson links to on other pages (words of the glossary, the "get help now" card) is
    put at its end; a link to a whole other page becomes plain words, for a lone file has no other pages.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages: dict[str, BeautifulSoup] = {}
    written = []
    for path in lesson_paths(site, "html"):
        text = with_policy(_alone(site, path.name, pages), path.name)
        target = folder / path.name
        target.write_text(text, encoding="utf-8", newline="\n")
        written.append(target)
    return written


def _alone(site: Path, name: str, pages: dict[str, BeautifulSoup]) -> str:
    page = _parsed(site / name)
    for part in page.select(_NOT_ALONE):
        part.decompose()
    for link in page.select('link[rel~="stylesheet"]'):
        style = page.new_tag("style")
        style.string = local_file(link["href"], site).read_text(encoding="utf-8")
        link.replace_with(style)
    _bring_in_what_is_linked(page, site, pages)
    for home in page.select(".header-center a"):
        home.unwrap()
    return page.decode(formatter=_Plain())


def _bring_in_what_is_linked(page: BeautifulSoup, site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """Copies of linked places of other pages at the end of this one, and links that lead there."""
    terms, sections, known = page.new_tag("dl", attrs={"class": "mbc-glossary"}), [], set()
    for link in page.select("article a[href]"):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc or not address.path:
            continue
        place = unquote(address.fragment)
        if not place:
            link.unwrap()
            continue
        if not page.find(id=place) and place not in known:
            if address.path not in pages:
                pages[address.path] = _parsed(site / address.path)
            found = pages[address.path].find(id=place)
            if found.name == "dt":
                term = [copy.copy(found), copy.copy(found.find_next_sibling("dd"))]
                for used in term[1].select(".mbc-used"):
                    used.decompose()
                terms.extend(term)
            else:
                section = copy.copy(found if found.name == "section" else found.find_parent("section"))
                if len(section.select('a[href$=".html"]')) > 2:  # a list of other pages
                    link.unwrap()
                    continue
                for fold in section.select("div.cell > details"):  # code, which another lesson's page shows
                    fold.decompose()
                sections.append(section)
            known.add(place)
        link["href"] = f"#{place}"
    article = page.find("article")
    if terms.contents:
        words = page.new_tag("section")
        heading = page.new_tag("h2")
        heading.string = "Words of this lesson"
        words.extend([heading, terms])
        sections.append(words)
    answers = article.select_one(".mbc-answers")
    for section in sections:
        for link in section.select("a[href]"):
            if not urlsplit(link["href"]).scheme:
                link.unwrap()
        if answers:
            answers.insert_before(section)
        else:
            article.append(section)


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

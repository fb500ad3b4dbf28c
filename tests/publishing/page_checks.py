"""What can be wrong with a page as a file, each as a function that lists it: tests run them over pages and over planted defects."""

from __future__ import annotations

import itertools
import re
from base64 import b64encode
from collections import Counter
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# elements and the attribute that makes a browser fetch something (a link to follow is none of them)
LOADS = {"img": "src", "script": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src", "embed": "src",
         "object": "data", "link": "href", "form": "action", "input": "src", "use": "href"}  # fmt: skip
VAGUE = {"here", "click here", "this", "this page", "link", "more", "read more", "page", "see", "source", "details"}


class Reader(HTMLParser):
    """Elements with their attributes, the text in each, and the way down to it."""

    def __init__(self, page: str):
        super().__init__()
        self.all: list[Element] = []
        self.open: list[Element] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), [e.tag for e in self.open])
        self.all.append(element)
        for outer in self.open:
            outer.inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and tag in [e.tag for e in self.open] and self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self.open:
            element.pieces.append(data)


class Element:
    """A tag, its attributes, its text, the elements inside of it and the tags round it."""

    def __init__(self, tag: str, names: dict, above: list[str]):
        self.tag, self.names, self.above = tag, names, above
        self.pieces: list[str] = []
        self.inside: list[Element] = []

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


@lru_cache(maxsize=64)
def _read(page: str) -> list[Element]:
    return Reader(page).all


def elements(page: str, *tags: str) -> list[Element]:
    """The elements with one of these tags, or all, in the order of the page."""
    return [element for element in _read(page) if element.tag in tags or not tags]


def policy_of(page: str) -> dict[str, list[str]]:
    """The directives of the page's one policy."""
    found = [
        e.names["content"] for e in elements(page, "meta") if e.names.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(found) == 1, f"{len(found)} policies"
    return {words[0]: words[1:] for part in found[0].split(";") if (words := part.split())}


def policy_faults(page: str) -> list[str]:
    """Scripts and styles that the page's policy does not name, and what the policy allows too much of."""
    faults, policy = [], policy_of(page)
    if policy.get("default-src") != ["'none'"]:
        faults.append("the policy does not begin from nothing")
    for directive, sources in policy.items():
        faults += [
            f"{directive} allows {source}"
            for source in sources
            if source not in ("'none'", "'self'", "data:") and not source.startswith("'sha256-")
        ]
    if set(policy["script-src"]) & {"'self'", "data:"} or policy["script-src"] == []:
        faults.append("script-src allows more than scripts by hash")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        for code in re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL):
            name = f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
            if name not in policy[directive]:
                faults.append(f"a {tag} is not named in {directive}: {code[:40]!r}")
    for element in elements(page):
        for name in element.names:
            if name == "style" or name.startswith("on"):
                faults.append(f"<{element.tag}> has an attribute {name}")
    head = page.partition("Content-Security-Policy")[0]
    if "<script" in head or "<style" in head or "<link" in head:
        faults.append("something loads before the policy")
    return faults


def remote_faults(page: str) -> list[str]:
    """What a browser would fetch from elsewhere."""
    faults = []
    for element in elements(page):
        address = element.names.get(LOADS.get(element.tag, ""), "") or ""
        if re.match(r"(?:[a-z]+:)?//|(?:https?|ftp|wss?|blob|javascript):", address, re.IGNORECASE):
            faults.append(f"<{element.tag}> loads {address}")
        if "srcset" in element.names or element.names.get("http-equiv", "").lower() == "refresh":
            faults.append(f"<{element.tag}> has srcset or refresh")
    return faults + style_faults(" ".join(e.text for e in elements(page, "style")))


def style_faults(css: str) -> list[str]:
    """What a stylesheet would fetch from elsewhere."""
    return [
        f"a style loads {found}"
        for found in re.findall(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:https?:)?//[^'\")]+)", css)
    ]


def table_faults(page: str) -> list[str]:
    """Tables without a caption, and header cells that do not say what they head."""
    faults = []
    for table in elements(page, "table"):
        captions = [e for e in table.inside if e.tag == "caption"]
        if len(captions) != 1 or not captions[0].text:
            faults.append(f"a table has no caption: {table.text[:60]!r}")
        heads = [e for e in table.inside if e.tag == "th"]
        if not heads:
            faults.append(f"a table has no header cell: {table.text[:60]!r}")
        faults += [
            f"a header cell has no scope: {e.text[:40]!r}" for e in heads if e.names.get("scope") not in ("col", "row")
        ]
    return faults


def link_faults(page: str) -> list[str]:
    """Links that do not say where they go."""
    faults = []
    for link in elements(page, "a"):
        if "href" in link.names:
            said = (link.names.get("aria-label") or link.text or " ".join(
                e.names.get("alt", "") for e in link.inside if e.tag == "img")).strip().lower().rstrip(".:")  # fmt: skip
            if not said or said in VAGUE or said.startswith(("http://", "https://")):
                faults.append(f"a link to {link.names['href']} says {said!r}")
    return faults


def frame_faults(page: str) -> list[str]:
    """Language, title, landmarks and headings."""
    found = elements(page)
    faults = []
    if [e.names.get("lang") for e in found if e.tag == "html"] != ["en"]:
        faults.append("the page does not say its language")
    titles = [e.text for e in found if e.tag == "title" and "head" in e.above]
    if len(titles) != 1 or not titles[0]:
        faults.append("the page has no title")
    if sum(e.tag == "main" or e.names.get("role") == "main" for e in found) != 1:
        faults.append("there is not one main landmark")
    named = [e.names.get("aria-label") for e in found if e.tag in ("nav", "aside") and "article" not in e.above]
    if not all(named) or len(named) != len(set(named)):
        faults.append(f"landmarks have no name of their own: {named}")
    if "#furo-main-content" not in [e.names.get("href") for e in found if e.tag == "a"]:
        faults.append("no link skips to the content")
    levels = [int(e.tag[1]) for e in found if re.fullmatch("h[1-6]", e.tag)]
    if levels.count(1) != 1:
        faults.append(f"{levels.count(1)} headings of level 1")
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        faults.append(f"a level of heading is left out: {levels}")
    return faults


def id_faults(page: str) -> list[str]:
    """Ids that stand twice, of which links and labels know the first; and explorers that share a group of radio buttons."""
    ids = Counter(e.names["id"] for e in elements(page) if e.names.get("id"))
    radios = Counter(
        (e.names["name"], e.names["data-option"]) for e in elements(page, "input") if "data-option" in e.names
    )
    return [
        *(f"two elements are called {name}" for name, times in sorted(ids.items()) if times > 1),
        *(f"two explorers have the radio buttons {name}" for (name, _), times in sorted(radios.items()) if times > 1),
    ]


ALL = (policy_faults, remote_faults, table_faults, link_faults, frame_faults, id_faults)

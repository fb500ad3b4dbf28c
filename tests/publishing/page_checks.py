"""What can be wrong with a page as a file, each as a function that lists it: tests run them over pages and over planted
defects.
"""

from __future__ import annotations

import itertools
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256

from tests.helpers import elements, words

# elements and the attribute that makes a browser fetch something (a link to follow is none of them)
LOADS = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
    "form": "action",
    "input": "src",
    "use": "href",
}
# what a policy may speak of; all else stays closed by default-src
OPENED = {"default-src", "script-src", "style-src", "img-src", "form-action", "base-uri", "worker-src", "manifest-src"}
VAGUE = {"here", "click here", "this", "this page", "link", "more", "read more", "page", "see", "source", "details"}


def policy_of(page: str) -> dict[str, list[str]]:
    """The directives of the page's one policy."""
    found = [e["content"] for e in elements(page, "meta") if e.get("http-equiv") == "Content-Security-Policy"]
    assert len(found) == 1, f"{len(found)} policies"
    return {directive[0]: directive[1:] for part in found[0].split(";") if (directive := part.split())}


def policy_issues(page: str) -> list[str]:
    """Scripts and styles that the page's policy does not name, and what the policy allows too much of."""
    issues, policy = [], policy_of(page)
    if policy.get("default-src") != ["'none'"]:
        issues.append("the policy does not begin from nothing")
    issues += [f"the policy opens {directive}" for directive in policy if directive not in OPENED]
    for directive, sources in policy.items():
        issues += [
            f"{directive} allows {source}"
            for source in sources
            if source not in ("'none'", "'self'", "data:") and not source.startswith("'sha256-")
        ]
    if set(policy["script-src"]) & {"'self'", "data:"} or policy["script-src"] == []:
        issues.append("script-src allows more than scripts by hash")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        for attributes, code in re.findall(rf"<{tag}([^>]*)>(.*?)</{tag}>", page, re.DOTALL):
            if attributes.startswith(' type="application/json"'):  # data, which no browser runs
                continue
            name = f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
            if name not in policy[directive]:
                issues.append(f"a {tag} is not named in {directive}: {code[:40]!r}")
    for element in elements(page):
        for name in element.attrs:
            if name == "style" or name.startswith("on"):
                issues.append(f"<{element.name}> has an attribute {name}")
    head = page.partition("Content-Security-Policy")[0]
    if "<script" in head or "<style" in head or "<link" in head:
        issues.append("something loads before the policy")
    return issues


def remote_issues(page: str) -> list[str]:
    """What a browser would fetch from elsewhere."""
    issues = []
    for element in elements(page):
        address = element.get(LOADS.get(element.name, ""), "") or ""
        if re.match(r"(?:[a-z]+:)?//|(?:https?|ftp|wss?|blob|javascript):", address, re.IGNORECASE):
            issues.append(f"<{element.name}> loads {address}")
        if "srcset" in element.attrs or element.get("http-equiv", "").lower() == "refresh":
            issues.append(f"<{element.name}> has srcset or refresh")
    return issues + style_issues(" ".join(map(words, elements(page, "style"))))


def style_issues(css: str) -> list[str]:
    """What a stylesheet would fetch from elsewhere."""
    return [
        f"a style loads {found}"
        for found in re.findall(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:https?:)?//[^'\")]+)", css)
    ]


def table_issues(page: str) -> list[str]:
    """Tables without a caption, and header cells that do not say what they head."""
    issues = []
    for table in elements(page, "table"):
        captions = table.find_all("caption")
        if len(captions) != 1 or not words(captions[0]):
            issues.append(f"a table has no caption: {words(table)[:60]!r}")
        heads = table.find_all("th")
        if not heads:
            issues.append(f"a table has no header cell: {words(table)[:60]!r}")
        issues += [
            f"a header cell has no scope: {words(e)[:40]!r}" for e in heads if e.get("scope") not in ("col", "row")
        ]
    return issues


def link_issues(page: str) -> list[str]:
    """Links that do not say where they go."""
    issues = []
    for link in elements(page, "a"):
        if "href" in link.attrs:
            said = (
                (
                    link.get("aria-label")
                    or words(link)
                    or " ".join(image.get("alt", "") for image in link.find_all("img"))
                )
                .strip()
                .lower()
                .rstrip(".:")
            )
            if not said or said in VAGUE or said.startswith(("http://", "https://")):
                issues.append(f"a link to {link['href']} says {said!r}")
    return issues


def frame_issues(page: str) -> list[str]:
    """Language, title, landmarks and headings."""
    found = elements(page)
    issues = []
    if [e.get("lang") for e in found if e.name == "html"] != ["en"]:
        issues.append("the page does not say its language")
    titles = [words(e) for e in found if e.name == "title" and e.find_parent("head")]
    if len(titles) != 1 or not titles[0]:
        issues.append("the page has no title")
    if sum(e.name == "main" or e.get("role") == "main" for e in found) != 1:
        issues.append("there is not one main landmark")
    named = [e.get("aria-label") for e in found if e.name in ("nav", "aside") and not e.find_parent("article")]
    if not all(named) or len(named) != len(set(named)):
        issues.append(f"landmarks have no name of their own: {named}")
    if "#furo-main-content" not in [e.get("href") for e in found if e.name == "a"]:
        issues.append("no link skips to the content")
    levels = [int(e.name[1]) for e in found if re.fullmatch("h[1-6]", e.name)]
    if levels.count(1) != 1:
        issues.append(f"{levels.count(1)} headings of level 1")
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        issues.append(f"a level of heading is left out: {levels}")
    return issues


def id_issues(page: str) -> list[str]:
    """Ids that stand twice, of which links and labels know the first; and explorers that share a group of radio
    buttons.
    """
    ids = Counter(e["id"] for e in elements(page) if e.get("id"))
    radios = Counter(
        (e["name"], e["value"])
        for box in elements(page, "fieldset")
        if "mbc-control-" in box.get("class", "")
        for e in box.find_all("input")
    )
    return [
        *(f"two elements are called {name}" for name, times in sorted(ids.items()) if times > 1),
        *(f"two explorers have the radio buttons {name}" for (name, _), times in sorted(radios.items()) if times > 1),
    ]


ALL = (policy_issues, remote_issues, table_issues, link_issues, frame_issues, id_issues)

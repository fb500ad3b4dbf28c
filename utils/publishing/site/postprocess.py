"""The last step for built pages: inline scripts, a policy for what may load, and no file that no page uses.

Scripts are put into the page, and the page's Content-Security-Policy lists scripts by their hash. The hashes are those
of ``FrameCode``, known before any text of a lesson or a table is on a page: a script that got into a page through such
a text is not on the list, and does not run. Pages are also searched for code that is not ours, which stops the build.
This holds in every browser for ``file://``, where browsers do not check the hash of a script file. Stylesheets and
pictures may come from the site itself only, and nothing from anywhere else.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from utils.errors import CourseError

# A space or a line break in a script or style changes its hash, so nothing may change the page after this.
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style[^>]*>(?P<code>.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_ADDRESS = re.compile(r'(?:\shref|\ssrc)="([^"#][^"]*)"|url\(([^)]+)\)')
_IN_TAG = r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?\s"""  # from the start of a tag to an attribute; values are skipped
_CODE_ATTRIBUTE = re.compile(rf"{_IN_TAG}(style|on[a-z]+)\s*=[^<>]*>", re.IGNORECASE)
_CODE_ADDRESS = re.compile(
    rf"""{_IN_TAG}(?:[a-z:]*href|src|action|formaction)\s*=\s*["']?\s*javascript:""", re.IGNORECASE
)
# Data in a page, such as the search index, cannot run, so the policy need not name it.
_DATA_ATTRIBUTES = re.compile(r' type="application/json" id="[a-z-]+"')


@dataclass(frozen=True)
class FrameCode:
    """The code of our own that pages may run: hashes, in the form of a policy.

    Attributes
    ----------
    scripts, styles : tuple of str
        The code inside pages.
    stylesheets : tuple of str
        Files that pages link, and that a lesson as a single file holds.
    """

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    stylesheets: tuple[str, ...]


def frame_code(site: Path) -> FrameCode:
    """The code in the pages of a site that was built from our own files alone: no lesson, no table."""
    pages = [inline_scripts(path.read_text(encoding="utf-8"), path.parent) for path in sorted(site.rglob("*.html"))]
    sheets = [path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.css"))]
    return FrameCode(
        scripts=hashes([code for page in pages for code in _scripts(page)]),
        styles=hashes([match["code"] for page in pages for match in _STYLE.finditer(page)]),
        stylesheets=hashes(sheets),
    )


def finish_pages(site: Path, code: FrameCode) -> None:
    """Postprocess every page of a built site in place, and remove the files that no page uses."""
    for path in sorted(site.rglob("*.html")):
        text = inline_scripts(path.read_text(encoding="utf-8"), path.parent)
        path.write_text(with_policy(text, path.name, code), encoding="utf-8", newline="\n")
    _prune(site)


def with_policy(page: str, name: str, code: FrameCode, more: Sequence[str] | None = None) -> str:
    """The page with its Content-Security-Policy, which allows ``code`` and nothing that the page itself brought.

    ``more``: directives instead of those by which a page of the site is installed.

    Raises CourseError if there is any other code in the page; the message names the page and the code.
    """
    page = re.sub(r'\n?<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    refuse_other_code(page, name, code)
    linked = 'rel="stylesheet"' in page
    styles = ["'self'", *code.styles] if linked else [*code.styles, *code.stylesheets]
    # A page of the site can be installed, and is kept by a worker (offline.js); a single file has neither.
    installed = ["worker-src 'self'", "manifest-src 'self'"] if linked else []
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(code.scripts)}",
            f"style-src {' '.join(styles)}",
            "img-src 'self' data:",
            *(installed if more is None else more),
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
    head = '<meta charset="utf-8">'
    if page.count(head) != 1:
        raise CourseError(f"{name}: the theme has changed; its head no longer contains exactly one {head}.")
    return page.replace(head, f'{head}\n<meta http-equiv="Content-Security-Policy" content="{policy}">')


def refuse_other_code(page: str, name: str, code: FrameCode) -> None:
    """Raise CourseError if a page holds a script, a style or an address that runs and that is not ``code``."""
    markup = _SCRIPT.sub("", page)
    for match in _CODE_ATTRIBUTE.finditer(markup):
        raise CourseError(
            f"{name}: the security policy of the pages does not allow the attribute {match[1]!r}: {match[0][:120]} "
            "Fix: use a class and utils/ui/course.css."
        )
    scripts, styles = _scripts(page), [match["code"] for match in _STYLE.finditer(page)]
    foreign = [text for text in scripts if _hash(text) not in code.scripts]
    foreign += [text for text in styles if _hash(text) not in (*code.styles, *code.stylesheets)]
    foreign += [match[0] for match in _CODE_ADDRESS.finditer(markup)]
    if foreign:
        raise CourseError(
            f"{name}: the page holds code that is not in utils/: {foreign[0].strip()[:120]!r}. "
            "Fix: escape the text that it came with, or put the code into a file of utils/publishing/site/."
        )


def _scripts(page: str) -> list[str]:
    """The scripts of a page; data is none."""
    return [match["code"] for match in _SCRIPT.finditer(page) if not _DATA_ATTRIBUTES.fullmatch(match["attributes"])]


def inline_scripts(page: str, folder: Path) -> str:
    """The page with its script files put into it. A script that waits for the page goes to the end of the body.

    Raises CourseError for a script from another site.
    """
    deferred = []

    def inline(match: re.Match) -> str:
        source = _SOURCE.search(match["attributes"])
        if not source:
            return match[0]
        path = local_file(source[1], folder)
        code = path.read_text(encoding="utf-8")
        code = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", code)
        if "</script" in code.lower() or "<!--" in code:
            raise CourseError(f"{source[1]} contains text that would end a script element. Fix: write it in two parts.")
        element = f"<script>{code}</script>" if code.strip() else ""
        if not re.search(r"\s(defer|async)\b", match["attributes"]):
            return element
        deferred.append(element)
        return ""

    page = _SCRIPT.sub(inline, page)
    before, end, after = page.rpartition("</body>")
    return before + "".join(deferred) + end + after


def local_file(address: str, folder: Path) -> Path:
    """The file of the site that a page in ``folder`` loads. Raises CourseError if it is missing or on another site."""
    link = urlsplit(address)
    path = folder / link.path
    if link.scheme or link.netloc or not path.is_file():
        raise CourseError(
            f"A page loads {address}, which is not a file of the site. Pages load nothing from other sites."
        )
    return path


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def hashes(texts: list[str]) -> tuple[str, ...]:
    """The hashes of these texts, each once, in their order."""
    return tuple(dict.fromkeys(map(_hash, texts)))


def _prune(site: Path) -> None:
    """Remove files that no page and no stylesheet uses."""
    kept = set(site.rglob("*.html"))
    to_read = list(kept)
    while to_read:
        path = to_read.pop()
        if path.suffix not in {".html", ".css"}:
            continue
        for match in _ADDRESS.finditer(path.read_text(encoding="utf-8")):
            link = urlsplit((match[1] or match[2]).strip("'\""))
            target = (path.parent / link.path).resolve()
            if not link.scheme and link.path and target.is_file() and target not in kept:
                kept.add(target)
                to_read.append(target)
    for path in sorted(site.rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()

"""The last step for built pages: inline scripts, a policy for what may load, and no file that no page uses.

Scripts are put into the page, each listed in the page's Content-Security-Policy by its hash: nothing runs that was not
there when the page was built. This also holds in every browser for ``file://``, where browsers do not check the hash of
a script file. Stylesheets and pictures may come from the site itself only, and nothing from anywhere else.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from utils.errors import CourseError

# A space or a line break in a script or style changes its hash, so nothing may change the page after this.
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style[^>]*>(?P<code>.*?)</style>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_ADDRESS = re.compile(r'(?:\shref|\ssrc)="([^"#][^"]*)"|url\(([^)]+)\)')


def finish_pages(site: Path) -> None:
    """Postprocess every page of a built site in place, and remove the files that no page uses."""
    for path in sorted(site.rglob("*.html")):
        text = inline_scripts(path.read_text(encoding="utf-8"), path.parent)
        path.write_text(with_policy(text, path.name), encoding="utf-8", newline="\n")
    _prune(site)


def with_policy(page: str, name: str) -> str:
    """The page with its Content-Security-Policy, computed from the scripts and styles that it contains.

    Raises CourseError if the page does what the policy would forbid; the message names the page and the element.
    """
    for match in re.finditer(r'<[a-z][^<>]*?\s(style|on[a-z]+)="[^"]*"[^<>]*>', page):
        raise CourseError(
            f"{name}: the security policy of the pages does not allow the attribute {match[1]!r}: {match[0][:120]} "
            "Fix: use a class and utils/ui/course.css."
        )
    page = re.sub(r'\n?<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    scripts = [match["code"] for match in _SCRIPT.finditer(page)]
    styles = [match["code"] for match in _STYLE.finditer(page)]
    stylesheets = ["'self'"] if 'rel="stylesheet"' in page else []
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(_hashes(scripts)) or chr(39) + 'none' + chr(39)}",
            f"style-src {' '.join([*stylesheets, *_hashes(styles)]) or chr(39) + 'none' + chr(39)}",
            "img-src 'self' data:",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )
    head = '<meta charset="utf-8">'
    if page.count(head) != 1:
        raise CourseError(f"{name}: the theme has changed; its head no longer contains exactly one {head}.")
    return page.replace(head, f'{head}\n<meta http-equiv="Content-Security-Policy" content="{policy}">')


def inline_scripts(page: str, folder: Path) -> str:
    """The page with its script files put into it. A script that waits for the page goes to the end of the body.

    Raises CourseError for a script from another site.
    """
    deferred = []

    def inline(match: re.Match) -> str:
        source = _SOURCE.search(match["attributes"])
        if not source:
            return match[0]
        code = local_file(source[1], folder).read_text(encoding="utf-8")
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


def _hashes(texts: list[str]) -> list[str]:
    """The hashes of these texts as a policy lists them, each once, in the order of the page."""
    return list(dict.fromkeys(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts))


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

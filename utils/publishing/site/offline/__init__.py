"""What a browser needs to keep all pages on a device, and to install them as an app.

Each edition of the site is named by the digest of all its files, and the worker holds the hash of each: it never mixes
two editions (worker.js). The page's own script (offline.js) decides whether any of this is used.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from utils.errors import CourseError
from utils.publishing.site.offline import icon

WORKER, MANIFEST = "worker.js", "manifest.json"
SHORT_NAME = "MBC course"  # under the icon on a phone
_PLACES = ("const FILES = {};", 'const EDITION = "";')
_TOUCH_ICON = 180  # pixels of the icon of an iPhone
_ICONS = {  # file → size, whether it fills its square, as each purpose of a manifest wants it
    "icon-192.png": (192, False, "any"),
    "icon-512.png": (512, False, "any"),
    "icon-512-maskable.png": (512, True, "maskable"),
}

FILES = (WORKER, MANIFEST, *_ICONS, f"icon-{_TOUCH_ICON}.png")  # all that a site has only to be kept and installed


def make_installable(site: Path, name: str) -> None:
    """Write the icons, the manifest and the worker of a finished site; no other file may change after this.

    Parameters
    ----------
    site : Path
        Folder of the finished pages.
    name : str
        Name of the course, as a list of apps shows it.

    Raises
    ------
    CourseError
        As ``write_worker`` does.
    """
    for file, (size, fills, _) in _ICONS.items():
        (site / file).write_bytes(icon.png(size, fills))
    (site / f"icon-{_TOUCH_ICON}.png").write_bytes(icon.png(_TOUCH_ICON, fills=True))
    _write(site / MANIFEST, json.dumps(_manifest(name), indent=1, ensure_ascii=False) + "\n")
    write_worker(site)


def write_worker(site: Path) -> str:
    """Write the worker that keeps the files of a site as they are now.

    Parameters
    ----------
    site : Path
        Folder of the finished pages.

    Returns
    -------
    str
        The name of this edition.

    Raises
    ------
    CourseError
        If the worker has no place for the list of files.
    """
    worker = site / WORKER
    worker.unlink(missing_ok=True)
    hashes = {path.relative_to(site).as_posix(): _hash(path) for path in sorted(site.rglob("*")) if path.is_file()}
    listed = json.dumps(hashes, indent=1, sort_keys=True)
    edition = sha256(listed.encode()).hexdigest()[:16]
    text = (Path(__file__).parent / WORKER).read_text(encoding="utf-8")
    for place, value in zip(_PLACES, (listed, f'"{edition}"'), strict=True):
        if text.count(place) != 1:
            raise CourseError(f"{WORKER} has no place for the files of the site: {place}")
        text = text.replace(place, f"{place.partition('=')[0]}= {value};")
    _write(worker, text)
    return edition


def listed_files(site: Path) -> set[str]:
    """What the worker in a folder lists as files of its site, and itself.

    Parameters
    ----------
    site : Path
        Any folder.

    Returns
    -------
    set of str
        Paths in the folder; none where there is no worker of this course.
    """
    try:
        text = (site / WORKER).read_text(encoding="utf-8")
        listed = json.JSONDecoder().raw_decode(text.partition(f"\n{_PLACES[0].partition('{')[0]}")[2])[0]
    except (OSError, ValueError):
        return set()
    return {*listed, WORKER} if listed else set()


def _manifest(name: str) -> dict:
    """Addresses are relative to the manifest, so that the course may be in any folder of a server.

    Without an ``id``, which would be relative to the server: two courses on one are two apps.
    """
    return {
        "name": name,
        "short_name": SHORT_NAME,
        "lang": "en",
        "start_url": "index.html",
        "scope": "./",
        "display": "standalone",
        "theme_color": icon.GROUND,
        "background_color": icon.LINE,
        "icons": [
            {"src": file, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, (size, _, purpose) in _ICONS.items()
        ],
    }


def _hash(path: Path) -> str:
    return f"sha256-{b64encode(sha256(path.read_bytes()).digest()).decode()}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")

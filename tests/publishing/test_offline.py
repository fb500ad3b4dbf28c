"""What keeps the pages on a device, as files: the list of the worker, the manifest and the icons."""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from tests.helpers import elements
from utils.errors import CourseError
from utils.publishing.site import offline
from utils.publishing.site.offline import icon


@pytest.fixture
def folder(tmp_path):
    """A site of two files, one in a folder."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "index.html").write_text("<p>ö</p>", encoding="utf-8")
    (tmp_path / "_static" / "a.css").write_text("p { color: red }", encoding="utf-8")
    return tmp_path


def listed(site: Path) -> dict[str, str]:
    """The files that the worker of a site keeps, each with its hash."""
    return json.loads(
        re.search(r"^const FILES = ({.*?^});", (site / offline.WORKER).read_text(encoding="utf-8"), re.M | re.S)[1]
    )


def test_the_worker_keeps_every_file_but_itself_by_its_hash(folder):
    offline.make_installable(folder, "A course")
    own = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del own[offline.WORKER]
    assert listed(folder) == {
        name: f"sha256-{b64encode(sha256(path.read_bytes()).digest()).decode()}" for name, path in own.items()
    }
    assert {"index.html", "_static/a.css", offline.MANIFEST} < set(own)


def test_an_edition_is_named_by_all_its_files_and_by_nothing_else(folder):
    names = [offline.write_worker(folder)]
    worker = (folder / offline.WORKER).read_bytes()
    assert offline.write_worker(folder) == names[0] and (folder / offline.WORKER).read_bytes() == worker
    (folder / "_static" / "a.css").write_text("p { color: rad }", encoding="utf-8")
    names.append(offline.write_worker(folder))
    (folder / "index.html").rename(folder / "other.html")
    names.append(offline.write_worker(folder))
    (folder / "one_more.html").write_text("", encoding="utf-8")
    names.append(offline.write_worker(folder))
    assert len(set(names)) == 4
    assert f'const EDITION = "{names[-1]}";' in (folder / offline.WORKER).read_text(encoding="utf-8")


def test_a_worker_without_a_place_for_the_files_stops_the_build(folder, monkeypatch):
    monkeypatch.setattr(offline, "_PLACES", ("const FILES = [];", offline._PLACES[1]))
    with pytest.raises(CourseError, match=r"worker.js has no place .*FILES = \[\]"):
        offline.write_worker(folder)


def test_the_manifest_is_relative_and_names_the_icons(folder):
    offline.make_installable(folder, "A course")
    manifest = json.loads((folder / offline.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["name"] == "A course" and "id" not in manifest  # an id would be relative to the server
    assert (manifest["start_url"], manifest["scope"]) == ("index.html", "./")
    for picture in manifest["icons"]:
        with Image.open(folder / picture["src"]) as image:
            assert "x".join(map(str, image.size)) == picture["sizes"] and image.format == "PNG"


@pytest.mark.parametrize("fills", [True, False])
def test_an_icon_is_the_drawing_and_always_the_same_bytes(fills):
    drawn = icon.png(160, fills)
    assert drawn == icon.png(160, fills)
    image = Image.open(io.BytesIO(drawn)).convert("RGBA")
    ground, line = ((*bytes.fromhex(color[1:]), 255) for color in (icon.GROUND, icon.LINE))
    half = 8 / icon._SAFE if fills else 8
    at = lambda x, y: image.getpixel(tuple(int(80 + (value - 8) / half * 80) for value in (x, y)))  # noqa: E731
    assert at(8, 2.7) == at(5.5, 4.9) == at(10.5, 4.9) == at(8, 9) == line  # the loop, and where the feet cross
    assert at(8, 5.5) == at(8, 13) == ground  # within the loop, and between the feet
    assert image.getpixel((1, 1)) == (ground if fills else (*image.getpixel((1, 1))[:3], 0))
    assert "svg" in icon.data_uri() and "<" not in icon.data_uri() and '"' not in icon.data_uri()


@pytest.mark.built
def test_the_site_is_kept_whole(pages):
    own = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    assert set(listed(pages)) == own - {offline.WORKER} and len(own) > 25
    for name, hashed in listed(pages).items():
        assert hashed == offline._hash(pages / name), name
    (link,) = (e for e in elements((pages / "index.html").read_text(encoding="utf-8"), "link") if e["rel"] == "icon")
    assert link["href"] == icon.data_uri()

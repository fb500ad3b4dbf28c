"""SCORM packages as files: the manifest, what is in them, their policy, and the same bytes each time."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from tests.helpers import elements, held, words
from tests.publishing import page_checks
from tests.publishing.test_site import MOST_OF_A_LESSON
from utils import archive
from utils.errors import CourseError
from utils.publishing import scorm
from utils.publishing.site import downloads, frame_code, offline, postprocess
from utils.questions import bank, scoring
from utils.tables.rules.questions import TEST

LESSON = "00_start_here"
IMSCP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
ID = re.compile(r"[A-Za-z_][\w.-]*")
OFFLINE = Path(postprocess.__file__).parent / "offline.js"
CLINICIAN = "Not reviewed by a clinician"


@pytest.fixture(scope="module")
def packages(pages, data) -> dict[str, dict[str, bytes]]:
    """The package of a lesson and that of the course: name → the files."""
    return {**dict(scorm.lesson_packages(data, pages, LESSON)), "course": scorm.course_package(data, pages)}


# --- the manifest -----------------------------------------------------------------------------------------------------


def manifest_issues(files: dict[str, bytes]) -> list[str]:
    """What SCORM 1.2's content packaging does not allow, in a package's manifest."""
    issues = []
    root = ElementTree.fromstring(files["imsmanifest.xml"])
    if root.tag != f"{IMSCP}manifest":
        return [f"the root is {root.tag}"]
    order = [child.tag.removeprefix(IMSCP) for child in root]
    if order != ["metadata", "organizations", "resources"]:
        issues.append(f"the parts are {order}")
    version = [root.findtext(f"{IMSCP}metadata/{IMSCP}{name}") for name in ("schema", "schemaversion")]
    if version != ["ADL SCORM", "1.2"]:
        issues.append(f"the schema is {version}")
    ids = [element.get("identifier") for element in root.iter() if "identifier" in element.attrib]
    issues += [f"{id!r} is no identifier" for id in ids if not ID.fullmatch(id)]
    if len(set(ids)) < len(ids):
        issues.append("two identifiers are the same")
    organizations = root.findall(f"{IMSCP}organizations/{IMSCP}organization")
    default = root.find(f"{IMSCP}organizations").get("default")
    if [one.get("identifier") for one in organizations] != [default]:
        issues.append(f"{len(organizations)} organizations, default {default!r}")
    resources = {one.get("identifier"): one for one in root.findall(f"{IMSCP}resources/{IMSCP}resource")}
    for one in root.iter(f"{IMSCP}item"):
        if one.get("identifierref") not in resources:
            issues.append(f"item {one.get('identifier')} has no resource")
        if not one.findtext(f"{IMSCP}title"):
            issues.append(f"item {one.get('identifier')} has no title")
    listed = []
    for one in resources.values():
        own = [file.get("href") for file in one.findall(f"{IMSCP}file")]
        listed += own
        if one.get("type") != "webcontent" or one.get(f"{ADLCP}scormtype") not in ("sco", "asset"):
            issues.append(f"resource {one.get('identifier')} has no type")
        if one.get("href") not in own:
            issues.append(f"{one.get('href')} is opened and not listed")
    for href in listed:
        address = urlsplit(href)
        if address.scheme or address.netloc or href.startswith(("/", "\\")) or ".." in href.split("/"):
            issues.append(f"{href} is not a path in the package")
    listed = list(map(unquote, listed))
    issues += [f"{name} is listed and not there" for name in listed if name not in files]
    issues += [f"{name} is not listed" for name in files if name not in [*listed, "imsmanifest.xml"]]
    if len(set(listed)) < len(listed):
        issues.append("a file is listed twice")
    return issues


def test_the_manifest_keeps_to_scorm_12(packages):
    for files in packages.values():
        assert manifest_issues(files) == []
        root = ElementTree.fromstring(files["imsmanifest.xml"])
        assert [one.get(f"{ADLCP}scormtype") for one in root.iter(f"{IMSCP}resource")] == ["sco"]


SWAPS = [
    ("imscp_rootv1p1p2", "imscp_rootv1p2", "the root is"),
    ("<schemaversion>1.2<", "<schemaversion>1.3<", "the schema is"),
    ('default="contents"', 'default="other"', "1 organizations, default 'other'"),
    ('identifierref="page"', 'identifierref="other"', "item item has no resource"),
    ('identifier="item"', 'identifier="1 item"', "'1 item' is no identifier"),
    ('identifier="item"', 'identifier="page"', "two identifiers are the same"),
    (' adlcp:scormtype="sco"', "", "resource page has no type"),
    ('scormtype="sco"', 'scormType="sco"', "resource page has no type"),
    ('<file href="LICENSE"/>', "", "LICENSE is not listed"),
    ('<file href="LICENSE"/>', '<file href="/LICENSE"/>', "/LICENSE is not a path in the package"),
    ('<file href="LICENSE"/>', '<file href="../LICENSE"/>', "../LICENSE is not a path in the package"),
    ('<file href="LICENSE"/>', '<file href="https://x.example/LICENSE"/>', "https://x.example/LICENSE is not a path"),
    ('<file href="LICENSE"/>', '<file href="LICENSE"/><file href="LICENSE"/>', "a file is listed twice"),
    (f' href="{LESSON}.html">', ' href="index.html">', "index.html is opened and not listed"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "issue"), SWAPS)
def test_a_manifest_that_does_not_is_found(packages, before, after, issue):
    files = dict(packages[LESSON])
    text = files["imsmanifest.xml"].decode()
    assert text.count(before) == 1
    files["imsmanifest.xml"] = text.replace(before, after).encode()
    assert any(found.startswith(issue) for found in manifest_issues(files)), manifest_issues(files)


def test_a_manifest_holds_any_title_and_any_name_of_a_file():
    name = "a b&c%20é.html"
    text = scorm.manifest("x", 'A "title" <of> two & more', [name], name)
    assert manifest_issues({"imsmanifest.xml": text.encode(), name: b""}) == []
    root = ElementTree.fromstring(text)
    assert root.findtext(f".//{IMSCP}item/{IMSCP}title") == 'A "title" <of> two & more'


# --- what is in a package ---------------------------------------------------------------------------------------------


def test_a_lesson_knows_its_questions_and_their_points(packages, data):
    page = packages[LESSON][f"{LESSON}.html"].decode()
    (group,) = _data(page)["groups"]
    items = [item for item in bank.all_items(data) if item.lesson == LESSON and item.place != TEST]
    assert group[:2] == [LESSON, data.lessons.set_index("id").title[LESSON]]
    assert [(id, most) for id, most, *_ in group[2]] == [
        (item.id, scoring.max_points(scoring.marking(item))) for item in items
    ]
    shown = {form["data-item"] for form in elements(page, "form") if form.get("data-marking")}
    assert shown == {item.id for item in items}


def test_the_course_knows_every_question_of_its_pages(packages, data):
    groups = _data(packages["course"]["course.html"].decode())["groups"]
    shown = set()
    for page in _pages(packages["course"]).values():
        for part in re.split(r'(?=<section[^>]* data-test=")', page):
            test = re.match(r'<section[^>]* data-test="([^"]+)"', part)
            shown |= {(test[1] if test else "") + id for id in re.findall(r'data-item="([^"]+)" data-marking', part)}
    assert {place for *_, own in groups for place, *_ in own} == shown
    assert [name for name, *_ in groups] == [*data.lessons["id"], "before:", "after:"]
    renamed = [item for item in bank.all_items(data) if item.former_id]
    known = {place: keys for *_, own in groups for place, _, *keys in own}
    assert renamed and all(known[item.id] == list(scorm.keys([item.id, item.former_id]).values()) for item in renamed)


def _pages(files: dict[str, bytes]) -> dict[str, str]:
    return {name: content.decode() for name, content in files.items() if name.endswith(".html")}


def _data(page: str) -> dict:
    (content,) = (script.string for script in elements(page, "script") if script.get("id") == "mbc-scorm")
    return json.loads(content)


def test_keys_stay_as_they_are_whatever_is_added_and_two_that_are_the_same_are_refused(data):
    assert scorm.keys(["a-question", "before:a-question"]) == {"a-question": "KFc_", "before:a-question": "vwnV"}
    places = [f"question-{number}" for number in range(20_000)]
    with pytest.raises(CourseError) as refused:
        scorm.keys(places)
    message = re.match(
        r"The questions (\S+) and (\S+) have the same key '(....)' .*\. Fix: give the newer", str(refused.value)
    )
    older, newer, key = message.groups()
    assert scorm.keys([older]) == {older: key} and scorm.keys([newer]) == {newer: key}
    assert places.index(older) < places.index(newer)
    names = [name for item in bank.all_items(data) for name in (item.id, item.former_id) if name]
    assert scorm.keys([*names, *names]) == {name: scorm.keys([name])[name] for name in names}


def test_the_pages_are_those_of_the_site(packages, pages):
    """Nothing that is read is lost; only the lessons that are not there are not led to."""
    before, after = (
        [words(part) for part in elements(text, "section")]
        for text in (
            (pages / f"{LESSON}.html").read_text(encoding="utf-8"),
            packages[LESSON][f"{LESSON}.html"].decode(),
        )
    )
    assert len(before) > 10 and [part[:80] for part in before if part not in set(after)] == []
    for path in pages.rglob("*"):
        name = path.relative_to(pages).as_posix()
        if path.suffix == ".html":
            site, package = (
                re.findall(r'<div class="page">.*?</footer>', text, re.DOTALL)
                for text in (path.read_text(encoding="utf-8"), packages["course"][name].decode())
            )
            assert len(site) == 1 and _different(site, package) == [], name
        elif path.is_file():
            assert (name in packages["course"]) == (name not in offline.FILES), name


def _different(before: list[str], after: list[str]) -> list[str]:
    """What differs, in a few words: pytest would compare megabytes letter by letter."""
    found = [f"{one[:80]!r} became {two[:80]!r}" for one, two in zip(before, after, strict=False) if one != two]
    return found + ([f"{len(before)} parts became {len(after)}"] if len(before) != len(after) else [])


def test_a_lesson_alone_leads_to_no_file_that_is_not_there(packages):
    page = packages[LESSON][f"{LESSON}.html"].decode()
    ids = {element["id"] for element in elements(page) if element.get("id")}
    for link in elements(page, "a"):
        address = urlsplit(link.get("href", ""))
        assert address.scheme or (not address.path and (not address.fragment or unquote(address.fragment) in ids)), link
    assert "mbc-files" not in {name for e in elements(page, "section") for name in e.get("class", "").split()}


def test_every_page_says_that_no_clinician_has_reviewed_it(packages):
    for files in packages.values():
        assert CLINICIAN in files["imsmanifest.xml"].decode()
        for name, page in _pages(files).items():
            (notice,) = re.findall(r'<footer>.*?</footer>|<meta name="description"[^>]*>', page, re.DOTALL)
            assert CLINICIAN in notice, name


def test_nothing_of_a_package_is_kept_by_a_worker(packages):
    for files in packages.values():
        assert not set(files) & set(offline.FILES)
        for name, page in _pages(files).items():
            assert held(page, "serviceWorker", "worker-src", "manifest-src") == [], name


def test_the_policy_stays_and_allows_the_script_of_packages_alone(packages):
    own, gone = postprocess.hashes([(scorm.HERE / "scorm.js").read_text("utf-8"), OFFLINE.read_text("utf-8")])
    site = set(frame_code().scripts)
    assert own not in site and gone in site
    for files in packages.values():
        for name, page in _pages(files).items():
            (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
            opened = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
            frame = {"frame-src": ["'self'"]} if name == scorm.LAUNCH else {}
            assert {part: sources for part, sources in opened.items() if part not in ("script-src", "style-src")} == {
                "default-src": ["'none'"],
                "img-src": ["'self'", "data:"],
                "form-action": ["'self'"],
                "base-uri": ["'none'"],
                **frame,
            }, name
            assert sorted(opened["script-src"]) == sorted({own} if frame else (site | {own}) - {gone}), name
    assert page_checks.policy_issues(packages[LESSON][f"{LESSON}.html"].decode()) == []
    assert page_checks.policy_issues(packages["course"][scorm.LAUNCH].decode()) == ["the policy opens frame-src"]


def test_a_lesson_in_the_course_is_no_heavier_than_a_page_of_the_site_may_be(packages, data):
    weights = {name: len(gzip.compress(packages["course"][f"{name}.html"])) for name in data.lessons["id"]}
    assert {name: weight for name, weight in weights.items() if weight >= MOST_OF_A_LESSON} == {}


def test_code_that_is_not_ours_stops_a_package(pages, tmp_path, data):
    page = (pages / f"{LESSON}.html").read_text(encoding="utf-8")
    (tmp_path / f"{LESSON}.html").write_text(page.replace("</article>", "<script>x()</script></article>"), "utf-8")
    with pytest.raises(CourseError, match=r"the page holds code that is not in utils/: 'x\(\)'"):
        scorm.course_package(data, tmp_path)


# --- the files on disk ------------------------------------------------------------------------------------------------


def test_the_same_pages_give_the_same_bytes(pages, data, tmp_path, packages):
    one, two = (scorm.write_packages(data, pages, tmp_path / name, LESSON) for name in ("one", "two"))
    assert [path.name for path in one] == [f"{LESSON}-scorm12.zip"]
    assert one[0].read_bytes() == two[0].read_bytes() == archive.zip_bytes(packages[LESSON])
    with zipfile.ZipFile(io.BytesIO(one[0].read_bytes())) as package:
        assert package.namelist()[0] == "imsmanifest.xml" and package.testzip() is None
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_without_a_name_each_lesson_and_the_course_is_written(pages, data, tmp_path, monkeypatch):
    """The lessons' pages are made elsewhere in this file; here any page will do."""
    page = (pages / f"{LESSON}.html").read_text(encoding="utf-8")
    names = list(data.lessons["id"])
    monkeypatch.setattr(downloads, "single_pages", lambda *_, **__: ((f"{name}.html", page) for name in names))
    monkeypatch.setattr(scorm, "course_package", lambda *_: {"imsmanifest.xml": b""})
    (tmp_path / "scorm").mkdir()
    for name in ("thesis.zip", "thesis.docx", "99_gone-scorm12.zip"):
        (tmp_path / "scorm" / name).write_bytes(b"mine")
    written = scorm.write_packages(data, pages, tmp_path / "scorm")
    assert [path.name for path in written] == [f"{name}-scorm12.zip" for name in (*names, "course")]
    kept = {"thesis.zip", "thesis.docx"}
    assert {path.name for path in (tmp_path / "scorm").iterdir()} == kept | {path.name for path in written}


def test_a_lesson_that_is_not_there_is_named(data, tmp_path):
    with pytest.raises(CourseError, match=r"^No lesson has a name that starts with '77'\. Fix: use the"):
        scorm.write_packages(data, tmp_path, tmp_path / "out", "77")
    assert not (tmp_path / "out").exists()

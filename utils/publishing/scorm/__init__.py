"""The course for learning platforms as SCORM 1.2: a package per lesson, and one of all pages.

A page is the one of the site with one more script (``scorm.js``), which reports to the platform that runs it and does
nothing where there is none. A package is never kept by a worker on the device: the platform serves it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from utils.archive import zip_bytes
from utils.errors import CourseError
from utils.project import ROOT, version
from utils.publishing.site import downloads, frame_code, offline, pages, postprocess, search_index
from utils.publishing.site.postprocess import FrameCode
from utils.questions import bank, pre_post_test, scoring
from utils.questions.bank import Item
from utils.tables.course_data import CourseData
from utils.tables.rules.questions import TEST
from utils.ui.templates import render

HERE = Path(__file__).parent
_FILE = "{}-scorm12.zip"
MANIFEST, LAUNCH = "imsmanifest.xml", "course.html"
# What every package says of itself, where a platform shows it.
NOTICE = (
    "For nursing students. Not reviewed by a clinician, unless a part says so. For learning only. It is not medical "
    "advice for any individual."
)
_SCRIPT = (HERE / "scorm.js").read_text(encoding="utf-8")
_STYLE = (HERE / "frame.css").read_text(encoding="utf-8")
_SITE = Path(postprocess.__file__).parent
_RECORD, _OFFLINE = ((_SITE / name).read_text(encoding="utf-8") for name in ("record.js", "offline.js"))
_LICENSES = ("LICENSE", "LICENSE-CC-BY-4.0")


class _Group(NamedTuple):
    """The questions of a lesson or of a test: its name in the record, its title, and place → question."""

    name: str
    title: str
    questions: Mapping[str, Item]


def write_packages(data: CourseData, site: Path, folder: Path, lesson: str = "") -> list[Path]:
    """Write a SCORM 1.2 package of each lesson, and one of the course. The same pages give the same bytes.

    Parameters
    ----------
    data : CourseData
        The tables.
    site : Path
        Folder of the built pages.
    folder : Path
        Folder of the packages; other packages of this course are removed from it, and no other file.
    lesson : str
        The start of a lesson's name: only this lesson. An empty text: all lessons and the course.

    Returns
    -------
    list of Path
        The packages: lessons in their order, then the course.

    Raises
    ------
    CourseError
        If no lesson has such a name, if two questions have the same key, or if a page holds code that is not ours.
    """
    names = list(data.lessons["id"])
    if not any(name.startswith(lesson) for name in names):
        raise CourseError(
            f"No lesson has a name that starts with {lesson!r}. Fix: use the beginning of {', '.join(names)}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder, name, files) for name, files in lesson_packages(data, site, lesson)]
    if not lesson:
        written.append(_write(folder, "course", course_package(data, site)))
    for old in folder.glob(_FILE.format("*")):
        if old not in written:
            old.unlink()
    return written


def _write(folder: Path, name: str, files: Mapping[str, bytes]) -> Path:
    target = folder / _FILE.format(name)
    target.write_bytes(zip_bytes(files))
    return target


def lesson_packages(data: CourseData, site: Path, lesson: str = "") -> Iterator[tuple[str, dict[str, bytes]]]:
    """The name of each lesson (of those that start so), and the files of its package.

    The page is the lesson as a single file; only the other lessons, which are not in the package, are left out of it.

    Parameters
    ----------
    data : CourseData
        The tables.
    site : Path
        Folder of the built pages.
    lesson : str
        The start of a lesson's name; all lessons for an empty text.

    Yields
    ------
    tuple of str and dict
        Name of the lesson, and path in the package → content.

    Raises
    ------
    CourseError
        As ``write_packages`` does.
    """
    groups = {f"{group.name}.html": group for group in _lesson_groups(data)}
    code = _code()
    for file, page in downloads.single_pages(site, lesson, alone=True):
        group = groups[file]
        page = _with_platform(page, file, code, [group])
        yield group.name, _package(group.name, group.title, {file: page.encode()}, file)


def course_package(data: CourseData, site: Path) -> dict[str, bytes]:
    """The files of the package of the course: the pages in a frame that stays while a learner goes from one to another.

    The frame reports for all of them. Its score is that of the questions in lessons; the two tests do not count.

    Parameters
    ----------
    data : CourseData
        The tables.
    site : Path
        Folder of the built pages.

    Returns
    -------
    dict of str to bytes
        Path in the package → content.

    Raises
    ------
    CourseError
        As ``write_packages`` does.
    """
    code, start = _code(), _start([*_lesson_groups(data), *_test_groups(data)])
    values = {"title": pages.COURSE, "notice": NOTICE, "start": start}
    frame = render(__package__, LAUNCH, style=Markup(_STYLE), **values)  # noqa: S704 (a file of ours)
    frame_hashes = FrameCode(postprocess.hashes([_SCRIPT]), postprocess.hashes([_STYLE]), ())
    files = {LAUNCH: postprocess.with_policy(frame, LAUNCH, frame_hashes, more=("frame-src 'self'",)).encode()}
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".html":
            files[name] = _with_platform(path.read_text(encoding="utf-8"), name, code).encode()
        elif name not in offline.FILES:
            files[name] = path.read_bytes()
    return _package("course", pages.COURSE, files, LAUNCH)


def manifest(name: str, title: str, files: Iterable[str], launch: str) -> str:
    """The manifest of a package: one organization with one item, whose resource lists every file.

    Parameters
    ----------
    name : str
        What identifies the package.
    title : str
        What a platform shows.
    files : iterable of str
        Paths in the package.
    launch : str
        The file among them that a platform opens.

    Returns
    -------
    str
        XML, as SCORM 1.2 (ADL, 2001) and IMS Content Packaging 1.1.2 describe it.
    """
    return render(
        __package__,
        MANIFEST,
        identifier=f"mbc-{name}",
        version=version(),
        title=title,
        notice=NOTICE,
        launch=quote(launch),
        files=list(map(quote, files)),
    )


def keys(places: Iterable[str]) -> dict[str, str]:
    """Place of a question → four characters by which a platform keeps it, the same in every edition.

    They are the first four of its hash: a question that is added or removed changes the key of no other.

    Parameters
    ----------
    places : iterable of str
        Ids of questions; in a test, with the test before them.

    Returns
    -------
    dict of str to str
        Place → key, in the same order.

    Raises
    ------
    CourseError
        If two places have the same key: one would show what a learner answered to the other.
    """
    places_by_key: dict[str, str] = {}
    for place in places:
        key = urlsafe_b64encode(sha256(place.encode()).digest()).decode()[:4]
        other = places_by_key.setdefault(key, place)
        if other != place:
            raise CourseError(
                f"The questions {other} and {place} have the same key {key!r} in SCORM packages, so one would show a "
                "learner's answers to the other. Fix: give the newer of the two another id, which no learning platform "
                "keeps yet (data/items/)."
            )
    return {place: key for key, place in places_by_key.items()}


def _lesson_groups(data: CourseData) -> list[_Group]:
    items = [item for item in bank.all_items(data) if item.place != TEST]
    return [
        _Group(row.id, row.title, {item.id: item for item in items if item.lesson == row.id})
        for row in data.lessons.itertuples()
    ]


def _test_groups(data: CourseData) -> list[_Group]:
    return [
        _Group(f"{test}:", title, {f"{test}:{item.id}": item for item in pre_post_test.questions(test, data)})
        for test, title in pre_post_test.TESTS.items()
    ]


def _as_data(groups: Sequence[_Group]) -> Markup:
    """What the script has to know: of each question its place, the most points, and the keys of its names.

    A question that was renamed is found by the key of its former name too.
    """
    names = {
        place: [place, *([place.replace(item.id, item.former_id)] if item.former_id else [])]
        for group in groups
        for place, item in group.questions.items()
    }
    key = keys(chain.from_iterable(names.values()))

    def entry(place: str, item: Item) -> list:
        return [place, scoring.max_points(scoring.marking(item)), *(key[name] for name in names[place])]

    listed = [(name, title, [entry(*each) for each in questions.items()]) for name, title, questions in groups]
    content = search_index.as_json({"groups": listed})
    return Markup(render(__package__, "platform.html", content=content))  # noqa: S704 (from a template)


def _code() -> FrameCode:
    """The code of the site, with the script of packages and without the one that keeps pages on a device."""
    code = frame_code()
    scripts = [digest for digest in code.scripts if digest not in postprocess.hashes([_OFFLINE])]
    return FrameCode((*scripts, *postprocess.hashes([_SCRIPT])), code.styles, code.stylesheets)


def _with_platform(page: str, name: str, code: FrameCode, groups: Sequence[_Group] = ()) -> str:
    """A page of the site for a package; ``groups``: its questions, if a platform opens this page itself.

    Raises CourseError if the page has no place for the script.
    """
    before, element, after = page.partition(_element(_RECORD))
    if not element:
        raise CourseError(f"{name} does not hold record.js, before which the script of a package goes.")
    start = _start(groups) if groups else _element(_SCRIPT)
    after = after.replace(_element(_OFFLINE), "")
    return postprocess.with_policy(f"{before}{start}{element}{after}", name, code, more=())


def _start(groups: Sequence[_Group]) -> Markup:
    return _as_data(groups) + _element(_SCRIPT)


def _element(code: str) -> Markup:
    return Markup("<script>{}</script>").format(Markup(code))  # noqa: S704 (a file of ours)


def _package(name: str, title: str, files: Mapping[str, bytes], launch: str) -> dict[str, bytes]:
    files = {**files, **{license_name: (ROOT / license_name).read_bytes() for license_name in _LICENSES}}
    return {MANIFEST: manifest(name, title, files, launch).encode(), **files}

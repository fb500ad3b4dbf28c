"""The question bank for learning platforms, flash cards and paper: one module per format, all from the same items.

What a format cannot hold is mapped to something that keeps its meaning (``flatten``), and the report names it.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path, PurePath

import pandas as pd

from utils.errors import CourseError
from utils.exports import (
    anki,
    blackboard,
    brightspace,
    csv_table,
    examsoft,
    gift,
    moodle,
    paper,
    qti,
    qti21,
    report,
)
from utils.questions import pre_post_test
from utils.questions.bank import Item, all_items
from utils.tables.course_data import CourseData

FILE_NAMES = {  # format → name of its file, after the scope
    "QTI 1.2 (Canvas)": "canvas-qti.zip",
    "Moodle XML": "moodle.xml",
    "GIFT (Moodle)": "gift.txt",
    "Anki": "anki.apkg",
    "Blackboard": "blackboard.txt",
    "Brightspace": "brightspace.csv",
    "ExamSoft": "examsoft.rtf",
    "QTI 2.1": "qti21.zip",
    "CSV": "questions.csv",
    "Paper test": "paper-test.html",
    "Key of the paper test": "paper-key.html",
}
TITLE = "Metastatic breast cancer"
VERSIONS = ("A", "B")  # of the paper and platform test: the questions before and those after the course


def write_all(data: CourseData, folder: Path, lesson: str = "") -> list[Path]:
    """Write the questions in every format, and a report of what each format maps. The same data gives the same bytes.

    With the whole course come its two tests, as versions A (before) and B (after), in every format too, each with a
    report of its own.

    Parameters
    ----------
    data : CourseData
        All tables.
    folder : Path
        Folder to write to.
    lesson : str
        The start of a lesson's name, such as "04", for its questions only; empty for the whole course.

    Returns
    -------
    list of Path
        A file per format in ``FILE_NAMES`` (Blackboard: as many as it takes), then the report; the same for each test.

    Raises
    ------
    CourseError
        If no such lesson has questions, or text2qti or genanki is not installed.
    """
    lessons = data.lessons[data.lessons["id"].str.startswith(lesson)]
    items = [item for item in all_items(data) if item.lesson in set(lessons["id"])]
    if not items:
        raise CourseError(f"No lesson whose name starts with {lesson!r} has questions. See data/lessons.csv.")
    scope, title = "course", TITLE
    if lesson:
        scope, title = lessons["id"].iloc[0], f"{title}: {lessons['title'].iloc[0]}"
    folder.mkdir(parents=True, exist_ok=True)
    paths = _write_formats(data, folder / scope, title, items, data.glossary if not lesson else data.glossary.iloc[:0])
    for version, test in zip(VERSIONS, pre_post_test.TESTS, strict=True):
        if not lesson and (questions := pre_post_test.questions(test, data)):
            name, title = f"test-{version}".lower(), f"{TITLE}: test, version {version}"
            paths += _write_formats(data, folder / name, title, questions, data.glossary.iloc[:0])
    return paths


def _write_formats(data: CourseData, start: Path, title: str, items: Sequence[Item], terms: pd.DataFrame) -> list[Path]:
    """Write these questions in every format, and the report, to files whose names begin with ``start``."""
    seconds = timestamp(data)
    day = datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    contents = {
        "QTI 1.2 (Canvas)": qti.build_package(items, title, day),
        "Moodle XML": moodle.render(items, title).encode("utf-8"),
        "GIFT (Moodle)": gift.render(items, title).encode("utf-8"),
        "Anki": anki.build_package(items, terms, title, seconds),
        "Brightspace": brightspace.render(items, title),
        "ExamSoft": examsoft.render(items, title),
        "QTI 2.1": qti21.build_package(items, title),
        "CSV": csv_table.render(items, data.competencies),
        "Paper test": paper.render_test(items, title).encode("utf-8"),
        "Key of the paper test": paper.render_key(items, title).encode("utf-8"),
    }
    files = {FILE_NAMES[export_format]: content for export_format, content in contents.items()}
    files |= _numbered(FILE_NAMES["Blackboard"], [text.encode("utf-8") for text in blackboard.render(items)])
    files["report.md"] = report.render(items, title).encode("utf-8")
    paths = []
    for name, content in files.items():
        paths.append(start.with_name(f"{start.name}-{name}"))
        paths[-1].write_bytes(content)
    return paths


def _numbered(name: str, contents: Sequence[bytes]) -> dict[str, bytes]:
    """Name → content of the files of a format; more than one are counted: blackboard-1.txt."""
    if len(contents) == 1:
        return {name: contents[0]}
    path = PurePath(name)
    return {f"{path.stem}-{number}{path.suffix}": content for number, content in enumerate(contents, start=1)}


def record_cards(data: CourseData) -> bool:
    """Write down the flash cards as they are now, so that the next deck gives a newer time to those that change.

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    bool
        Whether a card has changed since the last deck.
    """
    cards = anki.cards(all_items(data), data.glossary)
    return anki.write_record(anki.updated_record(cards, timestamp(data), anki.read_record()))


def timestamp(data: CourseData) -> int:
    """The time that packages carry: a clock would make each package different.

    A flash card that changed since the last deck gets this time, or a later one (``anki.updated_record``).

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    int
        Seconds since 1970 (UTC): SOURCE_DATE_EPOCH if it is set, else the newest "last checked" date of the lessons.

    References
    ----------
    SOURCE_DATE_EPOCH specification, reproducible-builds.org.
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    newest = datetime.date.fromisoformat(data.lessons["last_checked"].max())
    return int(datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC).timestamp())

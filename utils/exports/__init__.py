"""The question bank for learning platforms, flash cards and paper: one module per format, all from the same items.

What a format cannot hold is mapped to something that keeps its meaning (``flatten``), and the report names it.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from utils.errors import CourseError
from utils.exports import anki, csv_table, gift, moodle, paper, qti, report
from utils.questions.bank import all_items
from utils.tables.course_data import CourseData

FILE_NAMES = {  # format → name of its file, after the scope
    "QTI 1.2 (Canvas)": "canvas-qti.zip",
    "Moodle XML": "moodle.xml",
    "GIFT (Moodle)": "gift.txt",
    "Anki": "anki.apkg",
    "CSV": "questions.csv",
    "Paper test": "paper-test.html",
    "Key of the paper test": "paper-key.html",
}


def write_all(data: CourseData, folder: Path, lesson: str = "") -> list[Path]:
    """Write the questions in every format, and a report of what each format maps. The same data gives the same bytes.

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
        A file per format in ``FILE_NAMES``, then the report.

    Raises
    ------
    CourseError
        If no such lesson has questions, or text2qti or genanki is not installed.
    """
    lessons = data.lessons[data.lessons["id"].str.startswith(lesson)]
    items = [item for item in all_items(data) if item.lesson in set(lessons["id"])]
    if not items:
        raise CourseError(f"No lesson whose name starts with {lesson!r} has questions. See data/lessons.csv.")
    scope, title = "course", "Metastatic breast cancer"
    if lesson:
        scope, title = lessons["id"].iloc[0], f"{title}: {lessons['title'].iloc[0]}"
    seconds = timestamp(data)
    day = datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    terms = data.glossary if not lesson else data.glossary.iloc[:0]
    contents = {
        "QTI 1.2 (Canvas)": qti.build_package(items, title, day),
        "Moodle XML": moodle.render(items, title).encode("utf-8"),
        "GIFT (Moodle)": gift.render(items, title).encode("utf-8"),
        "Anki": anki.build_package(items, terms, title, seconds),
        "CSV": csv_table.render(items, data.competencies),
        "Paper test": paper.render_test(items, title).encode("utf-8"),
        "Key of the paper test": paper.render_key(items, title).encode("utf-8"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for export_format, content in contents.items():
        paths.append(folder / f"{scope}-{FILE_NAMES[export_format]}")
        paths[-1].write_bytes(content)
    paths.append(folder / f"{scope}-report.md")
    paths[-1].write_text(report.render(items, title), encoding="utf-8", newline="\n")
    return paths


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

"""The question bank for learning platforms, flash cards and paper: one module per format, all from the same items.

What a format cannot hold is mapped to what keeps its meaning (``simple``), and the report says so by name.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from utils.errors import CourseError
from utils.exports import anki, csv_table, gift, moodle, paper, qti, report
from utils.questions.bank import all_items
from utils.tables.course_data import CourseData

NAMES = {  # format → the file it is written to, after the scope
    "QTI 1.2 (Canvas)": "canvas-qti.zip",
    "Moodle XML": "moodle.xml",
    "GIFT (Moodle)": "gift.txt",
    "Anki": "anki.apkg",
    "CSV": "questions.csv",
    "Paper test": "paper-test.html",
    "Key of the paper test": "paper-key.html",
}


def write_all(data: CourseData, folder: Path, lesson: str = "") -> list[Path]:
    """Write every format and ``report.md`` to ``folder``; the paths. The same data gives the same bytes.

    ``lesson``: the beginning of a lesson's name (``04``), for its questions only. Raises CourseError when there is none.
    """
    lessons = data.lessons[data.lessons["id"].str.startswith(lesson)]
    items = [item for item in all_items(data) if item.lesson in set(lessons["id"])]
    if not items:
        raise CourseError(f"No lesson begins with {lesson!r} and has questions. See data/lessons.csv.")
    scope, title = "course", "Metastatic breast cancer"
    if lesson:
        scope, title = lessons["id"].iloc[0], f"{title}: {lessons['title'].iloc[0]}"
    day = datetime.datetime.fromtimestamp(timestamp(data), datetime.UTC).date()
    made = {
        "QTI 1.2 (Canvas)": qti.build_package(items, title, day),
        "Moodle XML": moodle.render(items, title).encode("utf-8"),
        "GIFT (Moodle)": gift.render(items, title).encode("utf-8"),
        "Anki": anki.build_package(
            items, data.glossary if not lesson else data.glossary.iloc[:0], title, timestamp(data)
        ),
        "CSV": csv_table.render(items, data.competencies).encode("utf-8"),
        "Paper test": paper.render_test(items, title).encode("utf-8"),
        "Key of the paper test": paper.render_key(items, title).encode("utf-8"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in made.items():
        paths.append(folder / f"{scope}-{NAMES[name]}")
        paths[-1].write_bytes(content)
    paths.append(folder / f"{scope}-report.md")
    paths[-1].write_text(report.render(items, title), encoding="utf-8", newline="\n")
    return paths


def timestamp(data: CourseData) -> int:
    """Seconds that stand for "now" in packages: the newest "last checked" of the lessons, or SOURCE_DATE_EPOCH.

    A clock would make each package different. Anki takes a card over on import when this is newer than before.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    newest = datetime.date.fromisoformat(data.lessons["last_checked"].max())
    return int(datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC).timestamp())

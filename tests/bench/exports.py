"""How long the exports take, and how that grows: the bank at 1, 10 and 20 times its size. Run by `make bench`."""

from __future__ import annotations

import datetime
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from utils import exports
from utils.exports import anki, blackboard, brightspace, csv_table, examsoft, gift, moodle, paper, qti, qti21, report
from utils.questions import bank as bank_module
from utils.tables import loader
from utils.tables.course_data import CourseData

MOST_SECONDS = 10  # for all formats of the whole course
MOST_GROWTH = 1.8  # seconds per question at 20 times the size against 10 times: 1 is linear, 2 is quadratic


def main() -> int:
    """Print the times; the exit code says whether they keep to the limits."""
    data = loader.load_all()
    bank = bank_module.all_items(data)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        exports.write_all(data, Path(folder))
        whole = time.perf_counter() - start
    print(f"All exports of {len(bank)} questions: {whole:.1f} s (limit {MOST_SECONDS} s)")
    day = datetime.date(2026, 1, 1)
    formats = {
        "QTI 1.2": lambda many: qti.build_package(many, "x", day),
        "Moodle XML": lambda many: moodle.render(many, "x"),
        "GIFT": lambda many: gift.render(many, "x"),
        "Blackboard": blackboard.render,
        "Brightspace": lambda many: brightspace.render(many, "x"),
        "ExamSoft": lambda many: examsoft.render(many, "x"),
        "QTI 2.1": lambda many: qti21.build_package(many, "x"),
        "Anki": lambda many: anki.build_package(many, data.glossary, "x", 0),
        "CSV": lambda many: csv_table.render(many, data.competencies),
        "paper": lambda many: (paper.render_test(many, "x"), paper.render_key(many, "x")),
        "report": lambda many: report.render(many, "x"),
    }
    formats["the bank"] = None
    print(f"{'seconds at':<12}{'1x':>9}{'10x':>9}{'20x':>9}{'ms per question at 20x / 10x':>34}")
    sound = whole < MOST_SECONDS
    for name, make in formats.items():
        took = {}
        for times in (1, 10, 20):
            if make is None:
                work, argument = bank_module.all_items, larger(data, times)
            else:
                work, argument = (
                    make,
                    [
                        replace(item, id=f"{item.id}-{n}", stem=f"{item.stem} ({n})")
                        for n in range(times)
                        for item in bank
                    ],
                )
            start = time.perf_counter()
            work(argument)
            took[times] = time.perf_counter() - start
        growth = took[20] / (2 * took[10])
        sound = sound and growth < MOST_GROWTH
        each = " / ".join(f"{1000 * took[t] / (t * len(bank)):.2f}" for t in (20, 10))
        print(f"{name:<12}{took[1]:>9.3f}{took[10]:>9.3f}{took[20]:>9.3f}{each:>34}")
    return 0 if sound else 1


def larger(data, times: int) -> CourseData:
    """The tables with the bank so many times over, each time under other ids."""
    grown = {}
    for name in ("items", "options", "parts", "numbers", "item_evidence"):
        frame = getattr(data, name)
        column = "id" if name == "items" else "item_id"
        copies = [frame.assign(**{column: frame[column] + f"-{n}"}) for n in range(times)]
        grown[name] = pd.concat(copies, ignore_index=True)
    return replace(data, **grown)


if __name__ == "__main__":
    sys.exit(main())

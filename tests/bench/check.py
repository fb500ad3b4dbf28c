"""How long `make check` takes with 1, 10 and 100 times the rows, start-up apart and included, and with 100,000 broken
rows. Prints ratios; asserts nothing.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from utils import project
from utils.errors import summary
from utils.tables import loader, question_evidence
from utils.tables.rules.questions import TEST

# Copies of these rows would break their own form (article numbers, lesson names, a count, a drawing each) and are few.
KEPT = {
    "sources",
    "references",
    "lessons",
    "steps",
    "plans",
    "competencies",
    "exhibits",
    "test_forms",
    "article_outline",
    "map_statements",
    "picture_labels",
    "slides",
    "plan_cells",
    "rubrics",
    "sites",
    "subtypes",
    "receptor_results",
    "wider_groups",
    "lesson_shows",
    "units",
    "score_bands",
    "case_measures",
}


def multiply(folder: Path, times: int) -> int:
    """Write every row ``times`` times with ids of its own; the number of rows then."""
    total = 0
    for resource in loader.descriptor(folder)["resources"]:
        name, fields = resource["name"], resource["schema"]["fields"]
        linked = {k["fields"]: k["reference"]["resource"] or name for k in resource["schema"].get("foreignKeys", [])}
        own = {f["name"] for f in fields if f.get("constraints", {}).get("unique")} | {"row_id", "person", "talk"}
        path = folder / resource["path"]
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if name not in KEPT:
            renamed = {column for column in header if column in own or linked.get(column, "sources") not in KEPT}
            once = (
                KEPT | {"none"} if name in ("citations", "article_words") else set()
            )  # what tells of a kept row stands once
            in_lesson = (  # the questions of a test are counted apart
                Counter((cells[header.index("lesson")], cells[header.index("place")] == TEST) for cells in rows)
                if name == "items"
                else {}
            )
            copies = []
            for k in range(times):
                for cells in rows:
                    row = dict(zip(header, cells, strict=True))
                    if k and row.get("table") in once:
                        continue
                    points_to_kept = row.get("table") in KEPT
                    if name == "items":  # they are counted within their lesson
                        row["position"] = str(int(row["position"]) + k * in_lesson[row["lesson"], row["place"] == TEST])
                    copies.append(
                        [
                            f"{cell}-{k}"
                            if k and cell and column in renamed and not (column == "row_id" and points_to_kept)
                            else cell
                            for column, cell in row.items()
                        ]
                    )
            rows = copies
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        total += len(rows)
    return total


def main() -> int:
    """Print a line per size: rows, seconds in the check, seconds per row as a ratio to today's, the whole command."""
    print("make check: times of one run")
    print(f"{'times':>5} {'rows':>8} {'check s':>8} {'per row, ratio':>15} {'whole command s':>16}")
    first = 0.0
    for times in (1, 10, 100):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(shutil.copytree(project.DATA, Path(scratch, "data")))
            rows = multiply(folder, times)
            question_evidence.mark_compared(
                [row["id"] for row in loader.raw(folder)["items"]], folder
            )  # their rows have other ids now
            start = time.perf_counter()
            issues = loader.check(folder)
            inside = time.perf_counter() - start
            if issues:
                print(f"not measured: the multiplied tables are not sound: {issues[0]}", file=sys.stderr)
                return 1
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "utils", "check", "--data", str(folder)], check=True, stdout=subprocess.DEVNULL
            )
            whole = time.perf_counter() - start
            first = first or inside / rows
            print(f"{times:>5} {rows:>8} {inside:>8.3f} {inside / rows / first:>15.2f} {whole:>16.2f}")
    _print_broken(first)
    return 0


def _print_broken(first: float) -> None:
    """The same for a table of 1,000 to 100,000 rows that are all broken, with the summary of their issues."""
    print("rows of data/statistics.csv, all with a wrong number, checked and summarized")
    for rows in (1_000, 10_000, 100_000):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(shutil.copytree(project.DATA, Path(scratch, "data")))
            path = folder / "statistics.csv"
            with path.open(encoding="utf-8", newline="") as file:
                header, row, *_ = csv.reader(file)
            row[header.index("low")] = "28%"
            with path.open("w", encoding="utf-8", newline="") as file:
                made = (
                    [f"row-{number}" if name == "id" else cell for name, cell in zip(header, row, strict=True)]
                    for number in range(rows)
                )
                csv.writer(file, lineterminator="\n").writerows([header, *made])
            start = time.perf_counter()
            lines = summary(loader.check(folder))
            inside = time.perf_counter() - start
            print(f"{rows:>14} {inside:>8.3f} {inside / rows / first:>15.2f} {len(lines):>10} lines")


if __name__ == "__main__":
    sys.exit(main())

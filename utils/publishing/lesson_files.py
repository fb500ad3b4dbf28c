"""The lessons as files, checked against the tables: each has its row, and a number in its text is that of its row.

Nothing here needs pandas or Jupyter, so that ``make check`` stays fast.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from utils.errors import Issue, command
from utils.project import DATA, NOTEBOOKS, UNNUMBERED
from utils.publishing import lesson_code
from utils.tables.loader import raw
from utils.tables.rows import Row, Tables, rows_by_id

MADE_UP = "invented"  # the mark behind a number of a fictional person, in place of a row
_NOT_A_FIGURE = re.compile(
    r"(?<=\])\([^)]*\)"  # the address of a link
    r"|^\s*\d+\. "  # the number of a list item
    r"|\*\*Time\*\* .*|Last checked: [\d-]+\.",  # from lessons.csv
    re.MULTILINE,
)
_FIGURE = re.compile(r"((?<![A-Za-z\d])\d[\d,.]*(?:[–-]\d[\d,.]*)?)\s*(?:%|\+|[a-z]+)?(?:<!-- ([^>]*?) -->)?")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[–-](?:19|20)\d\d)?")  # when a statistic was counted
_TERM_LINK = re.compile(r"#term-([\w-]+)\)")
_OPEN = re.compile(r"\[write\b[^\]]*\]")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def lesson_issues(data: Path = DATA, notebooks: Path = NOTEBOOKS) -> list[Issue]:
    """What is wrong between lessons and tables.

    A lesson without a row or a row without a lesson, numbers in text that disagree with their row, and rows that a cell
    picks by a name that none has.

    Parameters
    ----------
    data, notebooks : pathlib.Path
        Folders of the tables and of the lessons.

    Returns
    -------
    list of Issue
        In the order of the files.

    Raises
    ------
    DataError
        As ``tables.raw`` does.
    """
    tables = raw(data)
    paths = sorted(notebooks.glob("*.ipynb"))
    selections = (issue for path in paths for issue in lesson_code.selection_issues(tables, path))
    return [*_unlisted(tables, paths), *_wrong_figures(tables, paths), *selections]


def open_places(data: Path = DATA, notebooks: Path = NOTEBOOKS) -> dict[str, int]:
    """File → how many places of a template in it are still to be written, for files that have any."""
    files = {f"notebooks/{path.name}": path for path in sorted(notebooks.glob("*.ipynb"))}
    files |= {f"data/{path.relative_to(data).as_posix()}": path for path in sorted(data.rglob("*.csv"))}
    places = {name: len(_OPEN.findall(_written(path))) for name, path in files.items()}
    return {name: number for name, number in places.items() if number}


def lessons_by_term(notebooks: Path = NOTEBOOKS) -> dict[str, list[str]]:
    """Which lessons link to each term of the glossary.

    Parameters
    ----------
    notebooks : pathlib.Path
        The folder of the lessons.

    Returns
    -------
    dict of str to list of str
        Id of a term → the names of the lessons whose text links to it, in course order.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(notebooks.glob("*.ipynb")):
        for term in linked_terms("".join(text for _, text in prose(path))):
            found.setdefault(term, []).append(path.stem)
    return found


def linked_terms(text: str) -> list[str]:
    """Ids of the glossary terms that a Markdown text links to, each once, in their order."""
    return list(dict.fromkeys(_TERM_LINK.findall(text)))


def _written(path: Path) -> str:
    """What authors write in a file: of a lesson its cells, without their outputs."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb" and "[write" in text:
        return "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def _unlisted(tables: Tables, paths: list[Path]) -> Iterator[Issue]:
    files, rows = [path.stem for path in paths], {row["id"]: row for row in tables["lessons"]}
    for name in files:
        if name not in rows and name not in UNNUMBERED:
            new_lesson = command("lesson", "NAME=NN_my_subject", "NN_my_subject")
            fix = f"move it away, or add its row there (to begin a new lesson: {new_lesson})"
            yield _file_issue(f"{name}.ipynb", "", "has no row in data/lessons.csv", fix)
    for name, row in rows.items():
        if name not in files:
            fix = "restore the notebook from git, or remove the row and all rows of this lesson in other tables"
            yield row.issue("id", f"has no notebook notebooks/{name}.ipynb", fix)
    listed = [name for name in rows if name in files]
    for name, expected in zip(listed, sorted(listed), strict=True):
        if name != expected:
            yield rows[name].issue("id", "is out of sequence", "put the lessons in the order of their numbers")
            return


def _wrong_figures(tables: Tables, paths: list[Path]) -> Iterator[Issue]:
    rows = rows_by_id(tables)
    for path in paths:
        for cell, text in prose(path):
            for figure, problem, fix in figure_problems(text, rows):
                yield _file_issue(path.name, cell, f"says {figure}, which {problem}", fix)


def _file_issue(name: str, cell: str, problem: str, fix: str) -> Issue:
    return Issue(f"notebooks/{name}{', cell ' + cell if cell else ''}", None, None, None, problem, fix)


def jupyterlab_anchor(heading: str) -> str:
    """The anchor of a heading: its text with spaces as hyphens, case kept."""
    return heading.replace(" ", "-")


def prose(path: Path) -> list[tuple[str, str]]:
    """(cell id, text) of the Markdown cells of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["id"], "".join(cell["source"])) for cell in cells if cell["cell_type"] == "markdown"]


def figure_problems(text: str, rows: dict[tuple[str, str], Row]) -> list[tuple[str, str, str]]:
    """(number, problem, fix) for each number of a text that is neither the figure of the row behind it nor its years.

    A figure is followed by the row it comes from: ``50–60 %<!-- statistics:liver-share -->``. One that nobody measured
    says so: ``58<!-- invented -->``.
    """
    found = []
    for figure, source in _FIGURE.findall(_NOT_A_FIGURE.sub("", text)):
        if source == MADE_UP:
            continue
        table, _, row_id = source.partition(":")
        row = rows.get((table, row_id))
        stated = {_value(part.rstrip(".,")) for part in re.split("[–-]", figure)}
        if row is None:
            problem = f"names no row ({source})" if source else "names no row"
            found.append((figure, problem, "name the row behind it, such as 70 %<!-- statistics:its-id -->"))
        elif table == "statistics" and _YEARS.fullmatch(figure) and figure.replace("–", "-") in row["period"]:
            continue
        elif table == "statistics" and stated != {_value(row["low"]), _value(row["high"])}:
            current = " to ".join(dict.fromkeys((row["low"], row["high"])))
            found.append((figure, f"is not the figure of {source}", f"write {current}, and read the sentence again"))
        elif table != "statistics" and not stated <= _numbers(row):
            found.append((figure, f"is not in row {source}", "correct the number, or name the row that states it"))
    return found


def _value(text: str) -> float | None:
    return float(text.replace(",", "")) if text else None


def _numbers(row: Row) -> set[float | None]:
    return {_value(digits) for cell in row.values() for digits in _DIGITS.findall(cell)}

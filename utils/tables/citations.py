"""Citations: which sentence of which article supports a row.

The articles are third-party text and are not part of this project. A citation is a location (article, line, sentence)
and a fingerprint of the sentence. Anyone who has the articles can check every citation; anyone else can still check
that no sentence has two different fingerprints.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from utils.errors import CourseError, Issue, command
from utils.tables.course_data import CourseData
from utils.tables.rows import Tables

NO_TABLE = "none"  # in place of a table: no row needs this sentence, for a reason
# A period after one of these does not end a sentence; nor does the number of a list item ("1. Systemic ...").
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|St|etc)\.|^\s*\d+\.)$", re.IGNORECASE)
_END_MARK = re.compile(r"[.!?](?=\s+[\"'“‘(]?[A-Z0-9])")
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


def split_sentences(line: str) -> list[str]:
    """Split one line of an article into its sentences, in order.

    A sentence ends at ``.``, ``!`` or ``?`` followed by a space and a capital letter or digit, but not after an
    abbreviation such as "e.g." or after a list number at the start. A heading or a list item without end punctuation
    is one sentence. An empty line has none.
    """
    sentences, start = [], 0
    for mark in _END_MARK.finditer(line):
        if _ABBREVIATION.search(line[start : mark.end()]):
            continue
        sentences.append(line[start : mark.end()].strip())
        start = mark.end()
    sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def normalize(text: str) -> str:
    """The text in Unicode NFKC and lowercase, with straight quotes, plain hyphens and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).lower().split())


def fingerprint(sentence: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the normalized sentence."""
    return hashlib.sha256(normalize(sentence).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class Report:
    """Result of ``verify``: how much was checked, what was not (each check by name, with the reason) and all issues."""

    sentences: int
    figures: int
    not_run: tuple[str, ...]
    issues: tuple[Issue, ...]

    def __str__(self) -> str:
        lines = [str(issue) for issue in self.issues]
        lines += [f"NOT RUN: {check}" for check in self.not_run]
        lines.append(
            f"{self.sentences} citations compared with their sentences, {self.figures} figures looked up in them; "
            f"{len(self.not_run)} check(s) not run; {len(self.issues)} issue(s)."
        )
        lines.append(
            "This check shows that each cited sentence exists and contains the figures of its row. "
            "Only a reviewer can say whether the row means the same as the sentence."
        )
        return "\n".join(lines)


# Columns whose digits are not figures of the sentence: keys and positions, and the course's own remark.
_NOT_STATED_BY_A_SENTENCE = {"id", "caveat", "parent", "position"}


def verify(tables: CourseData, folder: Path) -> Report:
    """Check every citation against the articles in ``folder`` (files as named in ``sources``).

    Two things are checked: the fingerprint of the cited sentence, and that each figure of a cited row (its low and
    high, and any number in its text except the caveat) appears in one of the row's cited sentences. If an article is
    not in the folder, its citations are listed in ``not_run``. Raises CourseError as ``read_article`` does.
    """
    articles = {row.id: read_article(folder / row.file) for row in tables.sources.itertuples()}
    not_run = [
        f"article {article}: file {name} is not in the folder"
        for article, name in tables.sources[["id", "file"]].itertuples(index=False)
        if articles[article] is None
    ]
    issues, checked, cited_sentences = [], 0, {}
    for csv_row, citation in enumerate(tables.citations.itertuples(), start=2):
        article = articles[citation.source_id]
        if article is None:
            continue
        checked += 1
        sentence = article.get((citation.line, citation.sentence))
        if sentence is None or fingerprint(sentence) != citation.fingerprint:
            cited = f"article {citation.source_id} line {citation.line} sentence {citation.sentence}"
            problem = f"is for {cited}, which does not exist" if sentence is None else f"does not match {cited}"
            again = '"a few words from it"'
            fix = f"find the sentence again: {command('cite', f'WORDS={again}', again)}"
            issues.append(Issue("data/citations.csv", csv_row, "fingerprint", citation.fingerprint, problem, fix))
        else:
            cited_sentences.setdefault((citation.table, citation.row_id), []).append(sentence)
    figure_count = 0
    for (table, row_id), sentences in cited_sentences.items():
        if table == NO_TABLE:
            continue
        stated_numbers = set().union(*(numbers_in(sentence) for sentence in sentences))
        frame = getattr(tables, table)
        position = frame.index[frame["id"] == row_id][0]
        for column, value in frame.loc[position].items():
            if column in _NOT_STATED_BY_A_SENTENCE or column.endswith("_id"):
                continue
            for figure in digits_in(value) if isinstance(value, str) else {float(value)} if pd.notna(value) else ():
                figure_count += 1
                if figure not in stated_numbers:
                    problem = f"contains {figure:g}, which is not in any sentence cited for {row_id}"
                    fix = "correct the figure, or cite the sentence that contains it"
                    cell = value if isinstance(value, str) else f"{value:g}"
                    issues.append(Issue(f"data/{table}.csv", position + 2, column, cell, problem, fix))
    return Report(checked, figure_count, tuple(not_run), tuple(issues))


@dataclass(frozen=True)
class Coverage:
    """Result of ``coverage``.

    Attributes
    ----------
    counts : pandas.DataFrame
        Per article: article, sentences, cited by a row, boilerplate, uncovered (numbers of sentences).
    uncovered : tuple of (article, line, sentence, text)
        Each sentence that no row cites and no reason excludes.
    not_run : tuple of str
        Ids of the articles that are not in the folder.
    """

    counts: pd.DataFrame
    uncovered: tuple[tuple[str, int, int, str], ...]
    not_run: tuple[str, ...]

    def __str__(self) -> str:
        lines = [self.counts.to_string(index=False)] if len(self.counts) else []
        lines += [f"NOT RUN: article {article} is not in the folder" for article in self.not_run]
        lines += [
            f"uncovered: article {article} line {line} sentence {sentence}: {text}"
            for article, line, sentence, text in self.uncovered
        ]
        lines.append(
            f"{len(self.uncovered)} sentence(s) uncovered. A citation of a glossary entry does not count: "
            "it shows only that the term is used."
        )
        return "\n".join(lines)


def coverage(tables: CourseData, folder: Path) -> Coverage:
    """Which sentences of the articles in ``folder`` the tables cite, exclude as boilerplate, or leave uncovered.

    Raises CourseError as ``read_article`` does.
    """
    keys = ["source_id", "line", "sentence"]
    rows = tables.citations[tables.citations["table"] != "glossary"]
    cited = set(rows.loc[rows["table"] != NO_TABLE, keys].itertuples(index=False, name=None))
    boilerplate = set(rows.loc[rows["table"] == NO_TABLE, keys].itertuples(index=False, name=None)) - cited
    counts, all_uncovered, not_run = [], [], []
    for source in tables.sources.itertuples():
        article = read_article(folder / source.file)
        if article is None:
            not_run.append(source.id)
            continue
        sentences = {(source.id, *location): text for location, text in article.items()}
        uncovered = [(*key, text) for key, text in sentences.items() if key not in cited | boilerplate]
        all_uncovered += uncovered
        in_article = sentences.keys()
        counts.append(
            (source.id, len(sentences), len(cited & in_article), len(boilerplate & in_article), len(uncovered))
        )
    frame = pd.DataFrame(counts, columns=["article", "sentences", "cited by a row", "boilerplate", "uncovered"])
    return Coverage(frame, tuple(all_uncovered), tuple(not_run))


def find(words: str, sources: pd.DataFrame, folder: Path) -> list[tuple[tuple[str, int, int, str], str]]:
    """Sentences that contain ``words``: ((article, line, sentence, fingerprint), text).

    Case and the form of quotes and hyphens do not matter. ``sources``: columns id and file. Raises CourseError when no
    article is in the folder or no sentence contains the words.
    """
    wanted, matches = normalize(words), []
    articles = {source.id: read_article(folder / source.file) for source in sources.itertuples()}
    if not any(articles.values()):
        again = command("cite", 'SOURCES=folder WORDS="..."', '"..." --sources folder')
        raise CourseError(
            f"The articles are not here. Name the folder that contains them: {again}. "
            "If you do not have the articles, add a row that is supported by a reference instead."
        )
    for article, sentences in articles.items():
        matches += [
            ((article, *location, fingerprint(text)), text)
            for location, text in (sentences or {}).items()
            if wanted in normalize(text)
        ]
    if not matches:
        raise CourseError(f"No sentence contains {words!r}. Try fewer words, spelled exactly as in the article.")
    return matches


def csv_line(table: str, row_id: str, place: tuple[str, int, int, str]) -> str:
    """A citation as a line of ``citations.csv``, without its line end; arguments as for ``add``."""
    line = io.StringIO()
    cells = [table, "", *place, row_id] if table == NO_TABLE else [table, row_id, *place, ""]
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def add(table: str, row_id: str, place: tuple[str, int, int, str], tables: Tables, folder: Path) -> None:
    """Append a citation to ``citations.csv`` as a line of its own. ``place``: article, line, sentence, fingerprint.

    For a sentence that no row needs, ``table`` is ``none`` and ``row_id`` is the reason. Raises CourseError, and writes
    nothing, for a table or a row that does not exist and for a citation that does.
    """
    names = sorted(name for name, rows in tables.items() if any("id" in row for row in rows[:1]))
    if table not in (*names, NO_TABLE):
        raise CourseError(
            f"Nothing was written: {table!r} is not a table whose rows can be cited. Fix: use {', '.join(names)}, or "
            f"{NO_TABLE} with the reason as the row."
        )
    if table != NO_TABLE and not any(row["id"] == row_id for row in tables[table]):
        raise CourseError(
            f"Nothing was written: table {table} has no row {row_id!r}. Fix: correct the id, or add that row first."
        )
    added = next(csv.reader([csv_line(table, row_id, place)]))
    for row in tables["citations"]:
        if [row[column] for column in ("table", "row_id", "source_id", "line", "sentence")] == added[:5]:
            raise CourseError(f"Nothing was written: row {row.line} of data/citations.csv is this citation already.")
    path = folder / "citations.csv"
    content = path.read_bytes()
    line = csv_line(table, row_id, place) + ("\r\n" if content.endswith(b"\r\n") else "\n")
    unfinished = "\n" if content and not content.endswith((b"\n", b"\r")) else ""
    with path.open("ab") as file:
        file.write((unfinished + line).encode("utf-8"))


def read_article(path: Path) -> dict[tuple[int, int], str] | None:
    """(line, sentence) → text, both counted from 1; None when there is no such file.

    Raises CourseError when it is not UTF-8 text.
    """
    if not path.is_file():
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text. Use the article's file exactly as you received it.") from None
    return {
        (line_number, position): sentence
        for line_number, line in enumerate(lines, start=1)
        for position, sentence in enumerate(split_sentences(line), start=1)
    }


_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z])")
_NUMBER_WORDS = {
    word: float(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}


def digits_in(text: str) -> set[float]:
    """Numbers written in digits ("2,300", "1.5"); digits inside a name (HER2) are not numbers."""
    return {float(match.replace(",", "")) for match in _NUMBER.findall(text)}


def numbers_in(text: str) -> set[float]:
    """Numbers that a sentence states, in digits or as words up to twelve."""
    words = re.findall(r"[a-z]+", text.lower())
    return digits_in(text) | {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS}

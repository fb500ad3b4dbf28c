"""Which sentence of which article a row rests on.

The articles are third-party text and are not part of this project. What is kept is a pointer (article, line,
sentence) and a fingerprint of the sentence, so that anybody who has the articles can check every pointer, and
anybody who has not can still see that one sentence never carries two fingerprints.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from utils.errors import CourseError, Issue
from utils.tables.course_data import CourseData

# A full stop after one of these does not end a sentence; nor does the number of a list item ("1. Systemic ...").
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|St|etc)\.|^\s*\d+\.)$", re.IGNORECASE)
_END_MARK = re.compile(r"[.!?](?=\s+[\"'“‘(]?[A-Z0-9])")
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


def split_sentences(line: str) -> list[str]:
    """Split one line of an article into its sentences, in order.

    A sentence ends at ``.``, ``!`` or ``?`` followed by space and a capital letter or digit, but not after an
    abbreviation such as "e.g." nor after a list number at the start. A heading or a list item without an end
    mark is one sentence. An empty line has none.
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
    """Text in Unicode NFKC with straight quotes and hyphens, lower case and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).lower().split())


def fingerprint(sentence: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the normalized sentence."""
    return hashlib.sha256(normalize(sentence).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class Report:
    """What a verification found. ``not_run`` names each check that could not be made, and why."""

    sentences: int
    figures: int
    not_run: tuple[str, ...]
    issues: tuple[Issue, ...]

    def __str__(self) -> str:
        lines = [str(issue) for issue in self.issues]
        lines += [f"NOT RUN: {check}" for check in self.not_run]
        lines.append(
            f"{self.sentences} citations checked against their sentence, {self.figures} figures looked for in it; "
            f"{len(self.not_run)} check(s) not run; {len(self.issues)} issue(s)."
        )
        lines.append(
            "Checked is that a row rests on a sentence that exists and that its figures stand there. "
            "Whether the meaning is right awaits a reviewer."
        )
        return "\n".join(lines)


def verify(tables: CourseData, folder: Path) -> Report:
    """Check every citation against the articles in ``folder`` (files as named in ``sources``).

    Two things are checked: the fingerprint of the cited sentence, and that each figure of a cited row (its low and
    high, and any number in its text, caveats apart) stands in one of the row's cited sentences. An article that is
    not in the folder leaves its citations unchecked, and that is said by name. Raises CourseError as ``read_article`` does.
    """
    articles = {row.id: read_article(folder / row.file) for row in tables.sources.itertuples()}
    not_run = [
        f"article {id}: no file {name} in the folder given"
        for id, name in tables.sources[["id", "file"]].itertuples(index=False)
        if articles[id] is None
    ]
    issues, checked, said = [], 0, {}
    for number, row in enumerate(tables.citations.itertuples(), start=2):
        article = articles[row.source_id]
        if article is None:
            continue
        checked += 1
        sentence = article.get((row.line, row.sentence))
        if sentence is None or fingerprint(sentence) != row.fingerprint:
            problem = "does not exist in the article" if sentence is None else "has another fingerprint in the article"
            problem = f"article {row.source_id} line {row.line} sentence {row.sentence} {problem}"
            fix = 'find the sentence again: make cite WORDS="a few of its words"'
            issues.append(Issue("data/citations.csv", number, "fingerprint", row.fingerprint, problem, fix))
        else:
            said.setdefault((row.table, row.row_id), []).append(sentence)
    figures = 0
    for (table, row_id), sentences in said.items():
        if table == "none":
            continue
        stated = set().union(*(numbers_in(sentence) for sentence in sentences))
        frame = getattr(tables, table)
        position = frame.index[frame["id"] == row_id][0]
        for column, value in frame.loc[position].items():
            if column in {"id", "caveat", "parent", "position"} or column.endswith("_id"):
                continue
            for figure in digits_in(value) if isinstance(value, str) else {float(value)} if pd.notna(value) else ():
                figures += 1
                if figure not in stated:
                    problem = f"holds {figure:g}, which stands in no sentence cited for {row_id}"
                    fix = "correct the figure, or cite the sentence that holds it"
                    issues.append(Issue(f"data/{table}.csv", position + 2, column, str(value), problem, fix))
    return Report(checked, figures, tuple(not_run), tuple(issues))


@dataclass(frozen=True)
class Coverage:
    """``counts``: per article its sentences, how many a row cites, how many are boilerplate, and how many are left.

    ``uncovered``: (article, line, sentence, text) of each sentence that neither a row nor a reason accounts for.
    """

    counts: pd.DataFrame
    uncovered: tuple[tuple[str, int, int, str], ...]
    not_run: tuple[str, ...]

    def __str__(self) -> str:
        lines = [self.counts.to_string(index=False)] if len(self.counts) else []
        lines += [f"NOT RUN: article {id} is not in the folder given" for id in self.not_run]
        lines += [
            f"left: article {id} line {line} sentence {sentence}: {text}" for id, line, sentence, text in self.uncovered
        ]
        lines.append(
            f"{len(self.uncovered)} sentence(s) left. A glossary entry shows that a word is used, so it accounts for none."
        )
        return "\n".join(lines)


def coverage(tables: CourseData, folder: Path) -> Coverage:
    """Which sentences of the articles in ``folder`` the tables account for, and which are left.

    Raises CourseError as ``read_article`` does.
    """
    keys = ["source_id", "line", "sentence"]
    rows = tables.citations[tables.citations["table"] != "glossary"]
    cited = set(rows.loc[rows["table"] != "none", keys].itertuples(index=False, name=None))
    boilerplate = set(rows.loc[rows["table"] == "none", keys].itertuples(index=False, name=None)) - cited
    counts, rest, not_run = [], [], []
    for source in tables.sources.itertuples():
        article = read_article(folder / source.file)
        if article is None:
            not_run.append(source.id)
            continue
        places = {(source.id, *place): text for place, text in article.items()}
        left = [(*place, text) for place, text in places.items() if place not in cited | boilerplate]
        rest += left
        counts.append((source.id, len(places), len(cited & places.keys()), len(boilerplate & places.keys()), len(left)))
    frame = pd.DataFrame(counts, columns=["article", "sentences", "cited by a row", "boilerplate", "left"])
    return Coverage(frame, tuple(rest), tuple(not_run))


def find(words: str, sources: pd.DataFrame, folder: Path) -> list[tuple[tuple[str, int, int, str], str]]:
    """Sentences that hold ``words`` (case, quotes and hyphens aside): ((article, line, sentence, fingerprint), text).

    Raises CourseError when no article is at hand or no sentence holds the words.
    """
    wanted, found = normalize(words), []
    articles = {source.id: read_article(folder / source.file) for source in sources.itertuples()}
    if not any(articles.values()):
        raise CourseError(
            'The articles are not here. Name the folder that holds them: make cite SOURCES=folder WORDS="...". '
            "Without the articles, add a row that rests on a reference instead."
        )
    for id, article in articles.items():
        found += [
            ((id, *place, fingerprint(text)), text)
            for place, text in (article or {}).items()
            if wanted in normalize(text)
        ]
    if not found:
        raise CourseError(f"No sentence holds the words {words!r}. Try fewer words, exactly as the article has them.")
    return found


def read_article(path: Path) -> dict[tuple[int, int], str] | None:
    """(line, sentence) → text, both counted from 1; None when the file is not there.

    Raises CourseError when it is not UTF-8 text.
    """
    if not path.is_file():
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text. Use the article's file as it was given to you.") from None
    return {
        (number, position): sentence
        for number, line in enumerate(lines, start=1)
        for position, sentence in enumerate(split_sentences(line), start=1)
    }


_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z])")
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}


def digits_in(text: str) -> set[float]:
    """Numbers written in digits ("2,300", "1.5"); digits inside a name (HER2) are not numbers."""
    return {float(match.replace(",", "")) for match in _NUMBER.findall(text)}


def numbers_in(text: str) -> set[float]:
    """Numbers a sentence states, in digits or as words up to twelve."""
    return digits_in(text) | {_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _WORDS}

"""Sentences, fingerprints and the check of citations against the articles."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from utils import __main__ as cli
from utils import citations
from utils.faults import CourseError


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("One ends. Two begins.", ["One ends.", "Two begins."]),
        ("It takes 3 weeks. 4 at most!", ["It takes 3 weeks.", "4 at most!"]),
        ("Is it? It is.", ["Is it?", "It is."]),
        ("Hormones (e.g. Tamoxifen) help.", ["Hormones (e.g. Tamoxifen) help."]),
        ("A vs. B, i.e. Both. See Dr. Who.", ["A vs. B, i.e. Both.", "See Dr. Who."]),
        ("2. Local Treatments", ["2. Local Treatments"]),
        ("2. Local. Next one", ["2. Local.", "Next one"]),
        ("A heading without a mark", ["A heading without a mark"]),
        ("no capital. so one sentence", ["no capital. so one sentence"]),
        ("He said. “Quoted start.” End", ["He said.", "“Quoted start.” End"]),
        ("   ", []),
        ("", []),
    ],
)
def test_split_sentences(line, sentences):
    assert citations.split_sentences(line) == sentences


def test_fingerprint_is_sha256_of_the_normalised_sentence():
    # first 16 hexadecimal digits of SHA-256("it's well-known"), computed with sha256sum
    assert citations.fingerprint("It’s  well–known ") == citations.fingerprint("it's well-known")
    assert citations.fingerprint("abc") == "ba7816bf8f01cfea"


def test_fingerprint_sees_a_changed_word():
    assert citations.fingerprint("Affects 70% of cases.") != citations.fingerprint("Affects 71% of cases.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("around 2,300 cases", {2300}),
        ("20–30% of women", {20, 30}),
        ("three to four weeks", {3, 4}),
        ("HER2 and CA 15-3", {15, 3}),
        ("a 5-year rate of 28%.", {5, 28}),
        ("none", set()),
    ],
)
def test_numbers(text, found):
    assert citations.numbers(text) == found


def test_every_citation_holds_and_none_is_left_unchecked(data, articles):
    report = citations.verify(data, articles)
    assert report.faults == () and report.not_run == ()
    assert report.sentences == len(data.citations)
    stated = data.statistics[(data.statistics["kind"] == "article") & data.statistics["low"].notna()]
    assert report.figures >= 2 * len(stated)


def _small(sentence, low="70", fingerprint=None, tmp_path=None):
    """One article of one line, one statistic, one citation."""
    (tmp_path / "a.txt").write_text(sentence + "\n", encoding="utf-8")
    return SimpleNamespace(
        sources=pd.DataFrame({"id": ["000"], "file": ["a.txt"], "lines": [1]}),
        statistics=pd.DataFrame(
            {"id": ["x"], "label": ["Bone"], "low": [float(low)], "high": [float(low)], "caveat": [""]}
        ),
        citations=pd.DataFrame(
            {
                "table": ["statistics"],
                "row_id": ["x"],
                "source_id": ["000"],
                "line": [1],
                "sentence": [1],
                "fingerprint": [fingerprint or citations.fingerprint(sentence)],
            }
        ),
    )


def test_planted_other_sentence(tmp_path):
    report = citations.verify(_small("Bone: 70%", fingerprint="0" * 16, tmp_path=tmp_path), tmp_path)
    assert [f.column for f in report.faults] == ["fingerprint"]
    assert "article 000 line 1 sentence 1" in str(report.faults[0])


def test_planted_figure_that_the_sentence_does_not_hold(tmp_path):
    report = citations.verify(_small("Bone: 70%", low="71", tmp_path=tmp_path), tmp_path)
    assert {f.column for f in report.faults} == {"low", "high"}
    assert "holds 71" in str(report.faults[0])


def test_missing_sentence(tmp_path):
    tables = _small("Bone: 70%", tmp_path=tmp_path)
    tables.citations["sentence"] = 2
    assert "does not exist" in str(citations.verify(tables, tmp_path).faults[0])


def test_without_articles_nothing_counts_as_checked(data, tmp_path, capsys):
    report = citations.verify(data, tmp_path)
    assert report.sentences == 0 and report.figures == 0
    assert len(report.not_run) == 5
    assert cli.main(["verify", "--sources", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.count("NOT RUN: article") == 5 and "0 citations checked" in out


def test_find_gives_the_row_to_paste(data, articles, capsys):
    assert (
        cli.main(["cite", "affects 70%", "--sources", str(articles), "--table", "statistics", "--row", "bone-share"])
        == 0
    )
    row = capsys.readouterr().out.splitlines()[0].split(",")
    known = data.citations.query("row_id == 'bone-share' and line == 164").iloc[0]
    assert row == ["statistics", "bone-share", "003", "164", "1", known["fingerprint"], ""]


def test_find_says_when_nothing_holds_the_words(data, articles, tmp_path):
    with pytest.raises(CourseError, match="No sentence holds"):
        citations.find("penguins in spring", data.sources, articles)
    with pytest.raises(CourseError, match="articles are not here"):
        citations.find("bone", data.sources, tmp_path)

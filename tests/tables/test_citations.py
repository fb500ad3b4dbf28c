"""Sentences, fingerprints and the check of citations against the articles."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.helpers import course_data
from utils import cli
from utils.errors import CourseError, Issue, command
from utils.tables import citations


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


def test_fingerprint_is_sha256_of_the_normalized_sentence():
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
    assert citations.numbers_in(text) == found


def test_every_citation_holds_and_none_is_left_unchecked(data, articles):
    report = citations.verify(data, articles)
    assert report.issues == () and report.not_run == ()
    assert report.sentences == len(data.citations)
    stated = data.statistics[(data.statistics["kind"] == "article") & data.statistics["low"].notna()]
    assert report.figures >= 2 * len(stated)


def _small(sentence, low="70", fingerprint=None, tmp_path=None):
    """One article of one line, one statistic, one citation."""
    (tmp_path / "a.txt").write_text(sentence + "\n", encoding="utf-8")
    return course_data(
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
    assert [f.column for f in report.issues] == ["fingerprint"]
    assert "article 000 line 1 sentence 1" in str(report.issues[0])


def test_planted_figure_that_the_sentence_does_not_hold(tmp_path):
    report = citations.verify(_small("Bone: 70%", low="71", tmp_path=tmp_path), tmp_path)
    assert {f.column for f in report.issues} == {"low", "high"}
    assert "contains 71" in str(report.issues[0])


def test_missing_sentence(tmp_path):
    tables = _small("Bone: 70%", tmp_path=tmp_path)
    tables.citations["sentence"] = 2
    assert "does not exist" in str(citations.verify(tables, tmp_path).issues[0])


def test_without_articles_nothing_counts_as_checked(data, tmp_path, capsys):
    report = citations.verify(data, tmp_path)
    assert report.sentences == 0 and report.figures == 0
    assert len(report.not_run) == len(data.sources)
    assert cli.main(["verify", "--sources", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.count("NOT RUN: article") == len(data.sources) and "0 citations compared" in out


def test_find_gives_the_row_to_paste(data, articles, capsys):
    assert (
        cli.main(["cite", "affects 70%", "--sources", str(articles), "--table", "statistics", "--row", "bone-share"])
        == 0
    )
    row = capsys.readouterr().out.splitlines()[0].split(",")
    known = data.citations.query("row_id == 'bone-share' and line == 164").iloc[0]
    assert row == ["statistics", "bone-share", "003", "164", "1", known["fingerprint"], ""]


PLACE = ("003", "164", "1")


@pytest.fixture
def cite(articles, folder):
    """``cite(table, row)``: save a citation in a copy of the tables; (exit code, the file after it)."""

    def save(table: str, row: str) -> tuple[int, bytes]:
        options = ["--add", "--table", table, "--row", row, "--data", str(folder), "--sources", str(articles)]
        code = cli.main(["cite", "affects 70%", *options])
        return code, (folder / "citations.csv").read_bytes()

    return save


@pytest.mark.parametrize(("end", "new"), [(b"\n", b"\n"), (b"", b"\n"), (b"\r\n", b"\r\n")])
def test_a_saved_citation_is_a_line_of_its_own(end, new, cite, folder, data):
    path = folder / "citations.csv"
    before = path.read_bytes().rstrip(b"\n")
    path.write_bytes(before + end)
    code, after = cite("facts", data.facts["id"][0])
    known = data.citations.query("row_id == 'bone-share' and line == 164").iloc[0]["fingerprint"]
    line = ",".join(["facts", data.facts["id"][0], *PLACE, known, ""]).encode()
    assert code == 0 and after == before + (end or b"\n") + line + new


def test_a_sentence_that_no_row_needs_is_saved_with_its_reason(cite, data):
    known = data.citations.query("row_id == 'bone-share' and line == 164").iloc[0]["fingerprint"]
    code, after = cite("none", "said twice, in the title too")
    line = ",".join(["none", "", *PLACE, known, '"said twice, in the title too"']).encode()
    assert code == 0 and after.endswith(b"\n" + line + b"\n")


@pytest.mark.parametrize(
    ("words", "options", "reason"),
    [
        (
            "cancer",
            ["--table", "facts", "--row", "a"],
            "sentences contain these words. Fix: add words until only one does.",
        ),
        ("affects 70%", ["--table", "facts"], "a citation needs its row. Fix: name TABLE and ROW"),
    ],
)
def test_each_reason_why_nothing_was_saved_has_its_own_words(words, options, reason, articles, folder, capsys):
    before = (folder / "citations.csv").read_bytes()
    assert cli.main(["cite", words, "--add", *options, "--data", str(folder), "--sources", str(articles)]) == 1
    assert "Nothing was written: " in (said := capsys.readouterr().err) and reason in said
    assert (folder / "citations.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("fact", "a", "'fact' is not a table whose rows can be cited. Fix: use "),
        ("citations", "a", "'citations' is not a table"),
        ("facts", "a,b", "table facts has no row 'a,b'. Fix: correct the id, or add that row first."),
        ("statistics", "bone-share", "of data/citations.csv is this citation already."),
    ],
)
def test_what_cannot_be_cited_is_not_written(table, row, reason, cite, folder, capsys):
    before = (folder / "citations.csv").read_bytes()
    assert cite(table, row) == (1, before)
    assert "Nothing was written: " in (said := capsys.readouterr().err) and reason in said


def test_a_file_that_cannot_be_written_is_one_line_and_is_not_said_to_be_added(cite, data, monkeypatch, capsys):
    real = Path.open

    def refuse(path, mode="r", *rest, **more):
        if "a" in mode or "w" in mode:
            raise OSError(30, "Read-only file system", str(path))
        return real(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)
    assert cite("facts", data.facts["id"][0])[0] == 1
    printed = capsys.readouterr()
    assert "Added" not in printed.out and "citations.csv: Read-only file system. Fix: " in printed.err


def test_find_says_when_nothing_holds_the_words(data, articles, tmp_path):
    with pytest.raises(CourseError, match="No sentence contains"):
        citations.find("penguins in spring", data.sources, articles)
    with pytest.raises(CourseError, match="articles are not here"):
        citations.find("bone", data.sources, tmp_path)


@pytest.fixture
def two(tmp_path):
    """Two articles, the first of them not at hand, and rows of which some rest on the second; (tables, folder)."""
    (tmp_path / "b.txt").write_text(
        "Bone: 70% of two groups.\n\nIt’s in – Share this. Liver: 30%. Left over.\n", encoding="utf-8"
    )
    sentences = {
        (1, 1): "Bone: 70% of two groups.",
        (3, 1): "It's in - share this.",
        (3, 2): "Liver: 30%.",
        (3, 3): "Left over.",
    }
    cited = [
        ("statistics", "gone", "000", 1, 1),
        ("none", "", "001", 3, 1),
        ("none", "", "001", 1, 1),
        ("statistics", "bone", "001", 1, 1),
        ("glossary", "over", "001", 3, 3),
        ("facts", "liver-7", "001", 3, 2),
    ]
    rows = [(*place, citations.fingerprint(sentences[place[3:]])) for place in cited]
    return course_data(
        sources=pd.DataFrame({"id": ["000", "001"], "file": ["a.txt", "b.txt"]}),
        statistics=pd.DataFrame(
            {
                "id": ["gone", "bone"],
                "low": [1.0, 70.0],
                "high": [1.0, None],
                "caveat": ["", "99"],
                "parent": ["", "98"],
                "position": [5, 97],
                "reference_id": ["", "96"],
                "label": ["", "70 of 2"],
            }
        ),
        facts=pd.DataFrame({"id": ["liver-7"], "statement": ["Liver, 30"]}),
        glossary=pd.DataFrame({"id": ["over"], "definition": ["Left over"]}),
        citations=pd.DataFrame(rows, columns=["table", "row_id", "source_id", "line", "sentence", "fingerprint"]),
    ), tmp_path


def test_what_is_not_at_hand_is_named_and_the_rest_is_checked(two):
    report = citations.verify(*two)
    assert report == citations.Report(5, 4, ("article 000: file a.txt is not in the folder",), ())
    assert str(report) == (
        "NOT RUN: article 000: file a.txt is not in the folder\n"
        "5 citations compared with their sentences, 4 figures looked up in them; 1 check(s) not run; 0 issue(s).\n"
        "This check shows that each cited sentence exists and contains the figures of its row. "
        "Only a reviewer can say whether the row means the same as the sentence."
    )


def test_issues_of_citations_name_file_row_column_value_and_fix(two):
    tables, folder = two
    tables.citations.loc[1, "fingerprint"] = "0" * 16
    tables.citations.loc[2, "sentence"] = 7
    tables.statistics.loc[1, "low"] = 71.5
    tables.facts.loc[0, "statement"] = "Liver, 31"
    again = '"a few words from it"'
    fix = f"find the sentence again: {command('cite', f'WORDS={again}', again)}"
    figure = "correct the figure, or cite the sentence that contains it"
    known = citations.fingerprint("Bone: 70% of two groups.")
    issues = (
        Issue("data/citations.csv", 3, "fingerprint", "0" * 16, "does not match article 001 line 3 sentence 1", fix),
        Issue("data/citations.csv", 4, "fingerprint", known,
            "is for article 001 line 1 sentence 7, which does not exist", fix),
        Issue("data/statistics.csv", 3, "low", "71.5", "contains 71.5, which is not in any sentence cited for bone",
            figure),
        Issue("data/facts.csv", 2, "statement", "Liver, 31",
            "contains 31, which is not in any sentence cited for liver-7", figure),
    )  # fmt: skip
    report = citations.verify(tables, folder)
    assert report.issues == issues
    assert str(report).splitlines()[:5] == [*map(str, issues), f"NOT RUN: {report.not_run[0]}"]
    assert "; 4 issue(s)." in str(report)


def test_coverage_counts_rows_boilerplate_and_what_is_left(two):
    report = citations.coverage(*two)
    assert report.counts.to_dict("records") == [
        {"article": "001", "sentences": 4, "cited by a row": 2, "boilerplate": 1, "uncovered": 1}
    ]
    assert report.uncovered == (("001", 3, 3, "Left over."),) and report.not_run == ("000",)
    assert str(report) == (
        "article  sentences  cited by a row  boilerplate  uncovered\n"
        "    001          4               2            1          1\n"
        "NOT RUN: article 000 is not in the folder\n"
        "uncovered: article 001 line 3 sentence 3: Left over.\n"
        "1 sentence(s) uncovered. A citation of a glossary entry does not count: it shows only that the term is used."
    )


def test_coverage_lists_what_is_left_of_every_article(two):
    tables, folder = two
    (folder / "a.txt").write_text("Bone: 70% of two groups. No row says this.\n", encoding="utf-8")
    report = citations.coverage(tables, folder)
    assert (
        report.uncovered == (("000", 1, 2, "No row says this."), ("001", 3, 3, "Left over.")) and report.not_run == ()
    )
    assert report.counts["uncovered"].tolist() == [1, 1]


def test_coverage_without_any_article_shows_no_empty_table(two, tmp_path_factory):
    report = citations.coverage(two[0], tmp_path_factory.mktemp("empty"))
    assert str(report).splitlines() == [
        "NOT RUN: article 000 is not in the folder",
        "NOT RUN: article 001 is not in the folder",
        "0 sentence(s) uncovered. A citation of a glossary entry does not count: it shows only that the term is used.",
    ]


def test_find_overlooks_quotes_hyphens_and_case(two):
    tables, folder = two
    text = "It’s in – Share this."
    place = ("001", 3, 1, citations.fingerprint(text))
    assert citations.find("it's IN  - share", tables.sources, folder) == [(place, text)]
    with pytest.raises(CourseError) as nothing:
        citations.find("penguin", tables.sources, folder)
    assert str(nothing.value) == ("No sentence contains 'penguin'. Try fewer words, spelled exactly as in the article.")
    (folder / "b.txt").unlink()
    with pytest.raises(CourseError) as missing:
        citations.find("bone", tables.sources, folder)
    assert str(missing.value) == (
        'The articles are not here. Name the folder that contains them: `make cite SOURCES=folder WORDS="..."` '
        '(without make: `python -m utils cite "..." --sources folder`). '
        "If you do not have the articles, add a row that is supported by a reference instead."
    )


def test_an_article_in_other_letters_is_named(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes("Fígado".encode("latin-1"))
    with pytest.raises(CourseError, match=r"article\.txt is not UTF-8 text"):
        citations.read_article(path)

"""Bringing the articles to a class: checked against data/sources.csv, and nothing copied when something is wrong."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.helpers import ROOT
from utils import cli, project
from utils.errors import CourseError
from utils.tables import article_files


@pytest.fixture
def given(articles, tmp_path):
    """A copy of the articles that a test may break."""
    folder = tmp_path / "given"
    folder.mkdir()
    for path in articles.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_the_files_are_copied_as_they_are(data, given, tmp_path, capsys):
    target = tmp_path / "articles"
    assert cli.main(["articles", "--sources", str(given), "--output", str(target)]) == 0
    assert f"Copied {len(data.sources)} articles to articles/" in capsys.readouterr().out
    assert sorted(p.name for p in target.iterdir()) == sorted(data.sources["file"])
    for name in data.sources["file"]:
        assert (target / name).read_bytes() == (given / name).read_bytes()
    assert article_files.copy_articles(data, target, target)  # once more, onto itself


def break_missing(path):
    path.unlink()


def break_lines(path):
    path.write_bytes(path.read_bytes() + b"\nOne more line\n")


def break_encoding(path):
    path.write_bytes("Tumör".encode("latin-1"))


def break_words(path):
    path.write_text(path.read_text(encoding="utf-8").replace("lungs", "kidneys"), encoding="utf-8")


@pytest.mark.parametrize(
    ("breaking", "message"),
    [
        (break_missing, "(article 001) is missing"),
        (break_lines, "(article 001) has 52 lines instead of 51"),
        (break_encoding, "(article 001) is not UTF-8 text"),
        (break_words, "fingerprint does not match article 001 line 5 sentence 1"),
    ],
)
def test_a_wrong_file_is_reported_and_nothing_is_copied(breaking, message, data, given, tmp_path, capsys):
    breaking(given / data.sources.set_index("id").loc["001", "file"])
    target = tmp_path / "articles"
    assert cli.main(["articles", "--sources", str(given), "--output", str(target)]) == 1
    said = capsys.readouterr().err
    assert message in said and "Nothing was copied" in said and "Fix: " in said
    assert not target.exists()


def test_all_issues_are_reported_at_once(data, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError) as caught:
        article_files.copy_articles(data, tmp_path / "empty", tmp_path / "articles")
    assert str(caught.value).count("is missing") == len(data.sources)


def test_a_folder_that_is_not_there(data, tmp_path):
    with pytest.raises(CourseError, match="make articles SOURCES=folder"):
        article_files.copy_articles(data, tmp_path / "nowhere", tmp_path / "articles")


@pytest.mark.skipif(not shutil.which("git"), reason="NOT RUN: git is not on this machine")
def test_git_ignores_the_folder():
    done = subprocess.run(["git", "check-ignore", "articles/000.txt"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_commands_read_the_copy_of_this_checkout_first(monkeypatch, tmp_path):
    monkeypatch.setattr(project, "ARTICLES", tmp_path / "articles")
    assert project.articles_folder() == project.SHARED_ARTICLES
    (tmp_path / "articles").mkdir()
    assert project.articles_folder() == tmp_path / "articles"

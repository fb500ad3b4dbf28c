"""What a learner need not read past: outside folds no article numbers, dates or seen-at; and panels answer first."""

from __future__ import annotations

import re

import pytest

from tests.helpers import elements, in_sight, lesson_paths, open_panels, read_notebook, read_past, results, shown, words
from utils.publishing.site import pages
from utils.questions.quizzes import Quiz
from utils.tables.sentences import MAX_ANSWER_WORDS
from utils.ui.components import MAX_OPEN_WORDS, open_words
from utils.ui.explorer import Explorer

# This lesson is about the articles themselves.
NOT_ON_ARTICLES = [path for path in lesson_paths() if not path.stem.startswith("09")]
each_lesson = pytest.mark.parametrize("lesson", NOT_ON_ARTICLES, ids=lambda path: path.stem)


def no_answer(panel: str) -> str:
    """Why a panel does not answer first; empty if it does: its first line has a class of its own and is short."""
    first = next((e for e in elements(panel, "p", "li", "h4", "figure", "details") if words(e)), None)
    if first is None or first.get("class") != "mbc-answer":
        return f"begins with {words(first)[:60]!r}" if first is not None else "is empty"
    text = re.sub(r"<sup.*?</sup>", "", str(first))
    count = len(words(text).split())
    return f"has a first line of {count} words" if count > MAX_ANSWER_WORDS else ""


def is_case(explorer: Explorer) -> bool:
    """Whether it is a case, which says what is new and asks: it has no answer to give."""
    return explorer.id.startswith("case-")


@each_lesson
def test_no_panel_and_no_output_names_articles_dates_or_how_a_page_was_seen_in_sight(lesson):
    wrong = []
    for made in results(lesson):
        if isinstance(made, Explorer):
            wrong += [f"{made.id}: {found}" for panel in open_panels(made) for found in read_past(in_sight(panel))]
            wrong += [f"{made.id}: {found}" for _, text in _options(made) for found in read_past(in_sight(text))]
        elif not isinstance(made, Quiz):  # a question may ask what an article says
            html = made._repr_mimebundle_()["text/html"] if hasattr(made, "_repr_mimebundle_") else ""
            wrong += [f"{words(html)[:50]}: {found}" for found in read_past(in_sight(html))]
    assert not wrong, "\n".join([f"{lesson.name}: {len(wrong)} in sight", *wrong[:20]])


def _options(explorer: Explorer) -> list[tuple[str, str]]:
    return [option for control in explorer.controls for option in control.options]


def test_no_page_but_those_of_the_articles_does(data):
    notebooks = {path.stem: read_notebook(path) for path in lesson_paths()}
    for name, page in pages.make_pages(data, notebooks).items():
        if not name.startswith("article"):
            assert read_past(in_sight(page)) == [], name


def test_planted_an_inline_source_is_found_in_sight_and_not_in_a_fold():
    for inline in ("(article 003 lines 4, 5)", "NICE, no date", "(seen: abstract)", "(reference: CDC)"):
        assert read_past(in_sight(f"<p>Bone hurts. {inline}</p>")), inline
        assert read_past(in_sight(f"<p>Bone hurts.</p><details><summary>Sources</summary>{inline}</details>")) == []
        nested = f"<details><summary>A</summary><details><summary>B</summary>x</details>{inline}</details>"
        assert read_past(in_sight(nested)) == []
    line_of_a_fold = "<details><summary>Article 003 says</summary>x</details>"
    assert read_past(in_sight(line_of_a_fold))


@each_lesson
def test_every_panel_answers_first_in_a_short_line_and_is_short_while_folds_are_closed(lesson):
    wrong = []
    for made in shown(lesson).explorers:
        for chosen, panel in made.panels.items():
            if not is_case(made) and (why := no_answer(panel)):
                wrong.append(f"{made.id}, {' / '.join(chosen)}: {why}")
        for chosen, whole in made.whole.items():
            if (count := open_words(whole)) > MAX_OPEN_WORDS:
                wrong.append(f"{made.id}, {' / '.join(chosen)}: {count} words in sight (at most {MAX_OPEN_WORDS})")
    assert not wrong, "\n".join(wrong)


def test_planted_a_panel_without_an_answer_with_a_late_one_or_a_long_one_is_found():
    answer = '<p class="mbc-answer">{}</p>'.format
    assert no_answer("<h3>Bone</h3>" + answer("Bones grow weak.") + "<p>More.</p>") == ""
    assert "begins with 'More.'" in no_answer("<h3>Bone</h3><p>More.</p>" + answer("Bones grow weak."))
    assert "26 words" in no_answer(answer("word " * 26))
    assert no_answer(answer("word " * 25 + '<sup class="mbc-mark"><a href="#x1">1</a></sup>')) == ""
    assert no_answer("<h3>Bone</h3>") == "is empty"


@each_lesson
def test_ids_of_a_lesson_are_its_own_and_each_marker_leads_to_a_source(lesson):
    html = "".join(
        str(made.html) if hasattr(made, "html") else made._repr_mimebundle_()["text/html"]
        for made in results(lesson)
        if hasattr(made, "html") or hasattr(made, "_repr_mimebundle_")
    )
    ids = re.findall(r' id="([^"]+)"', html)
    targets = set(re.findall(r'<sup class="mbc-mark"><a href="#([^"]+)"', html))
    assert len(ids) == len(set(ids)), [id for id in ids if ids.count(id) > 1][:3]
    assert targets and targets <= set(ids) if "mbc-mark" in html else True
    assert "\ue000" not in html

"""What the notebook shows: every figure with its question, made-up answers marked everywhere, no student anywhere."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pandas as pd
import pytest

from tests.helpers import NOTEBOOKS, ROOT, outputs, read_notebook, words
from tests.results import made
from utils import results
from utils.errors import CourseError
from utils.project import FOR_INSTRUCTORS
from utils.publishing import notebooks
from utils.results import findings, reading, views
from utils.results.made_up import canvas_file
from utils.results.matching import Bank
from utils.results.model import Asked, Column

NOTEBOOK = next(path for path in NOTEBOOKS if path.stem in FOR_INSTRUCTORS)


@pytest.fixture(scope="module")
def lesson(data):
    """The lesson of the notebook's example."""
    source = "".join("".join(cell["source"]) for cell in read_notebook(NOTEBOOK)["cells"])
    return re.search(r'results\.made_up\("(\w+)", data\)', source)[1]


@pytest.fixture(scope="module")
def answers(lesson, data):
    return results.made_up(lesson, data)


def forms(answers, data) -> dict[str, str]:
    return {
        "about": results.about(answers).html,
        "test": results.whole_test(answers).html,
        "map": str(results.chart(answers).html),
        "questions": results.each_question(answers).html,
        "look": results.to_look_at(answers).html,
        "teach": results.to_teach_again(answers, data).html,
    }


def test_made_up_answers_are_the_same_in_every_run_and_marked_everywhere(answers, lesson, data):
    assert canvas_file(lesson, data) == canvas_file(lesson, data)
    for name, html in forms(answers, data).items():
        assert views.MADE_UP in html, name
    assert views.MADE_UP in results.chart(answers).alt and views.MADE_UP in results.chart(answers).svg
    for name, html in forms(replace(answers, is_made_up=False), data).items():
        assert "MADE-UP" not in html.replace("made-up responses", ""), name


def test_made_up_answers_show_what_the_notebook_is_for(answers, data):
    frame = findings.by_question(answers)
    assert (frame["discrimination"] < 0).sum() == 1 and (frame["look"].map(len) == 0).sum() > len(frame) / 2
    with pytest.raises(CourseError, match="'none' has no questions"):
        results.made_up("none", data)


def test_every_question_has_its_figures(answers):
    html = results.each_question(answers).html
    assert html.count('<th scope="row"') == len(answers.asked)
    said = words(html)
    for asked, p in zip(answers.asked, answers.shares.mean(), strict=True):
        assert f"{asked.number}. {asked.text[:60]}" in " ".join(said.split()) and f"{p:.2f}" in said


def test_the_committed_notebook_is_made_up_and_holds_no_student(answers, data):
    """Planted in the next test: the results of a class."""
    assert problems(read_notebook(NOTEBOOK)) == []


def problems(notebook: dict) -> list[str]:
    found = dict(outputs(notebooks.without_widgets(notebook), "text/html"))
    wrong = [
        f"{id} is not marked"
        for id in ("read", "test", "map", "questions", "look", "teach")
        if views.MADE_UP not in found.get(id, "")
    ]
    return wrong + ["holds a student"] * ("Made-up student" in str(notebook))


def test_planted_real_results_in_the_notebook_are_seen(data):
    questions = made.singles(data)
    rows = made.canvas(
        questions, [[(made.right(q), "1.0") for q in questions], [(made.wrong(q), "0.0") for q in questions]]
    )
    real = reading.read_text(made.text_of(rows), "responses/x.csv", data)
    notebook = read_notebook(NOTEBOOK)
    for cell in notebook["cells"]:
        if cell["id"] in (own := forms(real, data)):
            cell["outputs"] = [{"data": {"text/html": own[cell["id"]]}}]
    assert {"test is not marked", "map is not marked", "teach is not marked"} < set(problems(notebook))


def test_no_name_and_no_code_is_shown(data):
    questions = made.singles(data)
    given = [[(made.right(q) if who % 2 else made.wrong(q), str(who % 2)) for q in questions] for who in range(6)]
    answers = reading.read_text(made.text_of(made.canvas(questions, given)), "responses/x.csv", data)
    said = "".join(forms(answers, data).values())
    assert not [name for name in (*made.NAMES, *answers.points.index) if name in said]


def test_git_ignores_the_files_of_a_class():
    for path in ("notebooks/responses/quiz.csv", "my_course/responses/quiz.csv", "responses/quiz.csv"):
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0, path


def test_answers_to_questions_that_are_not_in_the_bank(data):
    asked = (Asked(1, "Who?", 1), Asked(2, "What?", 1))
    points = pd.DataFrame({1: [1.0, 1, 0], 2: [1.0, 0, 0]})
    own = results.ClassAnswers("x", "x", asked, points, points.astype(str).astype(object), ())
    assert "None of these questions is in the bank" in results.to_teach_again(own, data).html
    assert "KR-20" in results.whole_test(own).html


def test_a_class_in_which_all_are_alike_is_reported_so(data):
    asked = (Asked(1, "Who?", 1), Asked(2, "What?", 1))
    points = pd.DataFrame({1: [1.0, 1], 2: [1.0, 1]})
    own = results.ClassAnswers("x", "x", asked, points, points.astype(str).astype(object), ())
    assert "cannot be computed" in results.whole_test(own).html and "not computed" in results.each_question(own).html
    assert "There is nothing to draw" in results.chart(own).html
    assert results.to_look_at(own).html  # the cells below still say what they can


def test_a_class_in_which_nobody_was_asked_everything_is_reported_so(data):
    """Each student got other questions from a group: what needs a total is left out, and nothing says nan."""
    asked = (Asked(1, "Who?", 1), Asked(2, "What?", 1))
    points = pd.DataFrame({1: [1.0, None, 0], 2: [None, 0.0, None]})
    own = results.ClassAnswers("x", "x", asked, points, points.astype(object), ())
    assert "No student has points in every question" in results.whole_test(own).html
    for html in (results.whole_test(own).html, results.chart(own).html, results.each_question(own).html):
        assert "nan" not in html.casefold()


def test_an_ungraded_question_takes_no_figure_from_the_others(data):
    """Planted before: one essay without points made discrimination nan for all, and no KR-20."""
    questions = made.singles(data)
    given = [[(made.right(questions[0]), "1.0"), (made.wrong(questions[1]), "0.0"), ("An essay", "")]] * 2
    given += [[(made.wrong(questions[0]), "0.0"), (made.wrong(questions[1]), "0.0"), ("", "")]]
    given += [[(made.right(questions[0]), "1.0"), (made.right(questions[1]), "1.0"), ("An essay", "")]]
    own = reading.read_text(made.text_of(made.canvas(questions, given)), "responses/x.csv", data)
    assert [asked.number for asked in own.asked] == [1, 2] and own.points.notna().all(axis=None)
    said = "Left out, because nobody has points in it, as in a question that is not graded yet: question 3."
    assert said in results.about(own).html and "KR-20" in results.whole_test(own).html
    assert findings.by_question(own)["discrimination"].notna().all()
    for name, html in forms(own, data).items():
        assert "nan" not in re.split(r"\W+", words(html).casefold()), name
    only = [[("An essay", "")]] * 2
    with pytest.raises(CourseError, match=r"has no question for which points are known\. Fix: grade"):
        reading.read_text(made.text_of(made.canvas(questions[:1], only)), "responses/x.csv", data)


def test_a_group_in_which_nobody_has_points_is_no_line(data):
    bank = Bank(data)
    asked = tuple(bank.asked(n, Column("", q.id, None)) for n, q in enumerate(made.singles(data, 40)[::39], start=1))
    points = pd.DataFrame({1: [1.0, 0.0], 2: [None, None]}, dtype=float)
    own = results.ClassAnswers("x", "x", asked, points, points.astype(object), ())
    assert asked[0].item.lesson != asked[1].item.lesson
    html = words(results.to_teach_again(own, data).html)
    assert "50%" in html and "nan" not in html.casefold()


def test_a_small_class_is_reported_why_no_question_is_named(data):
    questions = made.singles(data)
    given = [[(made.right(q) if who % 2 else made.wrong(q), str(who % 2)) for q in questions] for who in range(6)]
    rows = made.canvas(questions, given)
    own = reading.read_text(made.text_of(rows), "responses/x.csv", data)
    for view in (results.each_question(own), results.to_look_at(own)):
        assert views._SMALL in view.html and views._SMALL in view.plain
    rows += [[*row[:1], f"{row[1]}-{at}", *row[2:]] for row in rows[1:] for at in range(5)]
    large = reading.read_text(made.text_of(rows), "responses/x.csv", data)
    assert len(large.points) == 36 and views._SMALL not in results.each_question(large).html


def test_a_figure_is_not_called_below_the_limit_that_it_is_shown_as(data, monkeypatch):
    asked = (Asked(1, "Who?", 1), Asked(2, "What?", 1))
    points = pd.DataFrame({1: [1.0, 1, 0], 2: [1.0, 0, 0]})
    own = results.ClassAnswers("x", "x", asked, points, points.astype(str).astype(object), ())
    for value, said in ((0.6951, "0.70: at least 0.7"), (0.6949, "0.69: below 0.7, so do not")):
        monkeypatch.setattr(findings, "reliability", lambda answers, value=value: ("KR-20", value))
        assert said in results.whole_test(own).html


def test_methods_say_each_figure_in_plain_words_with_formula_and_source():
    html = results.methods().html
    for words_ in ("Kuder GF", "Cronbach LJ", "Henrysson", "Oshkosh", "Weber State", "easystats", "corr(x, T - x)"):
        assert words_ in html, words_
    plain = [plain for _, plain, _, _ in views._METHODS]
    assert "Schreyer Institute" in html and f"fewer than {findings.LEAST_STUDENTS} students" in html
    assert len(plain) == 4 and all(5 < len(words(line).split()) < 25 and line in html for line in plain)

"""What the notebook for instructors shows of a class's answers: tables, lists and a chart, and no student."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.chart import Chart
from utils.project import NOTEBOOKS
from utils.publishing.site.pages import objectives
from utils.results import findings
from utils.results.model import Asked, ClassAnswers
from utils.tables.course_data import CourseData
from utils.ui import Html

MADE_UP = "MADE-UP RESPONSES"
_EXAMPLE = f"{MADE_UP}: nobody answered this. The course made it up to show what the notebook does."
_ITEM = Markup("<p><b>Question {}.</b> {}</p>")
_SMALL = (
    f"Fewer than {findings.LEAST_STUDENTS} students have points in every question. With so few, discrimination is "
    "mostly chance, so no question is named for it."
)
_METHODS = (
    (
        "Difficulty (p)",
        "The share of the points that the class earned. High means easy.",
        "mean share of the points of a question; for right or wrong, the proportion correct",
        "University of Wisconsin Oshkosh, Testing Services, Optimal Item Difficulty, no date",
    ),
    (
        "Discrimination (r)",
        "Whether those who did well on all other questions did well on this one too. Below 0, they did worse.",
        "corrected point-biserial: r = corr(x, T - x), x the points of the question, T the points of the whole test",
        "Henrysson S. Correction of item-total correlations in item analysis. Psychometrika 1963;28:211-218",
    ),
    (
        "KR-20",
        "How well questions that are right or wrong agree on who knows more: near 1 they agree, near 0 they do not.",
        "k / (k - 1) * (1 - sum of p(1 - p) / variance of T), k questions that are right or wrong",
        "Kuder GF, Richardson MW. The theory of the estimation of test reliability. Psychometrika 1937;2:151-160",
    ),
    (
        "Cronbach's alpha",
        "The same as KR-20, for a test in which an answer can be partly right.",
        "k / (k - 1) * (1 - sum of the variances of x / variance of T), where there is partial credit",
        "Cronbach LJ. Coefficient alpha and the internal structure of tests. Psychometrika 1951;16:297-334",
    ),
)


def about(answers: ClassAnswers) -> Html:
    """Which file this is, how many students answered, and what was decided on reading.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.

    Returns
    -------
    Html
        A list; made-up answers are marked in its first line.
    """
    students = len(answers.points)
    lines = [_EXAMPLE] if answers.is_made_up else []
    lines += [
        f"File: {answers.file}, read as {answers.platform}.",
        f"{students} students, {len(answers.asked)} questions. One student is {100 / students:.1f} percent of them.",
        *answers.notes,
        "Names became codes while the file was read; no name and no code is shown or saved.",
    ]
    return Html(ui.bullets(lines), "\n".join(lines))


def whole_test(answers: ClassAnswers) -> Html:
    """Mean and spread of the whole test, and how well its questions hold together.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.

    Returns
    -------
    Html
        A table.
    """
    complete = answers.points.dropna()
    if complete.empty:
        message = (
            "No student has points in every question, so there is no total, no discrimination, no KR-20 and no alpha."
        )
        return Html(message, message)
    total = 100 * complete.sum(axis=1) / sum(asked.max_points for asked in answers.asked)
    name, value = findings.reliability(answers)
    if value is None:
        message = "cannot be computed: it needs two questions, and students with different totals"
    else:
        enough = round(value, 2) >= findings.RELIABLE
        message = f"{value:.2f}: {'at least' if enough else 'below'} {findings.RELIABLE:.1f}"
        message += "" if enough else ", so do not build a grade on this test alone"
    rows = [
        ("Students with points in every question", str(len(complete))),
        ("Mean of the points", f"{total.mean():.0f} percent"),
        ("Standard deviation", f"{total.std(ddof=0):.0f} percentage points"),
        (name, message),
    ]
    return ui.show(pd.DataFrame(rows, columns=["Measure", "Value"]), _marked("The whole test", answers))


def chart(answers: ClassAnswers) -> Chart | Html:
    """The questions by difficulty and discrimination.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.

    Returns
    -------
    Chart or Html
        The data table of the chart is read back from the picture. A sentence if no question has a discrimination.
    """
    frame = findings.by_question(answers)
    if frame["discrimination"].isna().all():
        message = (
            "There is nothing to draw: discrimination needs students who have points in every question and differ."
        )
        return Html(message, message)
    questions = frame.assign(percent=100 * frame["difficulty"], look=frame["look"].map(bool))
    count = int(questions["look"].sum())
    title = f"{count} of {len(frame)} questions are worth a look." if count else "No question stands out."
    return charts.item_chart(
        questions, title=title, least=findings.LEAST, note=f"{MADE_UP}." if answers.is_made_up else ""
    )


def each_question(answers: ClassAnswers) -> Html:
    """Difficulty and discrimination of each question, as a table.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.

    Returns
    -------
    Html
        A table with a row for each question; below it, for a small class, why none is named for its discrimination.
    """
    frame = findings.by_question(answers)
    cells = pd.DataFrame(
        {
            "question": frame["title"].map(_short),
            "students": frame["students"],
            "difficulty": [f"{p:.2f}" for p in frame["difficulty"]],
            "discrimination": ["not computed" if pd.isna(r) else f"{r:.2f}" for r in frame["discrimination"]],
            "look": ["yes" if reasons else "" for reasons in frame["look"]],
        }
    )
    headings = ["Question", "Students asked", "Difficulty (p)", "Discrimination (r)", "Look at it"]
    caption, small = _marked("Each question", answers), _small(answers)
    plain = f"{caption}\n{cells.to_string(index=False)}\n{small.striptags()}".rstrip()
    return Html(ui.joined([ui.table(cells, caption, headings), small]), plain)


def to_look_at(answers: ClassAnswers) -> Html:
    """The questions to look at, each with the reason, and in a fold with the answers that were chosen.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.

    Returns
    -------
    Html
        A paragraph, a list of reasons and a fold for each question, those that may have a wrong key first; below them,
        for a small class, why none is named for its discrimination.
    """
    frame = findings.by_question(answers).set_index("number")
    found = [asked for asked in answers.asked if frame.loc[asked.number, "look"]]
    found.sort(key=lambda asked: findings.WORSE not in frame.loc[asked.number, "look"])
    parts = [_looked_at(asked, frame.loc[asked.number, "look"], answers) for asked in found]
    plain = [f"{asked.title}: {'; '.join(frame.loc[asked.number, 'look'])}" for asked in found]
    if not found:
        parts = plain = ["No question stands out."]
    small = _small(answers)
    return Html(ui.joined([*parts, small]), "\n".join([*plain, small.striptags()]).rstrip())


def _small(answers: ClassAnswers) -> Markup:
    """The note below what names questions to look at; empty for a class that is not small."""
    return Markup("<p>{}</p>").format(_SMALL) if findings.is_small(answers) else Markup()


def _looked_at(asked: Asked, reasons: Sequence[str], answers: ClassAnswers) -> Markup:
    rows = [
        (one.choice.text, "right" if one.choice.correct else "", one.students, f"{one.share:.0%}", one.choice.why)
        for one in findings.taken(asked, answers)
    ]
    frame = pd.DataFrame(rows, columns=["Answer", "Key", "Students", "Of those asked", "Why"])
    caption = _marked(f"Question {asked.number}: answers chosen", answers)
    return _ITEM.format(asked.number, _short(asked.text)) + ui.joined(
        [ui.bullets(reasons), ui.folded(f"Answers to question {asked.number}", ui.table(frame, caption))]
    )


def to_teach_again(answers: ClassAnswers, data: CourseData) -> Html:
    """The share of the points by objective, client need and lesson, the weakest first.

    Parameters
    ----------
    answers : ClassAnswers
        What a class answered.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Html
        Three tables; a sentence if no question is in the bank.
    """
    titles = data.by_id("lessons")["title"]
    names = {
        "objective": ("By objective", lambda group: f"{titles[group[0]]}: {_objective(*group)}"),
        "client_need": ("By client need", str),
        "lesson": ("By lesson", titles.get),
    }
    tables = []
    for by, (caption, name) in names.items():
        frame = findings.teach_again(answers, by)
        if len(frame):
            cells = frame.assign(group=frame["group"].map(name), share=[f"{share:.0%}" for share in frame["share"]])
            headings = [caption.removeprefix("By ").capitalize(), "Questions", "Points earned"]
            tables.append((cells, _marked(f"{caption}, the weakest first", answers), headings))
    if not tables:
        message = "None of these questions is in the bank of the course, so nothing says what each teaches."
        return Html(message, message)
    return _tables(*tables)


def methods() -> Html:
    """How each figure is computed, and where formula and limits come from.

    Returns
    -------
    Html
        Two tables.
    """
    formulas = pd.DataFrame(_METHODS, columns=["Figure", "In plain words", "Formula", "Source"])
    limits = pd.DataFrame(findings.SOURCES.items(), columns=["Rule of thumb", "Source"])
    return _tables((formulas, "Figures", None), (limits, "Rules of thumb, as seen in November 2026", None))


def _tables(*tables: tuple[pd.DataFrame, str, Sequence[str] | None]) -> Html:
    """Several tables (frame, caption, headings) as one output."""
    plain = "\n".join(f"{caption}\n{frame.to_string(index=False)}" for frame, caption, _ in tables)
    return Html(ui.joined(ui.table(*table) for table in tables), plain)


def _objective(lesson: str, number: int) -> str:
    """What a learner can do after a lesson, by its number."""
    path = NOTEBOOKS / f"{lesson}.ipynb"
    listed = objectives(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []
    return listed[number - 1] if 0 < number <= len(listed) else f"objective {number}"


def _short(text: str) -> str:
    return textwrap.shorten(text, 150, placeholder=" …")


def _marked(caption: str, answers: ClassAnswers) -> str:
    return f"{caption} ({MADE_UP})" if answers.is_made_up else caption

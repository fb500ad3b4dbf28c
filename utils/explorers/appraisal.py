"""The appraisal desk: a card per article, a form to score it, and the scores of two raters to compare with.

Everything is native HTML: a fold, a form with number fields and check boxes, a table. Nothing needs a script or a
kernel, nothing is stored or sent, and on paper each field is a box to write in. Number fields and check boxes (not
radio buttons) because JupyterLab takes the arrow keys of everything else for itself.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.statements.interrater import paired
from utils.statements.locations import line_numbers_text
from utils.statements.statement_table import article_statements
from utils.tables.course_data import CourseData
from utils.tables.rules.appraisal import RATERS
from utils.tables.rules.display import DESK_TOPICS
from utils.ui.components import block_end, frame
from utils.ui.elements import Html
from utils.ui.sources import Sources

_STATISTIC_SUBJECTS = ("treatment", "survival")
_SHEET_LINES = {
    "title": "Title and address",
    "who": "Who made it, and who pays",
    "claim": "One claim that matters",
    "elsewhere": "What others say on that claim, and where",
}


def desk(data: CourseData, answers: bool = True) -> Html:
    """Cards of all articles, each folded: what it is, its parts and claims, the form, and the raters' scores in a fold.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    answers : bool
        Whether the raters' scores are there.

    Returns
    -------
    Html
        The cards; their plain form lists the articles and the questions.
    """
    card = Markup('<details class="mbc-card"><summary>Article {}: {}</summary>{}{}{}</details>')
    cards = ui.joined(
        card.format(
            row.id,
            row.title,
            _card(row, data),
            _form(f"desk-{row.id}", data),
            _rater_scores(row.id, data) if answers else "",
        )
        for row in data.sources.itertuples()
    )
    articles = "\n".join(f"Article {s.id}: {s.title}" for s in data.sources.itertuples())
    questions = "\n".join(f"- {q.label}: {q.question}" for q in data.appraisal_questions.itertuples())
    return Html(
        Markup('<section class="mbc-desk" aria-label="Appraisal desk">{}</section>').format(cards),
        f"Appraisal desk\n{articles}\nQuestions for each article:\n{questions}",
    )


def sheet(data: CourseData) -> Html:
    """An empty score sheet for an article of one's own, to fill in on the page or on paper.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Html
        The sheet, open.
    """
    line = Markup(
        '<label class="mbc-line"><span>{}</span> <input type="text" name="own-{}" autocomplete="off"></label>'
    )
    lines = ui.joined(line.format(label, name) for name, label in _SHEET_LINES.items())
    questions = "\n".join(f"- {q.label}: {q.question} ____" for q in data.appraisal_questions.itertuples())
    return Html(
        Markup('<section class="mbc-desk" aria-label="Score sheet for an article of your own">{}</section>').format(
            _form("own", data, lines)
        ),
        "\n".join(["Score sheet", *(f"{label}: ____" for label in _SHEET_LINES.values()), questions]),
    )


def instrument_cards(data: CourseData, ids: list[str]) -> Html:
    """What each instrument judges and what it cannot, framed as reference, with its page.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    ids : list of str
        Ids of ``data.appraisal_instruments``, in the order to show.

    Returns
    -------
    Html
        One block per instrument.

    Raises
    ------
    CourseError
        If an id is not in the table.
    """
    rows, sources = data.rows("appraisal_instruments", ids), Sources(data)
    blocks = ui.joined(
        Markup(
            "<h3>{label}</h3><p><b>It judges:</b> {judges}{marker}</p>"
            '<p><b>It cannot judge:</b> {cannot_judge}</p><p class="mbc-caveat">{note}</p>'
        ).format(**row._asdict(), marker=sources.row("appraisal_instruments", row.id))
        for row in rows
    )
    plain = "\n".join(f"{row.label}: {row.judges} It cannot judge: {row.cannot_judge} {row.note}" for row in rows)
    end = block_end(sources, data, (("appraisal_instruments", id) for id in ids))
    return Html(frame(blocks + end), plain)


def _card(row: NamedTuple, data: CourseData) -> Markup:
    """What an article says of itself, and its parts. ``row``: of ``sources``."""
    texts = article_statements(data, row.id).set_index(["table", "row_id"])["text"]
    facts = [
        ("Author", row.authorship),
        ("Publisher", row.publisher),
        ("Date", row.date),
        ("Sources named", row.references_given),
        ("Money, interests, how it was made", row.disclosure),
        ("Reading grade", f"{row.reading_grade:g}"),
    ]
    parts = data.article_outline[data.article_outline["source_id"] == row.id].sort_values("position")
    claims = ui.bullets(
        Markup("<b>{}{}</b> {} {}").format(
            part.heading,
            "" if part.heading.endswith("?") else ".",
            texts[part.table, part.row_id] if part.table else "",
            _place(f"from line {part.line}"),
        )
        for part in parts.itertuples()
    )
    return Markup("{}<p><b>Its parts, and a main claim of each, in our words:</b></p>{}{}").format(
        ui.bullets(Markup("<b>{}:</b> {}").format(*fact) for fact in facts), claims, _fold(row.id, data)
    )


def treatment_statements(source_id: str, data: CourseData) -> list[tuple[str, list[int]]]:
    """Everything one article itself says on treatment, care and outlook, in the order of its lines.

    A treatment that several articles state is given in this one's own wording, or as a name. A row on something else (a
    cause, a type of cancer) is there too where its text mentions treatment.

    Parameters
    ----------
    source_id : str
        Id of an article in ``data.sources``.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    list of (str, list of int)
        Text and line numbers of each statement.
    """
    rows = article_statements(data, source_id)
    facts = data.facts.loc[data.facts["topic"].isin(DESK_TOPICS), "id"]
    estimates = data.statistics.loc[data.statistics["subject"].isin(_STATISTIC_SUBJECTS), "id"]
    checks = data.diagnostic_tests.loc[data.diagnostic_tests["used_for"] == "follow-up", "id"]
    wanted = (rows["table"] == "treatments") | rows["text"].str.contains("treat", case=False)
    for table, ids in {"facts": facts, "statistics": estimates, "diagnostic_tests": checks}.items():
        wanted = wanted | ((rows["table"] == table) & rows["row_id"].isin(ids))
    return [
        (f"Names {_in_sentence(row.text)}." if row.name_only else row.text, row.lines)
        for row in rows[wanted].itertuples()
    ]


def _in_sentence(name: str) -> str:
    """A name as it is written inside a sentence: "Surgery" as "surgery", "CDK4/6 inhibitors" as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _place(where: str) -> Markup:
    """The lines of an article on its own card, after what they say."""
    return Markup('<span class="mbc-source">({})</span>').format(where)


def _fold(source_id: str, data: CourseData) -> Markup:
    items = [
        Markup("{} {}").format(text, _place(line_numbers_text(lines)))
        for text, lines in treatment_statements(source_id, data)
    ]
    label = f"All it says on treatment, care and outlook, in our words ({len(items)} statements)"
    return ui.folded(label, ui.bullets(items))


def _form(name: str, data: CourseData, lines: str = "") -> Markup:
    """The questions as a form: a check box for each benchmark, a number for each question with a longer scale.

    ``name``: what the names of its fields begin with. ``lines``: fields that come first.
    """
    fields = []
    for part, questions in data.appraisal_questions.groupby("part", sort=False):
        scale = data.row("appraisal_instruments", questions["instrument_id"].iloc[0])
        first = questions.iloc[0]  # the ends of the scale mean the same for all questions of a part
        scale_text = (
            f"tick what is {first['high_means']}"
            if scale.high == 1
            else f"{scale.low} = {first['low_means']}, {scale.high} = {first['high_means']}"
        )
        inputs = ui.joined(_field(name, question, scale) for question in questions.itertuples())
        fields.append(Markup("<fieldset><legend>{} ({})</legend>{}</fieldset>").format(part, scale_text, inputs))
    return Markup(
        '<form class="mbc-sheet" autocomplete="off">{lines}{fields}'
        '<label class="mbc-score"><span>Sum of the first fifteen DISCERN scores, if you like to add up</span> '
        '<input type="number" name="{name}-sum" min="15" max="75" inputmode="numeric"></label></form>'
    ).format(lines=lines, fields=ui.joined(fields), name=name)


def _field(name: str, question: NamedTuple, scale: NamedTuple) -> Markup:
    if scale.high == 1:
        control = Markup('<input type="checkbox" name="{}-{}">').format(name, question.id)
    else:
        control = Markup('<input type="number" name="{}-{}" min="{}" max="{}" step="1" inputmode="numeric">').format(
            name, question.id, scale.low, scale.high
        )
    return Markup('<label class="mbc-score"><span><b>{}. {}.</b> {}</span> {}</label>').format(
        question.position, question.label, question.question, control
    )


def _rater_scores(source_id: str, data: CourseData) -> Markup:
    """Both raters' scores of one article with their reasons, in a fold."""
    scores = data.appraisal_scores[data.appraisal_scores["source_id"] == source_id]
    all_questions = data.appraisal_questions.set_index("id")
    score_of = {(row.question_id, row.rater): row for row in scores.itertuples()}
    parts = []
    for part, questions in all_questions.groupby("part", sort=False):
        items = ui.bullets(
            Markup("<b>{}. {}:</b> {}{}").format(
                question.position,
                question.label,
                _gap(*(score_of[question.Index, rater] for rater in RATERS)),
                ui.bullets(_score(score_of[question.Index, rater]) for rater in RATERS),
            )
            for question in questions.itertuples()
        )
        parts.append(Markup("<p><b>{}</b></p>{}").format(part, items))
    return Markup(
        '<details class="mbc-model"><summary>Scored it? Compare with two raters</summary>'
        '<p class="mbc-origin">The makers of this course scored each article twice; they are not clinicians. '
        "Rater A is strict: points only for what the article says. "
        "Rater B reads as a patient might: what would it leave me with? "
        "Yours may differ with good reason.</p><p>{}</p>{}</details>"
    ).format(_totals(scores, all_questions), ui.joined(parts))


def _gap(a: NamedTuple, b: NamedTuple) -> str:
    """How far two scores of one question are apart."""
    return "the same" if a.score == b.score else f"{abs(a.score - b.score)} apart"


def _score(row: NamedTuple) -> Markup:
    """A rater's score with its reason and the lines it refers to. ``row``: of ``appraisal_scores``."""
    lines = f"({line_numbers_text(map(int, row.lines.split(';')))})" if row.lines else ""
    return Markup('Rater {}: <b>{}.</b> {} <span class="mbc-source">{}</span>').format(
        row.rater.upper(), row.score, row.reason, lines
    )


def _totals(scores: pd.DataFrame, questions: pd.DataFrame) -> str:
    """How many benchmarks are met and what the first fifteen DISCERN scores add up to, for each rater.

    ``scores``: those of one article. ``questions``: ``appraisal_questions`` by their id.
    """
    pairs = paired(scores).set_index("question_id")
    counted = questions["counted"].reindex(pairs.index)
    met, summed = (
        pairs.loc[counted == count_name, ["a", "b"]].sum() for count_name in ("benchmark met", "sum of scores")
    )
    return (
        f"JAMA benchmarks met: {met['a']} and {met['b']} of {(counted == 'benchmark met').sum()}. "
        f"The first fifteen DISCERN scores add up to {summed['a']} and {summed['b']}, on a scale of 15 to 75. "
        "The sum is a help to compare. The last question is the judgment."
    )

"""The appraisal desk: a card per article, a form to score it, and the scores of two raters to compare with.

Everything is native HTML: a fold, a form with number fields and check boxes, a table. Nothing needs a script or a
kernel, nothing is stored or sent, and on paper each field is a box to write in. Number fields and check boxes (not
radio buttons) because JupyterLab takes the arrow keys of everything else for itself.
"""

from __future__ import annotations

import pandas as pd

from utils import ui
from utils.statements.interrater import paired
from utils.statements.locations import lines_named
from utils.statements.statement_table import of_article
from utils.tables.course_data import CourseData
from utils.tables.rules.appraisal import RATERS
from utils.ui.components import publisher_link
from utils.ui.elements import Html

# what a rater without the article needs: treatment and care, who gives and pays for it, and the outlook
_TOPICS = ("treatment", "side effects", "goals of care", "cure", "care planning", "quality of life", "support", "provider",
           "money", "monitoring", "research", "prognosis")  # fmt: skip
_FIGURES = ("treatment", "survival")
_ASKED = {
    "title": "Title and address",
    "who": "Who made it, and who pays",
    "claim": "One claim that matters",
    "elsewhere": "What others say on that claim, and where",
}


def desk(data: CourseData) -> Html:
    """Cards of all articles, each folded: what it is, its parts and claims, the form, and the raters' scores behind a fold.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    cards = "".join(
        f'<details class="mbc-card"><summary>Article {ui.text(source.id)}: {ui.text(source.title)}</summary>'
        f"{_card(source, data)}{_form(f'desk-{source.id}', data)}{_model(source.id, data)}</details>"
        for source in data.sources.itertuples()
    )
    plain = "\n".join(f"Article {s.id}: {s.title}" for s in data.sources.itertuples())
    asked = "\n".join(f"- {q.label}: {q.question}" for q in data.appraisal_questions.itertuples())
    return Html(
        f'<section class="mbc-desk" aria-label="Appraisal desk">{cards}</section>',
        f"Appraisal desk\n{plain}\nQuestions for each article:\n{asked}",
    )


def sheet(data: CourseData) -> Html:
    """An empty score sheet for an article of one's own, to fill in on the page or on paper."""
    lines = "".join(
        f'<label class="mbc-line"><span>{ui.text(words)}</span> <input type="text" name="own-{name}" autocomplete="off"></label>'
        for name, words in _ASKED.items()
    )
    asked = "\n".join(f"- {q.label}: {q.question} ____" for q in data.appraisal_questions.itertuples())
    return Html(
        f'<section class="mbc-desk" aria-label="Score sheet for an article of your own">{_form("own", data, lines)}</section>',
        "\n".join(["Score sheet", *(f"{words}: ____" for words in _ASKED.values()), asked]),
    )


def instrument_cards(data: CourseData, ids: list[str]) -> Html:
    """What each instrument judges and what it cannot, framed as reference, with its page."""
    rows = data.appraisal_instruments.set_index("id").loc[ids]
    blocks = "".join(
        f"<h3>{ui.text(row.label)}</h3><p><b>It judges:</b> {ui.text(row.judges)}</p>"
        f"<p><b>It cannot judge:</b> {ui.text(row.cannot_judge)}</p>"
        f'<p class="mbc-caveat">{ui.text(row.note)} ({publisher_link(row.reference_id, data.references)})</p>'
        for row in rows.itertuples()
    )
    plain = "\n".join(
        f"{row.label}: {row.judges} It cannot judge: {row.cannot_judge} {row.note}" for row in rows.itertuples()
    )
    return Html(f'<aside class="mbc-reference">{blocks}</aside>', plain)


def _card(source, data: CourseData) -> str:
    known = of_article(data, source.id).set_index(["table", "row_id"])["text"]
    facts = [
        ("Author", source.authorship),
        ("Publisher", source.publisher),
        ("Date", source.date),
        ("Sources named", source.references_given),
        ("Money, interests, how it was made", source.disclosure),
        ("Reading grade", f"{source.reading_grade:g}"),
    ]
    about = ui.bullets(f"<b>{ui.text(name)}:</b> {ui.text(value)}" for name, value in facts)
    parts = data.article_outline[data.article_outline["source_id"] == source.id].sort_values("position")
    claims = ui.bullets(
        f"<b>{ui.text(part.heading)}{'' if part.heading.endswith('?') else '.'}</b> {ui.text(known[part.table, part.row_id]) if part.table else ''} "
        f'<span class="mbc-source">(from line {part.line})</span>'
        for part in parts.itertuples()
    )
    outline = f"<p><b>Its parts, and a main claim of each, in our words:</b></p>{claims}"
    return f"{about}{outline}{_fold(source.id, data)}"


def on_treatment(source_id: str, data: CourseData) -> list[tuple[str, list[int]]]:
    """Everything one article itself says on treatment, care and outlook: (text, lines), in the order of its lines.

    A treatment that it shares with other articles is told with this one's own words, or as a name. A row on something else
    (a cause, a type of cancer) is there too where its text speaks of treatment.
    """
    rows = of_article(data, source_id)
    facts = data.facts.loc[data.facts["topic"].isin(_TOPICS), "id"]
    numbers = data.statistics.loc[data.statistics["subject"].isin(_FIGURES), "id"]
    checks = data.diagnostic_tests.loc[data.diagnostic_tests["used_for"] == "follow-up", "id"]
    wanted = (rows["table"] == "treatments") | rows["text"].str.contains("treat", case=False)
    for table, ids in {"facts": facts, "statistics": numbers, "diagnostic_tests": checks}.items():
        wanted = wanted | ((rows["table"] == table) & rows["row_id"].isin(ids))
    return [
        (f"Names {_in_sentence(row.text)}." if row.name_only else row.text, row.lines)
        for row in rows[wanted].itertuples()
    ]


def _in_sentence(name: str) -> str:
    """A name as it stands inside a sentence: "Surgery" as "surgery", "CDK4/6 inhibitors" as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _fold(source_id: str, data: CourseData) -> str:
    items = [
        f'{ui.text(text)} <span class="mbc-source">({lines_named(lines)})</span>'
        for text, lines in on_treatment(source_id, data)
    ]
    label = f"All it says on treatment, care and outlook, in our words ({len(items)} statements)"
    return ui.folded(label, ui.bullets(items))


def _form(name: str, data: CourseData, lines: str = "") -> str:
    """The questions as a form: a box to tick for each benchmark, a number for each question with a longer scale."""
    scales = data.appraisal_instruments.set_index("id")
    fields = []
    for part, questions in data.appraisal_questions.groupby("part", sort=False):
        scale = scales.loc[questions["instrument_id"].iloc[0]]
        ends = questions.iloc[0]
        marks = (
            f"tick what is {ends['high_means']}"
            if scale["high"] == 1
            else f"{scale['low']} = {ends['low_means']}, {scale['high']} = {ends['high_means']}"
        )
        asked = "".join(_field(name, question, scale) for question in questions.itertuples())
        fields.append(f"<fieldset><legend>{ui.text(part)} ({ui.text(marks)})</legend>{asked}</fieldset>")
    total = (
        f'<label class="mbc-score"><span>Sum of the first fifteen DISCERN scores, if you like to add up</span> '
        f'<input type="number" name="{name}-sum" min="15" max="75" inputmode="numeric"></label>'
    )
    return f'<form class="mbc-sheet" autocomplete="off">{lines}{"".join(fields)}{total}</form>'


def _field(name: str, question, scale: pd.Series) -> str:
    words = f"<b>{question.position}. {ui.text(question.label)}.</b> {ui.text(question.question)}"
    if scale["high"] == 1:
        control = f'<input type="checkbox" name="{name}-{question.id}">'
    else:
        control = (
            f'<input type="number" name="{name}-{question.id}" min="{scale["low"]}" max="{scale["high"]}" step="1" '
            f'inputmode="numeric">'
        )
    return f'<label class="mbc-score"><span>{words}</span> {control}</label>'


def _model(source_id: str, data: CourseData) -> str:
    """Both raters' scores of one article with their reasons, behind a fold."""
    scores = data.appraisal_scores[data.appraisal_scores["source_id"] == source_id]
    asked = data.appraisal_questions.set_index("id")
    told = {(row.question_id, row.rater): row for row in scores.itertuples()}
    parts = []
    for part, questions in asked.groupby("part", sort=False):
        items = [
            f"<b>{question.position}. {ui.text(question.label)}:</b> {_gap(told[question.Index, 'a'], told[question.Index, 'b'])}"
            + ui.bullets(f"Rater {rater.upper()}: {_told(told[question.Index, rater])}" for rater in RATERS)
            for question in questions.itertuples()
        ]
        parts.append(f"<p><b>{ui.text(part)}</b></p>{ui.bullets(items)}")
    return (
        '<details class="mbc-model"><summary>Scored it? Compare with two raters</summary>'
        '<p class="mbc-origin">The makers of this course scored each article twice; they are no clinicians. Rater A is strict: '
        "points only for what stands there. Rater B reads as a patient might: what would it leave me with? "
        f"Yours may differ with good reason.</p><p>{ui.text(_totals(scores, asked))}</p>{''.join(parts)}</details>"
    )


def _gap(a, b) -> str:
    return "the same" if a.score == b.score else f"{abs(a.score - b.score)} apart"


def _told(row) -> str:
    where = f"({lines_named(map(int, row.lines.split(';')))})" if row.lines else ""
    return f'<b>{row.score}.</b> {ui.text(row.reason)} <span class="mbc-source">{where}</span>'


def _totals(scores: pd.DataFrame, asked: pd.DataFrame) -> str:
    """How many benchmarks are met and what the first fifteen DISCERN scores add up to, for each rater."""
    pairs = paired(scores).set_index("question_id")
    counted = asked["counted"].reindex(pairs.index)
    met, summed = (pairs.loc[counted == what, ["a", "b"]].sum() for what in ("benchmark met", "sum of scores"))
    return (
        f"JAMA benchmarks met: {met['a']} and {met['b']} of {(counted == 'benchmark met').sum()}. "
        f"The first fifteen DISCERN scores add up to {summed['a']} and {summed['b']}, on a scale of 15 to 75. "
        "The sum is a help to compare. The last question is the judgment."
    )

"""The number explorer: every estimate that the articles cite, what it leaves unsaid, and what references say.

Which references belong to which estimate is read from ``comparison_rows``; nothing here names an estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.comparison import comparison_chart
from utils.charts.spread import INVENTED_MONTHS, STILL_ALIVE_MONTHS, spread_chart
from utils.statements import estimates
from utils.statements.links import panel_parts
from utils.statements.reviewers import review_keys
from utils.statements.statement_table import statements_by_key
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.tables.sentences import first_sentence
from utils.ui.components import (
    answer,
    block_end,
    caveat_note,
    frame,
    heading_tag,
    note_paragraph,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import Sources

ARTICLE_ONLY, WITH_REFERENCES = "article", "references"
VIEW = Control(
    "What do you want to see?", ((ARTICLE_ONLY, "what the article gives"), (WITH_REFERENCES, "what references say"))
)


def cited_estimates(data: CourseData) -> pd.DataFrame:
    """The estimates that the articles cite, those with a number first, then those in words only.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.DataFrame
        Rows of ``data.statistics`` whose ``kind`` is ``article``. ``low`` and ``high`` (float64) are in ``unit``, and
        missing where the article gives no number.
    """
    rows = data.statistics[data.statistics["kind"] == "article"]
    return rows.sort_values("low", key=pd.isna, kind="stable")


def comparisons_with_references(data: CourseData, row_id: str) -> pd.DataFrame:
    """The comparisons of one estimate with references.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    row_id : str
        Id of ``data.statistics``.

    Returns
    -------
    pandas.DataFrame
        The rows of ``data.comparisons`` against references whose statement is this estimate.
    """
    links = _estimates_on(data, "statement")
    comparison_ids = links.loc[links["row_id"] == row_id, "comparison_id"]
    with_references = data.comparisons[data.comparisons["against"] == "reference"]
    return with_references[with_references["id"].isin(comparison_ids)]


def _estimates_on(data: CourseData, side: str) -> pd.DataFrame:
    """The estimates on one side of the comparisons: rows of ``comparison_rows``."""
    rows = data.comparison_rows
    return rows[(rows["side"] == side) & (rows["table"] == "statistics")]


def reference_estimates(data: CourseData, row_id: str) -> pd.DataFrame:
    """The references' estimates that an article's estimate is compared with.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    row_id : str
        Id of ``data.statistics``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``data.statistics``, each once, in the order of ``data.comparison_rows``.
    """
    comparison_ids = comparisons_with_references(data, row_id)["id"]
    links = _estimates_on(data, "against")
    links = links[links["comparison_id"].isin(comparison_ids)].drop_duplicates("row_id")
    return links[["row_id"]].merge(data.statistics, left_on="row_id", right_on="id").drop(columns="row_id")


def verdict_board(data: CourseData) -> pd.DataFrame:
    """Each cited estimate with its verdicts, from ``comparisons``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns ``label``, ``figure`` (the number with its unit) and ``verdicts`` (joined by "; ", or "none yet"), all
        text.
    """
    rows = cited_estimates(data)
    verdict_columns = ["verdict", "second_verdict"]
    verdicts_of = [comparisons_with_references(data, id)[verdict_columns].stack() for id in rows["id"]]
    return pd.DataFrame(
        {
            "label": rows["label"],
            "figure": [_amount(row) for row in rows.itertuples()],
            "verdicts": ["; ".join(dict.fromkeys(names[names != ""])) or "none yet" for names in verdicts_of],
        }
    )


def number_explorer(data: CourseData) -> Explorer:
    """Choose a cited estimate; see what the article gives and leaves out, then references and verdicts.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        Two panels per cited estimate.
    """
    choice = Control("Which figure?", tuple((row.id, _short_text(row)) for row in cited_estimates(data).itertuples()))
    return build_explorer("numbers", "Number explorer", (choice, VIEW), lambda *chosen: number_panel(data, *chosen))


def number_panel(data: CourseData, row_id: str, view: str) -> Markup:
    """One panel of the number explorer.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    row_id : str
        Id of an estimate that an article cites.
    view : str
        ARTICLE_ONLY or WITH_REFERENCES.

    Returns
    -------
    Markup
        The panel.
    """
    row, sources = data.row("statistics", row_id), Sources(data)
    head, marker = heading_tag(_short_text(row)), sources.row("statistics", row_id)
    if view == WITH_REFERENCES:
        return head + _with_references(data, row, marker, sources)
    end = block_end(sources, data, [("statistics", row_id)])
    return head + answer(_said_and_unsaid(row), marker) + _article_only(row) + end


def _said_and_unsaid(row: NamedTuple) -> str:
    """How many of the questions to a figure the article answers, in a sentence."""
    unsaid = [q for column, q in estimates.CONTEXT.items() if getattr(row, column) == estimates.NOT_STATED]
    statement = f"An article says {_amount(row)}" if pd.notna(row.low) else "An article says it in words only"
    return (
        f"{statement}. It does not say: {', '.join(unsaid)}."
        if unsaid
        else f"{statement}, and for whom, where and when."
    )


def _short_text(row: NamedTuple) -> str:
    """An estimate in a few words: its label, and its amount where it has one."""
    return f"{row.label} (in words only)" if pd.isna(row.low) else f"{row.label}: {_amount(row)}"


def _amount(row: NamedTuple) -> str:
    return estimates.amount(row.low, row.high, row.unit)


def _article_only(row: NamedTuple) -> Markup:
    """The questions to a figure and what the article answers; as people only where that is allowed."""
    answers = pd.DataFrame(
        [(question.capitalize() + "?", getattr(row, column)) for column, question in estimates.CONTEXT.items()]
    )
    if why := estimates.why_not_people(row):
        people = Markup("<p><b>As so many people out of a hundred?</b> No: {}{}</p>").format(
            why[0].lower() + why[1:], "" if why.endswith(".") else "."
        )
    else:
        people = charts.icon_array(
            row,
            title=f"{row.label}, as a hundred cases.",
            event=row.label.lower(),
            otherwise="without",
            sources=[],
        ).html
    return (
        ui.table(answers, "What the article states", ["Question", "The article"])
        + people
        + note_paragraph(row.caveat)
        + Markup("<p><b>Your turn.</b> Which question would you ask first? Then see what references say.</p>")
    )


def _with_references(data: CourseData, row: NamedTuple, marker: Markup, sources: Sources) -> Markup:
    """The verdict, the comparison chart, the verdicts in words, and the references' who, where and when (folded)."""
    references, comparisons = reference_estimates(data, row.id), comparisons_with_references(data, row.id)
    names = dict.fromkeys(
        name for each in comparisons.itertuples() for name in (each.verdict, each.second_verdict) if name
    )
    verdict_paragraphs = ui.joined(
        Markup("<p><b>Verdict: {}.</b> {} {}</p>").format(
            verdicts.verdict_text(comparison, ", "), comparison.what_differs, comparison.why_it_matters
        )
        for comparison in comparisons.itertuples()
    )
    details = ui.bullets(
        Markup("{label}: <b>{amount}</b> ({context}){marker}{caveat}").format(
            label=other.label,
            amount=_amount(other),
            context=estimates.context(other),
            marker=sources.row("statistics", other.id),
            caveat=caveat_note(other.caveat),
        )
        for other in references.itertuples()
    )
    fold = ui.folded(f"Who, where and when: {len(references)} figures of references", details) if details else ""
    shown_keys = (
        ("statistics", row.id),
        *review_keys("statistics", references.itertuples()),
        *review_keys("comparisons", comparisons.itertuples()),
    )
    outcome = f"Compared with {len(references)} figures of references: {'; '.join(names) or 'no verdict yet'}."
    return (
        answer(outcome, marker)
        + _chart(data, row, references)
        + frame(verdict_paragraphs + fold)
        + block_end(sources, data, shown_keys)
    )


def _chart(data: CourseData, row: NamedTuple, references: pd.DataFrame) -> Markup:
    """The chart of an estimate and the references of one unit: its own, else that of most references.

    Where no reference has a figure to compare it with, a sentence says so.
    """
    article = data.statistics[data.statistics["id"] == row.id]
    units = [row.unit] if not pd.isna(row.low) else list(references.loc[references["low"].notna(), "unit"].mode())[:1]
    comparable = references[references["unit"].isin(units)]
    count = len(comparable)
    if not count:
        return Markup("<p>No figure of a reference can be drawn with it yet.</p>")
    title = f"{row.label}: the article, and {count} figure{'s' if count > 1 else ''} of references."
    return comparison_chart(article, comparable, title=title, sources=[]).html


def verdict_legend() -> pd.DataFrame:
    """The verdicts in plain words.

    Returns
    -------
    pandas.DataFrame
        Text columns ``verdict`` and ``meaning``.
    """
    return pd.DataFrame(verdicts.MEANING.items(), columns=["verdict", "meaning"])


def people_explorer(data: CourseData, row_ids: Sequence[str]) -> Explorer:
    """Choose an estimate; read it as people, in both directions, or why it must not be put that way.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    row_ids : sequence of str
        Ids of ``data.statistics``, of articles or references.

    Returns
    -------
    Explorer
        A panel per estimate.

    Raises
    ------
    CourseError
        If an id is not in the table.
    """
    rows = data.rows("statistics", row_ids)
    choice = Control("Which figure?", tuple((row.id, f"{row.label}: {_amount(row)}") for row in rows))

    def panel(row_id: str) -> Markup:
        row, sources = data.row("statistics", row_id), Sources(data)
        if why := estimates.why_not_people(row):
            verdict, explanation = "Not as people.", ui.initial_cap(why)
        else:
            verdict, explanation = "As people.", estimates.as_people(row, *_EVENTS[row.measure])
        first, rest = first_sentence(explanation)
        return Markup("<h3>{label}</h3>{answer}{rest}<p>{amount} ({context}){marker}</p>{note}{end}").format(
            label=row.label,
            answer=answer(Markup("<b>{}</b> {}").format(verdict, first)),
            rest=Markup("<p>{}</p>").format(rest) if rest else "",
            amount=_amount(row),
            context=estimates.context(row),
            marker=sources.row("statistics", row_id),
            note=note_paragraph(row.caveat),
            end=block_end(sources, data, [("statistics", row_id)]),
        )

    return build_explorer("as-people", "May I say it as people?", (choice,), panel)


# measure → how the sentence continues for the two groups
_EVENTS = {
    "overall survival": ("were alive after {span}", "had died"),
    "cumulative incidence": ("had it within {span}", "had not"),
    "crude share": ("had it", "had not"),
}


KNOWLEDGE = Control(
    "What do you know?",
    (("median", "only the median"), ("spread", "the whole spread"), ("alive", "the spread, and who is alive")),
)


def average_explorer(data: CourseData) -> Explorer:
    """Choose how much is known about a fictional group; see what it says about one person: nothing.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per amount of knowledge, with a chart each.
    """
    statements, facts_of = statements_by_key(data), panel_parts(data, "average")
    middle = median(INVENTED_MONTHS)
    shorter, longer = sum(m < middle for m in INVENTED_MONTHS), sum(m > middle for m in INVENTED_MONTHS)
    texts = {  # the first line, and what to do or see
        "median": (
            "A median says where the middle is, and not how far apart people are.",
            "Someone tells you the median and no more. Put your finger where one person of this group will be: you "
            "cannot.",
        ),
        "spread": (
            "The times to the right reach much further: a median hides this long tail.",
            f"{shorter} lived less long than the median, {longer} longer, and one is the median. "
            f"The shortest is {min(INVENTED_MONTHS)} months, the longest {max(INVENTED_MONTHS)}.",
        ),
        "alive": (
            "The tail is longer than anybody has counted.",
            f"{len(STILL_ALIVE_MONTHS)} of them are alive when the counting ends. Their marks are open and point on. "
            "People who start a new treatment today are not in the group.",
        ),
    }

    def panel(knowledge: str) -> Markup:
        (lead, see), sources = texts[knowledge], Sources(data)
        facts = ui.joined(
            Markup("<p>An article says: {}{}</p>").format(statements[key].text, sources.row(*key))
            for key in facts_of.get(knowledge, ())
        )
        heading = heading_tag(dict(KNOWLEDGE.options)[knowledge].capitalize())
        see_it = Markup("{}<p>{}</p>").format(spread_chart(knowledge).html, see)
        return heading + answer(lead) + see_it + facts + sources.end()

    return build_explorer("average", "What an average is not (invented data)", (KNOWLEDGE,), panel)

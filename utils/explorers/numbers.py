"""The number explorer: every figure that the articles cite, what it leaves unsaid, and the same question in references.

Which references belong to which figure is read from ``comparison_rows``; nothing here names a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.charts.comparison import comparison_chart
from utils.charts.spread import INVENTED_MONTHS, STILL_ALIVE_MONTHS, spread_chart
from utils.statements import estimates
from utils.statements.links import panel_parts
from utils.statements.locations import cited_lines_by_row
from utils.tables import verdicts
from utils.tables.course_data import CourseData
from utils.ui.components import caveat_note, frame, note_paragraph, publisher_links, source_note
from utils.ui.explorer import Control, Explorer, build_explorer

ARTICLE_ONLY, WITH_REFERENCES = "alone", "beside"
VIEW = Control(
    "What do you want to see?", ((ARTICLE_ONLY, "what the article gives"), (WITH_REFERENCES, "what references say"))
)


def cited_estimates(data: CourseData) -> pd.DataFrame:
    """The figures that the articles cite: rows of ``statistics`` of kind article, figures first, then those in words only."""
    rows = data.statistics[data.statistics["kind"] == "article"]
    return rows.sort_values("low", key=pd.isna, kind="stable")


def comparisons_with_references(data: CourseData, row_id: str) -> pd.DataFrame:
    """The comparisons against references whose statement is the figure ``row_id``; rows of ``comparisons``."""
    rows = _sided(data, "statement")
    own = rows[rows["row_id"] == row_id]
    known = data.comparisons[data.comparisons["against"] == "reference"]
    return known[known["id"].isin(own["comparison_id"])]


def _sided(data: CourseData, side: str) -> pd.DataFrame:
    """The figures on one side of the comparisons: rows of ``comparison_rows``."""
    rows = data.comparison_rows
    return rows[(rows["side"] == side) & (rows["table"] == "statistics")]


def reference_estimates(data: CourseData, row_id: str) -> pd.DataFrame:
    """The references' figures that stand against the figure ``row_id``, in the order of ``comparison_rows``."""
    rows = _sided(data, "against")
    rows = rows[rows["comparison_id"].isin(comparisons_with_references(data, row_id)["id"])].drop_duplicates("row_id")
    return rows[["row_id"]].merge(data.statistics, left_on="row_id", right_on="id").drop(columns="row_id")


def verdict_board(data: CourseData) -> pd.DataFrame:
    """Each cited figure with its verdicts, from ``comparisons``. Columns: label, figure, verdicts (joined by "; ")."""
    rows = cited_estimates(data)
    given = [comparisons_with_references(data, id)[["verdict", "second_verdict"]].stack() for id in rows["id"]]
    return pd.DataFrame({
        "label": rows["label"],
        "figure": [_amount(row) for row in rows.itertuples()],
        "verdicts": ["; ".join(dict.fromkeys(words[words != ""])) or "none yet" for words in given],
    })  # fmt: skip


def number_explorer(data: CourseData) -> Explorer:
    """Choose a cited figure; see what the article gives and leaves out, then references and verdicts.

    ``data``: all tables, as ``tables.load_all`` gives them.
    """
    which = Control("Which figure?", tuple((row.id, _short(row)) for row in cited_estimates(data).itertuples()))
    return build_explorer(
        "numbers", "Number explorer", (which, VIEW), lambda row_id, view: number_panel(data, row_id, view)
    )


def number_panel(data: CourseData, row_id: str, view: str) -> Markup:
    """One panel of the number explorer. ``view`` is ARTICLE_ONLY or WITH_REFERENCES."""
    row = data.row("statistics", row_id)
    said = cited_lines_by_row(data)["statistics", row_id]
    head = Markup('<h3>{}</h3><p class="mbc-source">{}</p>').format(_short(row), ui.initial_cap(said))
    return head + (_alone(row, said) if view == ARTICLE_ONLY else _beside(data, row, said))


def _short(row) -> str:
    """A figure in a few words: its label, and its amount where it has one."""
    return f"{row.label} (in words only)" if pd.isna(row.low) else f"{row.label}: {_amount(row)}"


def _amount(row) -> str:
    return estimates.amount(row.low, row.high, row.unit)


def _alone(row, said: str) -> Markup:
    """The five questions and what the article answers; as people only where that is allowed."""
    answers = pd.DataFrame(
        [(question.capitalize() + "?", getattr(row, column)) for column, question in estimates.CONTEXT.items()]
    )
    if why := estimates.why_not_people(row):
        people = Markup("<p><b>As so many people out of a hundred?</b> No: {}{}</p>").format(
            why[0].lower() + why[1:], "" if why.endswith(".") else "."
        )
    else:
        people = charts.icon_array(
            row, title=f"{row.label}, as a hundred cases.", event=row.label.lower(), otherwise="without", sources=[said]
        ).html
    return (
        ui.table(answers, "What the article states", ["Question", "The article"])
        + people
        + note_paragraph(row.caveat)
        + Markup("<p><b>Your turn.</b> Which question would you ask first? Then see what references say.</p>")
    )


def _beside(data: CourseData, row, said: str) -> Markup:
    """The picture beside references, the verdicts in words, and the references' who, where and when (folded)."""
    against, pages = reference_estimates(data, row.id), publisher_links(data)
    given = ui.joined(
        Markup("<p><b>Verdict: {}.</b> {} {}</p>").format(
            verdicts.verdict_text(comparison, ", "), comparison.what_differs, comparison.why_it_matters
        )
        for comparison in comparisons_with_references(data, row.id).itertuples()
    )
    details = ui.bullets(
        Markup("{label}: <b>{amount}</b> ({context}) {source}{caveat}").format(
            label=other.label,
            amount=_amount(other),
            context=estimates.context(other),
            source=source_note(pages[other.reference_id]),
            caveat=caveat_note(other.caveat),
        )
        for other in against.itertuples()
    )
    fold = ui.folded(f"Who, where and when: {len(against)} figures of references", details)
    origin = "From references, not from the articles. No clinician has reviewed the verdicts."
    return _picture(data, row, against, said) + frame(given + fold, "Beside references", origin)


def _picture(data: CourseData, row, against: pd.DataFrame, said: str) -> Markup:
    """The chart of a figure beside the references of one unit: its own, else that of most references."""
    article = data.statistics[data.statistics["id"] == row.id]
    known = against[against["low"].notna()]
    unit = row.unit if not pd.isna(row.low) else known["unit"].mode().iat[0]
    shown = against[against["unit"] == unit]
    title = f"{row.label}: the article, and {len(shown)} figure{'s' if len(shown) > 1 else ''} of references."
    return comparison_chart(article, shown, title=title, sources=[said, "references named below"]).html


def shown_comparisons(data: CourseData) -> list[str]:
    """Ids of the comparisons that the number explorer shows: those of a figure that an article cites with references."""
    return sorted(
        {id for row_id in cited_estimates(data)["id"] for id in comparisons_with_references(data, row_id)["id"]}
    )


def verdict_legend() -> pd.DataFrame:
    """The seven verdicts in plain words. Columns: verdict, meaning."""
    return pd.DataFrame(verdicts.MEANING.items(), columns=["verdict", "meaning"])


def people_explorer(data: CourseData, subjects: Sequence[str]) -> Explorer:
    """Choose a figure; read it as people, both ways, or why it must not be said so.

    ``subjects``: ids of ``statistics``, of articles or references.
    """
    rows = data.rows("statistics", subjects)
    which = Control("Which figure?", tuple((row.id, f"{row.label}: {_amount(row)}") for row in rows))
    said, pages = cited_lines_by_row(data), publisher_links(data)

    def panel(row_id: str) -> Markup:
        row = data.row("statistics", row_id)
        if why := estimates.why_not_people(row):
            answer, words = "Not as people.", ui.initial_cap(why)
        else:
            answer, words = "As people.", estimates.as_people(row, *_EVENTS[row.measure])
        return Markup(
            "<h3>{label}</h3><p>{amount} ({context}) {source}</p><p><b>{answer}</b> {words}</p>{note}"
        ).format(
            label=row.label,
            amount=_amount(row),
            context=estimates.context(row),
            source=source_note(said["statistics", row_id] if row.kind == "article" else pages[row.reference_id]),
            answer=answer,
            words=words,
            note=note_paragraph(row.caveat),
        )

    return build_explorer("as-people", "May I say it as people?", (which,), panel)


# measure → how the sentence goes on for the two groups
_EVENTS = {
    "overall survival": ("were alive after {span}", "had died"),
    "cumulative incidence": ("had it within {span}", "had not"),
    "crude share": ("had it", "had not"),
}


KNOWN = Control(
    "What do you know?",
    (("median", "only the median"), ("spread", "the whole spread"), ("alive", "the spread, and who is alive")),
)


def average_explorer(data: CourseData) -> Explorer:
    """Choose how much is known about an invented group; see what it says about one person: nothing."""
    said = cited_lines_by_row(data)
    shown = panel_parts(data, "average")
    panels = {
        "median": (
            "Someone tells you the median and no more. Put your finger where one person of this group will be.",
            "You cannot. A median says where the middle is, and not how far apart people are.",
        ),
        "spread": (
            f"{sum(m < median(INVENTED_MONTHS) for m in INVENTED_MONTHS)} lived less long than the median, "
            f"{sum(m > median(INVENTED_MONTHS) for m in INVENTED_MONTHS)} longer, and one is the median. The shortest is {min(INVENTED_MONTHS)} "
            f"months, the longest {max(INVENTED_MONTHS)}.",
            "The times to the right reach much further. A median hides this long tail.",
        ),
        "alive": (
            f"{len(STILL_ALIVE_MONTHS)} of them are alive when the counting ends. Their marks are open and point on.",
            "The tail is longer than anybody has counted. And people who start a new treatment today are not in the group.",
        ),
    }

    def panel(known: str) -> Markup:
        (see, means), ((table, fact),) = panels[known], shown[known]
        return Markup(
            "<h3>{known}</h3><p>{see}</p>{chart}<p>{means}</p><p>An article says: {fact} {source}</p>"
        ).format(
            known=dict(KNOWN.options)[known].capitalize(),
            see=see,
            chart=spread_chart(known).html,
            means=means,
            fact=data.row(table, fact).statement,
            source=source_note(said[table, fact]),
        )

    return build_explorer("average", "What an average is not (invented data)", (KNOWN,), panel)

"""Every statement of the tables in one form: what it says and where it comes from. Lessons and reviewers read it."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from utils.statements import estimates
from utils.statements.guidance import practice_text
from utils.statements.links import Key, row_keys
from utils.statements.locations import cited_lines_by_row
from utils.tables.course_data import CourseData, once_per_data

# table → the columns that together say what a row says
_SAYS = {
    "sites": ["label", "effect_plain", "effect_clinical", "care_focus"],
    "symptoms": ["label_plain", "label_clinical"],
    "diagnostic_tests": ["label", "purpose_plain", "purpose_clinical", "cannot_tell"],
    "steps": ["label", "text_plain", "text_clinical"],
    "subtypes": ["label", "definition_plain", "definition_clinical", "behaviour"],
    "treatments": ["label", "aim", "how_it_works"],
    "treatment_subtypes": ["statement"],
    "facts": ["statement"],
    "practice": ["statement"],
    "glossary": ["term", "definition"],
    "appraisal_instruments": ["label", "judges", "cannot_judge"],
}
# Tables whose rows join what several articles say → what a comparison shows of a row: the columns after its label, in plain words.
_PLAIN = {
    "sites": ["effect_plain"],
    "diagnostic_tests": ["purpose_plain"],
    "steps": ["text_plain"],
    "subtypes": ["definition_plain", "behaviour"],
    "treatments": ["aim", "how_it_works"],
}
# Citations of these tables show that a word is used or that a sentence is furniture; they state nothing.
_NO_STATEMENT = ("none", "glossary")


@once_per_data
def all_statements(data: CourseData) -> pd.DataFrame:
    """All statements of the fact base.

    ``data``: all tables, as ``tables.load_all`` gives them. Columns: table, row_id, text, origin (``articles`` or
    ``reference``), source (article lines, or publisher and title), caveat.
    """
    frames = [_figures(data), _articles(data)]
    for table, columns in _SAYS.items():
        rows = getattr(data, table)
        text = rows[columns].agg(
            lambda cells: "; ".join(cell for cell in cells if cell and cell != estimates.NOT_STATED), axis=1
        )
        if table == "practice":
            text = [practice_text(row) for row in rows.itertuples()]
        note = rows["caveat"] if "caveat" in rows else rows.get("note", "")
        page = rows.get("reference_id")
        frames.append(pd.DataFrame({"row_id": rows["id"], "text": text}).assign(table=table, caveat=note, page=page))
    found = pd.concat(frames, ignore_index=True)
    said_in = cited_lines_by_row(data)
    publisher = (data.references["publisher"] + ": " + data.references["title"]).set_axis(data.references["id"])
    articles = pd.Series([said_in.get(key, "") for key in row_keys(found)])
    found["origin"] = articles.ne("").map({True: "articles", False: "reference"})
    found["source"] = articles.where(articles != "", found["page"].map(publisher))
    whole = found["table"] == "sources"  # what an article says of itself rests on the whole of it
    found.loc[whole, "origin"] = "articles"
    found.loc[whole, "source"] = "article " + found.loc[whole, "row_id"]
    return found[["table", "row_id", "text", "origin", "source", "caveat"]]


@once_per_data
def statements_by_key(data: CourseData) -> dict[Key, NamedTuple]:
    """(table, row id) → its row of ``statements``, a named tuple."""
    return {(row.table, row.row_id): row for row in all_statements(data).itertuples(index=False)}


def _figures(data: CourseData) -> pd.DataFrame:
    rows = data.statistics
    text = [f"{r.label}: {estimates.amount(r.low, r.high, r.unit)} ({estimates.context(r)})" for r in rows.itertuples()]
    return pd.DataFrame(
        {"row_id": rows["id"], "text": text, "caveat": rows["caveat"], "page": rows["reference_id"]}
    ).assign(table="statistics")


def _articles(data: CourseData) -> pd.DataFrame:
    """What each article says of itself: who wrote it, when, on what sources, and how hard it is to read."""
    text = [
        f"{r.title}; author: {r.authorship}; publisher: {r.publisher}; date: {r.date}; sources named: {r.references_given}; "
        f"money, interests, how it was made: {r.disclosure}; reading grade: {r.reading_grade:g}"
        for r in data.sources.itertuples()
    ]
    return pd.DataFrame({"row_id": data.sources["id"], "text": text, "caveat": ""}).assign(table="sources")


def article_statements(data: CourseData, source: str) -> pd.DataFrame:
    """What one article itself says: the rows that cite it, in the order of its lines, each with no more than it carries.

    ``source``: id of the article. Columns: table, row_id, lines (list of int), text, caveat, name_only. A row that rests on
    this article alone has its own text. Where several articles carry it, the text is what ``article_words`` holds for this
    one; without that, and in a table that joins what several articles say, it is the row's name alone (name_only). So it is
    for a row that holds no more than a name.
    """
    rows = data.citations[~data.citations["table"].isin(_NO_STATEMENT)]
    carried = rows.groupby(["table", "row_id"])["source_id"].nunique()
    own = rows[rows["source_id"] == source].sort_values(["line", "sentence"])
    lines = own.groupby(["table", "row_id"], sort=False)["line"].agg(lambda found: sorted(set(found)))
    known = all_statements(data)[["table", "row_id", "text", "caveat"]]
    found = lines.rename("lines").reset_index().merge(known, on=["table", "row_id"])
    words = data.article_words[data.article_words["source_id"] == source].set_index(["table", "row_id"])["says"]
    found_keys = row_keys(found)
    joined = pd.Series([carried[key] > 1 for key in found_keys])
    said = pd.Series([words.get(key, "") for key in found_keys])
    label = pd.Series([data.label(*key) if key[0] in _PLAIN else "" for key in found_keys])
    found["name_only"] = said.eq("") & label.ne("") & (joined | found["text"].eq(label))
    text = found["text"].str.replace(".;", ".", regex=False)  # sentences that were joined
    found["text"] = said.where(said.ne(""), label.where(found["name_only"], text))
    return found


def comparison_sides(data: CourseData) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Comparison → its side (``statement`` or ``against``) → the rows on it, as (table, row id)."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for link in data.comparison_rows.itertuples():
        found.setdefault(link.comparison_id, {}).setdefault(link.side, []).append((link.table, link.row_id))
    return found


def agreement(data: CourseData, table: str = "facts") -> pd.DataFrame:
    """Which article says what: a row per row of ``table``, a column per article with the number of its lines that say it.

    Columns: id, one per article (0 = does not say it), articles (how many say it). Widest agreement first.
    """
    cited = data.citations[data.citations["table"] == table]
    counts = cited.pivot_table(index="row_id", columns="source_id", values="line", aggfunc="nunique", fill_value=0)
    counts = counts.reindex(columns=data.sources["id"], fill_value=0).rename_axis(index="id", columns=None)
    return (
        counts.assign(articles=(counts > 0).sum(axis=1))
        .sort_values("articles", ascending=False, kind="stable")
        .reset_index()
    )


def _plain(data: CourseData) -> dict[tuple[str, str], str]:
    """(table, row id) → the plain text "X-ray: finds ..." of a row with a label and several columns."""
    texts = {("symptoms", row.id): row.label_plain for row in data.symptoms.itertuples()}
    for table, columns in _PLAIN.items():
        for _, row in getattr(data, table).iterrows():
            said = " ".join(row[column] for column in columns if row[column] not in ("", estimates.NOT_STATED))
            start = said[:2].lower() if said[1:2].islower() or said[1:2] == " " else said[:2]
            texts[table, row["id"]] = ": ".join(filter(None, (row["label"], start + said[2:])))
    return texts


@once_per_data
def comparison_table(data: CourseData) -> pd.DataFrame:
    """Each comparison with what its two sides say and where.

    Columns: id, topic, against, statement, said_in, other, other_said_in, verdict, second_verdict, what_differs,
    why_it_matters. A side with several rows holds their texts and sources joined by " / ".
    """
    known = all_statements(data)
    plain = _plain(data)
    known["text"] = [plain.get((row.table, row.row_id), row.text) for row in known.itertuples()]
    sides = (
        data.comparison_rows.merge(known, on=["table", "row_id"])
        .groupby(["comparison_id", "side"])[["text", "source"]]
        .agg(lambda values: " / ".join(dict.fromkeys(values)))
        .unstack("side")
    )
    wide = pd.DataFrame({
        "statement": sides[("text", "statement")], "said_in": sides[("source", "statement")],
        "other": sides[("text", "against")], "other_said_in": sides[("source", "against")],
    })  # fmt: skip
    order = ["id", "topic", "against", *wide.columns, "verdict", "second_verdict", "what_differs", "why_it_matters"]
    return data.comparisons.merge(wide, left_on="id", right_index=True)[order]

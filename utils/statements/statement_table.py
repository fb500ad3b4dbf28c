"""Every statement of the tables in one form: what it says and where it comes from. Lessons and reviewers read it."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from utils.statements import estimates
from utils.statements.guidance import badge, practice_text
from utils.statements.links import Key, row_keys
from utils.statements.locations import cited_lines_by_row
from utils.tables.course_data import CourseData, once_per_data

# table → the columns that together are the statement of a row
_STATEMENT_COLUMNS = {
    "sites": ["label", "effect_plain", "effect_clinical", "care_focus"],
    "symptoms": ["label_plain", "label_clinical"],
    "diagnostic_tests": ["label", "purpose_plain", "purpose_clinical", "cannot_tell"],
    "steps": ["label", "text_plain", "text_clinical"],
    "subtypes": ["label", "definition_plain", "definition_clinical", "behavior"],
    "treatments": ["label", "aim", "how_it_works"],
    "treatment_subtypes": ["statement"],
    "facts": ["statement"],
    "practice": ["statement"],
    "glossary": ["term", "definition"],
    "appraisal_instruments": ["label", "judges", "cannot_judge"],
}
# Tables whose rows combine what several articles say → the plain-language columns that a comparison shows after the
# label.
_PLAIN_COLUMNS = {
    "sites": ["effect_plain"],
    "diagnostic_tests": ["purpose_plain"],
    "steps": ["text_plain"],
    "subtypes": ["definition_plain", "behavior"],
    "treatments": ["aim", "how_it_works"],
}
# Citations of these tables show that a term is used or that a sentence is boilerplate; they state nothing.
_NO_STATEMENT = ("none", "glossary")


@once_per_data
def all_statements(data: CourseData) -> pd.DataFrame:
    """All statements of the fact base.

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    pandas.DataFrame
        Columns table, row_id, text, origin (``articles`` or ``reference``), source (article lines, or publisher and
        title) and caveat; all ``str``.
    """
    frames = [_statistics(data), _articles(data)]
    for table, columns in _STATEMENT_COLUMNS.items():
        rows = getattr(data, table)
        text = rows[columns].agg(
            lambda cells: "; ".join(cell for cell in cells if cell and cell != estimates.NOT_STATED), axis=1
        )
        if table == "practice":
            text = [practice_text(row) for row in rows.itertuples()]
        elif "use_first" in rows:
            text = text + rows["use_first"].map(lambda first: badge(first == "yes"))
        note = rows["caveat"] if "caveat" in rows else rows.get("note", "")
        page = rows.get("reference_id")
        frames.append(pd.DataFrame({"row_id": rows["id"], "text": text}).assign(table=table, caveat=note, page=page))
    statements = pd.concat(frames, ignore_index=True)
    lines_by_row = cited_lines_by_row(data)
    page_names = (data.references["publisher"] + ": " + data.references["title"]).set_axis(data.references["id"])
    lines = pd.Series([lines_by_row.get(key, "") for key in row_keys(statements)])
    statements["origin"] = lines.ne("").map({True: "articles", False: "reference"})
    statements["source"] = lines.where(lines != "", statements["page"].map(page_names))
    whole_article = statements["table"] == "sources"  # a statement about an article is supported by all of it
    statements.loc[whole_article, "origin"] = "articles"
    statements.loc[whole_article, "source"] = "article " + statements.loc[whole_article, "row_id"]
    return statements[["table", "row_id", "text", "origin", "source", "caveat"]]


@once_per_data
def statements_by_key(data: CourseData) -> dict[Key, NamedTuple]:
    """(table, row id) → its row of ``all_statements``, a named tuple."""
    return {(row.table, row.row_id): row for row in all_statements(data).itertuples(index=False)}


def _statistics(data: CourseData) -> pd.DataFrame:
    rows = data.statistics
    text = [
        f"{row.label}: {estimates.amount(row.low, row.high, row.unit)} ({estimates.context(row)})"
        for row in rows.itertuples()
    ]
    return pd.DataFrame(
        {"row_id": rows["id"], "text": text, "caveat": rows["caveat"], "page": rows["reference_id"]}
    ).assign(table="statistics")


def _articles(data: CourseData) -> pd.DataFrame:
    """What each article says about itself: who wrote it, when, from which sources, and how hard it is to read."""
    text = [
        f"{row.title}; author: {row.authorship}; publisher: {row.publisher}; date: {row.date}; "
        f"sources named: {row.references_given}; money, interests, how it was made: {row.disclosure}; "
        f"reading grade: {row.reading_grade:g}"
        for row in data.sources.itertuples()
    ]
    return pd.DataFrame({"row_id": data.sources["id"], "text": text, "caveat": ""}).assign(table="sources")


def article_statements(data: CourseData, source: str) -> pd.DataFrame:
    """What one article says: the rows that cite it, each with no more text than this article supports.

    A row that only this article states has its own text. If several articles state it, the text is this article's
    wording in ``article_words``; without that, and in a table that combines what several articles say, it is the row's
    name alone. A row that has nothing but a name has that name.

    Parameters
    ----------
    data : CourseData
        All tables.
    source : str
        Id of the article.

    Returns
    -------
    pandas.DataFrame
        Columns table, row_id, lines (list of int), text, caveat and name_only (bool); in the order of the article.
    """
    citations = data.citations[~data.citations["table"].isin(_NO_STATEMENT)]
    article_counts = citations.groupby(["table", "row_id"])["source_id"].nunique()
    in_article = citations[citations["source_id"] == source].sort_values(["line", "sentence"])
    lines = in_article.groupby(["table", "row_id"], sort=False)["line"].agg(lambda numbers: sorted(set(numbers)))
    texts = all_statements(data)[["table", "row_id", "text", "caveat"]]
    rows = lines.rename("lines").reset_index().merge(texts, on=["table", "row_id"])
    words = data.article_words[data.article_words["source_id"] == source].set_index(["table", "row_id"])["says"]
    keys = row_keys(rows)
    shared = pd.Series([article_counts[key] > 1 for key in keys])
    own_words = pd.Series([words.get(key, "") for key in keys])
    label = pd.Series([data.label(*key) if key[0] in _PLAIN_COLUMNS else "" for key in keys])
    rows["name_only"] = own_words.eq("") & label.ne("") & (shared | rows["text"].eq(label))
    text = rows["text"].str.replace(".;", ".", regex=False)  # where whole sentences were joined
    rows["text"] = own_words.where(own_words.ne(""), label.where(rows["name_only"], text))
    return rows


def comparison_sides(data: CourseData) -> dict[str, dict[str, list[Key]]]:
    """The rows on each side of each comparison.

    Parameters
    ----------
    data : CourseData
        Table ``comparison_rows``.

    Returns
    -------
    dict
        Comparison id → side (``statement`` or ``against``) → list of (table, row id).
    """
    sides: dict[str, dict[str, list[Key]]] = {}
    for link in data.comparison_rows.itertuples():
        sides.setdefault(link.comparison_id, {}).setdefault(link.side, []).append((link.table, link.row_id))
    return sides


def agreement(data: CourseData, table: str = "facts") -> pd.DataFrame:
    """Which article states what.

    Parameters
    ----------
    data : CourseData
        Tables ``citations`` and ``sources``.
    table : str
        The table whose rows are counted.

    Returns
    -------
    pandas.DataFrame
        One row per cited row of ``table``: columns id, one per article (its id; the number of its lines that state the
        row, 0 if none) and articles (how many state it). Most articles first.
    """
    cited = data.citations[data.citations["table"] == table]
    counts = cited.pivot_table(index="row_id", columns="source_id", values="line", aggfunc="nunique", fill_value=0)
    counts = counts.reindex(columns=data.sources["id"], fill_value=0).rename_axis(index="id", columns=None)
    return (
        counts.assign(articles=(counts > 0).sum(axis=1))
        .sort_values("articles", ascending=False, kind="stable")
        .reset_index()
    )


def _plain_texts(data: CourseData) -> dict[Key, str]:
    """(table, row id) → the plain-language text "X-ray: finds ..." of a row with a label and several columns."""
    texts = {("symptoms", row.id): row.label_plain for row in data.symptoms.itertuples()}
    for table, columns in _PLAIN_COLUMNS.items():
        for _, row in getattr(data, table).iterrows():
            text = " ".join(row[column] for column in columns if row[column] not in ("", estimates.NOT_STATED))
            # After the label, the first letter is lowercase, except in an abbreviation such as "CT" or "X-ray".
            start = text[:2].lower() if text[1:2].islower() or text[1:2] == " " else text[:2]
            texts[table, row["id"]] = ": ".join(filter(None, (row["label"], start + text[2:])))
    return texts


@once_per_data
def comparison_table(data: CourseData) -> pd.DataFrame:
    """Each comparison with what its two sides say, and where.

    Parameters
    ----------
    data : CourseData
        All tables.

    Returns
    -------
    pandas.DataFrame
        Columns id, topic, against, statement, said_in (its source), other (what it is compared with), other_said_in
        (the source of that), verdict, second_verdict, what_differs and why_it_matters; all ``str``. If a side has
        several rows, their texts and sources are joined by " / ".
    """
    statements = all_statements(data)
    plain_texts = _plain_texts(data)
    statements["text"] = [plain_texts.get((row.table, row.row_id), row.text) for row in statements.itertuples()]
    sides = (
        data.comparison_rows.merge(statements, on=["table", "row_id"])
        .groupby(["comparison_id", "side"])[["text", "source"]]
        .agg(lambda values: " / ".join(dict.fromkeys(values)))
        .unstack("side")
    )
    columns = {
        "statement": ("text", "statement"),
        "said_in": ("source", "statement"),
        "other": ("text", "against"),
        "other_said_in": ("source", "against"),
    }
    wide = pd.DataFrame({name: sides[key] for name, key in columns.items()})
    order = ["id", "topic", "against", *wide.columns, "verdict", "second_verdict", "what_differs", "why_it_matters"]
    return data.comparisons.merge(wide, left_on="id", right_index=True)[order]

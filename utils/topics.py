"""Explorers over statements: what each article says on a topic, stage or type, tissue type against receptor group."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from utils import html
from utils.citations import lines_named, places
from utils.explorers import Control, Explorer, explorer
from utils.panels import caveat, note
from utils.statements import statements


def by_article(data: SimpleNamespace, topics: Sequence[str]) -> Explorer:
    """Choose an article and see what it says on the ``topics`` (values of ``facts.topic``), line by line."""
    facts = data.facts[data.facts["topic"].isin(topics)].set_index("id")
    cited = data.citations[data.citations["table"] == "facts"]

    def panel(article: str) -> str:
        own = cited[(cited["source_id"] == article) & cited["row_id"].isin(facts.index)]
        source = data.sources.set_index("id").loc[article]
        items = [
            f"{html.text(facts.loc[row_id, 'statement'])}{caveat(facts.loc[row_id, 'caveat'])} "
            f'<span class="mbc-source">({lines_named(lines)})</span>'
            for row_id, lines in own.groupby("row_id", sort=False)["line"].unique().items()
        ]
        about = f"{source['title']}. Date: {source['date']}. Author: {source['authorship']}."
        return (
            f"<h3>Article {html.text(article)}</h3><p class=\"mbc-source\">{html.text(about)}</p>"
            + (html.bullets(items) or "<p>It says nothing on this.</p>")
        )  # fmt: skip

    choice = Control("Which article?", tuple((id, f"Article {id}") for id in data.sources["id"]))
    return explorer(f"by-article-{'-'.join(topics)}".replace(" ", "-"), "What each article says", (choice,), panel)


def stage_or_type(data: SimpleNamespace) -> Explorer:
    """Choose a word from a report; see whether it tells the stage or the type, and why."""
    stages = data.steps[data.steps["path"] == "stage"].set_index("id")
    types = data.subtypes[data.subtypes["reference_id"] == ""].set_index("id")
    said_in = places(data.citations)
    words = Control("Which word?", tuple(stages["label"].items()) + tuple(types["label"].items()))

    def panel(id: str) -> str:
        if id in stages.index:
            table, answer, why, row = "steps", "Stage", "It tells how far the cancer has spread.", stages.loc[id]
            text, ours = row["text_plain"], row["caveat"]
        else:
            table, row = "subtypes", types.loc[id]
            by = "the tissue it started in" if row["axis"] == "histology" else "the receptors of its cells"
            answer, why, text = "Type", f"It tells the biology of the tumour, here by {by}.", row["definition_plain"]
            ours = ""  # the notes on types are about their behaviour, which is not shown here
        return (
            f"<h3>{html.text(row['label'])}: {answer.lower()}</h3><p><b>{answer}.</b> {html.text(why)}</p><p>{html.text(text)} "
            f'<span class="mbc-source">({html.text(said_in[table, id])})</span></p>{note(ours)}'
        )

    return explorer("stage-or-type", "Stage or type?", (words,), panel)


def two_axes(data: SimpleNamespace) -> Explorer:
    """Choose a tissue type and a receptor group: one tumour has both, and neither tells the other."""
    types = data.subtypes.set_index("id")
    tissue = types[types["axis"] == "histology"]
    group = types[(types["axis"] == "receptor") & (types["reference_id"] == "")]
    controls = (
        Control("Tissue type: where it began", tuple(tissue["label"].items())),
        Control("Receptor group: what its cells carry", tuple(group["label"].items())),
    )

    def panel(tissue_id: str, group_id: str) -> str:
        parts = [
            f"<h4>{html.text(axis)}: {html.text(types.loc[id, 'label'])}</h4><p>{html.text(types.loc[id, 'definition_plain'])} "
            f"{html.text(types.loc[id, 'behaviour'])}</p>{note(types.loc[id, 'caveat'])}"
            for axis, id in (("Tissue type", tissue_id), ("Receptor group", group_id))
        ]
        both = f"{types.loc[tissue_id, 'label']}, {types.loc[group_id, 'label']}"
        return f"<h3>{html.text(both)}</h3><p>A report names both. Knowing one does not tell you the other.</p>{''.join(parts)}"

    return explorer("two-axes", "Two axes", controls, panel)


# Found at stage IV, or came back later: which rows tell it (facts and practice)
_TWO_WAYS = {
    "Found at stage IV": ("stage-share-distant", "stage-spread-at-first", "tnm-m0-m1"),
    "Came back later": (
        "can-follow-earlier-treatment",
        "months-or-years-later",
        "name-distant-metastasis",
        "stage-stays",
    ),
    "What stays the same": ("not-a-new-disease", "cells-keep-features", "stage-stays"),
    "What can change": ("er-lost", "her2-lost", "receptor-retest", "similar-to-early-treatment"),
}


def two_ways(data: SimpleNamespace) -> Explorer:
    """Found at stage IV, or came back later: what each means, what stays and what can change.

    Statements of articles and of references stand in blocks of their own.
    """
    known = statements(data).set_index("row_id")

    def panel(label: str) -> str:
        rows = known.loc[list(_TWO_WAYS[label])]
        parts = {
            origin: html.bullets(
                f'{html.text(row.text)}{caveat(row.caveat)} <span class="mbc-source">({html.text(row.source)})</span>'
                for row in rows[rows["origin"] == origin].itertuples()
            )
            for origin in ("articles", "reference")
        }
        articles = (
            f"<h4>The articles say</h4>{parts['articles']}"
            if parts["articles"]
            else "<p>No article describes this.</p>"
        )
        frame = (
            f'<aside class="mbc-reference"><h4>References say</h4>{parts["reference"]}</aside>'
            if parts["reference"]
            else ""
        )
        return f"<h3>{html.text(label)}</h3>{articles}{frame}"

    return explorer(
        "two-ways", "Two ways to metastatic disease", (Control("Which way?", tuple((w, w) for w in _TWO_WAYS)),), panel
    )

"""The receptor lab: set ER, PR and HER2, and read the clinical group, how common it is and what references name for it.

The cutoffs are those of the ASCO/CAP guidelines (rows of ``practice``, area ``receptor``). The lab teaches how a report
is read. It chooses nothing for anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from utils import charts, ui
from utils.statements import estimates
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData, once_per_data
from utils.tables.sentences import first_sentence
from utils.ui.components import (
    NO_CHOICE,
    NOTHING,
    answer,
    block_end,
    caveat_note,
    frame,
    note_paragraph,
    origin_paragraph,
    practice_list,
    review_note,
)
from utils.ui.explorer import Control, Explorer, build_explorer
from utils.ui.sources import POLICY, Sources

# By receptor.
_QUESTIONS = {"ER": "Estrogen receptor (ER)", "PR": "Progesterone receptor (PR)", "HER2": "HER2"}


@dataclass(frozen=True)
class Reading:
    """How a report reads, as ids of ``subtypes``: ``groups`` (one; two while HER2 is unclear) and ``finer_groups``."""

    groups: tuple[str, ...]
    finer_groups: tuple[str, ...]


def controls(data: CourseData) -> tuple[Control, ...]:
    """The choices of the lab: a control for each receptor, with its results.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    tuple of Control
        ER, PR and HER2, as ``data.receptor_results`` lists them.
    """
    return tuple(
        Control(_QUESTIONS[receptor], tuple(results[["result", "label"]].itertuples(index=False, name=None)))
        for receptor, results in data.receptor_results.groupby("receptor", sort=False)
    )


def _results(data: CourseData, *chosen: str) -> list[NamedTuple]:
    """The rows of ``receptor_results`` that are chosen, a result per receptor, in the order of the controls."""
    rows = {(row.receptor, row.result): row for row in data.receptor_results.itertuples()}
    return [rows[key] for key in zip(_QUESTIONS, chosen, strict=True)]


def read_report(data: CourseData, er: str, pr: str, her2: str) -> Reading:
    """The clinical group of a report.

    Hormone receptor-positive: ER low or positive, or PR positive. HER2-positive: 3+, or 2+ with a positive ISH; 2+ with
    the second test open is unclear, and both groups are possible.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    er, pr, her2 : str
        A result of each receptor, as ``data.receptor_results["result"]`` lists them.

    Returns
    -------
    Reading
        The group, or the two that are possible, and finer groups such as HER2-low.

    Raises
    ------
    KeyError
        If a receptor has no such result.

    References
    ----------
    ASCO/CAP guidelines on HER2 testing (2018) and on ER and PR testing (2020): rows of ``data.practice``, area
    ``receptor``.
    """
    *hormone_results, her2_result = results = _results(data, er, pr, her2)
    hormone_receptors = "positive" if any(row.reads == "positive" for row in hormone_results) else "negative"
    possible = ("negative", "positive") if her2_result.reads == "open" else (her2_result.reads,)
    group_of = {(row.hormone_receptors, row.her2): row.id for row in data.subtypes.itertuples()}
    return Reading(
        tuple(group_of[hormone_receptors, her2_status] for her2_status in possible),
        tuple(row.subtype_id for row in results if row.subtype_id),
    )


def receptor_lab(data: CourseData) -> Explorer:
    """Set ER, PR and HER2; read the group.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per combination of results.
    """
    return build_explorer(
        "receptor-lab",
        "Receptor lab",
        controls(data),
        lambda *report: lab_panel(data, *report, charts.receptor_picture(_results(data, *report)).html),
        [
            lambda *report: _treatments(data, read_report(data, *report)),
            lambda *report: _after_more_tests(data, read_report(data, *report).groups),
            lambda *report: _shares(data, read_report(data, *report).groups),
            lambda *report: _cutoffs(data, _results(data, *report)),
            lambda *report: review_note(data, _shown_keys(data, *report), POLICY),
        ],
    )


def lab_panel(data: CourseData, er: str, pr: str, her2: str, picture: Markup = NOTHING) -> Markup:
    """One panel of the receptor lab: the group, and what it means. The rest is below it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    er, pr, her2 : str
        A result of each receptor, as ``data.receptor_results["result"]`` lists them.
    picture : Markup
        HTML that comes right after the first line.

    Returns
    -------
    Markup
        The panel.
    """
    reading, results, sources = read_report(data, er, pr, her2), _results(data, er, pr, her2), Sources(data)
    first = data.row("subtypes", reading.groups[0])
    if len(reading.groups) > 1:
        lead = answer("Not clear yet: HER2 2+ needs a second test. Until then both groups are possible.")
    else:
        lead = answer(first_sentence(first.definition_plain)[0], sources.row("subtypes", first.id))
    meaning = Markup("<p>ER {}, PR {}, HER2 {}.</p>").format(*(row.label for row in results))
    meaning += _definitions(data, [*reading.groups, *reading.finer_groups], sources) + sources.end()
    return (
        Markup("<h3>{}</h3>").format(" or ".join(data.label("subtypes", group) for group in reading.groups))
        + (frame(lead) if first.reference_id and len(reading.groups) == 1 else lead)
        + picture
        + ui.folded("What it means", meaning)
    )


def _named_for(data: CourseData, reading: Reading) -> list[str]:
    """The groups of a report that references may name a treatment for: its own, the finer and the wider ones."""
    wider_groups = data.wider_groups[data.wider_groups["subtype_id"].isin(reading.groups)]["wider_id"]
    return [*reading.groups, *reading.finer_groups, *dict.fromkeys(wider_groups)]


def _status(data: CourseData, groups: Sequence[str]) -> str:
    """Of the hormone receptors; the same in all groups of a report."""
    return data.row("subtypes", groups[0]).hormone_receptors


def _shown_keys(data: CourseData, *report: str) -> Iterator[tuple[str, str]]:
    """(table, id) of every row that a choice in the lab shows."""
    reading = read_report(data, *report)
    yield from (("subtypes", group) for group in (*reading.groups, *reading.finer_groups))
    yield from (("statistics", data.row("subtypes", group).share_id) for group in reading.groups)
    yield from (("practice", result.practice_id) for result in _results(data, *report) if result.practice_id)
    named = data.treatment_subtypes
    named = named[named["subtype_id"].isin(_named_for(data, reading))]
    yield from review_keys("treatment_subtypes", named.itertuples())


def _definitions(data: CourseData, groups: Sequence[str], sources: Sources) -> Markup:
    """What groups are, as articles say, and framed as references say."""
    articles, references = [], []
    for row in data.rows("subtypes", groups):
        marker = sources.row("subtypes", row.id)
        item = Markup("<b>{}</b>: {}{}{}").format(row.label, row.definition_plain, marker, caveat_note(row.caveat))
        (references if row.reference_id else articles).append(item)
    return ui.bullets(articles) + frame(ui.bullets(references))


def _shares(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """How common the groups are, says a registry: who, where, when and the caveats once, as all rows share them."""
    rows, sources = data.rows("statistics", (data.row("subtypes", id).share_id for id in groups)), Sources(data)
    items = ui.bullets(
        Markup("{}: <b>{}</b>{}").format(
            row.label, estimates.amount(row.low, row.high, row.unit), sources.row("statistics", row.id)
        )
        for row in rows
    )
    contexts = dict.fromkeys(Markup("({}){}").format(estimates.context(row), caveat_note(row.caveat)) for row in rows)
    body = Markup("{}<p>{}</p>{}").format(items, Markup("<br>").join(contexts), sources.end())
    return frame(ui.folded("How common it is, in a registry", body))


def _treatments(data: CourseData, reading: Reading) -> Markup:
    """Treatments that references name, framed and folded: per group a fold per class, with who names it in its line.

    A row that asks for another status of the hormone receptors is left out.
    """
    named, status, sources = _treatments_by_group(data), _status(data, reading.groups), Sources(data)
    body = ui.joined(
        _group_block(data, group, rows, sources)
        for group in _named_for(data, reading)
        if (rows := named.get((group, status)))
    ) or Markup("<p>No reference here names one.</p>")
    lead = origin_paragraph(f"{NO_CHOICE} Tap a line to see when each applies.")
    return frame(ui.folded("Treatments, and who says so", lead + body + sources.end()))


def _after_more_tests(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """What further tests can find in a group, framed: a fold per gene group with its treatments. None while unclear."""
    if len(groups) > 1:
        return Markup()
    status, sources = _status(data, groups), Sources(data)
    narrower_ids = dict.fromkeys(data.wider_groups[data.wider_groups["wider_id"].isin(groups)]["subtype_id"])
    folds = ui.joined(
        ui.folded(_named(data, id, rows), ui.bullets(_statements(data, rows, sources, for_whom=True)))
        for id in narrower_ids
        if len(rows := _that_fit(data.treatment_subtypes.query("subtype_id == @id"), status))
    )
    lead = origin_paragraph("Later in treatment: ask whether these tests have been done.")
    return frame(ui.folded("What further gene tests can find", lead + folds + sources.end())) if folds else Markup()


def _named(data: CourseData, group: str, rows: pd.DataFrame) -> str:
    """A group and the treatments of its rows, by name."""
    names = (data.label("treatments", id) for id in rows["treatment_id"].unique())
    return f"{data.label('subtypes', group)}: {', '.join(names)}"


def _that_fit(rows: pd.DataFrame, status: str) -> pd.DataFrame:
    """Rows of ``treatment_subtypes`` that do not ask for another hormone receptor status than ``status``."""
    return rows[rows["hormone_receptors"].isin(["", status])]


@once_per_data
def _treatments_by_group(data: CourseData) -> dict[tuple[str, str], list[tuple[str, pd.DataFrame]]]:
    """Group and hormone receptor status → its rows of ``treatment_subtypes`` by the people they are about."""
    statuses = sorted(set(data.subtypes["hormone_receptors"]) - {""})
    return {
        (group, status): list(fitting.groupby("population", sort=False))
        for (group, rows), status in product(data.treatment_subtypes.groupby("subtype_id"), statuses)
        if len(fitting := _that_fit(rows, status))
    }


def _group_block(
    data: CourseData, group: str, by_population: list[tuple[str, pd.DataFrame]], sources: Sources
) -> Markup:
    """The treatments of a group: whom the first rows are about as a heading, a fold per class; then the others."""
    (population, rows), *others = by_population
    classes = rows["treatment_id"].map(lambda id: _class_of(data, id))
    return Markup("<p><b>For {}: {}</b></p>").format(data.label("subtypes", group), population) + ui.joined(
        [
            *(
                _fold(data, data.label("treatments", class_id), class_rows, sources)
                for class_id, class_rows in rows.groupby(classes, sort=False)
            ),
            *(_fold(data, ui.initial_cap(population), rows, sources) for population, rows in others),
        ]
    )


def _fold(data: CourseData, heading: str, rows: pd.DataFrame, sources: Sources) -> Markup:
    """A class or group: in its line the treatments and the years of the pages; folded, what each reference says."""
    names = dict.fromkeys(data.label("treatments", id) for id in rows["treatment_id"])
    years = sorted({data.row("references", id).year for id in rows["reference_id"]})
    drugs = ", ".join(name for name in names if name != heading)
    summary = f"{heading}: {drugs}" if drugs else heading
    return ui.folded(f"{summary} ({', '.join(years)})", ui.bullets(_statements(data, rows, sources, for_whom=False)))


def _statements(data: CourseData, rows: pd.DataFrame, sources: Sources, for_whom: bool) -> list[Markup]:
    """Rows of ``treatment_subtypes``: the treatment, what a reference says, its marker, the course's note.

    ``for_whom``: whether each says whom its page is about; not needed under a heading that says it.
    """
    return [
        Markup("<b>{}</b>: {}{}{}{}").format(
            data.label("treatments", row.treatment_id),
            row.statement,
            sources.row("treatment_subtypes", row.id),
            f" (For {row.population}.)" if for_whom else "",
            caveat_note(row.note),
        )
        for row in rows.itertuples()
    ]


def named_treatments(data: CourseData) -> ui.Html:
    """Every treatment that a reference names for a group, in full: a fold per group. Paper shows it once, here.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Html
        The folds, framed as reference.
    """
    groups = [
        (data.label("subtypes", id), rows) for id, rows in data.treatment_subtypes.groupby("subtype_id", sort=False)
    ]
    sources = Sources(data)
    folds = ui.joined(
        ui.folded(f"For {label}", ui.bullets(_statements(data, rows, sources, for_whom=True))) for label, rows in groups
    )
    keys = review_keys("treatment_subtypes", data.treatment_subtypes.itertuples())
    return ui.Html(
        frame(
            folds + block_end(sources, data, keys),
            "Treatments that references name, group by group",
            NO_CHOICE,
            level=3,
        ),
        "\n".join(f"{label}: {' '.join(rows['statement'])}" for label, rows in groups),
    )


def _class_of(data: CourseData, id: str) -> str:
    """The class that a treatment is listed under: its own id for a class, for a drug the class above it."""
    row = data.row("treatments", id)
    return id if row.level == "class" else row.parent


def _cutoffs(data: CourseData, results: list[NamedTuple]) -> Markup:
    """What the results themselves mean, from the testing guidelines; folded. ``results``: of ``receptor_results``."""
    rows, sources = data.rows("practice", (row.practice_id for row in results if row.practice_id)), Sources(data)
    return ui.folded(
        "Cutoffs in testing guidelines",
        practice_list(rows, sources) + note_paragraph("PR has the same cutoff as ER.") + sources.end(),
        is_duplicate=True,
    )


def two_axes(data: CourseData) -> Explorer:
    """Choose a tissue type and a receptor group: one tumor has both, and neither predicts the other.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Explorer
        A panel per pair of a type and a group that articles name.
    """
    subtypes = data.by_id("subtypes")
    tissue_types = subtypes[subtypes["axis"] == "histology"]
    receptor_groups = subtypes[(subtypes["axis"] == "receptor") & (subtypes["reference_id"] == "")]
    tissue = Control("Tissue type: where it began", tuple(tissue_types["label"].items()))
    receptors = Control("Receptor group: what its cells carry", tuple(receptor_groups["label"].items()))

    def panel(*ids: str) -> Markup:
        rows, sources = data.rows("subtypes", ids), Sources(data)
        blocks = ui.joined(
            Markup("<h4>{}: {}</h4><p>{} {}{}</p>{}").format(
                axis,
                row.label,
                row.definition_plain,
                row.behavior,
                sources.row("subtypes", row.id),
                note_paragraph(row.caveat),
            )
            for axis, row in zip(("Tissue type", "Receptor group"), rows, strict=True)
        )
        lead = answer("A report names both. Knowing one does not tell you the other.")
        heading = Markup("<h3>{}, {}</h3>").format(*[row.label for row in rows])
        return heading + lead + blocks + block_end(sources, data, (("subtypes", id) for id in ids))

    return build_explorer("two-axes", "Two axes", (tissue, receptors), panel)

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
from utils.statements.guidance import badge, publisher_year
from utils.statements.locations import cited_lines
from utils.statements.reviewers import review_keys
from utils.tables.course_data import CourseData, once_per_data
from utils.ui.components import (
    NO_CHOICE,
    caveat_note,
    checked_links,
    frame,
    heading_tag,
    list_block,
    note_paragraph,
    practice_list,
    publisher_links,
    review_note,
    source_note,
)
from utils.ui.explorer import Control, Explorer, build_explorer

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
        lambda *report: lab_panel(data, *report),
        [
            lambda *report: _treatments(data, read_report(data, *report)),
            lambda *report: _after_more_tests(data, read_report(data, *report).groups),
            lambda *report: _shares(data, read_report(data, *report).groups),
            lambda *report: _cutoffs(data, _results(data, *report)),
            lambda *report: review_note(data, _shown_keys(data, *report)),
        ],
    )


def lab_panel(data: CourseData, er: str, pr: str, her2: str) -> Markup:
    """One panel of the receptor lab: the group and what it means. The rest stands below it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    er, pr, her2 : str
        A result of each receptor, as ``data.receptor_results["result"]`` lists them.

    Returns
    -------
    Markup
        The panel.
    """
    reading, results = read_report(data, er, pr, her2), _results(data, er, pr, her2)
    unclear = Markup("<p><b>Not clear yet.</b> HER2 2+ needs a second test. Until then both groups are possible.</p>")
    groups = [*reading.groups, *reading.finer_groups]
    return ui.joined(
        [
            heading_tag(" or ".join(data.label("subtypes", group) for group in reading.groups)),
            Markup("<p>ER {}, PR {}, HER2 {}.</p>{}").format(
                *(row.label for row in results), unclear if len(reading.groups) > 1 else ""
            ),
            charts.receptor_picture(results).html,
            list_block("What it means", [_definition(data, group) for group in groups]),
        ]
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


def _definition(data: CourseData, group: str) -> Markup:
    """What a group is, and who says so: a page, or lines of articles."""
    row = data.row("subtypes", group)
    if row.reference_id:
        where = publisher_links(data)[row.reference_id]
    else:
        where = cited_lines(data.citations, "subtypes", [group], most=2)
    return Markup("<b>{}</b>: {} {}{}").format(
        row.label, row.definition_plain, source_note(where), caveat_note(row.caveat)
    )


def _shares(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """How common the groups are, says a registry: who, where, when and the caveats once, as all rows share them."""
    rows = data.rows("statistics", (data.row("subtypes", id).share_id for id in groups))
    page_links = publisher_links(data)
    items = ui.bullets(
        Markup("{}: <b>{}</b>").format(row.label, estimates.amount(row.low, row.high, row.unit)) for row in rows
    )
    contexts = dict.fromkeys(
        Markup("({}) {}{}").format(
            estimates.context(row), source_note(page_links[row.reference_id]), caveat_note(row.caveat)
        )
        for row in rows
    )
    body = Markup("{}<p>{}</p>").format(items, Markup("<br>").join(contexts))
    return frame(body, "How common, says a registry", origin="")


def _treatments(data: CourseData, reading: Reading) -> Markup:
    """Treatments that references name, framed: per group a fold per class, with who names it in sight.

    A row that asks for another status of the hormone receptors is left out.
    """
    named, status = _treatments_by_group(data), _status(data, reading.groups)
    return frame(
        ui.joined(named.get((group, status), "") for group in _named_for(data, reading))
        or Markup("<p>No reference here names one.</p>"),
        "Treatments, and who says so",
        f"{NO_CHOICE} Tap a line to see when each applies.",
    )


def _after_more_tests(data: CourseData, groups: tuple[str, ...]) -> Markup:
    """What further tests can find in a group, framed: a fold per gene group with its treatments. None while unclear."""
    if len(groups) > 1:
        return Markup()
    status = _status(data, groups)
    narrower_ids = dict.fromkeys(data.wider_groups[data.wider_groups["wider_id"].isin(groups)]["subtype_id"])
    folds = ui.joined(
        ui.folded(_named(data, id, rows), ui.bullets(_statements(data, rows, for_whom=True)))
        for id in narrower_ids
        if len(rows := _that_fit(data.treatment_subtypes.query("subtype_id == @id"), status))
    )
    return frame(folds, "What further gene tests can find", "Later in treatment: ask whether they have been done.")


def _named(data: CourseData, group: str, rows: pd.DataFrame) -> str:
    """A group and the treatments of its rows, by name."""
    names = (data.label("treatments", id) for id in rows["treatment_id"].unique())
    return f"{data.label('subtypes', group)}: {', '.join(names)}"


def _that_fit(rows: pd.DataFrame, status: str) -> pd.DataFrame:
    """Rows of ``treatment_subtypes`` that do not ask for another hormone receptor status than ``status``."""
    return rows[rows["hormone_receptors"].isin(["", status])]


@once_per_data
def _treatments_by_group(data: CourseData) -> dict[tuple[str, str], Markup]:
    """Group and hormone receptor status → its treatments. Made once: many panels of the lab show the same groups.

    Whom the first rows speak of is a heading, with a fold per class; then a fold for each others, such as men only.
    """
    blocks = {}
    statuses = sorted(set(data.subtypes["hormone_receptors"]) - {""})
    for (group, all_rows), status in product(data.treatment_subtypes.groupby("subtype_id"), statuses):
        by_population = list(_that_fit(all_rows, status).groupby("population", sort=False))
        if not by_population:
            continue
        (population, rows), *others = by_population
        classes = rows["treatment_id"].map(lambda id: _class_of(data, id))
        head = Markup("<p><b>For {}: {}</b></p>").format(data.label("subtypes", group), population)
        blocks[group, status] = head + ui.joined(
            [
                *(
                    _fold(data, data.label("treatments", class_id), class_rows)
                    for class_id, class_rows in rows.groupby(classes, sort=False)
                ),
                *(_fold(data, ui.initial_cap(population), rows) for population, rows in others),
            ]
        )
    return blocks


def _fold(data: CourseData, heading: str, rows: pd.DataFrame) -> Markup:
    """A class or group: in sight its treatments and who names them; folded, what each reference says, with its note."""
    pages_of: dict[str, dict[str, None]] = {}  # name of a treatment → the pages that name it, each once
    for row in rows.itertuples():
        page = publisher_year(data.row("references", row.reference_id))
        pages_of.setdefault(data.label("treatments", row.treatment_id), {})[page] = None
    names = {name: f"{name} ({'; '.join(pages)})" for name, pages in pages_of.items()}
    if len(pages_of) > 1 and len({tuple(pages) for pages in pages_of.values()}) == 1:  # the same pages, named once
        names = {", ".join(pages_of): f"{', '.join(pages_of)} ({'; '.join(next(iter(pages_of.values())))})"}
    whole, drugs = names.pop(heading, heading), ", ".join(names.values())
    summary = f"{whole}: {drugs}" if drugs else whole
    return ui.folded(summary, ui.bullets(_statements(data, rows, for_whom=False)))


def _statements(data: CourseData, rows: pd.DataFrame, for_whom: bool) -> list[Markup]:
    """Rows of ``treatment_subtypes``: the treatment, what a reference says, the course's note, who says so.

    ``for_whom``: whether each says whom its page speaks of; not needed under a heading that says it.
    """
    page_links = checked_links(data)
    return [
        Markup("<b>{}</b>: {}{}{} {}").format(
            data.label("treatments", row.treatment_id),
            row.statement + badge(row.use_first == "yes"),
            f" (For {row.population}.)" if for_whom else "",
            caveat_note(row.note),
            source_note(page_links[row.reference_id]),
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
    folds = ui.joined(
        ui.folded(f"For {label}", ui.bullets(_statements(data, rows, for_whom=True))) for label, rows in groups
    )
    return ui.Html(
        frame(
            folds + review_note(data, review_keys("treatment_subtypes", data.treatment_subtypes.itertuples())),
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
    rows = data.rows("practice", (row.practice_id for row in results if row.practice_id))
    return ui.folded(
        "Where the lines are drawn (testing guidelines)",
        practice_list(rows, publisher_links(data)) + note_paragraph("PR has the same cut-off as ER."),
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
    axes = (
        Control("Tissue type: where it began", tuple(tissue_types["label"].items())),
        Control("Receptor group: what its cells carry", tuple(receptor_groups["label"].items())),
    )

    def panel(*ids: str) -> Markup:
        rows = data.rows("subtypes", ids)
        blocks = ui.joined(
            Markup("<h4>{}: {}</h4><p>{} {}</p>{}").format(
                axis, row.label, row.definition_plain, row.behavior, note_paragraph(row.caveat)
            )
            for axis, row in zip(("Tissue type", "Receptor group"), rows, strict=True)
        )
        review = review_note(data, (("subtypes", id) for id in ids))
        lead = "A report names both. Knowing one does not tell you the other."
        return Markup("<h3>{}, {}</h3><p>{}</p>{}{}").format(*[row.label for row in rows], lead, blocks, review)

    return build_explorer("two-axes", "Two axes", axes, panel)

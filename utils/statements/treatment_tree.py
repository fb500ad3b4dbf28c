"""Treatments as a tree: categories, the treatments to choose from, and the classes and drugs below them."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData, once_per_data


@once_per_data
def tree(data: CourseData) -> pd.DataFrame:
    """The treatments with their position in the tree.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.DataFrame
        ``data.treatments`` with three more text columns: ``category``, the label of the category; ``branch``, the id of
        the treatment right below it that the row belongs to (the category itself where nothing is below it); and
        ``named_by``, ``an article`` or ``only a reference``.
    """
    cited_ids = set(data.citations.loc[data.citations["table"] == "treatments", "row_id"])

    def path(id: str) -> list[str]:
        parent = data.row("treatments", id).parent
        return [*path(parent), id] if parent else [id]

    paths = [path(id) for id in data.treatments["id"]]
    return data.treatments.assign(
        category=[data.label("treatments", p[0]) for p in paths],
        branch=[p[min(1, len(p) - 1)] for p in paths],
        named_by=["an article" if id in cited_ids else "only a reference" for id in data.treatments["id"]],
    )


def branches(data: CourseData) -> pd.DataFrame:
    """The treatments to choose from: those right below a category, or a category with nothing below it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    pandas.DataFrame
        Rows of ``tree``.
    """
    treatments = tree(data)
    has_parent = treatments["parent"] != ""
    is_parent = treatments["id"].isin(set(treatments["parent"]))
    return treatments[(treatments["branch"] == treatments["id"]) & (has_parent | ~is_parent)]


def subjects(data: CourseData, branch: str) -> list[str]:
    """The subjects of nursing facts that belong to a branch of ``branches``, in the order shown."""
    branch_of = tree(data).set_index("id")["branch"]
    return [row.subject for row in data.practice_subjects.itertuples() if branch_of.get(row.treatment_id) == branch]


def nursing_facts(data: CourseData, branch: str) -> pd.DataFrame:
    """The nursing facts on a branch of treatments and on all below it.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.
    branch : str
        Id of a treatment in ``branches``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``data.practice``, in the order of that table.
    """
    return data.practice[data.practice["subject"].isin(subjects(data, branch))]

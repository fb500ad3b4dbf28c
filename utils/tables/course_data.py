"""Every table of ``data/`` in one object, with lookups that are computed once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from utils.errors import CourseError

if TYPE_CHECKING:  # not imported for `make check`, as in loader.py
    import pandas as pd

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class CourseData:
    """The tables as pandas DataFrames, one attribute each.

    Columns, their order and types are those of ``data/datapackage.json`` (as ``load`` describes); ``data/README.md``
    says what each table and column holds.

    Notes
    -----
    All callers that load the same folder share these frames: change a copy. ``dataclasses.replace(data, sites=...)``
    gives the same data with another table and with lookups of its own.
    """

    sources: pd.DataFrame
    references: pd.DataFrame
    citations: pd.DataFrame
    sites: pd.DataFrame
    symptoms: pd.DataFrame
    diagnostic_tests: pd.DataFrame
    statistics: pd.DataFrame
    steps: pd.DataFrame
    subtypes: pd.DataFrame
    treatments: pd.DataFrame
    treatment_subtypes: pd.DataFrame
    facts: pd.DataFrame
    comparisons: pd.DataFrame
    comparison_rows: pd.DataFrame
    practice: pd.DataFrame
    escalations: pd.DataFrame
    units: pd.DataFrame
    search_words: pd.DataFrame
    wordings: pd.DataFrame
    glossary: pd.DataFrame
    lessons: pd.DataFrame
    lesson_shows: pd.DataFrame
    plans: pd.DataFrame
    slides: pd.DataFrame
    plan_cells: pd.DataFrame
    rubrics: pd.DataFrame
    competencies: pd.DataFrame
    exhibits: pd.DataFrame
    items: pd.DataFrame
    parts: pd.DataFrame
    options: pd.DataFrame
    numbers: pd.DataFrame
    item_evidence: pd.DataFrame
    test_forms: pd.DataFrame
    myths: pd.DataFrame
    myth_rows: pd.DataFrame
    needs: pd.DataFrame
    need_rows: pd.DataFrame
    talk_steps: pd.DataFrame
    talk_choices: pd.DataFrame
    appraisal_instruments: pd.DataFrame
    appraisal_questions: pd.DataFrame
    appraisal_scores: pd.DataFrame
    article_outline: pd.DataFrame
    article_words: pd.DataFrame
    map_statements: pd.DataFrame
    map_rows: pd.DataFrame
    cases: pd.DataFrame
    case_steps: pd.DataFrame
    case_points: pd.DataFrame
    case_readings: pd.DataFrame
    case_measures: pd.DataFrame
    case_findings: pd.DataFrame
    score_bands: pd.DataFrame
    case_scores: pd.DataFrame
    case_questions: pd.DataFrame
    practice_subjects: pd.DataFrame
    treatment_rows: pd.DataFrame
    drug_targets: pd.DataFrame
    picture_labels: pd.DataFrame
    case_pictures: pd.DataFrame
    drug_cards: pd.DataFrame
    step_practice: pd.DataFrame
    panel_rows: pd.DataFrame
    receptor_results: pd.DataFrame
    wider_groups: pd.DataFrame
    helplines: pd.DataFrame
    reviews: pd.DataFrame
    _cache: dict = field(default_factory=dict, init=False, repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Name → table with the columns of its file, in the order of the descriptor."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "_cache"}

    def by_id(self, table: str) -> pd.DataFrame:
        """A table by its ids.

        Parameters
        ----------
        table : str
            Name of a table whose key is ``id``.

        Returns
        -------
        pandas.DataFrame
            The table with its column ``id`` as index.
        """
        return self._once(("by_id", table), lambda: getattr(self, table).set_index("id"))

    def row(self, table: str, row_id: str) -> NamedTuple:
        """One row of a table.

        Parameters
        ----------
        table : str
            Name of a table whose key is ``id``.
        row_id : str
            Its id.

        Returns
        -------
        NamedTuple
            One field per column.

        Raises
        ------
        CourseError
            The table has no such row.
        """
        rows = self._once(
            ("rows", table), lambda: {row.id: row for row in getattr(self, table).itertuples(index=False)}
        )
        if row_id not in rows:
            raise CourseError(f"Table {table} in data/ has no row with the id {row_id!r}.")
        return rows[row_id]

    def rows(self, table: str, ids: Iterable[str]) -> list[NamedTuple]:
        """Several rows of a table; raises CourseError like ``row``.

        Parameters
        ----------
        table : str
            Name of a table whose key is ``id``.
        ids : iterable of str
            Their ids.

        Returns
        -------
        list of NamedTuple
            In the order of ``ids``.
        """
        return [self.row(table, row_id) for row_id in ids]

    def label(self, table: str, row_id: str) -> str:
        """The label of a row, as readers see it; raises CourseError like ``row``.

        Parameters
        ----------
        table : str
            Name of a table with ids and labels.
        row_id : str
            Id of the row.

        Returns
        -------
        str
            Its cell in the column ``label``.
        """
        return self.row(table, row_id).label

    def _once(self, key: object, compute: Callable[[], Any]) -> Any:
        if key not in self._cache:
            self._cache[key] = compute()
        return self._cache[key]


def once_per_data(function: Callable[[CourseData], Result]) -> Callable[[CourseData], Result]:
    """Decorator for a pure function of the data alone: it runs once for each ``CourseData``.

    Parameters
    ----------
    function : callable
        Takes one ``CourseData`` and nothing else.

    Returns
    -------
    callable
        The same function with a cached result. A DataFrame is returned as a copy each time (pandas copies the values
        only when they are changed); other results are shared and must not be changed.
    """

    @functools.wraps(function)
    def cached(data: CourseData) -> Result:
        result = data._once(function, lambda: function(data))
        return result.copy(deep=False) if hasattr(result, "columns") else result

    return cached

"""Two names for one thing: the generic and the brand name of a drug, the plain and the clinical word for a symptom."""

from __future__ import annotations

import pandas as pd

from utils.tables.course_data import CourseData


def drug_names(data: CourseData) -> pd.DataFrame:
    """Drugs with the brand name that a reference gives, and the group that each belongs to.

    Parameters
    ----------
    data : CourseData
        Table ``treatments``.

    Returns
    -------
    pandas.DataFrame
        Text columns generic, brand and group, by generic name.
    """
    labels = data.by_id("treatments")["label"]
    drugs = data.treatments[data.treatments["brand"] != ""]
    names = pd.DataFrame(
        {"generic": drugs["label"], "brand": drugs["brand"], "group": drugs["parent"].map(labels).fillna("")}
    )
    return names.sort_values("generic", key=lambda column: column.str.lower(), ignore_index=True)


def symptom_words(data: CourseData) -> pd.DataFrame:
    """Symptoms as a patient says them and as a clinician would chart them, where these differ by more than a plural.

    Parameters
    ----------
    data : CourseData
        Table ``symptoms``.

    Returns
    -------
    pandas.DataFrame
        Text columns plain and clinical, by plain word.
    """
    rows = data.symptoms
    plain, clinical = (rows[column].str.lower().str.rstrip("s") for column in ("label_plain", "label_clinical"))
    differ = rows[plain != clinical].drop_duplicates("label_plain")
    words = pd.DataFrame({"plain": differ["label_plain"], "clinical": differ["label_clinical"]})
    return words.sort_values("plain", key=lambda column: column.str.lower(), ignore_index=True)

"""Drawings with labels from nursing rows (``data/links/picture_labels.csv``); no Matplotlib is needed for them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

import pandas as pd

from utils import ui
from utils.charts.chart import Chart, caption
from utils.charts.drawings import alarms, bone, neutrophils, spine
from utils.charts.drawings.sheet import Place, Sheet, read_back
from utils.errors import CourseError
from utils.statements.reviewers import review_keys, review_text
from utils.tables.course_data import CourseData
from utils.ui.components import publisher_links
from utils.ui.elements import SOURCES_FOLD

# picture → title, and what the caption adds
_WORDS = {
    "spine": ("A tumor in the spine can press on the cord: pain comes first, weak legs come late.", ""),
    "bone": ("Cancer cells drive the cells that break down bone, and calcium in the blood rises.", ""),
    "neutrophils": (
        "Neutrophils fall after each dose of chemotherapy, then come back.",
        "A schematic: the line shows nobody's counts. Only the days are from a reference.",
    ),
    "alarms": (
        "Alarms at home: where they show, and whom to call.",
        "All signs, and whom to call in the hospital, are on the card.",
    ),
}
PICTURES = tuple(_WORDS)
_MODULES = {"spine": spine, "bone": bone, "alarms": alarms}
_FOR_ORIENTATION = "A drawing for orientation, not to scale."


def labeled_picture(picture: str, data: CourseData) -> Chart:
    """One of the drawings whose labels are rows of ``picture_labels``.

    Parameters
    ----------
    picture : str
        One of ``PICTURES``.
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        Its data table has the columns Label and "Points at": the part on which the drawn pointer ends. For the
        neutrophils it also has the days that the band covers.

    Raises
    ------
    CourseError
        For a picture or part that has no drawing, or days that are not a range.
    """
    if picture not in PICTURES:
        raise CourseError(f"There is no picture {picture!r}. Use one of: {', '.join(PICTURES)}.")
    rows = data.picture_labels[data.picture_labels["picture"] == picture]
    facts = data.rows("practice", rows["practice_id"])
    labels = {
        row.part: row.label.replace("{value}", fact.value) for row, fact in zip(rows.itertuples(), facts, strict=True)
    }
    days = None
    if picture == "neutrophils":
        days = _days({row.part: fact.value for row, fact in zip(rows.itertuples(), facts, strict=True)})
        places, size = neutrophils.places(days), (neutrophils.WIDTH, neutrophils.HEIGHT)
    else:
        module = _MODULES[picture]
        places, size = module.PLACES, (module.WIDTH, module.HEIGHT)
    sheet = Sheet(*size)
    if days:
        neutrophils.draw(sheet, days)
    else:
        module.draw(sheet)
    _write_labels(sheet, labels, places)
    svg = sheet.svg
    data_table = _data_table(svg, places)
    title, note = _WORDS[picture]
    pointers = "; ".join(f"{label}: {part}" for label, part in data_table.iloc[:, :2].itertuples(index=False))
    if days:
        first, last = neutrophils.drawn_days(svg)
        data_table["Days drawn"] = [f"{first:g}–{last:g}" if row == neutrophils.NADIR else "" for row in labels]
        pointers += f". The band covers days {first:g} to {last:g}"
    text = caption(note or _FOR_ORIENTATION, review_text(data, review_keys("practice", facts)))
    links = publisher_links(data)
    pages = ui.bullets(dict.fromkeys(links[fact.reference_id] for fact in facts))
    sources = ui.folded(SOURCES_FOLD, pages)
    return Chart(title, f"{title} A drawing. Pointers lead to: {pointers}.", text + sources, data_table, svg)


def _write_labels(sheet: Sheet, labels: Mapping[str, str], places: Mapping[str, Place]) -> None:
    for part, text in labels.items():
        if part not in places:
            raise CourseError(f"There is no part {part!r} in this picture, which has {', '.join(places)}.")
        _, text_at, start, end, length = places[part]
        sheet.pointer(start, end, part)
        sheet.write(*text_at, wrap(text, length), part)


def _data_table(svg: str, places: Mapping[str, Place]) -> pd.DataFrame:
    rows = [
        (label.text, places[label.points_at].what if label.points_at in places else label.points_at)
        for label in read_back(svg)
    ]
    return pd.DataFrame(rows, columns=["Label", "Points at"])


def _days(values: Mapping[str, str]) -> tuple[float, float]:
    """First and last day of the lowest counts, from the figure of their row ("7–12")."""
    value = values.get(neutrophils.NADIR, "")
    first, dash, last = value.partition("–")
    if not (dash and first.strip().isdigit() and last.strip().isdigit()):
        raise CourseError(f"The days of the lowest counts must be a range such as 7–12, not {value!r}.")
    return float(first), float(last)


def spine_picture(data: CourseData) -> Chart:
    """A spine with a tumor, the cord and the band of pain; as ``labeled_picture``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        The picture and its data table.
    """
    return labeled_picture("spine", data)


def bone_picture(data: CourseData) -> Chart:
    """Why calcium in the blood rises, and where bone drugs act; as ``labeled_picture``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        The picture and its data table.
    """
    return labeled_picture("bone", data)


def neutrophil_picture(data: CourseData) -> Chart:
    """Neutrophils over a cycle of chemotherapy, with the lowest counts: a schematic; as ``labeled_picture``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        The picture and its data table.
    """
    return labeled_picture("neutrophils", data)


def alarm_picture(data: CourseData) -> Chart:
    """The alarms of *get help now* on a body, each with whom to call; as ``labeled_picture``.

    Parameters
    ----------
    data : CourseData
        All tables, as ``tables.load_all`` gives them.

    Returns
    -------
    Chart
        The picture and its data table.
    """
    return labeled_picture("alarms", data)

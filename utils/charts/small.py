"""The small pictures inside explorers, which show what was chosen; no Matplotlib is needed for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Protocol

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.charts.data_url import svg_url
from utils.charts.drawings import organs, places, receptors, sheet
from utils.errors import CourseError

_FOR_ORIENTATION = "For orientation, not to scale."
_BESIDE_BODY, _BESIDE_CELL = 15, 10  # characters of a label's line
_FIGURE = Markup(
    '<figure class="mbc-picture"><img alt="{alt}" width="{width}" height="{height}" '
    'src="{source}"><figcaption>{caption}{data_table}</figcaption></figure>'
)


@dataclass(frozen=True)
class Picture:
    """A small picture in a panel.

    Parameters
    ----------
    alt : str
        What the picture shows, read back, for those who do not see it.
    caption : str
        What to know about it, in a few words.
    data_table : pandas.DataFrame
        What was read back from the finished drawing: a row for each part; the columns depend on the picture.
    svg : str
        The picture. The same input gives the same bytes.
    size : tuple of int
        Width and height in pixels.
    """

    alt: str
    caption: str
    data_table: pd.DataFrame
    svg: str
    size: tuple[int, int]

    @property
    def html(self) -> Markup:
        """The form that travels to every host: figure, caption and folded data table."""
        return _FIGURE.format(
            alt=self.alt,
            width=self.size[0],
            height=self.size[1],
            source=svg_url(self.svg),
            caption=self.caption,
            data_table=ui.folded("The picture as a table", _table(self.data_table), is_duplicate=True),
        )


def _table(rows: pd.DataFrame) -> Markup:
    """A small table without what only wide ones need: a lesson holds dozens."""
    head = ui.joined(Markup('<th scope="col">{}</th>').format(column) for column in rows)
    body = ui.joined(
        Markup("<tr>{}</tr>").format(ui.joined(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows.itertuples(index=False)
    )
    return Markup("<table><caption>What the picture shows</caption><tr>{}</tr>{}</table>").format(head, body)


class Site(Protocol):
    """A row of ``sites``."""

    id: str
    label: str
    kind: str
    drawing: str
    outline: str


class Result(Protocol):
    """A row of ``receptor_results``."""

    receptor: str
    label: str
    marks: int


def organ_picture(site: Site) -> Picture:
    """A small body on which the chosen site is lit, and named.

    Parameters
    ----------
    site : Site
        A row of ``sites``: id, label, kind, and where it is (drawing or outline).

    Returns
    -------
    Picture
        Its data table has the columns Label and "Points at": the site on which the drawn pointer ends.

    Raises
    ------
    CourseError
        For a drawing that there is not.
    """
    if site.drawing and site.drawing not in organs.POINTS:
        raise CourseError(f"There is no organ {site.drawing!r}. Draw it in utils/charts/drawings/organs.py.")
    is_organ = site.kind == "organ"
    points = [(float(x), float(y)) for x, y in (point.split() for point in site.outline.split("; ") if point)]
    svg = organs.draw(site.id, wrap(site.label, _BESIDE_BODY), site.drawing, points if is_organ else None)
    rows = [
        (label.text, site.label if label.points_at == site.id else label.points_at) for label in sheet.read_back(svg)
    ]
    data_table = pd.DataFrame(rows, columns=["Label", "Points at"])
    alt = f"Front view of a person from head to thighs, the organs pale. Lit: {'; '.join(data_table['Points at'])}."
    return Picture(alt, _FOR_ORIENTATION, data_table, svg, (organs.WIDTH, organs.HEIGHT))


def receptor_picture(results: Iterable[Result]) -> Picture:
    """A cancer cell that wears the receptors of a report.

    Parameters
    ----------
    results : iterable of Result
        A row of ``receptor_results`` per receptor: receptor, label, and marks (how many are drawn).

    Returns
    -------
    Picture
        Its data table has the columns Result (the label), "Marks drawn" (counted in the picture) and Where.

    Raises
    ------
    CourseError
        For a receptor that there is no drawing of.
    """
    worn = {}
    for row in results:
        if row.receptor not in receptors.COLORS:
            raise CourseError(f"There is no receptor {row.receptor!r}. Draw it in utils/charts/drawings/receptors.py.")
        worn[row.receptor] = receptors.Worn([row.receptor, *wrap(row.label, _BESIDE_CELL)], row.marks)
    svg = receptors.draw(worn)
    mark_counts = receptors.marks_drawn(svg)
    rows = [
        (
            label.text,
            mark_counts.get(label.name, 0),
            "" if label.points_at == sheet.NOTHING else receptors.PLACES[label.points_at],
        )
        for label in sheet.read_back(svg)
    ]
    data_table = pd.DataFrame(rows, columns=["Result", "Marks drawn", "Where"])
    results_drawn = "; ".join(
        f"{result}: {marks} marks {where}" if marks and where else f"{result}: no mark" for result, marks, where in rows
    )
    caption = "A schematic: more marks, more stain."
    return Picture(f"A cancer cell. {results_drawn}.", caption, data_table, svg, (receptors.WIDTH, receptors.HEIGHT))


def target_picture(labels: Mapping[str, str], note: str = "") -> Picture:
    """A cancer cell and its surroundings, with the places lit where the chosen treatments act.

    Parameters
    ----------
    labels : mapping of str to str
        Target (a key of ``places.TARGETS``) → the treatments that act on it.
    note : str
        A further sentence for the caption.

    Returns
    -------
    Picture
        Its data table has the columns Treatment and "Acts on": the target on which the drawn pointer ends.

    Raises
    ------
    CourseError
        For a target that has no drawing.
    """
    lines = {}
    for target, treatments in labels.items():
        if target not in places.TARGETS:
            raise CourseError(f"There is no target {target!r}. Draw it in utils/charts/drawings/places.py.")
        lines[target] = wrap(treatments, places.TARGETS[target][-1])
    svg = places.draw(lines)
    rows = [
        (label.text, places.TARGETS[label.points_at][0] if label.points_at in places.TARGETS else label.points_at)
        for label in sheet.read_back(svg)
    ]
    data_table = pd.DataFrame(rows, columns=["Treatment", "Acts on"])
    places_lit = "; ".join(f"{treatment}: {target}" for treatment, target in rows)
    alt = f"A cancer cell, an immune cell, tissue that makes estrogen, and bone. Lit: {places_lit}."
    caption = " ".join(filter(None, [_FOR_ORIENTATION, note]))
    return Picture(alt, caption, data_table, svg, (places.WIDTH, places.HEIGHT))

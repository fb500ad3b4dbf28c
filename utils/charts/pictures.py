"""The drawings as charts: each with alt text, a caption and what was drawn, read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType

import pandas as pd

from utils.charts.base import Chart, canvas, caption, pairs
from utils.charts.drawings import body, drug_targets, metastasis, people
from utils.errors import CourseError

_FOR_ORIENTATION = "A drawing for orientation, not to scale."


def body_map(
    sites: pd.DataFrame,
    *,
    title: str,
    sources: Sequence[str],
    notes: dict[str, str] | None = None,
    highlight: str | None = None,
) -> Chart:
    """A drawn figure of the body with the sites breast cancer often spreads to, and the breast where it starts.

    ``sites``: rows of ``sites`` of kind organ (columns id, label, drawing). ``notes``: site id → a few words under its label.
    ``highlight``: one drawing (see ``utils.charts.drawings.body.SHAPES``) to bring forward. Raises CourseError for a site
    that nobody drew.
    """
    _check("organ", [*sites["drawing"], *filter(None, [highlight])], body, body.SHAPES)
    labels = {"breast": "Breast:\nwhere it starts"}
    for site in sites.itertuples():
        labels[site.drawing] = f"{site.label}\n{notes[site.id]}" if notes and site.id in notes else site.label
    data_table, svg = _drawn(body, body.HEIGHT, labels, highlight)
    data_table = data_table[["Label"]].set_axis(["Shown on the map"], axis=1)
    alt = f"{title} Front view of a person. Marked: {'; '.join(data_table['Shown on the map'])}."
    return Chart(title, alt, caption(_FOR_ORIENTATION, sources=sources), data_table, svg)


def metastasis_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the walk from breast to organ, or of the stages.

    ``picture``: an id of ``utils.charts.drawings.metastasis.PICTURES``. Raises CourseError for a picture that nobody drew.
    """
    return _story(metastasis, picture, title, sources)


def support_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the people round a person, or of care beside treatment.

    ``picture``: an id of ``utils.charts.drawings.people.PICTURES``. Raises CourseError for a picture that nobody drew.
    """
    return _story(people, picture, title, sources)


def drug_target_picture(labels: dict[str, str], *, title: str, sources: Sequence[str], note: str = "") -> Chart:
    """A cancer cell and what is round it, with the targets that treatments act on.

    ``labels``: target (see ``utils.charts.drawings.drug_targets.TARGETS``) → treatments, as written. ``note``: a sentence
    for the caption. Raises CourseError for a target that nobody drew.
    """
    _check("target", labels, drug_targets, drug_targets.TARGETS)
    data_table, svg = _drawn(drug_targets, drug_targets.HEIGHT / 10, labels)
    data_table = data_table[["Treatment", "Acts on"]]
    alt = (
        f"{title} A drawing of a cancer cell, an immune cell, tissue that makes oestrogen, and bone. "
        f"Pointers lead to: {pairs(data_table)}."
    )
    return Chart(title, alt, caption(_FOR_ORIENTATION, note, sources=sources), data_table, svg)


def _story(module: ModuleType, picture: str, title: str, sources: Sequence[str]) -> Chart:
    """A picture of a module that has several, with their heights in HEIGHTS."""
    _check("picture", [picture], module, module.PICTURES)
    data_table, svg = _drawn(module, module.SIZES[picture][1], picture)
    alt = f"{title} A drawing. Labelled: {'; '.join(', '.join(cells) for cells in data_table.itertuples(index=False))}."
    return Chart(title, alt, caption(_FOR_ORIENTATION, sources=sources), data_table, svg)


def _drawn(module: ModuleType, height: float, *what: object) -> tuple[pd.DataFrame, str]:
    """What the module's ``draw(axes, *what)`` draws: as its ``read_back(axes)`` tells it, and as SVG."""
    with canvas(height, decimals=1) as picture:
        axes = picture.figure.add_axes((0.01, 0.01, 0.98, 0.98))
        module.draw(axes, *what)
    return module.read_back(axes), picture.svg


def _check(kind: str, asked: Iterable[str], module: ModuleType, known: Iterable[str]) -> None:
    """Raises CourseError for the first of ``asked`` that is not ``known``: with the module in which to draw it."""
    for id in asked:
        if id not in known:
            home = f"{module.__name__.replace('.', '/')}.py"
            raise CourseError(f"There is no {kind} {id!r}. Draw it in {home}; it knows {', '.join(known)}.")

"""The drawings as charts: each on a card, with alt text, a caption and what was drawn, read back."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from utils import ui
from utils.charts.base import STYLE, WIDTH, Chart
from utils.charts.drawings import body, drug_targets, metastasis, people
from utils.charts.palette import PAPER
from utils.charts.svg import to_svg
from utils.errors import CourseError


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
    ``highlight``: one drawing (see ``utils.charts.drawings.body.SHAPES``) to bring forward. Raises CourseError for a site the drawing does not know.
    """
    labels = {"breast": "Breast:\nwhere it starts"}
    for site in sites.itertuples():
        if site.drawing not in body.SHAPES:
            raise CourseError(
                f"The body map has no shape for site {site.id!r}. Draw one in utils/charts/drawings/body.py; "
                f"it knows {', '.join(body.SHAPES)}."
            )
        labels[site.drawing] = f"{site.label}\n{notes[site.id]}" if notes and site.id in notes else site.label
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 5.2), facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        body.draw(axes, labels, highlight)
        svg = to_svg(figure, decimals=1)
    twin = body.read_back(axes)
    alt = f"{title} Front view of a person. Marked: {'; '.join(twin['Label'])}."
    caption = f"A drawing for orientation, not to scale. Source: {ui.text('; '.join(sources))}."
    return Chart(title, alt, caption, twin.rename(columns={"Label": "Shown on the map"})[["Shown on the map"]], svg)


def walk_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the walk from breast to organ, or of the stages. ``picture``: an id of ``utils.charts.drawings.metastasis.PICTURES``.

    Raises CourseError for a picture that nobody drew.
    """
    return _drawing(metastasis, picture, title, sources)


def support_picture(picture: str, *, title: str, sources: Sequence[str]) -> Chart:
    """One picture of the people round a person, or of care beside treatment. ``picture``: an id of ``utils.charts.drawings.people.PICTURES``.

    Raises CourseError for a picture that nobody drew.
    """
    return _drawing(people, picture, title, sources)


def _drawing(module: ModuleType, picture: str, title: str, sources: Sequence[str]) -> Chart:
    """A picture of a module that has PICTURES, SIZES (inches), ``draw(axes, picture)`` and ``read_back(axes)``."""
    if picture not in module.PICTURES:
        home = f"{module.__name__.replace('.', '/')}.py"
        raise CourseError(f"There is no picture {picture!r}. Draw it in {home}; it knows {', '.join(module.PICTURES)}.")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=module.SIZES[picture], facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        module.draw(axes, picture)
        svg = to_svg(figure, decimals=1)
    twin = module.read_back(axes)
    alt = f"{title} A drawing. Labelled: {'; '.join(', '.join(cells) for cells in twin.itertuples(index=False))}."
    caption = ui.text(f"A drawing for orientation, not to scale. Source: {'; '.join(sources)}.")
    return Chart(title, alt, caption, twin, svg)


def target_picture(labels: dict[str, str], *, title: str, sources: Sequence[str], note: str = "") -> Chart:
    """A cancer cell and what is round it, with the targets that treatments act on.

    ``labels``: target (see ``utils.charts.drawings.drug_targets.TARGETS``) → treatments, as written. ``note``: a sentence for the caption.
    Raises CourseError for a target that nobody drew.
    """
    if unknown := set(labels) - set(drug_targets.TARGETS):
        raise CourseError(f"There is no target {min(unknown)!r}. Draw it in utils/charts/drawings/drug_targets.py; "
                          f"it knows {', '.join(drug_targets.TARGETS)}.")  # fmt: skip
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=drug_targets.SIZE, facecolor=PAPER)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        drug_targets.draw(axes, labels)
        svg = to_svg(figure, decimals=1)
    twin = drug_targets.read_back(axes)[["Treatment", "Acts on"]]
    told = "; ".join(f"{row.Treatment}: {row[2]}" for row in twin.itertuples())
    alt = f"{title} A drawing of a cancer cell, an immune cell, tissue that makes oestrogen, and bone. Pointers lead to: {told}."
    caption = ui.text(f"A drawing for orientation, not to scale. {note} Source: {'; '.join(sources)}.")
    return Chart(title, alt, caption, twin, svg)

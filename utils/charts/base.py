"""What all charts share: one form with everything a reader needs, one canvas to draw on, one style of axes.

A chart is drawn with Matplotlib (never pyplot, so no global state), then READ BACK from the drawn marks. Alt text,
plain text and the data table hold what was read back, not what was asked for: a mark drawn in the wrong place cannot
hide behind a correct table.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils import ui
from utils.charts.palette import GRID, INK, MUTED, PAPER
from utils.charts.svg import strip_for_embedding, to_svg

WIDTH = 4.4  # inches; shown at most 528 px wide, 358 px on a phone, so 10 pt text stays readable there
STYLE = {
    "svg.hashsalt": "mbc-course",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.edgecolor": MUTED,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
LABEL_BACKGROUND = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}  # so that no grid line crosses a label


@dataclass(frozen=True)
class Chart:
    """A drawn picture with everything a reader needs beside it.

    Parameters
    ----------
    title : str
        The finding, in one sentence.
    alt : str
        What the picture shows, with its values, for those who do not see it.
    caption : Markup
        Population, place, period, measure and sources, as HTML.
    data_table : pandas.DataFrame
        The values as read back from the drawn marks, all of them text or numbers; the columns differ by kind of chart.
    svg : str
        The picture. The same input gives the same bytes.
    """

    title: str
    alt: str
    caption: Markup
    data_table: pd.DataFrame
    svg: str

    @property
    def html(self) -> Markup:
        """The form that travels to every host: figure, caption and folded data table."""
        return _FIGURE.format(
            alt=self.alt,
            source=base64.b64encode(self.svg.encode("utf-8")).decode("ascii"),
            title=self.title,
            caption=self.caption,
            data_table=ui.folded(
                "The picture as a table",
                ui.table(self.data_table, f"{self.title} (values read back from the picture)"),
                is_duplicate="Drawn" not in self.data_table,  # on paper a drawing's own labels say it all
            ),
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        plain = f"Picture: {self.title}\n{self.alt}\n{self.data_table.to_string(index=False)}"
        return {"text/html": str(self.html), "text/plain": plain}


_FIGURE = Markup(
    '<div class="mbc-chart"><figure><img alt="{alt}" width="528" src="data:image/svg+xml;base64,{source}">'
    "<figcaption><strong>{title}</strong> {caption}</figcaption></figure>{data_table}</div>"
)


@dataclass
class Canvas:
    """An empty ``figure`` to draw on, and ``svg``: what was drawn, once it is finished."""

    figure: Figure
    svg: str = ""


@contextmanager
def canvas(height: float, *, layout: str | None = None, decimals: int = 2, light: bool = False) -> Iterator[Canvas]:
    """Draw on ``figure`` inside the ``with`` block, in the course's width and style; after it ``svg`` is the picture.

    Parameters
    ----------
    height : float
        Height in inches.
    layout : str, optional
        A layout engine of Matplotlib, such as "constrained".
    decimals : int
        Decimals of a point that are kept in outlines.
    light : bool
        For explorers that hold many pictures. Words stay text instead of outlines (a fifth of the bytes): leave room
        around them, because another font may be shown, and paint no word that has to touch something.

    Yields
    ------
    Canvas
    """
    with mpl.rc_context({**STYLE, "svg.fonttype": "none"} if light else STYLE):
        drawing = Canvas(Figure(figsize=(WIDTH, height), facecolor=PAPER, layout=layout))
        yield drawing
        drawing.svg = strip_for_embedding(to_svg(drawing.figure, 1 if light else decimals))


def style_axes(axes: Axes, *, grid: str | None = "x", grid_width: float = 0.8, left: bool = False) -> None:
    """Give ``axes`` a line below (and on the ``left``), and grid lines across ``grid`` behind the marks."""
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=grid_width)
        axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right"] if left else ["top", "right", "left"]].set_visible(False)


def caption(*sentences: str, sources: Sequence[str] = ()) -> Markup:
    """The sentences under a picture as one text; empty ones are left out, and ``sources`` come last, in a fold."""
    fold = ui.folded("Sources", ui.bullets(sources)) if sources else Markup()
    return Markup.escape(" ".join(filter(None, sentences))) + fold


def values_as_text(data_table: pd.DataFrame) -> str:
    """The first two columns of what was read back, as text: "Bone: 70; Liver: 50 to 60"."""
    return "; ".join(f"{label}: {value}" for label, value in data_table.iloc[:, :2].itertuples(index=False))

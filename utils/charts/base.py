"""What all charts share: one form with everything a reader needs, one canvas to draw on, one frame around the axes.

A chart is drawn with matplotlib (never pyplot, so no global state), then READ BACK from the drawn marks. Alt text,
plain text and the data table tell what was read back, not what was asked for: a mark drawn at the wrong place cannot
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
from utils.charts.svg import embedded, to_svg

WIDTH = 4.4  # inches; shown 528 px wide at most, 358 px on a phone, so 10 pt stays readable there
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
BEHIND_WORDS = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}  # so that no grid line crosses them


@dataclass(frozen=True)
class Chart:
    """A drawn picture with everything a reader needs beside it.

    ``title`` states the finding; ``alt`` says what the picture shows, with its values; ``caption`` gives who, where,
    when and the sources; ``data_table`` holds the values as read back from the marks.
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
                again="Drawn" not in self.data_table,  # on paper a drawing's own labels say it all
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
    """Draw on ``figure`` inside the ``with`` block, in the course's width and style; behind it ``svg`` is the picture.

    ``height``: inches. ``layout`` as matplotlib knows it. ``decimals`` of a point are kept. ``light``: for explorers that
    hold many pictures. Its words are text, not outlines (a fifth of the bytes): leave them room, for another font may be
    shown, and paint no word that has to touch something.
    """
    with mpl.rc_context({**STYLE, "svg.fonttype": "none"} if light else STYLE):
        drawing = Canvas(Figure(figsize=(WIDTH, height), facecolor=PAPER, layout=layout))
        yield drawing
        drawing.svg = embedded(to_svg(drawing.figure, 1)) if light else to_svg(drawing.figure, decimals)


def frame(axes: Axes, *, grid: str | None = "x", grid_width: float = 0.8, left: bool = False) -> None:
    """The frame of a chart: a line below (and on the ``left``), and grid lines behind the marks, across ``grid``."""
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=grid_width)
        axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right"] if left else ["top", "right", "left"]].set_visible(False)


def caption(*sentences: str, sources: Sequence[str] = ()) -> Markup:
    """The words under a picture, as text; empty sentences are left out, and ``sources`` stand last."""
    named = f"Source: {'; '.join(sources)}." if sources else ""
    return Markup.escape(" ".join(filter(None, [*sentences, named])))


def pairs(data_table: pd.DataFrame) -> str:
    """The first two columns of what was read back, as words: "Bone: 70; Liver: 50 to 60"."""
    return "; ".join(f"{name}: {drawn}" for name, drawn in data_table.iloc[:, :2].itertuples(index=False))

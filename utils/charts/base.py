"""Charts: from rows of ``statistics`` to one accessible HTML form.

A chart is drawn with matplotlib (never pyplot, so no global state), then READ BACK from the drawn marks. Alt text,
plain text and the table twin tell what was read back, not what was asked for: a mark drawn at the wrong place cannot
hide behind a correct table.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from utils import ui
from utils.charts.palette import INK, MUTED, PAPER
from utils.charts.svg import to_svg

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
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Chart:
    """A drawn picture with everything a reader needs beside it.

    ``title`` states the finding; ``alt`` says what the picture shows, with its values; ``caption`` (HTML) gives who,
    where, when and the sources; ``twin`` holds the values as read back from the marks.
    """

    title: str
    alt: str
    caption: str
    twin: pd.DataFrame
    svg: str

    @property
    def html(self) -> str:
        """The form that travels to every host: figure, caption and folded table twin."""
        source = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        return (
            f'<div class="mbc-chart"><figure><img alt="{ui.text(self.alt)}" width="528" '
            f'src="data:image/svg+xml;base64,{source}"><figcaption><strong>{ui.text(self.title)}</strong> '
            f"{self.caption}</figcaption></figure>"
            + ui.folded(
                "The picture as a table",
                ui.table(self.twin, f"{self.title} (values read back from the picture)"),
                again="Drawn" not in self.twin,  # on paper a drawing's own labels say it all
            )
            + "</div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        plain = f"Picture: {self.title}\n{self.alt}\n{self.twin.to_string(index=False)}"
        return {"text/html": self.html, "text/plain": plain}


def on_card(height: float, paint: Callable[[Figure], pd.DataFrame]) -> tuple[pd.DataFrame, str]:
    """A picture that another module paints, in the course's width and style, light enough for explorers that hold many.

    ``paint(figure)`` draws on an empty figure, ``height`` inches high, and gives what it reads back from it. Result: that,
    and the picture as SVG. Its words are text, not outlines (a fifth of the bytes): leave them room, for another font may
    be shown, and paint no word that has to touch something.
    """
    with mpl.rc_context({**STYLE, "svg.fonttype": "none"}):
        figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
        read = paint(figure)
        drawn = to_svg(figure, decimals=1)
    drawn = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = drawn.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif")
    return read, re.sub(r">\s+<", "><", drawn).strip()

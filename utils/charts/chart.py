"""What every picture of the course is: one form with everything a reader needs beside it. It needs no Matplotlib."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from utils import ui


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


def caption(*sentences: str, sources: Sequence[str] = ()) -> Markup:
    """The sentences under a picture as one text; empty ones are left out, and ``sources`` come last."""
    source_line = f"Source: {'; '.join(sources)}." if sources else ""
    return Markup.escape(" ".join(filter(None, [*sentences, source_line])))


def values_as_text(data_table: pd.DataFrame) -> str:
    """The first two columns of what was read back, as text: "Bone: 70; Liver: 50 to 60"."""
    return "; ".join(f"{label}: {value}" for label, value in data_table.iloc[:, :2].itertuples(index=False))

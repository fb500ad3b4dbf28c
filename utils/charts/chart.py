"""What every picture of the course is: one form with everything a reader needs beside it. It needs no Matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from utils import ui
from utils.charts.data_url import svg_url
from utils.ui.elements import COUNTED_FOLD, SOURCES_FOLD

MAX_CAPTION_WORDS = 35  # of a title and its caption together
_NOTHING = Markup()


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
        What a reader needs to read the picture, as HTML: with the title at most ``MAX_CAPTION_WORDS`` words.
    data_table : pandas.DataFrame
        The values as read back from the drawn marks, all of them text or numbers; the columns differ by kind of chart.
    svg : str
        The picture. The same input gives the same bytes.
    details : Markup
        What did not fit in the caption, and the sources; folded below the picture. Empty for none.
    """

    title: str
    alt: str
    caption: Markup
    data_table: pd.DataFrame
    svg: str
    details: Markup = _NOTHING

    @property
    def html(self) -> Markup:
        """The form that travels to every host: figure, caption and folded data table."""
        return _FIGURE.format(
            alt=self.alt,
            source=svg_url(self.svg),
            title=self.title,
            caption=self.caption,
            details=ui.folded(COUNTED_FOLD, self.details) if self.details else "",
            data_table=ui.folded(
                "The picture as a table",
                ui.table(self.data_table, f"{self.title} (values read back from the picture)"),
                is_duplicate="Drawn" not in self.data_table,  # on paper a drawing's own labels say it all
            ),
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        plain = f"Picture: {self.title}\n{self.alt}\n{self.data_table.to_string(index=False)}"
        return {"text/html": str(self.html), "text/plain": ui.first_line(plain)}


_FIGURE = Markup(
    '<div class="mbc-chart"><figure><img alt="{alt}" width="528" src="{source}">'
    "<figcaption><strong>{title}</strong> {caption}</figcaption></figure>{details}{data_table}</div>"
)


def caption(*sentences: str, sources: Sequence[str] = ()) -> Markup:
    """The sentences under a picture as one text; empty ones are left out, and ``sources`` come last, in a fold."""
    fold = ui.folded(SOURCES_FOLD, ui.bullets(sources)) if sources else Markup()
    return Markup.escape(" ".join(filter(None, sentences))) + fold


def values_as_text(data_table: pd.DataFrame) -> str:
    """The first two columns of what was read back, as text: "Bone: 70; Liver: 50 to 60"."""
    return "; ".join(f"{label}: {value}" for label, value in data_table.iloc[:, :2].itertuples(index=False))


def fitted_caption(title: str, *sentences: str, sources: Sequence[str] = ()) -> tuple[Markup, Markup]:
    """The sentences that fit in the caption after the title, and below the picture the others with the sources.

    ``sentences``: the most important first; empty ones are left out. One that does not fit is passed over.
    """
    room, fitting, others = MAX_CAPTION_WORDS - len(title.split()), [], []
    for sentence in filter(None, sentences):
        words = len(sentence.split())
        (fitting if words <= room else others).append(sentence)
        room -= words if words <= room else 0
    return caption(*fitting), caption(*others, sources=sources)

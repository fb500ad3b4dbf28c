"""Which article says what: a grid of marks, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import Chart, canvas, caption
from utils.charts.palette import GRID, INK, MUTED, PAPER
from utils.errors import CourseError
from utils.statements.agreement_map import BOTH, DIFFERS, MEANING, NOTHING, SAYS

# word → how its mark looks: shape and filling tell it, and the word stands under it; no color is needed
_MARKS = {
    SAYS: {"marker": "o", "fillstyle": "full", "markersize": 13},
    DIFFERS: {"marker": "D", "fillstyle": "none", "markersize": 11},
    BOTH: {"marker": "D", "fillstyle": "left", "markersize": 11},
    NOTHING: {"marker": "_", "fillstyle": "full", "markersize": 9},
}
_PITCH, _HEAD = 0.56, 0.55  # inches per row, and above the first row


def agreement_chart(grid: pd.DataFrame, *, title: str, sources: Sequence[str]) -> Chart:
    """The agreement map as a grid of marks: a row per statement, a column per article.

    ``grid``: as ``agreement.map_grid`` gives it (index: statements, columns: article ids, cells: says, differs, both or
    nothing). Raises CourseError for an empty grid and for a cell that is none of the four words.
    """
    if grid.empty:
        raise CourseError("The agreement map was given no statements to draw.")
    if strange := sorted(set(grid.to_numpy().ravel()) - set(_MARKS)):
        raise CourseError(f"{strange[0]!r} is no mark of the agreement map; it knows {', '.join(_MARKS)}.")
    height = _HEAD + _PITCH * len(grid) + 0.1
    with canvas(height) as picture:
        axes = picture.figure.add_axes((0.385, 0.1 / height, 0.605, (height - 0.1) / height))
        axes.set(xlim=(-0.5, len(grid.columns) - 0.5), ylim=(-0.5, len(grid) - 0.5 + _HEAD / _PITCH))
        for position, (statement, words) in enumerate(grid.iterrows()):
            y = len(grid) - 1 - position
            axes.axhline(y - 0.5, color=GRID, linewidth=0.8, xmin=-0.7, clip_on=False)
            axes.annotate(textwrap.fill(statement, 22), (-0.62, y), ha="right", va="center", gid=f"row-{y}",
                          annotation_clip=False, fontsize=9.5, linespacing=1.15)  # fmt: skip
            for x, word in enumerate(words):
                _draw_mark(axes, x, y, word)
        for x, article in enumerate(grid.columns):
            axes.text(x, len(grid) - 0.5 + 0.12, f"Article\n{article}", ha="center", va="bottom", fontsize=9.5,
                      gid=f"column-{x}")  # fmt: skip
        axes.set_axis_off()
    data_table = read_grid(axes)
    rows = "; ".join(
        f"{row[0]}: " + ", ".join(f"{name} {word}" for name, word in zip(data_table.columns[1:], row[1:], strict=True))
        for row in data_table.itertuples(index=False)
    )
    used = [word for word in MEANING if data_table.iloc[:, 1:].eq(word).to_numpy().any()]
    alt = f"{title} A grid of {len(data_table)} statements and {len(data_table.columns) - 1} articles. {rows}."
    marks = {SAYS: "disc", DIFFERS: "open diamond", BOTH: "half-filled diamond", NOTHING: "dash"}
    legend = " ".join(f"{word.capitalize()} ({marks[word]}): {MEANING[word]}." for word in used)
    return Chart(title, alt, caption(legend, sources=sources), data_table, picture.svg)


def _draw_mark(axes: Axes, x: int, y: int, word: str) -> None:
    quiet = MUTED if word == NOTHING else INK
    axes.plot([x], [y + 0.14], gid=f"shown-{x}-{y}", color=quiet, markeredgecolor=quiet, markeredgewidth=1.8,
              markerfacecoloralt=PAPER, linestyle="none", **_MARKS[word])  # fmt: skip
    axes.text(x, y - 0.3, word, ha="center", va="center", fontsize=9, color=quiet, gid=f"word-{x}-{y}")


def read_grid(axes: Axes) -> pd.DataFrame:
    """What the grid shows, read from its marks: columns Statement and "Article 000" and so on.

    A cell holds the word that belongs to the drawn shape; where the word beside it says something else, both are told.
    """
    texts = {text.get_gid(): " ".join(text.get_text().split()) for text in axes.texts if text.get_gid()}
    shape = {(look["marker"], look["fillstyle"]): word for word, look in _MARKS.items()}
    cells: dict[tuple[int, int], str] = {}
    for line in axes.get_lines():
        if (line.get_gid() or "").startswith("shown-"):
            x, y = round(float(line.get_xdata()[0])), round(float(line.get_ydata()[0]))
            word = shape[line.get_marker(), line.get_fillstyle()]
            beside = texts.get(f"word-{x}-{y}", "no word")
            cells[x, y] = word if word == beside else f"{word} (labelled {beside})"
    columns = sorted({x for x, _ in cells})
    return pd.DataFrame([
        {"Statement": texts[f"row-{y}"], **{texts[f"column-{x}"]: cells.get((x, y), "nothing drawn") for x in columns}}
        for y in sorted({y for _, y in cells}, reverse=True)
    ])  # fmt: skip

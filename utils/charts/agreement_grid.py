"""Which article says what: a grid of marks, read back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.base import canvas
from utils.charts.chart import Chart, caption
from utils.charts.palette import GRID, INK, MUTED, PAPER
from utils.errors import CourseError
from utils.statements.agreement_map import BOTH, DIFFERS, MEANING, NOTHING, SAYS

# verdict → how its mark looks: shape and fill identify it, and the word is printed under it; no color is needed
_MARKS = {
    SAYS: {"marker": "o", "fillstyle": "full", "markersize": 13},
    DIFFERS: {"marker": "D", "fillstyle": "none", "markersize": 11},
    BOTH: {"marker": "D", "fillstyle": "left", "markersize": 11},
    NOTHING: {"marker": "_", "fillstyle": "full", "markersize": 9},
}
_ROW_HEIGHT, _HEADER_HEIGHT = 0.56, 0.55  # inches


def agreement_chart(grid: pd.DataFrame, *, title: str, sources: Sequence[str]) -> Chart:
    """The agreement map as a grid of marks: a row per statement, a column per article.

    Parameters
    ----------
    grid : pandas.DataFrame
        As ``agreement_map.map_grid`` returns it. Index: statements; columns: article ids; cells: "says", "differs",
        "both" or "nothing".
    title : str
        The finding, in one sentence.
    sources : sequence of str
        Where the statements come from, for the caption.

    Returns
    -------
    Chart
        Its data table has the column Statement and one column per article ("Article 003").

    Raises
    ------
    CourseError
        When the grid is empty or a cell is none of the four words.
    """
    if grid.empty:
        raise CourseError("The agreement map was given no statements to draw.")
    if unknown := sorted(set(grid.to_numpy().ravel()) - set(_MARKS)):
        raise CourseError(f"{unknown[0]!r} is not a mark of the agreement map. Use one of: {', '.join(_MARKS)}.")
    height = _HEADER_HEIGHT + _ROW_HEIGHT * len(grid) + 0.1
    with canvas(height) as picture:
        axes = picture.figure.add_axes((0.385, 0.1 / height, 0.605, (height - 0.1) / height))
        axes.set(xlim=(-0.5, len(grid.columns) - 0.5), ylim=(-0.5, len(grid) - 0.5 + _HEADER_HEIGHT / _ROW_HEIGHT))
        for position, (statement, verdicts) in enumerate(grid.iterrows()):
            y = len(grid) - 1 - position
            axes.axhline(y - 0.5, color=GRID, linewidth=0.8, xmin=-0.7, clip_on=False)
            axes.annotate(
                textwrap.fill(statement, 22),
                (-0.62, y),
                ha="right",
                va="center",
                gid=f"row-{y}",
                annotation_clip=False,
                fontsize=9.5,
                linespacing=1.15,
            )
            for x, verdict in enumerate(verdicts):
                _draw_mark(axes, x, y, verdict)
        for x, article in enumerate(grid.columns):
            label = f"Article\n{article}"
            axes.text(x, len(grid) - 0.5 + 0.12, label, ha="center", va="bottom", fontsize=9.5, gid=f"column-{x}")
        axes.set_axis_off()
    data_table = read_grid(axes)
    rows = "; ".join(
        f"{row[0]}: "
        + ", ".join(f"{name} {verdict}" for name, verdict in zip(data_table.columns[1:], row[1:], strict=True))
        for row in data_table.itertuples(index=False)
    )
    shown_verdicts = [verdict for verdict in MEANING if data_table.iloc[:, 1:].eq(verdict).to_numpy().any()]
    alt = f"{title} A grid of {len(data_table)} statements and {len(data_table.columns) - 1} articles. {rows}."
    mark_names = {SAYS: "disc", DIFFERS: "open diamond", BOTH: "half-filled diamond", NOTHING: "dash"}
    legend = " ".join(
        f"{verdict.capitalize()} ({mark_names[verdict]}): {MEANING[verdict]}." for verdict in shown_verdicts
    )
    return Chart(title, alt, caption(legend, sources=sources), data_table, picture.svg)


def _draw_mark(axes: Axes, x: int, y: int, verdict: str) -> None:
    color = MUTED if verdict == NOTHING else INK
    axes.plot(
        [x],
        [y + 0.14],
        gid=f"shown-{x}-{y}",
        color=color,
        markeredgecolor=color,
        markeredgewidth=1.8,
        markerfacecoloralt=PAPER,
        linestyle="none",
        **_MARKS[verdict],
    )
    axes.text(x, y - 0.3, verdict, ha="center", va="center", fontsize=9, color=color, gid=f"word-{x}-{y}")


def read_grid(axes: Axes) -> pd.DataFrame:
    """What the grid shows, read from its marks: columns Statement, then "Article 003" and so on.

    A cell holds the verdict that belongs to the drawn shape; if the printed word says something else, both are given.
    """
    texts = {text.get_gid(): " ".join(text.get_text().split()) for text in axes.texts if text.get_gid()}
    verdict_of_shape = {(look["marker"], look["fillstyle"]): verdict for verdict, look in _MARKS.items()}
    cells: dict[tuple[int, int], str] = {}
    for line in axes.get_lines():
        if (line.get_gid() or "").startswith("shown-"):
            x, y = round(float(line.get_xdata()[0])), round(float(line.get_ydata()[0]))
            verdict = verdict_of_shape[line.get_marker(), line.get_fillstyle()]
            printed = texts.get(f"word-{x}-{y}", "no word")
            cells[x, y] = verdict if verdict == printed else f"{verdict} (labeled {printed})"
    columns = sorted({x for x, _ in cells})
    return pd.DataFrame(
        [
            {
                "Statement": texts[f"row-{y}"],
                **{texts[f"column-{x}"]: cells.get((x, y), "nothing drawn") for x in columns},
            }
            for y in sorted({y for _, y in cells}, reverse=True)
        ]
    )

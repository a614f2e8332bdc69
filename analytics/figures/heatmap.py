"""A table of shares as a heatmap: a larger share is darker, cells have text and can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis

CELL_PIXELS = 30
CELL_STYLE: dict[str, Any] = {
    "texttemplate": "%{text}",
    "showscale": False,
    "xgap": 2,
    "ygap": 2,
    "hoverinfo": "skip",
}


def heatmap(
    rows: Sequence[object],
    columns: Sequence[object],
    shares: Sequence[Sequence[float]],
    texts: Sequence[Sequence[str]],
    marks: Sequence[tuple[int, int, str]],
    largest: float = 1.0,
    limits: tuple[int, int] = (16, 16),
) -> go.Figure:
    """`shares[row][column]` (NaN for an empty cell, `largest` the darkest) with `texts`. Labels of rows and columns are
    cut to `limits` characters.

    The cells of `marks` (row, column, hover text as HTML) can be clicked: their `customdata` are these three values.
    """
    figure = new_figure(
        height=130 + CELL_PIXELS * max(len(rows), 2), clickmode="event+select", dragmode=False, hovermode="closest"
    )
    cells = {"z": shares, "x": list(range(len(columns))), "y": list(range(len(rows))), "text": texts}
    figure.add_heatmap(**cells, **CELL_STYLE, zmin=0, zmax=largest)
    _add_marks(figure, marks)
    set_x_axis(figure, side="top", tickangle=-38, range=[-0.5, len(columns) - 0.5], **_ticks(columns, limits[1]))
    set_y_axis(figure, range=[len(rows) - 0.5, -0.5], **_ticks(rows, limits[0]))
    figure.layout.margin.r = 44
    return figure


def _add_marks(figure: go.Figure, marks: Sequence[tuple[int, int, str]]) -> None:
    """Invisible markers over the cells: Streamlit cannot select the cells of a heatmap."""
    figure.add_scatter(
        x=[column for _, column, _ in marks],
        y=[row for row, _, _ in marks],
        mode="markers",
        marker={"symbol": "square", "size": CELL_PIXELS - 4, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[list(mark) for mark in marks],
        hovertemplate="%{customdata[2]}<extra></extra>",
        showlegend=False,
    )


def _ticks(names: Sequence[object], limit: int) -> dict[str, Any]:
    labels = [safe_label(name, limit) for name in names]
    return {"tickvals": list(range(len(names))), "ticktext": labels, "showgrid": False}

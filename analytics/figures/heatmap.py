"""A table of shares as a picture: the more, the darker, with the words in the cells, which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.figures.template import new_figure, safe_label, set_x_axis, set_y_axis

CELL_PIXELS = 30


def heatmap(
    rows: Sequence[object],
    columns: Sequence[object],
    shares: Sequence[Sequence[float]],
    texts: Sequence[Sequence[str]],
    marks: Sequence[tuple[int, int, str]],
    most: float = 1.0,
    limits: tuple[int, int] = (16, 16),
) -> go.Figure:
    """`shares[row][column]` (NaN where there is none, `most` the darkest) under `texts`; rows down, columns across,
    their names cut to `limits`.

    A cell of `marks` (row, column, hover text as HTML) can be clicked: its `customdata` are these three.
    """
    found = new_figure(
        height=130 + CELL_PIXELS * max(len(rows), 2), clickmode="event+select", dragmode=False, hovermode="closest"
    )
    found.add_heatmap(
        z=shares,
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        text=texts,
        texttemplate="%{text}",
        zmin=0,
        zmax=most,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    # a heatmap's cells cannot be selected in Streamlit: invisible markers above them can
    found.add_scatter(
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
    set_x_axis(found, side="top", tickangle=-38, range=[-0.5, len(columns) - 0.5], **_ticks(columns, limits[1]))
    set_y_axis(found, range=[len(rows) - 0.5, -0.5], **_ticks(rows, limits[0]))
    found.layout.margin.r = 44
    return found


def _ticks(names: Sequence[object], limit: int) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [safe_label(name, limit) for name in names],
        "showgrid": False,
    }

"""Some documents on the map, among a sample of all others."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import OTHER, new_figure, set_x_axis, set_y_axis


def marked_map(background: pd.DataFrame, marked: pd.DataFrame, size: int = 9, height: int = 240) -> go.Figure:
    """The documents `marked` (doc_id, x, y) as dots of `size` pixels, the others (x, y) small and grey."""
    figure = new_figure(height, showlegend=False, hovermode="closest", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.add_scattergl(
        x=background.x,
        y=background.y,
        mode="markers",
        marker={"size": 2, "color": OTHER, "opacity": 0.35},
        hoverinfo="skip",
    )
    figure.add_scattergl(
        x=marked.x,
        y=marked.y,
        mode="markers",
        marker={"size": size, "line": {"width": 1, "color": "white"}} if size > 6 else {"size": size, "opacity": 0.8},
        customdata=marked.doc_id,
        hovertemplate="document %{customdata}<extra></extra>",
    )
    set_x_axis(figure, visible=False)
    set_y_axis(figure, visible=False, scaleanchor="x")
    return figure

"""The map as a picture to look at, for places where nobody zooms: a sample of points, the largest themes in colour."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import OTHER, new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

IN_COLOUR = 9


def regions(points: pd.DataFrame, themes: Mapping[int, str], height: int = 520) -> go.Figure:
    """`points`: x, y, theme; `themes`: theme -> name, the largest first. Themes beyond the first nine, and points of
    none, are grey.
    """
    found = new_figure(height)
    shown = list(themes)[:IN_COLOUR]
    rest = points[~points.theme.isin(shown)]
    _add(found, rest, "other", OTHER, 0.35)
    for index, theme in enumerate(shown):
        _add(found, points[points.theme == theme], themes[theme], trace_colour(index, ""), 0.75)
    set_x_axis(found, visible=False)
    set_y_axis(found, visible=False, scaleanchor="x")
    found.update_layout(
        legend={"itemsizing": "constant", "y": -0.02, "yanchor": "top"}, dragmode="pan", margin={"t": 8}
    )
    return found


def _add(found: go.Figure, points: pd.DataFrame, name: str, paint: str | None, opacity: float) -> None:
    found.add_scatter(
        x=points.x.to_numpy("float32").round(3),
        y=points.y.to_numpy("float32").round(3),
        name=safe_label(name, limit=44),
        mode="markers",
        marker={"size": 3, "color": paint, "opacity": opacity},
        hovertemplate="%{fullData.name}<extra></extra>",
    )

"""The map as a still picture: a sample of its points, the largest themes in colour."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import OTHER, new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

MAX_COLOURS = 9


def regions(points: pd.DataFrame, themes: Mapping[int, str], height: int = 520) -> go.Figure:
    """`points`: x, y, theme; `themes`: theme -> name, the largest first. Themes after the first nine, and points
    without a theme, are grey.
    """
    picture = new_figure(height)
    shown = list(themes)[:MAX_COLOURS]
    rest = points[~points.theme.isin(shown)]
    _add(picture, rest, "other", OTHER, 0.35)
    for index, theme in enumerate(shown):
        _add(picture, points[points.theme == theme], themes[theme], trace_colour(index, ""), 0.75)
    set_x_axis(picture, visible=False)
    set_y_axis(picture, visible=False, scaleanchor="x")
    picture.update_layout(
        legend={"itemsizing": "constant", "y": -0.02, "yanchor": "top"}, dragmode="pan", margin={"t": 8}
    )
    return picture


def _add(picture: go.Figure, points: pd.DataFrame, name: str, paint: str | None, opacity: float) -> None:
    picture.add_scatter(
        x=points.x.to_numpy("float32").round(3),
        y=points.y.to_numpy("float32").round(3),
        name=safe_label(name, limit=44),
        mode="markers",
        marker={"size": 3, "color": paint, "opacity": opacity},
        hovertemplate="%{fullData.name}<extra></extra>",
    )

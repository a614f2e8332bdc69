"""Figures of a choice: how well it stands for all documents at each size, and where it is on the map."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.intervals import BAND_COLOUR
from analytics.figures.template import INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

RANDOM = "random"


def coverage(curves: pd.DataFrame, height: int = 330) -> go.Figure:
    """A line for each method by the size of the choice, random dashed with its band. `curves` as of
    ask.choice.coverage_curves.
    """
    figure = new_figure(height, hovermode="x unified")
    for index, (method, rows) in enumerate(curves.groupby("method", sort=False)):
        is_random = method == RANDOM
        _add_band(figure, rows)
        figure.add_scatter(
            x=rows["size"],
            y=rows.value,
            name=safe_label(str(method)),
            mode="lines",
            line={"width": 2, "color": INK, "dash": "dot"}
            if is_random
            else {"width": 2, "color": trace_colour(index, "")},
            customdata=rows[["low", "high"]],
            hovertemplate="%{y:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})<extra>%{fullData.name}</extra>",
        )
    set_x_axis(figure, title_text="documents chosen", type="log", tickformat=",", dtick=1)
    set_y_axis(figure, title_text="similarity to the nearest chosen document", tickformat=".2f")
    return figure


def deletion(curves: pd.DataFrame, height: int = 300) -> go.Figure:
    """What held-out targets have left, by the share of documents removed. `curves` as of ask.choice.Values.deletion."""
    figure = new_figure(height, hovermode="x unified")
    for index, (method, rows) in enumerate(curves.groupby("method", sort=False)):
        is_random = method == RANDOM
        figure.add_scatter(
            x=rows.removed,
            y=rows.value,
            error_y={"type": "data", "array": rows.high - rows.value, "arrayminus": rows.value - rows.low, "width": 3},
            name=safe_label(str(method)),
            mode="lines+markers",
            line={"width": 2, "color": INK, "dash": "dot"}
            if is_random
            else {"width": 2, "color": trace_colour(index, "")},
            hovertemplate="%{y:.3f}<extra>%{fullData.name}</extra>",
        )
    set_x_axis(figure, title_text="documents removed", tickformat=".0%")
    set_y_axis(figure, title_text="mean gain of the nearest", tickformat=".2f")
    return figure


def on_map(background: pd.DataFrame, chosen: pd.DataFrame, height: int = 460) -> go.Figure:
    """The chosen documents (doc_id, x, y) among a sample of all others (x, y)."""
    figure = new_figure(height, showlegend=False, hovermode="closest", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.add_scattergl(
        x=background.x,
        y=background.y,
        mode="markers",
        marker={"size": 2, "color": OTHER, "opacity": 0.35},
        hoverinfo="skip",
    )
    figure.add_scattergl(
        x=chosen.x,
        y=chosen.y,
        mode="markers",
        marker={"size": 5, "opacity": 0.8},
        customdata=chosen.doc_id,
        hovertemplate="document %{customdata}<extra></extra>",
    )
    set_x_axis(figure, visible=False)
    set_y_axis(figure, visible=False, scaleanchor="x")
    return figure


def _add_band(figure: go.Figure, rows: pd.DataFrame) -> None:
    """The interval as an area, behind the line."""
    figure.add_scatter(
        x=[*rows["size"], *rows["size"][::-1]],
        y=[*rows.low, *rows.high[::-1]],
        fill="toself",
        fillcolor=BAND_COLOUR,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )

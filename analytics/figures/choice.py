"""Figures of a choice: how well it stands for all documents at each size, and a test of values by deletion."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.intervals import BAND_COLOUR
from analytics.figures.template import INK, new_figure, safe_label, set_x_axis, set_y_axis, trace_colour

RANDOM = "random"


def coverage(curves: pd.DataFrame, height: int = 330) -> go.Figure:
    """A line for each method by the size of the choice, random dashed with its band. `curves` as of
    ask.choice.coverage_curves.
    """
    figure = new_figure(height, hovermode="x unified")
    for index, (method, rows) in enumerate(curves.groupby("method", sort=False)):
        _add_band(figure, rows)
        figure.add_scatter(
            x=rows["size"],
            y=rows.value,
            name=safe_label(str(method)),
            mode="lines",
            line=_line(index, str(method)),
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
        figure.add_scatter(
            x=rows.removed,
            y=rows.value,
            error_y={"type": "data", "array": rows.high - rows.value, "arrayminus": rows.value - rows.low, "width": 3},
            name=safe_label(str(method)),
            mode="lines+markers",
            line=_line(index, str(method)),
            hovertemplate="%{y:.3f}<extra>%{fullData.name}</extra>",
        )
    set_x_axis(figure, title_text="documents removed", tickformat=".0%")
    set_y_axis(figure, title_text="mean gain of the nearest", tickformat=".2f")
    return figure


def _line(index: int, method: str) -> dict[str, object]:
    """Random choices are dotted and grey, each other method has its colour."""
    is_random = method == RANDOM
    return {"width": 2, "color": INK if is_random else trace_colour(index, ""), "dash": "dot" if is_random else "solid"}


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

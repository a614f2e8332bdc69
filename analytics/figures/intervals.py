"""How sure is a number? Dots with their intervals, groups beside their coverage, and a line in its band."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.figures.template import INK, new_figure, safe_label

ROW_PIXELS = 28
FINE = 0.06
"""Shares that lie nearer together than this need decimals to be told apart."""
BAND = "rgba(128, 138, 145, 0.22)"
"""Grey, because a line takes its colour from the theme, which a filling cannot follow."""


def interval_dots(
    frame: pd.DataFrame, percent: bool = True, reference: float | None = None, title: str = "", signed: bool = False
) -> go.Figure:
    """One row a dot: label, value (NaN: an interval alone), low, high, hover; a line at `reference`. A dot's
    `customdata` is its row.
    """
    found = new_figure(height=76 + ROW_PIXELS * max(len(frame), 2), clickmode="event+select", dragmode=False)
    _add_dots(found, frame)
    found.update_xaxes(
        title_text=safe_label(title, limit=90),
        tickformat=("+" if signed else "") + (_shares(frame) if percent else ",.4~r"),
        nticks=7,
    )
    if reference is not None:
        found.add_vline(x=reference, line={"color": INK, "width": 1, "dash": "dot"})
    return found


def group_rates(frame: pd.DataFrame, measure: str, unit: str, percent: bool, overall: float) -> go.Figure:
    """The rate of each group with its interval (left, a line at `overall`) and who rates in it (right). `frame` as of
    ask.logs.feedback.by.
    """
    found = make_subplots(rows=1, cols=2, shared_yaxes=True, column_widths=[0.68, 0.32], horizontal_spacing=0.04)
    found.update_layout(
        height=100 + ROW_PIXELS * max(len(frame), 2), clickmode="event+select", dragmode=False, showlegend=False
    )
    hover = [
        f"{_number(row.value, percent)} (95% interval {_number(row.low, percent)} to {_number(row.high, percent)})<br>{row.n:,} rated of {row.total:,} {unit}, {row.n_clusters:,} users"
        for row in frame.itertuples()
    ]
    labels = [f"{label or '(empty)'} ({n:,})" for label, n in zip(frame.label, frame.n, strict=True)]
    _add_dots(found, frame.assign(label=labels, hover=hover), row=1, col=1)
    found.add_bar(
        x=frame.coverage,
        y=[*range(len(frame))],
        orientation="h",
        marker={"color": "rgba(128, 138, 145, 0.55)", "line": {"width": 0}},
        customdata=[[place] for place in range(len(frame))],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": frame.coverage_high - frame.coverage,
            "arrayminus": frame.coverage - frame.coverage_low,
            "thickness": 1,
            "width": 0,
        },
        hovertemplate="%{x:.1%} rated<extra></extra>",
        row=1,
        col=2,
    )
    found.add_vline(x=overall, line={"color": INK, "width": 1, "dash": "dot"}, row=1, col=1)
    found.update_xaxes(title_text=safe_label(measure), tickformat=".0%" if percent else ".2f", nticks=7, row=1, col=1)
    found.update_xaxes(title_text="who rates", tickformat=".0%", rangemode="tozero", nticks=4, row=1, col=2)
    found.update_yaxes(showgrid=False, row=1, col=2)
    return found


def rate_band(
    frame: pd.DataFrame,
    measure: str,
    period: str,
    percent: bool,
    overall: float,
    height: int = 260,
    of: str = "ratings",
) -> go.Figure:
    """The mean over time in its 95 % band. `frame` as of ask.logs.feedback.over_time; `of` says what is counted."""
    found = new_figure(height)
    found.add_scatter(
        x=frame.start,
        y=frame.value,
        mode="lines+markers",
        marker={"size": 6},
        showlegend=False,
        customdata=[
            [f"{_number(row.low, percent)} to {_number(row.high, percent)}", row.n, row.n_clusters]
            for row in frame.itertuples()
        ],
        hovertemplate="%{x|%d %b %Y}: %{y:"
        + (".1%" if percent else ".2f")
        + "} (95% interval %{customdata[0]})<br>%{customdata[1]:,} "
        + of
        + ", %{customdata[2]:,} users<extra></extra>",
    )
    found.add_scatter(x=frame.start, y=frame.high, mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False)
    found.add_scatter(
        x=frame.start,
        y=frame.low,
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor=BAND,
        hoverinfo="skip",
        showlegend=False,
    )
    found.add_hline(y=overall, line={"color": INK, "width": 1, "dash": "dot"})
    found.update_yaxes(
        title_text=safe_label(f"{measure} a {period}"), tickformat=_shares(frame) if percent else ",.3~r"
    )
    return found


def _add_dots(found: go.Figure, frame: pd.DataFrame, **cell: Any) -> None:
    places, middle = [*range(len(frame))], frame.value.fillna((frame.low + frame.high) / 2)
    found.add_scatter(
        x=middle,
        y=places,
        mode="markers",
        marker={"size": [8 if known else 0 for known in frame.value.notna()]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": frame.high - middle,
            "arrayminus": middle - frame.low,
            "thickness": 2,
            "width": 4,
        },
        customdata=[[place] for place in places],
        text=frame.hover,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        **cell,
    )
    labels = [safe_label(label, limit=44) or "(empty)" for label in frame.label]
    found.update_yaxes(
        tickmode="array", tickvals=places, ticktext=labels, range=[len(places) - 0.5, -0.5], showgrid=False, **cell
    )


def _shares(frame: pd.DataFrame) -> str:
    """The format of shares on an axis that holds these intervals."""
    return ".1%" if frame.high.max() - frame.low.min() < FINE else ".0%"


def _number(value: float, percent: bool) -> str:
    return f"{value:.1%}" if percent else f"{value:.2f}"

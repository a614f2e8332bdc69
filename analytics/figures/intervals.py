"""Numbers with their confidence intervals: as dots, as rates by group with their coverage, and as a line over time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.figures.template import INK, new_figure, safe_label

ROW_PIXELS = 28
NARROW_SPAN = 0.06
"""Tick labels of shares need a decimal on an axis that spans less than this."""
BAND_COLOUR, BAR_COLOUR = "rgba(128, 138, 145, 0.22)", "rgba(128, 138, 145, 0.55)"
"""Grey: lines take their colour from the theme, a fill cannot."""
REFERENCE_LINE = {"color": INK, "width": 1, "dash": "dot"}


def interval_dots(
    rows: pd.DataFrame, percent: bool = True, reference: float | None = None, title: str = "", signed: bool = False
) -> go.Figure:
    """A dot with its interval for each of `rows`: label, value (NaN: an interval without a dot), low, high, hover. A
    dotted line is at `reference`. The `customdata` of a dot is its row.
    """
    figure = new_figure(height=76 + ROW_PIXELS * max(len(rows), 2), clickmode="event+select", dragmode=False)
    _add_dots(figure, rows)
    tick_format = ("+" if signed else "") + (_share_format(rows) if percent else ",.4~r")
    figure.update_xaxes(title_text=safe_label(title, limit=90), tickformat=tick_format, nticks=7)
    if reference is not None:
        figure.add_vline(x=reference, line=REFERENCE_LINE)
    return figure


def group_rates(groups: pd.DataFrame, measure: str, unit: str, percent: bool, overall: float) -> go.Figure:
    """The rate of each group with its interval (left, with a line at `overall`) and the share of `unit` that is rated
    (right). `groups` as of ask.logs.feedback.GroupRates.
    """
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, column_widths=[0.68, 0.32], horizontal_spacing=0.04)
    height = 100 + ROW_PIXELS * max(len(groups), 2)
    figure.update_layout(height=height, clickmode="event+select", dragmode=False, showlegend=False)
    labels = [f"{label or '(empty)'} ({n:,})" for label, n in zip(groups.label, groups.n, strict=True)]
    hover = [_group_hover(row, unit, percent) for row in groups.itertuples()]
    _add_dots(figure, groups.assign(label=labels, hover=hover), row=1, col=1)
    _add_coverage(figure, groups, row=1, col=2)
    figure.add_vline(x=overall, line=REFERENCE_LINE, row=1, col=1)
    figure.update_xaxes(title_text=safe_label(measure), tickformat=".0%" if percent else ".2f", nticks=7, row=1, col=1)
    figure.update_xaxes(title_text="coverage", tickformat=".0%", rangemode="tozero", nticks=4, row=1, col=2)
    figure.update_yaxes(showgrid=False, row=1, col=2)
    return figure


def rate_band(
    periods: pd.DataFrame,
    measure: str,
    period: str,
    percent: bool,
    overall: float,
    height: int = 260,
    unit: str = "ratings",
) -> go.Figure:
    """The mean over time within the band of its 95 % intervals. `periods` as of ask.logs.feedback.RatesOverTime; `unit`
    names what `n` counts.
    """
    figure = new_figure(height)
    _add_line(figure, periods, percent, unit)
    _add_band(figure, periods)
    figure.add_hline(y=overall, line=REFERENCE_LINE)
    tick_format = _share_format(periods) if percent else ",.3~r"
    figure.update_yaxes(title_text=safe_label(f"{measure} per {period}"), tickformat=tick_format)
    return figure


def _add_dots(figure: go.Figure, rows: pd.DataFrame, **cell: Any) -> None:
    """Dots with error bars, one in each row; an interval without a value is drawn around its middle."""
    places, middle = [*range(len(rows))], rows.value.fillna((rows.low + rows.high) / 2)
    figure.add_scatter(
        x=middle,
        y=places,
        mode="markers",
        marker={"size": [8 if is_known else 0 for is_known in rows.value.notna()]},
        error_x=_error_bars(middle, rows.low, rows.high, thickness=2, width=4),
        customdata=[[place] for place in places],
        text=rows.hover,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        **cell,
    )
    labels = [safe_label(label, limit=44) or "(empty)" for label in rows.label]
    bounds = [len(places) - 0.5, -0.5]
    figure.update_yaxes(tickmode="array", tickvals=places, ticktext=labels, range=bounds, showgrid=False, **cell)


def _add_coverage(figure: go.Figure, groups: pd.DataFrame, **cell: int) -> None:
    figure.add_bar(
        x=groups.coverage,
        y=[*range(len(groups))],
        orientation="h",
        marker={"color": BAR_COLOUR, "line": {"width": 0}},
        customdata=[[place] for place in range(len(groups))],
        error_x=_error_bars(groups.coverage, groups.coverage_low, groups.coverage_high, thickness=1, width=0),
        hovertemplate="%{x:.1%} rated<extra></extra>",
        **cell,
    )


def _add_line(figure: go.Figure, periods: pd.DataFrame, percent: bool, unit: str) -> None:
    intervals = [f"{_number(row.low, percent)} to {_number(row.high, percent)}" for row in periods.itertuples()]
    number_format = ".1%" if percent else ".2f"
    figure.add_scatter(
        x=periods.start,
        y=periods.value,
        mode="lines+markers",
        marker={"size": 6},
        showlegend=False,
        customdata=list(zip(intervals, periods.n, periods.n_clusters, strict=True)),
        hovertemplate=f"%{{x|%d %b %Y}}: %{{y:{number_format}}} (95 % confidence interval %{{customdata[0]}})<br>"
        f"%{{customdata[1]:,}} {unit}, %{{customdata[2]:,}} users<extra></extra>",
    )


def _add_band(figure: go.Figure, periods: pd.DataFrame) -> None:
    edge = {"x": periods.start, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_scatter(y=periods.high, **edge)
    figure.add_scatter(y=periods.low, fill="tonexty", fillcolor=BAND_COLOUR, **edge)


def _error_bars(value: pd.Series, low: pd.Series, high: pd.Series, thickness: int, width: int) -> dict[str, Any]:
    bars = {"type": "data", "symmetric": False, "array": high - value, "arrayminus": value - low}
    return bars | {"thickness": thickness, "width": width}


def _group_hover(row: Any, unit: str, percent: bool) -> str:
    interval = f"{_number(row.low, percent)} to {_number(row.high, percent)}"
    counts = f"{row.n:,} rated of {row.total:,} {unit}, {row.n_clusters:,} users"
    return f"{_number(row.value, percent)} (95 % confidence interval {interval})<br>{counts}"


def _share_format(rows: pd.DataFrame) -> str:
    """The format of the tick labels of shares on an axis that shows these intervals."""
    return ".1%" if rows.high.max() - rows.low.min() < NARROW_SPAN else ".0%"


def _number(value: float, percent: bool) -> str:
    return f"{value:.1%}" if percent else f"{value:.2f}"
